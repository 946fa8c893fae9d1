//! Copying a family, or one of it, to another region.

use serde_json::json;

use super::*;

const TO: &str =
    "/subscriptions/0b1f6471-1bf0-4dda-aec3-cb9272f09590/resourceGroups/dr/providers/Microsoft.Compute/snapshots";

fn request(more: &Value) -> Value {
    let mut request = json!({"flow": "copy", "now": NOW, "endpoint": AZURE, "callId": "call-1", "to": {"location": "northeurope", "resourceGroup": "dr"}});
    for (member, value) in more.as_object().unwrap() {
        request[member] = value.clone();
    }
    request
}

fn family() -> Value {
    request(&json!({"disks": [disk_id("d1")]}))
}

fn list(of: &str) -> String {
    format!("GET /subscriptions/{SUB}/providers/Microsoft.Compute/{of}?api-version=2025-01-02")
}

/// The n-th snapshot of `d1`, of our policy, taken n days before now.
fn source(n: i64) -> Value {
    let taken = Instant::parse(NOW).unwrap().plus_seconds(-n * 86_400).to_string();
    let tags = json!({"snapline-policy": "prod", "snapline-slot": taken});
    let mut body: Value = serde_json::from_str(&tagged(
        &format!("s{n}"),
        &tags,
        &json!({"timeCreated": taken, "uniqueId": format!("u{n}")}),
    ))
    .unwrap();
    body["sku"] = json!({"name": "Standard_ZRS"});
    body
}

/// Its copy as the service shows it, so far.
fn copy(id: &str, of: i64, percent: f64) -> Value {
    json!({
        "id": id, "name": id.rsplit('/').next(), "type": "Microsoft.Compute/snapshots", "location": "northeurope",
        "tags": {"snapline-policy": "prod", "snapline-point": source(of)["properties"]["timeCreated"]},
        "properties": {
            "creationData": {"createOption": "CopyStart", "sourceResourceId": snapshot_id(&format!("s{of}")), "sourceUniqueId": format!("u{of}")},
            "incremental": true, "provisioningState": "Succeeded", "timeCreated": NOW, "completionPercent": percent
        }
    })
}

fn started(request: &Value, snapshots: &[Value]) -> Host {
    let mut host = Host::started(request);
    assert_eq!(host.requests(), [(1, list("disks")), (2, list("snapshots"))]);
    host.reply(
        1,
        200,
        &json!({"value": [serde_json::from_str::<Value>(&disk_body("d1", "Premium_LRS")).unwrap()]}).to_string(),
    );
    host.reply(2, 200, &json!({"value": snapshots}).to_string());
    host
}

/// The target of the PUT that was just asked for, and its body.
fn put(host: &Host) -> (u64, String, Value) {
    let step = host.steps.iter().find(|step| step["method"] == "PUT").unwrap_or_else(|| panic!("{:#?}", host.steps));
    let path = step["url"].as_str().unwrap().strip_prefix(AZURE).unwrap().split('?').next().unwrap().to_owned();
    (step["id"].as_u64().unwrap(), path, serde_json::from_str(step["body"].as_str().unwrap()).unwrap())
}

/// Answers the look at a source that was read too long ago, if that is what was asked for.
fn seen(host: &mut Host) -> &Host {
    if let Some((id, asked)) = host.requests().first().cloned()
        && let Some(name) = asked.strip_prefix(&format!("GET {}", snapshot_id("s")))
    {
        let n = name.split('?').next().unwrap().parse().unwrap();
        host.reply(id, 200, &source(n).to_string());
    }
    host
}

#[test]
fn a_family_goes_oldest_first_and_one_at_a_time() {
    // C1, C3
    let mut host = started(&family(), &[source(1), source(3), source(2)]);
    for n in [3, 2, 1] {
        assert_eq!(host.steps.iter().filter(|step| step["step"] == "request").count(), 1);
        let (id, path, body) = put(&host);
        assert!(path.starts_with(&format!("{TO}/s{n}-")) && path.len() == TO.len() + 10, "{path}");
        assert_eq!(
            body,
            json!({
                "location": "northeurope",
                "tags": {"snapline-policy": "prod", "snapline-point": source(n)["properties"]["timeCreated"]},
                "properties": {"creationData": {"createOption": "CopyStart", "sourceResourceId": snapshot_id(&format!("s{n}"))}, "incremental": true}
            })
        );
        host.reply(id, 201, "");
        // C2: the target says when it is done; its operation alone does not.
        let (read, _) = host.request();
        host.reply(read, 200, &copy(&path, n, 40.0).to_string());
        assert_eq!(host.kinds(), ["item made", "progress"]);
        host.wait();
        let (read, asked) = host.request();
        assert!(asked.starts_with(&format!("GET {path}?")), "{asked}");
        host.reply(read, 200, &copy(&path, n, 100.0).to_string());
    }
    assert_eq!(host.items(), ["made -", "ready percent_100"].repeat(3));
    assert_eq!((&host.summary()["sentence"], &host.summary()["complete"]), (&json!("3 copies: 3 made."), &json!(true)));
}

#[test]
fn what_is_there_is_not_copied_again() {
    let first = started(&family(), &[source(2)]);
    let (_, path, _) = put(&first);
    let mut host = started(&family(), &[source(2), source(1), copy(&path, 2, 100.0)]);
    assert_eq!(host.items(), ["already_made copied"]);
    assert!(put(&host).1.contains("/s1-"));
    // Older than what is there: left behind, and not told of a family.
    host = started(&family(), &[source(9), source(2), copy(&path, 2, 100.0)]);
    assert_eq!((host.items(), host.is_done()), (vec!["already_made copied".to_owned()], true));
}

#[test]
fn a_copy_under_way_is_waited_for_and_gone_on_from() {
    let (_, path, _) = put(&started(&family(), &[source(2)]));
    let mut host = started(&family(), &[source(2), source(1), copy(&path, 2, 30.0)]);
    let (read, asked) = host.request();
    assert!(asked.starts_with(&format!("GET {path}?")), "{asked}");
    host.reply(read, 200, &copy(&path, 2, 100.0).to_string());
    assert_eq!(host.items(), ["already_made -", "ready percent_100"]);
    assert!(put(&host).1.contains("/s1-"));
}

#[test]
fn a_copy_that_fails_stops_its_disk() {
    // R18
    let mut host = started(&family(), &[source(2), source(1)]);
    let (id, path, _) = put(&host);
    host.reply(id, 201, "");
    let mut failed = copy(&path, 2, 3.0);
    failed["properties"]["copyCompletionError"] = json!({"errorCode": "CopySourceNotFound", "errorMessage": "gone"});
    let (read, _) = host.request();
    host.reply(read, 200, &failed.to_string());
    assert_eq!(host.items(), ["failed copy_failed", "skipped chain_stopped"]);
    assert_eq!(host.summary()["complete"], json!(false));
}

#[test]
fn one_alone_needs_what_comes_before_it() {
    let one = |n: i64| request(&json!({"snapshots": [snapshot_id(&format!("s{n}"))]}));
    assert_eq!(started(&one(1), &[source(2), source(1)]).items(), ["failed predecessor_missing"]);
    assert!(put(&started(&one(2), &[source(2), source(1)])).1.contains("/s2-"));
    assert_eq!(started(&one(7), &[source(2)]).items(), ["failed not_found"]);
    let mut pending = source(2);
    pending["properties"]["completionPercent"] = json!(40);
    assert_eq!(started(&one(2), &[pending]).items(), ["skipped not_durable"]);
}

#[test]
fn a_name_that_is_used_by_something_else_is_not_touched() {
    let (_, path, _) = put(&started(&family(), &[source(2)]));
    let mut other = source(5);
    other["id"] = json!(path);
    other["properties"]["creationData"]["sourceResourceId"] = json!(disk_id("d9"));
    other["properties"]["creationData"]["sourceUniqueId"] = json!("x");
    let mut host = started(&family(), &[source(2), other.clone()]);
    let (read, asked) = host.request();
    assert!(asked.starts_with(&format!("GET {path}?")), "{asked}");
    host.reply(read, 200, &other.to_string());
    assert_eq!(host.items(), ["failed name_in_use"]);
}

#[test]
fn a_list_that_is_not_whole_copies_nothing() {
    let mut host = Host::started(&family());
    host.reply(1, 200, r#"{"value":[]}"#);
    host.reply(2, 403, r#"{"error":{"code":"AuthorizationFailed","message":"no"}}"#);
    assert_eq!((host.items(), host.requests()), (vec!["failed AuthorizationFailed".to_owned()], vec![]));
    let mut host = Host::started(&family());
    host.cancel();
    assert_eq!(host.items(), ["skipped cancelled"]);
}

#[test]
fn the_end_of_the_time_is_told_of_each() {
    let mut asked = family();
    asked["timeoutSeconds"] = json!(60);
    let mut host = started(&asked, &[source(2), source(1)]);
    let (id, path, _) = put(&host);
    host.reply(id, 201, "");
    let (read, _) = host.request();
    host.reply(read, 200, &copy(&path, 2, 10.0).to_string());
    host.after(100);
    assert_eq!(host.items(), ["made -", "not_ready copying", "skipped out_of_time"]);
    assert!(host.is_done());
}

/// A copy of the same disk that somebody makes in another region.
fn abroad(percent: f64) -> Value {
    let mut body = copy(&format!("{TO}/abroad"), 2, percent);
    body["location"] = json!("ukwest");
    body
}

/// Refuses the next copy as often as it is asked for, until the flow has had enough of it; how often that was.
fn refuse(host: &mut Host) -> usize {
    let busy = r#"{"error":{"code":"OperationNotAllowed","message":"One at a time."}}"#;
    let mut times = 0;
    loop {
        if host.requests().is_empty() {
            host.wait();
        }
        match &host.requests()[..] {
            [(id, asked)] if asked.starts_with("PUT") => {
                times += 1;
                host.reply(*id, 409, busy);
            }
            [(_, asked)] if asked.starts_with(&format!("GET {}", snapshot_id("s"))) => {
                seen(host);
            }
            [(id, asked)] if asked.contains("/snapshots/") => host.reply(*id, 404, MISSING),
            _ => return times,
        }
    }
}

/// Answers the two lists that were just asked for again.
fn read_again(host: &mut Host, snapshots: &[Value]) {
    let [(disks, first), (listed, second)] = &host.requests()[..] else { panic!("{:#?}", host.steps) };
    assert_eq!([first, second], [&list("disks"), &list("snapshots")]);
    let disk = serde_json::from_str::<Value>(&disk_body("d1", "Premium_LRS")).unwrap();
    host.reply(*disks, 200, &json!({"value": [disk]}).to_string());
    host.reply(*listed, 200, &json!({"value": snapshots}).to_string());
}

#[test]
fn another_copy_of_the_disk_is_waited_for() {
    // C3, wherever it goes.
    let mut host = started(&family(), &[source(2), source(1), abroad(40.0)]);
    host.wait();
    let (id, asked) = host.request();
    assert!(asked.starts_with(&format!("GET {TO}/abroad?")), "{asked}");
    host.reply(id, 200, &abroad(70.0).to_string());
    host.wait();
    // Only what is seen to be over is.
    host.reply(host.request().0, 403, "{}");
    host.wait();
    host.reply(host.request().0, 200, &abroad(100.0).to_string());
    while host.requests().is_empty() {
        host.wait();
    }
    read_again(&mut host, &[source(2), source(1), abroad(100.0)]);
    assert!(put(seen(&mut host)).1.contains("/s2-"));

    let mut host = started(&family(), &[source(2), source(1), abroad(40.0)]);
    while !host.is_done() {
        host.wait();
        if let Some((id, _)) = host.requests().first() {
            host.reply(*id, 200, &abroad(40.0).to_string());
        }
    }
    assert_eq!(host.items(), ["skipped other_copy_under_way"; 2]);
    let mut host = started(&family(), &[source(2), source(1), abroad(40.0)]);
    host.cancel();
    assert_eq!((host.items(), host.is_done()), (vec!["skipped cancelled".to_owned(); 2], true));
}

#[test]
fn a_refused_copy_waits_for_what_is_in_its_way() {
    let mut host = started(&family(), &[source(2), source(1)]);
    assert_eq!(refuse(&mut host), 6);
    // Another host has begun to copy the disk meanwhile.
    read_again(&mut host, &[source(2), source(1), abroad(10.0)]);
    host.wait();
    let (id, asked) = host.request();
    assert!(asked.contains("/abroad?"), "{asked}");
    host.reply(id, 404, MISSING);
    while host.requests().is_empty() {
        host.wait();
    }
    // And has made the very copy that was wanted.
    let (_, path, _) = put(&started(&family(), &[source(2)]));
    read_again(&mut host, &[source(2), source(1), copy(&path, 2, 100.0)]);
    assert_eq!(host.items(), ["already_made copied"]);
    assert!(put(seen(&mut host)).1.contains("/s1-"));
}

#[test]
fn a_refusal_that_nothing_explains_is_tried_again_while_there_is_time() {
    let mut host = started(&family(), &[source(2), source(1)]);
    let mut rounds = 0;
    while !host.is_done() {
        assert_eq!(refuse(&mut host), 6);
        rounds += 1;
        read_again(&mut host, &[source(2), source(1)]);
        if rounds == 3 {
            host.after(3_600);
        }
    }
    assert_eq!(host.items(), ["skipped out_of_time"; 2]);
    let first = host.all.iter().find(|step| step["step"] == "item").unwrap();
    let message = first["message"].as_str().unwrap();
    assert!(message.ends_with("Nothing was written. The last answer was: One at a time."), "{message}");
    assert_eq!(first["status"], json!(409));

    // One of the sources is gone meanwhile.
    let mut host = started(&family(), &[source(2), source(1)]);
    refuse(&mut host);
    read_again(&mut host, &[source(1)]);
    assert_eq!(host.items(), ["failed not_found"]);
    assert!(put(seen(&mut host)).1.contains("/s1-"));
}

#[test]
fn a_source_that_was_replaced_under_its_name_is_not_copied_as_what_it_was() {
    // C9: a chain takes hours; who deletes and takes again meanwhile must not get today's data under last week's point.
    let mut replaced = source(1);
    replaced["properties"]["uniqueId"] = json!("another");
    for (status, body) in [(200, replaced.to_string()), (404, MISSING.to_owned())] {
        let mut host = started(&family(), &[source(2), source(1)]);
        let (id, path, _) = put(&host);
        host.reply(id, 201, "");
        host.reply(host.request().0, 200, &copy(&path, 2, 40.0).to_string());
        host.now = host.now.plus_seconds(600);
        host.poll();
        host.reply(host.request().0, 200, &copy(&path, 2, 100.0).to_string());
        host.reply(host.request().0, 404, MISSING);
        let (id, asked) = host.request();
        assert_eq!(asked, self::path("GET", &snapshot_id("s1")));
        host.reply(id, status, &body);
        assert_eq!(host.items(), ["made -", "ready percent_100", "skipped source_changed"]);
        assert!(host.is_done());
    }
}

#[test]
fn a_lock_does_not_go_away_by_waiting() {
    let mut host = started(&family(), &[source(2), source(1)]);
    host.reply(put(&host).0, 409, r#"{"error":{"code":"ScopeLocked","message":"The scope is locked."}}"#);
    assert_eq!(host.items(), ["failed ScopeLocked", "skipped chain_stopped"]);
}

#[test]
fn a_wait_outlasts_an_outage() {
    let mut host = started(&family(), &[source(2)]);
    let (id, path, _) = put(&host);
    host.reply(id, 201, "");
    host.reply(host.request().0, 200, &copy(&path, 2, 10.0).to_string());
    for _ in 0..30 {
        host.wait();
        let (id, _) = host.request();
        if id % 2 == 0 { host.failed(id, "not_sent") } else { host.reply(id, 503, "") }
    }
    host.wait();
    host.reply(host.request().0, 200, &copy(&path, 2, 100.0).to_string());
    assert_eq!(host.items(), ["made -", "ready percent_100"]);
}

#[test]
fn a_disk_without_snapshots_is_nothing_to_copy() {
    let host = started(&family(), &[]);
    let summary = host.summary();
    assert_eq!(
        (host.items(), &summary["sentence"], &summary["complete"]),
        (vec![], &json!("There is nothing to copy."), &json!(true))
    );
}

#[test]
fn a_copy_is_of_a_policy_or_else_of_a_call() {
    let tags = |own: &Value, more: &Value| {
        let mut asked = family();
        asked.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        let mut one = source(1);
        one["tags"] = own.clone();
        let (_, _, body) = put(&started(&asked, &[one]));
        let mut tags = body["tags"].clone();
        tags.as_object_mut().unwrap().remove("snapline-point");
        tags
    };
    let policy = |id: &str| json!({"snapline-policy": id});
    assert_eq!(tags(&policy("prod"), &json!({})), policy("prod"));
    assert_eq!(tags(&policy("prod"), &json!({"policyId": "dr"})), policy("dr"));
    assert_eq!(tags(&json!({}), &json!({"policyId": "dr"})), policy("dr"));
    // The call of what is copied is not that of the copy.
    assert_eq!(tags(&json!({"snapline-call": "other"}), &json!({})), json!({"snapline-call": "call-1"}));
}

#[test]
fn what_if_and_what_is_refused() {
    let mut asked = family();
    asked["whatIf"] = json!(true);
    let host = started(&asked, &[source(2), source(1)]);
    assert_eq!((host.items(), host.requests()), (vec!["planned what_if".to_owned(); 2], vec![]));

    // A63: fifty, and two are ours.
    let forty_nine: Value = (0..49).map(|n| (format!("t{n}"), json!("x"))).collect::<serde_json::Map<_, _>>().into();
    for (more, code, target) in [
        (json!({}), "nothing_to_copy", "disks"),
        (json!({"disks": [disk_id("d1")], "snapshots": [snapshot_id("s1")]}), "bad_request", "snapshots"),
        (json!({"disks": [snapshot_id("s1")]}), "bad_id", "/disks/0"),
        (json!({"disks": [disk_id("d1")], "apiVersion": "2020-12-01"}), "api_version_too_old", "apiVersion"),
        (
            json!({"disks": [disk_id("d1")], "apiVersion": "2023-04-02", "enhanced": true}),
            "api_version_too_old",
            "apiVersion",
        ),
        (
            json!({"disks": [disk_id("d1")], "to": {"location": " ", "resourceGroup": "dr"}}),
            "bad_location",
            "/to/location",
        ),
        (
            json!({"disks": [disk_id("d1")], "to": {"location": "x", "resourceGroup": "a/b"}}),
            "bad_resource_group",
            "/to/resourceGroup",
        ),
        (json!({"disks": [disk_id("d1")], "tags": {"snapline-point": "x"}}), "bad_tags", "tags"),
        (json!({"disks": [disk_id("d1")], "tags": forty_nine}), "bad_tags", "tags"),
        (json!({"disks": [disk_id("d1")], "sku": "Premium_LRS"}), "sku_not_allowed", "sku"),
    ] {
        let refused = refusal(&request(&more));
        assert_eq!((refused.code(), refused.target()), (code, Some(target)), "{more}");
    }
}
