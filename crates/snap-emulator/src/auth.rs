//! Bearer tokens: the emulator mints its own and takes no others, so that a real one that strays here is noticed.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use jiff::Timestamp;
use serde::Deserialize;
use serde_json::json;

use crate::http::Request;
use crate::refusal::{Answer, Refusal};
use crate::times;

/// The `iss` of every token of the emulator. The host name can never exist (RFC 6761).
pub const ISSUER: &str = "https://sts.snapline-emulator.invalid/";

/// The tenant all emulated subscriptions belong to.
pub const TENANT: &str = "5eed0000-0000-4000-8000-00000000000f";

const OBJECT: &str = "5eed0000-0000-4000-8000-00000000000b";

/// What the bearer of a token may do.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Role {
    /// Reads and writes, locks too: more of an owner.
    #[default]
    Contributor,
    /// Reads; every write is answered 403 `AuthorizationFailed`.
    Reader,
    /// Reads and writes, but has no right to read or write locks (U14).
    NoLocks,
}

impl Role {
    fn word(self) -> &'static str {
        match self {
            Self::Contributor => "Contributor",
            Self::Reader => "Reader",
            Self::NoLocks => "NoLocks",
        }
    }

    pub(crate) fn may_write(self) -> bool {
        self != Self::Reader
    }

    pub(crate) fn may_see_locks(self) -> bool {
        self != Self::NoLocks
    }
}

/// Who asks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Caller {
    pub(crate) role: Role,
    /// The object id: budgets are kept for each (T1).
    pub(crate) object: String,
}

#[derive(Deserialize)]
struct Claims {
    iss: String,
    exp: i64,
    #[serde(default)]
    oid: String,
    #[serde(default)]
    roles: Vec<String>,
}

/// An unsigned JWT of the emulator's own issuer, good for `ttl_seconds` from `now`.
#[must_use]
pub fn mint_token(now: Timestamp, ttl_seconds: u32, role: Role) -> String {
    mint_token_for(OBJECT, now, ttl_seconds, role)
}

/// The same for another caller, named by any text: the resource manager keeps separate buckets for each caller (T1).
#[must_use]
pub fn mint_token_for(caller: &str, now: Timestamp, ttl_seconds: u32, role: Role) -> String {
    let claims = json!({
        "iss": ISSUER,
        "aud": "https://management.azure.com/",
        "iat": now.as_second(),
        "nbf": now.as_second(),
        "exp": times::after(now, ttl_seconds).as_second(),
        "tid": TENANT,
        "oid": caller,
        "sub": caller,
        "appid": "5eed0000-0000-4000-8000-00000000000a",
        "roles": [role.word()],
        "xms_mirid": "/subscriptions/emulated/providers/Microsoft.ManagedIdentity/userAssignedIdentities/emulated",
    });
    let encode = |text: String| URL_SAFE_NO_PAD.encode(text);
    format!("{}.{}.", encode(json!({"alg": "none", "typ": "JWT"}).to_string()), encode(claims.to_string()))
}

/// Who asks, or a 401. No refusal repeats any part of the token.
pub(crate) fn check(request: &Request, origin: &str, now: Timestamp) -> Answer<Caller> {
    let missing = || {
        unauthorized(origin, "AuthenticationFailed", "Authentication failed. The 'Authorization' header is missing.")
    };
    let malformed = || {
        let message = "Authentication failed. The 'Authorization' header is provided in an invalid format.";
        unauthorized(origin, "AuthenticationFailed", message)
    };
    let header = request.header("Authorization").ok_or_else(missing)?;
    let (scheme, token) = header.split_once(' ').ok_or_else(malformed)?;
    if !scheme.eq_ignore_ascii_case("Bearer") {
        return Err(malformed());
    }
    let claims = claims(token.trim()).ok_or_else(malformed)?;
    if claims.iss != ISSUER {
        return Err(unauthorized(origin, "InvalidAuthenticationToken", FOREIGN).noted(FOREIGN));
    }
    if claims.exp <= now.as_second() {
        let message = "The access token expiry UTC time is earlier than current UTC time.";
        return Err(unauthorized(origin, "ExpiredAuthenticationToken", message));
    }
    let has = |role: &Role| claims.roles.iter().any(|word| word == role.word());
    let role = [Role::Reader, Role::NoLocks].into_iter().find(has).unwrap_or_default();
    Ok(Caller { role, object: claims.oid })
}

/// What the bearer of somebody else's token is told, and the journal with it.
const FOREIGN: &str = "REFUSED: this token was not issued by the Snapline emulator. It may be a REAL token: \
     it was neither used nor written down, but it did travel to a test server. Take a token from the emulator's \
     identity endpoint instead.";

/// The 401 that asks for a fresh token although this one is good.
pub(crate) fn revoked(origin: &str) -> Box<Refusal> {
    unauthorized(origin, "InvalidAuthenticationToken", "The access token is invalid.")
}

/// The 403 of a caller who may only read.
pub(crate) fn forbidden(action: &str, scope: &str) -> Box<Refusal> {
    Refusal::new(
        403,
        "AuthorizationFailed",
        format!(
            "The client '{OBJECT}' with object id '{OBJECT}' does not have authorization to perform action '{action}' \
             over scope '{scope}' or the scope is invalid. If access was recently granted, please refresh your \
             credentials."
        ),
    )
}

fn claims(token: &str) -> Option<Claims> {
    let mut parts = token.split('.');
    let (_, payload, _, None) = (parts.next()?, parts.next()?, parts.next()?, parts.next()) else { return None };
    serde_json::from_slice(&URL_SAFE_NO_PAD.decode(payload.trim_end_matches('=')).ok()?).ok()
}

fn unauthorized(origin: &str, code: &str, message: &str) -> Box<Refusal> {
    // The address points back here: a client that follows it must not reach a real sign-in.
    let challenge = format!("Bearer authorization_uri=\"{origin}/{TENANT}\", error=\"invalid_token\"");
    Refusal::new(401, code, message).header("WWW-Authenticate", challenge)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn now() -> Timestamp {
        "2026-11-21T07:12:14Z".parse().unwrap()
    }

    fn code(authorization: Option<&str>, at: Timestamp) -> String {
        let mut request = Request::new("GET", "/");
        if let Some(value) = authorization {
            request = request.with_header("authorization", value);
        }
        match check(&request, "http://o", at) {
            Ok(caller) => format!("{:?}", caller.role),
            Err(refusal) => {
                let response = refusal.into_response();
                assert_eq!(response.status, 401);
                assert!(
                    response.header("WWW-Authenticate").unwrap().starts_with("Bearer authorization_uri=\"http://o/")
                );
                response.body_json().unwrap().pointer("/error/code").unwrap().as_str().unwrap().to_owned()
            }
        }
    }

    #[test]
    fn own_tokens_are_taken_until_they_expire() {
        let own = format!("Bearer {}", mint_token(now(), 60, Role::Contributor));
        assert_eq!(code(Some(&own), now()), "Contributor");
        assert_eq!(code(Some(&own), times::after(now(), 59)), "Contributor");
        assert_eq!(code(Some(&own), times::after(now(), 60)), "ExpiredAuthenticationToken");
        let reader = format!("bearer {}", mint_token(now(), 60, Role::Reader));
        assert_eq!(code(Some(&reader), now()), "Reader");
        let other = Request::new("GET", "/").with_token(&mint_token_for("night", now(), 60, Role::NoLocks));
        let caller = check(&other, "http://o", now()).unwrap();
        assert_eq!(caller, Caller { role: Role::NoLocks, object: "night".to_owned() });
    }

    #[test]
    fn other_tokens_are_refused() {
        let claims = URL_SAFE_NO_PAD.encode(r#"{"iss":"https://sts.windows.net/x/","exp":99999999999}"#);
        assert_eq!(code(Some(&format!("Bearer e30.{claims}.sig")), now()), "InvalidAuthenticationToken");
        for header in [
            None,
            Some(""),
            Some("Bearer"),
            Some("Bearer "),
            Some("Basic abc"),
            Some("Bearer a.b.c"),
            Some("Bearer a.e30.c.d"),
        ] {
            assert_eq!(code(header, now()), "AuthenticationFailed", "{header:?}");
        }
    }
}
