//! Taking by what a survey has read: limits, names, machines, `whatIf`; and lists over many subscriptions.

use serde_json::json;

use super::*;

const OTHER: &str = "1c2f6471-1bf0-4dda-aec3-cb9272f09591";

fn request() -> Value {
    json!({"flow": "create", "now": NOW, "endpoint": AZURE, "callId": "call-1", "disks": [{"id": disk_id("d1")}]})
}

fn name() -> String {
    "d1_20261120T020000Z".to_owned()
}

fn list(of: &str) -> String {
    format!("GET /subscriptions/{SUB}/providers/Microsoft.Compute/{of}?api-version=2025-01-02")
}

fn page(bodies: &[String]) -> String {
    format!(r#"{{"value":[{}]}}"#, bodies.join(","))
}

/// Somebody's snapshot of `d1`, so many seconds old.
fn old(name: &str, seconds: i64, more: Value) -> String {
    let made = Instant::parse(NOW).unwrap().plus_seconds(-seconds).to_string();
    let mut more = more;
    more["timeCreated"] = json!(made);
    tagged(name, &json!({}), &more)
}

/// A flow that has read the disk and is told of these snapshots.
fn surveyed(request: &Value, sku: &str, snapshots: &[String]) -> Host {
    let mut host = Host::started(request);
    assert_eq!(host.requests(), [(1, path("GET", &disk_id("d1"))), (2, list("snapshots"))]);
    host.reply(1, 200, &disk_body("d1", sku));
    host.reply(2, 200, &page(snapshots));
    host
}

#[test]
fn a_free_name_on_the_list_is_written_without_another_look() {
    let mut host = surveyed(&request(), "Premium_LRS", &[old("s0", 900, json!({}))]);
    assert_eq!(host.request(), (3, path("PUT", &snapshot_id(&name()))));
    // Where the reply is lost the name is read before anything is written again.
    host.failed(3, "timeout");
    host.wait();
    assert_eq!(host.request(), (4, path("GET", &snapshot_id(&name()))));
}

#[test]
fn a_look_that_is_five_minutes_old_is_none() {
    let mut host = Host::started(&request());
    host.reply(1, 200, &disk_body("d1", "Premium_LRS"));
    host.after(300);
    host.reply(2, 200, &page(&[]));
    assert_eq!(host.request(), (3, path("GET", &snapshot_id(&name()))));
}

#[test]
fn a_used_name_on_the_list() {
    // A37
    let host = surveyed(&request(), "Premium_LRS", &[tagged(&name(), &json!({}), &json!({}))]);
    assert_eq!((host.items(), host.requests()), (vec!["failed name_in_use".to_owned()], vec![]));
    assert!(host.is_done());
    // Ours: read once more, and by that read it is made.
    let mut host = surveyed(&request(), "Premium_LRS", &[ours(&name(), &json!({}))]);
    assert_eq!(host.request(), (3, path("GET", &snapshot_id(&name()))));
    host.reply(3, 200, &ours(&name(), &json!({})));
    assert_eq!(host.items(), ["already_made -"]);
}

#[test]
fn limits_stop_a_disk_before_the_write() {
    // L1: 500 of one incarnation.
    let full: Vec<String> = (0..500).map(|n| old(&format!("s{n}"), 86_400 + n, json!({}))).collect();
    let host = surveyed(&request(), "Premium_LRS", &full);
    assert_eq!((host.items(), host.requests()), (vec!["skipped limit_reached".to_owned()], vec![]));
    assert!(host.summary()["sentence"] == "1 snapshot: 1 skipped." && host.summary()["complete"] == false);
    // One less, or one of the disk that had the name before (F3): room.
    assert_eq!(surveyed(&request(), "Premium_LRS", &full[1..]).requests().len(), 1);
    // L2: seven in five minutes, and when there is room again.
    let lately: Vec<String> = (1..=7).map(|n| old(&format!("s{n}"), n * 30, json!({}))).collect();
    let host = surveyed(&request(), "Premium_LRS", &lately);
    assert_eq!(host.items(), ["skipped too_many_lately"]);
    assert!(host.item()["message"].as_str().unwrap().contains("02:01:30 UTC"), "{}", host.item()["message"]);
    // By the service's clock, where the host's is wrong.
    let mut host = Host::started(&request());
    host.reply_with(1, 200, &[("date", "Fri, 20 Nov 2026 02:00:00 GMT")], &disk_body("d1", "Premium_LRS"));
    let late: Vec<String> = (1..=7).map(|n| old(&format!("s{n}"), 900 + n * 30, json!({}))).collect();
    host.reply_with(2, 200, &[("date", "Fri, 20 Nov 2026 01:45:00 GMT")], &page(&late));
    assert_eq!((host.items(), &host.warned[..]), (vec!["skipped too_many_lately".to_owned()], &["clock_skew"][..]));
    // R11: three that are still copying, on the two kinds that copy.
    let copying: Vec<String> =
        (1..=3).map(|n| old(&format!("s{n}"), n * 900, json!({"completionPercent": 40}))).collect();
    assert_eq!(surveyed(&request(), "PremiumV2_LRS", &copying).items(), ["skipped pending_full"]);
    assert_eq!(surveyed(&request(), "PremiumV2_LRS", &copying[1..]).requests().len(), 1);
    // What this very call made already is no limit's business.
    let mut made = lately;
    made.push(ours(&name(), &json!({})));
    assert_eq!(surveyed(&request(), "Premium_LRS", &made).request(), (3, path("GET", &snapshot_id(&name()))));
}

#[test]
fn a_list_that_is_refused_is_told_and_names_are_read() {
    let mut host = Host::started(&request());
    host.reply(1, 200, &disk_body("d1", "Premium_LRS"));
    host.reply(2, 403, r#"{"error":{"code":"AuthorizationFailed","message":"no"}}"#);
    assert_eq!(
        (&host.warned[..], host.request()),
        (&["limits_not_checked"][..], (3, path("GET", &snapshot_id(&name()))))
    );
}

#[test]
fn what_if_writes_nothing() {
    let mut asked = request();
    asked["whatIf"] = json!(true);
    let host = surveyed(&asked, "Premium_LRS", &[]);
    assert_eq!((host.items(), host.requests()), (vec!["planned what_if".to_owned()], vec![]));
    assert_eq!((&host.item()["name"], &host.summary()["planned"]), (&json!(name()), &json!(1)));
    let host = surveyed(&asked, "Premium_LRS", &[tagged(&name(), &json!({}), &json!({}))]);
    assert_eq!(host.items(), ["failed name_in_use"]);
}

#[test]
fn many_disks_are_listed_and_not_read_one_by_one() {
    let disks: Vec<Value> = (0..51).map(|n| json!({"id": disk_id(&format!("d{n}"))})).collect();
    let mut asked = request();
    asked["disks"] = json!(disks);
    let mut host = Host::started(&asked);
    assert_eq!(host.requests(), [(1, list("disks")), (2, list("snapshots"))]);
    let bodies: Vec<String> = (1..51).map(|n| disk_body(&format!("d{n}"), "Premium_LRS")).collect();
    host.reply(1, 200, &page(&bodies));
    host.reply(2, 200, &page(&[]));
    // The one that is not on the list is not there, and the others go.
    assert_eq!(host.items(), ["failed disk_not_found"]);
    assert_eq!(host.requests().len(), 16);
}

#[test]
fn all_disks_of_a_machine_at_once() {
    // V13
    let machine = format!("/subscriptions/{SUB}/resourceGroups/rg/providers/Microsoft.Compute/virtualMachines/vm1");
    let attached = |name: &str, to: &str| {
        disk_body(name, "Premium_LRS").replace(r#""location""#, &format!(r#""managedBy":"{to}","location""#))
    };
    let request =
        json!({"flow": "create", "now": NOW, "endpoint": AZURE, "callId": "call-1", "virtualMachine": machine});
    let mut host = Host::started(&request);
    assert_eq!(host.requests(), [(1, list("disks")), (2, list("snapshots"))]);
    let disks = [
        attached("os", &machine.to_uppercase()),
        attached("data", &machine),
        attached("x", "/subscriptions/s/y"),
        disk_body("loose", "Premium_LRS"),
    ];
    host.reply(1, 200, &page(&disks));
    host.reply(2, 200, &page(&[]));
    let sent = host.requests();
    assert_eq!(
        sent.iter().map(|(_, request)| request.as_str()).collect::<Vec<_>>(),
        [path("PUT", &snapshot_id("data_20261120T020000Z")), path("PUT", &snapshot_id("os_20261120T020000Z"))]
    );
    let body: Value = {
        let put = host.steps.iter().find(|step| step["method"] == "PUT").unwrap();
        serde_json::from_str(put["body"].as_str().unwrap()).unwrap()
    };
    assert_eq!(body["tags"]["snapline-group"], json!("vm1"));
    for (id, name, at) in [(3, "data", "2026-11-20T02:00:01Z"), (4, "os", "2026-11-20T02:00:02.5Z")] {
        host.reply(id, 200, "");
        let (read, _) = host.request();
        let source = json!({"createOption": "Copy", "sourceResourceId": disk_id(name), "sourceUniqueId": UNIQUE});
        let more = json!({"timeCreated": at, "creationData": source});
        host.reply(read, 200, &ours(&format!("{name}_20261120T020000Z"), &more));
    }
    assert_eq!(host.items(), ["made -", "made -"]);
    assert_eq!(host.summary()["skewSeconds"], json!(1.5));
    let sentence = host.summary()["sentence"].as_str().unwrap();
    assert!(sentence.contains("not a consistent set") && sentence.contains("restore points"), "{sentence}");

    // Taken up again it knows what was made, when, and that a disk has left the machine since.
    let mut host = host.resumed();
    host.reply(1, 200, &page(&disks[1..]));
    let made = [("data", "2026-11-20T02:00:01Z"), ("os", "2026-11-20T02:00:02.5Z")]
        .map(|(name, at)| ours(&format!("{name}_20261120T020000Z"), &json!({"timeCreated": at})));
    host.reply(2, 200, &page(&made));
    assert_eq!((host.requests(), host.items()), (vec![], vec![]));
    let summary = host.summary();
    assert_eq!((&summary["made"], &summary["skewSeconds"]), (&json!(2), &json!(1.5)));
    assert!(summary["sentence"].as_str().unwrap().starts_with("2 snapshots: 2 made. The disks of `vm1`"));

    let mut host = Host::started(&request);
    host.reply(1, 200, &page(&[disk_body("loose", "Premium_LRS")]));
    host.reply(2, 200, &page(&[]));
    assert_eq!(host.items(), ["failed no_disks_attached"]);
    // That is found out anew, and counted once.
    let mut host = host.resumed();
    host.reply(1, 200, &page(&[disk_body("loose", "Premium_LRS")]));
    host.reply(2, 200, &page(&[]));
    assert_eq!((host.items(), &host.summary()["failed"]), (vec!["failed no_disks_attached".to_owned()], &json!(1)));

    // One disk is consistent with itself.
    let mut host = Host::started(&request);
    host.reply(1, 200, &page(&disks[1..]));
    host.reply(2, 200, &page(&[ours("data_20261120T020000Z", &json!({}))]));
    let (look, _) = host.request();
    host.reply(look, 200, &ours("data_20261120T020000Z", &json!({})));
    assert_eq!(host.summary()["sentence"], json!("1 snapshot: 1 already made."));
}

#[test]
fn shared_disks_go_with_each_of_their_machines() {
    let machine = |name: &str| {
        format!("/subscriptions/{SUB}/resourceGroups/rg/providers/Microsoft.Compute/virtualMachines/{name}")
    };
    let shared = |name: &str, one: Value, all: &[&str]| {
        let mut body: Value = serde_json::from_str(&disk_body(name, "Premium_LRS")).unwrap();
        body["managedBy"] = one;
        body["managedByExtended"] = json!(all.iter().map(|name| machine(name)).collect::<Vec<_>>());
        body.to_string()
    };
    let disks = [
        shared("first", json!(machine("vm1")), &["vm1", "vm2"]),
        shared("second", json!(machine("vm2")), &["vm2", "VM1"]),
        shared("nobody", Value::Null, &["vm2", "vm1"]),
        shared("others", json!(machine("vm2")), &["vm2", "vm3"]),
    ];
    let request =
        json!({"flow": "create", "now": NOW, "endpoint": AZURE, "callId": "call-1", "virtualMachine": machine("vm1")});
    let mut host = Host::started(&request);
    host.reply(1, 200, &page(&disks));
    host.reply(2, 200, &page(&[]));
    let written: Vec<String> = host.requests().into_iter().map(|(_, request)| request).collect();
    let put = |name: &str| path("PUT", &snapshot_id(&format!("{name}_20261120T020000Z")));
    assert_eq!(written, [put("first"), put("nobody"), put("second")]);
}

#[test]
fn a_row_that_cannot_be_read_may_be_the_name() {
    // A37
    let mut host = Host::started(&request());
    let unreadable = r#"{"value": [{"type": "Microsoft.Compute/snapshots", "id": 7}]}"#;
    host.reply(1, 200, &disk_body("d1", "Premium_LRS"));
    host.reply(2, 200, unreadable);
    assert_eq!(host.request(), (3, path("GET", &snapshot_id(&name()))));
}

#[test]
fn a_write_that_stood_in_line_for_long_is_preceded_by_another_look() {
    // A37: the first write is refused, and with it all of its region for twenty minutes (T4).
    let disks: Vec<Value> = (0..3).map(|n| json!({"id": disk_id(&format!("d{n}")), "name": format!("s{n}")})).collect();
    let mut request = request();
    request["disks"] = json!(disks);
    request["parallel"] = json!(1);
    let mut host = Host::started(&request);
    for n in 0..3 {
        host.reply(n + 1, 200, &disk_body(&format!("d{n}"), "Premium_LRS"));
    }
    host.reply(4, 200, &page(&[]));
    assert_eq!(host.request(), (5, path("PUT", &snapshot_id("s0"))));
    host.reply_with(5, 429, &[("Retry-After", "1200")], "{}");
    let mut looked = Vec::new();
    let mut written = Vec::new();
    while !host.is_done() {
        if host.requests().is_empty() {
            host.wait();
            continue;
        }
        let (id, asked) = host.request();
        let (method, name) = asked.split_once(' ').unwrap();
        let name = name.split('?').next().unwrap().rsplit('/').next().unwrap().to_owned();
        if method == "GET" {
            looked.push(name);
            host.reply(id, 404, MISSING);
        } else {
            assert!(looked.contains(&name), "{name} was written without a look");
            written.push(name);
            host.reply(id, 400, "{}");
        }
    }
    written.sort();
    assert_eq!(written, ["s0", "s1", "s2"]);
}

#[test]
fn lists_of_many_subscriptions() {
    let request = json!({"flow": "list", "now": NOW, "endpoint": AZURE, "subscriptions": [SUB, OTHER, SUB.to_uppercase()], "what": ["snapshots"]});
    let of =
        |sub: &str| format!("GET /subscriptions/{sub}/providers/Microsoft.Compute/snapshots?api-version=2025-01-02");
    assert_eq!(Host::started(&request).requests(), [(1, of(SUB)), (2, of(OTHER))]);
}

#[test]
fn resource_graph_is_asked_over_all_at_once_and_paged_by_token() {
    let request = json!({"flow": "list", "now": NOW, "endpoint": AZURE, "subscriptions": [SUB, OTHER], "what": ["disks"], "through": "resource_graph"});
    let mut host = Host::started(&request);
    let (id, sent) = host.request();
    assert!(sent.starts_with("POST /providers/Microsoft.ResourceGraph/resources?api-version="), "{sent}");
    let body: Value = serde_json::from_str(host.steps[0]["body"].as_str().unwrap()).unwrap();
    assert_eq!((&body["subscriptions"], &body["options"]["$top"]), (&json!([SUB, OTHER]), &json!(1000)));
    // A read: repeated by itself.
    host.reply_with(id, 429, &[("Retry-After", "5")], "{}");
    host.wait();
    let rows = format!(
        r#"{{"totalRecords":2,"count":1,"data":[{}],"resultTruncated":"false","$skipToken":"next"}}"#,
        disk_body("d1", "Premium_LRS")
    );
    host.reply(2, 200, &rows);
    assert_eq!(host.kinds(), ["document disks page 1", "progress", "request"]);
    let body: Value = serde_json::from_str(host.steps[2]["body"].as_str().unwrap()).unwrap();
    assert_eq!(body["options"]["$skipToken"], json!("next"));
    host.reply(3, 200, &rows);
    assert_eq!(host.items(), ["failed next_link_loop"]);

    let mut host = Host::started(&request);
    host.reply(1, 200, r#"{"totalRecords":2,"count":1,"data":[],"resultTruncated":"true"}"#);
    assert_eq!(host.items(), ["failed result_truncated"]);
}
