/** A resource as the program asks for it, before the engine decides: read from the wire, changed by transforms. */
import type { Alias } from "@pulumi/pulumi/proto/alias_pb.js";
import type { Callback } from "@pulumi/pulumi/proto/callback_pb.js";
import type { ReadResourceRequest, RegisterResourceRequest } from "@pulumi/pulumi/proto/resource_pb.js";
import type { ResourceOptions } from "./graph.ts";
import { nameOf, typeOf, urnOf } from "./urn.ts";
import type { WireObject } from "./wire.ts";

export interface Registration {
  readonly type: string;
  readonly name: string;
  /** "" for the stack itself, and for a resource that the program registers outside any stack. */
  readonly parent: string;
  readonly custom: boolean;
  readonly remote: boolean;
  /** Id of what the program only reads. */
  readonly readId?: string;
  readonly properties: WireObject;
  readonly propertyDependencies: Readonly<Record<string, readonly string[]>>;
  readonly transforms: readonly Callback[];
  readonly options: RegistrationOptions;
}

/** What a transform may change beside the properties. */
export interface RegistrationOptions extends Omit<ResourceOptions, "aliases"> {
  readonly dependencies: readonly string[];
  /** "<urn>::<id>" of an explicit provider, or "". */
  readonly provider: string;
  /** Package name to "<urn>::<id>": what a component hands to its children. */
  readonly providers: Readonly<Record<string, string>>;
  /** Undefined where the program does not say, so that the parent's holds. */
  readonly protect?: boolean;
  readonly retainOnDelete?: boolean;
  readonly replaceWith: readonly string[];
  readonly aliases: readonly Alias[];
}

export const noOptions: RegistrationOptions = {
  dependencies: [],
  provider: "",
  providers: {},
  replaceWith: [],
  aliases: [],
  ignoreChanges: [],
  replaceOnChanges: [],
  additionalSecretOutputs: [],
  customTimeouts: {},
};

export function registrationOf(request: RegisterResourceRequest): Registration {
  return {
    type: request.getType(),
    name: request.getName(),
    parent: request.getParent(),
    custom: request.getCustom(),
    remote: request.getRemote(),
    properties: (request.getObject()?.toJavaScript() ?? {}) as WireObject,
    propertyDependencies: Object.fromEntries(
      [...request.getPropertydependenciesMap().entries()]
        .map(([key, value]) => [key, value.getUrnsList()] as const)
        .filter(([, urns]) => urns.length > 0),
    ),
    transforms: request.getTransformsList(),
    options: {
      dependencies: request.getDependenciesList(),
      provider: request.getProvider(),
      providers: Object.fromEntries(request.getProvidersMap().entries()),
      protect: request.hasProtect() ? request.getProtect() : undefined,
      retainOnDelete: request.hasRetainondelete() ? request.getRetainondelete() : undefined,
      replaceWith: request.getReplaceWithList(),
      aliases: request.getAliasesList(),
      ignoreChanges: request.getIgnorechangesList(),
      replaceOnChanges: request.getReplaceonchangesList(),
      additionalSecretOutputs: request.getAdditionalsecretoutputsList(),
      deleteBeforeReplace: request.getDeletebeforereplacedefined()
        ? request.getDeletebeforereplace()
        : undefined,
      deletedWith: request.getDeletedwith() || undefined,
      importId: request.getImportid() || undefined,
      customTimeouts: timeoutsOf(request.getCustomtimeouts()),
    },
  };
}

export function readRegistrationOf(request: ReadResourceRequest): Registration {
  return {
    type: request.getType(),
    name: request.getName(),
    parent: request.getParent(),
    custom: true,
    remote: false,
    readId: request.getId(),
    properties: (request.getProperties()?.toJavaScript() ?? {}) as WireObject,
    propertyDependencies: {},
    transforms: [],
    options: {
      ...noOptions,
      dependencies: request.getDependenciesList(),
      provider: request.getProvider(),
      additionalSecretOutputs: request.getAdditionalsecretoutputsList(),
    },
  };
}

export function timeoutsOf(
  timeouts: RegisterResourceRequest.CustomTimeouts | undefined,
): ResourceOptions["customTimeouts"] {
  const all = {
    create: timeouts?.getCreate(),
    update: timeouts?.getUpdate(),
    delete: timeouts?.getDelete(),
    read: timeouts?.getRead(),
  };
  return Object.fromEntries(Object.entries(all).filter(([, duration]) => duration));
}

/** The URN that an alias stands for: what it leaves out is as the resource `urn` has it now. */
export function aliasUrn(alias: Alias, urn: string, parent: string): string {
  const spec = alias.getSpec();
  if (!spec) return alias.getUrn();
  const [, stack = "", project = ""] = /^urn:pulumi:(.*?)::(.*?)::/.exec(urn) ?? [];
  return urnOf({
    stack: spec.getStack() || stack,
    project: spec.getProject() || project,
    parent: spec.getNoparent() ? "" : spec.getParenturn() || parent,
    type: spec.getType() || typeOf(urn),
    name: spec.getName() || nameOf(urn),
  });
}
