//! The words of a line: `name=value`, `name`, or `name="a value with blanks"`.

use std::borrow::Cow;

use super::super::read::shorten;
use super::super::wrong::{PolicyError, policy_quote_followed, policy_quote_inside, policy_quote_open};
use crate::say::Sentence;

/// One word.
#[derive(Debug, Clone)]
pub(super) struct Word<'a> {
    /// Which one it is, from 1.
    nth: usize,
    /// As it stands in the line.
    whole: &'a str,
    pub(super) name: &'a str,
    /// What follows `=`, out of its quotes.
    pub(super) value: Option<Cow<'a, str>>,
}

impl Word<'_> {
    /// What is wrong at this word, with the JSON pointer of its member.
    pub(super) fn fail(&self, pointer: &str, problem: Sentence) -> PolicyError {
        PolicyError::at(pointer, Some(self.nth), Some(shorten(self.whole)), problem)
    }
}

/// True for a value that stands in quotes: it has blanks, or would be taken for something else.
pub(super) fn needs_quotes(value: &str) -> bool {
    value.is_empty() || value.starts_with('"') || value.chars().any(|c| c.is_whitespace() || c.is_control())
}

/// Splits a line at its blanks. A value that begins with a double quote is a JSON string and may have blanks.
pub(super) fn split(line: &str) -> Result<Vec<Word<'_>>, PolicyError> {
    let mut words = Vec::new();
    let mut rest = line.trim_start();
    while !rest.is_empty() {
        let nth = words.len() + 1;
        let end = rest.find(|c: char| c == '=' || c.is_whitespace()).unwrap_or(rest.len());
        let (name, after) = rest.split_at(end);
        let quoted = after.strip_prefix('=').filter(|value| value.starts_with('"'));
        let length = match (quoted, after.strip_prefix('=')) {
            (Some(value), _) => 1 + closing(value).unwrap_or(value.len()),
            (None, Some(value)) => 1 + value.find(char::is_whitespace).unwrap_or(value.len()),
            (None, None) => 0,
        };
        let (value, next) = after.split_at_checked(length).unwrap_or((after, ""));
        let whole = rest.get(..end + length).unwrap_or(rest);
        let mut word = Word { nth, whole, name, value: value.strip_prefix('=').map(Cow::Borrowed) };
        if let Some(quoted) = quoted {
            let inner: Result<String, _> = serde_json::from_str(value.trim_start_matches('='));
            word.value = match inner {
                Ok(inner) => Some(Cow::Owned(inner)),
                Err(_) if closing(quoted).is_none() => {
                    return Err(word.fail("", policy_quote_open()));
                }
                Err(_) => {
                    return Err(word.fail("", policy_quote_inside()));
                }
            };
            if next.starts_with(|c: char| !c.is_whitespace()) {
                return Err(word.fail("", policy_quote_followed()));
            }
        }
        words.push(word);
        rest = next.trim_start();
    }
    Ok(words)
}

/// Where the quote that a text begins with has been closed.
fn closing(quoted: &str) -> Option<usize> {
    let mut escaped = false;
    for (at, c) in quoted.char_indices().skip(1) {
        match c {
            '"' if !escaped => return Some(at + 1),
            _ => escaped = c == '\\' && !escaped,
        }
    }
    None
}
