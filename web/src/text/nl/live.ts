/** Reading live, in Dutch. */

import type { Text } from "../index.ts";
import { plural } from "../plural.ts";

export const live: Text["live"] = {
  title: "Live lezen", lead: "Somt schijven en momentopnamen op en schrijft niets. Het token blijft in het geheugen van deze pagina en is vergeten zodra ze sluit.",
  endpoint: "Eindpunt", subscription: "Abonnement", several: "een id, of meer met spaties ertussen", group: "Resourcegroep", optional: "alle, als dit leeg is",
  graph: "Resource Graph vragen: snel voor een hele vloot, enkele minuten achter",
  token: "Token",
  read: "Lezen", stop: "Stoppen", close: "Sluiten", failed: "Er is niets gelezen",
  closing: (pages, failed) => `${pages} ${plural(pages, "pagina", "pagina’s")} gelezen.${failed > 0 ? ` ${failed} ${plural(failed, "leesopdracht is", "leesopdrachten zijn")} mislukt: wat is gelezen, is niet alles.` : ""}`,
};
