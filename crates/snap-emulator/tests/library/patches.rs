//! PATCH of everything that may change (A21), and the rules on keys and networks (A58, E1, E2, R14).

use serde_json::{Value, json};
use snap_emulator::{Config, Response};

use crate::desk::{Desk, at, code, copy_of, member, snapshot, text};

const SET: &str = "/subscriptions/s/resourceGroups/rg/providers/Microsoft.Compute/diskEncryptionSets/one";

fn desk() -> (Desk, String) {
    let mut desk = Desk::new(Config::default());
    let source = desk.disk("d1", "Premium_LRS");
    assert_eq!(desk.snap("s1", &source).status, 202);
    desk.wait(2);
    (desk, source)
}

fn patch(desk: &mut Desk, id: &str, body: &Value) -> Response {
    desk.call("PATCH", &at(id, "2025-01-02"), body)
}

fn keyed(set: &str) -> Value {
    json!({"type": "EncryptionAtRestWithCustomerKey", "diskEncryptionSetId": set})
}

#[test]
fn every_member_of_the_contract_can_be_patched() {
    let (mut desk, source) = desk();
    let members = json!({
        "encryptionSettingsCollection": {"enabled": false},
        "networkAccessPolicy": "AllowPrivate",
        "diskAccessId": "/disk/access",
        "publicNetworkAccess": "Disabled",
        "dataAccessAuthMode": "AzureActiveDirectory",
        "supportedCapabilities": {"architecture": "x64"},
        "osType": "Linux",
        "supportsHibernation": true,
        "diskSizeGB": 128,
    });
    for id in [snapshot("s1"), source] {
        let body = json!({"tags": {"a": "b"}, "sku": {"name": "Standard_LRS"}, "properties": members});
        let accepted = patch(&mut desk, &id, &body);
        assert_eq!(accepted.status, 202, "{}", text(&accepted));
        assert_eq!(member(&accepted.body_json().unwrap(), "/properties/provisioningState"), "Updating");
        desk.wait(2);
        let read = desk.read(&id);
        assert_eq!((&read["tags"], &read["sku"]["name"]), (&json!({"a": "b"}), &json!("Standard_LRS")));
        for (name, value) in members.as_object().unwrap() {
            assert_eq!(&read["properties"][name], value, "{name} of {id}");
        }
        assert_eq!(member(&read, "/properties/provisioningState"), "Succeeded");
    }
}

#[test]
fn what_may_not_change_is_refused() {
    let (mut desk, source) = desk();
    let mut full = copy_of(&source);
    full["properties"]["incremental"] = json!(false);
    desk.put(&snapshot("full"), &full);
    desk.wait(2);
    for (id, body, wanted) in [
        (snapshot("s1"), json!({"properties": {"creationData": {"createOption": "Copy"}}}), (400, "InvalidParameter")),
        (snapshot("s1"), json!({"location": "westeurope"}), (400, "InvalidParameter")),
        (snapshot("s1"), json!({"properties": {"tier": "P10"}}), (400, "InvalidParameter")),
        (snapshot("s1"), json!({"sku": {"name": "Premium_LRS"}}), (400, "InvalidParameter")),
        (snapshot("s1"), json!({"properties": {"diskSizeGB": 256}}), (409, "PropertyChangeNotAllowed")),
        (snapshot("full"), json!({"properties": {"diskSizeGB": 64}}), (400, "InvalidParameter")),
        (source.clone(), json!({"properties": {"diskSizeGB": 64}}), (400, "InvalidParameter")),
        (snapshot("s1"), json!({"properties": {"networkAccessPolicy": "AllowPrivate"}}), (400, "InvalidParameter")),
        (snapshot("s1"), json!({"properties": {"publicNetworkAccess": "Sometimes"}}), (400, "InvalidParameter")),
        (snapshot("s1"), json!({"tags": {"a/b": "x"}}), (400, "InvalidTagNameCharacters")),
        (snapshot("gone"), json!({"tags": {}}), (404, "ResourceNotFound")),
    ] {
        let refused = patch(&mut desk, &id, &body);
        assert_eq!(code(&refused), (wanted.0, wanted.1.to_owned()), "{body}: {}", text(&refused));
    }
    assert_eq!(patch(&mut desk, &snapshot("full"), &json!({"sku": {"name": "Premium_LRS"}})).status, 202);
    assert_eq!(patch(&mut desk, &snapshot("full"), &json!({"properties": {"diskSizeGB": 256}})).status, 202);
    assert_eq!(patch(&mut desk, &source, &json!({"properties": {"tier": "P30", "diskSizeGB": 256}})).status, 202);
    assert_eq!(member(&desk.read(&source), "/properties/diskSizeGB"), 256);
    let mut private = copy_of(&source);
    private["properties"]["networkAccessPolicy"] = json!("AllowPrivate");
    assert_eq!(code(&desk.put(&snapshot("p"), &private)).0, 400, "A58 holds for PUT too");
    private["properties"]["diskAccessId"] = json!("/disk/access");
    assert_eq!(desk.put(&snapshot("p"), &private).status, 202);
}

#[test]
fn a_disk_and_its_incremental_snapshots_share_one_key() {
    let mut desk = Desk::new(Config::default());
    let source = desk.disk("d1", "Premium_LRS");
    assert_eq!(patch(&mut desk, &source, &json!({"properties": {"encryption": keyed(SET)}})).status, 202, "still free");
    desk.wait(2);
    let with = |encryption: Value| {
        let mut wish = copy_of(&source);
        wish["properties"]["encryption"] = encryption;
        wish
    };
    for other in [keyed("/another"), json!({"type": "EncryptionAtRestWithPlatformKey"})] {
        assert_eq!(code(&desk.put(&snapshot("s"), &with(other))), (400, "InvalidParameter".to_owned()), "E2");
    }
    assert_eq!(desk.put(&snapshot("same"), &with(keyed(&SET.to_uppercase()))).status, 202);
    assert_eq!(desk.put(&snapshot("plain"), &copy_of(&source)).status, 202);
    desk.wait(2);
    assert_eq!(member(&desk.read(&snapshot("plain")), "/properties/encryption"), &keyed(SET), "taken over");
    let frozen = (409, "EncryptionChangeNotAllowed".to_owned());
    let back = json!({"properties": {"encryption": {"type": "EncryptionAtRestWithPlatformKey"}}});
    assert_eq!(code(&patch(&mut desk, &source, &back)), frozen, "E1");
    assert_eq!(code(&patch(&mut desk, &snapshot("plain"), &back)), frozen);
    assert_eq!(
        code(&patch(&mut desk, &source, &json!({"properties": {"encryption": {"diskEncryptionSetId": "/x"}}}))).0,
        400
    );
    assert_eq!(patch(&mut desk, &source, &json!({"properties": {"encryption": keyed(SET)}})).status, 202, "no change");
    let put = json!({
        "location": "westeurope",
        "properties": {"creationData": {"createOption": "Empty"}, "encryption": keyed("/another")},
    });
    assert_eq!(code(&desk.put(&source, &put)), frozen, "by PUT too");
}

#[test]
fn operations_show_the_casing_of_the_first_day() {
    let (mut desk, _) = desk();
    let shouted = snapshot("s1").replace("/rg/", "/RG/");
    let accepted = patch(&mut desk, &shouted, &json!({"tags": {"a": "b"}}));
    desk.wait(2);
    let output = desk.follow(&accepted, "Location").body_json().unwrap();
    assert_eq!(output["id"], snapshot("s1"), "as it was made (A60)");
    assert_eq!(desk.read(&shouted)["id"], shouted, "as it was asked for");
}
