//! The api-versions that exist (A1) and the members each of them first listed (A4 to A13).

use serde_json::{Map, Value};

use crate::refusal::{Answer, Refusal};
use crate::target::Target;

/// Published versions with snapshots, oldest first (A1). `2022-03-22`, of the documentation page, is none of them (X4).
const COMPUTE: [&str; 23] = [
    "2016-04-30-preview",
    "2017-03-30",
    "2018-04-01",
    "2018-06-01",
    "2018-09-30",
    "2019-03-01",
    "2019-07-01",
    "2019-11-01",
    "2020-05-01",
    "2020-06-30",
    "2020-09-30",
    "2020-12-01",
    "2021-04-01",
    "2021-08-01",
    "2021-12-01",
    "2022-03-02",
    "2022-07-02",
    "2023-01-02",
    "2023-04-02",
    "2023-10-02",
    "2024-03-02",
    "2025-01-02",
    "2026-03-02",
];

/// Members of `properties` and the first version that shows them.
const SINCE: [(&str, &str); 15] = [
    ("incremental", "2019-03-01"),
    ("uniqueId", "2019-03-01"),
    ("diskSizeBytes", "2019-03-01"),
    ("encryption", "2019-07-01"),
    ("networkAccessPolicy", "2020-05-01"),
    ("diskAccessId", "2020-05-01"),
    ("diskState", "2020-06-30"),
    ("completionPercent", "2021-04-01"),
    ("publicNetworkAccess", "2021-04-01"),
    ("supportedCapabilities", "2021-04-01"),
    ("dataAccessAuthMode", "2021-12-01"),
    ("copyCompletionError", "2022-03-02"),
    ("incrementalSnapshotFamilyId", "2022-07-02"),
    ("snapshotAccessState", "2025-01-02"),
    ("immutabilityPolicy", "2026-03-02"),
];

/// The version a Compute call named, checked.
pub(crate) fn compute(target: &Target) -> Answer<String> {
    let version = named(target)?;
    if COMPUTE.contains(&version) {
        return Ok(version.to_owned());
    }
    Err(Refusal::new(
        400,
        "InvalidApiVersionParameter",
        format!("The api-version '{version}' is invalid. The supported versions are '{}'.", COMPUTE.join(",")),
    ))
}

/// The version a call of the resource manager itself named. Its list is not ours: any date will do.
pub(crate) fn manager(target: &Target) -> Answer<String> {
    let version = named(target)?;
    let date = version.get(..10).unwrap_or(version);
    if date.parse::<jiff::civil::Date>().is_ok() {
        return Ok(version.to_owned());
    }
    Err(Refusal::new(400, "InvalidApiVersionParameter", format!("The api-version '{version}' is invalid.")))
}

fn named(target: &Target) -> Answer<&str> {
    target.query("api-version").filter(|version| !version.is_empty()).ok_or_else(|| {
        Refusal::new(
            400,
            "MissingApiVersionParameter",
            "The api-version query parameter (?api-version=) is required for all requests.",
        )
    })
}

/// Takes away the members that `version` did not have yet.
pub(crate) fn restrict(properties: &mut Map<String, Value>, version: &str) {
    for (member, since) in SINCE {
        if version < since {
            properties.remove(member);
        }
    }
}
