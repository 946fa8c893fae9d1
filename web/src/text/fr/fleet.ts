/** The fleet table, and the words of states, in French. */

import type { Text } from "../index.ts";
import { pluralFr } from "../plural.ts";

export const fleet: Text["fleet"] = {
  table: "Disques", search: "Chercher des disques", placeholder: "Disque, groupe, région", clear: "Effacer la recherche et le filtre",
  sub: (snapshots, regions) => `${snapshots} instantanés dans ${regions} ${pluralFr(regions, "région", "régions")}.`,
  needs: (count) => `${count} ${pluralFr(count, "chaîne demande", "chaînes demandent")} une action maintenant.`,
  notIncremental: (count) => `${count} ${pluralFr(count, "instantané n’est pas incrémentiel et n’est pas affiché", "instantanés ne sont pas incrémentiels et ne sont pas affichés")}.`,
  noDisks: "Ces données ne contiennent aucun disque ; leur type, et lesquels ont disparu, n’est donc pas connu : ouvrez-les avec la sortie de az disk list -o json.",
  skipped: (count) => `${count} ${pluralFr(count, "entrée n’était ni disque ni instantané", "entrées n’étaient ni disque ni instantané")}.`,
  filters: { all: "Toutes", needs: "À traiter", copying: "En cours", recreated: "Recréés", copies: "Copies", orphans: "Orphelins" },
  filterGroup: "Afficher",
  columns: { state: "État", disk: "Disque", kind: "Type, taille", strip: "30 derniers jours", count: "Sur 500", newest: "Dernier prêt", pending: "En cours" },
  none: "aucun", ofWord: "sur",
  strip: (days) => `Instantanés sur ${days} des 30 derniers jours`,
  empty: (search) => (search ? `Aucune chaîne ne correspond à « ${search} ».` : "Aucune chaîne dans ce filtre."),
  found: (count) => `${count} trouvés`,
  nothing: "Ces données ne contiennent ni disque ni instantané.",
  legend: "Hauteur : 1, 2–3, 4 ou plus par jour",
  copy: "Copie", gone: "Disque supprimé",
};

export const states: Text["states"] = {
  ready: "prêt", pending: "copie en cours", failed: "échec", copy: "copie", instant_access: "accès instantané", orphan: "orphelin", unknown: "inconnu",
};

export { kinds } from "../names.ts";

export const unknownKind: Text["unknownKind"] = "Type inconnu";

export const gib: Text["gib"] = (size) => `${size} Gio`;
