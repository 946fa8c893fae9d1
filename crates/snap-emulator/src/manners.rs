//! The management call that changes the service's manners while it runs.

use serde::Deserialize;
use serde_json::{Value, json};

use crate::buckets::BucketSizes;
use crate::emulator::Emulator;
use crate::http::Request;
use crate::manage::{Attempt, read};
use crate::versions::VersionRefusal;

/// What may be changed; members that are left out stay as they are.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct Manners {
    newest_version: Option<String>,
    version_refusal: Option<VersionRefusal>,
    buckets: Option<bool>,
    budgets: Option<bool>,
    graph_lag_seconds: Option<u32>,
    page_size: Option<usize>,
    reject_next_with_401: Option<u32>,
}

impl Emulator {
    pub(crate) fn change_manners(&mut self, request: &Request) -> Attempt<Value> {
        let wish = read::<Manners>(request)?;
        let config = &mut self.config;
        set(&mut config.newest_version, wish.newest_version);
        set(&mut config.version_refusal, wish.version_refusal);
        set(&mut config.buckets, wish.buckets.map(|on| on.then(BucketSizes::default)));
        set(&mut config.enforce_budgets, wish.budgets);
        set(&mut config.graph_lag_seconds, wish.graph_lag_seconds);
        set(&mut config.page_size, wish.page_size);
        set(&mut config.reject_next_with_401, wish.reject_next_with_401);
        Ok(json!({
            "newestVersion": config.newest_version,
            "buckets": config.buckets.is_some(),
            "budgets": config.enforce_budgets,
            "graphLagSeconds": config.graph_lag_seconds,
            "pageSize": config.page_size,
            "rejectNextWith401": config.reject_next_with_401,
        }))
    }
}

fn set<T>(place: &mut T, wanted: Option<T>) {
    if let Some(wanted) = wanted {
        *place = wanted;
    }
}
