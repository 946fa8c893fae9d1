//! Long-running operations: the two addresses, and what a poll of each is answered (A30 to A33).

use jiff::Timestamp;
use serde_json::{Map, Value, json};

use crate::config::Config;
use crate::http::Response;
use crate::ids::IdSource;
use crate::refusal::{Answer, Refusal};
use crate::state::region_key;
use crate::target::{Place, Target};
use crate::times;

/// What an operation does to a resource when it ends.
#[derive(Clone, Debug)]
pub(crate) enum Effect {
    Put(Place),
    Remove(Place),
    /// Opens a link; `fresh` when there was none before.
    Open {
        place: Place,
        fresh: bool,
    },
    Close(Place),
}

impl Effect {
    fn place(&self) -> &Place {
        match self {
            Self::Put(place) | Self::Remove(place) | Self::Open { place, .. } | Self::Close(place) => place,
        }
    }

    /// Whether replies about it may carry `Retry-After`: those of grants, revokes and deletes never do (A34).
    pub(crate) fn tells_when_to_retry(&self) -> bool {
        matches!(self, Self::Put(_))
    }
}

/// How an operation is to fail.
#[derive(Clone, Debug)]
pub(crate) struct Failure {
    /// `Failed` or `Canceled`.
    pub(crate) status: String,
    pub(crate) code: String,
    pub(crate) message: String,
}

/// The end of an operation.
#[derive(Clone, Debug)]
pub(crate) struct Outcome {
    pub(crate) output: Option<Value>,
}

/// One operation.
#[derive(Clone, Debug)]
pub(crate) struct Operation {
    pub(crate) id: String,
    pub(crate) subscription: String,
    pub(crate) region: String,
    pub(crate) api_version: String,
    pub(crate) started: Timestamp,
    pub(crate) ends: Timestamp,
    pub(crate) effect: Effect,
    pub(crate) failure: Option<Failure>,
    pub(crate) outcome: Option<Outcome>,
    /// The members of the address that a client must send back untouched (A32).
    seals: Vec<(&'static str, String)>,
    west: bool,
}

impl Operation {
    /// An operation that starts at `now` and runs for `seconds`.
    pub(crate) fn new(
        ids: &mut IdSource,
        config: &Config,
        region: &str,
        api_version: &str,
        (now, seconds): (Timestamp, u32),
        effect: Effect,
    ) -> Self {
        let mut seals = Vec::new();
        if config.signature_bytes > 0 {
            seals.push(("p", ids.guid()));
            let half = config.signature_bytes / 2;
            seals.push(("t", (now.as_millisecond().max(0)).to_string()));
            seals.push(("c", ids.opaque(half)));
            seals.push(("s", ids.opaque(config.signature_bytes - half)));
            seals.push(("h", ids.opaque(43)));
        }
        Self {
            id: ids.guid(),
            subscription: effect.place().subscription.clone(),
            region: region_key(region),
            api_version: api_version.to_owned(),
            started: now,
            ends: times::after(now, seconds),
            west: now.as_second() % 3 == 0,
            effect,
            failure: None,
            outcome: None,
            seals,
        }
    }

    /// The `Azure-AsyncOperation` address, or with `monitor` its `Location` twin (A31).
    pub(crate) fn address(&self, origin: &str, monitor: bool) -> String {
        let mut query = Vec::new();
        let mut seals = self.seals.iter().map(|(name, value)| format!("{name}={value}"));
        query.extend(seals.next());
        query.extend(monitor.then(|| "monitor=true".to_owned()));
        query.push(format!("api-version={}", self.api_version));
        query.extend(seals);
        format!(
            "{origin}/subscriptions/{}/providers/Microsoft.Compute/locations/{}/DiskOperations/{}?{}",
            self.subscription,
            self.region,
            self.id,
            query.join("&")
        )
    }

    /// Both addresses and, where the service sends one, `Retry-After` (A30, A34).
    pub(crate) fn announce(&self, response: Response, origin: &str, retry_after: Option<u32>) -> Response {
        let response = response
            .with_header("Location", self.address(origin, true))
            .with_header("Azure-AsyncOperation", self.address(origin, false));
        match retry_after {
            Some(seconds) => response.with_header("Retry-After", seconds.to_string()),
            None => response,
        }
    }

    /// Refuses an address that was shortened, rebuilt or re-encoded instead of sent back as it was.
    pub(crate) fn check_seals(&self, target: &Target) -> Answer<()> {
        for (name, value) in &self.seals {
            if target.query(name) != Some(value) {
                let message = format!("the operation address was changed by the client: query member `{name}` differs");
                return Err(Refusal::new(400, "InvalidOperationAddress", message));
            }
        }
        Ok(())
    }

    /// The reply to a poll of either address. The operation must be settled to the present.
    pub(crate) fn poll(&self, origin: &str, monitor: bool, retry_after: Option<u32>) -> Response {
        if !monitor {
            return Response::json(200, &self.status_body());
        }
        match (&self.outcome, &self.failure) {
            (None, _) => self.announce(Response::empty(202), origin, retry_after),
            (Some(_), Some(failure)) => Refusal::new(409, &failure.code, failure.message.clone()).into_response(),
            (Some(Outcome { output: Some(output) }), None) => Response::json(200, output),
            (Some(Outcome { output: None }), None) => Response::empty(200),
        }
    }

    /// `Succeeded`, `Failed`, `Canceled`, or the word of one that runs (A33).
    pub(crate) fn status_word(&self) -> &str {
        match (&self.outcome, &self.failure) {
            (None, _) => "InProgress",
            (Some(_), Some(failure)) => &failure.status,
            (Some(_), None) => "Succeeded",
        }
    }

    fn status_body(&self) -> Value {
        let mut body = Map::new();
        body.insert("startTime".to_owned(), json!(times::wire(self.started, self.west)));
        body.insert("status".to_owned(), json!(self.status_word()));
        body.insert("name".to_owned(), json!(self.id));
        if let Some(outcome) = &self.outcome {
            body.insert("endTime".to_owned(), json!(times::wire(self.ends, self.west)));
            if let Some(output) = &outcome.output {
                body.insert("properties".to_owned(), json!({ "output": output }));
            }
            if let Some(failure) = &self.failure {
                body.insert("error".to_owned(), json!({"code": failure.code, "message": failure.message}));
            }
        }
        Value::Object(body)
    }
}
