import type { VNode } from "preact";

const marked = /(?<![\w*_])(\*[^*\n]+\*|_[^_\n]+_)(?![\w*_])/;

/** A message as WhatsApp shows it: *bold* and _italic_, one within the other. */
export function WhatsAppText({ text }: { text: string }): VNode {
  return (
    <>
      {text.split(marked).map((part, index) => {
        if (index % 2 === 0) return part;
        const inner = <WhatsAppText text={part.slice(1, -1)} />;
        return part.startsWith("*") ? <b key={part}>{inner}</b> : <i key={part}>{inner}</i>;
      })}
    </>
  );
}
