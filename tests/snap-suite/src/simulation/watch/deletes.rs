//! Rules on deleting: nothing outside the plan, nothing unseen, nothing protected, never the last whole one of a unit.

use jiff::Timestamp;
use serde_json::Value;
use snap_emulator::Emulator;

use super::super::instant;
use super::super::job::{Job, Kind};
use super::Watch;
use super::ledger::{Author, Life};
use super::process::Guard;

impl Watch {
    /// A process has read a snapshot that it may delete: what was true of it at that moment.
    pub(super) fn guard(&mut self, author: Author, path: &str, emulator: &Emulator, now: i64) {
        let Some(body) = emulator.look_up(path, instant(now)) else { return };
        let properties = &body["properties"];
        let mut held = Vec::new();
        if properties["diskState"] == "ActiveSAS" {
            held.push("open link");
        }
        if properties["immutabilityPolicy"]["isPolicyExpired"] == false {
            held.push("immutability policy");
        }
        if properties["incremental"] != true {
            held.push("not incremental");
        }
        if self.is_being_copied(path, emulator, instant(now)) {
            held.push("source of a copy under way");
        }
        let mine = ["snapline-policy", "snapline-call"].iter().any(|tag| body["tags"][tag].is_string());
        if !mine && self.job.intent() != "retire" {
            held.push("not ours");
        }
        let unique = properties["uniqueId"].as_str().unwrap_or_default().to_lowercase();
        self.process(author).guards.insert(path.to_owned(), Guard { unique, held });
    }

    fn is_being_copied(&self, path: &str, emulator: &Emulator, now: Timestamp) -> bool {
        let copies = self.ledger.all().filter(|(_, life)| life.copy && life.source == path);
        copies.into_iter().any(|(id, _)| emulator.look_up(id, now).is_some_and(|copy| is_filling(&copy)))
    }

    /// The service has taken a DELETE of something that was there.
    pub(super) fn deleted(&mut self, author: Author, path: &str, before: &Value, emulator: &Emulator, now: i64) {
        let unique = before["properties"]["uniqueId"].as_str().unwrap_or_default().to_lowercase();
        let guard = self.process(author).guards.get(path).cloned();
        let Some(guard) = guard else {
            return self.fault("unguarded_delete", format!("DELETE {path} was not read before"));
        };
        if let Some(why) = self.outside_the_plan(path, &guard, before) {
            return self.fault("outside_plan", format!("DELETE {path}: {why}"));
        }
        if guard.unique != unique {
            // Somebody put another in its place between the look and the delete.
            return;
        }
        if let Some(held) = guard.held.first() {
            return self.fault("protected", format!("DELETE {path}: {held}"));
        }
        if !self.fails {
            self.leaving.insert(path.to_owned());
        }
        let retires = self.job.kind == Kind::Prune && self.job.intent() == "retire";
        let Some(life) = self.ledger.alive(path).cloned().filter(|_| !retires) else { return };
        let unit = self.unit(&life);
        if self.meddled.contains(&unit) {
            return;
        }
        let stays = self.durable(&unit, emulator, instant(now));
        if stays.is_empty() {
            return self.fault("last_durable", format!("DELETE {path}: no whole snapshot of its unit stays"));
        }
        let newer = stays.iter().filter(|taken| **taken > point(&life)).count();
        let planned = self.job.kind == Kind::Run || self.job.intent() == "plan";
        if planned && newer < Job::KEPT {
            self.fault("policy", format!("DELETE {path}: only {newer} whole ones are newer, {} are kept", Job::KEPT));
        }
        if self.job.kind == Kind::Run && self.next_is_filling(&unit, point(&life), emulator, instant(now)) {
            self.fault("next_is_copying", format!("DELETE {path}: what was taken after it is still copying"));
        }
    }

    /// The next of a unit that did not fail is still on the way.
    fn next_is_filling(&self, unit: &str, after: Timestamp, emulator: &Emulator, now: Timestamp) -> bool {
        let later = self.ledger.all().filter(|(id, life)| {
            life.incremental && !self.leaving.contains(*id) && point(life) > after && self.unit(life) == unit
        });
        let whole_or_filling = later.filter_map(|(id, life)| Some((point(life), emulator.look_up(id, now)?)));
        let sound = whole_or_filling.filter(|(_, body)| {
            body["properties"]["provisioningState"] != "Failed" && body["properties"]["copyCompletionError"].is_null()
        });
        sound.min_by_key(|(taken, _)| *taken).is_some_and(|(_, body)| is_filling(&body))
    }

    fn outside_the_plan(&self, path: &str, guard: &Guard, before: &Value) -> Option<&'static str> {
        if self.job.kind == Kind::Run {
            let mine = before["tags"]["snapline-policy"] == "prod";
            return (!mine).then_some("it is not the policy's");
        }
        let Some(drop) = self.drops.iter().find(|drop| drop.id.eq_ignore_ascii_case(path)) else {
            return Some("it was never named");
        };
        (!drop.unique.eq_ignore_ascii_case(&guard.unique)).then_some("another one of that name was meant")
    }

    /// Disk incarnation and region; of copies those that they were copied from.
    pub(super) fn unit(&self, life: &Life) -> String {
        let mut unique = &life.source_unique;
        if life.copy
            && let Some((_, source)) = self.ledger.all().find(|(_, source)| source.unique == life.source_unique)
        {
            unique = &source.source_unique;
        }
        format!("{unique} {}", life.location)
    }

    /// When the whole snapshots of a unit were taken, without those on their way out.
    fn durable(&self, unit: &str, emulator: &Emulator, now: Timestamp) -> Vec<Timestamp> {
        let of_unit = self
            .ledger
            .all()
            .filter(|(id, life)| life.incremental && !self.leaving.contains(*id) && self.unit(life) == unit);
        let whole = of_unit.filter(|(id, life)| {
            emulator.look_up(id, now).is_some_and(|body| {
                let properties = &body["properties"];
                properties["uniqueId"].as_str().is_some_and(|unique| unique.eq_ignore_ascii_case(&life.unique))
                    && properties["provisioningState"] == "Succeeded"
                    && properties["copyCompletionError"].is_null()
                    && !is_filling(&body)
            })
        });
        whole.map(|(_, life)| point(life)).collect()
    }

    /// What others deleted or put in another's place.
    pub(in super::super) fn meddled(&mut self, id: &str, emulator: &Emulator, now: i64) {
        let id = id.to_lowercase();
        if let Some(life) = self.ledger.alive(&id).cloned() {
            let unit = self.unit(&life);
            self.meddled.insert(unit);
        }
        self.foreign.insert(id.clone());
        self.excused.insert(id.clone());
        match emulator.look_up(&id, instant(now)) {
            Some(body) => {
                let unique = body["properties"]["uniqueId"].as_str().unwrap_or_default().to_lowercase();
                if self.ledger.alive(&id).is_none_or(|life| life.unique != unique) {
                    self.ledger.end(&id, now);
                    self.ledger.add(&body, now, None);
                }
            }
            None => self.ledger.end(&id, now),
        }
    }

    /// Ends the lives of what is gone by now.
    pub(super) fn bury(&mut self, emulator: &Emulator, now: i64) {
        let gone: Vec<String> =
            self.leaving.iter().filter(|id| emulator.look_up(id, instant(now)).is_none()).cloned().collect();
        for id in gone {
            self.leaving.remove(&id);
            self.ledger.end(&id, now);
        }
    }
}

/// The instant that its data is of: a copy carries its source's.
fn point(life: &Life) -> Timestamp {
    let told = life.tags.get("snapline-point").filter(|_| life.copy);
    told.and_then(|text| text.parse().ok()).unwrap_or(life.created)
}

/// Its data is still on the way.
pub(super) fn is_filling(body: &Value) -> bool {
    let properties = &body["properties"];
    let copy = properties["creationData"]["createOption"] == "CopyStart";
    let percent = properties["completionPercent"].as_f64();
    properties["copyCompletionError"].is_null() && percent.map_or(copy, |percent| percent < 100.0)
}
