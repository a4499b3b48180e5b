import { idOf, MADE_AT, named, type TypeRules } from "./rule.ts";

const word = { pattern: /^[\w.-]+$/ };

export const scheduler: TypeRules = {
  "aws:scheduler/schedule:Schedule": {
    naming: named("name", 64, word),
    defaults: { groupName: "default", scheduleExpressionTimezone: "UTC", state: "ENABLED" },
    id: idOf("groupName", "name"),
    outputs: (_inputs, place, id) => ({ arn: place.arn("scheduler", `schedule/${id}`) }),
    unique: "region",
  },
  "aws:scheduler/scheduleGroup:ScheduleGroup": {
    naming: named("name", 64, word),
    id: idOf("name"),
    outputs: (_inputs, place, id) => ({
      arn: place.arn("scheduler", `schedule-group/${id}`),
      creationDate: MADE_AT,
      lastModificationDate: MADE_AT,
      state: "ACTIVE",
    }),
    unique: "region",
  },
};
