//! Scopes: a subscription, a group or a resource, as locks hang on them and as rights are asked for.

use crate::target::Place;

/// One scope, in the caller's casing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Scope {
    Subscription(String),
    Group { subscription: String, group: String },
    Resource(Place),
}

impl Scope {
    /// Reads the segments of an id; `None` for scopes that nothing is known of here.
    pub(crate) fn of_segments(segments: &[&str]) -> Option<Self> {
        let is = |have: &str, want: &str| have.eq_ignore_ascii_case(want);
        match segments {
            [subs, subscription] if is(subs, "subscriptions") => Some(Self::Subscription((*subscription).to_owned())),
            [subs, subscription, groups, group] if is(subs, "subscriptions") && is(groups, "resourceGroups") => {
                Some(Self::Group { subscription: (*subscription).to_owned(), group: (*group).to_owned() })
            }
            _ => Place::of_id(&segments.join("/")).map(Self::Resource),
        }
    }

    /// Reads an id.
    pub(crate) fn of_id(id: &str) -> Option<Self> {
        Self::of_segments(&id.split('/').filter(|part| !part.is_empty()).collect::<Vec<_>>())
    }

    pub(crate) fn subscription(&self) -> &str {
        match self {
            Self::Subscription(subscription) | Self::Group { subscription, .. } => subscription,
            Self::Resource(place) => &place.subscription,
        }
    }

    /// The id, with a slash in front.
    pub(crate) fn id(&self) -> String {
        match self {
            Self::Subscription(subscription) => format!("/subscriptions/{subscription}"),
            Self::Group { subscription, group } => format!("/subscriptions/{subscription}/resourceGroups/{group}"),
            Self::Resource(place) => place.id(),
        }
    }

    /// What identifies it: the id in lower case (A60).
    pub(crate) fn key(&self) -> String {
        self.id().to_lowercase()
    }
}

/// Whether the scope with the key `outer` holds the one with the key `inner`, or is it.
pub(crate) fn holds(outer: &str, inner: &str) -> bool {
    inner.strip_prefix(outer).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn scopes_hold_what_lies_below_them() {
        let subscription = Scope::of_id("/SUBSCRIPTIONS/s").unwrap();
        let group = Scope::of_id("/subscriptions/S/resourcegroups/Rg").unwrap();
        let disk = Scope::of_id("subscriptions/s/resourceGroups/rg/providers/microsoft.compute/disks/d").unwrap();
        let other = Scope::of_id("/subscriptions/s/resourceGroups/rg2").unwrap();
        assert!(holds(&subscription.key(), &disk.key()) && holds(&group.key(), &disk.key()));
        assert!(holds(&disk.key(), &disk.key()) && !holds(&disk.key(), &group.key()));
        assert!(!holds(&group.key(), &other.key()), "a name is no prefix of another");
        assert_eq!(group.id(), "/subscriptions/S/resourceGroups/Rg");
        assert_eq!(Scope::of_id("/subscriptions/s/resourceGroups/rg/providers/Microsoft.Web/sites/x"), None);
    }
}
