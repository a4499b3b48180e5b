/**
 * Programs that are evaluated together bundle the same sources in the same way, region by region. The engine has each
 * such build done once: the first program that asks does it, and the others have what came of it.
 */
import type { ChildProcess } from "node:child_process";
import type { BuildResult, OutputFile } from "esbuild";

/** A build's outcome as it travels between processes. */
export interface Built extends Pick<BuildResult, "errors" | "warnings"> {
  readonly files: readonly Pick<OutputFile, "path" | "hash" | "contents">[];
}

/** Key: all of a build's options, as text. */
export type FromProgram =
  | { readonly kind: "wanted"; readonly key: string }
  /** Without an outcome: the build failed. */
  | { readonly kind: "built"; readonly key: string; readonly built?: Built };
/** Without an outcome: build it yourself, and tell. */
export interface FromEngine {
  readonly key: string;
  readonly built?: Built;
}

export class SharedBuilds {
  readonly #outcomes = new Map<string, Promise<Built | undefined>>();

  /** Answers what a program asks, until it ends. */
  serve(program: ChildProcess): void {
    const building = new Map<string, (built?: Built) => void>();
    program.on("message", async (message: FromProgram) => {
      if (message.kind === "built") return building.get(message.key)?.(message.built);
      const answer = await this.#answer(message.key, building);
      // Whoever has ended meanwhile builds nothing.
      if (program.connected) program.send(answer, () => {});
      else building.get(message.key)?.();
    });
    program.once("exit", () => {
      for (const end of building.values()) end();
    });
  }

  async #answer(key: string, building: Map<string, (built?: Built) => void>): Promise<FromEngine> {
    for (let known = this.#outcomes.get(key); known; known = this.#outcomes.get(key)) {
      const built = await known;
      if (built) return { key, built };
      if (this.#outcomes.get(key) === known) this.#outcomes.delete(key);
    }
    const { promise, resolve } = Promise.withResolvers<Built | undefined>();
    this.#outcomes.set(key, promise);
    building.set(key, resolve);
    return { key };
  }
}
