//! The list of virtual machines, made up from the disks they hold.

use serde_json::{Value, json};
use snap_emulator::{Config, DiskSpec};

use crate::desk::{Desk, REGION, SUB, code};

fn pair(status: u16, code: &str) -> (u16, String) {
    (status, code.to_owned())
}

fn machine(group: &str, name: &str) -> String {
    format!("/subscriptions/{SUB}/resourceGroups/{group}/providers/Microsoft.Compute/virtualMachines/{name}")
}

fn list(scope: &str) -> String {
    format!("/subscriptions/{SUB}{scope}/providers/Microsoft.Compute/virtualMachines?api-version=2024-07-01")
}

/// Two machines in one group that share a disk, and one elsewhere.
fn desk(page_size: usize) -> Desk {
    let mut desk = Desk::new(Config { page_size, ..Config::default() });
    for (name, group, system, holders) in [
        ("vm1_data", "rg", None, &["vm1"][..]),
        ("vm1_os", "rg", Some("Linux"), &["vm1"]),
        ("shared", "rg", None, &["vm1", "VM2"]),
        ("vm2_os", "rg", Some("Windows"), &["vm2"]),
        ("far", "Rg-Two", None, &["vm1"]),
        ("loose", "rg", None, &[]),
    ] {
        let mut spec = DiskSpec::new(name, group, REGION, 64);
        spec.os_type = system.map(str::to_owned);
        let disk = desk.emulator.add_disk(SUB, &spec, desk.now);
        for holder in holders {
            assert!(desk.emulator.add_holder(&disk, &machine(group, holder)));
        }
    }
    for other in ["/vm/1", "/subscriptions/s/resourceGroups/rg/providers/Microsoft.Compute/virtualMachines/other"] {
        let spec = DiskSpec::new(if other == "/vm/1" { "a" } else { "b" }, "rg", REGION, 8);
        let disk = desk.emulator.add_disk(SUB, &spec, desk.now);
        desk.emulator.add_holder(&disk, other);
    }
    desk
}

fn disks(machine: &Value) -> (Value, Vec<Value>) {
    let storage = &machine["properties"]["storageProfile"];
    let data = storage["dataDisks"].as_array().unwrap();
    (storage["osDisk"]["name"].clone(), data.iter().map(|disk| json!([disk["lun"], disk["name"]])).collect())
}

#[test]
fn machines_have_the_disks_that_name_them() {
    let mut desk = desk(100);
    let page = desk.get(&list("/resourceGroups/Rg")).body_json().unwrap();
    let [one, two] = page["value"].as_array().unwrap().as_slice() else { panic!("{page}") };
    assert_eq!(one["id"], json!(machine("Rg", "vm1")), "in the caller's casing");
    assert_eq!((&one["type"], &one["location"]), (&json!("Microsoft.Compute/virtualMachines"), &json!(REGION)));
    assert_eq!(disks(one), (json!("vm1_os"), vec![json!([0, "shared"]), json!([1, "vm1_data"])]));
    assert_eq!(disks(two), (json!("vm2_os"), vec![json!([0, "shared"])]));
    let system = &two["properties"]["storageProfile"]["osDisk"];
    assert_eq!(
        (&system["osType"], &system["managedDisk"]["storageAccountType"]),
        (&json!("Windows"), &json!("Premium_LRS"))
    );
    assert!(system["managedDisk"]["id"].as_str().unwrap().ends_with("/disks/vm2_os"));

    let all = desk.get(&list("")).body_json().unwrap();
    let ids: Vec<&str> = all["value"].as_array().unwrap().iter().map(|one| one["id"].as_str().unwrap()).collect();
    assert_eq!(ids, [("RG", "vm1"), ("RG", "VM2"), ("RG-TWO", "vm1")].map(|(group, name)| machine(group, name)));
    assert_eq!(disks(&all["value"][2]), (Value::Null, vec![json!([0, "far"])]));
}

#[test]
fn the_list_goes_page_by_page() {
    let mut desk = desk(2);
    let first = desk.get(&list("")).body_json().unwrap();
    assert_eq!(first["value"].as_array().unwrap().len(), 2);
    let next = first["nextLink"].as_str().unwrap().strip_prefix("https://management.azure.com").unwrap().to_owned();
    let second = desk.get(&next).body_json().unwrap();
    assert_eq!((second["value"].as_array().unwrap().len(), second.get("nextLink")), (1, None));
}

#[test]
fn scopes_that_are_not_there_are_told() {
    let mut desk = desk(2);
    assert_eq!(code(&desk.get(&list("/resourceGroups/none"))), pair(404, "ResourceGroupNotFound"));
    let other = list("").replace(SUB, "11111111-0000-0000-0000-000000000000");
    assert_eq!(code(&desk.get(&other)), pair(404, "SubscriptionNotFound"));
    let bare = list("").split('?').next().unwrap().to_owned();
    assert_eq!(code(&desk.get(&bare)), pair(400, "MissingApiVersionParameter"));
}
