/** The exports, in French. */

import type { Text } from "../index.ts";
import { pluralFr } from "../plural.ts";

export const exporting: Text["exporting"] = {
  title: "Exporter", formats: "Formats", files: "Fichiers",
  groups: { nightly: "À exécuter chaque nuit", once: "À exécuter une fois", elsewhere: "À voir ailleurs", share: "À partager" },
  names: {
    runbook: "Runbook", icalendar: "Calendrier", az_powershell: "PowerShell", azure_cli: "Azure CLI", bicep: "Bicep", arm: "Modèle ARM", portal_steps: "Étapes du portail", csv: "Tableau", policy: "Stratégie",
  },
  about: {
    runbook: "Azure Automation. Prend, attend, puis supprime ce que la stratégie supprime.", icalendar: "Les passages de l’horaire, pour votre calendrier.",
    az_powershell: "Les prochains instantanés en script, avec -WhatIf.", azure_cli: "De simples commandes az, sans module.",
    bicep: "Les instantanés en modèle.", arm: "La même chose en JSON.", portal_steps: "À la main, étape par étape.",
    csv: "Chaque instantané, gardé ou supprimé, avec ses raisons.", policy: "À conserver dans votre dépôt.",
  },
  copy: "Copier", copied: "Copié", download: "Télécharger", downloadAll: (count) => `Télécharger les ${count}`, back: "Tous les formats",
  writing: "Écriture du fichier…", preview: "Aperçu du fichier", cut: (shown, all) => `Les ${shown} premières lignes sur ${all}. Copier et Télécharger les ont toutes.`,
  does: "Ce qu’il fait", where: "Où", when: "Quand", how: "Pour le lancer", rights: "Il lui faut", noRights: "Aucun droit : il ne fait rien.",
  warnings: (count) => `${count} ${pluralFr(count, "chose", "choses")} à regarder d’abord`, moreWarnings: (count) => `et ${count} de plus`,
  hash: "Plan", same: "Le même dans le fichier, sur cette page et dans PowerShell.",
  policyDoes: "Contient la stratégie telle que cette page l’a, pour les commandes du module et pour cette page.",
  options: "Choix", disks: "Disques", allDisks: "Tous ceux qui existent encore", chosen: (count) => `${count} ${pluralFr(count, "choisi", "choisis")}`, choose: "Choisir des disques", findDisk: "Disque, groupe, région",
  noDisk: "Aucun disque ne correspond.", moreDisks: (count) => `${count} de plus : cherchez-les.`, clear: "Tout reprendre",
  group: "Instantanés dans", ownGroup: "le groupe de chaque disque",
  slot: "Pour le moment", now: "maintenant", other: "un autre (UTC)…", slotUtc: "Moment en UTC",
  refused: "Impossible à écrire", toPlan: "Définir un horaire dans Plan", toOpen: "Ouvrir vos données…",
};
