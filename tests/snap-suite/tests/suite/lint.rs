//! The linter's fixtures and pages: of every limit one case that shows it and one just below, and a page that explains it.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use serde_json::Value;
use snap_core::guard::Locks;
use snap_core::id::{ResourceId, ResourceKind};
use snap_core::instant::Instant;
use snap_core::inventory::Inventory;
use snap_core::limits::limits;
use snap_core::lint::{Asked, IDS, Intent, Linter};
use snap_core::model::{Disk, Snapshot};
use snap_core::unit;
use snap_suite::vectors;

/// The rows of the facts' table of checks before any call, by their facts.
const CHECKS: [&[&str]; 14] = [
    &["R3", "R4"],
    &["A61", "A63"],
    &["A37"],
    &["X3"],
    &["L1"],
    &["L2"],
    &["R11"],
    &["R10", "R19"],
    &["L3"],
    &["R5"],
    &["C3", "C4"],
    &["D5", "M3"],
    &["I1", "I2", "I6"],
    &["F3"],
];

/// Limits of so many resources that their fixtures are made here, and not kept in a file.
const LARGE: [&str; 3] = ["L4", "L5", "L6"];

fn ids(answer: &Value) -> BTreeSet<&str> {
    let findings = answer["ok"]["findings"].as_array().unwrap_or_else(|| panic!("no findings in {answer}"));
    findings.iter().map(|finding| finding["id"].as_str().unwrap()).collect()
}

#[test]
fn every_limit_has_a_red_and_a_green_fixture() {
    let mut seen: BTreeMap<String, [usize; 2]> = BTreeMap::new();
    for case in vectors::load().remove("lint").unwrap().cases {
        let Some((id, rest)) = case.name.split_once(' ').filter(|(id, _)| IDS.contains(id)) else { continue };
        let answer = case.steps.last().unwrap().answer.as_ref().unwrap();
        let (red, has) = (rest.starts_with("red: "), ids(answer).contains(id));
        assert!(red || rest.starts_with("green: "), "{}: red or green", case.name);
        assert_eq!(red, has, "{}", case.name);
        seen.entry(id.to_owned()).or_default()[usize::from(red)] += 1;
    }
    let both = |id: &str| seen.get(id).is_some_and(|[green, red]| *green > 0 && *red > 0);
    let asked = limits().map(|limit| limit.id).into_iter().chain(CHECKS.concat()).chain(IDS.iter().copied());
    let missing: BTreeSet<&str> = asked.filter(|id| !LARGE.contains(id) && !both(id)).collect();
    assert!(missing.is_empty(), "no red and green fixture: {missing:?}");
}

#[test]
fn large_limits_have_a_red_and_a_green_fixture() {
    let id = |kind, name: String| ResourceId::new(kind, "s", "g", &name).unwrap();
    let disk = |i: usize, read: &mut Inventory| {
        let id = id(ResourceKind::Disk, format!("d{i}"));
        let (location, sku) = (Some("westeurope".into()), Some("Premium_LRS".into()));
        read.add_disk(Disk { location, sku, ..Disk::new(id) });
    };
    let snapshot = |i: usize, set: Option<String>, read: &mut Inventory| {
        let id = id(ResourceKind::Snapshot, format!("s{i}"));
        let (location, sku) = (Some("West Europe".into()), Some("Standard_LRS".into()));
        read.add_snapshot(Snapshot { location, sku, disk_encryption_set_id: set.map(Into::into), ..Snapshot::new(id) });
    };
    let plain = |i: usize, read: &mut Inventory| snapshot(i, None, read);
    let keyed = |i: usize, read: &mut Inventory| snapshot(i, Some(format!("set{i}")), read);
    let now = Instant::parse("2026-11-20T06:12:00Z").unwrap();
    let asked = Arc::new(Asked { policy: None, now, until: now, locks: Locks::default(), intent: Intent::default() });
    type Make<'a> = &'a dyn Fn(usize, &mut Inventory);
    let makers: [(&str, usize, Make<'_>); 3] = [("L4", 75_000, &plain), ("L5", 50_000, &disk), ("L6", 5_000, &keyed)];
    assert_eq!(makers.map(|(id, ..)| id), LARGE);
    for (id, most, make) in makers {
        let mut read = Inventory::default();
        (1..most).for_each(|i| make(i, &mut read));
        let found = |read: &Inventory| {
            let found = Linter::new(Arc::clone(&asked)).finish(&unit::units(read));
            found.findings.iter().any(|finding| finding.id == id)
        };
        assert!(!found(&read), "{id} below {most}");
        make(0, &mut read);
        assert!(found(&read), "{id} at {most}");
    }
}

fn docs() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs")
}

#[test]
fn every_finding_has_its_page_and_every_page_its_finding() {
    let index = std::fs::read_to_string(docs().join("limits/README.md")).unwrap();
    let mut pages = BTreeSet::new();
    for entry in std::fs::read_dir(docs().join("limits")).unwrap() {
        let name = entry.unwrap().file_name().into_string().unwrap();
        if name != "README.md" {
            pages.insert(name);
        }
    }
    let wanted: BTreeSet<String> = IDS.iter().map(|id| format!("{}.md", id.to_lowercase())).collect();
    assert_eq!(pages, wanted);
    for id in IDS {
        let page = format!("{}.md", id.to_lowercase());
        assert!(index.contains(&format!("[{id}]({page})")), "the index does not name {id}");
        let text = std::fs::read_to_string(docs().join("limits").join(&page)).unwrap();
        for part in
            ["What it is.", "Where it bites.", "How Snapline counts it.", "What the service answers.", "What to do."]
        {
            let said = text.split(&format!("**{part}** ")).nth(1).and_then(|rest| rest.lines().next());
            assert!(said.is_some_and(|said| said.len() > 10), "{page}: {part}");
        }
    }
    for finding in vectors::load().remove("lint").unwrap().cases.iter().flat_map(|case| &case.steps) {
        let findings = finding.answer.as_ref().and_then(|answer| answer["ok"]["findings"].as_array());
        for finding in findings.into_iter().flatten() {
            let page = finding["page"].as_str().unwrap();
            assert!(docs().join(format!("{page}.md")).exists(), "{page}");
        }
    }
}
