/** The findings, in Dutch. */

import type { Text } from "../index.ts";
import { plural } from "../plural.ts";

export const findings: Text["findings"] = {
  checking: "Elke limiet wordt nagegaan", checkingAgain: "Wordt opnieuw nagegaan…",
  stopped: "Het nagaan is gestopt.", again: "Opnieuw nagaan", refused: "Dit beleid kon niet worden nagegaan.",
  none: "Geen bevindingen.",
  title: (stop, warn, watch) => {
    const parts = [
      stop > 0 ? `${stop} ${plural(stop, "zaak legt", "zaken leggen")} nu het werk stil` : "",
      warn > 0 ? `${warn} ${plural(warn, "gaat", "gaan")} stuk` : "",
      watch > 0 ? `${watch} ${plural(watch, "is", "zijn")} goed om te weten` : "",
    ].filter(Boolean);
    return `${stop === 0 && warn > 0 ? "Niets legt nu het werk stil, " : ""}${parts.join(", ")}.`;
  },
  checked: (disks, until) => `${disks} nagegaan op elke gepubliceerde limiet en regel, tot ${until}.`,
  disks: (count) => `${count} ${plural(count, "schijf", "schijven")}`,
  noSchedule: "Het beleid heeft geen schema, dus heeft hier nog niets een datum.", toPlan: "Schema instellen",
  levels: { stop: "Legt nu het werk stil", warn: "Gaat stuk", watch: "Goed om te weten", quiet: "Goed om te weten" },
  now: "Nu", anyTime: "Elk moment",
  filter: "Tonen", all: "Alle",
  topics: { limits: "Limieten", schedule: "Schema", policy: "Beleid", chains: "Ketens", readiness: "Gereedheid", restore: "Herstel", place: "Namen, sleutels, plaatsen" },
  apply: "Toepassen", applied: (change) => `Gewijzigd: ${change}. Ctrl+Z neemt het terug.`,
  why: (id) => `Waarom (${id})`, whyOwn: "Waarom", newTab: "opent in een nieuw tabblad",
  show: "Schijf tonen",
  more: (count) => `Nog ${count} tonen`,
  empty: "In dit filter is niets.",
  axis: {
    name: (parts) => `Wanneer iets stukgaat: ${parts}. Hetzelfde staat in de lijst hieronder.`,
    now: (count) => `${count} nu`, later: (count) => `${count} later`,
    at: (count, date) => (count === 1 ? date : `${count} vanaf ${date}`),
    week: "1 week", month: "1 maand", quarter: "3 maanden", half: "6 maanden", year: "1 jaar",
  },
};
