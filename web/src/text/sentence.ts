/** Sentences of the core, shown: plain ones as they are, those that came as parts in the page's language. */

/** A typed part of a sentence. Names and texts belong to somebody else and are never translated. */
export type Value =
  | { readonly count: number }
  | { readonly percent: number }
  /** RFC 3339 in UTC. */
  | { readonly instant: string }
  /** `2026-11-25`, by the calendar of the policy's zone. */
  | { readonly day: string }
  /** `02:30` or `02:30:05`, by the wall clock of the policy's zone. */
  | { readonly time: string }
  | { readonly seconds: number }
  /** ISO 8601, as a policy writes it: `P30D`. */
  | { readonly period: string }
  /** Decimal text. */
  | { readonly bytes: string }
  | { readonly gib: number }
  | { readonly money: { readonly amount: number; readonly currency: string } }
  | { readonly name: string }
  | { readonly text: string }
  /** One of the core's own stable words, which a template picks its words by. */
  | { readonly word: string }
  | { readonly sentence: Sentence }
  | { readonly list: readonly Value[] };

/** A sentence of the core in parts; `text` is the English it would have been. */
export interface Sentence {
  readonly code: string;
  readonly text: string;
  readonly values: Readonly<Record<string, Value>>;
}

/** What stands where the core says something to a person. */
export type Said = string | Sentence;

/** The words to show. */
export function say(said: Said): string {
  return typeof said === "string" ? said : said.text;
}
