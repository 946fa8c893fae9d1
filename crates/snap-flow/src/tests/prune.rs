//! Pruning: what is read, what is decided, and what is left alone.

use serde_json::{Value, json};

use super::{Host, MISSING, NOW, SUB, UNIQUE, disk_body, disk_id, refusal, snapshot_id};

pub(super) const NEWER: &str = "2026-03-02";

/// A complete snapshot of disk `d1` by policy `prod`, taken on this day of November.
pub(super) fn taken(day: u32) -> Value {
    json!({
        "id": snapshot_id(&name(day)), "name": name(day), "type": "Microsoft.Compute/snapshots", "location": "westeurope",
        "tags": {"snapline-policy": "prod"},
        "properties": {
            "creationData": {"createOption": "Copy", "sourceResourceId": disk_id("d1"), "sourceUniqueId": UNIQUE},
            "incremental": true, "provisioningState": "Succeeded", "diskState": "Unattached", "uniqueId": unique(day),
            "incrementalSnapshotFamilyId": "f1", "timeCreated": format!("2026-11-{day:02}T02:00:00Z")
        }
    })
}

/// Changed at this JSON pointer.
pub(super) fn with(mut value: Value, pointer: &str, to: Value) -> Value {
    let (parent, member) = pointer.rsplit_once('/').unwrap();
    value.pointer_mut(parent).unwrap()[member] = to;
    value
}

pub(super) fn name(day: u32) -> String {
    format!("s{day}")
}

pub(super) fn unique(day: u32) -> String {
    format!("u{day}")
}

pub(super) fn drops(days: &[u32]) -> Value {
    days.iter().map(|day| json!({"id": snapshot_id(&name(*day)), "uniqueId": unique(*day)})).collect()
}

/// Under `keep.last: 2`.
pub(super) fn plan(days: &[u32], more: &Value) -> Value {
    let policy = json!({"id": "prod", "zone": "UTC", "keep": {"last": 2}});
    request("plan", days, &merged(&json!({"policy": policy, "plannedAt": NOW}), more))
}

pub(super) fn request(intent: &str, days: &[u32], more: &Value) -> Value {
    let base = json!({
        "flow": "prune", "now": NOW, "endpoint": super::AZURE, "callId": "call-1", "intent": intent, "drops": drops(days)
    });
    merged(&base, more)
}

pub(super) fn merged(base: &Value, more: &Value) -> Value {
    let mut all = base.clone();
    for (member, value) in more.as_object().unwrap() {
        all[member] = value.clone();
    }
    all
}

pub(super) fn get(day: u32, version: &str) -> String {
    format!("GET {}?api-version={version}", snapshot_id(&name(day)))
}

pub(super) fn lists(version: &str) -> [String; 3] {
    let of = |what| format!("GET /subscriptions/{SUB}/providers/Microsoft.Compute/{what}?api-version={version}");
    let locks = format!("GET /subscriptions/{SUB}/providers/Microsoft.Authorization/locks?api-version=2020-05-01");
    [locks, of("disks"), of("snapshots")]
}

pub(super) fn page(values: &[Value]) -> String {
    json!({ "value": values }).to_string()
}

/// Answers locks, disks (`d1`, an ordinary one) and snapshots.
pub(super) fn answer(host: &mut Host, snapshots: &[Value], locks: (u16, &str)) {
    let disk: Value = serde_json::from_str(&disk_body("d1", "Premium_LRS")).unwrap();
    let (disks, snapshots) = (page(&[disk]), page(snapshots));
    let mut asked = host.requests();
    for _ in 0..3 {
        let (id, url) = asked.remove(0);
        let (status, body) = match url.split('?').next().and_then(|path| path.rsplit('/').next()).unwrap() {
            "disks" => (200, disks.as_str()),
            "snapshots" => (200, snapshots.as_str()),
            _ => locks,
        };
        host.reply(id, status, body);
        asked.extend(host.requests());
    }
}

/// Surveyed: these snapshots and no locks.
pub(super) fn surveyed(request: &Value, snapshots: &[Value]) -> Host {
    let mut host = Host::started(request);
    answer(&mut host, snapshots, (200, r#"{"value":[]}"#));
    host
}

/// `target kind code` of each item, targets by name.
pub(super) fn told(host: &Host) -> Vec<String> {
    let items = host.all.iter().filter(|step| step["step"] == "item");
    let told = items.map(|item| {
        let of = |member: &str| item[member].as_str().unwrap_or("-").to_owned();
        assert_eq!(
            (&item["target"], item["target"].as_str().unwrap().rsplit('/').next()),
            (&item["snapshot"], item["name"].as_str())
        );
        format!("{} {} {}", of("name"), of("kind"), of("code"))
    });
    told.collect()
}

pub(super) fn message(host: &Host) -> &str {
    host.item()["message"].as_str().unwrap()
}

/// Answers the one request that is asked, which has to be this one.
pub(super) fn expect(host: &mut Host, asked: &str, status: u16, body: &str) {
    let (id, request) = host.request();
    assert_eq!(request, asked);
    host.reply(id, status, body);
}

pub(super) fn deletes(host: &Host) -> usize {
    host.all.iter().filter(|step| step["method"] == "DELETE").count()
}

#[test]
fn all_is_read_first_and_only_what_both_plans_drop_is_deleted() {
    let mut host = Host::started(&plan(&[1, 2, 3, 4], &json!({})));
    let asked: Vec<String> = host.requests().into_iter().map(|(_, asked)| asked).collect();
    assert_eq!(asked, lists(NEWER));
    answer(&mut host, &[taken(1), taken(2), taken(3), taken(4)], (200, r#"{"value":[]}"#));
    assert_eq!(told(&host), ["s3 skipped plan_changed", "s4 skipped plan_changed"]);
    assert_eq!(message(&host), "Planned anew, the policy keeps it: newest; last 1/2.");
    // The newest is looked at before the first, each before its own delete; the oldest goes first.
    expect(&mut host, &get(4, NEWER), 200, &taken(4).to_string());
    for day in [1, 2] {
        expect(&mut host, &get(day, NEWER), 200, &taken(day).to_string());
        let delete = format!("DELETE {}?api-version=2025-01-02", snapshot_id(&name(day)));
        expect(&mut host, &delete, 200, "");
    }
    assert_eq!(told(&host)[2..], ["s1 deleted -", "s2 deleted -"]);
    assert_eq!(message(&host), "Not among the newest 2.");
    let summary = host.summary();
    assert_eq!((&summary["deleted"], &summary["skipped"], &summary["complete"]), (&json!(2), &json!(2), &json!(false)));
    assert_eq!(summary["sentence"], "4 snapshots: 2 deleted, 2 skipped.");
}

#[test]
fn never_more_than_was_named() {
    let mut host = surveyed(&plan(&[2], &json!({})), &[taken(1), taken(2), taken(3), taken(4)]);
    expect(&mut host, &get(4, NEWER), 200, &taken(4).to_string());
    expect(&mut host, &get(2, NEWER), 200, &taken(2).to_string());
    host.reply(host.request().0, 200, "");
    assert_eq!((told(&host), deletes(&host)), (vec!["s2 deleted -".to_owned()], 1));
}

#[test]
fn a_plan_that_lies_gets_nothing_more() {
    // Of another policy, of somebody else, without its unique id, with another one's, and a full one.
    let other = with(taken(1), "/tags", json!({"snapline-policy": "test"}));
    let foreign = with(taken(2), "/tags", json!({}));
    let full = with(taken(6), "/properties/incremental", json!(false));
    let mut named = plan(&[1, 2, 3, 4, 6], &json!({}));
    named["drops"][2] = json!({"id": snapshot_id("s3")});
    named["drops"][3]["uniqueId"] = json!("u5");
    let host = surveyed(&named, &[other, foreign, taken(3), taken(4), full, taken(8), taken(9)]);
    let expected = [
        "s3 skipped unique_id_missing",
        "s4 skipped other_snapshot",
        "s6 skipped not_incremental",
        "s1 skipped plan_changed",
        "s2 skipped plan_changed",
    ];
    assert_eq!((told(&host), deletes(&host)), (expected.map(str::to_owned).to_vec(), 0));
    assert_eq!(message(&host), "Planned anew, the policy may not touch it: not ours: no tag snapline-policy.");
    assert!(host.is_done());
}

#[test]
fn an_old_plan_is_refused_and_so_is_one_of_tomorrow() {
    let at = |planned: &str| plan(&[1], &json!({"plannedAt": planned}));
    for good in ["2026-11-20T01:00:00Z", NOW, "2026-11-20T02:05:00Z"] {
        assert_eq!(Host::started(&at(good)).requests().len(), 3, "{good}");
    }
    let codes = ["2026-11-20T00:59:59Z", "2026-11-20T02:05:01Z"].map(|planned| refusal(&at(planned)).code().to_owned());
    assert_eq!(codes, ["plan_too_old", "plan_in_future"]);
    assert_eq!(
        refusal(&at("2026-11-20T00:59:59Z")).message(),
        "The plan was made at 2026-11-20T00:59:59Z, longer ago than PT1H. Plan again."
    );
    // Reading takes its time: it is asked once more when all is read.
    let mut host = Host::started(&at("2026-11-20T01:00:00Z"));
    host.after(1);
    host.all.clear();
    let asked: Vec<u64> = (1..=3).collect();
    for id in asked {
        host.reply(id, 200, r#"{"value":[]}"#);
    }
    assert_eq!(told(&host), ["s1 skipped plan_too_old"]);
}

#[test]
fn where_immutability_is_not_known_yet_that_is_said() {
    // A13
    for code in ["InvalidApiVersionParameter", "NoRegisteredProviderFound", "InvalidResourceType"] {
        let mut host = Host::started(&plan(&[1], &json!({})));
        let unknown = json!({"error": {"code": code, "message": "m"}}).to_string();
        for (at, (id, _)) in host.requests().into_iter().enumerate() {
            if at == 0 { host.reply(id, 200, r#"{"value":[]}"#) } else { host.reply(id, 400, &unknown) }
        }
        assert_eq!(host.warned, ["immutability_not_checked"]);
        let asked: Vec<String> = host.requests().into_iter().map(|(_, asked)| asked).collect();
        assert_eq!(asked, lists("2025-01-02"));
        answer(&mut host, &[taken(1), taken(2), taken(3)], (200, r#"{"value":[]}"#));
        expect(&mut host, &get(3, "2025-01-02"), 200, &taken(3).to_string());
        expect(&mut host, &get(1, "2025-01-02"), 200, &taken(1).to_string());
        assert_eq!(deletes(&host), 1);
    }
    // Who asks for a newer version gets it, and no other.
    let host = Host::started(&plan(&[1], &json!({"apiVersion": "2027-01-01"})));
    assert!(host.requests()[1].1.ends_with("disks?api-version=2027-01-01"));
}

#[test]
fn locks_that_may_not_be_listed_are_left_to_the_service() {
    // U14
    let denied = r#"{"error":{"code":"AuthorizationFailed","message":"m"}}"#;
    let mut host = Host::started(&plan(&[1], &json!({})));
    answer(&mut host, &[taken(1), taken(2), taken(3)], (403, denied));
    assert_eq!(host.warned, ["locks_not_checked"]);
    assert_eq!(host.request().1, get(3, NEWER));
    // Any other failure is a doubt.
    let mut host = Host::started(&plan(&[1], &json!({})));
    answer(&mut host, &[taken(1), taken(2), taken(3)], (404, MISSING));
    assert_eq!((told(&host), host.warned.len()), (vec!["s1 skipped not_read_whole".to_owned()], 0));
    assert_eq!(
        message(&host),
        format!(
            "The locks of subscription `{SUB}` were not read whole, so nothing of it is deleted (ResourceNotFound: not found)."
        )
    );
}

#[test]
fn a_lock_is_named() {
    let lock = format!("/subscriptions/{SUB}/resourceGroups/RG/providers/Microsoft.Authorization/locks/keep");
    let locks = page(&[json!({"id": lock, "properties": {"level": "ReadOnly"}})]);
    for (intent, code) in [("plan", "plan_changed"), ("remove", "locked"), ("retire", "locked")] {
        let days = if intent == "retire" { vec![1, 2, 3] } else { vec![1] };
        let request = if intent == "plan" { plan(&days, &json!({})) } else { request(intent, &days, &json!({})) };
        let mut host = Host::started(&request);
        answer(&mut host, &[taken(1), taken(2), taken(3)], (200, &locks));
        assert_eq!(told(&host)[0], format!("s1 skipped {code}"));
        let words = format!("ocked by keep on /subscriptions/{SUB}/resourceGroups/RG: never dropped.");
        assert!(message(&host).ends_with(&words), "{}", message(&host));
        assert_eq!((deletes(&host), host.is_done()), (0, true));
    }
}

#[test]
fn what_was_not_read_whole_is_left_alone() {
    let bad = json!({"id": snapshot_id("sx"), "properties": {"incremental": "perhaps"}});
    let more = json!({"value": [taken(1)], "nextLink": "https://elsewhere.example/next"}).to_string();
    let all = [taken(1), taken(2), taken(3)];
    let unreadable = page(&[&all[..], std::slice::from_ref(&bad)].concat());
    for (status, body) in [
        (200, unreadable.as_str()),
        (200, &page(std::slice::from_ref(&bad))),
        (200, "{}"),
        (200, "<html>"),
        (200, &more),
        (403, MISSING),
    ] {
        let mut host = Host::started(&plan(&[1], &json!({})));
        let disk: Value = serde_json::from_str(&disk_body("d1", "Premium_LRS")).unwrap();
        host.reply(1, 200, r#"{"value":[]}"#);
        host.reply(2, 200, &page(&[disk]));
        host.reply(3, status, body);
        assert_eq!((told(&host), host.is_done()), (vec!["s1 skipped not_read_whole".to_owned()], true), "{body}");
        // And so it is where the disks are not known.
        let mut host = Host::started(&plan(&[1], &json!({})));
        host.reply(1, 200, r#"{"value":[]}"#);
        host.reply(2, status, body);
        host.reply(3, 200, &page(&all));
        assert_eq!(told(&host), ["s1 skipped not_read_whole"], "{body}");
    }
}

#[test]
fn one_subscription_s_trouble_is_not_another_s() {
    let other = "00000000-0000-0000-0000-00000000000a";
    let elsewhere = snapshot_id("s1").replace(SUB, other);
    let mut request = plan(&[1], &json!({}));
    request["drops"].as_array_mut().unwrap().push(json!({"id": elsewhere, "uniqueId": "x"}));
    let mut host = Host::started(&request);
    let asked = host.requests();
    assert_eq!(asked.len(), 6);
    for (id, _) in &asked[..3] {
        host.reply(*id, 403, MISSING);
    }
    let disk: Value = serde_json::from_str(&disk_body("d1", "Premium_LRS")).unwrap();
    host.reply(asked[3].0, 200, r#"{"value":[]}"#);
    host.reply(asked[4].0, 200, &page(&[disk]));
    host.reply(asked[5].0, 200, &page(&[taken(1), taken(2), taken(3)]));
    assert_eq!(told(&host), ["s1 skipped not_read_whole"]);
    assert_eq!(host.request().1, get(3, NEWER));
}

#[test]
fn a_clock_that_is_off_stops_it() {
    let mut host = Host::started(&plan(&[1], &json!({})));
    host.reply_with(1, 200, &[("date", "Fri, 20 Nov 2026 02:05:01 GMT")], r#"{"value":[]}"#);
    host.reply(2, 200, r#"{"value":[]}"#);
    host.reply(3, 200, &page(&[taken(1), taken(2), taken(3)]));
    assert_eq!((told(&host), host.warned.clone()), (vec!["s1 skipped clock_skew".to_owned()], vec!["clock_skew"]));
    // At the last moment too.
    let mut host = surveyed(&plan(&[1, 2], &json!({})), &[taken(1), taken(2), taken(3), taken(4)]);
    host.reply(host.request().0, 200, &taken(4).to_string());
    host.reply_with(host.request().0, 200, &[("date", "Fri, 20 Nov 2026 01:54:59 GMT")], &taken(1).to_string());
    assert_eq!(
        (told(&host), deletes(&host)),
        (vec!["s1 skipped clock_skew".into(), "s2 skipped clock_skew".into()], 0)
    );
}

#[test]
fn by_name_the_newest_stays_and_what_is_not_ours() {
    let by_hand = with(taken(2), "/tags", json!({"snapline-call": "c"}));
    let foreign = with(taken(1), "/tags", json!({}));
    let all = [foreign, by_hand, taken(3)];
    let host = surveyed(&request("remove", &[1, 2, 3], &json!({})), &all);
    assert_eq!(told(&host), ["s1 skipped not_ours", "s3 skipped newest"]);
    assert_eq!(message(&host), "The newest complete snapshot of a disk stays, and the newest of ours.");
    assert_eq!(host.request().1, get(3, NEWER));
    let mut host = surveyed(&request("remove", &[1], &json!({"adopt": [snapshot_id("S1")]})), &all);
    expect(&mut host, &get(3, NEWER), 200, &all[2].to_string());
    expect(&mut host, &get(1, NEWER), 200, &all[0].to_string());
    assert_eq!(deletes(&host), 1);
}

#[test]
fn only_a_whole_family_is_retired() {
    let all =
        [taken(1), with(taken(2), "/tags", json!({})), with(taken(3), "/properties/diskState", json!("ActiveSAS"))];
    let host = surveyed(&request("retire", &[1, 2], &json!({})), &all);
    assert_eq!(told(&host), ["s1 skipped family_not_whole", "s2 skipped family_not_whole"]);
    assert!(message(&host).contains("`s3`"), "{}", message(&host));
    // Held ones stay; the others go, whoever made them, and nothing has to be left.
    let mut host = surveyed(&request("retire", &[3, 2, 1], &json!({})), &all);
    assert_eq!(told(&host), ["s3 skipped open_link"]);
    for day in [1, 2] {
        expect(&mut host, &get(day, NEWER), 200, &all[day as usize - 1].to_string());
        host.reply(host.request().0, 204, "");
    }
    assert_eq!(told(&host)[1..], ["s1 already_gone -", "s2 already_gone -"]);
    // One that is somebody else by now was not named.
    let mut named = request("retire", &[1, 2, 3], &json!({}));
    named["drops"][2]["uniqueId"] = json!("other");
    let host = surveyed(&named, &all);
    assert_eq!(
        told(&host),
        ["s3 skipped other_snapshot", "s1 skipped family_not_whole", "s2 skipped family_not_whole"]
    );
}

#[test]
fn what_no_list_shows_is_looked_at_and_never_deleted() {
    for (status, body, expected) in
        [(404, MISSING.to_owned(), "s9 already_gone -"), (200, taken(9).to_string(), "s9 skipped not_listed")]
    {
        for what_if in [false, true] {
            let mut host = surveyed(&plan(&[9], &json!({"whatIf": what_if})), &[taken(1)]);
            expect(&mut host, &get(9, NEWER), status, &body);
            assert_eq!((told(&host), deletes(&host), host.is_done()), (vec![expected.to_owned()], 0, true));
        }
    }
}

#[test]
fn what_if_reads_and_tells() {
    let host = surveyed(&plan(&[1, 3], &json!({"whatIf": true})), &[taken(1), taken(2), taken(3)]);
    assert_eq!(told(&host), ["s3 skipped plan_changed", "s1 planned what_if"]);
    assert_eq!(message(&host), "It would be deleted: not among the newest 2.");
    assert_eq!((host.summary()["planned"].as_u64(), deletes(&host)), (Some(1), 0));
}

#[test]
fn requests_that_cannot_be_meant() {
    let twice = request("remove", &[1, 1], &json!({}));
    let mut disk = request("remove", &[1], &json!({}));
    disk["drops"][0]["id"] = json!(disk_id("d1"));
    let mut none = plan(&[1], &json!({}));
    none.as_object_mut().unwrap().remove("policy");
    let policy = json!({"zone": "UTC", "keep": {"daly": 1}});
    for (request, code, target) in [
        (twice, "same_snapshot_twice", "/drops/1/id"),
        (disk, "bad_id", "/drops/0/id"),
        (none, "missing_member", "policy"),
        (plan(&[1], &json!({"plannedAt": null})), "missing_member", "plannedAt"),
        (plan(&[1], &json!({"policy": policy})), "bad_policy", "/policy/keep/daly"),
        (plan(&[1], &json!({"adopt": [snapshot_id("s1")]})), "bad_request", "adopt"),
        (request("remove", &[1], &json!({"plannedAt": NOW})), "bad_request", "plannedAt"),
        (request("remove", &[1], &json!({"policy": {}})), "bad_request", "policy"),
        (request("retire", &[1], &json!({"adopt": [snapshot_id("s1")]})), "bad_request", "adopt"),
        (request("remove", &[1], &json!({"adopt": [disk_id("d1")]})), "bad_id", "/adopt/0"),
        (request("remove", &[1], &json!({"apiVersion": "2019-07-01"})), "api_version_too_old", "apiVersion"),
        (request("remove", &[1], &json!({"callId": ""})), "bad_call_id", "callId"),
        (request("remove", &[1], &json!({"drop": []})), "unknown_member", "drop"),
        (request("prune", &[1], &json!({})), "bad_request", "-"),
    ] {
        let error = refusal(&request);
        assert_eq!((error.code(), error.target().unwrap_or("-")), (code, target), "{request}");
    }
    // Nothing to drop is a plan like any other.
    let host = Host::started(&plan(&[], &json!({})));
    assert_eq!((host.summary()["complete"].as_bool(), host.summary()["pages"].as_u64()), (Some(true), Some(0)));
}
