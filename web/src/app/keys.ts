/** Keys of the whole page. Views listen for their own arrows. */

import { recall, remember } from "./memory.ts";

export interface KeyActions {
  view(at: number): void;
  open(): void;
  help(): void;
  theme(): void;
  /** The drawings, or the same as a table. */
  table(): void;
  search(): void;
  finding(by: 1 | -1): void;
  undo(): void;
  redo(): void;
}

export class Keys {
  /** Single letters can be turned off (WCAG 2.1.4); the ones with Ctrl and the arrows stay. */
  get letters(): boolean {
    return recall("letters") !== "off";
  }

  set letters(on: boolean) {
    remember("letters", on ? "on" : "off");
  }

  constructor(private readonly actions: KeyActions) {}

  readonly onKey = (event: KeyboardEvent): void => {
    if (event.defaultPrevented || event.altKey || isField(event.target)) return;
    if (document.querySelector("dialog[open]")) return;
    if (event.ctrlKey || event.metaKey) {
      const key = event.key.toLowerCase();
      if (key === "z" && !event.shiftKey) this.take(event, () => this.actions.undo());
      else if (key === "y" || (key === "z" && event.shiftKey)) this.take(event, () => this.actions.redo());
      return;
    }
    if (!this.letters) return;
    const { actions } = this;
    const acts: Readonly<Record<string, () => void>> = {
      "1": () => actions.view(0), "2": () => actions.view(1), "3": () => actions.view(2), "4": () => actions.view(3),
      "/": () => actions.search(), "?": () => actions.help(), t: () => actions.table(), d: () => actions.theme(), o: () => actions.open(),
      n: () => actions.finding(event.shiftKey ? -1 : 1),
    };
    const act = acts[event.key.toLowerCase()];
    if (act) this.take(event, act);
  };

  private take(event: KeyboardEvent, act: () => void): void {
    event.preventDefault();
    act();
  }
}

/** Whether typing goes into this element. */
export function isField(target: EventTarget | null): boolean {
  return target instanceof HTMLElement && target.matches("input:not([type=checkbox]), textarea, select, [contenteditable]");
}
