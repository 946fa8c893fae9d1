//! The api-versions that exist (A1) and the members each of them first listed (A4 to A13).

use serde::Deserialize;
use serde_json::{Map, Value};

use crate::config::Config;
use crate::refusal::{Answer, Refusal};
use crate::target::{Kind, Target};

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

/// Versions of locks that are served here.
pub(crate) const LOCKS: [&str; 2] = ["2016-09-01", "2020-05-01"];
/// Versions of Resource Graph's query call.
pub(crate) const GRAPH: [&str; 3] = ["2021-03-01", "2022-10-01", "2024-04-01"];

/// In which words a version that is not there is refused; all three are the resource manager's own.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum VersionRefusal {
    /// `InvalidApiVersionParameter`.
    #[default]
    Parameter,
    /// `NoRegisteredProviderFound`.
    Provider,
    /// `InvalidResourceType`.
    ResourceType,
}

/// The Compute versions there are: those up to the newest one that this cloud knows (A1).
pub(crate) fn served(config: &Config) -> &'static [&'static str] {
    let count = COMPUTE.partition_point(|version| *version <= config.newest_version.as_str());
    COMPUTE.get(..count).unwrap_or(&COMPUTE)
}

/// The same for members of `creationData`.
const CREATION_SINCE: [(&str, &str); 10] = [
    ("sourceUniqueId", "2019-03-01"),
    ("uploadSizeBytes", "2019-03-01"),
    ("galleryImageReference", "2019-11-01"),
    ("logicalSectorSize", "2020-06-30"),
    ("securityDataUri", "2021-08-01"),
    ("performancePlus", "2022-07-02"),
    ("elasticSanResourceId", "2023-04-02"),
    ("provisionedBandwidthCopySpeed", "2023-10-02"),
    ("instantAccessDurationMinutes", "2025-01-02"),
    ("securityMetadataUri", "2025-01-02"),
];

/// The version a Compute call named, checked.
pub(crate) fn compute(target: &Target, config: &Config) -> Answer<String> {
    let version = named(target)?;
    let served = served(config);
    if served.contains(&version) {
        return Ok(version.to_owned());
    }
    let list = served.join(", ");
    let kind = target.call.kind().map_or("locations/DiskOperations", Kind::segment);
    let (code, message) = match config.version_refusal {
        VersionRefusal::Parameter => (
            "InvalidApiVersionParameter",
            format!("The api-version '{version}' is invalid. The supported versions are '{}'.", served.join(",")),
        ),
        VersionRefusal::Provider => (
            "NoRegisteredProviderFound",
            format!(
                "No registered resource provider found for location 'westeurope' and API version '{version}' for type \
                 '{kind}'. The supported api-versions are '{list}'. The supported locations are 'westeurope'."
            ),
        ),
        VersionRefusal::ResourceType => (
            "InvalidResourceType",
            format!(
                "The resource type '{kind}' could not be found in the namespace 'Microsoft.Compute' for api version \
                 '{version}'. The supported api-versions are '{list}'."
            ),
        ),
    };
    Err(Refusal::new(400, code, message))
}

/// The version a call of a smaller provider named, checked.
pub(crate) fn one_of(target: &Target, served: &[&str]) -> Answer<String> {
    let version = named(target)?;
    if served.contains(&version) {
        return Ok(version.to_owned());
    }
    let list = served.join(",");
    let message = format!("The api-version '{version}' is invalid. The supported versions are '{list}'.");
    Err(Refusal::new(400, "InvalidApiVersionParameter", message))
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
    let later =
        |members: &[(&str, &str)], name: &str| members.iter().any(|(have, since)| *have == name && version < *since);
    properties.retain(|name, _| !later(&SINCE, name));
    if let Some(Value::Object(creation)) = properties.get_mut("creationData") {
        creation.retain(|name, _| !later(&CREATION_SINCE, name));
    }
}
