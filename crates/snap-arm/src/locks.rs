//! Locks: what may not be deleted, and below which scope (U14).

use serde::Deserialize;

use crate::reply::{BadBody, Page, Reply};

/// What stands between a lock's scope and its name.
const BETWEEN: &str = "/providers/microsoft.authorization/locks/";

/// One lock.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Lock {
    /// The id of what is locked, with all that lies below it: a subscription, a group or a resource. In its own casing;
    /// [`ResourceId::within`](snap_core::id::ResourceId::within) compares.
    pub scope: String,
    /// `CanNotDelete` and `ReadOnly` forbid deleting; other words are kept as they came.
    pub level: String,
    /// What the person who set it called it.
    pub name: String,
}

/// One page of a list of locks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LockPage {
    /// In the page's order.
    pub locks: Vec<Lock>,
    /// The next page's link as it came; `None` ends the list.
    pub next: Option<String>,
}

impl LockPage {
    /// Reads `{"value": […], "nextLink": …}`.
    ///
    /// # Errors
    /// When the body is not that, or when one lock does not say what it locks: a lock that is passed over is a resource
    /// that looks free.
    pub fn read(reply: &Reply<'_>) -> Result<Self, BadBody> {
        #[derive(Deserialize)]
        #[serde(rename_all = "camelCase")]
        struct Raw {
            value: Vec<RawLock>,
            #[serde(default)]
            next_link: Option<String>,
        }
        #[derive(Deserialize)]
        struct RawLock {
            id: String,
            #[serde(default)]
            properties: Properties,
        }
        #[derive(Deserialize, Default)]
        struct Properties {
            #[serde(default)]
            level: Option<String>,
        }
        const EXPECTED: &str = "a page of locks";
        let raw: Raw = reply.json(EXPECTED)?;
        let locks = raw.value.into_iter().enumerate().map(|(at, lock)| {
            let level = lock.properties.level.unwrap_or_else(|| "NotSpecified".to_owned());
            Lock::of(&lock.id, level).ok_or_else(|| {
                BadBody::of(reply, EXPECTED, format_args!("the id of lock {} does not say what it locks", at + 1))
            })
        });
        Ok(Self { locks: locks.collect::<Result<_, _>>()?, next: Page::next(raw.next_link) })
    }
}

impl Lock {
    /// `None` where the id is none of a lock.
    fn of(id: &str, level: String) -> Option<Self> {
        // Only ASCII is folded, so that places in both texts are the same. The last one: a scope may itself be a provider's.
        let at = id.to_ascii_lowercase().rfind(BETWEEN)?;
        let (scope, rest) = id.split_at_checked(at)?;
        let name = rest.get(BETWEEN.len()..).filter(|name| !name.is_empty())?;
        (!scope.trim_matches('/').is_empty()).then(|| Self { scope: scope.to_owned(), level, name: name.to_owned() })
    }
}
