//! What creating, changing and deleting have in common: operations, bare bodies, tags, deletes.

use jiff::Timestamp;
use serde_json::{Map, Value, json};

use crate::budgets;
use crate::emulator::{Asked, Emulator};
use crate::http::Response;
use crate::operations::{Effect, Operation};
use crate::refusal::{Answer, Refusal};
use crate::rules;
use crate::state::region_key;
use crate::stored::{GroupCasing, Key, Stored};
use crate::target::{Kind, Place};
use crate::times;
use crate::{access, body, encryption, immutability, machines, reads};

/// Members a 202 body of a patch shows beside the two that no contract lists (section 6.4).
const ACCEPTED: [&str; 4] = ["osType", "hyperVGeneration", "creationData", "diskSizeGB"];

impl Emulator {
    /// Starts an operation and gives the 202 that announces it.
    pub(crate) fn accept(&mut self, asked: &Asked<'_>, region: &str, effect: Effect, body: Option<&Value>) -> Response {
        let seconds = match &effect {
            Effect::Put(_) => self.config.operation_seconds,
            Effect::Remove(_) => self.config.delete_seconds,
            Effect::Open { .. } | Effect::Close(_) => self.config.access_seconds,
        };
        let retry_after = self.config.retry_after.filter(|_| effect.tells_when_to_retry());
        let span = (asked.now, seconds);
        let mut operation = Operation::new(&mut self.ids, &self.config, region, &asked.version, span, effect);
        operation.failure = self.faults.operation.take();
        if std::mem::take(&mut self.faults.endless) {
            operation.ends = Timestamp::MAX;
        }
        let response = body.map_or_else(|| Response::empty(202), |body| Response::json(202, body));
        let response = operation.announce(response, asked.origin, retry_after);
        self.state.start(operation);
        response
    }

    pub(crate) fn delete(&mut self, asked: &Asked<'_>, place: &Place) -> Answer {
        self.charge(&place.subscription, budgets::DELETE, asked.now)?;
        let Some(stored) = self.state.find(place) else { return Ok(Response::empty(204)) };
        let region = stored.location().to_owned();
        self.check_deletable(place, asked.now)?;
        Ok(self.accept(asked, &region, Effect::Remove(place.clone()), None))
    }

    /// Refuses to delete what is attached or immutable (M3).
    pub(crate) fn check_deletable(&self, place: &Place, now: Timestamp) -> Answer<()> {
        let Some(stored) = self.state.find(place) else { return Ok(()) };
        if let Some(holder) = machines::holders(stored).first() {
            let message = format!("Disk {} is attached to VM {holder}.", place.name);
            return Err(Refusal::not_allowed(message));
        }
        if self.state.is_linked(stored) {
            return Err(access::still_open(place));
        }
        immutability::check(stored, now)
    }

    /// PUT on a name in use changes the resource (A37). What it was made from never changes.
    pub(crate) fn update(&mut self, asked: &Asked<'_>, place: &Place, wish: &body::Wish) -> Answer {
        let Some(stored) = self.state.find(place) else { return Err(reads::resource_not_found(place)) };
        let same = |member: &str, wanted: Option<&Value>, have: Option<&Value>| match wanted {
            Some(wanted) if !same_value(wanted, have) => Err(Refusal::new(
                409,
                "PropertyChangeNotAllowed",
                format!("Changing property '{member}' is not allowed."),
            )),
            _ => Ok(()),
        };
        let creation = stored.property("creationData").cloned().unwrap_or_default();
        for (member, wanted) in &wish.creation {
            same(&format!("creationData.{member}"), Some(wanted), creation.get(member))?;
        }
        same("incremental", wish.properties.get("incremental"), stored.property("incremental"))?;
        encryption::check_change(&self.state, &wish.properties, stored, asked.now)?;
        if place.kind == Kind::Snapshot {
            same("diskSizeGB", wish.properties.get("diskSizeGB"), stored.property("diskSizeGB"))?;
        }
        for (member, wanted) in &wish.others {
            same(member, Some(wanted), stored.body.get(member))?;
        }
        if region_key(&wish.location) != region_key(stored.location()) {
            same("location", Some(&json!(wish.location)), None)?;
        }
        let Some(stored) = self.state.resources.get_mut(&Key::of(place)) else {
            return Err(reads::resource_not_found(place));
        };
        if let Some(tags) = &wish.tags {
            stored.body.insert("tags".to_owned(), Value::Object(tags.clone()));
        }
        if let Some(sku) = &wish.sku {
            stored.body.insert("sku".to_owned(), sku_body(sku));
        }
        // The size is in place already: a disk has grown, a snapshot never does.
        for (member, value) in wish.properties.iter().filter(|(member, _)| *member != "diskSizeGB") {
            stored.set_property(member, value.clone());
        }
        let casing = GroupCasing::Caller(&place.group);
        Ok(Response::json(200, &stored.view(casing, &asked.version, asked.now)))
    }
}

/// The 202 body of a create: what was asked for, with names, in state `Updating`.
pub(crate) fn accepted_body(stored: &Stored, wish: &body::Wish, bare: bool) -> Value {
    if bare {
        return bare_body(stored);
    }
    let mut properties = wish.properties.clone();
    properties.insert("creationData".to_owned(), Value::Object(wish.creation.clone()));
    properties.insert("provisioningState".to_owned(), json!("Updating"));
    let mut accepted = Map::new();
    for member in ["name", "id", "type", "location", "tags"] {
        if let Some(value) = stored.body.get(member) {
            accepted.insert(member.to_owned(), value.clone());
        }
    }
    if let Some(sku) = &wish.sku {
        accepted.insert("sku".to_owned(), json!({ "name": sku }));
    }
    accepted.insert("properties".to_owned(), Value::Object(properties));
    Value::Object(accepted)
}

/// The 202 body of a patch: no `id`, `name` or `type`, and two members no contract lists (seen in traffic).
pub(crate) fn bare_body(stored: &Stored) -> Value {
    let mut properties: Map<String, Value> =
        ACCEPTED.iter().filter_map(|member| Some(((*member).to_owned(), stored.property(member)?.clone()))).collect();
    properties.insert("provisioningState".to_owned(), json!("Updating"));
    properties.insert("isArmResource".to_owned(), json!(true));
    properties.insert("faultDomain".to_owned(), json!(0));
    json!({
        "location": stored.location(),
        "tags": stored.body.get("tags").cloned().unwrap_or_else(|| json!({})),
        "sku": {"name": stored.sku()},
        "properties": properties,
    })
}

/// A sku with the tier the service adds.
pub(crate) fn sku_body(name: &str) -> Value {
    json!({"name": name, "tier": rules::tier(name)})
}

/// `timeCreated` as traffic shows it: one in three in a zone west of Greenwich (A55).
pub(crate) fn created_text(created: jiff::Timestamp) -> String {
    times::wire(created, created.as_second() % 3 == 0)
}

/// Values are the same when ids differ in casing or slash only (A60, A64).
fn same_value(wanted: &Value, have: Option<&Value>) -> bool {
    match (wanted.as_str(), have.and_then(Value::as_str)) {
        (Some(wanted), Some(have)) => {
            wanted.trim_start_matches('/').to_lowercase() == have.trim_start_matches('/').to_lowercase()
        }
        _ => have == Some(wanted),
    }
}
