//! Intent to request: method, URL, headers and body of the calls of section 6.2 of the fact sheet.

mod bodies;
mod check;
mod version;

#[cfg(test)]
mod tests;

use std::fmt;

use percent_encoding::utf8_percent_encode;
use snap_core::id::{ResourceId, ResourceKind};

use crate::endpoint::{Endpoint, Link, shown};

pub use self::bodies::{FileFormat, NewCopy, NewSnapshot};
pub use self::check::{RequestError, check_group, check_id, check_subscription};
pub use self::version::ApiVersion;

/// The version of `Microsoft.Authorization/locks`: stable since 2020.
const LOCKS_VERSION: &str = "2020-05-01";
/// The version of Resource Graph's query call.
const GRAPH_VERSION: &str = "2024-04-01";

/// The methods in use.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Method {
    /// Reads.
    Get,
    /// Creates or replaces (A20, A37).
    Put,
    /// Acts (A26, A27), or asks what is too long for a URL.
    Post,
    /// Deletes (A23).
    Delete,
}

impl Method {
    /// As it stands in a request line.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Get => "GET",
            Self::Put => "PUT",
            Self::Post => "POST",
            Self::Delete => "DELETE",
        }
    }
}

/// Whose authorisation a request carries.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Auth {
    /// The host's token: for the endpoint and nothing else.
    Arm,
    /// None: the address itself is the authorisation (G6), so a token sent along would be given away.
    None,
}

/// One request, without a token: the host adds that where `auth` says so.
///
/// `Debug` shows neither queries nor header values nor bodies, and of an address without a token only its origin: any of them may be a secret (A32, G6).
#[derive(Clone, PartialEq, Eq)]
pub struct Request {
    /// The method.
    pub method: Method,
    /// Absolute; its query may be signed, so it is for sending and not for showing.
    pub url: String,
    /// Lower-cased names.
    pub headers: Vec<(String, String)>,
    /// JSON text.
    pub body: Option<String>,
    /// Whether the host adds its token.
    pub auth: Auth,
    /// True when sending it twice does no more than sending it once, so that it may be repeated without a look (A74):
    /// reads, whatever their method. Never a write (A37), nor a grant: each one opens another link (L3).
    pub repeatable: bool,
}

impl fmt::Debug for Request {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let url = match self.auth {
            Auth::Arm => self.url.split('?').next().unwrap_or_default().to_owned(),
            Auth::None => shown(&self.url),
        };
        let names: Vec<&str> = self.headers.iter().map(|(name, _)| name.as_str()).collect();
        f.debug_struct("Request")
            .field("method", &self.method)
            .field("url", &url)
            .field("headers", &names)
            .field("body_bytes", &self.body.as_ref().map(String::len))
            .field("auth", &self.auth)
            .field("repeatable", &self.repeatable)
            .finish()
    }
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

    /// For the same endpoint at another version: deleting reads at 2026-03-02 (A13).
    #[must_use]
    pub fn at(&self, version: ApiVersion) -> Self {
        Self { endpoint: self.endpoint.clone(), version }
    }

    /// The origin all requests go to.
    pub fn endpoint(&self) -> &Endpoint {
        &self.endpoint
    }

    /// The version of all calls to Compute.
    pub fn version(&self) -> &ApiVersion {
        &self.version
    }

    /// GET of one disk or snapshot (A22, A28).
    ///
    /// # Errors
    /// See [`check_id`].
    pub fn read(&self, id: &ResourceId) -> Result<Request, RequestError> {
        Ok(read_of(self.url(&path_of(id)?)))
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
            path.extend(utf8_percent_encode(group, check::SEGMENT));
        }
        Ok(read_of(self.url(&format!("{path}/providers/Microsoft.Compute/{}", of.word()))))
    }

    /// GET of the first page of all locks in a subscription: its own, its groups' and its resources' (U14).
    ///
    /// # Errors
    /// A subscription that could not be one.
    pub fn locks(&self, subscription: &str) -> Result<Request, RequestError> {
        check_subscription(subscription)?;
        let path = format!("/subscriptions/{subscription}/providers/Microsoft.Authorization/locks");
        Ok(read_of(self.url_at(&path, LOCKS_VERSION)))
    }

    /// GET of a link the service gave, untouched.
    pub fn follow(&self, link: &Link) -> Request {
        read_of(link.as_str().to_owned())
    }

    /// POST of a Resource Graph query over `subscriptions`, 1,000 rows a page as objects. `skip_token` is the last page's,
    /// with the same query; the service pages only queries whose rows keep their `id`, in an order that is fixed by it.
    ///
    /// # Errors
    /// No subscription (the service would take that for every one there is), or one that could not be one.
    pub fn graph(
        &self,
        subscriptions: &[impl AsRef<str>],
        query: &str,
        skip_token: Option<&str>,
    ) -> Result<Request, RequestError> {
        let subscriptions: Vec<&str> = subscriptions.iter().map(AsRef::as_ref).collect();
        if subscriptions.is_empty() {
            return Err(RequestError::NoSubscriptions);
        }
        subscriptions.iter().try_for_each(|subscription| check_subscription(subscription))?;
        let url = self.url_at("/providers/Microsoft.ResourceGraph/resources", GRAPH_VERSION);
        let body = bodies::graph(&subscriptions, query, skip_token);
        Ok(Request { repeatable: true, ..to_arm(Method::Post, url, Some(body)) })
    }

    /// PUT of an incremental snapshot (A20). On a used name this would be an update: GET first (A37).
    ///
    /// # Errors
    /// See [`check_id`].
    pub fn create(&self, id: &ResourceId, new: &NewSnapshot<'_>) -> Result<Request, RequestError> {
        let path = snapshot_path(id)?;
        check_id(new.source)?;
        Ok(to_arm(Method::Put, self.url(&path), Some(bodies::create(new))))
    }

    /// PUT of a copy of an incremental snapshot in another region or subscription (C1). GET first (A37).
    ///
    /// # Errors
    /// See [`check_id`]; both ids must be snapshots'. An api-version older than 2021-04-01 (A8, X5), or than 2023-10-02
    /// with `enhanced` (A11).
    pub fn copy(&self, id: &ResourceId, new: &NewCopy<'_>) -> Result<Request, RequestError> {
        let path = snapshot_path(id)?;
        snapshot_path(new.source)?;
        self.since("2021-04-01", "copying incremental snapshots (`CopyStart`)")?;
        if new.enhanced {
            self.since("2023-10-02", "the enhanced copy speed")?;
        }
        Ok(to_arm(Method::Put, self.url(&path), Some(bodies::copy(new))))
    }

    /// DELETE of a snapshot (A23). Nothing else can be deleted through this.
    ///
    /// # Errors
    /// See [`check_id`]; anything but a snapshot.
    pub fn delete(&self, id: &ResourceId) -> Result<Request, RequestError> {
        Ok(to_arm(Method::Delete, self.url(&snapshot_path(id)?), None))
    }

    /// POST that opens read access to a snapshot for `seconds` (A26). `format` only where the default will not do (R16).
    ///
    /// # Errors
    /// See [`check_id`]; anything but a snapshot, a time that is no positive 32-bit number, and an api-version older than
    /// 2023-01-02 with `format` (A11).
    pub fn grant(&self, id: &ResourceId, seconds: u32, format: Option<FileFormat>) -> Result<Request, RequestError> {
        let path = snapshot_path(id)?;
        if seconds == 0 || i32::try_from(seconds).is_err() {
            return Err(RequestError::Seconds(seconds));
        }
        if format.is_some() {
            self.since("2023-01-02", "choosing the file format of an export")?;
        }
        let url = self.url(&format!("{path}/beginGetAccess"));
        Ok(to_arm(Method::Post, url, Some(bodies::grant(seconds, format))))
    }

    /// POST that closes every access link to a snapshot (A27).
    ///
    /// # Errors
    /// See [`check_id`]; anything but a snapshot.
    pub fn revoke(&self, id: &ResourceId) -> Result<Request, RequestError> {
        let url = self.url(&format!("{}/endGetAccess", snapshot_path(id)?));
        Ok(to_arm(Method::Post, url, None))
    }

    fn url(&self, path: &str) -> String {
        self.url_at(path, self.version.as_str())
    }

    fn url_at(&self, path: &str, version: &str) -> String {
        format!("{}{path}?api-version={version}", self.endpoint)
    }

    fn since(&self, date: &'static str, what: &'static str) -> Result<(), RequestError> {
        if self.version.at_least(date) {
            return Ok(());
        }
        Err(RequestError::TooOld { version: self.version.as_str().to_owned(), what, since: date })
    }
}

fn read_of(url: String) -> Request {
    Request { repeatable: true, ..to_arm(Method::Get, url, None) }
}

fn to_arm(method: Method, url: String, body: Option<String>) -> Request {
    let header = |name: &str| (name.to_owned(), "application/json".to_owned());
    let names = ["accept"].into_iter().chain(body.is_some().then_some("content-type"));
    Request { method, url, headers: names.map(header).collect(), body, auth: Auth::Arm, repeatable: false }
}

fn snapshot_path(id: &ResourceId) -> Result<String, RequestError> {
    if id.kind() != ResourceKind::Snapshot {
        return Err(RequestError::Kind(id.as_str().chars().take(200).collect(), "snapshot"));
    }
    path_of(id)
}

fn path_of(id: &ResourceId) -> Result<String, RequestError> {
    check_id(id)?;
    let group = utf8_percent_encode(id.group(), check::SEGMENT);
    let name = utf8_percent_encode(id.name(), check::SEGMENT);
    let word = id.kind().word().unwrap_or_default();
    Ok(format!("/subscriptions/{}/resourceGroups/{group}/providers/Microsoft.Compute/{word}/{name}", id.subscription()))
}
