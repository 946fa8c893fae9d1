/** The strings in the page's language. English comes with the page; another language is loaded when it is asked for. */

import * as en from "./en/index.ts";

/** What a language has to say. */
export type Text = typeof en;

export let text: Text = en;

const LOADERS = {
  en: () => Promise.resolve<Text>(en),
} as const satisfies Readonly<Record<string, () => Promise<Text>>>;

export type Language = keyof typeof LOADERS;
export const LANGUAGES = Object.keys(LOADERS) as readonly Language[];

/** Makes `text` the strings of a language. Whoever shows text has to draw anew afterwards. */
export async function useLanguage(language: Language): Promise<void> {
  text = await LOADERS[language]();
}
