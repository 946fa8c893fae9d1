//! From a connection to the emulator and back: who may ask, what is asked, what is written down.

use std::path::PathBuf;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use anyhow::Context;
use axum::body::Body;
use axum::extract::{ConnectInfo, State};
use axum::http::{HeaderName, HeaderValue, StatusCode};
use serde_json::json;
use snap_emulator::{Config, Delivery, Emulator, Home, Outcome, Request, Response, fleet, identity};

use crate::args::{Args, Fleet};
use crate::clock::Clock;
use crate::wire::Peer;
use crate::{page, secrets};

/// More than any request of a client; planted bodies are small too.
const LARGEST_BODY: usize = 16 << 20;

/// Paths of the service; all others are the page's.
const SERVICE: [&str; 3] = ["subscriptions", "providers", "tenants"];

/// Everything the host holds.
pub(crate) struct Service {
    held: Mutex<Held>,
    endpoint: String,
    page: Option<PathBuf>,
    /// The names this host answers to, port included.
    names: [String; 3],
    pub(crate) management_key: String,
    pub(crate) identity_header: String,
}

struct Held {
    emulator: Emulator,
    clock: Clock,
}

impl Service {
    pub(crate) fn new(args: Args, port: u16) -> anyhow::Result<Self> {
        let names = [format!("127.0.0.1:{port}"), format!("localhost:{port}"), format!("[::1]:{port}")];
        let [first, ..] = &names;
        let endpoint = format!("http://{first}");
        let config = args.config(&endpoint)?;
        let clock = Clock::start(args.speed);
        let emulator = stocked(&args.fleet, config, &clock)?;
        if let Some(folder) = &args.page {
            anyhow::ensure!(folder.join("index.html").is_file(), "`{}` has no index.html", folder.display());
        }
        Ok(Self {
            held: Mutex::new(Held { emulator, clock }),
            endpoint,
            page: args.page,
            names,
            management_key: secrets::random()?,
            identity_header: secrets::random()?,
        })
    }

    /// `http://127.0.0.1:P`.
    pub(crate) fn endpoint(&self) -> &str {
        &self.endpoint
    }

    fn outcome(&self, request: &Request) -> (Outcome, Vec<String>) {
        let reply = |response| (Outcome { delay_ms: 0, delivery: Delivery::Reply(response) }, Vec::new());
        // A page elsewhere that made its name point here must get nothing.
        let host = request.header("Host").unwrap_or_default();
        if !self.names.iter().any(|name| name.eq_ignore_ascii_case(host)) {
            let message = format!("this host answers to {} only\n", self.names.join(", "));
            return reply(Response::text(421, "text/plain; charset=utf-8", &message));
        }
        let mut held = self.held.lock().unwrap_or_else(PoisonError::into_inner);
        let now = held.clock.now();
        let first = request.path_only().split('/').find(|part| !part.is_empty()).unwrap_or_default().to_lowercase();
        match first.as_str() {
            "_manage" => {
                if request.header("x-snapline-management-key") != Some(&self.management_key) {
                    let message = "the header `x-snapline-management-key` is missing or wrong";
                    return reply(Response::json(403, &json!({ "error": message })));
                }
                let managed = held.emulator.manage(request, now);
                held.clock.advance(managed.advance_seconds);
                reply(managed.response)
            }
            "msi" => reply(identity(request, &self.identity_header, &self.names, now)),
            word if SERVICE.contains(&word) => {
                let outcome = held.emulator.handle(request, now);
                let entry = held.emulator.journal().last();
                let said = entry.map(|entry| entry.fault.iter().chain(&entry.notes).cloned().collect());
                (outcome, said.unwrap_or_default())
            }
            _ => reply(match &self.page {
                Some(root) => page::serve(root, &request.method, request.path_only()),
                None => Response::text(404, "text/plain; charset=utf-8", "no page is served here: give --page\n"),
            }),
        }
    }
}

#[expect(clippy::disallowed_methods, reason = "the host reads the fleet it is given")]
fn stocked(wanted: &Fleet, config: Config, clock: &Clock) -> anyhow::Result<Emulator> {
    Ok(match wanted {
        Fleet::Demo => fleet::demo(config, clock.now()),
        Fleet::Empty => fleet::empty(config),
        Fleet::File(path) => {
            let text = std::fs::read(path).with_context(|| format!("cannot read `{}`", path.display()))?;
            let mut emulator = Emulator::new(config);
            let home = Home { subscription: fleet::SUBSCRIPTION, group: "rg-loaded" };
            emulator.add_group(home.subscription, home.group, "westeurope");
            emulator.load_fleet(&text, home, clock.now()).with_context(|| format!("`{}`", path.display()))?;
            emulator
        }
    })
}

/// Answers any request.
pub(crate) async fn answer(
    State(service): State<Arc<Service>>,
    ConnectInfo(peer): ConnectInfo<Peer>,
    incoming: axum::extract::Request,
) -> axum::response::Response {
    peer.open();
    let (head, body) = incoming.into_parts();
    let Ok(body) = axum::body::to_bytes(body, LARGEST_BODY).await else {
        return send(Response::text(413, "text/plain; charset=utf-8", "the body is too large or broke off\n"));
    };
    let request = Request {
        method: head.method.as_str().to_owned(),
        path: head.uri.path_and_query().map_or_else(|| "/".to_owned(), ToString::to_string),
        headers: head
            .headers
            .iter()
            .map(|(name, value)| (name.as_str().to_owned(), String::from_utf8_lossy(value.as_bytes()).into_owned()))
            .collect(),
        body: body.to_vec(),
    };
    let (outcome, said) = service.outcome(&request);
    log(&request, &outcome, &said);
    if outcome.delay_ms > 0 {
        tokio::time::sleep(Duration::from_millis(outcome.delay_ms)).await;
    }
    match outcome.delivery {
        Delivery::Reply(response) => send(response),
        Delivery::CutAfter { response, bytes } => {
            peer.cut_after(bytes);
            send(response)
        }
        Delivery::CloseWithoutReply => {
            peer.close();
            send(Response::empty(500))
        }
    }
}

/// Method, path without query, status, and what is worth a look. Headers and queries hold secrets and stay out.
fn log(request: &Request, outcome: &Outcome, said: &[String]) {
    let status = match &outcome.delivery {
        Delivery::Reply(response) => response.status.to_string(),
        Delivery::CutAfter { response, bytes } => format!("{} cut after {bytes} bytes", response.status),
        Delivery::CloseWithoutReply => "closed".to_owned(),
    };
    let said = if said.is_empty() { String::new() } else { format!(" ({})", said.join("; ")) };
    eprintln!("{} {} {status}{said}", request.method, request.path_only());
}

fn send(response: Response) -> axum::response::Response {
    let mut out = axum::response::Response::new(Body::from(response.body));
    *out.status_mut() = StatusCode::from_u16(response.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    for (name, value) in response.headers {
        match (HeaderName::try_from(&name), HeaderValue::try_from(value)) {
            (Ok(name), Ok(value)) => {
                out.headers_mut().append(name, value);
            }
            _ => eprintln!("the header `{name}` cannot be sent: its value has control characters"),
        }
    }
    out
}
