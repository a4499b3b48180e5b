/** What the AWS SDK's clients are built with and our functions never use, each put in place of the real module. */
import type { Plugin } from "esbuild";

/**
 * Module name → what a bundle holds instead. The names are those that the clients import; a name that is missing fails
 * the build, and an operation that needs what was left out fails by name.
 */
const replacements: Readonly<Record<string, string>> = {
  // Streamed operations alone: Converse answers in one piece.
  "@smithy/core/event-streams": `
    export const resolveEventStreamSerdeConfig = (config) => config;
    export const eventStreamSerdeProvider = () => undefined;
    export class EventStreamSerde { constructor() { throw new Error("Event streams are left out of this bundle."); } }`,
  "@aws-sdk/eventstream-handler-node": "export const eventStreamPayloadHandlerProvider = () => undefined;",
  "@aws-sdk/middleware-eventstream": `
    export const resolveEventStreamConfig = (config) => config;
    export const getEventStreamPlugin = () => ({ applyToStack() {} });`,
  "@aws-sdk/middleware-websocket": `
    export const resolveWebSocketConfig = (config) => config;
    export const getWebSocketPlugin = () => ({ applyToStack() {} });`,
  // Timestream's way of finding its hosts; tables have theirs by region.
  "@aws-sdk/middleware-endpoint-discovery": `
    export const resolveEndpointDiscoveryConfig = (config) => config;
    export const NODE_ENDPOINT_DISCOVERY_CONFIG_OPTIONS = {
      environmentVariableSelector: () => undefined,
      configFileSelector: () => undefined,
      default: undefined,
    };`,
  // Signatures for several regions at once (SigV4a), and for directory buckets: ours are in one region, and none is such.
  "@aws-sdk/signature-v4-multi-region": `
    export {
      SignatureV4 as SignatureV4MultiRegion,
      SignatureV4 as SignatureV4SignWithCredentials,
    } from "@smithy/signature-v4";`,
  // HTTP/2, Bedrock's default: handlers/adapters/bedrock.ts gives it the HTTP/1.1 handler of the other clients.
  "./node-http2-handler": `
    export class NodeHttp2Handler {
      static create(handler) {
        if (typeof handler?.handle === "function") return handler;
        throw new Error("HTTP/2 is left out of this bundle: give the client a requestHandler.");
      }
    }`,
  // Adaptive retries, which AWS_RETRY_MODE would have to ask for.
  "./DefaultRateLimiter": `
    export class DefaultRateLimiter {
      constructor() { throw new Error("Adaptive retries are left out of this bundle."); }
    }`,
  // SHA-256 in JavaScript, for engines without Node's.
  "./Sha256Js": "export class Sha256Js {}",
};

/** An esbuild plugin. @param root the project's root, where node_modules is. */
export function leftOut(root: string): Plugin {
  const names = Object.keys(replacements).map((name) => name.replace(/[.*+?^${}()|[\]\\]/g, "\\$&"));
  return {
    name: "left-out",
    setup(build) {
      build.onResolve({ filter: new RegExp(`^(${names.join("|")})$`) }, ({ path }) => ({
        path,
        namespace: "left-out",
      }));
      build.onLoad({ filter: /.*/, namespace: "left-out" }, ({ path }) => ({
        contents: replacements[path],
        loader: "js",
        resolveDir: root,
      }));
    },
  };
}
