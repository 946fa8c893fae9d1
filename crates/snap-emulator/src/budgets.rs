//! Compute's request budgets and their headers (T3 to T10), and the resource manager's counters (T2).

use std::collections::BTreeMap;

use jiff::Timestamp;
use serde_json::json;

use crate::http::{Request, Response};
use crate::refusal::{Answer, Refusal};
use crate::times;

/// A policy: its name and what it allows in 3 and in 30 minutes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Policy {
    name: &'static str,
    short: u32,
    long: u32,
}

/// Snapshot PUT (T5).
pub(crate) const SNAPSHOT_CREATE: Policy = Policy { name: "HighCostSnapshotCreateHydrate", short: 1000, long: 8000 };
/// Disk PUT, any PATCH (T6).
pub(crate) const UPDATE: Policy = Policy { name: "CreateUpdateDisks", short: 1000, long: 8000 };
/// DELETE (T7).
pub(crate) const DELETE: Policy = Policy { name: "DeleteDisks", short: 1000, long: 8000 };
/// Lists of a group (T8); lists of a subscription carry no budget (T3).
pub(crate) const LIST: Policy = Policy { name: "HighCostGet", short: 240, long: 1920 };
/// GET of one resource (T9).
pub(crate) const GET: Policy = Policy { name: "LowCostGet", short: 15_000, long: 120_000 };
/// Polls (T10).
pub(crate) const POLL: Policy = Policy { name: "GetOperation", short: 50_000, long: 400_000 };

#[derive(Clone, Copy, Debug)]
struct Window {
    since: Timestamp,
    used: u32,
}

impl Window {
    /// Spends `cost`; gives what is left, or the seconds until the window is over.
    fn spend(&mut self, cost: u32, limit: u32, length: u32, now: Timestamp) -> Result<u32, u32> {
        let age = times::seconds_between(self.since, now);
        if !(0.0..f64::from(length)).contains(&age) {
            *self = Self { since: now, used: 0 };
        }
        self.used = self.used.saturating_add(cost);
        if self.used <= limit { Ok(limit - self.used) } else { Err(seconds_left(self.since, length, now)) }
    }
}

fn seconds_left(since: Timestamp, length: u32, now: Timestamp) -> u32 {
    let gone = u32::try_from(now.duration_since(since).as_secs()).unwrap_or(0);
    length.saturating_sub(gone).max(1)
}

/// What each subscription has spent of each policy.
#[derive(Clone, Debug, Default)]
pub(crate) struct Budgets {
    windows: BTreeMap<(String, Policy), [Window; 2]>,
}

impl Budgets {
    /// Spends a call that costs so much; gives the header that tells what is left, or with `enforce` the 429 of an empty
    /// budget.
    pub(crate) fn spend(
        &mut self,
        subscription: &str,
        (policy, cost): (Policy, u32),
        enforce: bool,
        now: Timestamp,
    ) -> (String, Answer<()>) {
        let fresh = [Window { since: now, used: 0 }; 2];
        let [short, long] = self.windows.entry((subscription.to_lowercase(), policy)).or_insert(fresh);
        let left = (short.spend(cost, policy.short, 180, now), long.spend(cost, policy.long, 1800, now));
        let header = format!(
            "Microsoft.Compute/{0}3Min;{1},Microsoft.Compute/{0}30Min;{2}",
            policy.name,
            left.0.unwrap_or(0),
            left.1.unwrap_or(0)
        );
        let refusal = match left {
            (_, Err(seconds)) => Some(refuse(policy, "30Min", *long, policy.long, seconds)),
            (Err(seconds), Ok(_)) => Some(refuse(policy, "3Min", *short, policy.short, seconds)),
            (Ok(_), Ok(_)) => None,
        };
        (header, refusal.filter(|_| enforce).map_or(Ok(()), Err))
    }
}

fn refuse(policy: Policy, suffix: &str, window: Window, limit: u32, seconds: u32) -> Box<Refusal> {
    let bucket = format!("{}{suffix}", policy.name);
    let detail = json!({
        "operationGroup": bucket,
        "startTime": times::wire(window.since, false),
        "endTime": times::wire(times::after(window.since, if suffix == "3Min" { 180 } else { 1800 }), false),
        "allowedRequestCount": limit,
        "measuredRequestCount": window.used,
    });
    Refusal::throttled(&bucket, &detail, seconds)
}

/// The resource manager's counters: of a subscription, or for other calls of the tenant. Their values are those of real
/// traffic and say nothing (T2).
pub(crate) fn count_headers(response: Response, request: &Request) -> Response {
    let (kind, own, global) = match request.method.as_str() {
        "GET" | "HEAD" => ("reads", 1099, 16_499),
        "DELETE" => ("deletes", 799, 11_999),
        _ => ("writes", 799, 11_999),
    };
    let mut segments = request.path_only().split('/').filter(|part| !part.is_empty());
    let of_one =
        segments.next().is_some_and(|word| word.eq_ignore_ascii_case("subscriptions")) && segments.next().is_some();
    if !of_one {
        return response.with_header(&format!("x-ms-ratelimit-remaining-tenant-{kind}"), own.to_string());
    }
    response
        .with_header(&format!("x-ms-ratelimit-remaining-subscription-{kind}"), own.to_string())
        .with_header(&format!("x-ms-ratelimit-remaining-subscription-global-{kind}"), global.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_spent_budget_refuses_until_its_window_is_over() {
        let now: Timestamp = "2026-11-21T00:00:00Z".parse().unwrap();
        let mut budgets = Budgets::default();
        let (header, first) = budgets.spend("S", (LIST, 1), true, now);
        assert!(first.is_ok());
        assert_eq!(header, "Microsoft.Compute/HighCostGet3Min;239,Microsoft.Compute/HighCostGet30Min;1919");
        for _ in 1..240 {
            assert!(budgets.spend("s", (LIST, 1), true, now).1.is_ok());
        }
        let refusal = budgets.spend("s", (LIST, 1), true, times::after(now, 60)).1.unwrap_err().into_response();
        assert_eq!((refusal.status, refusal.header("Retry-After")), (429, Some("120")));
        assert!(budgets.spend("other", (LIST, 1), true, now).1.is_ok(), "budgets are per subscription");
        assert!(budgets.spend("s", (LIST, 1), false, times::after(now, 60)).1.is_ok(), "not enforced");
        let (header, _) = budgets.spend("s", (LIST, 4), true, times::after(now, 180));
        assert!(header.starts_with("Microsoft.Compute/HighCostGet3Min;236,"), "{header}");
    }
}
