//! What was asked and answered: enough to tell what a client did, nothing that is secret.

use jiff::Timestamp;
use serde::Serialize;

use crate::http::{Delivery, Outcome, Request};

/// One exchange. Neither query (operation addresses are signed) nor headers (tokens) are kept.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Entry {
    /// When, by the emulator's clock.
    pub at: String,
    /// The method.
    pub method: String,
    /// The path without its query.
    pub path: String,
    /// The `api-version` of the query, if it had one.
    pub api_version: Option<String>,
    /// The status that went out; `None` when nothing did.
    pub status: Option<u16>,
    /// The fault that was in force, by its kind.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub fault: Option<String>,
    /// What was ignored or is worth a look.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub notes: Vec<String>,
}

#[derive(Clone, Debug, Default)]
pub(crate) struct Journal {
    entries: Vec<Entry>,
}

impl Journal {
    pub(crate) fn entries(&self) -> &[Entry] {
        &self.entries
    }

    pub(crate) fn write(
        &mut self,
        request: &Request,
        now: Timestamp,
        outcome: &Outcome,
        fault: Option<&str>,
        notes: Vec<String>,
    ) {
        self.entries.push(Entry {
            at: now.to_string(),
            method: request.method.clone(),
            path: request.path_only().to_owned(),
            api_version: api_version(&request.path),
            status: match &outcome.delivery {
                Delivery::Reply(response) | Delivery::CutAfter { response, .. } => Some(response.status),
                Delivery::CloseWithoutReply => None,
            },
            fault: fault.map(str::to_owned),
            notes,
        });
    }
}

fn api_version(path: &str) -> Option<String> {
    let (_, query) = path.split_once('?')?;
    let value = query.split('&').find_map(|pair| {
        let (name, value) = pair.split_once('=')?;
        name.eq_ignore_ascii_case("api-version").then_some(value)
    })?;
    Some(value.chars().take(20).collect())
}
