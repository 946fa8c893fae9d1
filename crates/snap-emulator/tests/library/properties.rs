//! Whatever is asked: an answer, never a panic, and the state stays sound.

use proptest::prelude::*;
use serde_json::{Value, json};
use snap_emulator::{Config, Request, Rule};

use crate::desk::{Desk, SUB, copy_of, copy_to, disk, snapshot};

fn segment() -> impl Strategy<Value = String> {
    prop_oneof![
        3 => prop::sample::select(vec![
            "subscriptions", SUB, "resourceGroups", "rg", "providers", "Microsoft.Compute", "snapshots", "disks", "d1",
            "locations", "westeurope", "beginGetAccess", "endGetAccess", "DiskOperations", "Microsoft.Authorization",
            "locks", "Microsoft.ResourceGraph", "resources", "operationresults", "updateImmutabilityPolicyLock", "..", "%2e%2e", "%00", "%", "", "tenants",
        ]).prop_map(str::to_owned),
        1 => ".{0,12}",
    ]
}

fn path() -> impl Strategy<Value = String> {
    let query = prop::sample::select(vec![
        "",
        "?api-version=2025-01-02",
        "?api-version=2022-03-22",
        "?api-version",
        "?&&=&",
        "?$skiptoken=%ff&api-version=2025-01-02",
    ]);
    let wild = (prop::collection::vec(segment(), 0..10), query.clone())
        .prop_map(|(parts, query)| format!("/{}{query}", parts.join("/")));
    let action = prop::sample::select(vec!["", "", "", "/beginGetAccess", "/endGetAccess"]);
    let near = (prop::sample::select(vec!["a", "b", "a.b", "%20"]), any::<bool>(), action, query).prop_map(
        |(name, snap, action, query)| format!("{}{action}{query}", if snap { snapshot(name) } else { disk(name) }),
    );
    prop_oneof![wild, near]
}

fn json_value() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<f64>().prop_map(Value::from),
        ".{0,8}".prop_map(Value::from),
        Just(json!("Copy")),
        Just(json!("CopyStart")),
        Just(json!("Empty")),
        Just(json!(disk("d1"))),
    ];
    let key = prop::sample::select(vec![
        "location",
        "tags",
        "sku",
        "name",
        "properties",
        "creationData",
        "createOption",
        "sourceResourceId",
        "incremental",
        "diskSizeGB",
        "instantAccessDurationMinutes",
        "x",
    ]);
    leaf.prop_recursive(4, 24, 6, move |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..4).prop_map(Value::from),
            prop::collection::btree_map(key.clone().prop_map(str::to_owned), inner, 0..6)
                .prop_map(|map| Value::Object(map.into_iter().collect())),
        ]
    })
}

fn body() -> impl Strategy<Value = Vec<u8>> {
    prop_oneof![
        prop::collection::vec(any::<u8>(), 0..40),
        json_value().prop_map(|value| value.to_string().into_bytes()),
        Just(copy_of(&disk("d1")).to_string().into_bytes()),
        Just(copy_to(&snapshot("a"), "northeurope").to_string().into_bytes()),
        any::<u32>().prop_map(|seconds| json!({"access": "Read", "durationInSeconds": seconds}).to_string().into_bytes()),
        Just(json!({"location": "westeurope", "properties": {"creationData": {"createOption": "Copy", "sourceResourceId": snapshot("a")}}}).to_string().into_bytes()),
        (any::<u64>(), prop::sample::select(vec!["PremiumV2_LRS", "", "Standard_LRS"])).prop_map(|(size, sku)| {
            let data = json!({"createOption": "Empty"});
            json!({"location": "westeurope", "sku": {"name": sku}, "properties": {"creationData": data, "diskSizeGB": size}})
                .to_string()
                .into_bytes()
        }),
    ]
}

fn request() -> impl Strategy<Value = (Request, u32)> {
    let method = prop::sample::select(vec!["GET", "PUT", "PATCH", "DELETE", "POST", "HEAD", "get", ""]);
    (method, path(), body(), 0..1000_u32).prop_map(|(method, path, body, wait)| {
        let mut request = Request::new(method, &path);
        request.body = body;
        (request, wait)
    })
}

fn fault() -> impl Strategy<Value = Option<Value>> {
    prop_oneof![
        8 => Just(None),
        1 => Just(Some(json!({"kind": "truncate", "afterBytes": 3}))),
        1 => Just(Some(json!({"kind": "dropReply"}))),
        1 => Just(Some(json!({"kind": "failCopy", "atPercent": -3.5, "code": "", "message": ""}))),
        1 => Just(Some(json!({"kind": "failOperation", "code": "", "message": ""}))),
        1 => Just(Some(json!({"kind": "foreignLink", "origin": ""}))),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, ..ProptestConfig::default() })]

    #[test]
    fn any_requests_are_answered(asked in prop::collection::vec((request(), fault()), 1..30)) {
        let mut desk = Desk::new(Config { page_size: 2, signature_bytes: 64, ..Config::default() });
        desk.disk("d1", "PremiumV2_LRS");
        for ((request, wait), fault) in asked {
            desk.wait(i64::from(wait));
            if let Some(fault) = fault {
                let rule: Rule = serde_json::from_value(json!({ "fault": fault })).unwrap();
                desk.emulator.add_fault(rule);
            }
            let request = request.with_token(&desk.token);
            if let Some(response) = desk.emulator.handle(&request, desk.now).into_response() {
                prop_assert!((200..=501).contains(&response.status));
                prop_assert!(response.body.is_empty() || response.body_json().is_some());
            }
        }
        let dump = desk.emulator.dump(desk.now);
        for snapshot in dump["snapshots"].as_array().unwrap() {
            let percent = snapshot.pointer("/properties/completionPercent").and_then(Value::as_f64);
            prop_assert!(percent.is_none_or(|percent| (0.0..=100.0).contains(&percent)));
            prop_assert!(snapshot["id"].is_string() && snapshot["name"].is_string());
        }
    }

    #[test]
    fn any_headers_are_answered(authorization in ".{0,40}", path in path()) {
        let mut desk = Desk::new(Config::default());
        let request = Request::new("GET", &path).with_header("Authorization", &authorization);
        prop_assert_eq!(desk.send(&request).status, 401);
    }

    #[test]
    fn percent_never_goes_back(steps in prop::collection::vec(0..40_i64, 1..30), seconds in 0..200_u32) {
        let mut desk = Desk::new(Config { copy_seconds: seconds, ..Config::default() });
        let source = desk.disk("d1", "UltraSSD_LRS");
        desk.snap("s", &source);
        let mut last = 0.0;
        for step in steps {
            desk.wait(step);
            let percent = desk.read(&snapshot("s")).pointer("/properties/completionPercent").and_then(Value::as_f64).unwrap();
            prop_assert!(percent >= last);
            last = percent;
        }
    }
}
