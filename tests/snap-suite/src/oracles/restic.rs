//! restic 0.14.0: histories and policies for it, what it answered, and how that compares with the engine.
//!
//! The answers are facts that were read off the program: recorded once, they check the engine wherever it runs.

use std::path::Path;

use serde::{Deserialize, Serialize};
use snap_core::instant::Instant;

use super::Compared;
use crate::chance::Chance;
use crate::reference::{Case, Length, RULES, Shot, Wish, ZONES, history, zone};

/// The most snapshots of a history: each is one run of the program.
const MOST: usize = 25;

/// Nothing lies between these: what is past stays past and what is to come stays to come, whenever restic is asked.
const TODAY: [&str; 2] = ["2026-06-01T00:00:00Z", "2034-01-01T00:00:00Z"];

/// What restic answered.
#[derive(Debug, Serialize, Deserialize)]
pub struct Answers {
    /// What this is.
    pub about: String,
    /// The program and its version.
    pub program: String,
    /// When it was asked.
    pub now: Instant,
    /// What it was asked about.
    pub histories: Vec<History>,
    /// What it answered, policy by policy.
    pub policies: Vec<Answer>,
}

/// The snapshots of one host.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct History {
    /// The zone in which they were taken.
    pub zone: String,
    /// When they were taken, newest first.
    pub instants: Vec<Instant>,
    /// The places of those that carry the tag `pin`; of equal instants all do or none.
    pub pinned: Vec<usize>,
}

/// What restic keeps by one policy.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Answer {
    /// The policy.
    pub policy: Asked,
    /// For each history, whether each of its snapshots is kept: `1` or `0`, newest first. Among equal instants the kept
    /// ones are written first: which of them restic takes is chance.
    pub kept: Vec<String>,
}

/// A policy as restic takes it.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct Asked {
    /// Rule and count: `last`, `hourly` and so on.
    pub counts: Vec<(String, u64)>,
    /// `within` or `withinDaily` and so on, with years, months, days and hours.
    pub within: Vec<(String, [i64; 4])>,
    /// Whether the tag `pin` keeps.
    pub pin: bool,
}

/// The rules that restic has beside `last`, with their place among all.
fn rules() -> impl Iterator<Item = (usize, &'static str)> {
    RULES.into_iter().enumerate().filter(|(_, rule)| !matches!(*rule, "minutely" | "quarterly"))
}

impl History {
    /// The history of a number: zones in turn, up to 25 snapshots, in some of them up to three that are still to come.
    pub fn of(number: u64) -> Self {
        // The zones whose clocks change first: few histories are asked about in CI.
        let zones = [1, 5, 3, 2, 4, 0];
        let name = ZONES[zones[(number % 6) as usize]];
        let today = TODAY.map(|text| Instant::parse(text).unwrap());
        let future = number % 4 == 2;
        (0u64..)
            .find_map(|attempt| {
                let mut chance = Chance::of(number * 1_000 + attempt, "restic");
                let mut instants = history(&mut chance, &zone(name), MOST as u64);
                instants.sort_unstable_by(|a, b| b.cmp(a));
                if future {
                    for (at, instant) in instants.iter_mut().take(3).enumerate() {
                        *instant = today[1].plus_seconds(86_400 * (30 - at as i64) + chance.below(80_000) as i64);
                    }
                }
                instants.sort_unstable_by(|a, b| b.cmp(a));
                let clear = instants.iter().all(|i| *i < today[0] || *i >= today[1]);
                let pin = |i: &Instant| Chance::of(number, &i.to_string()).once_in(6);
                let pinned = (0..instants.len()).filter(|at| pin(&instants[*at])).collect();
                (instants.len() >= 12 && clear).then(|| Self { zone: name.to_owned(), instants, pinned })
            })
            .unwrap()
    }

    /// As the engine is asked.
    fn case(&self, asked: &Asked, now: Instant) -> Case {
        let shot = |(at, instant): (usize, &Instant)| {
            let mut shot = Shot::new(&format!("{at:02}"), *instant);
            if self.pinned.contains(&at) {
                shot.tags.set("pin", "");
            }
            shot
        };
        let shots = self.instants.iter().enumerate().map(shot);
        let mut wish = Wish { tag: asked.pin, ..Wish::of("restic-0.14", &self.zone) };
        for (rule, n) in &asked.counts {
            match rules().find(|(_, name)| name == rule) {
                Some((at, _)) => wish.counts[at] = *n as i64,
                None => wish.last = *n as i64,
            }
        }
        for (member, [years, months, days, hours]) in &asked.within {
            let length = Length { years: *years, months: *months, weeks: 0, days: *days, seconds: hours * 3_600 };
            match rules().find(|(_, name)| member.to_lowercase() == format!("within{name}")) {
                Some((at, _)) => wish.within_each[at] = Some(length),
                None => wish.within = Some(length),
            }
        }
        Case { shots: shots.collect(), wish, now }
    }

    /// `1` or `0` for each snapshot, from the places of those that are kept.
    pub fn marks(&self, kept: &[usize]) -> String {
        let same = |a: usize, b: usize| self.instants[a] == self.instants[b];
        let mark = |at: usize| {
            // The how manieth of its instant it is, and how many of that instant are kept.
            let before = (0..at).filter(|other| same(at, *other)).count();
            let count = kept.iter().filter(|other| same(at, **other)).count();
            if before < count { '1' } else { '0' }
        };
        (0..self.instants.len()).map(mark).collect()
    }
}

impl Asked {
    /// The policy of a number: every rule alone first, then any.
    pub fn of(number: u64) -> Self {
        let mut chance = Chance::of(number, "forget");
        let names: Vec<&str> = ["last"].into_iter().chain(rules().map(|(_, name)| name)).collect();
        let members: Vec<String> = ["within".to_owned()]
            .into_iter()
            .chain(rules().map(|(_, name)| format!("within{}{}", name[..1].to_uppercase(), &name[1..])))
            .collect();
        let mut asked = Self::default();
        let alone = Some(number as usize).filter(|number| *number < names.len() + members.len());
        for (at, name) in names.iter().enumerate() {
            if alone.map_or_else(|| chance.once_in(3), |alone| alone == at) {
                let n = if chance.once_in(8) { 0 } else { 1 + chance.below(9) };
                asked.counts.push(((*name).to_owned(), n));
            }
        }
        for (at, member) in members.iter().enumerate() {
            if alone.map_or_else(|| chance.once_in(8), |alone| alone == at + names.len()) {
                asked.within.push((member.clone(), length(&mut chance)));
            }
        }
        asked.pin = alone.is_none() && chance.once_in(3);
        if asked.within.is_empty() && asked.counts.iter().all(|(_, n)| *n == 0) {
            // restic keeps everything by such a policy and says so; Snapline does too.
            asked.counts = vec![("daily".to_owned(), 3), ("yearly".to_owned(), 0)];
        }
        asked
    }
}

/// Years, months, days, hours.
fn length(chance: &mut Chance) -> [i64; 4] {
    let mut length = [0; 4];
    match chance.below(5) {
        0 => length[0] = 1 + chance.below(4) as i64,
        1 => length[1] = 1 + chance.below(18) as i64,
        2 => length[2] = 1 + chance.below(120) as i64,
        3 => length[3] = 1 + chance.below(200) as i64,
        _ => {
            let most = [2, 12, 40, 48];
            length = most.map(|most| chance.below(most) as i64);
            length[3] += 1;
        }
    }
    length
}

impl Answers {
    /// Reads recorded answers.
    pub fn read(file: &Path) -> Self {
        let bytes = std::fs::read(file).unwrap_or_else(|e| panic!("{}: {e}", file.display()));
        serde_json::from_slice(&bytes).unwrap_or_else(|e| panic!("{}: {e}", file.display()))
    }

    /// Writes them, a policy a line.
    pub fn write(&self, file: &Path) {
        let list = |lines: Vec<String>| format!("[\n  {}\n ]", lines.join(",\n  "));
        let histories = list(self.histories.iter().map(|h| serde_json::to_string(h).unwrap()).collect());
        let policies = list(self.policies.iter().map(|p| serde_json::to_string(p).unwrap()).collect());
        let text = format!(
            "{{\n \"about\": {},\n \"program\": {},\n \"now\": {},\n \"histories\": {histories},\n \"policies\": {policies}\n}}\n",
            serde_json::to_string(&self.about).unwrap(),
            serde_json::to_string(&self.program).unwrap(),
            serde_json::to_string(&self.now).unwrap(),
        );
        std::fs::write(file, text).unwrap_or_else(|e| panic!("{}: {e}", file.display()));
    }

    /// The engine's answers beside these: one case for each history and policy.
    pub fn compare(&self) -> Compared {
        let mut compared = Compared::default();
        for answer in &self.policies {
            assert_eq!(answer.kept.len(), self.histories.len(), "an answer for each history");
            for (history, theirs) in self.histories.iter().zip(&answer.kept) {
                let case = history.case(&answer.policy, self.now);
                let theirs: Vec<bool> = theirs.chars().map(|mark| mark == '1').collect();
                compared.count(case.parted("restic", &theirs));
            }
        }
        compared
    }
}
