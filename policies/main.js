// Pulumi hands every .ts entry of a policy pack to a compiler of its own, whatever PulumiPolicy.yaml says, and that one
// knows no `.ts` imports. An entry that is none leaves the rest to Node, which runs .ts files as they are.
import "./index.ts";
