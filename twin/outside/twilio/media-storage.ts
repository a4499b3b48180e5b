/** What customers sent, as Twilio keeps it for the account; in memory. */
import { randomBytes } from "node:crypto";

interface Kept {
  readonly content: Uint8Array;
  readonly contentType: string;
}

export class MediaStorage {
  readonly #media = new Map<string, Kept>();

  /** Returns the medium's sid. */
  keep(medium: Kept): string {
    const sid = `ME${randomBytes(16).toString("hex")}`;
    this.#media.set(sid, medium);
    return sid;
  }

  find(sid: string): Kept | undefined {
    return this.#media.get(sid);
  }
}
