/** Components that another program's plugin would make: here, from what they document. */
import { Refusal } from "../errors.ts";
import { noOptions, type Registration } from "../registration.ts";
import type { Registered, StackRun } from "../stack-run.ts";
import { plainProperties } from "../wire.ts";
import { awsxVpc } from "./awsx-vpc.ts";
import type { Child, RemoteComponent } from "./component.ts";

const known: Readonly<Record<string, RemoteComponent>> = { "awsx:ec2:Vpc": awsxVpc };

/** @throws Refusal for a component that this engine does not know. */
export async function makeRemote(registration: Registration, run: StackRun): Promise<Registered> {
  const { type, name, options } = registration;
  const make = known[type];
  if (!make)
    throw new Refusal(
      `${type} "${name}" is a component of another plugin, which this engine cannot make (it knows ${Object.keys(known).join(", ")}); write it in the program.`,
    );
  const component = await run.register(registration);
  const args = plainProperties(registration.properties, () => {
    throw new Refusal(`${type} "${name}" is given an asset; it takes plain values.`);
  }).value;
  const provider = options.providers.aws ?? options.provider;
  const child = ({ type, name, properties, parent = component, dependsOn = [] }: Child) =>
    run.register({
      type,
      name,
      parent: parent.urn,
      custom: true,
      remote: false,
      properties,
      propertyDependencies: {},
      transforms: [],
      options: {
        ...noOptions,
        dependencies: [...options.dependencies, ...dependsOn.map(({ urn }) => urn)],
        provider,
      },
    });
  const region = String(args.region ?? run.providerSettings(provider).region);
  run.registerOutputs(component.urn, await make({ name, args, region, child }));
  return run.stateOf(component.urn);
}
