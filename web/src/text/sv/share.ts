/** The link to share, in Swedish. */

import type { Text } from "../index.ts";

export const share: Text["share"] = {
  title: "Dela en länk", link: "Länk", copy: "Kopiera länken", copied: "Kopierat", close: "Stäng", open: "Dela en länk",
  holds: "Länken har bara principen. Den stannar i adressen och skickas ingenstans.",
  withDisk: (name) => `Ta med id för ${name}`,
  warning: "Id:t säger prenumeration, resursgrupp och disk till alla som har länken.",
  tooLong: "Den här principen är för lång för en länk. Dela den som fil: Export, Princip.",
  secret: "Principen har något som liknar en nyckel eller en token, så ingen länk görs. Se på dess taggar.",
  applied: "Länkens princip används. Ctrl+Z tar tillbaka det.",
  refusedTitle: "Länken användes inte",
  refused: {
    version: "Den gjordes av en annan version av Snapline, och den här kan inte läsa den. Öppna den med den nyaste sidan.",
    long: "Den är längre än en länk från Snapline kan vara.",
    malformed: "Det är ingen länk från Snapline, eller så kapades den på vägen. Be om den igen.",
  },
  unchanged: "Den ändrade inget.",
};
