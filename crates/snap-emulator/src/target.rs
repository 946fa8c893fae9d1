//! Request targets: path and query taken apart, and which call they mean. Own parsing, on purpose (see the crate docs).

use percent_encoding::percent_decode_str;

use crate::refusal::{Answer, Refusal};

/// The two kinds of resource.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Kind {
    Disk,
    Snapshot,
}

impl Kind {
    /// The word in paths.
    pub(crate) fn segment(self) -> &'static str {
        match self {
            Self::Disk => "disks",
            Self::Snapshot => "snapshots",
        }
    }

    /// The `type` member.
    pub(crate) fn type_name(self) -> String {
        format!("Microsoft.Compute/{}", self.segment())
    }

    fn of_segment(segment: &str) -> Option<Self> {
        [Self::Disk, Self::Snapshot].into_iter().find(|kind| kind.segment().eq_ignore_ascii_case(segment))
    }
}

/// Where a disk or snapshot lies, in the caller's casing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Place {
    pub(crate) subscription: String,
    pub(crate) group: String,
    pub(crate) kind: Kind,
    pub(crate) name: String,
}

impl Place {
    /// Reads a resource id; a missing leading slash and any casing of the fixed words are taken (A64).
    pub(crate) fn of_id(id: &str) -> Option<Self> {
        let segments: Vec<&str> = id.trim_start_matches('/').split('/').collect();
        match segments.as_slice() {
            [subs, subscription, groups, group, providers, provider, kind, name]
                if subs.eq_ignore_ascii_case("subscriptions")
                    && groups.eq_ignore_ascii_case("resourceGroups")
                    && providers.eq_ignore_ascii_case("providers")
                    && provider.eq_ignore_ascii_case("Microsoft.Compute")
                    && ![subscription, group, name].iter().any(|part| part.is_empty()) =>
            {
                Some(Self {
                    subscription: (*subscription).to_owned(),
                    group: (*group).to_owned(),
                    kind: Kind::of_segment(kind)?,
                    name: (*name).to_owned(),
                })
            }
            _ => None,
        }
    }

    /// The resource id.
    pub(crate) fn id(&self) -> String {
        format!("{}/{}", list_scope(&self.subscription, &self.group, self.kind), self.name)
    }
}

fn list_scope(subscription: &str, group: &str, kind: Kind) -> String {
    format!("/subscriptions/{subscription}/resourceGroups/{group}/providers/{}", kind.type_name())
}

/// The call a target means.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Call {
    Tenants,
    Subscriptions,
    Subscription {
        subscription: String,
    },
    Groups {
        subscription: String,
    },
    ListAll {
        subscription: String,
        kind: Kind,
    },
    ListGroup {
        subscription: String,
        group: String,
        kind: Kind,
    },
    One(Place),
    /// A POST below a resource, such as `beginGetAccess`.
    Action {
        place: Place,
        action: String,
    },
    Operation {
        subscription: String,
        region: String,
        id: String,
    },
    Other,
}

/// A target taken apart.
#[derive(Clone, Debug)]
pub(crate) struct Target {
    pub(crate) call: Call,
    /// The path as sent, for links back to it.
    pub(crate) path: String,
    query: Vec<(String, String)>,
}

impl Target {
    pub(crate) fn parse(text: &str) -> Answer<Self> {
        let (path, query) = text.split_once('?').unwrap_or((text, ""));
        let segments = path.split('/').filter(|part| !part.is_empty()).map(decode).collect::<Answer<Vec<_>>>()?;
        let query = query
            .split('&')
            .filter(|pair| !pair.is_empty())
            .map(|pair| {
                let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
                Ok((decode(name)?, decode(value)?))
            })
            .collect::<Answer<Vec<_>>>()?;
        Ok(Self { call: call(&segments), path: path.to_owned(), query })
    }

    /// The first query value of that name; names ignore case.
    pub(crate) fn query(&self, name: &str) -> Option<&str> {
        self.query.iter().find(|(have, _)| have.eq_ignore_ascii_case(name)).map(|(_, value)| value.as_str())
    }

    /// Names of the query members that are not among `known`.
    pub(crate) fn other_queries<'a>(&'a self, known: &'a [&str]) -> impl Iterator<Item = &'a str> {
        self.query
            .iter()
            .map(|(name, _)| name.as_str())
            .filter(|name| !known.iter().any(|known| known.eq_ignore_ascii_case(name)))
    }
}

fn decode(text: &str) -> Answer<String> {
    percent_decode_str(text)
        .decode_utf8()
        .map(|text| text.into_owned())
        .map_err(|_| Refusal::new(400, "BadRequest", "the request target holds percent escapes that are not UTF-8"))
}

fn call(segments: &[String]) -> Call {
    let words: Vec<&str> = segments.iter().map(String::as_str).collect();
    let is = |have: &str, want: &str| have.eq_ignore_ascii_case(want);
    match words.as_slice() {
        [one] if is(one, "tenants") => Call::Tenants,
        [one] if is(one, "subscriptions") => Call::Subscriptions,
        [one, subscription] if is(one, "subscriptions") => {
            Call::Subscription { subscription: (*subscription).to_owned() }
        }
        [one, subscription, groups] if is(one, "subscriptions") && is(groups, "resourceGroups") => {
            Call::Groups { subscription: (*subscription).to_owned() }
        }
        [one, subscription, rest @ ..] if is(one, "subscriptions") => compute_call(subscription, rest),
        _ => Call::Other,
    }
}

fn compute_call(subscription: &str, rest: &[&str]) -> Call {
    let is = |have: &str, want: &str| have.eq_ignore_ascii_case(want);
    let subscription = subscription.to_owned();
    match rest {
        [providers, provider, kind] if is(providers, "providers") && is(provider, "Microsoft.Compute") => {
            Kind::of_segment(kind).map_or(Call::Other, |kind| Call::ListAll { subscription, kind })
        }
        [providers, provider, locations, region, operations, id]
            if is(providers, "providers")
                && is(provider, "Microsoft.Compute")
                && is(locations, "locations")
                && is(operations, "DiskOperations") =>
        {
            Call::Operation { subscription, region: (*region).to_owned(), id: (*id).to_owned() }
        }
        [groups, group, providers, provider, kind, name @ ..]
            if is(groups, "resourceGroups") && is(providers, "providers") && is(provider, "Microsoft.Compute") =>
        {
            let group = (*group).to_owned();
            let place = |kind, name: &str| Place {
                subscription: subscription.clone(),
                group: group.clone(),
                kind,
                name: name.to_owned(),
            };
            match (Kind::of_segment(kind), name) {
                (Some(kind), []) => Call::ListGroup { subscription, group, kind },
                (Some(kind), [name]) => Call::One(place(kind, name)),
                (Some(kind), [name, action]) => Call::Action { place: place(kind, name), action: (*action).to_owned() },
                _ => Call::Other,
            }
        }
        _ => Call::Other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_read_without_slash_and_in_any_casing() {
        let place = Place::of_id("subscriptions/S/RESOURCEGROUPS/g/Providers/microsoft.compute/DISKS/d").unwrap();
        assert_eq!(place.id(), "/subscriptions/S/resourceGroups/g/providers/Microsoft.Compute/disks/d");
        for id in ["", "/", "/subscriptions/s", "/subscriptions/s/resourceGroups//providers/Microsoft.Compute/disks/d"]
        {
            assert!(Place::of_id(id).is_none(), "{id}");
        }
    }

    #[test]
    fn targets_name_their_call() {
        let target = Target::parse(
            "/subscriptions/s/resourcegroups/g%20h/providers/Microsoft.Compute/snapshots/a%2Fb?API-version=1&x",
        )
        .unwrap();
        let Call::One(place) = &target.call else { panic!("{target:?}") };
        assert_eq!((place.group.as_str(), place.name.as_str()), ("g h", "a/b"));
        assert_eq!(target.query("api-version"), Some("1"));
        assert_eq!(target.other_queries(&["api-version"]).collect::<Vec<_>>(), ["x"]);
        assert_eq!(
            Target::parse("/subscriptions/s/providers/Microsoft.Compute/virtualMachines").unwrap().call,
            Call::Other
        );
        assert!(Target::parse("/%ff").is_err());
    }
}
