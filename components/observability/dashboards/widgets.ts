/**
 * CloudWatch's dashboard JSON, typed as far as these dashboards use it, and laid out in rows of 24 columns.
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/CloudWatch-Dashboard-Body-Structure.html
 */

/** How one line of a graph looks. */
export interface LineOptions {
  readonly label?: string;
  readonly stat?: string;
  /** Seconds. */
  readonly period?: number;
  readonly color?: string;
  readonly id?: string;
  readonly visible?: boolean;
  readonly yAxis?: "left" | "right";
  readonly region?: string;
}

export interface MetricName {
  readonly namespace: string;
  readonly metricName: string;
  readonly dimensions?: Readonly<Record<string, string>>;
}

export type Line = readonly (string | LineOptions | (LineOptions & { readonly expression: string }))[];

export function line(metric: MetricName, options: LineOptions = {}): Line {
  return [metric.namespace, metric.metricName, ...Object.entries(metric.dimensions ?? {}).flat(), options];
}

/** Arithmetic over lines of the same graph, by their ids. */
export function expression(text: string, options: LineOptions = {}): Line {
  return [{ expression: text, ...options }];
}

/** A search: a line for each queue whose name has all of `words` and none of `without`, those that are made later too. */
export function queuesNamed(
  metricName: string,
  words: readonly string[],
  without: string,
  stat: string,
): Line {
  const search = `{AWS/SQS,QueueName} MetricName="${metricName}" ${words.join(" ")} NOT ${without}`;
  return expression(`SEARCH('${search}', '${stat}', 300)`, { label: `\${PROP('Dim.QueueName')}` });
}

export interface Widget {
  readonly type: "metric" | "log" | "text" | "alarm";
  readonly properties: Readonly<Record<string, unknown>>;
}

export interface GraphOptions {
  readonly region: string;
  readonly view?: "timeSeries" | "singleValue" | "bar" | "pie";
  readonly stat?: string;
  /** Seconds. @default 300 */
  readonly period?: number;
  readonly stacked?: boolean;
  readonly unit?: string;
  /** A horizontal line where an alarm begins. */
  readonly threshold?: { readonly value: number; readonly label: string };
}

export function graph(title: string, lines: readonly Line[], options: GraphOptions): Widget {
  const { region, view = "timeSeries", stat = "Sum", period = 300, stacked = false } = options;
  return {
    type: "metric",
    properties: {
      title,
      region,
      view,
      stat,
      period,
      stacked,
      metrics: lines,
      ...(options.unit && { yAxis: { left: { label: options.unit, showUnits: false, min: 0 } } }),
      ...(options.threshold && { annotations: { horizontal: [options.threshold] } }),
    },
  };
}

export interface LogTableOptions {
  readonly region: string;
  readonly logGroups: readonly string[];
  readonly query: readonly string[];
  /** @default a table */
  readonly view?: "table" | "timeSeries" | "bar" | "pie";
}

export function logs(title: string, { region, logGroups, query, view = "table" }: LogTableOptions): Widget {
  const sources = logGroups.map((group) => `SOURCE '${group}'`);
  return {
    type: "log",
    properties: { title, region, view, query: [...sources, ...query].join("\n| ") },
  };
}

export function text(markdown: string): Widget {
  return { type: "text", properties: { markdown } };
}

export function alarmStates(title: string, alarms: readonly string[]): Widget {
  return { type: "alarm", properties: { title, alarms } };
}

/** A field at the head of a dashboard; what is put in replaces `pattern` wherever the dashboard has it. */
export interface Variable {
  readonly type: "pattern";
  readonly pattern: string;
  readonly inputType: "input";
  readonly id: string;
  readonly label: string;
  readonly defaultValue: string;
  readonly visible: true;
}

export interface Row {
  readonly height: number;
  readonly widgets: readonly Widget[];
}

export interface DashboardBody {
  readonly start?: string;
  readonly periodOverride: "inherit" | "auto";
  readonly variables?: readonly Variable[];
  readonly widgets: readonly object[];
}

const columns = 24;

/** Rows from the top down, each shared evenly by its widgets. @throws when a row cannot be shared evenly */
export function dashboard(rows: readonly Row[], head: Partial<DashboardBody> = {}): DashboardBody {
  let y = 0;
  const widgets = rows.flatMap((row) => {
    const width = columns / row.widgets.length;
    if (!Number.isInteger(width))
      throw new Error(
        `A dashboard row has ${row.widgets.length} widgets; accepted: a divisor of ${columns}.`,
      );
    const top = y;
    y += row.height;
    return row.widgets.map((widget, index) => ({
      ...widget,
      x: index * width,
      y: top,
      width,
      height: row.height,
    }));
  });
  return { periodOverride: "inherit", ...head, widgets };
}
