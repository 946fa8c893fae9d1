/** The policy and the plan, in Dutch. */

import type { Text } from "../index.ts";
import { plural } from "../plural.ts";

export const plan: Text["plan"] = {
  policy: "Beleid", undo: "Ongedaan maken", redo: "Opnieuw", worksLike: "Werkt als", zone: "Klok van", keep: "Bewaren", never: "Nooit verwijderen",
  rules: { last: "Laatste", hourly: "Per uur", daily: "Per dag", weekly: "Per week", monthly: "Per maand", quarterly: "Per kwartaal", yearly: "Per jaar" },
  within: "Alles van", tags: "Met tag", tagsExample: "keep=legal",
  off: "uit", all: "alle", fewer: "Minder", more: "Meer",
  floor: "De nieuwste", minAge: "Jonger dan", maxAge: "Weg na",
  daysValue: (days) => `${days} ${plural(days, "dag", "dagen")}`,
  ours: "Alleen wat Snapline maakte", oursHint: "Andere blijven beschermd. Uit: plannen alsof alle van Snapline zijn.",
  safe: "Altijd veilig: nieuwste gereed, vergrendeld, onveranderbaar, koppeling open, wordt gekopieerd",
  table: "Momentopnamen en wat het plan zegt", showFor: "Voor", allDisks: (count) => `Alle ${count} ketens`,
  columns: { taken: "Gemaakt", name: "Momentopname", state: "Toestand", plan: "Plan", why: "Reden" },
  filters: { all: "Alle", keep: "Bewaren", drop: "Verwijderen", hold: "Beschermd", not_counted: "Niet meegeteld" },
  empty: "In dit filter is geen momentopname.",
  edit: "Beleid wijzigen", done: "Plan tonen", working: "…",
};
