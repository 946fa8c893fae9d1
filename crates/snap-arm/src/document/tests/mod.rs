//! What a document gives, seen from outside.

mod encodings;
mod examples;
mod fast;
mod hostile;
mod plain;
mod random;
mod shapes;
mod write;

use super::*;

/// The id of a resource in the fixtures' group.
fn id(kind: &str, name: &str) -> String {
    format!(
        "/subscriptions/6d0c9a7e-5b1f-4f3e-9c55-0b1d2e3f4a5b/resourceGroups/RG-Prod/providers/Microsoft.Compute/{kind}/{name}"
    )
}

/// An array of one snapshot as the command line prints it, with `members` added.
fn one(members: &str) -> String {
    let id = id("snapshots", "a");
    format!(r#"[{{"id":"{id}","type":"Microsoft.Compute/snapshots"{members}}}]"#)
}

fn ok(text: &str) -> Document {
    read("a.json", text.as_bytes()).unwrap_or_else(|error| panic!("{error}\n{text}"))
}

fn fails(bytes: impl AsRef<[u8]>) -> DocumentError {
    read("a.json", bytes.as_ref()).expect_err("a document that must be refused")
}

/// The one skip of a document that also holds a good snapshot, as `(pointer, code, message)`.
fn skip_beside_good(element: &str) -> (String, &'static str, String) {
    let good = one("");
    let text = format!("{},{element}]", good.trim_end_matches(']'));
    let document = ok(&text);
    assert_eq!((document.snapshots.len(), document.disks.len(), document.skipped.count), (1, 0, 1), "{text}");
    let skip = document.skipped.items[0].clone();
    (skip.pointer, skip.code, skip.message.text())
}
