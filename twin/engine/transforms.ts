/** Calls back into the program's transforms, which may change a resource or an invoke before it is made. */
import * as grpc from "@grpc/grpc-js";
import callbackServices from "@pulumi/pulumi/proto/callback_grpc_pb.js";
import type { Callback } from "@pulumi/pulumi/proto/callback_pb.js";
import callbacks from "@pulumi/pulumi/proto/callback_pb.js";
import resources from "@pulumi/pulumi/proto/resource_pb.js";
import type { Message } from "google-protobuf";
import { messageOf, Refusal } from "./errors.ts";
import { type Registration, type RegistrationOptions, timeoutsOf } from "./registration.ts";
import { channelOptions } from "./rpc.ts";
import { structOf, type WireObject } from "./wire.ts";

/** One for each run of a program: it keeps the connections to the program's callback servers. */
export class Transforms {
  readonly #clients = new Map<string, callbackServices.CallbacksClient>();
  readonly #ofStack: Callback[] = [];
  readonly #ofInvokes: Callback[] = [];
  readonly #ofParents = new Map<string, { parent: string; transforms: readonly Callback[] }>();

  addToStack(callback: Callback): void {
    this.#ofStack.push(callback);
  }

  addToInvokes(callback: Callback): void {
    this.#ofInvokes.push(callback);
  }

  /** A resource's own transforms also hold for its descendants. */
  inherit(urn: string, { parent, transforms }: Pick<Registration, "parent" | "transforms">): void {
    this.#ofParents.set(urn, { parent, transforms });
  }

  /** The resource's own transforms first, then its ancestors' from the nearest, then the stack's. */
  async apply(registration: Registration): Promise<Registration> {
    const ancestors: Callback[] = [];
    for (let at = this.#ofParents.get(registration.parent); at; at = this.#ofParents.get(at.parent))
      ancestors.push(...at.transforms);
    let changed = registration;
    for (const callback of [...registration.transforms, ...ancestors, ...this.#ofStack])
      changed = await this.#transform(callback, changed);
    return changed;
  }

  async applyToInvoke(token: string, args: WireObject): Promise<WireObject> {
    let changed = args;
    for (const callback of this.#ofInvokes) {
      const request = new resources.TransformInvokeRequest();
      request.setToken(token);
      request.setArgs(structOf(changed));
      const answer = await this.#call(callback, request, `The invoke of ${token}`);
      const response = resources.TransformInvokeResponse.deserializeBinary(answer);
      changed = (response.getArgs()?.toJavaScript() ?? changed) as WireObject;
    }
    return changed;
  }

  close(): void {
    for (const client of this.#clients.values()) client.close();
  }

  async #transform(callback: Callback, registration: Registration): Promise<Registration> {
    const request = new resources.TransformRequest();
    request.setType(registration.type);
    request.setName(registration.name);
    request.setCustom(registration.custom);
    request.setParent(registration.parent);
    request.setProperties(structOf(registration.properties));
    request.setOptions(wireOptions(registration.options));
    const answer = await this.#call(callback, request, `${registration.type} "${registration.name}"`);
    const response = resources.TransformResponse.deserializeBinary(answer);
    const options = response.getOptions();
    return {
      ...registration,
      properties: (response.getProperties()?.toJavaScript() ?? registration.properties) as WireObject,
      options: options
        ? { ...readOptions(options), providers: registration.options.providers }
        : registration.options,
    };
  }

  async #call(callback: Callback, message: Message, subject: string): Promise<Uint8Array> {
    const request = new callbacks.CallbackInvokeRequest();
    request.setToken(callback.getToken());
    request.setRequest(message.serializeBinary());
    const client = this.#client(callback.getTarget());
    return new Promise((resolve, reject) => {
      client.invoke(request, (error, response) => {
        if (error)
          reject(
            new Refusal(`${subject} is not made: ${(error.details || messageOf(error)).replace(/\.$/, "")}.`),
          );
        else resolve(response.getResponse_asU8());
      });
    });
  }

  #client(target: string): callbackServices.CallbacksClient {
    let client = this.#clients.get(target);
    if (!client) {
      client = new callbackServices.CallbacksClient(
        target,
        grpc.credentials.createInsecure(),
        channelOptions,
      );
      this.#clients.set(target, client);
    }
    return client;
  }
}

function wireOptions(options: RegistrationOptions) {
  const wire = new resources.TransformResourceOptions();
  wire.setDependsOnList([...options.dependencies]);
  if (options.protect !== undefined) wire.setProtect(options.protect);
  if (options.retainOnDelete !== undefined) wire.setRetainOnDelete(options.retainOnDelete);
  wire.setIgnoreChangesList([...options.ignoreChanges]);
  wire.setReplaceOnChangesList([...options.replaceOnChanges]);
  wire.setAdditionalSecretOutputsList([...options.additionalSecretOutputs]);
  wire.setAliasesList([...options.aliases]);
  wire.setProvider(options.provider);
  if (options.deleteBeforeReplace !== undefined) wire.setDeleteBeforeReplace(options.deleteBeforeReplace);
  wire.setDeletedWith(options.deletedWith ?? "");
  wire.setReplaceWithList([...options.replaceWith]);
  wire.setImport(options.importId ?? "");
  const timeouts = new resources.RegisterResourceRequest.CustomTimeouts();
  timeouts.setCreate(options.customTimeouts.create ?? "");
  timeouts.setUpdate(options.customTimeouts.update ?? "");
  timeouts.setDelete(options.customTimeouts.delete ?? "");
  timeouts.setRead(options.customTimeouts.read ?? "");
  wire.setCustomTimeouts(timeouts);
  for (const [name, reference] of Object.entries(options.providers))
    wire.getProvidersMap().set(name, reference);
  return wire;
}

function readOptions(wire: ReturnType<typeof wireOptions>): Omit<RegistrationOptions, "providers"> {
  return {
    dependencies: wire.getDependsOnList(),
    provider: wire.getProvider(),
    protect: wire.hasProtect() ? wire.getProtect() : undefined,
    retainOnDelete: wire.hasRetainOnDelete() ? wire.getRetainOnDelete() : undefined,
    replaceWith: wire.getReplaceWithList(),
    aliases: wire.getAliasesList(),
    ignoreChanges: wire.getIgnoreChangesList(),
    replaceOnChanges: wire.getReplaceOnChangesList(),
    additionalSecretOutputs: wire.getAdditionalSecretOutputsList(),
    deleteBeforeReplace: wire.hasDeleteBeforeReplace() ? wire.getDeleteBeforeReplace() : undefined,
    deletedWith: wire.getDeletedWith() || undefined,
    importId: wire.getImport() || undefined,
    customTimeouts: timeoutsOf(wire.getCustomTimeouts()),
  };
}
