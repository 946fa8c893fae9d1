/**
 * The two halves of the core. The first is loaded at once; the rest joins it in the same memory, beforehand by `join`, or in
 * the middle of a call that needs it, which cannot wait: then it is read in one go.
 * @module
 */

/** What the first half exports, and how the rest is read in one go. */
let first = null;
let read = null;
let joined = false;

/** Tells what `init` gave, and how the rest is read in one go. */
export function begin(exports, readNow) {
  first = exports;
  read = readNow;
}

/** Joins the rest, once. */
export function join(module) {
  if (joined) return;
  new WebAssembly.Instance(module, { first });
  first.joined.value = 1;
  joined = true;
}

/** What the first half calls where it has no more than a stub. */
export const imports = { later: () => join(new WebAssembly.Module(read())) };
