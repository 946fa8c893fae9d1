/** Restoring and changes, in French. */

import type { Text } from "../index.ts";

export const paneTabs: Text["paneTabs"] = { label: "Ce qui est montré du disque", chain: "Chaîne", restore: "Restaurer", changes: "Modifications" };

export const restore: Text["restore"] = {
  show: "Comment le restaurer",
  none: "Choisissez d’abord un instantané sous Chaîne.", wait: "Recherche…",
  to: "Devient", size: "Taille", region: "Dans", zone: (zone) => `zone ${zone}`, key: "Clé",
  atOnce: "peut être attaché aussitôt", whenFilled: "peut être attaché une fois rempli",
  least: (size) => `au moins ${size}`, most: (size) => `au plus ${size}`,
  anySku: "inconnu tant que la taille de secteur l’est", instead: "Le plus récent de sa chaîne qui peut être restauré :",
  notes: "Bon à savoir", lines: "Lignes à copier", as: "En",
  cli: "Azure CLI", ps: "Az PowerShell", copy: "Copier", copied: "Copié",
  all: "Tous les faits", value: "Valeur", member: "Fait", notKnown: "inconnu", yes: "oui", no: "non",
};

export const changes: Text["changes"] = {
  lead: "Ouvrez une liste de pages enregistrée (Get Page Ranges, comp=pagelist) d’un instantané, ou de ce qui a changé entre deux. Elle est lue dans cette page et n’est envoyée nulle part.",
  how: "Compare-IncrementalSnapshot donne les mêmes nombres sans lien de votre part.",
  open: "Ouvrir des listes de pages…", paste: "Coller", pasteLabel: "Liste de pages à lire, en XML", read: "Lire", again: "En ouvrir d’autres",
  size: "Taille du disque en octets", refused: "Elle n’a pas été lue", files: (count) => (count < 2 ? `${count} page` : `${count} pages`),
  kinds: { changed: "modifié", cleared: "effacé, désormais des zéros", same: "identique" },
  map: (changed, cleared, same) => `Carte du disque du premier octet au dernier : modifié ${changed}, effacé ${cleared}, identique ${same}. Le tableau ci-dessous a les nombres.`,
  whole: "Sans instantané antérieur, modifié est ce qui est utilisé.",
  columns: { what: "Quoi", bytes: "Octets", share: "Part", ranges: "Plages", first: "Premier octet", last: "Dernier octet" },
  totals: "Totaux", list: "Plages", pieces: (count) => `${count} morceaux d’au plus 4 Mio à lire.`, more: (count) => `Afficher ${count} de plus`,
  cell: (size) => `Chaque case vaut ${size}.`,
};
