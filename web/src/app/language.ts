/** The language to begin with: the one chosen before, else the first of the browser's that the page speaks. */

import { isLanguage, type Language } from "../text/index.ts";
import { recall } from "./memory.ts";

export function firstLanguage(): Language {
  const kept = recall("language");
  const wished = [...(kept === null ? [] : [kept]), ...navigator.languages].map((tag) => tag.toLowerCase().split("-")[0] ?? "");
  return wished.find(isLanguage) ?? "en";
}
