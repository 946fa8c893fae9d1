//! The flows as a specification: given this answer at this instant, expect exactly these requests and items.
//!
//! There is no emulator here. Each test tells one exchange after the other, in the order of the clock, and every request
//! and item that comes must be named; one that was not expected, or did not come, fails the test.
#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::needless_pass_by_value,
    reason = "test code: a broken case must stop it, and a case reads best without `&`"
)]

mod copy;
mod create;
mod list;
mod prune;
mod ranges;
mod wait;

use serde_json::{Value, json};
use snap_flow::Flow;

const SUB: &str = "5eed0000-0000-4000-8000-000000000001";
const AZURE: &str = "https://management.azure.com";
const NIGHT: &str = "2026-11-20T";
const OPERATION: &str = "/subscriptions/5eed0000-0000-4000-8000-000000000001/providers/Microsoft.Compute/locations/westeurope/DiskOperations/1";

/// A flow in the hands of a test.
struct Spec {
    flow: Flow,
    now: String,
    /// What awaits an answer: id, and what was asked.
    open: Vec<(u64, String)>,
    /// What came since it was last looked at.
    asked: Vec<String>,
    told: Vec<String>,
    warned: Vec<String>,
    until: Option<String>,
    done: Option<Value>,
}

/// A flow that has begun at two o'clock and was polled. Members of `request` stand beside the usual ones.
fn given(request: Value) -> Spec {
    let mut whole = json!({"endpoint": AZURE, "now": format!("{NIGHT}02:00:00Z"), "callId": "night"});
    if ["list", "wait", "ranges", "download"].contains(&request["flow"].as_str().unwrap()) {
        whole.as_object_mut().unwrap().remove("callId");
    }
    for (member, value) in request.as_object().unwrap() {
        whole[member] = value.clone();
    }
    let (flow, _) = Flow::new(whole.to_string().as_bytes()).unwrap_or_else(|error| panic!("{error}"));
    let spec = Spec {
        flow,
        now: format!("{NIGHT}02:00:00Z"),
        open: Vec::new(),
        asked: Vec::new(),
        told: Vec::new(),
        warned: Vec::new(),
        until: None,
        done: None,
    };
    spec.input(json!({"op": "poll"}), &Value::Null)
}

impl Spec {
    /// Exactly these requests, in this order, since the last time they were looked at.
    fn asks<const N: usize>(mut self, expected: [&str; N]) -> Self {
        assert_eq!(std::mem::take(&mut self.asked), expected, "requests at {}", self.now);
        self
    }

    /// Exactly these items, as `kind code of name`, since the last time they were looked at.
    fn tells<const N: usize>(mut self, expected: [&str; N]) -> Self {
        assert_eq!(std::mem::take(&mut self.told), expected, "items at {}", self.now);
        self
    }

    /// Exactly these warnings, by code.
    fn warns<const N: usize>(mut self, expected: [&str; N]) -> Self {
        assert_eq!(std::mem::take(&mut self.warned), expected, "warnings at {}", self.now);
        self
    }

    /// It is to be polled then.
    fn sleeps_until(self, clock: &str) -> Self {
        let until = self.until.as_deref().map(|until| until.trim_start_matches(NIGHT).trim_end_matches('Z').to_owned());
        assert_eq!(until.as_deref(), Some(clock), "at {}", self.now);
        self
    }

    /// The clock is moved and the flow polled.
    fn at(mut self, clock: &str) -> Self {
        self.now = format!("{NIGHT}{clock}Z");
        self.input(json!({"op": "poll"}), &Value::Null)
    }

    /// The service answers the one request that was asked in these words.
    fn answers(self, asked: &str, status: u16, body: &Value) -> Self {
        self.answers_with(asked, status, json!([]), body)
    }

    /// The same with headers.
    fn answers_with(mut self, asked: &str, status: u16, headers: Value, body: &Value) -> Self {
        let id = self.take(asked);
        self.input(json!({"op": "reply", "id": id, "status": status, "headers": headers}), body)
    }

    /// The service has taken a write, and works at it.
    fn accepts(self, asked: &str) -> Self {
        let headers = json!([["Azure-AsyncOperation", format!("{AZURE}{OPERATION}?s=signed")], ["Retry-After", "2"]]);
        self.answers_with(asked, 202, headers, &json!({}))
    }

    /// No answer comes.
    fn loses(mut self, asked: &str, kind: &str) -> Self {
        let id = self.take(asked);
        self.input(json!({"op": "failed", "id": id, "kind": kind}), &Value::Null)
    }

    /// The host tells it to stop.
    fn cancelled(self) -> Self {
        self.input(json!({"op": "cancel"}), &Value::Null)
    }

    /// The host is killed, having saved, and goes on at that time.
    fn resumed_at(mut self, clock: &str) -> Self {
        let input = json!({"op": "save", "now": self.now}).to_string();
        let output = serde_json::to_value(self.flow.step(input.as_bytes(), b"").unwrap()).unwrap();
        let now = format!("{NIGHT}{clock}Z");
        let request = json!({"flow": "resume", "saved": output["saved"], "now": now});
        let (flow, _) = Flow::new(request.to_string().as_bytes()).unwrap();
        let spec = Self { flow, now, open: Vec::new(), asked: Vec::new(), told: Vec::new(), until: None, ..self };
        spec.input(json!({"op": "poll"}), &Value::Null)
    }

    /// It is over, everything was done as asked, and nothing was said that was not looked at.
    fn ends_whole(self) {
        assert_eq!(self.ends()["complete"], json!(true));
    }

    /// It is over; its summary.
    fn ends(self) -> Value {
        assert_eq!((&self.asked, &self.told, &self.warned), (&vec![], &vec![], &vec![]), "nobody looked at these");
        self.done.expect("the flow is not over")
    }

    fn take(&mut self, asked: &str) -> u64 {
        let at = self.open.iter().position(|(_, open)| open == asked);
        self.open.remove(at.unwrap_or_else(|| panic!("`{asked}` is not among {:?}", self.open))).0
    }

    fn input(mut self, mut input: Value, body: &Value) -> Self {
        input["now"] = json!(self.now);
        let body = if body.is_null() { String::new() } else { body.to_string() };
        let output = self.flow.step(input.to_string().as_bytes(), body.as_bytes()).unwrap();
        self.warned.extend(output.warnings.iter().map(|warning| warning.code.to_owned()));
        let output = serde_json::to_value(&output).unwrap();
        self.until = output["until"].as_str().map(str::to_owned);
        for step in output["steps"].as_array().unwrap() {
            match step["step"].as_str().unwrap() {
                "request" => {
                    let asked = asked(step);
                    self.open.push((step["id"].as_u64().unwrap(), asked.clone()));
                    self.asked.push(asked);
                }
                "item" => {
                    let text = |member: &str| step[member].as_str().unwrap_or_default();
                    let words = [text("kind"), text("code"), "of", last(text("target"))];
                    self.told.push(words.into_iter().filter(|word| !word.is_empty()).collect::<Vec<_>>().join(" "));
                }
                "done" => self.done = Some(step["summary"].clone()),
                _ => {}
            }
        }
        self
    }
}

/// A request in few words: `GET disks/d1`, `GET operation`, `GET link`.
fn asked(step: &Value) -> String {
    let (method, url) = (step["method"].as_str().unwrap(), step["url"].as_str().unwrap());
    let Some(path) = url.strip_prefix(AZURE) else {
        assert!(step["auth"].is_null(), "a token for {url}");
        return format!("{method} link");
    };
    assert_eq!(step["auth"]["kind"], "arm");
    let path = path.split('?').next().unwrap();
    let words = path.rsplit_once("/providers/").map_or(path, |(_, rest)| rest);
    let words = words.split_once('/').map_or(words, |(_, rest)| rest);
    if path == OPERATION { format!("{method} operation") } else { format!("{method} {words}") }
}

fn last(id: &str) -> &str {
    id.rsplit('/').next().unwrap_or(id)
}

fn id(kind: &str, name: &str) -> String {
    format!("/subscriptions/{SUB}/resourceGroups/rg/providers/Microsoft.Compute/{kind}/{name}")
}

/// A disk as the service shows it.
fn disk(name: &str, sku: &str) -> Value {
    json!({
        "id": id("disks", name), "name": name, "type": "Microsoft.Compute/disks", "location": "westeurope",
        "sku": {"name": sku},
        "properties": {"uniqueId": format!("unique-{name}"), "diskSizeGB": 64, "provisioningState": "Succeeded",
            "timeCreated": "2026-01-01T00:00:00Z", "creationData": {"createOption": "Empty"}}
    })
}

/// A finished snapshot of a disk, taken at that instant by policy `prod`.
fn snapshot(name: &str, of: &str, taken: &str) -> Value {
    json!({
        "id": id("snapshots", name), "name": name, "type": "Microsoft.Compute/snapshots", "location": "westeurope",
        "tags": {"snapline-policy": "prod", "snapline-slot": taken},
        "sku": {"name": "Standard_ZRS"},
        "properties": {"uniqueId": format!("unique-{name}"), "incremental": true, "diskSizeGB": 64,
            "provisioningState": "Succeeded", "timeCreated": taken, "diskState": "Unattached",
            "incrementalSnapshotFamilyId": format!("family-{of}"),
            "creationData": {"createOption": "Copy", "sourceResourceId": id("disks", of), "sourceUniqueId": format!("unique-{of}")}}
    })
}

/// The same with other members of `properties`.
fn with(mut body: Value, properties: Value) -> Value {
    for (member, value) in properties.as_object().unwrap() {
        body["properties"][member] = value.clone();
    }
    body
}

fn page<const N: usize>(value: [Value; N]) -> Value {
    json!({"value": value.to_vec()})
}

fn succeeded() -> Value {
    json!({"status": "Succeeded"})
}

fn missing() -> Value {
    json!({"error": {"code": "ResourceNotFound", "message": "not found"}})
}
