//! Resource ids of disks and snapshots, compared without case (A60, A64).

use std::borrow::Borrow;
use std::cmp::Ordering;
use std::fmt;
use std::hash::{Hash, Hasher};
use std::ops::Deref;
use std::sync::Arc;

use crate::text::alike;

mod wrong;

pub use wrong::IdError;
pub(crate) use wrong::SENTENCES;

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

/// The id of a resource inside a resource group.
///
/// Keeps the casing it was read with for showing; equality, order and hash go by the lower-cased [`key`](Self::key),
/// because the service itself changes the casing between calls (A60).
#[derive(Clone)]
pub struct ResourceId {
    /// The id as it was read, then its key: one piece of memory, shared by all clones.
    both: Arc<str>,
    /// Where the key begins.
    key: u16,
    kind: ResourceKind,
    subscription: (u16, u16),
    group: (u16, u16),
    name: u16,
}

/// In bytes, so that every place in an id fits 16 bits.
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
            return Err(fail("long"));
        }
        let trimmed = text.strip_prefix('/').unwrap_or(text);
        if trimmed.chars().any(|c| c.is_control() || matches!(c, '\\' | '%' | '?' | '#')) {
            return Err(fail("character"));
        }
        let segments: Vec<&str> = trimmed.split('/').collect();
        if segments.iter().any(|s| s.is_empty() || *s == "." || *s == ".." || s.trim() != *s) {
            return Err(fail("segment"));
        }
        let [subscriptions, subscription, groups, group, providers, provider, kinds, .., name] = segments.as_slice()
        else {
            return Err(fail("few"));
        };
        if !subscriptions.eq_ignore_ascii_case("subscriptions")
            || !groups.eq_ignore_ascii_case("resourceGroups")
            || !providers.eq_ignore_ascii_case("providers")
        {
            return Err(fail("words"));
        }
        let compute = provider.eq_ignore_ascii_case("Microsoft.Compute") && segments.len() == 8;
        let kind = match *kinds {
            word if compute && word.eq_ignore_ascii_case("disks") => ResourceKind::Disk,
            word if compute && word.eq_ignore_ascii_case("snapshots") => ResourceKind::Snapshot,
            _ => ResourceKind::Other,
        };
        let subscription_at = 1 + subscriptions.len() + 1;
        let group_at = subscription_at + subscription.len() + 1 + groups.len() + 1;
        let mut both = String::with_capacity(2 * trimmed.len() + 2);
        both.extend(["/", trimmed]);
        Ok(Self {
            key: place(both.len()),
            kind,
            subscription: (place(subscription_at), place(subscription_at + subscription.len())),
            group: (place(group_at), place(group_at + group.len())),
            name: place(both.len() - name.len()),
            both: with_key(both),
        })
    }

    /// Reads an id as [`parse`](Self::parse) does; at a fraction of the cost where it is that of a neighbour, a resource
    /// of the same kind in the same group. `room` is memory to work in.
    ///
    /// # Errors
    /// As [`parse`](Self::parse).
    pub fn parse_beside(text: &str, neighbour: Option<&Self>, room: &mut String) -> Result<Self, IdError> {
        match neighbour.and_then(|other| other.beside(text, room)) {
            Some(id) => Ok(id),
            None => Self::parse(text),
        }
    }

    fn beside(&self, text: &str, room: &mut String) -> Option<Self> {
        let ordinary = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_');
        let before = usize::from(self.name);
        let begins = alike(self.as_str().as_bytes(), text.as_bytes()) >= before;
        let name = text.get(before..).filter(|_| begins)?;
        if text.len() > LONGEST || name.is_empty() || !name.bytes().all(ordinary) {
            return None;
        }
        let before_name = self.key().get(..self.name_in_key())?;
        room.clear();
        room.extend([text, before_name, name]);
        room.get_mut(text.len() + before_name.len()..)?.make_ascii_lowercase();
        Some(Self { key: place(text.len()), both: room.as_str().into(), ..*self })
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
            Err(IdError { text, why: "slash" })
        }
    }

    /// As it was read, with a leading slash.
    pub fn as_str(&self) -> &str {
        self.part(0, self.key)
    }

    /// Lower-cased: what ids are compared, sorted and hashed by (A60).
    pub fn key(&self) -> &str {
        self.both.get(usize::from(self.key)..).unwrap_or_default()
    }

    /// What it names.
    pub fn kind(&self) -> ResourceKind {
        self.kind
    }

    /// The subscription, as it was read.
    pub fn subscription(&self) -> &str {
        self.part(self.subscription.0, self.subscription.1)
    }

    /// The resource group, as it was read.
    pub fn group(&self) -> &str {
        self.part(self.group.0, self.group.1)
    }

    /// The resource's own name, as it was read.
    pub fn name(&self) -> &str {
        self.part(self.name, self.key)
    }

    /// Where the name begins in the key.
    fn name_in_key(&self) -> usize {
        let (key, name) = (self.key(), self.name());
        if name.is_ascii() {
            return key.len() - name.len();
        }
        // A slash ends whatever the case of one character can do to that of another.
        key.rfind('/').map_or(0, |slash| slash + 1)
    }

    /// Subscription and resource group, lower-cased.
    pub fn place_keys(&self) -> (&str, &str) {
        let mut segments = self.key().split('/').skip(2).step_by(2);
        (segments.next().unwrap_or_default(), segments.next().unwrap_or_default())
    }

    /// True when this resource is what `scope` names or lies inside it: a subscription, a group or the resource (locks).
    pub fn within(&self, scope: &str) -> bool {
        let scope = format!("/{}", scope.trim_matches('/').to_lowercase());
        self.scopes().any(|own| own == scope)
    }

    /// What a lock can be on to hold this resource, lower-cased, the widest first: its subscription, its group, …, itself.
    pub(crate) fn scopes(&self) -> impl Iterator<Item = &str> {
        let key = self.key();
        let ends = key.match_indices('/').map(|(at, _)| at).skip(1).chain([key.len()]);
        ends.filter_map(move |end| key.get(..end))
    }

    fn part(&self, from: u16, to: u16) -> &str {
        self.both.get(usize::from(from)..usize::from(to)).unwrap_or_default()
    }
}

/// A place in an id: none is longer than [`LONGEST`] and its slash.
fn place(at: usize) -> u16 {
    u16::try_from(at).unwrap_or(u16::MAX)
}

/// The id and, behind it, its key.
fn with_key(mut text: String) -> Arc<str> {
    if text.is_ascii() {
        let length = text.len();
        text.extend_from_within(..);
        if let Some(key) = text.get_mut(length..) {
            key.make_ascii_lowercase();
        }
    } else {
        text += &text.to_lowercase();
    }
    text.into()
}

/// The key of an id as a thing of its own, which shares the id's memory: what maps go by.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Key(ResourceId);

impl Deref for Key {
    type Target = str;

    fn deref(&self) -> &str {
        self.0.key()
    }
}

/// Found by the text alone, which is equal, ordered and hashed as the id is.
impl Borrow<str> for Key {
    fn borrow(&self) -> &str {
        self
    }
}

impl From<&ResourceId> for Key {
    fn from(id: &ResourceId) -> Self {
        Self(id.clone())
    }
}

impl fmt::Debug for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(&**self, f)
    }
}

impl PartialEq for ResourceId {
    fn eq(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.both, &other.both) || self.key() == other.key()
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
        // Ids of a list begin alike for a hundred bytes and more.
        let (one, two) = (self.key().as_bytes(), other.key().as_bytes());
        let same = alike(one, two);
        one.get(same..).cmp(&two.get(same..))
    }
}

impl Hash for ResourceId {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.key().hash(state);
    }
}

impl fmt::Debug for ResourceId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(self.as_str(), f)
    }
}

impl fmt::Display for ResourceId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
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
    fn a_neighbour_changes_nothing() {
        let (neighbour, mut room) = (ResourceId::parse(ID).unwrap(), String::new());
        let group = ID.trim_end_matches("vm_Data1");
        let whole = |id: &ResourceId| {
            let parts = (id.subscription().to_owned(), id.group().to_owned(), id.name().to_owned());
            (id.as_str().to_owned(), id.key().to_owned(), id.kind(), parts)
        };
        for name in ["vm_Data1", "b", "B-2", "a.b", "", ".", "..", " b", "b/c", "b%2f", "é", "İ", "b/providers/x/y/z"]
        {
            for text in
                [format!("{group}{name}"), format!("{}{name}", &group[1..]), format!("{}{name}", group.to_uppercase())]
            {
                let beside = ResourceId::parse_beside(&text, Some(&neighbour), &mut room);
                let alone = ResourceId::parse(&text);
                assert_eq!(beside.as_ref().map(whole), alone.as_ref().map(whole), "{text}");
            }
        }
        let long = format!("{group}{}", "x".repeat(LONGEST));
        assert!(ResourceId::parse_beside(&long, Some(&neighbour), &mut room).is_err());
    }

    #[test]
    fn letters_that_grow_when_folded_stay_whole() {
        // `İ` is two bytes and three when folded.
        let id = ResourceId::parse(&ID.replace("Data1", "İx")).unwrap();
        assert_eq!((id.name(), id.key().ends_with("/disks/vm_i\u{307}x")), ("vm_İx", true));
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
