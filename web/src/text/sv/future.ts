/** The future of a policy, in Swedish. */

import type { Text } from "../index.ts";
import { plural } from "../plural.ts";

export const future: Text["future"] = {
  name: "Framtid",
  verdict: (date, moments, count, from, to) =>
    count === 1 ? `*${date}* kan du gå tillbaka till *en* tidpunkt, ${from} gammal.` : `*${date}* kan du gå tillbaka till *${moments}* tidpunkter, från ${from} till ${to} gamla.`,
  tonight: (moments, count, from, to) =>
    count === 1 ? `*I kväll* kan du gå tillbaka till *en* tidpunkt, ${from} gammal.` : `*I kväll* kan du gå tillbaka till *${moments}* tidpunkter, från ${from} till ${to} gamla.`,
  nothing: (date) => `*${date}* finns det *inget* att gå tillbaka till.`,
  working: "Framtiden räknas ut.",
  empty: "Den här principen behåller inget. Alla regler står på 0, så Snapline tar inte bort något och säger det i planen.",
  takes: (taken, dropped) => `Den dagen tar ${taken} och tar bort ${dropped}.`,
  most: (count, of, until) => `Högst ${count} av ${of} till ${until}: ingen gräns nås.`,
  refused: (runs, many, first) => `${runs} ${plural(many, "körning nekas", "körningar nekas")}, den första ${first}.`,
  unpruned: (runs, many) => `${runs} ${plural(many, "körning", "körningar")} rensar inte.`,
  parting: (date, everyRun, onlyByRuns, onlyAtOnce) =>
    `${everyRun ? "Från" : "Omkring"} ${date} är detta inte vad en enda rensning skulle lämna: ${onlyByRuns} blir kvar bara körning för körning, ${onlyAtOnce} bara på en gång.`,

  horizon: "Hur långt", horizons: { months: "3 månader", year: "1 år", decade: "10 år" },
  show: "Visa som", shows: { chart: "Diagram", list: "Ögonblicksbilder", table: "Tabell", review: "Nästa körning" },

  sides: "Två principer på valt datum",
  columns: { snapshots: "Ögonblicksbilder", newest: "Nyaste", oldest: "Äldsta", gap: "Största lucka", cost: "Kostnad per månad" },
  own: "den här principen", ownTitle: "Den här principen", compare: "Jämför med",
  others: { unpruned: "Utan rensning", left: "Lämnat som det är", before: "Före ändringen" },
  asPreset: (name) => `Fungerar som ${name}`,
  ofLimit: (count, of) => `*${count}* av ${of}`, full: (count) => `${count}, fullt`,
  old: (age) => `${age} gammal`, noValue: "ingen", worse: "sämre",

  slider: "Datum", sliderValue: (date, count) => `${date}, ${count} ögonblicksbilder`,
  today: "i dag", play: "Spela", pause: "Pausa", dayBefore: "En dag bakåt", dayAfter: "En dag framåt",
  pins: "Händelser",
  fullOn: (date, by) => `fullt ${date} ${by}`,
  byOwn: "med den här principen", byOther: (name) => name.charAt(0).toLowerCase() + name.slice(1),
  firstRefused: (date, by, limit) => `Första nekade körningen ${by}: ${date} (${limit}).`,
  immutableUntil: (date) => `En ögonblicksbilds oföränderlighet upphör: ${date}.`,

  calendar: "Dagar du kan gå tillbaka till", days: (count, many) => `${count} ${plural(many, "dag", "dagar")}`,
  calendarName: "Kalender över dagarna man kan gå tillbaka till; samma tal står i tabellen",
  calendarKeys: (byMonth) =>
    byMonth ? "Dagar man kan gå tillbaka till, en i taget: upp och ned en del av en månad, vänster och höger en månad, Page Up och Page Down ett år" : "Dagar man kan gå tillbaka till, en i taget: upp och ned en dag, vänster och höger en vecka, Page Up och Page Down en månad",
  momentsOn: (count, many) => (many === 0 ? "inget att gå tillbaka till" : many === 1 ? "en tidpunkt" : `${count} tidpunkter`),
  weekRows: ["mån", "", "ons", "", "fre", "", "sön"], monthRows: ["1", "8", "15", "22", "29"],
  none: "ingen", heat: { weeks: ["1", "2–3", "4 eller fler"], months: ["1–4", "5–19", "20 eller fler"] },
  lanesTitle: "Vad som behåller dem", inAll: (count) => `${count} totalt`, comb: "en om dagen eller tätare", oneMark: "en", earlier: (count) => `${count} tidigare`,
  lanesName: "Ögonblicksbilder efter den första regeln som behåller dem; samma tal står i tabellen",
  lanes: {
    empty_policy: "Ingen regel", within: "Alla", within_minutely: "Minuter inom", within_hourly: "Timmar inom", within_daily: "Dagar inom", within_weekly: "Veckor inom",
    within_monthly: "Månader inom", within_quarterly: "Kvartal inom", within_yearly: "År inom", last: "Senaste", minutely: "Per minut", hourly: "Per timme", daily: "Per dag",
    weekly: "Per vecka", monthly: "Per månad", quarterly: "Per kvartal", yearly: "Per år", other: "Aldrig bort", protected: "Skyddade", not_counted: "Ej räknade",
  },
  count: "Ögonblicksbilder mot gränsen", countValue: (count, of) => `${count} av ${of}`, limit: (of) => `gräns ${of}`, warning: (of) => `varning ${of}`,
  countName: "Antal ögonblicksbilder över tid mot gränsen; samma tal står i tabellen",
  gap: "Största luckan mellan två ögonblicksbilder", between: (from, to) => `mellan ${from} och ${to}`,
  gapName: "Största luckan mellan intilliggande ögonblicksbilder över tid; samma tal står i tabellen",
  gapRows: { fortnight: "14 dagar", twoMonths: "60 dagar", all: "alla" },
  cost: "Kostnad per månad, uppskattning", costName: "Lägsta och högsta kostnad för en månad över tid; samma tal står i tabellen", noCost: "Diskens storlek är inte känd, så det finns ingen uppskattning.",
  terms: (used, change, price) => [used && `${used} använt`, change && `${change} ändras per dag`, price && `${price} per GiB och månad`].filter(Boolean).join(", "),
  change: "Ändra", usedPercent: "Använt, %", changePercent: "Ändras per dag, %", priceFrom: (date, source) => `Priser från ${date}: ${source}`, unset: "ej angivet",

  rests: "Vad detta vilar på", weather: "Dåligt väder",
  missed: "Missa var … körning", late: "Försenad, minuter", weatherHint: "Visar hur principen håller när körningar missas eller är sena.", never: "ingen",

  table: "Samma som tabell", tableColumns: { date: "Datum", days: "Dagar", count: "Ögonblicksbilder", other: "Jämfört", oldest: "Äldsta", newest: "Nyaste", fortnight: "Lucka, 14 dagar", twoMonths: "Lucka, 60 dagar", all: "Lucka, alla", low: "Lägsta kostnad", high: "Högsta kostnad" },
  rules: (date) => `Vad som behåller dem ${date}`, rule: "Regel", holds: "Behåller", from: "Från", to: "Till", total: "Totalt",
  events: "Händelser", when: "När", what: "Vad",

  listOf: (date) => `Ögonblicksbilder ${date}`, droppedThatDay: (count) => `Borttagna den dagen · ${count}`, kept: (count) => `Behållna · ${count}`,
  listFilters: { all: "Alla", drop: "Borttagna", keep: "Behållna", hold: "Skyddade" }, listEmpty: "Inga i det här filtret.",
  lastDay: (date) => `till ${date}`, after: (date) => `efter ${date}`, noEnd: "inget slut", also: (reasons) => `, även ${reasons}`, dropBecause: (reason) => `bort: ${reason}`,
  rows: "Ögonblicksbilder, nyaste först",

  noSchedule: "Inget säger när ögonblicksbilder tas, så det finns ingen framtid att visa.", addSchedule: (time) => `Ta en varje dag kl. ${time}`,
  noDisk: "Ingen disk är vald.",
};
