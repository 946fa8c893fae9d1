//! What a snapshot holds and what changed, against the emulator: every byte at its place, every link closed.
#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "test code: a broken case must stop it")]

use std::collections::BTreeMap;

use jiff::{SignedDuration, Timestamp};
use serde_json::{Value, json};
use snap_emulator::{Churn, Config, DiskSpec, Emulator, Request};
use snap_suite::world::{Host, Weather, World};

const SUB: &str = "5eed0000-0000-4000-8000-000000000001";
const AZURE: &str = "https://management.azure.com";
const NOW: &str = "2026-11-20T02:00:00Z";
const MIB: u64 = 1 << 20;
/// A disk of 1 GiB.
const DISK: u64 = 1 << 30;

/// A disk with 1 MiB in use that changes each day, and snapshots `s1`, `s2` … of one day after the other.
fn world(seed: u64, sku: &str, snapshots: usize) -> World {
    let mut emulator = Emulator::new(Config { seed, ranges_per_page: 3, ..Config::default() });
    emulator.add_subscription(SUB, "Test");
    let mut world = World::new(emulator, seed);
    let mut spec = DiskSpec::new("d", "rg", "westeurope", 1);
    spec.sku = sku.to_owned();
    spec.used_bytes = MIB;
    spec.churn = Some(Churn { every_seconds: 86_400, written_bytes: MIB / 2, cleared_bytes: MIB / 4 });
    spec.created = Some(days_before(world.now, 20));
    let disk = world.emulator.add_disk(SUB, &spec, world.now);
    for at in 1..=snapshots {
        let created = days_before(world.now, i64::try_from(snapshots - at + 1).unwrap());
        let spec = world.emulator.snapshot_of(&disk, &format!("s{at}"), created).unwrap();
        world.emulator.add_snapshot(SUB, &spec);
    }
    world
}

fn days_before(now: Timestamp, days: i64) -> Timestamp {
    now - SignedDuration::from_hours(24 * days)
}

fn snapshot(name: &str) -> String {
    format!("/subscriptions/{SUB}/resourceGroups/rg/providers/Microsoft.Compute/snapshots/{name}")
}

fn request(flow: &str, name: &str, previous: Option<&str>, more: &Value) -> Value {
    let mut request = json!({"flow": flow, "now": NOW, "endpoint": AZURE, "snapshotId": snapshot(name)});
    if let Some(previous) = previous {
        request["previousId"] = json!(snapshot(previous));
    }
    for (member, value) in more.as_object().unwrap() {
        request[member] = value.clone();
    }
    request
}

fn told(host: &Host) -> Vec<String> {
    host.items().into_iter().map(|(_, told)| told).collect()
}

fn found(host: &Host) -> &Value {
    host.steps.iter().rfind(|step| step["step"] == "ranges").unwrap()
}

fn pairs(list: &Value) -> Vec<(u64, u64)> {
    let number = |value: &Value| value.as_str().unwrap().parse().unwrap();
    list.as_array().unwrap().iter().map(|pair| (number(&pair[0]), number(&pair[1]))).collect()
}

/// A local file, as far as it is not zeros: pages by their place.
#[derive(Debug, Clone, Default, PartialEq)]
struct File(BTreeMap<u64, Vec<u8>>);

impl File {
    fn write(&mut self, at: u64, bytes: &[u8]) {
        for (page, bytes) in (at..).step_by(512).zip(bytes.chunks(512)) {
            self.0.insert(page, bytes.to_vec());
        }
    }

    /// What a host does: zeros first, then the pieces.
    fn take(&mut self, host: &Host) {
        for (first, last) in pairs(&found(host)["cleared"]) {
            self.0.retain(|page, _| !(first..=last).contains(page));
        }
        for (at, bytes) in &host.file {
            self.write(*at, bytes);
        }
    }

    /// The disk as the emulator knows it, without its footer.
    fn of(world: &World, name: &str) -> Self {
        let mut file = Self::default();
        for (first, last) in world.emulator.used_ranges(&snapshot(name), world.now).unwrap() {
            file.write(first, &world.emulator.content(&snapshot(name), first..=last, world.now).unwrap());
        }
        file
    }

    /// Takes the footer off; what it was.
    fn split_footer(&mut self) -> Vec<u8> {
        self.0.remove(&DISK).unwrap()
    }
}

fn closed(world: &mut World) {
    let open = world.emulator.open_links(world.now);
    assert!(open.is_empty(), "left open: {open:?}");
}

/// No request of a good flow is refused when nobody else is there.
fn never_refused(world: &World) {
    let refused: Vec<String> = world
        .emulator
        .journal()
        .iter()
        .filter(|entry| entry.status.is_some_and(|status| status >= 400))
        .map(|entry| format!("{} {} {:?}", entry.method, entry.path.split('?').next().unwrap(), entry.status))
        .collect();
    assert!(refused.is_empty(), "{refused:#?}");
}

#[test]
fn a_whole_snapshot_and_its_changes_make_the_later_one() {
    // G1-G7, G20: the way of the official sample, without its faults.
    let mut world = world(1, "Premium_LRS", 4);
    let mut file = File::default();
    for (name, previous) in [("s1", None), ("s2", Some("s1")), ("s4", Some("s2"))] {
        let host = world.run(&request("download", name, previous, &json!({"pieceBytes": 64 << 10})));
        assert_eq!(told(&host), ["ready"]);
        assert_eq!(found(&host)["format"], "vhd");
        file.take(&host);
        let footer = file.split_footer();
        assert_eq!((&footer[..8], footer.len()), (&b"conectix"[..], 512));
        assert_eq!(file, File::of(&world, name), "{name}");
        closed(&mut world);
    }
    never_refused(&world);
}

#[test]
fn ranges_are_what_is_in_use_and_what_changed() {
    let mut world = world(2, "Premium_LRS", 2);
    let host = world.run(&request("ranges", "s2", None, &json!({})));
    assert_eq!(told(&host), ["ready"]);
    let used = world.emulator.used_ranges(&snapshot("s2"), world.now).unwrap();
    assert_eq!(pairs(&found(&host)["changed"]), used);
    assert_eq!(found(&host)["changedBytes"], used.iter().map(|(a, b)| b - a + 1).sum::<u64>().to_string());
    let host = world.run(&request("ranges", "s2", Some("s1"), &json!({})));
    let found = found(&host);
    assert_ne!((pairs(&found["changed"]).len(), pairs(&found["cleared"]).len()), (0, 0));
    assert!(host.summary()["pages"].as_u64().unwrap() > 2, "more than one page of the page list");
    closed(&mut world);
    never_refused(&world);
}

#[test]
fn a_vhdx_is_downloaded_as_it_is() {
    // R16
    let mut world = world(3, "PremiumV2_LRS", 2);
    let host = world.run(&request("download", "s2", Some("s1"), &json!({})));
    assert_eq!((told(&host), &host.warnings[..]), (vec!["ready".to_owned()], &["vhdx_whole"][..]));
    let mut next = 0;
    for (at, bytes) in &host.file {
        assert_eq!(*at, next, "a gap");
        next += bytes.len() as u64;
    }
    assert_eq!(found(&host)["changedBytes"], next.to_string());
    assert!(host.file[&0].starts_with(b"vhdxfile"));
    closed(&mut world);
    let host = world.run(&request("ranges", "s2", Some("s1"), &json!({})));
    assert_eq!((told(&host), &found(&host)["format"]), (vec!["ready".to_owned()], &json!("vhdx")));
    never_refused(&world);
}

/// Somebody else's link.
fn somebody_opens(world: &mut World, name: &str, seconds: u32) {
    let path = format!("{}/beginGetAccess?api-version=2025-01-02", snapshot(name));
    let token = world.emulator.mint_token(world.now, 3_600);
    let body = json!({"access": "Read", "durationInSeconds": seconds});
    world.emulator.handle(&Request::new("POST", &path).with_token(&token).with_json(&body), world.now);
}

#[test]
fn five_links_of_others_are_waited_for_and_theirs_are_left_alone() {
    // L3
    let mut world = world(4, "Premium_LRS", 7);
    for (at, seconds) in (1..=5).zip([600, 3_600, 3_600, 3_600, 3_600]) {
        somebody_opens(&mut world, &format!("s{at}"), seconds);
    }
    let began = world.now;
    let host = world.run(&request("ranges", "s7", None, &json!({})));
    assert_eq!(told(&host), ["ready"]);
    let waited = world.now.duration_since(began).as_secs();
    assert!((600..750).contains(&waited), "{waited}");
    assert_eq!(world.emulator.open_links(world.now).len(), 4);
    // Two need two places; and an open one belongs to somebody.
    let now = world.now.to_string();
    let host = world.run(&request("ranges", "s7", Some("s6"), &json!({"timeoutSeconds": 300, "now": now})));
    assert_eq!(told(&host), ["skipped links_full"]);
    let host = world.run(&request("ranges", "s5", None, &json!({})));
    assert_eq!(told(&host), ["skipped open_link"]);
    assert_eq!(world.emulator.open_links(world.now).len(), 4);
    never_refused(&world);
}

#[test]
fn links_that_end_before_the_work_are_opened_again() {
    let mut world = world(5, "Premium_LRS", 1);
    let host = world.run(&request("download", "s1", None, &json!({"pieceBytes": 1024, "linkSeconds": 60})));
    assert_eq!(told(&host), ["ready"]);
    let grants = world.emulator.journal().iter().filter(|entry| entry.path.contains("beginGetAccess")).count();
    assert!(grants > 2, "{grants}");
    let mut file = File::default();
    file.take(&host);
    file.split_footer();
    assert_eq!(file, File::of(&world, "s1"));
    closed(&mut world);
}

#[test]
fn two_hosts_at_once_leave_nothing_open() {
    let mut ready = 0;
    for seed in 0..16 {
        let mut world = world(seed, "Premium_LRS", 2);
        let asked = request("download", "s2", Some("s1"), &json!({"pieceBytes": 64 << 10}));
        let (mut one, mut two) = (world.host(&asked), world.host(&asked));
        world.finish(&mut [&mut one, &mut two]);
        for host in [&one, &two] {
            let told = told(host);
            let known = ["ready", "skipped open_link", "failed open_link", "failed AuthenticationFailed"];
            assert!(told.len() == 1 && known.contains(&told[0].as_str()), "{seed}: {told:?}");
            ready += usize::from(told[0] == "ready");
        }
        closed(&mut world);
    }
    assert!(ready >= 8, "{ready}");
}

/// Rain of every kind.
const STORM: Weather = Weather { throttled: 10, reply_lost: 6, request_lost: 6, unavailable: 10, cut: 5, doubled: 8 };

#[test]
fn in_a_storm_the_bytes_are_right_and_no_link_is_left_in_silence() {
    let mut done = 0;
    for seed in 0..40 {
        let mut world = world(seed, "Premium_LRS", 2);
        world.weather = STORM;
        let previous = (seed % 2 == 0).then_some("s1");
        let asked = request("download", "s2", previous, &json!({"pieceBytes": 64 << 10, "linkSeconds": 300}));
        let host = world.run(&asked);
        settled(&mut world, &host, seed);
        let told = told(&host);
        if told[0] == "ready" {
            done += 1;
            let mut file = previous.map_or_else(File::default, |name| File::of(&world, name));
            file.take(&host);
            file.split_footer();
            assert_eq!(file, File::of(&world, "s2"), "{seed}");
        }
    }
    assert!(done > 30, "{done} of 40");
}

/// Nothing is open that is not told.
fn settled(world: &mut World, host: &Host, seed: u64) {
    let open = world.emulator.open_links(world.now);
    let left: Vec<Value> = host
        .steps
        .iter()
        .filter(|step| step["step"] == "item" && step["code"] == "link_left_open")
        .map(|item| item["snapshot"].clone())
        .collect();
    for id in open {
        assert!(
            left.iter().any(|told| told.as_str().unwrap().eq_ignore_ascii_case(&id)),
            "{seed}: {id} is open: {:?}",
            host.items()
        );
    }
}

#[test]
fn killed_anywhere_and_taken_up_again_it_comes_to_the_same_file() {
    let mut lives = 0;
    for seed in 0..30 {
        let mut world = world(seed, "Premium_LRS", 2);
        if seed % 3 == 0 {
            world.weather = Weather { reply_lost: 3, unavailable: 5, ..Weather::default() };
        }
        let previous = (seed % 2 == 0).then_some("s1");
        let mut host = world.host(&request("download", "s2", previous, &json!({"pieceBytes": 64 << 10})));
        let mut written = BTreeMap::new();
        let mut steps = Vec::new();
        // Twice or three times killed, each time some inputs further on.
        for blow in 1..=2 + seed % 2 {
            for _ in 0..seed * 7 % 23 + blow {
                if !host.is_done() {
                    world.advance(&mut [&mut host]);
                }
            }
            if host.is_done() {
                break;
            }
            written.append(&mut host.file);
            steps.append(&mut host.steps);
            let saved = world.kill(host);
            lives += 1;
            assert!(!saved.to_string().contains("sig="), "{saved}");
            host = world.host(&json!({"flow": "resume", "saved": saved, "now": world.now.to_string()}));
        }
        world.finish(&mut [&mut host]);
        settled(&mut world, &host, seed);
        if told(&host).first().is_some_and(|told| told != "ready") {
            continue;
        }
        written.append(&mut host.file);
        steps.append(&mut host.steps);
        let found = steps.iter().rfind(|step| step["step"] == "ranges").unwrap();
        let mut file = previous.map_or_else(File::default, |name| File::of(&world, name));
        for (first, last) in pairs(&found["cleared"]) {
            file.0.retain(|page, _| !(first..=last).contains(page));
        }
        written.iter().for_each(|(at, bytes)| file.write(*at, bytes));
        file.split_footer();
        assert_eq!(file, File::of(&world, "s2"), "{seed}");
    }
    assert!(lives > 50, "{lives}");
}

#[test]
fn cancelled_anywhere_nothing_stays_open() {
    for at in 0..40 {
        let mut world = world(at, "Premium_LRS", 2);
        world.emulator.config_mut().access_seconds = u32::try_from(at % 3 * 4).unwrap();
        let mut host = world.host(&request("download", "s2", Some("s1"), &json!({"pieceBytes": 64 << 10})));
        for _ in 0..at {
            if !host.is_done() {
                world.advance(&mut [&mut host]);
            }
        }
        if !host.is_done() {
            world.cancel(&mut host);
        }
        world.finish(&mut [&mut host]);
        assert_eq!(told(&host).len(), 1, "{at}: {:?}", host.items());
        closed(&mut world);
        never_refused(&world);
    }
}
