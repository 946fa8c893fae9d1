//! Tags: names compare without case, values with it (A63).

use std::collections::BTreeMap;
use std::fmt;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::text::Text;

/// The tag that marks a snapshot as made for a policy: *ours* (retention section 1).
pub const POLICY: &str = "snapline-policy";
/// The tag of a single call's snapshots, which belong to no policy.
pub const CALL: &str = "snapline-call";
/// The tag with the scheduled instant that a snapshot stands for.
pub const SLOT: &str = "snapline-slot";
/// The tag on a copy: the instant of the snapshot it was copied from.
pub const POINT: &str = "snapline-point";
/// The tag of snapshots that were taken together: the name of the virtual machine.
pub const GROUP: &str = "snapline-group";
/// What only Snapline writes.
pub const RESERVED: [&str; 5] = [POLICY, CALL, SLOT, POINT, GROUP];

/// The tags of one resource, in name order.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS), ts(type = "{ [name in string]: string }"))]
pub struct Tags(Vec<(Text, Text)>);

/// A tag set that the service would refuse (A63).
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum TagError {
    /// More than fifty pairs.
    #[error("{0} tags; a resource has at most 50")]
    TooMany(usize),
    /// A name is empty, too long or has a character it may not have.
    #[error("tag name `{0}` is not allowed: 1 to 512 characters without `< > % & \\ ? /` and control characters")]
    Name(String),
    /// A value is too long.
    #[error("the value of tag `{0}` has {1} characters; at most 256 are allowed")]
    Value(String, usize),
    /// Two names that differ in case only.
    #[error("tag names `{0}` and `{1}` are the same to the service, which ignores their case")]
    Twice(String, String),
    /// One of [`RESERVED`].
    #[error("tag `{0}` is written by Snapline itself; leave it out")]
    Reserved(&'static str),
}

impl Tags {
    /// The value under `name`, in any casing of the name.
    pub fn get(&self, name: &str) -> Option<&str> {
        // The exact hit first: almost every name is asked for as it was written.
        let exact = self.0.iter().find(|(n, _)| n == name);
        exact.or_else(|| self.0.iter().find(|(n, _)| same_name(n, name))).map(|(_, v)| v.as_str())
    }

    /// Sets a tag, replacing the one whose name differs in case only.
    pub fn set(&mut self, name: &str, value: &str) {
        self.0.retain(|(n, _)| !same_name(n, name));
        let place = self.0.partition_point(|(n, _)| n.as_str() < name);
        self.0.insert(place, (name.into(), value.into()));
    }

    /// Another value for the tag at `place` of [`texts`](Self::texts); nothing where there is none.
    pub fn put(&mut self, place: usize, value: &str) {
        if let Some((_, old)) = self.0.get_mut(place) {
            *old = value.into();
        }
    }

    /// Name and value pairs in name order.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &str)> {
        self.0.iter().map(|(n, v)| (n.as_str(), v.as_str()))
    }

    /// The pairs as they are kept.
    pub fn texts(&self) -> &[(Text, Text)] {
        &self.0
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// True when there are none.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Checks what the service would check before it takes them.
    ///
    /// # Errors
    /// The first rule of A63 that is broken.
    pub fn check(&self) -> Result<(), TagError> {
        if self.0.len() > 50 {
            return Err(TagError::TooMany(self.0.len()));
        }
        let mut seen: BTreeMap<String, &str> = BTreeMap::new();
        for (name, value) in &self.0 {
            let length = name.chars().count();
            if length == 0 || length > 512 || name.chars().any(|c| "<>%&\\?/".contains(c) || c.is_control()) {
                return Err(TagError::Name(name.chars().take(100).collect()));
            }
            let length = value.chars().count();
            if length > 256 {
                return Err(TagError::Value(name.to_string(), length));
            }
            if let Some(other) = seen.insert(name.to_lowercase(), name) {
                return Err(TagError::Twice(other.to_owned(), name.to_string()));
            }
        }
        Ok(())
    }
}

impl Tags {
    /// Checks tags that a user gives: those that Snapline writes itself are not among them.
    ///
    /// # Errors
    /// As [`check`](Self::check), and [`TagError::Reserved`].
    pub fn check_users(&self) -> Result<(), TagError> {
        self.check()?;
        RESERVED.into_iter().find(|name| self.get(name).is_some()).map_or(Ok(()), |name| Err(TagError::Reserved(name)))
    }
}

fn same_name(a: &str, b: &str) -> bool {
    // Without letters beyond ASCII there is nothing more to fold, and nothing to allocate for.
    a.eq_ignore_ascii_case(b) || !(a.is_ascii() && b.is_ascii()) && a.to_lowercase() == b.to_lowercase()
}

/// Of a name that comes twice, to the letter, the last value counts.
impl<N: Into<Text>, V: Into<Text>> FromIterator<(N, V)> for Tags {
    fn from_iter<T: IntoIterator<Item = (N, V)>>(iter: T) -> Self {
        let mut all: Vec<(Text, Text)> = iter.into_iter().map(|(n, v)| (n.into(), v.into())).collect();
        all.sort_by(|(a, _), (b, _)| a.cmp(b));
        all.dedup_by(|later, first| {
            let twice = later.0 == first.0;
            if twice {
                first.1 = later.1.clone();
            }
            twice
        });
        all.shrink_to_fit();
        Self(all)
    }
}

impl Serialize for Tags {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(self.iter())
    }
}

impl<'de> Deserialize<'de> for Tags {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        BTreeMap::<String, String>::deserialize(deserializer).map(|pairs| pairs.into_iter().collect())
    }
}

impl fmt::Display for Tags {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut parts = self.iter();
        if let Some((n, v)) = parts.next() {
            write!(f, "{n}={v}")?;
        }
        parts.try_for_each(|(n, v)| write!(f, ", {n}={v}"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_ignore_case_and_values_do_not() {
        let mut tags: Tags = [("Owner", "Ann")].into_iter().collect();
        assert_eq!(tags.get("OWNER"), Some("Ann"));
        tags.set("owner", "ann");
        assert_eq!((tags.len(), tags.get("Owner")), (1, Some("ann")));
    }

    #[test]
    fn pairs_are_kept_by_name_and_the_last_of_two_counts() {
        let tags: Tags = [("b", "1"), ("a", "2"), ("b", "3"), ("B", "4")].into_iter().collect();
        assert_eq!(tags.iter().collect::<Vec<_>>(), [("B", "4"), ("a", "2"), ("b", "3")]);
        let mut tags = tags;
        tags.set("ab", "5");
        assert_eq!(serde_json::to_string(&tags).unwrap(), r#"{"B":"4","a":"2","ab":"5","b":"3"}"#);
        assert_eq!(serde_json::from_str::<Tags>(r#"{"b":"3","a":"2","ab":"5","B":"4"}"#).unwrap(), tags);
    }

    #[test]
    fn refuses_what_the_service_refuses() {
        // A63
        let one = |n: &str, v: &str| [(n.to_owned(), v.to_owned())].into_iter().collect::<Tags>().check();
        assert!(one("ok", "").is_ok());
        assert!(matches!(one("a/b", ""), Err(TagError::Name(_))));
        assert!(matches!(one("", ""), Err(TagError::Name(_))));
        assert!(matches!(one("n", &"x".repeat(257)), Err(TagError::Value(_, 257))));
        assert!(matches!([("a", "1"), ("A", "2")].into_iter().collect::<Tags>().check(), Err(TagError::Twice(..))));
        let many: Tags = (0..51).map(|i| (format!("t{i}"), "v")).collect();
        assert_eq!(many.check(), Err(TagError::TooMany(51)));
    }
}
