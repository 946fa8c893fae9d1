/** Reading live, in French. */

import type { Text } from "../index.ts";
import { pluralFr } from "../plural.ts";

export const live: Text["live"] = {
  title: "Lire en direct", lead: "Liste disques et instantanés, et n’écrit rien. Le jeton reste dans la mémoire de cette page et est oublié quand elle se ferme.",
  endpoint: "Point de terminaison", subscription: "Abonnement", several: "un identifiant, ou plusieurs séparés par des espaces", group: "Groupe de ressources", optional: "tous, si ce champ est vide",
  graph: "Interroger Resource Graph : rapide pour tout un parc, quelques minutes de retard",
  token: "Jeton",
  read: "Lire", stop: "Arrêter", close: "Fermer", failed: "Rien n’a été lu",
  closing: (pages, failed) => `${pages} ${pluralFr(pages, "page lue", "pages lues")}.${failed > 0 ? ` ${failed} ${pluralFr(failed, "lecture a échoué", "lectures ont échoué")} : ce qui a été lu n’est pas tout.` : ""}`,
};
