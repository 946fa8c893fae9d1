/** The future of a policy, in Dutch. */

import type { Text } from "../index.ts";
import { plural } from "../plural.ts";

export const future: Text["future"] = {
  name: "Toekomst",
  verdict: (date, moments, count, from, to) =>
    count === 1 ? `Op *${date}* kunt u terug naar *één* moment, ${from} oud.` : `Op *${date}* kunt u terug naar *${moments}* momenten, van ${from} tot ${to} oud.`,
  tonight: (moments, count, from, to) =>
    count === 1 ? `*Vanavond* kunt u terug naar *één* moment, ${from} oud.` : `*Vanavond* kunt u terug naar *${moments}* momenten, van ${from} tot ${to} oud.`,
  nothing: (date) => `Op *${date}* is er *niets* om naar terug te gaan.`,
  working: "De toekomst wordt uitgewerkt.",
  empty: "Dit beleid bewaart niets. Alle regels staan op 0, dus verwijdert Snapline niets en zegt dat in het plan.",
  takes: (taken, dropped) => `Die dag neemt ${taken} en verwijdert ${dropped}.`,
  most: (count, of, until) => `Hoogstens ${count} van ${of} tot ${until}: geen limiet wordt geraakt.`,
  refused: (runs, many, first) => `${runs} ${plural(many, "run wordt", "runs worden")} geweigerd, de eerste op ${first}.`,
  unpruned: (runs, many) => `${runs} ${plural(many, "run ruimt", "runs ruimen")} niet op.`,
  parting: (date, everyRun, onlyByRuns, onlyAtOnce) =>
    `${everyRun ? "Vanaf" : "Rond"} ${date} is dit niet wat één keer opruimen zou overlaten: ${onlyByRuns} ${onlyByRuns === "1" ? "blijft" : "blijven"} alleen run na run, ${onlyAtOnce} alleen in één keer.`,

  horizon: "Hoe ver", horizons: { months: "3 maanden", year: "1 jaar", decade: "10 jaar" },
  show: "Tonen als", shows: { chart: "Grafiek", list: "Momentopnamen", table: "Tabel", review: "Volgende run" },

  sides: "Twee beleidsregels op de gekozen datum",
  columns: { snapshots: "Momentopnamen", newest: "Nieuwste", oldest: "Oudste", gap: "Grootste gat", cost: "Kosten per maand" },
  own: "dit beleid", ownTitle: "Dit beleid", compare: "Vergelijken met",
  others: { unpruned: "Zonder opruimen", left: "Zo gelaten", before: "Vóór de wijziging" },
  asPreset: (name) => `Werkt als ${name}`,
  ofLimit: (count, of) => `*${count}* van ${of}`, full: (count) => `${count}, vol`,
  old: (age) => `${age} oud`, noValue: "geen", worse: "slechter",

  slider: "Datum", sliderValue: (date, count) => `${date}, ${count} momentopnamen`,
  today: "vandaag", play: "Afspelen", pause: "Pauze", dayBefore: "Een dag terug", dayAfter: "Een dag verder",
  pins: "Gebeurtenissen",
  fullOn: (date, by) => `vol op ${date} ${by}`,
  byOwn: "met dit beleid", byOther: (name) => name.charAt(0).toLowerCase() + name.slice(1),
  firstRefused: (date, by, limit) => `Eerste geweigerde run ${by}: ${date} (${limit}).`,
  immutableUntil: (date) => `De onveranderbaarheid van een momentopname eindigt: ${date}.`,

  calendar: "Dagen waarnaar u terug kunt", days: (count, many) => `${count} ${plural(many, "dag", "dagen")}`,
  calendarName: "Kalender van de dagen waarnaar men terug kan; dezelfde getallen staan in de tabel",
  calendarKeys: (byMonth) =>
    byMonth ? "Dagen waarnaar men terug kan, één voor één: omhoog en omlaag een deel van een maand, links en rechts een maand, Page Up en Page Down een jaar" : "Dagen waarnaar men terug kan, één voor één: omhoog en omlaag een dag, links en rechts een week, Page Up en Page Down een maand",
  momentsOn: (count, many) => (many === 0 ? "niets om naar terug te gaan" : many === 1 ? "één moment" : `${count} momenten`),
  weekRows: ["ma", "", "wo", "", "vr", "", "zo"], monthRows: ["1e", "8e", "15e", "22e", "29e"],
  none: "geen", heat: { weeks: ["1", "2–3", "4 of meer"], months: ["1–4", "5–19", "20 of meer"] },
  lanesTitle: "Wat ze bewaart", inAll: (count) => `${count} in totaal`, comb: "een per dag of dichter", oneMark: "een", earlier: (count) => `${count} eerder`,
  lanesName: "Momentopnamen naar de eerste regel die ze bewaart; dezelfde getallen staan in de tabel",
  lanes: {
    empty_policy: "Geen regel", within: "Alles", within_minutely: "Minuten binnen", within_hourly: "Uren binnen", within_daily: "Dagen binnen", within_weekly: "Weken binnen",
    within_monthly: "Maanden binnen", within_quarterly: "Kwart. binnen", within_yearly: "Jaren binnen", last: "Laatste", minutely: "Per minuut", hourly: "Per uur", daily: "Per dag",
    weekly: "Per week", monthly: "Per maand", quarterly: "Per kwartaal", yearly: "Per jaar", other: "Nooit weg", protected: "Beschermd", not_counted: "Niet geteld",
  },
  count: "Momentopnamen en de limiet", countValue: (count, of) => `${count} van ${of}`, limit: (of) => `limiet ${of}`, warning: (of) => `waarsch. ${of}`,
  countName: "Aantal momentopnamen door de tijd tegen de limiet; dezelfde getallen staan in de tabel",
  gap: "Grootste gat tussen twee momentopnamen", between: (from, to) => `tussen ${from} en ${to}`,
  gapName: "Grootste gat tussen naburige momentopnamen door de tijd; dezelfde getallen staan in de tabel",
  gapRows: { fortnight: "14 dagen", twoMonths: "60 dagen", all: "alle" },
  cost: "Kosten per maand, schatting", costName: "Minste en meeste kosten van een maand door de tijd; dezelfde getallen staan in de tabel", noCost: "De grootte van deze schijf is niet bekend, dus is er geen schatting.",
  terms: (used, change, price) => [used && `${used} in gebruik`, change && `${change} verandert per dag`, price && `${price} per GiB-maand`].filter(Boolean).join(", "),
  change: "Wijzigen", usedPercent: "In gebruik, %", changePercent: "Verandert per dag, %", priceFrom: (date, source) => `Prijzen van ${date}: ${source}`, unset: "niet opgegeven",

  rests: "Waar dit op berust", weather: "Slecht weer",
  missed: "Sla elke … run over", late: "Te laat, minuten", weatherHint: "Toont hoe het beleid standhoudt als runs uitvallen of te laat zijn.", never: "geen",

  table: "Hetzelfde als tabel", tableColumns: { date: "Datum", days: "Dagen", count: "Momentopnamen", other: "Vergeleken", oldest: "Oudste", newest: "Nieuwste", fortnight: "Gat, 14 dagen", twoMonths: "Gat, 60 dagen", all: "Gat, alle", low: "Minste kosten", high: "Meeste kosten" },
  rules: (date) => `Wat ze bewaart op ${date}`, rule: "Regel", holds: "Bewaart", from: "Van", to: "Tot", total: "In totaal",
  events: "Gebeurtenissen", when: "Wanneer", what: "Wat",

  listOf: (date) => `Momentopnamen op ${date}`, droppedThatDay: (count) => `Die dag verwijderd · ${count}`, kept: (count) => `Bewaard · ${count}`,
  listFilters: { all: "Alle", drop: "Verwijderd", keep: "Bewaard", hold: "Beschermd" }, listEmpty: "Geen in dit filter.",
  lastDay: (date) => `tot ${date}`, after: (date) => `na ${date}`, noEnd: "geen einde", also: (reasons) => `, ook ${reasons}`, dropBecause: (reason) => `weg: ${reason}`,
  rows: "Momentopnamen, nieuwste eerst",

  noSchedule: "Niets zegt wanneer momentopnamen worden gemaakt, dus is er geen toekomst te tonen.", addSchedule: (time) => `Maak er elke dag een om ${time}`,
  noDisk: "Er is geen schijf gekozen.",
};
