//! ARM templates: read as the service reads them, judged by the published contract, and put to the emulator.

use std::collections::BTreeMap;

use jiff::SignedDuration;
use serde_json::{Map, Value, json};
use snap_emulator::{Config, Delivery, DiskSpec, Emulator, Request};
use snap_export::{Format, Plan};
use snap_suite::exports::{plan, print};
use snap_suite::world::World;

const SUB: &str = "5eed0000-0000-4000-8000-000000000001";
const SLOT: &str = "2026-11-20T02:00:00Z";

/// A text as the service reads it in a template; an expression is a fault.
fn literal(text: &str) -> String {
    match (text.starts_with('['), text.ends_with(']')) {
        (true, true) => {
            assert!(text.starts_with("[["), "an expression: {text}");
            text[1..].to_owned()
        }
        _ => text.to_owned(),
    }
}

/// A value of a template as the service reads it, names included.
fn read(value: &Value) -> Value {
    match value {
        Value::String(text) => literal(text).into(),
        Value::Array(values) => values.iter().map(read).collect(),
        Value::Object(members) => {
            members.iter().map(|(name, value)| (literal(name), read(value))).collect::<Map<_, _>>().into()
        }
        other => other.clone(),
    }
}

/// The snapshots of a template, each with its subscription and group.
fn resources(text: &str, alone: (&str, &str)) -> Vec<(String, String, Value)> {
    let root: Value = serde_json::from_str(text).unwrap();
    let mut found = Vec::new();
    for resource in root["resources"].as_array().unwrap() {
        let resource = read(resource);
        if resource["type"] == "Microsoft.Compute/snapshots" {
            found.push((alone.0.to_owned(), alone.1.to_owned(), resource));
            continue;
        }
        assert_eq!(resource["type"], "Microsoft.Resources/deployments");
        assert_eq!(resource["properties"]["expressionEvaluationOptions"]["scope"], "inner");
        assert_eq!(resource["properties"]["mode"], "Incremental");
        let (subscription, group) =
            (resource["subscriptionId"].as_str().unwrap(), resource["resourceGroup"].as_str().unwrap());
        for inner in resource["properties"]["template"]["resources"].as_array().unwrap() {
            // Evaluated once, inside: what was read with the outer one is as it stands there.
            found.push((subscription.to_owned(), group.to_owned(), inner.clone()));
        }
    }
    found
}

fn first_place(plan: &Plan) -> (&str, &str) {
    (plan.takes[0].snapshot.subscription(), plan.takes[0].snapshot.group())
}

#[test]
fn hostile_plans_stay_texts_and_keep_to_the_contract() {
    let contract = Contract::read();
    for seed in 0..200 {
        let plan = plan(seed, false);
        let files = print(&plan, Format::Arm);
        assert_eq!(files.len(), 1);
        let found = resources(&files[0].text, first_place(&plan));
        assert_eq!(found.len(), plan.takes.len(), "{seed}");
        let by_name: BTreeMap<(&str, &str, &str), _> =
            found.iter().map(|(s, g, r)| ((s.as_str(), g.as_str(), r["name"].as_str().unwrap()), r)).collect();
        for take in &plan.takes {
            let id = &take.snapshot;
            let resource = by_name[&(id.subscription(), id.group(), id.name())];
            let wanted = json!({
                "type": "Microsoft.Compute/snapshots", "apiVersion": "2025-01-02", "name": id.name(), "location": take.location,
                "tags": plan.tags,
                "properties": {"creationData": {"createOption": "Copy", "sourceResourceId": take.disk.as_str()}, "incremental": true}
            });
            assert_eq!(*resource, wanted, "{seed}");
            let mut body = resource.clone();
            for own in ["type", "apiVersion", "name"] {
                body.as_object_mut().unwrap().remove(own);
            }
            assert_eq!(contract.faults("Snapshot", &body, ""), Vec::<String>::new(), "{seed}");
        }
    }
}

#[test]
fn the_judge_sees_faults() {
    let contract = Contract::read();
    let good = json!({"location": "x", "properties": {"creationData": {"createOption": "Copy"}, "incremental": true}});
    assert!(contract.faults("Snapshot", &good, "").is_empty());
    for (pointer, bad) in [
        ("/properties/incremental", json!("true")),
        ("/properties/creationData/createOption", json!("Clone")),
        ("/properties/creationData", json!({})),
        ("/properties/timeCreated", json!("2026-11-20T02:00:00Z")),
        ("/properties/incrementl", json!(true)),
        ("/tags", json!({"a": 1})),
    ] {
        let mut body = good.clone();
        match body.pointer_mut(pointer) {
            Some(at) => *at = bad,
            None => {
                let (parent, name) = pointer.rsplit_once('/').unwrap();
                body.pointer_mut(parent).unwrap()[name] = bad;
            }
        }
        assert_eq!(contract.faults("Snapshot", &body, "").len(), 1, "{pointer}: {body}");
    }
}

/// What a template deploys is what a flow would make: the flow that comes after finds it made, and a second deployment
/// changes nothing (A37).
#[test]
fn deployed_once_or_twice_or_beside_a_run_nothing_is_made_twice() {
    let mut emulator = Emulator::new(Config::default());
    for group in ["rg", "rg-web"] {
        emulator.add_group(SUB, group, "westeurope");
    }
    let mut world = World::new(emulator, 1);
    let born = world.now - SignedDuration::from_hours(2_400);
    let disks: Vec<String> = [("d1", "rg", "Premium_LRS"), ("d.2", "rg-web", "UltraSSD_LRS")]
        .iter()
        .map(|(name, group, sku)| {
            let mut spec = DiskSpec::new(name, group, "westeurope", 64);
            spec.sku = (*sku).to_owned();
            world.emulator.add_disk(SUB, &spec, born)
        })
        .collect();
    let listed = call(
        &mut world,
        "GET",
        &format!("/subscriptions/{SUB}/providers/Microsoft.Compute/disks?api-version=2025-01-02"),
        None,
    );
    let mut session = snap_api::Session::new();
    session.add(b"disks", listed.to_string().as_bytes());
    let request = json!({"verb": "export", "format": "arm", "now": SLOT, "slot": SLOT, "policy": {"id": "prod", "zone": "UTC", "keep": {"last": 3}}, "tags": {"[team]": "[db]"}});
    let answer: Value = serde_json::from_slice(&session.call(request.to_string().as_bytes())).unwrap();
    let template = answer["ok"]["files"][0]["text"].as_str().unwrap();
    let mut seen = Vec::new();
    for round in 0..2 {
        for (subscription, group, mut resource) in resources(template, ("", "")) {
            let name = resource["name"].as_str().unwrap().to_owned();
            let version = resource["apiVersion"].as_str().unwrap().to_owned();
            resource
                .as_object_mut()
                .unwrap()
                .retain(|name, _| !matches!(name.as_str(), "type" | "apiVersion" | "name"));
            let path = format!(
                "/subscriptions/{subscription}/resourceGroups/{group}/providers/Microsoft.Compute/snapshots/{name}?api-version={version}"
            );
            call(&mut world, "PUT", &path, Some(&resource));
            world.now += SignedDuration::from_secs(60);
            let made = call(&mut world, "GET", &path, None);
            assert_eq!(made["tags"]["[team]"], "[db]");
            seen.push((round, made["properties"]["uniqueId"].clone(), made["properties"]["timeCreated"].clone()));
        }
    }
    assert_eq!(seen.len(), 4);
    assert!(seen[..2].iter().zip(&seen[2..]).all(|(a, b)| (&a.1, &a.2) == (&b.1, &b.2)), "{seen:?}");
    let disks: Vec<Value> = disks.iter().map(|id| json!({"id": id})).collect();
    let host = world.run(&json!({
        "flow": "create", "now": SLOT, "endpoint": "https://management.azure.com", "callId": "night", "policyId": "prod", "slot": SLOT, "disks": disks
    }));
    let kinds: Vec<String> = host.items().into_iter().map(|(_, kind)| kind).collect();
    assert_eq!(kinds, ["already_made", "already_made"], "{:?}", host.steps);
}

fn call(world: &mut World, method: &str, path: &str, body: Option<&Value>) -> Value {
    let token = world.emulator.mint_token(world.now, 86_400);
    let mut request = Request::new(method, path).with_header("authorization", &format!("Bearer {token}"));
    request = request.with_header("host", "management.azure.com");
    if let Some(body) = body {
        request = request.with_json(body);
    }
    match world.emulator.handle(&request, world.now).delivery {
        Delivery::Reply(reply) => {
            let body = serde_json::from_slice(&reply.body).unwrap_or(Value::Null);
            assert!(matches!(reply.status, 200 | 202), "{method} {path}: {} {body}", reply.status);
            body
        }
        other => panic!("{other:?}"),
    }
}

/// The published contract, as far as a request's body goes: no unknown member, none that is the service's own, right types.
struct Contract(Map<String, Value>);

impl Contract {
    fn read() -> Self {
        let read = |name: &str| -> Value {
            let path = format!("{}/../arm-spec/{name}", env!("CARGO_MANIFEST_DIR"));
            serde_json::from_slice(&std::fs::read(path).unwrap()).unwrap()
        };
        let mut definitions = read("diskrp-2024-03-02.json")["definitions"].as_object().unwrap().clone();
        for (name, later) in read("later-members.json")["definitions"].as_object().unwrap() {
            let whole = definitions.entry(name.clone()).or_insert_with(|| json!({"properties": {}}));
            for (member, value) in later["properties"].as_object().into_iter().flatten() {
                whole["properties"][member] = value.clone();
            }
        }
        Self(definitions)
    }

    /// A definition with what it inherits.
    fn members(&self, definition: &Value) -> (Map<String, Value>, Vec<String>) {
        let mut members = definition["properties"].as_object().cloned().unwrap_or_default();
        let mut required: Vec<String> = definition["required"]
            .as_array()
            .into_iter()
            .flatten()
            .map(|name| name.as_str().unwrap().to_owned())
            .collect();
        for parent in definition["allOf"].as_array().into_iter().flatten() {
            let (more, also) = self.members(self.resolve(parent));
            members.extend(more);
            required.extend(also);
        }
        (members, required)
    }

    fn resolve<'s>(&'s self, schema: &'s Value) -> &'s Value {
        match schema["$ref"].as_str() {
            Some(reference) => self.resolve(&self.0[reference.rsplit('/').next().unwrap()]),
            None => schema,
        }
    }

    fn faults(&self, definition: &str, value: &Value, at: &str) -> Vec<String> {
        let mut faults = Vec::new();
        self.judge(&self.0[definition], value, at, &mut faults);
        faults
    }

    fn judge(&self, schema: &Value, value: &Value, at: &str, faults: &mut Vec<String>) {
        let read_only = schema["readOnly"] == true;
        let schema = self.resolve(schema);
        if read_only || schema["readOnly"] == true {
            return faults.push(format!("{at} is the service's own"));
        }
        let kind = match schema["type"].as_str() {
            Some("string") => value.is_string(),
            Some("boolean") => value.is_boolean(),
            Some("integer") => value.is_i64(),
            Some("number") => value.is_number(),
            Some("array") => value.is_array(),
            _ => value.is_object(),
        };
        if !kind {
            return faults.push(format!("{at} has the wrong type"));
        }
        if schema["enum"].as_array().is_some_and(|words| !words.contains(value)) {
            return faults.push(format!("{at} is no word of the contract"));
        }
        let Some(object) = value.as_object() else { return };
        let (members, required) = self.members(schema);
        for name in required.iter().filter(|name| !object.contains_key(*name)) {
            faults.push(format!("{at} lacks {name}"));
        }
        for (name, value) in object {
            let at = format!("{at}/{name}");
            match members.get(name).or_else(|| schema.get("additionalProperties").filter(|more| more.is_object())) {
                Some(member) => self.judge(member, value, &at, faults),
                None => faults.push(format!("{at} is not in the contract")),
            }
        }
    }
}
