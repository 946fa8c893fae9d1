//! The catalogue of the core's sentences, which the page's languages are written and checked by.

use std::collections::BTreeMap;

use anyhow::bail;
use serde_json::{Map, Value, json};
use snap_core::say::Template;

/// The catalogue, from the root of the checkout.
pub(crate) const PATH: &str = "web/src/text/sentences.json";

/// The kinds of values that every page writes as the core does.
const AS_THEY_ARE: [&str; 4] = ["name", "names", "text", "word"];

/// All sentences by their codes: the English templates, and beside them the kinds of their values. `plain` are the templates
/// that a page in English does not need: what they make is the core's text to the letter.
pub(crate) fn render() -> anyhow::Result<String> {
    let mut all: BTreeMap<&str, &Template> = BTreeMap::new();
    for template in snap_api::templates() {
        if all.insert(template.code, template).is_some() {
            bail!("two sentences have the code `{}`", template.code);
        }
    }
    let values: Map<String, Value> = all.iter().map(|(code, one)| ((*code).to_owned(), kinds(one))).collect();
    let text = |(code, one): (&str, &Template)| (code.to_owned(), json!(one.text));
    let (plain, templates): (Vec<_>, Vec<_>) = all.into_iter().partition(|(_, one)| is_plain(one));
    let plain: Map<String, Value> = plain.into_iter().map(text).collect();
    let templates: Map<String, Value> = templates.into_iter().map(text).collect();
    Ok(serde_json::to_string_pretty(&json!({ "plain": plain, "templates": templates, "values": values }))? + "\n")
}

fn is_plain(template: &Template) -> bool {
    let kind = |kind: &str| kind.strip_prefix("Maybe").unwrap_or(kind).to_lowercase();
    template.values().all(|(_, of)| AS_THEY_ARE.contains(&kind(of).as_str()))
}

/// `{"at": "instant?"}`: the member that a value of this kind is written under; a question mark where it may be null.
fn kinds(template: &Template) -> Value {
    let kind = |kind: &str| match kind.strip_prefix("Maybe") {
        Some(kind) => format!("{}?", kind.to_lowercase()),
        None => kind.to_lowercase(),
    };
    template.values().map(|(name, of)| (name.to_owned(), json!(kind(of)))).collect::<Map<_, _>>().into()
}
