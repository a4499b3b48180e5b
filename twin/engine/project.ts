/** Reads what `pulumi up` would read before it starts a program: Pulumi.yaml and Pulumi.<stack>.yaml. */
import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { parse } from "yaml";
import * as z from "zod";
import { EvaluationError, messageOf } from "./errors.ts";

const scalar = z.union([z.string(), z.number(), z.boolean(), z.null()]);

/** What runs a program or a policy pack; only Node.js does here. */
export const nodeRuntime = z.union([
  z.literal("nodejs"),
  z.object({
    name: z.literal("nodejs"),
    options: z
      .object({ nodeargs: z.string().optional(), typescript: z.boolean().optional() })
      .loose()
      .optional(),
  }),
]);

const projectFile = z.object({
  name: z.string().min(1),
  main: z.string().optional(),
  runtime: nodeRuntime,
  config: z.record(z.string(), z.unknown()).nullish(),
});

const declaration = z
  .object({
    type: z.string().optional(),
    default: z.unknown().optional(),
    value: z.unknown().optional(),
    secret: z.boolean().optional(),
    description: z.string().optional(),
  })
  .strict();

const stackFile = z.object({ config: z.record(z.string(), z.unknown()).nullish() }).nullable();

const encrypted = z.object({ secure: z.string() }).strict();

export interface Runtime {
  readonly nodeArgs: readonly string[];
  /** Whether Pulumi's own TypeScript compiles the program; Node does otherwise. */
  readonly typescript: boolean;
}

export interface Project extends Runtime {
  readonly name: string;
  readonly dir: string;
  /** Where the program is: `dir`, or Pulumi.yaml's `main` inside it. */
  readonly programDir: string;
  /** "." lets package.json decide. */
  readonly entryPoint: string;
  readonly declared: Readonly<Record<string, unknown>>;
}

export interface StackConfig {
  readonly stack: string;
  /** Full key ("aws:region") to text; objects and lists as JSON, as the program's runtime expects them. */
  readonly values: Readonly<Record<string, string>>;
  readonly secretKeys: readonly string[];
}

/** @throws EvaluationError when Pulumi.yaml is missing, broken or of another runtime. */
export function readProject(dir: string): Project {
  const file = path.join(dir, "Pulumi.yaml");
  const project = check(file, projectFile, readYaml(file));
  const main = path.resolve(dir, project.main ?? ".");
  const isFile = path.extname(main) !== "";
  return {
    name: project.name,
    dir: path.resolve(dir),
    programDir: isFile ? path.dirname(main) : main,
    entryPoint: isFile ? path.basename(main) : ".",
    ...runtimeOf(project.runtime),
    declared: project.config ?? {},
  };
}

export function runtimeOf(runtime: z.output<typeof nodeRuntime>): Runtime {
  const options = typeof runtime === "string" ? undefined : runtime.options;
  return {
    nodeArgs: options?.nodeargs?.split(/\s+/).filter(Boolean) ?? [],
    typescript: options?.typescript ?? true,
  };
}

/** The stacks that have a Pulumi.<stack>.yaml, by name. */
export function stackNames(project: Project): string[] {
  return readdirSync(project.dir)
    .map((name) => /^Pulumi\.(.+)\.yaml$/.exec(name)?.[1])
    .filter((name) => name !== undefined)
    .sort();
}

/**
 * The configuration of one stack, later ones winning: the project's declared defaults, the stack's file, `overrides`.
 * @throws EvaluationError for a missing or broken file, a required key without a value, or an encrypted value that
 * nothing overrides (only the real engine holds the key).
 */
export function readStackConfig(
  project: Project,
  stack: string,
  overrides: Readonly<Record<string, string>> = {},
): StackConfig {
  const file = path.join(project.dir, `Pulumi.${stack}.yaml`);
  const given = check(file, stackFile, readYaml(file))?.config ?? {};
  const values: Record<string, string> = {};
  const secretKeys = new Set<string>();
  const problems: string[] = [];
  const fullKey = (key: string) => (key.includes(":") ? key : `${project.name}:${key}`);
  const required = new Set<string>();
  for (const [name, raw] of Object.entries(project.declared)) {
    const key = fullKey(name);
    const parsed = declaration.safeParse(raw);
    if (!parsed.success) {
      values[key] = configText(raw);
      continue;
    }
    if (parsed.data.secret) secretKeys.add(key);
    const value = parsed.data.value ?? parsed.data.default;
    if (value !== undefined) values[key] = configText(value);
    else required.add(key);
  }
  for (const [name, raw] of Object.entries(given)) {
    const key = fullKey(name);
    if (encrypted.safeParse(raw).success) {
      secretKeys.add(key);
      if (!(key in overrides))
        problems.push(
          `${file}: "${key}" is encrypted and only Pulumi can read it; give it a plain override.`,
        );
    } else values[key] = configText(raw);
  }
  for (const [name, value] of Object.entries(overrides)) values[fullKey(name)] = value;
  for (const key of required)
    if (!(key in values))
      problems.push(`${file}: "${key}" has no value and Pulumi.yaml declares no default.`);
  if (problems.length) throw new EvaluationError(problems);
  return { stack, values, secretKeys: [...secretKeys] };
}

function configText(value: unknown): string {
  const plain = scalar.safeParse(value);
  return plain.success ? String(plain.data ?? "") : JSON.stringify(value);
}

/** @throws EvaluationError naming the file. */
export function readYaml(file: string): unknown {
  let text: string;
  try {
    text = readFileSync(file, "utf8");
  } catch (error) {
    const missing = (error as NodeJS.ErrnoException).code === "ENOENT";
    throw new EvaluationError([
      missing ? `${file} does not exist.` : `${file} cannot be read: ${messageOf(error)}.`,
    ]);
  }
  try {
    return parse(text);
  } catch (error) {
    throw new EvaluationError([`${file} is not valid YAML: ${messageOf(error).split("\n")[0]}`]);
  }
}

/** @throws EvaluationError naming the file and the part of it that is wrong. */
export function check<T>(file: string, schema: z.ZodType<T>, value: unknown): T {
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  throw new EvaluationError(
    parsed.error.issues.map((issue) => `${file}: ${issue.path.join(".") || "the file"}: ${issue.message}.`),
  );
}
