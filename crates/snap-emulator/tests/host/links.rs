//! Shared access links lead back to the host, by the door they were asked at, and open without a token.

use serde_json::json;

use crate::program::{Program, Reply, SUB};

fn snapshot(action: &str) -> String {
    let group = format!("/subscriptions/{SUB}/resourceGroups/rg-planted/providers/Microsoft.Compute");
    format!("{group}/snapshots/s1{action}?api-version=2025-01-02")
}

/// A program with one snapshot, and the path of a link to it.
fn granted() -> (Program, String) {
    let program = Program::start(&["--fleet", "empty"]);
    let wish = json!({"name": "s1", "location": "westeurope", "properties": {
        "incremental": true, "diskSizeGB": 1, "creationData": {"createOption": "Copy"}}});
    assert_eq!(program.manage("POST", "snapshots", &wish.to_string()).status, 200);
    let grant = json!({"access": "Read", "durationInSeconds": 600});
    let accepted = program.send("POST", &snapshot("/beginGetAccess"), &grant.to_string());
    assert_eq!(accepted.status, 202, "{accepted:?}");
    let here = format!("http://{}", program.host());
    let poll = accepted.header("Location").unwrap().strip_prefix(&here).unwrap().to_owned();
    let link = program.send("GET", &poll, "").json()["accessSAS"].as_str().unwrap().to_owned();
    let path = link.strip_prefix(&here).unwrap_or_else(|| panic!("the link leads elsewhere"));
    assert!(path.starts_with("/md-"));
    (program, path.to_owned())
}

fn read(program: &Program, path: &str, headers: &[(&str, &str)]) -> Reply {
    let host = program.host();
    let mut all = vec![("Host", &*host)];
    all.extend_from_slice(headers);
    program.raw("GET", path, &all, "").unwrap()
}

#[test]
fn a_link_opens_without_a_token_and_not_with_one() {
    let (program, link) = granted();
    let pages = format!("{link}&comp=pagelist");
    let list = read(&program, &pages, &[]);
    assert_eq!((list.status, list.header("Content-Type")), (200, Some("application/xml")));
    let part = read(&program, &link, &[("Range", "bytes=0-511")]);
    assert_eq!((part.status, part.body.len()), (206, 512));
    let leak = format!("Bearer {}", program.token());
    assert_eq!(read(&program, &pages, &[("Authorization", &leak)]).status, 400);
    assert_eq!(read(&program, &pages.replace("sig=", "sig=x"), &[]).status, 403);
    assert_eq!(program.send("POST", &snapshot("/endGetAccess"), "").status, 202);
    assert_eq!(read(&program, &pages, &[]).status, 403);
}

#[test]
fn a_link_stays_out_of_what_is_written_down() {
    let (program, link) = granted();
    read(&program, &link, &[("Range", "bytes=0-511")]);
    let signature = link.split("sig=").nth(1).unwrap();
    let written = format!("{}{}", program.errors(), String::from_utf8_lossy(&program.manage("GET", "log", "").body));
    assert!(written.contains("/md-") && !written.contains(signature) && !written.contains("sig="), "{written}");
}

#[test]
fn faults_strike_links_too() {
    let (program, link) = granted();
    let rules = json!([
        {"match": {"pathContains": "/md-"}, "fault": {"kind": "truncate", "afterBytes": 100}},
        {"match": {"pathContains": "/md-"}, "fault": {"kind": "dropReply"}},
    ]);
    assert_eq!(program.manage("POST", "faults", &rules.to_string()).status, 200);
    let range = [("Range", "bytes=0-511")];
    let cut = read(&program, &link, &range);
    assert_eq!((cut.status, cut.body.len(), cut.header("Content-Length")), (206, 100, Some("512")));
    let host = program.host();
    assert!(program.raw("GET", &link, &[("Host", &host), range[0]], "").is_none());
    assert_eq!(read(&program, &link, &range).body.len(), 512);
}
