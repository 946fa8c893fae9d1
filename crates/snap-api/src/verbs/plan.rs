//! `plan`: the policy over every unit.

use std::collections::BTreeMap;

use serde::Serialize;
use serde_json::value::RawValue;
use sha2::{Digest, Sha256};
use snap_core::guard::{Lock, Locks};
use snap_core::id::ResourceId;
use snap_core::instant::Instant;
use snap_core::limits::{self, NextTake};
use snap_core::lint;
use snap_core::plan::{Planner, Tally};
use snap_core::retention::{Decision, Policy, Reason, Verdict};
use snap_core::say::{self, Form, Sentence};
use snap_core::unit::{Chains, Unit};

use crate::answer::{self, Refusal};
use crate::request;
use crate::session::{Job, over_units};
use crate::verbs::chosen::Chosen;
use crate::verbs::policy::zone_unknown;
use crate::verbs::{self, Items};

/// The request, checked.
pub(crate) struct Asked {
    pub(crate) policy: Policy,
    pub(crate) now: Instant,
    pub(crate) locks: Locks,
    pub(crate) units: Chosen,
}

impl Asked {
    pub(crate) fn read(request: request::Plan) -> Result<Self, Refusal> {
        Ok(Self {
            policy: verbs::policy::read_policy(request.policy.get().as_bytes())?,
            now: request.now,
            locks: locks(request.locks)?,
            units: request.units.into(),
        })
    }

    pub(crate) fn planner<'a>(&'a self, chains: &'a Chains<'a>) -> Result<Planner<'a>, Refusal> {
        Planner::new(&self.policy, self.now, &self.locks, chains).map_err(zone_unknown)
    }
}

pub(crate) struct PlanJob {
    pub(crate) asked: Asked,
    snapshots: bool,
    units: Items,
    mark: Mark,
    findings: Items,
    tally: Tally,
    kept: BTreeMap<&'static str, usize>,
}

/// What two faces compare, as it grows: the policy, the moment and every unit with its verdicts and reasons, whatever the
/// answer tells of them, and as text.
struct Mark {
    digest: Sha256,
    empty: bool,
}

impl Mark {
    fn new(asked: &Asked) -> Self {
        let digest = Sha256::new().chain_update(answer::encode(&asked.policy)).chain_update(asked.now.to_string());
        Self { digest, empty: true }
    }

    fn add(&mut self, unit: &[u8]) {
        self.digest.update([verbs::before(self.empty)]);
        self.digest.update(unit);
        self.empty = false;
    }

    fn hex(&self) -> String {
        self.digest.clone().finalize().iter().map(|byte| format!("{byte:02x}")).collect()
    }
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS), ts(rename = "PlanUnit"))]
struct UnitView<'a> {
    unit: &'a str,
    #[serde(flatten)]
    tally: Tally,
    next: NextTake,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "typescript", ts(optional))]
    snapshots: Option<Vec<SnapshotView<'a>>>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS), ts(rename = "PlanSnapshot"))]
struct SnapshotView<'a> {
    id: &'a str,
    unique_id: Option<&'a str>,
    verdict: Verdict,
    would_drop: bool,
    reasons: &'a [Reason],
}

/// The answer of `plan`.
#[derive(Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS), ts(rename = "Plan"))]
pub(crate) struct Answer {
    now: Instant,
    /// What two faces compare: of the policy, the moment and every verdict with its reasons.
    hash: String,
    policy: Policy,
    summary: Summary,
    #[cfg_attr(feature = "typescript", ts(as = "Vec<UnitView<'static>>"))]
    units: Box<RawValue>,
    #[cfg_attr(feature = "typescript", ts(as = "Vec<lint::Finding>"))]
    findings: Box<RawValue>,
}

/// A plan in numbers and a sentence.
#[derive(Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS), ts(rename = "PlanSummary"))]
struct Summary {
    #[serde(flatten)]
    tally: Tally,
    sentence: Sentence,
    /// Those kept, by the code of the first reason.
    kept: BTreeMap<&'static str, usize>,
}

impl PlanJob {
    pub(crate) fn new(request: request::Plan) -> Result<Self, Refusal> {
        let snapshots = request.snapshots.unwrap_or(true);
        let asked = Asked::read(request)?;
        Ok(Self {
            mark: Mark::new(&asked),
            asked,
            snapshots,
            units: Items::default(),
            findings: Items::default(),
            tally: Tally::default(),
            kept: BTreeMap::new(),
        })
    }

    /// The [`Mark`], once every unit is done.
    pub(crate) fn hash(&self) -> String {
        self.mark.hex()
    }
}

impl Job for PlanJob {
    fn slice(&mut self, from: usize, work: usize, chains: &Chains<'_>) -> Result<usize, Refusal> {
        let Self { asked, snapshots, units, mark, findings, tally, kept } = self;
        let planner = asked.planner(chains)?;
        Ok(over_units(chains, from, work, |unit| {
            if !asked.units.has(unit) {
                return 0;
            }
            let decisions = planner.unit(unit);
            let of_unit = Tally::of(&decisions);
            tally.add(of_unit);
            for decision in decisions.iter().filter(|decision| decision.verdict == Verdict::Keep) {
                if let Some(reason) = decision.reasons.first() {
                    *kept.entry(reason.code()).or_default() += 1;
                }
            }
            let view = UnitView {
                unit: &unit.key,
                tally: of_unit,
                next: limits::next_take(unit, asked.now),
                snapshots: Some(decisions.iter().filter_map(|decision| SnapshotView::of(unit, decision)).collect()),
            };
            let text = say::written_as(Form::Text, || answer::encode(&view));
            mark.add(&text);
            match say::form() {
                _ if !*snapshots => units.push(&UnitView { snapshots: None, ..view }),
                Form::Text => units.push_json(&text),
                Form::Parts => units.push(&view),
            }
            for finding in lint::in_the_way(unit, asked.now) {
                findings.push(&finding);
            }
            decisions.len()
        }))
    }

    fn finish(self: Box<Self>, chains: &Chains<'_>) -> Vec<u8> {
        let hash = self.hash();
        let warnings = self.asked.units.warnings(chains);
        let policy = self.asked.policy;
        answer::done(
            Answer {
                now: self.asked.now,
                hash,
                policy,
                summary: Summary { sentence: self.tally.sentence(), tally: self.tally, kept: self.kept },
                units: self.units.into_array(),
                findings: self.findings.into_array(),
            },
            &warnings,
        )
    }
}

impl<'a> SnapshotView<'a> {
    fn of(unit: &Unit<'a>, decision: &'a Decision) -> Option<Self> {
        let snapshot = unit.members.get(decision.at)?.snapshot;
        Some(Self {
            id: snapshot.id.as_str(),
            unique_id: snapshot.unique_id.as_deref(),
            verdict: decision.verdict,
            would_drop: decision.would_drop,
            reasons: &decision.reasons,
        })
    }
}

/// The locks that a request names.
pub(crate) fn locks(texts: Option<Vec<request::LockText>>) -> Result<Locks, Refusal> {
    texts.unwrap_or_default().into_iter().map(lock).collect()
}

/// A scope that names nothing would silently protect nothing.
fn lock(text: request::LockText) -> Result<Lock, Refusal> {
    const OWN: &str = "/providers/microsoft.authorization/locks/";
    // The lock's own id, as a list of locks gives it, ends with the lock: what is locked stands before that.
    let scope = match text.scope.to_lowercase().find(OWN) {
        Some(at) => text.scope.get(..at).unwrap_or_default(),
        None => &text.scope,
    };
    let segments: Vec<&str> = scope.trim_matches('/').split('/').collect();
    let word = |at: usize, word: &str| segments.get(at).is_some_and(|s: &&str| s.eq_ignore_ascii_case(word));
    let known = word(0, "subscriptions")
        && segments.iter().all(|segment| !segment.is_empty())
        && match segments.len() {
            2 => true,
            4 => word(2, "resourceGroups"),
            _ => ResourceId::parse(scope).is_ok(),
        };
    if !known {
        let message = format!("lock scope `{}` is not the id of a subscription, group or resource", text.scope);
        return Err(Refusal::new("bad_id", message).at(text.scope));
    }
    let name = text.name.or(text.level).unwrap_or_else(|| "a lock".to_owned());
    Ok(Lock { scope: scope.to_owned(), name })
}
