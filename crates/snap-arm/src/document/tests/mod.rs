//! What a document gives, seen from outside.

use super::*;

const ID: &str = "/subscriptions/s/resourceGroups/g/providers/Microsoft.Compute/snapshots/a";

#[test]
fn one_snapshot_of_the_command_line_is_read() {
    let text = format!(
        r#"[{{"id":"{ID}","type":"Microsoft.Compute/snapshots","incremental":true,"creationData":{{"createOption":"Copy"}}}}, null]"#
    );
    let document = read("a.json", text.as_bytes()).unwrap();
    assert_eq!((document.shape, document.encoding.to_string().as_str()), (Shape::AzList, "utf-8"));
    assert_eq!(document.snapshots.len(), 1);
    assert!(document.snapshots[0].incremental);
    assert_eq!(document.snapshots[0].create_option.as_deref(), Some("Copy"));
    assert_eq!(document.skipped.count, 1);
    assert_eq!((document.skipped.items[0].pointer.as_str(), document.skipped.items[0].code), ("/1", "not_an_object"));
}
