//! Random policies: every preset and switch, every rule, and now and then one that is refused.

use serde_json::{Map, Value, json};

use crate::chance::Chance;
use crate::reference::{PRESETS, SWITCHES};

const ZONES: [&str; 8] = [
    "UTC",
    "Europe/Vienna",
    "America/New_York",
    "Australia/Lord_Howe",
    "Asia/Kathmandu",
    "America/St_Johns",
    "Africa/Casablanca",
    "Pacific/Apia",
];
const COUNTS: [&str; 8] = ["last", "minutely", "hourly", "daily", "weekly", "monthly", "quarterly", "yearly"];
const PERIODS: [&str; 6] = ["PT90M", "P2D", "P7D", "P1M", "P1M3DT4H", "P1Y"];

pub(super) fn random(chance: &mut Chance, now: jiff::Timestamp) -> Value {
    let mut keep = Map::new();
    for name in COUNTS {
        if chance.percent(30) {
            keep.insert(name.to_owned(), if chance.percent(10) { json!("all") } else { json!(chance.between(0, 12)) });
        }
    }
    for name in ["within", "withinHourly", "withinDaily", "withinMonthly"] {
        if chance.percent(10) {
            keep.insert(name.to_owned(), json!(chance.pick(&PERIODS)));
        }
    }
    if chance.percent(15) {
        keep.insert("tags".to_owned(), json!(["keep=legal", "pin"]));
    }
    if chance.percent(5) {
        keep.insert("since".to_owned(), json!((now - jiff::SignedDuration::from_hours(50)).to_string()));
    }
    let mut policy = Map::new();
    policy.insert("zone".to_owned(), json!(chance.pick(&ZONES)));
    policy.insert("preset".to_owned(), json!(chance.pick(&PRESETS).0));
    policy.insert("keep".to_owned(), Value::Object(keep));
    for (name, words, _) in SWITCHES {
        if chance.percent(20) {
            policy.insert(name.to_owned(), json!(chance.pick(words)));
        }
    }
    for name in ["minAge", "maxAge"] {
        if chance.percent(15) {
            policy.insert(name.to_owned(), json!(chance.pick(&PERIODS)));
        }
    }
    if chance.percent(30) {
        policy.insert("floor".to_owned(), json!(chance.between(1, 6)));
    }
    if chance.percent(30) {
        policy.insert("ownedOnly".to_owned(), json!(false));
    }
    if chance.percent(3) {
        policy.insert("kep".to_owned(), json!(1));
    }
    if chance.percent(80) {
        policy.insert("schedule".to_owned(), schedule(chance, now));
    }
    Value::Object(policy)
}

fn schedule(chance: &mut Chance, now: jiff::Timestamp) -> Value {
    let mut schedule = Map::new();
    if chance.percent(30) {
        schedule.insert("days".to_owned(), json!(["mon", "sat", "sun"]));
    }
    if chance.percent(50) {
        schedule.insert("times".to_owned(), chance.pick(&[json!(["02:30"]), json!(["00:01", "01:45", "02:00"])]));
    } else {
        schedule.insert("everyHours".to_owned(), json!(chance.pick(&[1, 3, 6, 12, 24])));
        schedule.insert("from".to_owned(), json!(chance.pick(&["00:00", "02:15"])));
    }
    if chance.percent(20) {
        schedule.insert("end".to_owned(), json!((now + jiff::SignedDuration::from_hours(24 * 40)).to_string()));
    }
    Value::Object(schedule)
}
