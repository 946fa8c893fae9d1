/** The disk pane and the words of one snapshot, in French. */

import type { Text } from "../index.ts";
import { pluralFr } from "../plural.ts";

export const disk: Text["disk"] = {
  pane: "Disque", close: "Fermer", plan: "Plan",
  sectors: (bytes) => `secteurs de ${bytes} octets`,
  limits: { L1: "Instantanés", R11: "En cours", L2: "5 dernières min", L3: "Liens ouverts" },
  noLimit: "sans limite", clears: (when) => `libre ${when}`,
  chain: (span) => `Chaîne, ${span}`, days: (count) => `${count} ${pluralFr(count, "jour", "jours")}`, weeks: (count) => `${count} ${pluralFr(count, "semaine", "semaines")}`,
  lane: { now: "Ce disque", earlier: "Disque antérieur, même nom", copy: (region) => `Copie dans ${region}`, orphan: "Disque supprimé", unknown: "Source inconnue" },
  snapshots: "Instantanés", count: (count) => `${count} ${count === "0" || count === "1" ? "instantané" : "instantanés"}`,
  older: (count) => `${count} plus anciens`, generation: (number) => `génération ${number}`,
  recreated: (when) => `recréé ${when}`, grown: "au-delà de 4 To", today: "aujourd’hui",
  picture: (label) => `Chaîne de ${label} : les mêmes instantanés sont listés ci-dessous`,
  columns: { taken: "Pris", state: "État", plan: "Plan" },
  more: (count) => `Afficher ${count} plus anciens`,
  empty: "Ce disque n’a aucun instantané.",
  facts: { state: "État", durable: "À garder", taken: "Pris", plan: "Plan", restores: "Se restaure en", size: "Taille", group: "Groupe", family: "Famille", id: "Id" },
  afterBreak: "Le premier depuis que le disque a dépassé 4 To : il doit être téléchargé en entier.",
  openLink: "Un lien de téléchargement est ouvert.", conflict: "Lu deux fois avec des contenus différents : jamais supprimé.", notOurs: "Pas pris par une stratégie de Snapline.",
  instantFrom: { tag: "d’après l’étiquette de l’instantané copié", source: "d’après l’instantané copié", copy_start: "début de la copie ; le moment d’origine est inconnu", none: "inconnu" },
};

export const snapshotStates: Text["snapshotStates"] = {
  ready: "Prêt", instant_access: "Accès instantané", pending: (percent) => (percent ? `Copie ${percent}` : "Copie en cours"), failed: "Échec", unknown: "Inconnu", readyCopy: "Copie prête",
};

export const verdicts: Text["verdicts"] = { keep: "conserver", drop: "supprimer", hold: "protégé", not_counted: "non compté" };

export const wouldDrop: Text["wouldDrop"] = "les règles le supprimeraient";
