import type { PlanSection } from "../row.ts";
import { types } from "./support.ts";

const through =
  "the delivery pipeline brings a commit from GitHub through checks and development to both regions, the primary first";
const scripts = "the delivery pipeline runs the repository's own scripts";

export const deployment: readonly PlanSection[] = [
  {
    number: "4.1",
    title: "AWS CDK",
    rows: [
      {
        row: "Utilizamos AWS CDK com TypeScript para definir toda a infraestrutura como código",
        stands: [{ type: "chatbot:index:ChatbotRegion" }, "index.ts"],
        tests: [
          "the program makes one ChatbotRegion a stack, and everything below it",
          "the policy pack on this program finds nothing",
        ],
        note: "Pulumi in TypeScript, the user's choice.",
      },
      {
        row: "ProcessExpiredOrdersRule: rate(5 minutos), action process_expired_orders",
        stands: [{ type: types.schedule, name: "*-expire-orders", holds: ["process_expired_orders"] }],
        tests: [
          "schedules in us-east-1 end unpaid orders every five minutes and relay the outbox every minute",
          "a customer's journey in us-east-1 a PIX that nobody pays expires, and the customer hears so",
        ],
      },
      {
        row: "WhatsAppChatbotUsagePlan: throttle e quota de 1.000.000 por mês",
        stands: [{ type: types.usagePlan, holds: ['"limit":1000000'] }],
        tests: [
          "the regional API in us-east-1 has a usage plan for each tier with the plan's quota of a million requests a month",
        ],
      },
      {
        row: "Outputs: ApiEndpoint, WebhookUrl",
        stands: ["components/chatbot-region.ts"],
        tests: ["the program exports where callers and operators find things"],
      },
    ],
  },
  {
    number: "4.2",
    title: "CI/CD Pipeline",
    rows: [
      {
        row: "Source: Código fonte do GitHub",
        stands: [
          { type: "aws:codestarconnections/connection:Connection", holds: ['"providerType":"GitHub"'] },
          { type: types.pipeline, holds: ["CodeStarSourceConnection"] },
        ],
        tests: [through],
      },
      {
        row: "Build: Compilação e testes unitários",
        stands: [{ type: types.project, name: "*-build-project", holds: ["npm run check"] }],
        tests: [scripts],
      },
      {
        row: "Test: Testes de integração em ambiente de desenvolvimento",
        stands: [
          { type: types.project, name: "*-test-project", holds: ["npm test"] },
          { type: types.project, name: "*-policy-project", holds: ["npm run policy"] },
        ],
        tests: [scripts, "delivery by GitHub Actions runs the same scripts in .github/workflows/ci.yml"],
        note: "Whole journeys through both regions' twin, before anything is deployed; the policy pack beside them.",
      },
      {
        row: "Deploy Dev: Implantação no ambiente de desenvolvimento",
        stands: [{ type: types.project, name: "*-deploy-dev-project" }, "delivery/Pulumi.dev.yaml"],
        tests: [
          through,
          "the development stack's file is one that the program accepts, with names that are not production's",
        ],
      },
      {
        row: "Approval: Aprovação manual para produção",
        stands: [{ type: types.pipeline, holds: ['"provider":"Manual"'] }],
        tests: [
          "the delivery pipeline goes on to production only by a person's word, which the warning topic asks for",
        ],
      },
      {
        row: "Deploy Prod: Implantação no ambiente de produção",
        stands: [{ type: types.project, name: "*-deploy-production-project" }, ".ci/deploy"],
        tests: [
          through,
          "the delivery pipeline lets checks do nothing in AWS, and each deployment take its own environment's role alone",
        ],
      },
    ],
  },
];
