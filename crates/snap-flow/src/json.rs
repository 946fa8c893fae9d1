//! Reads requests and inputs, and says by name what is wrong with them.

use serde::de::DeserializeOwned;
use serde::{Deserialize, Deserializer};

use crate::contract::FlowError;

/// A member that may be left out may be `null` as well.
pub(crate) fn or_default<'de, D: Deserializer<'de>, T: Deserialize<'de> + Default>(value: D) -> Result<T, D::Error> {
    Ok(Option::deserialize(value)?.unwrap_or_default())
}

/// Reads `bytes` as `T`. `code` is for everything that is neither an unknown nor a missing member.
pub(crate) fn read<T: DeserializeOwned>(bytes: &[u8], code: &'static str) -> Result<T, FlowError> {
    // A list would be read member by member, without their names.
    if bytes.trim_ascii_start().first().is_some_and(|byte| *byte != b'{') {
        return Err(FlowError::new(code, "expected a JSON object"));
    }
    serde_json::from_slice(bytes).map_err(|error| {
        let message = error.to_string();
        let code = if message.starts_with("unknown field") {
            "unknown_member"
        } else if message.starts_with("missing field") {
            "missing_member"
        } else {
            code
        };
        let told =
            message.replacen("unknown field", "unknown member", 1).replacen("missing field", "missing member", 1);
        let refusal = FlowError::new(code, told);
        // Only these two name a member, and then it is the first thing in backticks.
        match message.split('`').nth(1) {
            Some(member) if code.ends_with("_member") => refusal.at(member),
            _ => refusal,
        }
    })
}
