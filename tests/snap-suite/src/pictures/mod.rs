//! The pictures of `docs/retention.md`: what the engine keeps of one history under every switch and every preset.
//!
//! They are drawn by the engine's own decisions and are the same bytes on every host. `cargo run -p snap-suite --bin
//! pictures` writes them into `docs/pictures`; a test of the suite holds the committed ones against what is drawn.

mod draw;
mod histories;

use std::path::PathBuf;

use snap_core::instant::Instant;
use snap_core::retention::{Decision, Policy, Reason, Verdict};

use draw::{Lane, Mark, Scene};
use histories::History;

/// A picture.
pub struct Picture {
    /// The name of its file.
    pub file: String,
    /// What is in it.
    pub svg: String,
}

/// Where the pictures are committed.
pub fn folder() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../docs/pictures")
}

/// All of them, in the order of the page.
pub fn all() -> Vec<Picture> {
    let mut all = vec![presets()];
    all.extend(SWITCHES.iter().map(switch));
    all.extend(snap_core::retention::Preset::ALL.iter().map(|preset| one_preset(preset.word())));
    all
}

/// A switch, the history that shows it and the rules over it.
struct Switch {
    member: &'static str,
    words: &'static [&'static str],
    history: fn() -> History,
    keep: &'static str,
    told: &'static str,
}

const SWITCHES: [Switch; 8] = [
    Switch {
        member: "pick",
        words: &["newest", "oldest"],
        history: histories::usual,
        keep: r#""daily":5,"weekly":3,"monthly":2"#,
        told: "daily 5, weekly 3, monthly 2",
    },
    Switch {
        member: "overlap",
        words: &["shared", "skip-snapshot", "skip-period"],
        history: histories::usual,
        keep: r#""last":3,"daily":5,"weekly":3,"monthly":2"#,
        told: "last 3, daily 5, weekly 3, monthly 2",
    },
    Switch {
        member: "filler",
        words: &["off", "every-rule", "coarsest"],
        history: histories::usual,
        keep: r#""weekly":8,"monthly":2"#,
        told: "weekly 8, monthly 2: there are seven weeks and two months",
    },
    Switch {
        member: "bucket",
        words: &["set", "run"],
        history: histories::midnight_twice,
        keep: r#""daily":"all""#,
        told: "daily all, while a day begins, ends and begins again: at 00:01 clocks go back to 23:01",
    },
    Switch {
        member: "dst",
        words: &["merge", "split"],
        history: histories::hour_twice,
        keep: r#""hourly":"all""#,
        told: "hourly all, while the hour from 02:00 to 03:00 comes twice",
    },
    Switch {
        member: "quarter",
        words: &["calendar", "13-week"],
        history: histories::new_year,
        keep: r#""quarterly":"all""#,
        told: "quarterly all, over a year of 53 weeks",
    },
    Switch {
        member: "months",
        words: &["clamp", "overflow", "days31"],
        history: histories::march,
        keep: r#""within":"P1M""#,
        told: "within P1M, on 30 March",
    },
    Switch {
        member: "withinFrom",
        words: &["now", "newest"],
        history: histories::stopped,
        keep: r#""within":"P7D""#,
        told: "within P7D, ten days after the last snapshot",
    },
];

/// The rules of the pictures of presets; a member beside them where a preset takes no such rules.
const RULES: &str = r#""keep":{"last":3,"daily":5,"weekly":3,"monthly":3}"#;
const RULES_TOLD: &str = "last 3, daily 5, weekly 3, monthly 3";

fn rules_of(preset: &str) -> (&'static str, &'static str) {
    match preset {
        "aws-dlm" => (r#""keep":{"last":12}"#, "last 12"),
        "azure-disk-backup" => (
            r#""keep":{"withinDaily":"P7D","withinWeekly":"P4W","withinMonthly":"P1Y"}"#,
            "daily within P7D, weekly within P4W, monthly within P1Y",
        ),
        _ => (RULES, RULES_TOLD),
    }
}

fn policy(history: &History, members: &str) -> Policy {
    Policy::from_json(format!(r#"{{"zone":"{}",{members}}}"#, history.zone).as_bytes()).unwrap()
}

/// What stays, one mark a snapshot; how many that are.
fn stays(decisions: &[Decision], history: &History, label: &str) -> Lane {
    let mark = |d: &Decision| match d.verdict {
        Verdict::Keep if d.reasons.iter().any(|r| matches!(r, Reason::Oldest(_))) => Mark::Oldest,
        Verdict::Keep => Mark::Kept,
        _ => Mark::Dropped,
    };
    let marks: Vec<(Instant, Mark)> = decisions.iter().map(|d| (history.instants[d.at], mark(d))).collect();
    let kept = marks.iter().filter(|(_, mark)| *mark != Mark::Dropped).count();
    Lane { label: label.to_owned(), note: format!("{kept} of {} stay", marks.len()), marks, strong: true }
}

fn switch(switch: &Switch) -> Picture {
    let history = (switch.history)();
    let lanes = switch.words.iter().map(|word| {
        let members = format!(r#""{}":"{word}","keep":{{{}}}"#, switch.member, switch.keep);
        stays(&history.decided(&policy(&history, &members)), &history, word)
    });
    let lanes = lanes.collect();
    let scene = Scene { title: switch.member, told: switch.told, history: &history, lanes };
    Picture { file: format!("retention-{}.svg", switch.member), svg: scene.svg() }
}

fn presets() -> Picture {
    let history = histories::usual();
    let lanes = snap_core::retention::Preset::ALL.iter().map(|preset| {
        let (rules, _) = rules_of(preset.word());
        let members = format!(r#""preset":"{}",{rules}"#, preset.word());
        stays(&history.decided(&policy(&history, &members)), &history, preset.word())
    });
    let lanes = lanes.collect();
    let told = "last 3, daily 5, weekly 3, monthly 3; aws-dlm and azure-disk-backup with rules of their own (below)";
    let scene = Scene { title: "One history under ten presets", told, history: &history, lanes };
    Picture { file: "retention-presets.svg".to_owned(), svg: scene.svg() }
}

/// A preset: what each rule keeps, and what stays of it all.
fn one_preset(preset: &str) -> Picture {
    let history = histories::usual();
    let (rules, told) = rules_of(preset);
    let policy = policy(&history, &format!(r#""preset":"{preset}",{rules}"#));
    let decisions = history.decided(&policy);
    let mut lanes: Vec<Lane> = Vec::new();
    for one in told.split(", ") {
        let of_rule = |reason: &Reason| match reason {
            Reason::Rule(rule, _) if rule.to_string() == one => Some(Mark::Kept),
            Reason::Oldest(rule) if rule.to_string() == one => Some(Mark::Oldest),
            _ => None,
        };
        let marks: Vec<(Instant, Mark)> = decisions
            .iter()
            .filter_map(|d| Some((history.instants[d.at], d.reasons.iter().find_map(of_rule)?)))
            .collect();
        let note = if marks.is_empty() { "keeps none".to_owned() } else { format!("keeps {}", marks.len()) };
        lanes.push(Lane { label: one.to_owned(), note, marks, strong: false });
    }
    lanes.push(stays(&decisions, &history, "stays"));
    let title = format!("preset {preset}");
    let scene = Scene { title: &title, told, history: &history, lanes };
    Picture { file: format!("retention-preset-{preset}.svg"), svg: scene.svg() }
}
