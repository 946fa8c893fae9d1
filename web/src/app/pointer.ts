/** Changes of a policy by JSON pointer (RFC 6901), as the core gives them with a fix. */

import type { Change, Policy } from "../core/vocabulary.ts";

/** A copy of the policy with the changes made; null where a pointer points nowhere. */
export function changed(policy: Policy, changes: readonly Change[]): Policy | null {
  const copy = structuredClone(policy);
  for (const { path, to } of changes) {
    const words = path.split("/").slice(1).map((word) => word.replaceAll("~1", "/").replaceAll("~0", "~"));
    const last = words.pop();
    let at: unknown = copy;
    for (const word of words) at = isObject(at) && Object.hasOwn(at, word) ? at[word] : undefined;
    if (last === undefined || !isObject(at) || !Object.hasOwn(at, last)) return null;
    at[last] = structuredClone(to);
  }
  return copy;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null;
}
