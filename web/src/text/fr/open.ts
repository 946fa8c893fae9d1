/** Opening data, in French. */

import type { Text } from "../index.ts";

export const open: Text["open"] = {
  title: "Ouvrir vos données", lead: "Les fichiers sont lus dans cette page et nulle part ailleurs.",
  drop: "Déposez des fichiers ici", or: "ou", choose: "Choisir des fichiers…", pasteHint: "Coller du JSON", pasteLabel: "JSON à ouvrir", read: "Lire",
  shapes: "Listes d’Azure CLI, d’Az PowerShell, de l’API REST ou de Resource Graph ; plusieurs fichiers à la fois ; gzip aussi.",
  commands: "Deux commandes donnent tout le nécessaire :", cli: "Azure CLI", ps: "PowerShell", copy: "Copier", copied: "Copié",
  live: "Lire en direct depuis Azure…", sample: "Revenir à l’exemple", close: "Fermer",
  dropHere: "Déposez pour ouvrir", pasted: "texte collé", add: "Ajouter à ce qui est ouvert",
};

export { commands } from "../names.ts";
