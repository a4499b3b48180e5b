/** Record values, from the text that Route 53 keeps to what goes on the wire. */
import type { Answer } from "dns-packet";

/** @throws a sentence about the value when it is not of its type. */
export function answerOf(name: string, type: string, ttl: number, value: string): Answer {
  const parts = value.trim().split(/\s+/);
  switch (type) {
    case "A":
    case "AAAA":
    case "CNAME":
    case "NS":
    case "PTR":
      return { name, type, ttl, data: withoutDot(value.trim()) };
    case "TXT":
      return { name, type, ttl, data: strings(value) };
    case "MX":
      return {
        name,
        type,
        ttl,
        data: { preference: number(parts[0], value), exchange: withoutDot(parts[1] ?? "") },
      };
    case "SRV":
      return {
        name,
        type,
        ttl,
        data: {
          priority: number(parts[0], value),
          weight: number(parts[1], value),
          port: number(parts[2], value),
          target: withoutDot(parts[3] ?? ""),
        },
      };
    case "CAA": {
      const [, flags, tag, data] = /^(\d+)\s+(issue|issuewild|iodef)\s+"?([^"]*)"?$/.exec(value.trim()) ?? [];
      if (!tag) throw new Error(`"${value}" is no CAA value, such as 0 issue "amazon.com"`);
      const issuerCritical = number(flags, value) >= 128;
      return { name, type, ttl, data: { issuerCritical, tag: tag as "issue", value: data ?? "" } };
    }
    case "SOA": {
      const [mname = "", rname = "", ...times] = parts;
      const [serial, refresh, retry, expire, minimum] = times.map((time) => number(time, value));
      return {
        name,
        type,
        ttl,
        data: { mname: withoutDot(mname), rname: withoutDot(rname), serial, refresh, retry, expire, minimum },
      };
    }
    default:
      throw new Error(`records of type ${type} are not served by the twin`);
  }
}

/** Back to Route 53's text, for people. */
export function textOf(answer: Answer): string {
  if (answer.type === "OPT") return "";
  const data: unknown = answer.data;
  if (typeof data === "string") return data;
  if (Array.isArray(data) || Buffer.isBuffer(data)) return [data].flat().map(String).join("");
  return Object.values(data as object)
    .map(String)
    .join(" ");
}

/** A TXT value is one string, or several in quotes. The provider adds the quotes when the program gave none. */
function strings(value: string): string[] {
  if (!value.includes('"')) return [value];
  const quoted = value.startsWith('"') ? value : `"${value}"`;
  return [...quoted.matchAll(/"((?:[^"\\]|\\.)*)"/g)].map(([, text = ""]) => text.replace(/\\(.)/g, "$1"));
}

function number(text: string | undefined, value: string): number {
  if (!text || !/^\d+$/.test(text)) throw new Error(`"${value}" has no number where one belongs`);
  return Number(text);
}

export function withoutDot(name: string): string {
  return name.replace(/\.$/, "");
}
