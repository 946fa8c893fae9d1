/** Files from a drop or a file chooser, as bytes. They are read here and nowhere else. */

import type { OpenFile } from "../core/protocol.ts";

/** Every file of a drop. Folders are left out: what is in them cannot be guessed. */
export async function dropped(transfer: DataTransfer): Promise<File[]> {
  const folders = new Set([...transfer.items].flatMap((item) => (item.webkitGetAsEntry?.()?.isDirectory ? [item.getAsFile()?.name] : [])));
  return [...transfer.files].filter((file) => !folders.has(file.name));
}

export async function readFiles(files: readonly File[]): Promise<OpenFile[]> {
  return Promise.all(files.map(async (file) => ({ name: file.name, bytes: await file.arrayBuffer() })));
}
