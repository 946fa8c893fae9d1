//! All pages of one list: snapshots, disks, locks, or a Resource Graph query.

use std::collections::BTreeSet;

use sha2::{Digest, Sha256};
use snap_arm::graph::GraphPage;
use snap_arm::locks::LockPage;
use snap_arm::reply::{Page, Reply};
use snap_arm::request::{Listed, Request, RequestError, Requests};
use snap_core::guard::Lock;

use crate::contract::Step;
use crate::engine::Engine;
use crate::trouble::Trouble;

/// More pages than any list has: 75,000 snapshots a region (L4), a page holding many.
pub(crate) const MOST_PAGES: u64 = 100_000;

/// More disks or snapshots than are read of one list: what is kept of them must fit into memory.
pub(crate) const MOST_ITEMS: u64 = 2_000_000;

/// What is listed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Source {
    /// Of a subscription, or of one of its groups (A24, A25, A28).
    Resources { listed: Listed, subscription: String, group: Option<String> },
    /// Of a subscription and everything in it (U14).
    Locks { subscription: String },
    /// One kind of resource over many subscriptions, some minutes behind.
    Graph { listed: Listed, subscriptions: Vec<String> },
}

/// A list that is being read.
#[derive(Debug)]
pub(crate) struct Pages {
    pub(crate) source: Source,
    page: u64,
    seen: BTreeSet<[u8; 32]>,
    read: u64,
    /// What was found, for [`Source::Locks`].
    pub(crate) locks: Vec<Lock>,
}

/// What came of a page.
#[derive(Debug)]
pub(crate) struct Turn {
    /// The page itself was good, whatever its successor is.
    pub(crate) page_read: bool,
    /// The next page, when there is one.
    pub(crate) next: Result<Option<Request>, Trouble>,
}

/// What a page says of the next one.
enum Next {
    None,
    Link(String),
    Token(String),
    /// There is more, and no way to it.
    Lost,
}

impl Source {
    /// The first page.
    pub(crate) fn first(&self, requests: &Requests) -> Result<Request, RequestError> {
        match self {
            Self::Resources { listed, subscription, group } => requests.list(*listed, subscription, group.as_deref()),
            Self::Locks { subscription } => requests.locks(subscription),
            Self::Graph { listed, subscriptions } => requests.graph(subscriptions, &query(*listed), None),
        }
    }

    /// What errors are about.
    pub(crate) fn scope(&self) -> String {
        match self {
            Self::Resources { subscription, group: Some(group), .. } => {
                format!("/subscriptions/{subscription}/resourceGroups/{group}")
            }
            Self::Resources { subscription, .. } | Self::Locks { subscription } => {
                format!("/subscriptions/{subscription}")
            }
            Self::Graph { subscriptions, .. } => match &subscriptions[..] {
                [one] => format!("/subscriptions/{one}"),
                many => format!("{} subscriptions", many.len()),
            },
        }
    }

    /// The plural, in lower case.
    pub(crate) fn word(&self) -> &'static str {
        match self {
            Self::Resources { listed, .. } | Self::Graph { listed, .. } => listed.word(),
            Self::Locks { .. } => "locks",
        }
    }

    fn title(&self) -> &'static str {
        match self {
            Self::Resources { listed: Listed::Disks, .. } | Self::Graph { listed: Listed::Disks, .. } => "Disks",
            Self::Resources { .. } | Self::Graph { .. } => "Snapshots",
            Self::Locks { .. } => "Locks",
        }
    }
}

/// Rows keep their order between pages only when it is fixed; all members are wanted.
fn query(listed: Listed) -> String {
    format!("resources | where type =~ 'microsoft.compute/{}' | order by id asc", listed.word())
}

impl Pages {
    pub(crate) fn new(source: Source) -> Self {
        Self { source, page: 1, seen: BTreeSet::new(), read: 0, locks: Vec::new() }
    }

    /// The name of the page whose reply is at hand.
    pub(crate) fn name(&self) -> String {
        format!("{} page {}", self.source.word(), self.page)
    }

    /// Takes a page and tells it; the request for the next one, when there is one.
    pub(crate) fn replied(&mut self, id: u64, reply: &Reply<'_>, engine: &mut Engine) -> Turn {
        let (count, next) = match self.read(reply) {
            Ok(read) => read,
            Err(trouble) => return Turn { page_read: false, next: Err(trouble) },
        };
        if !matches!(self.source, Source::Locks { .. }) {
            engine.tell(Step::Document { id, name: self.name() });
        }
        engine.counted.pages += 1;
        self.read = self.read.saturating_add(count);
        engine.tell(Step::Progress {
            target: None,
            text: format!("{}: {} read, page {}.", self.source.title(), self.read, self.page),
            percent: None,
            seconds_left: None,
            done: self.read,
            of: None,
        });
        Turn { page_read: true, next: self.go_on(&next, reply, engine) }
    }

    /// How many the page holds, and what it says of the next one.
    fn read(&mut self, reply: &Reply<'_>) -> Result<(u64, Next), Trouble> {
        if reply.status != 200 {
            return Err(refused(reply));
        }
        let (count, next) = match &self.source {
            Source::Graph { .. } => {
                let page = GraphPage::read(reply).map_err(|e| Trouble::bad_reply(reply, e))?;
                let next = match page.skip_token {
                    Some(token) => Next::Token(token),
                    None if page.truncated => Next::Lost,
                    None => Next::None,
                };
                (page.count, next)
            }
            Source::Locks { .. } => {
                let page = LockPage::read(reply).map_err(|e| Trouble::bad_reply(reply, e))?;
                let count = page.locks.len();
                self.locks.extend(page.locks.into_iter().map(|lock| Lock { scope: lock.scope, name: lock.name }));
                (count, page.next.map_or(Next::None, Next::Link))
            }
            Source::Resources { .. } => {
                let page = Page::read(reply).map_err(|e| Trouble::bad_reply(reply, e))?;
                (page.count, page.next.map_or(Next::None, Next::Link))
            }
        };
        Ok((u64::try_from(count).unwrap_or(u64::MAX), next))
    }

    fn go_on(&mut self, next: &Next, reply: &Reply<'_>, engine: &Engine) -> Result<Option<Request>, Trouble> {
        let word = self.source.word();
        let (mark, request) = match (next, &self.source) {
            (Next::Link(url), _) => {
                let link = engine.requests.endpoint().link(url);
                let link = link.map_err(|e| Trouble::about(reply, "foreign_link", sentence(&e)))?;
                (link.as_str().to_owned(), engine.requests.follow(&link))
            }
            (Next::Token(token), Source::Graph { listed, subscriptions }) => {
                let request = engine.requests.graph(subscriptions, &query(*listed), Some(token));
                (token.clone(), request.map_err(|e| Trouble::bad_reply(reply, e))?)
            }
            (Next::Lost, _) => {
                let message = "The answer was cut short and says no way to read on.";
                return Err(Trouble::about(reply, "result_truncated", message));
            }
            _ => return Ok(None),
        };
        if !self.seen.insert(Sha256::digest(mark).into()) {
            let message = format!("Page {} of the {word} leads back to a page that was read already.", self.page);
            return Err(Trouble::about(reply, "next_link_loop", message));
        }
        if self.read > MOST_ITEMS {
            let message = format!("The {word} are more than {MOST_ITEMS}. List one resource group at a time.");
            return Err(Trouble::about(reply, "too_many_items", message));
        }
        if self.page >= MOST_PAGES {
            let message = format!("The {word} have more than {MOST_PAGES} pages; no list has that many.");
            return Err(Trouble::about(reply, "too_many_pages", message));
        }
        self.page += 1;
        Ok(Some(request))
    }
}

/// A status other than the one that was hoped for; another success is no success here.
pub(crate) fn refused(reply: &Reply<'_>) -> Trouble {
    if (200..300).contains(&reply.status) {
        return Trouble::bad_reply(reply, "a read is answered with 200");
    }
    Trouble::of_reply(reply)
}

/// An error's words as a sentence for a person.
pub(crate) fn sentence(error: &impl std::fmt::Display) -> String {
    let text = error.to_string();
    let mut chars = text.chars();
    let first: String = chars.next().into_iter().flat_map(char::to_uppercase).collect();
    format!("{first}{}.", chars.as_str())
}
