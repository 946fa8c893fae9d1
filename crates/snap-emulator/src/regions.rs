//! The regions there are, and what each of them has.

use serde_json::{Value, json};

use crate::state::region_key;

/// Name, name for people, and whether it has three zones.
const REGIONS: [(&str, &str, bool); 22] = [
    ("centralus", "Central US", true),
    ("eastasia", "East Asia", true),
    ("eastus", "East US", true),
    ("eastus2", "East US 2", true),
    ("eastus2euap", "East US 2 EUAP", true),
    ("francecentral", "France Central", true),
    ("germanywestcentral", "Germany West Central", true),
    ("northcentralus", "North Central US", false),
    ("northeurope", "North Europe", true),
    ("norwayeast", "Norway East", true),
    ("southcentralus", "South Central US", true),
    ("southeastasia", "Southeast Asia", true),
    ("swedencentral", "Sweden Central", true),
    ("switzerlandnorth", "Switzerland North", true),
    ("uksouth", "UK South", true),
    ("ukwest", "UK West", false),
    ("westcentralus", "West Central US", false),
    ("westeurope", "West Europe", true),
    ("westus", "West US", false),
    ("westus2", "West US 2", true),
    ("westus3", "West US 3", true),
    ("westindia", "West India", false),
];

/// Whether a region has zones: there an incremental snapshot is zone-redundant unless told otherwise (F6, X3).
pub(crate) fn has_zones(location: &str) -> bool {
    let key = region_key(location);
    REGIONS.iter().any(|(name, _, zones)| *name == key && *zones)
}

/// The names for people, as the service lists them.
pub(crate) fn display_names() -> Vec<&'static str> {
    REGIONS.iter().map(|(_, display, _)| *display).collect()
}

/// The bodies of `GET …/locations`.
pub(crate) fn bodies(subscription: &str) -> Vec<Value> {
    let body = |(name, display, _): &(&str, &str, bool)| {
        json!({
            "id": format!("/subscriptions/{subscription}/locations/{name}"),
            "name": name,
            "type": "Region",
            "displayName": display,
            "regionalDisplayName": display,
            "metadata": {"regionType": "Physical", "regionCategory": "Recommended"},
        })
    };
    REGIONS.iter().map(body).collect()
}
