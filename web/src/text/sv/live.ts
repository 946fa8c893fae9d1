/** Reading live, in Swedish. */

import type { Text } from "../index.ts";
import { plural } from "../plural.ts";

export const live: Text["live"] = {
  title: "Läs direkt", lead: "Listar diskar och ögonblicksbilder och skriver ingenting. Token stannar i den här sidans minne och glöms när sidan stängs.",
  endpoint: "Slutpunkt", subscription: "Prenumeration", several: "ett id, eller flera med blanksteg emellan", group: "Resursgrupp", optional: "alla, om tomt",
  graph: "Fråga Resource Graph: snabbt för ett helt bestånd, några minuter efter",
  token: "Token",
  read: "Läs", stop: "Stoppa", close: "Stäng", failed: "Inget lästes",
  closing: (pages, failed) => `${pages} ${plural(pages, "sida läst", "sidor lästa")}.${failed > 0 ? ` ${failed} ${plural(failed, "läsning", "läsningar")} misslyckades: det som lästes är inte allt.` : ""}`,
};
