/** The exports, in Dutch. */

import type { Text } from "../index.ts";
import { plural } from "../plural.ts";

export const exporting: Text["exporting"] = {
  title: "Export", formats: "Vormen", files: "Bestanden",
  groups: { nightly: "Elke nacht uit te voeren", once: "Eenmaal uit te voeren", elsewhere: "Elders te bekijken", share: "Te delen" },
  names: {
    runbook: "Runbook", icalendar: "Agenda", az_powershell: "PowerShell", azure_cli: "Azure CLI", bicep: "Bicep", arm: "ARM-sjabloon", portal_steps: "Stappen in de portal", csv: "Tabel", policy: "Beleid",
  },
  about: {
    runbook: "Azure Automation. Maakt, wacht en verwijdert dan wat het beleid verwijdert.", icalendar: "De momenten van het schema, voor de eigen agenda.",
    az_powershell: "De volgende momentopnamen als script, met -WhatIf.", azure_cli: "Gewone az-opdrachten, geen module nodig.",
    bicep: "De momentopnamen als sjabloon.", arm: "Hetzelfde in JSON.", portal_steps: "Met de hand, stap voor stap.",
    csv: "Elke momentopname met bewaren of verwijderen en de redenen.", policy: "Om in de eigen repository te bewaren.",
  },
  copy: "Kopiëren", copied: "Gekopieerd", download: "Downloaden", downloadAll: (count) => `Alle ${count} downloaden`, back: "Alle vormen",
  writing: "Het bestand wordt geschreven…", preview: "Voorbeeld van het bestand", cut: (shown, all) => `De eerste ${shown} van ${all} regels. Kopiëren en Downloaden hebben alle.`,
  does: "Wat het doet", where: "Waar", when: "Wanneer", how: "Zo begint het", rights: "Dit is nodig", noRights: "Geen rechten: het doet niets.",
  warnings: (count) => `${count} ${plural(count, "zaak", "zaken")} om eerst te bekijken`, moreWarnings: (count) => `en nog ${count}`,
  hash: "Plan", same: "Hetzelfde in het bestand, op deze pagina en in PowerShell.",
  policyDoes: "Bevat het beleid zoals deze pagina het heeft, voor de opdrachten van de module en voor deze pagina.",
  options: "Keuzes", disks: "Schijven", allDisks: "Alle die er nog zijn", chosen: (count) => `${count} gekozen`, choose: "Schijven kiezen", findDisk: "Schijf, groep, regio",
  noDisk: "Geen schijf past.", moreDisks: (count) => `Nog ${count}: zoek ernaar.`, clear: "Weer alle nemen",
  group: "Momentopnamen in", ownGroup: "de groep van elke schijf",
  slot: "Voor het moment", now: "nu", other: "een ander (UTC)…", slotUtc: "Moment in UTC",
  refused: "Dit kan niet worden geschreven", toPlan: "Schema instellen in Plan", toOpen: "Gegevens openen…",
};
