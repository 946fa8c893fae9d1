/** The widths at which the page is laid out in another way; the styles in `narrow.css` have the same ones. */

/** One column, tabs at the bottom. */
export const PHONE = matchMedia("(max-width: 700px)");
/** No room for a second pane: the disk is a screen of its own. */
export const ONE_PANE = matchMedia("(max-width: 960px)");
/** Room for a third column. */
export const WIDE = matchMedia("(min-width: 1800px)");

/** Where one of these begins or ends, everything is drawn anew: a window is dragged, a phone turned, a page enlarged. */
export const LAYOUTS: readonly MediaQueryList[] = [PHONE, ONE_PANE, WIDE];
