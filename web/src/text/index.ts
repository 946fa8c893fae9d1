/** The strings in the page's language. English comes with the page; another language is loaded when it is asked for. */

import * as en from "./en/index.ts";
import type sentences from "./sentences.json";

/** What a language has to say. */
export type Text = typeof en;

/** The core's sentences in another language: all of them. English has no templates of those that the core's text already is. */
export type Sentences = Readonly<Record<keyof (typeof sentences)["plain"] | keyof (typeof sentences)["templates"], string>>;

export let text: Text = en;

const LOADERS = {
  en: () => Promise.resolve<Text>(en),
  nl: (): Promise<Text> => import("./nl/index.ts"),
  sv: (): Promise<Text> => import("./sv/index.ts"),
  fr: (): Promise<Text> => import("./fr/index.ts"),
} as const;

export type Language = keyof typeof LOADERS;

/** Each by the name its speakers use. */
export const LANGUAGES: Readonly<Record<Language, string>> = { en: "English", nl: "Nederlands", sv: "Svenska", fr: "Français" };

export const isLanguage = (tag: string): tag is Language => Object.hasOwn(LANGUAGES, tag);

let asked: Language = "en";

/** Makes `text` the strings of a language. Whoever shows text has to draw anew afterwards. Of two calls the later one counts. */
export async function useLanguage(language: Language): Promise<void> {
  asked = language;
  const loaded = await LOADERS[language]();
  if (asked === language) text = loaded;
}
