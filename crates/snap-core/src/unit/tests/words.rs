//! States and sentences, and the bytes that go out.

use super::*;
use crate::model::CopyError;

fn said(disks: Vec<Disk>, snapshots: Vec<Snapshot>) -> (StateCode, String, Option<String>, String) {
    let read = inventory(disks, snapshots);
    let chains = units(&read);
    let unit = &chains.units[0];
    let state = unit.state();
    (state.code, state.title.text(), state.detail.map(String::from), unit.verdict(now()).text())
}

fn v2(name: &str, time: &str, percent: Option<f64>) -> Snapshot {
    Snapshot { completion_percent: percent, ..taken("rg", name, &disk_id("rg", "d"), "u", time) }
}

fn v2_disk() -> Vec<Disk> {
    vec![disk("rg", "d", "u", "PremiumV2_LRS")]
}

#[test]
fn every_state_has_its_words() {
    let failed = |name: &str, time: &str| Snapshot {
        copy_error: Some(CopyError { error_code: "CopySourceNotFound".into(), error_message: "Gone.".into() }.into()),
        ..v2(name, time, Some(10.0))
    };
    let ready = || v2("a", "2026-11-18T02:00:00Z", Some(100.0));
    let back = "The newest that can be restored is from Wed 18 Nov 2026, 02:00 UTC, 2 days ago.";
    assert_eq!(
        said(
            v2_disk(),
            vec![
                ready(),
                v2("b", "2026-11-20T00:00:00Z", Some(5.0)),
                v2("c", "2026-11-20T01:00:00Z", Some(1.0)),
                failed("0", "2026-11-11T00:00:00Z")
            ]
        ),
        (
            StateCode::StillCopying,
            "2 still copying".into(),
            Some("1 failed on 11 Nov 2026".into()),
            format!("Two snapshots are still copying and cannot be used yet. {back}")
        )
    );
    assert_eq!(
        said(v2_disk(), vec![ready(), failed("z", "2026-11-20T00:00:00Z")]),
        (
            StateCode::LastFailed,
            "The last one failed".into(),
            Some("on 20 Nov 2026".into()),
            format!("The last snapshot failed. The copy ended with CopySourceNotFound: Gone. {back}")
        )
    );
    assert_eq!(
        said(v2_disk(), vec![v2("b", "2026-11-20T00:00:00Z", None)]),
        (
            StateCode::NotKnown,
            "1 not known to be ready".into(),
            None,
            "One snapshot is not known to be ready. The data has no percent for this snapshot; on Premium SSD v2 that does not mean ready. None can be restored now.".into()
        )
    );
    assert_eq!(
        said(v2_disk(), vec![]),
        (
            StateCode::NeverTaken,
            "No snapshot yet".into(),
            None,
            "No snapshot of this disk exists, so nothing can be restored.".into()
        )
    );
    assert_eq!(
        said(v2_disk(), vec![ready()]),
        (StateCode::Ready, "Ready".into(), None, format!("The one snapshot is ready. {back}"))
    );
    let other = vec![disk("rg", "another", "x", "Premium_LRS")];
    let of_gone = taken("rg", "a", &disk_id("rg", "a-gone"), "u", "2026-11-18T02:00:00Z");
    assert_eq!(
        said(other, vec![of_gone]),
        (
            StateCode::Orphan,
            "The disk is gone".into(),
            Some("1 left".into()),
            format!(
                "The disk no longer exists. This snapshot still restores to a whole disk, and still costs money. {back}"
            )
        )
    );
    let earlier = taken("rg", "a", &disk_id("rg", "d"), "before", "2026-11-18T02:00:00Z");
    assert_eq!(
        said(v2_disk(), vec![earlier]),
        (
            StateCode::EarlierDisk,
            "Of an earlier disk".into(),
            Some("recreated on 21 Oct 2026".into()),
            format!(
                "The disk was recreated on 21 Oct 2026: 1 snapshot belongs to the earlier disk of this name. {back}"
            )
        )
    );
}

#[test]
fn instant_access_is_said_to_lean_on_the_disk() {
    let leaning = Snapshot { access_state: Some("InstantAccess".into()), ..v2("b", "2026-11-20T00:00:00Z", Some(5.0)) };
    let (code, .., verdict) = said(v2_disk(), vec![leaning]);
    assert_eq!(code, StateCode::StillCopying);
    assert_eq!(
        verdict,
        "One snapshot is still copying; it has instant access, which does not protect from losing the disk. \
         The newest that can be restored is from Fri 20 Nov 2026, 00:00 UTC, 6 hours ago."
    );
}

#[test]
fn a_gone_disk_s_limits_stop_nobody() {
    let id = disk_id("rg", "a-gone");
    let snapshots = (0..500).map(|i| taken("rg", &format!("s{i}"), &id, "u", "2026-01-01T00:00:00Z")).collect();
    let (code, ..) = said(vec![disk("rg", "z", "x", "Premium_LRS")], snapshots);
    assert_eq!(code, StateCode::Orphan);
}

#[test]
fn days_are_whole_24_hour_steps_back_from_now() {
    let id = disk_id("rg", "d");
    let times = [
        "2026-11-20T06:12:00Z",        // now: the last step
        "2026-11-19T06:12:00.000001Z", // just inside the last step
        "2026-11-19T06:12:00Z",        // 24 hours: the step before
        "2026-10-21T06:12:00.1Z",      // just inside the first of 30
        "2026-10-21T06:12:00Z",        // 30 days: outside
        "2026-11-20T06:12:00.1Z",      // in the future
    ];
    let snapshots = times.iter().enumerate().map(|(i, time)| taken("rg", &format!("s{i}"), &id, "u", time)).collect();
    let read = inventory(vec![], snapshots);
    let chains = units(&read);
    let days = chains.units[0].days(now());
    assert_eq!((days[29], days[28], days[0], days.iter().sum::<u32>()), (2, 1, 1, 4));
}

#[test]
fn the_newest_of_each_kind() {
    let leaning =
        Snapshot { access_state: Some("InstantAccess".into()), ..v2("b", "2026-11-20T06:11:58.5Z", Some(5.0)) };
    let read = inventory(v2_disk(), vec![v2("a", "2026-11-19T06:12:00Z", Some(100.0)), leaning]);
    let chains = units(&read);
    let unit = &chains.units[0];
    let (restorable, durable) = (unit.newest_restorable(now()).unwrap(), unit.newest_durable(now()).unwrap());
    assert_eq!((restorable.member.snapshot.id.name(), restorable.age_seconds), ("b", 1));
    assert_eq!((durable.member.snapshot.id.name(), durable.age_seconds), ("a", 86_400));
}

#[test]
fn restores_to_follows_the_sector_size() {
    // R16, I5
    let id = disk_id("rg", "d");
    let to = |sector, kind, access: Option<&str>| {
        let mut snapshot = taken("rg", "a", &id, "u", "2026-01-01T00:00:00Z");
        snapshot.sector_size = sector;
        snapshot.access_state = access.map(Into::into);
        let read = inventory(vec![], vec![snapshot]);
        units(&read).units[0].members[0].restores_to(kind).map(String::from)
    };
    let (any, two) = (Some("any kind of disk".to_owned()), Some("Premium SSD v2 and Ultra disks only".to_owned()));
    assert_eq!(to(Some(512), None, None), any.clone());
    assert_eq!(to(Some(4_096), None, None), two.clone());
    assert_eq!(to(None, Some(DiskKind::PremiumSsd), None), any);
    assert_eq!(to(None, Some(DiskKind::Ultra), None), None);
    assert_eq!(to(None, None, None), None);
    assert_eq!(to(Some(512), None, Some("InstantAccess")), two);
}

#[test]
fn the_bytes_are_the_vocabulary_s() {
    let mut one = v2("a", "2026-11-20T02:00:14.1234567Z", Some(62.5));
    one.sector_size = Some(4_096);
    one.family_id = Some("F".into());
    let read = inventory(v2_disk(), vec![one]);
    let chains = units(&read);
    let key = &chains.units[0].key;
    assert!(key.len() == 32 && key.bytes().all(|b| b.is_ascii_hexdigit()));
    let why =
        "Not usable yet. 62.5 % is copied; on Premium SSD v2 it can be restored, copied or downloaded only at 100 %.";
    let verdict = format!(r#"{{"is":false,"assumed":false,"code":"copying","why":"{why}"}}"#);
    let base = format!("/subscriptions/{SUB}/resourceGroups/rg/providers/Microsoft.Compute");
    let days = format!("{}1", "0,".repeat(29));
    let expected = format!(
        concat!(
            r#"{{"now":"2026-11-20T06:12:00Z","summary":{{"disks":1,"units":1,"snapshots":1,"locations":1,"disksReadyLastDay":0,"needYou":0,"pending":1,"failed":0,"orphans":0,"sentence":"0 of 1 disk has a ready snapshot from the last 24 hours."}},"#,
            r#""units":[{{"unit":"{key}","label":"d","disk":{{"id":"{base}/disks/d","name":"d","resourceGroup":"rg","subscriptionId":"{sub}","location":"westeurope","kind":"premium_ssd_v2","diskSizeGB":128,"logicalSectorSize":null,"uniqueId":"u","exists":true}},"#,
            r#""location":"westeurope","subscriptionId":"{sub}","generation":1,"generations":1,"labels":[],"incrementalSnapshotFamilyIds":["F"],"sourceUniqueId":"u","copyOf":null,"#,
            r#""state":{{"code":"still_copying","level":"watch","title":"1 still copying","detail":null}},"verdict":"One snapshot is still copying and cannot be used yet. None can be restored now.","#,
            r#""counts":{{"snapshots":1,"ready":0,"pending":1,"failed":0,"unknown":0}},"#,
            r#""limits":[{{"id":"L1","used":1,"of":500,"clearsAt":null}},{{"id":"R11","used":1,"of":3,"clearsAt":null}},{{"id":"L2","used":0,"of":7,"clearsAt":null}},{{"id":"L3","used":0,"of":5,"clearsAt":null}}],"#,
            r#""newestRestorable":null,"newestDurable":null,"resizeBreaks":[],"days":[{days}],"#,
            r#""snapshots":[{{"id":"{base}/snapshots/a","name":"a","resourceGroup":"rg","sequence":1,"instant":"2026-11-20T02:00:14.1234567Z","instantFrom":"time_created","state":"pending","completionPercent":62.5,"#,
            r#""restorable":{verdict},"durable":{verdict},"diskSizeGB":128,"logicalSectorSize":4096,"restoresTo":"Premium SSD v2 and Ultra disks only","afterResizeBreak":false,"openLink":false,"ours":false,"conflict":false}}]}}],"notIncremental":[]}}"#,
        ),
        key = key,
        base = base,
        sub = SUB,
        days = days,
        verdict = verdict
    );
    assert_eq!(answer(&chains, now()), expected);
}
