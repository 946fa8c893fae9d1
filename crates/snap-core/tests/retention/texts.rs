//! The text form: what it spells, what it refuses, and that nothing is lost between the two forms.

use proptest::prelude::*;
use snap_core::retention::Policy;

use crate::chance::{Chance, Length, PRESETS, SWITCHES};

const ID: &str = "/subscriptions/s/resourceGroups/g/providers/Microsoft.Compute/snapshots/";

fn json(text: &str) -> Policy {
    Policy::from_json(text.as_bytes()).unwrap_or_else(|e| panic!("{text}: {e}"))
}

fn line(text: &str) -> Policy {
    Policy::from_text(text).unwrap_or_else(|e| panic!("{text}: {e}"))
}

/// JSON, the canonical line, and other lines that mean the same.
const PAIRS: &[(&str, &str, &[&str])] = &[
    (
        r#"{"zone": "UTC"}"#,
        "zone=UTC",
        &["zone=utc", "  zone=UTC\n", "ZONE=UTC version=1 preset=default floor=1", "zone=\"UTC\""],
    ),
    (
        r#"{"zone": "Europe/Amsterdam", "keep": {"last": 3, "daily": 7, "weekly": 4, "monthly": 12}}"#,
        "last=3 daily=7 weekly=4 monthly=12 zone=Europe/Amsterdam",
        &["zone=europe/amsterdam monthly=12\tweekly=4  daily=7 Last=3 yearly=0"],
    ),
    (
        r#"{"zone": "UTC", "keep": {"yearly": "all", "within": "P2D", "withinDaily": "P30D", "tags": ["keep", "legal=on hold", "q=\"\\"],
            "since": "2026-01-01T00:00:00Z"}}"#,
        r#"yearly=all within=P2D within-daily=P30D tag=keep tag="legal=on hold" tag=q="\ since=2026-01-01T00:00:00Z zone=UTC"#,
        &[
            r#"yearly=all within=P2D withinDaily=P30D tag=keep tags="legal=on hold" tag="q=\"\\" since=2026-01-01T01:00:00+01:00 zone=UTC"#,
        ],
    ),
    (
        r#"{"zone": "UTC", "minAge": "PT6H", "maxAge": "P1Y", "ageAndCount": true, "keep": {"last": 2}, "floor": 4, "ownedOnly": false}"#,
        "last=2 zone=UTC min-age=PT6H max-age=P1Y age-and-count floor=4 owned-only=false",
        &["age-and-count=true last=2 zone=UTC minAge=PT6H maxage=P1Y floor=4 ownedonly=false"],
    ),
    (
        r#"{"zone": "UTC", "preset": "borg-1", "filler": "off", "overlap": "skip-snapshot", "keep": {"daily": 7}}"#,
        "daily=7 preset=borg-1 zone=UTC filler=off",
        &["preset=borg-1 overlap=skip-snapshot bucket=run filler=off daily=7 zone=UTC"],
    ),
    (
        r#"{"zone": "UTC", "preset": "sanoid", "maxAge": "P30D", "keep": {"last": 5}}"#,
        "last=5 preset=sanoid zone=UTC max-age=P30D",
        &["last=5 preset=sanoid zone=UTC max-age=P30D age-and-count"],
    ),
    (
        r#"{"zone": "UTC", "preset": "sanoid", "maxAge": "P30D", "ageAndCount": false, "keep": {"last": 5}}"#,
        "last=5 preset=sanoid zone=UTC max-age=P30D age-and-count=false",
        &[],
    ),
    (r#"{"zone": "UTC", "preset": "snapper"}"#, "preset=snapper zone=UTC", &["preset=snapper zone=UTC min-age=PT30M"]),
    (r#"{"zone": "UTC", "preset": "snapper", "maxAge": "PT10M"}"#, "preset=snapper zone=UTC max-age=PT10M", &[]),
    (
        r#"{"zone": "UTC", "id": "nightly", "maxPlanAge": "PT2H", "schedule": {"times": ["14:00", "02:00"]}}"#,
        "id=nightly zone=UTC max-plan-age=PT2H at=02:00,14:00",
        &["id=nightly zone=UTC max-plan-age=PT2H times=14:00,02:00 days=mon-sun"],
    ),
    (
        r#"{"zone": "UTC", "schedule": {"days": ["mon", "tue", "wed", "fri", "sat"], "everyHours": 6, "from": "00:30",
            "start": "2026-12-01T00:00:00Z", "end": "2027-12-01T00:00:00Z"}}"#,
        "zone=UTC days=mon-wed,fri,sat every=6h from=00:30 start=2026-12-01T00:00:00Z end=2027-12-01T00:00:00Z",
        &[],
    ),
];

#[test]
fn both_forms_are_one_policy() {
    for (object, canonical, others) in PAIRS {
        let policy = json(object);
        assert_eq!(policy.text(), *canonical, "{object}");
        assert_eq!(line(canonical), policy, "{canonical}");
        for other in *others {
            assert_eq!(line(other), policy, "{other}");
        }
        // The text form is read wherever the JSON is.
        assert_eq!(json(&serde_json::to_string(canonical).unwrap()), policy);
    }
}

#[test]
fn days_are_spelled_short() {
    for (given, canonical) in [
        ("mon", "mon"),
        ("mon,tue", "mon,tue"),
        ("mon,tue,wed", "mon-wed"),
        ("sat-mon", "mon,sat,sun"),
        ("fri-tue", "mon,tue,fri-sun"),
        ("sun,mon-fri", "mon-fri,sun"),
        ("wed-wed", "wed"),
        ("tue-mon,wed", ""),
    ] {
        let policy = line(&format!("zone=UTC every=6h days={given}"));
        let days = if canonical.is_empty() { String::new() } else { format!(" days={canonical}") };
        assert_eq!(policy.text(), format!("zone=UTC{days} every=6h"), "{given}");
    }
}

#[test]
fn adopted_ids_are_a_word_each() {
    let text = format!("zone=UTC adopt={ID}a adopt=\"{ID}with blank\"");
    assert_eq!(line(&text).adopt.len(), 2);
    assert_eq!(line(&text).text(), text);
}

#[test]
fn every_preset_comes_back() {
    for start in Policy::presets() {
        let text = start.policy.text();
        assert_eq!(line(&text), start.policy, "{text}");
        assert!(text.contains("zone=UTC"));
    }
    assert_eq!(Policy::presets()[0].policy.text(), "last=3 daily=7 weekly=4 monthly=12 zone=UTC");
}

#[test]
fn every_mistake_is_told_with_word_place_value_and_way_out() {
    for (text, expected, pointer) in [
        ("", "policy at `zone`: is missing; expected an IANA time zone such as `Europe/Vienna` or `UTC`", "/zone"),
        ("dayly=7 zone=UTC", "policy at word 1, `dayly=7`: no word is called `dayly`; did you mean `daily`?", ""),
        ("zone=UTC daily=7 daily=8", "policy at word 3, `daily=8`: is given twice", "/keep/daily"),
        (
            "zone=UTC daily=x",
            "policy at word 2, `daily=x`: `x` is not allowed; expected a whole number from 0 to 100000, or `all`",
            "/keep/daily",
        ),
        (
            "zone=UTC daily=007",
            "policy at word 2, `daily=007`: `007` is not allowed; expected a whole number from 0 to 100000, or `all`",
            "/keep/daily",
        ),
        ("daily zone=UTC", "policy at word 1, `daily`: has no value; expected one as in `daily=7`", "/keep/daily"),
        (
            "zone=UTC daily=",
            "policy at word 2, `daily=`: `` is not allowed; expected a whole number from 0 to 100000, or `all`",
            "/keep/daily",
        ),
        (
            "zone=Vienna",
            "policy at word 1, `zone=Vienna`: `Vienna` is not an IANA time zone; did you mean `Europe/Vienna`?",
            "/zone",
        ),
        (
            "zone=UTC pick=middle",
            "policy at word 2, `pick=middle`: `middle` is not allowed; expected one of `newest`, `oldest`",
            "/pick",
        ),
        (
            "zone=UTC owned-only=yes",
            "policy at word 2, `owned-only=yes`: `yes` is not allowed; expected `true` or `false`",
            "/ownedOnly",
        ),
        (
            "zone=UTC min-age=P2Y max-age=P1Y",
            "policy at word 2, `min-age=P2Y`: `P2Y` is longer than `max-age`, `P1Y`; expected at most that",
            "/minAge",
        ),
        (
            "zone=UTC age-and-count",
            "policy at word 2, `age-and-count`: `true` needs both `max-age` and `last`; set them or leave this out",
            "/ageAndCount",
        ),
        (
            "zone=UTC tag=a tag==b",
            "policy at word 3, `tag==b`: `=b` is not allowed; expected `name` or `name=value`",
            "/keep/tags/1",
        ),
        (
            "zone=UTC days=mon",
            "policy at word 2, `days=mon`: is part of a schedule; expected `at=02:00` or `every=6h` beside it",
            "/schedule",
        ),
        (
            "zone=UTC every=6h days=mon-fry",
            "policy at word 3, `days=mon-fry`: `mon-fry` is not allowed; expected one of `mon`, `tue`, `wed`, `thu`, `fri`, `sat`, `sun`",
            "/schedule/days/0",
        ),
        (
            "zone=UTC every=5h",
            "policy at word 2, `every=5h`: `5` is not allowed; expected 1, 2, 3, 4, 6, 8, 12 or 24",
            "/schedule/everyHours",
        ),
        (
            "zone=UTC at=02:00,2pm",
            "policy at word 2, `at=02:00,2pm`: `2pm` is not allowed; expected a time of day from `00:00` to `23:59`",
            "/schedule/times/1",
        ),
        (
            "zone=UTC at=02:00 every=6h",
            "policy at word 3, `every=6h`: `6` is not allowed; `at` is given too; expected one of the two",
            "/schedule/everyHours",
        ),
        (
            "zone=UTC tag=\"a b",
            "policy at word 2, `tag=\"a b`: the quote is not closed; expected a `\"` at its end",
            "",
        ),
        (
            "zone=UTC tag=\"a\"b",
            "policy at word 2, `tag=\"a\"`: something follows the closing quote; expected a blank",
            "",
        ),
        (
            r#"zone=UTC tag="a\b c\d""#,
            r#"policy at word 2, `tag="a\b c\d"`: between quotes, `\` and control characters are written as in JSON: `\\`, `\n`"#,
            "",
        ),
        ("=7", "policy at word 1, `=7`: no word is called ``; expected one of", ""),
        (
            "zone=UTC keep=7",
            "policy at word 2, `keep=7`: no word is called `keep`; expected one of `version`, `id`",
            "",
        ),
    ] {
        let error = Policy::from_text(text).unwrap_err();
        assert!(error.to_string().starts_with(expected), "{text}\n{error}\n{expected}");
        assert!(error.to_string() == expected || text.contains("=7"), "{text}\n{error}\n{expected}");
        assert_eq!(error.pointer(), pointer, "{text}");
    }
    let as_json = Policy::from_json(b"\"daily=x zone=UTC\"").unwrap_err();
    assert_eq!(as_json, Policy::from_text("daily=x zone=UTC").unwrap_err());
    assert!(Policy::from_json(b"\"zone=UTC").unwrap_err().to_string().starts_with("policy: the text is not JSON"));
}

/// A policy of any kind: every member, every preset, odd texts.
pub(crate) fn any_policy(chance: &mut Chance) -> String {
    let mut top = vec![r#""zone":"Europe/Vienna""#.to_owned()];
    let mut keep = Vec::new();
    let preset = *chance.of(&PRESETS[..9]);
    if chance.once_in(2) {
        top.push(format!("\"preset\":\"{preset}\""));
    }
    let lone = top.len() == 2 && preset == "aws-dlm";
    let all = ["last", "minutely", "hourly", "daily", "weekly", "monthly", "quarterly", "yearly"];
    for name in all.iter().filter(|_| !lone) {
        match chance.below(6) {
            0 => keep.push(format!("\"{name}\":\"all\"")),
            1 | 2 => keep.push(format!("\"{name}\":{}", chance.below(500))),
            _ => (),
        }
    }
    for name in ["within", "withinHourly", "withinDaily", "withinQuarterly", "withinYearly"].iter().filter(|_| !lone) {
        if chance.once_in(5) {
            keep.push(format!("\"{name}\":\"{}\"", Length::random(chance).iso()));
        }
    }
    if chance.once_in(3) {
        let tags =
            ["a", "a=", "Legal Hold=until \\\"2030\\\"", "x\\ty", "ä\u{a0}ö==", "q=\\\\", "\\\"x", "emoji=📦", "n=\\n"];
        let some: Vec<String> = (0..1 + chance.below(4)).map(|_| format!("\"{}\"", chance.of(&tags))).collect();
        keep.push(format!("\"tags\":[{}]", some.join(",")));
    }
    if chance.once_in(4) {
        keep.push(format!("\"since\":\"20{:02}-03-04T05:06:07.{}Z\"", chance.below(60), chance.below(1_000)));
    }
    let ages = (
        Length { months: 0, days: 1 + chance.below(20) as i64, seconds: 0 },
        Length { months: 1 + chance.below(9) as i64, days: 0, seconds: 60 },
    );
    if chance.once_in(3) {
        top.push(format!("\"minAge\":\"{}\"", ages.0.iso()));
    }
    if chance.once_in(3) {
        top.push(format!("\"maxAge\":\"{}\"", ages.1.iso()));
        if chance.once_in(2) && keep.iter().any(|k| k.starts_with("\"last") && !k.ends_with(":0")) {
            top.push(format!("\"ageAndCount\":{}", chance.once_in(2)));
        }
    }
    for (name, words) in SWITCHES {
        if chance.once_in(4) {
            top.push(format!("\"{name}\":\"{}\"", chance.of(words)));
        }
    }
    for (name, value) in
        [("floor", "3"), ("ownedOnly", "false"), ("maxPlanAge", "\"PT5M\""), ("id", "\"a-B_9\""), ("version", "1")]
    {
        if chance.once_in(4) {
            top.push(format!("\"{name}\":{value}"));
        }
    }
    if chance.once_in(5) {
        top.push(format!(r#""adopt":["{ID}b","{ID}a b"]"#));
    }
    if chance.once_in(2) {
        let mut schedule = vec![match chance.below(3) {
            0 => r#""times":["23:59","00:00","12:30"]"#.to_owned(),
            1 => format!("\"everyHours\":{}", chance.of(&[1, 2, 3, 4, 6, 8, 12, 24])),
            _ => r#""everyHours":6,"from":"05:45""#.to_owned(),
        }];
        let mut days = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];
        chance.shuffle(&mut days);
        if chance.once_in(2) {
            schedule.push(format!("\"days\":[\"{}\"]", days[..1 + chance.below(7) as usize].join("\",\"")));
        }
        if chance.once_in(3) {
            schedule.push(r#""start":"2026-12-01T00:00:00Z""#.to_owned());
        }
        if chance.once_in(3) {
            schedule.push(r#""end":"2029-12-01T00:00:00.5Z""#.to_owned());
        }
        top.push(format!("\"schedule\":{{{}}}", schedule.join(",")));
    }
    top.push(format!("\"keep\":{{{}}}", keep.join(",")));
    chance.shuffle(&mut top);
    format!("{{{}}}", top.join(","))
}

#[test]
fn nothing_is_lost_and_nothing_is_said_twice() {
    for seed in 0..3_000 {
        let mut chance = Chance::new(seed);
        let text = any_policy(&mut chance);
        let policy = json(&text);
        let spelled = policy.text();
        assert_eq!(line(&spelled), policy, "seed {seed}: {text}\n{spelled}");
        assert_eq!(line(&spelled).text(), spelled, "seed {seed}");
        // The words in any order; and none that could be left out.
        if spelled.contains('"') {
            continue;
        }
        let mut words: Vec<&str> = spelled.split(' ').collect();
        chance.shuffle(&mut words);
        let tagged = words.iter().filter(|word| word.starts_with("tag=")).count() > 1;
        assert!(tagged || line(&words.join(" ")) == policy, "seed {seed}: {words:?}");
        for left_out in 0..words.len() {
            let mut fewer = words.clone();
            fewer.remove(left_out);
            assert_ne!(
                Policy::from_text(&fewer.join(" ")).as_ref(),
                Ok(&policy),
                "{} says nothing in {spelled}",
                words[left_out]
            );
        }
    }
}

#[test]
fn json_in_a_text_is_json() {
    let object = r#" {"zone": "UTC", "keep": {"daily": 7}}"#;
    assert_eq!(Policy::from_text(object), Policy::from_json(object.as_bytes()));
    assert_eq!(
        Policy::from_json(serde_json::to_string(object).unwrap().as_bytes()),
        Policy::from_json(object.as_bytes())
    );
    let error = Policy::from_text(r#"{"zone": "UTC", "keep": {"daily": -1}}"#).unwrap_err();
    assert_eq!(error.pointer(), "/keep/daily");
}

proptest! {
    #[test]
    fn no_line_is_too_bad(text in r#"((zone|daily|tag|at|days|every|x|"|=|\\|,|-| |UTC|7|é|\n|\t|all){0,14})"#) {
        match Policy::from_text(&text) {
            Ok(policy) => prop_assert_eq!(line(&policy.text()), policy),
            Err(error) => prop_assert!(error.to_string().chars().count() < 1_000),
        }
    }

    #[test]
    fn any_tag_survives(name in "[^=]{1,40}", value in any::<String>()) {
        let tag = format!("{name}={value}");
        let object = serde_json::json!({"zone": "UTC", "keep": {"tags": [tag, "last"]}}).to_string();
        if let Ok(policy) = Policy::from_json(object.as_bytes()) {
            prop_assert_eq!(line(&policy.text()), policy);
        }
    }
}

/// The examples of docs/policy.md: lines are canonical, every word of the table is read, the object is a policy.
#[test]
fn the_examples_of_the_document_are_right() {
    let document = include_str!("../../../../docs/policy.md");
    let block = |start: &str| document.split_once(start).unwrap().1.split_once("\n```").unwrap().0;
    assert!(!json(block("```json\n")).is_empty());
    let lines = block("```text\n");
    assert_eq!(lines.lines().count(), 2);
    for text in lines.lines() {
        assert_eq!(line(text).text(), text);
    }
    let section = document.split_once("\n## As a line\n").unwrap().1.split_once("\n## ").unwrap().0;
    let mut words = 0;
    for row in section.lines().filter(|row| row.starts_with("| `")) {
        let cell = row.split(" | ").next().unwrap();
        for word in cell.split('`').skip(1).step_by(2) {
            // A word without value stands for whatever its member takes.
            let word = match word {
                "adopt=/subscriptions/…" => format!("adopt={ID}a"),
                "age-and-count" => "age-and-count last=1 max-age=P1Y".to_owned(),
                "from=00:30" => "from=00:30 every=6h".to_owned(),
                _ if word.starts_with("days=") => format!("{word} every=6h"),
                _ if word.ends_with('=') => {
                    let zone = if word == "zone=" { "" } else { "zone=UTC every=6h " };
                    let error = Policy::from_text(&format!("{zone}{word}")).unwrap_err().to_string();
                    assert!(error.contains(&format!("`{word}`")) && !error.contains("is called"), "{word}: {error}");
                    words += 1;
                    continue;
                }
                _ => word.to_owned(),
            };
            Policy::from_text(&format!("zone=UTC {word}")).unwrap_or_else(|e| panic!("{word}: {e}"));
            words += 1;
        }
    }
    assert!(words > 25, "{words}");
}
