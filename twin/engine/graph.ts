/** The resource graph of a Pulumi program: what the engine front yields and every other part of the twin reads. */

/** An asset or archive, with its content: Lambda bundles above all. */
export interface Asset {
  readonly kind: "asset" | "archive";
  /** SHA-256 over names and contents, in hexadecimal: the same sources give the same hash on any machine. */
  readonly hash: string;
  readonly files: readonly AssetFile[];
}

export interface AssetFile {
  readonly path: string;
  readonly bytes: number;
  readonly content: Uint8Array;
}

export interface GraphResource {
  readonly urn: string;
  /** "aws:sqs/queue:Queue", or a component's own type. */
  readonly type: string;
  readonly name: string;
  /** URN of the parent; null for the stack itself. */
  readonly parent: string | null;
  /** The AWS region it lives in; null for global types (IAM, Route 53) and components. */
  readonly region: string | null;
  readonly custom: boolean;
  readonly remote: boolean;
  /** Provider-assigned id; "" for components. */
  readonly id: string;
  /** Plain values: secrets unwrapped, assets as `Asset`. */
  readonly inputs: Readonly<Record<string, unknown>>;
  readonly outputs: Readonly<Record<string, unknown>>;
  /** Top-level input names whose value contains a secret. */
  readonly secretInputs: readonly string[];
  /** Where those secrets sit, each a path of keys and indexes: ["environment", "variables", "TOKEN"]. */
  readonly secretPaths?: readonly (readonly string[])[];
  /** True for what the program only reads (`Resource.get`, StackReference): it exists already, create nothing. */
  readonly external?: boolean;
  /** URNs, explicit and through property references. */
  readonly dependencies: readonly string[];
  readonly protect: boolean;
  readonly retainOnDelete: boolean;
}

export interface StackGraph {
  readonly stack: string;
  readonly project: string;
  /** The stack's aws:region. */
  readonly region: string;
  readonly resources: readonly GraphResource[];
  readonly outputs: Readonly<Record<string, unknown>>;
  readonly secretOutputs: readonly string[];
}

export interface Graph {
  readonly project: string;
  readonly accountId: string;
  readonly stacks: Readonly<Record<string, StackGraph>>;
}
