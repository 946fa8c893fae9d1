//! The units that a request names.

use std::collections::BTreeSet;

use snap_core::unit::{Chains, Unit};

use super::warnings;
use crate::answer::Warning;
use crate::said;

/// How many keys that name nothing are told.
const TOLD: usize = 20;

/// The units that are asked for, by key; all of them where none is named.
#[derive(Debug, Default)]
pub(crate) struct Chosen(Option<BTreeSet<String>>);

impl From<Option<Vec<String>>> for Chosen {
    fn from(keys: Option<Vec<String>>) -> Self {
        Self(keys.map(|keys| keys.into_iter().collect()))
    }
}

impl Chosen {
    pub(crate) fn has(&self, unit: &Unit<'_>) -> bool {
        self.0.as_ref().is_none_or(|keys| keys.contains(&unit.key))
    }

    /// Those of the chains, and one for each key that is no unit's: what was meant by it is not in the answer.
    pub(crate) fn warnings(&self, chains: &Chains<'_>) -> Vec<Warning> {
        let mut all = warnings(chains);
        let Some(keys) = &self.0 else { return all };
        let known: BTreeSet<&str> = chains.units.iter().map(|unit| unit.key.as_str()).collect();
        let unknown = keys.iter().filter(|key| !known.contains(key.as_str())).take(TOLD);
        all.extend(unknown.map(|key| Warning {
            code: "unit_unknown",
            message: said::warn_unit_unknown(key),
            target: Some(key.clone()),
        }));
        all
    }
}
