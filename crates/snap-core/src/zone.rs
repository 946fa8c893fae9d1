//! Time zones by IANA name, from the bundled data only: the host's zone and its zone files never matter (V5).

use jiff::tz::{TimeZone, TimeZoneDatabase};

use crate::say::Sentence;

/// Why a name is no time zone.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{}", self.said())]
pub struct ZoneError {
    name: String,
    /// Names that may have been meant, best first, at most three.
    near: Vec<String>,
}

crate::sentences! {
    /// What is wrong with a zone.
    pub(crate) const SENTENCES;
    zone_unknown(zone: Name, found: Count, near: Names) =
        "`{zone}` is not an IANA time zone; {found, plural, =0 {expected a name such as `Europe/Vienna` or `UTC`} one {did you mean {near}?} other {did you mean one of {near}?}}";
}

impl ZoneError {
    /// What is wrong.
    pub fn said(&self) -> Sentence {
        zone_unknown(&self.name, self.near.len(), self.near.clone())
    }
}

/// The zone of an IANA name, in any casing; [`iana_name`](TimeZone::iana_name) of the result has the usual casing.
///
/// # Errors
/// When the name is not in the bundled data. `Etc/Unknown` is refused too: it behaves as UTC and would hide a mistake.
pub fn lookup(name: &str) -> Result<TimeZone, ZoneError> {
    let fail = || ZoneError { name: name.chars().take(100).collect(), near: near(name) };
    let zone = TimeZoneDatabase::bundled().get(name).map_err(|_| fail())?;
    if zone.is_unknown() { Err(fail()) } else { Ok(zone) }
}

/// All names that [`lookup`] knows, sorted: what a face offers for completion.
pub fn names() -> Vec<String> {
    let database = TimeZoneDatabase::bundled();
    let mut names: Vec<String> =
        database.available().map(|n| n.as_str().to_owned()).filter(|n| n != "Etc/Unknown").collect();
    names.sort_unstable();
    names.dedup();
    names
}

/// The longest text worth comparing; the longest IANA name has 32 characters.
const LONGEST: usize = 64;

fn near(name: &str) -> Vec<String> {
    let asked: String = name.trim().to_lowercase().replace(' ', "_");
    if asked.is_empty() || asked.len() > LONGEST {
        return Vec::new();
    }
    let allowed = (asked.len() / 4).clamp(1, 3);
    let mut found: Vec<(usize, String)> = names()
        .into_iter()
        .filter_map(|known| {
            let lower = known.to_lowercase();
            // People remember the city: `vienna`, `Kathmandu`.
            let city = lower.rsplit('/').next().unwrap_or(&lower);
            let away = if city == asked { 0 } else { distance(&asked, &lower).min(distance(&asked, city)) };
            (away <= allowed).then_some((away, known))
        })
        .collect();
    found.sort();
    found.into_iter().take(3).map(|(_, known)| known).collect()
}

/// How many characters must be added, removed or changed to turn one text into the other.
pub(crate) fn distance(a: &str, b: &str) -> usize {
    let b: Vec<char> = b.chars().collect();
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (i, x) in a.chars().enumerate() {
        let mut left = i + 1;
        let mut next = vec![left];
        for (pair, y) in row.windows(2).zip(&b) {
            let [diagonal, above] = *pair else { continue };
            left = (diagonal + usize::from(x != *y)).min(above + 1).min(left + 1);
            next.push(left);
        }
        row = next;
    }
    row.last().copied().unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_names_in_any_casing() {
        assert_eq!(lookup("europe/VIENNA").unwrap().iana_name(), Some("Europe/Vienna"));
        assert_eq!(lookup("utc").unwrap().iana_name(), Some("UTC"));
    }

    #[test]
    fn every_offered_name_is_known() {
        let names = names();
        assert!(names.len() > 400, "{}", names.len());
        assert!(names.windows(2).all(|w| w[0] < w[1]));
        for name in names {
            assert_eq!(lookup(&name).unwrap().iana_name(), Some(name.as_str()));
        }
    }

    #[test]
    fn unknown_names_say_what_was_near() {
        assert_eq!(lookup("Vienna").unwrap_err().near, ["Europe/Vienna"]);
        assert_eq!(lookup("Europe/Wienna").unwrap_err().near, ["Europe/Vienna"]);
        assert_eq!(lookup("New York").unwrap_err().near, ["America/New_York"]);
        assert_eq!(
            lookup("Viena").unwrap_err().to_string(),
            "`Viena` is not an IANA time zone; did you mean `Europe/Vienna`?"
        );
        assert_eq!(
            lookup("W. Europe Standard Time").unwrap_err().to_string(),
            "`W. Europe Standard Time` is not an IANA time zone; expected a name such as `Europe/Vienna` or `UTC`"
        );
    }

    #[test]
    fn refuses_what_would_hide_a_mistake() {
        for bad in ["", " ", "Etc/Unknown", "etc/unknown", "+02:00", "../UTC", "Europe", "Local", &"x".repeat(100_000)]
        {
            assert!(lookup(bad).is_err(), "{bad:.40}");
        }
    }

    #[test]
    fn distance_counts_edits() {
        for (a, b, n) in [("", "", 0), ("", "abc", 3), ("kitten", "sitting", 3), ("zone", "zones", 1), ("ü", "u", 1)] {
            assert_eq!((distance(a, b), distance(b, a)), (n, n), "{a} {b}");
        }
    }
}
