//! The service over a connection: create and poll, faults on the wire, the clock, planting, starting over.

use std::time::Instant;

use jiff::Timestamp;
use serde_json::{Value, json};

use crate::program::{Program, SUB};

fn snapshot(name: &str) -> String {
    format!(
        "/subscriptions/{SUB}/resourceGroups/rg-planted/providers/Microsoft.Compute/snapshots/{name}?api-version=2025-01-02"
    )
}

/// Plants a disk and gives a body that asks for an incremental snapshot of it.
fn plant(program: &Program) -> String {
    let disk = json!({
        "name": "d1", "location": "westeurope", "sku": {"name": "UltraSSD_LRS"},
        "properties": {"diskSizeGB": 8, "uniqueId": "66666666-6666-4666-8666-666666666666", "creationData": {"createOption": "Empty", "logicalSectorSize": 4096}},
    });
    let planted = program.manage("POST", "disks", &disk.to_string());
    assert_eq!(planted.status, 200, "{planted:?}");
    let data = json!({"createOption": "Copy", "sourceResourceId": planted.json()["id"]});
    json!({"location": "westeurope", "properties": {"creationData": data, "incremental": true}}).to_string()
}

/// Path and query of an address, which must point back here.
fn here(program: &Program, link: &str) -> String {
    link.strip_prefix(&format!("http://{}", program.host())).unwrap_or_else(|| panic!("{link}")).to_owned()
}

#[test]
fn create_poll_and_fill_by_the_clock() {
    let program = Program::start(&[
        "--fleet",
        "empty",
        "--operation-seconds",
        "600",
        "--copy-seconds",
        "6000",
        "--retry-after",
        "none",
    ]);
    let wish = plant(&program);
    let accepted = program.send("PUT", &snapshot("s1"), &wish);
    assert_eq!((accepted.status, accepted.header("Retry-After")), (202, None));
    let poll = here(&program, accepted.header("Azure-AsyncOperation").unwrap());
    assert!(poll.len() > 3000);
    assert_eq!(program.send("GET", &poll, "").json()["status"], "InProgress");
    assert_eq!(program.manage("POST", "clock", r#"{"advanceSeconds":600}"#).status, 200);
    assert_eq!(program.send("GET", &poll, "").json()["status"], "Succeeded");
    let percent = |program: &Program| {
        let body = program.send("GET", &snapshot("s1"), "").json();
        body.pointer("/properties/completionPercent").and_then(Value::as_f64).unwrap()
    };
    let early = percent(&program);
    assert!((10.0..11.0).contains(&early), "{early}");
    program.manage("POST", "clock", r#"{"advanceSeconds":6000}"#);
    assert!((percent(&program) - 100.0).abs() < f64::EPSILON);
}

#[test]
fn a_faster_clock_needs_no_advancing() {
    let program = Program::start(&["--fleet", "empty", "--operation-seconds", "3600", "--speed", "86400"]);
    let accepted = program.send("PUT", &snapshot("s1"), &plant(&program));
    let poll = here(&program, accepted.header("Location").unwrap());
    let started = Instant::now();
    while program.send("GET", &poll, "").status == 202 {
        assert!(started.elapsed().as_secs() < 10);
    }
}

#[test]
fn faults_reach_the_wire() {
    let program = Program::start(&["--fleet", "empty"]);
    let wish = plant(&program);
    let strike = |rule: Value| {
        assert_eq!(program.manage("POST", "faults", &rule.to_string()).status, 200, "{rule}");
    };
    let host = program.host();
    let authorization = format!("Bearer {}", program.token());
    let headers = [("Host", &*host), ("Authorization", &*authorization)];
    let exists = |name: &str| program.send("GET", &snapshot(name), "").status == 200;

    strike(json!({"match": {"method": "PUT"}, "fault": {"kind": "truncate", "afterBytes": 10}}));
    let cut = program.raw("PUT", &snapshot("cut"), &headers, &wish).unwrap();
    let announced: usize = cut.header("Content-Length").unwrap().parse().unwrap();
    assert_eq!((cut.status, cut.body.len()), (202, 10));
    assert!(announced > 100, "the head promises the whole body: {announced}");
    assert!(exists("cut"));

    strike(json!([
        {"match": {"method": "PUT"}, "fault": {"kind": "dropRequest"}},
        {"match": {"method": "PUT"}, "fault": {"kind": "dropReply"}},
    ]));
    assert!(program.raw("PUT", &snapshot("lost"), &headers, &wish).is_none());
    assert!(!exists("lost"));
    assert!(program.raw("PUT", &snapshot("lost"), &headers, &wish).is_none());
    assert!(exists("lost"), "carried out, though nobody heard");

    strike(
        json!({"match": {"pathContains": "/SNAPSHOTS/"}, "fault": {"kind": "status", "status": 429, "retryAfter": "17", "shape": "bare"}}),
    );
    let throttled = program.send("GET", &snapshot("lost"), "");
    assert_eq!((throttled.status, throttled.header("Retry-After")), (429, Some("17")));
    strike(json!({"fault": {"kind": "hugeBody", "bytes": 3_000_000}}));
    assert!(program.send("GET", &snapshot("lost"), "").body.len() > 3_000_000);
    strike(json!({"fault": {"kind": "delay", "milliseconds": 300}}));
    let started = Instant::now();
    program.send("GET", &snapshot("lost"), "");
    assert!(started.elapsed().as_millis() >= 300);
    strike(json!({"fault": {"kind": "redirect", "location": "https://elsewhere.invalid/"}}));
    assert_eq!(program.send("GET", &snapshot("lost"), "").status, 302);

    strike(json!({"match": {"times": 99}, "fault": {"kind": "dropRequest"}}));
    assert_eq!(program.manage("DELETE", "faults", "").status, 200);
    assert!(exists("lost"));
    let log = program.manage("GET", "log", "").json();
    let puts: Vec<(Value, Value)> = log
        .as_array()
        .unwrap()
        .iter()
        .filter(|entry| entry["method"] == "PUT")
        .map(|entry| (entry["status"].clone(), entry["fault"].clone()))
        .collect();
    assert_eq!(
        puts,
        [(json!(202), json!("truncate")), (Value::Null, json!("dropRequest")), (Value::Null, json!("dropReply"))]
    );
}

#[test]
fn the_demo_fleet_pages_through() {
    let program = Program::start(&["--page-size", "250"]);
    let mut next = Some(format!("/subscriptions/{SUB}/providers/Microsoft.Compute/snapshots?api-version=2025-01-02"));
    let (mut pages, mut count) = (0, 0);
    while let Some(path) = next {
        let page = program.send("GET", &path, "").json();
        count += page["value"].as_array().unwrap().len();
        pages += 1;
        next = page["nextLink"].as_str().map(|link| here(&program, link));
    }
    assert_eq!((pages, count), (5, 1032));
}

#[test]
fn management_refuses_what_it_does_not_know() {
    let program = Program::start(&["--fleet", "empty"]);
    for (method, path, body, status) in [
        ("POST", "faults", "", 400),
        ("POST", "faults", r#"{"fault":{"kind":"nope"}}"#, 400),
        ("POST", "faults", r#"[{"fault":{"kind":"dropReply"}},{"x":1}]"#, 400),
        ("POST", "clock", r#"{"advanceSeconds":-1}"#, 400),
        ("POST", "clock", r#"{"seconds":1}"#, 400),
        ("POST", "snapshots", "[]", 400),
        ("POST", "snapshots", r#"{"name":""}"#, 400),
        ("POST", "reset", r#"{"fleet":"other"}"#, 400),
        ("POST", "token", r#"{"role":"owner"}"#, 400),
        ("PUT", "faults", "", 404),
        ("GET", "", "", 404),
        ("GET", "nope", "", 404),
    ] {
        let reply = program.manage(method, path, body);
        assert_eq!(reply.status, status, "{method} {path} {body}");
        assert!(reply.json()["error"].is_string(), "{method} {path}");
    }
    assert_eq!(program.manage("GET", "state", "").json()["faults"], 0, "no half of a list of rules");
}

#[test]
fn reset_takes_back_what_the_clock_was_moved_on_by() {
    let program = Program::start(&["--fleet", "empty"]);
    let now = |method: &str, call: &str, body: &str| -> Option<Timestamp> {
        program.manage(method, call, body).json()["now"].as_str().map(|text| text.parse().unwrap())
    };
    let begun = now("POST", "clock", r#"{"advanceSeconds":0}"#).unwrap();
    let moved = now("POST", "clock", r#"{"advanceSeconds":864000}"#).unwrap();
    assert_eq!(moved.duration_since(begun).as_secs() / 3600, 240);
    assert_eq!(now("POST", "reset", r#"{"fleet":"other"}"#), None, "refused");
    assert!(now("POST", "clock", r#"{"advanceSeconds":0}"#).unwrap() >= moved, "and the clock stays as it was");
    let anew = now("POST", "reset", r#"{"fleet":"demo"}"#).unwrap();
    assert!(begun <= anew && anew < moved, "{begun} {anew} {moved}");
    let newest =
        |snapshot: &Value| snapshot["properties"]["timeCreated"].as_str().unwrap().parse::<Timestamp>().unwrap();
    let state = program.manage("GET", "state", "").json();
    let latest = state["snapshots"].as_array().unwrap().iter().map(newest).max().unwrap();
    assert!(latest <= anew, "the fleet is of that time: {latest}");
}

#[test]
fn reset_and_reader_tokens() {
    let program = Program::start(&["--fleet", "empty"]);
    let wish = plant(&program);
    let reader = program.manage("POST", "token", r#"{"role":"reader"}"#).json()["token"].as_str().unwrap().to_owned();
    let (host, authorization) = (program.host(), format!("Bearer {reader}"));
    let headers = [("Host", &*host), ("Authorization", &*authorization)];
    assert_eq!(program.raw("PUT", &snapshot("s1"), &headers, &wish).unwrap().status, 403);
    let counts = |program: &Program| {
        let state = program.manage("GET", "state", "").json();
        ["disks", "snapshots"].map(|member| state[member].as_array().unwrap().len())
    };
    assert_eq!(counts(&program), [1, 0]);
    assert_eq!(program.manage("POST", "reset", r#"{"fleet":"demo"}"#).status, 200);
    assert_eq!(counts(&program), [12, 1032]);
    assert_eq!(program.manage("POST", "reset", r#"{"fleet":"empty"}"#).status, 200);
    assert_eq!(counts(&program), [0, 0]);
}

#[test]
fn a_fleet_file_is_loaded_and_a_bad_one_named() {
    let file = std::env::temp_dir().join(format!("snap-emulator-fleet-{}.json", std::process::id()));
    std::fs::write(&file, r#"{"snapshots":[{"name":"s1","location":"westeurope"}]}"#).unwrap();
    let program = Program::start(&["--fleet", file.to_str().unwrap()]);
    let path = snapshot("s1").replace("rg-planted", "rg-loaded");
    assert_eq!(program.send("GET", &path, "").status, 200);
    std::fs::write(&file, r#"{"snapshots":[7]}"#).unwrap();
    let output = std::process::Command::new(env!("CARGO_BIN_EXE_snap-emulator"))
        .args(["--fleet", file.to_str().unwrap()])
        .output()
        .unwrap();
    assert!(!output.status.success() && output.stdout.is_empty());
    assert!(String::from_utf8_lossy(&output.stderr).contains("snapshots[0]"), "{output:?}");
    std::fs::remove_file(file).unwrap();
}
