//! The members that every flow's request has, read and checked in one place.

use serde::{Deserialize, Serialize};
use snap_arm::endpoint::Endpoint;
use snap_arm::request::{ApiVersion, RequestError, Requests, check_id};
use snap_core::id::{ResourceId, ResourceKind};
use snap_core::instant::Instant;

use crate::contract::FlowError;
use crate::engine::DEFAULT_PARALLEL;

/// A week: longer than any copy or any host's patience.
const LONGEST_TIMEOUT: u64 = 7 * 86_400;

/// More than this under way at once is no help to anybody (T1).
const MOST_PARALLEL: usize = 64;

/// How long a flow may take when nothing is said, in seconds.
pub(crate) const DEFAULT_TIMEOUT: u64 = 3_600;

/// What stands in every request: the whole is read with `#[serde(flatten)]`-free structs, so each intent names these
/// members itself and hands them over.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Common<'a> {
    pub(crate) endpoint: &'a str,
    pub(crate) api_version: Option<&'a str>,
}

impl Common<'_> {
    /// The builder of requests, for snapshots that are or will be incremental.
    pub(crate) fn requests(self) -> Result<Requests, FlowError> {
        let refuse = |code, message: String| FlowError::new(code, message).at("apiVersion");
        let endpoint =
            Endpoint::parse(self.endpoint).map_err(|e| FlowError::new("bad_endpoint", e.to_string()).at("endpoint"))?;
        let version = match self.api_version {
            Some(text) => ApiVersion::parse(text).map_err(|e| refuse(e.code(), e.to_string()))?,
            None => ApiVersion::default(),
        };
        Ok(Requests::new(endpoint, version))
    }
}

/// Refuses api-versions of which the work needs something they do not have: `what` since `since`.
pub(crate) fn needs_version(requests: &Requests, since: &str, what: &str) -> Result<(), FlowError> {
    let version = requests.version();
    if version.at_least(since) {
        return Ok(());
    }
    let message = format!("api-version `{}` has no {what}; use {since} or later", version.as_str());
    Err(FlowError::new("api_version_too_old", message).at("apiVersion"))
}

/// `timeoutSeconds`, or what is usual.
pub(crate) fn timeout(asked: Option<u64>, usual: u64, member: &'static str) -> Result<u64, FlowError> {
    let timeout = asked.unwrap_or(usual);
    if (1..=LONGEST_TIMEOUT).contains(&timeout) {
        return Ok(timeout);
    }
    let message = format!("`{timeout}` seconds are not between 1 and {LONGEST_TIMEOUT} (a week)");
    Err(FlowError::new("bad_timeout", message).at(member))
}

/// `parallel`, or what is usual.
pub(crate) fn parallel(asked: Option<usize>) -> Result<usize, FlowError> {
    let parallel = asked.unwrap_or(DEFAULT_PARALLEL);
    if (1..=MOST_PARALLEL).contains(&parallel) {
        return Ok(parallel);
    }
    let message = format!("`{parallel}` is not between 1 and {MOST_PARALLEL} requests at once");
    Err(FlowError::new("bad_parallel", message).at("parallel"))
}

/// When a flow that begins at `now` has to be over.
pub(crate) fn deadline(now: Instant, timeout: u64) -> Instant {
    now.plus_seconds(i64::try_from(timeout).unwrap_or(i64::MAX))
}

/// A disk's or snapshot's id that may be sent.
pub(crate) fn id_of(text: &str, kind: ResourceKind, place: impl Fn() -> String) -> Result<ResourceId, FlowError> {
    let id = ResourceId::parse(text).map_err(|e| FlowError::new("bad_id", e.to_string()).at(place()))?;
    if id.kind() != kind {
        let word = if kind == ResourceKind::Disk { "disk" } else { "snapshot" };
        return Err(FlowError::new("bad_id", format!("`{id}` is not the id of a {word}")).at(place()));
    }
    check_id(&id).map_err(refused_at(place))?;
    Ok(id)
}

/// An id that goes into tags: a call's or a policy's.
pub(crate) fn label(text: &str, member: &'static str) -> Result<String, FlowError> {
    let fits = (1..=128).contains(&text.chars().count()) && text.trim() == text && !text.chars().any(char::is_control);
    let message = || format!("`{text}` is not an id of 1 to 128 printable characters without blanks around it");
    if fits { Ok(text.to_owned()) } else { Err(FlowError::new("bad_call_id", message()).at(member)) }
}

/// A request that cannot be made is the fault of the member at `place`.
pub(crate) fn refused_at(place: impl Fn() -> String) -> impl Fn(RequestError) -> FlowError {
    move |error| FlowError::new(error.code(), error.to_string()).at(place())
}

/// Where a copy goes, as it stands in a request.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct To {
    pub(crate) location: String,
    pub(crate) resource_group: String,
    #[serde(default)]
    pub(crate) subscription_id: Option<String>,
}
