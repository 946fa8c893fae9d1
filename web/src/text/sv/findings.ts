/** The findings, in Swedish. */

import type { Text } from "../index.ts";
import { plural } from "../plural.ts";

export const findings: Text["findings"] = {
  none: "Inga fynd", noneText: "Inget i beståndet stoppar arbetet eller är på väg att göra det, så långt planen ser.",
  title: (stops, all) => (stops > 0 ? `${stops} ${plural(stops, "sak", "saker")} stoppar arbetet nu, av ${all} fynd.` : `Inget stoppar arbetet nu; ${all} fynd att känna till.`),
  levels: { stop: "Stoppar arbetet", warn: "Kommer att brista", watch: "Bra att veta", note: "Bra att veta", quiet: "Bra att veta" },
  show: "Visa disken", why: "Varför",
};
