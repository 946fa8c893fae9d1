/** Files out of the page: a Blob and a click, no request. */

export interface Out {
  readonly name: string;
  readonly mediaType: string;
  readonly text: string;
}

export function download({ name, mediaType, text }: Out): void {
  const url = URL.createObjectURL(new Blob([text], { type: mediaType }));
  const link = document.createElement("a");
  link.href = url;
  link.download = name;
  link.click();
  // The browser has taken hold of the bytes when the click has been handled; a task later nobody needs the address.
  setTimeout(() => URL.revokeObjectURL(url), 60_000);
}
