//! What a flow that was killed left open is closed by the next one that has to do with the same snapshot.

use super::*;

/// The answer of `save` as a host writes it down.
fn note(host: &mut Host) -> String {
    json!({"ok": {"saved": saved(host)}, "warnings": []}).to_string()
}

/// Since `s1`, killed when so many requests were answered: what it had written down.
fn killed_after(service: &mut Service, requests: usize) -> String {
    let mut host = Host::started(&since_s1(ranges(&json!({}))));
    service.until(&mut host, |service, _| service.log.len() == requests);
    let note = note(&mut host);
    service.waiting.clear();
    service.granting.clear();
    service.log.clear();
    note
}

/// Another flow, so many seconds later.
fn later(service: &mut Service, mut request: Value, seconds: i64) -> Host {
    let now = Instant::parse(NOW).unwrap().plus_seconds(seconds);
    request["now"] = json!(now.to_string());
    let mut host = Host::new(&request);
    host.now = now;
    host.poll();
    service.finish(&mut host);
    host
}

fn first(service: &Service, count: usize) -> Vec<&str> {
    service.log.iter().map(|line| line.split('{').next().unwrap().trim()).take(count).collect()
}

#[test]
fn the_next_flow_of_the_same_snapshot_closes_it_first() {
    // Grants under way (both are sent by then), one that has ended, and links in use.
    for at in [5, 6, 8] {
        for flow in [ranges, download] {
            let mut service = Service::new();
            let note = killed_after(&mut service, at);
            assert_eq!(service.open.len(), 2, "{at}");
            let mut host = later(&mut service, flow(&json!({"left": [note]})), 60);
            assert_eq!(first(&service, 2), ["REVOKE s2", "OP revoke/s2"], "{at}");
            assert_eq!(host.items(), ["ready -"], "{at}");
            // Only its own: the earlier one's is for the next flow of that one.
            assert_eq!(service.open.keys().collect::<Vec<_>>(), ["s1"], "{at}");
            no_secrets(&mut host);
            service.log.clear();
            let host = later(&mut service, ranges(&json!({"snapshotId": snapshot_id("S1"), "left": [note]})), 120);
            assert_eq!((first(&service, 1), host.items()), (vec!["REVOKE S1"], vec!["failed not_found".to_owned()]));
        }
    }
}

#[test]
fn without_a_note_a_link_is_somebody_elses() {
    let mut service = Service::new();
    let _ = killed_after(&mut service, 8);
    let host = later(&mut service, ranges(&json!({})), 60);
    assert_eq!((host.items(), service.open.len()), (vec!["skipped open_link".to_owned()], 2));
}

#[test]
fn a_grant_that_left_late_is_still_ours() {
    // Asked for, and then the machine slept: the link lasts from when the request was sent.
    let slept = 600 + 900 + 300 + 100;
    let mut service = Service::new();
    let mut host = Host::started(&since_s1(ranges(&json!({}))));
    service.until(&mut host, |service, _| service.log.len() == 3);
    host.after(slept);
    service.until(&mut host, |service, _| service.log.len() == 5);
    assert_eq!(service.open.len(), 2);
    let note = note(&mut host);
    service.waiting.clear();
    service.granting.clear();
    service.log.clear();
    let host = later(&mut service, ranges(&json!({"left": [note]})), slept + 60);
    assert_eq!(first(&service, 2), ["REVOKE s2", "OP revoke/s2"]);
    assert_eq!(host.items(), ["ready -"]);
}

#[test]
fn what_is_open_long_after_its_end_is_somebody_elses() {
    // Also where the flow was killed before it knew when the link would end.
    for at in [5, 8] {
        let mut service = Service::new();
        let note = killed_after(&mut service, at);
        service.ends.clear();
        service.open.insert("s2".to_owned(), 77);
        let host = later(&mut service, ranges(&json!({"left": [note]})), 3 * 3_600);
        assert_eq!(
            (first(&service, 9), host.items()),
            (vec!["GET s2", "GET s2"], vec!["skipped open_link".to_owned()])
        );
        assert_eq!(service.open.get("s2"), Some(&77), "{at}");
    }
}

#[test]
fn of_two_notes_the_link_that_ends_last_counts() {
    let mut service = Service::new();
    let old = killed_after(&mut service, 8);
    let mut host = Host::new(
        &json!({"flow": "ranges", "now": "2026-11-20T05:00:00Z", "endpoint": AZURE, "snapshotId": snapshot_id("s2"), "left": [old]}),
    );
    host.now = Instant::parse("2026-11-20T05:00:00Z").unwrap();
    host.poll();
    service.until(&mut host, |service, _| service.log.iter().any(|line| line.starts_with("PAGES")));
    let new = note(&mut host);
    service.waiting.clear();
    for left in [[&old, &new], [&new, &old]] {
        service.log.clear();
        let mut service = Service { log: Vec::new(), open: service.open.clone(), ..Service::new() };
        let host = later(&mut service, ranges(&json!({"left": left})), 3 * 3_600 + 60);
        assert_eq!((first(&service, 1), host.items()), (vec!["REVOKE s2"], vec!["ready -".to_owned()]));
    }
}

#[test]
fn a_resumed_flow_closes_it_too() {
    let mut service = Service::new();
    let note = killed_after(&mut service, 8);
    let mut host = Host::started(&download(&json!({})));
    let mut request = json!({"flow": "resume", "saved": saved(&mut host), "left": [note], "now": NOW});
    let host = later(&mut service, request.clone(), 60);
    assert_eq!((first(&service, 1), host.items()), (vec!["REVOKE s2"], vec!["ready -".to_owned()]));
    let mut list = Host::started(
        &json!({"flow": "list", "now": NOW, "endpoint": AZURE, "subscriptionId": SUB, "what": ["snapshots"]}),
    );
    request["saved"] = saved(&mut list);
    let error = refusal(&request);
    assert_eq!((error.code(), error.target()), ("unknown_member", Some("left")));
}

#[test]
fn a_note_is_not_handed_on_nor_believed_blindly() {
    let mut service = Service::new();
    let note = killed_after(&mut service, 8);
    // What it says of other snapshots and of another endpoint is about nothing here.
    let elsewhere = note.replace(AZURE, "https://management.chinacloudapi.cn");
    for left in [json!([elsewhere]), json!([note.replace("/s2\"", "/s9\"")]), json!([])] {
        let host = later(&mut service, ranges(&json!({"left": left})), 60);
        assert_eq!(host.items(), ["skipped open_link"], "{left}");
    }
    for broken in [
        "",
        "{}",
        "[",
        &note[..note.len() / 2],
        &note.replace("\"version\":1", "\"version\":2"),
        &note.replace("\"links\"", "\"chains\""),
    ] {
        let request = ranges(&json!({"left": [broken]}));
        let (_, info) = Flow::new(request.to_string().as_bytes()).unwrap();
        assert_eq!(info.warnings.iter().map(|w| w.code).collect::<Vec<_>>(), ["left_not_read"], "{broken}");
    }
    // It is not written down again: its links are.
    let mut host = Host::started(&ranges(&json!({"left": [note]})));
    let saved = saved(&mut host);
    assert_eq!(saved["request"]["left"], Value::Null);
    assert_eq!(saved_links(&saved), BTreeSet::from(["s2".to_owned()]));
}
