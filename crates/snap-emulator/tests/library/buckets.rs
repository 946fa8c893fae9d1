//! The resource manager's token buckets (T1) as a client meets them.

use serde_json::json;
use snap_emulator::{BucketSize, BucketSizes, Config, Role, mint_token_for};

use crate::desk::{Desk, REGION, SUB, at, code, copy_to, member, snapshot, start};

/// A desk whose buckets hold so little that a test is short.
fn desk() -> Desk {
    let few = BucketSize { size: 3, per_second: 1 };
    let sizes = BucketSizes { reads: few, writes: few, deletes: few, together: 2 };
    let mut desk = Desk::new(Config { buckets: Some(sizes), ..Config::default() });
    desk.emulator.add_group(SUB, "north", "northeurope");
    desk
}

#[test]
fn an_empty_bucket_refuses_in_both_shapes() {
    let mut desk = desk();
    let path = at(&snapshot("s1"), "2025-01-02");
    for _ in 0..3 {
        assert_eq!(desk.get(&path).status, 404);
    }
    let (first, second) = (desk.get(&path), desk.get(&path));
    for refused in [&first, &second] {
        assert_eq!(code(refused), (429, "TooManyRequests".to_owned()));
        assert_eq!(refused.header("Retry-After"), Some("1"));
        assert!(refused.header("x-ms-ratelimit-remaining-subscription-reads").is_some(), "T2");
    }
    assert!(first.body_json().unwrap().get("error").is_some(), "wrapped");
    assert!(second.body_json().unwrap().get("error").is_none(), "bare");
    assert_eq!(desk.call("PUT", &path, &json!({})).status, 400, "writes have their own");
    desk.wait(1);
    assert_eq!((desk.get(&path).status, desk.get(&path).status), (404, 429));
    desk.emulator.config_mut().buckets = None;
    assert_eq!(desk.get(&path).status, 404, "switched off");
}

#[test]
fn regions_are_apart() {
    let mut desk = desk();
    let here = at(&snapshot("s1"), "2025-01-02");
    let there = here.replace("/rg/", "/north/");
    while desk.get(&here).status != 429 {}
    assert_eq!(desk.get(&there).status, 404, "what is not there counts to its group");
    let list = format!("/subscriptions/{SUB}/resourceGroups/north/providers/Microsoft.Compute/snapshots");
    assert_eq!((desk.get(&at(&list, "2025-01-02")).status, desk.get(&there).status), (200, 404));
    assert_eq!(desk.get(&there).status, 429, "a list of a group counts to the group");
    let all = at(&format!("/subscriptions/{SUB}/providers/Microsoft.Compute/snapshots"), "2025-01-02");
    assert_eq!(desk.get(&all).status, 200, "a list of all has a bucket of its own");
}

#[test]
fn a_new_resource_counts_to_its_location() {
    let mut desk = desk();
    let wish = copy_to(&snapshot("gone"), "northeurope");
    for _ in 0..3 {
        assert_eq!(desk.put(&snapshot("s1"), &wish).status, 404);
    }
    assert_eq!(desk.put(&snapshot("s1"), &wish).status, 429);
    assert_eq!(desk.put(&snapshot("s1"), &copy_to(&snapshot("gone"), REGION)).status, 404);
}

#[test]
fn polls_count_to_the_region_of_their_operation() {
    let mut desk = desk();
    let source = desk.disk("d1", "Premium_LRS");
    let accepted = desk.snap("s1", &source);
    for _ in 0..3 {
        assert_eq!(desk.follow(&accepted, "Azure-AsyncOperation").status, 200);
    }
    assert_eq!(desk.follow(&accepted, "Azure-AsyncOperation").status, 429);
    assert_eq!(desk.get(&at(&snapshot("s1"), "2025-01-02")).status, 429, "reads of that region too");
}

#[test]
fn callers_are_apart_until_together_they_are_too_many() {
    let mut desk = desk();
    let path = at(&snapshot("s1"), "2025-01-02");
    let mut served = 0;
    for caller in ["a", "b", "c"] {
        desk.token = mint_token_for(caller, start(), 3600, Role::Contributor);
        while desk.get(&path).status != 429 {
            served += 1;
        }
    }
    assert_eq!(served, 6, "three each, six for all");
}

#[test]
fn the_published_numbers_are_the_default() {
    let mut desk = Desk::new(Config { enforce_budgets: false, ..Config::default() });
    let path = at(&snapshot("s1"), "2025-01-02");
    let mut served = 0;
    while desk.get(&path).status != 429 {
        served += 1;
    }
    assert_eq!(served, 250);
    desk.wait(2);
    let body = desk.get("/tenants?api-version=2022-12-01");
    assert!(body.header("x-ms-ratelimit-remaining-tenant-reads").is_some(), "T2");
    assert!(member(&body.body_json().unwrap(), "/value/0/tenantId").is_string());
}
