//! Writing a line: only what reading would not fill in by itself.

use super::super::Policy;
use super::super::members::{Kind, Member, Place};
use super::super::read::Members;
use super::super::wrong::PolicyError;
use super::words::needs_quotes;
use crate::schedule;

impl Policy {
    /// The text form, canonical and as short as it can be; [`from_text`](Self::from_text) reads the same policy from it.
    pub fn text(&self) -> String {
        // A policy that was read always is JSON, and its line always has words.
        self.words().map(|words| words.join(" ")).unwrap_or_default()
    }

    fn words(&self) -> Result<Vec<String>, PolicyError> {
        let json = |policy: &Self| serde_json::to_string(policy).unwrap_or_default();
        let (mine, plain) = (json(self), json(&self.plain()?));
        let (mine, plain) = (Places::of(&mine)?, Places::of(&plain)?);
        let mut words = Vec::new();
        for member in [Place::Keep, Place::Top, Place::Schedule].into_iter().flat_map(Place::members) {
            let Some(raw) = mine.raw(member).filter(|_| !matches!(member.kind, Kind::Object(_))) else { continue };
            let default = member.default.map_or_else(|| plain.raw(member), Some);
            if default != Some(raw) {
                words.extend(spelled(member, raw));
            }
        }
        Ok(words)
    }

    /// What reading fills in beside the members that others depend on.
    fn plain(&self) -> Result<Self, PolicyError> {
        let mine = serde_json::to_string(self).unwrap_or_default();
        let mine = Members::of_document(mine.as_bytes())?;
        let raw =
            |members: &Members<'_>, name| members.get(name).map_or("null".to_owned(), |field| field.raw().to_owned());
        let last = mine
            .get("keep")
            .map(|keep| Members::of(&keep))
            .transpose()?
            .map_or("null".to_owned(), |keep| raw(&keep, "last"));
        let given = ["zone", "preset", "maxAge"].map(|name| format!("\"{name}\":{}", raw(&mine, name)));
        Self::from_json(format!("{{{},\"keep\":{{\"last\":{last}}}}}", given.join(",")).as_bytes())
    }
}

/// The members of a written policy, by their places.
struct Places<'a> {
    top: Members<'a>,
    keep: Option<Members<'a>>,
    schedule: Option<Members<'a>>,
}

impl<'a> Places<'a> {
    fn of(json: &'a str) -> Result<Self, PolicyError> {
        let top = Members::of_document(json.as_bytes())?;
        let inner = |name| top.get(name).map(|field| Members::of(&field)).transpose();
        Ok(Self { keep: inner("keep")?, schedule: inner("schedule")?, top })
    }

    /// A member's JSON; none when it is not there or `null`.
    fn raw(&self, member: &Member) -> Option<&'a str> {
        let members = match member.place {
            Place::Top => Some(&self.top),
            Place::Keep => self.keep.as_ref(),
            Place::Schedule => self.schedule.as_ref(),
        };
        members?.get(member.name).map(|field| field.raw())
    }
}

/// The words of one member.
fn spelled(member: &Member, raw: &str) -> Vec<String> {
    let list = || serde_json::from_str::<Vec<String>>(raw).unwrap_or_default();
    let values = match member.kind {
        Kind::Flag if raw == "true" => return vec![member.word.to_owned()],
        Kind::Tags | Kind::Ids => list(),
        Kind::Days => vec![schedule::short_days(&list())],
        Kind::Times => vec![list().join(",")],
        Kind::EveryHours => vec![format!("{raw}h")],
        _ => vec![serde_json::from_str::<String>(raw).unwrap_or_else(|_| raw.to_owned())],
    };
    let value = |value: String| match needs_quotes(&value) {
        true => format!("{}={}", member.word, serde_json::to_string(&value).unwrap_or_default()),
        false => format!("{}={value}", member.word),
    };
    values.into_iter().map(value).collect()
}
