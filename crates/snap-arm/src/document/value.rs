//! One member's value: kept as a slice of the document until its type is asked for.

use std::borrow::Cow;

use serde::Deserialize;
use snap_core::instant::Instant;
use snap_core::say::Sentence;

use super::said::{skip_deep, skip_long, skip_value};
use super::syntax::Raw;
use crate::scrub::scrub;

/// A value as it stands in the document.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) enum Val<'a> {
    /// The member is not there.
    #[default]
    Absent,
    /// JSON of any type.
    Json(&'a str),
    /// A JSON text of which nothing is escaped, without its quotes.
    Plain(&'a str),
    /// Bare text: a CSV cell, or the text that stands where an object belongs.
    Text(Cow<'a, str>),
}

/// Why a value cannot be used, without saying yet which member it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Bad {
    /// A skip's code.
    pub(super) code: &'static str,
    /// `is …; expected …`
    pub(super) what: Sentence,
}

/// The longest text that is taken for any member, in bytes: far more than any of Azure's.
const LONGEST: usize = 32 << 10;
/// The longest list or object that is taken whole, in bytes: several times fifty tags of the longest names and values (A63).
const LONGEST_CONTAINER: usize = 1 << 20;
/// Up to here whole numbers are exact in every tool that may have written the document (A52).
const EXACT: f64 = 9_007_199_254_740_992.0;

impl<'a> Val<'a> {
    /// A value as it stands in JSON.
    pub(super) fn of(raw: Raw<'a>) -> Self {
        raw.said().map_or(Self::Json(raw.text), Self::Plain)
    }

    /// `expected` is a word of the sentence, `most` a number in it.
    #[cold]
    #[inline(never)]
    fn bad(&self, code: &'static str, expected: &'static str, most: Option<u64>) -> Bad {
        let shown = match self {
            Self::Absent => None,
            Self::Json(raw) => Some(scrub(raw, 60)),
            Self::Plain(text) => Some(scrub(&format!("\"{text}\""), 60)),
            Self::Text(text) => Some(scrub(text, 60)),
        };
        let most = most.map(|most| most.to_string());
        Bad { code, what: skip_value(shown.as_deref(), expected, most.as_deref()) }
    }

    pub(super) fn wrong_type(&self, expected: &'static str) -> Bad {
        self.bad("wrong_type", expected, None)
    }

    /// The JSON of an object or a list, also where it stands inside a text or a CSV cell; `None` for nothing and `null`.
    pub(super) fn container(&self) -> Result<Option<Cow<'_, str>>, Bad> {
        let source = match self {
            Self::Absent => return Ok(None),
            Self::Text(text) => Cow::Borrowed(text.trim()),
            Self::Plain(text) => Cow::Borrowed(*text),
            Self::Json(raw) if raw.starts_with('"') => {
                Cow::Owned(serde_json::from_str(raw).map_err(|_| self.wrong_type("whole_text"))?)
            }
            Self::Json(raw) => Cow::Borrowed(*raw),
        };
        if source.len() > LONGEST_CONTAINER {
            return Err(Bad { code: "too_long", what: skip_long() });
        }
        if is_type_name(&source) {
            return Err(Bad { code: DEPTH, what: too_deep(&source) });
        }
        Ok((!source.is_empty() && source != "null").then_some(source))
    }

    /// A text; an empty one means the same as none (Resource Graph writes `""` where ARM leaves out).
    pub(super) fn text(&self) -> Result<Option<Cow<'_, str>>, Bad> {
        let text = match self {
            Self::Absent | Self::Json("null") => return Ok(None),
            Self::Text(text) if text.trim() == "null" => return Ok(None),
            Self::Text(text) => Cow::Borrowed(text.trim()),
            Self::Plain(text) => Cow::Borrowed(*text),
            Self::Json(raw) => match raw.strip_prefix('"').and_then(|rest| rest.strip_suffix('"')) {
                None => return Err(self.wrong_type("text")),
                Some(plain) if !plain.as_bytes().contains(&b'\\') => Cow::Borrowed(plain),
                // Lone surrogates pass the syntax and end here.
                Some(_) => Cow::Owned(serde_json::from_str(raw).map_err(|_| self.wrong_type("whole_text"))?),
            },
        };
        if text.len() > LONGEST {
            return Err(self.bad("too_long", "short_text", None));
        }
        Ok((!text.is_empty()).then_some(text))
    }

    /// A text of its own.
    pub(super) fn string(&self) -> Result<Option<String>, Bad> {
        Ok(self.text()?.map(Cow::into_owned))
    }

    /// The number, or the text that holds one.
    fn digits(&self) -> Result<Option<Cow<'_, str>>, Bad> {
        match self {
            Self::Json(raw) if raw.starts_with(|c: char| c == '-' || c.is_ascii_digit()) => {
                Ok(Some(Cow::Borrowed(raw)))
            }
            _ => self.text().map_err(|bad| Bad { code: bad.code, ..self.wrong_type("number") }),
        }
    }

    /// A whole number from 0 to `most`.
    pub(super) fn whole(&self, most: u64) -> Result<Option<u64>, Bad> {
        let Some(digits) = self.digits()? else { return Ok(None) };
        let number = match digits.parse::<u64>() {
            Ok(number) => number,
            Err(_) => match digits.parse::<f64>() {
                Err(_) => return Err(self.wrong_type("whole")),
                Ok(float) if float.fract() == 0.0 && (0.0..=EXACT).contains(&float) => {
                    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "whole and in range")]
                    let number = float as u64;
                    number
                }
                Ok(_) => return Err(self.bad("out_of_range", "range", Some(most))),
            },
        };
        if number > most {
            return Err(self.bad("out_of_range", "range", Some(most)));
        }
        Ok(Some(number))
    }

    /// A number from 0 to 100, fractions allowed (A53).
    pub(super) fn percent(&self) -> Result<Option<f64>, Bad> {
        let Some(digits) = self.digits()? else { return Ok(None) };
        let number: f64 = digits.parse().map_err(|_| self.wrong_type("percent"))?;
        if !(0.0..=100.0).contains(&number) {
            return Err(self.bad("out_of_range", "percent", None));
        }
        Ok(Some(number))
    }

    /// `true` or `false`, as such or as text in any case (X8).
    pub(super) fn flag(&self) -> Result<Option<bool>, Bad> {
        if let Self::Json(raw @ ("true" | "false")) = self {
            return Ok(Some(*raw == "true"));
        }
        let expected = || self.wrong_type("flag");
        match self.text().map_err(|_| expected())? {
            None => Ok(None),
            Some(text) if text.eq_ignore_ascii_case("true") => Ok(Some(true)),
            Some(text) if text.eq_ignore_ascii_case("false") => Ok(Some(false)),
            Some(_) => Err(expected()),
        }
    }

    /// An instant: text, or the object that PowerShell makes of a decorated date.
    pub(super) fn instant(&self) -> Result<Option<Instant>, Bad> {
        let bad = || self.bad("bad_instant", "instant", None);
        if let Self::Json(raw) = self
            && raw.starts_with('{')
        {
            let object: Decorated<'_> = serde_json::from_str(raw).map_err(|_| bad())?;
            // `DateTime` is written for people, in the host's language: only a text with an offset is of use.
            return [object.value, object.date_time]
                .into_iter()
                .flatten()
                .find_map(|text| Instant::parse(&text).ok())
                .map(Some)
                .ok_or_else(bad);
        }
        match self.text().map_err(|_| bad())? {
            None => Ok(None),
            Some(text) => Instant::parse(&text).map(Some).map_err(|_| bad()),
        }
    }
}

/// `{"value": "\/Date(…)\/", "DisplayHint": 2, "DateTime": "…"}`
#[derive(Deserialize)]
struct Decorated<'a> {
    #[serde(borrow, alias = "Value")]
    value: Option<Cow<'a, str>>,
    #[serde(borrow, alias = "DateTime", alias = "datetime")]
    date_time: Option<Cow<'a, str>>,
}

/// The code of an object that PowerShell replaced by its type name.
pub(super) const DEPTH: &str = "truncated_by_depth";

/// What to say about such a name.
pub(super) fn too_deep(text: &str) -> Sentence {
    skip_deep(&scrub(text, 60))
}

/// True for what PowerShell prints in place of an object or a list that lies too deep.
pub(super) fn is_type_name(text: &str) -> bool {
    let text = text.trim_start();
    text.starts_with("@{")
        || ["System.", "Microsoft.", "Newtonsoft."].iter().any(|start| text.starts_with(start)) && !text.contains('/')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn code<T>(result: Result<T, Bad>) -> &'static str {
        result.err().map_or("ok", |bad| bad.code)
    }

    #[test]
    fn numbers_come_as_numbers_and_as_text() {
        for (raw, expected) in [("5", 5), ("\"5\"", 5), ("5.0", 5), ("5e2", 500), ("1000", 1000)] {
            assert_eq!(Val::Json(raw).whole(1000), Ok(Some(expected)), "{raw}");
        }
        assert_eq!(Val::Text(" 5 ".into()).whole(9), Ok(Some(5)));
        for raw in ["null", "\"\""] {
            assert_eq!(Val::Json(raw).whole(9), Ok(None), "{raw}");
        }
        for raw in ["-1", "1e400", "1.5", "1001", "99999999999999999999", "\"NaN\"", "\"-0.5\""] {
            assert_eq!(code(Val::Json(raw).whole(1000)), "out_of_range", "{raw}");
        }
        for raw in ["true", "[]", "{}", "\"five\"", "\"\\ud800\""] {
            assert_eq!(code(Val::Json(raw).whole(1000)), "wrong_type", "{raw}");
        }
    }

    #[test]
    fn percents_have_fractions_and_ends() {
        // A53
        assert_eq!(Val::Json("62.5").percent(), Ok(Some(62.5)));
        assert_eq!(Val::Json("\"100\"").percent(), Ok(Some(100.0)));
        assert_eq!(Val::Json("0.0").percent(), Ok(Some(0.0)));
        for raw in ["100.1", "-0.1", "1e400", "\"NaN\"", "\"inf\""] {
            assert_eq!(code(Val::Json(raw).percent()), "out_of_range", "{raw}");
        }
    }

    #[test]
    fn flags_come_as_text_too() {
        // X8
        assert_eq!(Val::Json("true").flag(), Ok(Some(true)));
        assert_eq!(Val::Json("\"False\"").flag(), Ok(Some(false)));
        assert_eq!(Val::Text("TRUE".into()).flag(), Ok(Some(true)));
        assert_eq!(Val::Json("null").flag(), Ok(None));
        for raw in ["1", "\"yes\"", "{}"] {
            assert_eq!(code(Val::Json(raw).flag()), "wrong_type", "{raw}");
        }
    }

    #[test]
    fn texts_are_borrowed_where_they_can_be() {
        assert!(matches!(Val::Json("\"plain\"").text(), Ok(Some(Cow::Borrowed("plain")))));
        assert_eq!(Val::Json("\"a\\u00e9\\/b\"").text().unwrap().unwrap(), "aé/b");
        assert_eq!(code(Val::Json("\"\\ud800\"").text()), "wrong_type");
        assert_eq!(code(Val::Json("7").text()), "wrong_type");
        assert_eq!(code(Val::Text("x".repeat(LONGEST + 1).into()).text()), "too_long");
    }

    #[test]
    fn instants_come_in_four_forms() {
        // A55
        let expected = Instant::parse("2016-11-15T04:41:35.079Z").unwrap();
        for raw in [
            r#""2016-11-15T04:41:35.079Z""#,
            r#""\/Date(1479184895079)\/""#,
            r#"{"value":"\/Date(1479184895079)\/","DateTime":"tisdag den 15 november 2016 04:41:35"}"#,
            r#"{"value":"2016-11-15T05:41:35.079+01:00","DisplayHint":2,"DateTime":"Tuesday"}"#,
            r#"{"DateTime":"2016-11-15T04:41:35.079Z"}"#,
        ] {
            assert_eq!(Val::Json(raw).instant(), Ok(Some(expected)), "{raw}");
        }
        for raw in [r#""2016-11-15T04:41:35""#, r#"{"DateTime":"Tuesday"}"#, "1479184895079", "[]", "{}"] {
            assert_eq!(code(Val::Json(raw).instant()), "bad_instant", "{raw}");
        }
    }

    #[test]
    fn type_names_are_told_from_words() {
        for text in [
            "@{CreateOption=Copy; SourceResourceId=…}",
            "Microsoft.Azure.Management.Compute.Models.CreationData",
            "System.Object[]",
            "System.Collections.Generic.Dictionary`2[System.String,System.String]",
        ] {
            assert!(is_type_name(text), "{text}");
        }
        for text in ["Standard_LRS", "Microsoft.Compute/snapshots", "{\"a\":1}", ""] {
            assert!(!is_type_name(text), "{text}");
        }
    }
}
