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
  /** A component's are those that it registered. */
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
  /** URN of the explicit provider it uses. */
  readonly provider?: string;
  /** Which resources each input came from, by the input's name. */
  readonly propertyDependencies?: Readonly<Record<string, readonly string[]>>;
  readonly options?: ResourceOptions;
}

/** What the program told the engine about a resource's life. */
export interface ResourceOptions {
  readonly ignoreChanges: readonly string[];
  readonly replaceOnChanges: readonly string[];
  readonly additionalSecretOutputs: readonly string[];
  /** URNs under which the resource was known before. */
  readonly aliases: readonly string[];
  /** Undefined where the program leaves it to the provider. */
  readonly deleteBeforeReplace?: boolean;
  /** URN of the resource whose deletion takes this one along. */
  readonly deletedWith?: string;
  /** Id of an existing thing that the resource takes over. */
  readonly importId?: string;
  readonly customTimeouts: Readonly<Partial<Record<"create" | "update" | "delete" | "read", string>>>;
}

export interface StackGraph {
  readonly stack: string;
  readonly project: string;
  /** The stack's aws:region. */
  readonly region: string;
  /** The stack's configuration by full key, secrets in the clear. */
  readonly config?: Readonly<Record<string, string>>;
  /** Each after its parent and its dependencies, and in the same order on every run. */
  readonly resources: readonly GraphResource[];
  readonly outputs: Readonly<Record<string, unknown>>;
  readonly secretOutputs: readonly string[];
}

export interface Graph {
  readonly project: string;
  readonly accountId: string;
  /** In the order in which they can be deployed. */
  readonly stacks: Readonly<Record<string, StackGraph>>;
}
