//! What a client asks first when it is pointed at a cloud of its own: where everything is. Here all of it is here.

use serde_json::{Value, json};

use crate::http::{Request, Response};

/// A suffix under which no host can exist (RFC 6761): a client that builds a name from it reaches nobody.
const NOWHERE: &str = "snapline-emulator.invalid";

/// The first api-version that answers one cloud; older ones answer a list of clouds.
const ONE_CLOUD: &str = "2022-09-01";

/// Answers `GET /metadata/endpoints?api-version=…`, which needs no token. Every endpoint is `origin`, so that a client
/// that follows any of them stays on loopback.
#[must_use]
pub fn endpoints(request: &Request, origin: &str) -> Response {
    let refuse = |status: u16, code: &str, message: &str| {
        Response::json(status, &json!({"error": {"code": code, "message": message}}))
    };
    if request.path_only() != "/metadata/endpoints" || request.method != "GET" {
        return refuse(404, "NotFound", "ask GET /metadata/endpoints");
    }
    let query = request.path.split_once('?').map(|(_, query)| query).unwrap_or_default();
    match query.split('&').find_map(|pair| pair.strip_prefix("api-version=")).filter(|version| !version.is_empty()) {
        None => refuse(
            400,
            "MissingApiVersionParameter",
            "The api-version query parameter (?api-version=) is required for all requests.",
        ),
        Some(version) if version < ONE_CLOUD => Response::json(200, &json!([cloud(origin)])),
        Some(_) => Response::json(200, &cloud(origin)),
    }
}

fn cloud(origin: &str) -> Value {
    let mut cloud = json!({
        "name": "SnaplineEmulator",
        "authentication": {
            "loginEndpoint": origin,
            // The first is what a client asks tokens for.
            "audiences": [format!("{origin}/"), "https://management.azure.com/"],
            "tenant": crate::auth::TENANT,
            "identityProvider": "AAD",
        },
        "suffixes": {
            "acrLoginServer": NOWHERE,
            "attestationEndpoint": NOWHERE,
            "keyVaultDns": NOWHERE,
            "mhsmDns": NOWHERE,
            "sqlServerHostname": NOWHERE,
            "storage": NOWHERE,
            "storageSyncEndpointSuffix": NOWHERE,
            "synapseAnalytics": NOWHERE,
        },
    });
    if let Some(cloud) = cloud.as_object_mut() {
        cloud.extend(ENDPOINTS.iter().map(|name| ((*name).to_owned(), json!(format!("{origin}/")))));
    }
    cloud
}

/// Members that clients look for; one that is missing they replace by an address of the public cloud.
const ENDPOINTS: [&str; 18] = [
    "activeDirectoryDataLake",
    "appInsightsResourceId",
    "appInsightsTelemetryChannelResourceId",
    "appServiceResourceId",
    "attestationResourceId",
    "batch",
    "gallery",
    "graph",
    "graphAudience",
    "logAnalyticsResourceId",
    "media",
    "microsoftGraphResourceId",
    "ossrdbmsResourceId",
    "portal",
    "resourceManager",
    "sqlManagement",
    "synapseAnalyticsResourceId",
    "vmImageAliasDoc",
];
