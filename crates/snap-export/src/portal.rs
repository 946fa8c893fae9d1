//! Steps for a person in the portal, in the portal's words.

use snap_core::model::DiskKind;

use crate::format::File;
use crate::plan::Plan;
use crate::quote::markdown as code;

pub(crate) fn steps(plan: &Plan) -> File {
    let mut text = String::from("# Incremental snapshots in the Azure portal\n\n");
    for line in plan.heading() {
        text.push_str(&format!("- {line}\n"));
    }
    text.push_str(concat!(
        "\nFor each disk below: search for **Snapshots** in the portal, choose **Create**, and fill in the page **Basics** by the table. ",
        "On the page **Tags** add the tags that are listed once at the end. Leave the other pages as they are, choose **Review + create**, then **Create**.\n\n",
        "If the portal says that the name is in use, somebody has taken this snapshot already: look at it, and do not take another name.\n"
    ));
    for take in &plan.takes {
        text.push_str(&format!("\n## {}\n\n| Field | Value |\n|---|---|\n", code(take.disk.name())));
        let rows = [
            ("Subscription", code(take.snapshot.subscription())),
            ("Resource group", code(take.snapshot.group())),
            ("Name", code(take.snapshot.name())),
            ("Region", code(&take.location)),
            ("Snapshot type", "Incremental".to_owned()),
            ("Source type", "Disk".to_owned()),
            ("Source subscription", code(take.disk.subscription())),
            ("Source disk", format!("{} in resource group {}", code(take.disk.name()), code(take.disk.group()))),
            ("Storage type", "as the portal offers it".to_owned()),
        ];
        for (field, value) in rows {
            text.push_str(&format!("| {field} | {value} |\n"));
        }
        text.push_str(&format!("\n{}\n", after(take.kind)));
    }
    text.push_str("\n## Tags\n\n| Name | Value |\n|---|---|\n");
    for (name, value) in plan.tags.iter() {
        text.push_str(&format!("| {} | {} |\n", code(name), code(value)));
    }
    File::new("snapshots.md", "text/markdown; charset=utf-8", text)
}

/// When the snapshot can be used (R7, R10).
fn after(kind: Option<DiskKind>) -> String {
    let wait = "The snapshot is copied in the background and cannot be used before that has ended: open it, choose **JSON View**, and wait until `completionPercent` is 100. At most three snapshots of the disk may be copying at one time.";
    match kind {
        Some(kind) if kind.copies_in_background() => format!("{} disk. {wait}", kind.title()),
        Some(kind) => {
            format!("{} disk. The snapshot can be used as soon as the portal says that it was created.", kind.title())
        }
        None => format!("What the disk is made of is not known. If it is a Premium SSD v2 or Ultra disk: {wait}"),
    }
}
