//! The members of a policy as a table: what the reader takes, the text form spells and the schema describes.

use super::manners::{Bucketing, Dst, Filler, Months, Overlap, Pick, Preset, Quarter, WithinFrom};

/// The object that a member stands in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Place {
    Top,
    Keep,
    Schedule,
}

/// What a member's value is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// An object with the members of that place.
    Object(Place),
    /// The number 1.
    Version,
    ShortName,
    Zone,
    /// One of these words.
    Words(&'static [&'static str]),
    /// 0 or more, or `"all"`.
    Count,
    /// 1 or more.
    Number,
    Flag,
    Period,
    Instant,
    Tags,
    Ids,
    Days,
    Times,
    EveryHours,
    /// A time of day.
    Clock,
}

/// One member.
#[derive(Debug)]
pub(super) struct Member {
    pub(super) place: Place,
    /// In JSON.
    pub(super) name: &'static str,
    /// In the text form.
    pub(super) word: &'static str,
    pub(super) kind: Kind,
    /// The JSON that leaving it out stands for; none where the preset says, or others of the members.
    pub(super) default: Option<&'static str>,
}

const fn row(
    place: Place,
    (name, word): (&'static str, &'static str),
    kind: Kind,
    default: Option<&'static str>,
) -> Member {
    Member { place, name, word, kind, default }
}

const NULL: Option<&str> = Some("null");

/// Every member, in the order a policy is written.
#[rustfmt::skip]
pub(super) const MEMBERS: &[Member] = &[
    row(Place::Top, ("version", "version"), Kind::Version, Some("1")),
    row(Place::Top, ("id", "id"), Kind::ShortName, Some("\"default\"")),
    row(Place::Top, ("preset", "preset"), Kind::Words(Preset::WORDS), Some("\"default\"")),
    row(Place::Top, ("zone", "zone"), Kind::Zone, NULL),
    row(Place::Top, ("keep", "keep"), Kind::Object(Place::Keep), NULL),
    row(Place::Keep, ("last", "last"), Kind::Count, Some("0")),
    row(Place::Keep, ("minutely", "minutely"), Kind::Count, Some("0")),
    row(Place::Keep, ("hourly", "hourly"), Kind::Count, Some("0")),
    row(Place::Keep, ("daily", "daily"), Kind::Count, Some("0")),
    row(Place::Keep, ("weekly", "weekly"), Kind::Count, Some("0")),
    row(Place::Keep, ("monthly", "monthly"), Kind::Count, Some("0")),
    row(Place::Keep, ("quarterly", "quarterly"), Kind::Count, Some("0")),
    row(Place::Keep, ("yearly", "yearly"), Kind::Count, Some("0")),
    row(Place::Keep, ("within", "within"), Kind::Period, NULL),
    row(Place::Keep, ("withinMinutely", "within-minutely"), Kind::Period, NULL),
    row(Place::Keep, ("withinHourly", "within-hourly"), Kind::Period, NULL),
    row(Place::Keep, ("withinDaily", "within-daily"), Kind::Period, NULL),
    row(Place::Keep, ("withinWeekly", "within-weekly"), Kind::Period, NULL),
    row(Place::Keep, ("withinMonthly", "within-monthly"), Kind::Period, NULL),
    row(Place::Keep, ("withinQuarterly", "within-quarterly"), Kind::Period, NULL),
    row(Place::Keep, ("withinYearly", "within-yearly"), Kind::Period, NULL),
    row(Place::Keep, ("tags", "tag"), Kind::Tags, Some("[]")),
    row(Place::Keep, ("since", "since"), Kind::Instant, NULL),
    row(Place::Top, ("minAge", "min-age"), Kind::Period, None),
    row(Place::Top, ("maxAge", "max-age"), Kind::Period, NULL),
    row(Place::Top, ("ageAndCount", "age-and-count"), Kind::Flag, None),
    row(Place::Top, ("floor", "floor"), Kind::Number, Some("1")),
    row(Place::Top, ("pick", "pick"), Kind::Words(Pick::WORDS), None),
    row(Place::Top, ("overlap", "overlap"), Kind::Words(Overlap::WORDS), None),
    row(Place::Top, ("filler", "filler"), Kind::Words(Filler::WORDS), None),
    row(Place::Top, ("bucket", "bucket"), Kind::Words(Bucketing::WORDS), None),
    row(Place::Top, ("dst", "dst"), Kind::Words(Dst::WORDS), None),
    row(Place::Top, ("quarter", "quarter"), Kind::Words(Quarter::WORDS), Some("\"calendar\"")),
    row(Place::Top, ("months", "months"), Kind::Words(Months::WORDS), None),
    row(Place::Top, ("withinFrom", "within-from"), Kind::Words(WithinFrom::WORDS), None),
    row(Place::Top, ("ownedOnly", "owned-only"), Kind::Flag, Some("true")),
    row(Place::Top, ("adopt", "adopt"), Kind::Ids, Some("[]")),
    row(Place::Top, ("maxPlanAge", "max-plan-age"), Kind::Period, Some("\"PT1H\"")),
    row(Place::Top, ("schedule", "schedule"), Kind::Object(Place::Schedule), NULL),
    row(Place::Schedule, ("days", "days"), Kind::Days, Some(r#"["mon","tue","wed","thu","fri","sat","sun"]"#)),
    row(Place::Schedule, ("times", "at"), Kind::Times, NULL),
    row(Place::Schedule, ("everyHours", "every"), Kind::EveryHours, NULL),
    row(Place::Schedule, ("from", "from"), Kind::Clock, Some("\"00:00\"")),
    row(Place::Schedule, ("start", "start"), Kind::Instant, NULL),
    row(Place::Schedule, ("end", "end"), Kind::Instant, NULL),
];

impl Place {
    /// Its members, in order.
    pub(super) fn members(self) -> impl Iterator<Item = &'static Member> {
        MEMBERS.iter().filter(move |member| member.place == self)
    }

    /// The names of its members.
    pub(crate) fn names(self) -> Vec<&'static str> {
        self.members().map(|member| member.name).collect()
    }

    /// Its JSON pointer in a policy.
    pub(super) fn pointer(self) -> &'static str {
        match self {
            Self::Top => "",
            Self::Keep => "/keep",
            Self::Schedule => "/schedule",
        }
    }
}

impl Member {
    /// Its JSON pointer in a policy.
    pub(super) fn pointer(&self) -> String {
        format!("{}/{}", self.place.pointer(), self.name)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::retention::Policy;

    #[test]
    fn the_table_is_the_policy_and_its_defaults() {
        let json = r#"{"zone": "UTC", "schedule": {"everyHours": 6}}"#;
        let policy = serde_json::to_value(Policy::from_json(json.as_bytes()).unwrap()).unwrap();
        for place in [Place::Top, Place::Keep, Place::Schedule] {
            let mut names = place.names();
            names.retain(|name| *name != "times");
            let object = policy.pointer(place.pointer()).unwrap().as_object().unwrap();
            let mut written: Vec<&String> = object.keys().collect();
            names.sort_unstable();
            written.sort_unstable();
            assert_eq!(names, written);
        }
        for member in MEMBERS.iter().filter(|m| !matches!(m.kind, Kind::Object(_) | Kind::Zone | Kind::EveryHours)) {
            let Some(default) = member.default else { continue };
            let value = policy.pointer(&member.pointer()).map_or("null".to_owned(), ToString::to_string);
            assert_eq!(value, default, "{}", member.name);
        }
    }
}
