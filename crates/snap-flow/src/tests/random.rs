//! Anything at all, in any order: no panic, and the promises hold.

use std::collections::BTreeMap;

use proptest::prelude::*;
use serde_json::json;

use super::*;

/// What a random host does next. Numbers pick among what is there.
#[derive(Debug, Clone)]
enum Act {
    Poll(u16),
    Reply { which: usize, status: u16, body: usize, headers: usize },
    Failed { which: usize, kind: usize },
    Stray(u64),
    Cancel,
    Save,
}

fn act() -> impl Strategy<Value = Act> {
    let status = prop_oneof![
        12 => Just(200_u16), 3 => Just(201), 6 => Just(202), 8 => Just(404), 2 => Just(401), 2 => Just(409), 3 => Just(429),
        2 => Just(500), 1 => Just(503), 1 => Just(403), 1 => Just(302), 1 => 100_u16..600
    ];
    prop_oneof![
        8 => (0_u16..70).prop_map(Act::Poll),
        30 => (0_usize..8, status, 0_usize..64, 0_usize..16)
            .prop_map(|(which, status, body, headers)| Act::Reply { which, status, body, headers }),
        6 => (0_usize..8, 0_usize..6).prop_map(|(which, kind)| Act::Failed { which, kind }),
        2 => (0_u64..40).prop_map(Act::Stray),
        1 => Just(Act::Save),
        1 => Just(Act::Cancel),
    ]
}

/// Bodies a request may be answered with: most of them fit some request, some fit none.
fn body(at: usize, request: &str) -> String {
    let name = request.split('?').next().unwrap().rsplit('/').next().unwrap().to_owned();
    let all = [
        disk_body(&name, "PremiumV2_LRS"),
        disk_body(&name, "Premium_LRS"),
        ours(&name, &json!({})),
        ours(&name, &json!({"completionPercent": 40.5})),
        ours(&name, &json!({"completionPercent": 100})),
        ours(&name, &json!({"provisioningState": "Updating"})),
        ours(&name, &json!({"provisioningState": "Failed"})),
        tagged(&name, &json!({}), &json!({})),
        MISSING.to_owned(),
        r#"{"status":"Succeeded"}"#.to_owned(),
        r#"{"status":"Failed"}"#.to_owned(),
        r#"{"status":"Running"}"#.to_owned(),
        json!({"value": [{}], "nextLink": format!("{AZURE}/page/{at}")}).to_string(),
        json!({"value": [], "nextLink": "https://evil.example/x"}).to_string(),
        r#"{"value":[]}"#.to_owned(),
        "<html>".to_owned(),
        String::new(),
        "[[[[".to_owned(),
    ];
    // The fitting ones come up more often than chance would have it.
    let fitting = match request {
        r if r.contains("/disks/") => [0, 1],
        r if r.contains("/snapshots/") => [2, 4],
        r if r.contains("/operations/") => [9, 11],
        _ => [12, 14],
    };
    all.get(if at < 40 { fitting[at % 2] } else { (at - 40) % all.len() }).unwrap().clone()
}

fn headers(at: usize) -> Vec<(&'static str, &'static str)> {
    match at {
        0..4 => ACCEPTED.to_vec(),
        4 => vec![("Location", OPERATION)],
        5 => vec![("Azure-AsyncOperation", "https://evil.example/op")],
        6 => vec![("Location", "//evil.example/op"), ("Retry-After", "soon")],
        7 => vec![("Retry-After", "3600")],
        8 => vec![("Date", "Fri, 20 Nov 2020 02:00:00 GMT")],
        _ => Vec::new(),
    }
}

/// Watches what a flow asks for.
#[derive(Default)]
struct Watch {
    /// Looks at a name since its last write.
    looks: BTreeMap<String, bool>,
    flying: BTreeMap<u64, String>,
    writes: BTreeMap<String, usize>,
    over: bool,
}

impl Watch {
    fn see(&mut self, steps: &[Value]) -> Result<(), TestCaseError> {
        for step in steps {
            prop_assert!(!self.over, "a step after done: {}", step);
            if step["step"] == "done" {
                self.over = true;
            }
        }
        for (id, request) in requests(steps) {
            prop_assert!(request.contains(" /"), "left the endpoint: {}", request);
            let (method, url) = request.split_once(' ').unwrap();
            if method == "PUT" {
                let looked = self.looks.insert(url.to_owned(), false);
                prop_assert_eq!(looked, Some(true), "{} was written without a look", url);
                let flying = self.flying.values().filter(|other| other.ends_with(url)).count();
                prop_assert_eq!(flying, 0, "two requests for one name");
                *self.writes.entry(url.to_owned()).or_default() += 1;
            }
            self.flying.insert(id, request);
            prop_assert!(self.flying.len() <= 16);
        }
        Ok(())
    }

    /// A look counts when it said that the name is free.
    fn answered(&mut self, id: u64, status: u16) {
        if let Some(request) = self.flying.remove(&id)
            && let Some(url) = request.strip_prefix("GET ")
            && status == 404
        {
            self.looks.insert(url.to_owned(), true);
        }
    }
}

fn run(request: &Value, acts: &[Act]) -> Result<(), TestCaseError> {
    let mut host = Host::started(request);
    let mut watch = Watch::default();
    watch.see(&host.steps)?;
    for act in acts {
        let picked =
            |which: usize| watch.flying.iter().nth(which % watch.flying.len().max(1)).map(|(id, r)| (*id, r.clone()));
        match act {
            Act::Poll(seconds) => host.after(i64::from(*seconds)),
            Act::Reply { which, status, body: at, headers: more } => {
                let Some((id, sent)) = picked(*which) else { continue };
                watch.answered(id, *status);
                host.reply_with(id, *status, &headers(*more), &body(*at, &sent));
            }
            Act::Failed { which, kind } => {
                let Some((id, _)) = picked(*which) else { continue };
                watch.answered(id, 0);
                host.failed(id, ["not_sent", "timeout", "cut", "tls", "too_large", "other"][*kind]);
            }
            Act::Stray(id) if watch.flying.contains_key(id) => continue,
            Act::Stray(id) => {
                let before = host.all.len();
                let _late_or_unknown = host.try_input(json!({"op": "reply", "id": id, "status": 200}), "{}");
                // Time may have brought steps, the stray reply must not have: polled first, it brings none.
                prop_assert!(host.all.len() == before || !watch.over);
                watch.see(&host.all[before..])?;
                continue;
            }
            Act::Cancel => host.cancel(),
            Act::Save => {
                let saved = host.flow.step(json!({"op": "save", "now": NOW}).to_string().as_bytes(), b"").unwrap();
                let text = serde_json::to_string(&saved).unwrap();
                prop_assert!(!text.contains("SIGNED"));
                continue;
            }
        }
        watch.see(&host.steps)?;
        if watch.over {
            prop_assert_eq!(host.until, None);
            check_items(&host)?;
        } else {
            prop_assert!(host.until.is_some() || !watch.flying.is_empty(), "asleep for ever");
        }
    }
    Ok(())
}

/// One ending item for each disk, and the counts are theirs.
fn check_items(host: &Host) -> Result<(), TestCaseError> {
    let mut ends: BTreeMap<&str, usize> = BTreeMap::new();
    for item in host.all.iter().filter(|step| step["step"] == "item") {
        if !["ready", "not_ready"].contains(&item["kind"].as_str().unwrap()) {
            *ends.entry(item["target"].as_str().unwrap()).or_default() += 1;
        }
    }
    let summary = host.summary();
    let counted: u64 =
        ["made", "alreadyMade", "skipped", "failed", "unknown"].iter().map(|k| summary[*k].as_u64().unwrap()).sum();
    prop_assert_eq!(counted, ends.values().sum::<usize>() as u64);
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 200, ..ProptestConfig::default() })]

    #[test]
    fn create_keeps_its_promises(acts in prop::collection::vec(act(), 1..120), wait in prop::sample::select(vec!["none", "restorable", "durable"])) {
        let request = json!({
            "flow": "create", "now": NOW, "endpoint": AZURE, "callId": "call-1", "checkLimits": false, "timeoutSeconds": 900,
            "wait": wait,
            "disks": [{"id": disk_id("d1"), "name": "s1"}, {"id": disk_id("d2"), "name": "s2"}, {"id": disk_id("d3")}]
        });
        run(&request, &acts)?;
    }

    #[test]
    fn list_keeps_its_promises(acts in prop::collection::vec(act(), 1..80)) {
        let request = json!({
            "flow": "list", "now": NOW, "endpoint": AZURE, "subscriptionId": SUB, "what": ["snapshots", "disks"],
            "diskId": disk_id("d1"), "snapshotId": snapshot_id("s1")
        });
        run(&request, &acts)?;
    }

    #[test]
    fn any_bytes_are_answered(request in ".{0,200}", input in ".{0,100}", body in prop::collection::vec(any::<u8>(), 0..100)) {
        prop_assert!(Flow::new(request.as_bytes()).is_err());
        let mut host = Host::started(&super::create::request());
        prop_assert!(host.flow.step(input.as_bytes(), &body).is_err());
        let reply = json!({"op": "reply", "now": NOW, "id": 1, "status": 200}).to_string();
        prop_assert!(host.flow.step(reply.as_bytes(), &body).is_ok());
    }
}
