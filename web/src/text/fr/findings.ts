/** The findings, in French. */

import type { Text } from "../index.ts";
import { pluralFr } from "../plural.ts";

export const findings: Text["findings"] = {
  none: "Aucun constat", noneText: "Rien dans ce parc n’arrête le travail ni n’est près de le faire, aussi loin que voit le plan.",
  title: (stops, all) => (stops > 0 ? `${stops} ${pluralFr(stops, "chose arrête", "choses arrêtent")} le travail maintenant, sur ${all} constats.` : `Rien n’arrête le travail maintenant ; ${all} ${pluralFr(all, "constat", "constats")} à connaître.`),
  levels: { stop: "Arrête le travail", warn: "Va casser", watch: "Bon à savoir", note: "Bon à savoir", quiet: "Bon à savoir" },
  show: "Voir le disque", why: "Pourquoi",
};
