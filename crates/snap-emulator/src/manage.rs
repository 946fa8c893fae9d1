//! The management address: faults, the clock, the journal, planting and starting over.

use jiff::Timestamp;
use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};

use crate::auth::{Role, mint_token, mint_token_for};
use crate::emulator::Emulator;
use crate::faults::Rule;
use crate::fleet;
use crate::http::{Request, Response};
use crate::load::{Home, LoadError};
use crate::times;

/// A management call answered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Managed {
    /// The reply.
    pub response: Response,
    /// How far the caller must move its clock on; the emulator has none.
    pub advance_seconds: u32,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct Advance {
    advance_seconds: u32,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct Reset {
    fleet: Named,
}

#[derive(Deserialize)]
#[serde(rename_all = "lowercase")]
enum Named {
    Demo,
    Empty,
}

/// Bytes of a disk written or cleared, first to last.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct Written {
    disk: String,
    start: u64,
    end: u64,
    kind: Writing,
}

#[derive(Deserialize)]
#[serde(rename_all = "lowercase")]
enum Writing {
    Written,
    Cleared,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct Wanted {
    #[serde(default)]
    role: Role,
    #[serde(default = "hour")]
    lifetime_seconds: u32,
    caller: Option<String>,
}

impl Wanted {
    fn mint(&self, now: Timestamp) -> String {
        match &self.caller {
            Some(caller) => mint_token_for(caller, now, self.lifetime_seconds, self.role),
            None => mint_token(now, self.lifetime_seconds, self.role),
        }
    }
}

fn hour() -> u32 {
    3600
}

/// One rule, or several at once.
#[derive(Deserialize)]
#[serde(untagged)]
enum Rules {
    Many(Vec<Value>),
    One(Value),
}

fn call_of(request: &Request) -> &str {
    request.path_only().trim_start_matches("/_manage/").trim_end_matches('/')
}

impl Emulator {
    /// Whether a call below `/_manage` begins everything anew: its `now` is the caller's clock without what that was
    /// moved on by, and so it is from then on where the call was granted.
    pub fn begins_anew(request: &Request) -> bool {
        request.method == "POST" && call_of(request) == "reset"
    }

    /// Answers a call below `/_manage`. Whoever calls this has checked that the request may manage.
    pub fn manage(&mut self, request: &Request, now: Timestamp) -> Managed {
        let mut advance_seconds = 0;
        let result = match (request.method.as_str(), call_of(request)) {
            ("GET", "state") => Ok(self.dump(now)),
            ("GET", "log") => Ok(json!(self.journal())),
            ("POST", "faults") => self.add_faults(request),
            ("DELETE", "faults") => {
                self.clear_faults();
                Ok(json!({"faults": 0}))
            }
            ("POST", "clock") => read::<Advance>(request).map(|wish| {
                advance_seconds = wish.advance_seconds;
                json!({"now": times::after(now, advance_seconds).to_string()})
            }),
            ("POST", "disks") => self.plant(request, now, Self::load_disk),
            ("POST", "snapshots") => self.plant(request, now, Self::load_snapshot),
            ("POST", "write") => self.write_by_hand(request, now),
            ("POST", "locks") => self.plant_lock(request),
            ("POST", "immutability") => self.plant_policy(request, now),
            ("POST", "attach") => self.plant_machine(request),
            ("POST", "manners") => self.change_manners(request),
            ("GET", "jobs") => Ok(self.list_jobs()),
            ("POST", "jobs") => self.tell_job(request),
            ("POST", "token") => read::<Wanted>(request).map(|wish| json!({ "token": wish.mint(now) })),
            ("POST", "reset") => read::<Reset>(request).map(|wish| {
                *self = match wish.fleet {
                    Named::Demo => fleet::demo(self.config.clone(), now),
                    Named::Empty => fleet::empty(self.config.clone()),
                };
                json!({"now": now.to_string()})
            }),
            (method, _) => Err((404, format!("there is no management call `{method} {}`", request.path_only()))),
        };
        let response = match result {
            Ok(body) => Response::json(200, &body).with_header("Cache-Control", "no-store"),
            Err((status, message)) => Response::json(status, &json!({ "error": message })),
        };
        Managed { response, advance_seconds }
    }

    /// All rules or none: a bad one in the middle leaves the queue as it was.
    fn add_faults(&mut self, request: &Request) -> Attempt<Value> {
        let values = match read::<Rules>(request)? {
            Rules::Many(values) => values,
            Rules::One(value) => vec![value],
        };
        let unlike = |error| bad(format!("the rule is not as described: {error}"));
        let rules = values
            .into_iter()
            .map(|value| serde_json::from_value(value).map_err(unlike))
            .collect::<Attempt<Vec<Rule>>>()?;
        let added = rules.len();
        rules.into_iter().for_each(|rule| self.add_fault(rule));
        Ok(json!({ "added": added }))
    }

    fn write_by_hand(&mut self, request: &Request, now: Timestamp) -> Attempt<Value> {
        let wish = read::<Written>(request)?;
        let range = wish.start..=wish.end;
        let result = match wish.kind {
            Writing::Written => self.write(&wish.disk, range, now),
            Writing::Cleared => self.clear(&wish.disk, range, now),
        };
        result.map_err(|error| bad(error.to_string()))?;
        Ok(json!({"now": now.to_string()}))
    }

    fn plant(&mut self, request: &Request, now: Timestamp, load: Load) -> Attempt<Value> {
        let home = Home { subscription: fleet::SUBSCRIPTION, group: "rg-planted" };
        let id = load(self, read(request)?, home, now).map_err(|error| bad(error.to_string()))?;
        Ok(json!({ "id": id }))
    }
}

type Load = fn(&mut Emulator, Value, Home<'_>, Timestamp) -> Result<String, LoadError>;

/// A value, or the status and the reason there is none.
pub(crate) type Attempt<T> = Result<T, (u16, String)>;

pub(crate) fn bad(reason: String) -> (u16, String) {
    (400, reason)
}

pub(crate) fn read<T: DeserializeOwned>(request: &Request) -> Attempt<T> {
    serde_json::from_slice(&request.body).map_err(|error| bad(format!("the body is not as described: {error}")))
}
