/** Opening data. */

export const open = {
  title: "Open your data", lead: "Files are read in this page and nowhere else.",
  drop: "Drop files here", or: "or", choose: "Choose files…", pasteHint: "Paste JSON", pasteLabel: "JSON to open", read: "Read it",
  shapes: "Lists from Azure CLI, Az PowerShell, the REST API or Resource Graph; several files at once; gzip too.",
  commands: "Two commands give all that is needed:", cli: "Azure CLI", ps: "PowerShell", copy: "Copy", copied: "Copied",
  live: "Read live from Azure…", sample: "Back to the sample", close: "Close",
  dropHere: "Drop to open", pasted: "pasted text", add: "Add to what is open",
};

export const commands = {
  cli: "az disk list -o json > disks.json\naz snapshot list -o json > snapshots.json",
  ps: "Get-AzDisk | ConvertTo-Json -Depth 10 > disks.json\nGet-AzSnapshot | ConvertTo-Json -Depth 10 > snapshots.json",
};
