/**
 * A reporter that says at the end which files and tests took longest.
 * @module
 */
import { basename } from "node:path";

const SLOWEST = 12;
const line = ([name, milliseconds]) => `${(milliseconds / 1000).toFixed(1).padStart(8)} s  ${name}\n`;
const longest = (times) => [...times].sort(([, a], [, b]) => b - a);

export default async function* times(events) {
  const files = new Map();
  const tests = [];
  for await (const { type, data } of events) {
    if ((type !== "test:pass" && type !== "test:fail") || data.nesting > 0 || !data.file) continue;
    const file = basename(data.file);
    const { duration_ms: took } = data.details;
    files.set(file, (files.get(file) ?? 0) + took);
    tests.push([`${file}: ${data.name}`, took]);
  }
  yield "the tests of each file took\n";
  yield* longest(files).map(line);
  yield "the longest of them\n";
  yield* longest(tests).slice(0, SLOWEST).map(line);
}
