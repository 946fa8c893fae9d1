//! The flows `ranges` and `download`: which bytes a snapshot holds, or what changed since an earlier one, and those bytes.
//!
//! In turn: close what an earlier life left open, read the snapshots and [`check`] them, count the links of their family
//! (L3), open a [`Link`](link::Link) to each, read the page list to its end ([`listing`]), fetch the pieces ([`fetch`]), and
//! close the links. A link that ends before the work does leads back to the reading. Closing happens on every path.

mod check;
mod fetch;
mod link;
mod listing;
mod order;
mod resume;
mod turns;

use serde_json::value::RawValue;
use snap_arm::request::FileFormat;
use snap_core::model::Snapshot;

use crate::contract::{FlowError, FlowInfo, Item, ItemKind, Step, Summary};
use crate::engine::{End, Engine, Machine, Outcome};
use crate::flow::Begun;
use crate::intent;
use crate::saved::{self, Resumed};
use crate::survey::Survey;
use crate::trouble::Trouble;
use check::Facts;
use fetch::Fetch;
use link::Link;
use listing::Listing;
use order::Order;
use resume::{Place, State};

/// The tasks: those of a survey begin at 0, the pieces' at the last.
const LINKS: usize = 10;
const LIST: usize = 20;
const MEASURE: usize = 21;
const PIECES: usize = 100;

/// One such flow.
#[derive(Debug)]
struct Reading {
    order: Order,
    phase: Phase,
    survey: Option<Survey>,
    facts: Option<Facts>,
    /// As it was last read alone.
    snapshot: Option<Box<Snapshot>>,
    /// To the snapshot, and to the earlier one.
    links: Vec<Link>,
    listing: Listing,
    /// How long a VHDX is on the wire, once that is known.
    wire_bytes: Option<u64>,
    /// What was found: how many ranges, and how many bytes of them.
    found: Option<(usize, u64)>,
    fetch: Option<Fetch>,
    /// Where an earlier life of the download had come to.
    place: Option<Place>,
    hash: Option<String>,
    /// How often the links could not be opened, one time after the other.
    refusals: u32,
    /// Something came through the links since they were opened.
    fed: bool,
    /// A link was opened in this life.
    opened: bool,
    /// All links that a family may have are open: waiting for room.
    waiting: bool,
    warned: bool,
    stopped: Option<End>,
    /// Why the pieces under way are the last ones.
    broken: Option<Broken>,
    item: Option<Item>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Phase {
    /// Links are being closed; then it is looked, after so many seconds.
    Closing {
        pause: u64,
    },
    Looking,
    Counting,
    Opening,
    Measuring,
    Listing,
    Fetching,
    Over,
}

/// Why no more pieces are handed out.
#[derive(Debug)]
enum Broken {
    /// The link is not honoured any more.
    Forbidden(Trouble),
    Failed(Trouble),
}

pub(crate) fn begin(request: &[u8], resumed: Option<Resumed>) -> Result<Begun, FlowError> {
    let (order, requests) = Order::read(request)?;
    let now = resumed.as_ref().map_or(order.intent.now, |resumed| resumed.now);
    let left = resumed.as_ref().map_or_else(|| order.left.clone(), |resumed| resumed.left.clone());
    let (finished, state) = match resumed {
        Some(resumed) => (resume::finished(&order, resumed.finished)?, State::read(resumed.state.as_deref())?),
        None => (None, State::default()),
    };
    let mut links = vec![Link::new(LINKS, order.snapshot.clone(), order.link_seconds)];
    links.extend(order.previous.iter().map(|id| Link::new(LINKS + 1, id.clone(), order.link_seconds)));
    state.leave(&mut links)?;
    let warnings = resume::leave_of_others(&left, order.endpoint(), &mut links);
    let mut engine = Engine::new(requests, now, Some(intent::deadline(now, order.timeout)), order.parallel);
    // It looks at the same things again and again, and none of it is for rows.
    engine.keeps_documents = true;
    finished.iter().for_each(|item| engine.counted.count(item.kind));
    let info = FlowInfo { flow: order.flow(), call_id: None, warnings };
    let machine = Reading {
        phase: Phase::Closing { pause: 0 },
        survey: None,
        facts: None,
        snapshot: None,
        links,
        listing: Listing::default(),
        wire_bytes: None,
        found: None,
        fetch: None,
        place: state.place,
        hash: None,
        refusals: 0,
        fed: false,
        opened: false,
        waiting: false,
        warned: false,
        stopped: None,
        broken: None,
        item: finished,
        order,
    };
    Ok(Begun { engine, machine: Box::new(machine), info })
}

impl Machine for Reading {
    fn begin(&mut self, engine: &mut Engine) {
        self.links.iter_mut().for_each(|link| link.close_left(engine));
        self.go_on(engine);
    }

    fn ended(&mut self, task: usize, outcome: Outcome<'_>, engine: &mut Engine) {
        if let Outcome::Ended { why, .. } = outcome {
            self.stopped.get_or_insert(why);
        }
        match task {
            PIECES.. => self.piece_ended(task, outcome, engine),
            MEASURE => self.measured(outcome, engine),
            LIST => self.page_read(outcome, engine),
            LINKS.. => {
                let format = self.format(engine);
                if let Some(link) = self.links.get_mut(task - LINKS) {
                    link.ended(outcome, format, engine);
                }
                self.go_on(engine);
            }
            _ => self.survey_ended(task, outcome, engine),
        }
    }

    fn finished(&self) -> bool {
        self.phase == Phase::Over && self.links.iter().all(Link::is_at_rest)
    }

    fn summary(&self, counted: Summary) -> Summary {
        let name = self.order.snapshot.name();
        let done = self.item.as_ref().is_some_and(|item| item.kind == ItemKind::Ready);
        let mut sentence = match (&self.fetch, self.found) {
            (Some(fetch), _) if done => format!("`{name}`: {} bytes downloaded.", fetch.counted().1),
            (None, Some((ranges, bytes))) if done => {
                let word = if self.order.previous.is_some() { "changed" } else { "are in use" };
                let plural = if ranges == 1 { "range" } else { "ranges" };
                format!("`{name}`: {bytes} bytes in {ranges} {plural} {word}.")
            }
            (Some(fetch), _) => {
                let (written, of) = fetch.counted();
                format!("`{name}`: {written} of {of} bytes downloaded.")
            }
            _ if done => format!("`{name}`: downloaded already."),
            _ => format!("`{name}`: not read."),
        };
        let left = self.links.iter().filter(|link| link.saved().is_some()).count();
        if left > 0 {
            sentence.push_str(&format!(" Access links that may still be open: {left}."));
        }
        Summary { complete: counted.is_whole(), sentence, ..counted }
    }

    fn save(&self) -> Option<Box<RawValue>> {
        let place = match (&self.fetch, &self.hash) {
            (Some(fetch), Some(hash)) => Some(Place { position: fetch.position(), hash: hash.clone() }),
            _ => self.place.clone(),
        };
        let state = State { links: self.links.iter().filter_map(Link::saved).collect(), place };
        // What a `ranges` step told is not written down: it is read again.
        let downloaded = self.order.piece_bytes.is_some();
        let finished: Vec<&Item> = self.item.iter().filter(|item| downloaded && item.kind == ItemKind::Ready).collect();
        saved::write_with(&self.order.intent, &finished, Some(state))
    }
}

impl Reading {
    /// What the grant is asked for: the format is named from its first version on (A11, R16).
    fn format(&self, engine: &Engine) -> Option<FileFormat> {
        let known = engine.requests.version().at_least("2023-01-02");
        self.facts.as_ref().map(|facts| facts.format).filter(|_| known)
    }

    /// R16: a VHDX is laid out otherwise, so it is downloaded whole.
    fn is_vhdx(&self) -> bool {
        self.facts.as_ref().is_some_and(|facts| facts.format == FileFormat::Vhdx)
    }

    /// Tells how it ended, once, and closes what is open.
    fn finish(&mut self, kind: ItemKind, trouble: Option<Trouble>, engine: &mut Engine) {
        self.phase = Phase::Over;
        if self.item.is_none() {
            let id = self.order.snapshot.as_str();
            let item = trouble.map_or_else(|| Item::bare(kind, id), |trouble| trouble.into_item(kind, id));
            let name = Some(self.order.snapshot.name().to_owned());
            let item = Item { snapshot: Some(id.to_owned()), name, ..item };
            self.item = Some(item.clone());
            engine.tell(Step::Item(item));
        }
        self.links.iter_mut().for_each(|link| link.close(engine));
    }

    fn fail(&mut self, trouble: Trouble, engine: &mut Engine) {
        self.finish(ItemKind::Failed, Some(trouble), engine);
    }

    /// The flow has to end before its work has.
    fn stop(&mut self, engine: &mut Engine) {
        let far = self.fetch.as_ref().map(Fetch::counted).map_or_else(String::new, |(written, of)| {
            format!(" {written} of {of} bytes are downloaded: resumed, it goes on from there.")
        });
        let (code, why) = match self.stopped {
            Some(End::Cancelled) => ("cancelled", "The flow was told to stop."),
            _ if self.waiting => {
                let why = "Five access links of this family are open, and a family may have five. The time to wait for one to be closed is over.";
                ("links_full", why)
            }
            _ => ("timed_out", "The time that was given is over."),
        };
        let begun = self.opened || code == "timed_out";
        let kind = if begun { ItemKind::Failed } else { ItemKind::Skipped };
        self.finish(kind, Some(Trouble::new(code, format!("{why}{far}"))), engine);
    }

    fn progress(&self, text: impl Into<String>, done: u64, engine: &mut Engine) {
        let target = Some(self.order.snapshot.as_str().to_owned());
        let text = text.into();
        engine.tell(Step::Progress { target, text, percent: None, seconds_left: None, done, of: None });
    }
}
