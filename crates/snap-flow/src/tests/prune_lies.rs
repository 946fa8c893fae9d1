//! Pruning: plans, lists and saved flows that do not tell the truth, or not all of it.

use serde_json::{Value, json};

use super::prune::{
    NEWER, answer, deletes, drops, expect, get, lists, message, name, page, plan, request, surveyed, taken, told, with,
};
use super::{Host, MISSING, NOW, SUB, UNIQUE, disk_body, refusal, snapshot_id};
use crate::Flow;

const OTHER: &str = "00000000-0000-0000-0000-00000000000a";

/// A copy of the snapshot of this day, in another subscription and region, half done.
fn copy_under_way(day: u32) -> Value {
    json!({
        "id": snapshot_id("copy").replace(SUB, OTHER), "name": "copy", "type": "Microsoft.Compute/snapshots",
        "location": "northeurope", "tags": {},
        "properties": {
            "creationData": {"createOption": "CopyStart", "sourceResourceId": snapshot_id(&name(day)).to_uppercase()},
            "incremental": true, "provisioningState": "Succeeded", "uniqueId": "c", "completionPercent": 40.0,
            "timeCreated": NOW
        }
    })
}

/// Answers every list: the disk `d1` and `snapshots` here, nothing but `there` in the other subscription, no locks.
fn answer_both(host: &mut Host, snapshots: &[Value], there: (u16, &str)) {
    let disk: Value = serde_json::from_str(&disk_body("d1", "Premium_LRS")).unwrap();
    for (id, asked) in host.requests() {
        let path = asked.split('?').next().unwrap();
        let (status, body) = match (path.contains(OTHER), path.rsplit('/').next().unwrap()) {
            (true, "snapshots") => (there.0, there.1.to_owned()),
            (false, "snapshots") => (200, page(snapshots)),
            (false, "disks") => (200, page(std::slice::from_ref(&disk))),
            _ => (200, page(&[])),
        };
        host.reply(id, status, &body);
    }
}

#[test]
fn a_copy_in_another_subscription_holds_its_source() {
    // D5
    let all = [taken(1), taken(2), taken(3)];
    let copies = page(&[copy_under_way(1)]);
    let also = json!({"subscriptions": [OTHER.to_uppercase(), SUB]});
    for (request, code) in [(plan(&[1], &also), "plan_changed"), (request("remove", &[1], &also), "copy_source")] {
        let mut host = Host::started(&request);
        let mut asked: Vec<String> = host.requests().into_iter().map(|(_, asked)| asked).collect();
        let there = |what| format!("GET /subscriptions/{OTHER}/providers/Microsoft.Compute/{what}?api-version={NEWER}");
        // Nothing goes there, so its locks are nobody's business.
        let mut expected = [&[there("disks"), there("snapshots")][..], &lists(NEWER)[..]].concat();
        asked.sort();
        expected.sort();
        assert_eq!(asked, expected);
        answer_both(&mut host, &all, (200, &copies));
        assert_eq!((told(&host), deletes(&host)), (vec![format!("s1 skipped {code}")], 0));
        assert!(message(&host).contains("ource of a copy under way, copy:"), "{}", message(&host));
        // Where that cannot be read, nobody knows.
        let mut host = Host::started(&request);
        answer_both(&mut host, &all, (403, MISSING));
        assert_eq!((told(&host), host.is_done()), (vec!["s1 skipped not_read_whole".to_owned()], true));
        assert_eq!(
            message(&host),
            format!(
                "The disks and snapshots of subscription `{OTHER}` were not read whole, so nothing at all is deleted (ResourceNotFound: not found)."
            )
        );
    }
    let error = refusal(&plan(&[1], &json!({"subscriptions": [SUB, "x"]})));
    assert_eq!((error.code(), error.target()), ("bad_subscription", Some("subscriptions/1")));
}

#[test]
fn a_list_that_shows_one_twice_is_believed_only_where_it_agrees() {
    // A snapshot that was made anew between two pages, and one that only stands on both.
    let swapped = with(taken(1), "/properties/uniqueId", json!("u9"));
    let all = |again: Value| [taken(1), taken(2), taken(3), taken(4), again];
    let both = plan(&[1, 2], &json!({}));
    let host = surveyed(&both, &all(taken(1)));
    assert_eq!(told(&host), [] as [&str; 0]);
    let host = surveyed(&both, &all(swapped.clone()));
    assert_eq!(told(&host), ["s1 skipped other_snapshot"]);
    let mut later = both.clone();
    later["drops"][0]["uniqueId"] = json!("u9");
    let host = surveyed(&later, &all(swapped));
    assert_eq!(told(&host), ["s1 skipped plan_changed"]);
    assert!(message(&host).contains("two readings of it differ"), "{}", message(&host));
}

#[test]
fn a_list_that_lags_costs_nothing_that_is_needed() {
    // It does not show the newest yet: the one before it is taken for it, and stays.
    let mut host = surveyed(&plan(&[1, 2], &json!({})), &[taken(1), taken(2), taken(3)]);
    assert_eq!(told(&host), ["s2 skipped plan_changed"]);
    assert_eq!(host.request().1, get(3, NEWER));
    // It still shows the newest, which is gone: nothing goes for its sake.
    expect(&mut host, &get(3, NEWER), 404, MISSING);
    assert_eq!((told(&host).len(), deletes(&host), host.is_done()), (2, 0, true));
    assert_eq!(
        message(&host),
        "`s3`, the snapshot that was to stay, was read again, and it is not there any more. Nothing more of this disk is deleted."
    );
}

#[test]
fn casing_is_nobody_s_identity() {
    // A60
    let mut shouted = plan(&[1], &json!({}));
    shouted["drops"] = json!([{"id": snapshot_id("s1").to_uppercase(), "uniqueId": "U1"}]);
    let mut first = with(taken(1), "/id", json!(snapshot_id("s1").to_lowercase()));
    first["properties"]["creationData"]["sourceUniqueId"] = json!(UNIQUE.to_uppercase());
    let mut host = surveyed(&shouted, &[first.clone(), taken(2), taken(3)]);
    expect(&mut host, &get(3, NEWER), 200, &taken(3).to_string().replace("/resourceGroups/rg/", "/RESOURCEGROUPS/RG/"));
    let (id, _) = host.request();
    host.reply(id, 200, &first.to_string());
    assert_eq!(deletes(&host), 1);
}

#[test]
fn nothing_that_another_policy_made_is_touched() {
    let owner = |day: u32, policy: &str| with(taken(day), "/tags/snapline-policy", json!(policy));
    // Two policies over one disk; the newest of ours stays although the other's is newer.
    let all = [owner(1, "prod"), owner(2, "test"), owner(3, "prod"), owner(4, "test"), owner(5, "test")];
    let policy = |more: Value| {
        let mut policy = json!({"id": "prod", "zone": "UTC", "keep": {"last": 1}});
        policy.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        json!({ "policy": policy })
    };
    let host = surveyed(&plan(&[1, 2, 3, 4, 5], &policy(json!({}))), &all);
    let skipped = ["s2", "s3", "s4", "s5"].map(|name| format!("{name} skipped plan_changed"));
    assert_eq!((told(&host), host.request().1), (skipped.to_vec(), get(3, NEWER)));
    // Adopted ones are ours.
    let adopted = policy(json!({"adopt": [snapshot_id("S2")]}));
    let mut host = surveyed(&plan(&[2], &adopted), &all);
    expect(&mut host, &get(3, NEWER), 200, &all[2].to_string());
    expect(&mut host, &get(2, NEWER), 200, &all[1].to_string());
    assert_eq!(deletes(&host), 1);
    // Without owners all are decided together: the newest of all is what stays.
    let host = surveyed(&plan(&[1, 2, 3, 4, 5], &policy(json!({"ownedOnly": false}))), &all);
    assert_eq!(
        (told(&host), host.request().1.clone()),
        (vec!["s3 skipped plan_changed".to_owned(), "s5 skipped plan_changed".to_owned()], get(5, NEWER))
    );
}

#[test]
fn what_stays_is_as_good_as_what_goes() {
    // The newest of ours before a newer one of somebody else, who may delete it at any time.
    let foreign = with(taken(4), "/tags", json!({}));
    let host = surveyed(&request("remove", &[1], &json!({})), &[taken(1), taken(2), taken(3), foreign]);
    assert_eq!(host.request().1, get(3, NEWER));
    // One whose unique id is missing cannot be told from another of its name.
    let nameless = |day| with(taken(day), "/properties/uniqueId", Value::Null);
    let host = surveyed(&request("remove", &[1], &json!({})), &[taken(1), taken(2), nameless(3)]);
    assert_eq!(host.request().1, get(2, NEWER));
    let host = surveyed(&request("remove", &[1], &json!({})), &[taken(1), nameless(2), nameless(3)]);
    assert_eq!(told(&host), ["s1 skipped keeper_gone"]);
    assert_eq!(
        message(&host),
        "No snapshot of this disk would be left that is as complete and that can be told from another of its name."
    );
    // Nor is one relied on that two pages tell differently.
    let swapped = with(taken(3), "/properties/uniqueId", json!("u9"));
    let host = surveyed(&request("remove", &[1], &json!({})), &[taken(1), taken(2), taken(3), swapped]);
    assert_eq!(host.request().1, get(2, NEWER));
    // Nothing complete stays, so nothing has to be there: what failed goes.
    let failed = |day| with(taken(day), "/properties/provisioningState", json!("Failed"));
    let host = surveyed(&request("remove", &[1], &json!({})), &[failed(1), failed(2)]);
    assert_eq!(host.request().1, get(1, NEWER));
}

#[test]
fn the_older_version_is_read_wherever_the_newer_is_refused() {
    let unknown = r#"{"error":{"code":"NoRegisteredProviderFound","message":"m"}}"#;
    for refused in ["disks", "snapshots"] {
        let mut host = Host::started(&plan(&[1], &json!({})));
        for (id, asked) in host.requests() {
            let refused = asked.split('?').next().unwrap().ends_with(refused);
            let (status, body) = if refused { (400, unknown.to_owned()) } else { (200, page(&[])) };
            host.reply(id, status, &body);
        }
        assert_eq!(host.warned, ["immutability_not_checked"]);
        // What was read at the newer version is read again with the rest.
        answer(&mut host, &[taken(1), taken(2), taken(3)], (200, &page(&[])));
        assert_eq!(host.request().1, get(3, "2025-01-02"));
        // Refused once more, it is a reason to leave all alone.
        expect(&mut host, &get(3, "2025-01-02"), 400, unknown);
        assert_eq!((told(&host), host.is_done()), (vec!["s1 skipped keeper_not_read".to_owned()], true));
    }
}

#[test]
fn a_saved_flow_that_was_meddled_with_deletes_nothing_more() {
    let saved = |finished: Value, days: &[u32]| {
        let mut inner = plan(&[1, 2], &json!({}));
        inner["drops"] = drops(days);
        json!({"flow": "resume", "now": NOW, "saved": {"version": 1, "request": inner, "finished": finished}})
    };
    let item = |kind: &str, id: &str| {
        json!([{
            "kind": kind, "target": id, "snapshot": id, "name": null, "code": null, "message": null, "status": null,
            "requestId": null, "correlationId": null
        }])
    };
    for bad in [
        saved(item("deleted", &snapshot_id("s9")), &[1, 2]),
        saved(item("skipped", &snapshot_id("s1")), &[1, 2]),
        saved(item("made", &snapshot_id("s1")), &[1, 2]),
        saved(item("planned", &snapshot_id("s1")), &[1, 2]),
    ] {
        assert_eq!(refusal(&bad).code(), "bad_saved", "{bad}");
    }
    // What is said to be through is left alone; what is named in addition is decided like all else.
    let mut host = Host::started(&saved(item("deleted", &snapshot_id("S1")), &[1, 2, 3]));
    answer(&mut host, &[taken(1), taken(2), taken(3), taken(4)], (200, &page(&[])));
    assert_eq!(told(&host), ["s3 skipped plan_changed"]);
    expect(&mut host, &get(4, NEWER), 200, &taken(4).to_string());
    expect(&mut host, &get(2, NEWER), 200, &taken(2).to_string());
    host.reply(host.request().0, 200, "");
    let summary = host.summary();
    assert_eq!((&summary["deleted"], &summary["skipped"], deletes(&host)), (&json!(2), &json!(1), 1));
    // An older plan is older on every day.
    let mut old = saved(json!([]), &[1]);
    old["now"] = json!("2026-11-20T03:00:01Z");
    let host = Host::started(&old);
    assert_eq!(told(&host), ["s1 skipped plan_too_old"]);
    let mut of_a_run = saved(json!([]), &[1]);
    of_a_run["saved"]["request"]["flow"] = json!("run");
    assert!(Flow::new(of_a_run.to_string().as_bytes()).is_err());
}
