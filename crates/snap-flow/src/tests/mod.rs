//! Flows seen from outside: JSON in, JSON out, at given instants.

mod bad_replies;
mod copy;
mod create;
mod create_ends;
mod fuzz;
mod list;
mod orders;
mod prune;
mod prune_deletes;
mod prune_lies;
mod prune_pauses;
mod random;
mod ranges;
mod resume;
mod run;
mod survey;
mod wait;

use serde_json::{Value, json};
use snap_core::instant::Instant;

use crate::{Flow, FlowError};

pub(super) const NOW: &str = "2026-11-20T02:00:00Z";
pub(super) const SUB: &str = "0b1f6471-1bf0-4dda-aec3-cb9272f09590";
pub(super) const AZURE: &str = "https://management.azure.com";
pub(super) const UNIQUE: &str = "11111111-2222-3333-4444-555555555555";

/// A host without a network: it hands inputs in and keeps what came out.
pub(super) struct Host {
    pub(super) flow: Flow,
    pub(super) now: Instant,
    /// Every step so far.
    pub(super) all: Vec<Value>,
    /// Every warning's code so far.
    pub(super) warned: Vec<&'static str>,
    /// What the last input gave.
    pub(super) steps: Vec<Value>,
    pub(super) until: Option<i64>,
}

impl Host {
    pub(super) fn new(request: &Value) -> Self {
        let (flow, info) = Flow::new(request.to_string().as_bytes()).unwrap();
        let now = Instant::parse(NOW).unwrap();
        let warned = info.warnings.iter().map(|w| w.code).collect();
        Self { flow, now, all: Vec::new(), warned, steps: Vec::new(), until: None }
    }

    /// Begun and polled once.
    pub(super) fn started(request: &Value) -> Self {
        let mut host = Self::new(request);
        host.poll();
        host
    }

    pub(super) fn try_input(&mut self, input: Value, body: &str) -> Result<(), FlowError> {
        self.try_bytes(input, body.as_bytes())
    }

    fn try_bytes(&mut self, mut input: Value, body: &[u8]) -> Result<(), FlowError> {
        input["now"] = json!(self.now.to_string());
        let output = self.flow.step(input.to_string().as_bytes(), body)?;
        let Value::Object(answer) = serde_json::to_value(&output).unwrap() else { panic!("no object") };
        self.steps = answer["steps"].as_array().unwrap().clone();
        self.until = output.until.map(|until| until.seconds_since(self.now));
        self.warned.extend(output.warnings.iter().map(|w| w.code));
        self.all.extend(self.steps.clone());
        Ok(())
    }

    pub(super) fn input_bytes(&mut self, input: Value, body: &[u8]) {
        self.try_bytes(input, body).unwrap();
    }

    pub(super) fn input(&mut self, input: Value, body: &str) {
        self.try_input(input, body).unwrap();
    }

    pub(super) fn poll(&mut self) {
        self.input(json!({"op": "poll"}), "");
    }

    /// Lets time pass and polls.
    pub(super) fn after(&mut self, seconds: i64) {
        self.now = self.now.plus_seconds(seconds);
        self.poll();
    }

    /// Waits as long as the flow says.
    pub(super) fn wait(&mut self) {
        let seconds = self.until.expect("nothing to wait for");
        self.after(seconds);
    }

    pub(super) fn reply(&mut self, id: u64, status: u16, body: &str) {
        self.reply_with(id, status, &[], body);
    }

    pub(super) fn reply_with(&mut self, id: u64, status: u16, headers: &[(&str, &str)], body: &str) {
        self.input(json!({"op": "reply", "id": id, "status": status, "headers": headers}), body);
    }

    pub(super) fn failed(&mut self, id: u64, kind: &str) {
        self.input(json!({"op": "failed", "id": id, "kind": kind}), "");
    }

    pub(super) fn cancel(&mut self) {
        self.input(json!({"op": "cancel"}), "");
    }

    /// Saved now, taken up again an hour later.
    pub(super) fn resumed(&mut self) -> Self {
        let input = json!({"op": "save", "now": self.now.to_string()});
        let output = self.flow.step(input.to_string().as_bytes(), b"").unwrap();
        let answer = serde_json::to_value(&output).unwrap();
        let later = self.now.plus_seconds(3600);
        let request = json!({"flow": "resume", "saved": answer["saved"], "now": later.to_string()});
        let mut host = Self::new(&request);
        host.now = later;
        host.poll();
        host
    }

    /// `METHOD path?query` of the requests of the last input, with their ids.
    pub(super) fn requests(&self) -> Vec<(u64, String)> {
        requests(&self.steps)
    }

    /// The one request of the last input.
    pub(super) fn request(&self) -> (u64, String) {
        let [one] = &self.requests()[..] else { panic!("not one request: {:#?}", self.steps) };
        one.clone()
    }

    /// The `item` steps so far, as `kind code`.
    pub(super) fn items(&self) -> Vec<String> {
        let items = self.all.iter().filter(|step| step["step"] == "item");
        items
            .map(|item| format!("{} {}", item["kind"].as_str().unwrap(), item["code"].as_str().unwrap_or("-")))
            .collect()
    }

    /// The last `item` step.
    pub(super) fn item(&self) -> &Value {
        self.all.iter().rfind(|step| step["step"] == "item").expect("no item")
    }

    /// The kinds of the steps of the last input; documents with their names.
    pub(super) fn kinds(&self) -> Vec<String> {
        let of = |step: &Value| match step["step"].as_str().unwrap() {
            "document" => format!("document {}", step["name"].as_str().unwrap()),
            "item" => format!("item {}", step["kind"].as_str().unwrap()),
            kind => kind.to_owned(),
        };
        self.steps.iter().map(of).collect()
    }

    /// The summary of `done`, which is the last step and the only one.
    pub(super) fn summary(&self) -> &Value {
        assert_eq!(self.all.iter().filter(|step| step["step"] == "done").count(), 1);
        let last = self.all.last().unwrap();
        assert_eq!((last["step"].as_str(), self.until), (Some("done"), None));
        &last["summary"]
    }

    pub(super) fn is_done(&self) -> bool {
        self.all.last().is_some_and(|step| step["step"] == "done")
    }
}

pub(super) fn requests(steps: &[Value]) -> Vec<(u64, String)> {
    let sent = steps.iter().filter(|step| step["step"] == "request");
    sent.map(|step| {
        let url = step["url"].as_str().unwrap();
        let path = url.strip_prefix(AZURE).unwrap_or(url);
        (step["id"].as_u64().unwrap(), format!("{} {path}", step["method"].as_str().unwrap()))
    })
    .collect()
}

pub(super) fn refusal(request: &Value) -> FlowError {
    match Flow::new(request.to_string().as_bytes()) {
        Err(error) => error,
        Ok(_) => panic!("not refused: {request}"),
    }
}

pub(super) fn disk_id(name: &str) -> String {
    format!("/subscriptions/{SUB}/resourceGroups/rg/providers/Microsoft.Compute/disks/{name}")
}

pub(super) fn snapshot_id(name: &str) -> String {
    format!("/subscriptions/{SUB}/resourceGroups/rg/providers/Microsoft.Compute/snapshots/{name}")
}

/// The path of a GET or PUT of an id.
pub(super) fn path(method: &str, id: &str) -> String {
    format!("{method} {id}?api-version=2025-01-02")
}

pub(super) fn disk_body(name: &str, sku: &str) -> String {
    json!({
        "id": disk_id(name), "name": name, "type": "Microsoft.Compute/disks", "location": "westeurope",
        "sku": {"name": sku}, "properties": {"uniqueId": UNIQUE, "provisioningState": "Succeeded", "diskSizeGB": 64}
    })
    .to_string()
}

/// A snapshot body as the service gives it for one that this call made of disk `d1`, with `more` properties.
pub(super) fn ours(name: &str, more: &Value) -> String {
    tagged(name, &json!({"snapline-call": "call-1", "snapline-slot": NOW}), more)
}

pub(super) fn tagged(name: &str, tags: &Value, more: &Value) -> String {
    let mut properties = json!({
        "creationData": {"createOption": "Copy", "sourceResourceId": disk_id("d1"), "sourceUniqueId": UNIQUE},
        "incremental": true, "provisioningState": "Succeeded", "timeCreated": NOW
    });
    for (member, value) in more.as_object().unwrap() {
        properties[member] = value.clone();
    }
    json!({
        "id": snapshot_id(name), "name": name, "type": "Microsoft.Compute/snapshots", "location": "westeurope",
        "tags": tags, "properties": properties
    })
    .to_string()
}

pub(super) const MISSING: &str = r#"{"error":{"code":"ResourceNotFound","message":"not found"}}"#;
pub(super) const OPERATION: &str = "https://management.azure.com/operations/1?s=SIGNED";
pub(super) const ACCEPTED: [(&str, &str); 2] = [("Azure-AsyncOperation", OPERATION), ("Retry-After", "3")];
