/** Tags, applied to everything that can carry them by one transformation that components hand down. */
import * as pulumi from "@pulumi/pulumi";

export interface Tags {
  readonly project?: string;
  readonly stack?: string;
  /** Of a stack for development alone: the policy pack asks less of it. */
  readonly profile?: "dev";
  /** The part of the system: "tables", "messaging". */
  readonly component?: string;
  /** clientId of the only tenant that a resource serves. */
  readonly tenant?: string;
  /** What it holds. personal: data of customers. financial: charges. internal: neither. */
  readonly "data-class"?: "personal" | "financial" | "secret" | "internal";
}

/** Options of a part of a region: below it, with the part's tags. */
export type Part = (component: string, dataClass?: Tags["data-class"]) => pulumi.ComponentResourceOptions;

/**
 * Options that tag a resource and all that is made below it; what is nearer to a resource wins. Children need to know
 * nothing of it.
 */
export function tagged<O extends pulumi.ResourceOptions>(tags: Tags, opts?: O): O {
  return { ...opts, transformations: [...(opts?.transformations ?? []), applyTags(tags)] } as O;
}

/** Makes its children out of reach of transformations, and tags them with what it is given. */
const tagsChildren = "awsx:ec2:Vpc";

function applyTags(tags: Tags): pulumi.ResourceTransformation {
  return ({ type, props, opts }) => {
    // The provider's classes list `tagsAll` among the outputs of every type that takes tags, and of no other.
    if (!Object.hasOwn(props, "tagsAll") && type !== tagsChildren) return undefined;
    return {
      props: { ...props, tags: pulumi.output(props.tags).apply((own) => ({ ...tags, ...own })) },
      opts,
    };
  };
}
