//! The promises of the boundary: it always answers, work can be cut into slices, what is refused changes nothing.
#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "test code")]

use proptest::prelude::*;
use serde_json::{Value, json};
use snap_api::{Flow, Session, call_without_session};

const NOW: &str = "2026-11-20T06:12:00Z";

fn value(answer: &[u8]) -> Value {
    serde_json::from_slice(answer).unwrap()
}

fn call(session: &mut Session, request: &Value) -> Vec<u8> {
    session.call(request.to_string().as_bytes())
}

/// `disks` disks with two snapshots each.
fn fleet(disks: usize) -> Session {
    let group = "/subscriptions/0b1f6471-1bf0-4dda-aec3-cb9272f09590/resourceGroups/g/providers/Microsoft.Compute";
    let snapshots: Vec<Value> = (0..disks * 2)
        .map(|n| {
            json!({
                "id": format!("{group}/snapshots/s{n}"), "incremental": true, "timeCreated": format!("2026-11-{:02}T02:00:00Z", n % 20 + 1),
                "tags": {"snapline-policy": "p"},
                "creationData": {"createOption": "Copy", "sourceResourceId": format!("{group}/disks/d{}", n / 2), "sourceUniqueId": format!("u{}", n / 2)},
            })
        })
        .collect();
    let mut session = Session::new();
    assert_eq!(
        value(&session.add(b"s.json", Value::from(snapshots).to_string().as_bytes()))["ok"]["snapshots"],
        disks * 2
    );
    session
}

fn requests() -> [Value; 5] {
    let policy = json!({"zone": "UTC", "keep": {"last": 1}});
    // Too many, so that fixes are tried, and rules that do nothing.
    let many = json!({"zone": "UTC", "keep": {"hourly": 720, "daily": 5, "weekly": 1}, "schedule": {"everyHours": 1}});
    [
        json!({"verb": "chains", "now": NOW}),
        json!({"verb": "plan", "policy": policy, "now": NOW}),
        json!({"verb": "rows", "of": {"verb": "plan", "policy": policy, "now": NOW}, "table": "snapshots"}),
        json!({"verb": "rows", "of": {"verb": "chains", "now": NOW}, "table": "units"}),
        json!({"verb": "lint", "policy": many, "now": NOW, "horizonDays": 60}),
    ]
}

#[test]
fn slices_give_the_same_bytes_as_one_call() {
    let mut session = fleet(30);
    for request in requests() {
        let whole = call(&mut session, &request);
        let mut sliced = request.clone();
        sliced["work"] = json!(7);
        let mut answer = call(&mut session, &sliced);
        let mut slices = 1;
        while value(&answer)["more"] == true {
            answer = call(&mut session, &json!({"verb": "continue", "work": 7}));
            slices += 1;
        }
        assert!(slices > 5, "{slices}");
        assert_eq!(String::from_utf8(answer), String::from_utf8(whole), "{request}");
    }
}

#[test]
fn a_unit_that_there_is_none_of_is_told() {
    let mut session = fleet(2);
    let policy = json!({"zone": "UTC", "keep": {"last": 1}, "schedule": {"times": ["02:00"]}});
    let chains = value(&call(&mut session, &json!({"verb": "chains", "now": NOW})));
    let known = chains["ok"]["units"][0]["unit"].as_str().unwrap();
    let with = |mut request: Value| {
        request["now"] = json!(NOW);
        request["units"] = json!([known, "nobody"]);
        request
    };
    let (plan, simulate) =
        (json!({"verb": "plan", "policy": policy}), json!({"verb": "simulate", "policy": policy, "days": 3}));
    let compare = json!({"verb": "compare", "a": {"policy": policy}, "b": "existing", "days": 3});
    let lint = json!({"verb": "lint", "policy": policy, "horizonDays": 9});
    let requests = [plan, simulate, compare, lint, json!({"verb": "cost"})].map(with);
    let rows = json!({"verb": "rows", "of": requests[0], "table": "snapshots"});
    for request in requests.iter().chain([&rows]) {
        let answer = value(&call(&mut session, request));
        let told = json!({"code": "unit_unknown", "message": "no unit has the key `nobody`; the verb `chains` tells the keys", "target": "nobody"});
        assert_eq!(answer["warnings"], json!([told]), "{request}");
    }
}

#[test]
fn parts_of_rows_are_the_rows() {
    let mut session = fleet(30);
    let of = json!({"verb": "chains", "now": NOW});
    for (table, all) in [("snapshots", 60), ("units", 30)] {
        let mut request = json!({"verb": "rows", "of": of, "table": table, "filter": {}});
        let whole = value(&call(&mut session, &request));
        assert_eq!(whole["ok"].as_array().unwrap().len(), all);
        // Without work, and without `parts`, nothing is told before the end.
        request["parts"] = json!(true);
        assert_eq!(value(&call(&mut session, &request)), whole);
        request["work"] = json!(7);
        let mut answer = value(&call(&mut session, &request));
        let mut parts: Vec<Vec<Value>> = Vec::new();
        while answer["more"] == true {
            assert!(answer["progress"]["done"].as_u64() > Some(0));
            parts.push(answer["ok"].as_array().unwrap().clone());
            answer = value(&call(&mut session, &json!({"verb": "continue", "work": 7})));
        }
        parts.push(answer["ok"].as_array().unwrap().clone());
        assert!(parts.len() > 3 && parts.iter().all(|part| part.len() <= 8), "{}", parts.len());
        assert_eq!(Value::from(parts.concat()), whole["ok"], "{table}");
        assert_eq!(answer["warnings"], whole["warnings"]);
        request["parts"] = json!(false);
        let answer = value(&call(&mut session, &request));
        assert_eq!((&answer["more"], answer.get("ok")), (&json!(true), None));
    }
}

#[test]
fn a_filter_that_says_nothing_of_disks_is_refused_there() {
    let rows = |filter: Value| json!({"verb": "rows", "of": {"verb": "inventory"}, "table": "disks", "filter": filter});
    for member in ["pending", "orphan", "newest"] {
        let answer = value(&call(&mut fleet(1), &rows(json!({member: false}))));
        assert_eq!(
            (&answer["error"]["code"], &answer["error"]["target"]),
            (&json!("bad_request"), &json!(format!("filter/{member}")))
        );
    }
    assert!(value(&call(&mut fleet(1), &rows(json!({"resourceGroup": "g"}))))["ok"].is_array());
}

#[test]
fn a_stopped_or_followed_verb_is_gone() {
    let mut session = fleet(10);
    let begin = json!({"verb": "chains", "now": NOW, "work": 1});
    for end in [json!({"verb": "stop"}), json!({"verb": "version", "work": 1}), json!({"verb": "nonsense", "work": 1})]
    {
        assert_eq!(value(&call(&mut session, &begin))["more"], true);
        call(&mut session, &end);
        assert_eq!(value(&call(&mut session, &json!({"verb": "continue"})))["error"]["code"], "nothing_to_continue");
    }
    assert_eq!(value(&call(&mut session, &begin))["more"], true);
    session.add(b"empty.json", b"[]");
    assert_eq!(value(&call(&mut session, &json!({"verb": "continue"})))["error"]["code"], "nothing_to_continue");
}

#[test]
fn what_is_answered_at_once_leaves_the_verb_under_way_be() {
    let mut session = fleet(10);
    let plan = json!({"verb": "plan", "now": NOW, "policy": {"zone": "UTC", "keep": {"last": 1}}});
    let whole = call(&mut session, &plan);
    let unit = value(&call(&mut session, &json!({"verb": "chains", "now": NOW})))["ok"]["units"][3]["unit"].clone();
    let look = json!({"verb": "chains", "now": NOW, "units": [unit]});
    let found = call(&mut session, &look);
    let mut begin = plan.clone();
    begin["work"] = json!(1);
    let mut answer = call(&mut session, &begin);
    let mut looked = 0;
    while value(&answer)["more"] == true {
        assert_eq!(call(&mut session, &look), found);
        for refused in
            [json!({"verb": "nonsense"}), json!({"verb": "continue", "for": "ever"}), json!({"verb": "plan"})]
        {
            assert!(value(&call(&mut session, &refused))["error"]["code"].is_string());
        }
        looked += 1;
        answer = call(&mut session, &json!({"verb": "continue", "work": 1}));
    }
    assert!(looked > 5, "{looked}");
    assert_eq!(answer, whole);
}

#[test]
fn heads_and_chosen_units_are_what_the_whole_answer_has() {
    let mut session = fleet(7);
    let policy = json!({"zone": "UTC", "keep": {"last": 1}});
    for mut request in [json!({"verb": "chains", "now": NOW}), json!({"verb": "plan", "now": NOW, "policy": policy})] {
        for words in ["text", "parts"] {
            request["words"] = json!(words);
            let mut whole = value(&call(&mut session, &request));
            let units = whole["ok"]["units"].as_array().unwrap().clone();
            assert!(
                units.len() == 7
                    && units.iter().all(|unit| unit["snapshots"].as_array().is_some_and(|all| !all.is_empty()))
            );

            let mut some = request.clone();
            some["units"] = json!([units[5]["unit"], units[2]["unit"]]);
            let told = value(&call(&mut session, &some))["ok"]["units"].clone();
            assert_eq!(told, json!([units[2], units[5]]));

            let mut heads = request.clone();
            heads["snapshots"] = json!(false);
            for unit in whole["ok"]["units"].as_array_mut().unwrap() {
                unit.as_object_mut().unwrap().remove("snapshots");
            }
            // The hash among it: it is of what was decided, not of what is told.
            assert_eq!(value(&call(&mut session, &heads)), whole, "{words}");
        }
    }
}

#[test]
fn fifty_megabytes_of_nulls_are_refused_and_change_nothing() {
    let mut session = fleet(1);
    let before = call(&mut session, &json!({"verb": "inventory"}));
    let mut nulls = b"[null".to_vec();
    nulls.extend(b",null".iter().copied().cycle().take(50_000_000));
    nulls.push(b']');
    assert_eq!(value(&session.add(b"nulls.json", &nulls))["error"]["code"], "document_no_resources");
    assert_eq!(call(&mut session, &json!({"verb": "inventory"})), before);
}

#[test]
fn a_lock_whose_scope_names_nothing_is_refused() {
    // It would protect nothing, and nobody would know.
    let plan = |scope: &str| {
        let keep = json!({"last": 1});
        let locks = json!([{"scope": scope, "level": "CanNotDelete"}]);
        value(&call(
            &mut fleet(1),
            &json!({"verb": "plan", "policy": {"zone": "UTC", "keep": keep}, "now": NOW, "locks": locks}),
        ))
    };
    let sub = "/subscriptions/0b1f6471-1bf0-4dda-aec3-cb9272f09590";
    for scope in ["rg-prod", "", "/subscriptions/", &format!("{sub}/resourcegroup/g"), &format!("{sub}/resourceGroups")]
    {
        assert_eq!(plan(scope)["error"]["code"], "bad_id", "{scope}");
    }
    // The lock's own id protects what it was put on.
    for scope in [
        sub.to_owned(),
        format!("{sub}/resourceGroups/G"),
        format!("{sub}/resourceGroups/g/providers/Microsoft.Authorization/locks/no-delete"),
    ] {
        assert_eq!(plan(&scope)["ok"]["summary"]["hold"], 2, "{scope}");
    }
}

#[test]
fn the_reading_door_opens_for_flows_that_read_and_no_other() {
    let snapshot =
        "/subscriptions/0b1f6471-1bf0-4dda-aec3-cb9272f09590/resourceGroups/g/providers/Microsoft.Compute/snapshots/s";
    let begin = |mut request: Value| {
        request["now"] = json!(NOW);
        request["endpoint"] = json!("https://management.azure.com");
        let (flow, answer) = Flow::reading(request.to_string().as_bytes());
        assert_eq!(flow.is_some(), value(&answer).get("ok").is_some());
        value(&answer)
    };
    let list = json!({"flow": "list", "subscriptionId": "0b1f6471-1bf0-4dda-aec3-cb9272f09590", "what": ["disks"]});
    assert_eq!(begin(list)["ok"]["flow"], "list");
    assert_eq!(begin(json!({"flow": "wait", "targets": [snapshot]}))["ok"]["flow"], "wait");
    for kind in ["create", "copy", "prune", "ranges", "download", "resume"] {
        assert_eq!(begin(json!({"flow": kind}))["error"]["code"], "reading_only", "{kind}");
    }
    assert_eq!(begin(json!({"flow": "nonsense"}))["error"]["code"], "bad_request");
}

/// JSON and almost-JSON with the words that the boundary knows, so that random input gets past the first check.
fn text() -> impl Strategy<Value = String> {
    let word = prop::sample::select(vec![
        "{",
        "}",
        "[",
        "]",
        ",",
        ":",
        "\"verb\"",
        "\"chains\"",
        "\"plan\"",
        "\"rows\"",
        "\"now\"",
        "\"2026-11-20T06:12:00Z\"",
        "\"policy\"",
        "\"of\"",
        "\"table\"",
        "\"snapshots\"",
        "\"flow\"",
        "\"create\"",
        "\"list\"",
        "\"disks\"",
        "\"id\"",
        "\"op\"",
        "\"reply\"",
        "\"poll\"",
        "1",
        "-1",
        "1e400",
        "null",
        "true",
        "\"\\ud800\"",
        "\"..\"",
        "\u{0}",
        "\u{feff}",
    ]);
    prop_oneof![prop::collection::vec(word, 0..40).prop_map(|words| words.concat()), ".{0,200}"]
}

proptest! {
    #[test]
    fn every_input_is_answered(name in ".{0,20}", first in text(), second in text(), bytes in prop::collection::vec(any::<u8>(), 0..300)) {
        let answered = |answer: Vec<u8>| {
            let answer = value(&answer);
            prop_assert!(["ok", "error", "more"].iter().any(|form| answer.get(form).is_some()), "{answer}");
            Ok(())
        };
        let mut session = fleet(1);
        for input in [first.as_bytes(), second.as_bytes(), &bytes] {
            answered(session.add(name.as_bytes(), input))?;
            answered(session.call(input))?;
            answered(call_without_session(input))?;
            let (flow, answer) = Flow::new(input);
            prop_assert_eq!(flow.is_some(), value(&answer).get("ok").is_some());
        }
        let list = json!({"flow": "list", "now": NOW, "endpoint": "https://management.azure.com", "subscriptionId": "0b1f6471-1bf0-4dda-aec3-cb9272f09590", "what": ["disks"]});
        let mut flow = Flow::new(list.to_string().as_bytes()).0.unwrap();
        answered(flow.step(first.as_bytes(), &bytes))?;
        answered(flow.step(json!({"op": "poll", "now": NOW}).to_string().as_bytes(), b""))?;
        answered(flow.step(json!({"op": "reply", "now": NOW, "id": 1, "status": 200, "headers": []}).to_string().as_bytes(), second.as_bytes()))?;
    }
}
