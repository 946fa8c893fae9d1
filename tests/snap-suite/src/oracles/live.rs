//! Asking restic: a repository in a temporary folder, one host a history, then one dry run of `forget` for each policy.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::atomic::{AtomicUsize, Ordering};

use jiff::Timestamp;
use serde::Deserialize;
use snap_core::instant::Instant;
use tempfile::TempDir;

use super::restic::{Answer, Answers, Asked, History};
use crate::reference::zone;

/// The program, and the folder that it alone writes to.
struct Restic {
    program: PathBuf,
    folder: TempDir,
}

#[derive(Deserialize)]
struct Group {
    host: String,
    keep: Option<Vec<Kept>>,
}

#[derive(Deserialize)]
struct Kept {
    time: Instant,
}

/// What restic keeps of the first `histories` by the first `policies`.
pub fn ask(program: &Path, histories: u64, policies: u64) -> Answers {
    let restic = Restic { program: program.to_owned(), folder: TempDir::new().unwrap() };
    let histories: Vec<History> = (0..histories).map(History::of).collect();
    std::fs::write(restic.folder.path().join("content"), "a snapshot\n").unwrap();
    restic.run(&["init"], "UTC");
    restic.feed(&histories);
    let now = Instant::from(Timestamp::now());
    let policies = in_parallel(policies as usize, |number| {
        let policy = Asked::of(number as u64);
        let kept = restic.forget(&histories, &policy);
        Answer { policy, kept }
    });
    Answers {
        about: "What restic keeps of histories, read off the program: `cargo xtask test --only oracles`".to_owned(),
        program: version(program).unwrap_or_default(),
        now,
        histories,
        policies,
    }
}

/// `restic 0.14.0`, as the program says it.
pub fn version(program: &Path) -> Option<String> {
    let output = Command::new(program).arg("version").stdin(Stdio::null()).output().ok()?;
    let text = String::from_utf8(output.stdout).ok()?;
    Some(text.split_whitespace().take(2).collect::<Vec<_>>().join(" "))
}

impl Restic {
    fn run(&self, args: &[&str], zone: &str) -> Vec<u8> {
        let folder = self.folder.path();
        let output = Command::new(&self.program)
            .args(["--quiet", "--no-cache", "--repo"])
            .arg(folder.join("repository"))
            .args(args)
            .env("RESTIC_PASSWORD", "none")
            .env("TZ", zone)
            .envs([("HOME", folder), ("TMPDIR", folder)])
            .stdin(std::fs::File::open(folder.join("content")).unwrap())
            .output()
            .unwrap();
        let told = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "restic {} with TZ={zone}: {told}", args.join(" "));
        output.stdout
    }

    /// Takes every snapshot of every history. restic reads the time on the wall clock of its zone, and in the hour that
    /// comes twice that is two moments: so each is taken in a zone that has the right offset at all times.
    fn feed(&self, histories: &[History]) {
        let snapshots: Vec<(usize, &str, Instant, bool)> = histories
            .iter()
            .enumerate()
            .flat_map(|(host, history)| {
                let snapshot =
                    move |(at, i): (usize, &Instant)| (host, history.zone.as_str(), *i, history.pinned.contains(&at));
                history.instants.iter().enumerate().map(snapshot)
            })
            .collect();
        let local = |name: &str, instant: Instant| instant.timestamp().to_zoned(zone(name));
        let offset = |name, instant| local(name, instant).offset().seconds();
        let offsets: BTreeSet<i32> = snapshots.iter().map(|(_, name, instant, _)| offset(name, *instant)).collect();
        for offset in offsets {
            std::fs::write(self.fixed(offset), fixed_zone(offset)).unwrap();
        }
        in_parallel(snapshots.len(), |at| {
            let (host, name, instant, pinned) = snapshots[at];
            let time = local(name, instant).strftime("%Y-%m-%d %H:%M:%S%.f").to_string();
            let fixed = self.fixed(offset(name, instant)).display().to_string();
            let host = host_name(host);
            let mut args = vec!["backup", "--stdin", "--host", &host, "--time", &time];
            args.extend(pinned.then_some(["--tag", "pin"]).into_iter().flatten());
            self.run(&args, &fixed);
        });
    }

    fn fixed(&self, offset: i32) -> PathBuf {
        self.folder.path().join(format!("zone{offset}"))
    }

    /// The marks for each history. A length of time is taken from the newest snapshot on the calendar of restic's own
    /// zone, so that a policy with one is asked zone by zone.
    fn forget(&self, histories: &[History], policy: &Asked) -> Vec<String> {
        let mut marks = vec![String::new(); histories.len()];
        let mut zones: BTreeSet<&str> = histories.iter().map(|history| history.zone.as_str()).collect();
        if policy.within.is_empty() {
            zones = BTreeSet::from(["UTC"]);
        }
        for zone in zones {
            let asked = |at: usize| policy.within.is_empty() || histories[at].zone == zone;
            let mut args: Vec<String> =
                ["forget", "--no-lock", "--dry-run", "--json", "--group-by", "host"].map(str::to_owned).into();
            for (rule, n) in &policy.counts {
                args.extend([format!("--keep-{rule}"), n.to_string()]);
            }
            for (member, [years, months, days, hours]) in &policy.within {
                let flag = member.replace("within", "within-").to_lowercase();
                let flag = flag.trim_end_matches('-');
                args.extend([format!("--keep-{flag}"), format!("{years}y{months}m{days}d{hours}h")]);
            }
            args.extend(policy.pin.then_some(["--keep-tag", "pin"]).into_iter().flatten().map(str::to_owned));
            for host in (0..histories.len()).filter(|host| asked(*host)) {
                args.extend(["--host".to_owned(), host_name(host)]);
            }
            let args: Vec<&str> = args.iter().map(String::as_str).collect();
            let output = self.run(&args, zone);
            let groups: Vec<Group> = serde_json::from_slice(&output).unwrap();
            for (at, history) in histories.iter().enumerate().filter(|(at, _)| asked(*at)) {
                let group = groups.iter().find(|group| group.host == host_name(at)).unwrap();
                let mut kept = Vec::new();
                for snapshot in group.keep.iter().flatten() {
                    let same = |place: &usize| history.instants[*place] == snapshot.time && !kept.contains(place);
                    let place = (0..history.instants.len()).find(same);
                    kept.push(place.unwrap());
                }
                marks[at] = history.marks(&kept);
            }
        }
        marks
    }
}

fn host_name(number: usize) -> String {
    format!("host{number:02}")
}

/// A zone file of the first version (RFC 8536) with one offset in seconds.
fn fixed_zone(offset: i32) -> Vec<u8> {
    let mut file = b"TZif".to_vec();
    file.extend([0; 16]);
    // No UT and standard indicators, no leap seconds, no changes, one type, a name of four bytes.
    for count in [0i32, 0, 0, 0, 1, 4] {
        file.extend(count.to_be_bytes());
    }
    file.extend(offset.to_be_bytes());
    file.extend([0, 0]);
    file.extend(b"FIX\0");
    file
}

/// `work` for 0 to `count`, on as many threads as there are cores: most of a run is one key being derived.
fn in_parallel<T: Send>(count: usize, work: impl Fn(usize) -> T + Sync) -> Vec<T> {
    let next = AtomicUsize::new(0);
    let threads = std::thread::available_parallelism().map_or(1, usize::from);
    let worker = || {
        let mut done = Vec::new();
        loop {
            let at = next.fetch_add(1, Ordering::Relaxed);
            if at >= count {
                return done;
            }
            done.push((at, work(at)));
        }
    };
    let mut done: Vec<(usize, T)> = std::thread::scope(|scope| {
        let workers: Vec<_> = (0..threads).map(|_| scope.spawn(worker)).collect();
        workers.into_iter().flat_map(|worker| worker.join().unwrap()).collect()
    });
    done.sort_by_key(|(at, _)| *at);
    done.into_iter().map(|(_, result)| result).collect()
}
