//! Rules on what is sent and on what the service took.

use serde_json::Value;
use snap_emulator::{Emulator, Request, Response};

use super::super::job::Kind;
use super::super::network::json;
use super::super::{BLOBS, ENDPOINT, instant};
use super::ledger::Author;
use super::{Sent, Watch};

/// How long a read is good for before a DELETE, in milliseconds.
const READ_IS_GOOD: i64 = 15_000;

/// How long a look at a name is good for before a PUT, in milliseconds.
const LOOK_IS_GOOD: i64 = 300_000;

impl Watch {
    /// A flow asks for a request to be sent.
    pub(in super::super) fn sent(&mut self, author: Author, step: &Value, now: i64) -> Sent {
        let text = |member: &str| step[member].as_str().unwrap_or_default();
        let (method, url) = (text("method"), text("url"));
        let id = step["id"].as_u64().unwrap_or_default();
        let headers = step["headers"].as_array().into_iter().flatten();
        if headers.clone().any(|pair| pair[0].as_str().is_some_and(|name| name.eq_ignore_ascii_case("authorization"))) {
            self.fault("auth", "the flow sets `authorization` itself");
        }
        let method = if step["step"] == "download" { "GET" } else { method };
        if url.starts_with(&format!("{BLOBS}/")) {
            if !step["auth"].is_null() || method != "GET" {
                self.fault("auth", format!("{method} to an access link, with `auth` {}", step["auth"]));
            }
            self.process(author).sends(id, "BLOB", "", false, now);
            return Sent { id, ..Sent::default() };
        }
        if !url.starts_with(&format!("{ENDPOINT}/")) {
            self.fault("foreign", format!("a request for another origin: {method} {}", cut(url)));
            return Sent::default();
        }
        if step["auth"]["kind"] != "arm" {
            self.fault("auth", format!("{method} {} goes to the endpoint without its token", cut(url)));
        }
        let path = url[ENDPOINT.len()..].split('?').next().unwrap_or_default().to_lowercase();
        let reads = method == "GET" || path.ends_with("/microsoft.resourcegraph/resources");
        let closes = path.ends_with("/endgetaccess");
        if !reads && !closes && self.process(author).cancelled {
            self.fault("cancel", format!("{method} {path} after `cancel`"));
        }
        if !reads && self.job.what_if {
            self.fault("what_if", format!("{method} {path} although nothing was to be written"));
        }
        if !reads && !may(self.job.kind, method) {
            self.fault("outside_job", format!("{method} {path} is no business of {:?}", self.job.kind));
        }
        let mut free_at = None;
        if method == "PUT" {
            free_at = self.was_looked_at(author, &path, now);
        }
        if method == "DELETE" {
            self.was_read(author, &path, now);
        }
        let first_page = !url.to_lowercase().contains("skiptoken");
        self.process(author).sends(id, method, &path, first_page, now);
        Sent { id, path, free_at }
    }

    /// Before each PUT the process must have seen that the name is free: read it, or, when it never wrote it, have seen
    /// a whole list without it, and lately.
    fn was_looked_at(&mut self, author: Author, path: &str, now: i64) -> Option<i64> {
        let disturbed = self.disturbed.get(author.0).copied().unwrap_or(false);
        let process = self.process(author);
        let put = process.writes.get(path).copied();
        let read = process.look(path).filter(|look| look.free).map(|look| (look.carried, look.heard));
        let read = read.filter(|(_, heard)| put.is_none_or(|(sent, ended)| *heard >= ended.unwrap_or(sent)));
        let listed = process.listing(path).filter(|listing| put.is_none() && !listing.ids.contains(path));
        let listed = listed.and_then(|listing| Some((listing.first, listing.whole?)));
        let Some((carried, heard)) = read.max(listed) else {
            let why = if put.is_some() {
                "was sent before and its name was not read since"
            } else {
                "has a name that was never looked at"
            };
            self.fault("blind_put", format!("PUT {path} {why}"));
            return None;
        };
        if now - heard > LOOK_IS_GOOD + 1_000 && !disturbed {
            self.fault("blind_put", format!("PUT {path}: its name was looked at {} s ago", (now - heard) / 1_000));
        }
        Some(carried)
    }

    /// Before each DELETE the process must have read the snapshot, after its last DELETE of it had ended, and just now.
    fn was_read(&mut self, author: Author, path: &str, now: i64) {
        let disturbed = self.disturbed.get(author.0).copied().unwrap_or(false);
        let process = self.process(author);
        let delete = process.writes.get(path).copied();
        let read = process.look(path).filter(|look| !look.free);
        let read = read.filter(|look| delete.is_none_or(|(sent, ended)| look.heard >= ended.unwrap_or(sent)));
        match read.map(|look| look.heard) {
            None => self.fault("unguarded_delete", format!("DELETE {path}: it was not read before")),
            Some(heard) if now - heard > READ_IS_GOOD && !disturbed => {
                self.fault("unguarded_delete", format!("DELETE {path}: it was read {} s ago", (now - heard) / 1_000));
            }
            Some(_) => {}
        }
    }

    /// The service has answered a request; `reply` only where it answered by itself.
    #[expect(clippy::too_many_arguments, reason = "everything there is to know of one exchange")]
    pub(in super::super) fn arrived(
        &mut self,
        author: Author,
        request: &Request,
        sent: &Sent,
        second: bool,
        reply: Option<&Response>,
        before: Option<Value>,
        emulator: &Emulator,
        now: i64,
    ) {
        self.bury(emulator, now);
        self.second |= second || !self.process(author).awaits(sent.id);
        let Some(reply) = reply else { return };
        if request.method == "GET" {
            if reply.status == 200 && [Kind::Prune, Kind::Run].contains(&self.job.kind) {
                self.guard(author, &sent.path, emulator, now);
            }
            return;
        }
        let taken = (200..300).contains(&reply.status);
        let after = emulator.look_up(request.path_only(), instant(now));
        match (before, after) {
            (None, Some(after)) => self.ledger.add(&after, now, Some(author)),
            (Some(_), Some(_)) if taken && request.method == "PUT" && !second => self.overwritten(author, sent),
            (Some(before), _) if taken && request.method == "DELETE" && !second => {
                self.deleted(author, &sent.path, &before, emulator, now);
            }
            _ => {}
        }
        if request.method == "POST" && taken {
            let awaited = !second && self.process(author).awaits(sent.id);
            self.granted(author, request, awaited);
        }
        if request.method == "PUT" && !taken && !second {
            self.was_it_to_be_known(author, request, reply, emulator, now);
        }
    }

    /// A PUT that the service took changed what was there: never what the process could have seen there.
    fn overwritten(&mut self, author: Author, sent: &Sent) {
        let Some(life) = self.ledger.alive(&sent.path) else { return };
        if sent.free_at.is_none_or(|free_at| life.from <= free_at) {
            let text = format!("host {} wrote over {}, made by {:?}", author.0, sent.path, life.by);
            self.fault("overwrite", text);
        }
    }

    /// The service refused a PUT for a limit (L1, L2, R11): only what came after the process's survey explains it.
    fn was_it_to_be_known(
        &mut self,
        author: Author,
        request: &Request,
        reply: &Response,
        emulator: &Emulator,
        now: i64,
    ) {
        let words = String::from_utf8_lossy(&reply.body).into_owned();
        let limit = [
            ("L1", "incremental snapshots", 500),
            ("L2", "IncrementalSnapshotsPerDisk5Min", 7),
            ("R11", "still being copied", 3),
        ];
        let Some((id, _, most)) = limit.into_iter().find(|(_, word, _)| words.contains(word)) else { return };
        let body = json(&request.body);
        let source = body["properties"]["creationData"]["sourceResourceId"].as_str().unwrap_or_default();
        let Some(disk) = emulator.look_up(source, instant(now)) else { return };
        let unique = disk["properties"]["uniqueId"].as_str().unwrap_or_default().to_lowercase();
        let path = request.path_only().to_lowercase();
        // A host whose clock is off by less than is worth a warning is off by as much in what it counts.
        let off = self.skews.get(author.0).copied().unwrap_or(0) / 1_000 + 1;
        let disturbed = self.disturbed.get(author.0).copied().unwrap_or(false);
        let Some(listed) = self.process(author).listing(&path).map(|listing| listing.first) else { return };
        let known = self.ledger.all().filter(|(_, life)| {
            life.source_unique == unique && life.incremental && life.at(listed) && life.until.is_none()
        });
        let counted = known.filter(|(snapshot, life)| match id {
            "L1" => true,
            "L2" => instant(now).duration_since(life.created).as_secs() < 300 - off && !disturbed,
            _ => emulator.look_up(snapshot, instant(now)).is_some_and(|body| {
                let properties = &body["properties"];
                properties["completionPercent"].as_f64().is_some_and(|percent| percent < 100.0)
                    && properties["copyCompletionError"].is_null()
            }),
        });
        let counted = counted.count();
        if counted >= most {
            self.fault(
                "limit",
                format!("{id}: {counted} of {most} were in the list, and PUT {path} was sent all the same"),
            );
        }
    }
}

/// What a flow of a kind may send besides reads.
fn may(kind: Kind, method: &str) -> bool {
    match kind {
        Kind::Create | Kind::Copy => method == "PUT",
        Kind::Prune => method == "DELETE",
        Kind::Run => ["PUT", "DELETE"].contains(&method),
        Kind::Ranges | Kind::Download => method == "POST",
        Kind::List | Kind::Wait => false,
    }
}

fn cut(url: &str) -> &str {
    url.split('?').next().unwrap_or_default()
}
