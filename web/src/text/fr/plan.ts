/** The policy and the plan, in French. */

import type { Text } from "../index.ts";
import { pluralFr } from "../plural.ts";

export const plan: Text["plan"] = {
  policy: "Stratégie", undo: "Annuler", redo: "Rétablir", worksLike: "À la façon de", zone: "Horloge de", keep: "Conserver", never: "Ne jamais supprimer",
  rules: { last: "Derniers", hourly: "Par heure", daily: "Par jour", weekly: "Hebdomadaire", monthly: "Mensuel", quarterly: "Trimestriel", yearly: "Annuel" },
  within: "Tous depuis", tags: "Étiquetés", tagsExample: "keep=legal",
  off: "aucun", all: "tous", fewer: "Moins", more: "Plus",
  floor: "Les derniers", minAge: "Moins de", maxAge: "Retirer après",
  daysValue: (days) => `${days} ${pluralFr(days, "jour", "jours")}`,
  ours: "Seulement ce que Snapline a pris", oursHint: "Les autres restent protégés. Sans cela : planifier comme si tous étaient de Snapline.",
  safe: "Toujours à l’abri : dernier prêt, verrouillé, immuable, lien ouvert, en cours de copie",
  table: "Les instantanés et ce qu’en dit le plan", showFor: "Pour", allDisks: (count) => `Les ${count} chaînes`,
  columns: { taken: "Pris", name: "Instantané", state: "État", plan: "Plan", why: "Raison" },
  filters: { all: "Tous", keep: "Conserver", drop: "Supprimer", hold: "Protégés", not_counted: "Non comptés" },
  empty: "Aucun instantané dans ce filtre.",
  edit: "Modifier la stratégie", done: "Afficher le plan", working: "…",
};
