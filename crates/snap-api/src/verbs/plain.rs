//! The verbs that need no documents.

use serde::Serialize;
use snap_arm::request::ApiVersion;
use snap_core::id::{ResourceId, ResourceKind};
use snap_core::limits::{self, LimitInfo, OtherOwner};
use snap_core::name::{DEFAULT_TEMPLATE, NameTemplate};
use snap_core::retention::{Policy, Start};
use snap_core::say::written_as;
use snap_core::schedule::Schedule;
use snap_flow::Bound;

use crate::answer::{self, Refusal};
use crate::request::{self, Head, Plain};
use crate::session;

/// Verbs that are there, but only in a session.
const OF_SESSIONS: &[&str] = &["inventory", "chains", "plan", "cost", "export", "restore", "rows", "continue", "stop"];

/// The answer of `version`.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS), ts(rename = "Version"))]
pub(crate) struct Version<'a> {
    version: &'a str,
    abi: u32,
    api_version: &'a str,
}

/// The answer of `limits`.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS), ts(rename = "Limits"))]
pub(crate) struct Limits {
    limits: Vec<LimitInfo>,
    other_owners: Vec<OtherOwner>,
    bounds: Vec<Bound>,
}

/// The answer of `presets`.
#[derive(Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS), ts(rename = "Presets"))]
pub(crate) struct Presets {
    presets: Vec<Start>,
    /// Every night at a time that no zone's clock skips or repeats.
    schedule: Schedule,
    /// The names that `zone` may have.
    zones: Vec<String>,
}

/// The answer of `name`.
#[derive(Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS), ts(rename = "Name"))]
pub(crate) struct Name<'a> {
    name: &'a str,
    template: &'a str,
    /// The disk's part was too long.
    cut: bool,
}

pub(crate) fn answer(head: &Head, request: &[u8]) -> Result<Vec<u8>, Refusal> {
    written_as(head.words, || of_verb(&head.verb, request))
}

fn of_verb(verb: &str, request: &[u8]) -> Result<Vec<u8>, Refusal> {
    match verb {
        "version" => request::read::<Plain>(request).map(|_| version()),
        "limits" => request::read::<Plain>(request).map(|_| table_of_limits()),
        "presets" => request::read::<Plain>(request).map(|_| presets()),
        "prices" => request::read::<Plain>(request).map(|_| super::cost::prices()),
        "name" => name(&request::read(request)?),
        "policy" => super::policy::answer(&request::read(request)?),
        "simulate" => super::simulate::SimulateJob::alone(request::read(request)?),
        "compare" => super::compare::CompareJob::alone(request::read(request)?),
        "lint" => session::alone(super::lint::LintJob::new(request::read(request)?)?),
        "ranges" => super::ranges::answer(&request::read(request)?),
        _ if OF_SESSIONS.contains(&verb) => Err(Refusal::new(
            "session_needed",
            format!("`{verb}` needs a session; load documents into one and call it there"),
        )
        .at(verb)),
        _ => Err(Refusal::new(
            "verb_unknown",
            format!(
                "`{verb}` is no verb; the verbs are version, limits, presets, prices, name, policy, ranges, lint, simulate, compare, {}",
                OF_SESSIONS.join(", ")
            ),
        )
        .at(verb)),
    }
}

fn version() -> Vec<u8> {
    let default = ApiVersion::default();
    answer::done(Version { version: crate::VERSION, abi: crate::ABI_VERSION, api_version: default.as_str() }, &[])
}

fn table_of_limits() -> Vec<u8> {
    let (limits, other_owners) = (limits::limits().into(), limits::other_owners().into());
    answer::done(Limits { limits, other_owners, bounds: snap_flow::bounds().into() }, &[])
}

fn presets() -> Vec<u8> {
    answer::done(
        Presets { presets: Policy::presets(), schedule: Schedule::nightly(), zones: snap_core::zone::names() },
        &[],
    )
}

fn name(request: &request::Name) -> Result<Vec<u8>, Refusal> {
    let template = name_template(request.template.as_deref())?;
    let disk = disk_id(&request.disk)?;
    let made = match (&request.resource_group, request.unique) {
        (Some(group), None | Some(false)) => template.make_in(group, &disk, request.slot),
        (_, unique) => template.make(&disk, request.slot, unique.unwrap_or(false)),
    };
    let made = made.map_err(|error| Refusal::new("bad_name", error.to_string()).at(disk.as_str()))?;
    Ok(answer::done(Name { name: made.name.as_str(), template: template.as_str(), cut: made.cut }, &[]))
}

/// Reads a name template; the usual one when none is given.
pub(crate) fn name_template(given: Option<&str>) -> Result<NameTemplate, Refusal> {
    let text = given.unwrap_or(DEFAULT_TEMPLATE);
    NameTemplate::parse(text).map_err(|error| Refusal::new("bad_template", error.to_string()).at(text))
}

/// Reads the id of a disk.
pub(crate) fn disk_id(text: &str) -> Result<ResourceId, Refusal> {
    let id = ResourceId::parse(text).map_err(|error| Refusal::new("bad_id", error.said()).at(text))?;
    match id.kind() {
        ResourceKind::Disk => Ok(id),
        _ => {
            let message = crate::said::refuse_other_id(text, "disk", "…/Microsoft.Compute/disks/<name>");
            Err(Refusal::new("bad_id", message).at(text))
        }
    }
}
