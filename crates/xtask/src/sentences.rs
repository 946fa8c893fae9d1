//! The catalogue of the core's sentences, which the page's languages are written and checked by.

use std::collections::BTreeMap;

use anyhow::bail;
use serde_json::{Map, Value, json};
use snap_core::say::Template;

/// The catalogue, from the root of the checkout.
pub(crate) const PATH: &str = "web/src/text/sentences.json";

/// All sentences by their codes: the English templates, and beside them the kinds of their values.
pub(crate) fn render() -> anyhow::Result<String> {
    let mut all: BTreeMap<&str, &Template> = BTreeMap::new();
    for template in snap_api::templates() {
        if all.insert(template.code, template).is_some() {
            bail!("two sentences have the code `{}`", template.code);
        }
    }
    let templates: Map<String, Value> = all.iter().map(|(code, one)| ((*code).to_owned(), json!(one.text))).collect();
    let values: Map<String, Value> = all.iter().map(|(code, one)| ((*code).to_owned(), kinds(one))).collect();
    Ok(serde_json::to_string_pretty(&json!({ "templates": templates, "values": values }))? + "\n")
}

/// `{"at": "instant?"}`: the member that a value of this kind is written under; a question mark where it may be null.
fn kinds(template: &Template) -> Value {
    let kind = |kind: &str| match kind.strip_prefix("Maybe") {
        Some(kind) => format!("{}?", kind.to_lowercase()),
        None => kind.to_lowercase(),
    };
    template.values().map(|(name, of)| (name.to_owned(), json!(kind(of)))).collect::<Map<_, _>>().into()
}
