/** The strings in the page's language. One language so far; the others are tables of the same shape. */

import { en, type Text } from "./en.ts";

export const text: Text = en;
