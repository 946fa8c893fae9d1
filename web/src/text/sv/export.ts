/** The exports, in Swedish. */

import type { Text } from "../index.ts";
import { plural } from "../plural.ts";

export const exporting: Text["exporting"] = {
  title: "Export", formats: "Format", files: "Filer",
  groups: { nightly: "Att köra varje natt", once: "Att köra en gång", elsewhere: "Att se på annanstans", share: "Att dela" },
  names: {
    runbook: "Runbook", icalendar: "Kalender", az_powershell: "PowerShell", azure_cli: "Azure CLI", bicep: "Bicep", arm: "ARM-mall", portal_steps: "Steg i portalen", csv: "Tabell", policy: "Princip",
  },
  about: {
    runbook: "Azure Automation. Tar, väntar och tar sedan bort det som principen tar bort.", icalendar: "Schemats tider, för din egen kalender.",
    az_powershell: "Nästa ögonblicksbilder som skript, med -WhatIf.", azure_cli: "Vanliga az-kommandon, ingen modul behövs.",
    bicep: "Ögonblicksbilderna som mall.", arm: "Detsamma i JSON.", portal_steps: "För hand, steg för steg.",
    csv: "Varje ögonblicksbild med behåll eller ta bort och skälen.", policy: "Att ha i ditt eget kodförråd.",
  },
  copy: "Kopiera", copied: "Kopierat", download: "Ladda ned", downloadAll: (count) => `Ladda ned alla ${count}`, back: "Alla format",
  writing: "Filen skrivs…", preview: "Förhandsvisning", cut: (shown, all) => `De första ${shown} av ${all} rader. Kopiera och Ladda ned har alla.`,
  does: "Vad den gör", where: "Var", when: "När", how: "Så startas den", rights: "Den behöver", noRights: "Inga rättigheter: den gör inget.",
  warnings: (count) => `${count} ${plural(count, "sak", "saker")} att se på först`, moreWarnings: (count) => `och ${count} till`,
  hash: "Plan", same: "Detsamma i filen, på den här sidan och i PowerShell.",
  policyDoes: "Har principen som den här sidan har den, för modulens kommandon och för den här sidan.",
  options: "Val", disks: "Diskar", allDisks: "Alla som finns kvar", chosen: (count) => `${count} valda`, choose: "Välj diskar", findDisk: "Disk, grupp, region",
  noDisk: "Ingen disk passar.", moreDisks: (count) => `${count} till: sök efter dem.`, clear: "Ta alla igen",
  group: "Bilderna läggs i", ownGroup: "varje disks grupp",
  slot: "För tidpunkten", now: "nu", other: "en annan (UTC)…", slotUtc: "Tidpunkt i UTC",
  refused: "Det här kan inte skrivas", toPlan: "Ange ett schema i Plan", toOpen: "Öppna egna data…",
};
