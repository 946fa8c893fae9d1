/**
 * Templates of sentences: `{name}`, `{name, style}`, `{name, plural, =0 {…} one {…} other {…}}` and
 * `{name, select, word {…} none {…} other {…}}`. Values are put in as they are and never read as a template.
 */

import type { SaidValue as Value, Sentence } from "../core/vocabulary.ts";

/** How values look and which plural form a number takes: what differs between languages. */
export interface Manner {
  plural(count: number): Intl.LDMLPluralRule;
  show(value: Exclude<Value, null>, style: string): string;
}

export type Part =
  | { readonly text: string }
  | { readonly name: string; readonly style: string }
  | { readonly name: string; readonly arms: readonly (readonly [string, readonly Part[]])[] };

const read = new Map<string, readonly Part[]>();

/** What a template is made of. */
export function partsOf(template: string): readonly Part[] {
  let parts = read.get(template);
  if (!parts) {
    parts = new Reader(template).parts();
    read.set(template, parts);
  }
  return parts;
}

/** The sentence by a template of its own or of another language. */
export const render = (template: string, sentence: Sentence, manner: Manner): string => written(partsOf(template), sentence.values, manner);

function written(parts: readonly Part[], values: Sentence["values"], manner: Manner): string {
  return parts
    .map((part) => {
      if ("text" in part) return part.text;
      const value = Object.hasOwn(values, part.name) ? (values[part.name] ?? null) : null;
      if ("style" in part) return value === null ? "" : manner.show(value, part.style);
      const arm = part.arms.find(([key]) => fits(value, key, manner));
      return arm ? written(arm[1], values, manner) : "";
    })
    .join("");
}

function fits(value: Value, key: string, manner: Manner): boolean {
  if (key === "other") return true;
  if (value === null) return key === "none";
  if ("word" in value) return key === value.word;
  if (!("count" in value)) return false;
  return key.startsWith("=") ? Number(key.slice(1)) === value.count : manner.plural(value.count) === key;
}

/** Reads a template from its first character on. */
class Reader {
  private at = 0;

  constructor(private readonly template: string) {}

  /** Up to the end, or past the brace that closes the arm these parts stand in. */
  parts(): Part[] {
    const parts: Part[] = [];
    for (;;) {
      const [text, mark] = this.upTo(/[{}]/g);
      if (text) parts.push({ text });
      if (mark !== "{") return parts;
      parts.push(this.place());
    }
  }

  private place(): Part {
    const [name, after] = this.upTo(/[,}]/g);
    if (after !== ",") return { name, style: "" };
    const [style, end] = this.upTo(/[,}]/g);
    if (end !== ",") return { name, style: style.trim() };
    const arms: [string, Part[]][] = [];
    for (;;) {
      const [key, mark] = this.upTo(/[{}]/g);
      if (mark !== "{") return { name, arms };
      arms.push([key.trim(), this.parts()]);
    }
  }

  private upTo(marks: RegExp): readonly [text: string, mark: string] {
    marks.lastIndex = this.at;
    const found = marks.exec(this.template);
    const end = found?.index ?? this.template.length;
    const text = this.template.slice(this.at, end);
    this.at = end + 1;
    return [text, found?.[0] ?? ""];
  }
}
