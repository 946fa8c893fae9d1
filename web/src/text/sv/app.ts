/** The frame of the page, in Swedish. */

import type { Text } from "../index.ts";

export const locale: Text["locale"] = "sv-SE";

export const percentSpaced: Text["percentSpaced"] = false;

export const app: Text["app"] = { name: "Snapline", skip: "Till innehållet", views: "Vyer", home: "Snapline, till beståndet" };

export const views: Text["views"] = { fleet: "Bestånd", plan: "Plan", findings: "Fynd", export: "Export" };

export const findingsBadge: Text["findingsBadge"] = (count) => `${count} som stoppar arbetet`;

export const theme: Text["theme"] = { auto: "Tema: som systemet", light: "Tema: ljust", dark: "Tema: mörkt" };

export const keysButton: Text["keysButton"] = "Tangenter";

export const language: Text["language"] = { label: "Språk", failed: "Språket kunde inte läsas in; sidan är kvar som den är" };

export const source: Text["source"] = {
  sample: "Exempelbestånd", own: "Egna data", live: "Direkt",
  read: (when) => `läst ${when}`,
  open: "Öppna egna data…", openShort: "Öppna egna data",
};

export const sample: Text["sample"] = {
  lead: "Det här är ett exempelbestånd.",
  text: "Släpp egen JSON var som helst på sidan för att ersätta det. Inget som öppnas lämnar webbläsaren.",
  copy: "Kopiera kommandona", copied: "Kopierat",
};

export const status: Text["status"] = {
  local: "Uträknat på den här sidan. Ingen begäran skickad.",
  live: "Uträknat på den här sidan, av det som tjänsten svarade.",
  kept: "Öppnas även offline.", newer: "Det finns en ny version: stäng Snapline och öppna igen för att använda den.",
  clock: "Klocka:", sampleClock: "Exemplets klocka:", plan: "Plan", same: "samma som i PowerShell",
};

export const busy: Text["busy"] = {
  reading: (name) => `Läser ${name}`, chains: "Ordnar ögonblicksbilder i kedjor", plan: "Planerar", future: "Räknar ut framtiden", live: "Läser direkt", lint: "Varje gräns kontrolleras", export: "Filerna skrivs",
  done: (done, of) => `${done} av ${of}`, stop: "Stoppa",
};

export const problem: Text["problem"] = {
  refused: (name) => `${name} öppnades inte`, nothing: "Inget ändrades; det som var öppet är kvar.",
  rest: "De andra filerna öppnades.", choose: "Välj en annan fil…", dismiss: "Stäng",
  worker: "Snapline stannade", reload: "Läs in sidan igen; inget har skrivits någonstans.",
  lost: "Exemplet visas igen. Principen är som du lämnade den: ändra den, eller öppna andra data, och fortsätt.",
  general: "Det gick inte",
  incomplete: "Allt lästes inte",
  where: (target) => `vid ${target}`,
};

export const keys: Text["keys"] = {
  title: "Tangenter", close: "Stäng", letters: "Tangenter med en bokstav",
  list: [
    ["1 2 3 4", "vyerna"], ["/", "sök"], ["↑ ↓", "föregående rad, nästa rad"], ["Enter", "öppna raden"], ["Home End", "första raden, sista raden"],
    ["Esc", "stäng ruta eller dialog"], ["Ctrl+Z, Ctrl+Y", "princip: ångra, gör om"], ["← → PgUp PgDn", "reglaget: en dag, fyra veckor"], ["Shift+← →", "reglaget: till det som tas eller tas bort härnäst"], ["Space", "reglaget: spela, pausa"],
    ["↑ ↓ ← → PgUp PgDn", "kalendern: en dag, en vecka, en månad"], ["T", "diagram, tabell"], ["D", "tema"], ["N, Shift+N", "nästa, föregående fynd"], ["O", "öppna egna data"], ["?", "den här listan"],
  ],
};
