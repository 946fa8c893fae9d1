//! A world for flows: the emulator, a clock that is moved by hand, and hosts whose network loses, delays and reorders.
//!
//! Everything comes from a seed. A request is carried out when it is sent; its reply arrives later, or never.

use std::collections::BTreeMap;

use jiff::{SignedDuration, Timestamp};
use serde_json::{Value, json};
use snap_arm::document;
use snap_core::model::{Disk, Snapshot};
use snap_emulator::{Delivery, Emulator, Fault, Match, Request, Rule, Shape};
use snap_flow::Flow;

/// How many steps a flow may take before the world gives up on it.
const PATIENCE: usize = 200_000;

/// What the network and the service do, in percent of the requests.
#[derive(Debug, Clone, Copy, Default)]
pub struct Weather {
    /// Writes that are answered 429.
    pub throttled: u64,
    /// Requests that are carried out while their reply is lost.
    pub reply_lost: u64,
    /// Requests that never arrive.
    pub request_lost: u64,
    /// Requests that are answered with a proxy's 503.
    pub unavailable: u64,
    /// Replies that break off.
    pub cut: u64,
    /// Replies that arrive twice.
    pub doubled: u64,
}

/// The service, the clock and chance.
pub struct World {
    /// The service.
    pub emulator: Emulator,
    /// Everyone's clock.
    pub now: Timestamp,
    /// What may happen to a request.
    pub weather: Weather,
    /// Milliseconds until a reply arrives: the least, and the first that is too many.
    pub latency: (u64, u64),
    seed: u64,
    order: u64,
}

/// One host with one flow.
pub struct Host {
    flow: Flow,
    arriving: BTreeMap<(Timestamp, u64), (Value, Vec<u8>)>,
    until: Option<Timestamp>,
    token: String,
    /// Every step but requests.
    pub steps: Vec<Value>,
    /// Every warning's code.
    pub warnings: Vec<&'static str>,
    /// The disks of the `document` steps.
    pub disks: Vec<Disk>,
    /// The snapshots of the `document` steps.
    pub snapshots: Vec<Snapshot>,
    /// What `download` steps have written, by where it begins.
    pub file: BTreeMap<u64, Vec<u8>>,
    /// How many inputs it took.
    pub inputs: usize,
}

impl World {
    /// At 20 November 2026, 02:00 UTC.
    pub fn new(emulator: Emulator, seed: u64) -> Self {
        let now = "2026-11-20T02:00:00Z".parse().unwrap();
        Self { emulator, now, weather: Weather::default(), latency: (20, 1_520), seed, order: 0 }
    }

    /// A host that has begun a flow and polled it.
    pub fn host(&mut self, request: &Value) -> Host {
        let (flow, _) = Flow::new(request.to_string().as_bytes()).unwrap_or_else(|e| panic!("{e}"));
        let mut host = Host {
            flow,
            arriving: BTreeMap::new(),
            until: None,
            token: self.emulator.mint_token(self.now, 86_400),
            steps: Vec::new(),
            warnings: Vec::new(),
            disks: Vec::new(),
            snapshots: Vec::new(),
            file: BTreeMap::new(),
            inputs: 0,
        };
        self.input(&mut host, json!({"op": "poll"}), &[]);
        host
    }

    /// Runs one flow to its end.
    pub fn run(&mut self, request: &Value) -> Host {
        let mut host = self.host(request);
        self.finish(&mut [&mut host]);
        host
    }

    /// Runs hosts side by side until all are done.
    pub fn finish(&mut self, hosts: &mut [&mut Host]) {
        for _ in 0..PATIENCE {
            if !self.advance(hosts) {
                return;
            }
        }
        panic!("not done after {PATIENCE} steps");
    }

    /// Moves the clock to the next thing that happens to any of them. False when all are done.
    pub fn advance(&mut self, hosts: &mut [&mut Host]) -> bool {
        let next = hosts.iter().enumerate().filter_map(|(at, host)| host.next().map(|when| (when, at))).min();
        let Some((when, at)) = next else {
            assert!(hosts.iter().all(|host| host.is_done()), "a flow fell asleep");
            return false;
        };
        self.now = self.now.max(when);
        let host = &mut *hosts[at];
        let due = host.arriving.first_key_value().map(|(key, _)| *key).filter(|key| key.0 <= self.now);
        let (input, body) =
            due.and_then(|key| host.arriving.remove(&key)).unwrap_or((json!({"op": "poll"}), Vec::new()));
        self.input(host, input, &body);
        true
    }

    /// Stops a host where it is; what it saved.
    pub fn kill(&mut self, mut host: Host) -> Value {
        let input = json!({"op": "save", "now": self.now.to_string()});
        let output = host.flow.step(input.to_string().as_bytes(), b"").unwrap();
        serde_json::to_value(&output).unwrap()["saved"].clone()
    }

    /// Tells a host's flow to stop.
    pub fn cancel(&mut self, host: &mut Host) {
        self.input(host, json!({"op": "cancel"}), &[]);
    }

    fn input(&mut self, host: &mut Host, mut input: Value, body: &[u8]) {
        input["now"] = json!(self.now.to_string());
        host.inputs += 1;
        let output = host.flow.step(input.to_string().as_bytes(), body).unwrap_or_else(|e| panic!("{e}: {input}"));
        host.warnings.extend(output.warnings.iter().map(|w| w.code));
        host.until = output.until.map(snap_core::instant::Instant::timestamp);
        let answer = serde_json::to_value(&output).unwrap();
        for step in answer["steps"].as_array().unwrap() {
            match step["step"].as_str().unwrap() {
                "request" | "download" => self.send(host, step),
                "document" => host.load(step, body),
                _ => host.steps.push(step.clone()),
            }
        }
    }

    /// Carries a request out, or not, and plans what comes back.
    fn send(&mut self, host: &mut Host, step: &Value) {
        let mut request = request_of(step, &host.token);
        if let Some(body) = step["body"].as_str() {
            request = request.with_json(&serde_json::from_str(body).unwrap());
        }
        let id = step["id"].clone();
        let write = request.method == "PUT";
        let failed = |kind: &str| (json!({"op": "failed", "id": id, "kind": kind}), Vec::new());
        let weather = self.weather;
        let slow = 30_000;
        let (arrives_in, (input, body)) = if self.chance(weather.request_lost) {
            if self.chance(50) { (100, failed("not_sent")) } else { (slow, failed("timeout")) }
        } else if self.chance(weather.reply_lost) {
            self.emulator.handle(&request, self.now);
            (slow, failed("timeout"))
        } else {
            if write && self.chance(weather.throttled) {
                self.fault(429, Some("5"), Shape::Bare);
            } else if self.chance(weather.unavailable) {
                self.fault(503, None, Shape::Html);
            }
            let cut = self.chance(weather.cut);
            match self.emulator.handle(&request, self.now).delivery {
                Delivery::Reply(_) if cut => (self.latency(), failed("cut")),
                Delivery::Reply(reply) => {
                    let mut input = json!({"op": "reply", "id": id, "status": reply.status, "headers": reply.headers});
                    let mut body = reply.body;
                    if step["step"] == "download" && matches!(reply.status, 200 | 206) {
                        input["bytes"] = json!(body.len());
                        host.file.insert(step["offset"].as_u64().unwrap(), std::mem::take(&mut body));
                    }
                    (self.latency(), (input, body))
                }
                Delivery::CutAfter { .. } | Delivery::CloseWithoutReply => (self.latency(), failed("cut")),
            }
        };
        if self.chance(weather.doubled) {
            self.plan(host, arrives_in + 700, input.clone(), body.clone());
        }
        self.plan(host, arrives_in, input, body);
    }

    fn plan(&mut self, host: &mut Host, milliseconds: u64, input: Value, body: Vec<u8>) {
        self.order += 1;
        let after = SignedDuration::from_millis(i64::try_from(milliseconds).unwrap());
        host.arriving.insert((self.now + after, self.order), (input, body));
    }

    fn fault(&mut self, status: u16, retry_after: Option<&str>, shape: Shape) {
        let fault =
            Fault::Status { status, retry_after: retry_after.map(str::to_owned), code: None, message: None, shape };
        self.emulator.add_fault(Rule { when: Match::default(), fault });
    }

    fn latency(&mut self) -> u64 {
        let (least, end) = self.latency;
        least + self.random() % (end - least)
    }

    fn chance(&mut self, percent: u64) -> bool {
        percent > 0 && self.random() % 100 < percent
    }

    fn random(&mut self) -> u64 {
        self.seed = self.seed.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.seed;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }
}

/// What a `request` or `download` step asks for. A token goes to the endpoint, and only there.
fn request_of(step: &Value, token: &str) -> Request {
    let url = step["url"].as_str().unwrap();
    let method = step["method"].as_str().unwrap_or("GET");
    if let Some(path) = url.strip_prefix("https://management.azure.com") {
        assert_eq!(step["auth"]["kind"], "arm");
        return Request::new(method, path).with_token(token);
    }
    assert!(step["auth"].is_null(), "a token left the endpoint");
    let path = url.strip_prefix("https://md-emulated.blob.core.windows.net").expect("a request left the service");
    let headers = step["headers"].as_array().unwrap().iter();
    headers.fold(Request::new(method, path), |request, pair| {
        request.with_header(pair[0].as_str().unwrap(), pair[1].as_str().unwrap())
    })
}

impl Host {
    /// True after the `done` step.
    pub fn is_done(&self) -> bool {
        self.steps.last().is_some_and(|step| step["step"] == "done")
    }

    /// The summary of the `done` step.
    pub fn summary(&self) -> &Value {
        let last = self.steps.last().unwrap();
        assert_eq!(last["step"], "done");
        &last["summary"]
    }

    /// `kind` of every item, or `kind code` where it has one, by target.
    pub fn items(&self) -> Vec<(String, String)> {
        let items = self.steps.iter().filter(|step| step["step"] == "item");
        items
            .map(|item| {
                let kind = item["kind"].as_str().unwrap();
                let told = item["code"].as_str().map_or_else(|| kind.to_owned(), |code| format!("{kind} {code}"));
                (item["target"].as_str().unwrap().to_owned(), told)
            })
            .collect()
    }

    fn next(&self) -> Option<Timestamp> {
        if self.is_done() {
            return None;
        }
        [self.arriving.keys().next().map(|(when, _)| *when), self.until].into_iter().flatten().min()
    }

    fn load(&mut self, step: &Value, body: &[u8]) {
        let read = document::read(step["name"].as_str().unwrap(), body).unwrap_or_else(|e| panic!("{e}"));
        self.disks.extend(read.disks.into_iter().map(|disk| *disk));
        self.snapshots.extend(read.snapshots.into_iter().map(|snapshot| *snapshot));
    }
}
