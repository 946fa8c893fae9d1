/** The frame of the page, in Dutch. */

import type { Text } from "../index.ts";
import { plural } from "../plural.ts";

export const locale: Text["locale"] = "nl-NL";

export const percentSpaced: Text["percentSpaced"] = false;

export const app: Text["app"] = { name: "Snapline", skip: "Naar de inhoud", views: "Weergaven", home: "Snapline, naar de vloot" };

export const views: Text["views"] = { fleet: "Vloot", plan: "Plan", findings: "Bevindingen", export: "Export" };

export const findingsBadge: Text["findingsBadge"] = (count) => `${count} ${plural(count, "legt", "leggen")} het werk stil`;

export const theme: Text["theme"] = { auto: "Thema: als het systeem", light: "Thema: licht", dark: "Thema: donker" };

export const keysButton: Text["keysButton"] = "Toetsen";

export const language: Text["language"] = { label: "Taal", failed: "De taal kon niet worden geladen; de pagina blijft zoals ze is" };

export const source: Text["source"] = {
  sample: "Voorbeeldvloot", own: "Eigen gegevens", live: "Live",
  read: (when) => `gelezen ${when}`,
  open: "Gegevens openen…", openShort: "Gegevens openen",
};

export const sample: Text["sample"] = {
  lead: "Dit is een voorbeeldvloot.",
  text: "Sleep eigen JSON naar deze pagina om haar te vervangen. Wat hier wordt geopend, verlaat de browser niet.",
  copy: "Opdrachten kopiëren", copied: "Gekopieerd",
};

export const status: Text["status"] = {
  local: "Berekend in deze pagina. Geen aanvraag verzonden.",
  live: "Berekend in deze pagina, uit wat de dienst antwoordde.",
  kept: "Opent ook offline.", newer: "Er is een nieuwe versie: sluit Snapline en open het opnieuw om haar te gebruiken.",
  clock: "Klok:", sampleClock: "Klok van het voorbeeld:", plan: "Plan", same: "gelijk aan PowerShell",
};

export const busy: Text["busy"] = {
  reading: (name) => `${name} wordt gelezen`, chains: "Momentopnamen worden tot ketens geordend", plan: "Plan wordt gemaakt", future: "Toekomst uitwerken", live: "Wordt live gelezen", lint: "Elke limiet wordt nagegaan", export: "Bestanden worden geschreven",
  done: (done, of) => `${done} van ${of}`, stop: "Stoppen",
};

export const problem: Text["problem"] = {
  refused: (name) => `${name} is niet geopend`, nothing: "Er is niets veranderd; wat open was, is er nog.",
  rest: "De andere bestanden zijn geopend.", choose: "Ander bestand kiezen…", dismiss: "Sluiten",
  worker: "Snapline is gestopt", reload: "Laad de pagina opnieuw; er is nergens iets geschreven.",
  lost: "Het voorbeeld is er weer. Het beleid is zoals u het liet: wijzig het, of open andere gegevens, en ga verder.",
  general: "Dat is niet gelukt",
  incomplete: "Niet alles is gelezen",
  where: (target) => `bij ${target}`,
};

export const keys: Text["keys"] = {
  title: "Toetsen", close: "Sluiten", letters: "Toetsen van één letter",
  list: [
    ["1 2 3 4", "de weergaven"], ["/", "zoeken"], ["↑ ↓", "vorige rij, volgende rij"], ["Enter", "de rij openen"], ["Home End", "eerste rij, laatste rij"],
    ["Esc", "paneel of venster sluiten"], ["Ctrl+Z, Ctrl+Y", "beleid: ongedaan maken, opnieuw"], ["← → PgUp PgDn", "schuifregelaar: een dag, vier weken"], ["Shift+← →", "schuifregelaar: naar wat hierna wordt gemaakt of verwijderd"], ["Space", "schuifregelaar: afspelen, pauze"],
    ["↑ ↓ ← → PgUp PgDn", "kalender: een dag, een week, een maand"], ["T", "grafiek, tabel"], ["D", "thema"], ["N, Shift+N", "volgende, vorige bevinding"], ["O", "gegevens openen"], ["?", "deze lijst"],
  ],
};
