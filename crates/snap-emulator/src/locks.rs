//! Management locks: what is locked, who is told so, and what a lock forbids.

use std::collections::BTreeMap;

use serde::Deserialize;
use serde_json::{Map, Value, json};

use crate::auth::{self, Caller};
use crate::body;
use crate::emulator::{Asked, Emulator};
use crate::http::Response;
use crate::manager;
use crate::reads;
use crate::refusal::{Answer, Refusal};
use crate::scopes::{Scope, holds};
use crate::state::State;

/// What a lock forbids to everybody, whatever their rights.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
pub enum LockLevel {
    /// Deleting.
    CanNotDelete,
    /// Deleting and writing.
    ReadOnly,
}

impl LockLevel {
    fn word(self) -> &'static str {
        match self {
            Self::CanNotDelete => "CanNotDelete",
            Self::ReadOnly => "ReadOnly",
        }
    }
}

/// One lock on one scope.
#[derive(Clone, Debug)]
pub(crate) struct Lock {
    scope: Scope,
    name: String,
    level: LockLevel,
    notes: Option<String>,
}

impl Lock {
    fn id(&self) -> String {
        format!("{}/providers/Microsoft.Authorization/locks/{}", self.scope.id(), self.name)
    }

    pub(crate) fn body(&self) -> Value {
        let mut properties = Map::new();
        properties.insert("level".to_owned(), json!(self.level.word()));
        if let Some(notes) = &self.notes {
            properties.insert("notes".to_owned(), json!(notes));
        }
        json!({
            "properties": properties,
            "id": self.id(),
            "type": "Microsoft.Authorization/locks",
            "name": self.name,
        })
    }
}

/// All locks, by the key of their scope and their lower-case name.
#[derive(Clone, Debug, Default)]
pub(crate) struct Locks(BTreeMap<(String, String), Lock>);

impl Locks {
    pub(crate) fn all(&self) -> impl Iterator<Item = &Lock> {
        self.0.values()
    }

    /// Takes away what hangs on a scope that is gone, and on all below it.
    pub(crate) fn forget(&mut self, scope: &str) {
        self.0.retain(|(key, _), _| !holds(scope, key));
    }

    /// Ids of the scopes whose locks forbid something at `target`: those on it and above, and for a whole group that is
    /// to go those below it.
    fn against(&self, target: &str, writes: bool, below: bool) -> Vec<String> {
        let mut scopes: Vec<String> = self
            .0
            .iter()
            .filter(|((key, _), lock)| {
                (holds(key, target) || below && holds(target, key)) && (!writes || lock.level == LockLevel::ReadOnly)
            })
            .map(|(_, lock)| lock.scope.id())
            .collect();
        scopes.dedup();
        scopes
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Wanted {
    level: LockLevel,
    #[serde(default)]
    notes: Option<String>,
    /// Who owns it: taken, not shown.
    #[serde(default, rename = "owners")]
    _owners: Option<Value>,
}

impl Emulator {
    /// Puts a lock on a subscription, a group or a resource, named by its id. `false` when that is no such id.
    pub fn add_lock(&mut self, scope: &str, name: &str, level: LockLevel, notes: Option<&str>) -> bool {
        let Some(scope) = Scope::of_id(scope) else { return false };
        let lock = Lock { scope, name: name.to_owned(), level, notes: notes.map(str::to_owned) };
        self.state.locks.0.insert((lock.scope.key(), name.to_lowercase()), lock);
        true
    }

    /// Refuses a delete, or with `writes` a write, of something that is locked. The service asks this before it looks
    /// whether the thing exists.
    pub(crate) fn check_locks(&self, scope: &Scope, writes: bool) -> Answer<()> {
        let below = !writes && matches!(scope, Scope::Group { .. });
        let locked = self.state.locks.against(&scope.key(), writes, below);
        if locked.is_empty() {
            return Ok(());
        }
        let verb = if writes { "write" } else { "delete" };
        let message = format!(
            "The scope '{}' cannot perform {verb} operation because following scope(s) are locked: '{}'. Please remove \
             the lock and try again.",
            scope.id(),
            locked.join(",")
        );
        Err(Refusal::new(409, "ScopeLocked", message))
    }

    pub(crate) fn locks_call(
        &mut self,
        asked: &Asked<'_>,
        caller: &Caller,
        scope: &Scope,
        name: Option<&str>,
    ) -> Answer {
        let action = match asked.request.method.as_str() {
            "GET" => "read",
            "PUT" => "write",
            "DELETE" => "delete",
            _ => return Err(manager::unknown_call(asked.request)),
        };
        if !caller.role.may_see_locks() || action != "read" && !caller.role.may_write() {
            return Err(auth::forbidden(&format!("Microsoft.Authorization/locks/{action}"), &scope.id()));
        }
        self.check_scope(scope)?;
        match (action, name) {
            ("read", None) => self.list_locks(asked, scope),
            ("read", Some(name)) => {
                let lock = self.state.locks.0.get(&(scope.key(), name.to_lowercase()));
                lock.map(|lock| Response::json(200, &lock.body())).ok_or_else(|| lock_not_found(name))
            }
            ("write", Some(name)) => self.put_lock(asked, scope, name),
            ("delete", Some(name)) => {
                let gone = self.state.locks.0.remove(&(scope.key(), name.to_lowercase()));
                Ok(Response::empty(if gone.is_some() { 200 } else { 204 }))
            }
            _ => Err(manager::unknown_call(asked.request)),
        }
    }

    fn check_scope(&self, scope: &Scope) -> Answer<()> {
        match scope {
            Scope::Subscription(subscription) => self.check_subscription(subscription).map(|_| ()),
            Scope::Group { subscription, group } => self.check_group(subscription, group),
            Scope::Resource(place) => {
                self.check_group(&place.subscription, &place.group)?;
                self.state.find(place).map(|_| ()).ok_or_else(|| reads::resource_not_found(place))
            }
        }
    }

    /// Locks at, above and below the scope; with `$filter=atScope()` those below are left out.
    fn list_locks(&self, asked: &Asked<'_>, scope: &Scope) -> Answer {
        let at_scope = match asked.target.query("$filter") {
            None | Some("") => false,
            Some(filter) if filter.eq_ignore_ascii_case("atScope()") => true,
            Some(other) => return Err(Refusal::unimplemented(&format!("the filter `{other}` of locks"))),
        };
        let own = scope.key();
        let fits = |key: &str| holds(key, &own) || !at_scope && holds(&own, key);
        let found = self.state.locks.0.iter().filter(|((key, _), _)| fits(key));
        let ranked = found.map(|((key, name), lock)| ((key.clone(), name.clone(), String::new()), lock));
        Ok(Response::json(200, &self.page(asked, ranked, |lock| lock.body())?))
    }

    fn put_lock(&mut self, asked: &Asked<'_>, scope: &Scope, name: &str) -> Answer {
        let mut members = body::object(&asked.request.body)?;
        let properties = members.remove("properties").unwrap_or_default();
        let wanted: Wanted = serde_json::from_value(properties)
            .map_err(|error| Refusal::new(400, "InvalidRequestContent", format!("The lock is invalid: '{error}'.")))?;
        let fits = |letter: char| letter.is_alphanumeric() || matches!(letter, '-' | '_' | '.' | '(' | ')');
        if name.chars().count() > 260 || !name.chars().all(fits) {
            let message = format!("The lock name '{name}' is invalid.");
            return Err(Refusal::new(400, "InvalidLockName", message));
        }
        let lock = Lock { scope: scope.clone(), name: name.to_owned(), level: wanted.level, notes: wanted.notes };
        let body = lock.body();
        let earlier = self.state.locks.0.insert((scope.key(), name.to_lowercase()), lock);
        Ok(Response::json(if earlier.is_some() { 200 } else { 201 }, &body))
    }
}

impl State {
    /// The locks of a resource go with it.
    pub(crate) fn forget_locks(&mut self, scope: &Scope) {
        self.locks.forget(&scope.key());
    }
}

fn lock_not_found(name: &str) -> Box<Refusal> {
    Refusal::new(404, "LockNotFound", format!("The lock '{name}' could not be found."))
}
