//! The five shapes give one model.

use snap_core::instant::Instant;
use snap_core::model::{CopyError, Disk, Immutability};
use snap_core::tags::Tags;

use super::write::FORMS;
use super::*;
use snap_core::id::ResourceId;

fn resource_id(kind: &str, name: &str) -> ResourceId {
    ResourceId::parse(&id(kind, name)).unwrap()
}

/// A disk, one of its snapshots with everything on it, a copy that failed, and a snapshot with next to nothing.
pub(super) fn inventory() -> Vec<Resource> {
    let text = |text: &str| Some(text.into());
    let instant = |text: &str| Some(Instant::parse(text).unwrap());
    let mut disk = Disk::new(resource_id("disks", "vm_Data1"));
    disk.location = text("westeurope");
    disk.tags = [("Owner", "Ann Örn"), ("empty", "")].into_iter().collect();
    disk.sku = text("PremiumV2_LRS");
    disk.size_gb = Some(2048);
    disk.size_bytes = Some(2_199_023_255_552);
    disk.sector_size = Some(4096);
    disk.unique_id = text("4f9b0a52-7b16-4c3c-8d87-5a1d9cbb4d21");
    disk.time_created = instant("2025-01-02T03:04:05.678Z");
    disk.disk_state = text("Attached");
    disk.provisioning_state = text("Succeeded");
    disk.create_option = text("Empty");
    disk.managed_by = Some(id("virtualMachines", "vm").replace("RG-Prod", "RG-PROD").into());
    disk.managed_by_extended = ["vm", "vm2"].map(|name| id("virtualMachines", name).into()).to_vec();
    disk.zones = vec!["1".to_owned()];

    let mut whole = Snapshot::new(resource_id("snapshots", "vm_Data1_20261120T020000Z"));
    whole.location = text("westeurope");
    whole.tags = [("snapline-policy", "gold"), ("snapline-slot", "2026-11-20T02:00:00Z")].into_iter().collect();
    whole.sku = text("Standard_ZRS");
    whole.incremental = true;
    whole.create_option = text("Copy");
    whole.source = Some(disk.id.clone());
    whole.source_unique_id = disk.unique_id.clone();
    whole.family_id = text("d1a341d5-1ea7-4a85-b304-944ad8021639");
    whole.unique_id = text("a395e9c1-fb9e-446e-a9ba-7b2fa0bcd305");
    whole.time_created = instant("2026-11-20T02:00:14.123Z");
    whole.size_gb = Some(2048);
    whole.size_bytes = Some(2_199_023_255_552);
    whole.sector_size = Some(4096);
    whole.completion_percent = Some(62.5);
    whole.provisioning_state = text("Succeeded");
    whole.disk_state = text("ActiveSAS");
    whole.access_state = text("AvailableWithInstantAccess");
    whole.instant_access_minutes = Some(300);
    whole.encryption_type = text("EncryptionAtRestWithCustomerKey");
    whole.disk_encryption_set_id = Some(id("diskEncryptionSets", "keys").into());
    whole.network_access_policy = text("DenyAll");
    whole.os_type = text("Linux");
    whole.immutability = Some(Box::new(Immutability {
        kind: Some("Locked".to_owned()),
        expires: instant("2027-01-01T00:00:00Z"),
        expired: Some(false),
    }));

    let mut copy = Snapshot::new(resource_id("snapshots", "copy"));
    copy.location = text("North Europe");
    copy.incremental = true;
    copy.create_option = text("CopyStart");
    copy.source = Some(whole.id.clone());
    copy.completion_percent = Some(0.0);
    copy.copy_error = Some(Box::new(CopyError {
        error_code: "CopySourceNotFound".to_owned(),
        error_message: "The source \"went\" away.".to_owned(),
    }));
    // A word no version knows is kept as it came (A43).
    copy.disk_state = text("HoveringSideways");

    let mut bare = Snapshot::new(resource_id("snapshots", "bare"));
    bare.tags = Tags::default();
    vec![
        Resource::Disk(Box::new(disk)),
        Resource::Snapshot(Box::new(whole)),
        Resource::Snapshot(Box::new(copy)),
        Resource::Snapshot(Box::new(bare)),
    ]
}

/// The resources of a document, disks first.
pub(super) fn resources(document: Document) -> Vec<Resource> {
    let disks = document.disks.into_iter().map(Resource::Disk);
    let snapshots = document.snapshots.into_iter().map(Resource::Snapshot);
    disks.chain(snapshots).collect()
}

#[test]
fn every_shape_gives_one_model() {
    for form in FORMS {
        let text = form.write(&inventory());
        let document = ok(&text);
        assert_eq!(document.shape.code(), form.shape(), "{form:?}\n{text}");
        assert_eq!(document.skipped, Skips::default(), "{form:?}");
        assert_eq!(document.warnings, [], "{form:?}");
        assert_eq!(resources(document), inventory(), "{form:?}\n{text}");
    }
}

#[test]
fn one_object_is_read_like_a_list_of_one() {
    // `az snapshot show`, a GET of the service, `Get-AzSnapshot -Name`.
    for (form, shape) in
        [("az_list", Shape::AzList), ("arm_page", Shape::ArmPage), ("az_powershell_flat", Shape::AzPowershellFlat)]
    {
        let form = FORMS.into_iter().find(|f| f.shape() == form).unwrap();
        let resource = &inventory()[1..2];
        let text = form.write(resource);
        let value: serde_json::Value = serde_json::from_str(&text).unwrap();
        let element = value.get("value").unwrap_or(&value)[0].to_string();
        let document = ok(&element);
        assert_eq!(
            document.shape,
            match form.shape() {
                "az_powershell_flat" => Shape::AzPowershellFlat,
                _ => shape,
            }
        );
        assert_eq!(resources(document), resource);
    }
}

#[test]
fn empty_lists_are_good_documents() {
    for (text, shape) in [
        ("[]", Shape::AzList),
        (" { \"value\" : [ ] } ", Shape::ArmPage),
        ("{\"value\":[],\"Count\":0}", Shape::AzPowershellNested),
        ("{\"Count\":0,\"value\":[]}", Shape::AzPowershellNested),
        ("{\"count\":0,\"data\":[],\"skip_token\":null}", Shape::ResourceGraph),
    ] {
        let document = ok(text);
        assert_eq!((document.shape, document.disks.len(), document.snapshots.len()), (shape, 0, 0), "{text}");
    }
}

#[test]
fn pages_name_the_next_one() {
    let page = |link: &str| format!("{{\"value\":{},\"nextLink\":{link}}}", one(""));
    let link = "https://management.azure.com/subscriptions/x/providers/Microsoft.Compute/snapshots?$skiptoken=a%2Fb";
    let first = ok(&page(&format!("\"{link}\"")));
    assert_eq!(first.next_link.as_deref(), Some(link));
    let warnings = |document: &Document| -> Vec<_> {
        document
            .warnings
            .iter()
            .map(|w| (w.code, w.message.text().split(' ').take(3).collect::<Vec<_>>().join(" ")))
            .collect()
    };
    assert_eq!(warnings(&first), [("more_pages", "the list goes".to_owned())]);
    assert!(!first.warnings[0].message.text().contains("management"));
    for none in ["null", "\"\""] {
        let last = ok(&page(none));
        assert_eq!((last.next_link.as_deref(), warnings(&last)), (None, vec![]), "{none}");
    }
    let error = fails(page("{\"href\":1}"));
    assert_eq!(error.code(), "document_next_link");
    let graph = ok(&format!("{{\"$skipToken\":\"abc\",\"data\":{}}}", one("")));
    assert_eq!(graph.warnings[0].code, "more_pages");
    assert!(!graph.warnings[0].message.text().contains("abc"));
    let cut = |said: &str| ok(&format!("{{\"resultTruncated\":{said},\"data\":{}}}", one("")));
    for said in ["true", "\"true\"", "\"True\""] {
        assert_eq!(warnings(&cut(said)), [("more_pages", "the query has".to_owned())], "{said}");
        assert!(cut(said).warnings[0].message.text().contains("`id`"));
    }
    for said in ["false", "\"false\"", "null"] {
        assert_eq!(cut(said).warnings, [], "{said}");
    }
    // One page, one warning; the way to the other rows is there.
    let both = ok(&format!("{{\"data\":{},\"resultTruncated\":\"true\",\"$skipToken\":\"abc\"}}", one("")));
    assert_eq!(both.warnings.len(), 1);
    assert!(both.warnings[0].message.text().contains("one page of several"));
}

#[test]
fn lists_in_lists_and_values_in_a_row_are_read_through() {
    // `jq -s . a.json b.json`, and `az snapshot list >> all.json` in a loop.
    let (a, b) = (one(""), one("").replace("snapshots/a", "snapshots/b"));
    for text in [format!("[{a},{b}]"), format!("{a}\n{b}\n"), format!("{a}{{\"value\":{b}}}")] {
        let document = ok(&text);
        let names: Vec<_> = document.snapshots.iter().map(|s| s.id.name()).collect();
        assert_eq!(names, ["a", "b"], "{text}");
    }
    let document = ok(&format!("{a}\n[null]"));
    assert_eq!(document.skipped.items[0].pointer, "/1/0");
    let pages = ok(&format!("[{{\"value\":{a}}},{{\"value\":{b}}}]"));
    assert_eq!((pages.shape, pages.snapshots.len()), (Shape::ArmPage, 2));
}

#[test]
fn the_type_decides_and_else_the_id() {
    let element = |id: &str, kind: &str| format!("[{{\"id\":\"{id}\"{kind}}}]");
    assert_eq!(ok(&element(&id("disks", "d"), "")).disks.len(), 1);
    assert_eq!(ok(&element(&id("snapshots", "d"), "")).snapshots.len(), 1);
    assert_eq!(
        ok(&element(&id("snapshots", "d"), ",\"ResourceType\":\"MICROSOFT.COMPUTE/SNAPSHOTS\"")).snapshots.len(),
        1
    );
    let (_, code, _) =
        skip_beside_good(&format!("{{\"id\":\"{}\",\"type\":\"Microsoft.Compute/snapshots\"}}", id("disks", "d")));
    assert_eq!(code, "bad_id");
    for stranger in [
        format!("{{\"id\":\"{}\"}}", id("virtualMachines", "v")),
        format!("{{\"id\":\"{}\",\"type\":\"Microsoft.Compute/images\"}}", id("snapshots", "v")),
        // What is none of ours may hold anything under our names.
        "{\"type\":\"Microsoft.Web/sites\",\"id\":7,\"sku\":3,\"properties\":\"x\",\"encryption\":[]}".to_owned(),
    ] {
        let (pointer, code, message) = skip_beside_good(&stranger);
        assert_eq!((pointer.as_str(), code), ("/1", "not_a_disk_or_snapshot"), "{message}");
    }
}

#[test]
fn an_id_is_put_together_from_a_rows_parts() {
    let parts =
        "{\"type\":\"microsoft.compute/snapshots\",\"name\":\"b\",\"resourceGroup\":\"g\",\"subscriptionId\":\"s\"}";
    let document = ok(&format!("[{parts}]"));
    assert_eq!(
        document.snapshots[0].id.as_str(),
        "/subscriptions/s/resourceGroups/g/providers/Microsoft.Compute/snapshots/b"
    );
    let (_, code, _) = skip_beside_good(&parts.replace("\"b\"", "\"../b\""));
    assert_eq!(code, "bad_id");
    // The body of a 202 may lack all of it (section 6.4 of the fact sheet).
    let (_, code, message) = skip_beside_good("{\"name\":\"b\",\"properties\":{\"provisioningState\":\"Updating\"}}");
    assert_eq!(code, "no_id", "{message}");
}

#[test]
fn members_that_are_not_known_are_passed_over() {
    let document = ok(&one(
        ",\"value\":3,\"data\":null,\"nextLink\":\"\",\"x\":[{\"id\":[1e999]}],\"error\":null,\"__proto__\":{\"a\":1}",
    ));
    assert_eq!((document.snapshots.len(), document.skipped.count), (1, 0));
}

#[test]
fn what_lies_under_properties_wins() {
    // `| extend timeCreated = todatetime(properties.timeCreated)` in a query.
    let members = r#","timeCreated":"2026-01-01","properties":{"timeCreated":"2026-01-01T00:00:00Z"}"#;
    let after = r#","properties":{"timeCreated":"2026-01-01T00:00:00Z"},"timeCreated":"2026-01-01""#;
    for text in [members, after] {
        assert_eq!(ok(&one(text)).snapshots[0].time_created, Some(Instant::parse("2026-01-01T00:00:00Z").unwrap()));
    }
}

#[test]
fn a_name_that_occurs_twice_rules_the_element_out() {
    let text = |members: &str| one(members).trim_matches(['[', ']']).replace("snapshots/a", "snapshots/b");
    for members in [
        ",\"diskSizeGB\":4,\"DiskSizeGB\":5",
        ",\"incremental\":true,\"incremental\":false",
        ",\"creationData\":{},\"creationData\":{}",
        ",\"ID\":\"x\"",
        ",\"tags\":{\"Keep\":\"a\",\"keep\":\"b\"}",
    ] {
        let (_, code, message) = skip_beside_good(&text(members));
        assert_eq!(code, "member_twice", "{message}");
    }
    let same = ok(&one(",\"diskSizeGB\":4,\"DiskSizeGB\":4,\"tags\":{\"Keep\":\"a\",\"keep\":\"a\"}"));
    assert_eq!((same.snapshots[0].size_gb, same.snapshots[0].tags.len()), (Some(4), 1));
}

#[test]
fn a_source_may_stand_in_source_uri() {
    // A46
    let disk = id("disks", "d");
    let source = |data: &str| ok(&one(&format!(",\"creationData\":{{{data}}}"))).snapshots[0].source.clone();
    assert_eq!(source(&format!("\"sourceUri\":\"{disk}\"")).unwrap().as_str(), disk);
    assert_eq!(source("\"sourceUri\":\"https://md-x.blob.core.windows.net/c/abcd\""), None);
    assert_eq!(
        source(&format!("\"sourceUri\":\"https://x\",\"sourceResourceId\":\"{}\"", &disk[1..])).unwrap().as_str(),
        disk
    );
}

#[test]
fn tags_and_lists_of_texts_come_in_several_forms() {
    let document = ok(&one(r#","tags":[{"Key":"a","Value":"1"},{"name":"b","value":null}]"#));
    let tags: Vec<_> = document.snapshots[0].tags.iter().map(|(n, v)| format!("{n}={v}")).collect();
    assert_eq!(tags, ["a=1", "b="]);
    let text = ok(&one(r#","tags":"{\"a\":\"1\"}","properties":"{\"diskSizeGB\":7}","sku":"Standard_LRS""#));
    let snapshot = &text.snapshots[0];
    assert_eq!(
        (snapshot.tags.get("A"), snapshot.size_gb, snapshot.sku.as_deref()),
        (Some("1"), Some(7), Some("Standard_LRS"))
    );
    let disk = |member: &str, value: &str| {
        let text = format!("[{{\"id\":\"{}\",\"{member}\":{value}}}]", id("disks", "d"));
        ok(&text).disks[0].clone()
    };
    for list in [r#"["1","2"]"#, r#"{"value":["1","2"],"Count":2}"#, "\"1 2\"", r#""[\"1\",\"2\"]""#] {
        assert_eq!(disk("zones", list).zones, ["1", "2"], "{list}");
        assert_eq!(disk("ManagedByExtended", list).managed_by_extended, ["1", "2"], "{list}");
    }
    for none in ["null", "[]", "\"\""] {
        assert!(disk("managedByExtended", none).managed_by_extended.is_empty(), "{none}");
    }
}
