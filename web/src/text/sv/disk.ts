/** The disk pane and the words of one snapshot, in Swedish. */

import type { Text } from "../index.ts";
import { plural } from "../plural.ts";

export const disk: Text["disk"] = {
  pane: "Disk", close: "Stäng", plan: "Plan",
  sectors: (bytes) => `sektorer på ${bytes} byte`,
  limits: { L1: "Ögonblicksbilder", R11: "Kopieras ännu", L2: "Senaste 5 min", L3: "Öppna länkar" },
  noLimit: "ingen gräns", clears: (when) => `ledigt ${when}`,
  chain: (span) => `Kedja, ${span}`, days: (count) => `${count} ${plural(count, "dag", "dagar")}`, weeks: (count) => `${count} ${plural(count, "vecka", "veckor")}`,
  lane: { now: "Den här disken", earlier: "Tidigare disk, samma namn", copy: (region) => `Kopia i ${region}`, orphan: "Borttagen disk", unknown: "Okänd källa" },
  snapshots: "Ögonblicksbilder", count: (count) => `${count} ${count === "1" ? "ögonblicksbild" : "ögonblicksbilder"}`,
  older: (count) => `${count} äldre än vad som visas`, generation: (number) => `generation ${number}`,
  recreated: (when) => `återskapad ${when}`, grown: "över 4 TB", today: "i dag",
  picture: (label) => `Kedjan för ${label}: samma ögonblicksbilder står i listan nedanför`,
  columns: { taken: "Tagen", state: "Tillstånd", plan: "Plan" },
  more: (count) => `Visa ${count} äldre`,
  empty: "Disken har ingen ögonblicksbild.",
  facts: { state: "Tillstånd", durable: "Att behålla", taken: "Tagen", plan: "Plan", restores: "Återställs till", size: "Storlek", group: "Grupp", family: "Serie", id: "Id" },
  afterBreak: "Den första sedan disken växte över 4 TB: den måste laddas ned i sin helhet.",
  openLink: "En nedladdningslänk är öppen.", conflict: "Läst två gånger med olika innehåll: tas aldrig bort.", notOurs: "Inte tagen av någon Snapline-princip.",
  instantFrom: { tag: "från den kopierade ögonblicksbildens tagg", source: "från den kopierade ögonblicksbilden", copy_start: "kopians början; den ursprungliga tidpunkten är okänd", none: "okänt" },
};

export const snapshotStates: Text["snapshotStates"] = {
  ready: "Klar", instant_access: "Direktåtkomst", pending: (percent) => (percent ? `Kopieras ${percent}` : "Kopieras"), failed: "Misslyckad", unknown: "Okänt", readyCopy: "Klar kopia",
};

export const verdicts: Text["verdicts"] = { keep: "behåll", drop: "ta bort", hold: "skyddad", not_counted: "räknas inte" };

export const wouldDrop: Text["wouldDrop"] = "reglerna skulle ta bort den";
