//! Fixes: changes of the policy that were tried. What did not help, or brought something as bad, is none.

use serde_json::{Value, json};

use super::smells::{count_path, within_path};
use super::smells_said as said;
use super::{Change, Finding, Fix};
use crate::limits::L1;
use crate::retention::{Count, Period, Policy, Size};
use crate::say::Sentence;

/// A finding, and what might make it go away, the likeliest first.
#[derive(Debug, Clone)]
pub(super) struct Smell {
    pub(super) finding: Finding,
    pub(super) cures: Vec<Cure>,
}

/// Values for one member, not tried yet: one, or a ladder of which the first changes most and the last least.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Cure {
    path: String,
    steps: Vec<Value>,
}

/// The most snapshots of a disk under a policy, where that is far enough from the limit; where it is asked for `roughly`,
/// as far as a year and a half shows.
pub(super) type Most<'f> = &'f dyn Fn(&Policy, bool) -> Option<u32>;

impl Smell {
    pub(super) fn of(finding: Finding) -> Self {
        Self { finding, cures: Vec::new() }
    }

    /// The finding with the first cure that `helps`; of a ladder the least change that keeps `most` in bounds.
    pub(super) fn fixed(self, policy: &Policy, most: Most<'_>, helps: &dyn Fn(&Finding, &Policy) -> bool) -> Finding {
        let Self { mut finding, cures } = self;
        finding.fix = cures.iter().find_map(|cure| {
            [true, false].into_iter().find_map(|roughly| {
                let step = cure.least(policy, &|changed| most(changed, roughly).is_some())?;
                let (changed, change) = cure.applied(policy, step)?;
                let filled = finding.id.starts_with('L');
                let most = if filled { most(&changed, false) } else { None };
                let good = (most.is_some() || !filled) && helps(&finding, &changed);
                good.then(|| Fix { text: words(&change, most), changes: vec![change] })
            })
        });
        finding
    }
}

impl Cure {
    pub(super) fn new(path: impl Into<String>, to: Value) -> Self {
        Self { path: path.into(), steps: vec![to] }
    }

    /// The fix that this is where it keeps a unit in bounds, and is known to do no harm.
    pub(super) fn also(&self, policy: &Policy, most: &dyn Fn(&Policy) -> Option<u32>) -> Option<Fix> {
        let (changed, change) = self.applied(policy, 0)?;
        let most = most(&changed)?;
        Some(Fix { text: words(&change, Some(most)), changes: vec![change] })
    }

    /// The cure that a fix was made by.
    pub(super) fn of(fix: &Fix) -> Option<Self> {
        fix.changes.first().map(|change| Self::new(change.path.clone(), change.to.clone()))
    }

    /// The policy with a step taken; nothing where that changes nothing, or is no policy.
    pub(super) fn applied(&self, policy: &Policy, step: usize) -> Option<(Policy, Change)> {
        let to = self.steps.get(step)?.clone();
        let mut json = serde_json::to_value(policy).ok()?;
        let from = std::mem::replace(json.pointer_mut(&self.path)?, to.clone());
        let changed = Policy::from_json(&serde_json::to_vec(&json).ok()?).ok()?;
        (from != to).then_some((changed, Change { path: self.path.clone(), from, to }))
    }

    /// The last step that fits, found as if every step kept more than the one before.
    fn least(&self, policy: &Policy, fits: &dyn Fn(&Policy) -> bool) -> Option<usize> {
        let good = |step| self.applied(policy, step).is_some_and(|(changed, _)| fits(&changed));
        let (mut low, mut high) = (0, self.steps.len().checked_sub(1)?);
        if high == 0 {
            return Some(0);
        }
        if !good(low) {
            return None;
        }
        while low < high {
            let middle = (low + high).div_ceil(2);
            if good(middle) {
                low = middle;
            } else {
                high = middle - 1;
            }
        }
        Some(low)
    }
}

/// A change for a person: `hourly` 720 -> 432.
fn words(change: &Change, most: Option<u32>) -> Sentence {
    let name = change.path.rsplit('/').next().unwrap_or(&change.path);
    let shown = |value: &Value| match value {
        Value::Null => None,
        Value::String(text) => Some(text.clone()),
        Value::Array(items) if items.is_empty() => None,
        Value::Array(items) => Some(items.iter().filter_map(Value::as_str).collect::<Vec<_>>().join(", ")),
        other => Some(other.to_string()),
    };
    let change = said::fix_change(name, shown(&change.from).as_deref(), shown(&change.to).as_deref());
    match most {
        Some(most) => said::fix_change_most(change, most as usize, L1.count()),
        None => change,
    }
}

/// True where a finding is gone, and nothing came that is as bad.
pub(super) fn better(target: &Finding, before: &[Finding], after: &[Finding]) -> bool {
    let same = |a: &Finding, b: &Finding| a.id == b.id && a.unit == b.unit && a.title == b.title;
    let came = |finding: &Finding| finding.level <= target.level && !before.iter().any(|known| same(known, finding));
    !after.iter().any(|finding| same(target, finding) || came(finding))
}

/// What keeps fewer: by rule, that which may keep most first.
pub(super) fn fewer(policy: &Policy) -> Vec<Cure> {
    let keep = &policy.keep;
    let mut cures: Vec<(u32, Cure)> = Vec::new();
    let mut count = |path: String, count: Count, step: u32| {
        let now = match count {
            Count::UpTo(0) => return,
            Count::UpTo(n) => n,
            Count::All => u32::MAX,
        };
        let steps = (1..=L1.of / step).map(|n| n * step).filter(|n| *n < now);
        cures.push((now, Cure { path, steps: steps.map(|n| json!(n)).collect() }));
    };
    count("/keep/last".to_owned(), keep.last, 10);
    for size in Size::ALL {
        let step = match size {
            Size::Minute => 60,
            Size::Hour => 24,
            Size::Day => 7,
            Size::Week | Size::Quarter => 4,
            Size::Month => 12,
            Size::Year => 1,
        };
        count(count_path(size), keep.each(size), step);
    }
    if policy.is_empty() {
        // The newest so many instead of everything.
        let steps = (1..=L1.of / 10).map(|n| json!(n * 10)).collect();
        cures.push((u32::MAX, Cure { path: "/keep/last".to_owned(), steps }));
    }
    let lengths = Size::ALL.into_iter().filter_map(|size| Some((within_path(size), keep.within_each(size)?)));
    let lengths = lengths.chain(keep.within.iter().map(|period| ("/keep/within".to_owned(), period)));
    // Where there is no rule, `maxAge` is one.
    let alone = cures.is_empty() && keep.within.is_none();
    let lengths: Vec<(String, &Period)> =
        lengths.chain(policy.max_age.iter().filter(|_| alone).map(|period| ("/maxAge".to_owned(), period))).collect();
    for (path, period) in lengths {
        let days = u32::try_from(period.mean_seconds() / 86_400).unwrap_or(u32::MAX);
        let steps = (1..days.min(1_000)).map(|n| json!(format!("P{n}D"))).collect();
        cures.push((days, Cure { path, steps }));
    }
    cures.retain(|(_, cure)| !cure.steps.is_empty());
    cures.sort_by_key(|(most, _)| std::cmp::Reverse(*most));
    let mut cures: Vec<Cure> = cures.into_iter().map(|(_, cure)| cure).collect();
    if keep.since.is_some() {
        cures.insert(0, Cure::new("/keep/since", Value::Null));
    }
    cures
}
