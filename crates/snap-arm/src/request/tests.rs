//! What is sent, letter by letter.

use proptest::prelude::*;
use snap_core::tags::Tags;

use super::*;

const SUB: &str = "0b1f6471-1bf0-4dda-aec3-cb9272f09590";

fn requests() -> Requests {
    Requests::new(Endpoint::parse("https://management.azure.com").unwrap(), ApiVersion::default())
}

fn id(kind: ResourceKind, group: &str, name: &str) -> ResourceId {
    ResourceId::new(kind, SUB, group, name).unwrap()
}

#[test]
fn reads_by_id() {
    let request = requests().read(&id(ResourceKind::Disk, "RG-Prod (eu)".replace(' ', "").as_str(), "vm_d1")).unwrap();
    assert_eq!(request.method, Method::Get);
    assert_eq!(
        request.url,
        format!(
            "https://management.azure.com/subscriptions/{SUB}/resourceGroups/RG-Prod(eu)/providers/Microsoft.Compute/disks/vm_d1?api-version=2025-01-02"
        )
    );
    assert_eq!((request.body, request.headers.len()), (None, 1));
}

#[test]
fn lists_by_group_and_by_subscription() {
    let url = |group| requests().list(Listed::Snapshots, SUB, group).unwrap().url;
    assert_eq!(
        url(None),
        format!(
            "https://management.azure.com/subscriptions/{SUB}/providers/Microsoft.Compute/snapshots?api-version=2025-01-02"
        )
    );
    assert_eq!(
        url(Some("grüße")),
        format!(
            "https://management.azure.com/subscriptions/{SUB}/resourceGroups/gr%C3%BC%C3%9Fe/providers/Microsoft.Compute/snapshots?api-version=2025-01-02"
        )
    );
}

#[test]
fn creates_an_incremental_snapshot_and_nothing_else() {
    let source = id(ResourceKind::Disk, "rg", "d1");
    let tags: Tags = [("snapline-call", "c"), ("a\"b", "x")].into_iter().collect();
    let mut new =
        NewSnapshot { location: "westeurope", tags: &tags, sku: None, source: &source, instant_access_minutes: None };
    let request = requests().create(&id(ResourceKind::Snapshot, "rg", "s1"), &new).unwrap();
    assert_eq!(request.method, Method::Put);
    assert_eq!(
        request.body.unwrap(),
        format!(
            r#"{{"location":"westeurope","tags":{{"a\"b":"x","snapline-call":"c"}},"properties":{{"creationData":{{"createOption":"Copy","sourceResourceId":"{source}"}},"incremental":true}}}}"#
        )
    );
    new.sku = Some("Standard_ZRS");
    new.instant_access_minutes = Some(300);
    let body = requests().create(&id(ResourceKind::Snapshot, "rg", "s1"), &new).unwrap().body.unwrap();
    assert!(
        body.contains(r#""sku":{"name":"Standard_ZRS"}"#) && body.contains(r#""instantAccessDurationMinutes":300"#)
    );
    assert!(matches!(requests().create(&source, &new), Err(RequestError::Kind(..))));
}

#[test]
fn the_misspelt_version_is_refused_by_name() {
    // X4
    let error = ApiVersion::parse("2022-03-22").unwrap_err();
    assert!(error.to_string().contains("never published"), "{error}");
    for bad in ["", "2025", "2025-1-2", "2025-01-02&x=1", "latest", "2025-01-02-beta"] {
        assert!(matches!(ApiVersion::parse(bad), Err(RequestError::ApiVersion(_))), "{bad}");
    }
    assert!(ApiVersion::parse("2016-04-30-preview").is_ok());
    assert!(ApiVersion::default().at_least("2025-01-02"));
    assert!(!ApiVersion::parse("2024-03-02").unwrap().at_least("2025-01-02"));
}

#[test]
fn ids_that_the_service_cannot_have_given_are_not_sent() {
    let other = ResourceId::parse(&format!(
        "/subscriptions/{SUB}/resourceGroups/g/providers/Microsoft.Storage/storageAccounts/x"
    ));
    assert!(matches!(requests().read(&other.unwrap()), Err(RequestError::Kind(..))));
    let no_guid = ResourceId::new(ResourceKind::Disk, "my-subscription", "g", "d").unwrap();
    assert!(matches!(requests().read(&no_guid), Err(RequestError::Subscription(_))));
    for group in ["g.", "g;x", "g&x", "a b"] {
        assert!(matches!(requests().list(Listed::Disks, SUB, Some(group)), Err(RequestError::Group(_))), "{group}");
    }
    assert!(matches!(requests().list(Listed::Disks, "x/../y", None), Err(RequestError::Subscription(_))));
    assert!(matches!(requests().read(&id(ResourceKind::Disk, "g", "d&x=1")), Err(RequestError::Name(_))));
}

proptest! {
    #[test]
    fn no_id_leaves_its_path(group in ".{0,12}", name in r"\PC{0,12}") {
        let Ok(id) = ResourceId::new(ResourceKind::Snapshot, SUB, &group, &name) else { return Ok(()) };
        if let Ok(request) = requests().read(&id) {
            let path = request.url.strip_prefix("https://management.azure.com/").unwrap();
            prop_assert_eq!(path.split('/').count(), 8);
            prop_assert!(path.bytes().all(|b| b.is_ascii_graphic()));
            prop_assert_eq!(path.matches('?').count(), 1);
            prop_assert!(!path.contains("/../") && !path.contains("/./") && !path.contains('#'));
        }
    }
}

fn snapshot() -> ResourceId {
    id(ResourceKind::Snapshot, "rg", "s1")
}

fn path_of_snapshot() -> String {
    format!(
        "https://management.azure.com/subscriptions/{SUB}/resourceGroups/rg/providers/Microsoft.Compute/snapshots/s1"
    )
}

fn old(version: &str) -> Requests {
    requests().at(ApiVersion::parse(version).unwrap())
}

#[test]
fn copies_a_snapshot_and_nothing_else() {
    // C1, C6
    let target =
        ResourceId::new(ResourceKind::Snapshot, "3c2e1f80-7d5c-4a54-9b0c-2f9a2e1f6b11", "dr", "s1_abc123").unwrap();
    let source = snapshot();
    let tags: Tags = [("snapline-point", "2026-11-20T02:00:00Z")].into_iter().collect();
    let mut new = NewCopy { location: "northeurope", tags: &tags, sku: None, source: &source, enhanced: false };
    let request = requests().copy(&target, &new).unwrap();
    assert_eq!(
        (request.method, request.auth, request.repeatable, request.headers.len()),
        (Method::Put, Auth::Arm, false, 2)
    );
    assert_eq!(
        request.url,
        "https://management.azure.com/subscriptions/3c2e1f80-7d5c-4a54-9b0c-2f9a2e1f6b11/resourceGroups/dr/providers/Microsoft.Compute/snapshots/s1_abc123?api-version=2025-01-02"
    );
    assert_eq!(
        request.body.unwrap(),
        format!(
            r#"{{"location":"northeurope","tags":{{"snapline-point":"2026-11-20T02:00:00Z"}},"properties":{{"creationData":{{"createOption":"CopyStart","sourceResourceId":"{source}"}},"incremental":true}}}}"#
        )
    );
    assert!(old("2021-04-01").copy(&target, &new).is_ok());
    assert!(old("2021-04-01").copy(&target, &NewCopy { enhanced: true, ..new.clone() }).is_err());
    // X5
    let error = old("2020-12-01").copy(&target, &new).unwrap_err();
    assert_eq!(error.code(), "api_version_too_old");
    assert_eq!(
        error.to_string(),
        "api-version `2020-12-01` does not know copying incremental snapshots (`CopyStart`); leave the version out or name `2021-04-01` or a later one"
    );
    new.enhanced = true;
    new.sku = Some("Standard_LRS");
    let body = requests().copy(&target, &new).unwrap().body.unwrap();
    assert!(
        body.contains(r#""provisionedBandwidthCopySpeed":"Enhanced""#)
            && body.contains(r#""sku":{"name":"Standard_LRS"}"#)
    );
    // A11
    assert_eq!(old("2023-04-02").copy(&target, &new).unwrap_err().code(), "api_version_too_old");
    let disk = id(ResourceKind::Disk, "rg", "d1");
    assert!(matches!(requests().copy(&disk, &new), Err(RequestError::Kind(..))));
    new.source = &disk;
    assert!(matches!(requests().copy(&target, &new), Err(RequestError::Kind(..))));
}

#[test]
fn deletes_snapshots_only() {
    let request = requests().delete(&snapshot()).unwrap();
    assert_eq!((request.method.as_str(), request.body, request.repeatable), ("DELETE", None, false));
    assert_eq!(request.url, format!("{}?api-version=2025-01-02", path_of_snapshot()));
    assert_eq!(
        requests().delete(&id(ResourceKind::Disk, "rg", "d1")).unwrap_err().to_string(),
        format!(
            "`/subscriptions/{SUB}/resourceGroups/rg/providers/Microsoft.Compute/disks/d1` is not the id of a snapshot"
        )
    );
}

#[test]
fn opens_and_closes_access() {
    // A26, A27
    let grant = |seconds, format| requests().grant(&snapshot(), seconds, format);
    let request = grant(3_600, None).unwrap();
    assert_eq!((request.method, request.auth, request.repeatable), (Method::Post, Auth::Arm, false));
    assert_eq!(request.url, format!("{}/beginGetAccess?api-version=2025-01-02", path_of_snapshot()));
    assert_eq!(request.body.as_deref(), Some(r#"{"access":"Read","durationInSeconds":3600}"#));
    let body = |format| grant(60, Some(format)).unwrap().body.unwrap();
    assert_eq!(body(FileFormat::Vhdx), r#"{"access":"Read","durationInSeconds":60,"fileFormat":"VHDX"}"#);
    assert!(body(FileFormat::Vhd).ends_with(r#""fileFormat":"VHD"}"#));
    for seconds in [0, 1 << 31, u32::MAX] {
        assert_eq!(grant(seconds, None).unwrap_err().code(), "bad_link_seconds", "{seconds}");
    }
    assert!(grant(i32::MAX.unsigned_abs(), None).is_ok());
    // A11
    assert!(old("2022-07-02").grant(&snapshot(), 60, None).is_ok());
    assert_eq!(
        old("2022-07-02").grant(&snapshot(), 60, Some(FileFormat::Vhd)).unwrap_err().code(),
        "api_version_too_old"
    );
    assert!(old("2023-01-02").grant(&snapshot(), 60, Some(FileFormat::Vhd)).is_ok());

    let request = requests().revoke(&snapshot()).unwrap();
    assert_eq!(
        (request.method, request.body, request.repeatable, request.headers.len()),
        (Method::Post, None, false, 1)
    );
    assert_eq!(request.url, format!("{}/endGetAccess?api-version=2025-01-02", path_of_snapshot()));
    let disk = id(ResourceKind::Disk, "rg", "d1");
    assert!(requests().grant(&disk, 60, None).is_err() && requests().revoke(&disk).is_err());
}

#[test]
fn locks_and_rows_have_versions_of_their_own() {
    for requests in [requests(), old("2026-03-02")] {
        let locks = requests.locks(SUB).unwrap();
        assert_eq!((locks.method, locks.repeatable), (Method::Get, true));
        assert_eq!(
            locks.url,
            format!(
                "https://management.azure.com/subscriptions/{SUB}/providers/Microsoft.Authorization/locks?api-version=2020-05-01"
            )
        );
        let rows = requests.graph(&[SUB], "Resources | where name =~ \"a\"", None).unwrap();
        assert_eq!((rows.method, rows.repeatable, rows.auth), (Method::Post, true, Auth::Arm));
        assert_eq!(
            rows.url,
            "https://management.azure.com/providers/Microsoft.ResourceGraph/resources?api-version=2024-04-01"
        );
        assert_eq!(
            rows.body.unwrap(),
            format!(
                r#"{{"subscriptions":["{SUB}"],"query":"Resources | where name =~ \"a\"","options":{{"resultFormat":"objectArray","$top":1000}}}}"#
            )
        );
    }
    let next = requests().graph(&[SUB.to_owned()], "q", Some("ew==")).unwrap().body.unwrap();
    assert!(next.ends_with(r#""$top":1000,"$skipToken":"ew=="}}"#), "{next}");
    assert_eq!(requests().graph(&[] as &[&str], "q", None), Err(RequestError::NoSubscriptions));
    assert!(matches!(requests().graph(&[SUB, "x"], "q", None), Err(RequestError::Subscription(_))));
    assert!(matches!(requests().locks("x/../y"), Err(RequestError::Subscription(_))));
}

#[test]
fn another_version_changes_nothing_else() {
    let read = |requests: &Requests| requests.read(&snapshot()).unwrap().url;
    let newer = requests().at(ApiVersion::immutability());
    assert_eq!(read(&newer), read(&requests()).replace("2025-01-02", "2026-03-02"));
    assert_eq!((newer.version().as_str(), requests().version().as_str()), ("2026-03-02", "2025-01-02"));
    assert_eq!(newer.endpoint(), requests().endpoint());
}

#[test]
fn only_reads_may_be_repeated() {
    let link = requests().endpoint().link("https://management.azure.com/op?t=T0PS3CRET").unwrap();
    let followed = requests().follow(&link);
    let reads = [
        requests().read(&snapshot()).unwrap(),
        requests().list(Listed::Disks, SUB, None).unwrap(),
        requests().locks(SUB).unwrap(),
        requests().graph(&[SUB], "q", None).unwrap(),
        followed.clone(),
    ];
    assert!(reads.iter().all(|read| read.repeatable && read.auth == Auth::Arm));
    assert_eq!(
        format!("{followed:?}"),
        r#"Request { method: Get, url: "https://management.azure.com/op", headers: ["accept"], body_bytes: None, auth: Arm, repeatable: true }"#
    );
}

proptest! {
    #[test]
    fn no_id_of_a_write_leaves_its_path(group in ".{0,12}", name in r"\PC{0,12}") {
        let Ok(id) = ResourceId::new(ResourceKind::Snapshot, SUB, &group, &name) else { return Ok(()) };
        let (tags, source) = (Tags::default(), snapshot());
        let copy = NewCopy { location: "l", tags: &tags, sku: None, source: &source, enhanced: false };
        let all = [
            (8, requests().delete(&id)),
            (8, requests().copy(&id, &copy)),
            (9, requests().grant(&id, 1, None)),
            (9, requests().revoke(&id)),
        ];
        for (segments, request) in all {
            let Ok(request) = request else { continue };
            let path = request.url.strip_prefix("https://management.azure.com/").unwrap();
            prop_assert_eq!(path.split('/').count(), segments);
            prop_assert!(path.bytes().all(|b| b.is_ascii_graphic()));
            prop_assert_eq!(path.matches('?').count(), 1);
            prop_assert!(!path.contains("/../") && !path.contains("/./") && !path.contains('#'));
        }
    }

    #[test]
    fn a_query_stays_json(query in ".{0,60}", token in ".{0,60}") {
        let body = requests().graph(&[SUB], &query, Some(&token)).unwrap().body.unwrap();
        let read: serde_json::Value = serde_json::from_str(&body).unwrap();
        prop_assert_eq!((read["query"].as_str(), read["options"]["$skipToken"].as_str()), (Some(query.as_str()), Some(token.as_str())));
    }
}
