/** Restoring and changes, in Dutch. */

import type { Text } from "../index.ts";

export const paneTabs: Text["paneTabs"] = { label: "Wat van de schijf wordt getoond", chain: "Keten", restore: "Herstel", changes: "Wijzigingen" };

export const restore: Text["restore"] = {
  show: "Zo wordt ze hersteld",
  none: "Kies eerst een momentopname onder Keten.", wait: "Wordt opgezocht…",
  to: "Wordt", size: "Grootte", region: "In", zone: (zone) => `zone ${zone}`, key: "Sleutel",
  atOnce: "kan meteen worden gekoppeld", whenFilled: "kan worden gekoppeld als ze gevuld is",
  least: (size) => `minstens ${size}`, most: (size) => `hoogstens ${size}`,
  anySku: "niet bekend zolang de sectorgrootte dat niet is", instead: "De nieuwste van de keten die kan worden hersteld:",
  notes: "Goed om te weten", lines: "Regels om te kopiëren", as: "Als",
  cli: "Azure CLI", ps: "Az PowerShell", copy: "Kopiëren", copied: "Gekopieerd",
  all: "Alle gegevens", value: "Waarde", member: "Gegeven", notKnown: "niet bekend", yes: "ja", no: "nee",
};

export const changes: Text["changes"] = {
  lead: "Open een bewaarde paginalijst (Get Page Ranges, comp=pagelist) van een momentopname, of van wat tussen twee is gewijzigd. Ze wordt in deze pagina gelezen en nergens heen gestuurd.",
  how: "Compare-IncrementalSnapshot geeft dezelfde getallen zonder eigen koppeling.",
  open: "Paginalijsten openen…", paste: "Plakken", pasteLabel: "Paginalijst om te lezen, als XML", read: "Lezen", again: "Andere openen",
  size: "Grootte van de schijf in bytes", refused: "Ze is niet gelezen", files: (count) => (count === 1 ? "1 pagina" : `${count} pagina’s`),
  kinds: { changed: "gewijzigd", cleared: "gewist, nu nullen", same: "gelijk" },
  map: (changed, cleared, same) => `Kaart van de schijf van de eerste tot de laatste byte: gewijzigd ${changed}, gewist ${cleared}, gelijk ${same}. De tabel hieronder heeft de getallen.`,
  whole: "Zonder eerdere momentopname is gewijzigd wat in gebruik is.",
  columns: { what: "Wat", bytes: "Bytes", share: "Deel", ranges: "Bereiken", first: "Eerste byte", last: "Laatste byte" },
  totals: "Totalen", list: "Bereiken", pieces: (count) => `${count} stukken van hoogstens 4 MiB om te lezen.`, more: (count) => `Nog ${count} tonen`,
  cell: (size) => `Elk vakje is ${size}.`,
};
