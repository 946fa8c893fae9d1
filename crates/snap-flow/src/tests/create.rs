use serde_json::json;

use super::*;

pub(super) fn request() -> Value {
    json!({"flow": "create", "now": NOW, "endpoint": AZURE, "callId": "call-1", "checkLimits": false, "disks": [{"id": disk_id("d1"), "name": "s1"}]})
}

fn waiting_for(wait: &str) -> Value {
    let mut request = request();
    request["wait"] = json!(wait);
    request
}

/// Up to the write, which is request 3.
pub(super) fn written_by(request: &Value, sku: &str) -> Host {
    let mut host = Host::started(request);
    assert_eq!(host.request(), (1, path("GET", &disk_id("d1"))));
    host.reply(1, 200, &disk_body("d1", sku));
    assert_eq!(host.request(), (2, path("GET", &snapshot_id("s1"))));
    host.reply(2, 404, MISSING);
    assert_eq!(host.request(), (3, path("PUT", &snapshot_id("s1"))));
    host
}

pub(super) fn written() -> Host {
    written_by(&request(), "Premium_LRS")
}

fn look() -> String {
    path("GET", &snapshot_id("s1"))
}

#[test]
fn the_whole_way() {
    let mut host = written();
    let put = host.steps[0].clone();
    assert_eq!(put["headers"], json!([["accept", "application/json"], ["content-type", "application/json"]]));
    let body: Value = serde_json::from_str(put["body"].as_str().unwrap()).unwrap();
    assert_eq!(
        body,
        json!({
            "location": "westeurope",
            "tags": {"snapline-call": "call-1", "snapline-slot": NOW},
            "properties": {"creationData": {"createOption": "Copy", "sourceResourceId": disk_id("d1")}, "incremental": true}
        })
    );
    host.reply_with(3, 202, &ACCEPTED, "");
    assert_eq!((host.kinds(), host.until), (vec!["progress".to_owned()], Some(3)));
    host.wait();
    assert_eq!(host.request(), (4, "GET /operations/1?s=SIGNED".to_owned()));
    host.reply(4, 200, r#"{"status":"InProgress"}"#);
    assert_eq!((host.requests().len(), host.until), (0, Some(4)));
    host.wait();
    host.reply(5, 200, r#"{"status":"Succeeded"}"#);
    assert_eq!(host.request(), (6, look()));
    host.reply(6, 200, &ours("s1", &json!({})));
    assert_eq!(host.kinds(), ["document snapshot s1", "item made", "progress", "done"]);
    assert_eq!(
        host.item(),
        &json!({
            "step": "item", "kind": "made", "target": disk_id("d1"), "snapshot": snapshot_id("s1"), "name": "s1",
            "code": null, "message": null, "status": null, "requestId": null, "correlationId": null
        })
    );
    assert_eq!(
        host.summary(),
        &json!({
            "made": 1, "alreadyMade": 0, "deleted": 0, "alreadyGone": 0, "planned": 0, "skipped": 0, "failed": 0,
            "unknown": 0, "ready": 0, "notReady": 0, "pages": 0, "skewSeconds": null, "complete": true,
            "sentence": "1 snapshot: 1 made."
        })
    );
    assert!(host.warned.is_empty());
}

#[test]
fn a_disk_that_is_not_there() {
    let mut host = Host::started(&request());
    host.reply_with(1, 404, &[("x-ms-request-id", "r-1")], MISSING);
    assert_eq!(host.items(), ["failed disk_not_found"]);
    assert_eq!((&host.item()["status"], &host.item()["requestId"]), (&json!(404), &json!("r-1")));
    assert_eq!(host.summary()["sentence"], json!("1 snapshot: 1 failed."));
}

#[test]
fn a_name_that_is_used_by_another_is_not_touched() {
    // A37
    let foreign = [
        tagged("s1", &json!({}), &json!({})),
        tagged("s1", &json!({"snapline-call": "call-2", "snapline-slot": NOW}), &json!({})),
        tagged("s1", &json!({"snapline-call": "call-1", "snapline-slot": "2026-11-19T02:00:00Z"}), &json!({})),
        tagged("s1", &json!({"snapline-policy": "call-1", "snapline-slot": NOW}), &json!({})),
        // F3: the disk was recreated since.
        ours(
            "s1",
            &json!({"creationData": {"createOption": "Copy", "sourceResourceId": disk_id("d1"), "sourceUniqueId": "other"}}),
        ),
        ours("s1", &json!({"creationData": {"createOption": "Copy", "sourceResourceId": disk_id("d1")}})),
        ours("s1", &json!({"incremental": false})),
    ];
    for body in foreign {
        let mut host = Host::started(&request());
        host.reply(1, 200, &disk_body("d1", "Premium_LRS"));
        host.reply(2, 200, &body);
        assert_eq!((host.items(), host.requests()), (vec!["failed name_in_use".to_owned()], vec![]), "{body}");
        assert!(host.is_done());
    }
}

#[test]
fn a_name_that_carries_our_key_is_already_made() {
    // The slot in another form and casing of ids elsewhere are the same key.
    let tags = json!({"SNAPLINE-CALL": "call-1", "snapline-slot": "2026-11-20T03:00:00+01:00"});
    let mut host = Host::started(&request());
    host.reply(1, 200, &disk_body("d1", "Premium_LRS"));
    host.reply(2, 200, &tagged("s1", &tags, &json!({})).replace("resourceGroups/rg", "resourcegroups/RG"));
    assert_eq!(host.kinds(), ["document snapshot s1", "item already_made", "progress", "done"]);
    assert_eq!(host.summary()["alreadyMade"], json!(1));
}

#[test]
fn an_already_made_one_that_failed_has_failed() {
    for (state, code) in [("Failed", "provisioning_failed"), ("Canceled", "provisioning_failed")] {
        let mut host = Host::started(&request());
        host.reply(1, 200, &disk_body("d1", "Premium_LRS"));
        host.reply(2, 200, &ours("s1", &json!({"provisioningState": state})));
        assert_eq!(host.items(), [format!("failed {code}")]);
        assert_eq!(host.kinds()[0], "document snapshot s1");
    }
}

#[test]
fn a_policys_snapshot_is_tagged_as_ours() {
    let mut request = request();
    request["policyId"] = json!("prod");
    request["slot"] = json!("2026-11-20T03:00:00.5+02:00");
    request["tags"] = json!({"cost": "42"});
    request["sku"] = json!("standard_zrs");
    let host = written_by(&request, "Premium_LRS");
    let body: Value = serde_json::from_str(host.steps[0]["body"].as_str().unwrap()).unwrap();
    assert_eq!(body["tags"], json!({"cost": "42", "snapline-policy": "prod", "snapline-slot": "2026-11-20T01:00:00Z"}));
    assert_eq!(body["sku"], json!({"name": "Standard_ZRS"}));
}

#[test]
fn a_lost_reply_is_followed_by_a_look() {
    for kind in ["timeout", "cut", "other", "too_large"] {
        let mut host = written();
        host.failed(3, kind);
        assert!((2..=3).contains(&host.until.unwrap()));
        host.wait();
        assert_eq!(host.request(), (4, look()), "{kind}");
        // It had arrived: made by this flow, once. Members may still be missing.
        let young = json!({"provisioningState": "Updating", "creationData": {"createOption": "Copy", "sourceResourceId": disk_id("d1")}});
        host.reply(4, 200, &ours("s1", &young));
        assert_eq!(host.items(), Vec::<String>::new());
        host.wait();
        host.reply(5, 200, &ours("s1", &json!({})));
        assert_eq!(host.items(), ["made -"]);
    }
}

#[test]
fn a_lost_write_that_did_not_arrive_is_written_again() {
    let mut host = written();
    host.failed(3, "timeout");
    host.wait();
    host.reply(4, 404, MISSING);
    assert_eq!(host.request(), (5, path("PUT", &snapshot_id("s1"))));
    host.reply(5, 200, "");
    assert_eq!(host.request(), (6, look()));
    host.reply(6, 200, &ours("s1", &json!({})));
    assert_eq!(host.items(), ["made -"]);
}

#[test]
fn a_lost_write_whose_name_another_took() {
    let mut host = written();
    host.reply(3, 500, "");
    host.wait();
    host.reply(4, 200, &tagged("s1", &json!({}), &json!({})));
    assert_eq!(host.items(), ["failed name_in_use"]);
}

#[test]
fn a_look_that_fails_after_a_lost_write_leaves_it_unknown() {
    let mut host = written();
    host.failed(3, "timeout");
    host.wait();
    host.reply(4, 403, r#"{"error":{"code":"AuthorizationFailed","message":"no rights."}}"#);
    assert_eq!(host.items(), ["unknown AuthorizationFailed"]);
    assert_eq!(host.summary()["unknown"], json!(1));
}

#[test]
fn writes_that_never_arrive_end() {
    let mut host = written();
    let mut id = 3;
    while !host.is_done() {
        host.failed(id, "not_sent");
        host.wait();
        id = host.request().0;
        host.reply(id, 404, MISSING);
        id += 1;
    }
    assert_eq!(host.items(), ["failed connection_failed"]);
    let puts = requests(&host.all).iter().filter(|(_, r)| r.starts_with("PUT")).count();
    assert_eq!(puts, 6);
}

#[test]
fn a_refused_token_at_the_write() {
    let mut host = written();
    let refused = r#"{"error":{"code":"ExpiredAuthenticationToken","message":"expired"}}"#;
    host.reply(3, 401, refused);
    assert_eq!(host.request(), (4, look()));
    assert_eq!(host.steps[0]["auth"]["fresh"], json!(true));
    host.reply(4, 404, MISSING);
    assert_eq!(host.request(), (5, path("PUT", &snapshot_id("s1"))));
    host.reply(5, 401, refused);
    assert_eq!(host.items(), ["failed ExpiredAuthenticationToken"]);
}

#[test]
fn a_busy_service_is_asked_again_later_and_not_for_ever() {
    for status in [409, 429] {
        let mut host = written();
        let mut id = 3;
        while !host.is_done() {
            host.reply_with(id, status, &[("Retry-After", "40")], r#"{"code":"OperationNotAllowed","message":"busy"}"#);
            if host.is_done() {
                break;
            }
            assert_eq!(host.until, Some(40));
            host.wait();
            assert_eq!(host.request().1, look());
            id = host.request().0;
            host.reply(id, 404, MISSING);
            id += 1;
        }
        assert_eq!(host.items(), ["failed OperationNotAllowed"]);
        assert_eq!((&host.item()["status"], &host.item()["message"]), (&json!(status), &json!("busy")));
    }
}

#[test]
fn a_refusal_keeps_the_services_words() {
    // A72
    let mut host = written();
    host.reply(
        3,
        400,
        r#"{"error":{"code":"InvalidParameter","message":"SKU Premium_LRS is not supported","target":"sku"}}"#,
    );
    assert_eq!(host.items(), ["failed InvalidParameter"]);
    assert_eq!(host.item()["message"], json!("SKU Premium_LRS is not supported"));
}

#[test]
fn a_missing_resource_group_is_told_before_the_write() {
    let mut host = Host::started(&request());
    host.reply(1, 200, &disk_body("d1", "Premium_LRS"));
    host.reply(
        2,
        404,
        r#"{"error":{"code":"ResourceGroupNotFound","message":"Resource group 'rg' could not be found."}}"#,
    );
    assert_eq!((host.items(), host.requests()), (vec!["failed ResourceGroupNotFound".to_owned()], vec![]));
}

#[test]
fn readiness_is_waited_for() {
    // A36: made is not ready. The percent may be missing first.
    let mut host = written_by(&waiting_for("durable"), "PremiumV2_LRS");
    host.reply(3, 201, "");
    host.reply(4, 200, &ours("s1", &json!({})));
    assert_eq!(host.kinds(), ["item made", "progress"]);
    assert_eq!(host.until, Some(2));
    host.wait();
    host.reply(5, 200, &ours("s1", &json!({"completionPercent": 62.5})));
    assert_eq!((host.kinds(), host.until), (vec!["progress".to_owned()], Some(4)));
    assert_eq!(
        (&host.steps[0]["percent"], &host.steps[0]["done"], &host.steps[0]["of"]),
        (&json!(62.5), &json!(0), &json!(1))
    );
    host.wait();
    // The same again says nothing new.
    host.reply_with(6, 200, &[("Retry-After", "11")], &ours("s1", &json!({"completionPercent": 62.5})));
    assert_eq!((host.steps.len(), host.until), (0, Some(11)));
    host.wait();
    host.reply(7, 200, &ours("s1", &json!({"completionPercent": 100})));
    assert_eq!(host.kinds(), ["document snapshot s1", "item ready", "progress", "done"]);
    assert_eq!(host.items(), ["made -", "ready percent_100"]);
    assert_eq!(host.summary()["complete"], json!(true));
}

#[test]
fn instant_access_is_restorable_and_not_durable() {
    // I4
    for (wait, items) in [("restorable", vec!["made -", "ready instant_access"]), ("durable", vec!["made -"])] {
        let mut request = waiting_for(wait);
        request["instantAccessDurationMinutes"] = json!(300);
        let mut host = written_by(&request, "UltraSSD_LRS");
        assert!(host.steps[0]["body"].as_str().unwrap().contains(r#""instantAccessDurationMinutes":300"#));
        host.reply(3, 200, "");
        host.reply(4, 200, &ours("s1", &json!({"snapshotAccessState": "InstantAccess", "completionPercent": 10})));
        assert_eq!(host.items(), items, "{wait}");
    }
}

#[test]
fn a_copy_that_fails_while_it_is_waited_for() {
    // R18
    let mut host = written_by(&waiting_for("restorable"), "PremiumV2_LRS");
    host.reply(3, 200, "");
    host.reply(4, 200, &ours("s1", &json!({"completionPercent": 10})));
    host.wait();
    let failed = json!({"completionPercent": 10, "copyCompletionError": {"errorCode": "CopySourceNotFound", "errorMessage": "gone"}});
    host.reply(5, 200, &ours("s1", &failed));
    assert_eq!(host.items(), ["made -", "not_ready copy_failed"]);
    assert_eq!((&host.summary()["made"], &host.summary()["complete"]), (&json!(1), &json!(false)));
    assert_eq!(host.summary()["sentence"], json!("1 snapshot: 1 made, 1 not ready."));
}

#[test]
fn a_snapshot_that_is_deleted_while_it_is_waited_for() {
    let mut host = written_by(&waiting_for("restorable"), "PremiumV2_LRS");
    host.reply(3, 200, "");
    host.reply(4, 200, &ours("s1", &json!({"completionPercent": 10})));
    host.wait();
    host.reply(5, 404, MISSING);
    assert_eq!(host.items(), ["made -", "not_ready snapshot_not_found"]);
}

#[test]
fn instant_access_is_for_two_kinds_that_are_filled() {
    // I1, I6
    let mut request = request();
    request["instantAccessDurationMinutes"] = json!(60);
    let filling = disk_body("d1", "PremiumV2_LRS").replace(r#""diskSizeGB""#, r#""completionPercent":40,"diskSizeGB""#);
    for (body, code) in
        [(disk_body("d1", "Premium_LRS"), "instant_access_not_allowed"), (filling, "disk_still_filling")]
    {
        let mut host = Host::started(&request);
        host.reply(1, 200, &body);
        assert_eq!((host.items(), host.requests()), (vec![format!("failed {code}")], vec![]));
    }
}

#[test]
fn one_bad_disk_never_stops_the_others() {
    let mut request = request();
    request["disks"] = json!([{"id": disk_id("gone"), "name": "s0"}, {"id": disk_id("d1"), "name": "s1"}]);
    let mut host = Host::started(&request);
    assert_eq!(host.requests().len(), 2);
    host.reply(1, 404, MISSING);
    host.reply(2, 200, &disk_body("d1", "Standard_LRS"));
    host.reply(3, 404, MISSING);
    host.reply(4, 200, "");
    host.reply(5, 200, &ours("s1", &json!({})));
    assert_eq!(host.items(), ["failed disk_not_found", "made -"]);
    assert_eq!(host.summary()["sentence"], json!("2 snapshots: 1 made, 1 failed."));
}

#[test]
fn no_more_than_asked_for_are_under_way() {
    let disks: Vec<Value> = (0..20).map(|n| json!({"id": disk_id(&format!("d{n}"))})).collect();
    let mut request = request();
    request["disks"] = json!(disks);
    assert_eq!(Host::started(&request).requests().len(), 16);
    request["parallel"] = json!(8);
    let mut host = Host::started(&request);
    assert_eq!(host.requests().len(), 8);
    host.reply(1, 404, MISSING);
    assert_eq!(host.request(), (9, path("GET", &disk_id("d8"))));
    host.failed(2, "timeout");
    assert_eq!(host.request().0, 10);
}
