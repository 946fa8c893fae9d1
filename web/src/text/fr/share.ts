/** The link to share, in French. */

import type { Text } from "../index.ts";

export const share: Text["share"] = {
  title: "Partager un lien", link: "Lien", copy: "Copier le lien", copied: "Copié", close: "Fermer", open: "Partager un lien",
  holds: "Le lien ne contient que la stratégie. Elle reste dans l’adresse et n’est envoyée nulle part.",
  withDisk: (name) => `Inclure l’id de ${name}`,
  warning: "L’id révèle abonnement, groupe de ressources et disque à quiconque a le lien.",
  tooLong: "Cette stratégie est trop longue pour un lien. Partagez-la en fichier : Exporter, Stratégie.",
  secret: "La stratégie contient ce qui ressemble à une clé ou à un jeton ; aucun lien n’est donc fait. Regardez ses étiquettes.",
  applied: "La stratégie du lien est en usage. Ctrl+Z l’annule.",
  refusedTitle: "Le lien n’a pas été utilisé",
  refused: {
    version: "Il vient d’une autre version de Snapline, que celle-ci ne sait pas lire. Ouvrez-le avec la page la plus récente.",
    long: "Il est plus long que ne peut l’être un lien de Snapline.",
    malformed: "Ce n’est pas un lien de Snapline, ou il a été coupé en chemin. Demandez-le de nouveau.",
  },
  unchanged: "Il n’a rien changé.",
};
