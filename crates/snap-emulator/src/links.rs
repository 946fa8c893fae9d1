//! Open links to disks and snapshots: which there are, and when they end (L3, A57, G6).

use jiff::Timestamp;
use serde_json::json;

use crate::emulator::Emulator;
use crate::ids::IdSource;
use crate::state::State;
use crate::stored::{Key, Stored};

/// The service version that links are signed for; requests without `x-ms-version` are read by it.
pub(crate) const SIGNED_VERSION: &str = "2018-03-28";

/// The name every linked blob has (G6).
pub(crate) const BLOB: &str = "abcd";

/// A link that is open, or about to be.
#[derive(Clone, Debug)]
pub(crate) struct Link {
    pub(crate) key: Key,
    /// Name of the account, `md-…`: what a link is found by.
    pub(crate) account: String,
    pub(crate) container: String,
    policy: String,
    signature: String,
    /// It can be used from here on.
    pub(crate) opens: Timestamp,
    /// And no longer from here on.
    pub(crate) until: Timestamp,
    /// Where its account lies.
    base: String,
}

impl Link {
    pub(crate) fn new(ids: &mut IdSource, key: Key, base: &str, (opens, until): (Timestamp, Timestamp)) -> Self {
        let mut word = || ids.guid().chars().filter(char::is_ascii_alphanumeric).take(12).collect::<String>();
        let (account, container) = (format!("md-{}", word()), word());
        let signature = format!("{}=", ids.opaque(43));
        Self { key, account, container, policy: ids.guid(), signature, opens, until, base: base.to_owned() }
    }

    /// The whole secret.
    pub(crate) fn address(&self) -> String {
        let query: Vec<String> = self.members().iter().map(|(name, value)| format!("{name}={value}")).collect();
        let query = query.join("&").replacen(&self.signature, &self.signature.replace('=', "%3D"), 1);
        format!("{}/{}/{}/{BLOB}?{query}", self.base, self.account, self.container)
    }

    /// The members of the query that must come back as they were given, unescaped.
    pub(crate) fn members(&self) -> [(&'static str, &str); 4] {
        [("sv", SIGNED_VERSION), ("sr", "b"), ("si", &self.policy), ("sig", &self.signature)]
    }
}

impl Emulator {
    /// Ids of everything that has a link at `now`, or is about to get one; in order.
    pub fn open_links(&mut self, now: Timestamp) -> Vec<String> {
        self.state.settle(now);
        let linked = self.state.resources.values().filter(|stored| self.state.is_linked(stored));
        linked.map(|stored| stored.place.id()).collect()
    }
}

impl State {
    /// The link to a resource.
    pub(crate) fn link_to(&self, key: &Key) -> Option<&Link> {
        self.links.values().find(|link| link.key == *key)
    }

    /// Whether a resource has a link, one being opened or one planted included.
    pub(crate) fn is_linked(&self, stored: &Stored) -> bool {
        stored.text("diskState") == Some("ActiveSAS") || self.link_to(&Key::of(&stored.place)).is_some()
    }

    /// Lets a resource show that it has a link.
    pub(crate) fn show_link(&mut self, key: &Key) {
        if let Some(stored) = self.resources.get_mut(key) {
            stored.set_property("diskState", json!("ActiveSAS"));
        }
    }

    /// Closes the link to a resource.
    pub(crate) fn close_link(&mut self, key: &Key) {
        self.links.retain(|_, link| link.key != *key);
        if let Some(stored) = self.resources.get_mut(key)
            && stored.text("diskState") == Some("ActiveSAS")
        {
            stored.set_property("diskState", json!("Unattached"));
        }
    }

    /// Closes what has ended by `now`.
    pub(crate) fn close_ended_links(&mut self, now: Timestamp) {
        let ended: Vec<Key> =
            self.links.values().filter(|link| link.until <= now).map(|link| link.key.clone()).collect();
        ended.iter().for_each(|key| self.close_link(key));
    }
}
