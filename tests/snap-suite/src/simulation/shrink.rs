//! Makes a run that breaks a rule smaller: one thing is left out at a time while the same rule still breaks.

use std::collections::BTreeSet;

use super::fleet::DiskPlan;
use super::play::{self, Ran};
use super::scenario::{HostPlan, Scenario};

/// How many runs shrinking may take.
const MOST_RUNS: usize = 600;

/// The smallest scenario found that breaks the same rule, and its run with every line of it.
pub fn shrink(scenario: &Scenario, rule: &str) -> (Scenario, Ran) {
    let mut best = scenario.clone();
    let mut runs = 0;
    let mut breaks = |candidate: &Scenario| {
        runs += 1;
        runs <= MOST_RUNS && broken(candidate).is_some_and(|found| found == rule)
    };
    loop {
        let before = size(&best);
        // Disks from the back, so that the others keep their names.
        for at in (0..best.fleet.len()).rev() {
            let mut smaller = best.clone();
            smaller.fleet.remove(at);
            if !smaller.fleet.is_empty() && breaks(&smaller) {
                best = smaller;
            }
        }
        for change in changes(&best) {
            let mut smaller = best.clone();
            change(&mut smaller);
            if breaks(&smaller) {
                best = smaller;
            }
        }
        best = fewer_faults(best, &mut breaks);
        if size(&best) == before {
            break;
        }
    }
    let ran = play::play(&best, true);
    (best, ran)
}

fn broken(scenario: &Scenario) -> Option<&'static str> {
    super::caught(|| play::play(scenario, false)).violation.map(|violation| violation.rule)
}

fn size(scenario: &Scenario) -> usize {
    let disks: u32 = scenario.fleet.iter().map(|disk| 1 + disk.old + disk.lately + disk.pending + disk.earlier).sum();
    let hosts: usize = scenario.hosts.iter().map(|host| 1 + host.kills.len() + host.jumps.len()).sum();
    let faults = scenario.weather.only.as_ref().map_or(1_000, BTreeSet::len);
    disks as usize + hosts + scenario.storms.len() + scenario.others.len() + faults
}

type Change = Box<dyn Fn(&mut Scenario)>;

/// Everything that can be left out of a scenario, but disks and faults.
fn changes(scenario: &Scenario) -> Vec<Change> {
    let mut found: Vec<Change> = vec![
        Box::new(|s| s.hosts.truncate(1)),
        Box::new(|s| drop(s.hosts.drain(..s.hosts.len() - 1))),
        Box::new(|s| s.again = false),
        Box::new(|s| s.storms.clear()),
        Box::new(|s| s.others.truncate(1)),
        Box::new(|s| s.others.clear()),
        Box::new(|s| s.manners.page_size = 100),
        Box::new(|s| s.manners.signature_bytes = 0),
    ];
    for at in 0..scenario.hosts.len() {
        let mut of_host = |change: fn(&mut HostPlan)| {
            found.push(Box::new(move |s| {
                if let Some(host) = s.hosts.get_mut(at) {
                    change(host);
                }
            }));
        };
        of_host(|host| host.kills.truncate(1));
        of_host(|host| host.kills.clear());
        of_host(|host| host.jumps.clear());
        of_host(|host| host.cancel = None);
        of_host(|host| host.skew = 0);
        of_host(|host| host.token_seconds = 86_400);
    }
    for at in 0..scenario.fleet.len() {
        let mut of_disk = |change: fn(&mut DiskPlan)| found.push(Box::new(move |s| change(&mut s.fleet[at])));
        of_disk(|disk| disk.old = 0);
        of_disk(|disk| disk.lately = 0);
        of_disk(|disk| disk.pending = 0);
        of_disk(|disk| disk.earlier = 0);
        of_disk(|disk| disk.failed = false);
        of_disk(|disk| disk.used = None);
        of_disk(|disk| disk.held = None);
        of_disk(|disk| disk.copied = 0);
        of_disk(|disk| disk.shouted = false);
    }
    found
}

/// Leaves out faults, first many at a time, then each by itself.
fn fewer_faults(scenario: Scenario, breaks: &mut impl FnMut(&Scenario) -> bool) -> Scenario {
    let struck: Vec<String> = super::caught(|| play::play(&scenario, false)).struck;
    let with = |keys: &[String]| {
        let mut smaller = scenario.clone();
        smaller.weather.only = Some(keys.iter().cloned().collect());
        smaller
    };
    let mut keys = struck;
    let mut step = keys.len().div_ceil(2).max(1);
    loop {
        let mut at = 0;
        while at < keys.len() {
            let end = (at + step).min(keys.len());
            let fewer = [&keys[..at], &keys[end..]].concat();
            if breaks(&with(&fewer)) {
                keys = fewer;
            } else {
                at = end;
            }
        }
        if step == 1 {
            break;
        }
        step = step.div_ceil(2);
    }
    let smaller = with(&keys);
    if broken(&smaller) == broken(&scenario) { smaller } else { scenario }
}
