//! Locks: what may not be deleted, and below which scope (U14).

use serde::Deserialize;

use crate::reply::{BadBody, Page, Reply};

/// The largest page of locks that is read; some 40,000 locks.
pub const LARGEST_LOCKS: usize = 16 << 20;

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
        let raw: Raw = reply.json(EXPECTED, LARGEST_LOCKS)?;
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

#[cfg(test)]
mod tests {
    use snap_core::id::ResourceId;

    use super::*;

    const SUB: &str = "/subscriptions/0b1f6471-1bf0-4dda-aec3-cb9272f09590";

    fn page(body: &str) -> Result<LockPage, String> {
        LockPage::read(&Reply { status: 200, headers: &[], body: body.as_bytes() }).map_err(|e| e.to_string())
    }

    #[test]
    fn a_lock_says_what_lies_below_it() {
        let lock = |scope: &str, level: &str| {
            format!(
                r#"{{"id":"{SUB}{scope}/providers/Microsoft.Authorization/locks/keep it","name":"keep it","type":"x","properties":{{"level":"{level}","notes":"n"}}}}"#
            )
        };
        let of_snapshot = "/resourceGroups/RG/providers/Microsoft.Compute/snapshots/S1";
        let body = format!(
            r#"{{"value":[{},{},{}],"nextLink":"https://management.azure.com/next"}}"#,
            lock("", "ReadOnly"),
            lock("/resourcegroups/rg", "CanNotDelete").replace("Microsoft.Authorization", "microsoft.authorization"),
            lock(of_snapshot, "Later"),
        );
        let page = page(&body).unwrap();
        let seen: Vec<_> = page.locks.iter().map(|l| (l.scope.as_str(), l.level.as_str(), l.name.as_str())).collect();
        let (group, snapshot) = (format!("{SUB}/resourcegroups/rg"), format!("{SUB}{of_snapshot}"));
        assert_eq!(
            seen,
            [
                (SUB, "ReadOnly", "keep it"),
                (group.as_str(), "CanNotDelete", "keep it"),
                (snapshot.as_str(), "Later", "keep it")
            ]
        );
        assert_eq!(page.next.as_deref(), Some("https://management.azure.com/next"));
        let id =
            ResourceId::parse(&format!("{SUB}/resourceGroups/rg/providers/Microsoft.Compute/snapshots/s1")).unwrap();
        assert!(page.locks.iter().all(|lock| id.within(&lock.scope)));
    }

    #[test]
    fn the_last_word_of_a_lock_counts() {
        // A lock on a lock's namesake: the scope is all that stands before the last pair.
        let id = format!("{SUB}/providers/Microsoft.Authorization/locks/a/providers/MICROSOFT.Authorization/LOCKS/b");
        let lock = Lock::of(&id, String::new()).unwrap();
        assert_eq!((lock.scope, lock.name.as_str()), (format!("{SUB}/providers/Microsoft.Authorization/locks/a"), "b"));
    }

    #[test]
    fn a_lock_that_cannot_be_placed_spoils_the_page() {
        // Passed over it would be a snapshot that looks free.
        let good = format!(r#"{{"id":"{SUB}/providers/Microsoft.Authorization/locks/a","properties":{{}}}}"#);
        assert_eq!(page(&format!(r#"{{"value":[{good}]}}"#)).unwrap().locks[0].level, "NotSpecified");
        for id in [
            "",
            "a",
            "/providers/Microsoft.Authorization/locks/a",
            "//providers/Microsoft.Authorization/locks/a",
            &format!("{SUB}/providers/Microsoft.Authorization/locks/"),
        ] {
            assert_eq!(
                page(&format!(r#"{{"value":[{good},{{"id":"{id}"}}]}}"#)).unwrap_err(),
                "the reply is not a page of locks: the id of lock 2 does not say what it locks",
                "{id}"
            );
        }
        for (body, found) in [
            ("", "it is empty"),
            (r#"{"value":[{"name":"a"}]}"#, "line 1, column 22"),
            (r#"{"value":[{"id":7}]}"#, "line 1, column 17"),
            (r#"{"value":null}"#, "line 1, column 13"),
            ("{}", "line 1, column 2"),
        ] {
            assert_eq!(page(body).unwrap_err(), format!("the reply is not a page of locks: {found}"), "{body}");
        }
    }
}
