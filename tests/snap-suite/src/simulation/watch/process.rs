//! What one process has asked, heard and told.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

/// A request of a process.
#[derive(Debug, Clone, Default)]
pub(crate) struct Sent {
    pub(super) id: u64,
    /// The path in lower case, without its query.
    pub(super) path: String,
    /// When the service last carried out a look that showed this process that the name was free.
    pub(super) free_at: Option<i64>,
}

/// What a GET of one resource showed.
#[derive(Debug, Clone)]
pub(super) struct Look {
    pub(super) carried: i64,
    pub(super) heard: i64,
    pub(super) free: bool,
}

/// What the pages of a list have shown so far.
#[derive(Debug, Clone, Default)]
pub(super) struct Listing {
    /// When the first page was carried out.
    pub(super) first: i64,
    /// When the last page was heard; `None` while there are more.
    pub(super) whole: Option<i64>,
    pub(super) ids: BTreeSet<String>,
}

/// How a target ended.
#[derive(Debug, Clone)]
pub(super) struct Told {
    pub(super) kind: String,
    pub(super) code: Option<String>,
}

/// What was true of a snapshot when it was last read.
#[derive(Debug, Clone)]
pub(super) struct Guard {
    pub(super) unique: String,
    /// What keeps it from being deleted.
    pub(super) held: Vec<&'static str>,
}

/// A process.
#[derive(Debug, Clone)]
pub(super) struct Process {
    pub(super) began: i64,
    pub(super) calm: bool,
    pub(super) patience: i64,
    pub(super) cancelled: bool,
    /// It was killed, and nobody knows what it was at.
    pub(super) killed: bool,
    /// Method and path of what awaits an answer, by id.
    flying: BTreeMap<u64, (String, String, bool)>,
    looks: BTreeMap<String, Look>,
    /// By scope: the path of the list.
    pub(super) listings: BTreeMap<String, Listing>,
    /// When the last PUT or DELETE of a name was sent, and when its answer was heard.
    pub(super) writes: BTreeMap<String, (i64, Option<i64>)>,
    pub(super) guards: BTreeMap<String, Guard>,
    pub(super) told: BTreeMap<String, Told>,
    pub(super) waited: BTreeMap<String, Told>,
    /// What a process before it told, of which it was resumed.
    pub(super) before: BTreeMap<String, Told>,
    pub(super) before_waited: BTreeMap<String, Told>,
    /// Names it, or one that it was resumed from, has tried to write.
    pub(super) written: BTreeSet<String>,
    /// Ids of the documents it told of.
    pub(super) documents: BTreeSet<String>,
    pub(super) warnings: BTreeSet<&'static str>,
    /// The last `ranges` step.
    pub(super) ranges: Value,
}

impl Process {
    pub(super) fn new(now: i64, calm: bool, patience: i64, parent: Option<Self>) -> Self {
        let mut before = BTreeMap::new();
        let mut before_waited = BTreeMap::new();
        let mut written = BTreeSet::new();
        if let Some(parent) = parent {
            before = parent.before;
            before.extend(parent.told);
            before_waited = parent.before_waited;
            before_waited.extend(parent.waited);
            written = parent.written;
        }
        Self {
            began: now,
            calm,
            patience,
            cancelled: false,
            killed: false,
            flying: BTreeMap::new(),
            looks: BTreeMap::new(),
            listings: BTreeMap::new(),
            writes: BTreeMap::new(),
            guards: BTreeMap::new(),
            told: BTreeMap::new(),
            waited: BTreeMap::new(),
            before,
            before_waited,
            written,
            documents: BTreeSet::new(),
            warnings: BTreeSet::new(),
            ranges: Value::Null,
        }
    }

    /// It sends a request.
    pub(super) fn sends(&mut self, id: u64, method: &str, path: &str, first_page: bool, now: i64) {
        self.flying.insert(id, (method.to_owned(), path.to_owned(), first_page));
        if ["PUT", "DELETE"].contains(&method) {
            self.writes.insert(path.to_owned(), (now, None));
            self.written.insert(path.to_owned());
        }
    }

    /// It hears an answer.
    pub(super) fn hears(&mut self, id: u64, status: Option<u64>, body: &Value, carried: Option<i64>, now: i64) {
        let Some((method, path, first_page)) = self.flying.remove(&id) else { return };
        if ["PUT", "DELETE"].contains(&method.as_str()) {
            if let Some(put) = self.writes.get_mut(&path) {
                put.1 = Some(now);
            }
            return;
        }
        let (Some(carried), "GET") = (carried, method.as_str()) else { return };
        match (status, &body["value"]) {
            (Some(200), Value::Array(page)) => {
                let listing = self.listings.entry(path).or_default();
                if first_page {
                    *listing = Listing { first: carried, ..Listing::default() };
                }
                listing.ids.extend(page.iter().filter_map(|one| Some(one["id"].as_str()?.to_lowercase())));
                let more = body["nextLink"].as_str().is_some_and(|link| !link.is_empty());
                listing.whole = (!more).then_some(now);
            }
            (Some(404 | 200), _) => {
                self.looks.insert(path, Look { carried, heard: now, free: status == Some(404) });
            }
            _ => {}
        }
    }

    /// It waits for the answer to a request.
    pub(super) fn awaits(&self, id: u64) -> bool {
        self.flying.contains_key(&id)
    }

    /// It asked for a resource, or for a page of them.
    pub(super) fn reads(&self, id: u64) -> bool {
        self.flying.get(&id).is_some_and(|(method, path, _)| method == "GET" && !path.contains("/diskoperations/"))
    }

    /// The last thing it heard of a name by reading it.
    pub(super) fn look(&self, path: &str) -> Option<&Look> {
        self.looks.get(path)
    }

    /// The whole list of snapshots that covers a name.
    pub(super) fn listing(&self, path: &str) -> Option<&Listing> {
        let (group, _) = path.split_once("/providers/")?;
        let (subscription, _) = group.split_once("/resourcegroups/")?;
        let covering = [group, subscription]
            .into_iter()
            .filter_map(|scope| self.listings.get(&format!("{scope}/providers/microsoft.compute/snapshots")));
        covering.filter(|listing| listing.whole.is_some()).max_by_key(|listing| listing.first)
    }
}
