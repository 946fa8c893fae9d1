/** The little Markdown that docs/limits uses, as HTML: headings, paragraphs, tables, bold, code and links. All else is text. */

const ESCAPES: Readonly<Record<string, string>> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" };

export const escaped = (text: string): string => text.replace(/[&<>"]/g, (letter) => ESCAPES[letter] ?? letter);

/** `link` gives the address for one of a page, or null to leave only its words. */
export function toHtml(markdown: string, link: (to: string) => string | null): string {
  const blocks = markdown.trim().split(/\n{2,}/);
  return blocks.map((block) => toBlock(block, link)).join("\n");
}

export const titleOf = (markdown: string): string => /^# (.+)$/m.exec(markdown)?.[1]?.replaceAll("`", "") ?? "";

function toBlock(block: string, link: (to: string) => string | null): string {
  const heading = /^(#{1,3}) (.+)$/.exec(block);
  if (heading?.[1] && heading[2]) return `<h${heading[1].length}>${toWords(heading[2], link)}</h${heading[1].length}>`;
  if (block.startsWith("|")) return toTable(block, link);
  if (block.startsWith("- ")) return `<ul>${block.split(/\n?^- /m).filter(Boolean).map((item) => `<li>${toWords(item, link)}</li>`).join("")}</ul>`;
  return `<p>${toWords(block, link)}</p>`;
}

/** The second line only draws the head off; an empty head is none. */
function toTable(block: string, link: (to: string) => string | null): string {
  const rows = block.split("\n").filter((_, at) => at !== 1).map((row) => row.replace(/^\||\|$/g, "").split("|").map((cell) => cell.trim()));
  const [head = [], ...body] = rows;
  const cells = (row: readonly string[], tag: string) => row.map((cell) => (cell === "" ? "<td></td>" : `<${tag}>${toWords(cell, link)}</${tag}>`)).join("");
  return `<table><thead><tr>${cells(head, "th")}</tr></thead><tbody>${body.map((row) => `<tr>${cells(row, "td")}</tr>`).join("")}</tbody></table>`;
}

function toWords(text: string, link: (to: string) => string | null): string {
  return text.split(/(`[^`]+`|\*\*[^*]+\*\*|\[[^\]]+\]\([^)\s]+\))/).map((part) => {
    const [, code] = /^`(.+)`$/s.exec(part) ?? [];
    if (code !== undefined) return `<code>${escaped(code)}</code>`;
    const [, bold] = /^\*\*(.+)\*\*$/s.exec(part) ?? [];
    if (bold !== undefined) return `<b>${toWords(bold, link)}</b>`;
    const [, words, to] = /^\[([^\]]+)\]\((.+)\)$/s.exec(part) ?? [];
    if (words === undefined || to === undefined) return escaped(part);
    const address = link(to);
    return address === null ? toWords(words, link) : `<a href="${escaped(address)}">${toWords(words, link)}</a>`;
  }).join("");
}
