//! Carries a request to the emulator the way its fault has it, and brings back what reaches the host.

use serde_json::Value;
use snap_emulator::{Delivery, Emulator, Match, Request, Response, Rule, Shape};

use super::instant;
use super::weather::{Fault, Heard};

/// Words that no flow may ever repeat: they stand where links and tokens stand.
pub(super) const SECRET: &str = "S3CRETsignatureOfNobody";

const GOSSIP: &str = "Denied for https://md-1.blob.core.windows.net/c/abcd?sv=2018-03-28&sr=b&sig=S3CRETsignatureOfNobody%3D and \
    Bearer S3CRETsignatureOfNobody.e30.x, see https://management.azure.com/subscriptions/1/operations/2?p=1&s=S3CRETsignatureOfNobody";

/// What came of an exchange.
pub(super) struct Exchange {
    /// What the service answered, whatever reaches the host.
    pub(super) said: Option<Response>,
    /// What reaches the host.
    pub(super) heard: Result<Response, Heard>,
    /// The service did what was asked, or refused it by itself.
    pub(super) carried_out: bool,
}

/// One exchange at `now`.
pub(super) fn exchange(emulator: &mut Emulator, request: &Request, fault: Option<&Fault>, now: i64) -> Exchange {
    let (rule, carried_out) = match fault {
        Some(Fault::Refused { status, retry_after, shape }) => {
            (Some(refusal(*status, *retry_after, None, *shape)), false)
        }
        Some(Fault::Gossip) => (Some(refusal(403, None, Some(GOSSIP.to_owned()), Shape::Wrapped)), false),
        Some(Fault::Redirect) => {
            let location = "https://elsewhere.invalid/login?code=1".to_owned();
            (Some(snap_emulator::Fault::Redirect { location, status: 307 }), false)
        }
        Some(Fault::Elsewhere) => {
            (Some(snap_emulator::Fault::ForeignLink { origin: "https://elsewhere.invalid".to_owned() }), true)
        }
        Some(Fault::FailOperation) => {
            let (status, code) = ("Failed".to_owned(), "QuotaExceeded".to_owned());
            (Some(snap_emulator::Fault::FailOperation { status, code, message: "Too many.".to_owned() }), true)
        }
        Some(Fault::FailCopy) => {
            let (code, message) = ("CopySourceNotFound".to_owned(), "The source is gone.".to_owned());
            (Some(snap_emulator::Fault::FailCopy { at_percent: 30.0, code, message }), true)
        }
        _ => (None, true),
    };
    if let Some(fault) = rule {
        emulator.add_fault(Rule { when: Match::default(), fault });
    }
    let said = match emulator.handle(request, instant(now)).delivery {
        Delivery::Reply(reply) => Some(reply),
        Delivery::CutAfter { .. } | Delivery::CloseWithoutReply => None,
    };
    let heard = match fault {
        Some(Fault::DropReply(heard)) => Err(*heard),
        _ => said.clone().map(|reply| bend(reply, fault)).ok_or(Heard::Cut),
    };
    Exchange { said, heard, carried_out }
}

fn refusal(status: u16, retry: Option<&str>, message: Option<String>, shape: Shape) -> snap_emulator::Fault {
    snap_emulator::Fault::Status { status, retry_after: retry.map(str::to_owned), code: None, message, shape }
}

/// A reply as the network brings it.
fn bend(mut reply: Response, fault: Option<&Fault>) -> Response {
    match fault {
        Some(Fault::WebPage) => {
            reply.status = 200;
            reply.headers = vec![("Content-Type".to_owned(), "text/html".to_owned())];
            reply.body = b"<html><body>Sign in to the network</body></html>".to_vec();
        }
        Some(Fault::NoBody) => reply.body.clear(),
        Some(Fault::Truncated(percent)) => {
            let keep = reply.body.len() * usize::try_from(*percent).unwrap() / 100;
            reply.body.truncate(keep);
        }
        Some(Fault::OddHeaders(which)) => {
            let (name, value) = match which {
                0 => ("Retry-After", "99999999999999999999"),
                1 => ("Date", "Thu, 01 Jan 1970 00:00:00 GMT"),
                2 => ("Azure-AsyncOperation", "//elsewhere.invalid/operations/1"),
                3 => ("Location", "javascript:alert(1)"),
                4 => (
                    "x-ms-ratelimit-remaining-resource",
                    "Microsoft.Compute/HighCostSnapshotCreateHydrate3Min;-9e99,;;,",
                ),
                _ => ("x-ms-request-id", "<script>\u{7}\u{202e}"),
            };
            reply.headers.retain(|(have, _)| !have.eq_ignore_ascii_case(name));
            reply.headers.insert(0, (name.to_owned(), value.to_owned()));
        }
        _ => {}
    }
    reply
}

/// The parts of an operation's address that are signed (A32), and an access link's signature (G6).
pub(super) fn signatures(reply: &Response) -> Vec<String> {
    let link = reply.header("Azure-AsyncOperation").unwrap_or_default();
    let query = link.split_once('?').map_or("", |(_, query)| query);
    // What grants answer is short; lists are not worth a look.
    let short = if reply.body.len() < 6_000 { reply.body.as_slice() } else { &[] };
    let sas = std::str::from_utf8(short).unwrap_or_default().split_once("sig=").map_or("", |(_, rest)| rest);
    let signed: String = sas.chars().take_while(char::is_ascii_alphanumeric).collect();
    let parts = query.split('&').filter_map(|pair| pair.split_once('='));
    parts
        .filter(|(name, value)| ["c", "s", "h"].contains(name) && value.len() >= 20)
        .map(|(_, value)| value[..20].to_owned())
        .chain((signed.len() >= 8).then_some(signed))
        .collect()
}

/// A body as JSON; `null` when it is none.
pub(super) fn json(body: &[u8]) -> Value {
    serde_json::from_slice(body).unwrap_or(Value::Null)
}
