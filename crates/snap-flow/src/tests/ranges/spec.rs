//! Given this, exactly these requests.

use super::*;

const GRANT: &str = r#"{"access":"Read","durationInSeconds":600,"fileFormat":"VHD"}"#;

#[test]
fn a_snapshot_is_read_counted_opened_listed_and_closed() {
    let mut service = Service::new();
    let mut host = service.run(&ranges(&json!({})));
    assert_eq!(
        service.log,
        ["GET s2", "LIST", &format!("GRANT s2 {GRANT}"), "OP grant/s2", "PAGES s2", "REVOKE s2", "OP revoke/s2",]
    );
    assert_eq!(
        found(&host),
        json!({"step": "ranges", "snapshot": snapshot_id("s2"), "previous": null, "uniqueId": "U2", "diskSizeBytes": "16777216",
            "format": "vhd", "changedBytes": "5243392", "clearedBytes": "0", "fileBytes": null, "keptBytes": null, "changed": [["0", "511"], ["1048576", "6291455"]], "cleared": []})
    );
    assert_eq!(host.items(), ["ready -"]);
    assert_eq!(
        *host.item(),
        json!({"step": "item", "kind": "ready", "target": snapshot_id("s2"), "snapshot": snapshot_id("s2"), "name": "s2",
            "code": null, "message": null, "status": null, "requestId": null, "correlationId": null})
    );
    let summary = host.summary();
    assert_eq!((&summary["ready"], &summary["pages"], &summary["complete"]), (&json!(1), &json!(2), &json!(true)));
    assert_eq!(summary["sentence"], "`s2`: 5243392 bytes in 2 ranges are in use.");
    assert!(host.warned.is_empty() && service.open.is_empty());
    no_secrets(&mut host);
    assert_eq!(saved_links(&saved(&mut host)), BTreeSet::new());
}

#[test]
fn what_changed_takes_a_link_to_each_and_the_pages_to_their_end() {
    let mut service = Service::new();
    // G2, G4
    service.pages = vec![
        page(&[(4096, 8191)], &[(0, 511)], Some(1)),
        page(&[], &[], Some(2)),
        page(&[(8192, 8703)], &[(MIB, 2 * MIB - 1)], None),
    ];
    let mut host = service.run(&since_s1(ranges(&json!({"linkSeconds": 1200}))));
    let grant = |name: &str| format!("GRANT {name} {}", GRANT.replace("600", "1200"));
    assert_eq!(
        service.log,
        [
            "GET s2",
            "GET s1",
            "LIST",
            &grant("s2"),
            &grant("s1"),
            "OP grant/s2",
            "OP grant/s1",
            "PAGES s2 since s1",
            "PAGES s2 since s1 from m1",
            "PAGES s2 since s1 from m2",
            "REVOKE s1",
            "REVOKE s2",
            "OP revoke/s1",
            "OP revoke/s2",
        ]
    );
    let found = found(&host);
    assert_eq!(found["previous"], json!(snapshot_id("s1")));
    assert_eq!(found["changed"], json!([["4096", "8703"]]));
    assert_eq!(found["cleared"], json!([["0", "511"], ["1048576", "2097151"]]));
    assert_eq!(found["clearedBytes"], "1049088");
    assert_eq!(host.summary()["sentence"], "`s2`: 4608 bytes in 1 range changed.");
    no_secrets(&mut host);
}

#[test]
fn the_grant_s_format_is_by_sector_and_version() {
    // R16, A11
    for (sector, version, member, format) in [
        (json!(512), "2025-01-02", r#","fileFormat":"VHD""#, "vhd"),
        (json!(4096), "2025-01-02", r#","fileFormat":"VHDX""#, "vhdx"),
        (json!(4096), "2022-07-02", "", "vhdx"),
        (json!(null), "2022-07-02", "", "vhd"),
    ] {
        let mut service = Service::new();
        service.set("s2", "creationData", json!({"createOption": "Copy", "sourceResourceId": disk_id("d1"), "sourceUniqueId": UNIQUE, "logicalSectorSize": sector}));
        let host = service.run(&ranges(&json!({"apiVersion": version})));
        assert_eq!(service.log[2], format!(r#"GRANT s2 {{"access":"Read","durationInSeconds":600{member}}}"#));
        assert_eq!(found(&host)["format"], format);
    }
}

#[test]
fn requests_that_cannot_be_are_refused() {
    for (more, code, target) in [
        (json!({"snapshotId": disk_id("d")}), "bad_id", "snapshotId"),
        (json!({"previousId": "s1"}), "bad_id", "previousId"),
        (json!({"previousId": snapshot_id("S2")}), "same_snapshot_twice", "previousId"),
        (json!({"linkSeconds": 59}), "bad_link_seconds", "linkSeconds"),
        // G21
        (json!({"linkSeconds": 5_184_000}), "bad_link_seconds", "linkSeconds"),
        (json!({"apiVersion": "2020-12-01"}), "api_version_too_old", "apiVersion"),
        (json!({"timeoutSeconds": 0}), "bad_timeout", "timeoutSeconds"),
        (json!({"parallel": 0}), "bad_parallel", "parallel"),
        (json!({"endpoint": "http://example.com"}), "bad_endpoint", "endpoint"),
        (json!({"snapshot": "s2"}), "unknown_member", "snapshot"),
    ] {
        let error = refusal(&ranges(&more));
        assert_eq!((error.code(), error.target()), (code, Some(target)), "{more}: {error}");
    }
    let error = refusal(&ranges(&json!({"pieceBytes": 512})));
    assert_eq!((error.code(), error.target()), ("unknown_member", Some("pieceBytes")));
    for bytes in [0, 511, 513, 4 * MIB + 512] {
        let error = refusal(&download(&json!({"pieceBytes": bytes})));
        assert_eq!((error.code(), error.target()), ("bad_piece_bytes", Some("pieceBytes")), "{bytes}");
    }
}

#[test]
fn the_page_list_is_read_with_an_end_in_sight() {
    let mut service = Service::new();
    service.pages = vec![page(&[(0, 511)], &[], Some(1)), page(&[(512, 1023)], &[], Some(0)), String::new()];
    let host = service.run(&ranges(&json!({})));
    // Markers m1, m0, then m1 again.
    assert_eq!(host.items(), ["failed next_link_loop"]);
    assert_eq!(service.log.iter().filter(|line| line.starts_with("PAGES")).count(), 3);
    assert!(service.open.is_empty());
}

#[test]
fn a_page_list_that_cannot_be_is_not_used() {
    for (pages, code, says) in [
        (vec![page(&[(1, 511)], &[], None)], "bad_ranges", "pages of 512 bytes"),
        (vec![page(&[(0, 1023)], &[(512, 1023)], None)], "bad_ranges", "overlap"),
        (
            vec![page(&[(0, 511)], &[], Some(1)), page(&[(DISK + 512, DISK + 1023)], &[], None)],
            "bad_ranges",
            "past the end",
        ),
        (vec!["<PageList><PageRange><Start>0".to_owned()], "bad_reply", "page list"),
        (vec!["<html>Sign in</html>".to_owned()], "bad_reply", "web page"),
        (vec![String::new()], "bad_reply", "empty"),
    ] {
        let mut service = Service::new();
        service.pages = pages;
        let mut host = service.run(&ranges(&json!({})));
        assert_eq!(host.items(), [format!("failed {code}")]);
        assert!(host.item()["message"].as_str().unwrap().contains(says), "{}", host.item());
        assert_eq!(host.summary()["complete"], false);
        assert!(service.open.is_empty() && host.all.iter().all(|step| step["step"] != "ranges"));
        no_secrets(&mut host);
    }
}
