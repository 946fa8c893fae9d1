/** The frame: top bar, the view, status bar; keys and drops for the whole page. */

import { html, nothing, type PropertyValues, type TemplateResult } from "lit";
import { customElement, query, state } from "lit/decorators.js";
import "../views/fleet-view.ts";
import "../views/findings-view.ts";
import "../views/plan-view.ts";
import "../ui/keys-dialog.ts";
import "../ui/language-switch.ts";
import "../ui/live-dialog.ts";
import "../ui/open-dialog.ts";
import "../ui/share-dialog.ts";
import { type Icon, icon, logo, glyph } from "../drawings/glyphs.ts";
import { both, day, offset, time, when } from "../text/format.ts";
import { text } from "../text/index.ts";
import { busyBar, linkedBox, problemBox } from "../ui/notices.ts";
import type { KeysDialog } from "../ui/keys-dialog.ts";
import type { LiveDialog } from "../ui/live-dialog.ts";
import type { FindingsView } from "../views/findings-view.ts";
import type { OpenDialog } from "../ui/open-dialog.ts";
import type { ShareDialog } from "../ui/share-dialog.ts";
import { dropped, readFiles } from "./files.ts";
import { Keys } from "./keys.ts";
import { firstLanguage } from "./language.ts";
import { Part } from "./part.ts";
import { go, route, VIEWS, type View } from "./route.ts";
import { nextTheme, type Theme, theme } from "./theme.ts";

const THEME_ICONS: Readonly<Record<Theme, Icon>> = { auto: "theme", light: "light", dark: "dark" };

@customElement("snap-app")
export class App extends Part {
  @state() private route = route();
  @state() private theme: Theme = theme();
  @state() private dragging = false;
  @query("open-dialog") private openDialog!: OpenDialog;
  @query("live-dialog") private liveDialog!: LiveDialog;
  @query("keys-dialog") private keysDialog!: KeysDialog;
  @query("share-dialog") private shareDialog!: ShareDialog;

  private readonly keys = new Keys({
    view: (at) => go(`#${VIEWS[at] ?? "fleet"}`),
    open: () => this.openDialog.show(),
    help: () => this.keysDialog.show(),
    theme: () => this.switchTheme(),
    table: () => { if (this.route.view === "plan") this.store.future.showAs(this.store.future.show === "table" ? "chart" : "table"); },
    undo: () => this.store.undo(),
    redo: () => this.store.redo(),
    finding: (by) => {
      go("#findings");
      void this.updateComplete.then(() => this.querySelector<FindingsView>("findings-view")?.step(by));
    },
    search: () => {
      go("#fleet");
      void this.updateComplete.then(() => this.querySelector<HTMLInputElement>(".search input")?.focus());
    },
  });

  private rest: Promise<void> | null = null;

  /** Nothing is drawn before its language is here. */
  private readonly spoken = this.store.useLanguage(firstLanguage(), false);

  protected override async scheduleUpdate(): Promise<void> {
    await this.spoken;
    super.scheduleUpdate();
  }

  override connectedCallback(): void {
    super.connectedCallback();
    addEventListener("hashchange", this.onRoute);
    addEventListener("keydown", this.keys.onKey);
    addEventListener("dragover", this.onDragOver);
    addEventListener("dragleave", this.onDragLeave);
    addEventListener("drop", this.onDrop);
    addEventListener("paste", this.onPaste);
    this.addEventListener("open-data", () => this.openDialog.show());
    this.addEventListener("open-live", () => this.liveDialog.show());
    void this.store.start();
  }

  override render(): TemplateResult {
    const { store, route } = this;
    return html`
      <a class="skip" href="#main" @click=${this.skip}>${text.app.skip}</a>
      ${this.top()}
      <main id="main" tabindex="-1" class=${route.disk ? "on-disk" : ""}>
        ${store.problem || store.busy || store.linked ? html`<div class="notices">${store.busy ? busyBar(store.busy, () => store.stop()) : nothing}${store.linked ? linkedBox(store) : nothing}${store.problem ? problemBox(store.problem, store) : nothing}</div>` : nothing}
        ${store.fleet ? this.view(route.view) : nothing}
      </main>
      ${this.status()}
      <nav class="tabs" aria-label=${text.app.views}>${VIEWS.map((view) => this.tab(view, true))}</nav>
      ${this.dragging ? html`<div class="dropping"><p>${text.open.dropHere}</p></div>` : nothing}
      <open-dialog></open-dialog>
      <live-dialog></live-dialog>
      <share-dialog></share-dialog>
      <keys-dialog .keys=${this.keys}></keys-dialog>`;
  }

  protected override updated(changed: PropertyValues): void {
    document.title = `${text.views[this.route.view]} – ${text.app.name}`;
    if (this.store.fleet) this.rest ??= this.exports();
    // The view that had the focus may be gone with it; the keyboard goes on from the new one's beginning.
    if (changed.get("route") !== undefined && document.activeElement === document.body) this.focusMain();
  }

  /** The exports come when the fleet is on screen, which does without them. */
  private async exports(): Promise<void> {
    try {
      await import("../views/export-view.ts");
      this.requestUpdate();
    } catch (problem) {
      // Without a connection. Whoever goes there is told, and going there again has it tried again.
      if (this.route.view === "export") this.store.lacks(String(problem));
    }
  }

  private view(view: View): TemplateResult {
    if (view === "plan") return html`<plan-view></plan-view>`;
    if (view === "findings") return html`<findings-view></findings-view>`;
    if (view === "export") return html`<export-view aria-busy=${customElements.get("export-view") ? nothing : "true"} .format=${this.route.argument}></export-view>`;
    return html`<fleet-view .diskOpen=${this.route.disk}></fleet-view>`;
  }

  private top(): TemplateResult {
    const { fleet, zone } = this.store;
    return html`<header class="top">
      <a class="brand" href="#fleet" aria-label=${text.app.home}>${logo()}<span>${text.app.name}</span></a>
      <nav class="nav" aria-label=${text.app.views}>${VIEWS.map((view) => this.tab(view, false))}</nav>
      <div class="grow"></div>
      ${fleet
        ? html`<span class="chip ${fleet.source}" title=${both(fleet.now, zone)}><b>${text.source[fleet.source]}</b><span class="read">${text.source.read(when(fleet.now, fleet.source === "sample" ? fleet.now : new Date().toISOString(), zone))}</span></span>`
        : nothing}
      <button class="btn b-open" type="button" @click=${() => this.openDialog.show()}>${icon("open")}<span class="phone-off">${text.source.open}</span><span class="sr phone-only">${text.source.openShort}</span></button>
      <button class="btn quiet icon phone-off b-share" type="button" title=${text.share.open} @click=${() => this.shareDialog.show()}>${icon("link")}<span class="sr">${text.share.open}</span></button>
      <language-switch></language-switch>
      <button class="btn quiet icon phone-off" type="button" title="${text.keysButton} (?)" @click=${() => this.keysDialog.show()}><kbd aria-hidden="true">?</kbd><span class="sr">${text.keysButton}</span></button>
      <button class="btn quiet icon" type="button" title="${text.theme[this.theme]} (D)" @click=${() => this.switchTheme()}>${icon(THEME_ICONS[this.theme])}<span class="sr">${text.theme[this.theme]}</span></button>
    </header>`;
  }

  private tab(view: View, withIcon: boolean): TemplateResult {
    const stops = view === "findings" ? (this.store.checker.head?.summary.stop ?? 0) : 0;
    const badge = stops > 0 ? html`<span class="badge" aria-label=${text.findingsBadge(stops)}>${stops}</span>` : nothing;
    return html`<a href="#${view}" aria-current=${this.route.view === view ? "page" : nothing}>${withIcon ? icon(view) : nothing}${text.views[view]}${badge}</a>`;
  }

  private status(): TemplateResult {
    const { fleet, offline, plan, planning, zone } = this.store;
    const hash = plan ? plan.hash.slice(0, 8).replace(/(.{4})/, "$1 ") : "";
    return html`<footer class="status">
      <span>${glyph("ready", { small: true })}${fleet?.source === "live" ? (fleet.closing ? text.live.closing(fleet.closing.pages, fleet.closing.failed) : text.status.live) : text.status.local}</span>
      ${offline === "not" ? nothing : html`<span class=${offline} role="status">${text.status[offline]}</span>`}
      <span class="grow"></span>
      ${fleet ? html`<span title=${both(fleet.now, zone)}>${fleet.source === "sample" ? text.status.sampleClock : text.status.clock} <b>${day(fleet.now, zone)} ${time(fleet.now, zone)}, ${zone}, ${offset(fleet.now, zone)}</b></span>` : nothing}
      ${plan ? html`<span title=${plan.hash}>${text.status.plan} <b class="mono" id="hash">${planning ? text.plan.working : hash}</b> ${text.status.same}</span>` : nothing}
    </footer>`;
  }

  private switchTheme(): void {
    this.theme = nextTheme();
  }

  /** The address holds the view, so the skip link moves the focus itself. */
  private skip(event: Event): void {
    event.preventDefault();
    this.focusMain();
  }

  private focusMain(): void {
    this.querySelector<HTMLElement>("#main")?.focus();
  }

  private readonly onRoute = (): void => {
    if (location.hash === "#main") return;
    this.route = route();
    if (this.route.view === "export") void this.exports();
    void this.store.openLink();
  };

  private readonly onDragOver = (event: DragEvent): void => {
    if (!event.dataTransfer?.types.includes("Files")) return;
    event.preventDefault();
    event.dataTransfer.dropEffect = "copy";
    this.dragging = true;
  };

  private readonly onDragLeave = (event: DragEvent): void => {
    if (event.relatedTarget === null) this.dragging = false;
  };

  private readonly onDrop = async (event: DragEvent): Promise<void> => {
    if (!event.dataTransfer?.types.includes("Files")) return;
    event.preventDefault();
    this.dragging = false;
    this.openDialog.close();
    const files = await dropped(event.dataTransfer);
    if (files.length > 0) void this.store.openFiles(await readFiles(files), true);
  };

  /** Pasted JSON opens anywhere but in a field. */
  private readonly onPaste = async (event: ClipboardEvent): Promise<void> => {
    if (event.target instanceof HTMLElement && event.target.closest("input, textarea, select")) return;
    const files = [...(event.clipboardData?.files ?? [])];
    const pasted = event.clipboardData?.getData("text/plain") ?? "";
    if (files.length === 0 && !/^\s*[[{]/.test(pasted)) return;
    event.preventDefault();
    this.openDialog.close();
    const opened = files.length > 0 ? await readFiles(files) : [{ name: text.open.pasted, bytes: new TextEncoder().encode(pasted).buffer }];
    void this.store.openFiles(opened, true);
  };
}
