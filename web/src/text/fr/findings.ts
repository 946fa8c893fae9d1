/** The findings, in French. */

import type { Text } from "../index.ts";
import { pluralFr } from "../plural.ts";

export const findings: Text["findings"] = {
  checking: "Vérification de chaque limite", checkingAgain: "Nouvelle vérification…",
  stopped: "La vérification a été arrêtée.", again: "Vérifier de nouveau", refused: "Cette stratégie n’a pas pu être vérifiée.",
  none: "Aucun constat.",
  title: (stop, warn, watch) => {
    const parts = [
      stop > 0 ? `${stop} ${pluralFr(stop, "chose arrête", "choses arrêtent")} le travail maintenant` : "",
      warn > 0 ? `${warn} ${pluralFr(warn, "va", "vont")} casser` : "",
      watch > 0 ? `${watch} ${pluralFr(watch, "est bonne", "sont bonnes")} à savoir` : "",
    ].filter(Boolean);
    return `${stop === 0 && warn > 0 ? "Rien n’arrête le travail maintenant, " : ""}${parts.join(", ")}.`;
  },
  checked: (disks, until) => `${disks} au regard de chaque limite et règle publiée, jusqu’au ${until}.`,
  disks: (count) => `${count} ${pluralFr(count, "disque vérifié", "disques vérifiés")}`,
  noSchedule: "La stratégie n’a pas d’horaire : rien ici n’a encore de date.", toPlan: "Définir un horaire",
  levels: { stop: "Arrête le travail maintenant", warn: "Va casser", watch: "Bon à savoir", quiet: "Bon à savoir" },
  now: "Maintenant", anyTime: "À tout moment",
  filter: "Afficher", all: "Tous",
  topics: { limits: "Limites", schedule: "Horaire", policy: "Stratégie", chains: "Chaînes", readiness: "Disponibilité", restore: "Restauration", place: "Noms, clés, lieux" },
  apply: "Appliquer", applied: (change) => `Modifié : ${change}. Ctrl+Z l’annule.`,
  why: (id) => `Pourquoi (${id})`, whyOwn: "Pourquoi", newTab: "s’ouvre dans un nouvel onglet",
  show: "Voir le disque",
  more: (count) => `Afficher ${count} de plus`,
  empty: "Rien dans ce filtre.",
  axis: {
    name: (parts) => `Quand cela casse : ${parts}. La même chose figure dans la liste ci-dessous.`,
    now: (count) => `${count} maintenant`, later: (count) => `${count} plus tard`,
    at: (count, date) => (count === 1 ? date : `${count} dès le ${date}`),
    week: "1 semaine", month: "1 mois", quarter: "3 mois", half: "6 mois", year: "1 an",
  },
};
