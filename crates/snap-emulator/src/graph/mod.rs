//! Resource Graph's query call: a small part of its language over disks and snapshots, with its own pages, its own
//! quota, and rows that may lag behind.

mod index;
mod query;
mod reader;
mod tokens;

use std::collections::BTreeMap;

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use jiff::Timestamp;
use serde::Deserialize;
use serde_json::{Map, Value, json};

use crate::auth::Caller;
use crate::emulator::{Asked, Emulator};
use crate::http::Response;
use crate::ids::is_guid;
use crate::manager::unknown_call;
use crate::refusal::{Answer, Refusal};
use crate::times;

pub(crate) use index::Index;
use query::{Query, Row};

/// The most rows on one page, and how many there are when nothing is said.
const MOST_ROWS: usize = 1000;
/// Seconds of the window of the quota.
const WINDOW: u32 = 5;

/// What Resource Graph remembers: who asked how much, and what it saw when.
#[derive(Clone, Debug, Default)]
pub(crate) struct Graph {
    /// By caller: when the window began, and how many queries it took.
    used: BTreeMap<String, (Timestamp, u32)>,
    pub(crate) index: Index,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Wish {
    query: String,
    #[serde(default)]
    subscriptions: Option<Vec<String>>,
    #[serde(default)]
    options: Options,
}

#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct Options {
    #[serde(default, rename = "$top")]
    top: Option<usize>,
    #[serde(default, rename = "$skip")]
    skip: Option<usize>,
    #[serde(default, rename = "$skipToken")]
    skip_token: Option<String>,
    #[serde(default, rename = "resultFormat")]
    format: Format,
    #[serde(default, rename = "authorizationScopeFilter")]
    _scope: Option<String>,
    #[serde(default, rename = "allowPartialScopes")]
    _partial: Option<bool>,
}

#[derive(Clone, Copy, Default, Deserialize)]
enum Format {
    #[default]
    #[serde(rename = "objectArray")]
    Objects,
    #[serde(rename = "table")]
    Table,
}

impl Emulator {
    pub(crate) fn graph_call(&mut self, asked: &Asked<'_>, caller: &Caller) -> Answer {
        if asked.request.method != "POST" {
            return Err(unknown_call(asked.request));
        }
        let (quota, spent) = self.spend_query(caller, asked.now);
        let result = if spent { self.run_query(asked) } else { Err(self.failed(429, &[throttled()], asked.now)) };
        let dress = |response: Response| {
            quota.iter().fold(response, |response, (name, value)| response.with_header(name, value.clone()))
        };
        result
            .map(dress)
            .map_err(|refusal| quota.iter().fold(refusal, |refusal, (name, value)| refusal.header(name, value.clone())))
    }

    /// Counts a query in its caller's window; the two headers that tell of it, and whether it may run.
    fn spend_query(&mut self, caller: &Caller, now: Timestamp) -> ([(&'static str, String); 2], bool) {
        let window = self.graph.used.entry(caller.object.clone()).or_insert((now, 0));
        if !(0.0..f64::from(WINDOW)).contains(&times::seconds_between(window.0, now)) {
            *window = (now, 0);
        }
        window.1 = window.1.saturating_add(1);
        let left = self.config.graph_quota.checked_sub(window.1);
        let gone = u32::try_from(now.duration_since(window.0).as_secs()).unwrap_or(0);
        let headers = [
            ("x-ms-user-quota-remaining", left.unwrap_or(0).to_string()),
            ("x-ms-user-quota-resets-after", format!("00:00:{:02}", WINDOW.saturating_sub(gone))),
        ];
        (headers, left.is_some())
    }

    fn run_query(&mut self, asked: &Asked<'_>) -> Answer {
        let wish: Wish = serde_json::from_slice(&asked.request.body)
            .map_err(|error| self.wrong(&format!("The request body is not as described: {error}"), asked.now))?;
        let top = wish.options.top.unwrap_or(MOST_ROWS);
        if !(1..=MOST_ROWS).contains(&top) {
            let message = format!("The value of $top must be between 1 and {MOST_ROWS}.");
            return Err(self.wrong(&message, asked.now));
        }
        if let Some(odd) = wish.subscriptions.iter().flatten().find(|id| !is_guid(id)) {
            let message = format!("The subscription id '{odd}' is malformed.");
            return Err(self.wrong(&message, asked.now));
        }
        let query = Query::read(&wish.query).map_err(|fault| self.failed(400, &fault.details(), asked.now))?;
        let wanted: Option<Vec<String>> =
            wish.subscriptions.map(|ids| ids.iter().map(|id| id.to_lowercase()).collect());
        let rows = self.graph_rows(wanted.as_deref(), asked.now);
        let rows = query.run(rows);
        let token = wish.options.skip_token.as_deref().filter(|token| !token.is_empty());
        let skip = match token.map(read_token) {
            Some(Some(place)) => place,
            Some(None) => return Err(self.wrong("The $skipToken was not made by this service.", asked.now)),
            None => wish.options.skip.unwrap_or(0),
        };
        Ok(Response::json(200, &answer(&query, &rows, skip, top, wish.options.format)))
    }

    fn wrong(&mut self, message: &str, now: Timestamp) -> Box<Refusal> {
        self.failed(400, &[json!({"code": "BadRequest", "message": message})], now)
    }

    /// Every refusal of Resource Graph says the same and tells the reason in its details.
    fn failed(&mut self, status: u16, details: &[Value], now: Timestamp) -> Box<Refusal> {
        let code = if status == 429 { "RateLimiting" } else { "BadRequest" };
        let message = format!(
            "Please provide below info when asking for support: timestamp = {now}, correlationId = {}.",
            self.ids.guid()
        );
        details.iter().fold(Refusal::new(status, code, message), |refusal, detail| refusal.with_detail(detail.clone()))
    }
}

/// What a caller is told whose quota is spent.
fn throttled() -> Value {
    json!({
        "code": "RateLimiting",
        "message": "Client application has been throttled and should not attempt to repeat the request until an \
                    amount of time has elapsed.",
    })
}

/// One page. Rows without `id` cannot be paged: then the rest is cut off.
fn answer(query: &Query, rows: &[Row], skip: usize, top: usize, format: Format) -> Value {
    let page = rows.get(skip..).unwrap_or_default();
    let shown = page.get(..top).unwrap_or(page);
    let more = page.len() > shown.len();
    let columns = query.columns();
    let data = match format {
        Format::Objects => json!(shown),
        Format::Table => table(&columns, shown),
    };
    let mut body = Map::new();
    body.insert("totalRecords".to_owned(), json!(rows.len()));
    body.insert("count".to_owned(), json!(shown.len()));
    body.insert("data".to_owned(), data);
    body.insert("facets".to_owned(), json!([]));
    body.insert("resultTruncated".to_owned(), json!(if more { "true" } else { "false" }));
    if more && columns.iter().any(|column| column == "id") {
        body.insert("$skipToken".to_owned(), json!(URL_SAFE_NO_PAD.encode(format!("{}", skip + shown.len()))));
    }
    Value::Object(body)
}

fn table(columns: &[String], rows: &[Row]) -> Value {
    let kind = |column: &String| match rows.iter().find_map(|row| row.get(column).filter(|value| !value.is_null())) {
        None | Some(Value::String(_)) => "string",
        Some(Value::Number(number)) if number.is_i64() => "integer",
        Some(Value::Number(_)) => "number",
        Some(Value::Bool(_)) => "boolean",
        Some(_) => "object",
    };
    let heads: Vec<Value> = columns.iter().map(|column| json!({"name": column, "type": kind(column)})).collect();
    let line = |row: &Row| -> Vec<Value> {
        columns.iter().map(|column| row.get(column).cloned().unwrap_or_default()).collect()
    };
    json!({"columns": heads, "rows": rows.iter().map(line).collect::<Vec<_>>()})
}

fn read_token(token: &str) -> Option<usize> {
    String::from_utf8(URL_SAFE_NO_PAD.decode(token).ok()?).ok()?.parse().ok()
}
