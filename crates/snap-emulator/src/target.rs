//! Request targets: path and query taken apart, and which call they mean. Own parsing, on purpose (see the crate docs).

use percent_encoding::percent_decode_str;

use crate::automation::JobPlace;
use crate::refusal::{Answer, Refusal};
use crate::scopes::Scope;

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
    Group {
        subscription: String,
        group: String,
    },
    /// How far the deletion of a group is.
    GroupDeletion {
        subscription: String,
        id: String,
    },
    Providers {
        subscription: String,
        provider: Option<String>,
    },
    Registration {
        subscription: String,
        provider: String,
    },
    Locations {
        subscription: String,
    },
    /// All resources of a subscription, or of one group of it.
    Resources {
        subscription: String,
        group: Option<String>,
    },
    Locks {
        scope: Scope,
        name: Option<String>,
    },
    Graph,
    /// The tags of a disk or snapshot as a resource of their own.
    Tags(Place),
    /// A job of an Automation account.
    Job(JobPlace),
    ListAll {
        subscription: String,
        kind: Kind,
    },
    ListGroup {
        subscription: String,
        group: String,
        kind: Kind,
    },
    /// The virtual machines of a subscription, or of one group of it.
    Machines {
        subscription: String,
        group: Option<String>,
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

impl Call {
    /// The kind of resource it is about, where it is about one.
    pub(crate) fn kind(&self) -> Option<Kind> {
        match self {
            Self::ListAll { kind, .. } | Self::ListGroup { kind, .. } => Some(*kind),
            Self::One(place) | Self::Action { place, .. } => Some(place.kind),
            _ => None,
        }
    }

    /// Whether Compute answers it, not the resource manager.
    pub(crate) fn is_compute(&self) -> bool {
        self.kind().is_some() || matches!(self, Self::Operation { .. })
    }

    /// The disk or snapshot it names, where it names one.
    pub(crate) fn place(&self) -> Option<&Place> {
        match self {
            Self::One(place) | Self::Tags(place) | Self::Action { place, .. } => Some(place),
            Self::Locks { scope: Scope::Resource(place), .. } => Some(place),
            _ => None,
        }
    }

    /// The subscription it is about, where it is about one.
    pub(crate) fn subscription(&self) -> Option<&str> {
        match self {
            Self::Subscription { subscription }
            | Self::Groups { subscription }
            | Self::Group { subscription, .. }
            | Self::GroupDeletion { subscription, .. }
            | Self::Providers { subscription, .. }
            | Self::Registration { subscription, .. }
            | Self::Locations { subscription }
            | Self::Resources { subscription, .. }
            | Self::ListAll { subscription, .. }
            | Self::ListGroup { subscription, .. }
            | Self::Machines { subscription, .. }
            | Self::Operation { subscription, .. } => Some(subscription),
            Self::Locks { scope, .. } => Some(scope.subscription()),
            Self::One(place) | Self::Tags(place) | Self::Action { place, .. } => Some(&place.subscription),
            Self::Job(place) => Some(&place.subscription),
            Self::Tenants | Self::Subscriptions | Self::Graph | Self::Other => None,
        }
    }

    /// Query members that mean something to it.
    pub(crate) fn queries(&self) -> &'static [&'static str] {
        match self {
            Self::Operation { .. } => &["api-version", "p", "t", "c", "s", "h", "monitor"],
            Self::ListAll { .. } | Self::ListGroup { .. } | Self::Machines { .. } | Self::Groups { .. } => {
                &["api-version", "$skiptoken"]
            }
            Self::Locks { .. } | Self::Resources { .. } => &["api-version", "$skiptoken", "$filter"],
            _ => &["api-version"],
        }
    }
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
        [one, provider, kind]
            if is(one, "providers") && is(provider, "Microsoft.ResourceGraph") && is(kind, "resources") =>
        {
            Call::Graph
        }
        [one, subscription, rest @ ..] if is(one, "subscriptions") => lock_call(&words)
            .or_else(|| tags_call(&words))
            .or_else(|| JobPlace::of_segments(subscription, rest).map(Call::Job))
            .or_else(|| manager_call(subscription, rest))
            .unwrap_or_else(|| compute_call(subscription, rest)),
        _ => Call::Other,
    }
}

/// Locks hang on scopes of three kinds.
fn lock_call(words: &[&str]) -> Option<Call> {
    let (scope, name) = match words {
        [scope @ .., providers, provider, locks] if are_locks(providers, provider, locks) => (scope, None),
        [scope @ .., providers, provider, locks, name] if are_locks(providers, provider, locks) => (scope, Some(*name)),
        _ => return None,
    };
    Some(Call::Locks { scope: Scope::of_segments(scope)?, name: name.map(str::to_owned) })
}

fn are_locks(providers: &str, provider: &str, locks: &str) -> bool {
    providers.eq_ignore_ascii_case("providers")
        && provider.eq_ignore_ascii_case("Microsoft.Authorization")
        && locks.eq_ignore_ascii_case("locks")
}

fn tags_call(words: &[&str]) -> Option<Call> {
    let [scope @ .., providers, provider, tags, default] = words else { return None };
    let fixed = [(providers, "providers"), (provider, "Microsoft.Resources"), (tags, "tags"), (default, "default")];
    fixed.iter().all(|(have, want)| have.eq_ignore_ascii_case(want)).then_some(())?;
    Place::of_id(&scope.join("/")).map(Call::Tags)
}

/// Calls that the resource manager answers itself.
fn manager_call(subscription: &str, rest: &[&str]) -> Option<Call> {
    let is = |have: &str, want: &str| have.eq_ignore_ascii_case(want);
    let subscription = subscription.to_owned();
    Some(match rest {
        [] => Call::Subscription { subscription },
        [groups] if is(groups, "resourceGroups") => Call::Groups { subscription },
        [groups, group] if is(groups, "resourceGroups") => Call::Group { subscription, group: (*group).to_owned() },
        [groups, group, resources] if is(groups, "resourceGroups") && is(resources, "resources") => {
            Call::Resources { subscription, group: Some((*group).to_owned()) }
        }
        [results, id] if is(results, "operationresults") => Call::GroupDeletion { subscription, id: (*id).to_owned() },
        [resources] if is(resources, "resources") => Call::Resources { subscription, group: None },
        [locations] if is(locations, "locations") => Call::Locations { subscription },
        [providers] if is(providers, "providers") => Call::Providers { subscription, provider: None },
        [providers, provider] if is(providers, "providers") => {
            Call::Providers { subscription, provider: Some((*provider).to_owned()) }
        }
        [providers, provider, register] if is(providers, "providers") && is(register, "register") => {
            Call::Registration { subscription, provider: (*provider).to_owned() }
        }
        _ => return None,
    })
}

fn compute_call(subscription: &str, rest: &[&str]) -> Call {
    let is = |have: &str, want: &str| have.eq_ignore_ascii_case(want);
    let subscription = subscription.to_owned();
    match rest {
        [providers, provider, kind] if is(providers, "providers") && is(provider, "Microsoft.Compute") => {
            match Kind::of_segment(kind) {
                Some(kind) => Call::ListAll { subscription, kind },
                None if is(kind, "virtualMachines") => Call::Machines { subscription, group: None },
                None => Call::Other,
            }
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
                (None, []) if is(kind, "virtualMachines") => Call::Machines { subscription, group: Some(group) },
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
            Target::parse("/subscriptions/s/providers/Microsoft.Compute/virtualMachineScaleSets").unwrap().call,
            Call::Other
        );
        assert!(Target::parse("/%ff").is_err());
    }
}
