/**
 * google-protobuf encodes and decodes a text character by character. On the wire a text is the bytes of its UTF-8, so
 * here it goes as those; short ones, for which that costs more, are written as ever.
 */
import protobuf from "google-protobuf";

const short = 64;
const writer = protobuf.BinaryWriter.prototype;
const reader = protobuf.BinaryReader.prototype;
const { writeString } = writer;
const utf8 = new TextDecoder("utf-8", { ignoreBOM: true });

writer.writeString = function quickly(field, text) {
  if (text === undefined || text.length < short) writeString.call(this, field, text);
  else this.writeBytes(field, Buffer.from(text));
};

reader.readString = function quickly() {
  return utf8.decode(this.readBytes());
};
