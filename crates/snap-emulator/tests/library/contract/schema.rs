//! From the contract's words to JSON Schema: OpenAPI 2 definitions, members of later versions, members of no version yet.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, OnceLock};

use jsonschema::{Draft, Validator};
use serde_json::{Map, Value, json};

/// What `tests/arm-spec` says.
pub(crate) struct Contract {
    paths: Map<String, Value>,
    definitions: Map<String, Value>,
    /// For types, members and the first version that lists them.
    first: Value,
    validators: Mutex<Validators>,
}

/// By definition and version.
type Validators = BTreeMap<(String, Option<String>), Arc<Validator>>;

impl Contract {
    pub(crate) fn get() -> &'static Self {
        static CONTRACT: OnceLock<Contract> = OnceLock::new();
        CONTRACT.get_or_init(Self::read)
    }

    fn read() -> Self {
        let [mut spec, mut later, mut first] = [
            include_str!("../../../../../tests/arm-spec/diskrp-2024-03-02.json"),
            include_str!("../../../../../tests/arm-spec/later-members.json"),
            include_str!("../../../../../tests/arm-spec/property-first-version.json"),
        ]
        .map(|text| serde_json::from_str::<Value>(text).unwrap());
        let take = |value: &mut Value, member: &str| match value[member].take() {
            Value::Object(map) => map,
            other => panic!("{member}: {other}"),
        };
        let mut definitions = take(&mut spec, "definitions");
        for (name, definition) in take(&mut later, "definitions") {
            let whole = definitions.entry(name).or_insert_with(|| json!({"type": "object", "properties": {}}));
            merge(whole, &definition);
        }
        definitions = flat(&definitions);
        // One cause is published (R18); a copy fails of more.
        definitions["CopyCompletionError"]["properties"]["errorCode"].as_object_mut().unwrap().remove("enum");
        definitions.extend(take(&mut json!({ "unlisted": super::unlisted() }), "unlisted"));
        definitions.values_mut().for_each(strict);
        let mut paths = take(&mut spec, "paths");
        paths.extend(take(&mut later, "paths"));
        Self { paths, definitions, first: first["types"].take(), validators: Mutex::default() }
    }

    /// Paths with what each method answers by status.
    pub(crate) fn paths(&self) -> impl Iterator<Item = (&String, &Value)> {
        self.paths.iter()
    }

    /// What keeps `body` from being a `definition` as `version` lists it, or any version when there is none.
    pub(crate) fn faults(&self, definition: &str, version: Option<&str>, body: &Value) -> Vec<String> {
        let key = (definition.to_owned(), version.map(str::to_owned));
        let build = || Arc::new(self.validator(definition, version));
        // Let go of the lock before judging: tests run side by side.
        let validator = Arc::clone(self.validators.lock().unwrap().entry(key).or_insert_with(build));
        validator.iter_errors(body).map(|fault| format!("{}: {fault}", fault.instance_path())).collect()
    }

    fn validator(&self, definition: &str, version: Option<&str>) -> Validator {
        let mut definitions = self.definitions.clone();
        for (name, members) in self.first.as_object().unwrap() {
            let Some(Value::Object(have)) = definitions.get_mut(name).and_then(|one| one.get_mut("properties")) else {
                continue;
            };
            have.retain(|member, _| match (version, members[member]["first"].as_str()) {
                (Some(version), Some(first)) => first <= version,
                _ => true,
            });
        }
        let schema = json!({ "$ref": format!("#/definitions/{definition}"), "definitions": definitions });
        jsonschema::options().with_draft(Draft::Draft7).should_validate_formats(true).build(&schema).unwrap()
    }
}

/// Adds the members of `more` to those of `whole`, in depth.
fn merge(whole: &mut Value, more: &Value) {
    match (whole, more) {
        (Value::Object(whole), Value::Object(more)) => {
            for (name, value) in more {
                merge(whole.entry(name.clone()).or_insert(Value::Null), value);
            }
        }
        (whole, more) => *whole = more.clone(),
    }
}

/// Definitions without `allOf`: a list of members can be closed only where it is whole.
fn flat(definitions: &Map<String, Value>) -> Map<String, Value> {
    let flattened = |definition: &Value| {
        let mut whole = definition.clone();
        for base in definition["allOf"].as_array().into_iter().flatten() {
            let name = base["$ref"].as_str().unwrap().rsplit('/').next().unwrap();
            let base = &definitions[name];
            assert!(base.get("allOf").is_none(), "{name} has a base of its own");
            merge(&mut whole["properties"], &base["properties"]);
            let required = |value: &Value| value["required"].as_array().cloned().unwrap_or_default();
            whole["required"] = Value::Array([required(&whole), required(base)].concat());
        }
        let plain = whole.as_object_mut().unwrap();
        plain.remove("allOf");
        if plain.contains_key("properties") {
            plain.insert("type".to_owned(), json!("object"));
        }
        whole
    };
    definitions.iter().map(|(name, definition)| (name.clone(), flattened(definition))).collect()
}

/// Closes every list of members and gives integers the range of their format.
fn strict(schema: &mut Value) {
    match schema {
        Value::Array(parts) => parts.iter_mut().for_each(strict),
        Value::Object(schema) => {
            schema.values_mut().for_each(strict);
            // Not so where both words are names of members.
            if schema.get("type").is_some_and(|word| word == "object") && schema.contains_key("properties") {
                schema.entry("additionalProperties").or_insert(Value::Bool(false));
            }
            let range = match schema.get("format").and_then(Value::as_str) {
                Some("int32") => Some((i64::from(i32::MIN), i64::from(i32::MAX))),
                Some("int64") => Some((i64::MIN, i64::MAX)),
                _ => None,
            };
            if let Some((least, most)) = range {
                schema.entry("minimum").or_insert(json!(least));
                schema.entry("maximum").or_insert(json!(most));
            }
        }
        _ => {}
    }
}
