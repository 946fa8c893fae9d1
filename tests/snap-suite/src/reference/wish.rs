//! A policy as the model reads it, by chance, and as the document that the engine reads.

use std::fmt::Write as _;

use snap_core::instant::Instant;

use super::history::ZONES;
use super::presets::{self, Manner};
use crate::chance::Chance;

/// The rules with buckets, finest first.
pub const RULES: [&str; 7] = ["minutely", "hourly", "daily", "weekly", "monthly", "quarterly", "yearly"];

/// A duration as the model reckons it.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
#[expect(missing_docs, reason = "the units of the duration")]
pub struct Length {
    pub years: i64,
    pub months: i64,
    pub weeks: i64,
    pub days: i64,
    pub seconds: i64,
}

impl Length {
    /// Of one unit, or of several.
    pub fn random(chance: &mut Chance) -> Self {
        let mut length = Self::default();
        match chance.below(6) {
            0 => length.months = 1 + chance.below(11) as i64,
            1 => length.days = 1 + chance.below(90) as i64,
            2 => length.seconds = 60 * (1 + chance.below(10_000) as i64),
            3 => length.weeks = 1 + chance.below(10) as i64,
            4 => length.years = 1 + chance.below(3) as i64,
            _ => {
                length = Self {
                    years: chance.below(2) as i64,
                    months: chance.below(14) as i64,
                    weeks: chance.below(2) as i64,
                    days: chance.below(40) as i64,
                    seconds: 1 + chance.below(200_000) as i64,
                }
            }
        }
        length
    }

    /// As the policy writes it.
    pub fn iso(&self) -> String {
        let mut text = "P".to_owned();
        for (n, unit) in [(self.years, 'Y'), (self.months, 'M'), (self.weeks, 'W'), (self.days, 'D')] {
            if n > 0 {
                write!(text, "{n}{unit}").unwrap();
            }
        }
        match self.seconds {
            0 => {}
            minutes if minutes % 60 == 0 => write!(text, "T{}M", minutes / 60).unwrap(),
            seconds => write!(text, "T{seconds}S").unwrap(),
        }
        text
    }

    /// By average lengths: what tells which of two is longer.
    fn mean_seconds(&self) -> i64 {
        (self.years * 12 + self.months) * 2_629_746 + (self.weeks * 7 + self.days) * 86_400 + self.seconds
    }
}

/// A policy. A count of -1 is `"all"`.
#[derive(Debug, Clone)]
#[expect(missing_docs, reason = "the members of the policy, by their names")]
pub struct Wish {
    pub preset: &'static str,
    /// The switches that are set beside the preset.
    pub switches: Vec<(&'static str, &'static str)>,
    /// What comes of the preset and the switches.
    pub manner: Manner,
    pub zone: String,
    pub last: i64,
    pub counts: [i64; 7],
    pub within: Option<Length>,
    pub within_each: [Option<Length>; 7],
    pub tag: bool,
    pub since: Option<Instant>,
    pub min_age: Option<Length>,
    pub max_age: Option<Length>,
    pub age_and_count: Option<bool>,
    pub floor: usize,
    pub owned_only: bool,
    pub adopt: Vec<String>,
}

impl Wish {
    /// A preset in a zone, with no rule.
    pub fn of(preset: &'static str, zone: &str) -> Self {
        Self {
            preset,
            switches: Vec::new(),
            manner: presets::of(preset),
            zone: zone.to_owned(),
            last: 0,
            counts: [0; 7],
            within: None,
            within_each: [None; 7],
            tag: false,
            since: None,
            min_age: None,
            max_age: None,
            age_and_count: None,
            floor: 1,
            owned_only: true,
            adopt: Vec::new(),
        }
    }

    /// Any preset with any switches and any members.
    pub fn random(chance: &mut Chance) -> Self {
        let (preset, switches, manner) = presets::random(chance);
        let mut wish = Self { switches, manner, ..Self::of(preset, "") };
        wish.fill(chance);
        wish
    }

    /// The preset `default` as it is, with any members.
    pub fn plain(chance: &mut Chance) -> Self {
        let mut wish = Self::of("default", "");
        wish.fill(chance);
        wish
    }

    fn fill(&mut self, chance: &mut Chance) {
        self.zone = chance.pick(&ZONES).to_owned();
        self.owned_only = !chance.once_in(4);
        self.last = count(chance, 6);
        self.counts = std::array::from_fn(|_| count(chance, 6));
        self.within = chance.once_in(8).then(|| Length::random(chance));
        self.within_each = std::array::from_fn(|_| chance.once_in(20).then(|| Length::random(chance)));
        self.tag = chance.once_in(3);
        self.min_age = chance.once_in(8).then(|| Length::random(chance));
        self.max_age = chance.once_in(5).then(|| Length::random(chance));
        if let (Some(least), Some(most)) = (self.min_age, self.max_age)
            && least.mean_seconds() > most.mean_seconds()
        {
            (self.min_age, self.max_age) = (Some(most), Some(least));
        }
        if self.preset == "aws-dlm" {
            // It has one rule and nothing beside it.
            (self.counts, self.within, self.within_each) = ([0; 7], None, [None; 7]);
            if self.max_age.is_some() {
                self.last = 0;
            }
        }
        self.age_and_count = match chance.below(3) {
            0 => None,
            n => Some(n == 1 && self.max_age.is_some() && self.last != 0),
        };
        if chance.once_in(3) {
            self.floor = 1 + chance.below(12) as usize;
        }
    }

    /// What is kept for its age: the policy's, else the preset's where it goes with `maxAge`.
    pub fn least_age(&self) -> Option<Length> {
        let goes = |least: &Length| self.max_age.is_none_or(|most| least.mean_seconds() <= most.mean_seconds());
        self.min_age.or(self.manner.min_age.filter(goes))
    }

    /// `maxAge` spares what `last` keeps: as the policy says, else as the preset does where there is both.
    pub fn spares_last(&self) -> bool {
        self.age_and_count.unwrap_or(self.manner.age_and_count && self.max_age.is_some() && self.last != 0)
    }

    /// Neither a rule nor an age: such a policy keeps everything.
    pub fn is_empty(&self) -> bool {
        self.max_age.is_none() && self.has_no_rule()
    }

    /// No rule of its own; an age may still be one.
    pub fn has_no_rule(&self) -> bool {
        self.last == 0 && self.counts == [0; 7] && self.within.is_none() && self.within_each == [None; 7]
    }

    /// The document.
    pub fn json(&self) -> String {
        let count = |n: i64| if n < 0 { "\"all\"".to_owned() } else { n.to_string() };
        let mut keep = vec![format!(r#""last":{}"#, count(self.last))];
        for (rule, n) in RULES.iter().zip(self.counts) {
            keep.push(format!(r#""{rule}":{}"#, count(n)));
        }
        keep.extend(self.within.map(|l| format!(r#""within":"{}""#, l.iso())));
        for (rule, length) in RULES.iter().zip(self.within_each) {
            let name = format!("within{}{}", rule[..1].to_uppercase(), &rule[1..]);
            keep.extend(length.map(|l| format!(r#""{name}":"{}""#, l.iso())));
        }
        keep.extend(self.tag.then(|| r#""tags":["keep=legal","pin"]"#.to_owned()));
        keep.extend(self.since.map(|since| format!(r#""since":"{since}""#)));
        let mut all = vec![
            format!(r#""preset":"{}""#, self.preset),
            format!(r#""zone":"{}""#, self.zone),
            format!(r#""keep":{{{}}}"#, keep.join(",")),
        ];
        all.extend(self.switches.iter().map(|(member, word)| format!(r#""{member}":"{word}""#)));
        all.extend(self.min_age.map(|l| format!(r#""minAge":"{}""#, l.iso())));
        all.extend(self.max_age.map(|l| format!(r#""maxAge":"{}""#, l.iso())));
        all.extend(self.age_and_count.map(|both| format!(r#""ageAndCount":{both}"#)));
        all.push(format!(r#""floor":{},"ownedOnly":{}"#, self.floor, self.owned_only));
        let adopt: Vec<String> = self.adopt.iter().map(|id| format!("\"{id}\"")).collect();
        all.push(format!(r#""adopt":[{}]"#, adopt.join(",")));
        format!("{{{}}}", all.join(","))
    }
}

/// None in most cases, a few, many, or all.
pub(crate) fn count(chance: &mut Chance, often: u64) -> i64 {
    match chance.below(often) {
        0 => 1 + chance.below(4) as i64,
        1 => 1 + chance.below(40) as i64,
        2 if chance.once_in(3) => -1,
        _ => 0,
    }
}
