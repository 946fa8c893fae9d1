/** The policy and the plan, in Swedish. */

import type { Text } from "../index.ts";
import { plural } from "../plural.ts";

export const plan: Text["plan"] = {
  policy: "Princip", undo: "Ångra", redo: "Gör om", worksLike: "Fungerar som", zone: "Klocka i", keep: "Behåll", never: "Ta aldrig bort",
  rules: { last: "Senaste", hourly: "Per timme", daily: "Per dag", weekly: "Per vecka", monthly: "Per månad", quarterly: "Per kvartal", yearly: "Per år" },
  within: "Alla från", tags: "Taggade", tagsExample: "keep=legal",
  off: "av", all: "alla", fewer: "Färre", more: "Fler",
  floor: "De nyaste", minAge: "Yngre än", maxAge: "Bort efter",
  daysValue: (days) => `${days} ${plural(days, "dag", "dagar")}`,
  ours: "Bara det som Snapline har tagit", oursHint: "Andra förblir skyddade. Av: planera som om alla vore Snaplines.",
  safe: "Alltid säkra: senaste klara, låsta, oföränderliga, öppen länk, under kopiering",
  table: "Ögonblicksbilder och vad planen säger", showFor: "För", allDisks: (count) => `Alla ${count} kedjor`,
  columns: { taken: "Tagen", name: "Ögonblicksbild", state: "Tillstånd", plan: "Plan", why: "Skäl" },
  filters: { all: "Alla", keep: "Behåll", drop: "Ta bort", hold: "Skyddade", not_counted: "Räknas inte" },
  empty: "Ingen ögonblicksbild finns i det här filtret.",
  edit: "Ändra princip", done: "Visa planen", working: "…",
};
