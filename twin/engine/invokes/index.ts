/** Answers what a program looks up: a few questions about the account, and no others. */
import type { ResourceInvokeRequest } from "@pulumi/pulumi/proto/resource_pb.js";
import { Refusal } from "../errors.ts";
import type { StackRun } from "../stack-run.ts";
import { plainProperties, type WireObject } from "../wire.ts";
import { account } from "./account.ts";
import type { Invokes } from "./invokes.ts";
import { policyDocument } from "./policy-document.ts";
import { zone } from "./zone.ts";

const known: Invokes = { ...account, ...policyDocument, ...zone };

/** @throws Refusal for a look-up that this engine cannot answer: it has no cloud to ask. */
export async function invoke(request: ResourceInvokeRequest, run: StackRun): Promise<WireObject> {
  const token = request.getTok();
  const asked = (request.getArgs()?.toJavaScript() ?? {}) as WireObject;
  if (token === "pulumi:pulumi:getResource") {
    const { urn, id, outputs } = run.stateOf(String(asked.urn));
    return { urn, id, state: outputs };
  }
  if (token === "pulumi:pulumi:readStackOutputs") {
    const name = String(asked.name);
    const { outputs, secretNames } = await run.setting.references.resolve(run.setting.stack, name);
    return { name, outputs, secretOutputNames: [...secretNames] };
  }
  const answer = known[token];
  if (!answer)
    throw new Refusal(
      `The program looks up ${token}, which this engine cannot answer (it knows ${Object.keys(known).join(", ")}); take the value from configuration or from a resource.`,
    );
  const changed = await run.transforms.applyToInvoke(token, asked);
  const args = plainProperties(changed, () => {
    throw new Refusal(`The look-up ${token} is given an asset; it takes plain values.`);
  }).value;
  const region = args.region ?? run.providerSettings(request.getProvider()).region;
  return answer(args, { accountId: run.setting.accountId, region: String(region) });
}
