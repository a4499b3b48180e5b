/** What a drill found. Seconds are of twin time. */
export interface DrillReport {
  readonly target: string;
  readonly scenario: string;
  readonly speed: number;
  readonly from: string;
  readonly to: string;
  /** From the loss of the region to Route 53 answering with the other. */
  readonly detectionSeconds: number;
  /** From the loss of the region to the customer's first answer from the other. */
  readonly firstAnswerSeconds: number;
  /** Messages that the customer wrote before one got through. */
  readonly attempts: number;
  readonly cartIntact: boolean;
  readonly passed: boolean;
}

export function printReport(report: DrillReport): void {
  const rows: readonly (readonly [string, string])[] = [
    ["scenario", `${report.scenario} on ${report.target}, time ×${report.speed}`],
    ["failover", `${report.from} → ${report.to}`],
    ["detected after", `${report.detectionSeconds.toFixed(1)} s`],
    ["first answer after", `${report.firstAnswerSeconds.toFixed(1)} s, at message ${report.attempts}`],
    ["cart intact", report.cartIntact ? "yes" : "no"],
    ["verdict", report.passed ? "passed" : "FAILED"],
  ];
  for (const [name, value] of rows) console.log(`${name.padEnd(20)}${value}`);
}
