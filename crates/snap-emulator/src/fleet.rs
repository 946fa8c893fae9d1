//! A realistic fleet: twelve disks, an orphaned family and copies in another region, with something of every trouble.

use jiff::{SignedDuration, Timestamp};

use crate::config::Config;
use crate::copying::{Copying, Progress};
use crate::emulator::Emulator;
use crate::specs::{DiskSpec, SnapshotSpec};

/// The subscription of the sample fleet.
pub const SUBSCRIPTION: &str = "5eed0000-0000-4000-8000-000000000001";

const WEU: &str = "westeurope";
const NEU: &str = "northeurope";
const SEC: &str = "swedencentral";
const GWC: &str = "germanywestcentral";

/// How snapshots of a run are tagged.
#[derive(Clone, Copy)]
enum Maker {
    /// By a policy of ours.
    Policy(&'static str),
    /// By somebody's script, which pruning must leave alone.
    Script,
}

/// One run of snapshots: days ago from first to last, and the hours of each day.
#[derive(Clone, Copy)]
struct Run {
    from: i64,
    to: i64,
    step: usize,
    hours: &'static [i64],
    skip: &'static [i64],
    maker: Maker,
}

impl Run {
    fn daily(from: i64, to: i64, hours: &'static [i64]) -> Self {
        Self { from, to, step: 1, hours, skip: &[], maker: Maker::Policy("default") }
    }
}

/// The sample fleet as of `now`: 12 disks and 1,032 snapshots in 4 regions.
#[must_use]
pub fn demo(config: Config, now: Timestamp) -> Emulator {
    let mut fleet = Builder { emulator: Emulator::new(config), now, day: day_of(now) };
    fleet.emulator.add_subscription(SUBSCRIPTION, "Sample subscription");
    fleet.databases();
    fleet.files_and_builds();
    fleet.web();
    fleet.domain_controllers();
    fleet.applications();
    fleet.orphan();
    fleet.emulator
}

/// One subscription with the group `rg-empty` and nothing in it.
#[must_use]
pub fn empty(config: Config) -> Emulator {
    let mut emulator = Emulator::new(config);
    emulator.add_subscription(SUBSCRIPTION, "Empty subscription");
    emulator.add_group(SUBSCRIPTION, "rg-empty", WEU);
    emulator
}

/// The fleet's day begins seven hours before the present hour, so that it always looks like breakfast time there.
fn day_of(now: Timestamp) -> Timestamp {
    let hour = now.as_second().div_euclid(3600) - 7;
    Timestamp::from_second(hour.saturating_mul(3600)).unwrap_or(Timestamp::UNIX_EPOCH)
}

struct Builder {
    emulator: Emulator,
    now: Timestamp,
    day: Timestamp,
}

impl Builder {
    /// The instant `ago` days before today at that hour.
    fn at(&self, ago: i64, hour: i64) -> Timestamp {
        let away = SignedDuration::from_hours(hour.saturating_sub(ago.saturating_mul(24)));
        self.day.saturating_add(away).unwrap_or(self.day)
    }

    /// All slots of a run up to now, oldest first.
    fn slots(&self, run: Run) -> Vec<Timestamp> {
        (run.to..=run.from)
            .rev()
            .step_by(run.step)
            .filter(|ago| !run.skip.contains(ago))
            .flat_map(|ago| run.hours.iter().map(move |hour| (ago, *hour)))
            .map(|(ago, hour)| self.at(ago, hour))
            .filter(|slot| *slot <= self.now)
            .collect()
    }

    fn disk(&mut self, name: &str, group: &str, location: &str, sku: &str, size_gb: u32, born: i64) -> String {
        let mut spec = DiskSpec::new(name, group, location, size_gb);
        sku.clone_into(&mut spec.sku);
        spec.created = Some(self.at(born, 1));
        spec.os_type = name.ends_with("_osdisk").then(|| "Windows".to_owned());
        let machine = name.split('_').next().unwrap_or(name);
        spec.managed_by = Some(format!(
            "/subscriptions/{SUBSCRIPTION}/resourceGroups/{group}/providers/Microsoft.Compute/virtualMachines/{machine}"
        ));
        spec.tags = vec![("environment".to_owned(), if group.contains("dev") { "dev" } else { "prod" }.to_owned())];
        self.emulator.add_disk(SUBSCRIPTION, &spec, self.now)
    }

    /// Plants a run of snapshots of a disk; `change` may alter each before it is planted. Gives their ids, oldest first.
    fn snapshots(&mut self, disk: &str, run: Run, change: impl Fn(&Self, Timestamp, &mut SnapshotSpec)) -> Vec<String> {
        let name = disk.rsplit('/').next().unwrap_or(disk).to_owned();
        let mut ids = Vec::new();
        for slot in self.slots(run) {
            let stamp = slot.strftime("%Y%m%d-%H%M");
            let Some(mut spec) = self.emulator.snapshot_of(disk, &format!("{name}-{stamp}"), taken(slot, self.now))
            else {
                continue;
            };
            spec.tags = tags(run.maker, slot);
            change(self, slot, &mut spec);
            ids.push(self.emulator.add_snapshot(SUBSCRIPTION, &spec));
        }
        ids
    }

    /// Copies planted snapshots to another region: a family of their own (C9). `pending` is the percent of the newest.
    fn copies(&mut self, sources: &[String], group: &str, location: &str, hour: i64, pending: f64) {
        let family = self.emulator.ids.guid();
        for (index, source) in sources.iter().enumerate() {
            let Some(body) = self.emulator.look_up(source, self.now) else { continue };
            let text = |pointer: &str| body.pointer(pointer).and_then(serde_json::Value::as_str).map(str::to_owned);
            let (Some(name), Some(unique)) = (text("/name"), text("/properties/uniqueId")) else { continue };
            let Some(point) = text("/properties/timeCreated").and_then(|text| text.parse::<Timestamp>().ok()) else {
                continue;
            };
            let start = point.saturating_add(SignedDuration::from_hours(hour)).unwrap_or(point).min(self.now);
            let mut spec = SnapshotSpec::new(&name, group, location, source, start);
            "CopyStart".clone_into(&mut spec.create_option);
            spec.source_unique_id = Some(unique);
            spec.family = Some(family.clone());
            spec.size_gb =
                body.pointer("/properties/diskSizeGB").and_then(|size| size.as_u64()?.try_into().ok()).unwrap_or(0);
            spec.sector_size = body
                .pointer("/properties/creationData/logicalSectorSize")
                .and_then(|size| size.as_u64()?.try_into().ok());
            spec.os_type = text("/properties/osType");
            spec.tags = vec![
                ("snapline-policy".to_owned(), "default".to_owned()),
                ("snapline-point".to_owned(), point.to_string()),
            ];
            spec.progress = Progress::Copying(if index + 1 == sources.len() {
                Copying::running(self.now, pending, 3600)
            } else {
                Copying::done(start)
            });
            self.emulator.add_snapshot(SUBSCRIPTION, &spec);
        }
    }

    fn databases(&mut self) {
        self.ultra_log();
        self.premium_v2_data();
        // 480 of 500, taken four times a day and never pruned (L1); the first day began at noon, two days are missing.
        let data = self.disk("vm-sql-01_data1", "rg-prod-weu", WEU, "Premium_LRS", 1024, 400);
        self.snapshots(&data, Run::daily(122, 122, &[12, 18]), |_, _, _| {});
        let run = Run { skip: &[72, 73], ..Run::daily(121, 0, &[0, 6, 12, 18]) };
        self.snapshots(&data, run, |_, _, _| {});
        let system = self.disk("vm-sql-01_osdisk", "rg-prod-weu", WEU, "Premium_LRS", 128, 400);
        // Kept in a group of their own, as R3 allows.
        self.snapshots(&system, Run::daily(60, 0, &[4]), |_, _, spec| "rg-snapshots-weu".clone_into(&mut spec.group));
    }

    /// Three of three still filling: one more is refused (R11); the newest has instant access (I3).
    fn ultra_log(&mut self) {
        let disk = self.disk("vm-sql-02_log", "rg-prod-weu", WEU, "UltraSSD_LRS", 512, 7);
        self.snapshots(&disk, Run::daily(6, 1, &[2, 6, 10, 14, 18, 22]), |_, _, _| {});
        self.snapshots(&disk, Run::daily(0, 0, &[2, 4, 6]), |fleet, slot, spec| {
            let hour = slot.duration_since(fleet.day).as_hours();
            let (percent, seconds) = match hour {
                2 => (81.0, 1800),
                4 => (37.0, 5400),
                _ => (4.0, 7200),
            };
            spec.progress = Progress::Copying(Copying::running(fleet.now, percent, seconds));
            spec.instant_access_minutes = (hour == 6).then_some(300);
        });
    }

    /// Recreated 17 days ago; one failed, two fill, one of the earlier disk shows no percent at all (A36); copied away.
    fn premium_v2_data(&mut self) {
        let (name, group, sku) = ("vm-sql-02_data1", "rg-prod-weu", "PremiumV2_LRS");
        let earlier = self.disk(name, group, WEU, sku, 2048, 300);
        let last = self.at(18, 2);
        self.snapshots(&earlier, Run::daily(53, 18, &[2]), |_, slot, spec| {
            if slot == last {
                spec.progress = Progress::AsStored;
            }
        });
        let disk = self.disk(name, group, WEU, sku, 2048, 17);
        let ids = self.snapshots(&disk, Run::daily(17, 1, &[2]), |fleet, slot, spec| {
            if slot == fleet.at(9, 2) {
                let (code, message) = ("CopySourceNotFound", "The source of the copy was not found.");
                spec.progress = Progress::Copying(Copying::failed(slot, 41.5, code, message));
            }
        });
        self.snapshots(&disk, Run::daily(0, 0, &[2, 6]), |fleet, slot, spec| {
            let early = slot == fleet.at(0, 2);
            let (percent, seconds) = if early { (62.5, 2700) } else { (8.0, 6000) };
            spec.progress = Progress::Copying(Copying::running(fleet.now, percent, seconds));
        });
        // Days 15 to 2 but for the failed one.
        let whole: Vec<String> = ids
            .into_iter()
            .enumerate()
            .filter(|(index, _)| (2..=15).contains(index) && *index != 8)
            .map(|(_, id)| id)
            .collect();
        self.copies(&whole, "rg-core-neu", NEU, 1, 88.0);
    }

    fn files_and_builds(&mut self) {
        // Nothing for nine days: the script that made them stopped.
        let files = self.disk("vm-file-01_data1", "rg-files-weu", WEU, "Standard_LRS", 8192, 700);
        let run = Run { maker: Maker::Script, ..Run::daily(98, 9, &[4]) };
        self.snapshots(&files, run, |_, _, _| {});
        self.disk("vm-build-01_osdisk", "rg-dev-gwc", GWC, "StandardSSD_LRS", 256, 60);
    }

    fn web(&mut self) {
        let weekly = Run { step: 7, ..Run::daily(96, 5, &[3]) };
        let first = self.disk("vm-web-01_osdisk", "rg-web-sec", SEC, "StandardSSD_LRS", 64, 500);
        // Five links open, the most a family may have (L3).
        self.snapshots(&first, weekly, |fleet, slot, spec| {
            if slot >= fleet.at(33, 3) {
                "ActiveSAS".clone_into(&mut spec.disk_state);
            }
        });
        let second = self.disk("vm-web-02_osdisk", "rg-web-sec", SEC, "StandardSSD_LRS", 64, 500);
        self.snapshots(&second, weekly, |_, _, _| {});
    }

    fn domain_controllers(&mut self) {
        let disk = self.disk("vm-dc-01_osdisk", "rg-core-weu", WEU, "Premium_LRS", 128, 900);
        let ids = self.snapshots(&disk, Run::daily(30, 0, &[4]), |_, _, _| {});
        self.copies(&ids, "rg-core-neu", NEU, 1, 40.0);
    }

    fn applications(&mut self) {
        // Grown past 4,096 GiB 49 days ago: the diff chain breaks there once (R5).
        let grown = self.disk("vm-app-02_data1", "rg-prod-weu", WEU, "Premium_LRS", 6144, 600);
        self.snapshots(&grown, Run::daily(56, 0, &[2]), |fleet, slot, spec| {
            if slot < fleet.at(49, 9) {
                spec.size_gb = 2048;
            }
        });
        // Recreated 30 days ago. The ids in the earlier family are in capitals, as the service writes them at times (A60).
        let earlier = self.disk("vm-app-01_osdisk", "rg-prod-weu", WEU, "StandardSSD_LRS", 128, 300);
        self.snapshots(&earlier, Run::daily(69, 30, &[4]), |_, _, spec| {
            spec.source = spec.source.replace("rg-prod-weu", "RG-PROD-WEU");
        });
        let disk = self.disk("vm-app-01_osdisk", "rg-prod-weu", WEU, "StandardSSD_LRS", 128, 30);
        self.snapshots(&disk, Run::daily(29, 0, &[4]), |_, _, _| {});
        let twice = self.disk("vm-app-02_osdisk", "rg-prod-weu", WEU, "StandardSSD_LRS", 128, 300);
        self.snapshots(&twice, Run::daily(29, 0, &[4, 16]), |_, _, _| {});
    }

    fn orphan(&mut self) {
        let disk = self.disk("vm-old-03_data1", "rg-dev-weu", WEU, "Standard_LRS", 512, 900);
        self.snapshots(&disk, Run { step: 7, ..Run::daily(215, 92, &[1]) }, |_, _, _| {});
        self.emulator.delete_disk(&disk, self.now);
    }
}

/// A few seconds after its slot, as a run takes them, but never in the future.
fn taken(slot: Timestamp, now: Timestamp) -> Timestamp {
    slot.saturating_add(SignedDuration::new(14, 66_231_100)).unwrap_or(slot).min(now)
}

fn tags(maker: Maker, slot: Timestamp) -> Vec<(String, String)> {
    match maker {
        Maker::Policy(policy) => {
            vec![("snapline-policy".to_owned(), policy.to_owned()), ("snapline-slot".to_owned(), slot.to_string())]
        }
        Maker::Script => vec![("createdBy".to_owned(), "nightly-snapshots.ps1".to_owned())],
    }
}
