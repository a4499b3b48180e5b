/** One stack's evaluation: what the program has registered so far, and what the engine answers to it. */
import { type Answer, answer } from "./answer.ts";
import { readAsset } from "./assets.ts";
import { Refusal } from "./errors.ts";
import type { GraphResource, StackGraph } from "./graph.ts";
import { inDependencyOrder } from "./order.ts";
import type { Outputs } from "./outputs/rule.ts";
import { isRegional, Place } from "./place.ts";
import { type ProviderSettings, providerSettings } from "./providers.ts";
import { identityOf, nothing, optionsOf, settledHere, wireOutputs } from "./record.ts";
import type { Registration } from "./registration.ts";
import type { StackReferences } from "./stack-references.ts";
import { Transforms } from "./transforms.ts";
import { isTypeToken, urnOf } from "./urn.ts";
import { type Plain, plainProperties, settledProperties, topLevelNames, type WireObject } from "./wire.ts";

const STACK_TYPE = "pulumi:pulumi:Stack";

export interface StackSetting {
  readonly project: string;
  readonly stack: string;
  readonly accountId: string;
  /** By full key ("aws:region"). */
  readonly config: Readonly<Record<string, string>>;
  /** What an asset's relative path starts from. */
  readonly programDir: string;
  readonly references: StackReferences;
}

/** What a program gets back for a resource; outputs as on the wire, secrets wrapped. */
export interface Registered {
  readonly urn: string;
  readonly id: string;
  readonly outputs: WireObject;
}

export class StackRun {
  readonly setting: StackSetting;
  readonly transforms = new Transforms();
  rootUrn = "";
  readonly #resources = new Map<string, GraphResource>();
  readonly #states = new Map<string, Registered>();
  readonly #withOutputs = new Set<string>();
  readonly #outputsById = new Map<string, Outputs>();
  #secretOutputs: readonly string[] = [];
  readonly #onRegistered: (resource: GraphResource, count: number) => void;

  constructor(setting: StackSetting, onRegistered: (resource: GraphResource, count: number) => void) {
    this.setting = setting;
    this.#onRegistered = onRegistered;
  }

  /** True once the program has come to its end and told its outputs. */
  get finished(): boolean {
    return this.#withOutputs.has(this.rootUrn);
  }

  /** @throws Refusal where the real engine, or AWS, would not go on. */
  async register(asked: Registration): Promise<Registered> {
    this.#checkIdentity(asked);
    const registration = asked.readId === undefined ? await this.transforms.apply(asked) : asked;
    const urn = this.#claim(registration);
    this.transforms.inherit(urn, registration);
    const inputs = this.#plain(registration.properties);
    const provider = this.providerSettings(registration.options.provider);
    const region = this.#regionOf(registration, inputs.value, provider);
    const made = registration.custom ? this.#answer(registration, inputs.value, urn, region) : nothing;
    const computed = { ...settledHere(registration, region, inputs.value, provider), ...made.computed };
    const registered: Registered = {
      urn,
      id: made.id,
      outputs: registration.custom ? wireOutputs(registration, asked, made, computed, inputs) : {},
    };
    this.#store({
      ...identityOf(registration, urn, this.rootUrn),
      region,
      id: made.id,
      inputs: inputs.value,
      outputs: registration.custom ? { ...made.assumed, ...inputs.value, ...computed } : {},
      secretInputs: topLevelNames(inputs.secretPaths),
      secretPaths: inputs.secretPaths,
      ...this.#inherited(registration),
      options: optionsOf(registration, urn),
    });
    this.#states.set(urn, registered);
    return registered;
  }

  registerOutputs(urn: string, raw: WireObject): void {
    const resource = this.#resources.get(urn);
    if (!resource)
      throw new Refusal(
        `Outputs are registered for ${urn}, which is not registered itself; register it first.`,
      );
    if (this.#withOutputs.has(urn))
      throw new Refusal(`${urn} registers its outputs twice; call registerOutputs once, when all are there.`);
    const plain = this.#plain(raw);
    this.#resources.set(urn, { ...resource, outputs: plain.value });
    this.#states.set(urn, { urn, id: resource.id, outputs: settledProperties(raw, "references") });
    this.#withOutputs.add(urn);
    if (urn === this.rootUrn) this.#shareOutputs(topLevelNames(plain.secretPaths));
  }

  /**
   * Other stacks may have them as soon as they are told, while the rest of this one is still being made: should that
   * fail, the evaluation fails as a whole.
   */
  #shareOutputs(secretNames: readonly string[]): void {
    const { references, stack } = this.setting;
    this.#secretOutputs = secretNames;
    references.settle(stack, { outputs: this.stateOf(this.rootUrn).outputs, secretNames });
  }

  /** What a reference to a resource gives to who follows it. */
  stateOf(urn: string): Registered {
    const state = this.#states.get(urn);
    if (!state) throw new Refusal(`${urn} is referred to and not registered.`);
    return state;
  }

  /** @param provider "<urn>::<id>" of an explicit provider, or "". */
  providerSettings(provider: string): ProviderSettings {
    return providerSettings(provider, this.setting.config, (urn) => this.#resources.get(urn));
  }

  graph(): StackGraph {
    return {
      stack: this.setting.stack,
      project: this.setting.project,
      region: this.setting.config["aws:region"] ?? "",
      config: this.setting.config,
      resources: inDependencyOrder([...this.#resources.values()]),
      outputs: this.#resources.get(this.rootUrn)?.outputs ?? {},
      secretOutputs: this.#secretOutputs,
    };
  }

  #plain(raw: WireObject): Plain {
    return plainProperties(raw, (asset) => readAsset(asset, this.setting.programDir));
  }

  #checkIdentity({ type, name, parent }: Registration): void {
    if (!isTypeToken(type))
      throw new Refusal(
        `"${type}" is no resource type: "${name}" needs one of the form package:module:Type.`,
      );
    if (!name) throw new Refusal(`A resource of type ${type} has no name; give it one.`);
    if (parent && !this.#resources.has(parent))
      throw new Refusal(
        `${type} "${name}" has the parent ${parent}, which is not registered; create the parent first.`,
      );
  }

  #claim({ type, name, parent, options }: Registration): string {
    const { stack, project } = this.setting;
    const urn = urnOf({ stack, project, parent, type, name });
    if (this.#resources.has(urn))
      throw new Refusal(`Two resources have the URN ${urn}; give one of them another name.`);
    const needed = { "depends on": options.dependencies, "is deleted with": [options.deletedWith ?? ""] };
    for (const [relation, urns] of Object.entries(needed))
      for (const other of urns)
        if (other && !this.#resources.has(other))
          throw new Refusal(`${type} "${name}" ${relation} ${other}, which is not registered.`);
    return urn;
  }

  #regionOf({ type, name }: Registration, inputs: Outputs, provider: ProviderSettings): string | null {
    if (!isRegional(type)) return null;
    const region = inputs.region ?? provider.region;
    if (typeof region === "string" && /^[a-z]{2}(-[a-z]+)+-\d$/.test(region)) return region;
    throw new Refusal(
      region
        ? `${type} "${name}" has the region ${JSON.stringify(region)}, which is none; give one such as "us-east-1".`
        : `${type} "${name}" has no region: set aws:region in Pulumi.${this.setting.stack}.yaml.`,
    );
  }

  #answer(registration: Registration, inputs: Outputs, urn: string, region: string | null): Answer {
    const find = (type: string, id: string) => this.#outputsById.get(`${type} ${id}`);
    return answer(registration, inputs, new Place(this.setting.accountId, region ?? "us-east-1", urn, find));
  }

  /** What a resource has from its parent where the program does not say. */
  #inherited({ parent, options }: Registration) {
    const above = this.#resources.get(parent);
    return {
      protect: options.protect ?? above?.protect ?? false,
      retainOnDelete: options.retainOnDelete ?? above?.retainOnDelete ?? false,
    };
  }

  #store(resource: GraphResource): void {
    this.#resources.set(resource.urn, resource);
    this.#outputsById.set(`${resource.type} ${resource.id}`, resource.outputs);
    if (resource.type === STACK_TYPE) this.rootUrn = resource.urn;
    this.#onRegistered(resource, this.#resources.size);
  }
}
