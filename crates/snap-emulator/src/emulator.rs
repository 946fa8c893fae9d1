//! The emulator itself: one exchange from request to outcome.

use jiff::Timestamp;
use serde_json::{Value, json};

use crate::auth::{self, Role};
use crate::blob;
use crate::budgets::{self, Budgets, Policy};
use crate::config::Config;
use crate::faults::{Faults, Rule};
use crate::http::{Outcome, Request, Response};
use crate::ids::IdSource;
use crate::journal::{Entry, Journal};
use crate::refusal::{Answer, Refusal};
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
    journal: Journal,
    /// What is worth saying about the exchange under way.
    pub(crate) notes: Vec<String>,
    /// The budget header of the exchange under way.
    charged: Option<String>,
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
        self.state.settle(now);
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
        if let Some(charged) = self.charged.take() {
            response = response.with_header("x-ms-ratelimit-remaining-resource", charged);
        }
        response = budgets::count_headers(response, &request.method);
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
        let role = auth::check(request, origin, now)?;
        if let Some(left) = self.config.reject_next_with_401.checked_sub(1) {
            self.config.reject_next_with_401 = left;
            return Err(auth::revoked(origin));
        }
        let target = Target::parse(&request.path)?;
        self.note_queries(&target);
        match &target.call {
            Call::Tenants | Call::Subscriptions | Call::Subscription { .. } | Call::Groups { .. } => {
                self.manager_call(request, &target)
            }
            Call::Other => Err(unknown_call(request)),
            Call::ListAll { .. }
            | Call::ListGroup { .. }
            | Call::One(_)
            | Call::Action { .. }
            | Call::Operation { .. } => {
                let version = versions::compute(&target)?;
                let asked = Asked { request, target: &target, origin, version, now };
                self.compute_call(&asked, role)
            }
        }
    }

    fn manager_call(&mut self, request: &Request, target: &Target) -> Answer {
        versions::manager(target)?;
        if request.method != "GET" {
            return Err(unknown_call(request));
        }
        match &target.call {
            Call::Subscription { subscription } => self.get_subscription(subscription),
            Call::Groups { subscription } => self.list_groups(subscription),
            Call::Subscriptions => Ok(self.list_subscriptions()),
            _ => Ok(Response::json(
                200,
                &json!({"value": [{"id": format!("/tenants/{}", auth::TENANT), "tenantId": auth::TENANT}]}),
            )),
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
                if role == Role::Reader {
                    let action = format!("{}/{action}/action", place.kind.type_name());
                    return Err(auth::forbidden(&action, &place.id()));
                }
                self.check_group(&place.subscription, &place.group)?;
                match action.to_lowercase().as_str() {
                    "begingetaccess" => self.begin_access(asked, place),
                    "endgetaccess" => self.end_access(asked, place),
                    _ => Err(unknown_call(asked.request)),
                }
            }
            (method @ ("PUT" | "PATCH" | "DELETE"), Call::One(place)) => {
                let action = if method == "DELETE" { "delete" } else { "write" };
                if role == Role::Reader {
                    return Err(auth::forbidden(&format!("{}/{action}", place.kind.type_name()), &place.id()));
                }
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

    /// Spends one call of a Compute budget; the reply tells what is left either way.
    pub(crate) fn charge(&mut self, subscription: &str, policy: Policy, now: Timestamp) -> Answer<()> {
        let (header, verdict) = self.budgets.spend(subscription, policy, self.config.enforce_budgets, now);
        self.charged = Some(header);
        verdict
    }

    fn note_queries(&mut self, target: &Target) {
        let known: &[&str] = match target.call {
            Call::Operation { .. } => &["api-version", "p", "t", "c", "s", "h", "monitor"],
            Call::ListAll { .. } | Call::ListGroup { .. } => &["api-version", "$skiptoken"],
            _ => &["api-version"],
        };
        let ignored = target.other_queries(known).map(|name| format!("ignored the query member `{name}`"));
        self.notes.extend(ignored);
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

fn unknown_call(request: &Request) -> Box<Refusal> {
    Refusal::unimplemented(&format!("`{} {}`", request.method, request.path_only()))
}
