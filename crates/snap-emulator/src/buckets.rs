//! The resource manager's token buckets (T1): per subscription, region, caller and kind of call, and one fifteen times
//! as large for all callers together.
//!
//! Which region a call counts to: that of the resource or operation it names; for one that is not there yet the
//! `location` of the body, else that of its group; for a list of a group that of the group. Calls on a whole
//! subscription have a bucket of their own, as have calls of the tenant.

use std::collections::BTreeMap;

use jiff::Timestamp;
use serde_json::Value;

use crate::auth::Caller;
use crate::emulator::Emulator;
use crate::http::Request;
use crate::refusal::{Answer, Refusal};
use crate::state::region_key;
use crate::target::{Call, Place, Target};

/// One call in the small change that refilling is counted in.
const TOKEN: u64 = 1_000_000;

/// How much a bucket holds and how fast it fills.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct BucketSize {
    /// Calls in a full bucket.
    pub size: u32,
    /// Calls it regains in a second.
    pub per_second: u32,
}

/// The sizes of all buckets (T1).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct BucketSizes {
    /// GET and HEAD; polls are among them.
    pub reads: BucketSize,
    /// PUT, PATCH and POST.
    pub writes: BucketSize,
    /// DELETE.
    pub deletes: BucketSize,
    /// How many times as much all callers have together.
    pub together: u32,
}

impl Default for BucketSizes {
    fn default() -> Self {
        Self {
            reads: BucketSize { size: 250, per_second: 25 },
            writes: BucketSize { size: 200, per_second: 10 },
            deletes: BucketSize { size: 200, per_second: 10 },
            together: 15,
        }
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Kind {
    Reads,
    Writes,
    Deletes,
}

impl Kind {
    fn of(method: &str) -> Self {
        match method {
            "GET" | "HEAD" => Self::Reads,
            "DELETE" => Self::Deletes,
            _ => Self::Writes,
        }
    }

    fn word(self) -> &'static str {
        match self {
            Self::Reads => "reads",
            Self::Writes => "writes",
            Self::Deletes => "deletes",
        }
    }
}

#[derive(Clone, Copy, Debug)]
struct Bucket {
    level: u64,
    at: Timestamp,
}

impl Bucket {
    fn full(size: BucketSize, now: Timestamp) -> Self {
        Self { level: u64::from(size.size).saturating_mul(TOKEN), at: now }
    }

    fn fill(&mut self, size: BucketSize, now: Timestamp) {
        let micros = u64::try_from(now.duration_since(self.at).as_micros()).unwrap_or(0);
        let gained = micros.saturating_mul(u64::from(size.per_second));
        let most = u64::from(size.size).saturating_mul(TOKEN);
        *self = Self { level: self.level.saturating_add(gained).min(most), at: self.at.max(now) };
    }

    /// Whole seconds until there is a token; 0 when there is one.
    fn seconds_short(&self, size: BucketSize) -> u64 {
        TOKEN.saturating_sub(self.level).div_ceil(u64::from(size.per_second.max(1)).saturating_mul(TOKEN))
    }
}

/// Whose bucket: subscription, region, caller (none for all together), kind.
type Owner = (String, String, Option<String>, Kind);

/// All buckets that were ever drawn from.
#[derive(Clone, Debug, Default)]
pub(crate) struct Buckets {
    held: BTreeMap<Owner, Bucket>,
    refused: u64,
}

impl Buckets {
    /// Takes one call out of both buckets, or gives the seconds to wait; a refused call costs nothing.
    fn take(
        &mut self,
        sizes: BucketSizes,
        (subscription, region): (&str, &str),
        caller: &str,
        kind: Kind,
        now: Timestamp,
    ) -> Result<(), u64> {
        let own = match kind {
            Kind::Reads => sizes.reads,
            Kind::Writes => sizes.writes,
            Kind::Deletes => sizes.deletes,
        };
        let times = |number: u32| number.saturating_mul(sizes.together);
        let all = BucketSize { size: times(own.size), per_second: times(own.per_second) };
        let owners = [(Some(caller.to_owned()), own), (None, all)]
            .map(|(caller, size)| ((subscription.to_lowercase(), region.to_owned(), caller, kind), size));
        let mut wait = 0;
        for (owner, size) in &owners {
            let bucket = self.held.entry(owner.clone()).or_insert_with(|| Bucket::full(*size, now));
            bucket.fill(*size, now);
            wait = wait.max(bucket.seconds_short(*size));
        }
        if wait > 0 {
            return Err(wait);
        }
        for (owner, _) in &owners {
            if let Some(bucket) = self.held.get_mut(owner) {
                bucket.level = bucket.level.saturating_sub(TOKEN);
            }
        }
        Ok(())
    }
}

impl Emulator {
    /// Counts a call, or refuses it with 429. Resource Graph has its own quota instead.
    pub(crate) fn throttle(
        &mut self,
        request: &Request,
        target: &Target,
        caller: &Caller,
        now: Timestamp,
    ) -> Answer<()> {
        let Some(sizes) = self.config.buckets.filter(|_| target.call != Call::Graph) else { return Ok(()) };
        let subscription = target.call.subscription().unwrap_or_default().to_owned();
        let region = self.region_of(request, target);
        let kind = Kind::of(&request.method);
        let taken = self.buckets.take(sizes, (&subscription, &region), &caller.object, kind, now);
        taken.map_err(|seconds| {
            self.buckets.refused += 1;
            let message = format!(
                "Number of requests for subscription '{subscription}' and {} in '{region}' exceeded the limit. Please \
                 try again after '{seconds}' seconds.",
                kind.word()
            );
            let refusal = Refusal::new(429, "TooManyRequests", message).header("Retry-After", seconds.to_string());
            // Both shapes are documented, so a client meets both (A70).
            if self.buckets.refused.is_multiple_of(2) { refusal.without_wrapper() } else { refusal }
        })
    }

    fn region_of(&self, request: &Request, target: &Target) -> String {
        let of_group = |subscription: &str, group: &str| {
            self.state.group(subscription, group).map(|group| region_key(&group.location))
        };
        let of_place = |place: &Place| {
            let held = self.state.find(place).map(|stored| region_key(stored.location()));
            held.or_else(|| body_region(request)).or_else(|| of_group(&place.subscription, &place.group))
        };
        match &target.call {
            Call::Operation { region, .. } => Some(region_key(region)),
            Call::ListGroup { subscription, group, .. }
            | Call::Machines { subscription, group: Some(group) }
            | Call::Group { subscription, group } => of_group(subscription, group),
            call => call.place().and_then(of_place),
        }
        .unwrap_or_else(|| "global".to_owned())
    }
}

/// Where a resource that is to be made will be.
fn body_region(request: &Request) -> Option<String> {
    let body: Value = serde_json::from_slice(&request.body).ok()?;
    Some(region_key(body.get("location")?.as_str()?))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(millis: i64) -> Timestamp {
        Timestamp::from_millisecond(1_790_000_000_000 + millis).unwrap()
    }

    /// How many calls get through at an instant, and how long the next has to wait.
    fn drain(buckets: &mut Buckets, caller: &str, kind: Kind, millis: i64) -> (usize, u64) {
        let mut take = || buckets.take(BucketSizes::default(), ("S", "westeurope"), caller, kind, at(millis));
        let mut count = 0;
        loop {
            match take() {
                Ok(()) => count += 1,
                Err(seconds) => return (count, seconds),
            }
        }
    }

    #[test]
    fn buckets_empty_and_fill_as_published() {
        let mut buckets = Buckets::default();
        assert_eq!(drain(&mut buckets, "a", Kind::Reads, 0), (250, 1));
        assert_eq!(drain(&mut buckets, "a", Kind::Reads, 1000), (25, 1));
        assert_eq!(drain(&mut buckets, "a", Kind::Writes, 1000), (200, 1));
        assert_eq!(drain(&mut buckets, "a", Kind::Writes, 1099), (0, 1));
        assert_eq!(drain(&mut buckets, "a", Kind::Writes, 1100), (1, 1));
        assert_eq!(drain(&mut buckets, "a", Kind::Deletes, 3_600_000), (200, 1));
        assert_eq!(drain(&mut buckets, "a", Kind::Writes, 3_600_000), (200, 1), "never more than full");
    }

    #[test]
    fn callers_have_their_own_and_fifteen_times_that_together() {
        let mut buckets = Buckets::default();
        let through: usize = (0..20).map(|caller| drain(&mut buckets, &caller.to_string(), Kind::Writes, 0).0).sum();
        assert_eq!(through, 3000);
        let other = buckets.take(BucketSizes::default(), ("S", "northeurope"), "0", Kind::Writes, at(0));
        assert_eq!(other, Ok(()), "regions are apart");
    }

    #[test]
    fn a_bucket_that_never_fills_still_tells_when_to_come_back() {
        let slow = BucketSize { size: 1, per_second: 0 };
        let sizes = BucketSizes { reads: slow, ..BucketSizes::default() };
        let mut buckets = Buckets::default();
        assert_eq!(buckets.take(sizes, ("s", "r"), "c", Kind::Reads, at(0)), Ok(()));
        assert_eq!(buckets.take(sizes, ("s", "r"), "c", Kind::Reads, at(9)), Err(1));
    }
}
