//! What the resource manager answers itself: tenants, subscriptions, providers, regions, resources of all kinds.

use serde_json::{Value, json};

use crate::auth::{self, Caller};
use crate::emulator::{Asked, Emulator};
use crate::http::{Request, Response};
use crate::order::Rank;
use crate::refusal::{Answer, Refusal};
use crate::regions;
use crate::state::Subscription;
use crate::stored::{GroupCasing, Stored};
use crate::target::{Call, Kind};
use crate::versions;

impl Emulator {
    pub(crate) fn manager_call(&mut self, asked: &Asked<'_>, caller: &Caller) -> Answer {
        let method = asked.request.method.as_str();
        if !matches!(method, "GET" | "HEAD") && !caller.role.may_write() {
            let action = if method == "DELETE" { "delete" } else { "write" };
            let action = format!("Microsoft.Resources/subscriptions/resourceGroups/{action}");
            return Err(auth::forbidden(&action, &asked.target.path));
        }
        match (method, &asked.target.call) {
            ("GET", Call::Tenants) => Ok(Response::json(200, &json!({ "value": [tenant()] }))),
            ("GET", Call::Subscriptions) => {
                let value: Vec<Value> = self.state.subscriptions.values().map(subscription_body).collect();
                Ok(Response::json(200, &json!({"value": value, "count": {"type": "Total", "value": value.len()}})))
            }
            ("GET", Call::Subscription { subscription }) => {
                self.check_subscription(subscription).map(|held| Response::json(200, &subscription_body(held)))
            }
            ("GET", Call::Locations { subscription }) => {
                self.check_subscription(subscription)?;
                Ok(Response::json(200, &json!({ "value": regions::bodies(subscription) })))
            }
            ("GET", Call::Providers { subscription, provider: None }) => {
                self.check_subscription(subscription)?;
                let value: Vec<Value> = PROVIDERS.iter().map(|name| self.provider(subscription, name)).collect();
                Ok(Response::json(200, &json!({ "value": value })))
            }
            ("GET", Call::Providers { subscription, provider: Some(provider) })
            | ("POST", Call::Registration { subscription, provider }) => {
                self.check_subscription(subscription)?;
                let known = PROVIDERS.iter().find(|name| name.eq_ignore_ascii_case(provider));
                let missing = || {
                    let message = format!("The resource namespace '{provider}' is invalid.");
                    Refusal::new(404, "InvalidResourceNamespace", message)
                };
                Ok(Response::json(200, &self.provider(subscription, known.ok_or_else(missing)?)))
            }
            ("GET", Call::Resources { subscription, group }) => {
                self.list_resources(asked, subscription, group.as_deref())
            }
            _ => self.group_call(asked),
        }
    }

    /// A provider as it is registered, with the api-versions that are served here.
    fn provider(&self, subscription: &str, name: &str) -> Value {
        let compute = versions::served(&self.config);
        let kinds: &[(&str, &[&str])] = match name {
            "Microsoft.Compute" => &[
                ("disks", compute),
                ("snapshots", compute),
                ("locations", compute),
                ("locations/DiskOperations", compute),
            ],
            "Microsoft.Authorization" => &[("locks", &versions::LOCKS)],
            "Microsoft.Automation" => &[("automationAccounts/jobs", &["2023-11-01"])],
            "Microsoft.ResourceGraph" => &[("resources", &versions::GRAPH)],
            _ => &[("resourceGroups", &["2021-04-01"]), ("subscriptions", &["2022-12-01"])],
        };
        let types: Vec<Value> = kinds
            .iter()
            .map(|(kind, versions)| {
                let newest_first: Vec<&&str> = versions.iter().rev().collect();
                let locations = if name == "Microsoft.Compute" { regions::display_names() } else { Vec::new() };
                json!({"resourceType": kind, "locations": locations, "apiVersions": newest_first, "capabilities": "None"})
            })
            .collect();
        json!({
            "id": format!("/subscriptions/{subscription}/providers/{name}"),
            "namespace": name,
            "registrationState": "Registered",
            "registrationPolicy": "RegistrationRequired",
            "resourceTypes": types,
        })
    }

    /// Disks and snapshots as the resource manager itself knows them: no properties.
    fn list_resources(&self, asked: &Asked<'_>, subscription: &str, group: Option<&str>) -> Answer {
        self.check_subscription(subscription)?;
        if let Some(group) = group {
            self.check_group(subscription, group)?;
        }
        let wanted = Filter::read(asked.target.query("$filter"))?;
        let all = [Kind::Disk, Kind::Snapshot].into_iter().flat_map(|kind| self.state.of_kind(subscription, kind));
        let inside = all.filter(|stored| {
            group.is_none_or(|group| stored.place.group.eq_ignore_ascii_case(group)) && wanted.lets(stored)
        });
        let rank = |stored: &Stored| -> Rank {
            let place = &stored.place;
            (place.group.to_lowercase(), place.kind.segment().to_owned(), place.name.to_lowercase())
        };
        let show = |stored: &&Stored| {
            let mut body = stored.view(GroupCasing::Capitals, &asked.version, asked.now);
            if let Some(body) = body.as_object_mut() {
                body.retain(|member, _| RESOURCE.contains(&member.as_str()));
            }
            body
        };
        Ok(Response::json(200, &self.page(asked, inside.map(|stored| (rank(stored), stored)), show)?))
    }
}

/// Members of a resource in `GET …/resources`.
const RESOURCE: [&str; 8] = ["id", "name", "type", "location", "tags", "sku", "managedBy", "zones"];

const PROVIDERS: [&str; 5] = [
    "Microsoft.Authorization",
    "Microsoft.Automation",
    "Microsoft.Compute",
    "Microsoft.ResourceGraph",
    "Microsoft.Resources",
];

/// `resourceType eq '…'`, `resourceGroup eq '…'` or `name eq '…'`, joined by `and`.
struct Filter(Vec<(String, String)>);

impl Filter {
    fn read(text: Option<&str>) -> Answer<Self> {
        let Some(text) = text.filter(|text| !text.trim().is_empty()) else { return Ok(Self(Vec::new())) };
        let term = |term: &str| -> Option<(String, String)> {
            let (member, value) = term.split_once(" eq ")?;
            let value = value.trim().strip_prefix('\'')?.strip_suffix('\'')?;
            let member = member.trim().to_lowercase();
            ["resourcetype", "resourcegroup", "name"].contains(&member.as_str()).then(|| (member, value.to_lowercase()))
        };
        let terms = text.split(" and ").map(term).collect::<Option<Vec<_>>>();
        terms.map(Self).ok_or_else(|| {
            let message = format!("The filter '{text}' is not understood: `resourceType eq '…'` and the like are.");
            Refusal::new(400, "InvalidFilterInQueryString", message)
        })
    }

    fn lets(&self, stored: &Stored) -> bool {
        self.0.iter().all(|(member, value)| {
            let have = match member.as_str() {
                "resourcetype" => stored.place.kind.type_name(),
                "resourcegroup" => stored.place.group.clone(),
                _ => stored.place.name.clone(),
            };
            have.to_lowercase() == *value
        })
    }
}

pub(crate) fn unknown_call(request: &Request) -> Box<Refusal> {
    Refusal::unimplemented(&format!("`{} {}`", request.method, request.path_only()))
}

fn tenant() -> Value {
    json!({"id": format!("/tenants/{}", auth::TENANT), "tenantId": auth::TENANT})
}

fn subscription_body(held: &Subscription) -> Value {
    json!({
        "id": format!("/subscriptions/{}", held.id),
        "subscriptionId": held.id,
        "tenantId": auth::TENANT,
        "displayName": held.name,
        "state": "Enabled",
        "authorizationSource": "RoleBased",
        "managedByTenants": [],
        "subscriptionPolicies": {
            "locationPlacementId": "Public_2014-09-01",
            "quotaId": "PayAsYouGo_2014-09-01",
            "spendingLimit": "Off",
        },
    })
}
