/** The policy's editor, in French. */

import type { Text } from "../index.ts";

export const policy: Text["policy"] = {
  for: "Pour", details: "Détails",
  take: "Prendre", every: "Chaque", from: "dès", on: "Le", at: "À", times: "02:00, 14:00",
  hours: (hours) => (hours === 1 ? "heure" : `${hours} heures`), atTimes: "à des heures", never: "jamais",
  weekdays: { mon: "lundi", tue: "mardi", wed: "mercredi", thu: "jeudi", fri: "vendredi", sat: "samedi", sun: "dimanche" },
  next: (when) => `Prochain ${when}`, noNext: "Aucune exécution à venir.",
  span: "Pour un temps seulement", start: "Début", end: "Fin", instant: "2027-01-01T00:00:00Z",
  holds: (date) => `conserve le ${date}`,
  more: "Autres règles",
  rules: {
    within: "Tous depuis", last: "Derniers", minutely: "Par minute", hourly: "Par heure", daily: "Par jour", weekly: "Hebdo.", monthly: "Mensuel", quarterly: "Trimestriel", yearly: "Annuel",
    withinMinutely: "Minutes sur", withinHourly: "Heures sur", withinDaily: "Jours sur", withinWeekly: "Semaines sur", withinMonthly: "Mois sur", withinQuarterly: "Trimestres sur", withinYearly: "Années sur",
  },
  since: "Pris depuis", protected: "Étiquettes, verrous",
  ageAndCount: "L’âge au-delà des derniers seulement", ageAndCountHint: "L’âge ne retire que ce qui n’est pas non plus parmi les derniers.",
  foreign: (count, many) => `${count} ${many === 1 ? "est retenu : pas à nous" : "sont retenus : pas à nous"}.`,
  seeAdopted: "Les voir adoptés", adopted: (count) => `${count} adoptés par leur nom.`,
  manners: "Comment les règles agissent",
  switches: {
    pick: ["Représente une période", { newest: "le plus récent", oldest: "le plus ancien" }, "Quel instantané d’un jour, d’une semaine ou d’un mois est conservé."],
    overlap: ["Les règles partagent", { shared: "des instantanés", "skip-snapshot": "aucun instantané", "skip-period": "aucune période" }, "Un instantané peut servir plusieurs règles, ou chaque règle remonte derrière la précédente."],
    filler: ["S’il y en a trop peu", { off: "rien", "every-rule": "chacune garde l’ancien", coarsest: "la plus large le garde" }, "Une règle à court de périodes conserve aussi l’instantané le plus ancien."],
    bucket: ["La même période encore", { set: "est la même", run: "est nouvelle" }, "Une heure répétée par l’horloge compte pour une, où qu’elle revienne."],
    dst: ["L’heure qui vient deux fois", { merge: "est une heure", split: "en est deux" }, "Ce qu’il advient des heures quand l’horloge recule."],
    quarter: ["Un trimestre", { calendar: "a trois mois", "13-week": "a 13 semaines" }, "Les périodes que compte la règle trimestrielle."],
    months: ["Un mois plus tôt", { clamp: "selon le calendrier", overflow: "peut déborder", days31: "a 31 jours" }, "Ce qu’est le 31 mars moins un mois."],
    withinFrom: ["L’âge compte depuis", { now: "maintenant", newest: "le plus récent" }, "Avec le plus récent, rien ne vieillit tant qu’aucune exécution n’a lieu."],
  },
  line: "En texte", lineLabel: "La stratégie en une ligne", lineHint: "Des mots nom=valeur, dans tout ordre. Entrée applique.", apply: "Appliquer",
  nextRun: (takes, drops, all) => `La prochaine exécution en prend *${takes}* et en supprime *${drops}* sur ${all}.`,
  nextNone: (why, drops, all) => `La prochaine exécution n’en prend *aucun* : ${why} Elle en supprime *${drops}* sur ${all}.`,
  held: (count, many) => `${count} ${many === 1 ? "est protégé" : "sont protégés"}.`,
  review: "Examiner",
  units: { Y: ["an", "ans"], M: ["mois", "mois"], W: ["semaine", "semaines"], D: ["jour", "jours"], h: ["heure", "heures"], m: ["minute", "minutes"], s: ["seconde", "secondes"] },
};
