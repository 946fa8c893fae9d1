//! The sample fleet has what it promises, at any hour.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;
use snap_emulator::fleet::{SUBSCRIPTION, demo};
use snap_emulator::{Config, Home};

use crate::desk::{member, start};

fn snapshots() -> Vec<Value> {
    let dump = demo(Config::default(), start()).dump(start());
    dump["snapshots"].as_array().unwrap().clone()
}

fn of<'a>(all: &'a [Value], disk: &str) -> Vec<&'a Value> {
    let tail = format!("/disks/{disk}");
    let own =
        |item: &&Value| member(item, "/properties/creationData/sourceResourceId").as_str().unwrap().ends_with(&tail);
    all.iter().filter(own).collect()
}

fn distinct(items: &[&Value], pointer: &str) -> usize {
    items.iter().map(|item| member(item, pointer).to_string()).collect::<BTreeSet<_>>().len()
}

#[test]
fn it_has_the_counts_of_the_drawing() {
    let all = snapshots();
    let count = |disk: &str| of(&all, disk).len();
    assert_eq!(all.len(), 1032);
    for (disk, wanted) in [
        ("vm-sql-02_log", 39),
        ("vm-file-01_data1", 90),
        ("vm-build-01_osdisk", 0),
        ("vm-sql-01_data1", 480),
        ("vm-web-01_osdisk", 14),
        ("vm-sql-02_data1", 19 + 36),
        ("vm-old-03_data1", 18),
        ("vm-app-02_data1", 57),
        ("vm-app-01_osdisk", 30 + 40),
        ("vm-sql-01_osdisk", 61),
        ("vm-app-02_osdisk", 59),
        ("vm-dc-01_osdisk", 31),
        ("vm-web-02_osdisk", 14),
    ] {
        assert_eq!(count(disk), wanted, "{disk}");
    }
}

#[test]
fn it_has_something_of_every_trouble() {
    let all = snapshots();
    let sql = of(&all, "vm-sql-02_data1");
    assert_eq!(distinct(&sql, "/properties/creationData/sourceResourceId"), 1, "recreated: one id");
    assert_eq!(distinct(&sql, "/properties/creationData/sourceUniqueId"), 2, "two incarnations");
    assert_eq!(distinct(&sql, "/properties/incrementalSnapshotFamilyId"), 2);
    assert_eq!(sql.iter().filter(|item| member(item, "/properties/copyCompletionError").is_object()).count(), 1);
    let percents: Vec<f64> =
        sql.iter().filter_map(|item| member(item, "/properties/completionPercent").as_f64()).collect();
    assert_eq!(percents.len(), 54, "one shows none");
    assert_eq!(percents.iter().filter(|percent| **percent < 100.0).count(), 3);
    assert_eq!(distinct(&sql, "/properties/creationData/logicalSectorSize"), 1);
    assert_eq!(member(sql[0], "/properties/creationData/logicalSectorSize"), 4096);

    let mut states: BTreeMap<String, usize> = BTreeMap::new();
    for item in of(&all, "vm-sql-02_log") {
        *states.entry(member(item, "/properties/snapshotAccessState").as_str().unwrap().to_owned()).or_default() += 1;
    }
    let wanted =
        [("Available", 36), ("InstantAccess", 1), ("Pending", 2)].map(|(word, count)| (word.to_owned(), count));
    assert_eq!(states, BTreeMap::from(wanted));

    let grown = of(&all, "vm-app-02_data1");
    assert_eq!(distinct(&grown, "/properties/diskSizeGB"), 2);
    assert_eq!(distinct(&grown, "/properties/incrementalSnapshotFamilyId"), 1);
    assert_eq!(distinct(&of(&all, "vm-app-01_osdisk"), "/properties/creationData/sourceResourceId"), 2, "two casings");
    let copies: Vec<&Value> =
        all.iter().filter(|item| member(item, "/properties/creationData/createOption") == "CopyStart").collect();
    assert_eq!(copies.len(), 31 + 13);
    assert_eq!(distinct(&copies, "/location"), 1);
    assert_eq!(distinct(&copies, "/properties/incrementalSnapshotFamilyId"), 2);
    let unique: BTreeMap<&str, &str> = all
        .iter()
        .map(|item| (member(item, "/id").as_str().unwrap(), member(item, "/properties/uniqueId").as_str().unwrap()))
        .collect();
    for copy in &copies {
        let source = member(copy, "/properties/creationData/sourceResourceId").as_str().unwrap();
        assert_eq!(member(copy, "/properties/creationData/sourceUniqueId"), unique[source], "C9");
    }
    let open =
        of(&all, "vm-web-01_osdisk").iter().filter(|item| member(item, "/properties/diskState") == "ActiveSAS").count();
    assert_eq!(open, 5);
}

#[test]
fn it_is_whole_at_every_hour_and_never_from_the_future() {
    for hour in 0..24 {
        let now = start().checked_add(jiff::SignedDuration::from_mins(hour * 61)).unwrap();
        let dump = demo(Config::default(), now).dump(now);
        assert_eq!(dump["snapshots"].as_array().unwrap().len(), 1032, "{now}");
        assert_eq!(dump["disks"].as_array().unwrap().len(), 12, "{now}");
        for item in dump["snapshots"].as_array().unwrap() {
            let created: jiff::Timestamp = member(item, "/properties/timeCreated").as_str().unwrap().parse().unwrap();
            assert!(created <= now, "{item}");
        }
    }
}

#[test]
fn its_pending_snapshots_move_and_its_limits_bite() {
    let mut emulator = demo(Config::default(), start());
    let token = emulator.mint_token(start(), 86_400);
    let disk = format!(
        "/subscriptions/{SUBSCRIPTION}/resourceGroups/rg-prod-weu/providers/Microsoft.Compute/disks/vm-sql-02_log"
    );
    let path = "/subscriptions/5eed0000-0000-4000-8000-000000000001/resourceGroups/rg-prod-weu/providers/Microsoft.Compute/snapshots/extra?api-version=2025-01-02";
    let request = snap_emulator::Request::new("PUT", path).with_token(&token).with_json(&crate::desk::copy_of(&disk));
    assert_eq!(emulator.handle(&request, start()).into_response().unwrap().status, 409, "3 of 3 pending (R11)");
    let later = start().checked_add(jiff::SignedDuration::from_hours(1)).unwrap();
    assert_eq!(emulator.handle(&request, later).into_response().unwrap().status, 202, "one is done by now");
}

#[test]
fn a_dumped_fleet_loads_again_unchanged() {
    let dump = demo(Config::default(), start()).dump(start());
    let file = serde_json::json!({"disks": dump["disks"], "snapshots": dump["snapshots"]});
    let mut again = snap_emulator::Emulator::new(Config::default());
    let home = Home { subscription: SUBSCRIPTION, group: "rg" };
    assert_eq!(again.load_fleet(file.to_string().as_bytes(), home, start()), Ok((12, 1032)));
    let second = again.dump(start());
    assert_eq!((&second["disks"], &second["snapshots"]), (&dump["disks"], &dump["snapshots"]));
}

#[test]
fn a_bad_fleet_file_loads_nothing() {
    let home = Home { subscription: SUBSCRIPTION, group: "rg" };
    let mut emulator = snap_emulator::Emulator::new(Config::default());
    for (text, reason) in [
        ("", "not as described"),
        ("[]", "not as described"),
        (r#"{"vms":[]}"#, "not as described"),
        (r#"{"disks":[{"name":"a"},7]}"#, "disks[1]: a Microsoft.Compute/disks body must be a JSON object"),
        (r#"{"disks":[{"name":"a"}],"snapshots":[{}]}"#, "snapshots[0]: the body has neither"),
    ] {
        let error = emulator.load_fleet(text.as_bytes(), home, start()).unwrap_err().to_string();
        assert!(error.contains(reason), "{error}");
        assert_eq!(emulator.dump(start())["disks"], serde_json::json!([]), "{text}");
    }
}
