//! Reading: subscriptions, groups, single resources, operations, and lists page by page.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::{Map, Value};

use crate::budgets;
use crate::emulator::{Asked, Emulator};
use crate::http::Response;
use crate::ids::is_guid;
use crate::order::Rank;
use crate::refusal::{Answer, Refusal};
use crate::state::{Subscription, region_key};
use crate::stored::{GroupCasing, Stored};
use crate::target::{Kind, Place};

impl Emulator {
    pub(crate) fn get(&mut self, asked: &Asked<'_>, place: &Place) -> Answer {
        self.check_group(&place.subscription, &place.group)?;
        let Some(stored) = self.state.find(place) else { return Err(resource_not_found(place)) };
        let body = stored.view(GroupCasing::Caller(&place.group), &asked.version, asked.now);
        self.charge(&place.subscription, budgets::GET, asked.now)?;
        Ok(Response::json(200, &body))
    }

    pub(crate) fn poll(&mut self, asked: &Asked<'_>, subscription: &str, region: &str, id: &str) -> Answer {
        self.check_subscription(subscription)?;
        let unknown = || Refusal::new(404, "NotFound", format!("The operation '{id}' was not found in '{region}'."));
        let operation = self.state.operations.get(&id.to_lowercase()).ok_or_else(unknown)?;
        if operation.region != region_key(region) || !operation.subscription.eq_ignore_ascii_case(subscription) {
            return Err(unknown());
        }
        operation.check_seals(asked.target)?;
        let retry_after = self.config.retry_after.filter(|_| operation.effect.tells_when_to_retry());
        let monitor = asked.target.query("monitor").is_some_and(|word| word.eq_ignore_ascii_case("true"));
        let response = operation.poll(asked.origin, monitor, retry_after);
        self.charge(subscription, budgets::POLL, asked.now)?;
        Ok(response)
    }

    pub(crate) fn list_all(&mut self, asked: &Asked<'_>, subscription: &str, kind: Kind) -> Answer {
        self.check_subscription(subscription)?;
        let show = |stored: &&Stored| stored.view(GroupCasing::Capitals, &asked.version, asked.now);
        let rest = self.state.listed(subscription, kind, after(asked)?.as_ref());
        let body = self.page_of_ordered(asked, rest, show);
        let regions = self.state.regions(subscription).len();
        // One id per region asked (seen in traffic); no budget header on these lists (T3).
        let mut response = Response::json(200, &body);
        for _ in 0..regions {
            response = response.with_header("x-ms-original-request-ids", self.ids.guid());
        }
        Ok(response)
    }

    pub(crate) fn list_group(&mut self, asked: &Asked<'_>, subscription: &str, group: &str, kind: Kind) -> Answer {
        self.check_group(subscription, group)?;
        self.charge(subscription, budgets::LIST, asked.now)?;
        let after = after(asked)?;
        let rest = self.state.in_group((subscription, group, kind), after.as_ref().map(|(_, _, name)| name.as_str()));
        let ranked = rest.map(|stored| ((String::new(), String::new(), stored.place.name.to_lowercase()), stored));
        let show = |stored: &&Stored| stored.view(GroupCasing::Caller(group), &asked.version, asked.now);
        Ok(Response::json(200, &self.page_of_ordered(asked, ranked, show)))
    }

    /// One page of what is ranked and in no order.
    pub(crate) fn page<T>(
        &self,
        asked: &Asked<'_>,
        all: impl Iterator<Item = (Rank, T)>,
        show: impl Fn(&T) -> Value,
    ) -> Answer<Value> {
        let after = after(asked)?;
        let mut rest: Vec<(Rank, T)> =
            all.filter(|(rank, _)| after.as_ref().is_none_or(|after| rank > after)).collect();
        rest.sort_by(|one, two| one.0.cmp(&two.0));
        Ok(self.page_of_ordered(asked, rest.into_iter(), show))
    }

    /// One page of what stands in order behind the page before. The token names the rank of the last row of a page, so
    /// that a list stays whole while others write.
    fn page_of_ordered<T>(
        &self,
        asked: &Asked<'_>,
        mut rest: impl Iterator<Item = (Rank, T)>,
        show: impl Fn(&T) -> Value,
    ) -> Value {
        let rows: Vec<(Rank, T)> = rest.by_ref().take(self.config.page_size.max(1)).collect();
        let value: Vec<Value> = rows.iter().map(|(_, row)| show(row)).collect();
        let next = match (rest.next(), rows.last()) {
            (Some(_), Some((last, _))) => Some(next_link(asked, last)),
            _ => self.config.empty_next_link.then(String::new),
        };
        // Put together by hand: the macro would copy all rows once more.
        let mut page = Map::from_iter([("value".to_owned(), Value::Array(value))]);
        page.extend(next.map(|next| ("nextLink".to_owned(), Value::String(next))));
        Value::Object(page)
    }

    pub(crate) fn check_subscription(&self, subscription: &str) -> Answer<&Subscription> {
        if let Some(held) = self.state.subscriptions.get(&subscription.to_lowercase()) {
            return Ok(held);
        }
        if !is_guid(subscription) {
            let message = format!("The provided subscription identifier '{subscription}' is malformed or invalid.");
            return Err(Refusal::new(400, "InvalidSubscriptionId", message));
        }
        let message = format!("The subscription '{subscription}' could not be found.");
        Err(Refusal::not_found("SubscriptionNotFound", message))
    }

    pub(crate) fn check_group(&self, subscription: &str, group: &str) -> Answer<()> {
        if self.check_subscription(subscription)?.groups.contains_key(&group.to_lowercase()) {
            return Ok(());
        }
        let message = format!("Resource group '{group}' could not be found.");
        Err(Refusal::not_found("ResourceGroupNotFound", message))
    }
}

/// The recorded 404 of the gateway (A71).
pub(crate) fn resource_not_found(place: &Place) -> Box<Refusal> {
    let message = format!(
        "The Resource '{}/{}' under resource group '{}' was not found. For more details please go to \
         https://aka.ms/ARMResourceNotFoundFix",
        place.kind.type_name(),
        place.name,
        place.group
    );
    Refusal::not_found("ResourceNotFound", message)
}

/// Behind which row the asked page begins; `None` at the first.
fn after(asked: &Asked<'_>) -> Answer<Option<Rank>> {
    asked.target.query("$skiptoken").map(read_token).transpose()
}

fn next_link(asked: &Asked<'_>, (region, group, name): &Rank) -> String {
    let token = URL_SAFE_NO_PAD.encode(format!("{region}\n{group}\n{name}"));
    format!("{}{}?api-version={}&$skiptoken={token}", asked.origin, asked.target.path, asked.version)
}

fn read_token(token: &str) -> Answer<Rank> {
    let invalid = || Refusal::new(400, "InvalidSkipToken", "the `$skiptoken` was not made by this service");
    let bytes = URL_SAFE_NO_PAD.decode(token).map_err(|_| invalid())?;
    let text = String::from_utf8(bytes).map_err(|_| invalid())?;
    let parts: Vec<&str> = text.split('\n').collect();
    let [region, group, name] = parts.as_slice() else { return Err(invalid()) };
    Ok(((*region).to_owned(), (*group).to_owned(), (*name).to_owned()))
}
