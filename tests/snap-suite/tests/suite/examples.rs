//! Every official and recorded example is read: disks and snapshots by `inventory`, all other replies by the reply reader.
//! What neither takes is counted and named here, so that nothing is passed over silently.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use serde_json::Value;
use snap_api::Session;
use snap_arm::endpoint::Endpoint;
use snap_arm::error::ServiceError;
use snap_arm::operation::{Poll, Progress, Via};
use snap_arm::reply::{Page, Reply};

/// One reply of an example.
struct Example {
    file: String,
    status: u16,
    headers: Vec<(String, String)>,
    body: Option<Value>,
}

fn files(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            files(&path, found);
        } else if path.extension().is_some_and(|e| e == "json") {
            found.push(path);
        }
    }
    found.sort();
}

fn headers(value: Option<&Value>) -> Vec<(String, String)> {
    let mut all = Vec::new();
    for (name, value) in value.and_then(Value::as_object).into_iter().flatten() {
        match value {
            Value::Array(values) => {
                all.extend(values.iter().filter_map(|v| Some((name.clone(), v.as_str()?.to_owned()))));
            }
            Value::String(text) => all.push((name.clone(), text.clone())),
            other => panic!("header {name} is {other}"),
        }
    }
    all
}

fn body(value: Option<&Value>) -> Option<Value> {
    value.filter(|body| !body.is_null()).cloned()
}

fn examples() -> Vec<Example> {
    let mut paths = Vec::new();
    files(&Path::new(env!("CARGO_MANIFEST_DIR")).join("../arm-examples"), &mut paths);
    let mut examples = Vec::new();
    for path in &paths {
        let file = path.file_name().unwrap().to_string_lossy().into_owned();
        let json: Value = serde_json::from_slice(&std::fs::read(path).unwrap()).unwrap();
        let mut push = |status, headers, body| examples.push(Example { file: file.clone(), status, headers, body });
        if let Some(responses) = json.get("responses").and_then(Value::as_object) {
            for (status, response) in responses {
                push(status.parse().unwrap(), headers(response.get("headers")), body(response.get("body")));
            }
        } else if let Some(exchanges) = json.get("exchanges").and_then(Value::as_array) {
            for response in exchanges.iter().map(|exchange| &exchange["response"]) {
                let status = u16::try_from(response["status"].as_u64().unwrap()).unwrap();
                push(status, headers(response.get("headers")), body(response.get("body")));
            }
        } else if let Some(bodies) = json.get("bodies").and_then(Value::as_array) {
            bodies.iter().for_each(|one| push(200, Vec::new(), Some(one.clone())));
        } else {
            // A deployment template: no reply of the service, and nothing may take it for one.
            push(200, Vec::new(), Some(json.clone()));
        }
    }
    assert_eq!(paths.len(), 77, "the examples that are kept");
    examples
}

/// What became of an example.
fn read(example: &Example) -> &'static str {
    let bytes = example.body.as_ref().map(|body| body.to_string().into_bytes()).unwrap_or_default();
    let reply = Reply { status: example.status, headers: &example.headers, body: &bytes };
    if example.status >= 400 {
        let error = ServiceError::read(&reply);
        assert!(!error.code.is_empty() && !error.message.is_empty(), "{}", example.file);
        return "error";
    }
    let endpoint = Endpoint::parse("https://management.azure.com").unwrap();
    let asked = Poll { link: endpoint.link("https://management.azure.com/x").unwrap(), via: Via::AsyncOperation };
    match asked.read(&reply) {
        Ok(Progress::Running(_)) => return "operation running",
        Ok(Progress::Succeeded) => return "operation succeeded",
        Ok(Progress::Failed(_)) => return "operation failed",
        Err(_) => {}
    }
    if let Some(found) = example.body.as_ref().and_then(|_| load(&example.file, &bytes)) {
        return found;
    }
    if Poll::of(&reply, &endpoint).unwrap().is_some() {
        return "operation begun";
    }
    match Page::read(&reply) {
        Ok(_) => "a page of something else",
        Err(_) if bytes.is_empty() => "no body",
        Err(error) => {
            assert!(!error.to_string().contains("sig="), "{}", example.file);
            "none of ours, and said so"
        }
    }
}

/// Loads a body; `None` where it holds no disk and no snapshot.
fn load(file: &str, bytes: &[u8]) -> Option<&'static str> {
    let mut session = Session::new();
    let answer: Value = serde_json::from_slice(&session.add(file.as_bytes(), bytes)).unwrap();
    if let Some(ok) = answer.get("ok") {
        assert_eq!(ok["skipped"]["count"], 0, "{file}: {ok}");
        let inventory: Value = serde_json::from_slice(&session.call(br#"{"verb":"inventory"}"#)).unwrap();
        let count = |of: &Value, member: &str| of[member].as_array().map_or(0, Vec::len) as u64;
        let both = count(&inventory["ok"], "disks") + count(&inventory["ok"], "snapshots");
        // Some official lists repeat one id: those are merged, and a contradiction among them is a conflict.
        let number = |member: &str| ok[member].as_u64().unwrap();
        assert_eq!(both, number("disks") + number("snapshots") - number("merged") - number("conflicts"), "{file}");
        return (both > 0).then_some("loaded");
    }
    let error = &answer["error"];
    let resource = serde_json::from_slice::<Value>(bytes).unwrap().get("properties").is_some();
    match error["message"].as_str().unwrap() {
        // A 202's body may lack its id (fact sheet, section 6.4); it is named, and the resource is asked.
        text if resource && text.contains("no `id`") => Some("a resource without an id"),
        _ => None,
    }
}

#[test]
fn none_is_skipped_silently() {
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    for example in examples() {
        let found = read(&example);
        println!("{found}: {} {}", example.status, example.file);
        *counts.entry(found).or_default() += 1;
    }
    let expected = BTreeMap::from([
        ("a page of something else", 1),
        ("a resource without an id", 23),
        ("error", 3),
        ("loaded", 78),
        ("no body", 8),
        ("none of ours, and said so", 12),
        ("operation begun", 15),
        ("operation failed", 1),
        ("operation running", 2),
        ("operation succeeded", 8),
    ]);
    assert_eq!(counts, expected);
}
