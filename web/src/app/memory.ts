/** What the page remembers from visit to visit: theme, language, and whether single letters are keys. Nothing of the data. */

export type Remembered = "theme" | "language" | "letters";

/** Private windows may refuse to store; a choice then lasts for this visit. */
const visit = new Map<Remembered, string>();

export function recall(name: Remembered): string | null {
  try {
    return localStorage.getItem(`snapline-${name}`) ?? visit.get(name) ?? null;
  } catch {
    return visit.get(name) ?? null;
  }
}

export function remember(name: Remembered, value: string): void {
  visit.set(name, value);
  try {
    localStorage.setItem(`snapline-${name}`, value);
  } catch {
    // Kept for this visit above.
  }
}
