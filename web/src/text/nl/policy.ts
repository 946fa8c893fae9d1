/** The policy's editor, in Dutch. */

import type { Text } from "../index.ts";

export const policy: Text["policy"] = {
  for: "Voor", details: "Meer",
  take: "Maken", every: "Elke", from: "vanaf", on: "Op", at: "Om", times: "02:00, 14:00",
  hours: (hours) => (hours === 1 ? "uur" : `${hours} uur`), atTimes: "op tijden", never: "nooit",
  weekdays: { mon: "maandag", tue: "dinsdag", wed: "woensdag", thu: "donderdag", fri: "vrijdag", sat: "zaterdag", sun: "zondag" },
  next: (when) => `Volgende ${when}`, noNext: "Er komt geen run.",
  span: "Alleen voor een tijd", start: "Begin", end: "Einde", instant: "2027-01-01T00:00:00Z",
  holds: (date) => `bewaart op ${date}`,
  more: "Meer regels",
  rules: {
    within: "Alles van", last: "Laatste", minutely: "Per minuut", hourly: "Per uur", daily: "Per dag", weekly: "Per week", monthly: "Per maand", quarterly: "Per kwartaal", yearly: "Per jaar",
    withinMinutely: "Minuten van", withinHourly: "Uren van", withinDaily: "Dagen van", withinWeekly: "Weken van", withinMonthly: "Maanden van", withinQuarterly: "Kwartalen van", withinYearly: "Jaren van",
  },
  since: "Gemaakt sinds", protected: "Tags, sloten",
  ageAndCount: "Leeftijd alleen voorbij de laatste", ageAndCountHint: "De leeftijd verwijdert alleen wat ook niet bij de laatste hoort.",
  foreign: (count, many) => `${count} ${many === 1 ? "wordt" : "worden"} vastgehouden: niet van ons.`,
  seeAdopted: "Toon ze overgenomen", adopted: (count) => `${count} bij naam overgenomen.`,
  manners: "Hoe de regels werken",
  switches: {
    pick: ["Staat voor een periode", { newest: "de nieuwste", oldest: "de oudste" }, "Welke momentopname van een dag, een week of een maand wordt bewaard."],
    overlap: ["Regels delen", { shared: "momentopnamen", "skip-snapshot": "geen momentopname", "skip-period": "geen periode" }, "Of één momentopname meer regels mag dienen, of elke regel achter de vorige verder terugreikt."],
    filler: ["Als er te weinig zijn", { off: "niets", "every-rule": "bewaart elke de oudste", coarsest: "bewaart de grofste die" }, "Of een regel zonder periodes ook de oudste momentopname bewaart."],
    bucket: ["Dezelfde periode opnieuw", { set: "is dezelfde", run: "is een nieuwe" }, "Of een uur dat de klok herhaalt als één telt waar het ook terugkomt."],
    dst: ["Het uur dat twee keer komt", { merge: "is één uur", split: "is twee uur" }, "Wat er met uren gebeurt als de klok teruggaat."],
    quarter: ["Een kwartaal", { calendar: "is drie maanden", "13-week": "is 13 weken" }, "Welke periodes de kwartaalregel telt."],
    months: ["Een maand terug", { clamp: "volgens de kalender", overflow: "mag doorlopen", days31: "is 31 dagen" }, "Wat 31 maart min een maand is."],
    withinFrom: ["Leeftijd telt vanaf", { now: "nu", newest: "de nieuwste" }, "Met de nieuwste wordt niets ouder zolang er geen runs zijn."],
  },
  line: "Als tekst", lineLabel: "Het beleid als regel", lineHint: "Woorden naam=waarde, in elke volgorde. Enter past toe.", apply: "Toepassen",
  nextRun: (takes, drops, all) => `De volgende run maakt er *${takes}* en verwijdert er *${drops}* van ${all}.`,
  nextNone: (why, drops, all) => `De volgende run maakt er *geen*: ${why} Er worden er *${drops}* van ${all} verwijderd.`,
  held: (count, many) => `${count} ${many === 1 ? "is" : "zijn"} beschermd.`,
  review: "Bekijken",
  units: { Y: ["jaar", "jaar"], M: ["maand", "maanden"], W: ["week", "weken"], D: ["dag", "dagen"], h: ["uur", "uur"], m: ["minuut", "minuten"], s: ["seconde", "seconden"] },
};
