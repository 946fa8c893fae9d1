//! SVG: lanes over one axis of time. A verdict is told by its shape and by the text beside the lane, and by colour only
//! besides; everything lies on a card of its own, so that it is readable on light and on dark pages.

use std::fmt::Write as _;

use jiff::Zoned;
use snap_core::instant::Instant;

use super::histories::History;

/// What a lane shows of a snapshot.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Mark {
    Kept,
    /// Kept for being the oldest.
    Oldest,
    Dropped,
}

/// A line of marks.
pub(super) struct Lane {
    pub(super) label: String,
    /// What it comes to.
    pub(super) note: String,
    pub(super) marks: Vec<(Instant, Mark)>,
    /// It tells what stays, not what one rule keeps.
    pub(super) strong: bool,
}

pub(super) struct Scene<'a> {
    pub(super) title: &'a str,
    pub(super) told: &'a str,
    pub(super) history: &'a History,
    pub(super) lanes: Vec<Lane>,
}

const WIDTH: i64 = 860;
const LEFT: i64 = 184;
const RIGHT: i64 = 722;
const TOP: i64 = 92;
const LANE: i64 = 32;

const STYLE: &str = "\
text{font:13px system-ui,'Segoe UI',Roboto,sans-serif;fill:#1c2430}\
.h{font-size:16px;font-weight:600}.s{fill:#566070}.b{font-weight:600}.a{font-size:11px;fill:#566070;text-anchor:middle}\
.c{fill:#fff;stroke:#d5dae1}.l{stroke:#e3e7ec}.m{stroke:#aab3bf}.n{stroke:#566070;stroke-dasharray:3 3}\
.k{fill:#11705a;stroke:#fff}.o{fill:#fff;stroke:#11705a;stroke-width:2.4}.x{stroke:#a85a4a;stroke-width:1.4;fill:none}\
@media(prefers-color-scheme:dark){text{fill:#e8ecf2}.s,.a{fill:#a3adba}.c{fill:#151a21;stroke:#333c48}.l{stroke:#29313b}\
.m{stroke:#5a6675}.n{stroke:#a3adba}.k{fill:#4cc3a1;stroke:#151a21}.o{fill:#151a21;stroke:#4cc3a1}.x{stroke:#d08d7d}}";

/// The shapes: a disc is kept, a diamond is kept for being the oldest, a cross is dropped.
const SHAPES: &str = "<defs><circle id=\"k\" class=\"k\" r=\"4.6\"/><path id=\"o\" class=\"o\" d=\"M0-6 6 0 0 6-6 0z\"/>\
<path id=\"x\" class=\"x\" d=\"M-3-3 3 3M-3 3 3-3\"/></defs>\n";

impl Scene<'_> {
    pub(super) fn svg(&self) -> String {
        let bottom = TOP + LANE * i64::try_from(self.lanes.len()).unwrap();
        let height = bottom + 44;
        let mut out = format!(
            "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{WIDTH}\" height=\"{height}\" viewBox=\"0 0 {WIDTH} \
             {height}\" role=\"img\" aria-labelledby=\"t d\">\n<title id=\"t\">{}</title>\n<desc id=\"d\">{}</desc>\n\
             <style>{STYLE}</style>\n{SHAPES}<rect class=\"c\" x=\".5\" y=\".5\" width=\"{}\" height=\"{}\" rx=\"8\"/>\n",
            self.title,
            self.described(),
            WIDTH - 1,
            height - 1
        );
        text(&mut out, 20, 28, "h", self.title);
        text(&mut out, 20, 48, "s", &format!("{}; {}", self.told, self.when()));
        self.axis(&mut out, bottom);
        for (lane, y) in self.lanes.iter().zip((TOP + LANE / 2..).step_by(LANE.unsigned_abs() as usize)) {
            self.lane(&mut out, lane, y);
        }
        self.legend(&mut out, bottom + 26);
        out.push_str("</svg>\n");
        out
    }

    /// The whole picture in words.
    fn described(&self) -> String {
        let lanes = self.lanes.iter().map(|lane| format!("{}: {}", lane.label, lane.note)).collect::<Vec<_>>();
        format!("{}; {}. {}.", self.told, self.when(), lanes.join("; "))
    }

    fn when(&self) -> String {
        let now: Zoned = self.history.now.timestamp().to_zoned(self.history.zone());
        format!("{}, {}", now.strftime("%-d %b %Y, %H:%M"), self.history.zone)
    }

    /// Where an instant stands, in tenths of a unit.
    fn x(&self, instant: Instant) -> String {
        let (first, last) = self.ends();
        let tenths = instant.seconds_since(first) * (RIGHT - LEFT) * 10 / last.seconds_since(first) + LEFT * 10;
        if tenths % 10 == 0 { (tenths / 10).to_string() } else { format!("{}.{}", tenths / 10, tenths % 10) }
    }

    /// From the first snapshot to `now`, with a little air.
    fn ends(&self) -> (Instant, Instant) {
        let (first, now) = (self.history.instants[0], self.history.now);
        let air = now.seconds_since(first) / 60;
        (first.plus_seconds(-air), now.plus_seconds(air))
    }

    fn axis(&self, out: &mut String, bottom: i64) {
        let (first, last) = self.ends();
        for tick in self.history.axis(first, last) {
            let (x, class) = (self.x(tick.at), if tick.strong { "m" } else { "l" });
            line(out, class, &x, TOP - 8, bottom);
            let _ = writeln!(out, "<text class=\"a\" x=\"{x}\" y=\"{}\">{}</text>", TOP - 14, tick.text);
        }
        line(out, "n", &self.x(self.history.now), TOP - 8, bottom);
    }

    fn lane(&self, out: &mut String, lane: &Lane, y: i64) {
        text(out, 20, y + 5, if lane.strong { "b" } else { "s" }, &lane.label);
        let _ = writeln!(out, "<path class=\"l\" d=\"M{LEFT} {y}H{RIGHT}\"/><g transform=\"translate(0,{y})\">");
        // What is kept lies above what is dropped.
        for kept in [false, true] {
            for (instant, mark) in lane.marks.iter().filter(|(_, mark)| (*mark != Mark::Dropped) == kept) {
                let _ = write!(out, "<use href=\"#{}\" x=\"{}\"/>", mark.shape(), self.x(*instant));
            }
        }
        out.push_str("</g>\n");
        text(out, RIGHT + 16, y + 5, if lane.strong { "b" } else { "s" }, &lane.note);
    }

    fn legend(&self, out: &mut String, y: i64) {
        let has = |mark: Mark| self.lanes.iter().any(|lane| lane.marks.iter().any(|(_, one)| *one == mark));
        let mut x = LEFT;
        for (mark, words) in
            [(Mark::Kept, "kept"), (Mark::Oldest, "kept for being the oldest"), (Mark::Dropped, "dropped")]
        {
            if has(mark) {
                let _ = writeln!(out, "<use href=\"#{}\" x=\"{x}\" y=\"{}\"/>", mark.shape(), y - 4);
                text(out, x + 12, y, "s", words);
                x += 50 + 7 * i64::try_from(words.len()).unwrap();
            }
        }
        let _ = writeln!(out, "<path class=\"n\" d=\"M{x} {}v14\"/>", y - 11);
        text(out, x + 10, y, "s", "now");
    }
}

impl Mark {
    fn shape(self) -> char {
        match self {
            Self::Kept => 'k',
            Self::Oldest => 'o',
            Self::Dropped => 'x',
        }
    }
}

fn text(out: &mut String, x: i64, y: i64, class: &str, words: &str) {
    let _ = writeln!(out, "<text class=\"{class}\" x=\"{x}\" y=\"{y}\">{words}</text>");
}

fn line(out: &mut String, class: &str, x: &str, top: i64, bottom: i64) {
    let _ = writeln!(out, "<path class=\"{class}\" d=\"M{x} {top}V{bottom}\"/>");
}
