//! What is known to be refused is not asked for, each with its own code; and links are waited for.

use super::*;

/// Runs it with some properties of `s2` and `s1`; nothing may be opened.
fn told(s2: &[(&str, Value)], s1: &[(&str, Value)]) -> String {
    let mut service = Service::new();
    s2.iter().for_each(|(member, value)| service.set("s2", member, value.clone()));
    s1.iter().for_each(|(member, value)| service.set("s1", member, value.clone()));
    let mut host = service.run(&since_s1(ranges(&json!({}))));
    let [item] = &host.items()[..] else { panic!("{:?}", host.items()) };
    assert!(
        service.log.iter().all(|line| ["GET", "LIST"].iter().any(|verb| line.starts_with(verb))),
        "{:?}",
        service.log
    );
    assert_eq!(saved_links(&saved(&mut host)), BTreeSet::new());
    item.clone()
}

#[test]
fn only_what_is_whole_is_read() {
    // R10, I3, C7, R18
    for (properties, item) in [
        (vec![("completionPercent", json!(62.5))], "skipped copying"),
        (vec![("snapshotAccessState", json!("Pending"))], "skipped access_pending"),
        (vec![("snapshotAccessState", json!("InstantAccess"))], "skipped instant_access"),
        (
            vec![("snapshotAccessState", json!("AvailableWithInstantAccess")), ("completionPercent", json!(3.0))],
            "skipped instant_access",
        ),
        (vec![("provisioningState", json!("Updating"))], "skipped provisioning"),
        (vec![("provisioningState", json!("Failed"))], "failed provisioning_failed"),
        (
            vec![("copyCompletionError", json!({"errorCode": "CopySourceNotFound", "errorMessage": "gone"}))],
            "failed copy_failed",
        ),
    ] {
        assert_eq!(told(&properties, &[]), item, "{properties:?}");
        assert_eq!(told(&[], &properties), item, "{properties:?}");
    }
    // A36: of a copy a missing percent proves nothing.
    let copy = json!({"createOption": "CopyStart", "sourceResourceId": snapshot_id("s0"), "sourceUniqueId": "U0"});
    assert_eq!(told(&[("creationData", copy), ("completionPercent", json!(null))], &[]), "skipped percent_missing");
}

#[test]
fn only_what_is_comparable_is_compared() {
    // G5, F4, F3
    assert_eq!(told(&[], &[("incrementalSnapshotFamilyId", json!("G"))]), "failed not_one_family");
    let older =
        |unique: &str| json!({"createOption": "Copy", "sourceResourceId": disk_id("d1"), "sourceUniqueId": unique});
    let no_family = ("incrementalSnapshotFamilyId", json!(null));
    let other = [no_family.clone(), ("creationData", older("another incarnation"))];
    assert_eq!(told(std::slice::from_ref(&no_family), &other), "failed not_one_family");
    let unknown =
        [no_family.clone(), ("creationData", json!({"createOption": "Copy", "sourceResourceId": disk_id("d1")}))];
    assert_eq!(told(&[no_family], &unknown), "failed not_one_family");
    assert_eq!(told(&[("incremental", json!(false))], &[]), "failed not_incremental");
    assert_eq!(told(&[], &[("incremental", json!(false))]), "failed not_incremental");
    assert_eq!(told(&[], &[("timeCreated", json!("2026-11-19T02:00:00Z"))]), "failed not_in_order");
    // R5: only past the border, and only from one side to the other.
    let size = |gb: u64| [("diskSizeGB", json!(gb)), ("diskSizeBytes", json!(gb << 30))];
    assert_eq!(told(&size(4097), &size(4096)), "failed resized_between");
    assert_eq!(told(&size(6144), &size(2048)), "failed resized_between");
}

#[test]
fn sizes_on_one_side_of_the_border_are_compared() {
    for (from, to) in [(1_u64, 4096_u64), (4097, 8192)] {
        let mut service = Service::new();
        service.set("s1", "diskSizeGB", json!(from));
        service.set("s2", "diskSizeGB", json!(to));
        assert_eq!(service.run(&since_s1(ranges(&json!({})))).items(), ["ready -"]);
    }
}

#[test]
fn without_an_earlier_one_none_of_that_matters() {
    let mut service = Service::new();
    service.set("s1", "incrementalSnapshotFamilyId", json!("G"));
    service.set("s2", "incremental", json!(false));
    assert_eq!(service.run(&ranges(&json!({}))).items(), ["ready -"]);
}

#[test]
fn what_is_not_there_is_said_so() {
    let mut service = Service::new();
    service.snapshots.remove("s1");
    let host = service.run(&since_s1(ranges(&json!({}))));
    assert_eq!(host.items(), ["failed not_found"]);
    assert_eq!((&host.item()["target"], &host.item()["status"]), (&json!(snapshot_id("s2")), &json!(404)));
    assert_eq!(service.log, ["GET s2", "GET s1"]);
}

#[test]
fn an_open_link_belongs_to_somebody() {
    // A57, also where only the list, read later, shows it.
    for name in ["s1", "s2"] {
        let mut service = Service::new();
        service.open.insert(name.to_owned(), 77);
        let host = service.run(&since_s1(ranges(&json!({}))));
        assert_eq!(host.items(), ["skipped open_link"]);
        assert_eq!(service.log, ["GET s2", "GET s1"]);
        assert_eq!(service.open.len(), 1, "it was revoked");

        let mut service = Service::new();
        let before = service.body(name);
        service.open.insert(name.to_owned(), 77);
        let like = if name == "s1" { "GET s1" } else { "GET s2" };
        let mut service = service.trick(like, Trick::Refuse(200, Vec::new(), before));
        assert_eq!(service.run(&since_s1(ranges(&json!({})))).items(), ["skipped open_link"]);
        assert_eq!(service.log, ["GET s2", "GET s1", "LIST"]);
    }
}

fn crowd(service: &mut Service, open: usize) {
    for at in 0..open {
        let name = format!("other{at}");
        let more = service.snapshots["s1"].clone();
        service.snapshots.insert(name.clone(), more);
        service.set(&name, "diskState", json!("ActiveSAS"));
    }
}

#[test]
fn five_links_of_a_family_are_waited_for() {
    // L3
    let mut service = Service::new();
    crowd(&mut service, 5);
    let mut host = Host::started(&ranges(&json!({})));
    service.until(&mut host, |service, _| service.log.len() == 6);
    assert_eq!(service.log, ["GET s2", "LIST", "GET s2", "LIST", "GET s2", "LIST"]);
    assert!((110..150).contains(&host.now.seconds_since(Instant::parse(NOW).unwrap())), "a minute each: {}", host.now);
    assert!(
        host.all
            .iter()
            .any(|step| step["text"].as_str().is_some_and(|text| text.starts_with("5 access links of this family")))
    );
    service.set("other3", "diskState", json!("Unattached"));
    service.finish(&mut host);
    assert_eq!(host.items(), ["ready -"]);
}

#[test]
fn two_links_need_two_places() {
    let mut service = Service::new();
    crowd(&mut service, 4);
    let mut host = Host::started(&since_s1(ranges(&json!({}))));
    service.until(&mut host, |service, _| service.log.len() == 6);
    assert!(!service.log.iter().any(|line| line.starts_with("GRANT")), "{:?}", service.log);
    // Of another family: they do not count.
    service.set("other0", "incrementalSnapshotFamilyId", json!("G"));
    service.finish(&mut host);
    assert_eq!(host.items(), ["ready -"]);
}

#[test]
fn links_that_stay_open_end_the_wait() {
    let mut service = Service::new();
    crowd(&mut service, 5);
    let host = service.run(&ranges(&json!({"timeoutSeconds": 200})));
    assert_eq!(host.items(), ["skipped links_full"]);
    assert!((200..=231).contains(&host.now.seconds_since(Instant::parse(NOW).unwrap())));
    assert!(service.log.iter().all(|line| line == "GET s2" || line == "LIST"));
}

#[test]
fn a_list_that_is_refused_leaves_the_count_to_the_service() {
    let mut service = Service::new().trick("LIST", refused(403, "AuthorizationFailed"));
    let host = service.run(&ranges(&json!({})));
    assert_eq!((host.items(), &host.warned[..]), (vec!["ready -".to_owned()], &["limits_not_checked"][..]));
}

#[test]
fn a_sixth_link_that_came_meanwhile_is_looked_at_again() {
    // A75: 409 is all that is known of it.
    let mut service = Service::new().tricks(2, "GRANT", &refused(409, "OperationNotAllowed"));
    let host = service.run(&ranges(&json!({})));
    assert_eq!(host.items(), ["ready -"]);
    let grants = service.log.iter().filter(|line| line.starts_with("GRANT")).count();
    assert_eq!((grants, service.log.iter().filter(|line| *line == "LIST").count()), (3, 3));
    // Nothing was opened by those.
    assert_eq!(service.log.iter().filter(|line| line.starts_with("REVOKE")).count(), 1);

    let mut service = Service::new().tricks(9, "GRANT", &refused(409, "OperationNotAllowed"));
    let host = service.run(&ranges(&json!({})));
    assert_eq!(host.items(), ["failed OperationNotAllowed"]);
    assert_eq!((&host.item()["status"], &host.item()["requestId"]), (&json!(409), &json!("r-1")));
    assert_eq!(service.log.iter().filter(|line| line.starts_with("GRANT")).count(), 6);
}
