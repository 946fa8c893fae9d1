//! Pages of Resource Graph, as far as paging needs them: the rows are [`document`](crate::document)'s.

use serde::{Deserialize, Deserializer};

use crate::endpoint::LONGEST_LINK;
use crate::reply::{BadBody, Count, LARGEST_PAGE, Reply};

/// One page of a query's rows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GraphPage {
    /// How many rows it has.
    pub count: usize,
    /// How many rows the query has in all, where that is said.
    pub total: Option<u64>,
    /// What the next page is asked for with; `None` on the last page.
    pub skip_token: Option<String>,
    /// True when there are rows that were not given. Without a `skip_token` there is no way to them (the rows have no `id`):
    /// what was read is not everything then.
    pub truncated: bool,
}

impl GraphPage {
    /// Reads `{"totalRecords", "count", "data": […], "resultTruncated", "$skipToken"}` without looking into the rows.
    ///
    /// # Errors
    /// When the body is not that: no list of rows, as another result format gives, a web page, cut short.
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
        let raw: Raw = reply.json(EXPECTED, LARGEST_PAGE)?;
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

#[cfg(test)]
mod tests {
    use super::*;

    fn page(body: &str) -> Result<GraphPage, String> {
        GraphPage::read(&Reply { status: 200, headers: &[], body: body.as_bytes() }).map_err(|e| e.to_string())
    }

    #[test]
    fn pages_say_how_they_go_on() {
        let first = r#"{"totalRecords":2500,"count":2,"data":[{"id":"a"},{"id":"b"}],"facets":[],"resultTruncated":"true","$skipToken":"ew=="}"#;
        assert_eq!(
            page(first),
            Ok(GraphPage { count: 2, total: Some(2500), skip_token: Some("ew==".to_owned()), truncated: true })
        );
        for last in [
            r#"{"totalRecords":0,"count":0,"data":[],"facets":[],"resultTruncated":"false"}"#,
            r#"{"data":[],"totalRecords":0,"resultTruncated":false,"$skipToken":null}"#,
            r#"{"data":[],"totalRecords":0,"resultTruncated":null,"$skipToken":" "}"#,
        ] {
            assert_eq!(
                page(last),
                Ok(GraphPage { count: 0, total: Some(0), skip_token: None, truncated: false }),
                "{last}"
            );
        }
        // A word that is not known is taken for the worse; rows without an id have no token.
        let cut = page(r#"{"data":[{}],"resultTruncated":"partly"}"#).unwrap();
        assert_eq!((cut.truncated, cut.skip_token, cut.total), (true, None, None));
    }

    #[test]
    fn other_shapes_are_no_pages() {
        for (body, found) in [
            ("", "it is empty"),
            (r#"{"data":{"columns":[],"rows":[]}}"#, "line 1, column 8"),
            (r#"{"count":0}"#, "line 1, column 11"),
            (r#"{"data":[{"id":"a"}"#, "line 1, column 19"),
            (r#"{"data":[],"totalRecords":-1}"#, "line 1, column 28"),
            (r#"{"data":[],"$skipToken":7}"#, "line 1, column 25"),
        ] {
            assert_eq!(
                page(body).unwrap_err(),
                format!("the reply is not a page of Resource Graph: {found}"),
                "{body}"
            );
        }
        let long = format!(r#"{{"data":[],"$skipToken":"{}"}}"#, "a".repeat(16 * 1024 + 1));
        assert!(page(&long).unwrap_err().ends_with("its `$skipToken` is longer than 16 KiB"));
    }
}
