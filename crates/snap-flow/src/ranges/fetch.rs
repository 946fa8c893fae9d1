//! The pieces of a download: handed out in order, repeated where they did not arrive whole, counted when written (G7, G8).

use std::collections::BTreeMap;

use snap_arm::access::Sas;
use snap_arm::error::{Retry, retry_for};
use snap_arm::reply::Reply;
use snap_arm::request::FileFormat;
use snap_core::estimate::Estimate;
use snap_core::page_ranges::{PAGE, Range, Ranges};

use crate::contract::{Lost, Step};
use crate::engine::{Call, Engine, MOST_THROTTLED, Outcome, Piece, back_off, pause_after};
use crate::trouble::Trouble;

/// How many pieces are under way at once: enough to fill a line, few enough for a host of 400 MB (U4).
const AT_ONCE: usize = 8;
/// How often a piece is fetched before its last answer counts.
const MOST_TRIES: u32 = 6;

/// A download under way.
#[derive(Debug)]
pub(super) struct Fetch {
    first_task: usize,
    ranges: Ranges,
    /// Behind the disk, on the wire (G7).
    footer: Option<Range>,
    /// How long the whole file is.
    wire: u64,
    most: u64,
    /// Everything before it was handed out.
    next: u64,
    /// Handed out and not written, by task.
    flying: BTreeMap<usize, Flying>,
    /// Handed out once and to be handed out again, by first byte.
    unwritten: BTreeMap<u64, Range>,
    written: u64,
    of: u64,
    estimate: Estimate,
    told: Option<u64>,
}

#[derive(Debug)]
struct Flying {
    range: Range,
    tries: u32,
    throttled: u32,
}

/// The file behind a link, and what of it is to be fetched.
#[derive(Debug)]
pub(super) struct File {
    ranges: Ranges,
    footer: Option<Range>,
    wire: u64,
}

/// What became of a piece.
#[derive(Debug)]
pub(super) enum Fetched {
    Written,
    /// Asked for again.
    Again,
    /// The address is not honoured any more.
    Forbidden(Trouble),
    Failed(Trouble),
    /// The flow has to end.
    Stopped,
}

impl Fetch {
    /// What is to be fetched of `file` from `position` on, in pieces of at most `most` bytes. The pieces' tasks begin at
    /// `first_task`.
    pub(super) fn new(file: File, most: u64, position: u64, first_task: usize) -> Self {
        let File { ranges, footer, wire } = file;
        let all = || ranges.changed.iter().copied().chain(footer);
        let of: u64 = all().map(Range::bytes).sum();
        let left: u64 =
            all().filter(|range| range.last >= position).map(|range| range.last + 1 - range.first.max(position)).sum();
        Self {
            first_task,
            footer,
            wire,
            most,
            next: position,
            flying: BTreeMap::new(),
            unwritten: BTreeMap::new(),
            written: of - left,
            of,
            estimate: Estimate::default(),
            told: None,
            ranges,
        }
    }

    /// Everything before it is written.
    pub(super) fn position(&self) -> u64 {
        let flying = self.flying.values().map(|piece| piece.range.first);
        flying.chain(self.unwritten.keys().copied()).chain([self.next]).min().unwrap_or(self.next)
    }

    /// How many bytes are written, and of how many.
    pub(super) fn counted(&self) -> (u64, u64) {
        (self.written, self.of)
    }

    pub(super) fn is_idle(&self) -> bool {
        self.flying.is_empty()
    }

    pub(super) fn is_done(&self) -> bool {
        self.flying.is_empty() && self.unwritten.is_empty() && self.ahead().is_none()
    }

    /// Hands out what is next, as far as there is room.
    pub(super) fn hand_out(&mut self, sas: &Sas, engine: &mut Engine) {
        for task in self.first_task..self.first_task + AT_ONCE {
            if self.flying.contains_key(&task) {
                continue;
            }
            let Some(range) = self.take_next() else { return };
            self.flying.insert(task, Flying { range, tries: 0, throttled: 0 });
            send(task, range, 0, sas, engine);
        }
    }

    fn take_next(&mut self) -> Option<Range> {
        if let Some((_, range)) = self.unwritten.pop_first() {
            return Some(range);
        }
        let range = self.ahead()?;
        self.next = range.last + 1;
        Some(range)
    }

    fn ahead(&self) -> Option<Range> {
        self.ranges.piece_from(self.next, self.most).or(self.footer.filter(|footer| footer.first >= self.next))
    }

    /// Takes the end of a piece's call.
    pub(super) fn ended(
        &mut self,
        task: usize,
        outcome: Outcome<'_>,
        sas: Option<&Sas>,
        engine: &mut Engine,
    ) -> Fetched {
        let Some(mut piece) = self.flying.remove(&task) else { return Fetched::Again };
        let (id, reply, bytes) = match outcome {
            Outcome::Reply { id, reply, bytes } => (id, reply, bytes),
            // Repeated often enough by now.
            Outcome::Lost(lost) => {
                self.unwritten.insert(piece.range.first, piece.range);
                return Fetched::Failed(lost_at(lost, engine));
            }
            Outcome::Ended { .. } => {
                self.unwritten.insert(piece.range.first, piece.range);
                return Fetched::Stopped;
            }
        };
        let trouble = match self.judge(&reply, bytes, piece.range) {
            Ok(()) => {
                self.written += piece.range.bytes();
                self.progress(engine);
                return Fetched::Written;
            }
            Err(trouble) => trouble,
        };
        piece.tries += 1;
        let success = matches!(reply.status, 200 | 206);
        let pause = match retry_for(reply.status) {
            _ if success => Some(back_off(piece.tries, id)),
            Retry::Pause if reply.status == 429 => {
                piece.throttled += 1;
                piece.tries -= 1;
                Some(pause_after(&reply, engine.now(), piece.throttled, id))
            }
            Retry::Pause => Some(pause_after(&reply, engine.now(), piece.tries, id)),
            Retry::Never | Retry::FreshToken => None,
        };
        let worth = piece.tries < MOST_TRIES && piece.throttled <= MOST_THROTTLED;
        if let (Some(pause), Some(sas), true) = (pause, sas, worth) {
            send(task, piece.range, pause, sas, engine);
            self.flying.insert(task, piece);
            return Fetched::Again;
        }
        self.unwritten.insert(piece.range.first, piece.range);
        if reply.status == 403 { Fetched::Forbidden(trouble) } else { Fetched::Failed(trouble) }
    }

    /// Whether exactly what was asked for was written.
    fn judge(&self, reply: &Reply<'_>, bytes: Option<u64>, asked: Range) -> Result<(), Trouble> {
        if !matches!(reply.status, 200 | 206) {
            return Err(Trouble::of_reply(reply));
        }
        let length = asked.bytes();
        if bytes != Some(length) {
            let had = bytes.unwrap_or(0);
            let message = format!("Of bytes {}-{} {had} of {length} arrived.", asked.first, asked.last);
            return Err(Trouble::about(reply, "short_piece", message));
        }
        let whole = reply.status == 200 && asked.first > 0;
        match reply.content_range() {
            _ if whole => Err(Trouble::bad_reply(reply, "it is the whole file and not the bytes that were asked for")),
            Some(range) if range.total.is_some_and(|total| total != self.wire) => {
                let total = range.total.unwrap_or_default();
                let wire = self.wire;
                Err(Trouble::bad_reply(
                    reply,
                    format_args!("the file is {total} bytes long where {wire} were expected"),
                ))
            }
            Some(range) if (range.first, range.last) != (asked.first, asked.last) => {
                let message = format!(
                    "Bytes {}-{} were asked for, and {}-{} came.",
                    asked.first, asked.last, range.first, range.last
                );
                Err(Trouble::about(reply, "short_piece", message))
            }
            _ => Ok(()),
        }
    }

    /// By bytes; told when a tenth of a percent has passed.
    fn progress(&mut self, engine: &mut Engine) {
        let (done, of) = self.counted();
        // A disk's bytes times a thousand fit: 64 TiB are 2^46.
        let tenths = done.saturating_mul(1_000) / of.max(1);
        let percent = tenths as f64 / 10.0;
        self.estimate.read(engine.now(), percent);
        if self.told == Some(tenths) {
            return;
        }
        self.told = Some(tenths);
        engine.tell(Step::Progress {
            target: None,
            text: format!("{done} of {of} bytes downloaded."),
            percent: Some(percent),
            seconds_left: self.estimate.seconds_left(),
            done,
            of: Some(of),
        });
    }
}

fn send(task: usize, range: Range, pause: u64, sas: &Sas, engine: &mut Engine) {
    let piece = Piece { range: (range.first, range.last), offset: range.first };
    let call = Call::now(task, sas.piece(range.first, range.last)).after(pause);
    engine.send(Call { piece: Some(piece), ..call });
}

impl File {
    /// `wire` bytes long. Behind the disk a VHD has a footer (G7), which every download fetches; a VHDX is fetched whole
    /// (R16).
    pub(super) fn new(ranges: Ranges, wire: u64, format: FileFormat) -> Self {
        let footer = Range { first: wire.saturating_sub(PAGE), last: wire.saturating_sub(1) };
        Self { ranges, footer: (format == FileFormat::Vhd).then_some(footer), wire }
    }
}

/// No reply came from the address of a link: what is known of it is not shown.
pub(super) fn lost_at(lost: Lost, engine: &Engine) -> Trouble {
    if lost == Lost::NotSent {
        return Trouble::new("connection_failed", "No connection to the address of the access link could be made.");
    }
    Trouble::of_lost(lost, engine.requests.endpoint())
}
