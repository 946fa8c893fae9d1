//! Pages of Resource Graph, as far as paging needs them: the rows are [`document`](crate::document)'s.

use serde::{Deserialize, Deserializer};

use crate::endpoint::LONGEST_LINK;
use crate::reply::{BadBody, Count, Reply};

/// One page of a query's rows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GraphPage {
    /// How many rows it has.
    pub count: usize,
    /// How many rows the query has in all, where that is said.
    pub total: Option<u64>,
    /// What the next page is asked for with; `None` on the last page.
    pub skip_token: Option<String>,
    /// True when there are rows that were not given. Without a `skip_token` there is no way to get them: the query's rows
    /// have no `id`, so what was read is not everything.
    pub truncated: bool,
}

impl GraphPage {
    /// Reads `{"totalRecords", "count", "data": […], "resultTruncated", "$skipToken"}` without looking into the rows.
    ///
    /// # Errors
    /// When the body is not that, or when its rows are no objects in a list (`objectArray`).
    pub fn read(reply: &Reply<'_>) -> Result<Self, BadBody> {
        #[derive(Deserialize)]
        #[serde(rename_all = "camelCase")]
        struct Raw {
            data: Count,
            #[serde(default)]
            total_records: Option<u64>,
            #[serde(default)]
            result_truncated: Truncated,
            #[serde(default, rename = "$skipToken")]
            skip_token: Option<String>,
        }
        const EXPECTED: &str = "a page of Resource Graph";
        let raw: Raw = reply.json(EXPECTED)?;
        let skip_token = raw.skip_token.filter(|token| !token.trim().is_empty());
        if skip_token.as_ref().is_some_and(|token| token.len() > LONGEST_LINK) {
            return Err(BadBody::of(reply, EXPECTED, "its `$skipToken` is longer than 16 KiB"));
        }
        Ok(Self { count: raw.data.0, total: raw.total_records, skip_token, truncated: raw.result_truncated.0 })
    }
}

/// The service writes the words `true` and `false` as text. Any other word is taken for the worse.
#[derive(Default)]
struct Truncated(bool);

impl<'de> Deserialize<'de> for Truncated {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        #[derive(Deserialize)]
        #[serde(untagged)]
        enum Said {
            Plain(bool),
            Word(String),
            Nothing(()),
        }
        Ok(Self(match Said::deserialize(deserializer)? {
            Said::Plain(truncated) => truncated,
            Said::Word(word) => !word.eq_ignore_ascii_case("false"),
            Said::Nothing(()) => false,
        }))
    }
}
