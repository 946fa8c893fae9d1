/**
 * The pages of docs/limits, shipped with the page, so that what a finding links to is there offline too.
 * They obey the page's content policy: a style sheet and a script of their own, nothing inline.
 */

import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import type { Plugin } from "vite";
import { escaped, titleOf, toHtml } from "./markdown.ts";

const SOURCE = new URL("../../docs/limits/", import.meta.url);
const TOKENS = new URL("../src/style/tokens.css", import.meta.url);
const STYLE = new URL("limits.css", import.meta.url);

/** The theme that was chosen on the page; `app/theme.ts` keeps it. */
const SCRIPT = `try {
  const theme = localStorage.getItem("snapline-theme");
  if (theme === "light" || theme === "dark") document.documentElement.dataset.theme = theme;
} catch {}
`;

export function limitPages(): Plugin {
  return {
    name: "snapline-limits",
    apply: "build",
    // The worker is built by the same configuration, without pages.
    generateBundle() {
      for (const [fileName, source] of files()) this.emitFile({ type: "asset", fileName, source });
    },
    buildStart() {
      for (const name of names()) this.addWatchFile(fileURLToPath(new URL(name, SOURCE)));
    },
  };
}

const names = (): readonly string[] => readdirSync(SOURCE).filter((name) => name.endsWith(".md")).sort();
/** `README.md` is the list of all. */
const pageName = (name: string): string => (name === "README.md" ? "index.html" : name.replace(/\.md$/, ".html"));

function files(): readonly (readonly [string, string])[] {
  const all = new Set(names());
  // Within the folder a link goes to the page; what lies beyond it is not shipped.
  const link = (to: string) => (all.has(to) ? pageName(to) : null);
  const pages = [...all].map((name) => {
    const text = readFileSync(new URL(name, SOURCE), "utf8");
    return [`limits/${pageName(name)}`, document(titleOf(text), toHtml(text, link), name !== "README.md")] as const;
  });
  const style = `${readFileSync(TOKENS, "utf8")}\n${readFileSync(STYLE, "utf8")}`;
  return [...pages, ["limits/limits.css", style], ["limits/theme.js", SCRIPT]];
}

function document(title: string, body: string, inFolder: boolean): string {
  const up = inFolder ? `<a href="index.html">All limits and smells</a>` : "";
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8" />
<meta name="viewport" content="width=device-width, initial-scale=1" />
<meta name="referrer" content="no-referrer" />
<title>${escaped(title)} – Snapline</title>
<link rel="icon" href="data:," />
<script src="theme.js"></script>
<link rel="stylesheet" href="limits.css" />
</head>
<body>
<nav><a href="../index.html">Snapline</a>${up}</nav>
<main>
${body}
</main>
</body>
</html>
`;
}
