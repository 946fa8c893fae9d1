//! The published schema of a policy against the reader: what one takes, the other takes.

use jsonschema::Validator;
use serde_json::{Value, json};
use snap_core::retention::Policy;

const SCHEMA: &str = include_str!("../../../../docs/policy.schema.json");

fn validator() -> Validator {
    let schema: Value = serde_json::from_str(SCHEMA).unwrap();
    jsonschema::draft202012::meta::validate(&schema).unwrap();
    jsonschema::draft202012::new(&schema).unwrap()
}

fn read(policy: &Value) -> Result<Policy, String> {
    Policy::from_json(policy.to_string().as_bytes()).map_err(|e| e.to_string())
}

/// Both say the same of a document.
fn agree(validator: &Validator, policy: &Value, expected: Option<bool>) {
    let (schema, reader) = (validator.is_valid(policy), read(policy));
    assert_eq!(
        schema,
        reader.is_ok(),
        "{policy}: {reader:?}: {:?}",
        validator.validate(policy).err().map(|e| e.to_string())
    );
    assert!(expected.is_none_or(|expected| expected == schema), "{policy}");
}

/// Every member with its JSON pointer, from the schema itself.
fn members(schema: &Value, place: &str, found: &mut Vec<String>) {
    for (name, of) in schema["properties"].as_object().unwrap() {
        found.push(format!("{place}/{name}"));
        if of["properties"].is_object() {
            members(of, &format!("{place}/{name}"), found);
        }
    }
}

/// A whole policy; only one of `times` and `everyHours` is there.
fn whole() -> Value {
    let mut policy = json!({
        "zone": "Europe/Vienna", "maxAge": "P9Y", "minAge": "PT1S",
        "keep": {"last": 3},
        "schedule": {"everyHours": 6, "start": "1990-01-01T00:00:00Z", "end": "2990-01-01T00:00:00Z"},
    });
    let filled = serde_json::to_value(read(&policy).unwrap()).unwrap();
    policy.clone_from(&filled);
    policy
}

fn put(policy: &mut Value, pointer: &str, value: Value) {
    let (place, name) = pointer.rsplit_once('/').unwrap();
    policy.pointer_mut(place).unwrap()[name] = value;
}

const ID: &str = "/subscriptions/s/resourceGroups/g/providers/Microsoft.Compute/snapshots/a";

/// Values of every kind, right somewhere and wrong elsewhere.
fn values() -> Vec<Value> {
    let texts = [
        "",
        " ",
        "x",
        "all",
        "ALL",
        "default",
        "borg-1",
        "newest",
        "oldest",
        "shared",
        "run",
        "split",
        "now",
        "13-week",
        "P30D",
        "PT6H",
        "P1Y2M3W4DT5H6M7S",
        "P",
        "PT",
        "P1DT",
        "P0D",
        "PT0S",
        "P1.5D",
        "-P1D",
        "p1d",
        "P1D ",
        "P1M1Y",
        "00:00",
        "23:59",
        "24:00",
        "2:00",
        "02:00:00",
        "2026-11-20T02:00:00Z",
        "2026-11-20T02:00:00.1234567+01:00",
        "2026-11-20T02:00:00",
        "2026-13-20T02:00:00Z",
        "2026-11-20",
        "mon",
        "a=b",
        "=b",
        ID,
        "UTC",
        "a\nb",
        "ä",
        "-_9",
    ];
    let long = [
        "a".repeat(64),
        "a".repeat(65),
        "n".repeat(769),
        "n".repeat(770),
        format!("P{}1D", "0".repeat(17)),
        format!("P{}1D", "0".repeat(98)),
    ];
    let mut values: Vec<Value> =
        texts.iter().map(|text| json!(text)).chain(long.iter().map(|text| json!(text))).collect();
    values.extend([-1, 0, 1, 2, 5, 6, 7, 24, 25, 100_000, 100_001].map(|n| json!(n)));
    values.extend([
        json!(null),
        json!(true),
        json!(false),
        json!(1.5),
        json!({}),
        json!({"x": 1}),
        json!([]),
        json!([[]]),
        json!([null]),
        json!([1]),
    ]);
    values.extend([
        json!(["mon"]),
        json!(["mon", "fri", "mon"]),
        json!(["mon", "tue", "wed", "thu", "fri", "sat", "sun", "mon"]),
        json!(["Mon"]),
        json!(["02:00", "14:00"]),
        json!(["02:00", "2:00"]),
        json!(vec!["02:00"; 288]),
        json!(vec!["02:00"; 289]),
        json!(["keep", "a=b", "a="]),
        json!(["keep", " =b"]),
        json!(vec!["tag"; 100]),
        json!(vec!["tag"; 101]),
        json!(["n".repeat(769)]),
        json!(["ä".repeat(770)]),
        json!([ID, ID.to_uppercase(), ID.trim_start_matches('/')]),
        json!([ID.replace("snapshots", "disks")]),
        json!([format!("{ID}/x")]),
        json!([ID.replace("/s/", "//")]),
        json!([ID.replace("/g/", "/g%/")]),
    ]);
    values
}

/// What no schema says of one value; docs/policy.md lists it.
fn beyond(pointer: &str, value: &Value) -> bool {
    let text = value.as_str().unwrap_or_default();
    match pointer {
        "/zone" => !text.is_empty() && text != "UTC",
        // A policy is at odds with itself.
        "/maxAge" => read(&json!({"zone": "UTC", "maxAge": value})).is_ok(),
        "/minAge" => read(&json!({"zone": "UTC", "minAge": value})).is_ok(),
        "/ageAndCount" => value == &json!(true),
        "/preset" => value == "aws-dlm",
        _ => false,
    }
}

#[test]
fn each_value_at_each_member_is_taken_by_both_or_none() {
    let validator = validator();
    let (mut pointers, schema) = (Vec::new(), serde_json::from_str::<Value>(SCHEMA).unwrap());
    members(&schema, "", &mut pointers);
    assert_eq!(pointers.len(), 45);
    agree(&validator, &whole(), Some(true));
    let mut taken = 0;
    for pointer in &pointers {
        for value in values().into_iter().filter(|value| !beyond(pointer, value)) {
            let mut policy = whole();
            if pointer == "/schedule/times" {
                policy["schedule"].as_object_mut().unwrap().retain(|name, _| name == "days");
            }
            put(&mut policy, pointer, value);
            agree(&validator, &policy, None);
            taken += usize::from(validator.is_valid(&policy));
        }
    }
    // Neither of the two takes or refuses all.
    assert!((200..400).contains(&taken), "{taken} of {}", pointers.len() * values().len());
}

#[test]
fn odd_documents_are_taken_by_both_or_none() {
    let validator = validator();
    for good in [
        json!({"zone": "UTC"}),
        json!("last=3 zone=UTC"),
        json!({"zone": "utc", "keep": null, "schedule": null, "id": null}),
        json!({"zone": "UTC", "schedule": {"times": ["02:00"], "everyHours": null, "from": null}}),
        json!({"zone": "UTC", "schedule": {"everyHours": 6, "times": null, "from": "01:00", "days": null}}),
    ] {
        agree(&validator, &good, Some(true));
    }
    for bad in [
        json!(null),
        json!(7),
        json!([]),
        json!({}),
        json!({"zone": null}),
        json!({"zone": "UTC", "Floor": 1}),
        json!({"zone": "UTC", "retain": null}),
        json!({"zone": "UTC", "keep": {"dayly": 1}}),
        json!({"zone": "UTC", "keep": []}),
        json!({"zone": "UTC", "schedule": {}}),
        json!({"zone": "UTC", "schedule": "at=02:00"}),
        json!({"zone": "UTC", "schedule": {"days": ["mon"]}}),
        json!({"zone": "UTC", "schedule": {"times": ["02:00"], "everyHours": 6}}),
        json!({"zone": "UTC", "schedule": {"times": ["02:00"], "from": "01:00"}}),
        json!({"zone": "UTC", "schedule": {"everyHours": 6, "at": "02:00"}}),
    ] {
        agree(&validator, &bad, Some(false));
    }
    for start in Policy::presets() {
        agree(&validator, &serde_json::to_value(start.policy).unwrap(), Some(true));
    }
}

/// Each line of the list in docs/policy.md: the schema takes what the reader refuses, or the other way round.
#[test]
fn what_a_schema_cannot_say_is_listed() {
    let validator = validator();
    let document = include_str!("../../../../docs/policy.md");
    for (text, policy) in [
        ("zone names", json!({"zone": "Europe/Nowhere"})),
        ("a line", json!("last=x")),
        ("one member beside another", json!({"zone": "UTC", "minAge": "P2Y", "maxAge": "P1Y"})),
        ("one member beside another", json!({"zone": "UTC", "ageAndCount": true})),
        ("one member beside another", json!({"zone": "UTC", "preset": "aws-dlm", "keep": {"daily": 7}})),
        (
            "one member beside another",
            json!({"zone": "UTC", "schedule": {"everyHours": 6, "start": "2026-11-20T02:00:00Z", "end": "2026-11-20T02:00:00Z"}}),
        ),
        ("days that a month does not have", json!({"zone": "UTC", "keep": {"since": "2026-02-30T00:00:00Z"}})),
        ("durations beyond 10,000 years", json!({"zone": "UTC", "maxAge": "P99999Y"})),
        ("whole numbers written with a point", json!({"zone": "UTC", "floor": 1.0})),
    ] {
        assert!(validator.is_valid(&policy) && read(&policy).is_err(), "{policy}: {:?}", read(&policy));
        assert!(document.contains(text), "docs/policy.md does not list {text}");
    }
    // And the other way round, once.
    let spelled = json!({"zone": "UTC", "keep": {"since": "2026-02-03 00:00:00Z"}});
    assert!(!validator.is_valid(&spelled) && read(&spelled).is_ok());
    assert!(document.contains("other spellings of instants"));
    let twice = br#"{"zone": "UTC", "floor": 1, "floor": 2}"#;
    assert!(validator.is_valid(&serde_json::from_slice(twice).unwrap()) && Policy::from_json(twice).is_err());
    assert!(document.contains("a member given twice"));
}
