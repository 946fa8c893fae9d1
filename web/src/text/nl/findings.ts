/** The findings, in Dutch. */

import type { Text } from "../index.ts";
import { plural } from "../plural.ts";

export const findings: Text["findings"] = {
  none: "Geen bevindingen", noneText: "Niets in deze vloot legt het werk stil of staat op het punt dat te doen, zo ver als het plan kijkt.",
  title: (stops, all) => (stops > 0 ? `${stops} ${plural(stops, "zaak legt", "zaken leggen")} nu het werk stil, van ${all} bevindingen.` : `Niets legt nu het werk stil; ${all} ${plural(all, "bevinding", "bevindingen")} om te weten.`),
  levels: { stop: "Legt het werk stil", warn: "Gaat stuk", watch: "Goed om te weten", note: "Goed om te weten", quiet: "Goed om te weten" },
  show: "Schijf tonen", why: "Waarom",
};
