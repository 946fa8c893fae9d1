//! What is true: every snapshot that ever was, when it came and went, and who made it.

use std::collections::BTreeMap;

use jiff::Timestamp;
use serde_json::Value;

/// A host and the number of its process.
pub(super) type Author = (usize, usize);

/// One incarnation of a snapshot.
#[derive(Debug, Clone)]
pub(super) struct Life {
    pub(super) unique: String,
    /// The source's id and unique id, in lower case.
    pub(super) source: String,
    pub(super) source_unique: String,
    pub(super) incremental: bool,
    /// `CopyStart`.
    pub(super) copy: bool,
    pub(super) location: String,
    pub(super) tags: BTreeMap<String, String>,
    /// `timeCreated`.
    pub(super) created: Timestamp,
    /// When it came to the service, in milliseconds of the run; `i64::MIN` for what was there.
    pub(super) from: i64,
    /// When it went.
    pub(super) until: Option<i64>,
    pub(super) by: Option<Author>,
}

impl Life {
    fn read(body: &Value, from: i64, by: Option<Author>) -> Self {
        let properties = &body["properties"];
        let creation = &properties["creationData"];
        let lower = |value: &Value| value.as_str().unwrap_or_default().to_lowercase();
        let tags = body["tags"].as_object().into_iter().flatten();
        Self {
            unique: lower(&properties["uniqueId"]),
            source: lower(&creation["sourceResourceId"]),
            source_unique: lower(&creation["sourceUniqueId"]),
            incremental: properties["incremental"] == true,
            copy: creation["createOption"] == "CopyStart",
            location: lower(&body["location"]),
            tags: tags
                .map(|(name, value)| (name.to_lowercase(), value.as_str().unwrap_or_default().to_owned()))
                .collect(),
            created: properties["timeCreated"].as_str().and_then(|text| text.parse().ok()).unwrap_or(Timestamp::MIN),
            from,
            until: None,
            by,
        }
    }

    /// Whether it was there at that millisecond.
    pub(super) fn at(&self, now: i64) -> bool {
        self.from <= now && self.until.is_none_or(|until| now < until)
    }

    /// Policy or call, and slot, as its tags tell them.
    pub(super) fn key(&self) -> Option<(String, String, Timestamp)> {
        let (kind, owner) =
            ["snapline-policy", "snapline-call"].iter().find_map(|tag| Some((*tag, self.tags.get(*tag)?)))?;
        let slot = self.tags.get("snapline-slot")?.parse().ok()?;
        Some((kind.to_owned(), owner.clone(), slot))
    }
}

/// All of them, by id in lower case, oldest first.
#[derive(Debug, Clone, Default)]
pub(super) struct Ledger {
    lives: BTreeMap<String, Vec<Life>>,
}

impl Ledger {
    /// Everything that a dump of the emulator holds.
    pub(super) fn of(dump: &Value) -> Self {
        let mut ledger = Self::default();
        for body in dump["snapshots"].as_array().into_iter().flatten() {
            ledger.add(body, i64::MIN, None);
        }
        ledger
    }

    pub(super) fn add(&mut self, body: &Value, from: i64, by: Option<Author>) {
        let id = body["id"].as_str().unwrap_or_default().to_lowercase();
        self.lives.entry(id).or_default().push(Life::read(body, from, by));
    }

    /// Every life with its id.
    pub(super) fn all(&self) -> impl Iterator<Item = (&String, &Life)> {
        self.lives.iter().flat_map(|(id, lives)| lives.iter().map(move |life| (id, life)))
    }

    /// The last life under an id, when it has not ended.
    pub(super) fn alive(&self, id: &str) -> Option<&Life> {
        self.lives.get(id)?.last().filter(|life| life.until.is_none())
    }

    /// Whether there ever was one of that id.
    pub(super) fn ever(&self, id: &str) -> bool {
        self.lives.contains_key(id)
    }

    /// Ends the life under an id.
    pub(super) fn end(&mut self, id: &str, now: i64) {
        if let Some(life) = self.lives.get_mut(id).and_then(|lives| lives.last_mut()) {
            life.until.get_or_insert(now);
        }
    }
}
