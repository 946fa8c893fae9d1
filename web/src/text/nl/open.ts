/** Opening data, in Dutch. */

import type { Text } from "../index.ts";

export const open: Text["open"] = {
  title: "Gegevens openen", lead: "Bestanden worden in deze pagina gelezen en nergens anders.",
  drop: "Sleep bestanden hierheen", or: "of", choose: "Bestanden kiezen…", pasteHint: "JSON plakken", pasteLabel: "Te openen JSON", read: "Lezen",
  shapes: "Lijsten van Azure CLI, Az PowerShell, de REST API of Resource Graph; meer bestanden tegelijk; ook gzip.",
  commands: "Twee opdrachten geven alles wat nodig is:", cli: "Azure CLI", ps: "PowerShell", copy: "Kopiëren", copied: "Gekopieerd",
  live: "Live uit Azure lezen…", sample: "Terug naar het voorbeeld", close: "Sluiten",
  dropHere: "Laat los om te openen", pasted: "geplakte tekst", add: "Toevoegen aan wat open is",
};

export { commands } from "../names.ts";
