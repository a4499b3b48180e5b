import type { Inputs } from "../outputs/rule.ts";
import type { Registered } from "../stack-run.ts";
import type { WireObject } from "../wire.ts";

export interface RemoteArgs {
  readonly name: string;
  readonly args: Inputs;
  readonly region: string;
  /** Registers a child of the component, or of `parent`; it depends on what its properties come from. */
  child(child: Child): Promise<Registered>;
}

export interface Child {
  readonly type: string;
  readonly name: string;
  readonly properties: WireObject;
  /** @default the component */
  readonly parent?: Registered;
  readonly dependsOn?: readonly Registered[];
}

/** Makes a component's children and gives its outputs, as they travel on the wire. */
export type RemoteComponent = (component: RemoteArgs) => Promise<WireObject>;
