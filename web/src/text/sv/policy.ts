/** The policy's editor, in Swedish. */

import type { Text } from "../index.ts";

export const policy: Text["policy"] = {
  for: "För", details: "Detaljer",
  take: "Ta", every: "Var", from: "från", on: "På", at: "Kl.", times: "02:00, 14:00",
  hours: (hours) => (hours === 1 ? "timme" : `${hours} timmar`), atTimes: "på tider", never: "aldrig",
  weekdays: { mon: "måndag", tue: "tisdag", wed: "onsdag", thu: "torsdag", fri: "fredag", sat: "lördag", sun: "söndag" },
  next: (when) => `Nästa ${when}`, noNext: "Ingen körning kommer.",
  span: "Bara en tid", start: "Början", end: "Slut", instant: "2027-01-01T00:00:00Z",
  holds: (date) => `behåller ${date}`,
  more: "Fler regler",
  rules: {
    within: "Alla från", last: "Senaste", minutely: "Per minut", hourly: "Per timme", daily: "Per dag", weekly: "Per vecka", monthly: "Per månad", quarterly: "Per kvartal", yearly: "Per år",
    withinMinutely: "Minuter i", withinHourly: "Timmar i", withinDaily: "Dagar i", withinWeekly: "Veckor i", withinMonthly: "Månader i", withinQuarterly: "Kvartal i", withinYearly: "År i",
  },
  since: "Tagna sedan", protected: "Taggar, lås",
  ageAndCount: "Ålder bara bortom de senaste", ageAndCountHint: "Åldern tar bara bort det som inte heller hör till de senaste.",
  foreign: (count) => `${count} hålls: inte våra.`,
  seeAdopted: "Visa dem övertagna", adopted: (count) => `${count} övertagna vid namn.`,
  manners: "Hur reglerna fungerar",
  switches: {
    pick: ["Står för en period", { newest: "den nyaste", oldest: "den äldsta" }, "Vilken ögonblicksbild av en dag, vecka eller månad som behålls."],
    overlap: ["Regler delar", { shared: "ögonblicksbilder", "skip-snapshot": "ingen ögonblicksbild", "skip-period": "ingen period" }, "Om en ögonblicksbild får tjäna flera regler, eller om varje regel når längre bak än den före."],
    filler: ["När de är för få", { off: "inget", "every-rule": "behåller varje den äldsta", coarsest: "behåller den grövsta den" }, "Om en regel som får slut på perioder också behåller den äldsta."],
    bucket: ["Samma period igen", { set: "är densamma", run: "är en ny" }, "Om en timme som klockan upprepar räknas som en var den än återkommer."],
    dst: ["Timmen som kommer två gånger", { merge: "är en timme", split: "är två" }, "Vad som händer med timmar när klockan ställs tillbaka."],
    quarter: ["Ett kvartal", { calendar: "är tre månader", "13-week": "är 13 veckor" }, "Vilka perioder kvartalsregeln räknar."],
    months: ["En månad bakåt", { clamp: "efter kalendern", overflow: "får löpa över", days31: "är 31 dagar" }, "Vad 31 mars minus en månad är."],
    withinFrom: ["Ålder räknas från", { now: "nu", newest: "den nyaste" }, "Med den nyaste åldras inget medan inga körningar sker."],
  },
  line: "Som text", lineLabel: "Principen som en rad", lineHint: "Ord namn=värde, i valfri ordning. Enter tillämpar.", apply: "Tillämpa",
  nextRun: (takes, drops, all) => `Nästa körning tar *${takes}* och tar bort *${drops}* av ${all}.`,
  nextNone: (why, drops, all) => `Nästa körning tar *ingen*: ${why} Den tar bort *${drops}* av ${all}.`,
  held: (count, many) => `${count} är ${many === 1 ? "skyddad" : "skyddade"}.`,
  review: "Granska",
  units: { Y: ["år", "år"], M: ["månad", "månader"], W: ["vecka", "veckor"], D: ["dag", "dagar"], h: ["timme", "timmar"], m: ["minut", "minuter"], s: ["sekund", "sekunder"] },
};
