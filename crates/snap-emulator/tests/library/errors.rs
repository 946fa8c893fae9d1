//! What is refused, and in which words.

use serde_json::json;
use snap_emulator::{Config, Request, Role, mint_token};

use crate::desk::{Desk, SUB, at, code, copy_of, snapshot, start, text};

fn pair(status: u16, code: &str) -> (u16, String) {
    (status, code.to_owned())
}

#[test]
fn api_versions_are_demanded_and_known() {
    let mut desk = Desk::new(Config::default());
    let id = snapshot("s");
    assert_eq!(code(&desk.get(&id)), pair(400, "MissingApiVersionParameter"));
    assert_eq!(code(&desk.get(&at(&id, ""))), pair(400, "MissingApiVersionParameter"));
    for version in ["2022-03-22", "2027-01-01", "latest"] {
        assert_eq!(code(&desk.get(&at(&id, version))), pair(400, "InvalidApiVersionParameter"), "{version} (X4)");
    }
    for version in ["2016-04-30-preview", "2025-01-02", "2026-03-02"] {
        assert_eq!(code(&desk.get(&at(&id, version))), pair(404, "ResourceNotFound"), "{version}");
    }
    assert_eq!(code(&desk.get("/subscriptions")), pair(400, "MissingApiVersionParameter"));
    assert_eq!(desk.get("/subscriptions?api-version=2022-12-01").status, 200);
}

#[test]
fn absence_is_told_by_the_gateway() {
    let mut desk = Desk::new(Config::default());
    let other = "11111111-1111-1111-1111-111111111111";
    for (path, wanted) in [
        (snapshot("s"), "ResourceNotFound"),
        (snapshot("s").replace("/rg/", "/nope/"), "ResourceGroupNotFound"),
        (snapshot("s").replace(SUB, other), "SubscriptionNotFound"),
        (format!("/subscriptions/{other}/providers/Microsoft.Compute/snapshots"), "SubscriptionNotFound"),
        (
            format!("/subscriptions/{SUB}/resourceGroups/nope/providers/Microsoft.Compute/disks"),
            "ResourceGroupNotFound",
        ),
    ] {
        let response = desk.get(&at(&path, "2025-01-02"));
        assert_eq!(code(&response), pair(404, wanted), "{path}");
        assert_eq!(response.header("x-ms-failure-cause"), Some("gateway"), "{path}");
    }
    let response = desk.get(&at(&snapshot("s").replace(SUB, "abc"), "2025-01-02"));
    assert_eq!(code(&response), pair(400, "InvalidSubscriptionId"));
}

#[test]
fn tokens_are_judged_before_anything_else() {
    let mut desk = Desk::new(Config::default());
    let ask = |desk: &mut Desk, request: Request| code(&desk.send(&request));
    let bare = Request::new("GET", "/subscriptions?api-version=2022-12-01");
    assert_eq!(ask(&mut desk, bare.clone()), pair(401, "AuthenticationFailed"));
    let foreign = "eyJhbGciOiJub25lIn0.eyJpc3MiOiJodHRwczovL3N0cy53aW5kb3dzLm5ldC9hLyIsImV4cCI6OTk5OTk5OTk5OX0.c2ln";
    let refused = desk.send(&bare.clone().with_token(foreign));
    assert_eq!(code(&refused), pair(401, "InvalidAuthenticationToken"));
    assert!(refused.header("WWW-Authenticate").is_some_and(|value| !value.contains("microsoftonline")));
    assert!(text(&refused).contains("REFUSED") && !text(&refused).contains("windows"));
    let entry = desk.emulator.journal().last().unwrap().clone();
    assert!(entry.notes.iter().any(|note| note.contains("REAL token")), "{entry:?}");
    assert!(!format!("{entry:?}").contains("eyJ"));
    let old = mint_token(start(), 10, Role::Contributor);
    desk.wait(10);
    assert_eq!(ask(&mut desk, bare.with_token(&old)), pair(401, "ExpiredAuthenticationToken"));
}

#[test]
fn a_good_token_can_be_turned_away_once() {
    let mut desk = Desk::new(Config { reject_next_with_401: 1, ..Config::default() });
    let path = "/subscriptions?api-version=2022-12-01";
    assert_eq!(code(&desk.get(path)), pair(401, "InvalidAuthenticationToken"));
    assert_eq!(desk.get(path).status, 200);
}

#[test]
fn readers_read() {
    let mut desk = Desk::new(Config::default());
    let source = desk.disk("d1", "Premium_LRS");
    desk.token = mint_token(start(), 3600, Role::Reader);
    assert_eq!(desk.get(&at(&source, "2025-01-02")).status, 200);
    let refused = desk.snap("s1", &source);
    assert_eq!(code(&refused), pair(403, "AuthorizationFailed"));
    assert!(text(&refused).contains("Microsoft.Compute/snapshots/write"));
    let request = desk.request("DELETE", &at(&source, "2025-01-02"));
    assert!(text(&desk.send(&request)).contains("Microsoft.Compute/disks/delete"));
}

#[test]
fn what_is_missing_here_is_named() {
    let mut desk = Desk::new(Config::default());
    let source = desk.disk("d1", "Premium_LRS");
    desk.snap("s1", &source);
    for (method, path) in [
        ("POST", format!("{}/validateMoveResources", snapshot("s1"))),
        ("GET", format!("/subscriptions/{SUB}/providers/Microsoft.Compute/images")),
        ("POST", format!("/subscriptions/{SUB}/providers/Microsoft.Compute/virtualMachines")),
        ("OPTIONS", snapshot("s1")),
        ("GET", "/providers".to_owned()),
        ("GET", "/".to_owned()),
    ] {
        let request = desk.request(method, &at(&path, "2025-01-02"));
        let response = desk.send(&request);
        assert_eq!(code(&response), pair(501, "NotImplementedByEmulator"), "{method} {path}");
        assert!(text(&response).contains(&format!("`{method} {path}`")), "{}", text(&response));
    }
}

#[test]
fn bodies_are_read_strictly() {
    let mut desk = Desk::new(Config::default());
    let source = desk.disk("d1", "Premium_LRS");
    let with = |pointer: &str, value: serde_json::Value| {
        let mut body = copy_of(&source);
        let (parent, member) = pointer.rsplit_once('/').unwrap();
        let place = body.pointer_mut(parent).unwrap();
        place.as_object_mut().unwrap().insert(member.to_owned(), value);
        body
    };
    for (pointer, value, target) in [
        ("/surprise", json!(1), "surprise"),
        ("/properties/surprise", json!(1), "properties.surprise"),
        ("/properties/creationData/surprise", json!(1), "properties.creationData.surprise"),
        ("/properties/incremental", json!("true"), "properties.incremental"),
        ("/properties/creationData/createOption", json!("Clone"), "properties.creationData.createOption"),
        ("/properties/creationData/createOption", json!(null), "properties.creationData.createOption"),
        ("/properties/creationData/sourceResourceId", json!("../x"), "properties.creationData.sourceResourceId"),
        ("/properties/creationData/sourceResourceId", json!(7), "properties.creationData.sourceResourceId"),
        ("/location", json!("northeurope"), "location"),
        ("/location", json!(null), "location"),
        ("/sku", json!({"name": "Ultra_LRS"}), "sku"),
        ("/sku", json!([]), "sku"),
        ("/properties/diskSizeGB", json!(129), "properties.diskSizeGB"),
        ("/properties/diskSizeGB", json!("128"), "properties.diskSizeGB"),
        ("/tags", json!(["a"]), "tags"),
        (
            "/properties/creationData/instantAccessDurationMinutes",
            json!(60),
            "properties.creationData.instantAccessDurationMinutes",
        ),
    ] {
        let response = desk.put(&snapshot("s1"), &with(pointer, value.clone()));
        assert_eq!(code(&response), pair(400, "InvalidParameter"), "{pointer} {value}: {}", text(&response));
        assert_eq!(response.body_json().unwrap()["error"]["target"], target, "{pointer}");
    }
    for raw in ["", "[]", "nope", "{\"location\":", "null"] {
        let mut request = desk.request("PUT", &at(&snapshot("s1"), "2025-01-02"));
        request.body = raw.as_bytes().to_vec();
        assert_eq!(code(&desk.send(&request)), pair(400, "InvalidRequestContent"), "{raw}");
    }
    assert_eq!(desk.get(&at(&snapshot("s1"), "2025-01-02")).status, 404, "nothing half-made");
    let noted = with("/properties/provisioningState", json!("Succeeded"));
    assert_eq!(desk.put(&snapshot("s1"), &noted).status, 202);
    let notes = &desk.emulator.journal().last().unwrap().notes;
    assert_eq!(notes, &["ignored the read-only member `properties.provisioningState`"]);
    desk.get(&format!("{}?api-version=2025-01-02&$expand=x", snapshot("s1")));
    assert_eq!(desk.emulator.journal().last().unwrap().notes, ["ignored the query member `$expand`"]);
}

#[test]
fn sources_must_be_there_and_near() {
    let mut desk = Desk::new(Config::default());
    let gone = crate::desk::disk("gone");
    assert_eq!(code(&desk.snap("s1", &gone)), pair(404, "NotFound"));
    let elsewhere = "11111111-1111-1111-1111-111111111111";
    desk.emulator.add_group(elsewhere, "rg", "westeurope");
    let far = desk.emulator.add_disk(elsewhere, &snap_emulator::DiskSpec::new("d", "rg", "westeurope", 8), start());
    assert_eq!(code(&desk.snap("s1", &far)), pair(400, "InvalidParameter"), "another subscription (R3)");
    let near = desk.disk("d", "Premium_LRS");
    let mut wish = copy_of(&near);
    wish["location"] = json!("WEST EUROPE");
    assert_eq!(desk.put(&snapshot("s1"), &wish).status, 202, "one region, two spellings (A41)");
    assert_eq!(desk.put(&snapshot("a.b"), &wish).status, 400, "name (A61)");
    let mut uri = copy_of(&near);
    let source = uri["properties"]["creationData"].as_object_mut().unwrap().remove("sourceResourceId").unwrap();
    uri["properties"]["creationData"]["sourceUri"] = source;
    assert_eq!(desk.put(&snapshot("s2"), &uri).status, 202, "by sourceUri (A46)");
}
