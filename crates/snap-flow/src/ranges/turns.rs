//! The turns of the work, each of which leads to the next: look, count, open, measure, list, fetch.

use snap_arm::request::FileFormat;
use snap_core::page_ranges::{PAGE, Ranges};

use super::check::{self, Facts};
use super::fetch::{Fetch, Fetched, File, lost_at};
use super::link::{Link, Refusal};
use super::resume::{Place, hash_of};
use super::{Broken, LIST, MEASURE, PIECES, Phase, Reading};
use crate::contract::{ItemKind, RangesFound, Step};
use crate::engine::{Call, Engine, Outcome};
use crate::pages::refused;
use crate::survey::{Survey, Want};
use crate::trouble::Trouble;

/// Seconds until the links of a family are counted again.
const ROOM_PAUSE: u64 = 60;
/// How often in a row links cannot be opened before that is believed.
const MOST_REFUSALS: u32 = 6;
/// What is asked for to learn how long a VHDX is: its first sector.
const MEASURED: (u64, u64) = (0, 511);

impl Reading {
    /// After a link's call: whether the next turn can begin.
    pub(super) fn go_on(&mut self, engine: &mut Engine) {
        match self.phase {
            Phase::Closing { pause } if self.links.iter().all(Link::is_at_rest) => {
                // Closed for the last time: the work was over before.
                if self.item.is_some() {
                    self.phase = Phase::Over;
                } else {
                    self.look(pause, engine);
                }
            }
            Phase::Opening if self.wanted().all(|link| link.is_at_rest() || link.sas().is_some()) => {
                self.opened(engine);
            }
            _ => {}
        }
    }

    /// Reads the snapshots, each alone: nothing is older than the grant that follows.
    fn look(&mut self, pause: u64, engine: &mut Engine) {
        let previous = self.order.previous.iter().filter(|_| self.found.is_none());
        let wants = [&self.order.snapshot].into_iter().chain(previous).cloned().map(Want::One).collect();
        self.phase = Phase::Looking;
        self.survey(wants, pause, engine);
    }

    fn survey(&mut self, wants: Vec<Want>, pause: u64, engine: &mut Engine) {
        match Survey::new(wants, &engine.requests) {
            Ok(survey) => self.survey.insert(survey).begin_after(pause, engine),
            Err(error) => self.fail(Trouble::new(error.code(), error.message()), engine),
        }
    }

    pub(super) fn survey_ended(&mut self, task: usize, outcome: Outcome<'_>, engine: &mut Engine) {
        let Some(survey) = &mut self.survey else { return };
        survey.ended(task, outcome, engine);
        if !survey.is_over() {
            return;
        }
        let Some(survey) = self.survey.take() else { return };
        if self.stopped.is_some() {
            return self.stop(engine);
        }
        match self.phase {
            Phase::Looking => self.looked(&survey, engine),
            Phase::Counting => self.counted(&survey, engine),
            _ => {}
        }
    }

    fn looked(&mut self, survey: &Survey, engine: &mut Engine) {
        let facts = match check::facts(&self.order, self.found.is_none(), survey) {
            Ok(facts) => facts,
            Err(refused) => return self.refuse(refused, engine),
        };
        if self.facts.as_ref().is_some_and(|before| before.are_others(&facts)) {
            let message = "Another snapshot lies under one of the names now: the one that was read before is gone.";
            return self.fail(Trouble::new("other_snapshot", message), engine);
        }
        // Of the earlier snapshot nothing more is asked once the page list is read.
        self.facts.get_or_insert(facts);
        self.snapshot = survey.inventory.snapshots.get(self.order.snapshot.key()).cloned();
        if self.order.previous.is_some() && self.whole_file() && !self.warned {
            self.warned = true;
            let message = "this snapshot is exported as VHDX, which is laid out otherwise than the disk: it is downloaded whole, and `previousId` has no effect";
            engine.warn("vhdx_whole", message, Some(self.order.snapshot.as_str()));
        }
        self.phase = Phase::Counting;
        self.survey(vec![Want::List(check::list_of(&self.order))], 0, engine);
    }

    /// L3
    fn counted(&mut self, listed: &Survey, engine: &mut Engine) {
        if let Some(trouble) = listed.list_trouble(|_| true) {
            let message = format!(
                "the snapshots cannot be listed ({}: {}): how many links of the family are open is left to the service",
                trouble.code, trouble.message
            );
            engine.warn("limits_not_checked", message, Some(self.order.snapshot.as_str()));
            return self.open(engine);
        }
        let open = self.snapshot.as_ref().map_or(Ok(0), |snapshot| check::open_links(&self.order, snapshot, listed));
        match open {
            Err(refused) => self.refuse(refused, engine),
            Ok(open) if check::no_room(open, self.wanted().count()) => {
                let text = format!("{open} access links of this family are open. Waiting for one to be closed.");
                self.waiting = true;
                self.progress(text, 0, engine);
                self.look(ROOM_PAUSE, engine);
            }
            Ok(_) => self.open(engine),
        }
    }

    fn refuse(&mut self, (kind, trouble): check::Refused, engine: &mut Engine) {
        // What was begun and cannot go on has not merely been left out.
        let kind = if self.opened { ItemKind::Failed } else { kind };
        self.finish(kind, Some(trouble), engine);
    }

    /// The links that are needed now.
    fn wanted(&self) -> impl Iterator<Item = &Link> {
        self.links.iter().take(self.wanted_links())
    }

    fn wanted_links(&self) -> usize {
        if self.found.is_some() || self.whole_file() { 1 } else { self.links.len() }
    }

    /// True where the file is fetched as it is, whatever is in use.
    fn whole_file(&self) -> bool {
        self.is_vhdx() && self.order.piece_bytes.is_some()
    }

    fn open(&mut self, engine: &mut Engine) {
        self.waiting = false;
        self.phase = Phase::Opening;
        self.progress("Opening an access link.", 0, engine);
        let (format, wanted) = (self.format(engine), self.wanted_links());
        let region = self.facts.as_ref().map(|facts| facts.location.clone()).unwrap_or_default();
        self.links.iter_mut().take(wanted).for_each(|link| link.grant(&region, format, engine));
        // A grant that cannot be asked for has ended already.
        self.go_on(engine);
    }

    fn opened(&mut self, engine: &mut Engine) {
        if self.wanted().all(|link| link.sas().is_some()) {
            (self.fed, self.opened) = (false, true);
            return self.work(engine);
        }
        if self.stopped.is_some() {
            return self.stop(engine);
        }
        let refusals: Vec<Refusal> = self.links.iter_mut().filter_map(Link::take_refusal).collect();
        self.refusals += 1;
        // What will never work is told before what may.
        let Some(Refusal { trouble, again }) = refusals.into_iter().min_by_key(|refusal| refusal.again) else {
            return self.stop(engine);
        };
        match again {
            Some(pause) if self.refusals < MOST_REFUSALS => {
                let text = format!("No access link yet: {} Asked again in {pause} seconds.", trouble.message);
                self.progress(text, 0, engine);
                self.close_and_look(pause, engine);
            }
            _ => self.fail(trouble, engine),
        }
    }

    fn close_and_look(&mut self, pause: u64, engine: &mut Engine) {
        self.phase = Phase::Closing { pause };
        self.links.iter_mut().for_each(|link| link.close(engine));
        self.go_on(engine);
    }

    /// The links are open: goes on where it was.
    fn work(&mut self, engine: &mut Engine) {
        if self.fetch.is_some() {
            self.phase = Phase::Fetching;
            return self.hand_out(engine);
        }
        if self.whole_file() && self.wire_bytes.is_none() {
            self.phase = Phase::Measuring;
        } else {
            self.phase = Phase::Listing;
        }
        let previous = self.links.get(1).filter(|_| !self.whole_file()).and_then(Link::sas);
        let Some(sas) = self.links.first().and_then(Link::sas) else { return };
        let call = match self.phase {
            Phase::Measuring => Call::now(MEASURE, sas.piece(MEASURED.0, MEASURED.1)),
            _ => Call::now(LIST, sas.page_list(previous, self.listing.marker.as_deref())),
        };
        engine.send(call);
    }

    /// The reply of a SAS address, when it is one to go on with.
    fn through<'a>(&mut self, outcome: Outcome<'a>, engine: &mut Engine) -> Option<snap_arm::reply::Reply<'a>> {
        match outcome {
            Outcome::Reply { reply, .. } if matches!(reply.status, 200 | 206) => {
                (self.fed, self.refusals) = (true, 0);
                return Some(reply);
            }
            Outcome::Reply { reply, .. } if reply.status == 403 => self.expired(Trouble::of_reply(&reply), engine),
            Outcome::Reply { reply, .. } => self.fail(refused(&reply), engine),
            Outcome::Lost(lost) => self.fail(lost_at(lost, engine), engine),
            Outcome::Ended { .. } => self.stop(engine),
        }
        None
    }

    /// The address is not honoured any more. Where it ever was, or its time is over, another one is asked for.
    fn expired(&mut self, trouble: Trouble, engine: &mut Engine) {
        let past = self.wanted().any(|link| link.is_past(engine.now()));
        if !self.fed && !past {
            return self.fail(trouble, engine);
        }
        self.progress("The access link has ended before the work. It is opened again.", 0, engine);
        self.close_and_look(0, engine);
    }

    /// How long the file is, by its first sector.
    pub(super) fn measured(&mut self, outcome: Outcome<'_>, engine: &mut Engine) {
        let Some(reply) = self.through(outcome, engine) else { return };
        let disk = self.facts.as_ref().map_or(0, |facts| facts.disk_bytes);
        let total = reply.content_range().and_then(|range| range.total);
        // A file that is far larger than its disk is none; asking for all of it would never end.
        let Some(total) = total.filter(|total| (1..=disk.saturating_mul(2).saturating_add(1 << 30)).contains(total))
        else {
            let trouble = Trouble::bad_reply(&reply, "it does not say how long the file is, or what cannot be");
            return self.fail(trouble, engine);
        };
        self.wire_bytes = Some(total);
        self.listed(Ranges::whole(total), engine);
    }

    pub(super) fn page_read(&mut self, outcome: Outcome<'_>, engine: &mut Engine) {
        let Some(reply) = self.through(outcome, engine) else { return };
        let last = match self.listing.take(&reply) {
            Ok(last) => last,
            Err(trouble) => return self.fail(trouble, engine),
        };
        engine.counted.pages += 1;
        let count = self.listing.count();
        self.progress(format!("Page list: {count} ranges read, page {}.", self.listing.pages), count, engine);
        if !last {
            return self.work(engine);
        }
        let disk = self.facts.as_ref().map_or(0, |facts| facts.disk_bytes);
        match std::mem::take(&mut self.listing).merged(disk) {
            Ok(ranges) => self.listed(ranges, engine),
            Err(trouble) => self.fail(trouble, engine),
        }
    }

    /// What there is to fetch is known: it is told, and the link to the earlier snapshot has done its part.
    fn listed(&mut self, ranges: Ranges, engine: &mut Engine) {
        let Some(facts) = self.facts.clone() else { return };
        self.found = Some((ranges.changed.len(), ranges.changed_bytes()));
        let hash = hash_of(&facts, &ranges);
        engine.tell(Step::Ranges(Box::new(self.told(&facts, &ranges))));
        self.links.iter_mut().skip(1).for_each(|link| link.close(engine));
        let Some(most) = self.order.piece_bytes else {
            return self.finish(ItemKind::Ready, None, engine);
        };
        let position = match self.place.take() {
            Some(Place { position, hash: before }) if before == hash => position,
            Some(_) => {
                let message =
                    "what is to be downloaded is not what it was when the flow was saved; it begins from the start";
                engine.warn("ranges_changed", message, Some(self.order.snapshot.as_str()));
                0
            }
            None => 0,
        };
        let file = File::new(ranges, self.wire(&facts), facts.format);
        self.hash = Some(hash);
        self.fetch = Some(Fetch::new(file, most, position, PIECES));
        self.work(engine);
    }

    /// How long the file behind the link is: of a VHD the disk and its footer (G7).
    fn wire(&self, facts: &Facts) -> u64 {
        match facts.format {
            FileFormat::Vhd => facts.disk_bytes.saturating_add(PAGE),
            FileFormat::Vhdx => self.wire_bytes.unwrap_or(0),
        }
    }

    fn told(&self, facts: &Facts, ranges: &Ranges) -> RangesFound {
        let download = self.order.piece_bytes.is_some();
        let text = |list: &[snap_core::page_ranges::Range]| {
            list.iter().map(|range| (range.first.to_string(), range.last.to_string())).collect()
        };
        let previous = self.order.previous.as_ref().filter(|_| !self.whole_file());
        RangesFound {
            snapshot: self.order.snapshot.as_str().to_owned(),
            previous: previous.map(|id| id.as_str().to_owned()),
            unique_id: self.snapshot.as_ref().and_then(|snapshot| snapshot.unique_id.clone()).map(Into::into),
            disk_size_bytes: facts.disk_bytes.to_string(),
            format: match facts.format {
                FileFormat::Vhd => "vhd",
                FileFormat::Vhdx => "vhdx",
            },
            changed_bytes: ranges.changed_bytes().to_string(),
            cleared_bytes: ranges.cleared_bytes().to_string(),
            file_bytes: download.then(|| self.wire(facts).to_string()),
            kept_bytes: facts
                .previous_bytes
                .filter(|_| download)
                .map(|before| before.min(facts.disk_bytes).to_string()),
            changed: text(&ranges.changed),
            cleared: text(&ranges.cleared),
        }
    }

    fn hand_out(&mut self, engine: &mut Engine) {
        let sas = self.links.first().and_then(Link::sas);
        if let (Some(fetch), Some(sas)) = (&mut self.fetch, sas) {
            fetch.hand_out(sas, engine);
        }
        self.fetched(engine);
    }

    pub(super) fn piece_ended(&mut self, task: usize, outcome: Outcome<'_>, engine: &mut Engine) {
        let sas = self.links.first().and_then(Link::sas);
        let Some(fetch) = &mut self.fetch else { return };
        match fetch.ended(task, outcome, sas, engine) {
            Fetched::Written => (self.fed, self.refusals) = (true, 0),
            Fetched::Again | Fetched::Stopped => {}
            // A worse reason than a link that has ended stays.
            Fetched::Forbidden(trouble) => self.broken = self.broken.take().or(Some(Broken::Forbidden(trouble))),
            Fetched::Failed(trouble) => self.broken = Some(Broken::Failed(trouble)),
        }
        if self.stopped.is_none() && self.broken.is_none() {
            return self.hand_out(engine);
        }
        self.fetched(engine);
    }

    /// Once nothing is under way: done, or why not.
    fn fetched(&mut self, engine: &mut Engine) {
        let Some(fetch) = self.fetch.as_ref().filter(|fetch| fetch.is_idle() && self.phase == Phase::Fetching) else {
            return;
        };
        if fetch.is_done() {
            return self.finish(ItemKind::Ready, None, engine);
        }
        match (self.stopped, self.broken.take()) {
            (Some(_), _) => self.stop(engine),
            (None, Some(Broken::Failed(trouble))) => self.fail(trouble, engine),
            (None, Some(Broken::Forbidden(trouble))) => self.expired(trouble, engine),
            (None, None) => {}
        }
    }
}
