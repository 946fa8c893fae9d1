//! What is read of one subscription before anything of it is deleted: its locks, disks and snapshots.
//!
//! Read at the version that shows immutability (A13); where the service does not know it, at the one given. Deleting goes by
//! whole lists only: what was not read may be the source of a copy, or the reason to keep something.

use snap_arm::request::{ApiVersion, Listed, Requests};
use snap_core::guard::Lock;
use snap_core::instant::Instant;
use snap_core::inventory::Inventory;

use crate::contract::FlowError;
use crate::engine::{Engine, Outcome};
use crate::pages::Source;
use crate::survey::{Survey, Want};
use crate::trouble::Trouble;

/// How many tasks the survey of one area has.
const READINGS: usize = 3;

/// How the service says that it does not know an api-version.
const UNKNOWN_VERSION: [&str; 3] = ["InvalidApiVersionParameter", "NoRegisteredProviderFound", "InvalidResourceType"];

/// One subscription.
#[derive(Debug)]
pub(super) struct Area {
    /// In lower case.
    pub(super) subscription: String,
    /// At the version that it is read at.
    pub(super) requests: Requests,
    survey: Survey,
    first_task: usize,
    /// Something of it was named; else it is only read for what the others need.
    named: bool,
}

impl Area {
    /// The `at`-th area, of which something was `named`, or nothing; `given` is at the version that was asked for.
    pub(super) fn new(at: usize, subscription: &str, named: bool, given: &Requests) -> Result<Self, FlowError> {
        let newer = ApiVersion::immutability();
        let requests = if given.version().at_least(newer.as_str()) { given.clone() } else { given.at(newer) };
        let first_task = at * READINGS;
        let survey = survey(subscription, named, &requests)?.numbered_from(first_task);
        Ok(Self { subscription: subscription.to_owned(), requests, survey, first_task, named })
    }

    /// Which area a task belongs to.
    pub(super) fn of_task(task: usize) -> usize {
        task / READINGS
    }

    pub(super) fn begin(&mut self, engine: &mut Engine) {
        self.survey.begin(engine);
    }

    pub(super) fn ended(&mut self, task: usize, outcome: Outcome<'_>, engine: &mut Engine) {
        self.survey.ended(task, outcome, engine);
        if !self.survey.is_over() {
            return;
        }
        let given = engine.requests.version();
        if self.requests.version() != given && self.version_is_unknown() && !engine.time_is_up() {
            self.read_as_given(engine);
        } else if self.locks_refused() {
            let message = format!(
                "the locks of subscription `{}` cannot be listed: what is locked is only known when the service refuses to delete it (U14)",
                self.subscription
            );
            engine.warn("locks_not_checked", message, Some(&self.scope()));
        }
    }

    pub(super) fn is_over(&self) -> bool {
        self.survey.is_over()
    }

    /// What was read of it is not older.
    pub(super) fn began_at(&self) -> Option<Instant> {
        self.survey.began_at
    }

    /// That `what_stays` is not deleted, because it was not read whole.
    pub(super) fn trouble(&self, what_stays: &str) -> Option<Trouble> {
        let (what, trouble) = self.not_whole()?;
        let message = format!(
            "The {what} of subscription `{}` were not read whole, so {what_stays} is deleted ({}: {}).",
            self.subscription,
            trouble.code,
            trouble.message.trim_end_matches('.')
        );
        Some(Trouble { code: "not_read_whole".to_owned(), message, ..trouble })
    }

    fn not_whole(&self) -> Option<(&'static str, Trouble)> {
        if let Some(trouble) = self.survey.list_trouble(|s| matches!(s, Source::Resources { .. })) {
            Some(("disks and snapshots", trouble.clone()))
        } else if self.survey.unread > 0 {
            let message = format!("{} of them cannot be read.", self.survey.unread);
            Some(("disks and snapshots", Trouble::new("bad_reply", message)))
        } else {
            let trouble = self.lock_trouble().filter(|_| !self.locks_refused());
            trouble.map(|trouble| ("locks", trouble.clone()))
        }
    }

    /// Hands over what was read.
    pub(super) fn pour(&mut self, inventory: &mut Inventory) -> Vec<Lock> {
        let read = std::mem::take(&mut self.survey.inventory);
        read.disks.into_values().for_each(|disk| {
            inventory.add_disk(*disk);
        });
        read.snapshots.into_values().for_each(|snapshot| {
            inventory.add_snapshot(*snapshot);
        });
        for (key, members) in read.conflicts {
            inventory.conflicts.entry(key).or_default().extend(members);
        }
        if self.not_whole().is_none() {
            inventory.disks_complete(&self.subscription);
        }
        self.survey.locks()
    }

    fn read_as_given(&mut self, engine: &mut Engine) {
        let message = format!(
            "the service does not know api-version {}, which shows immutability policies: they are only known when it refuses to delete (M3)",
            self.requests.version().as_str()
        );
        engine.warn("immutability_not_checked", message, Some(&self.scope()));
        self.requests = engine.requests.clone();
        // The subscription was good enough for the first survey.
        if let Ok(survey) = survey(&self.subscription, self.named, &self.requests) {
            self.survey = survey.numbered_from(self.first_task);
            self.survey.begin(engine);
        }
    }

    fn version_is_unknown(&self) -> bool {
        let trouble = self.survey.list_trouble(|source| matches!(source, Source::Resources { .. }));
        trouble.is_some_and(|t| matches!(t.status, Some(400 | 404)) && UNKNOWN_VERSION.contains(&t.code.as_str()))
    }

    fn lock_trouble(&self) -> Option<&Trouble> {
        self.survey.list_trouble(|source| matches!(source, Source::Locks { .. }))
    }

    /// Listing locks is a right of its own (U14).
    fn locks_refused(&self) -> bool {
        self.lock_trouble().is_some_and(|trouble| trouble.status == Some(403))
    }

    fn scope(&self) -> String {
        format!("/subscriptions/{}", self.subscription)
    }
}

fn survey(subscription: &str, named: bool, requests: &Requests) -> Result<Survey, FlowError> {
    let list = |listed| Source::Resources { listed, subscription: subscription.to_owned(), group: None };
    let mut wants = vec![list(Listed::Disks), list(Listed::Snapshots)];
    if named {
        wants.insert(0, Source::Locks { subscription: subscription.to_owned() });
    }
    Survey::new(wants.into_iter().map(Want::List).collect(), requests)
}
