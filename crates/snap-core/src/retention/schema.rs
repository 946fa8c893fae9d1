//! The JSON Schema of a policy, from the table of members that it is read by.

use serde_json::{Map, Value, json};

use super::keep::{LONGEST_TAG, MOST_TAGS};
use super::members::{Kind, Place};
use super::read::MOST;
use crate::schedule::{DAYS, DIVISORS, MOST_TIMES};

/// The JSON Schema (draft 2020-12) of a policy; `about` says what a member is, by its name.
///
/// It refuses nothing that [`from_json`](super::Policy::from_json) takes, but for instants in other spellings than RFC 3339's usual one.
/// What it cannot say is listed in `docs/policy.md`.
pub fn schema(mut about: impl FnMut(&str) -> String) -> Value {
    let mut schema = json!({
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "A Snapline retention policy",
        "description": "Which snapshots are kept. A text is the same policy as a line.",
        "type": ["object", "string"],
        "required": ["zone"],
    });
    merge(&mut schema, object(Place::Top, &mut about));
    schema
}

fn merge(into: &mut Value, more: Value) {
    if let (Value::Object(into), Value::Object(more)) = (into, more) {
        into.extend(more);
    }
}

/// What all objects of a place have.
fn object(place: Place, about: &mut impl FnMut(&str) -> String) -> Value {
    let mut properties = Map::new();
    for member in place.members() {
        let mut of = json!({"description": about(member.name)});
        if let Some(default) = member.default.filter(|default| *default != "null") {
            merge(&mut of, json!({"default": serde_json::from_str::<Value>(default).unwrap_or_default()}));
        }
        merge(&mut of, value(member.kind, about));
        properties.insert(member.name.to_owned(), of);
    }
    json!({"properties": properties, "additionalProperties": false})
}

/// What a member may be; `null` is as good as leaving it out.
fn value(kind: Kind, about: &mut impl FnMut(&str) -> String) -> Value {
    let text = |pattern: &str| json!({"type": ["string", "null"], "pattern": pattern});
    let list = |most: usize, items: Value| json!({"type": ["array", "null"], "maxItems": most, "items": items});
    match kind {
        Kind::Object(place) => {
            let mut of = object(place, about);
            merge(&mut of, json!({"type": ["object", "null"]}));
            if place == Place::Schedule {
                let one = |given: &str, kind: &str, left_out: &[&str]| {
                    let mut properties: Map<String, Value> =
                        left_out.iter().map(|name| ((*name).to_owned(), json!({"type": "null"}))).collect();
                    properties.insert(given.to_owned(), json!({"type": kind}));
                    json!({"type": "object", "required": [given], "properties": properties})
                };
                let times = one("times", "array", &["everyHours", "from"]);
                let every = one("everyHours", "integer", &["times"]);
                merge(&mut of, json!({"oneOf": [{"type": "null"}, times, every]}));
            }
            of
        }
        Kind::Version => json!({"enum": [1, null]}),
        Kind::ShortName => text("^[A-Za-z0-9_-]{1,64}$"),
        Kind::Zone => json!({"type": "string", "minLength": 1, "examples": ["Europe/Vienna", "UTC"]}),
        Kind::Words(words) => choice(words.iter().map(|word| json!(word))),
        Kind::Count => json!({"anyOf": [
            {"type": ["integer", "null"], "minimum": 0, "maximum": MOST},
            {"const": "all"},
        ]}),
        Kind::Number => json!({"type": ["integer", "null"], "minimum": 1, "maximum": MOST}),
        Kind::Flag => json!({"type": ["boolean", "null"]}),
        Kind::Period => text(PERIOD),
        Kind::Instant => text(INSTANT),
        Kind::Tags => list(MOST_TAGS, json!({"type": "string", "maxLength": LONGEST_TAG, "pattern": "^[^=]*[^=\\s]"})),
        Kind::Ids => list(MOST as usize, json!({"type": "string", "pattern": id_of_a_snapshot()})),
        Kind::Days => {
            let mut of = list(DAYS.len(), json!({"enum": DAYS.map(|(_, word)| word)}));
            merge(&mut of, json!({"minItems": 1}));
            of
        }
        Kind::Times => {
            let mut of = list(MOST_TIMES, json!({"type": "string", "pattern": CLOCK}));
            merge(&mut of, json!({"minItems": 1}));
            of
        }
        Kind::EveryHours => choice(DIVISORS.iter().map(|hours| json!(hours))),
        Kind::Clock => text(CLOCK),
    }
}

fn choice(values: impl Iterator<Item = Value>) -> Value {
    json!({"enum": values.chain([Value::Null]).collect::<Vec<_>>()})
}

/// ISO 8601, without sign or fraction, longer than nothing.
const PERIOD: &str = "^(?=.*[1-9])(?=.{1,100}$)P(?:[0-9]{1,18}Y)?(?:[0-9]{1,18}M)?(?:[0-9]{1,18}W)?(?:[0-9]{1,18}D)?\
                      (?:T(?=[0-9])(?:[0-9]{1,18}H)?(?:[0-9]{1,18}M)?(?:[0-9]{1,18}S)?)?$";

/// RFC 3339.
const INSTANT: &str = "^[0-9]{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12][0-9]|3[01])T(?:[01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9]\
                       (?:\\.[0-9]{1,9})?(?:Z|[+-](?:[01][0-9]|2[0-3]):[0-5][0-9])$";

const CLOCK: &str = "^(?:[01][0-9]|2[0-3]):[0-5][0-9]$";

/// The words of the id of a snapshot in any casing (A60): a pattern of a schema has no flags.
fn id_of_a_snapshot() -> String {
    let any_case = |word: &str| -> String {
        word.chars()
            .map(|c| match c {
                '.' => "\\.".to_owned(),
                c => format!("[{}{}]", c.to_ascii_uppercase(), c.to_ascii_lowercase()),
            })
            .collect()
    };
    let name = "[^/\\\\%?#]+";
    let words = ["subscriptions", name, "resourceGroups", name, "providers", "Microsoft.Compute", "snapshots", name];
    let spelled: Vec<String> =
        words.iter().map(|word| if *word == name { name.to_owned() } else { any_case(word) }).collect();
    format!("^/?{}$", spelled.join("/"))
}
