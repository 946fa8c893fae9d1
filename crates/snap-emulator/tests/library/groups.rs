//! What the resource manager answers itself: groups, providers, regions, resources.

use serde_json::{Value, json};
use snap_emulator::{Config, LockLevel, Role, mint_token};

use crate::desk::{Desk, SUB, at, code, snapshot, start, text};

const VERSION: &str = "2021-04-01";

fn group(name: &str) -> String {
    at(&format!("/subscriptions/{SUB}/resourcegroups/{name}"), VERSION)
}

fn send(desk: &mut Desk, method: &str, path: &str) -> snap_emulator::Response {
    let request = desk.request(method, path);
    desk.send(&request)
}

#[test]
fn a_group_is_made_changed_and_read() {
    let mut desk = Desk::new(Config::default());
    assert_eq!(send(&mut desk, "HEAD", &group("New")).status, 404);
    let wish = json!({"location": "West Europe", "tags": {"team": "a"}});
    let made = desk.call("PUT", &group("New"), &wish);
    let whole = json!({
        "id": format!("/subscriptions/{SUB}/resourceGroups/New"),
        "name": "New",
        "type": "Microsoft.Resources/resourceGroups",
        "location": "westeurope",
        "tags": {"team": "a"},
        "properties": {"provisioningState": "Succeeded"},
    });
    assert_eq!((made.status, made.body_json().unwrap()), (201, whole.clone()));
    assert_eq!(send(&mut desk, "HEAD", &group("nEW")).status, 204);
    assert_eq!(desk.get(&group("new")).body_json().unwrap(), whole);
    assert_eq!(desk.call("PUT", &group("new"), &wish).status, 200);
    let patched = desk.call("PATCH", &group("new"), &json!({"tags": {"team": "b"}})).body_json().unwrap();
    assert_eq!(patched["tags"], json!({"team": "b"}));
    let moved = desk.call("PUT", &group("new"), &json!({"location": "northeurope"}));
    assert_eq!(code(&moved), (409, "InvalidResourceGroupLocation".to_owned()));
    assert_eq!(code(&desk.call("PUT", &group("x"), &json!({}))), (400, "LocationRequired".to_owned()));
    assert_eq!(code(&desk.call("PUT", &group("x."), &wish)), (400, "InvalidResourceGroup".to_owned()));
    assert_eq!(desk.call("PATCH", &group("gone"), &json!({})).status, 404);
    desk.token = mint_token(start(), 3600, Role::Reader);
    assert_eq!(desk.call("PUT", &group("x"), &wish).status, 403);
}

#[test]
fn a_group_goes_with_all_that_is_in_it() {
    let mut desk = Desk::new(Config::default());
    let source = desk.disk("d1", "Premium_LRS");
    desk.snap("s1", &source);
    desk.wait(2);
    let accepted = send(&mut desk, "DELETE", &group("RG"));
    assert_eq!((accepted.status, accepted.header("Retry-After")), (202, Some("15")));
    assert_eq!(desk.get(&group("rg")).body_json().unwrap()["properties"]["provisioningState"], "Deleting");
    let running = desk.follow(&accepted, "Location");
    assert_eq!(running.status, 202);
    desk.wait(2);
    assert_eq!(desk.follow(&running, "Location").status, 200);
    assert_eq!(code(&desk.get(&group("rg"))), (404, "ResourceGroupNotFound".to_owned()));
    desk.emulator.add_group(SUB, "rg", "westeurope");
    assert_eq!(desk.get(&at(&snapshot("s1"), "2025-01-02")).status, 404);
    assert_eq!(desk.get(&format!("/subscriptions/{SUB}/operationresults/x?api-version={VERSION}")).status, 404);
}

#[test]
fn a_group_stays_when_anything_in_it_must() {
    let held = |prepare: fn(&mut Desk, &str)| {
        let mut desk = Desk::new(Config::default());
        let source = desk.disk("d1", "Premium_LRS");
        desk.snap("s1", &source);
        desk.wait(2);
        prepare(&mut desk, &source);
        let refused = send(&mut desk, "DELETE", &group("rg"));
        desk.wait(60);
        assert_eq!(desk.get(&at(&snapshot("s1"), "2025-01-02")).status, 200);
        (code(&refused), text(&refused))
    };
    let (locked, message) = held(|desk, source| {
        desk.emulator.add_lock(source, "l", LockLevel::CanNotDelete, None);
    });
    assert_eq!(locked, (409, "ScopeLocked".to_owned()));
    assert!(message.contains(&crate::desk::disk("d1")), "{message}");
    let (protected, _) = held(|desk, _| {
        desk.emulator.protect(&snapshot("s1"), 1, false, desk.now);
    });
    assert_eq!(protected, (409, "OperationNotAllowed".to_owned()));
    let (attached, _) = held(|desk, source| {
        assert!(desk.emulator.add_holder(source, "/subscriptions/x/vm"));
    });
    assert_eq!(attached, (409, "OperationNotAllowed".to_owned()));
}

#[test]
fn providers_regions_and_resources() {
    let mut desk = Desk::new(Config { newest_version: "2025-01-02".to_owned(), ..Config::default() });
    let source = desk.disk("d1", "Premium_LRS");
    desk.snap("s1", &source);
    let ask = |desk: &mut Desk, path: &str| desk.get(&at(&format!("/subscriptions/{SUB}{path}"), VERSION));
    let compute = ask(&mut desk, "/providers/microsoft.compute").body_json().unwrap();
    assert_eq!(
        (&compute["namespace"], &compute["registrationState"]),
        (&json!("Microsoft.Compute"), &json!("Registered"))
    );
    let snapshots =
        &compute["resourceTypes"].as_array().unwrap().iter().find(|kind| kind["resourceType"] == "snapshots").unwrap();
    assert_eq!(snapshots["apiVersions"][0], "2025-01-02", "the newest first, and none that is not served");
    assert!(snapshots["locations"].as_array().unwrap().contains(&json!("West Europe")));
    let all = ask(&mut desk, "/providers").body_json().unwrap();
    let names: Vec<_> = all["value"].as_array().unwrap().iter().map(|one| one["namespace"].as_str().unwrap()).collect();
    let served = ["Authorization", "Automation", "Compute", "ResourceGraph", "Resources"];
    assert_eq!(names, served.map(|name| format!("Microsoft.{name}")));
    assert_eq!(code(&ask(&mut desk, "/providers/Microsoft.Nothing")), (404, "InvalidResourceNamespace".to_owned()));
    let path = at(&format!("/subscriptions/{SUB}/providers/Microsoft.Compute/register"), VERSION);
    assert_eq!(send(&mut desk, "POST", &path).body_json().unwrap()["registrationState"], "Registered");
    let regions = ask(&mut desk, "/locations").body_json().unwrap();
    let names: Vec<&Value> = regions["value"].as_array().unwrap().iter().map(|region| &region["name"]).collect();
    assert!(names.contains(&&json!("westeurope")) && names.contains(&&json!("northeurope")));

    let kinds = |desk: &mut Desk, filter: &str| -> Vec<String> {
        let path = at(&format!("/subscriptions/{SUB}/resources"), VERSION);
        let body = desk.get(&format!("{path}{filter}")).body_json().unwrap();
        body["value"].as_array().unwrap().iter().map(|item| item["type"].as_str().unwrap().to_owned()).collect()
    };
    assert_eq!(kinds(&mut desk, ""), ["Microsoft.Compute/disks", "Microsoft.Compute/snapshots"]);
    let filter = "&$filter=resourceType%20eq%20'microsoft.compute/disks'%20and%20name%20eq%20'D1'";
    assert_eq!(kinds(&mut desk, filter), ["Microsoft.Compute/disks"]);
    let rows = ask(&mut desk, "/resourceGroups/rg/resources").body_json().unwrap();
    assert_eq!(rows["value"][0].get("properties"), None);
    let odd = desk.get(&format!("{}&$filter=name%20ne%20'x'", at(&format!("/subscriptions/{SUB}/resources"), VERSION)));
    assert_eq!(code(&odd), (400, "InvalidFilterInQueryString".to_owned()));
}
