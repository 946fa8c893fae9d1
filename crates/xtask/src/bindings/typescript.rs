//! The types of the boundary as the page's `vocabulary.ts`: one member a line, readonly, with the comments of the Rust items.
//!
//! What a type is, the core says (`snap_api::typescript`); this module only lays it out.

use anyhow::{Context as _, anyhow, bail};

/// The file, from the root of the checkout.
pub(crate) const PATH: &str = "web/src/core/vocabulary.ts";

/// What the members of requests have in common, and what ties verbs to their names.
const PREFACE: &str = r#"/**
 * The types of the boundary, generated from the structs that the core serialises: `cargo xtask bindings` writes this file,
 * and nobody else. docs/vocabulary.md says what the members mean. Instants are RFC 3339 text in UTC, sizes in bytes are
 * decimal text, and a member that is not known is null.
 */

/** In requests a member may be left out, or be null; whether a word is one of those it may be, the core says. */
export type Given<T> = T extends string
  ? string
  : T extends readonly unknown[]
    ? T
    : T extends object
      ? { readonly [M in keyof T]?: Given<T[M]> | null }
      : T;

/** The rules of a policy, as somebody writes them. */
export type Keep = Given<WholeKeep> & { readonly [rule: string]: unknown };

/** A policy, as somebody writes it; members that nobody edits are carried along untouched. */
export type Policy = Given<Omit<WholePolicy, "keep">> & {
  readonly zone: string;
  readonly keep: Keep;
  readonly [member: string]: unknown;
};

/** A row of any table: what it has depends on the table and on the columns that were asked for. */
export type FlatRow = Readonly<Record<string, string | number | boolean | null>>;

/** A whole request. */
export type Asking<V extends keyof Verbs> = { readonly [N in V]: { readonly verb: N; readonly work?: number } & Verbs[N]["ask"] }[V];
"#;

/// The one table among the types.
const TAKES: &str = "
/** What of a request has a meaning for some formats only, by format; the others refuse it. */
export const EXPORT_TAKES: { readonly [F in Format]: readonly string[] } = {
";

/// The file's text.
pub(crate) fn render() -> anyhow::Result<String> {
    let mut file = PREFACE.to_owned();
    for (name, declaration) in snap_api::typescript::declarations().map_err(|error| anyhow!(error))? {
        let printed = Printer::of(&declaration.text).declaration().with_context(|| format!("the type `{name}`"))?;
        file.push('\n');
        file.push_str(&comment(&declaration.docs, ""));
        file.push_str(&printed);
    }
    file.push_str(TAKES);
    for (format, members) in snap_api::typescript::export_takes() {
        file.push_str(&format!("  {format}: {},\n", serde_json::to_string(members)?.replace(',', ", ")));
    }
    file.push_str("};\n");
    Ok(file)
}

/// A piece of a declaration.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Token<'t> {
    /// A name, or a text in quotes.
    Word(&'t str),
    Sign(char),
    Comment(&'t str),
}

fn tokens(text: &str) -> Vec<Token<'_>> {
    let mut found = Vec::new();
    let mut rest = text.trim_start();
    while let Some(first) = rest.chars().next() {
        let end = if rest.starts_with("/**") {
            rest.find("*/").map_or(rest.len(), |at| at + 2)
        } else if first == '"' {
            rest.get(1..).and_then(|inside| inside.find('"')).map_or(rest.len(), |at| at + 2)
        } else if first.is_alphanumeric() || first == '_' {
            rest.find(|c: char| !c.is_alphanumeric() && c != '_').unwrap_or(rest.len())
        } else {
            first.len_utf8()
        };
        let (piece, after) = rest.split_at(end);
        found.push(match first {
            '/' if end > 1 => Token::Comment(piece),
            '"' => Token::Word(piece),
            _ if first.is_alphanumeric() || first == '_' => Token::Word(piece),
            sign => Token::Sign(sign),
        });
        rest = after.trim_start();
    }
    found
}

struct Printer<'t> {
    tokens: std::iter::Peekable<std::vec::IntoIter<Token<'t>>>,
}

impl<'t> Printer<'t> {
    fn of(text: &'t str) -> Self {
        Self { tokens: tokens(text).into_iter().peekable() }
    }

    fn expect(&mut self, sign: char) -> anyhow::Result<()> {
        match self.tokens.next() {
            Some(Token::Sign(found)) if found == sign => Ok(()),
            other => bail!("expected `{sign}`, found {other:?}"),
        }
    }

    fn at(&mut self, sign: char) -> bool {
        self.tokens.peek() == Some(&Token::Sign(sign))
    }

    /// `type Name = …;`
    fn declaration(mut self) -> anyhow::Result<String> {
        let mut head = String::new();
        while !self.at('=') {
            match self.tokens.next().context("the declaration has no `=`")? {
                Token::Word("type") => {}
                Token::Word(word) => head.push_str(word),
                Token::Sign(sign) => head.push(sign),
                Token::Comment(_) => bail!("a comment in the head"),
            }
        }
        self.expect('=')?;
        let body = self.ty("")?;
        self.expect(';')?;
        // Never an interface: one could be extended elsewhere, and is no record of its members.
        Ok(format!("export type {head} = {body};\n"))
    }

    /// A type up to what ends it.
    fn ty(&mut self, indent: &str) -> anyhow::Result<String> {
        let mut out = String::new();
        while let Some(token) = self.tokens.peek().copied() {
            match token {
                Token::Sign(',' | ';' | '}' | ']' | '>' | ')') => break,
                Token::Sign('{') => out.push_str(&self.object(indent)?),
                Token::Sign('[') => {
                    self.tokens.next();
                    out.push_str(&format!("readonly [{}]", self.list(indent, ']')?));
                }
                Token::Sign('<') => {
                    self.tokens.next();
                    out.push_str(&format!("<{}>", self.list(indent, '>')?));
                }
                Token::Sign('(') => {
                    self.tokens.next();
                    out.push_str(&format!("({})", self.list(indent, ')')?));
                }
                Token::Sign(sign) => {
                    self.tokens.next();
                    out.push_str(&format!(" {sign} "));
                }
                Token::Word(word) => {
                    self.tokens.next();
                    // `keyof Name`
                    if out.ends_with(char::is_alphanumeric) {
                        out.push(' ');
                    }
                    out.push_str(if word == "Array" { "ReadonlyArray" } else { word });
                }
                Token::Comment(_) => bail!("a comment inside a type"),
            }
        }
        Ok(out)
    }

    fn list(&mut self, indent: &str, end: char) -> anyhow::Result<String> {
        let mut items = Vec::new();
        while !self.at(end) {
            items.push(self.ty(indent)?);
            if self.at(',') {
                self.tokens.next();
            }
        }
        self.expect(end)?;
        Ok(items.join(", "))
    }

    fn object(&mut self, indent: &str) -> anyhow::Result<String> {
        self.expect('{')?;
        let deeper = format!("{indent}  ");
        let mut members = String::new();
        while !self.at('}') {
            if let Some(Token::Comment(text)) = self.tokens.peek().copied() {
                self.tokens.next();
                members.push_str(&comment(text, &deeper));
                continue;
            }
            if self.at('[') {
                // `{ [key in string]: … }` has no other members.
                while !self.at(']') {
                    self.tokens.next().context("an index has no end")?;
                }
                self.expect(']')?;
                self.expect(':')?;
                let of = self.ty(indent)?;
                self.expect('}')?;
                return Ok(format!("Readonly<Record<string, {of}>>"));
            }
            let Some(Token::Word(name)) = self.tokens.next() else { bail!("a member without a name") };
            let optional = if self.at('?') { self.tokens.next().map_or("", |_| "?") } else { "" };
            self.expect(':')?;
            let of = self.ty(&deeper)?;
            members.push_str(&format!("{deeper}readonly {}{optional}: {of};\n", name.trim_matches('"')));
            if self.at(',') {
                self.tokens.next();
            }
        }
        self.expect('}')?;
        Ok(if members.is_empty() { "object".to_owned() } else { format!("{{\n{members}{indent}}}") })
    }
}

/// A comment at its indent, on one line where it is one. What links to Rust is a name here.
fn comment(text: &str, indent: &str) -> String {
    let lines: Vec<&str> = text
        .lines()
        .map(|line| line.trim().trim_start_matches("/**").trim_end_matches("*/").trim_start_matches('*').trim())
        .skip_while(|line| line.is_empty())
        .take_while(|line| !line.starts_with("# "))
        .collect();
    let text = unlinked(lines.join("\n").trim_end());
    match text.lines().count() {
        0 => String::new(),
        1 => format!("{indent}/** {text} */\n"),
        _ => {
            let lines: String =
                text.lines().map(|line| format!("{indent} * {line}").trim_end().to_owned() + "\n").collect();
            format!("{indent}/**\n{lines}{indent} */\n")
        }
    }
}

/// [`name`] and [`name`](Self::name) as `name`.
fn unlinked(text: &str) -> String {
    let mut out = String::new();
    let mut rest = text;
    while let Some((before, after)) = rest.split_once("[`") {
        out.push_str(before);
        let Some((name, after)) = after.split_once("`]") else { break };
        out.push_str(&format!("`{name}`"));
        rest = after.strip_prefix('(').and_then(|target| target.split_once(')')).map_or(after, |(_, after)| after);
    }
    out.push_str(rest);
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn printed(text: &str) -> String {
        Printer::of(text).declaration().expect("a declaration")
    }

    #[test]
    fn an_object_has_readonly_members() {
        let text = "type A<T> = { \n/**\n * The id.\n */\nid: string, \"tag\": Array<[number, T]>, part?: B | null, m: { [key in string]: string }, };";
        let expected = "export type A<T> = {\n  /** The id. */\n  readonly id: string;\n  readonly tag: ReadonlyArray<readonly [number, T]>;\n  readonly part?: B | null;\n  readonly m: Readonly<Record<string, string>>;\n};\n";
        assert_eq!(printed(text), expected);
    }

    #[test]
    fn anything_else_is_as_it_was() {
        assert_eq!(printed(r#"type W = "a" | "b-c";"#), "export type W = \"a\" | \"b-c\";\n");
        let union = "export type U = {\n  readonly a: string;\n} | {\n  readonly b: B;\n};\n";
        assert_eq!(printed("type U = { a: string, } | { b: B, };"), union);
        assert_eq!(printed("type E = {  };"), "export type E = object;\n");
        assert_eq!(printed("type K = Array<keyof A>;"), "export type K = ReadonlyArray<keyof A>;\n");
    }

    #[test]
    fn comments_keep_their_lines_and_lose_their_links() {
        assert_eq!(comment("/**\n * By [`a`](Self::a) and [`B::c`].\n */\n", "  "), "  /** By `a` and `B::c`. */\n");
        assert_eq!(
            comment("/**\n * One.\n *\n * Two.\n *\n * # Errors\n * None.\n */", ""),
            "/**\n * One.\n *\n * Two.\n */\n"
        );
        assert_eq!(comment("", ""), "");
    }

    #[test]
    fn what_cannot_be_laid_out_is_an_error() {
        assert!(Printer::of("type A = { a string };").declaration().is_err());
        assert!(Printer::of("type A").declaration().is_err());
    }
}
