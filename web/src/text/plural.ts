/** One form for one thing, another for several: enough for English, Dutch and Swedish. */
export const plural = (count: number, one: string, many: string): string => (count === 1 ? one : many);

/** French says none and one and a half in the singular. */
export const pluralFr = (count: number, one: string, many: string): string => (count < 2 ? one : many);
