//! The emulator itself: one exchange from request to outcome.

use jiff::Timestamp;
use serde_json::{Value, json};

use crate::auth::{self, Role};
use crate::automation::Jobs;
use crate::blob;
use crate::buckets::Buckets;
use crate::budgets::{self, Budgets, Policy};
use crate::config::Config;
use crate::faults::{Faults, Rule};
use crate::graph::Graph;
use crate::http::{Outcome, Request, Response};
use crate::ids::IdSource;
use crate::journal::{Entry, Journal};
use crate::locks::Lock;
use crate::manager::unknown_call;
use crate::refusal::Answer;
use crate::scopes::Scope;
use crate::state::State;
use crate::stored::GroupCasing;
use crate::target::{Call, Kind, Place, Target};
use crate::times;
use crate::versions;

/// A fake of the disk service. It holds no clock: every exchange brings its own `now`.
#[derive(Clone, Debug)]
pub struct Emulator {
    pub(crate) config: Config,
    pub(crate) state: State,
    pub(crate) ids: IdSource,
    pub(crate) faults: Faults,
    budgets: Budgets,
    pub(crate) buckets: Buckets,
    pub(crate) graph: Graph,
    pub(crate) jobs: Jobs,
    journal: Journal,
    /// What is worth saying about the exchange under way.
    pub(crate) notes: Vec<String>,
    /// The budget header of the exchange under way.
    charged: Option<(String, u32)>,
}

/// One request understood: what every handler needs.
pub(crate) struct Asked<'a> {
    pub(crate) request: &'a Request,
    pub(crate) target: &'a Target,
    pub(crate) origin: &'a str,
    pub(crate) version: String,
    pub(crate) now: Timestamp,
}

impl Emulator {
    /// An emulator with no subscription.
    #[must_use]
    pub fn new(config: Config) -> Self {
        Self {
            ids: IdSource::new(config.seed),
            state: State::new(config.seed),
            config,
            faults: Faults::default(),
            budgets: Budgets::default(),
            buckets: Buckets::default(),
            graph: Graph::default(),
            jobs: Jobs::default(),
            journal: Journal::default(),
            notes: Vec::new(),
            charged: None,
        }
    }

    /// The configuration; changes count from the next request on.
    pub fn config_mut(&mut self) -> &mut Config {
        &mut self.config
    }

    /// A token of this emulator, good for `ttl_seconds`, that may read and write.
    #[must_use]
    pub fn mint_token(&self, now: Timestamp, ttl_seconds: u32) -> String {
        auth::mint_token(now, ttl_seconds, Role::Contributor)
    }

    /// Adds a fault to the end of the queue.
    pub fn add_fault(&mut self, rule: Rule) {
        self.faults.add(rule);
    }

    /// Forgets all faults.
    pub fn clear_faults(&mut self) {
        self.faults.clear();
    }

    /// What has been asked so far, oldest first.
    #[must_use]
    pub fn journal(&self) -> &[Entry] {
        self.journal.entries()
    }

    /// One exchange. Time first catches up with `now`; then the first fault that fits decides how it goes.
    pub fn handle(&mut self, request: &Request, now: Timestamp) -> Outcome {
        let lag = self.config.graph_lag_seconds;
        self.graph.index.keep(&self.state, lag, now);
        self.state.settle(now);
        self.graph.index.keep(&self.state, lag, now);
        if !matches!(request.method.as_str(), "GET" | "HEAD") {
            self.state.change.at(now);
        }
        let fault = self.faults.take(&request.method, request.path_only());
        let name = fault.as_ref().map(crate::faults::Fault::name);
        let outcome = self.under(fault, request, now);
        let notes = std::mem::take(&mut self.notes);
        self.journal.write(request, now, &outcome, name, notes);
        outcome
    }

    /// The exchange as the service itself would have it, headers of every reply included.
    pub(crate) fn exchange(&mut self, request: &Request, now: Timestamp) -> Response {
        self.charged = None;
        if blob::concerns(request) {
            return self.blob(request, now);
        }
        let origin = self.origin(request);
        let response = self.answer(request, &origin, now).unwrap_or_else(|mut refusal| {
            self.notes.extend(refusal.note.take());
            refusal.into_response()
        });
        self.dress(response, request, now)
    }

    /// Adds the headers of every reply: when, which request, what is left (T2, T3, A76).
    pub(crate) fn dress(&mut self, mut response: Response, request: &Request, now: Timestamp) -> Response {
        if blob::concerns(request) {
            return self.dress_blob(response, request, now);
        }
        if let Some((left, cost)) = self.charged.take() {
            response = response.with_header("x-ms-ratelimit-remaining-resource", left);
            if cost > 1 {
                response = response.with_header("x-ms-request-charge", cost.to_string());
            }
        }
        response = budgets::count_headers(response, request);
        response
            .with_header("x-ms-request-id", self.ids.guid())
            .with_header("x-ms-correlation-request-id", self.ids.guid())
            .with_header("Cache-Control", "no-cache")
            .with_header("Date", times::http_date(now))
    }

    /// Where links of a reply point: to the name the caller used, else to the configured origin.
    pub(crate) fn origin(&self, request: &Request) -> String {
        let configured = &self.config.origin;
        match (request.header("Host"), configured.split_once("://")) {
            (Some(host), Some((scheme, _))) => format!("{scheme}://{host}"),
            _ => configured.clone(),
        }
    }

    fn answer(&mut self, request: &Request, origin: &str, now: Timestamp) -> Answer {
        let caller = auth::check(request, origin, now)?;
        if let Some(left) = self.config.reject_next_with_401.checked_sub(1) {
            self.config.reject_next_with_401 = left;
            return Err(auth::revoked(origin));
        }
        let target = Target::parse(&request.path)?;
        let ignored =
            target.other_queries(target.call.queries()).map(|name| format!("ignored the query member `{name}`"));
        self.notes.extend(ignored);
        self.throttle(request, &target, &caller, now)?;
        let version = match &target.call {
            Call::Other => return Err(unknown_call(request)),
            Call::Locks { .. } => versions::one_of(&target, &versions::LOCKS)?,
            Call::Graph => versions::one_of(&target, &versions::GRAPH)?,
            call if call.is_compute() => versions::compute(&target, &self.config)?,
            _ => versions::manager(&target)?,
        };
        let asked = Asked { request, target: &target, origin, version, now };
        match &target.call {
            Call::Locks { scope, name } => self.locks_call(&asked, &caller, scope, name.as_deref()),
            Call::Graph => self.graph_call(&asked, &caller),
            Call::Tags(place) => self.tags_call(&asked, &caller, place),
            Call::Job(place) => self.job_call(&asked, &caller, place),
            Call::Machines { subscription, group } if request.method == "GET" => {
                self.list_machines(&asked, subscription, group.as_deref())
            }
            Call::Machines { .. } => Err(unknown_call(request)),
            call if call.is_compute() => self.compute_call(&asked, caller.role),
            _ => self.manager_call(&asked, &caller),
        }
    }

    fn compute_call(&mut self, asked: &Asked<'_>, role: Role) -> Answer {
        match (asked.request.method.as_str(), &asked.target.call) {
            ("GET", Call::ListAll { subscription, kind }) => self.list_all(asked, subscription, *kind),
            ("GET", Call::ListGroup { subscription, group, kind }) => {
                self.list_group(asked, subscription, group, *kind)
            }
            ("GET", Call::One(place)) => self.get(asked, place),
            ("GET", Call::Operation { subscription, region, id }) => self.poll(asked, subscription, region, id),
            ("POST", Call::Action { place, action }) => {
                self.check_write(role, place, &format!("{action}/action"))?;
                self.check_group(&place.subscription, &place.group)?;
                match (action.to_lowercase().as_str(), place.kind) {
                    ("begingetaccess", _) => self.begin_access(asked, place),
                    ("endgetaccess", _) => self.end_access(asked, place),
                    ("updateimmutabilitypolicy", Kind::Snapshot) => self.immutability(asked, place, false),
                    ("updateimmutabilitypolicylock", Kind::Snapshot) => self.immutability(asked, place, true),
                    _ => Err(unknown_call(asked.request)),
                }
            }
            (method @ ("PUT" | "PATCH" | "DELETE"), Call::One(place)) => {
                self.check_write(role, place, if method == "DELETE" { "delete" } else { "write" })?;
                self.check_group(&place.subscription, &place.group)?;
                match (method, place.kind) {
                    ("DELETE", _) => self.delete(asked, place),
                    ("PATCH", _) => self.patch(asked, place),
                    (_, Kind::Snapshot) => self.put_snapshot(asked, place),
                    (_, Kind::Disk) => self.put_disk(asked, place),
                }
            }
            _ => Err(unknown_call(asked.request)),
        }
    }

    /// Refuses who may only read, and what a lock forbids (U14).
    pub(crate) fn check_write(&self, role: Role, place: &Place, action: &str) -> Answer<()> {
        if !role.may_write() {
            return Err(auth::forbidden(&format!("{}/{action}", place.kind.type_name()), &place.id()));
        }
        self.check_locks(&Scope::Resource(place.clone()), action != "delete")
    }

    /// Spends one call of a Compute budget; the reply tells what is left either way.
    pub(crate) fn charge(&mut self, subscription: &str, policy: Policy, now: Timestamp) -> Answer<()> {
        let cost = if policy == budgets::LIST { self.config.list_charge } else { 1 };
        let (header, verdict) = self.budgets.spend(subscription, (policy, cost), self.config.enforce_budgets, now);
        self.charged = Some((header, cost));
        verdict
    }

    /// Everything the emulator holds, for people and for tests: bodies at the newest api-version, no signed address.
    #[must_use]
    pub fn dump(&self, now: Timestamp) -> Value {
        let bodies = |kind: Kind| -> Vec<Value> {
            let of_kind = self.state.resources.values().filter(|stored| stored.place.kind == kind);
            of_kind.map(|stored| stored.view(GroupCasing::Caller(&stored.place.group), "9999", now)).collect()
        };
        let operations: Vec<Value> = self
            .state
            .operations
            .values()
            .map(|operation| {
                json!({
                    "id": operation.id,
                    "status": operation.status_word(),
                    "started": operation.started.to_string(),
                    "ends": operation.ends.to_string(),
                })
            })
            .collect();
        json!({
            "now": now.to_string(),
            "subscriptions": self.state.subscriptions.values().map(|held| json!({
                "id": held.id,
                "name": held.name,
                "groups": held.groups.values().map(|group| &group.name).collect::<Vec<_>>(),
            })).collect::<Vec<_>>(),
            "disks": bodies(Kind::Disk),
            "snapshots": bodies(Kind::Snapshot),
            "operations": operations,
            "locks": self.state.locks.all().map(Lock::body).collect::<Vec<_>>(),
            "faults": self.faults.len(),
        })
    }

    /// The body of one resource by its id, at the newest api-version; `None` when there is no such resource.
    #[must_use]
    pub fn look_up(&self, id: &str, now: Timestamp) -> Option<Value> {
        let place = Place::of_id(id)?;
        Some(self.state.find(&place)?.view(GroupCasing::Caller(&place.group), "9999", now))
    }
}
