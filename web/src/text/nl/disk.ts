/** The disk pane and the words of one snapshot, in Dutch. */

import type { Text } from "../index.ts";
import { plural } from "../plural.ts";

export const disk: Text["disk"] = {
  pane: "Schijf", close: "Sluiten", plan: "Plan",
  sectors: (bytes) => `sectoren van ${bytes} bytes`,
  limits: { L1: "Momentopnamen", R11: "Nog bezig", L2: "Laatste 5 min", L3: "Open koppelingen" },
  noLimit: "geen limiet", clears: (when) => `vrij ${when}`,
  chain: (span) => `Keten, ${span}`, days: (count) => `${count} ${plural(count, "dag", "dagen")}`, weeks: (count) => `${count} ${plural(count, "week", "weken")}`,
  lane: { now: "Deze schijf", earlier: "Eerdere schijf, zelfde naam", copy: (region) => `Kopie in ${region}`, orphan: "Verwijderde schijf", unknown: "Bron niet bekend" },
  snapshots: "Momentopnamen", count: (count) => `${count} ${count === "1" ? "momentopname" : "momentopnamen"}`,
  older: (count) => `${count} ouder dan getoond`, generation: (number) => `generatie ${number}`,
  recreated: (when) => `opnieuw gemaakt ${when}`, grown: "boven 4 TB", today: "vandaag",
  picture: (label) => `Keten van ${label}: dezelfde momentopnamen staan in de lijst hieronder`,
  columns: { taken: "Gemaakt", state: "Toestand", plan: "Plan" },
  more: (count) => `${count} oudere tonen`,
  empty: "Van deze schijf is er geen momentopname.",
  facts: { state: "Toestand", durable: "Blijvend", taken: "Gemaakt", plan: "Plan", restores: "Wordt hersteld tot", size: "Grootte", group: "Groep", family: "Reeks", id: "Id" },
  afterBreak: "De eerste nadat de schijf boven 4 TB groeide: deze moet in zijn geheel worden gedownload.",
  openLink: "Er staat een downloadkoppeling open.", conflict: "Tweemaal gelezen met verschillende inhoud: wordt nooit verwijderd.", notOurs: "Niet door een Snapline-beleid gemaakt.",
  instantFrom: { tag: "uit de tag van de gekopieerde momentopname", source: "van de gekopieerde momentopname", copy_start: "begin van de kopie; het oorspronkelijke moment is niet bekend", none: "niet bekend" },
};

export const snapshotStates: Text["snapshotStates"] = {
  ready: "Gereed", instant_access: "Directe toegang", pending: (percent) => (percent ? `Bezig ${percent}` : "Bezig"), failed: "Mislukt", unknown: "Niet bekend", readyCopy: "Kopie gereed",
};

export const verdicts: Text["verdicts"] = { keep: "bewaren", drop: "verwijderen", hold: "beschermd", not_counted: "niet meegeteld" };

export const wouldDrop: Text["wouldDrop"] = "volgens de regels te verwijderen";
