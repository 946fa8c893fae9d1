/** Reading live. */

import { plural } from "../plural.ts";

export const live = {
  title: "Read live", lead: "Lists disks and snapshots, and writes nothing. The token stays in this page's memory and is forgotten when the page closes.",
  endpoint: "Endpoint", subscription: "Subscription", several: "one id, or several with blanks between", group: "Resource group", optional: "all, if left empty",
  graph: "Ask Resource Graph: quick for a whole fleet, some minutes behind",
  token: "Token",
  read: "Read", stop: "Stop", close: "Close", failed: "Nothing was read",
  closing: (pages: number, failed: number) => `Read ${pages} ${plural(pages, "page", "pages")}.${failed > 0 ? ` ${failed} ${plural(failed, "read", "reads")} failed: what was read is not everything.` : ""}`,
};
