//! The flows `ranges` and `download`, against a service of a few lines that keeps account of its links.

mod closing;
mod downloads;
mod left;
mod random;
mod refusals;
mod spec;

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use serde_json::{Value, json};

use super::*;

/// As secret as anything.
const SIG: &str = "sig=T0PS3CRET";
pub(super) const MIB: u64 = 1 << 20;
/// The disk's size in these tests.
pub(super) const DISK: u64 = 16 * MIB;

pub(super) fn ranges(more: &Value) -> Value {
    asked("ranges", more)
}

pub(super) fn download(more: &Value) -> Value {
    asked("download", more)
}

fn asked(flow: &str, more: &Value) -> Value {
    let mut request = json!({"flow": flow, "now": NOW, "endpoint": AZURE, "snapshotId": snapshot_id("s2")});
    for (member, value) in more.as_object().unwrap() {
        request[member] = value.clone();
    }
    request
}

/// A request that includes the earlier snapshot.
pub(super) fn since_s1(mut request: Value) -> Value {
    request["previousId"] = json!(snapshot_id("s1"));
    request
}

/// What the service does with the next request that looks like this.
#[derive(Debug, Clone)]
pub(super) enum Trick {
    /// Carries it out and answers with something else.
    Answer(u16, Vec<(String, String)>, String),
    /// Does nothing and answers this.
    Refuse(u16, Vec<(String, String)>, String),
    /// Carries it out, and no answer comes.
    LoseReply,
    /// No answer comes, and nothing was done.
    LoseRequest(&'static str),
    /// A piece of which so many bytes arrive.
    Short(u64),
}

/// What an answer is.
enum Answer {
    Reply(u16, Vec<(String, String)>, String, Option<u64>),
    Lost(&'static str),
}

/// Two snapshots, `s1` and `s2`, and whatever a test adds.
pub(super) struct Service {
    /// By name: more properties of the snapshot.
    pub(super) snapshots: BTreeMap<String, Value>,
    /// Links that are open, by snapshot, with the number of the grant.
    pub(super) open: BTreeMap<String, u64>,
    /// When they end by themselves.
    ends: BTreeMap<String, Instant>,
    now: Instant,
    /// Grants whose operation has not been seen to end.
    granting: BTreeMap<String, String>,
    grants: u64,
    /// Pages of the page list, one after the other.
    pub(super) pages: Vec<String>,
    pub(super) tricks: VecDeque<(&'static str, Trick)>,
    /// How often an operation says that it runs.
    pub(super) slow: u32,
    polls: u32,
    /// Every request in words.
    pub(super) log: Vec<String>,
    /// Bytes that were written, by place.
    pub(super) written: BTreeMap<u64, u64>,
    /// How many bytes a file is on the wire, for `Content-Range`.
    pub(super) wire: u64,
    /// How many requests a link serves.
    pub(super) serves: Option<u64>,
    served: u64,
    waiting: VecDeque<(u64, Value)>,
}

impl Service {
    pub(super) fn new() -> Self {
        let of = |unique: &str, at: &str| {
            json!({"uniqueId": unique, "incrementalSnapshotFamilyId": "F", "timeCreated": at, "diskSizeBytes": DISK,
                "diskSizeGB": 1, "completionPercent": 100.0, "diskState": "Unattached"})
        };
        let snapshots = [("s1", of("U1", "2026-11-18T02:00:00Z")), ("s2", of("U2", "2026-11-19T02:00:00Z"))];
        Self {
            snapshots: snapshots.into_iter().map(|(name, more)| (name.to_owned(), more)).collect(),
            open: BTreeMap::new(),
            ends: BTreeMap::new(),
            now: Instant::parse(NOW).unwrap(),
            granting: BTreeMap::new(),
            grants: 0,
            pages: vec![page(&[(0, 511), (MIB, 6 * MIB - 1)], &[], None)],
            tricks: VecDeque::new(),
            slow: 0,
            polls: 0,
            log: Vec::new(),
            written: BTreeMap::new(),
            wire: DISK + 512,
            serves: None,
            served: 0,
            waiting: VecDeque::new(),
        }
    }

    /// One more property of a snapshot.
    pub(super) fn set(&mut self, name: &str, member: &str, value: Value) {
        self.snapshots.get_mut(name).unwrap()[member] = value;
    }

    pub(super) fn trick(mut self, like: &'static str, trick: Trick) -> Self {
        self.tricks.push_back((like, trick));
        self
    }

    pub(super) fn tricks(mut self, count: usize, like: &'static str, trick: &Trick) -> Self {
        self.tricks.extend((0..count).map(|_| (like, trick.clone())));
        self
    }

    /// Answers until the flow is done.
    pub(super) fn run(&mut self, request: &Value) -> Host {
        let mut host = Host::started(request);
        self.finish(&mut host);
        host
    }

    pub(super) fn finish(&mut self, host: &mut Host) {
        self.until(host, |_, _| false);
        assert!(host.is_done());
        self.waiting.clear();
    }

    /// Answers until something is so, or the flow is done.
    pub(super) fn until(&mut self, host: &mut Host, so: impl Fn(&Self, &Host) -> bool) {
        self.take(host);
        for _ in 0..20_000 {
            if host.is_done() || so(self, host) {
                return;
            }
            self.turn(host);
        }
        panic!("no end: {:#?}", &self.log[self.log.len().saturating_sub(20)..]);
    }

    /// One input.
    fn turn(&mut self, host: &mut Host) {
        self.expire(host.now);
        let Some((id, step)) = self.waiting.pop_front() else {
            host.wait();
            return self.take(host);
        };
        let words = words(&step);
        self.log.push(words.clone());
        let at = self.tricks.iter().position(|(like, _)| words.starts_with(like));
        let trick = at.and_then(|at| self.tricks.remove(at)).map(|(_, trick)| trick);
        let answer = match trick {
            None => self.carry_out(&step),
            Some(Trick::Answer(status, headers, body)) => {
                self.carry_out(&step);
                Answer::Reply(status, headers, body, None)
            }
            Some(Trick::Refuse(status, headers, body)) => Answer::Reply(status, headers, body, None),
            Some(Trick::LoseReply) => {
                self.carry_out(&step);
                Answer::Lost("cut")
            }
            Some(Trick::LoseRequest(kind)) => Answer::Lost(kind),
            Some(Trick::Short(bytes)) => Answer::Reply(206, Vec::new(), String::new(), Some(bytes)),
        };
        match answer {
            Answer::Lost(kind) => host.failed(id, kind),
            Answer::Reply(status, headers, body, bytes) => {
                let input = json!({"op": "reply", "id": id, "status": status, "headers": headers, "bytes": bytes});
                host.input(input, &body);
            }
        }
        self.take(host);
    }

    /// Ends the links whose time is over.
    pub(super) fn expire(&mut self, now: Instant) {
        self.now = now;
        let over: Vec<String> =
            self.ends.iter().filter(|(_, end)| **end <= now).map(|(name, _)| name.clone()).collect();
        for name in over {
            self.ends.remove(&name);
            self.open.remove(&name);
        }
    }

    /// Takes up what the host was asked for.
    fn take(&mut self, host: &mut Host) {
        let sent = host.steps.iter().filter(|step| ["request", "download"].contains(&step["step"].as_str().unwrap()));
        self.waiting.extend(sent.map(|step| (step["id"].as_u64().unwrap(), step.clone())));
        host.steps.clear();
    }

    fn carry_out(&mut self, step: &Value) -> Answer {
        let reply = |status, body: String| Answer::Reply(status, Vec::new(), body, None);
        let words = words(step);
        let mut parts = words.split(' ');
        let (verb, name) = (parts.next().unwrap(), parts.next().unwrap_or_default().to_owned());
        match verb {
            "GET" if !self.snapshots.contains_key(&name) => reply(404, MISSING.to_owned()),
            "GET" => reply(200, self.body(&name)),
            "LIST" => {
                let all: Vec<Value> =
                    self.snapshots.keys().map(|name| serde_json::from_str(&self.body(name)).unwrap()).collect();
                reply(200, json!({"value": all}).to_string())
            }
            "GRANT" => {
                assert!(!self.granting.contains_key(&name), "a second grant on {name} while one is under way");
                assert!(!self.open.contains_key(&name), "a second grant on {name}");
                assert!(self.open.len() < 5, "a sixth link");
                self.grants += 1;
                self.served = 0;
                self.polls = 0;
                self.open.insert(name.clone(), self.grants);
                let asked: Value = serde_json::from_str(step["body"].as_str().unwrap()).unwrap();
                let seconds = asked["durationInSeconds"].as_i64().unwrap();
                self.ends.insert(name.clone(), self.now.plus_seconds(seconds));
                self.granting.insert(name.clone(), name.clone());
                accepted(&format!("grant/{name}"))
            }
            "REVOKE" => {
                self.open.remove(&name);
                self.ends.remove(&name);
                self.granting.remove(&name);
                self.polls = 0;
                accepted(&format!("revoke/{name}"))
            }
            "OP" => {
                self.polls += 1;
                if self.polls <= self.slow {
                    return reply(200, r#"{"status":"Running"}"#.to_owned());
                }
                match name.split_once('/').unwrap() {
                    ("grant", name) => {
                        self.granting.remove(name);
                        let sas = self.open.get(name).map(|number| sas(name, *number));
                        reply(
                            200,
                            json!({"status": "Succeeded", "properties": {"output": {"accessSAS": sas}}}).to_string(),
                        )
                    }
                    _ => reply(200, r#"{"status":"Succeeded"}"#.to_owned()),
                }
            }
            "PAGES" | "PIECE" | "HEAD" => self.blob(verb, step),
            other => panic!("what is {other}?"),
        }
    }

    fn blob(&mut self, verb: &str, step: &Value) -> Answer {
        let url = step["url"].as_str().unwrap();
        let previous = header(step, "x-ms-previous-snapshot-url");
        self.served += 1;
        let tired = self.serves.is_some_and(|most| self.served > most);
        if tired {
            self.open.clear();
            self.ends.clear();
        }
        let honoured = |link: &str| self.open.iter().any(|(name, number)| link.starts_with(&sas(name, *number)));
        if !honoured(url) || previous.as_deref().is_some_and(|link| !honoured(link)) {
            let body = "<?xml version=\"1.0\"?><Error><Code>AuthenticationFailed</Code><Message>No.</Message></Error>";
            return Answer::Reply(403, Vec::new(), body.to_owned(), None);
        }
        if verb == "PAGES" {
            let at = url.split("&marker=").nth(1).map_or(0, |marker| marker.trim_start_matches('m').parse().unwrap());
            return Answer::Reply(200, Vec::new(), self.pages[at].clone(), None);
        }
        let range = header(step, "range").unwrap();
        let range = range.strip_prefix("bytes=").unwrap();
        let (first, last) = range.split_once('-').unwrap();
        let (first, last): (u64, u64) = (first.parse().unwrap(), last.parse().unwrap());
        if last >= self.wire {
            return Answer::Reply(416, Vec::new(), String::new(), None);
        }
        if verb == "PIECE" {
            assert_eq!(step["offset"], json!(first), "G20");
            assert_eq!(step["range"], json!([first, last]));
            self.written.insert(first, last);
        }
        let headers = vec![("Content-Range".to_owned(), format!("bytes {range}/{}", self.wire))];
        Answer::Reply(206, headers, String::new(), Some(last - first + 1))
    }

    fn body(&self, name: &str) -> String {
        let mut more = self.snapshots[name].clone();
        if self.open.contains_key(name) {
            more["diskState"] = json!("ActiveSAS");
        }
        tagged(name, &json!({}), &more)
    }
}

/// A step as its log says it.
pub(super) fn words(step: &Value) -> String {
    let url = step["url"].as_str().unwrap();
    let name = |path: &str| path.split('/').next_back().unwrap().to_owned();
    if step["step"] == "download" {
        return format!("PIECE {}-{}", step["range"][0], step["range"][1]);
    }
    if step["auth"].is_null() {
        assert!(!url.starts_with(AZURE), "without a token: {url}");
        assert_eq!(header(step, "x-ms-version").as_deref(), Some("2020-10-02"));
        let snapshot = url.split("/md-").nth(1).unwrap().split('.').next().unwrap();
        let Some((_, query)) = url.split_once("comp=pagelist") else { return format!("HEAD {snapshot}") };
        let since = header(step, "x-ms-previous-snapshot-url").map_or_else(String::new, |link| {
            format!(" since {}", link.split("md-").nth(1).unwrap().split('.').next().unwrap())
        });
        let marker = query.split("&marker=").nth(1).map_or_else(String::new, |marker| format!(" from {marker}"));
        return format!("PAGES {snapshot}{since}{marker}");
    }
    let path = url.strip_prefix(AZURE).expect("a token leaves the endpoint").split('?').next().unwrap();
    if let Some(operation) = path.strip_prefix("/operations/") {
        return format!("OP {operation}");
    }
    if let Some(path) = path.strip_suffix("/beginGetAccess") {
        return format!("GRANT {} {}", name(path), step["body"].as_str().unwrap());
    }
    if let Some(path) = path.strip_suffix("/endGetAccess") {
        assert_eq!((step["method"].as_str(), step["body"].as_str()), (Some("POST"), None));
        return format!("REVOKE {}", name(path));
    }
    assert_eq!(step["method"], "GET");
    if path.ends_with("/snapshots") { "LIST".to_owned() } else { format!("GET {}", name(path)) }
}

fn header(step: &Value, name: &str) -> Option<String> {
    let headers = step["headers"].as_array().unwrap();
    headers.iter().find(|pair| pair[0] == name).map(|pair| pair[1].as_str().unwrap().to_owned())
}

fn sas(name: &str, number: u64) -> String {
    format!("https://md-{name}.z1.blob.storage.azure.net/c/abcd?sv=2018-03-28&sr=b&si={number}&{SIG}")
}

fn accepted(operation: &str) -> Answer {
    // A32, A34: signed, and no Retry-After.
    let url = format!("{AZURE}/operations/{operation}?s=SIGNED");
    Answer::Reply(202, vec![("Azure-AsyncOperation".to_owned(), url)], String::new(), None)
}

/// A page of a page list.
pub(super) fn page(ranges: &[(u64, u64)], clears: &[(u64, u64)], next: Option<usize>) -> String {
    let entry =
        |kind: &str, (first, last): &(u64, u64)| format!("<{kind}><Start>{first}</Start><End>{last}</End></{kind}>");
    let ranges: String = ranges.iter().map(|range| entry("PageRange", range)).collect();
    let clears: String = clears.iter().map(|range| entry("ClearRange", range)).collect();
    let next = next.map_or_else(String::new, |at| format!("m{at}"));
    // G2: mixed, and with the mark that storage puts first.
    format!("\u{feff}<?xml version=\"1.0\"?><PageList>{clears}{ranges}<NextMarker>{next}</NextMarker></PageList>")
}

pub(super) fn refused(status: u16, code: &str) -> Trick {
    let body = json!({"error": {"code": code, "message": "Says the service."}}).to_string();
    Trick::Refuse(status, vec![("x-ms-request-id".to_owned(), "r-1".to_owned())], body)
}

/// Nothing that is told holds what only a request may.
pub(super) fn no_secrets(host: &mut Host) {
    let saved = saved(host);
    let shown: Vec<&Value> =
        host.all.iter().filter(|step| !["request", "download"].contains(&step["step"].as_str().unwrap())).collect();
    let text = format!("{shown:?} {saved}").replace("sig=…", "");
    for secret in ["sig=", "T0PS3CRET", "SIGNED", "abcd"] {
        assert!(!text.contains(secret), "{secret}: {text}");
    }
}

pub(super) fn saved(host: &mut Host) -> Value {
    let input = json!({"op": "save", "now": host.now.to_string()});
    let output = host.flow.step(input.to_string().as_bytes(), b"").unwrap();
    serde_json::to_value(&output).unwrap()["saved"].clone()
}

/// The names of the links that a saved flow would close.
pub(super) fn saved_links(saved: &Value) -> BTreeSet<String> {
    let links = saved["state"]["links"].as_array().unwrap();
    links.iter().map(|link| link["snapshot"].as_str().unwrap().rsplit('/').next().unwrap().to_owned()).collect()
}

/// The one `ranges` step.
pub(super) fn found(host: &Host) -> Value {
    let all: Vec<&Value> = host.all.iter().filter(|step| step["step"] == "ranges").collect();
    let [one] = all[..] else { panic!("{} ranges steps", all.len()) };
    one.clone()
}
