//! Granting and revoking read access to disks and snapshots (A26 to A28).

use serde_json::{Map, Value};

use crate::body;
use crate::budgets;
use crate::emulator::{Asked, Emulator};
use crate::links::Link;
use crate::machines;
use crate::operations::Effect;
use crate::reads::resource_not_found;
use crate::refusal::{Answer, Refusal};
use crate::stored::{Key, Stored};
use crate::target::{Kind, Place};
use crate::times;

/// Snapshots of one family that may be linked at one time (L3).
const LINKED: usize = 5;

/// The first version whose grants have `fileFormat` (A11).
const FORMATS_SINCE: &str = "2023-01-02";

impl Emulator {
    /// Opens a link. A resource that has one keeps it: the same address, until the later of both ends. So a grant whose
    /// reply was lost can be asked again, and one revoke still closes all there is.
    pub(crate) fn begin_access(&mut self, asked: &Asked<'_>, place: &Place) -> Answer {
        self.charge(&place.subscription, budgets::SNAPSHOT_CREATE, asked.now)?;
        let stored = self.state.find(place).ok_or_else(|| resource_not_found(place))?;
        let seconds = wished_seconds(asked, stored)?;
        self.check_linkable(stored, asked)?;
        let (key, region) = (Key::of(place), stored.location().to_owned());
        let opens = times::after(asked.now, self.config.access_seconds);
        let until = times::after(opens, seconds);
        let open = self.state.links.values_mut().find(|link| link.key == key);
        let fresh = open.is_none();
        if let Some(link) = open {
            link.until = link.until.max(until);
        } else {
            let base = self.config.blob_origin.as_deref().unwrap_or(asked.origin);
            let link = Link::new(&mut self.ids, key, base, (opens, until));
            self.state.links.insert(link.account.clone(), link);
        }
        Ok(self.accept(asked, &region, Effect::Open { place: place.clone(), fresh }, None))
    }

    /// Closes whatever link there is; where there is none the service agrees too.
    pub(crate) fn end_access(&mut self, asked: &Asked<'_>, place: &Place) -> Answer {
        self.charge(&place.subscription, budgets::SNAPSHOT_CREATE, asked.now)?;
        let stored = self.state.find(place).ok_or_else(|| resource_not_found(place))?;
        let region = stored.location().to_owned();
        Ok(self.accept(asked, &region, Effect::Close(place.clone()), None))
    }

    fn check_linkable(&self, stored: &Stored, asked: &Asked<'_>) -> Answer<()> {
        let name = &stored.place.name;
        if !machines::holders(stored).is_empty() {
            let message = format!("Disk '{name}' is attached to a VM; take a snapshot or detach it to export it.");
            return Err(Refusal::not_allowed(message));
        }
        if stored.text("networkAccessPolicy") == Some("DenyAll") {
            let message = format!("The network access policy of '{name}' is DenyAll: it cannot be exported.");
            return Err(Refusal::not_allowed(message));
        }
        if stored.text("provisioningState") == Some("Updating") {
            return Err(Refusal::not_allowed(format!("Another operation on '{name}' is still under way.")));
        }
        if !stored.is_whole(asked.now) {
            let message = format!("The data of '{name}' is not fully copied yet: it cannot be exported (R10).");
            return Err(Refusal::not_allowed(message));
        }
        self.check_family_links(stored)
    }

    fn check_family_links(&self, stored: &Stored) -> Answer<()> {
        let Some(family) = stored.family().filter(|_| stored.place.kind == Kind::Snapshot) else { return Ok(()) };
        let others = self.state.resources.values().filter(|other| {
            other.place.kind == Kind::Snapshot
                && Key::of(&other.place) != Key::of(&stored.place)
                && other.family().as_ref() == Some(&family)
                && self.state.is_linked(other)
        });
        if others.count() < LINKED {
            return Ok(());
        }
        Err(Refusal::not_allowed(format!(
            "{LINKED} snapshots of the family of '{}' have an open shared access link, the most one may have. Revoke one \
             first.",
            stored.place.name
        )))
    }
}

/// The 409 of a delete while a link is open.
pub(crate) fn still_open(place: &Place) -> Box<Refusal> {
    Refusal::not_allowed(format!(
        "There is an active shared access signature outstanding for {} {}. Call EndGetAccess before deleting it.",
        place.kind.segment().trim_end_matches('s'),
        place.name
    ))
}

/// Reads the body of a grant (A26); gives how long the link is to last.
fn wished_seconds(asked: &Asked<'_>, stored: &Stored) -> Answer<u32> {
    let body = body::object(&asked.request.body)?;
    let known = |member: &str| {
        let formats = member == "fileFormat" && asked.version.as_str() >= FORMATS_SINCE;
        formats || ["access", "durationInSeconds", "getSecureVMGuestStateSAS"].contains(&member)
    };
    if let Some(other) = body.keys().find(|member| !known(member)) {
        let message =
            format!("Could not find member '{other}' on object of type 'GrantAccessData' at {}.", asked.version);
        return Err(Refusal::parameter(other, message));
    }
    check_access(&body, stored.place.kind)?;
    check_format(&body, stored)?;
    let seconds = body.get("durationInSeconds").ok_or_else(|| body::required("durationInSeconds"))?;
    let whole = seconds.as_u64().filter(|seconds| (1..=i32::MAX.unsigned_abs().into()).contains(seconds));
    whole.and_then(|seconds| seconds.try_into().ok()).ok_or_else(|| invalid("durationInSeconds", seconds))
}

fn check_access(body: &Map<String, Value>, kind: Kind) -> Answer<()> {
    let access = body.get("access").ok_or_else(|| body::required("access"))?;
    match (access.as_str(), kind) {
        (Some(word), Kind::Disk) if word.eq_ignore_ascii_case("Write") => {
            return Err(Refusal::unimplemented("`beginGetAccess` with `access` `Write`: uploads"));
        }
        (Some(word), _) if word.eq_ignore_ascii_case("Read") => {}
        _ => return Err(invalid("access", access)),
    }
    match body.get("getSecureVMGuestStateSAS") {
        None | Some(Value::Bool(false)) => Ok(()),
        Some(Value::Bool(true)) => Err(Refusal::unimplemented("`beginGetAccess` with `getSecureVMGuestStateSAS`")),
        Some(other) => Err(invalid("getSecureVMGuestStateSAS", other)),
    }
}

/// 512-byte sectors are exported as VHD, 4096 as VHDX (R16); who names no format gets the one there is.
fn check_format(body: &Map<String, Value>, stored: &Stored) -> Answer<()> {
    let Some(format) = body.get("fileFormat") else { return Ok(()) };
    let wanted = format.as_str().filter(|word| ["VHD", "VHDX"].iter().any(|known| known.eq_ignore_ascii_case(word)));
    let wanted = wanted.ok_or_else(|| invalid("fileFormat", format))?;
    let (sector, have) = (stored.sector(), if stored.sector() == 4096 { "VHDX" } else { "VHD" });
    if wanted.eq_ignore_ascii_case(have) {
        return Ok(());
    }
    let message = format!("'{}' has sectors of {sector} bytes and is exported as {have} only.", stored.place.name);
    Err(Refusal::parameter("fileFormat", message))
}

fn invalid(target: &str, value: &Value) -> Box<Refusal> {
    Refusal::parameter(target, format!("The value {value} of parameter {target} is invalid."))
}
