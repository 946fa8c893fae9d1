//! Where pruning run by run and pruning at once part ways (retention section 6).

use serde::Serialize;

use super::simulation::{enter, today};
use super::{Course, Future, Origin, Outlook};
use crate::instant::Instant;
use crate::retention::advance::{Advance, Pace, same_at_once};

/// How much is looked at: snapshots times runs. Beyond it not every run is compared.
const WORTH: usize = 2_000_000;

/// A run after which what is left is not what pruning the whole history at once would have left.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS), ts(rename = "FutureParting"))]
pub struct Parting {
    /// The run: the first such one, where every run was compared.
    pub at: Instant,
    /// Every run was compared; else only one in so many.
    pub one_in: usize,
    /// Places among [`Future::lives`] that are left, and would not be; newest first.
    pub only_by_runs: Vec<usize>,
    /// Places that would be left, and are not; newest first.
    pub only_at_once: Vec<usize>,
}

impl Future {
    /// The first run after which the two differ; `None` where they never do, as far as was compared.
    ///
    /// `origin` and `outlook` must be those that the future was worked out from.
    pub fn differs_at_once(&self, origin: &Origin<'_>, outlook: &Outlook<'_>) -> Option<Parting> {
        if self.course == Course::Still || outlook.policy.is_empty() || same_at_once(outlook.policy) {
            return None;
        }
        let pace = Pace::new(outlook.policy, &outlook.zone);
        let today = today(origin, outlook);
        let mut all = Advance::new(outlook.policy, &origin.born);
        let mut candidates = 0_usize;
        for (at, life) in self.lives.iter().enumerate().filter(|(_, life)| life.ready.is_some()) {
            candidates += 1;
            enter(&mut all, today.get(at), u32::try_from(at).unwrap_or(u32::MAX), life.born, &pace);
        }
        let compare = |run: usize| {
            let at = *self.prunes.get(run)?;
            let life = |handle: &u32| self.lives.get(*handle as usize);
            let known = |handle: u32| life(&handle).is_some_and(|life| life.ready.is_some_and(|ready| ready <= at));
            let at_once = all.left_at_once(&pace, at, known);
            let by_runs = all.all(|handle| known(handle) && life(&handle).is_some_and(|life| life.is_there(at)));
            let only = |these: &[u32], those: &[u32]| {
                these.iter().filter(|handle| !those.contains(handle)).map(|handle| *handle as usize).collect()
            };
            let (only_by_runs, only_at_once): (Vec<usize>, Vec<usize>) =
                (only(&by_runs, &at_once), only(&at_once, &by_runs));
            let same = only_by_runs.is_empty() && only_at_once.is_empty();
            (!same).then_some(Parting { at, one_in: 1, only_by_runs, only_at_once })
        };
        let one_in = (self.prunes.len().saturating_mul(candidates)).div_ceil(WORTH).max(1);
        let last = self.prunes.len().checked_sub(1);
        let mut before = None;
        for run in (0..self.prunes.len()).step_by(one_in).chain(last) {
            if compare(run).is_none() {
                before = Some(run);
                continue;
            }
            // Between two that were compared, the first is looked for as if what differs once differed ever after.
            let (mut same, mut other) = (before.map_or(0, |run| run + 1), run);
            while same < other {
                let middle = same + (other - same) / 2;
                if compare(middle).is_some() { other = middle } else { same = middle + 1 }
            }
            return compare(other).map(|parting| Parting { one_in, ..parting });
        }
        None
    }
}
