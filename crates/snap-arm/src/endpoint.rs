//! Where requests may go: one origin, and links that provably stay on it.

use std::fmt;
use std::net::{Ipv4Addr, Ipv6Addr};

/// The longest link that is followed. Signed polling links are near 3.2 KB and clients must take 4 KB (A32).
pub const LONGEST_LINK: usize = 16 * 1024;

/// The origin of the management service: scheme, host and port.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Endpoint {
    origin: Origin,
    text: String,
}

/// An absolute URL on the endpoint's origin, kept byte for byte as the service gave it (A32: opaque, never rebuilt).
///
/// Its query may be signed: `Debug` shows the origin and the path only.
#[derive(Clone, PartialEq, Eq)]
pub struct Link(String);

/// Why a text is no endpoint.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{text}` is not an endpoint: {why}; expected an origin such as `https://management.azure.com`")]
pub struct EndpointError {
    text: String,
    why: &'static str,
}

/// A link that is not followed. Shows scheme and host of the link and nothing else: the rest may hold secrets.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("the service gave a link to `{shown}`, which is not followed from `{endpoint}`: {why}")]
pub struct ForeignLink {
    shown: String,
    endpoint: String,
    why: &'static str,
}

/// Scheme, host and port.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Origin {
    pub(crate) https: bool,
    /// Lower-cased; an IPv6 address with its brackets.
    host: String,
    port: u16,
}

impl Endpoint {
    /// Reads an origin: https, or http on loopback. One trailing slash is tolerated, since clouds are listed with it.
    ///
    /// # Errors
    /// Another scheme, plain http beyond this machine, user information, a path, a query, a fragment, or a host or port
    /// that two HTTP clients could read differently.
    pub fn parse(text: &str) -> Result<Self, EndpointError> {
        let fail = |why| EndpointError { text: shown(text), why };
        if text.len() > LONGEST_LINK {
            return Err(fail("it is too long"));
        }
        let bare = text.strip_suffix('/').unwrap_or(text);
        let (origin, rest) = Origin::split(bare).map_err(fail)?;
        if !rest.is_empty() {
            return Err(fail("it has a path, a query or a fragment"));
        }
        if !origin.https && !origin.is_loopback() {
            return Err(fail("plain http is for this machine only (127.0.0.0/8, localhost, [::1])"));
        }
        Ok(Self { text: origin.to_string(), origin })
    }

    /// True when it is on this machine: an emulator.
    pub fn is_loopback(&self) -> bool {
        self.origin.is_loopback()
    }

    /// Scheme, host and port, without a trailing slash and without a default port.
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// Accepts `url` only if it is absolute and scheme, host and port are this endpoint's.
    ///
    /// # Errors
    /// Anything else, and any character that could make another client see another host.
    pub fn link(&self, url: &str) -> Result<Link, ForeignLink> {
        let fail = |why| ForeignLink { shown: shown(url), endpoint: self.text.clone(), why };
        if url.len() > LONGEST_LINK {
            return Err(fail("it is longer than 16 KiB"));
        }
        if url.bytes().any(|b| !b.is_ascii_graphic() || matches!(b, b'\\' | b'#')) {
            return Err(fail("it holds a character that no link of the service has"));
        }
        let (origin, rest) = Origin::split(url).map_err(fail)?;
        if origin != self.origin {
            return Err(fail("scheme, host or port differ"));
        }
        if !rest.starts_with('/') {
            return Err(fail("it has no path"));
        }
        Ok(Link(url.to_owned()))
    }
}

impl fmt::Display for Endpoint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

impl Link {
    /// The whole URL, for sending only.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Link {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let path = self.0.split('?').next().unwrap_or_default();
        f.debug_tuple("Link").field(&path).finish()
    }
}

impl Origin {
    /// Origin and what follows the authority.
    pub(crate) fn split(text: &str) -> Result<(Self, &str), &'static str> {
        let (scheme, after) = text.split_once("://").ok_or("it is not an absolute URL")?;
        let https = match scheme {
            s if s.eq_ignore_ascii_case("https") => true,
            s if s.eq_ignore_ascii_case("http") => false,
            _ => return Err("its scheme is neither https nor http"),
        };
        let end = after.find(['/', '?', '#', '\\']).unwrap_or(after.len());
        let (authority, rest) = after.split_at(end);
        if authority.contains('@') {
            return Err("it carries user information");
        }
        let (host, port) = split_port(authority)?;
        let port = match port {
            None if https => 443,
            None => 80,
            Some(digits) => read_port(digits)?,
        };
        check_host(host)?;
        Ok((Self { https, host: host.to_ascii_lowercase(), port }, rest))
    }

    pub(crate) fn is_loopback(&self) -> bool {
        self.host == "localhost"
            || self.host.parse::<Ipv4Addr>().is_ok_and(|ip| ip.is_loopback())
            || bracketed(&self.host).and_then(|ip| ip.parse::<Ipv6Addr>().ok()).is_some_and(|ip| ip.is_loopback())
    }
}

impl fmt::Display for Origin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (scheme, default) = if self.https { ("https", 443) } else { ("http", 80) };
        write!(f, "{scheme}://{}", self.host)?;
        if self.port == default { Ok(()) } else { write!(f, ":{}", self.port) }
    }
}

fn split_port(authority: &str) -> Result<(&str, Option<&str>), &'static str> {
    let host_end = if authority.starts_with('[') {
        authority.find(']').map(|at| at + 1).ok_or("its host has no closing bracket")?
    } else {
        authority.find(':').unwrap_or(authority.len())
    };
    let (host, port) = authority.split_at(host_end);
    match port.strip_prefix(':') {
        Some(digits) => Ok((host, Some(digits))),
        None if port.is_empty() => Ok((host, None)),
        None => Err("its host is not readable"),
    }
}

fn read_port(digits: &str) -> Result<u16, &'static str> {
    let plain = !digits.is_empty() && !digits.starts_with('0') && digits.bytes().all(|b| b.is_ascii_digit());
    digits.parse().ok().filter(|_| plain).ok_or("its port is not a number from 1 to 65535")
}

fn bracketed(host: &str) -> Option<&str> {
    host.strip_prefix('[')?.strip_suffix(']')
}

/// Only hosts that every URL reader reads alike: plain DNS labels, dotted IPv4, bracketed IPv6.
fn check_host(host: &str) -> Result<(), &'static str> {
    if let Some(inner) = bracketed(host) {
        return inner.parse::<Ipv6Addr>().map(|_| ()).map_err(|_| "its host is not an IPv6 address");
    }
    let mut labels = host.split('.');
    let plain = host.len() <= 253
        && labels.all(|label| {
            !label.is_empty()
                && label.len() <= 63
                && label.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-')
                && !label.starts_with('-')
                && !label.ends_with('-')
        });
    if !plain {
        return Err("its host is empty or holds a character that no host name has");
    }
    // `127.1`, `0x7f000001` and `2130706433` are addresses to some clients and names to others.
    let last = host.rsplit('.').next().unwrap_or_default();
    let numeric =
        last.bytes().all(|b| b.is_ascii_digit()) || last.get(..2).is_some_and(|p| p.eq_ignore_ascii_case("0x"));
    if numeric && host.parse::<Ipv4Addr>().is_err() {
        return Err("its host is a number that is no dotted IPv4 address");
    }
    Ok(())
}

/// Scheme and host of any text, fit to be shown: no user information, no path, no query, no control characters.
pub(crate) fn shown(text: &str) -> String {
    let (scheme, after) = text.split_once("://").unwrap_or(("", text));
    let authority = after.split(['/', '?', '#', '\\']).next().unwrap_or_default();
    let host = authority.rsplit('@').next().unwrap_or_default();
    let clean = |part: &str| -> String {
        part.chars().filter(|c| c.is_ascii_graphic() && !matches!(c, '`' | '<' | '>' | '"')).take(100).collect()
    };
    match clean(scheme) {
        scheme if scheme.is_empty() => clean(host),
        scheme => format!("{scheme}://{}", clean(host)),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn endpoints_are_https_or_loopback() {
        for (text, origin) in [
            ("https://management.azure.com", "https://management.azure.com"),
            ("https://management.azure.com/", "https://management.azure.com"),
            ("HTTPS://Management.USGovCloudApi.net:443", "https://management.usgovcloudapi.net"),
            ("https://127.0.0.1:8443", "https://127.0.0.1:8443"),
            ("http://127.0.0.1:8080", "http://127.0.0.1:8080"),
            ("http://127.8.9.1", "http://127.8.9.1"),
            ("http://localhost:1", "http://localhost:1"),
            ("http://[::1]:65535", "http://[::1]:65535"),
        ] {
            assert_eq!(Endpoint::parse(text).map(|e| e.as_str().to_owned()), Ok(origin.to_owned()), "{text}");
        }
    }

    #[test]
    fn everything_else_is_no_endpoint() {
        for bad in [
            "",
            "management.azure.com",
            "http://management.azure.com",
            "http://127.1",
            "http://2130706433",
            "http://0x7f.0.0.1",
            "http://localhost.example.com",
            "http://[::2]",
            "https://user:pass@management.azure.com",
            "https://management.azure.com//",
            "https://management.azure.com/subscriptions",
            "https://management.azure.com?x=1",
            "https://management.azure.com#x",
            "https://management.azure.com\\@evil.example",
            "https://management.azure.com:",
            "https://management.azure.com:0",
            "https://management.azure.com:0443",
            "https://management.azure.com:65536",
            "https://management.azure.com.",
            "https://man agement.azure.com",
            "https://mänagement.azure.com",
            "https://[::1",
            "https://[::1]x",
            "ftp://management.azure.com",
            "file:///etc/passwd",
        ] {
            assert!(Endpoint::parse(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn a_link_stays_on_the_origin() {
        let azure = Endpoint::parse("https://management.azure.com").unwrap();
        for good in [
            "https://management.azure.com/subscriptions/s?api-version=2025-01-02&t=a%2Fb",
            "HTTPS://MANAGEMENT.AZURE.COM:443/x",
        ] {
            assert_eq!(azure.link(good).unwrap().as_str(), good);
        }
        let local = Endpoint::parse("http://127.0.0.1:8080").unwrap();
        assert!(local.link("http://127.0.0.1:8080/next").is_ok());
        assert!(local.link("http://127.0.0.1/next").is_err());
        assert!(local.link("http://localhost:8080/next").is_err());
        for bad in [
            "/subscriptions/s",
            "//management.azure.com/x",
            "http://management.azure.com/x",
            "https://management.azure.com:8443/x",
            "https://management.azure.com.evil.example/x",
            "https://management.azure.com@evil.example/x",
            "https://evil.example\\@management.azure.com/x",
            "https://management.azure.com\\.evil.example/x",
            "https://management.azure.com?x=1",
            "https://management.azure.com/x y",
            "https://management.azure.com/x\n",
            "https://management.azure.com/\u{202e}x",
            "https://management.azure.com/x#y",
            "https:/management.azure.com/x",
            "javascript:alert(1)",
        ] {
            assert!(azure.link(bad).is_err(), "{bad}");
        }
        assert!(azure.link(&format!("https://management.azure.com/{}", "a".repeat(16 * 1024))).is_err());
        // A32: at least 4 KB must pass.
        assert!(azure.link(&format!("https://management.azure.com/{}", "a".repeat(4 * 1024))).is_ok());
    }

    #[test]
    fn a_refused_link_shows_no_secret() {
        let azure = Endpoint::parse("https://management.azure.com").unwrap();
        let error = azure.link("https://user:pw@evil.example/path/secret?sig=topsecret").unwrap_err();
        assert_eq!(
            error.to_string(),
            "the service gave a link to `https://evil.example`, which is not followed from `https://management.azure.com`: it carries user information"
        );
        let link = azure.link("https://management.azure.com/op?s=topsecret").unwrap();
        assert_eq!(format!("{link:?}"), r#"Link("https://management.azure.com/op")"#);
    }

    proptest! {
        #[test]
        fn an_accepted_link_begins_with_the_origin(url in r"(?i)(https?:)?//[a-z.@:\\/?#\[\]0-9 -]{0,40}") {
            let azure = Endpoint::parse("https://management.azure.com").unwrap();
            if let Ok(link) = azure.link(&url) {
                let lower = link.as_str().to_ascii_lowercase();
                prop_assert!(lower.starts_with("https://management.azure.com/") || lower.starts_with("https://management.azure.com:443/"));
            }
        }

        #[test]
        fn prefixing_and_suffixing_the_host_is_never_accepted(extra in r"[a-z0-9.@:\\-]{1,10}") {
            let azure = Endpoint::parse("https://management.azure.com").unwrap();
            prop_assume!(extra != ":443");
            let after = format!("https://management.azure.com{extra}/x");
            let before = format!("https://{extra}management.azure.com/x");
            prop_assert!(azure.link(&after).is_err());
            prop_assert!(azure.link(&before).is_err());
        }
    }
}
