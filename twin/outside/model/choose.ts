/** Which model answers the twin's Bedrock: the stand-in, the real one, or a local server. */

import type { ConverseResponse } from "@aws-sdk/client-bedrock-runtime";
import { BedrockRuntimeClient, ConverseCommand, type ConverseRequest } from "@aws-sdk/client-bedrock-runtime";
import { openAiBackend } from "./openai.ts";
import { standIn } from "./stand-in/stand-in.ts";

export type Model = (request: ConverseRequest) => Promise<ConverseResponse>;

/**
 * @param choice BEDROCK: absent or "stand-in"; "aws" for the account of the machine's own AWS credentials; or the base
 * URL of an OpenAI-compatible server, with BEDROCK_MODEL for the model's name there.
 * @throws a sentence for anything else.
 */
export function chooseModel(choice: string | undefined, modelName = "default"): Model {
  if (!choice || choice === "stand-in") return standIn;
  if (choice === "aws") {
    const client = new BedrockRuntimeClient({});
    return async (request) => {
      const { $metadata: _, ...response } = await client.send(new ConverseCommand(request));
      return response;
    };
  }
  if (/^https?:$/.test(URL.parse(choice)?.protocol ?? "")) return openAiBackend(choice, modelName);
  throw new Error(
    `BEDROCK=${choice} is not understood: leave it out for the stand-in, or give "aws" or the http:// address of an OpenAI-compatible server.`,
  );
}
