/** From bytes of the core to values, and from problems to errors the page can show. */

import { english, type Told } from "../core/protocol.ts";
import type { Answer, CoreError } from "../core/vocabulary.ts";

/** An error answer on its way to the page. */
export class Failure extends Error {
  constructor(readonly error: CoreError) {
    super(english(error.message));
  }
}

export function decode<T>(bytes: Uint8Array): Answer<T> {
  return JSON.parse(new TextDecoder().decode(bytes)) as Answer<T>;
}

/** The value of an answer that must be there; an error answer is thrown. */
export function unwrapValue<T>(answer: Answer<T>): T {
  if ("ok" in answer) return answer.ok;
  if ("error" in answer) throw new Failure(answer.error);
  throw new Failure({ code: "internal", message: "the core asked for more time without having been given a limit", target: null });
}

/** The value with its warnings. */
export function told<T>(answer: Answer<T>): Told<T> {
  return { value: unwrapValue(answer), warnings: "ok" in answer ? answer.warnings : [] };
}

export function unwrap<T>(bytes: Uint8Array): T {
  return unwrapValue(decode<T>(bytes));
}

export function failureOf(problem: unknown): CoreError {
  if (problem instanceof Failure) return problem.error;
  return { code: "internal", message: problem instanceof Error ? problem.message : String(problem), target: null };
}
