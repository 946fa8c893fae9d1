/** Light, dark, or as the system says. The choice is the only thing the page remembers. */

export type Theme = "auto" | "light" | "dark";
const ORDER: readonly Theme[] = ["auto", "light", "dark"];
const KEY = "snapline-theme";

export function theme(): Theme {
  const kept = remembered();
  return ORDER.find((one) => one === kept) ?? "auto";
}

export function applyTheme(chosen: Theme): void {
  if (chosen === "auto") delete document.documentElement.dataset.theme;
  else document.documentElement.dataset.theme = chosen;
}

export function nextTheme(): Theme {
  const next = ORDER[(ORDER.indexOf(theme()) + 1) % ORDER.length] ?? "auto";
  try {
    localStorage.setItem(KEY, next);
  } catch {
    // Private windows may refuse; the theme then lasts for this visit.
    session = next;
  }
  applyTheme(next);
  return next;
}

let session: string | null = null;

function remembered(): string | null {
  try {
    return localStorage.getItem(KEY) ?? session;
  } catch {
    return session;
  }
}
