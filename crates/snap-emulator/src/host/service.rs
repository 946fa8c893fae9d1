//! From a connection to the emulator and back: who may ask, what is asked, what is written down.

use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use anyhow::Context;
use axum::body::Body;
use axum::extract::{ConnectInfo, State};
use axum::http::{HeaderName, HeaderValue, StatusCode};
use serde_json::json;
use snap_emulator::{Config, Delivery, Emulator, Home, Outcome, Request, Response, endpoints, fleet};

use crate::args::{Args, Fleet};
use crate::clock::Clock;
use crate::tokens::Tokens;
use crate::wire::{Door, Peer};
use crate::{page, secrets};

/// More than any request of a client; planted bodies are small too.
const LARGEST_BODY: usize = 16 << 20;

/// First words of the service's paths; all others but the doors' own are the page's.
const SERVICE: [&str; 3] = ["subscriptions", "providers", "tenants"];

/// How the first word of a shared access link begins (G6).
const BLOB: &str = "md-";

/// Everything the host holds.
pub(crate) struct Service {
    held: Mutex<Held>,
    page: Option<PathBuf>,
    http: Address,
    /// The other listener's, if there is one.
    https: Option<Address>,
    /// Origins that tokens may be asked for.
    origins: Vec<String>,
    pub(crate) management_key: String,
    pub(crate) identity_header: String,
}

struct Held {
    emulator: Emulator,
    clock: Clock,
    tokens: Tokens,
}

/// What one listener is called.
struct Address {
    scheme: &'static str,
    /// The names it answers to, port included.
    names: [String; 3],
}

impl Address {
    fn new(scheme: &'static str, port: u16) -> Self {
        Self { scheme, names: [format!("127.0.0.1:{port}"), format!("localhost:{port}"), format!("[::1]:{port}")] }
    }

    fn origins(&self) -> [String; 3] {
        self.names.each_ref().map(|name| format!("{}://{name}", self.scheme))
    }
}

impl Service {
    /// A service on `port` and, with TLS, on `secure`, which keeps its temporary files in `folder`.
    pub(crate) fn new(args: Args, port: u16, secure: Option<u16>, folder: &Path) -> anyhow::Result<Self> {
        let (http, https) = (Address::new("http", port), secure.map(|port| Address::new("https", port)));
        let origins: Vec<String> =
            [Some(&http), https.as_ref()].into_iter().flatten().flat_map(Address::origins).collect();
        let [origin, ..] = http.origins();
        let clock = Clock::start(args.speed);
        let emulator = stocked(&args.fleet, args.config(&origin)?, &clock)?;
        if let Some(folder) = &args.page {
            anyhow::ensure!(folder.join("index.html").is_file(), "`{}` has no index.html", folder.display());
        }
        let tokens = Tokens::new(folder)?;
        Ok(Self {
            identity_header: tokens.header.clone(),
            held: Mutex::new(Held { emulator, clock, tokens }),
            page: args.page,
            http,
            https,
            origins,
            management_key: secrets::random()?,
        })
    }

    /// `http://127.0.0.1:P`, or the other listener's.
    pub(crate) fn endpoint(&self, door: Door) -> String {
        let [endpoint, ..] = self.address(door).origins();
        endpoint
    }

    fn address(&self, door: Door) -> &Address {
        self.https.as_ref().filter(|_| door == Door::Https).unwrap_or(&self.http)
    }

    fn outcome(&self, request: &Request, door: Door) -> (Outcome, Vec<String>) {
        let reply = |response| (Outcome { delay_ms: 0, delivery: Delivery::Reply(response) }, Vec::new());
        let address = self.address(door);
        // A page elsewhere that made its name point here must get nothing.
        let host = request.header("Host").unwrap_or_default();
        if !address.names.iter().any(|name| name.eq_ignore_ascii_case(host)) {
            let message = format!("this host answers to {} only\n", address.names.join(", "));
            return reply(Response::text(421, "text/plain; charset=utf-8", &message));
        }
        let origin = format!("{}://{host}", address.scheme);
        let mut held = self.held.lock().unwrap_or_else(PoisonError::into_inner);
        let held = &mut *held;
        let now = held.clock.now();
        let path = request.path_only();
        let first = path.split('/').find(|part| !part.is_empty()).unwrap_or_default().to_lowercase();
        match first.as_str() {
            "_manage" => {
                if request.header("x-snapline-management-key") != Some(&self.management_key) {
                    let message = "the header `x-snapline-management-key` is missing or wrong";
                    return reply(Response::json(403, &json!({ "error": message })));
                }
                let anew = Emulator::begins_anew(request);
                let managed = held.emulator.manage(request, if anew { held.clock.unmoved() } else { now });
                if anew && managed.response.status == 200 {
                    held.clock.rewind();
                }
                held.clock.advance(managed.advance_seconds);
                reply(managed.response)
            }
            "metadata" if path.starts_with("/metadata/endpoints") => reply(endpoints(request, &origin)),
            "msi" | "metadata" | "arc" => reply(held.tokens.answer(request, &self.origins, now)),
            word if SERVICE.contains(&word) || word.starts_with(BLOB) => {
                // Links of a reply use the scheme that the caller used.
                held.emulator.config_mut().origin = origin;
                let outcome = held.emulator.handle(request, now);
                let entry = held.emulator.journal().last();
                let said = entry.map(|entry| entry.fault.iter().chain(&entry.notes).cloned().collect());
                (outcome, said.unwrap_or_default())
            }
            _ => reply(match &self.page {
                Some(root) => page::serve(root, &request.method, path),
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
    let (outcome, said) = service.outcome(&request, peer.door);
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
