/** The frame of the page, in French. */

import type { Text } from "../index.ts";
import { pluralFr } from "../plural.ts";

export const locale: Text["locale"] = "fr-FR";

export const percentSpaced: Text["percentSpaced"] = false;

export const app: Text["app"] = { name: "Snapline", skip: "Aller au contenu", views: "Vues", home: "Snapline, vers le parc" };

export const views: Text["views"] = { fleet: "Parc", plan: "Plan", findings: "Constats", export: "Exporter" };

export const findingsBadge: Text["findingsBadge"] = (count) => `${count} qui ${pluralFr(count, "arrête", "arrêtent")} le travail`;

export const theme: Text["theme"] = { auto: "Thème : comme le système", light: "Thème : clair", dark: "Thème : sombre" };

export const keysButton: Text["keysButton"] = "Touches";

export const language: Text["language"] = { label: "Langue", failed: "La langue n’a pas pu être chargée ; la page reste telle quelle" };

export const source: Text["source"] = {
  sample: "Parc d’exemple", own: "Vos données", live: "En direct",
  read: (when) => `lu ${when}`,
  open: "Ouvrir vos données…", openShort: "Ouvrir vos données",
};

export const sample: Text["sample"] = {
  lead: "Ceci est un parc d’exemple.",
  text: "Déposez votre propre JSON sur cette page pour le remplacer. Rien de ce que vous ouvrez ne quitte le navigateur.",
  copy: "Copier les commandes", copied: "Copié",
};

export const status: Text["status"] = {
  local: "Calculé dans cette page. Aucune requête envoyée.",
  live: "Calculé dans cette page, d’après la réponse du service.",
  kept: "S’ouvre aussi hors ligne.", newer: "Une nouvelle version est là : fermez Snapline et rouvrez-le pour l’utiliser.",
  clock: "Horloge :", sampleClock: "Horloge de l’exemple :", plan: "Plan", same: "le même dans PowerShell",
};

export const busy: Text["busy"] = {
  reading: (name) => `Lecture de ${name}`, chains: "Mise en chaînes des instantanés", plan: "Planification", future: "Calcul de l’avenir", live: "Lecture en direct", lint: "Vérification de chaque limite", export: "Écriture des fichiers",
  done: (done, of) => `${done} sur ${of}`, stop: "Arrêter",
};

export const problem: Text["problem"] = {
  refused: (name) => `${name} n’a pas été ouvert`, nothing: "Rien n’a changé ; ce qui était ouvert est toujours là.",
  rest: "Les autres fichiers ont été ouverts.", choose: "Choisir un autre fichier…", dismiss: "Fermer",
  worker: "Snapline s’est arrêté", reload: "Rechargez la page ; rien n’a été écrit nulle part.",
  lost: "L’exemple est affiché de nouveau. La stratégie est telle que vous l’avez laissée : modifiez-la, ou ouvrez d’autres données, et continuez.",
  general: "Cela n’a pas fonctionné",
  incomplete: "Tout n’a pas été lu",
  where: (target) => `à ${target}`,
};

export const keys: Text["keys"] = {
  title: "Touches", close: "Fermer", letters: "Touches d’une seule lettre",
  list: [
    ["1 2 3 4", "les vues"], ["/", "chercher"], ["↑ ↓", "ligne précédente, ligne suivante"], ["Enter", "ouvrir la ligne"], ["Home End", "première ligne, dernière ligne"],
    ["Esc", "fermer le volet ou la fenêtre"], ["Ctrl+Z, Ctrl+Y", "stratégie : annuler, rétablir"], ["← → PgUp PgDn", "le curseur : un jour, quatre semaines"], ["Shift+← →", "le curseur : vers ce qui est pris ou supprimé ensuite"], ["Space", "le curseur : lecture, pause"],
    ["↑ ↓ ← → PgUp PgDn", "le calendrier : un jour, une semaine, un mois"], ["T", "graphique, tableau"], ["D", "thème"], ["N, Shift+N", "constat suivant, précédent"], ["O", "ouvrir vos données"], ["?", "cette liste"],
  ],
};
