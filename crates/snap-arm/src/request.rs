//! Intent to request: method, URL, headers and body of the calls of section 6.2 of the fact sheet.

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use serde::Serialize;
use snap_core::id::{ResourceId, ResourceKind};
use snap_core::tags::Tags;

use crate::endpoint::{Endpoint, Link};

/// What a path segment keeps as it is: RFC 3986 unreserved characters and the parentheses that groups may have (A62).
const SEGMENT: &AsciiSet =
    &NON_ALPHANUMERIC.remove(b'-').remove(b'_').remove(b'.').remove(b'~').remove(b'(').remove(b')');

/// The methods in use.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Method {
    /// Reads; may be repeated at will.
    Get,
    /// Creates or replaces (A20, A37); never repeated blindly.
    Put,
}

impl Method {
    /// As it stands in a request line.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Get => "GET",
            Self::Put => "PUT",
        }
    }
}

/// One request, without authorisation: the host adds that.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Request {
    /// The method.
    pub method: Method,
    /// Absolute; its query may be signed, so it is for sending and not for showing.
    pub url: String,
    /// Lower-cased names.
    pub headers: Vec<(String, String)>,
    /// JSON text.
    pub body: Option<String>,
}

/// An api-version that may be sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ApiVersion(String);

impl Default for ApiVersion {
    /// 2025-01-02: proven by clients, has instant access (A3).
    fn default() -> Self {
        Self("2025-01-02".to_owned())
    }
}

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
    /// A64: subscriptions are GUIDs.
    #[error("`{0}` is not a subscription id; expected a GUID such as `0b1f6471-1bf0-4dda-aec3-cb9272f09590`")]
    Subscription(String),
    /// A62.
    #[error("`{0}` is not a resource group name: 1 to 90 letters, digits and `_ ( ) - .`, not ending with a full stop")]
    Group(String),
    /// The id names something else.
    #[error("`{0}` is not the id of a {1}")]
    Kind(String, &'static str),
    /// A61 and the like for disks.
    #[error("`{0}` is not a name the service knows: 1 to 80 letters, digits and `_ - .`")]
    Name(String),
}

impl RequestError {
    /// The stable code.
    pub fn code(&self) -> &'static str {
        match self {
            Self::NeverPublished | Self::ApiVersion(_) => "bad_api_version",
            Self::Subscription(_) => "bad_subscription",
            Self::Group(_) => "bad_resource_group",
            Self::Kind(..) | Self::Name(_) => "bad_id",
        }
    }
}

impl ApiVersion {
    /// Reads `yyyy-MM-dd` or `yyyy-MM-dd-preview`.
    ///
    /// # Errors
    /// Another form, and 2022-03-22, which the documentation names by mistake (X4).
    pub fn parse(text: &str) -> Result<Self, RequestError> {
        if text == "2022-03-22" {
            return Err(RequestError::NeverPublished);
        }
        let date = text.strip_suffix("-preview").unwrap_or(text);
        let digits = |at: usize, b: u8| if matches!(at, 4 | 7) { b == b'-' } else { b.is_ascii_digit() };
        if date.len() == 10 && date.bytes().enumerate().all(|(at, b)| digits(at, b)) {
            Ok(Self(text.to_owned()))
        } else {
            Err(RequestError::ApiVersion(text.chars().take(50).collect()))
        }
    }

    /// As it is sent.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// True when it is the version of `date` (`yyyy-MM-dd`) or a later one.
    pub fn at_least(&self, date: &str) -> bool {
        self.0.as_str() >= date
    }
}

/// A snapshot to be made of a disk, always incremental (F2).
#[derive(Debug, Clone, PartialEq)]
pub struct NewSnapshot<'a> {
    /// The disk's location (R4).
    pub location: &'a str,
    /// Checked by A63 before.
    pub tags: &'a Tags,
    /// Only when the user names one (X3).
    pub sku: Option<&'a str>,
    /// The disk.
    pub source: &'a ResourceId,
    /// I1.
    pub instant_access_minutes: Option<u32>,
}

/// Which list.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Listed {
    /// A24, A25
    Snapshots,
    /// A28
    Disks,
}

impl Listed {
    /// The plural word of the path.
    pub fn word(self) -> &'static str {
        match self {
            Self::Snapshots => "snapshots",
            Self::Disks => "disks",
        }
    }
}

/// Builds requests for one endpoint at one api-version.
#[derive(Debug, Clone)]
pub struct Requests {
    endpoint: Endpoint,
    version: ApiVersion,
}

impl Requests {
    /// For `endpoint`, always at `version`.
    pub fn new(endpoint: Endpoint, version: ApiVersion) -> Self {
        Self { endpoint, version }
    }

    /// The origin all requests go to.
    pub fn endpoint(&self) -> &Endpoint {
        &self.endpoint
    }

    /// GET of one disk or snapshot (A22, A28).
    ///
    /// # Errors
    /// See [`check_id`].
    pub fn read(&self, id: &ResourceId) -> Result<Request, RequestError> {
        Ok(self.get(&path_of(id)?))
    }

    /// GET of the first page of a list, of a group or of a whole subscription (A24, A25).
    ///
    /// # Errors
    /// A subscription or group that could not be one.
    pub fn list(&self, of: Listed, subscription: &str, group: Option<&str>) -> Result<Request, RequestError> {
        check_subscription(subscription)?;
        let mut path = format!("/subscriptions/{subscription}");
        if let Some(group) = group {
            check_group(group)?;
            path.push_str("/resourceGroups/");
            path.extend(utf8_percent_encode(group, SEGMENT));
        }
        Ok(self.get(&format!("{path}/providers/Microsoft.Compute/{}", of.word())))
    }

    /// GET of a link the service gave, untouched.
    pub fn follow(&self, link: &Link) -> Request {
        Request { method: Method::Get, url: link.as_str().to_owned(), headers: vec![accept()], body: None }
    }

    /// PUT of an incremental snapshot (A20). On a used name this would be an update: GET first (A37).
    ///
    /// # Errors
    /// See [`check_id`].
    pub fn create(&self, id: &ResourceId, new: &NewSnapshot<'_>) -> Result<Request, RequestError> {
        if id.kind() != ResourceKind::Snapshot {
            return Err(RequestError::Kind(id.as_str().to_owned(), "snapshot"));
        }
        let path = path_of(id)?;
        check_id(new.source)?;
        Ok(Request {
            method: Method::Put,
            url: self.url(&path),
            headers: vec![accept(), ("content-type".to_owned(), "application/json".to_owned())],
            body: Some(body_of(new)),
        })
    }

    fn get(&self, path: &str) -> Request {
        Request { method: Method::Get, url: self.url(path), headers: vec![accept()], body: None }
    }

    fn url(&self, path: &str) -> String {
        format!("{}{path}?api-version={}", self.endpoint, self.version.as_str())
    }
}

fn accept() -> (String, String) {
    ("accept".to_owned(), "application/json".to_owned())
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

fn path_of(id: &ResourceId) -> Result<String, RequestError> {
    check_id(id)?;
    let group = utf8_percent_encode(id.group(), SEGMENT);
    let name = utf8_percent_encode(id.name(), SEGMENT);
    let word = id.kind().word().unwrap_or_default();
    Ok(format!("/subscriptions/{}/resourceGroups/{group}/providers/Microsoft.Compute/{word}/{name}", id.subscription()))
}

#[derive(Serialize)]
struct Body<'a> {
    location: &'a str,
    tags: &'a Tags,
    #[serde(skip_serializing_if = "Option::is_none")]
    sku: Option<Sku<'a>>,
    properties: Properties<'a>,
}

#[derive(Serialize)]
struct Sku<'a> {
    name: &'a str,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Properties<'a> {
    creation_data: CreationData<'a>,
    /// X8: a boolean, where a sample sends text.
    incremental: bool,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct CreationData<'a> {
    create_option: &'static str,
    source_resource_id: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    instant_access_duration_minutes: Option<u32>,
}

fn body_of(new: &NewSnapshot<'_>) -> String {
    let body = Body {
        location: new.location,
        tags: new.tags,
        sku: new.sku.map(|name| Sku { name }),
        properties: Properties {
            creation_data: CreationData {
                create_option: "Copy",
                source_resource_id: new.source.as_str(),
                instant_access_duration_minutes: new.instant_access_minutes,
            },
            incremental: true,
        },
    };
    // String keys, strings and one integer: there is nothing in it that JSON cannot say.
    serde_json::to_string(&body).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const SUB: &str = "0b1f6471-1bf0-4dda-aec3-cb9272f09590";

    fn requests() -> Requests {
        Requests::new(Endpoint::parse("https://management.azure.com").unwrap(), ApiVersion::default())
    }

    fn id(kind: ResourceKind, group: &str, name: &str) -> ResourceId {
        ResourceId::new(kind, SUB, group, name).unwrap()
    }

    #[test]
    fn reads_by_id() {
        let request =
            requests().read(&id(ResourceKind::Disk, "RG-Prod (eu)".replace(' ', "").as_str(), "vm_d1")).unwrap();
        assert_eq!(request.method, Method::Get);
        assert_eq!(
            request.url,
            format!(
                "https://management.azure.com/subscriptions/{SUB}/resourceGroups/RG-Prod(eu)/providers/Microsoft.Compute/disks/vm_d1?api-version=2025-01-02"
            )
        );
        assert_eq!((request.body, request.headers.len()), (None, 1));
    }

    #[test]
    fn lists_by_group_and_by_subscription() {
        let url = |group| requests().list(Listed::Snapshots, SUB, group).unwrap().url;
        assert_eq!(
            url(None),
            format!(
                "https://management.azure.com/subscriptions/{SUB}/providers/Microsoft.Compute/snapshots?api-version=2025-01-02"
            )
        );
        assert_eq!(
            url(Some("grüße")),
            format!(
                "https://management.azure.com/subscriptions/{SUB}/resourceGroups/gr%C3%BC%C3%9Fe/providers/Microsoft.Compute/snapshots?api-version=2025-01-02"
            )
        );
    }

    #[test]
    fn creates_an_incremental_snapshot_and_nothing_else() {
        let source = id(ResourceKind::Disk, "rg", "d1");
        let tags: Tags = [("snapline-call", "c"), ("a\"b", "x")].into_iter().collect();
        let mut new = NewSnapshot {
            location: "westeurope",
            tags: &tags,
            sku: None,
            source: &source,
            instant_access_minutes: None,
        };
        let request = requests().create(&id(ResourceKind::Snapshot, "rg", "s1"), &new).unwrap();
        assert_eq!(request.method, Method::Put);
        assert_eq!(
            request.body.unwrap(),
            format!(
                r#"{{"location":"westeurope","tags":{{"a\"b":"x","snapline-call":"c"}},"properties":{{"creationData":{{"createOption":"Copy","sourceResourceId":"{source}"}},"incremental":true}}}}"#
            )
        );
        new.sku = Some("Standard_ZRS");
        new.instant_access_minutes = Some(300);
        let body = requests().create(&id(ResourceKind::Snapshot, "rg", "s1"), &new).unwrap().body.unwrap();
        assert!(
            body.contains(r#""sku":{"name":"Standard_ZRS"}"#) && body.contains(r#""instantAccessDurationMinutes":300"#)
        );
        assert!(matches!(requests().create(&source, &new), Err(RequestError::Kind(..))));
    }

    #[test]
    fn the_misspelt_version_is_refused_by_name() {
        // X4
        let error = ApiVersion::parse("2022-03-22").unwrap_err();
        assert!(error.to_string().contains("never published"), "{error}");
        for bad in ["", "2025", "2025-1-2", "2025-01-02&x=1", "latest", "2025-01-02-beta"] {
            assert!(matches!(ApiVersion::parse(bad), Err(RequestError::ApiVersion(_))), "{bad}");
        }
        assert!(ApiVersion::parse("2016-04-30-preview").is_ok());
        assert!(ApiVersion::default().at_least("2025-01-02"));
        assert!(!ApiVersion::parse("2024-03-02").unwrap().at_least("2025-01-02"));
    }

    #[test]
    fn ids_that_the_service_cannot_have_given_are_not_sent() {
        let other = ResourceId::parse(&format!(
            "/subscriptions/{SUB}/resourceGroups/g/providers/Microsoft.Storage/storageAccounts/x"
        ));
        assert!(matches!(requests().read(&other.unwrap()), Err(RequestError::Kind(..))));
        let no_guid = ResourceId::new(ResourceKind::Disk, "my-subscription", "g", "d").unwrap();
        assert!(matches!(requests().read(&no_guid), Err(RequestError::Subscription(_))));
        for group in ["g.", "g;x", "g&x", "a b"] {
            assert!(matches!(requests().list(Listed::Disks, SUB, Some(group)), Err(RequestError::Group(_))), "{group}");
        }
        assert!(matches!(requests().list(Listed::Disks, "x/../y", None), Err(RequestError::Subscription(_))));
        assert!(matches!(requests().read(&id(ResourceKind::Disk, "g", "d&x=1")), Err(RequestError::Name(_))));
    }

    proptest! {
        #[test]
        fn no_id_leaves_its_path(group in ".{0,12}", name in r"\PC{0,12}") {
            let Ok(id) = ResourceId::new(ResourceKind::Snapshot, SUB, &group, &name) else { return Ok(()) };
            if let Ok(request) = requests().read(&id) {
                let path = request.url.strip_prefix("https://management.azure.com/").unwrap();
                prop_assert_eq!(path.split('/').count(), 8);
                prop_assert!(path.bytes().all(|b| b.is_ascii_graphic()));
                prop_assert_eq!(path.matches('?').count(), 1);
                prop_assert!(!path.contains("/../") && !path.contains("/./") && !path.contains('#'));
            }
        }
    }
}
