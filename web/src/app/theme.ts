/** Light, dark, or as the system says. */

import { recall, remember } from "./memory.ts";

export type Theme = "auto" | "light" | "dark";
const ORDER: readonly Theme[] = ["auto", "light", "dark"];

export function theme(): Theme {
  const kept = recall("theme");
  return ORDER.find((one) => one === kept) ?? "auto";
}

export function applyTheme(chosen: Theme): void {
  if (chosen === "auto") delete document.documentElement.dataset.theme;
  else document.documentElement.dataset.theme = chosen;
}

export function nextTheme(): Theme {
  const next = ORDER[(ORDER.indexOf(theme()) + 1) % ORDER.length] ?? "auto";
  remember("theme", next);
  applyTheme(next);
  return next;
}
