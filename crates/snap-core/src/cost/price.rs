//! What a GiB costs, from a dated table: prices change without notice and are never part of the rules (B5).

use serde::{Deserialize, Serialize, Serializer};

use super::read::{Decimal, TermsError, object};
use crate::model::location_key;

/// The table that comes with Snapline.
const TABLE: &str = include_str!("prices.json");

/// Every place that no other row names.
const ELSEWHERE: &str = "*";

/// The most rows a table may have: there are not a hundred regions.
const MOST_ROWS: usize = 1_000;

/// A table of prices, with its date and where it is from.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct Prices {
    /// As the currency is written beside an amount, such as `USD`.
    pub currency: String,
    /// When the prices were true, as a date; `null` where the user does not say.
    #[serde(default)]
    pub as_of: Option<String>,
    /// Where they are from, in words.
    #[serde(default)]
    pub source: Option<String>,
    /// Location by location; one is `*`.
    pub rows: Vec<Row>,
}

/// Prices in one location.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS), ts(rename = "PriceRow"))]
pub struct Row {
    /// A region's name in any form, or `*` for what no other row names.
    pub location: String,
    /// Storage, for a GiB and month, in millionths. Locally and zone-redundant cost the same (B2).
    #[serde(rename = "perGiBMonth", deserialize_with = "micros", serialize_with = "text")]
    #[cfg_attr(feature = "typescript", ts(as = "String"))]
    pub storage: u64,
    /// Network transfer to here from another region, for a GiB, in millionths (B8).
    #[serde(rename = "transferPerGiB", deserialize_with = "micros", serialize_with = "text")]
    #[cfg_attr(feature = "typescript", ts(as = "String"))]
    pub transfer: u64,
}

/// What is paid in one place, in millionths of the currency's unit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Price {
    /// For a GiB and month.
    pub storage: u64,
    /// For a GiB that is copied to here from another region.
    pub transfer: u64,
    /// As it is written beside an amount.
    pub currency: String,
}

impl Prices {
    /// The table that comes with Snapline.
    pub fn dated() -> Self {
        // A test reads it; were it broken, storage would be free of charge, and said to be.
        Self::read(TABLE.as_bytes()).unwrap_or(Self {
            currency: String::new(),
            as_of: None,
            source: None,
            rows: Vec::new(),
        })
    }

    /// A table of the user's, in the form that the verb `prices` answers.
    ///
    /// # Errors
    /// When it is not of that form, has no row `*`, or the same location twice.
    pub fn read(json: &[u8]) -> Result<Self, TermsError> {
        let fail = |problem: String| Err(TermsError::new("prices", problem));
        let table: Self = object("prices", json)?;
        if table.rows.len() > MOST_ROWS {
            return fail(format!("{} rows are given; at most {MOST_ROWS} are taken", table.rows.len()));
        }
        let mut keys: Vec<String> = table.rows.iter().map(|row| location_key(&row.location)).collect();
        keys.sort_unstable();
        if let Some((twice, _)) = keys.iter().zip(keys.iter().skip(1)).find(|(one, next)| one == next) {
            return fail(format!("location `{twice}` has two rows; leave one"));
        }
        if !keys.iter().any(|key| key == ELSEWHERE) {
            return fail("no row has location `*`; add one for what no other row names".to_owned());
        }
        Ok(table)
    }

    /// What is paid in `location`.
    pub fn at(&self, location: Option<&str>) -> Price {
        let row = |key: &str| self.rows.iter().find(|row| location_key(&row.location) == key);
        let row = location.and_then(|location| row(&location_key(location))).or_else(|| row(ELSEWHERE));
        let (storage, transfer) = row.map_or((0, 0), |row| (row.storage, row.transfer));
        Price { storage, transfer, currency: self.currency.clone() }
    }
}

fn micros<'de, D: serde::Deserializer<'de>>(deserializer: D) -> Result<u64, D::Error> {
    Decimal::deserialize(deserializer).map(|decimal| decimal.0)
}

pub(super) fn text<S: Serializer>(micros: &u64, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_str(&super::show::decimal(*micros))
}
