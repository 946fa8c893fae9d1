/** The fleet table, and the words of states, in Dutch. */

import type { Text } from "../index.ts";
import { plural } from "../plural.ts";

export const fleet: Text["fleet"] = {
  table: "Schijven", search: "Schijven zoeken", placeholder: "Schijf, groep, regio", clear: "Zoekopdracht en filter wissen",
  sub: (snapshots, regions) => `${snapshots} momentopnamen in ${regions} ${plural(regions, "regio", "regio’s")}.`,
  needs: (count) => `${count} ${plural(count, "keten vraagt", "ketens vragen")} nu actie.`,
  notIncremental: (count) => `${count} ${plural(count, "momentopname is niet incrementeel en wordt", "momentopnamen zijn niet incrementeel en worden")} niet getoond.`,
  noDisks: "Deze gegevens bevatten geen schijven, dus hun soort is niet bekend, en ook niet welke er weg zijn: open de uitvoer van az disk list -o json er samen mee.",
  skipped: (count) => `${count} ${plural(count, "regel was schijf noch momentopname", "regels waren schijf noch momentopname")}.`,
  filters: { all: "Alle", needs: "Vraagt actie", copying: "Nog bezig", recreated: "Opnieuw gemaakt", copies: "Kopieën", orphans: "Wezen" },
  filterGroup: "Tonen",
  columns: { state: "Toestand", disk: "Schijf", kind: "Soort, grootte", strip: "Laatste 30 dagen", count: "Van 500", newest: "Nieuwste gereed", pending: "Bezig" },
  none: "geen", ofWord: "van",
  strip: (days) => `Momentopnamen op ${days} van de laatste 30 dagen`,
  empty: (search) => (search ? `Geen keten past bij “${search}”.` : "In dit filter is geen keten."),
  found: (count) => `${count} gevonden`,
  nothing: "In deze gegevens zijn geen schijven of momentopnamen.",
  legend: "Hoogte: 1, 2–3, 4 of meer per dag",
  copy: "Kopie", gone: "Schijf verwijderd",
};

export const states: Text["states"] = {
  ready: "gereed", pending: "nog bezig", failed: "mislukt", copy: "kopie", instant_access: "directe toegang", orphan: "wees", unknown: "niet bekend",
};

export { kinds } from "../names.ts";

export const unknownKind: Text["unknownKind"] = "Soort niet bekend";

export const gib: Text["gib"] = (size) => `${size} GiB`;
