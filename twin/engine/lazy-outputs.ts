/**
 * The SDK gives a new resource an Output for each property that its type has, a dozen promises each, and most are never
 * looked at. Here an Output comes to be when the program first reads the property; what it then says is the same.
 */

/** "@pulumi/pulumi/output", of the copy that the program runs with. */
export interface OutputModule {
  readonly Output: new (
    resource: object,
    value: Promise<unknown>,
    isKnown: Promise<boolean>,
    isSecret: Promise<boolean>,
    dependencies: Promise<readonly object[]>,
  ) => object;
}

interface Settled {
  readonly value: unknown;
  readonly isKnown: boolean;
  readonly isSecret: boolean;
  readonly dependencies: readonly object[];
}

type Resolver = (
  value: unknown,
  isKnown: boolean,
  isSecret: boolean,
  dependencies?: readonly object[],
  error?: Error & { code?: number },
) => void;

/** What stands in for the SDK's `transferProperties` (runtime/rpc.js): the same arguments, the same resolvers. */
export function transferLazily({ Output }: OutputModule) {
  return (resource: object, label: string, properties: object): Record<string, Resolver> => {
    const names = Object.keys(properties).filter((name) => name !== "id" && name !== "urn");
    return Object.fromEntries(
      names.map((name) => {
        if (Object.hasOwn(resource, name))
          throw new Error(`Property '${name}' is already initialized on target '${label}`);
        const later = new Later();
        let output: object | undefined;
        const read = () => {
          if (output) return output;
          const settled = later.promise;
          output = new Output(
            resource,
            settled.then(({ value }) => value),
            settled.then(({ isKnown }) => isKnown),
            settled.then(({ isSecret }) => isSecret),
            settled.then(({ dependencies }) => dependencies),
          );
          return output;
        };
        const replace = (value: object) => {
          output = value;
        };
        Object.defineProperty(resource, name, {
          configurable: true,
          enumerable: true,
          get: read,
          set: replace,
        });
        return [name, later.resolver];
      }),
    );
  };
}

/** A promise that exists once somebody waits for it: before, its outcome is only kept. */
class Later {
  #outcome: (() => Promise<Settled>) | undefined;
  #waiting: PromiseWithResolvers<Settled> | undefined;

  get promise(): Promise<Settled> {
    if (this.#outcome) return this.#outcome();
    this.#waiting ??= Promise.withResolvers();
    return this.#waiting.promise;
  }

  readonly resolver: Resolver = (value, isKnown, isSecret, dependencies = [], error) => {
    // As in the SDK: an engine that ended says so elsewhere, and nothing comes of this.
    if (typeof error?.code === "number") return;
    this.#outcome = () =>
      error ? Promise.reject(error) : Promise.resolve({ value, isKnown, isSecret, dependencies });
    this.#waiting?.resolve(this.#outcome());
  };
}
