/**
 * A PIX copy-and-paste code: EMV tag-length-value text that ends in a checksum (BR Code, Banco Central do Brasil,
 * "Manual de Padrões para Iniciação do Pix").
 */

export interface PixCharge {
  /** Where the payer's bank fetches the charge, without "https://"; 77 characters at most. */
  readonly location: string;
  readonly amountCentavos: number;
  readonly merchantName: string;
}

export function pixCode({ location, amountCentavos, merchantName }: PixCharge): string {
  const body = [
    field("00", "01"),
    field("01", "12"), // payable once
    field("26", field("00", "br.gov.bcb.pix") + field("25", location)),
    field("52", "0000"),
    field("53", "986"), // BRL
    field("54", (amountCentavos / 100).toFixed(2)),
    field("58", "BR"),
    field("59", plain(merchantName).slice(0, 25)),
    field("60", "SAO PAULO"),
    field("62", field("05", "***")),
    "6304",
  ].join("");
  return body + checksum(body);
}

function field(tag: string, value: string): string {
  return `${tag}${String(value.length).padStart(2, "0")}${value}`;
}

/** Banks take ASCII only. */
function plain(text: string): string {
  return text
    .normalize("NFD")
    .replace(/[^\x20-\x7e]/g, "")
    .toUpperCase();
}

/** CRC-16/CCITT-FALSE of everything before it, four hexadecimal digits. */
export function checksum(text: string): string {
  let crc = 0xffff;
  for (const byte of Buffer.from(text, "ascii")) {
    crc ^= byte << 8;
    for (let bit = 0; bit < 8; bit++)
      crc = crc & 0x8000 ? ((crc << 1) ^ 0x1021) & 0xffff : (crc << 1) & 0xffff;
  }
  return crc.toString(16).toUpperCase().padStart(4, "0");
}
