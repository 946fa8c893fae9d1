//! Faults: what reaches the client, and whether the request was carried out.

use serde_json::{Value, json};
use snap_emulator::{Config, Delivery, Rule};

use crate::desk::{Desk, SUB, at, code, copy_of, member, snapshot, text};

fn desk_with(fault: &Value) -> (Desk, String) {
    let mut desk = Desk::new(Config::default());
    let source = desk.disk("d1", "PremiumV2_LRS");
    let rule: Rule = serde_json::from_value(json!({"match": {"method": "PUT"}, "fault": fault})).unwrap();
    desk.emulator.add_fault(rule);
    (desk, source)
}

/// Creates `s1` under the fault; gives what was delivered and whether the snapshot exists afterwards.
fn strike(fault: &Value) -> (Delivery, u64, bool) {
    let (mut desk, source) = desk_with(fault);
    let request = desk.request("PUT", &at(&snapshot("s1"), "2025-01-02")).with_json(&copy_of(&source));
    let outcome = desk.emulator.handle(&request, desk.now);
    let made = desk.get(&at(&snapshot("s1"), "2025-01-02")).status == 200;
    assert!(desk.emulator.journal()[0].fault.is_some());
    (outcome.delivery, outcome.delay_ms, made)
}

#[test]
fn statuses_in_all_shapes_carry_nothing_out() {
    for (shape, code_at) in
        [("wrapped", "/error/code"), ("bare", "/code"), ("html", ""), ("empty", ""), ("garbage", "")]
    {
        for status in [401, 403, 409, 429, 500, 503] {
            let (delivery, _, made) =
                strike(&json!({"kind": "status", "status": status, "retryAfter": "7", "shape": shape}));
            let Delivery::Reply(response) = delivery else { panic!("{shape}") };
            assert_eq!((response.status, response.header("Retry-After"), made), (status, Some("7"), false));
            assert!(response.header("x-ms-request-id").is_some() && response.header("Date").is_some());
            match shape {
                "html" => assert!(text(&response).starts_with("<html>")),
                "empty" => assert!(response.body.is_empty()),
                "garbage" => assert!(response.body_json().is_none()),
                _ => assert!(member(&response.body_json().unwrap(), code_at).is_string(), "{shape} {status}"),
            }
        }
    }
    let (delivery, _, _) = strike(&json!({"kind": "status", "status": 429}));
    let Delivery::Reply(response) = delivery else { panic!() };
    assert_eq!(response.header("Retry-After"), None);
}

#[test]
fn lost_requests_and_lost_replies_differ() {
    assert_eq!(strike(&json!({"kind": "dropRequest"})), (Delivery::CloseWithoutReply, 0, false));
    assert_eq!(strike(&json!({"kind": "dropReply"})), (Delivery::CloseWithoutReply, 0, true));
}

#[test]
fn cut_late_and_huge_replies() {
    let (delivery, _, made) = strike(&json!({"kind": "truncate", "afterBytes": 20}));
    let Delivery::CutAfter { response, bytes } = delivery else { panic!() };
    assert!(made && bytes == 20 && response.body.len() > 20);
    let (delivery, delay, made) = strike(&json!({"kind": "delay", "milliseconds": 1500}));
    assert!(made && delay == 1500 && matches!(delivery, Delivery::Reply(_)));
    let (delivery, _, made) = strike(&json!({"kind": "hugeBody", "bytes": 1_000_000}));
    let Delivery::Reply(response) = delivery else { panic!() };
    assert!(made && response.body.len() > 1_000_000 && response.body_json().is_some());
}

#[test]
fn links_and_redirects_to_elsewhere() {
    let (delivery, _, made) =
        strike(&json!({"kind": "redirect", "location": "https://elsewhere.invalid/x", "status": 307}));
    let Delivery::Reply(response) = delivery else { panic!() };
    assert_eq!((response.status, response.header("Location"), made), (307, Some("https://elsewhere.invalid/x"), false));
    let (delivery, _, made) = strike(&json!({"kind": "foreignLink", "origin": "https://elsewhere.invalid"}));
    let Delivery::Reply(response) = delivery else { panic!() };
    for name in ["Location", "Azure-AsyncOperation"] {
        assert!(response.header(name).unwrap().starts_with("https://elsewhere.invalid/subscriptions/"), "{name}");
    }
    assert!(made);

    let mut desk = Desk::new(Config { page_size: 1, ..Config::default() });
    let source = desk.disk("d1", "Premium_LRS");
    desk.snap("a", &source);
    desk.snap("b", &source);
    let rule = json!({"fault": {"kind": "foreignLink", "origin": "https://elsewhere.invalid"}});
    desk.emulator.add_fault(serde_json::from_value(rule).unwrap());
    let list = format!("/subscriptions/{SUB}/providers/Microsoft.Compute/snapshots?api-version=2025-01-02");
    let page = desk.get(&list).body_json().unwrap();
    assert!(page["nextLink"].as_str().unwrap().starts_with("https://elsewhere.invalid/"));
    let page = desk.get(&list).body_json().unwrap();
    assert!(page["nextLink"].as_str().unwrap().starts_with("https://management.azure.com/"), "once only");
}

#[test]
fn operations_can_fail_and_be_cancelled() {
    for word in ["Failed", "Canceled"] {
        let (mut desk, source) =
            desk_with(&json!({"kind": "failOperation", "status": word, "code": "Broken", "message": "it broke"}));
        let accepted = desk.snap("s1", &source);
        assert_eq!(accepted.status, 202);
        desk.wait(2);
        let done = desk.follow(&accepted, "Azure-AsyncOperation").body_json().unwrap();
        assert_eq!((&done["status"], member(&done, "/error/code")), (&json!(word), &json!("Broken")));
        assert_eq!(done.get("properties"), None);
        assert_eq!(code(&desk.follow(&accepted, "Location")), (409, "Broken".to_owned()));
        assert_eq!(member(&desk.read(&snapshot("s1")), "/properties/provisioningState"), word);
    }
}

#[test]
fn copies_can_fail_on_their_way() {
    let (mut desk, source) =
        desk_with(&json!({"kind": "failCopy", "atPercent": 40.0, "code": "CopySourceNotFound", "message": "gone"}));
    desk.snap("s1", &source);
    desk.wait(110);
    let stuck = desk.read(&snapshot("s1"));
    assert_eq!(member(&stuck, "/properties/completionPercent"), &json!(40.0));
    assert_eq!(
        member(&stuck, "/properties/copyCompletionError"),
        &json!({"errorCode": "CopySourceNotFound", "errorMessage": "gone"})
    );
    assert_eq!(member(&stuck, "/properties/provisioningState"), "Succeeded");
}

#[test]
fn a_fault_with_nothing_to_act_on_says_so() {
    let mut desk = Desk::new(Config::default());
    let rule = json!({"fault": {"kind": "failOperation", "code": "c", "message": "m"}});
    desk.emulator.add_fault(serde_json::from_value(rule).unwrap());
    desk.get("/subscriptions?api-version=2022-12-01");
    let entry = desk.emulator.journal().last().unwrap();
    assert!(entry.notes[0].contains("nothing to act on"), "{entry:?}");
}

#[test]
fn a_request_can_arrive_twice() {
    let (delivery, _, made) = strike(&json!({"kind": "duplicate"}));
    let Delivery::Reply(response) = delivery else { panic!() };
    assert_eq!((response.status, made), (200, true), "the second PUT finds the first one's snapshot");

    let (mut desk, source) = desk_with(&json!({"kind": "delay", "milliseconds": 0}));
    desk.snap("s1", &source);
    desk.wait(200);
    let rule = json!({"match": {"method": "DELETE"}, "fault": {"kind": "duplicate"}});
    desk.emulator.add_fault(serde_json::from_value(rule).unwrap());
    let request = desk.request("DELETE", &at(&snapshot("s1"), "2025-01-02"));
    assert_eq!(desk.send(&request).status, 204, "gone already");
}

#[test]
fn headers_and_statuses_can_be_odd() {
    for value in ["-1", "99999999999", "soon", "Sat, 21 Nov 1998 07:12:14 GMT"] {
        let (delivery, _, made) = strike(&json!({"kind": "headers", "set": {"retry-after": value, "Location": null}}));
        let Delivery::Reply(response) = delivery else { panic!() };
        assert_eq!((response.status, response.header("Retry-After"), made), (202, Some(value), true));
        assert_eq!(response.header("Location"), None);
        assert!(response.header("Azure-AsyncOperation").is_some());
    }
    for status in [200, 204, 206, 304] {
        let (delivery, _, made) = strike(&json!({"kind": "restatus", "status": status}));
        let Delivery::Reply(response) = delivery else { panic!() };
        assert_eq!((response.status, made), (status, true));
        assert_eq!(response.body.is_empty(), matches!(status, 204 | 304), "{status}");
        assert!(response.header("Azure-AsyncOperation").is_some());
    }
}

#[test]
fn bodies_can_be_of_the_wrong_kind() {
    let mut desk = Desk::new(Config::default());
    let source = desk.disk("d1", "Premium_LRS");
    let mut under = |fault: Value, path: &str| {
        desk.emulator.add_fault(serde_json::from_value(json!({ "fault": fault })).unwrap());
        let body = desk.get(path).body_json().unwrap();
        (body, desk.emulator.journal().last().unwrap().notes.clone())
    };
    let path = at(&source, "2025-01-02");
    let (body, _) = under(json!({"kind": "rewrite", "pointer": "/properties/diskSizeGB", "value": {"a": []}}), &path);
    assert_eq!(member(&body, "/properties/diskSizeGB"), &json!({"a": []}));
    let (body, _) = under(json!({"kind": "rewrite", "pointer": "", "value": [1]}), &path);
    assert_eq!(body, json!([1]));
    let (body, notes) = under(json!({"kind": "rewrite", "pointer": "/no/where", "value": 1}), &path);
    assert!(body.get("id").is_some() && notes[0].contains("nothing to act on"));
    let list = format!("/subscriptions/{SUB}/providers/Microsoft.Compute/disks?api-version=2025-01-02");
    let (body, _) = under(json!({"kind": "loopLink"}), &list);
    assert_eq!(body["nextLink"], format!("https://management.azure.com{list}"), "the page itself");
}

#[test]
fn operations_can_run_for_ever_or_end_in_unknown_words() {
    let (mut desk, source) = desk_with(&json!({"kind": "endlessOperation"}));
    let accepted = desk.snap("s1", &source);
    desk.wait(86_400 * 300);
    let running = desk.follow(&accepted, "Azure-AsyncOperation").body_json().unwrap();
    assert_eq!((&running["status"], running.get("endTime")), (&json!("InProgress"), None));
    assert_eq!(desk.follow(&accepted, "Location").status, 202);
    assert_eq!(member(&desk.read(&snapshot("s1")), "/properties/provisioningState"), "Updating");

    let (mut desk, source) =
        desk_with(&json!({"kind": "failOperation", "status": "Pondering", "code": "c", "message": "m"}));
    let accepted = desk.snap("s1", &source);
    desk.wait(5);
    assert_eq!(desk.follow(&accepted, "Azure-AsyncOperation").body_json().unwrap()["status"], "Pondering");
}
