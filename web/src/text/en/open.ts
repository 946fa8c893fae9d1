/** Opening data. */

export const open = {
  title: "Open your data", lead: "Files are read in this page and nowhere else.",
  drop: "Drop files here", or: "or", choose: "Choose files…", pasteHint: "Paste JSON", pasteLabel: "JSON to open", read: "Read it",
  shapes: "Lists from Azure CLI, Az PowerShell, the REST API or Resource Graph; several files at once; gzip too.",
  commands: "Two commands give all that is needed:", cli: "Azure CLI", ps: "PowerShell", copy: "Copy", copied: "Copied",
  live: "Read live from Azure…", sample: "Back to the sample", close: "Close",
  dropHere: "Drop to open", pasted: "pasted text", add: "Add to what is open",
};

export { commands } from "../names.ts";
