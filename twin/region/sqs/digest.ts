/** The digests with which SQS's clients check what arrived. */
import { createHash } from "node:crypto";
import type { MessageAttribute } from "./message.ts";

export function md5(text: string): string {
  return createHash("md5").update(text).digest("hex");
}

export function sha256(text: string): string {
  return createHash("sha256").update(text).digest("hex");
}

/**
 * SQS's digest over message attributes: by name, each part preceded by its length in four bytes, with one byte that
 * tells strings (1) from binaries (2). Undefined when there are none.
 */
export function md5OfAttributes(attributes: Readonly<Record<string, MessageAttribute>>): string | undefined {
  const names = Object.keys(attributes).sort();
  if (names.length === 0) return undefined;
  const hash = createHash("md5");
  const part = (bytes: Buffer) => {
    const length = Buffer.alloc(4);
    length.writeUInt32BE(bytes.byteLength);
    hash.update(length).update(bytes);
  };
  for (const name of names) {
    const attribute = attributes[name]!;
    part(Buffer.from(name));
    part(Buffer.from(attribute.DataType));
    if (attribute.BinaryValue !== undefined) {
      hash.update(Buffer.of(2));
      part(Buffer.from(attribute.BinaryValue, "base64"));
    } else {
      hash.update(Buffer.of(1));
      part(Buffer.from(attribute.StringValue ?? ""));
    }
  }
  return hash.digest("hex");
}
