/** Tells what `init` gave, and how the rest is read in one go. */
export function begin(exports: WebAssembly.Exports | object, readNow: () => BufferSource): void;
/** Joins the rest, once. */
export function join(module: WebAssembly.Module): void;
