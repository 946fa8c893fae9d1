//! Reading a line: each word becomes its member's JSON, and the JSON is read.

use super::super::Policy;
use super::super::members::{Kind, MEMBERS, Member, Place};
use super::super::read::nearest;
use super::super::wrong::{PolicyError, policy_no_value, policy_part_of_schedule, policy_twice};
use super::words::{self, Word};
use crate::schedule;

/// A member that was given, with the JSON of its value or its elements, and the word of each.
struct Given<'a> {
    member: &'static Member,
    items: Vec<String>,
    words: Vec<Word<'a>>,
}

impl Policy {
    /// Reads the text form: words `name=value` with blanks between them, in any order. A text that begins with `{` is
    /// taken for JSON, so that a face hands on what a person typed or a file holds.
    ///
    /// # Errors
    /// The first word that is unknown, given twice or has a wrong value, and what [`from_json`](Self::from_json) refuses.
    pub fn from_text(line: &str) -> Result<Self, PolicyError> {
        if line.trim_start().starts_with('{') {
            return Self::from_json(line.as_bytes());
        }
        let given = given(line)?;
        let of = |name| given.iter().find(|g: &&Given<'_>| g.member.name == name);
        let scheduled = given.iter().find(|g| g.member.place == Place::Schedule);
        if let Some(word) = scheduled.and_then(|g| g.words.first())
            && of("times").or(of("everyHours")).is_none()
        {
            return Err(word.fail("/schedule", policy_part_of_schedule()));
        }
        Self::from_json(json(&given).as_bytes()).map_err(|error| placed(&error, &given))
    }
}

fn given(line: &str) -> Result<Vec<Given<'_>>, PolicyError> {
    let mut given: Vec<Given<'_>> = Vec::new();
    for word in words::split(line)? {
        let member = member(&word)?;
        let items = items(&word, member)?;
        match given.iter_mut().find(|g| g.member.name == member.name) {
            Some(earlier) if matches!(member.kind, Kind::Tags | Kind::Ids) => {
                earlier.items.extend(items);
                earlier.words.push(word);
            }
            Some(_) => return Err(word.fail(&member.pointer(), policy_twice())),
            None => given.push(Given { member, items, words: vec![word] }),
        }
    }
    Ok(given)
}

/// The member that a word is called after, by its word or its name in JSON, whatever its casing and hyphens.
fn member(word: &Word<'_>) -> Result<&'static Member, PolicyError> {
    let plain = |text: &str| text.to_lowercase().replace('-', "");
    let asked = plain(word.name);
    let mut known = MEMBERS.iter().filter(|m| !matches!(m.kind, Kind::Object(_)));
    if let Some(member) = known.clone().find(|m| plain(m.word) == asked || plain(m.name) == asked) {
        return Ok(member);
    }
    let words: Vec<&str> = known.by_ref().map(|m| m.word).collect();
    Err(word.fail("", nearest("word", word.name, &words)))
}

/// The JSON of a word's value: of its elements, where the member is a list.
fn items(word: &Word<'_>, member: &Member) -> Result<Vec<String>, PolicyError> {
    let Some(value) = word.value.as_deref() else {
        return match member.kind {
            Kind::Flag => Ok(vec!["true".to_owned()]),
            _ => {
                let such = format!("{}={}", member.word, example(member.kind));
                Err(word.fail(&member.pointer(), policy_no_value(&such)))
            }
        };
    };
    // A number as JSON has them; anything else is a text, and refused as one.
    let number = |text: &str| {
        let digits = !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
        if digits && (text == "0" || !text.starts_with('0')) { text.to_owned() } else { quoted(text) }
    };
    Ok(match member.kind {
        Kind::Version | Kind::Count | Kind::Number => vec![number(value)],
        Kind::EveryHours => vec![number(value.strip_suffix('h').unwrap_or(value))],
        Kind::Flag if value == "true" || value == "false" => vec![value.to_owned()],
        Kind::Days => schedule::spelled_days(value).into_iter().map(quoted).collect(),
        Kind::Times => value.split(',').map(quoted).collect(),
        _ => vec![quoted(value)],
    })
}

fn quoted(text: &str) -> String {
    // A text always is JSON.
    serde_json::to_string(text).unwrap_or_default()
}

/// A value that is right.
fn example(kind: Kind) -> &'static str {
    match kind {
        Kind::Object(_) | Kind::Version | Kind::Number => "1",
        Kind::ShortName => "nightly",
        Kind::Zone => "Europe/Vienna",
        Kind::Words(words) => words.first().copied().unwrap_or_default(),
        Kind::Count => "7",
        Kind::Flag => "true",
        Kind::Period => "P30D",
        Kind::Instant => "2026-11-20T02:00:00Z",
        Kind::Tags => "keep=legal",
        Kind::Ids => "/subscriptions/…/snapshots/name",
        Kind::Days => "mon-fri",
        Kind::Times => "02:00,14:00",
        Kind::EveryHours => "6h",
        Kind::Clock => "00:30",
    }
}

fn json(given: &[Given<'_>]) -> String {
    let object = |place: Place| {
        let members = given.iter().filter(|g| g.member.place == place).map(|g| {
            let value = g.items.join(",");
            match g.member.kind {
                Kind::Tags | Kind::Ids | Kind::Days | Kind::Times => format!("\"{}\":[{value}]", g.member.name),
                _ => format!("\"{}\":{value}", g.member.name),
            }
        });
        members.collect::<Vec<_>>().join(",")
    };
    let mut top = vec![format!("\"keep\":{{{}}}", object(Place::Keep))];
    if given.iter().any(|g| g.member.place == Place::Schedule) {
        top.push(format!("\"schedule\":{{{}}}", object(Place::Schedule)));
    }
    top.push(object(Place::Top));
    top.retain(|part| !part.is_empty());
    format!("{{{}}}", top.join(","))
}

/// An error of the JSON, told at the word it comes from and in the words of the line.
fn placed(error: &PolicyError, given: &[Given<'_>]) -> PolicyError {
    let problem = error.in_words();
    let pointer = error.pointer();
    for one in given {
        if let Some(element) = pointer.strip_prefix(&one.member.pointer())
            && (element.is_empty() || element.starts_with('/'))
        {
            let nth = element.trim_start_matches('/').parse::<usize>().unwrap_or(0);
            if let Some(word) = one.words.get(nth).or(one.words.first()) {
                return word.fail(pointer, problem);
            }
        }
    }
    let missing = MEMBERS.iter().find(|m| m.pointer() == pointer && !matches!(m.kind, Kind::Object(_)));
    PolicyError::at(pointer, None, missing.map(|m| m.word.to_owned()), problem)
}
