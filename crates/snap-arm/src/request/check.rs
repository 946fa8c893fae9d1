//! What is refused before anything is sent.

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC};
use snap_core::id::{ResourceId, ResourceKind};

/// What a path segment keeps as it is: RFC 3986 unreserved characters and the parentheses that groups may have (A62).
pub(super) const SEGMENT: &AsciiSet =
    &NON_ALPHANUMERIC.remove(b'-').remove(b'_').remove(b'.').remove(b'~').remove(b'(').remove(b')');

/// Why a request cannot be made.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum RequestError {
    /// X4: the page's typing error.
    #[error(
        "api-version `2022-03-22` was never published; a page of the documentation misspells `2022-03-02`; leave the version out or name `2025-01-02`"
    )]
    NeverPublished,
    /// Not of the form of A1.
    #[error("`{0}` is not an api-version; expected a date such as `2025-01-02`")]
    ApiVersion(String),
    /// A version from before what is asked for (A4-A13).
    #[error("api-version `{version}` does not know {what}; leave the version out or name `{since}` or a later one")]
    TooOld {
        /// The version that was to be sent.
        version: String,
        /// What it does not know.
        what: &'static str,
        /// The first version that does.
        since: &'static str,
    },
    /// A64: subscriptions are GUIDs.
    #[error("`{0}` is not a subscription id; expected a GUID such as `0b1f6471-1bf0-4dda-aec3-cb9272f09590`")]
    Subscription(String),
    /// A query over no subscription would be one over all.
    #[error("no subscription is named; name at least one to query")]
    NoSubscriptions,
    /// A62.
    #[error("`{0}` is not a resource group name: 1 to 90 letters, digits and `_ ( ) - .`, not ending with a full stop")]
    Group(String),
    /// The id names something else.
    #[error("`{0}` is not the id of a {1}")]
    Kind(String, &'static str),
    /// A61 and the like for disks.
    #[error("`{0}` is not a name the service knows: 1 to 80 letters, digits and `_ - .`")]
    Name(String),
    /// A26: an int32.
    #[error("access cannot be granted for `{0}` seconds; expected 1 to 2147483647")]
    Seconds(u32),
}

impl RequestError {
    /// The stable code.
    pub fn code(&self) -> &'static str {
        match self {
            Self::NeverPublished | Self::ApiVersion(_) => "bad_api_version",
            Self::TooOld { .. } => "api_version_too_old",
            Self::Subscription(_) | Self::NoSubscriptions => "bad_subscription",
            Self::Group(_) => "bad_resource_group",
            Self::Kind(..) | Self::Name(_) => "bad_id",
            Self::Seconds(_) => "bad_link_seconds",
        }
    }
}

/// Checks that an id is one the service could have given: a disk or snapshot in a group of a subscription.
///
/// Reading accepts more than this; what we send must fit, so that no id can reach another path.
///
/// # Errors
/// The part that does not fit A61, A62 or A64.
pub fn check_id(id: &ResourceId) -> Result<(), RequestError> {
    if id.kind() == ResourceKind::Other {
        return Err(RequestError::Kind(id.as_str().chars().take(200).collect(), "disk or a snapshot"));
    }
    check_subscription(id.subscription())?;
    check_group(id.group())?;
    let name = id.name();
    let fits = name.chars().count() <= 80 && name.chars().all(|c| c.is_alphanumeric() || matches!(c, '_' | '-' | '.'));
    if fits { Ok(()) } else { Err(RequestError::Name(name.chars().take(100).collect())) }
}

/// Checks that a text is a GUID (A64).
///
/// # Errors
/// When it is not.
pub fn check_subscription(text: &str) -> Result<(), RequestError> {
    let fits = text.len() == 36
        && text.bytes().enumerate().all(
            |(at, b)| {
                if matches!(at, 8 | 13 | 18 | 23) { b == b'-' } else { b.is_ascii_hexdigit() }
            },
        );
    if fits { Ok(()) } else { Err(RequestError::Subscription(text.chars().take(100).collect())) }
}

/// Checks a resource group's name by A62.
///
/// # Errors
/// When it does not fit.
pub fn check_group(text: &str) -> Result<(), RequestError> {
    let fits = (1..=90).contains(&text.chars().count())
        && !text.ends_with('.')
        && text.chars().all(|c| c.is_alphanumeric() || matches!(c, '_' | '(' | ')' | '-' | '.'));
    if fits { Ok(()) } else { Err(RequestError::Group(text.chars().take(100).collect())) }
}
