#!/usr/bin/env node
/** `npm run pos-schema`: writes what the kitchen's queue carries as a JSON Schema, for whoever reads it. */
import { writeFileSync } from "node:fs";
import path from "node:path";
import { Command } from "commander";
import { posSchemaText } from "./pos-schema/schema.ts";

const file = path.resolve(import.meta.dirname, "../docs/pos-message.schema.json");

new Command("npm run pos-schema --")
  .description("Writes docs/pos-message.schema.json from handlers/shared/messages.ts.")
  .action(() => {
    writeFileSync(file, posSchemaText());
    console.log(`Wrote ${path.relative(process.cwd(), file)}.`);
  })
  .parse();
