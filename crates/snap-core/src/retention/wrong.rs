//! What is wrong with a policy: where, and as a sentence that a face has in its own language.
//!
//! What a person would type (members, values, words of a line) stands in a sentence as a name, never in its template, so that
//! the same sentence tells a line as it tells JSON ([`PolicyError::in_words`]).

use super::members::MEMBERS;
use crate::say::Sentence;

crate::sentences! {
    /// What may be wrong with a policy.
    pub(crate) const WRONG;
    policy_wrong(nth: MaybeCount, place: MaybeName, problem: Sentence) =
        "policy{place, select, none {} other { at {nth, select, none {} other {word {nth}, }}`{place}`}}: {problem}";
    pub(super) policy_not_json(why: Sentence) = "the text is not JSON: {why}";
    pub(super) policy_members(given: Count) = "{given} members are given; there are not half as many";
    pub(super) policy_twice() = "is given twice";
    pub(super) policy_unknown(what: Word, name: Name, near: MaybeName, known: Names) =
        "no {what, select, word {word} other {member}} is called `{name}`; {near, select, none {expected one of {known}} other {did you mean `{near}`?}}";
    pub(super) policy_not_allowed(given: Name, expected: Sentence) = "`{given}` is not allowed; {expected}";
    expects(what: Word) = "expected {what, select, object {an object} flag {`true` or `false`} text {a text} texts {a list of texts} duration {a text with an ISO 8601 duration such as `P30D`} duration_form {an ISO 8601 duration such as `P30D`, `PT6H` or `P1Y`, without sign or fraction, below 10,000 years} duration_zero {a duration longer than nothing} instant {a text with an instant such as `2026-11-20T02:00:00Z`} instant_form {RFC 3339 with an offset, such as `2026-11-20T02:00:00Z`} later {an instant after `start`} id {1 to 64 of the characters `A-Z a-z 0-9 _ -`} snapshot {the id of a snapshot} tag {`name` or `name=value`} day {at least one day; leave it out for every day} hours {1, 2, 3, 4, 6, 8, 12 or 24} clock {a time of day from `00:00` to `23:59`} other {1}}";
    pub(super) expects_number(least: Name, most: Name, all: MaybeName) =
        "expected a whole number from {least} to {most}{all, select, none {} other {, or `{all}`}}";
    pub(super) expects_one_of(count: Count, of: Names) =
        "expected {count, plural, one {{of}} other {one of {of}}}";
    pub(crate) expects_time(such: Name) = "expected at least one time such as `{such}`";
    pub(crate) expects_times(times: Name, every: Name) = "expected `{times}` or `{every}`";
    pub(crate) policy_times_too(times: Name) = "`{times}` is given too; expected one of the two";
    pub(crate) policy_from_alone(every: Name, times: Name) =
        "it goes with `{every}`, not with `{times}`; leave it out";
    pub(super) policy_tag_long() = "a tag's name has 512 characters at most, its value 256";
    pub(super) policy_list_long(given: Count, most: Count) =
        "the list has {given} elements; at most {most} are taken";
    pub(super) policy_no_preset(preset: Name, known: Names) = "`{preset}` is no preset; expected one of {known}";
    pub(super) policy_ages(least: Name, max_age: Name, most: Name) =
        "`{least}` is longer than `{max_age}`, `{most}`; expected at most that";
    pub(super) policy_age_and_count(max_age: Name, last: Name) =
        "`true` needs both `{max_age}` and `{last}`; set them or leave this out";
    pub(super) policy_no_slot(end: Name, start: Name) =
        "`{end}` leaves no slot after `start`, `{start}`; expected a later one";
    pub(super) policy_lone(preset: Name, last: Name, max_age: Name) =
        "the preset `{preset}` has either `{last}` or `{max_age}` and no other rule; leave the rest out";
    pub(super) policy_no_zone() = "is missing; expected an IANA time zone such as `Europe/Vienna` or `UTC`";
    pub(super) policy_part_of_schedule() =
        "is part of a schedule; expected `at=02:00` or `every=6h` beside it";
    pub(super) policy_no_value(such: Name) = "has no value; expected one as in `{such}`";
    pub(super) policy_quote_open() = "the quote is not closed; expected a `\"` at its end";
    pub(super) policy_quote_inside() =
        "between quotes, `\\` and control characters are written as in JSON: `\\\\`, `\\n`";
    pub(super) policy_quote_followed() = "something follows the closing quote; expected a blank";
}

/// What would be right, by its word in the template.
pub(crate) fn expected(what: &'static str) -> Sentence {
    expects(what)
}

/// What is wrong with a policy.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{}", self.said())]
pub struct PolicyError {
    pointer: String,
    /// Which word of a line it is, from 1.
    nth: Option<usize>,
    /// The place as it is told.
    place: Option<String>,
    problem: Sentence,
}

impl PolicyError {
    /// Where it is: a JSON pointer into the policy, empty for the whole of it.
    pub fn pointer(&self) -> &str {
        &self.pointer
    }

    /// What it is, without the place.
    pub fn problem(&self) -> &Sentence {
        &self.problem
    }

    /// The place and what it is.
    pub fn said(&self) -> Sentence {
        policy_wrong(self.nth, self.place.as_deref(), self.problem.clone())
    }

    pub(super) fn new(pointer: impl Into<String>, problem: Sentence) -> Self {
        let pointer = pointer.into();
        let place = (!pointer.is_empty()).then(|| pointer.clone());
        Self { pointer, nth: None, place, problem }
    }

    /// With the place as it is told.
    pub(super) fn at(pointer: &str, nth: Option<usize>, place: Option<String>, problem: Sentence) -> Self {
        Self { pointer: pointer.to_owned(), nth, place, problem }
    }

    /// What it is, with the words of a line for the members and values of JSON.
    pub(super) fn in_words(&self) -> Sentence {
        self.problem.clone().with_names(&in_words)
    }
}

/// A member's word in a line, and a value out of its quotes.
fn in_words(name: &str) -> String {
    let mut name = format!("`{name}`").replace("`\"", "`").replace("\"`", "`").replace("`keep.", "`");
    for member in MEMBERS.iter().filter(|member| member.name != member.word) {
        name = name.replace(&format!("`{}`", member.name), &format!("`{}`", member.word));
    }
    name.strip_prefix('`').and_then(|name| name.strip_suffix('`')).unwrap_or_default().to_owned()
}

#[cfg(test)]
mod tests {
    use crate::retention::Policy;
    use crate::say::{Form, written_as};

    #[test]
    fn a_line_and_its_json_are_told_by_the_same_sentences_in_their_own_words() {
        for (line, json, of_line, of_json) in [
            (
                "zone=UTC age-and-count",
                r#"{"zone": "UTC", "ageAndCount": true}"#,
                "at word 2, `age-and-count`: `true` needs both `max-age` and `last`; set them or leave this out",
                "at `/ageAndCount`: `true` needs both `maxAge` and `keep.last`; set them or leave this out",
            ),
            (
                "zone=UTC daily=x",
                r#"{"zone": "UTC", "keep": {"daily": "x"}}"#,
                "at word 2, `daily=x`: `x` is not allowed; expected a whole number from 0 to 100000, or `all`",
                "at `/keep/daily`: `\"x\"` is not allowed; expected a whole number from 0 to 100000, or `\"all\"`",
            ),
            (
                "zone=UTC at=02:00 every=6h",
                r#"{"zone": "UTC", "schedule": {"times": ["02:00"], "everyHours": 6}}"#,
                "at word 3, `every=6h`: `6` is not allowed; `at` is given too; expected one of the two",
                "at `/schedule/everyHours`: `6` is not allowed; `times` is given too; expected one of the two",
            ),
            (
                "zone=UTC pick=first",
                r#"{"zone": "UTC", "pick": "first"}"#,
                "at word 2, `pick=first`: `first` is not allowed; expected one of `newest`, `oldest`",
                "at `/pick`: `\"first\"` is not allowed; expected one of `newest`, `oldest`",
            ),
        ] {
            let (line, json) = (Policy::from_text(line).unwrap_err(), Policy::from_json(json.as_bytes()).unwrap_err());
            assert_eq!(line.to_string(), format!("policy {of_line}"));
            assert_eq!(json.to_string(), format!("policy {of_json}"));
            assert_eq!(line.problem().code(), json.problem().code());
        }
    }

    #[test]
    fn parts_name_the_place_the_value_and_what_would_be_right() {
        let error = Policy::from_text("zone=UTC dayly=7").unwrap_err();
        let parts = written_as(Form::Parts, || serde_json::to_value(error.said()).unwrap());
        assert_eq!(
            parts,
            serde_json::json!({
                "code": "policy_wrong",
                "text": "policy at word 2, `dayly=7`: no word is called `dayly`; did you mean `daily`?",
                "values": {"nth": {"count": 2}, "place": {"name": "dayly=7"}, "problem": {"sentence": {
                    "code": "policy_unknown",
                    "text": "no word is called `dayly`; did you mean `daily`?",
                    "values": {"what": {"word": "word"}, "name": {"name": "dayly"}, "near": {"name": "daily"}, "known": {"names": []}},
                }}},
            })
        );
    }
}
