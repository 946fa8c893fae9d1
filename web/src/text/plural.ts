/** One form for one thing, another for several: enough for English, Dutch and Swedish. French counts none as one. */
export const plural = (count: number, one: string, many: string): string => (count === 1 ? one : many);
