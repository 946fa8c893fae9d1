//! Holding answers against what a case expects.

use serde_json::Value;

use super::Step;

/// What is wrong with `answer`, or `None`.
pub fn fault(step: &Step, answer: &[u8]) -> Option<String> {
    let Ok(got) = serde_json::from_slice::<Value>(answer) else {
        return Some(format!("the answer is no JSON: {}", String::from_utf8_lossy(answer)));
    };
    match (&step.answer, &step.pick) {
        (Some(want), None) => (*want != got).then(|| difference(want, &got)),
        (None, Some(picks)) if !picks.is_empty() => picks.iter().find_map(|(pointer, want)| {
            let found = got.pointer(pointer).unwrap_or(&Value::Null);
            (found != want).then(|| format!("{pointer}: expected {want}, got {found}"))
        }),
        (None, None) if step.add.is_some() => got.get("ok").is_none().then(|| format!("refused: {got}")),
        _ => Some("the step expects nothing: it needs `answer` or `pick`".into()),
    }
}

/// The first place where two values differ, by JSON pointer.
fn difference(want: &Value, got: &Value) -> String {
    fn walk(at: &str, want: &Value, got: &Value) -> Option<String> {
        match (want, got) {
            (Value::Object(a), Value::Object(b)) => {
                a.keys().chain(b.keys().filter(|k| !a.contains_key(*k))).find_map(|k| {
                    walk(&format!("{at}/{k}"), a.get(k).unwrap_or(&Value::Null), b.get(k).unwrap_or(&Value::Null))
                })
            }
            (Value::Array(a), Value::Array(b)) if a.len() == b.len() => {
                a.iter().zip(b).enumerate().find_map(|(i, (a, b))| walk(&format!("{at}/{i}"), a, b))
            }
            _ => (want != got).then(|| format!("{at}: expected {want}, got {got}")),
        }
    }
    walk("", want, got).unwrap_or_else(|| "a member is null on one side and missing on the other".into())
}
