//! Lists: pages, casing, order, versions.

use std::collections::BTreeSet;

use serde_json::Value;
use snap_emulator::{Config, DiskSpec, SnapshotSpec};

use crate::desk::{Desk, REGION, SUB, code, member, snapshot, start};

fn list(kind: &str) -> String {
    format!("/subscriptions/{SUB}/providers/Microsoft.Compute/{kind}?api-version=2025-01-02")
}

fn names(page: &Value) -> Vec<String> {
    page["value"].as_array().unwrap().iter().map(|item| item["name"].as_str().unwrap().to_owned()).collect()
}

/// All pages of a list, each followed by its own `nextLink`.
fn pages(desk: &mut Desk, path: &str) -> Vec<Value> {
    let mut found = Vec::new();
    let mut next = Some(path.to_owned());
    while let Some(path) = next {
        let response = desk.get(&path);
        assert_eq!(response.status, 200, "{path}");
        let page = response.body_json().unwrap();
        next = page
            .get("nextLink")
            .and_then(Value::as_str)
            .filter(|link| !link.is_empty())
            .map(|link| link.strip_prefix("https://management.azure.com").unwrap().to_owned());
        found.push(page);
        assert!(found.len() < 100, "endless list");
    }
    found
}

fn many(count: usize, page_size: usize) -> Desk {
    let mut desk = Desk::new(Config { page_size, ..Config::default() });
    for number in 0..count {
        let region = if number % 2 == 0 { REGION } else { "northeurope" };
        let group = ["Rg-One", "rg-two", "rg"][number % 3];
        let spec = SnapshotSpec::new(&format!("s{number:03}"), group, region, "/x", start());
        desk.emulator.add_snapshot(SUB, &spec);
    }
    desk
}

#[test]
fn every_resource_stands_on_one_page() {
    for (count, size) in [(0, 3), (1, 3), (3, 3), (4, 3), (25, 3), (25, 1), (25, 100)] {
        let mut desk = many(count, size);
        let pages = pages(&mut desk, &list("snapshots"));
        let all: Vec<String> = pages.iter().flat_map(names).collect();
        assert_eq!(all.len(), count);
        assert_eq!(all.iter().collect::<BTreeSet<_>>().len(), count, "no double");
        assert_eq!(pages.len(), count.div_ceil(size).max(1), "{count} by {size}");
        assert!(pages.last().unwrap().get("nextLink").is_none());
    }
}

#[test]
fn an_empty_next_link_may_end_a_list() {
    let mut desk = many(4, 3);
    desk.emulator.config_mut().empty_next_link = true;
    let pages = pages(&mut desk, &list("snapshots"));
    assert_eq!((pages.len(), &pages[1]["nextLink"]), (2, &Value::from("")));
}

#[test]
fn a_list_stays_whole_while_others_write() {
    let mut desk = many(12, 4);
    let first = desk.get(&list("snapshots")).body_json().unwrap();
    let seen = names(&first);
    let gone = format!("{}?api-version=2025-01-02", first["value"][3]["id"].as_str().unwrap());
    let request = desk.request("DELETE", &gone);
    assert_eq!(desk.send(&request).status, 202);
    let rest = first["nextLink"].as_str().unwrap().strip_prefix("https://management.azure.com").unwrap().to_owned();
    let after: Vec<String> = pages(&mut desk, &rest).iter().flat_map(names).collect();
    assert_eq!(after.len(), 8, "the token names a place, not a count");
    assert!(after.iter().all(|name| !seen.contains(name)));
}

#[test]
fn order_follows_what_comes_moves_and_goes() {
    let mut desk = Desk::new(Config { page_size: 2, ..Config::default() });
    desk.emulator.add_disk(SUB, &DiskSpec::new("d", "rg", "uksouth", 8), start());
    let add = |desk: &mut Desk, name: &str, group: &str, region: &str| {
        desk.emulator.add_snapshot(SUB, &SnapshotSpec::new(name, group, region, "/x", start()))
    };
    let order = |desk: &mut Desk| -> Vec<String> { pages(desk, &list("snapshots")).iter().flat_map(names).collect() };
    let regions = |desk: &mut Desk| {
        let page = desk.get(&list("snapshots"));
        page.headers.iter().filter(|(name, _)| name == "x-ms-original-request-ids").count()
    };
    add(&mut desk, "c", "rg", "West Europe");
    add(&mut desk, "A", "rg-two", REGION);
    add(&mut desk, "b", "RG", "northeurope");
    add(&mut desk, "d", "rg", REGION);
    assert_eq!(order(&mut desk), ["b", "c", "d", "A"], "by region, group, name, in any casing");
    assert_eq!(regions(&mut desk), 3, "the disk's too");
    add(&mut desk, "B", "rg", REGION);
    assert_eq!(order(&mut desk), ["B", "c", "d", "A"], "made anew elsewhere it stands once");
    assert_eq!(regions(&mut desk), 2);
    let group =
        format!("/subscriptions/{SUB}/resourceGroups/RG/providers/Microsoft.Compute/snapshots?api-version=2025-01-02");
    let inside: Vec<String> = pages(&mut desk, &group).iter().flat_map(names).collect();
    assert_eq!(inside, ["B", "c", "d"], "a group's pages hold no other's");
    let request = desk.request("DELETE", &format!("{}?api-version=2025-01-02", snapshot("c")));
    assert_eq!(desk.send(&request).status, 202);
    desk.wait(3600);
    assert_eq!(order(&mut desk), ["B", "d", "A"]);
}

#[test]
fn groups_are_in_capitals_only_in_subscription_lists() {
    let mut desk = many(3, 10);
    let id = |page: &Value| page["value"][0]["id"].as_str().unwrap().to_owned();
    let all = desk.get(&list("snapshots")).body_json().unwrap();
    assert!(all["value"].as_array().unwrap().iter().all(|item| {
        let group = item["id"].as_str().unwrap().split('/').nth(4).unwrap().to_owned();
        group == group.to_uppercase()
    }));
    let path = format!(
        "/subscriptions/{SUB}/resourceGroups/rG-oNE/providers/Microsoft.Compute/snapshots?api-version=2025-01-02"
    );
    let own = desk.get(&path).body_json().unwrap();
    assert_eq!(id(&own), snapshot("s000").replace("/rg/", "/rG-oNE/"), "the caller's casing (A60)");
    let single = desk.read(&snapshot("S000").replace("/rg/", "/RG-ONE/"));
    assert_eq!(member(&single, "/id"), &Value::from(snapshot("s000").replace("/rg/", "/RG-ONE/")));
}

#[test]
fn next_links_go_back_to_the_host_that_was_asked() {
    let mut desk = many(4, 3);
    desk.emulator.config_mut().origin = "http://ignored:1".to_owned();
    let request = desk.request("GET", &list("snapshots")).with_header("Host", "localhost:8443");
    let page = desk.send(&request).body_json().unwrap();
    assert!(page["nextLink"].as_str().unwrap().starts_with("http://localhost:8443/subscriptions/"));
}

#[test]
fn tokens_of_others_are_refused() {
    let mut desk = many(4, 3);
    for token in ["", "!!", "YQ", "AAAA%00"] {
        let response = desk.get(&format!("{}&$skiptoken={token}", list("snapshots")));
        assert_eq!(code(&response), (400, "InvalidSkipToken".to_owned()), "{token}");
    }
}

#[test]
fn disks_and_snapshots_do_not_mix() {
    let mut desk = many(3, 10);
    desk.emulator.add_disk(SUB, &DiskSpec::new("d", "rg", REGION, 8), start());
    let mut both = |kind: &str| {
        let page = desk.get(&list(kind)).body_json().unwrap();
        page["value"]
            .as_array()
            .unwrap()
            .iter()
            .map(|item| item["type"].as_str().unwrap().to_owned())
            .collect::<BTreeSet<_>>()
    };
    assert_eq!(both("disks"), BTreeSet::from(["Microsoft.Compute/disks".to_owned()]));
    assert_eq!(both("snapshots"), BTreeSet::from(["Microsoft.Compute/snapshots".to_owned()]));
}

#[test]
fn the_manager_lists_tenants_subscriptions_and_groups() {
    let mut desk = many(3, 10);
    let mut ask = |path: &str| desk.get(&format!("{path}?api-version=2022-12-01")).body_json().unwrap();
    assert_eq!(ask("/tenants")["value"][0]["tenantId"], snap_emulator::TENANT);
    assert_eq!(ask("/subscriptions")["value"][0]["subscriptionId"], SUB);
    assert_eq!(ask(&format!("/subscriptions/{SUB}"))["state"], "Enabled");
    let groups = ask(&format!("/subscriptions/{SUB}/resourcegroups"));
    assert_eq!(names(&groups), ["rg", "Rg-One", "rg-two"]);
}
