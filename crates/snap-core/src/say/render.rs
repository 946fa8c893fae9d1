//! A template and its values as English.

use std::fmt::Write as _;

use super::{Sentence, Value};
use crate::unit::words;

/// Appends a sentence's English.
pub(super) fn sentence(sentence: &Sentence, out: &mut String) {
    Renderer { sentence }.text(sentence.template.text, Some(out));
}

struct Renderer<'s> {
    sentence: &'s Sentence,
}

impl Renderer<'_> {
    /// Writes a template up to its end, or up to the brace that closes the arm it stands in; what follows that.
    fn text(&self, mut text: &'static str, mut out: Option<&mut String>) -> &'static str {
        while let Some((plain, brace, rest)) = cut(text, &['{', '}']) {
            if let Some(out) = out.as_deref_mut() {
                out.push_str(plain);
            }
            if brace == '}' {
                return rest;
            }
            text = self.place(rest, out.as_deref_mut());
        }
        if let Some(out) = out {
            out.push_str(text);
        }
        ""
    }

    /// Writes what stands at a place whose opening brace is read; what follows its closing one.
    fn place(&self, text: &'static str, out: Option<&mut String>) -> &'static str {
        let Some((name, end, rest)) = cut(text, &[',', '}']) else { return "" };
        let value = self.value(name);
        if end == '}' {
            show(value, "", out);
            return rest;
        }
        let Some((style, end, rest)) = cut(rest, &[',', '}']) else { return "" };
        if end == '}' {
            show(value, style.trim(), out);
            return rest;
        }
        self.arms(value, rest, out)
    }

    /// Writes the first arm that fits.
    fn arms(&self, value: &Value, mut text: &'static str, mut out: Option<&mut String>) -> &'static str {
        while let Some((key, brace, rest)) = cut(text, &['{', '}']) {
            if brace == '}' {
                return rest;
            }
            let chosen = if fits(value, key.trim()) { out.take() } else { None };
            text = self.text(rest, chosen);
        }
        ""
    }

    fn value(&self, name: &str) -> &Value {
        let at = self.sentence.template.values().position(|(known, _)| known == name);
        at.and_then(|at| self.sentence.values.get(at)).unwrap_or(&Value::None)
    }
}

/// The text before the first of some characters, which one it is, and the text behind it.
fn cut(text: &'static str, at: &[char]) -> Option<(&'static str, char, &'static str)> {
    let place = text.find(at)?;
    let (before, rest) = (text.get(..place)?, text.get(place..)?);
    let mut rest = rest.chars();
    Some((before, rest.next()?, rest.as_str()))
}

fn fits(value: &Value, key: &str) -> bool {
    match (key, value) {
        ("other", _) | ("one", Value::Count(1)) | ("none", Value::None) => true,
        (word, Value::Word(given)) => word == *given,
        (exact, Value::Count(count)) => {
            exact.strip_prefix('=').and_then(|exact| exact.parse().ok()).is_some_and(|exact: usize| exact == *count)
        }
        _ => false,
    }
}

fn show(value: &Value, style: &str, out: Option<&mut String>) {
    let Some(out) = out else { return };
    // Writing into a String cannot fail.
    let _ = match value {
        Value::None => Ok(()),
        Value::Count(count) => match style {
            "spell" => out.write_str(&words::count(*count)),
            "Spell" => out.write_str(&words::count_first(*count)),
            _ => write!(out, "{count}"),
        },
        Value::Percent(tenths) if tenths % 10 == 0 => write!(out, "{} %", tenths / 10),
        Value::Percent(tenths) => write!(out, "{}.{} %", tenths / 10, tenths % 10),
        Value::Instant(instant) => match style {
            "date" => out.write_str(&words::date(*instant)),
            "moment" => out.write_str(&words::moment(*instant)),
            "clock" => out.write_str(&words::time_of_day(*instant)),
            _ => write!(out, "{instant}"),
        },
        Value::Day(day) => out.write_str(&words::day(*day)),
        Value::Time(time) if style == "seconds" => {
            write!(out, "{:02}:{:02}:{:02}", time.hour(), time.minute(), time.second())
        }
        Value::Time(time) => write!(out, "{:02}:{:02}", time.hour(), time.minute()),
        Value::Seconds(seconds) => match style {
            "ago" => out.write_str(&words::ago(*seconds)),
            _ => write!(out, "{seconds}"),
        },
        Value::Decimal(text) | Value::Period(text) | Value::Name(text) | Value::Text(text) => out.write_str(text),
        Value::Word(word) => out.write_str(word),
        Value::Sentence(inner) if style == "rest" => {
            let text = inner.text();
            out.write_str(text.split_once(". ").map_or(text.as_str(), |(_, rest)| rest))
        }
        Value::Sentence(inner) if style == "first" => out.write_str(&words::first_large(&inner.text())),
        Value::Sentence(inner) => {
            sentence(inner, out);
            Ok(())
        }
        Value::Names(names) => {
            let quoted: Vec<String> = names.iter().map(|name| format!("`{name}`")).collect();
            out.write_str(&quoted.join(", "))
        }
        Value::Sentences(sentences) => sentences.iter().try_for_each(|inner| write!(out, " {inner}")),
    };
}
