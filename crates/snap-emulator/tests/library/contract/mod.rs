//! The published contract, as a judge of replies: `tests/arm-spec` read as JSON Schema.
//!
//! Stricter than a client has to be: members and words that are not listed are faults here, for the emulator must not
//! teach a client something that the service never says.

mod examples;
mod scenario;
mod schema;

use serde_json::{Value, json};
use snap_emulator::{Request, Response};

use schema::Contract;

/// What is wrong with a reply; empty when it keeps to the contract or is of a kind that the contract does not know.
pub(crate) fn faults(request: &Request, response: &Response) -> Vec<String> {
    kind(request, response).map(|kind| kind.faults(response)).unwrap_or_default()
}

/// A reply that the contract has something to say about.
pub(crate) struct Kind {
    /// Method, path with its parameters named, status.
    pub(crate) name: String,
    /// The definition of the body: `None` for no body.
    definition: Option<String>,
    version: String,
    /// Members of `properties` that the service was seen to add although no contract lists them (section 6.4).
    tolerated: &'static [&'static str],
}

/// Which kind of reply it is, as the contract has them.
pub(crate) fn kind(request: &Request, response: &Response) -> Option<Kind> {
    let contract = Contract::get();
    let version = query(&request.path, "api-version").unwrap_or_default();
    let make = |path: &str, definition: Option<&str>| Kind {
        name: format!("{} {} {}", request.method, short(path), response.status),
        definition: definition.map(str::to_owned),
        version: version.clone(),
        tolerated: if response.status == 202 { &["isArmResource", "faultDomain"] } else { &["readOnly"] },
    };
    if is_operation(request.path_only()) {
        let monitor = query(&request.path, "monitor").is_some();
        return Some(match (monitor, response.status) {
            (_, 400..) => make("operation", Some("Refusal")),
            (false, _) => make("operation", Some("OperationStatus")),
            (true, 200) if !response.body.is_empty() => make("operation result", Some(RESULT)),
            (true, _) => make("operation result", None),
        });
    }
    let (path, methods) = contract.paths().find(|(path, _)| fits(path, request.path_only()))?;
    if response.status >= 400 {
        return Some(make(path, Some("Refusal")));
    }
    let statuses = methods.get(&request.method).unwrap_or(&Value::Null);
    match statuses.get(response.status.to_string()) {
        Some(Value::String(name)) => Some(make(path, Some(name))),
        Some(_) => Some(make(path, None)),
        None => Some(make(path, Some(UNDOCUMENTED))),
    }
}

/// Names of all kinds of reply that the contract lists.
pub(crate) fn documented() -> impl Iterator<Item = String> {
    Contract::get().paths().flat_map(|(path, methods)| {
        methods.as_object().unwrap().iter().flat_map(move |(method, statuses)| {
            statuses.as_object().unwrap().keys().map(move |status| format!("{method} {} {status}", short(path)))
        })
    })
}

impl Kind {
    pub(crate) fn faults(&self, response: &Response) -> Vec<String> {
        let found = match (self.definition.as_deref(), response.body_json()) {
            (None, _) if response.body.is_empty() => Vec::new(),
            (None, _) => vec!["a body where the contract has none".to_owned()],
            (Some(UNDOCUMENTED), _) => vec!["the contract does not know this status".to_owned()],
            (Some(_), None) => vec!["not JSON".to_owned()],
            (Some(RESULT), Some(body)) => self.judge(result(&body), body),
            (Some(definition), Some(mut body)) => {
                let output = body.pointer_mut("/properties/output").map(Value::take);
                let inner = output.map(|output| self.judge(result(&output), output)).unwrap_or_default();
                [self.judge(definition, body), inner].concat()
            }
        };
        found.into_iter().map(|fault| format!("{}: {fault}", self.name)).collect()
    }

    fn judge(&self, definition: &str, mut body: Value) -> Vec<String> {
        if let Some(Value::Object(properties)) = body.get_mut("properties") {
            properties.retain(|member, _| !self.tolerated.contains(&member.as_str()));
        }
        let version = (!self.version.is_empty()).then_some(self.version.as_str());
        Contract::get().faults(definition, version, &body)
    }
}

const UNDOCUMENTED: &str = "";

/// What an operation ends in: what exactly, its body tells.
const RESULT: &str = "result";

fn result(body: &Value) -> &'static str {
    match body["type"].as_str() {
        Some("Microsoft.Compute/disks") => "Disk",
        Some(_) => "Snapshot",
        None => "AccessUri",
    }
}

/// A path of the contract without what all of them share.
fn short(path: &str) -> String {
    path.trim_start_matches("/subscriptions/{subscriptionId}")
        .replace("/resourceGroups/{resourceGroupName}", "{group}")
        .replace("/providers/Microsoft.Compute", "")
}

/// `…/locations/{region}/DiskOperations/{id}` (A31).
fn is_operation(path: &str) -> bool {
    fits("/subscriptions/{s}/providers/Microsoft.Compute/locations/{r}/DiskOperations/{id}", path)
}

fn fits(template: &str, path: &str) -> bool {
    let (template, path): (Vec<&str>, Vec<&str>) = (template.split('/').collect(), path.split('/').collect());
    template.len() == path.len()
        && template.iter().zip(path).all(|(want, have)| want.starts_with('{') || want.eq_ignore_ascii_case(have))
}

fn query(path: &str, name: &str) -> Option<String> {
    let (_, query) = path.split_once('?')?;
    let (_, value) =
        query.split('&').filter_map(|pair| pair.split_once('=')).find(|(have, _)| have.eq_ignore_ascii_case(name))?;
    Some(value.to_owned())
}

/// What the contract leaves to the guide on long-running operations (A33), and both shapes of a refusal (A70).
fn unlisted() -> Value {
    let reference = |name: &str| json!({ "$ref": format!("#/definitions/{name}") });
    json!({
        "OperationStatus": {
            "type": "object",
            "required": ["status"],
            "properties": {
                "startTime": {"type": "string", "format": "date-time"},
                "endTime": {"type": "string", "format": "date-time"},
                "status": {"type": "string"},
                "name": {"type": "string"},
                // The output is judged by itself.
                "properties": {"type": "object", "properties": {"output": {"type": "null"}}},
                "error": reference("ApiError"),
            },
        },
        "Refusal": {"anyOf": (["CloudError", "ApiError"].map(reference))},
    })
}
