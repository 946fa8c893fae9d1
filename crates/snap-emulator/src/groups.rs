//! Resource groups: made, changed, read, and deleted with all that is in them.

use std::collections::BTreeMap;

use jiff::Timestamp;
use serde_json::{Map, Value, json};

use crate::body;
use crate::emulator::{Asked, Emulator};
use crate::http::Response;
use crate::manager::unknown_call;
use crate::refusal::{Answer, Refusal};
use crate::rules;
use crate::scopes::Scope;
use crate::state::{Group, State, region_key};
use crate::target::{Call, Kind, Place};
use crate::times;

/// `Retry-After` of a group's deletion, as recorded.
const RETRY_AFTER: &str = "15";

/// A group on its way out.
#[derive(Clone, Debug)]
pub(crate) struct Deletion {
    subscription: String,
    group: String,
    ends: Timestamp,
    done: bool,
}

/// Deletions of groups by their id.
pub(crate) type Deletions = BTreeMap<String, Deletion>;

impl Emulator {
    pub(crate) fn group_call(&mut self, asked: &Asked<'_>) -> Answer {
        let method = asked.request.method.as_str();
        match (method, &asked.target.call) {
            ("GET", Call::Groups { subscription }) => {
                let held = self.check_subscription(subscription)?;
                let rows = held.groups.iter().map(|(key, group)| ((key.clone(), String::new(), String::new()), group));
                let body = self.page(asked, rows, |group| group_body(&held.id, group, "Succeeded"))?;
                Ok(Response::json(200, &body))
            }
            ("GET", Call::GroupDeletion { id, .. }) => self.poll_deletion(asked, id),
            (_, Call::Group { subscription, group }) => {
                self.check_subscription(subscription)?;
                match method {
                    "HEAD" => {
                        let there = self.check_group(subscription, group).is_ok();
                        Ok(Response::empty(if there { 204 } else { 404 }))
                    }
                    "GET" => {
                        self.check_group(subscription, group)?;
                        Ok(Response::json(200, &self.group_view(subscription, group)))
                    }
                    "PUT" => self.put_group(asked, subscription, group),
                    "PATCH" => self.patch_group(asked, subscription, group),
                    "DELETE" => self.delete_group(asked, subscription, group),
                    _ => Err(unknown_call(asked.request)),
                }
            }
            _ => Err(unknown_call(asked.request)),
        }
    }

    fn group_view(&self, subscription: &str, group: &str) -> Value {
        let held = self.state.subscriptions.get(&subscription.to_lowercase());
        let found = held.and_then(|held| Some((&held.id, held.groups.get(&group.to_lowercase())?)));
        let going =
            self.state.group_deletions.values().any(|deletion| !deletion.done && deletion.is_of(subscription, group));
        let state = if going { "Deleting" } else { "Succeeded" };
        found.map(|(id, group)| group_body(id, group, state)).unwrap_or_default()
    }

    fn put_group(&mut self, asked: &Asked<'_>, subscription: &str, group: &str) -> Answer {
        self.check_locks(&scope(subscription, group), true)?;
        let mut wish = body::object(&asked.request.body)?;
        let location = body::take_text(&mut wish, "location", "location")?;
        let location = location.ok_or_else(|| {
            Refusal::new(400, "LocationRequired", "The location property is required for this definition.")
        })?;
        let tags = take_tags(&mut wish)?;
        rules::check_group_name(group)?;
        if let Some(have) = self.state.group(subscription, group)
            && region_key(&have.location) != region_key(&location)
        {
            let message = format!(
                "Invalid resource group location '{location}'. The Resource group already exists in location '{}'.",
                have.location
            );
            return Err(Refusal::new(409, "InvalidResourceGroupLocation", message));
        }
        let made = self.state.group(subscription, group).is_none();
        self.state.ensure_group(subscription, group, &region_key(&location));
        if let Some(have) = self.state.group_mut(subscription, group) {
            have.tags = tags.unwrap_or_default();
        }
        Ok(Response::json(if made { 201 } else { 200 }, &self.group_view(subscription, group)))
    }

    fn patch_group(&mut self, asked: &Asked<'_>, subscription: &str, group: &str) -> Answer {
        self.check_group(subscription, group)?;
        self.check_locks(&scope(subscription, group), true)?;
        let mut wish = body::object(&asked.request.body)?;
        let tags = take_tags(&mut wish)?;
        if let (Some(tags), Some(have)) = (tags, self.state.group_mut(subscription, group)) {
            have.tags = tags;
        }
        Ok(Response::json(200, &self.group_view(subscription, group)))
    }

    /// Nothing goes when anything in it may not: a lock on it, above it or inside it.
    fn delete_group(&mut self, asked: &Asked<'_>, subscription: &str, group: &str) -> Answer {
        self.check_group(subscription, group)?;
        self.check_locks(&scope(subscription, group), false)?;
        for place in self.state.places_in(subscription, group) {
            self.check_deletable(&place, asked.now)?;
        }
        let id = format!("{}-DELETIONJOB", self.ids.opaque(40));
        let ends = times::after(asked.now, self.config.operation_seconds);
        let deletion = Deletion { subscription: subscription.to_owned(), group: group.to_owned(), ends, done: false };
        self.state.group_deletions.insert(id.to_lowercase(), deletion);
        self.state.settle(asked.now);
        let link = deletion_link(asked, subscription, &id);
        Ok(Response::empty(202).with_header("Location", link).with_header("Retry-After", RETRY_AFTER))
    }

    fn poll_deletion(&self, asked: &Asked<'_>, id: &str) -> Answer {
        let unknown = || Refusal::new(404, "NotFound", format!("The operation result '{id}' was not found."));
        let deletion = self.state.group_deletions.get(&id.to_lowercase()).ok_or_else(unknown)?;
        if deletion.done {
            return Ok(Response::empty(200));
        }
        let link = deletion_link(asked, &deletion.subscription, id);
        Ok(Response::empty(202).with_header("Location", link).with_header("Retry-After", RETRY_AFTER))
    }
}

impl Deletion {
    fn is_of(&self, subscription: &str, group: &str) -> bool {
        scope(&self.subscription, &self.group).key() == scope(subscription, group).key()
    }
}

impl State {
    pub(crate) fn group(&self, subscription: &str, group: &str) -> Option<&Group> {
        self.subscriptions.get(&subscription.to_lowercase())?.groups.get(&group.to_lowercase())
    }

    fn group_mut(&mut self, subscription: &str, group: &str) -> Option<&mut Group> {
        self.subscriptions.get_mut(&subscription.to_lowercase())?.groups.get_mut(&group.to_lowercase())
    }

    fn places_in(&self, subscription: &str, group: &str) -> Vec<Place> {
        let group = group.to_lowercase();
        let all = [Kind::Disk, Kind::Snapshot].into_iter().flat_map(|kind| self.of_kind(subscription, kind));
        all.filter(|stored| stored.place.group.to_lowercase() == group).map(|stored| stored.place.clone()).collect()
    }

    /// Takes away the groups whose time has come, with all that is in them.
    pub(crate) fn settle_groups(&mut self, now: Timestamp) {
        let due = |deletion: &&mut Deletion| !deletion.done && deletion.ends <= now;
        let mut gone = Vec::new();
        for deletion in self.group_deletions.values_mut().filter(due) {
            deletion.done = true;
            gone.push((deletion.subscription.clone(), deletion.group.clone(), deletion.ends));
        }
        for (subscription, group, at) in gone {
            for place in self.places_in(&subscription, &group) {
                self.remove(&place, at);
            }
            if let Some(held) = self.subscriptions.get_mut(&subscription.to_lowercase()) {
                held.groups.remove(&group.to_lowercase());
            }
            self.forget_locks(&scope(&subscription, &group));
        }
    }
}

fn scope(subscription: &str, group: &str) -> Scope {
    Scope::Group { subscription: subscription.to_owned(), group: group.to_owned() }
}

fn take_tags(wish: &mut Map<String, Value>) -> Answer<Option<Map<String, Value>>> {
    let tags = body::take_object(wish, "tags", "tags")?;
    tags.as_ref().map(rules::check_tags).transpose()?;
    Ok(tags)
}

fn deletion_link(asked: &Asked<'_>, subscription: &str, id: &str) -> String {
    format!("{}/subscriptions/{subscription}/operationresults/{id}?api-version={}", asked.origin, asked.version)
}

fn group_body(subscription: &str, group: &Group, state: &str) -> Value {
    json!({
        "id": format!("/subscriptions/{subscription}/resourceGroups/{}", group.name),
        "name": group.name,
        "type": "Microsoft.Resources/resourceGroups",
        "location": group.location,
        "tags": group.tags,
        "properties": {"provisioningState": state},
    })
}
