//! Quoting: one function a language, each total over all texts.
//!
//! What cannot be seen is written as an escape wherever the language has one: control characters because line ends change
//! on the way of a file, and marks of direction because a reader would be shown another text than the one that runs.

use std::fmt::Write as _;

/// True for characters that change a text without being seen: controls, line separators, zero-width and direction marks.
pub fn hidden(c: char) -> bool {
    c.is_control()
        || matches!(c, '\u{ad}' | '\u{61c}' | '\u{180e}' | '\u{feff}')
        || matches!(c, '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}')
        || matches!(c, '\u{e0000}'..='\u{e007f}')
}

/// A string of Bicep.
pub fn bicep(text: &str) -> String {
    let mut out = String::from("'");
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        match c {
            '\\' => out.push_str("\\\\"),
            '\'' => out.push_str("\\'"),
            '$' if chars.peek() == Some(&'{') => out.push_str("\\$"),
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            c if hidden(c) => push(&mut out, format_args!("\\u{{{:x}}}", u32::from(c))),
            c => out.push(c),
        }
    }
    out + "'"
}

/// A text as it stands in a JSON template: what both starts and ends with a bracket would be an expression.
///
/// Only then: a text that starts with one and does not end with one is taken as it is, extra bracket included.
pub fn arm(text: &str) -> String {
    if text.starts_with('[') && text.ends_with(']') { format!("[{text}") } else { text.to_owned() }
}

/// A string of JSON; what cannot be seen is escaped.
pub fn json(text: &str) -> String {
    // Strings can always be written.
    escape_json(&serde_json::to_string(text).unwrap_or_default(), hidden)
}

/// JSON, whose strings are the only place for such characters, with those of `which` escaped.
pub(crate) fn escape_json(json: &str, which: impl Fn(char) -> bool) -> String {
    // A line feed stands between the tokens of pretty JSON; inside of strings it is escaped already.
    escape_utf16(json, |c| c != '\n' && which(c))
}

/// A word of bash: single quotes, or `$'…'` where something cannot be seen. Bash has no text with a NUL.
pub fn bash(text: &str) -> String {
    if !text.chars().any(hidden) {
        return format!("'{}'", text.replace('\'', r"'\''"));
    }
    let mut out = String::from("$'");
    for c in text.chars() {
        match c {
            '\\' => out.push_str("\\\\"),
            '\'' => out.push_str("\\'"),
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            // Bytes, not `\u`: bash 3.2, which macOS has, does not know that one.
            c if hidden(c) => {
                c.encode_utf8(&mut [0; 4]).bytes().for_each(|byte| push(&mut out, format_args!("\\x{byte:02x}")));
            }
            c => out.push(c),
        }
    }
    out + "'"
}

/// A string of PowerShell, in ASCII: Windows PowerShell 5.1 reads a file without a mark in the machine's code page, where
/// the second byte of some letters is a closing quote. PowerShell itself takes four typographic quotes for `'`.
pub fn powershell(text: &str) -> String {
    let plain = |c: char| matches!(c, ' '..='~');
    if text.chars().all(plain) {
        return format!("'{}'", text.replace('\'', "''"));
    }
    let inside = escape_utf16(&text.replace('\\', "\\\\").replace('\'', "''"), |c| !plain(c));
    format!("([regex]::Unescape('{inside}'))")
}

/// A cell of CSV by RFC 4180. A text that a spreadsheet would take for a formula gets a `'` before it.
pub fn csv(text: &str) -> String {
    let formula = text.starts_with(['=', '+', '-', '@', '\t', '\r']);
    let text = if formula { format!("'{text}") } else { text.to_owned() };
    if text.contains(['"', ',', '\n', '\r']) || text.trim() != text {
        format!("\"{}\"", text.replace('"', "\"\""))
    } else {
        text
    }
}

/// A text value of iCalendar (RFC 5545), not yet folded. It has no controls but the line feed.
pub fn icalendar(text: &str) -> String {
    let mut out = String::new();
    for c in text.replace("\r\n", "\n").chars() {
        match c {
            '\\' | ';' | ',' => {
                out.push('\\');
                out.push(c);
            }
            '\n' | '\r' => out.push_str("\\n"),
            c if c.is_control() => out.push(' '),
            c => out.push(c),
        }
    }
    out
}

/// A code span of Markdown on one line, fit for a table's cell too; what cannot be seen is shown as `\u{…}`.
pub fn markdown(text: &str) -> String {
    let mut shown = String::new();
    for c in text.chars() {
        match c {
            c if hidden(c) => push(&mut shown, format_args!("\\u{{{:x}}}", u32::from(c))),
            // In a table even a code span ends at a bar.
            '|' => shown.push_str("\\|"),
            c => shown.push(c),
        }
    }
    let mut longest = 0;
    let mut run = 0;
    for c in shown.chars() {
        run = if c == '`' { run + 1 } else { 0 };
        longest = longest.max(run);
    }
    let fence = "`".repeat(longest + 1);
    let edge = if shown.starts_with('`') || shown.ends_with('`') || shown.trim().is_empty() { " " } else { "" };
    format!("{fence}{edge}{shown}{edge}{fence}")
}

/// What may stand behind a comment mark that ends with the line.
pub fn comment(text: &str) -> String {
    text.chars().map(|c| if hidden(c) { '?' } else { c }).collect()
}

/// `\uXXXX` for each character of `which`, in UTF-16.
fn escape_utf16(text: &str, which: impl Fn(char) -> bool) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        if which(c) {
            c.encode_utf16(&mut [0; 2]).iter().for_each(|unit| push(&mut out, format_args!("\\u{unit:04x}")));
        } else {
            out.push(c);
        }
    }
    out
}

fn push(out: &mut String, text: std::fmt::Arguments<'_>) {
    // Writing into a string cannot fail.
    let _ = out.write_fmt(text);
}

#[cfg(test)]
mod tests;
