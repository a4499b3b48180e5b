/** Which resources are there for one restaurant, and its stores. */
import * as z from "zod";
import { type Resource, read } from "./rule.ts";
import { tags, text } from "./shapes.ts";
import { whenKnown } from "./unknown.ts";

/** A store's queue, by the names of the system; the first group is the restaurant's clientId. */
const ofStore = /^(client_\w+?)_store_\w+\.fifo$/;

/** @returns the clientId of the restaurant whose store's queue this is; undefined for any other queue */
export function restaurantOf(queue: Resource): string | undefined {
  return ofStore.exec(whenKnown(() => read(queue, z.object({ name: text })).name) ?? "")?.[1];
}

/** Whether a resource says that it serves one restaurant alone. */
export function servesOneRestaurant(resource: Resource): boolean {
  return whenKnown(() => read(resource, z.object({ tags })).tags.tenant) !== undefined;
}
