/** Restoring and changes, in Swedish. */

import type { Text } from "../index.ts";

export const paneTabs: Text["paneTabs"] = { label: "Vad som visas av disken", chain: "Kedja", restore: "Återställ", changes: "Ändringar" };

export const restore: Text["restore"] = {
  show: "Så återställs den",
  none: "Välj först en ögonblicksbild under Kedja.", wait: "Slås upp…",
  to: "Blir", size: "Storlek", region: "I", zone: (zone) => `zon ${zone}`, key: "Nyckel",
  atOnce: "kan anslutas genast", whenFilled: "kan anslutas när den är fylld",
  least: (size) => `minst ${size}`, most: (size) => `högst ${size}`,
  anySku: "inte känt förrän sektorstorleken är det", instead: "Den nyaste i kedjan som kan återställas:",
  notes: "Bra att veta", lines: "Rader att kopiera", as: "Som",
  cli: "Azure CLI", ps: "Az PowerShell", copy: "Kopiera", copied: "Kopierat",
  all: "Alla uppgifter", value: "Värde", member: "Uppgift", notKnown: "inte känt", yes: "ja", no: "nej",
};

export const changes: Text["changes"] = {
  lead: "Öppna en sparad sidlista (Get Page Ranges, comp=pagelist) för en ögonblicksbild, eller för vad som ändrats mellan två. Den läses på den här sidan och skickas ingenstans.",
  how: "Compare-IncrementalSnapshot ger samma tal utan en egen länk.",
  open: "Öppna sidlistor…", paste: "Klistra in", pasteLabel: "Sidlista att läsa, som XML", read: "Läs den", again: "Öppna andra",
  size: "Diskens storlek i byte", refused: "Den lästes inte", files: (count) => (count === 1 ? "1 sida" : `${count} sidor`),
  kinds: { changed: "ändrat", cleared: "rensat, nu nollor", same: "oförändrat" },
  map: (changed, cleared, same) => `Karta över disken från första till sista byte: ändrat ${changed}, rensat ${cleared}, oförändrat ${same}. Tabellen nedan har talen.`,
  whole: "Utan en tidigare ögonblicksbild är ändrat det som används.",
  columns: { what: "Vad", bytes: "Byte", share: "Andel", ranges: "Områden", first: "Första byte", last: "Sista byte" },
  totals: "Summor", list: "Områden", pieces: (count) => `${count} stycken på högst 4 MiB att läsa.`, more: (count) => `Visa ${count} till`,
  cell: (size) => `Varje ruta är ${size}.`,
};
