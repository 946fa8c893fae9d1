//! Resource ids of disks and snapshots, compared without case (A60, A64).

use std::cmp::Ordering;
use std::fmt;
use std::hash::{Hash, Hasher};

/// What a [`ResourceId`] names.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ResourceKind {
    /// `Microsoft.Compute/disks`
    Disk,
    /// `Microsoft.Compute/snapshots`
    Snapshot,
    /// Any other provider or type: a source may be an image or a blob container.
    Other,
}

impl ResourceKind {
    /// The plural word of the id, as the service writes it; `None` for other kinds.
    pub fn word(self) -> Option<&'static str> {
        match self {
            Self::Disk => Some("disks"),
            Self::Snapshot => Some("snapshots"),
            Self::Other => None,
        }
    }
}

/// Why a text is no resource id.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error(
    "`{text}` is not a resource id: {why}; expected `/subscriptions/<id>/resourceGroups/<group>/providers/Microsoft.Compute/disks/<name>`"
)]
pub struct IdError {
    text: String,
    why: &'static str,
}

/// The id of a resource inside a resource group.
///
/// Keeps the casing it was read with for showing; equality, order and hash go by the lower-cased [`key`](Self::key),
/// because the service itself changes the casing between calls (A60).
#[derive(Debug, Clone)]
pub struct ResourceId {
    text: String,
    key: String,
    kind: ResourceKind,
    subscription: (usize, usize),
    group: (usize, usize),
    name: (usize, usize),
}

const LONGEST: usize = 2_048;

impl ResourceId {
    /// Reads an id, with or without the leading slash and in any casing of the fixed words (A64).
    ///
    /// # Errors
    /// When a segment is missing or empty, or holds what no id may hold: `.`/`..` alone, a slash in disguise (`%`, `\`),
    /// `?`, `#` or a control character. Whether a name is one the service would let us *make* is [`crate::name`]'s question (A61).
    pub fn parse(text: &str) -> Result<Self, IdError> {
        let fail = |why| IdError { text: text.chars().take(200).collect(), why };
        if text.len() > LONGEST {
            return Err(fail("it is longer than any id"));
        }
        let trimmed = text.strip_prefix('/').unwrap_or(text);
        if trimmed.chars().any(|c| c.is_control() || matches!(c, '\\' | '%' | '?' | '#')) {
            return Err(fail("it holds a character that no id has"));
        }
        let segments: Vec<&str> = trimmed.split('/').collect();
        if segments.iter().any(|s| s.is_empty() || *s == "." || *s == ".." || s.trim() != *s) {
            return Err(fail("a segment is empty, blank or a step to another folder"));
        }
        let [subscriptions, subscription, groups, group, providers, provider, kinds, .., name] = segments.as_slice()
        else {
            return Err(fail("it has too few segments"));
        };
        if !subscriptions.eq_ignore_ascii_case("subscriptions")
            || !groups.eq_ignore_ascii_case("resourceGroups")
            || !providers.eq_ignore_ascii_case("providers")
        {
            return Err(fail("the words `subscriptions`, `resourceGroups`, `providers` are not where they belong"));
        }
        let compute = provider.eq_ignore_ascii_case("Microsoft.Compute") && segments.len() == 8;
        let kind = match *kinds {
            word if compute && word.eq_ignore_ascii_case("disks") => ResourceKind::Disk,
            word if compute && word.eq_ignore_ascii_case("snapshots") => ResourceKind::Snapshot,
            _ => ResourceKind::Other,
        };
        let text = format!("/{trimmed}");
        let subscription_at = 1 + subscriptions.len() + 1;
        let group_at = subscription_at + subscription.len() + 1 + groups.len() + 1;
        let name_at = text.len() - name.len();
        Ok(Self {
            key: text.to_lowercase(),
            kind,
            subscription: (subscription_at, subscription_at + subscription.len()),
            group: (group_at, group_at + group.len()),
            name: (name_at, text.len()),
            text,
        })
    }

    /// Puts an id together; the parts are checked as [`parse`](Self::parse) checks them.
    ///
    /// # Errors
    /// As [`parse`](Self::parse); [`ResourceKind::Other`] cannot be put together.
    pub fn new(kind: ResourceKind, subscription: &str, group: &str, name: &str) -> Result<Self, IdError> {
        let word = kind.word().unwrap_or("");
        let text =
            format!("/subscriptions/{subscription}/resourceGroups/{group}/providers/Microsoft.Compute/{word}/{name}");
        let id = Self::parse(&text)?;
        if id.kind == kind && id.subscription() == subscription && id.group() == group {
            Ok(id)
        } else {
            Err(IdError { text, why: "a part holds a slash" })
        }
    }

    /// As it was read, with a leading slash.
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// Lower-cased: what ids are compared, sorted and hashed by (A60).
    pub fn key(&self) -> &str {
        &self.key
    }

    /// What it names.
    pub fn kind(&self) -> ResourceKind {
        self.kind
    }

    /// The subscription, as it was read.
    pub fn subscription(&self) -> &str {
        self.part(self.subscription)
    }

    /// The resource group, as it was read.
    pub fn group(&self) -> &str {
        self.part(self.group)
    }

    /// The resource's own name, as it was read.
    pub fn name(&self) -> &str {
        self.part(self.name)
    }

    /// Subscription and resource group, lower-cased.
    pub fn place_keys(&self) -> (&str, &str) {
        let mut segments = self.key.split('/').skip(2).step_by(2);
        (segments.next().unwrap_or_default(), segments.next().unwrap_or_default())
    }

    /// True when this resource is what `scope` names or lies inside it: a subscription, a group or the resource (locks).
    pub fn within(&self, scope: &str) -> bool {
        let scope = format!("/{}", scope.trim_matches('/').to_lowercase());
        self.scopes().any(|own| own == scope)
    }

    /// What a lock can be on to hold this resource, lower-cased, the widest first: its subscription, its group, …, itself.
    pub(crate) fn scopes(&self) -> impl Iterator<Item = &str> {
        let ends = self.key.match_indices('/').map(|(at, _)| at).skip(1).chain([self.key.len()]);
        ends.filter_map(|end| self.key.get(..end))
    }

    fn part(&self, (from, to): (usize, usize)) -> &str {
        self.text.get(from..to).unwrap_or_default()
    }
}

impl PartialEq for ResourceId {
    fn eq(&self, other: &Self) -> bool {
        self.key == other.key
    }
}

impl Eq for ResourceId {}

impl PartialOrd for ResourceId {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for ResourceId {
    fn cmp(&self, other: &Self) -> Ordering {
        self.key.cmp(&other.key)
    }
}

impl Hash for ResourceId {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.key.hash(state);
    }
}

impl fmt::Display for ResourceId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const ID: &str = "/subscriptions/0b1f6471-1bf0-4dda-aec3-cb9272f09590/resourceGroups/RG-Prod/providers/Microsoft.Compute/disks/vm_Data1";

    #[test]
    fn reads_parts_in_their_own_casing() {
        let id = ResourceId::parse(ID).unwrap();
        assert_eq!(
            (id.subscription(), id.group(), id.name()),
            ("0b1f6471-1bf0-4dda-aec3-cb9272f09590", "RG-Prod", "vm_Data1")
        );
        assert_eq!(id.kind(), ResourceKind::Disk);
        assert_eq!(id.as_str(), ID);
    }

    #[test]
    fn casing_and_leading_slash_do_not_matter() {
        // A60, A64
        let id = ResourceId::parse(ID).unwrap();
        let other = ResourceId::parse(&ID.to_uppercase()[1..]).unwrap();
        assert_eq!(id, other);
        assert_eq!(other.kind(), ResourceKind::Disk);
        assert_eq!(other.group(), "RG-PROD");
    }

    #[test]
    fn refuses_what_could_reach_elsewhere() {
        for bad in [
            "",
            "/",
            "vm_data1",
            "/subscriptions/s/resourceGroups/../providers/Microsoft.Compute/disks/d",
            "/subscriptions/s/resourceGroups/g/providers/Microsoft.Compute/disks/..",
            "/subscriptions/s/resourceGroups/g/providers/Microsoft.Compute/disks/a%2fb",
            "/subscriptions/s/resourceGroups/g/providers/Microsoft.Compute/disks/a?x=1",
            "/subscriptions/s/resourceGroups/g/providers/Microsoft.Compute/disks/a\\b",
            "/subscriptions//resourceGroups/g/providers/Microsoft.Compute/disks/d",
            "/subscriptions/s/resourceGroups/g/providers/Microsoft.Compute/disks/",
        ] {
            assert!(ResourceId::parse(bad).is_err(), "{bad}");
        }
        assert!(ResourceId::new(ResourceKind::Disk, "s", "g/providers/x", "d").is_err());
    }

    #[test]
    fn other_providers_are_other() {
        let id =
            ResourceId::parse("/subscriptions/s/resourceGroups/g/providers/Microsoft.Storage/storageAccounts/disks")
                .unwrap();
        assert_eq!(id.kind(), ResourceKind::Other);
    }

    #[test]
    fn within_goes_by_whole_segments() {
        let id = ResourceId::parse(ID).unwrap();
        assert!(id.within("/subscriptions/0B1F6471-1bf0-4dda-aec3-cb9272f09590"));
        assert!(id.within("/subscriptions/0b1f6471-1bf0-4dda-aec3-cb9272f09590/resourcegroups/rg-prod/"));
        assert!(id.within(ID));
        assert!(!id.within("/subscriptions/0b1f6471-1bf0-4dda-aec3-cb9272f09590/resourcegroups/rg-pro"));
        assert!(!id.within("") && !id.within("/"));
    }

    #[test]
    fn scopes_are_whole_segments() {
        let id =
            ResourceId::parse("/subscriptions/S/resourceGroups/G/providers/Microsoft.Compute/snapshots/n").unwrap();
        let scopes: Vec<&str> = id.scopes().filter(|scope| !scope.ends_with("providers")).collect();
        assert_eq!(scopes[..3], ["/subscriptions", "/subscriptions/s", "/subscriptions/s/resourcegroups"]);
        assert_eq!(scopes.last().copied(), Some(id.key()));
        assert!(scopes.contains(&"/subscriptions/s/resourcegroups/g"));
        assert_eq!(id.place_keys(), ("s", "g"));
    }
}
