/** Comments, texts, names and words of a line of code, told apart for colouring. It stays text. */

export type Tint = "" | "c" | "s" | "k" | "v";

export interface Piece {
  readonly tint: Tint;
  readonly text: string;
}

const POWERSHELL = /\b(?:param|function|foreach|for|if|else|elseif|try|catch|finally|throw|return|in|while|process|begin|end|switch|continue|break)\b/;
const BASH = /\b(?:set|if|then|elif|else|fi|for|in|do|done|while|case|esac|function|local|return|exit|az|echo|printf)\b/;
const BICEP = /\b(?:param|resource|module|output|targetScope|existing|var|string|true|false|scope)\b/;
const JSON_WORDS = /\b(?:true|false|null)\b/;

/** In each: comment, text, variable or member, word. The first that fits at a place wins. */
const LANGUAGES: Readonly<Record<string, RegExp>> = {
  ps1: pieces(/(?:^|(?<=\s))#.*$/, /'(?:[^']|'')*'|"(?:[^"`]|`.)*"/, /\$\w+|(?<=\s)-[A-Za-z]\w*/, POWERSHELL),
  sh: pieces(/(?:^|(?<=\s))#.*$/, /'[^']*'|"(?:[^"\\]|\\.)*"/, /\$\{?\w+\}?|(?<=\s)--?[a-z][\w-]*/, BASH),
  bicep: pieces(/\/\/.*$/, /'(?:[^'\\]|\\.)*'/, /@\w+/, BICEP),
  json: pieces(/(?!)/, /"(?:[^"\\]|\\.)*"(?!\s*:)/, /"(?:[^"\\]|\\.)*"(?=\s*:)/, JSON_WORDS),
  ics: pieces(/(?!)/, /(?!)/, /(?!)/, /^[A-Z-]+(?=[:;])/),
  md: pieces(/^#+ .*$/, /`[^`]*`/, /(?!)/, /\*\*[^*]+\*\*/),
};
const TINTS: readonly Tint[] = ["c", "s", "v", "k"];
/** A line longer than this is a blob, and is left as it is. */
const LONGEST = 2000;

function pieces(...kinds: readonly RegExp[]): RegExp {
  return new RegExp(kinds.map(({ source }) => `(${source})`).join("|"), "g");
}

/** `ending` is the file's, without the point. */
export function coloured(line: string, ending: string): readonly Piece[] {
  const language = LANGUAGES[ending];
  if (!language || line.length > LONGEST) return [{ tint: "", text: line }];
  const found: Piece[] = [];
  let from = 0;
  for (const match of line.matchAll(language)) {
    if (match[0] === "") continue;
    if (match.index > from) found.push({ tint: "", text: line.slice(from, match.index) });
    found.push({ tint: TINTS[match.slice(1).findIndex((part) => part !== undefined)] ?? "", text: match[0] });
    from = match.index + match[0].length;
  }
  if (from < line.length) found.push({ tint: "", text: line.slice(from) });
  return found;
}
