//! What is wrong with a text that should be JSON, as a sentence.

use serde_json::Error;

use crate::say::Sentence;

crate::sentences! {
    /// What is wrong with a JSON text. The English is the reader's own; a language picks its own by `why`.
    pub(crate) const SENTENCES;
    json_wrong(why: Word, words: Text) = "{why, select, other {{words}}}";
    json_wrong_at(wrong: Sentence, line: Name, column: Name) = "{wrong} at line {line} column {column}";
}

/// How the reader's complaints begin, and their words in the sentence.
const BEGINNINGS: &[(&str, &str)] = &[
    ("EOF", "end"),
    ("expected `:", "colon"),
    ("expected `,", "separator"),
    ("expected", "value"),
    ("trailing comma", "comma"),
    ("trailing", "more"),
    ("key", "name"),
    ("control", "control"),
    ("invalid number", "number"),
    ("number", "number"),
    ("invalid escape", "escape"),
];

/// What is wrong, without the place.
pub fn wrong(error: &Error) -> Sentence {
    let words = error.to_string();
    let words = words.split(" at line ").next().unwrap_or_default();
    let why = BEGINNINGS.iter().find(|(beginning, _)| words.starts_with(beginning));
    json_wrong(why.map_or("other", |(_, why)| why), words)
}

/// What is wrong and where.
pub fn wrong_at(error: &Error) -> Sentence {
    json_wrong_at(wrong(error), &error.line().to_string(), &error.column().to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_english_is_the_readers_own_and_the_word_tells_it() {
        for (text, why) in [
            ("{", "end"),
            ("", "end"),
            ("{\"a\" 1}", "colon"),
            ("[1 2]", "separator"),
            ("{\"a\": 1 2}", "separator"),
            ("[x]", "value"),
            ("[tru]", "value"),
            ("[1,]", "comma"),
            ("[] []", "more"),
            ("{1: 2}", "name"),
            ("\"\n\"", "control"),
            ("[01]", "number"),
            ("\"\\x\"", "escape"),
            ("\"\\ud800\"", "other"),
        ] {
            let error = serde_json::from_str::<serde_json::Value>(text).unwrap_err();
            assert_eq!(wrong_at(&error).text(), error.to_string());
            let word = serde_json::to_value(crate::say::Value::Word(why)).unwrap();
            let said = crate::say::written_as(crate::say::Form::Parts, || serde_json::to_value(wrong(&error)).unwrap());
            assert_eq!(said["values"]["why"], word, "{text}: {error}");
        }
    }
}
