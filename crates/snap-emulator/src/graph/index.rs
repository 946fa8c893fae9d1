//! What Resource Graph knows of the resources: everything at once, or what was there some seconds ago.

use std::collections::BTreeMap;

use jiff::{SignedDuration, Timestamp};
use serde_json::{Value, json};

use super::query::{COLUMNS, Row};
use crate::auth;
use crate::emulator::Emulator;
use crate::state::{Change, State};
use crate::stored::{GroupCasing, Key, Stored};

/// The api-version the rows are read at.
const VERSION: &str = "2025-01-02";

type Resources = BTreeMap<Key, Stored>;

/// The state as it was from an instant on.
#[derive(Clone, Debug)]
struct Seen {
    since: Timestamp,
    revision: u64,
    resources: Resources,
}

/// What was seen lately, oldest first; empty while rows do not lag.
#[derive(Clone, Debug, Default)]
pub(crate) struct Index {
    seen: Vec<Seen>,
}

impl Index {
    /// Keeps the state as it is before an exchange at `now`, as long as anybody may still be shown it. States less than
    /// an eighth of the lag apart are kept as one.
    pub(crate) fn keep(&mut self, state: &State, lag_seconds: u32, now: Timestamp) {
        if lag_seconds == 0 {
            self.seen.clear();
            return;
        }
        let Change { since, revision } = state.change;
        if self.seen.last().is_some_and(|last| last.revision == revision) {
            return;
        }
        let cell = |at: Timestamp| at.as_millisecond().div_euclid(i64::from(lag_seconds) * 125);
        if self.seen.last().is_some_and(|last| cell(last.since) == cell(since)) {
            self.seen.pop();
        }
        self.seen.push(Seen { since, revision, resources: state.resources.clone() });
        let newest_due = self.seen.iter().rposition(|seen| seen.since <= earlier(now, lag_seconds)).unwrap_or(0);
        self.seen.drain(..newest_due);
    }

    fn at(&self, instant: Timestamp) -> Option<&Resources> {
        let due = self.seen.iter().rev().find(|seen| seen.since <= instant);
        due.or_else(|| self.seen.first()).map(|seen| &seen.resources)
    }
}

fn earlier(now: Timestamp, seconds: u32) -> Timestamp {
    now.saturating_sub(SignedDuration::from_secs(i64::from(seconds))).unwrap_or(Timestamp::MIN)
}

impl Emulator {
    /// The rows of some subscriptions (in lower case), or of all, by id.
    pub(super) fn graph_rows(&self, subscriptions: Option<&[String]>, now: Timestamp) -> Vec<Row> {
        let at = earlier(now, self.config.graph_lag_seconds);
        let resources = self.graph.index.at(at).unwrap_or(&self.state.resources);
        let wanted = |key: &Key| subscriptions.is_none_or(|ids| ids.contains(&key.subscription));
        let mut rows: Vec<(String, Row)> = resources
            .iter()
            .filter(|(key, _)| wanted(key))
            .map(|(_, stored)| (stored.place.id().to_lowercase(), row(stored, at)))
            .collect();
        rows.sort_by(|one, two| one.0.cmp(&two.0));
        rows.into_iter().map(|(_, row)| row).collect()
    }
}

/// One row: the group in lower case, the type too, and every column there, null or empty where nothing is (A60).
fn row(stored: &Stored, at: Timestamp) -> Row {
    let group = stored.place.group.to_lowercase();
    let body = stored.view(GroupCasing::Caller(&group), VERSION, at);
    let member = |column: &str| match column {
        "type" => json!(stored.place.kind.type_name().to_lowercase()),
        "tenantId" => json!(auth::TENANT),
        "resourceGroup" => json!(group),
        "subscriptionId" => json!(stored.place.subscription),
        "kind" | "managedBy" => body.get(column).cloned().unwrap_or_else(|| json!("")),
        _ => body.get(column).cloned().unwrap_or(Value::Null),
    };
    COLUMNS.map(|column| (column.to_owned(), member(column))).into_iter().collect()
}
