//! Keys: a disk and its incremental snapshots have one and the same (E1, E2), and keep it while one is copied (R14).

use jiff::Timestamp;
use serde_json::{Map, Value};

use crate::refusal::{Answer, Refusal};
use crate::state::State;
use crate::stored::Stored;
use crate::target::Kind;

const MEMBER: &str = "encryption";

/// Refuses an incremental snapshot that is to be encrypted otherwise than its disk.
pub(crate) fn check_snapshot(wanted: &Map<String, Value>, disk: &Stored) -> Answer<()> {
    match wanted.get(MEMBER) {
        Some(wanted) if !same(wanted, disk.property(MEMBER)) => Err(Refusal::parameter(
            "properties.encryption",
            "An incremental snapshot must have the encryption of its source disk, its disk encryption set included.",
        )),
        _ => Ok(()),
    }
}

/// Refuses to change the encryption of an incremental snapshot, and of a disk that has any or fills.
pub(crate) fn check_change(state: &State, wanted: &Map<String, Value>, held: &Stored, now: Timestamp) -> Answer<()> {
    let Some(wanted) = wanted.get(MEMBER).filter(|wanted| !same(wanted, held.property(MEMBER))) else { return Ok(()) };
    if wanted.get("type").is_none() {
        return Err(Refusal::parameter("properties.encryption.type", "Required parameter 'type' is missing (null)."));
    }
    let bound = match held.place.kind {
        Kind::Snapshot => held.is_incremental(),
        Kind::Disk => held.is_pending(now) || state.incrementals_of(held).next().is_some(),
    };
    if !bound {
        return Ok(());
    }
    let message = format!(
        "The encryption of '{}' cannot change: a disk and its incremental snapshots share one disk encryption set.",
        held.place.name
    );
    Err(Refusal::new(409, "EncryptionChangeNotAllowed", message))
}

/// Whether two members mean the same key; an unnamed type is the platform's.
fn same(wanted: &Value, have: Option<&Value>) -> bool {
    let text = |of: Option<&Value>, member: &str| -> String {
        of.and_then(|of| of.get(member)).and_then(Value::as_str).unwrap_or_default().to_lowercase()
    };
    let kind = |of: Option<&Value>| match text(of, "type") {
        empty if empty.is_empty() => "encryptionatrestwithplatformkey".to_owned(),
        named => named,
    };
    let set = |of: Option<&Value>| text(of, "diskEncryptionSetId").trim_start_matches('/').to_owned();
    kind(Some(wanted)) == kind(have) && set(Some(wanted)) == set(have)
}
