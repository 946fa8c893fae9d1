/** The future of a policy: verdict, two policies, slider, drawings, tables. */

import { plural } from "../plural.ts";

export const future = {
  name: "Future",
  /** What stands between asterisks is the answer and is set in the accent. */
  verdict: (date: string, moments: string, count: number, from: string, to: string) =>
    count === 1 ? `On *${date}* you can go back to *one* moment, ${from} old.` : `On *${date}* you can go back to *${moments}* moments, from ${from} to ${to} old.`,
  tonight: (moments: string, count: number, from: string, to: string) =>
    count === 1 ? `*Tonight* you can go back to *one* moment, ${from} old.` : `*Tonight* you can go back to *${moments}* moments, from ${from} to ${to} old.`,
  nothing: (date: string) => `On *${date}* there is *nothing* to go back to.`,
  working: "Working out the future.",
  empty: "This policy keeps nothing. All rules are at 0, so Snapline drops nothing and says so in the plan.",
  takes: (taken: string, dropped: string) => `That day takes ${taken} and drops ${dropped}.`,
  most: (count: string, of: string, until: string) => `At most ${count} of ${of} until ${until}: no limit breaks.`,
  refused: (runs: string, many: number, first: string) => `${runs} ${plural(many, "run is", "runs are")} refused, the first on ${first}.`,
  unpruned: (runs: string, many: number) => `${runs} ${plural(many, "run does", "runs do")} not prune.`,
  parting: (date: string, everyRun: boolean, onlyByRuns: string, onlyAtOnce: string) =>
    `${everyRun ? "From" : "About"} ${date} on this is not what pruning once would leave: ${onlyByRuns} ${onlyByRuns === "1" ? "stays" : "stay"} only run by run, ${onlyAtOnce} only at once.`,

  horizon: "How far", horizons: { months: "3 months", year: "1 year", decade: "10 years" },
  show: "Show as", shows: { chart: "Chart", list: "Snapshots", table: "Table", review: "Next run" },

  sides: "Two policies on the chosen date",
  columns: { snapshots: "Snapshots", newest: "Newest", oldest: "Oldest", gap: "Widest gap", cost: "Cost a month" },
  own: "this policy", ownTitle: "This policy", compare: "Compare with",
  others: { unpruned: "Without pruning", left: "Left alone", before: "Before the change" } as Readonly<Record<string, string>>,
  asPreset: (name: string) => `Works like ${name}`,
  ofLimit: (count: string, of: string) => `*${count}* of ${of}`, full: (count: string) => `${count}, full`,
  old: (age: string) => `${age} old`, noValue: "none", worse: "worse",

  slider: "Date", sliderValue: (date: string, count: string) => `${date}, ${count} snapshots`,
  today: "today", play: "Play", pause: "Pause", dayBefore: "A day back", dayAfter: "A day on",
  pins: "Events",
  fullOn: (date: string, by: string) => `full on ${date} ${by}`,
  byOwn: "under this policy", byOther: (name: string) => name.charAt(0).toLowerCase() + name.slice(1),
  firstRefused: (date: string, by: string, limit: string) => `First refused run ${by}: ${date} (${limit}).`,
  immutableUntil: (date: string) => `Immutability of a snapshot ends: ${date}.`,

  calendar: "Days you can go back to", days: (count: string, many: number) => `${count} ${plural(many, "day", "days")}`,
  calendarName: "Calendar of the days one can go back to; the same numbers are in the table",
  calendarKeys: (byMonth: boolean): string =>
    byMonth ? "Days you can go back to, one by one: up and down a part of a month, left and right a month, Page Up and Page Down a year" : "Days you can go back to, one by one: up and down a day, left and right a week, Page Up and Page Down a month",
  momentsOn: (count: string, many: number): string => (many === 0 ? "nothing to go back to" : many === 1 ? "one moment" : `${count} moments`),
  weekRows: ["Mon", "", "Wed", "", "Fri", "", "Sun"], monthRows: ["1st", "8th", "15th", "22nd", "29th"],
  none: "none", heat: { weeks: ["1", "2–3", "4 or more"], months: ["1–4", "5–19", "20 or more"] },
  lanesTitle: "What keeps them", inAll: (count: string) => `${count} in all`, comb: "one a day or closer", oneMark: "one", earlier: (count: string) => `${count} earlier`,
  lanesName: "Snapshots by the first rule that keeps them; the same numbers are in the table",
  lanes: {
    empty_policy: "No rule", within: "All", within_minutely: "Min. within", within_hourly: "Hours within", within_daily: "Days within", within_weekly: "Weeks within",
    within_monthly: "Months within", within_quarterly: "Quart. within", within_yearly: "Years within", last: "Last", minutely: "Minutely", hourly: "Hourly", daily: "Daily",
    weekly: "Weekly", monthly: "Monthly", quarterly: "Quarterly", yearly: "Yearly", other: "Never drop", protected: "Protected", not_counted: "Not counted",
  } as Readonly<Record<string, string>>,
  count: "Snapshots against the limit", countValue: (count: string, of: string) => `${count} of ${of}`, limit: (of: string) => `limit ${of}`, warning: (of: string) => `warning ${of}`,
  countName: "Number of snapshots over time against the limit; the same numbers are in the table",
  gap: "Widest gap between two snapshots", between: (from: string, to: string) => `between ${from} and ${to}`,
  gapName: "Widest gap between neighbouring snapshots over time; the same numbers are in the table",
  gapRows: { fortnight: "last 14 days", twoMonths: "last 60 days", all: "all" },
  cost: "Cost a month, estimate", costName: "Least and most that a month costs over time; the same numbers are in the table", noCost: "The size of this disk is not known, so there is no estimate.",
  terms: (used: string | null, change: string | null, price: string | null) => [used && `${used} used`, change && `${change} changes a day`, price && `${price} a GiB-month`].filter(Boolean).join(", "),
  change: "Change", usedPercent: "In use, %", changePercent: "Changes a day, %", priceFrom: (date: string, source: string) => `Prices of ${date}: ${source}`, unset: "not given",

  rests: "What this rests on", weather: "Bad weather",
  missed: "Miss every … run", late: "Late by, minutes", weatherHint: "Shows how the policy holds when runs are missed or late.", never: "none",

  table: "The same as a table", tableColumns: { date: "Date", days: "Days", count: "Snapshots", other: "Compared", oldest: "Oldest", newest: "Newest", fortnight: "Gap, 14 days", twoMonths: "Gap, 60 days", all: "Gap, all", low: "Least cost", high: "Most cost" },
  rules: (date: string) => `What keeps them on ${date}`, rule: "Rule", holds: "Holds", from: "From", to: "To", total: "In all",
  events: "Events", when: "When", what: "What",

  listOf: (date: string) => `Snapshots on ${date}`, droppedThatDay: (count: string) => `Dropped that day · ${count}`, kept: (count: string) => `Kept · ${count}`,
  listFilters: { all: "All", drop: "Dropped", keep: "Kept", hold: "Protected" }, listEmpty: "None in this filter.",
  lastDay: (date: string) => `to ${date}`, after: (date: string) => `after ${date}`, noEnd: "no end", also: (reasons: string) => `, also ${reasons}`, dropBecause: (reason: string) => `drop: ${reason}`,
  rows: "Snapshots, newest first",

  noSchedule: "Nothing says when snapshots are taken, so there is no future to show.", addSchedule: (time: string) => `Take one every day at ${time}`,
  noDisk: "No disk is chosen.",
};
