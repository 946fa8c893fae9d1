/** What the core says, in English: those of its templates that a page writes otherwise than the core, by `cargo xtask bindings`. */

export { templates as core } from "../sentences.json";

/** Small numbers as running text has them. */
export const smallNumbers: readonly string[] = ["no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"];

/** Refusals by their code, where the language has its own words for them; in English the core's are enough. */
export const errors: Readonly<Record<string, string>> = {};
