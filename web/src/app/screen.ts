/** The widths at which the page is laid out in another way; the styles in `narrow.css` have the same ones. */

/** One column, tabs at the bottom. */
export const PHONE = matchMedia("(max-width: 700px)");
/** No room for a second pane: the disk is a screen of its own. */
export const ONE_PANE = matchMedia("(max-width: 960px)");
