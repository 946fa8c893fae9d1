//! The management address: faults, the clock, the journal, planting and starting over.

use jiff::Timestamp;
use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};
use snap_emulator::{Config, Emulator, Home, Request, Response, Role, Rule, fleet, mint_token};

use crate::clock::Clock;

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

#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct Wanted {
    #[serde(default)]
    role: Role,
    #[serde(default = "hour")]
    lifetime_seconds: u32,
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

/// Answers a call below `/_manage`; the key has been checked.
pub(crate) fn answer(request: &Request, emulator: &mut Emulator, clock: &mut Clock, config: &Config) -> Response {
    let now = clock.now();
    let call = request.path_only().trim_start_matches("/_manage/").trim_end_matches('/');
    let result = match (request.method.as_str(), call) {
        ("GET", "state") => Ok(emulator.dump(now)),
        ("GET", "log") => Ok(json!(emulator.journal())),
        ("POST", "faults") => add_faults(request, emulator),
        ("DELETE", "faults") => {
            emulator.clear_faults();
            Ok(json!({"faults": 0}))
        }
        ("POST", "clock") => read::<Advance>(request).map(|wish| {
            clock.advance(wish.advance_seconds);
            json!({"now": clock.now().to_string()})
        }),
        ("POST", "disks") => plant(request, emulator, now, Emulator::load_disk),
        ("POST", "snapshots") => plant(request, emulator, now, Emulator::load_snapshot),
        ("POST", "token") => {
            read::<Wanted>(request).map(|wish| json!({"token": mint_token(now, wish.lifetime_seconds, wish.role)}))
        }
        ("POST", "reset") => read::<Reset>(request).map(|wish| {
            *emulator = match wish.fleet {
                Named::Demo => fleet::demo(config.clone(), now),
                Named::Empty => fleet::empty(config.clone()),
            };
            json!({"now": now.to_string()})
        }),
        (method, _) => {
            let message = format!("there is no management call `{method} {}`", request.path_only());
            return Response::json(404, &json!({ "error": message }));
        }
    };
    match result {
        Ok(body) => Response::json(200, &body).with_header("Cache-Control", "no-store"),
        Err(message) => Response::json(400, &json!({ "error": message })),
    }
}

fn read<T: DeserializeOwned>(request: &Request) -> Result<T, String> {
    serde_json::from_slice(&request.body).map_err(|error| format!("the body is not as described: {error}"))
}

/// All rules or none: a bad one in the middle leaves the queue as it was.
fn add_faults(request: &Request, emulator: &mut Emulator) -> Result<Value, String> {
    let values = match read::<Rules>(request)? {
        Rules::Many(values) => values,
        Rules::One(value) => vec![value],
    };
    let rules = values
        .into_iter()
        .map(|value| serde_json::from_value(value).map_err(|error| format!("the rule is not as described: {error}")))
        .collect::<Result<Vec<Rule>, String>>()?;
    let added = rules.len();
    rules.into_iter().for_each(|rule| emulator.add_fault(rule));
    Ok(json!({ "added": added }))
}

type Load = fn(&mut Emulator, Value, Home<'_>, Timestamp) -> Result<String, snap_emulator::LoadError>;

fn plant(request: &Request, emulator: &mut Emulator, now: Timestamp, load: Load) -> Result<Value, String> {
    let home = Home { subscription: fleet::SUBSCRIPTION, group: "rg-planted" };
    let id = load(emulator, read(request)?, home, now).map_err(|error| error.to_string())?;
    Ok(json!({ "id": id }))
}
