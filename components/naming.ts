/** Physical names. Both regions use the same ones, so that each knows the peer's without asking. */
import type { TableName } from "../handlers/shared/tables.ts";

export interface Names {
  table(name: TableName): string;
  /** A function's; for its alias add ":live". */
  function(name: string): string;
  queue(name: string): string;
  secret(name: string): string;
  /** A role is global: its region is part of its name. */
  posRole(region: string): string;
}

export function namesOf(prefix: string): Names {
  return {
    table: (name) => `${prefix}-${name}`,
    function: (name) => `${prefix}-${name}`,
    queue: (name) => `${prefix}-${name}.fifo`,
    secret: (name) => `${prefix}/${name}`,
    posRole: (region) => `${prefix}-pos-${region}`,
  };
}
