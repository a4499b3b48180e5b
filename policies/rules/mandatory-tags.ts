import { stackRule } from "../support/rule.ts";
import { tags } from "../support/shapes.ts";
import { whenKnown } from "../support/unknown.ts";

const wanted = ["project", "stack", "component", "data-class"];
const classes = ["internal", "personal", "financial", "secret"];

export default stackRule({
  name: "mandatory-tags",
  description: "Everything that can carry tags says its project, stack, component and the class of its data.",
  why: "The bill is divided by them, and who answers for a thing, or whose data it holds, is read from them at night.",
  source: "https://docs.aws.amazon.com/whitepapers/latest/tagging-best-practices/tagging-best-practices.html",
  level: "mandatory",
  check(stack, report) {
    for (const resource of stack.resources) {
      // The provider gives tagsAll to every type that can be tagged, and to no other.
      if (!Object.hasOwn(resource.props, "tagsAll")) continue;
      const own =
        whenKnown(() => tags.parse(resource.props.tagsAll)) ??
        whenKnown(() => tags.parse(resource.props.tags));
      if (!own) continue;
      const missing = wanted.filter((key) => !own[key]);
      const dataClass = own["data-class"];
      if (dataClass && !classes.includes(dataClass)) missing.push(`data-class of ${classes.join(", ")}`);
      if (missing.length)
        report(resource, {
          what: `has no tag ${missing.join(", ")}`,
          mend: "Create it below a component that was made with tagged(…).",
        });
    }
  },
});
