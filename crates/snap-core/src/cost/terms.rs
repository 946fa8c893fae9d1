//! What the user says of disks and prices, and what is taken in its place where nothing is said.

use serde::Deserialize;

use super::band::Band;
use super::curve::share;
use super::model::{Assumption, LARGEST, MOST_REWRITES, Model, ONCE, WHOLE};
use super::price::{Price, Prices};
use super::read::{MICRO, Stated, TermsError, object};
use super::{GIB, said, show};

/// The members of a request's `model`, as `docs/cost.md` explains them.
#[derive(Debug, Clone, Copy, Default, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS), ts(rename = "CostModel", optional_fields = nullable))]
pub struct Said {
    #[serde(rename = "usedGiB")]
    used_gib: Option<Stated>,
    used_percent: Option<Stated>,
    #[serde(rename = "changeGiBPerDay")]
    change_gib: Option<Stated>,
    change_percent_per_day: Option<Stated>,
    rehit_percent: Option<Stated>,
    reach_percent: Option<Stated>,
    rewrites_per_day: Option<Stated>,
}

/// Of provisioned size, in hundredths of a percent.
const USED: Band = Band { low: 2_000, likely: 5_000, high: WHOLE };
/// Of used size.
const CHANGE: Band = Band { low: 50, likely: 200, high: 1_000 };
const REHIT: Band = Band { low: 2_000, likely: 5_000, high: 8_000 };
const REACH: Band = Band { low: 1_000, likely: 5_000, high: WHOLE };
/// In hundredths.
const REWRITES: Band = Band { low: 100, likely: 200, high: 800 };

/// What holds for every disk of a request: a model in words of the user, and prices.
#[derive(Debug, Clone)]
pub struct Terms {
    said: Said,
    /// The user's table, or the one that comes with Snapline.
    pub prices: Prices,
    own_prices: bool,
}

impl Terms {
    /// Reads the members `model` and `prices` of a request, either of which may be missing.
    ///
    /// # Errors
    /// With the member and what is wrong in it.
    pub fn read(model: Option<&[u8]>, prices: Option<&[u8]>) -> Result<Self, TermsError> {
        let said: Said = model.map_or_else(|| Ok(Said::default()), |json| object("model", json))?;
        said.check()?;
        let own = prices.map(Prices::read).transpose()?;
        Ok(Self { said, own_prices: own.is_some(), prices: own.unwrap_or_else(Prices::dated) })
    }

    /// The model of a disk of `provisioned` GiB in `location`. `None` where neither its size is known nor `usedGiB` given:
    /// then nothing can be said of its cost.
    pub fn model(&self, provisioned: Option<u64>, location: Option<&str>) -> Option<Model> {
        let said = &self.said;
        let size = provisioned.map(|gib| gib.saturating_mul(GIB).min(LARGEST));
        let used = match said.used_gib {
            Some(stated) => stated.exact().map(bytes).map(|used| used.min(size.unwrap_or(LARGEST))),
            None => shares(size?, said.used_percent.map_or(USED, |stated| stated.exact().map(parts))),
        };
        let change = match said.change_gib {
            Some(stated) => stated.about().map(bytes),
            None => {
                let percent = said.change_percent_per_day.map_or(CHANGE, |stated| stated.about().map(parts));
                Band {
                    low: share(used.low, percent.low),
                    likely: share(used.likely, percent.likely),
                    high: share(used.high, percent.high),
                }
            }
        };
        // No more can change than is in use.
        let change = Band {
            low: change.low.min(used.low),
            likely: change.likely.min(used.likely),
            high: change.high.min(used.high),
        };
        let mut model = Model {
            used,
            change,
            rehit: said.rehit_percent.map_or(REHIT, |stated| stated.between().map(parts)),
            reach: said.reach_percent.map_or(REACH, |stated| stated.exact().map(parts)),
            rewrites: said.rewrites_per_day.map_or(REWRITES, |stated| stated.exact().map(parts)),
            price: self.prices.at(location),
            assumptions: Vec::new(),
        };
        model.assumptions = self.words(&model, size, location);
        Some(model)
    }
}

impl Said {
    /// What the types do not say.
    fn check(&self) -> Result<(), TermsError> {
        let fail = |problem: String| Err(TermsError::new("model", problem));
        for (one, other, [name, instead]) in [
            (self.used_gib, self.used_percent, ["usedGiB", "usedPercent"]),
            (self.change_gib, self.change_percent_per_day, ["changeGiBPerDay", "changePercentPerDay"]),
        ] {
            if one.is_some() && other.is_some() {
                return fail(format!("`{name}` and `{instead}` exclude each other; leave one out"));
            }
        }
        for (stated, name, least, most) in [
            (self.used_gib, "usedGiB", 0, LARGEST / GIB),
            (self.used_percent, "usedPercent", 0, 100),
            (self.change_gib, "changeGiBPerDay", 0, LARGEST / GIB),
            (self.change_percent_per_day, "changePercentPerDay", 0, 100),
            (self.rehit_percent, "rehitPercent", 0, 100),
            (self.reach_percent, "reachPercent", 0, 100),
            (self.rewrites_per_day, "rewritesPerDay", 1, MOST_REWRITES / ONCE),
        ] {
            let Some(band) = stated.map(Stated::exact) else { continue };
            let outside = |micros: u64| micros < least * MICRO || micros > most * MICRO;
            if let Some(micros) = band.each().into_iter().find(|micros| outside(*micros)) {
                let shown = show::decimal(micros);
                return fail(format!("`{shown}` is not allowed for `{name}`; expected {least} to {most}"));
            }
        }
        Ok(())
    }
}

impl Terms {
    /// What is taken to be true of one disk.
    fn words(&self, model: &Model, size: Option<u64>, location: Option<&str>) -> Vec<Assumption> {
        let Said { used_gib, used_percent, change_gib, change_percent_per_day, .. } = self.said;
        let of = size.map(|size| said::cost_provisioned(show::gib(size)));
        let used = match (used_gib, used_percent) {
            (None, None) => said::cost_used_assumed(said::gibs(model.used), of),
            _ => said::cost_used_given(said::gibs(model.used), of),
        };
        let change = match (change_gib, change_percent_per_day) {
            (None, None) => said::cost_change_assumed(said::gibs(model.change)),
            _ => said::cost_change_given(said::gibs(model.change)),
        };
        let Price { storage, currency, .. } = &model.price;
        let table = if self.own_prices { "given" } else { "dated" };
        let price = said::cost_price(show::decimal(*storage), currency, location, table, self.prices.as_of.as_deref());
        vec![Assumption::of("B6", used), Assumption::of("B6", change), Assumption::of("B5", price)]
    }

    /// What is taken to be true of every disk.
    pub fn assumptions(&self) -> Vec<Assumption> {
        let said = &self.said;
        let band = |stated: Option<Stated>, otherwise: Band, read: fn(Stated) -> Band| {
            stated.map_or(otherwise, |stated| read(stated).map(parts))
        };
        let rehit = said::percents(band(said.rehit_percent, REHIT, Stated::between));
        let reach = said::percents(band(said.reach_percent, REACH, Stated::exact));
        let rewrites = said::hours(band(said.rewrites_per_day, REWRITES, Stated::exact));
        // What only the user can know, then how the service bills, as far as it says.
        [
            (None, said::cost_rehit(rehit)),
            (None, said::cost_reach(reach)),
            (None, said::cost_rewrites(rewrites)),
            (Some("F1"), said::cost_first_whole()),
            (Some("D2"), said::cost_folded()),
            (Some("R5"), said::cost_grown()),
            (Some("B1"), said::cost_used_is_billed()),
            (Some("B2"), said::cost_as_hdd()),
            (Some("B3"), said::cost_by_month()),
        ]
        .map(|(fact, text)| Assumption { fact, text })
        .into()
    }
}

/// GiB in millionths as bytes.
fn bytes(micros: u64) -> u64 {
    u64::try_from(u128::from(micros) * u128::from(GIB) / u128::from(MICRO)).unwrap_or(LARGEST).min(LARGEST)
}

/// Percent in millionths as hundredths of a percent.
fn parts(micros: u64) -> u64 {
    micros / (MICRO / 100)
}

fn shares(amount: u64, parts: Band) -> Band {
    parts.map(|parts| share(amount, parts))
}
