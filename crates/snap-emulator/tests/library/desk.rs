//! One emulator with a clock and a token, and short words to ask it things.

use jiff::{SignedDuration, Timestamp};
use serde_json::{Value, json};
use snap_emulator::{Config, DiskSpec, Emulator, Request, Response};

use crate::contract;

pub(crate) const SUB: &str = "00000000-0000-0000-0000-000000000000";
pub(crate) const REGION: &str = "westeurope";

pub(crate) struct Desk {
    pub(crate) emulator: Emulator,
    pub(crate) now: Timestamp,
    pub(crate) token: String,
    /// Whether replies must keep to the published contract; off for planted bodies that do not.
    pub(crate) judged: bool,
}

pub(crate) fn start() -> Timestamp {
    "2026-11-21T07:12:14.0662311Z".parse().unwrap()
}

impl Desk {
    /// An emulator with the subscription `SUB` and the group `rg`.
    pub(crate) fn new(config: Config) -> Self {
        let mut emulator = Emulator::new(config);
        emulator.add_group(SUB, "rg", REGION);
        let token = emulator.mint_token(start(), 86_400 * 365);
        Self { emulator, now: start(), token, judged: true }
    }

    pub(crate) fn disk(&mut self, name: &str, sku: &str) -> String {
        let mut spec = DiskSpec::new(name, "rg", REGION, 128);
        sku.clone_into(&mut spec.sku);
        self.emulator.add_disk(SUB, &spec, self.now)
    }

    pub(crate) fn wait(&mut self, seconds: i64) {
        self.now = self.now.checked_add(SignedDuration::from_secs(seconds)).unwrap();
    }

    pub(crate) fn request(&self, method: &str, path: &str) -> Request {
        Request::new(method, path).with_token(&self.token)
    }

    /// One exchange. Whatever no fault touched must keep to the published contract.
    pub(crate) fn send(&mut self, request: &Request) -> Response {
        let response = self.emulator.handle(request, self.now).into_response().unwrap();
        if self.judged && self.emulator.journal().last().is_some_and(|entry| entry.fault.is_none()) {
            assert_eq!(contract::faults(request, &response), Vec::<String>::new(), "{}", text(&response));
        }
        response
    }

    pub(crate) fn get(&mut self, path: &str) -> Response {
        let request = self.request("GET", path);
        self.send(&request)
    }

    /// GET of an id at the newest version that clients use.
    pub(crate) fn read(&mut self, id: &str) -> Value {
        let response = self.get(&at(id, "2025-01-02"));
        assert_eq!(response.status, 200, "{}", text(&response));
        response.body_json().unwrap()
    }

    pub(crate) fn call(&mut self, method: &str, path: &str, body: &Value) -> Response {
        let request = self.request(method, path).with_json(body);
        self.send(&request)
    }

    pub(crate) fn put(&mut self, id: &str, body: &Value) -> Response {
        self.call("PUT", &at(id, "2025-01-02"), body)
    }

    /// Asks for an incremental snapshot of a disk.
    pub(crate) fn snap(&mut self, name: &str, disk: &str) -> Response {
        self.put(&snapshot(name), &copy_of(disk))
    }

    /// Follows an address a reply gave.
    pub(crate) fn follow(&mut self, response: &Response, header: &str) -> Response {
        let link = response.header(header).unwrap_or_else(|| panic!("no {header}: {response:?}"));
        let path = link.strip_prefix("https://management.azure.com").unwrap().to_owned();
        self.get(&path)
    }
}

pub(crate) fn snapshot(name: &str) -> String {
    format!("/subscriptions/{SUB}/resourceGroups/rg/providers/Microsoft.Compute/snapshots/{name}")
}

pub(crate) fn disk(name: &str) -> String {
    format!("/subscriptions/{SUB}/resourceGroups/rg/providers/Microsoft.Compute/disks/{name}")
}

pub(crate) fn at(id: &str, version: &str) -> String {
    format!("{id}?api-version={version}")
}

pub(crate) fn copy_of(source: &str) -> Value {
    json!({
        "location": REGION,
        "tags": {"k": "v"},
        "properties": {"creationData": {"createOption": "Copy", "sourceResourceId": source}, "incremental": true},
    })
}

/// A copy of a snapshot to another region.
pub(crate) fn copy_to(source: &str, location: &str) -> Value {
    json!({
        "location": location,
        "properties": {"creationData": {"createOption": "CopyStart", "sourceResourceId": source}, "incremental": true},
    })
}

pub(crate) fn text(response: &Response) -> String {
    String::from_utf8_lossy(&response.body).into_owned()
}

/// Status and error code, in either shape.
pub(crate) fn code(response: &Response) -> (u16, String) {
    let body = response.body_json().unwrap_or_default();
    let code = body.pointer("/error/code").or_else(|| body.get("code")).and_then(Value::as_str);
    (response.status, code.unwrap_or("none").to_owned())
}

pub(crate) fn member<'a>(body: &'a Value, pointer: &str) -> &'a Value {
    body.pointer(pointer).unwrap_or(&Value::Null)
}
