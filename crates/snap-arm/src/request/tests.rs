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
