//! Calendars, read back by a small reader of their own and held against the slots.

use snap_core::instant::Instant;
use snap_core::retention::Policy;
use snap_suite::chance::Chance;

use super::at;

/// The lines of a calendar, unfolded; each line as it stands has at most 75 octets.
fn lines(text: &str) -> Vec<String> {
    assert!(text.ends_with("\r\n"));
    let mut lines: Vec<String> = Vec::new();
    for line in text.strip_suffix("\r\n").unwrap().split("\r\n") {
        assert!(line.len() <= 75 && !line.contains(['\r', '\n']), "{line:?}");
        match line.strip_prefix(' ') {
            Some(rest) => lines.last_mut().unwrap().push_str(rest),
            None => lines.push(line.to_owned()),
        }
    }
    lines
}

/// When each event begins, and the whole is well formed.
fn starts(text: &str) -> Vec<Instant> {
    let lines = lines(text);
    assert_eq!((lines[0].as_str(), lines[lines.len() - 1].as_str()), ("BEGIN:VCALENDAR", "END:VCALENDAR"));
    let mut starts = Vec::new();
    let mut uids = std::collections::BTreeSet::new();
    let mut inside = false;
    for line in &lines {
        match line.split_once(':').unwrap() {
            ("BEGIN", "VEVENT") => inside = !std::mem::replace(&mut inside, true) || panic!("an event inside an event"),
            ("END", "VEVENT") => inside = false,
            ("UID", uid) => assert!(inside && uids.insert(uid.to_owned()), "{uid}"),
            ("DTSTART", stamp) => {
                assert!(inside && stamp.len() == 16);
                let text =
                    format!("{}-{}-{}:{}:{}", &stamp[..4], &stamp[4..6], &stamp[6..11], &stamp[11..13], &stamp[13..]);
                starts.push(at(&text));
            }
            _ => {}
        }
    }
    assert_eq!(starts.len(), uids.len());
    starts
}

#[test]
fn the_events_are_the_slots() {
    let mut chance = Chance::new(5);
    let zones = ["UTC", "Europe/Vienna", "America/St_Johns", "Australia/Lord_Howe", "Asia/Kathmandu", "Africa/Cairo"];
    for _ in 0..300 {
        let zone = chance.pick(&zones);
        let when = match chance.between(0, 2) {
            0 => format!(
                r#""everyHours": {}, "from": "{:02}:{:02}""#,
                chance.pick(&[1, 2, 3, 4, 6, 8, 12, 24]),
                chance.between(0, 23),
                chance.between(0, 59)
            ),
            _ => format!(r#""times": ["{:02}:{:02}", "02:30"]"#, chance.between(0, 23), chance.between(0, 59)),
        };
        let days = chance.pick(&["[\"sun\"]", "[\"mon\", \"sat\", \"sun\"]", "null"]);
        let json = format!(
            r#"{{"id": "p-{}", "zone": "{zone}", "keep": {{"last": 1}}, "schedule": {{"days": {days}, {when}}}}}"#,
            "x".repeat(60)
        );
        let policy = Policy::from_json(json.as_bytes()).unwrap();
        let from = at("2026-01-01T00:00:00Z").plus_seconds(i64::try_from(chance.between(0, 60 * 86_400 * 12)).unwrap());
        let until = from.plus_seconds(i64::try_from(chance.between(0, 200 * 86_400)).unwrap());
        let slots = || policy.schedule.as_ref().unwrap().slots(&policy.time_zone().unwrap(), from, until);
        let (file, count) = snap_export::calendar(&policy.id, "0badc0de", at("2026-01-01T00:00:00Z"), slots()).unwrap();
        let wanted: Vec<Instant> = slots().map(|slot| slot.at).collect();
        assert_eq!(starts(&file.text), wanted, "{json}");
        assert_eq!(count, wanted.len());
    }
}

#[test]
fn a_calendar_has_an_end() {
    let policy = Policy::from_json(br#"{"zone": "UTC", "keep": {"last": 1}, "schedule": {"everyHours": 1}}"#).unwrap();
    let slots = |days: i64| {
        let from = at("2026-01-01T00:00:00Z");
        policy.schedule.as_ref().unwrap().slots(&policy.time_zone().unwrap(), from, from.plus_seconds(days * 86_400))
    };
    let calendar = |days| snap_export::calendar("p", "h", at("2026-01-01T00:00:00Z"), slots(days));
    assert_eq!(calendar(416).unwrap().1, 416 * 24);
    assert_eq!(calendar(417).unwrap_err().code(), "too_many_slots");
}
