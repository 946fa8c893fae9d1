//! What a seed decides.

use super::fleet::DiskPlan;
use super::job::{Job, Kind};
use super::others::Meddling;
use super::weather::{Storm, Weather};
use crate::chance::Chance;

/// Everything that happens in a run but what the flows do.
#[derive(Debug, Clone)]
pub struct Scenario {
    /// Where it comes from.
    pub seed: u64,
    /// What is there.
    pub fleet: Vec<DiskPlan>,
    /// What the hosts are to do.
    pub job: Job,
    /// Who does it.
    pub hosts: Vec<HostPlan>,
    /// What happens to requests.
    pub weather: Weather,
    /// Times of refusal.
    pub storms: Vec<Storm>,
    /// When all hosts are done the job is done once more, from the top and in calm weather.
    pub again: bool,
    /// What others do meanwhile.
    pub others: Vec<Meddling>,
    /// The service's manners.
    pub manners: Manners,
}

/// One host, its clock and its accidents.
#[derive(Debug, Clone)]
pub struct HostPlan {
    /// When it begins, in milliseconds.
    pub begins: i64,
    /// How far its clock is off at first, in milliseconds.
    pub skew: i64,
    /// Its clock is set by so many milliseconds at an input.
    pub jumps: Vec<(u32, i64)>,
    /// It is killed after an input of its n-th process, and comes back after so many milliseconds.
    pub kills: Vec<Kill>,
    /// It is told to stop after so many inputs of its first process.
    pub cancel: Option<u32>,
    /// How long it waits for a reply, in milliseconds.
    pub patience: i64,
    /// How long its tokens last, in seconds.
    pub token_seconds: u32,
}

/// How a process ends early.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Kill {
    /// After so many inputs of the process.
    pub after: u32,
    /// The next process resumes from what was saved; otherwise it runs from the top.
    pub resume: bool,
    /// Milliseconds until the next process begins.
    pub pause: i64,
}

/// The emulator's settings.
#[derive(Debug, Clone)]
pub struct Manners {
    /// Resources on a page.
    pub page_size: usize,
    /// Seconds of an operation.
    pub operation_seconds: u32,
    /// Seconds of a background copy.
    pub copy_seconds: u32,
    /// `Retry-After` of operations.
    pub retry_after: Option<u32>,
    /// Length of signed queries.
    pub signature_bytes: usize,
    /// The body of a 202 lacks id, name and type.
    pub bare_accepted_body: bool,
    /// The last page has an empty `nextLink`.
    pub empty_next_link: bool,
}

impl Scenario {
    /// The scenario of a seed.
    pub fn of(seed: u64) -> Self {
        let mut chance = Chance::new(seed);
        let disks = chance.pick(&[1, 1, 1, 1, 2, 2, 2, 2, 3, 3, 4, 5, 6, 12]);
        let mut fleet: Vec<DiskPlan> = (0..disks).map(|n| DiskPlan::by_chance(n, &mut chance)).collect();
        let job = Job::by_chance(&mut chance);
        if [Kind::Copy, Kind::Run].contains(&job.kind) {
            // One after the other, five hundred copies take half a day.
            fleet.iter_mut().for_each(|disk| disk.old = disk.old.min(9));
        }
        let hosts = (0..chance.pick(&[1, 1, 1, 2])).map(|_| HostPlan::by_chance(&mut chance)).collect();
        let weather = Weather::by_chance(&mut chance);
        let storms = if chance.percent(20) { vec![Storm::by_chance(&mut chance)] } else { Vec::new() };
        let meddled = if chance.percent(20) { chance.between(1, 3) } else { 0 };
        let others = (0..meddled).filter_map(|_| Meddling::by_chance(&fleet, &mut chance)).collect();
        let manners = Manners {
            page_size: chance.pick(&[1, 3, 100, 100]),
            operation_seconds: chance.pick(&[0, 1, 2, 2, 40]),
            copy_seconds: chance.pick(&[5, 20, 60, 240]),
            retry_after: chance.pick(&[Some(2), Some(2), None, Some(15)]),
            signature_bytes: chance.pick(&[0, 120, 120, 120, 120, 120, 120, 3_000]),
            bare_accepted_body: chance.percent(30),
            empty_next_link: chance.percent(30),
        };
        // A page each for five hundred snapshots shows nothing that twenty pages do not.
        let long = fleet.iter().any(|disk| disk.old > 100);
        let manners = Manners { page_size: if long { 100 } else { manners.page_size }, ..manners };
        let again = job.repeats() && chance.percent(50);
        Self { seed, fleet, job, hosts, weather, storms, again, others, manners }
    }
}

impl HostPlan {
    fn by_chance(chance: &mut Chance) -> Self {
        let mut kills = Vec::new();
        if chance.percent(35) {
            for _ in 0..chance.between(1, 2) {
                let after = u32::try_from(chance.between(1, 30)).unwrap();
                let pause = chance.pick(&[100, 5_000, 60_000, 1_200_000]);
                kills.push(Kill { after, resume: chance.percent(50), pause });
            }
        }
        let mut jumps = Vec::new();
        if chance.percent(15) {
            let by = chance.pick(&[-3_600_000, -400_000, -1_000, 2_000, 400_000, 3_600_000]);
            jumps.push((u32::try_from(chance.between(1, 30)).unwrap(), by));
        }
        Self {
            begins: chance.pick(&[0, 0, 40, 700, 5_000]),
            skew: if chance.percent(15) { chance.pick(&[-900_000, -4_000, 3_000, 900_000]) } else { 0 },
            jumps,
            kills,
            cancel: chance.percent(10).then(|| u32::try_from(chance.between(1, 30)).unwrap()),
            patience: chance.pick(&[20_000, 30_000, 100_000]),
            token_seconds: chance.pick(&[86_400, 86_400, 86_400, 30]),
        }
    }

    /// One that nothing happens to.
    pub(super) fn calm() -> Self {
        Self {
            begins: 0,
            skew: 0,
            jumps: Vec::new(),
            kills: Vec::new(),
            cancel: None,
            patience: 100_000,
            token_seconds: 86_400,
        }
    }
}
