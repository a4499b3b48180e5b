/** The mistakes that the pack is tried with. */
import { data } from "./data.ts";
import { edge } from "./edge.ts";
import { functions } from "./functions.ts";
import { messaging } from "./messaging.ts";
import type { Mutation } from "./mutation.ts";
import { operations } from "./operations.ts";

export const mutations: readonly Mutation[] = [...data, ...messaging, ...functions, ...edge, ...operations];
