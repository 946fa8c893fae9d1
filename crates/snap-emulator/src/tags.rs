//! Tags as a resource of their own, `…/providers/Microsoft.Resources/tags/default`: how a caller who may tag changes the
//! tags of a disk or snapshot without a right on anything else.

use serde::Deserialize;
use serde_json::{Map, Value, json};

use crate::auth::Caller;
use crate::emulator::{Asked, Emulator};
use crate::http::Response;
use crate::manager::unknown_call;
use crate::reads;
use crate::refusal::{Answer, Refusal};
use crate::rules;
use crate::stored::Key;
use crate::target::Place;

/// What a PATCH does with the tags it names.
#[derive(Clone, Copy, Debug, Default, Deserialize)]
enum Change {
    #[default]
    Replace,
    Merge,
    Delete,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Wanted {
    #[serde(default)]
    operation: Change,
    properties: Properties,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Properties {
    #[serde(default)]
    tags: Map<String, Value>,
}

impl Emulator {
    pub(crate) fn tags_call(&mut self, asked: &Asked<'_>, caller: &Caller, place: &Place) -> Answer {
        let method = asked.request.method.as_str();
        if method != "GET" {
            self.check_write(caller.role, place, "write")?;
        }
        self.check_group(&place.subscription, &place.group)?;
        let Some(stored) = self.state.resources.get_mut(&Key::of(place)) else {
            return Err(reads::resource_not_found(place));
        };
        let have = stored.body.get("tags").and_then(Value::as_object).cloned().unwrap_or_default();
        let tags = match method {
            "GET" => return Ok(shown(place, &have)),
            "DELETE" => Map::new(),
            "PUT" => changed(have, Change::Replace, wanted(&asked.request.body)?.properties.tags),
            "PATCH" => {
                let wanted = wanted(&asked.request.body)?;
                changed(have, wanted.operation, wanted.properties.tags)
            }
            _ => return Err(unknown_call(asked.request)),
        };
        rules::check_tags(&tags)?;
        stored.body.insert("tags".to_owned(), Value::Object(tags.clone()));
        Ok(if method == "DELETE" { Response::empty(200) } else { shown(place, &tags) })
    }
}

fn shown(place: &Place, tags: &Map<String, Value>) -> Response {
    let id = format!("{}/providers/Microsoft.Resources/tags/default", place.id());
    let body = json!({"id": id, "name": "default", "type": "Microsoft.Resources/tags", "properties": {"tags": tags}});
    Response::json(200, &body)
}

fn wanted(bytes: &[u8]) -> Answer<Wanted> {
    serde_json::from_slice(bytes).map_err(|error| {
        let message = format!("The request content was invalid and could not be deserialized: '{error}'.");
        Refusal::new(400, "InvalidRequestContent", message)
    })
}

/// Names of tags ignore case, values do not (A63).
fn changed(mut have: Map<String, Value>, change: Change, named: Map<String, Value>) -> Map<String, Value> {
    let same = |one: &str, other: &str| one.to_lowercase() == other.to_lowercase();
    match change {
        Change::Replace => return named,
        Change::Merge => {
            have.retain(|name, _| !named.keys().any(|other| same(name, other)));
            have.extend(named);
        }
        Change::Delete => {
            have.retain(|name, value| !named.iter().any(|(other, gone)| same(name, other) && value == gone));
        }
    }
    have
}
