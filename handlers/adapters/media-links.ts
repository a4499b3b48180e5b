/** Links to the media bucket's objects, signed for whoever fetches them. */
import { openObjectSigner, type SigningClient } from "./signed-object.ts";

export interface MediaLinks {
  /** A URL that gives the object to anybody for `seconds`; the role's own rights end it earlier. */
  link(key: string, seconds: number): Promise<string>;
}

export function openMediaLinks(bucket: string, client: SigningClient): MediaLinks {
  const sign = openObjectSigner(bucket, client);
  return {
    async link(key, seconds) {
      return (await sign("GET", key, seconds)).href;
    },
  };
}
