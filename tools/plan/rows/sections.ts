/** Sections 2–7 of the plan, in its order. */
import type { PlanSection } from "../row.ts";
import { deployment } from "./deployment.ts";
import { observability } from "./observability.ts";
import { scaling } from "./scaling.ts";
import { security } from "./security.ts";
import { services } from "./services.ts";
import { tenancy } from "./tenancy.ts";

export const sections: readonly PlanSection[] = [
  ...services,
  ...tenancy,
  ...deployment,
  ...scaling,
  ...security,
  ...observability,
];
