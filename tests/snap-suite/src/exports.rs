//! Texts and plans that try to break out of their quotes, for the tests of exports in every language.

use serde_json::{Value, json};
use snap_core::id::ResourceId;
use snap_core::instant::Instant;
use snap_core::model::DiskKind;
use snap_core::retention::Policy;
use snap_export::{Format, Nightly, Owner, Plan, PolicyText, Take, quote};

use crate::chance::Chance;

/// Texts that some language takes for more than a text.
pub const HOSTILE: [&str; 43] = [
    "",
    " ",
    " a ",
    "plain",
    "it's",
    "''",
    "\"q\"",
    "$(touch x)",
    "${x}",
    "\\${x}",
    "$x",
    "`touch x`",
    "a\nb",
    "a\r\nb",
    "\t",
    "'@",
    "\n'@\n",
    "\n\u{2019}@\n",
    "@'",
    "[x]",
    "[[x]",
    "[concat('a')]",
    "[x",
    "=cmd|' /C calc'!A0",
    "+1",
    "-1",
    "@SUM(A1)",
    "a,b;c",
    "\u{2018}\u{2019}\u{201a}\u{201b}",
    "\u{201c}\u{201d}\u{201e}",
    "\u{202e}txt.exe",
    "\u{200f}\u{feff}\u{2028}\u{85}",
    "\u{1f468}\u{200d}\u{1f4bb}",
    "caf\u{e9} \u{452}\u{410}",
    "\\u0041\\x41\\n\\",
    "!history",
    "#comment",
    "// */ <# #>",
    "%PATH% %s",
    "*?~",
    "\u{7}\u{1b}[31m",
    "a=b==c",
    "\r=1",
];

/// One text made of such pieces, never with a NUL.
pub fn text(chance: &mut Chance) -> String {
    let mut text = String::new();
    for _ in 0..chance.between(1, 4) {
        text.push_str(chance.pick(&HOSTILE));
        if chance.percent(30) {
            let c = u32::try_from(chance.between(1, 0x2_ffff)).unwrap();
            text.extend(char::from_u32(c));
        }
    }
    text
}

/// A plan whose names, groups, regions and tags are hostile. No plan that is asked for has such ids: what an id may be is
/// checked before. The printers must hold all the same.
pub fn plan(seed: u64, plain_tags: bool) -> Plan {
    let mut chance = Chance::new(seed);
    let instant = |text: &str| Instant::parse(text).unwrap();
    let policy =
        PolicyText { json: json!({"id": "p", "note": text(&mut chance)}).to_string(), hash: "0badc0de".into() };
    let owner = Owner::Policy("prod".to_owned());
    let (now, slot) = (instant("2026-11-21T10:00:00Z"), instant("2026-11-21T02:00:00Z"));
    let mut plan = Plan::new(now, slot, owner, Some(policy), snap_core::tags::Tags::default()).unwrap();
    for n in 0..chance.between(0, 6) {
        // A63, for the names alone.
        let (mut name, mut value) = (format!("{n}{}", text(&mut chance)), text(&mut chance));
        name.retain(|c| !"<>%&\\?/".contains(c));
        if plain_tags {
            name = name.replace('=', "~");
            value = value.replace('@', "~");
        }
        plan.tags.set(&name, &value);
    }
    plan.tags.set("long", &"\u{1f600}'".repeat(128));
    for n in 0..chance.between(1, 4) {
        let group = segment(&text(&mut chance));
        let id = |kind: &str, name: &str| {
            let subscription = n % 2;
            let id = format!(
                "/subscriptions/sub-{subscription}/resourceGroups/{group}/providers/Microsoft.Compute/{kind}/{name}"
            );
            ResourceId::parse(&id).unwrap()
        };
        plan.takes.push(Take {
            disk: id("disks", &segment(&text(&mut chance))),
            unique_id: Some(format!("u-{n}-{}", segment(&text(&mut chance)))),
            location: segment(&text(&mut chance)),
            kind: chance.pick(&[None, Some(DiskKind::Ultra), Some(DiskKind::PremiumSsd)]),
            snapshot: id("snapshots", &format!("s{n}{}", segment(&text(&mut chance)))),
        });
    }
    plan.takes.sort_by(|a, b| a.snapshot.cmp(&b.snapshot));
    plan
}

/// What of a text can be a segment of an id at all.
fn segment(text: &str) -> String {
    let kept: String = text.chars().filter(|c| !c.is_control() && !"/\\%?#".contains(*c)).collect();
    format!("x{}", kept.trim_end())
}

/// The formats that print a plan.
pub const FORMATS: [Format; 6] =
    [Format::Bicep, Format::Arm, Format::AzureCli, Format::AzPowershell, Format::Runbook, Format::PortalSteps];

/// The files of a plan in one format.
pub fn print(plan: &Plan, format: Format) -> Vec<snap_export::File> {
    let nightly = Nightly { named: true, group: Some("g'$(x)".into()), template: None, tags: plan.tags.clone() };
    format.print(plan, &nightly).unwrap().0
}

/// Everything that the suites of other languages check, as JSON: texts with their quoted forms, and plans with their files.
pub fn cases(texts: u64, plans: u64) -> Value {
    let mut chance = Chance::new(8);
    let mut all: Vec<String> = HOSTILE.iter().map(|text| (*text).to_owned()).collect();
    all.extend((0..texts).map(|_| text(&mut chance)));
    let texts: Vec<Value> = all
        .iter()
        .map(|text| {
            json!({"text": text, "powershell": quote::powershell(text), "bicep": quote::bicep(text), "csv": quote::csv(text),
                   "icalendar": quote::icalendar(text)})
        })
        .collect();
    let plans: Vec<Value> = (0..plans)
        .map(|seed| {
            let plan = plan(seed, seed % 2 == 0);
            let takes = plan.takes.iter().map(|take| {
                json!({"disk": take.disk.as_str(), "group": take.snapshot.group(), "name": take.snapshot.name(), "location": take.location,
                       "subscription": take.snapshot.subscription(), "uniqueId": take.unique_id})
            });
            let files: serde_json::Map<String, Value> = FORMATS
                .iter()
                .map(|format| (serde_json::to_value(format).unwrap().as_str().unwrap().to_owned(), json!(print(&plan, *format))))
                .chain([("csv".to_owned(), json!([plan.planned()]))])
                .collect();
            json!({"takes": takes.collect::<Vec<_>>(), "tags": plan.tags, "policy": plan.policy.as_ref().unwrap().json, "files": files})
        })
        .collect();
    json!({"texts": texts, "plans": plans, "calendar": calendar(), "emulated": emulated()})
}

/// A script over two disks of the emulator, once by `az snapshot create` and once by `az rest`; the second disk is not there.
fn emulated() -> Value {
    let instant = |text: &str| Instant::parse(text).unwrap();
    let id = |kind: &str, name: &str| {
        let place = "/subscriptions/5eed0000-0000-4000-8000-000000000001/resourceGroups/rg/providers/Microsoft.Compute";
        ResourceId::parse(&format!("{place}/{kind}/{name}")).unwrap()
    };
    let script = |slot: &str, tag: (&str, &str)| {
        let tags = [tag].into_iter().collect();
        let mut plan = Plan::new(instant(slot), instant(slot), Owner::Policy("prod".to_owned()), None, tags).unwrap();
        plan.takes = ["d1", "gone"]
            .map(|disk| Take {
                disk: id("disks", disk),
                unique_id: None,
                location: "westeurope".to_owned(),
                kind: Some(DiskKind::PremiumSsd),
                snapshot: id("snapshots", &format!("{disk}_{}", &slot[8..10])),
            })
            .to_vec();
        print(&plan, Format::AzureCli)[0].text.clone()
    };
    let hostile = "it's $(id) \u{2019}\n[x]";
    json!({"create": script("2026-11-20T02:00:00Z", ("team", hostile)), "put": script("2026-11-21T02:00:00Z", ("a=b", hostile)), "value": hostile})
}

/// A calendar over both clock changes of a year, and the slots that it shows.
fn calendar() -> Value {
    let json =
        br#"{"id": "prod", "zone": "Europe/Vienna", "keep": {"last": 1}, "schedule": {"times": ["02:30", "14:00"]}}"#;
    let policy = Policy::from_json(json).unwrap();
    let instant = |text: &str| Instant::parse(text).unwrap();
    let (from, until) = (instant("2027-01-01T00:00:00Z"), instant("2028-01-01T00:00:00Z"));
    let slots = || policy.schedule.as_ref().unwrap().slots(&policy.time_zone().unwrap(), from, until);
    let (file, _) = snap_export::calendar(&policy.id, "0badc0de", from, slots()).unwrap();
    json!({"text": file.text, "slots": slots().map(|slot| slot.at.to_string()).collect::<Vec<_>>()})
}
