//! borg 1.2.4: its own pruning functions, asked through `tests/oracles/borg_driver.py`.

use std::io::{BufRead, BufReader, Write};
use std::path::Path;
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};

use serde::Deserialize;
use serde_json::json;

use crate::chance::Chance;
use crate::reference::{Case, Length, Wish, ZONES};

/// borg's rules beside `quarterly`, which 1.2.4 has not, with the place of their count in a wish.
const RULES: [(&str, usize); 6] =
    [("minutely", 0), ("hourly", 1), ("daily", 2), ("weekly", 3), ("monthly", 4), ("yearly", 6)];

/// A case that borg can be asked: its rules alone, `within` in whole hours, instants to the microsecond.
pub fn case(seed: u64) -> Case {
    let mut chance = Chance::of(seed, "borg");
    let zone = chance.pick(&ZONES);
    let mut wish = Wish::of("borg-1", zone);
    let count = |chance: &mut Chance| match chance.below(5) {
        0 => -1,
        1 | 2 => 1 + chance.below(4) as i64,
        _ => 1 + chance.below(40) as i64,
    };
    wish.last = if chance.once_in(4) { count(&mut chance) } else { 0 };
    for (_, at) in RULES {
        wish.counts[at] = if chance.once_in(3) { count(&mut chance) } else { 0 };
    }
    if chance.once_in(4) {
        let length = Length::random(&mut chance);
        let seconds = length.seconds - length.seconds % 3_600;
        wish.within = Some(Length { seconds, ..length }).filter(|length| *length != Length::default());
    }
    if wish.has_no_rule() {
        wish.last = count(&mut chance);
    }
    Case::bare(&mut chance, wish, 60, 1_000)
}

/// A driver process.
pub struct Borg {
    child: Child,
    input: ChildStdin,
    output: BufReader<ChildStdout>,
}

#[derive(Deserialize)]
struct Answer {
    /// The places of what is kept in the order they were sent.
    keep: Vec<usize>,
}

impl Borg {
    /// Starts the driver with the Python that has borg.
    pub fn start(python: &Path, driver: &Path) -> Self {
        // -B: nothing is written beside the sources.
        let mut child = Command::new(python)
            .arg("-B")
            .arg(driver)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap_or_else(|e| panic!("{} could not be started: {e}", python.display()));
        let (input, output) = (child.stdin.take().unwrap(), BufReader::new(child.stdout.take().unwrap()));
        Self { child, input, output }
    }

    /// How borg and Snapline differ on a case.
    pub fn fault(&mut self, case: &Case) -> Option<String> {
        case.parted("borg", &self.keep(case))
    }

    /// What borg keeps, newest first.
    fn keep(&mut self, case: &Case) -> Vec<bool> {
        let sorted = case.newest_first();
        let micros = |instant: snap_core::instant::Instant| instant.timestamp().as_microsecond();
        let mut rules: Vec<(&str, i64)> = vec![("secondly", case.wish.last)];
        rules.extend(RULES.iter().map(|(name, at)| (*name, case.wish.counts[*at])));
        rules.retain(|(_, n)| *n != 0);
        let hours = |length: Length| {
            let days = length.years * 365 + length.months * 31 + length.weeks * 7 + length.days;
            days * 24 + length.seconds / 3_600
        };
        let question = json!({
            "zone": case.wish.zone,
            "now": micros(case.now),
            "within": case.wish.within.map(hours),
            "rules": rules,
            "archives": sorted.iter().map(|shot| micros(shot.instant.unwrap())).collect::<Vec<_>>(),
        });
        writeln!(self.input, "{question}").unwrap();
        self.input.flush().unwrap();
        let mut line = String::new();
        self.output.read_line(&mut line).unwrap();
        let answer: Answer = serde_json::from_str(&line).unwrap_or_else(|e| panic!("borg's driver said `{line}`: {e}"));
        (0..sorted.len()).map(|at| answer.keep.contains(&at)).collect()
    }
}

impl Drop for Borg {
    fn drop(&mut self) {
        // It ends by itself when its input does; a failed comparison must not leave it behind.
        drop(self.child.kill());
        drop(self.child.wait());
    }
}
