/** What Route 53 answers to a question: an authoritative answer from its zones, following the health checks. */
import type { Answer } from "dns-packet";
import { answerOf } from "./record-data.ts";
import type { RecordSet, Zone } from "./zones.ts";

export interface Resolution {
  readonly rcode: "NOERROR" | "NXDOMAIN" | "REFUSED";
  readonly answers: readonly Answer[];
  /** The zone's SOA when there is no answer: how long its absence may be remembered. */
  readonly authorities: readonly Answer[];
}

export interface AnswerOptions {
  readonly zones: readonly Zone[];
  /** Regions' documentation addresses. */
  readonly addressOf: (region: string) => string;
  readonly healthy: (healthCheckId: string) => boolean;
}

/** Route 53 gives an alias to API Gateway this TTL, whatever the program would like. */
const aliasTtl = 60;
const longestChain = 8;

export function createAnswers({ zones, addressOf, healthy }: AnswerOptions) {
  return function resolve(question: string, type: string): Resolution {
    const name = question.toLowerCase().replace(/\.$/, "");
    const zone = zoneOf(name);
    if (!zone) return { rcode: "REFUSED", answers: [], authorities: [] };
    const answers = follow(zone, name, type, 0).map((answer) =>
      // In the asker's own spelling: some resolvers check it.
      answer.name === name ? { ...answer, name: question } : answer,
    );
    if (answers.length > 0) return { rcode: "NOERROR", answers, authorities: [] };
    const exists = zone.records.some((record) => record.name === name || record.name.endsWith(`.${name}`));
    const rcode = exists || name === zone.apex || wildcardOf(zone, name) ? "NOERROR" : "NXDOMAIN";
    return { rcode, answers: [], authorities: [soaOf(zone, 900)] };
  };

  function zoneOf(name: string): Zone | undefined {
    return zones
      .filter(({ apex }) => name === apex || name.endsWith(`.${apex}`))
      .sort((a, b) => b.apex.length - a.apex.length)[0];
  }

  function follow(zone: Zone, name: string, type: string, depth: number): Answer[] {
    if (depth > longestChain) return [];
    if (name === zone.apex && type === "SOA") return [soaOf(zone, 900)];
    if (
      name === zone.apex &&
      type === "NS" &&
      !zone.records.some((one) => one.name === name && one.type === "NS")
    )
      return zone.nameServers.map((server) => answerOf(name, "NS", 172_800, server));
    const sets = zone.records.filter((record) => record.name === name);
    const candidates = sets.length > 0 ? sets : (wildcardOf(zone, name) ?? []);
    const types = type === "ANY" ? [...new Set(candidates.map((record) => record.type))] : [type];
    const found = types.flatMap((one) => {
      const chosen = choose(
        candidates.filter((record) => record.type === one),
        depth,
      );
      return chosen ? contentOf(zone, name, chosen, depth) : [];
    });
    if (found.length > 0) return found;
    const cname = choose(
      candidates.filter((record) => record.type === "CNAME"),
      depth,
    );
    if (cname?.content.kind !== "values") return [];
    const [link] = cname.content.answers;
    if (link?.type !== "CNAME") return [];
    const target = link.data.toLowerCase();
    const beyond = zoneOf(target);
    return [{ ...link, name }, ...(beyond ? follow(beyond, target, type, depth + 1) : [])];
  }

  function contentOf(zone: Zone, name: string, record: RecordSet, depth: number): Answer[] {
    const { content } = record;
    if (content.kind === "values") return content.answers.map((answer) => ({ ...answer, name }));
    if (content.kind === "name")
      return follow(zone, content.name, record.type, depth + 1).map((answer) => ({ ...answer, name }));
    return record.type === "A" ? [answerOf(name, "A", aliasTtl, addressOf(content.region))] : [];
  }

  /**
   * Of a failover pair the primary while it is healthy, else the secondary while that is, else the primary all the
   * same: an answer that may fail is better than none.
   */
  function choose(sets: readonly RecordSet[], depth: number): RecordSet | undefined {
    const primary = sets.find((record) => record.failover === "PRIMARY");
    const secondary = sets.find((record) => record.failover === "SECONDARY");
    if (!primary && !secondary) return sets[0];
    if (primary && isHealthy(primary, depth)) return primary;
    if (secondary && isHealthy(secondary, depth)) return secondary;
    return primary ?? secondary;
  }

  /** A record set without a health check is healthy. */
  function isHealthy(record: RecordSet, depth: number): boolean {
    if (record.healthCheckId && !healthy(record.healthCheckId)) return false;
    const { content } = record;
    if (content.kind !== "name" || !content.evaluateTargetHealth || depth > longestChain) return true;
    const targets = zoneOf(content.name)?.records.filter(
      (one) => one.name === content.name && one.type === record.type,
    );
    return targets?.some((one) => isHealthy(one, depth + 1)) ?? true;
  }
}

function wildcardOf(zone: Zone, name: string): RecordSet[] | undefined {
  const labels = name.split(".");
  for (let cut = 1; cut < labels.length; cut++) {
    const parent = labels.slice(cut).join(".");
    const sets = zone.records.filter((record) => record.name === `*.${parent}`);
    if (sets.length > 0) return sets;
    // A name that exists between the two keeps the wildcard away.
    if (parent === zone.apex || zone.records.some((record) => record.name === parent)) return undefined;
  }
  return undefined;
}

function soaOf(zone: Zone, ttl: number): Answer {
  const [server = "ns-1.awsdns-00.com"] = zone.nameServers;
  return answerOf(zone.apex, "SOA", ttl, `${server} awsdns-hostmaster.amazon.com 1 7200 900 1209600 86400`);
}
