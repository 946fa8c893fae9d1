/** Sentences of the core, shown: plain ones as they are, those that came as parts in the page's language. */

import { text } from "./index.ts";
import { render } from "./template.ts";
import { manner } from "./values.ts";

/** A typed part of a sentence; null where nothing stands this time. Names and texts are somebody else's: never translated. */
export type Value =
  | null
  | { readonly count: number }
  | { readonly percent: number }
  /** RFC 3339 in UTC. */
  | { readonly instant: string }
  /** `2026-11-25`, by the calendar of the policy's zone. */
  | { readonly day: string }
  /** `02:30:05`, by the wall clock of the policy's zone. */
  | { readonly time: string }
  | { readonly seconds: number }
  /** A number as decimal text. */
  | { readonly decimal: string }
  /** ISO 8601, as a policy writes it: `P30D`. */
  | { readonly period: string }
  | { readonly name: string }
  | { readonly names: readonly string[] }
  | { readonly text: string }
  /** One of the core's own stable words, which a template picks its words by. */
  | { readonly word: string }
  | { readonly sentence: Sentence }
  | { readonly sentences: readonly Sentence[] };

/** A sentence of the core in parts; `text` is the English it would have been. */
export interface Sentence {
  readonly code: string;
  readonly text: string;
  readonly values: Readonly<Record<string, Value>>;
}

/** What stands where the core says something to a person. */
export type Said = string | Sentence;

let zone = "UTC";

/** Instants in sentences are shown by the clock of this zone from now on: the policy's. */
export function useZone(name: string): void {
  zone = name;
}

/** The words to show. A sentence that the language does not know stays in English. */
export function say(said: Said): string {
  if (typeof said === "string") return said;
  const templates: Readonly<Record<string, string>> = text.core;
  const template = Object.hasOwn(templates, said.code) ? templates[said.code] : undefined;
  return template === undefined ? said.text : render(template, said, manner(zone, say));
}

/** The instants that are said, in RFC 3339. */
export function instantsOf(said: Said): readonly string[] {
  if (typeof said === "string") return said.match(/\d{4}-\d\d-\d\dT[\d:.]+Z/g) ?? [];
  return Object.values(said.values).flatMap((value) => (value !== null && "instant" in value ? [value.instant] : []));
}
