//! Rules on names, tags and places that need no state.

use serde_json::{Map, Value};

use crate::refusal::{Answer, Refusal};
use crate::regions;
use crate::target::Kind;

/// Kinds of disk whose snapshots are filled in the background (R10).
pub(crate) fn fills_in_background(disk_sku: &str) -> bool {
    ["PremiumV2_LRS", "UltraSSD_LRS"].iter().any(|kind| kind.eq_ignore_ascii_case(disk_sku))
}

/// The sku an incremental snapshot gets when none is asked for (X3).
pub(crate) fn default_snapshot_sku(location: &str) -> &'static str {
    if regions::has_zones(location) { "Standard_ZRS" } else { "Standard_LRS" }
}

/// The `sku.tier` of a sku name.
pub(crate) fn tier(sku: &str) -> &str {
    match sku.split('_').next().unwrap_or(sku) {
        "PremiumV2" => "Premium",
        "StandardSSD" => "Standard",
        "UltraSSD" => "Ultra",
        other => other,
    }
}

/// Names of new resources must fit both published rules at once (A61, X6).
pub(crate) fn check_name(kind: Kind, name: &str) -> Answer<()> {
    let word = |letter: char| letter.is_ascii_alphanumeric() || letter == '_';
    let fits = name.len() <= 80
        && name.chars().all(|letter| word(letter) || letter == '-')
        && name.starts_with(|letter: char| letter.is_ascii_alphanumeric())
        && name.ends_with(word);
    if fits {
        return Ok(());
    }
    Err(Refusal::parameter(
        "name",
        format!(
            "The entity name '{name}' of type {} is invalid according to its validation rule: \
             ^[A-Za-z0-9]([A-Za-z0-9_-]{{0,78}}[A-Za-z0-9_])?$.",
            kind.type_name()
        ),
    ))
}

/// The skus a snapshot may have, with the recorded message (A72).
pub(crate) fn check_snapshot_sku(incremental: bool, sku: &str) -> Answer<()> {
    let (kind, allowed): (&str, &[&str]) = if incremental {
        ("IncrementalSnapshot", &["Standard_LRS", "Standard_ZRS"])
    } else {
        ("Snapshot", &["Standard_LRS", "Premium_LRS", "Standard_ZRS"])
    };
    if allowed.iter().any(|name| name.eq_ignore_ascii_case(sku)) {
        return Ok(());
    }
    let message = format!(
        "SKU {sku} is not supported for resource type {kind} in this region. Supported SKUs for this region are {}",
        allowed.join(",")
    );
    Err(Refusal::parameter("sku", message))
}

/// Who may reach the data: words of the contract, and private access only through a disk access (A58).
pub(crate) fn check_network(properties: &Map<String, Value>, has_disk_access: bool) -> Answer<()> {
    const WORDS: [(&str, &[&str]); 3] = [
        ("networkAccessPolicy", &["AllowAll", "AllowPrivate", "DenyAll"]),
        ("publicNetworkAccess", &["Enabled", "Disabled"]),
        ("dataAccessAuthMode", &["AzureActiveDirectory", "None"]),
    ];
    for (member, words) in WORDS {
        if let Some(value) = properties.get(member)
            && !value.as_str().is_some_and(|text| words.contains(&text))
        {
            let target = format!("properties.{member}");
            return Err(Refusal::parameter(&target, format!("The value of parameter {target} is invalid.")));
        }
    }
    let private = properties.get("networkAccessPolicy").and_then(Value::as_str) == Some("AllowPrivate");
    if private && !has_disk_access && !properties.get("diskAccessId").is_some_and(Value::is_string) {
        let message = "networkAccessPolicy AllowPrivate needs a diskAccessId.";
        return Err(Refusal::parameter("properties.diskAccessId", message));
    }
    Ok(())
}

/// Resource groups: 1 to 90 letters, digits and `_ ( ) - .`, not ending in `.` (A62).
pub(crate) fn check_group_name(name: &str) -> Answer<()> {
    let fits = |letter: char| letter.is_alphanumeric() || matches!(letter, '_' | '(' | ')' | '-' | '.');
    if (1..=90).contains(&name.chars().count()) && name.chars().all(fits) && !name.ends_with('.') {
        return Ok(());
    }
    let message = format!("The provided resource group name '{name}' has letters that are not allowed, or too many.");
    Err(Refusal::new(400, "InvalidResourceGroup", message))
}

/// Tags: 50 pairs, lengths, letters, and names that differ by more than casing (A63).
pub(crate) fn check_tags(tags: &Map<String, Value>) -> Answer<()> {
    let refuse = |code: &str, message: String| Err(Refusal::new(400, code, message));
    if tags.len() > 50 {
        return refuse("TagCountLimitExceeded", format!("{} tags were given; at most 50 are allowed.", tags.len()));
    }
    let mut names = std::collections::BTreeSet::new();
    for (name, value) in tags {
        let Some(value) = value.as_str() else {
            return refuse("InvalidTagValue", format!("The value of tag '{name}' is not text."));
        };
        if name.is_empty() || name.chars().count() > 512 {
            return refuse("TagNameTooLong", format!("The tag name '{name}' must have 1 to 512 characters."));
        }
        if name.contains(['<', '>', '%', '&', '\\', '?', '/']) {
            return refuse("InvalidTagNameCharacters", format!("The tag name '{name}' has one of <,>,%,&,\\,?,/."));
        }
        if value.chars().count() > 256 {
            return refuse("TagValueTooLong", format!("The value of tag '{name}' is longer than 256 characters."));
        }
        if !names.insert(name.to_lowercase()) {
            return refuse("DuplicateTagName", format!("The tag name '{name}' is given twice; names ignore case."));
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn names_fit_both_published_rules() {
        let long = "a".repeat(80);
        for name in ["a", "A_", "a-b_c", "0", long.as_str()] {
            assert!(check_name(Kind::Snapshot, name).is_ok(), "{name}");
        }
        let longer = "a".repeat(81);
        for name in ["", "_a", "-a", "a-", "a.b", "a b", "é", "a/b", longer.as_str()] {
            assert!(check_name(Kind::Snapshot, name).is_err(), "{name}");
        }
    }

    #[test]
    fn tags_have_limits() {
        let status = |tags: Value| check_tags(tags.as_object().unwrap()).is_ok();
        let many = |count: usize| Value::Object((0..count).map(|n| (format!("t{n}"), json!(""))).collect());
        assert!(status(many(50)) && !status(many(51)));
        assert!(status(json!({"n".repeat(512): "v".repeat(256)})));
        assert!(!status(json!({"n".repeat(513): ""})) && !status(json!({"n": "v".repeat(257)})));
        assert!(!status(json!({"a/b": ""})) && !status(json!({"A": "", "a": ""})) && !status(json!({"a": 1})));
    }

    #[test]
    fn the_default_sku_follows_the_zones() {
        assert_eq!(
            (default_snapshot_sku("West Europe"), default_snapshot_sku("westus")),
            ("Standard_ZRS", "Standard_LRS")
        );
        assert_eq!(
            [tier("PremiumV2_LRS"), tier("StandardSSD_ZRS"), tier("UltraSSD_LRS"), tier("Standard_LRS")],
            ["Premium", "Standard", "Ultra", "Standard"]
        );
    }
}
