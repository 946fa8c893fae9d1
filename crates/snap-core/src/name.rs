//! Names of snapshots to be made (A61), and the templates they are made from.
//!
//! A name derives from the disk and the *slot*, never from the clock, so that a second attempt at the same slot is the
//! same resource and not a second snapshot.

use std::fmt;

use serde::Serialize;
use sha2::{Digest, Sha256};

use crate::id::ResourceId;
use crate::instant::Instant;

mod template;
#[cfg(test)]
mod tests;

pub use template::NameTemplate;
use template::Word;

/// The longest name of a snapshot, in characters (A61).
pub const LONGEST: usize = 80;

/// The template used when none is given.
pub const DEFAULT_TEMPLATE: &str = "{disk}_{slot:yyyyMMddTHHmmssZ}";

/// `-` and six hex digits.
const HASH: usize = 7;

/// How much of a disk's or a group's name stays readable, at the least, when a name must be cut.
const STAYS: usize = 8;

/// A name that every page of the service agrees on: `[A-Za-z0-9]([A-Za-z0-9_-]{0,78}[A-Za-z0-9_])?` (A61).
///
/// This is the rule for *making* a name; what exists may be called otherwise and is read all the same (X6).
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(transparent)]
pub struct SnapshotName(String);

/// A name and how it came about.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Made {
    /// Always valid by A61.
    pub name: SnapshotName,
    /// True when the disk's or the group's name had to be shortened; six hex digits of the disk's hash then stand in.
    pub cut: bool,
}

/// Why there is no name.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum NameError {
    /// The text is no name that may be made.
    #[error(
        "`{name}` cannot be the name of a snapshot: {why}; a name has 1 to 80 letters `A-Z a-z`, digits, `_` and `-`, starts with a letter or digit and does not end with `-`"
    )]
    Name {
        /// The text, cut to 100 characters.
        name: String,
        /// What is wrong and where.
        why: String,
    },
    /// The template is unreadable, or could only make names that are not allowed.
    #[error("name template `{template}`, character {at}: {why}")]
    Template {
        /// The template, cut to 200 characters.
        template: String,
        /// 1-based place, in characters.
        at: usize,
        /// What is wrong there, and what to write.
        why: String,
    },
    /// Four digits cannot say the slot's year.
    #[error("slot `{0}` cannot be written in a name: its year is not between 0 and 9999")]
    Slot(Instant),
}

impl SnapshotName {
    /// Checks a name that is about to be made.
    ///
    /// # Errors
    /// [`NameError::Name`] with the rule of A61 that is broken.
    pub fn parse(text: &str) -> Result<Self, NameError> {
        let fail = |why: String| NameError::Name { name: text.chars().take(100).collect(), why };
        let length = text.chars().count();
        if length == 0 {
            return Err(fail("it is empty".to_owned()));
        }
        if length > LONGEST {
            return Err(fail(format!("it has {length} characters")));
        }
        if let Some((at, c)) = text.chars().enumerate().find(|(_, c)| !allowed(*c)) {
            return Err(fail(format!("character {} is `{}`", at + 1, c.escape_debug())));
        }
        if text.starts_with(['-', '_']) {
            return Err(fail("it does not start with a letter or digit".to_owned()));
        }
        if text.ends_with('-') {
            return Err(fail("it ends with `-`".to_owned()));
        }
        Ok(Self(text.to_owned()))
    }

    /// The text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for SnapshotName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl NameTemplate {
    /// The name for the snapshot of `disk` in resource group `group`: of the disk and the slot alone, whatever else is
    /// made beside it, so that the same slot is the same snapshot in every run. In the disk's own group its name is
    /// enough; elsewhere, and where the template leaves the name out, disks of one name could meet: see `unique` of
    /// [`make`](Self::make).
    ///
    /// # Errors
    /// As [`make`](Self::make).
    pub fn make_in(&self, group: &str, disk: &ResourceId, slot: Instant) -> Result<Made, NameError> {
        let at_home = group.to_lowercase() == disk.group().to_lowercase();
        self.make(disk, slot, !at_home || !self.has(&Word::Disk))
    }

    /// The name for the snapshot of `disk` that stands for `slot`, in UTC.
    ///
    /// Characters that A61 lacks become `-`. A name that was altered so, or cut to fit, or is asked to be `unique`,
    /// carries `-` and six hex digits of SHA-256(disk id key) after the disk (at the end, where the template has no
    /// `{disk}`): two disks must not fall together silently, and an id's casing must not matter (A60).
    ///
    /// # Errors
    /// [`NameError::Slot`] for a year that four digits cannot say. What a parsed template makes is otherwise valid.
    pub fn make(&self, disk: &ResourceId, slot: Instant, unique: bool) -> Result<Made, NameError> {
        let time = slot.timestamp().to_zoned(jiff::tz::TimeZone::UTC);
        if !(0..=9_999).contains(&time.year()) {
            return Err(NameError::Slot(slot));
        }
        let part = |word: &Word, name| if self.has(word) { clean(name) } else { Part::default() };
        let (mut of_disk, mut of_group) = (part(&Word::Disk, disk.name()), part(&Word::Group, disk.group()));

        let room = LONGEST.saturating_sub(self.fixed());
        let whole = of_disk.text.len() + of_group.text.len();
        let altered = unique || of_disk.altered || of_group.altered;
        let cut = whole + if altered { HASH } else { 0 } > room;
        if cut {
            // The disk's name gives way first: the hash behind it stands for what is lost.
            let mut over = (whole + HASH).saturating_sub(room);
            over -= of_disk.shorten(over);
            of_group.shorten(over);
        }
        if cut || altered {
            let hash = hash(disk);
            if self.has(&Word::Disk) { of_disk.text.push_str(&hash) } else { of_disk.text = hash }
        }

        let mut name = String::with_capacity(LONGEST);
        for word in self.words() {
            match word {
                Word::Text(text) => name.push_str(text),
                Word::Disk => name.push_str(&of_disk.text),
                Word::Group => name.push_str(&of_group.text),
                Word::Year => name.push_str(&format!("{:04}", time.year())),
                Word::Month => name.push_str(&format!("{:02}", time.month())),
                Word::Day => name.push_str(&format!("{:02}", time.day())),
                Word::Hour => name.push_str(&format!("{:02}", time.hour())),
                Word::Minute => name.push_str(&format!("{:02}", time.minute())),
                Word::Second => name.push_str(&format!("{:02}", time.second())),
            }
        }
        if !self.has(&Word::Disk) {
            name.push_str(&of_disk.text);
        }
        Ok(Made { name: SnapshotName::parse(&name)?, cut })
    }
}

/// The name of a copy: its source's, cut where it must be, and always `-` and six hex digits of SHA-256(source id key).
/// Two sources of one name, from two groups, must not fall together where their copies meet; an id's casing does not
/// matter (A60). Always valid by A61.
pub fn copy_name(source: &ResourceId) -> SnapshotName {
    let mut of_source = clean(source.name());
    of_source.shorten((of_source.text.len() + HASH).saturating_sub(LONGEST));
    SnapshotName(of_source.text + &hash(source))
}

/// What stands for `{disk}` or `{group}`.
#[derive(Default)]
struct Part {
    /// ASCII, starts with a letter or digit, does not end with `-`.
    text: String,
    /// True when it is not the name itself.
    altered: bool,
}

impl Part {
    /// Takes up to `over` characters away, down to what stays readable; says how many went.
    fn shorten(&mut self, over: usize) -> usize {
        let before = self.text.len();
        let to = before.saturating_sub(over).max(STAYS.min(before));
        self.text.truncate(to);
        let tidy = self.text.trim_end_matches(['-', '_']).len();
        self.text.truncate(tidy);
        (before - tidy).min(over)
    }
}

/// A name with only what A61 has, fit to stand first or last in a snapshot's name.
fn clean(name: &str) -> Part {
    let replaced: String = name.chars().map(|c| if allowed(c) { c } else { '-' }).collect();
    let text = match replaced.trim_start_matches(['-', '_']).trim_end_matches('-') {
        "" => "x",
        text => text,
    };
    Part { altered: text != name, text: text.to_owned() }
}

fn hash(id: &ResourceId) -> String {
    let digest = Sha256::digest(id.key().as_bytes());
    digest.iter().take(3).fold(String::from("-"), |text, byte| format!("{text}{byte:02x}"))
}

fn allowed(c: char) -> bool {
    c.is_ascii_alphanumeric() || matches!(c, '_' | '-')
}
