/** The findings, in Swedish. */

import type { Text } from "../index.ts";
import { plural } from "../plural.ts";

export const findings: Text["findings"] = {
  checking: "Varje gräns kontrolleras", checkingAgain: "Kontrolleras igen…",
  stopped: "Kontrollen stoppades.", again: "Kontrollera igen", refused: "Den här principen kunde inte kontrolleras.",
  none: "Inga fynd.",
  title: (stop, warn, watch) => {
    const parts = [
      stop > 0 ? `${stop} ${plural(stop, "sak stoppar", "saker stoppar")} arbetet nu` : "",
      warn > 0 ? `${warn} kommer att brista` : "",
      watch > 0 ? `${watch} är bra att veta` : "",
    ].filter(Boolean);
    return `${stop === 0 && warn > 0 ? "Inget stoppar arbetet nu, " : ""}${parts.join(", ")}.`;
  },
  checked: (disks, until) => `${disks} kontrollerade mot varje publicerad gräns och regel, till ${until}.`,
  disks: (count) => `${count} ${plural(count, "disk", "diskar")}`,
  noSchedule: "Principen har inget schema, så inget här har något datum än.", toPlan: "Ange ett schema",
  levels: { stop: "Stoppar arbetet nu", warn: "Kommer att brista", watch: "Bra att veta", quiet: "Bra att veta" },
  now: "Nu", anyTime: "När som helst",
  filter: "Visa", all: "Alla",
  topics: { limits: "Gränser", schedule: "Schema", policy: "Princip", chains: "Kedjor", readiness: "Beredskap", restore: "Återställning", place: "Namn, nycklar, platser" },
  apply: "Använd", applied: (change) => `Ändrat: ${change}. Ctrl+Z tar tillbaka det.`,
  why: (id) => `Varför (${id})`, whyOwn: "Varför", newTab: "öppnas i en ny flik",
  show: "Visa disken",
  more: (count) => `Visa ${count} till`,
  empty: "Inget i det här filtret.",
  axis: {
    name: (parts) => `När något brister: ${parts}. Detsamma står i listan nedan.`,
    now: (count) => `${count} nu`, later: (count) => `${count} senare`,
    at: (count, date) => (count === 1 ? date : `${count} från ${date}`),
    week: "1 vecka", month: "1 månad", quarter: "3 månader", half: "6 månader", year: "1 år",
  },
};
