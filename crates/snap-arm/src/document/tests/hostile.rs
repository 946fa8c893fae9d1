//! Bad input: its own clear message, never a panic, never half of it.

use super::*;

#[test]
fn one_bad_member_skips_its_element_and_is_named() {
    let element = |members: &str| one(members).trim_matches(['[', ']']).replace("snapshots/a", "snapshots/b");
    for (members, expected, named) in [
        (",\"diskSizeGB\":\"big\"", "wrong_type", "`diskSizeGB` is `\"big\"`"),
        (",\"diskSizeGB\":-1", "out_of_range", "`diskSizeGB` is `-1`"),
        (",\"diskSizeBytes\":1e400", "out_of_range", "`diskSizeBytes` is `1e400`"),
        (",\"completionPercent\":101", "out_of_range", "`completionPercent` is `101`"),
        (",\"properties\":{\"completionPercent\":[]}", "wrong_type", "`completionPercent` is `[]`"),
        (",\"incremental\":1", "wrong_type", "`incremental` is `1`"),
        (",\"timeCreated\":\"yesterday\"", "bad_instant", "`timeCreated` is `\"yesterday\"`"),
        (",\"timeCreated\":\"2026-11-20T02:00:00\"", "bad_instant", "offset"),
        (",\"location\":{\"name\":\"x\"}", "wrong_type", "`location` is"),
        (",\"location\":\"\\ud800\"", "wrong_type", "`location` is"),
        (",\"creationData\":7", "wrong_type", "`creationData` is a number"),
        (",\"creationData\":[1]", "wrong_type", "`creationData` is a list"),
        (",\"creationData\":\"Copy\"", "wrong_type", "`creationData` is `Copy`"),
        (",\"creationData\":{\"sourceResourceId\":\"../d\"}", "bad_id", "creationData.sourceResourceId"),
        (",\"creationData\":{\"logicalSectorSize\":\"4k\"}", "wrong_type", "creationData.logicalSectorSize"),
        (",\"tags\":{\"a\":{}}", "wrong_type", "`tags` is"),
        (",\"tags\":[1]", "wrong_type", "`tags` is"),
        (",\"sku\":{\"name\":1}", "wrong_type", "`sku.name` is `1`"),
        (
            ",\"immutabilityPolicy\":{\"policyExpirationTime\":\"soon\"}",
            "bad_instant",
            "immutabilityPolicy.policyExpirationTime",
        ),
    ] {
        let (pointer, code, message) = skip_beside_good(&element(members));
        assert_eq!((pointer.as_str(), code), ("/1", expected), "{members}: {message}");
        assert!(message.contains(named) && message.contains("expected"), "{members}: {message}");
    }
}

#[test]
fn machines_of_a_shared_disk_are_texts_in_a_list() {
    for (machines, expected) in [
        ("7", "wrong_type"),
        ("true", "wrong_type"),
        ("[7]", "wrong_type"),
        ("[null]", "wrong_type"),
        ("[[\"a\"]]", "wrong_type"),
        ("{\"a\":[]}", "wrong_type"),
        ("[\"\\ud800\"]", "wrong_type"),
        ("\"System.Collections.Generic.List`1[System.String]\"", "truncated_by_depth"),
        (&format!("[\"{}\"]", "x".repeat(1 << 20)), "too_long"),
    ] {
        let element = format!("{{\"id\":\"{}\",\"managedByExtended\":{machines}}}", id("disks", "d"));
        let (_, code, message) = skip_beside_good(&element);
        assert_eq!(code, expected, "{message}");
        assert!(message.starts_with("`managedByExtended` is "), "{message}");
    }
}

#[test]
fn bad_ids_are_named_and_skipped() {
    for bad in [
        "/subscriptions/s/resourceGroups/../providers/Microsoft.Compute/snapshots/a",
        "/subscriptions/s/resourceGroups/g/providers/Microsoft.Compute/snapshots/a%2fb",
        "/subscriptions/s/resourceGroups/g/providers/Microsoft.Compute/snapshots/a\\u0000b",
        "snapshot-1",
    ] {
        let (pointer, code, message) =
            skip_beside_good(&format!("{{\"id\":\"{bad}\",\"type\":\"Microsoft.Compute/snapshots\"}}"));
        assert_eq!((pointer.as_str(), code), ("/1", "bad_id"), "{bad}: {message}");
    }
}

#[test]
fn what_lay_too_deep_names_the_cure() {
    let model = "\"Microsoft.Azure.Management.Compute.Models.CreationData\"";
    for members in [
        format!(",\"CreationData\":{model}"),
        ",\"CreationData\":\"@{CreateOption=Copy; SourceResourceId=/subscriptions/x}\"".to_owned(),
        ",\"Properties\":\"@{incremental=True}\"".to_owned(),
        ",\"Sku\":\"Microsoft.Azure.Management.Compute.Models.SnapshotSku\"".to_owned(),
        ",\"Tags\":\"System.Collections.Generic.Dictionary`2[System.String,System.String]\"".to_owned(),
    ] {
        let error = fails(one(&members));
        assert_eq!(error.code(), "truncated_by_depth", "{members}: {error}");
        assert!(error.to_string().contains("ConvertTo-Json -Depth 10"), "{error}");
        let element = one(&members).trim_matches(['[', ']']).to_owned();
        assert_eq!(skip_beside_good(&element).1, "truncated_by_depth");
    }
    for text in [
        "{\"value\":\"System.Object[]\",\"Count\":3}",
        "[\"@{Name=a}\",\"@{Name=b}\"]",
        "{\"Data\":\"System.Object[]\"}",
    ] {
        assert_eq!(fails(text).code(), "truncated_by_depth", "{text}");
    }
}

#[test]
fn elements_that_are_no_objects_are_counted_and_the_first_hundred_named() {
    let text = format!("{}{}]", one("").trim_end_matches(']'), ",null,3,\"x\",true,1.5,-2".repeat(50));
    let document = ok(&text);
    assert_eq!((document.skipped.count, document.skipped.items.len(), document.snapshots.len()), (300, 100, 1));
    assert!(document.skipped.items.iter().all(|skip| skip.code == "not_an_object"));
    assert_eq!(document.skipped.items[99].pointer, "/100");
    assert_eq!(document.skipped.items[2].message, "it is the text `x`; expected an object");
}

#[test]
fn fifty_megabytes_of_nulls_hold_no_resources() {
    let many = 10 << 20;
    let mut text = String::with_capacity(many * 5 + 2);
    text.push('[');
    text.push_str(&"null,".repeat(many - 1));
    text.push_str("null]");
    let error = fails(&text);
    assert_eq!(error.code(), "document_no_resources");
    assert_eq!(error.details().skipped, many as u64);
    assert!(error.to_string().len() < 500, "{error}");
}

#[test]
fn json_that_holds_nothing_of_ours_says_so() {
    for (text, word) in [
        ("{}", "no `id`"),
        ("[null]", "`null`"),
        ("{\"a\":1}", "no `id`"),
        ("{\"value\":null}", "`null`"),
        (
            "[{\"id\":\"/subscriptions/s/resourceGroups/g/providers/Microsoft.Compute/virtualMachines/v\"}]",
            "virtualMachines",
        ),
        (
            "{\"error\":{\"code\":\"AuthorizationFailed\",\"message\":\"The client has no right.\"}}",
            "AuthorizationFailed",
        ),
    ] {
        let error = fails(text);
        assert_eq!(error.code(), "document_no_resources", "{text}");
        assert!(error.to_string().contains(word) && error.to_string().contains("az snapshot list"), "{error}");
    }
}

#[test]
fn broken_json_names_line_column_and_element() {
    let good = one("").trim_matches(['[', ']']).to_owned();
    let text = format!("[\n{good},\n  {{\"é\": 1, oops}}\n]");
    let error = fails(&text);
    assert_eq!(error.code(), "document_not_json");
    let details = error.details();
    assert_eq!((details.line, details.column, details.element, details.read_before), (Some(3), Some(12), Some(2), 1));
    assert!(
        error.to_string().starts_with("`a.json` is not JSON") && error.to_string().contains("line 3, column 12"),
        "{error}"
    );

    let cut = &text[..text.len() - 12];
    let error = fails(cut);
    assert_eq!((error.code(), error.details().element), ("document_truncated", Some(2)));
}

#[test]
fn other_texts_are_refused_by_name() {
    for text in
        ["<!DOCTYPE html><p>503</p>", "Name  ResourceGroup\n----  -----\n", "name: x\nid: y", "not json", "\u{feff}x"]
    {
        let error = fails(text);
        assert_eq!(error.code(), "document_not_json", "{text}");
        assert!(error.to_string().contains("neither JSON nor CSV"), "{error}");
    }
    for text in ["[1,2", "[]]", "{\"value\":[}", "[tru]", "{\"a\" 1}", "[01]", "[\"\u{1}\"]", "[{\"\\ud800\":1}]"] {
        let error = fails(text);
        assert!(matches!(error.code(), "document_not_json" | "document_truncated"), "{text}: {error}");
    }
}

#[test]
fn nesting_is_bounded_where_it_is_followed_and_free_where_it_is_not() {
    let deep = "[".repeat(100_000);
    assert_eq!(fails(&deep).code(), "document_too_deep");
    assert_eq!(fails("{\"value\":".repeat(100_000)).code(), "document_too_deep");
    let unknown = format!(",\"x\":{}{}", "[".repeat(100_000), "]".repeat(100_000));
    assert_eq!(ok(&one(&unknown)).snapshots.len(), 1);
    let known = format!(",\"diskSizeGB\":{}{}", "[".repeat(100_000), "]".repeat(100_000));
    assert_eq!(fails(one(&known)).code(), "document_no_resources");
}

#[test]
fn long_texts_are_refused_where_they_are_known() {
    let long = "x".repeat(10 << 20);
    assert_eq!(ok(&one(&format!(",\"extendedLocation\":\"{long}\""))).snapshots.len(), 1);
    for members in [format!(",\"location\":\"{long}\""), format!(",\"tags\":{{\"a\":\"{long}\"}}")] {
        let element = one(&members).trim_matches(['[', ']']).to_owned();
        let (_, code, message) = skip_beside_good(&element);
        assert_eq!(code, "too_long");
        assert!(message.len() < 300, "{message}");
    }
    let many: Vec<_> = (0..201).map(|n| format!("\"t{n}\":\"\"")).collect();
    let element = one(&format!(",\"tags\":{{{}}}", many.join(","))).trim_matches(['[', ']']).to_owned();
    assert_eq!(skip_beside_good(&element).1, "too_long");
    let (_, code, _) = skip_beside_good(&format!("{{\"id\":\"/{long}\",\"type\":\"Microsoft.Compute/disks\"}}"));
    assert_eq!(code, "too_long");
}

#[test]
fn messages_show_no_control_characters_of_the_document() {
    let error = read("a\u{1b}[2J.json", b"[\"\\u001b[31m\"]").unwrap_err();
    assert!(!error.to_string().contains('\u{1b}'), "{:?}", error.to_string());
}

#[test]
fn messages_never_show_a_signed_link() {
    let link = "https://md-x.blob.core.windows.net/c/abcd?sv=2018-03-28&sr=b&sig=SECRET";
    for members in [
        format!(",\"creationData\":{{\"sourceResourceId\":\"{link}\"}}"),
        format!(",\"creationData\":{{\"sourceUri\":[\"{link}\"]}}"),
        format!(",\"creationData\":\"{link}\""),
        ",\"timeCreated\":\"?sig=SECRET\"".to_owned(),
        format!(",\"tags\":\"{link}\""),
    ] {
        let element = one(&members).trim_matches(['[', ']']).to_owned();
        let (_, code, message) = skip_beside_good(&element);
        assert!(!message.contains("SECRET"), "{code}: {message}");
    }
    assert!(!fails(format!("[\"{link}\"]")).to_string().contains("SECRET"));
    assert!(!fails(link).to_string().contains("SECRET"));
}

#[test]
fn csv_that_is_cut_or_crooked_is_named() {
    let row = |name: &str| {
        format!("{},{name},Microsoft.Compute/snapshots,\"{{\"\"diskSizeGB\"\":4}}\"\n", id("snapshots", name))
    };
    let text = format!("id,name,type,properties\n{}{}", row("a"), row("b"));
    assert_eq!(ok(&text).snapshots.len(), 2);
    assert_eq!(fails(&text[..text.len() - 4]).code(), "document_truncated");
    let short = ok(&format!("{text}{}\n", id("snapshots", "c")));
    assert_eq!((short.skipped.items[0].pointer.as_str(), short.skipped.items[0].code), ("/2", "row_length"));
    let broken = ok(&text.replacen("diskSizeGB", "diskSize\"\"GB", 1));
    assert_eq!((broken.snapshots.len(), broken.skipped.items[0].code), (1, "wrong_type"));
    for head in ["#TYPE Selected.X\r\n", "sep=,\n"] {
        assert_eq!(ok(&format!("{head}{text}")).snapshots.len(), 2, "{head}");
    }
    assert_eq!(ok("ID;NAME;TYPE\n").snapshots.len(), 0);
    assert_eq!(fails("NAME,TYPE,RESOURCE GROUP,LOCATION\na,Snapshot,g,West Europe\n").code(), "document_not_json");
}

#[test]
fn one_reply_is_one_resource() {
    let element = one(",\"diskSizeGB\":4").trim_matches(['[', ']']).to_owned();
    assert!(matches!(read_resource(element.as_bytes()), Ok(Resource::Snapshot(s)) if s.size_gb == Some(4)));
    let disk = format!("{{\"id\":\"{}\"}}", id("disks", "d"));
    assert!(matches!(read_resource(disk.as_bytes()), Ok(Resource::Disk(_))));
    for (body, code) in [
        ("{\"name\":\"x\"}".to_owned(), "no_id"),
        (element.replace(":4", ":[]"), "wrong_type"),
        (element.replace("Microsoft.Compute/snapshots\"", "Microsoft.Web/sites\""), "not_a_disk_or_snapshot"),
        ("[]".to_owned(), "document_no_resources"),
        (format!("[{element},{disk}]"), "document_no_resources"),
        ("<html>".to_owned(), "document_not_json"),
        (String::new(), "document_empty"),
    ] {
        let error = read_resource(body.as_bytes()).unwrap_err();
        assert_eq!(error.code(), code, "{body}: {error}");
        assert!(error.to_string().starts_with("the reply "), "{error}");
    }
}
