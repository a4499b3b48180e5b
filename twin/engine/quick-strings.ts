/**
 * google-protobuf encodes a text character by character. On the wire a text is the bytes of its UTF-8, so a long one,
 * such as a bundle, goes as those.
 */
import protobuf from "google-protobuf";

const long = 1024;
const { prototype } = protobuf.BinaryWriter;
const { writeString } = prototype;

prototype.writeString = function quickly(field, text) {
  if (text === undefined || text.length < long) writeString.call(this, field, text);
  else this.writeBytes(field, Buffer.from(text));
};
