/** Contents that an account holds at Twilio: approved templates, and texts with buttons or a list. */

export interface Content {
  /** With `{{1}}`, `{{2}}`, … where variables go. */
  readonly body: string;
  /** Meta has approved it: it reaches customers who have not written for 24 h. */
  readonly approved: boolean;
  /** Buttons or rows. */
  readonly choices?: readonly { readonly title: string; readonly id: string }[];
}

export interface RenderedContent {
  readonly text: string;
  readonly choices?: readonly { readonly title: string; readonly id: string }[];
}

/** undefined when the variables are not a JSON object of texts, or one is empty: Meta takes none. */
export function renderContent(content: Content, variablesJson: string): RenderedContent | undefined {
  const variables = variablesIn(variablesJson);
  if (!variables) return undefined;
  const fill = (text: string) => text.replace(/\{\{(\w+)\}\}/g, (_, name: string) => variables[name] ?? "");
  return {
    text: fill(content.body),
    choices: content.choices?.map(({ title, id }) => ({ title: fill(title), id: fill(id) })),
  };
}

function variablesIn(text: string): Readonly<Record<string, string>> | undefined {
  let parsed: unknown;
  try {
    parsed = JSON.parse(text || "{}");
  } catch {
    return undefined;
  }
  if (typeof parsed !== "object" || parsed === null || Array.isArray(parsed)) return undefined;
  const values = Object.values(parsed);
  return values.every((value) => typeof value === "string" && value.trim() !== "")
    ? (parsed as Record<string, string>)
    : undefined;
}
