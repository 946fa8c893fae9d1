//! The verbs, one file each.

pub(crate) mod chains;
pub(crate) mod chosen;
pub(crate) mod compare;
pub(crate) mod cost;
pub(crate) mod export;
pub(crate) mod future;
pub(crate) mod lint;
pub(crate) mod plain;
pub(crate) mod plan;
pub(crate) mod policy;
pub(crate) mod ranges;
pub(crate) mod restore;
pub(crate) mod simulate;

use snap_core::unit::Chains;

use crate::answer::Warning;

/// What the chains left open, as an answer carries it.
pub(crate) fn warnings(chains: &Chains<'_>) -> Vec<Warning> {
    chains
        .warnings
        .iter()
        .map(|w| Warning {
            code: w.code,
            message: w.message.clone(),
            target: w.target.map(|id| id.as_str().to_owned()),
        })
        .collect()
}

/// What stands before a value of an array that is written piece by piece.
pub(crate) fn before(first: bool) -> u8 {
    if first { b'[' } else { b',' }
}

/// JSON values written one after the other, as the inside of an array.
#[derive(Default)]
pub(crate) struct Items {
    json: Vec<u8>,
}

impl Items {
    pub(crate) fn push(&mut self, value: &impl serde::Serialize) {
        self.push_json(&crate::answer::encode(value));
    }

    /// A value that is written already.
    pub(crate) fn push_json(&mut self, value: &[u8]) {
        self.json.push(before(self.json.is_empty()));
        self.json.extend_from_slice(value);
    }

    pub(crate) fn into_array(mut self) -> Box<serde_json::value::RawValue> {
        if self.json.is_empty() {
            self.json.push(b'[');
        }
        self.json.push(b']');
        crate::answer::raw(self.json)
    }

    /// How long the JSON is, in bytes.
    pub(crate) fn len(&self) -> usize {
        self.json.len()
    }
}
