//! The run itself: one queue of things that happen, in the order of the true clock.

use std::collections::BTreeMap;

use serde_json::{Value, json};
use snap_emulator::{Config, Emulator, Request, Response};
use snap_flow::Flow;

use super::host::{self, Host};
use super::network::{self, Exchange};
use super::scenario::{HostPlan, Scenario};
use super::watch::{Sent, Violation, Watch};
use super::weather::{Fault, Heard};
use super::{BLOBS, ENDPOINT, SUBSCRIPTION, instant};
use crate::chance::Chance;

/// Inputs of one process after which it will never end.
const MOST_INPUTS: u32 = 6_000;

/// How a run went.
#[derive(Debug, Clone, Default)]
pub struct Ran {
    /// The first rule that was broken.
    pub violation: Option<Violation>,
    /// Everything the flows were told and said, hashed.
    pub digest: u64,
    /// Keys of the requests that a fault struck.
    pub struck: Vec<String>,
    /// A line for everything that happened, where it was asked for.
    pub lines: Vec<String>,
    /// Requests that reached the service.
    pub exchanges: usize,
}

/// A request on its way.
struct Flight {
    host: usize,
    process: usize,
    id: u64,
    key: String,
    request: Request,
    fault: Option<Fault>,
    /// The network's second delivery.
    second: bool,
    sent: Sent,
    /// Its body goes to the local file, there.
    writes_at: Option<u64>,
}

/// An answer on its way.
struct Answer {
    host: usize,
    process: usize,
    id: u64,
    input: Value,
    body: Vec<u8>,
    /// When the service carried the request out.
    carried: Option<i64>,
    /// The network's second delivery, or one that comes after the host gave up: handed in all the same.
    late: bool,
}

enum Event {
    Begin { host: usize, request: Value, resumed: bool },
    Arrive(Box<Flight>),
    Deliver(Box<Answer>),
    Expire { host: usize, process: usize, id: u64 },
    Wake { host: usize, alarm: u64 },
    Other(usize),
}

struct Play<'a> {
    scenario: &'a Scenario,
    emulator: Emulator,
    now: i64,
    queue: BTreeMap<(i64, u64), Event>,
    order: u64,
    hosts: Vec<Host>,
    calm: bool,
    counts: BTreeMap<String, u32>,
    watch: Watch,
    digest: u64,
    struck: Vec<String>,
    lines: Option<Vec<String>>,
}

/// Plays a scenario to its end, then once more from the top in calm weather.
pub(super) fn play(scenario: &Scenario, traced: bool) -> Ran {
    let mut emulator = plant(scenario);
    let watch = Watch::new(scenario, &mut emulator);
    let mut play = Play {
        scenario,
        emulator,
        now: 0,
        queue: BTreeMap::new(),
        order: 0,
        hosts: Vec::new(),
        calm: false,
        counts: BTreeMap::new(),
        watch,
        digest: 0xcbf2_9ce4_8422_2325,
        struck: Vec::new(),
        lines: traced.then(Vec::new),
    };
    for plan in &scenario.hosts {
        play.add_host(plan.clone());
    }
    for (at, other) in scenario.others.iter().enumerate() {
        play.at(other.at, Event::Other(at));
    }
    play.run();
    play.watch.links_are_closed(&mut play.emulator, play.now);
    play.settle();
    if play.watch.broken.is_none() && scenario.again {
        play.calm = true;
        play.line(|| "in calm weather, from the top".to_owned());
        play.add_host(HostPlan::calm());
        play.run();
        play.watch.links_are_closed(&mut play.emulator, play.now);
        play.settle();
    }
    play.watch.finish(&play.emulator, instant(play.now));
    Ran {
        violation: play.watch.broken,
        digest: play.digest,
        struck: play.struck,
        lines: play.lines.unwrap_or_default(),
        exchanges: play.emulator.journal().len(),
    }
}

fn plant(scenario: &Scenario) -> Emulator {
    let manners = &scenario.manners;
    let mut emulator = Emulator::new(Config {
        seed: scenario.seed,
        page_size: manners.page_size,
        operation_seconds: manners.operation_seconds,
        copy_seconds: manners.copy_seconds,
        retry_after: manners.retry_after,
        signature_bytes: manners.signature_bytes,
        bare_accepted_body: manners.bare_accepted_body,
        empty_next_link: manners.empty_next_link,
        ranges_per_page: 9,
        ..Config::default()
    });
    emulator.add_subscription(SUBSCRIPTION, "Simulated");
    for group in ["rg", "rg-Two", "dr", "elsewhere"] {
        let location = if group.starts_with("rg") { "westeurope" } else { "northeurope" };
        emulator.add_group(SUBSCRIPTION, group, location);
    }
    for disk in &scenario.fleet {
        disk.plant(&mut emulator, scenario.job.owner.tag());
    }
    emulator
}

impl Play<'_> {
    fn add_host(&mut self, plan: HostPlan) {
        let number = self.hosts.len();
        let begins = plan.begins;
        let host = Host::new(number, plan);
        let now = host.now(self.now + begins).to_string();
        let mut request = self.scenario.job.request(&self.scenario.fleet, &now);
        for member in ["timeoutSeconds", "budgetSeconds"] {
            if self.calm && request.get(member).is_some() {
                request[member] = json!(7_200);
            }
        }
        self.hosts.push(host);
        self.at(begins, Event::Begin { host: number, request, resumed: false });
    }

    fn run(&mut self) {
        while self.watch.broken.is_none() {
            let Some(((when, _), event)) = self.queue.pop_first() else { break };
            self.now = self.now.max(when);
            match event {
                Event::Begin { host, request, resumed } => self.begin(host, &request, resumed),
                Event::Arrive(flight) => self.arrive(&flight),
                Event::Deliver(answer) => self.deliver(*answer),
                Event::Other(at) => self.meddle(at),
                Event::Expire { host, process, id } => self.expire(host, process, id),
                Event::Wake { host, alarm } => {
                    if self.hosts[host].alarm == alarm && !self.hosts[host].done {
                        self.feed(host, json!({"op": "poll"}), &[], None);
                    }
                }
            }
        }
        for host in &self.hosts {
            if !host.done {
                self.watch.broken.get_or_insert_with(|| {
                    Violation::new("termination", format!("host {} fell asleep: nothing wakes it", host.number))
                });
            }
        }
    }

    fn meddle(&mut self, at: usize) {
        let other = &self.scenario.others[at];
        let done = other.happen(&mut self.emulator, &self.scenario.fleet, self.now);
        self.line(|| format!("somebody: {other:?}: {}", if done.is_some() { "done" } else { "refused" }));
        if let Some(id) = done {
            self.watch.meddled(&id, &self.emulator, self.now);
        }
    }

    /// Lets everything that runs at the service come to its end.
    fn settle(&mut self) {
        self.now += 7_200_000;
        let token = self.emulator.mint_token(instant(self.now), 600);
        let request = Request::new("GET", "/subscriptions?api-version=2022-12-01").with_token(&token);
        self.emulator.handle(&request, instant(self.now));
    }

    fn begin(&mut self, host: usize, request: &Value, resumed: bool) {
        let at = &mut self.hosts[host];
        self.watch.began((host, at.process), resumed, self.calm, self.now, at.plan.patience);
        match Flow::new(request.to_string().as_bytes()) {
            Ok((flow, info)) => {
                at.flow = Some(flow);
                let told: String = info.warnings.iter().map(|w| format!("{} {} ", w.code, w.message)).collect();
                self.watch.hears("warning", &told);
            }
            // By a clock that is wrong the plan is of the future, or too old.
            Err(error) if ["plan_in_future", "plan_too_old"].contains(&error.code()) => {
                at.done = true;
                return;
            }
            Err(error) => {
                self.watch.broken = Some(Violation::new("flow_error", format!("not begun: {error}: {request}")));
                return;
            }
        }
        let process = self.hosts[host].process;
        self.line(|| format!("h{host}.{process} {}", if resumed { "resumes" } else { "begins" }));
        self.feed(host, json!({"op": "poll"}), &[], None);
    }

    /// Hands one input in and does what the flow asks for.
    fn feed(&mut self, host: usize, mut input: Value, body: &[u8], carried: Option<i64>) {
        let at = &mut self.hosts[host];
        at.tick();
        input["now"] = json!(at.now(self.now).to_string());
        let process = (host, at.process);
        let was_done = at.done;
        let Some(flow) = &mut at.flow else { return };
        let text = input.to_string();
        let output = match flow.step(text.as_bytes(), body) {
            Ok(output) => output,
            Err(error) => {
                self.watch.broken = Some(Violation::new("flow_error", format!("{error}: {input}")));
                return;
            }
        };
        let bytes = serde_json::to_vec(&output).unwrap();
        self.mix(text.as_bytes());
        self.mix(body);
        self.mix(&bytes);
        for warning in &output.warnings {
            self.line(|| format!("h{host}   warning {}: {}", warning.code, warning.message));
            self.watch.warned(process, warning.code, &format!("{} {:?}", warning.message, warning.target));
        }
        if input["op"] == "cancel" {
            self.watch.cancelled(process);
        }
        self.watch.answered(process, &input, body, carried, self.now);
        let answer = network::json(&bytes);
        let steps = answer["steps"].as_array().unwrap();
        if was_done && !steps.is_empty() {
            self.watch.broken = Some(Violation::new("after_done", format!("{} after `done`", steps[0]["step"])));
        }
        for step in steps {
            self.obey(host, step, body);
        }
        let at = &mut self.hosts[host];
        at.alarm += 1;
        if input["op"] == "cancel" && !at.done && !self.scenario.job.lingers() {
            self.watch.broken = Some(Violation::new("cancel", "a cancelled flow went on"));
        }
        if at.inputs > MOST_INPUTS {
            let text = format!("host {host} took {MOST_INPUTS} inputs and is not done");
            self.watch.broken.get_or_insert_with(|| Violation::new("termination", text));
        }
        if let (Some(until), false) = (output.until, at.done) {
            let shown = at.now(self.now).as_millisecond();
            let wait = until.timestamp().as_millisecond().saturating_sub(shown).max(0);
            let alarm = at.alarm;
            self.at(wait + 1, Event::Wake { host, alarm });
        }
        self.accidents(host);
    }

    /// Kills, cancels and saves that the plan has after this input.
    fn accidents(&mut self, host: usize) {
        let at = &mut self.hosts[host];
        let (process, inputs) = (at.process, at.inputs);
        if at.done || self.watch.broken.is_some() {
            return;
        }
        let kill = at.plan.kills.get(process).copied().filter(|kill| kill.after == inputs);
        if kill.is_some() || inputs % 16 == 3 {
            let now = at.now(self.now).to_string();
            let input = json!({"op": "save", "now": now}).to_string();
            let Some(flow) = &mut at.flow else { return };
            let saved = match flow.step(input.as_bytes(), &[]) {
                Ok(output) => serde_json::to_value(&output).unwrap()["saved"].take(),
                Err(error) => {
                    self.watch.broken = Some(Violation::new("flow_error", format!("not saved: {error}")));
                    return;
                }
            };
            self.mix(saved.to_string().as_bytes());
            self.watch.hears("save()", &saved.to_string());
            let Some(kill) = kill else { return };
            self.line(|| format!("h{host} is killed, {}", if kill.resume { "having saved" } else { "nothing saved" }));
            if !kill.resume {
                self.watch.forgets((host, process));
            }
            let at = &mut self.hosts[host];
            at.stop();
            let now = at.now(self.now + kill.pause);
            let request = match kill.resume {
                true => host::resume(&saved, now),
                false => self.scenario.job.request(&self.scenario.fleet, &now.to_string()),
            };
            self.at(kill.pause, Event::Begin { host, request, resumed: kill.resume });
            return;
        }
        if process == 0 && at.plan.cancel == Some(inputs) {
            self.line(|| format!("h{host} is told to stop"));
            self.feed(host, json!({"op": "cancel"}), &[], None);
        }
    }

    fn obey(&mut self, host: usize, step: &Value, body: &[u8]) {
        let process = (host, self.hosts[host].process);
        match step["step"].as_str().unwrap_or_default() {
            "request" | "download" => self.send(host, step),
            kind => {
                self.line(|| format!("h{host}   {step}"));
                self.watch.told(process, kind, step, body, &self.emulator, self.now);
                if kind == "done" {
                    self.watch.downloaded(process, &self.hosts[host].file, &self.emulator, self.now);
                    self.hosts[host].done = true;
                }
            }
        }
    }

    fn send(&mut self, host: usize, step: &Value) {
        let at = &mut self.hosts[host];
        let process = at.process;
        let text = |member: &str| step[member].as_str().unwrap_or_default();
        let url = text("url");
        let method = if step["step"] == "download" { "GET" } else { text("method") };
        let id = step["id"].as_u64().unwrap_or_default();
        let sent = self.watch.sent((host, process), step, self.now);
        let blob = url.strip_prefix(BLOBS);
        let Some(path) = blob.or_else(|| url.strip_prefix(ENDPOINT)) else { return };
        let mut request = Request::new(method, path);
        for (name, value) in step["headers"].as_array().into_iter().flatten().map(|pair| (&pair[0], &pair[1])) {
            request = request.with_header(name.as_str().unwrap_or_default(), value.as_str().unwrap_or_default());
        }
        if blob.is_none() {
            let fresh = step["auth"]["fresh"] == true;
            let token = at.token(&self.emulator, fresh, self.now).to_owned();
            self.watch.secret(&token);
            request = request.with_token(&token);
        }
        let writes_at = (step["step"] == "download").then(|| step["offset"].as_u64().unwrap_or_default());
        request.body = text("body").as_bytes().to_vec();
        let place = place(host, method, &request);
        let count = self.counts.entry(place.clone()).or_default();
        *count += 1;
        let key = format!("{place} #{count}");
        let fault = if self.calm { None } else { self.scenario.weather.strikes(self.scenario.seed, &key, method) };
        self.line(|| {
            format!("h{host} > [{id}] {key}{}", fault.as_ref().map_or(String::new(), |f| format!("  !! {f:?}")))
        });
        if fault.is_some() {
            self.struck.push(key.clone());
        }
        let at = &mut self.hosts[host];
        at.awaited.insert(id, key.clone());
        let patience = at.plan.patience;
        self.at(patience, Event::Expire { host, process, id });
        let up = self.latency(&key, "up", 300);
        let flight = |fault, second, sent| {
            let (key, request) = (key.clone(), request.clone());
            Box::new(Flight { host, process, id, key, request, fault, second, sent, writes_at })
        };
        match &fault {
            Some(Fault::DropRequest(heard)) => self.lost(host, process, id, *heard, up),
            Some(Fault::LateRequest(late)) => self.at(up + signed(*late), Event::Arrive(flight(fault, false, sent))),
            Some(Fault::TwiceRequest(later)) => {
                let later = up + signed(*later);
                self.at(later, Event::Arrive(flight(None, true, sent.clone())));
                self.at(up, Event::Arrive(flight(fault, false, sent)));
            }
            _ => self.at(up, Event::Arrive(flight(fault, false, sent))),
        }
    }

    fn lost(&mut self, host: usize, process: usize, id: u64, heard: Heard, after: i64) {
        let kind = match heard {
            Heard::NotSent => "not_sent",
            Heard::Cut => "cut",
            Heard::Nothing => return,
        };
        let input = json!({"op": "failed", "id": id, "kind": kind});
        let answer = Answer { host, process, id, input, body: Vec::new(), carried: None, late: false };
        self.at(after, Event::Deliver(Box::new(answer)));
    }

    fn arrive(&mut self, flight: &Flight) {
        let method = flight.request.method.as_str();
        let storm = self.scenario.storms.iter().find_map(|storm| storm.strikes(self.now, method));
        let fault = if self.calm { None } else { storm.or_else(|| flight.fault.clone()) };
        let before = self.watch.look(&self.emulator, &flight.request, instant(self.now));
        let Exchange { said, heard, carried_out } =
            network::exchange(&mut self.emulator, &flight.request, fault.as_ref(), self.now);
        self.line(|| {
            let status = said.as_ref().map_or("nothing".to_owned(), |reply| reply.status.to_string());
            let storm = if fault != flight.fault { format!(" !! {fault:?}") } else { String::new() };
            let second = if flight.second { " (again)" } else { "" };
            format!("      = {status} {}{second}{storm}", flight.key)
        });
        if let Some(reply) = &said {
            for signature in network::signatures(reply) {
                self.watch.secret(&signature);
            }
            let author = (flight.host, flight.process);
            let whole = carried_out.then_some(reply);
            self.watch.fails = fault == Some(Fault::FailOperation);
            self.watch.arrived(
                author,
                &flight.request,
                &flight.sent,
                flight.second,
                whole,
                before,
                &self.emulator,
                self.now,
            );
        }
        if flight.second {
            return;
        }
        let (host, process, id) = (flight.host, flight.process, flight.id);
        let down = self.latency(&flight.key, "down", 1_200);
        match heard {
            Err(heard) => self.lost(host, process, id, heard, down),
            Ok(reply) => {
                let late = if let Some(Fault::LateReply(late)) = fault { signed(late) } else { 0 };
                if let Some(Fault::TwiceReply(later)) = fault {
                    self.answer(flight, &reply, down + signed(later), true);
                }
                self.answer(flight, &reply, down + late, false);
            }
        }
    }

    fn answer(&mut self, flight: &Flight, reply: &Response, after: i64, late: bool) {
        let Flight { host, process, id, .. } = *flight;
        let mut input = json!({"op": "reply", "id": id, "status": reply.status, "headers": reply.headers});
        let (mut body, carried) = (reply.body.clone(), Some(self.now));
        if let Some(offset) = flight.writes_at.filter(|_| [200, 206].contains(&reply.status)) {
            input["bytes"] = json!(body.len());
            self.hosts[host].file.insert(offset, std::mem::take(&mut body));
        }
        self.at(after, Event::Deliver(Box::new(Answer { host, process, id, input, body, carried, late })));
    }

    fn deliver(&mut self, answer: Answer) {
        let at = &mut self.hosts[answer.host];
        if at.process != answer.process || at.flow.is_none() {
            return;
        }
        let awaited = at.awaited.remove(&answer.id).is_some();
        if awaited || answer.late {
            let host = answer.host;
            self.line(|| format!("h{host} < [{}] {}", answer.id, answer.input["status"]));
            self.feed(answer.host, answer.input, &answer.body, answer.carried);
        }
    }

    fn expire(&mut self, host: usize, process: usize, id: u64) {
        let at = &mut self.hosts[host];
        if at.process == process && at.awaited.remove(&id).is_some() {
            self.line(|| format!("h{host} < [{id}] no answer in time"));
            self.feed(host, json!({"op": "failed", "id": id, "kind": "timeout"}), &[], None);
        }
    }

    fn latency(&self, key: &str, way: &str, most: u64) -> i64 {
        signed(Chance::of(self.scenario.seed, &format!("{way} {key}")).between(5, most))
    }

    fn at(&mut self, after: i64, event: Event) {
        self.order += 1;
        self.queue.insert((self.now + after, self.order), event);
    }

    fn mix(&mut self, bytes: &[u8]) {
        // Eight bytes at a time: replies are most of what a run costs.
        let (words, rest) = bytes.as_chunks::<8>();
        let words = words.iter().map(|word| u64::from_le_bytes(*word));
        for word in words.chain(rest.iter().map(|byte| u64::from(*byte))) {
            self.digest = (self.digest ^ word).wrapping_mul(0x0100_0000_01b3).rotate_left(23);
        }
    }

    fn line(&mut self, text: impl FnOnce() -> String) {
        if let Some(lines) = &mut self.lines {
            let seconds = self.now / 1_000;
            lines.push(format!("{seconds:>6}.{:03} {}", self.now % 1_000, text()));
        }
    }
}

/// What a request is about, without what differs from run to run.
fn place(host: usize, method: &str, request: &Request) -> String {
    if request.path.starts_with("/md-") {
        return format!("h{host} {method} a link");
    }
    let path = request.path_only();
    let path = path.split_once("/providers/").map_or(path, |(_, rest)| rest);
    let path = path.split_once("DiskOperations/").map_or(path, |(head, _)| head);
    format!("h{host} {method} {path}")
}

fn signed(milliseconds: u64) -> i64 {
    i64::try_from(milliseconds).unwrap()
}
