//! Rules on what is read through links: the ranges are those of the disk, and every byte lies at its place.

use std::collections::BTreeMap;

use serde_json::Value;
use snap_emulator::Emulator;

use super::super::instant;
use super::super::job::Kind;
use super::Watch;
use super::ledger::Author;

impl Watch {
    /// A flow tells which bytes a snapshot holds, or what changed in it.
    pub(super) fn ranges(&mut self, author: Author, step: &Value, emulator: &Emulator, now: i64) {
        let Some(snapshot) = step["snapshot"].as_str() else { return };
        let found = pairs(&step["changed"]);
        if let Some(used) = emulator.used_ranges(snapshot, instant(now))
            && step["previous"].is_null()
            && step["format"] == "vhd"
            && !self.foreign.contains(&snapshot.to_lowercase())
            && merged(&used) != merged(&found)
        {
            self.fault("ranges", format!("`{snapshot}` holds {used:?}, told was {found:?}"));
        }
        self.process(author).ranges = step.clone();
    }

    /// A download is over: what the host wrote is what the snapshot holds.
    pub(in super::super) fn downloaded(
        &mut self,
        author: Author,
        file: &BTreeMap<u64, Vec<u8>>,
        emulator: &Emulator,
        now: i64,
    ) {
        let process = self.process(author);
        let (step, ready) = (process.ranges.clone(), process.waited.values().any(|told| told.kind == "ready"));
        let Some(snapshot) = step["snapshot"].as_str() else { return };
        if self.job.kind != Kind::Download
            || !ready
            || step["format"] != "vhd"
            || self.foreign.contains(&snapshot.to_lowercase())
        {
            return;
        }
        for (first, last) in pairs(&step["changed"]) {
            let Some(true_bytes) = emulator.content(snapshot, first..=last, instant(now)) else { continue };
            if read(file, first, last).as_deref() != Some(&true_bytes[..]) {
                self.fault("bytes", format!("bytes {first} to {last} of `{snapshot}` are not in the file"));
            }
        }
    }
}

/// First and last byte of each range.
fn pairs(list: &Value) -> Vec<(u64, u64)> {
    let number = |value: &Value| value.as_str().and_then(|text| text.parse().ok()).unwrap_or(u64::MAX);
    list.as_array().into_iter().flatten().map(|pair| (number(&pair[0]), number(&pair[1]))).collect()
}

/// The same with what touches put together.
fn merged(ranges: &[(u64, u64)]) -> Vec<(u64, u64)> {
    let mut out: Vec<(u64, u64)> = Vec::new();
    for (first, last) in ranges {
        match out.last_mut() {
            Some(before) if before.1 + 1 == *first => before.1 = *last,
            _ => out.push((*first, *last)),
        }
    }
    out
}

/// Bytes of a file of pieces; `None` where there is a hole.
fn read(file: &BTreeMap<u64, Vec<u8>>, first: u64, last: u64) -> Option<Vec<u8>> {
    let mut out = Vec::new();
    let mut at = first;
    while at <= last {
        let (offset, piece) = file.range(..=at).next_back()?;
        let from = usize::try_from(at - offset).ok()?;
        let rest = piece.get(from..).filter(|rest| !rest.is_empty())?;
        let most = usize::try_from(last - at + 1).ok()?;
        let taken = &rest[..rest.len().min(most)];
        out.extend(taken);
        at += taken.len() as u64;
    }
    Some(out)
}
