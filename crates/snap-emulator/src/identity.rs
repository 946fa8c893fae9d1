//! The identity endpoint of an Automation account or a web app (U13): tokens of the emulator for who knows its header.

use jiff::Timestamp;
use serde_json::json;

use crate::auth::{Role, mint_token};
use crate::http::{Request, Response};

/// What real ones live for: a day.
const LIFETIME_SECONDS: u32 = 86_400;

/// Answers `GET /msi/token?resource=…` for who sends `secret` as `X-IDENTITY-HEADER`. `own` are the host's names with
/// their ports: tokens for them are the same as for the public management endpoint.
#[must_use]
pub fn identity(request: &Request, secret: &str, own: &[String], now: Timestamp) -> Response {
    let refuse = |status: u16, code: &str, message: &str| {
        Response::json(status, &json!({"error": code, "error_description": message}))
    };
    if request.path_only() != "/msi/token" || request.method != "GET" {
        return refuse(404, "not_found", "ask GET /msi/token");
    }
    if request.header("X-IDENTITY-HEADER") != Some(secret) {
        return refuse(401, "unauthorized", "the header X-IDENTITY-HEADER is missing or wrong");
    }
    let Some(resource) = resource(&request.path) else {
        return refuse(400, "invalid_request", "the query member `resource` is missing");
    };
    let known = ["https://management.azure.com", "https://management.core.windows.net"];
    let plain = resource.trim_end_matches('/');
    if !known.contains(&plain) && !own.iter().any(|host| plain == format!("http://{host}")) {
        return refuse(400, "invalid_resource", "tokens are made for the management endpoint only");
    }
    let expires = now.as_second().saturating_add(i64::from(LIFETIME_SECONDS));
    Response::json(
        200,
        &json!({
            "access_token": mint_token(now, LIFETIME_SECONDS, Role::Contributor),
            "expires_on": expires.to_string(),
            "resource": resource,
            "token_type": "Bearer",
            "client_id": "5eed0000-0000-4000-8000-00000000000a",
        }),
    )
    .with_header("Cache-Control", "no-store")
}

fn resource(path: &str) -> Option<String> {
    let (_, query) = path.split_once('?')?;
    let value = query.split('&').find_map(|pair| pair.strip_prefix("resource="))?;
    let text = percent_encoding::percent_decode_str(value).decode_utf8().ok()?;
    (!text.is_empty()).then(|| text.into_owned())
}
