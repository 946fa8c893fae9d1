//! Rules on what the flows tell: every target ends in exactly one way, and the service agrees.

use std::collections::BTreeMap;

use serde_json::Value;
use snap_emulator::Emulator;

use super::super::job::Kind;
use super::super::{fleet, instant, network};
use super::Watch;
use super::ledger::Author;
use super::process::Told;

/// The ways in which a target ends, and their members of the summary.
const ENDS: [(&str, &str); 8] = [
    ("made", "made"),
    ("already_made", "alreadyMade"),
    ("deleted", "deleted"),
    ("already_gone", "alreadyGone"),
    ("planned", "planned"),
    ("skipped", "skipped"),
    ("failed", "failed"),
    ("unknown", "unknown"),
];

/// Seconds that a flow may take after its time is up, to hear what is under way.
const GRACE: i64 = 30_000;

impl Watch {
    /// A host hands an answer in.
    pub(in super::super) fn answered(
        &mut self,
        author: Author,
        input: &Value,
        body: &[u8],
        carried: Option<i64>,
        now: i64,
    ) {
        if let Some(id) = input["id"].as_u64() {
            let process = self.process(author);
            let body = if process.reads(id) { network::json(body) } else { Value::Null };
            process.hears(id, input["status"].as_u64(), &body, carried, now);
        }
    }

    /// A flow gives a step that is no request.
    pub(in super::super) fn told(
        &mut self,
        author: Author,
        kind: &str,
        step: &Value,
        body: &[u8],
        emulator: &Emulator,
        now: i64,
    ) {
        self.hears(kind, &step.to_string());
        match kind {
            "document" => {
                let body = network::json(body);
                let one = [body.clone()];
                let all = body["value"].as_array().map_or(&one[..], Vec::as_slice);
                let ids = all.iter().filter_map(|one| Some(one["id"].as_str()?.to_lowercase()));
                let ids: Vec<String> = ids.collect();
                self.process(author).documents.extend(ids);
            }
            "item" => self.item(author, step, emulator, now),
            "ranges" => self.ranges(author, step, emulator, now),
            "done" => self.done(author, &step["summary"], now),
            _ => {}
        }
    }

    fn item(&mut self, author: Author, step: &Value, emulator: &Emulator, now: i64) {
        let text = |member: &str| step[member].as_str().unwrap_or_default();
        let (kind, target) = (text("kind"), text("target").to_lowercase());
        let told = Told { kind: kind.to_owned(), code: step["code"].as_str().map(str::to_owned) };
        if self.job.kind == Kind::List {
            self.process(author).told.insert(target, told);
            return;
        }
        let snapshot = text("snapshot").to_lowercase();
        if told.code.as_deref() == Some("link_left_open") {
            self.process(author).told.insert(format!("{target} (link to {snapshot})"), told);
            self.left_open.extend([target, snapshot]);
            return;
        }
        if self.targets.as_ref().is_some_and(|targets| !targets.contains(&target)) {
            return self.fault("item", format!("`{target}` is told as {kind} and was never asked for"));
        }
        let waits = ["ready", "not_ready"].contains(&kind);
        let deletes = self.job.kind == Kind::Prune || (self.job.kind == Kind::Run && target == snapshot);
        let copies = target.contains("/snapshots/") && target != snapshot;
        // A run has parts: what is taken of a disk, copied and deleted ends each for itself.
        let key = match (self.job.kind, deletes, snapshot.is_empty()) {
            (Kind::Run, true, _) => format!("{target} (deleted)"),
            (Kind::Run, _, true) => format!("{target} (part {})", self.process(author).told.len()),
            _ => target.clone(),
        };
        let process = self.process(author);
        let place = if waits { &mut process.waited } else { &mut process.told };
        if let Some(first) = place.insert(key, told) {
            return self.fault("item", format!("`{target}` ended twice: {} and {kind}", first.kind));
        }
        if [Kind::Ranges, Kind::Download].contains(&self.job.kind) {
            return;
        }
        if deletes {
            return self.deleting_item(author, &target, kind, emulator, now);
        }
        match kind {
            // What was put in the source's place meanwhile was not seen yet.
            "made" | "already_made" if copies && self.foreign.contains(&target) && !self.process(author).calm => {}
            "made" | "already_made" if copies => self.is_copied(&target, &snapshot, kind),
            "made" | "already_made" => self.is_there(&target, &snapshot, kind, emulator, now),
            "ready" if self.job.kind == Kind::Wait => self.is_ready("", &target, emulator, now),
            "ready" => self.is_ready(&target, &snapshot, emulator, now),
            "not_ready" => {}
            "skipped" | "planned" => self.was_not_written(author, &target, &snapshot, kind),
            "failed" => self.is_not_there(author, &target, &snapshot, emulator, now),
            "unknown"
                if self.ledger.alive(&snapshot).is_none() && !self.process(author).written.contains(&snapshot) =>
            {
                self.fault("item", format!("`{target}` is told as unknown: nothing was sent and nothing is there"));
            }
            _ if ENDS.iter().any(|(end, _)| *end == kind) => {}
            other => self.fault("item", format!("`{other}` is no kind of item")),
        }
    }

    /// What is told of a snapshot that was to be deleted.
    fn deleting_item(&mut self, author: Author, target: &str, kind: &str, emulator: &Emulator, now: i64) {
        self.bury(emulator, now);
        let sent = self.process(author).written.contains(target);
        let there = self.ledger.alive(target).is_some() && !self.leaving.contains(target);
        let wrong = match kind {
            "deleted" => there && !self.foreign.contains(target),
            "already_gone" => there && !self.foreign.contains(target),
            "skipped" | "planned" | "failed" => {
                // What an earlier process had sent before it was killed is not its successor's.
                let own = self.process(author).writes.get(target).copied();
                let under_way = own.is_some_and(|(_, heard)| heard.is_none());
                let leaving = own.is_some() && self.leaving.contains(target);
                under_way || (leaving && self.hosts == 1 && !self.second)
            }
            "unknown" => !sent,
            _ => true,
        };
        if wrong {
            self.fault("item", format!("`{target}` is told as {kind}, there: {there}, deletes sent: {sent}"));
        }
    }

    /// `made` and `already_made` of a copy: it is there, of that snapshot, and tells its instant.
    fn is_copied(&mut self, source: &str, copy: &str, kind: &str) {
        // The other host has pruned it since it was listed.
        if self.hosts > 1 && self.ledger.alive(copy).is_none() && self.ledger.ever(copy) {
            return;
        }
        let Some(life) = self.ledger.alive(copy) else {
            return self.fault("item", format!("`{copy}` is told as {kind} and is not there"));
        };
        let point = life.tags.get("snapline-point").and_then(|text| text.parse().ok());
        let of = self.ledger.alive(source);
        let taken = of.map(|of| of.created);
        let another = life.source != source || of.is_some_and(|of| of.unique != life.source_unique);
        // A source that was replaced at the last moment has another instant than the copy was told.
        let dated = self.foreign.contains(source) || life.by.is_none() || taken.is_none() || point == taken;
        let wrong = another || !dated;
        if wrong {
            self.fault(
                "item",
                format!("`{copy}` is told as {kind} of `{source}`; its point is {point:?}, not {taken:?}"),
            );
        }
    }

    /// `made` and `already_made`: the snapshot is there, of this disk, for this owner and slot, and whole.
    fn is_there(&mut self, target: &str, snapshot: &str, kind: &str, emulator: &Emulator, now: i64) {
        let (tag, owner) = self.job.owner.tag();
        let wrong = match self.ledger.alive(snapshot) {
            None => Some("it is not there"),
            Some(life) if life.source != target => Some("it is of another disk"),
            Some(life) if !life.incremental => Some("it is not incremental"),
            Some(life) => match life.key() {
                Some((kind, id, slot)) if kind == tag && id == owner && slot == instant(0) => None,
                _ => Some("its tags do not say so"),
            },
        };
        let body = emulator.look_up(snapshot, instant(now)).unwrap_or_default();
        let state = body["properties"]["provisioningState"].as_str().unwrap_or_default();
        let wrong = wrong.or(["Failed", "Canceled"].contains(&state).then_some("it failed"));
        if let Some(why) = wrong {
            self.fault("item", format!("`{snapshot}` is told as {kind}, but {why}"));
        }
    }

    /// `skipped` and `planned`: what this process sent was refused, and nothing of it is under way.
    fn was_not_written(&mut self, author: Author, target: &str, snapshot: &str, kind: &str) {
        let under_way = self.process(author).writes.get(snapshot).is_some_and(|(_, heard)| heard.is_none());
        if under_way || self.ledger.alive(snapshot).is_some_and(|life| life.by == Some(author)) {
            self.fault("item", format!("`{target}` is told as {kind} and was written"));
        }
    }

    /// `failed`: this host has not made it, or what it made has failed.
    fn is_not_there(&mut self, author: Author, target: &str, snapshot: &str, emulator: &Emulator, now: i64) {
        let Some(life) = self.ledger.alive(snapshot).filter(|life| life.by == Some(author)) else { return };
        let from = life.from;
        let body = emulator.look_up(snapshot, instant(now)).unwrap_or_default();
        let properties = &body["properties"];
        if properties["provisioningState"] == "Succeeded" && properties["copyCompletionError"].is_null() {
            let text =
                format!("`{target}` is told as failed, but this process made it at {} s and it is whole", from / 1_000);
            self.fault("item", text);
        }
    }

    /// `ready`: A36, R10.
    fn is_ready(&mut self, target: &str, snapshot: &str, emulator: &Emulator, now: i64) {
        let Some(body) = emulator.look_up(snapshot, instant(now)) else {
            return self.fault("ready", format!("`{snapshot}` is told as ready and is not there"));
        };
        let source = body["properties"]["creationData"]["sourceResourceId"].as_str().unwrap_or_default().to_lowercase();
        let target = if target.is_empty() { source.as_str() } else { target };
        let fills = self.fleet.iter().any(|disk| disk.id().to_lowercase() == target && fleet::fills(disk.sku));
        let properties = &body["properties"];
        let goal = |(member, value): &(&str, Value)| ["wait", "for"].contains(member) && value == "durable";
        let durable = self.job.more.iter().any(goal);
        let usable = properties["snapshotAccessState"] == "InstantAccess" && !durable;
        let percent = properties["completionPercent"].as_f64();
        let whole = percent.is_some_and(|percent| percent >= 100.0) || usable;
        if (fills && !whole) || !properties["copyCompletionError"].is_null() {
            self.fault("ready", format!("`{snapshot}` is told as ready at {percent:?} percent"));
        }
    }

    fn done(&mut self, author: Author, summary: &Value, now: i64) {
        let set_back = self.set_back.get(author.0).copied().unwrap_or(0);
        let process = self.processes[&author].clone();
        let taken = now - process.began;
        if self.job.kind == Kind::List {
            return self.listed(author, summary);
        }
        // Links are closed however long the service puts that off.
        let closing = if self.job.lingers() { 3_600_000 } else { 0 };
        let longest = self.job.timeout * 1_000 + GRACE + set_back + process.patience + closing;
        if taken > longest && !process.calm {
            self.fault("termination", format!("done after {} s, {} s were given", taken / 1_000, self.job.timeout));
        }
        let mut ends = process.before.clone();
        ends.extend(process.told.clone());
        let mut waited = process.before_waited.clone();
        waited.extend(process.waited.clone());
        for target in self.targets.clone().into_iter().flatten() {
            if !waited.contains_key(&target) && !ends.contains_key(&target) {
                self.fault("item", format!("`{target}` is lost: nothing tells how it ended"));
            }
        }
        // What was told before a process was killed counts again where it was final.
        for (kind, member) in ENDS {
            let count = |told: &BTreeMap<String, Told>| told.values().filter(|told| told.kind == kind).count() as u64;
            let (least, most) = (count(&process.told), count(&process.told) + count(&process.before));
            let said = summary[member].as_u64().unwrap_or(0);
            if !(least..=most).contains(&said) {
                self.fault("item", format!("the summary says `{member}` {said}, told were {least}"));
            }
        }
        let bad = |told: &Told| ["skipped", "failed", "unknown", "not_ready"].contains(&told.kind.as_str());
        let complete = !ends.values().chain(waited.values()).any(bad);
        // Where only the service knows the targets, a flow that was stopped does not know what it left undone.
        let known = self.targets.is_some() || summary["complete"] == true;
        if process.before.is_empty() && known && summary["complete"] != complete {
            self.fault("item", format!("the summary says complete: {}, the items say {complete}", summary["complete"]));
        }
        if process.calm {
            self.calm_end(&ends);
        }
    }

    /// Nothing disturbs the last run: what can be done is done.
    fn calm_end(&mut self, ends: &BTreeMap<String, Told>) {
        if let Some((target, told)) = ends.iter().find(|(_, told)| told.kind == "unknown") {
            return self
                .fault("calm", format!("`{target}` ends as unknown {:?} though nothing is in its way", told.code));
        }
        if self.job.kind != Kind::Create || !self.foreign.is_empty() {
            return;
        }
        for disk in self.fleet.clone() {
            let target = disk.id().to_lowercase();
            let Some(told) = ends.get(&target) else { continue };
            let code = told.code.as_deref().unwrap_or_default();
            let there = ["made", "already_made"].contains(&told.kind.as_str());
            let explained = match told.kind.as_str() {
                "unknown" => false,
                "failed" => {
                    (disk.gone && code == "disk_not_found")
                        || (disk.used.is_some() && code == "name_in_use")
                        || self.failed_before(&target)
                        || self.at_a_limit(&disk)
                }
                "skipped" => self.at_a_limit(&disk),
                _ => true,
            };
            if !explained || (there && disk.gone && disk.used.is_none()) {
                self.fault("calm", format!("`{target}` ends as {} {code} though nothing is in its way", told.kind));
            }
        }
    }

    /// An operation of an earlier process failed: its snapshot stands in the way.
    fn failed_before(&self, target: &str) -> bool {
        self.ledger.all().any(|(_, life)| life.source == target && life.by.is_some())
    }

    fn at_a_limit(&self, disk: &fleet::DiskPlan) -> bool {
        // The calm run is hours later: what was taken lately is past, what fills slowly may still fill.
        disk.old + disk.lately + disk.pending + u32::from(disk.failed) >= 499 || disk.pending >= 3
    }

    fn listed(&mut self, author: Author, summary: &Value) {
        let process = self.processes[&author].clone();
        let failed = process.told.values().any(|told| told.kind == "failed");
        if summary["complete"] == true {
            let there = self.ledger.all().filter(|(_, life)| life.at(process.began) && life.until.is_none());
            let missed =
                there.map(|(id, _)| id).chain(&self.disks).find(|id| !process.documents.contains(*id)).cloned();
            if let Some(id) = missed {
                self.fault("list", format!("`{id}` was there all the time and is in no document of a complete list"));
            }
            if failed {
                self.fault("list", "complete, and an item failed");
            }
        } else if !failed && !process.cancelled {
            self.fault("list", "not complete, and no item says why");
        }
    }
}
