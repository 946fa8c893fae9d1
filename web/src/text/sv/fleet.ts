/** The fleet table, and the words of states, in Swedish. */

import type { Text } from "../index.ts";
import { plural } from "../plural.ts";

export const fleet: Text["fleet"] = {
  table: "Diskar", search: "Sök diskar", placeholder: "Disk, grupp, region", clear: "Rensa sökning och filter",
  sub: (snapshots, regions) => `${snapshots} ögonblicksbilder i ${regions} ${plural(regions, "region", "regioner")}.`,
  needs: (count) => `${count} ${plural(count, "kedja", "kedjor")} kräver åtgärd nu.`,
  notIncremental: (count) => `${count} ${plural(count, "ögonblicksbild är inte inkrementell", "ögonblicksbilder är inte inkrementella")} och visas inte.`,
  noDisks: "Det finns inga diskar i dessa data, så deras slag, och vilka som är borta, är inte känt: öppna utdata från az disk list -o json tillsammans med dem.",
  skipped: (count) => `${count} ${plural(count, "post", "poster")} var varken disk eller ögonblicksbild.`,
  filters: { all: "Alla", needs: "Kräver åtgärd", copying: "Kopieras ännu", recreated: "Återskapade", copies: "Kopior", orphans: "Föräldralösa" },
  filterGroup: "Visa",
  columns: { state: "Tillstånd", disk: "Disk", kind: "Typ, storlek", strip: "Senaste 30 dagarna", count: "Av 500", newest: "Senaste klara", pending: "Pågår" },
  none: "ingen", ofWord: "av",
  strip: (days) => `Ögonblicksbilder på ${days} av de senaste 30 dagarna`,
  empty: (search) => (search ? `Ingen kedja matchar ”${search}”.` : "Ingen kedja finns i det här filtret."),
  found: (count) => `${count} hittade`,
  nothing: "Inga diskar eller ögonblicksbilder finns i dessa data.",
  legend: "Höjd: 1, 2–3, 4 eller fler per dag",
  copy: "Kopia", gone: "Disken borttagen",
};

export const states: Text["states"] = {
  ready: "klar", pending: "kopieras ännu", failed: "misslyckad", copy: "kopia", instant_access: "direktåtkomst", orphan: "föräldralös", unknown: "okänt",
};

export { kinds } from "../names.ts";

export const unknownKind: Text["unknownKind"] = "Okänd typ";

export const gib: Text["gib"] = (size) => `${size} GiB`;
