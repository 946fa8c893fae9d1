/** Sentences of the core, shown: plain ones as they are, those that came as parts in the page's language. */

import type { Said } from "../core/vocabulary.ts";
import { text } from "./index.ts";
import { render } from "./template.ts";
import { manner } from "./values.ts";

let zone = "UTC";

/** Instants in sentences are shown by the clock of this zone from now on: the policy's. */
export function useZone(name: string): void {
  zone = name;
}

/** The words to show. A sentence that the language has no template of is as the core wrote it, in English. */
export function say(said: Said): string {
  if (typeof said === "string") return said;
  const templates: Readonly<Record<string, string>> = text.core;
  const template = Object.hasOwn(templates, said.code) ? templates[said.code] : undefined;
  return template === undefined ? said.text : render(template, said, manner(zone, say));
}

/** Whether the page's language has these words; it may have the core's English only. */
export const inLanguage = (said: Said): boolean =>
  text.locale.startsWith("en") || (typeof said !== "string" && said.code !== "as_written" && Object.hasOwn(text.core, said.code));

/** The instants that are said, in RFC 3339. */
export function instantsOf(said: Said): readonly string[] {
  if (typeof said === "string") return said.match(/\d{4}-\d\d-\d\dT[\d:.]+Z/g) ?? [];
  return Object.values(said.values).flatMap((value) => (value !== null && "instant" in value ? [value.instant] : []));
}
