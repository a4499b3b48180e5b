/** Runs a piece of the program inside this process, against mocks that answer as AWS would where it matters. */
import * as pulumi from "@pulumi/pulumi";

export interface Made {
  readonly type: string;
  readonly name: string;
  // biome-ignore lint/suspicious/noExplicitAny: inputs of any resource type.
  readonly inputs: any;
}

export interface Mocks {
  readonly stack?: string;
  /** A preview: nothing exists, and what AWS would choose is unknown. */
  readonly preview?: boolean;
  /** Answers a look-up; throws what the engine would. */
  readonly call?: (token: string) => Record<string, unknown>;
  /** Outputs of a stack that is referred to. */
  readonly referenced?: Record<string, unknown>;
}

/** Resources that `program` made, in the order of their types and names. */
export async function made(program: () => unknown, mocks: Mocks = {}): Promise<Made[]> {
  const resources: Made[] = [];
  await pulumi.runtime.setMocks(
    {
      call: ({ token }) => mocks.call?.(token) ?? {},
      newResource({ type, name, inputs }) {
        if (type === "pulumi:pulumi:StackReference")
          return {
            id: inputs.name,
            state: { ...inputs, outputs: mocks.referenced ?? {}, secretOutputNames: [] },
          };
        resources.push({ type, name, inputs });
        return { id: `${name}-id`, state: { ...inputs, ...computed(type, name, inputs) } };
      },
    },
    "chatbot",
    mocks.stack ?? "us-east-1",
    mocks.preview ?? false,
    "organization",
  );
  await program();
  await pulumi.runtime.disconnect();
  return resources.sort((a, b) => (a.type + a.name < b.type + b.name ? -1 : 1));
}

function computed(type: string, name: string, inputs: Record<string, unknown>): Record<string, unknown> {
  const region = inputs.region ?? "us-east-1";
  const called = inputs.name ?? inputs.bucket ?? name;
  const service = type.split(":")[1]?.split("/")[0];
  return {
    name: called,
    arn: `arn:aws:${service}:${region}:123456789012:${called}`,
    url: `https://sqs.${region}.amazonaws.com/123456789012/${called}`,
    version: "1",
  };
}
