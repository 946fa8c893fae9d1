/** The future of a policy, in French. */

import type { Text } from "../index.ts";
import { pluralFr } from "../plural.ts";

export const future: Text["future"] = {
  name: "Avenir",
  verdict: (date, moments, count, from, to) =>
    count === 1 ? `Le *${date}*, vous pouvez revenir à *un* moment, vieux de ${from}.` : `Le *${date}*, vous pouvez revenir à *${moments}* moments, vieux de ${from} à ${to}.`,
  tonight: (moments, count, from, to) =>
    count === 1 ? `*Ce soir*, vous pouvez revenir à *un* moment, vieux de ${from}.` : `*Ce soir*, vous pouvez revenir à *${moments}* moments, vieux de ${from} à ${to}.`,
  nothing: (date) => `Le *${date}*, il n’y a *rien* à quoi revenir.`,
  working: "L’avenir est en cours de calcul.",
  empty: "Cette stratégie ne conserve rien. Toutes les règles sont à 0, donc Snapline ne supprime rien et le dit dans le plan.",
  takes: (taken, dropped) => `Ce jour-là, ${taken} pris et ${dropped} supprimés.`,
  most: (count, of, until) => `Au plus ${count} sur ${of} jusqu’au ${until} : aucune limite n’est atteinte.`,
  refused: (runs, many, first) => `${runs} ${pluralFr(many, "exécution est refusée", "exécutions sont refusées")}, la première le ${first}.`,
  unpruned: (runs, many) => `${runs} ${pluralFr(many, "exécution n’élague pas", "exécutions n’élaguent pas")}.`,
  parting: (date, everyRun, onlyByRuns, onlyAtOnce) =>
    `${everyRun ? "À partir du" : "Vers le"} ${date}, ce n’est pas ce qu’un seul élagage laisserait : ${onlyByRuns} ne ${onlyByRuns === "1" ? "reste" : "restent"} qu’exécution par exécution, ${onlyAtOnce} qu’en une fois.`,

  horizon: "Jusqu’où", horizons: { months: "3 mois", year: "1 an", decade: "10 ans" },
  show: "Afficher", shows: { chart: "Graphique", list: "Instantanés", table: "Tableau", review: "Prochaine exécution" },

  sides: "Deux stratégies à la date choisie",
  columns: { snapshots: "Instantanés", newest: "Le plus récent", oldest: "Le plus ancien", gap: "Plus grand écart", cost: "Coût par mois" },
  own: "cette stratégie", ownTitle: "Cette stratégie", compare: "Comparer à",
  others: { unpruned: "Sans élagage", left: "Laissé tel quel", before: "Avant la modification" },
  asPreset: (name) => `À la façon de ${name}`,
  ofLimit: (count, of) => `*${count}* sur ${of}`, full: (count) => `${count}, plein`,
  old: (age) => `vieux de ${age}`, noValue: "aucun", worse: "pire",

  slider: "Date", sliderValue: (date, count) => `${date}, ${count} instantanés`,
  today: "aujourd’hui", play: "Lire", pause: "Pause", dayBefore: "Un jour avant", dayAfter: "Un jour après",
  pins: "Événements",
  fullOn: (date, by) => `plein le ${date} ${by}`,
  byOwn: "avec cette stratégie", byOther: (name) => name.charAt(0).toLowerCase() + name.slice(1),
  firstRefused: (date, by, limit) => `Première exécution refusée ${by} : ${date} (${limit}).`,
  immutableUntil: (date) => `L’immuabilité d’un instantané prend fin : ${date}.`,

  calendar: "Jours auxquels revenir", days: (count, many) => `${count} ${pluralFr(many, "jour", "jours")}`,
  calendarName: "Calendrier des jours auxquels on peut revenir ; les mêmes nombres sont dans le tableau",
  calendarKeys: (byMonth) =>
    byMonth ? "Jours auxquels on peut revenir, un par un : haut et bas une partie de mois, gauche et droite un mois, Page Up et Page Down une année" : "Jours auxquels on peut revenir, un par un : haut et bas un jour, gauche et droite une semaine, Page Up et Page Down un mois",
  momentsOn: (count, many) => (many === 0 ? "rien à quoi revenir" : many === 1 ? "un moment" : `${count} moments`),
  weekRows: ["lun.", "", "mer.", "", "ven.", "", "dim."], monthRows: ["1er", "8", "15", "22", "29"],
  none: "aucun", heat: { weeks: ["1", "2–3", "4 ou plus"], months: ["1–4", "5–19", "20 ou plus"] },
  lanesTitle: "Ce qui les conserve", inAll: (count) => `${count} en tout`, comb: "un par jour ou plus serré", oneMark: "un", earlier: (count) => `${count} avant`,
  lanesName: "Instantanés selon la première règle qui les conserve ; les mêmes nombres sont dans le tableau",
  lanes: {
    empty_policy: "Aucune règle", within: "Tous", within_minutely: "Minutes sur", within_hourly: "Heures sur", within_daily: "Jours sur", within_weekly: "Semaines sur",
    within_monthly: "Mois sur", within_quarterly: "Trim. sur", within_yearly: "Années sur", last: "Derniers", minutely: "Par minute", hourly: "Par heure", daily: "Par jour",
    weekly: "Hebdomadaire", monthly: "Mensuel", quarterly: "Trimestriel", yearly: "Annuel", other: "Jamais retirés", protected: "Protégés", not_counted: "Non comptés",
  },
  count: "Instantanés et limite", countValue: (count, of) => `${count} sur ${of}`, limit: (of) => `limite ${of}`, warning: (of) => `alerte ${of}`,
  countName: "Nombre d’instantanés dans le temps et limite ; les mêmes nombres sont dans le tableau",
  gap: "Plus grand écart entre deux instantanés", between: (from, to) => `entre le ${from} et le ${to}`,
  gapName: "Plus grand écart entre instantanés voisins dans le temps ; les mêmes nombres sont dans le tableau",
  gapRows: { fortnight: "14 jours", twoMonths: "60 jours", all: "tous" },
  cost: "Coût par mois, estimation", costName: "Coût le plus bas et le plus haut d’un mois dans le temps ; les mêmes nombres sont dans le tableau", noCost: "La taille de ce disque n’est pas connue : pas d’estimation.",
  terms: (used, change, price) => [used && `${used} utilisés`, change && `${change} changent par jour`, price && `${price} par Gio et mois`].filter(Boolean).join(", "),
  change: "Modifier", usedPercent: "Utilisé, %", changePercent: "Change par jour, %", priceFrom: (date, source) => `Prix du ${date} : ${source}`, unset: "non indiqué",

  rests: "Sur quoi cela repose", weather: "Mauvais temps",
  missed: "Manquer une exécution sur", late: "En retard de, minutes", weatherHint: "Montre comment la stratégie tient quand des exécutions manquent ou tardent.", never: "aucune",

  table: "La même chose en tableau", tableColumns: { date: "Date", days: "Jours", count: "Instantanés", other: "Comparé", oldest: "Le plus ancien", newest: "Le plus récent", fortnight: "Écart, 14 jours", twoMonths: "Écart, 60 jours", all: "Écart, tous", low: "Coût le plus bas", high: "Coût le plus haut" },
  rules: (date) => `Ce qui les conserve le ${date}`, rule: "Règle", holds: "Conserve", from: "Du", to: "Au", total: "En tout",
  events: "Événements", when: "Quand", what: "Quoi",

  listOf: (date) => `Instantanés le ${date}`, droppedThatDay: (count) => `Supprimés ce jour-là · ${count}`, kept: (count) => `Conservés · ${count}`,
  listFilters: { all: "Tous", drop: "Supprimés", keep: "Conservés", hold: "Protégés" }, listEmpty: "Aucun dans ce filtre.",
  lastDay: (date) => `au ${date}`, after: (date) => `après le ${date}`, noEnd: "sans fin", also: (reasons) => `, aussi ${reasons}`, dropBecause: (reason) => `retiré : ${reason}`,
  rows: "Instantanés, du plus récent au plus ancien",

  noSchedule: "Rien ne dit quand les instantanés sont pris : il n’y a pas d’avenir à montrer.", addSchedule: (time) => `En prendre un chaque jour à ${time}`,
  noDisk: "Aucun disque n’est choisi.",
};
