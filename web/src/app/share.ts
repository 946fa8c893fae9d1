/**
 * The link: `#plan?s=1&p=daily=7+weekly=4+zone=Europe/Vienna`. `s` is the version, `p` the policy as a line, `d` the id of a
 * disk, only where somebody ticked it. What version 1 wrote is read for ever; nothing else of the page's is ever in it.
 */

const VERSION = "1";
/** Longer ones are cut by mail programs and chats, so they are neither made nor read. */
export const LONGEST = 6000;

export interface Shared {
  /** The policy in its text form; the core judges it. */
  readonly policy: string;
  readonly disk: string | null;
}

export type Refused = "version" | "long" | "malformed";

/** Keys of storage and tokens as they look anywhere: never in a link, even where somebody made one a tag. */
const SECRET = /(?:^|[?&\s"=])sig=|eyJ[\w-]{8,}\.|AccountKey=|\bBearer\s/i;

export function looksSecret(text: string): boolean {
  return SECRET.test(text);
}

/** What follows the view in an address. */
export function written({ policy, disk }: Shared): string {
  return `?s=${VERSION}&p=${encoded(policy)}${disk === null ? "" : `&d=${encoded(disk)}`}`;
}

/** What an address holds: null where it is no link. */
export function read(hash: string): Shared | Refused | null {
  const at = hash.indexOf("?");
  if (at < 0) return null;
  if (hash.length > 2 * LONGEST) return "long";
  const members = new Map<string, string>();
  for (const part of hash.slice(at + 1).split("&")) {
    const split = part.indexOf("=");
    const name = split < 0 ? part : part.slice(0, split);
    const value = decoded(split < 0 ? "" : part.slice(split + 1));
    if (value === null || members.has(name)) return "malformed";
    members.set(name, value);
  }
  const version = members.get("s");
  const policy = members.get("p");
  if (version === undefined && policy === undefined) return null;
  if (version !== VERSION) return version !== undefined && /^\d{1,6}$/.test(version) ? "version" : "malformed";
  if (!policy) return "malformed";
  return { policy, disk: members.get("d") ?? null };
}

/** As `encodeURIComponent`, but what may stand in a fragment stands there as it is, so that the link can be read. */
function encoded(text: string): string {
  return encodeURIComponent(text).replaceAll("%3D", "=").replaceAll("%2F", "/").replaceAll("%3A", ":").replaceAll("%2C", ",").replaceAll("%20", "+");
}

function decoded(text: string): string | null {
  try {
    return decodeURIComponent(text.replaceAll("+", " "));
  } catch {
    return null;
  }
}

/** The address without what a link holds. */
export const withoutLink = (hash: string): string => hash.split("?")[0] || "#fleet";
