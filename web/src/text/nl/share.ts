/** The link to share, in Dutch. */

import type { Text } from "../index.ts";

export const share: Text["share"] = {
  title: "Koppeling delen", link: "Koppeling", copy: "Koppeling kopiëren", copied: "Gekopieerd", close: "Sluiten", open: "Koppeling delen",
  holds: "De koppeling bevat alleen het beleid. Het blijft in het adres en wordt nergens heen gestuurd.",
  withDisk: (name) => `Id van ${name} opnemen`,
  warning: "De id noemt abonnement, resourcegroep en schijf aan iedereen die de koppeling heeft.",
  tooLong: "Dit beleid is te lang voor een koppeling. Deel het als bestand: Export, Beleid.",
  secret: "Het beleid bevat iets dat op een sleutel of token lijkt; daarom wordt geen koppeling gemaakt. Kijk naar de tags.",
  applied: "Het beleid van de koppeling is in gebruik. Ctrl+Z neemt het terug.",
  refusedTitle: "De koppeling is niet gebruikt",
  refused: {
    version: "Ze is gemaakt door een andere versie van Snapline, en deze kan haar niet lezen. Open haar met de nieuwste pagina.",
    long: "Ze is langer dan een koppeling van Snapline kan zijn.",
    malformed: "Het is geen koppeling van Snapline, of ze is onderweg afgebroken. Vraag er opnieuw om.",
  },
  unchanged: "Er is niets veranderd.",
};
