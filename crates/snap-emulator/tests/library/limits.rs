//! Limits of the service: L1, L2, R7, R10, R11, C5, C7.

use serde_json::json;
use snap_emulator::{Config, Copying, Progress};

use crate::desk::{Desk, SUB, code, copy_of, copy_to, member, snapshot, text};

fn not_allowed() -> (u16, String) {
    (409, "OperationNotAllowed".to_owned())
}

#[test]
fn five_hundred_of_one_disk() {
    let mut desk = Desk::new(Config::default());
    let source = desk.disk("d1", "Premium_LRS");
    let long_ago = "2026-01-01T00:00:00Z".parse().unwrap();
    for number in 0..500 {
        let spec = desk.emulator.snapshot_of(&source, &format!("old-{number}"), long_ago).unwrap();
        desk.emulator.add_snapshot(SUB, &spec);
    }
    let refused = desk.snap("s1", &source);
    assert_eq!(code(&refused), not_allowed());
    assert!(text(&refused).contains("'d1' has 500"));
    let mut full = copy_of(&source);
    full["properties"]["incremental"] = json!(false);
    assert_eq!(desk.put(&snapshot("full"), &full).status, 202, "full snapshots do not count");
    let request = desk.request("DELETE", &format!("{}?api-version=2025-01-02", snapshot("old-7")));
    desk.send(&request);
    assert_eq!(desk.snap("s1", &source).status, 202, "deleting makes room (L1)");
}

#[test]
fn an_earlier_disk_of_the_name_does_not_count() {
    let mut desk = Desk::new(Config::default());
    let source = desk.disk("d1", "Premium_LRS");
    for number in 0..7 {
        assert_eq!(desk.snap(&format!("s{number}"), &source).status, 202);
    }
    assert_eq!(desk.snap("s7", &source).status, 429);
    desk.disk("d1", "Premium_LRS");
    assert_eq!(desk.snap("s7", &source).status, 202);
}

#[test]
fn seven_in_a_sliding_five_minutes() {
    let mut desk = Desk::new(Config::default());
    let source = desk.disk("d1", "Premium_LRS");
    for number in 0..7 {
        assert_eq!(desk.snap(&format!("s{number}"), &source).status, 202);
        desk.wait(10);
    }
    let request = desk.request("DELETE", &format!("{}?api-version=2025-01-02", snapshot("s0")));
    desk.send(&request);
    let refused = desk.snap("s7", &source);
    assert_eq!(code(&refused), (429, "OperationNotAllowed".to_owned()), "deleting gives no room here (L2)");
    let body = refused.body_json().unwrap();
    assert_eq!(body.get("error"), None, "the bare shape (A70)");
    assert_eq!(member(&body, "/details/0/code"), "TooManyRequests");
    let inner: serde_json::Value = serde_json::from_str(member(&body, "/details/0/message").as_str().unwrap()).unwrap();
    assert_eq!(inner["measuredRequestCount"], 8);
    let wait: i64 = refused.header("Retry-After").unwrap().parse().unwrap();
    assert_eq!(wait, 230);
    desk.wait(wait - 1);
    assert_eq!(desk.snap("s7", &source).status, 429);
    desk.wait(1);
    assert_eq!(desk.snap("s7", &source).status, 202, "who obeys Retry-After gets through");
    assert_eq!(desk.snap("s8", &source).status, 429, "the window slides");
}

#[test]
fn three_pending_on_premium_v2() {
    let mut desk = Desk::new(Config { copy_seconds: 60, ..Config::default() });
    let source = desk.disk("d1", "PremiumV2_LRS");
    for name in ["a", "b", "c"] {
        assert_eq!(desk.snap(name, &source).status, 202);
        desk.wait(10);
    }
    let refused = desk.snap("d", &source);
    assert_eq!(code(&refused), not_allowed());
    assert!(text(&refused).contains("still being copied"));
    desk.wait(30);
    assert_eq!(desk.snap("d", &source).status, 202, "the first is whole now");
    let ordinary = desk.disk("d2", "Premium_LRS");
    for name in ["e", "f", "g", "h"] {
        assert_eq!(desk.snap(name, &ordinary).status, 202, "ordinary disks know no such limit");
    }
}

#[test]
fn premium_v2_has_incremental_snapshots_only() {
    let mut desk = Desk::new(Config::default());
    let source = desk.disk("d1", "UltraSSD_LRS");
    let mut full = copy_of(&source);
    full["properties"].as_object_mut().unwrap().remove("incremental");
    assert_eq!(code(&desk.put(&snapshot("s"), &full)), (400, "InvalidParameter".to_owned()), "F7");
}

#[test]
fn only_whole_incremental_snapshots_are_copied() {
    let mut desk = Desk::new(Config { copy_seconds: 60, ..Config::default() });
    let fast = desk.disk("d1", "PremiumV2_LRS");
    let ordinary = desk.disk("d2", "Premium_LRS");
    desk.snap("fast", &fast);
    let mut full = copy_of(&ordinary);
    full["properties"]["incremental"] = json!(false);
    desk.put(&snapshot("full"), &full);
    let mut instant = desk.emulator.snapshot_of(&fast, "instant", desk.now).unwrap();
    instant.instant_access_minutes = Some(300);
    instant.progress = Progress::Copying(Copying::running(desk.now, 10.0, 900));
    desk.emulator.add_snapshot(SUB, &instant);
    desk.wait(5);
    let ask =
        |desk: &mut Desk, name: &str| code(&desk.put(&snapshot("copy"), &copy_to(&snapshot(name), "northeurope")));
    assert_eq!(ask(&mut desk, "fast"), not_allowed(), "still filling (R10)");
    assert_eq!(ask(&mut desk, "instant"), not_allowed(), "instant access (C7)");
    assert_eq!(ask(&mut desk, "full"), (400, "InvalidParameter".to_owned()), "full (C5)");
    assert_eq!(ask(&mut desk, "gone"), (404, "NotFound".to_owned()));
    desk.wait(60);
    assert_eq!(ask(&mut desk, "fast").0, 202);
}

#[test]
fn budgets_show_and_bite() {
    let mut desk = Desk::new(Config::default());
    let list =
        format!("/subscriptions/{SUB}/resourceGroups/rg/providers/Microsoft.Compute/snapshots?api-version=2025-01-02");
    for _ in 0..240 {
        assert_eq!(desk.get(&list).status, 200);
    }
    let refused = desk.get(&list);
    assert_eq!((refused.status, refused.header("Retry-After")), (429, Some("180")));
    assert_eq!(
        refused.header("x-ms-ratelimit-remaining-resource"),
        Some("Microsoft.Compute/HighCostGet3Min;0,Microsoft.Compute/HighCostGet30Min;1679")
    );
    desk.emulator.config_mut().enforce_budgets = false;
    assert_eq!(desk.get(&list).status, 200);
    desk.emulator.config_mut().enforce_budgets = true;
    desk.wait(180);
    assert_eq!(desk.get(&list).status, 200);
}

#[test]
fn a_dear_list_tells_its_price() {
    let mut desk = Desk::new(Config { list_charge: 100, ..Config::default() });
    let list =
        format!("/subscriptions/{SUB}/resourceGroups/rg/providers/Microsoft.Compute/snapshots?api-version=2025-01-02");
    let first = desk.get(&list);
    assert_eq!(first.header("x-ms-request-charge"), Some("100"));
    assert_eq!(
        first.header("x-ms-ratelimit-remaining-resource"),
        Some("Microsoft.Compute/HighCostGet3Min;140,Microsoft.Compute/HighCostGet30Min;1820")
    );
    assert_eq!((desk.get(&list).status, desk.get(&list).status), (200, 429));
    let cheap = desk.get(&format!("{}?api-version=2025-01-02", snapshot("s")));
    assert_eq!(cheap.header("x-ms-request-charge"), None);
}
