//! What went wrong with one request, ready to be told in an item.

use snap_arm::endpoint::Endpoint;
use snap_arm::error::ServiceError;
use snap_arm::reply::Reply;

use crate::contract::{Item, ItemKind, Lost};

/// Why something failed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Trouble {
    pub(crate) code: String,
    pub(crate) message: String,
    pub(crate) status: Option<u16>,
    pub(crate) request_id: Option<String>,
    pub(crate) correlation_id: Option<String>,
}

impl Trouble {
    pub(crate) fn new(code: &str, message: impl Into<String>) -> Self {
        Self { code: code.to_owned(), message: message.into(), status: None, request_id: None, correlation_id: None }
    }

    /// A reply that is no success: the service's own code and words, both request ids kept (A76).
    pub(crate) fn of_reply(reply: &Reply<'_>) -> Self {
        if (300..400).contains(&reply.status) {
            return Self::about(
                reply,
                "redirect",
                format!(
                    "The service answered with a redirect (status {}), which is never followed: the token must not travel to another address.",
                    reply.status
                ),
            );
        }
        Self::of_service(ServiceError::read(reply))
    }

    pub(crate) fn of_service(error: ServiceError) -> Self {
        let mut message = error.message;
        for detail in error.details.iter().take(3) {
            let head: Vec<&str> = [detail.code.as_deref(), detail.target.as_deref()].into_iter().flatten().collect();
            let words = detail.message.as_deref().unwrap_or_default();
            let text = [head.join(" "), words.to_owned()].into_iter().filter(|t| !t.is_empty()).collect::<Vec<_>>();
            if !text.is_empty() {
                message.push_str(&format!(" ({})", text.join(": ")));
            }
        }
        Self {
            code: error.code,
            message,
            status: Some(error.status),
            request_id: error.request_id,
            correlation_id: error.correlation_id,
        }
    }

    /// A reply with a success status that cannot be used.
    pub(crate) fn bad_reply(reply: &Reply<'_>, why: impl std::fmt::Display) -> Self {
        Self::about(reply, "bad_reply", format!("The service answered with status {}, but {why}.", reply.status))
    }

    /// `code` of ours about a reply: its status and ids stay with it.
    pub(crate) fn about(reply: &Reply<'_>, code: &str, message: impl Into<String>) -> Self {
        Self {
            status: Some(reply.status),
            request_id: reply.request_id(),
            correlation_id: reply.correlation_id(),
            ..Self::new(code, message)
        }
    }

    /// No reply came from `endpoint`.
    pub(crate) fn of_lost(lost: Lost, endpoint: &Endpoint) -> Self {
        let (code, message) = match lost {
            Lost::NotSent => {
                return Self::new(
                    "connection_failed",
                    format!("No connection to {} could be made.", endpoint.as_str()),
                );
            }
            Lost::Timeout => ("timeout", "The service did not answer in time."),
            Lost::Cut => ("connection_cut", "The connection broke off before the whole reply had come."),
            Lost::Tls => {
                ("tls_failed", "No trusted connection could be made: the TLS handshake or the certificate failed.")
            }
            Lost::TooLarge => ("reply_too_large", "The reply is larger than the host takes."),
            Lost::Other => ("no_reply", "The request ended without a reply."),
        };
        Self::new(code, message)
    }

    /// The item that tells it.
    pub(crate) fn into_item(self, kind: ItemKind, target: &str) -> Item {
        Item {
            code: Some(self.code),
            message: Some(self.message),
            status: self.status,
            request_id: self.request_id,
            correlation_id: self.correlation_id,
            ..Item::bare(kind, target)
        }
    }
}
