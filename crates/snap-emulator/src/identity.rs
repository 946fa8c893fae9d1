//! The addresses that hand out tokens of the emulator: that of an Automation account or a web app (U13), that of a
//! virtual machine, and the token reply that every one of them ends in.

use jiff::Timestamp;
use serde_json::json;

use crate::auth::{Role, mint_token};
use crate::http::{Request, Response};

/// What real ones live for: a day.
const LIFETIME_SECONDS: u32 = 86_400;

const CLIENT: &str = "5eed0000-0000-4000-8000-00000000000a";

/// Answers `GET /msi/token?resource=…` for who sends `secret` as `X-IDENTITY-HEADER`. `own` are the origins the host
/// answers to: tokens for them are the same as for the public management endpoint.
#[must_use]
pub fn identity(request: &Request, secret: &str, own: &[String], now: Timestamp) -> Response {
    if request.path_only() != "/msi/token" || request.method != "GET" {
        return refuse(404, "not_found", "ask GET /msi/token");
    }
    if request.header("X-IDENTITY-HEADER") != Some(secret) {
        return refuse(401, "unauthorized", "the header X-IDENTITY-HEADER is missing or wrong");
    }
    issue(request, own, now)
}

/// Answers a virtual machine's metadata address, `GET …/metadata/identity/oauth2/token?resource=…`. Its guards are the
/// real ones: a header that no page of another origin can send, and none that a proxy adds.
#[must_use]
pub fn machine_identity(request: &Request, own: &[String], now: Timestamp) -> Response {
    if !request.path_only().ends_with("/metadata/identity/oauth2/token") || request.method != "GET" {
        return refuse(404, "not_found", "ask GET /metadata/identity/oauth2/token");
    }
    if !request.header("Metadata").is_some_and(|value| value.eq_ignore_ascii_case("true")) {
        return refuse(400, "invalid_request", "Required metadata header not specified");
    }
    if request.header("X-Forwarded-For").is_some() {
        return refuse(400, "invalid_request", "the request came by way of a proxy");
    }
    issue(request, own, now)
}

fn issue(request: &Request, own: &[String], now: Timestamp) -> Response {
    let Some(resource) = resource(&request.path) else {
        return refuse(400, "invalid_request", "the query member `resource` is missing");
    };
    let known = ["https://management.azure.com", "https://management.core.windows.net"];
    let plain = resource.trim_end_matches('/');
    if !known.contains(&plain) && !own.iter().any(|origin| plain == origin) {
        return refuse(400, "invalid_resource", "tokens are made for the management endpoint only");
    }
    let expires = now.as_second().saturating_add(i64::from(LIFETIME_SECONDS));
    Response::json(
        200,
        &json!({
            "access_token": mint_token(now, LIFETIME_SECONDS, Role::Contributor),
            "expires_in": LIFETIME_SECONDS.to_string(),
            "expires_on": expires.to_string(),
            "resource": resource,
            "token_type": "Bearer",
            "client_id": CLIENT,
        }),
    )
    .with_header("Cache-Control", "no-store")
}

fn refuse(status: u16, code: &str, message: &str) -> Response {
    Response::json(status, &json!({"error": code, "error_description": message}))
}

fn resource(path: &str) -> Option<String> {
    let (_, query) = path.split_once('?')?;
    let value = query.split('&').find_map(|pair| pair.strip_prefix("resource="))?;
    let text = percent_encoding::percent_decode_str(value).decode_utf8().ok()?;
    (!text.is_empty()).then(|| text.into_owned())
}
