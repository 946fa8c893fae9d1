/** Opening data, in Swedish. */

import type { Text } from "../index.ts";

export const open: Text["open"] = {
  title: "Öppna egna data", lead: "Filer läses på den här sidan och ingen annanstans.",
  drop: "Släpp filer här", or: "eller", choose: "Välj filer…", pasteHint: "Klistra in JSON", pasteLabel: "JSON att öppna", read: "Läs",
  shapes: "Listor från Azure CLI, Az PowerShell, REST-API:et eller Resource Graph; flera filer på en gång; även gzip.",
  commands: "Två kommandon ger allt som behövs:", cli: "Azure CLI", ps: "PowerShell", copy: "Kopiera", copied: "Kopierat",
  live: "Läs direkt från Azure…", sample: "Tillbaka till exemplet", close: "Stäng",
  dropHere: "Släpp för att öppna", pasted: "inklistrad text", add: "Lägg till det som är öppet",
};

export { commands } from "../names.ts";
