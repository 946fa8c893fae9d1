//! The sentences about costs: what is held and paid, and what an estimate rests on.

use super::band::Band;
use crate::say::Sentence;

crate::sentences! {
    /// Costs and what they rest on.
    pub(crate) const SENTENCES;
    cost_gib(exact: Decimal) = "{exact} GiB";
    cost_gib_span(low: Decimal, high: Decimal, likely: Decimal) = "{low} to {high} GiB (likely {likely})";
    cost_percent(exact: Decimal) = "{exact} %";
    cost_percent_span(low: Decimal, high: Decimal, likely: Decimal) = "{low} to {high} % (likely {likely})";
    cost_hours(exact: Decimal) = "{exact} hours of it";
    cost_hours_span(low: Decimal, high: Decimal, likely: Decimal) = "{low} to {high} hours of it (likely {likely})";
    cost_money(exact: Decimal, currency: Name) = "{exact} {currency}";
    cost_money_span(low: Decimal, high: Decimal, likely: Decimal, currency: Name) =
        "{low} to {high} {currency} (likely {likely})";
    pub(super) cost_provisioned(size: Decimal) = "of the {size} GiB provisioned";

    pub(super) cost_used_assumed(used: Sentence, of: MaybeSentence) =
        "No reply of the service tells the used size; taken to be {used}{of, select, none {} other { {of}}}. Give what the file system says is in use.";
    pub(super) cost_used_given(used: Sentence, of: MaybeSentence) =
        "In use: {used}{of, select, none {} other { {of}}}, as given.";
    pub(super) cost_used_metered(used: Sentence) = "The first snapshot was metered at {used}: taken to be in use.";
    pub(super) cost_change_assumed(change: Sentence) =
        "How much changes in 24 hours is known to the disk's owner alone; taken to be {change}, each byte counted once.";
    pub(super) cost_change_given(change: Sentence) =
        "Changing in any 24 hours, each byte counted once: {change}, as given.";
    pub(super) cost_change_metered(change: Sentence, count: Count, few: MaybeWord) =
        "Changing in 24 hours, by what {count, plural, one {one snapshot was} other {{count} snapshots were}} metered: {change}{few, select, few {; too few for a range, so half to twice of it} other {}}.";
    pub(super) cost_price(price: Decimal, currency: Name, place: MaybeName, table: Word, as_of: MaybeName) =
        "A GiB costs {price} {currency} a month in {place, select, none {any region} other {{place}}}, by {table, select, given {the given prices} other {the table that comes with Snapline}}{as_of, select, none {} other { as of {as_of}}}.";

    pub(super) cost_rehit(share: Sentence) = "Of what changes in a day, {share} changed the day before too.";
    pub(super) cost_reach(share: Sentence) = "In the long run, {share} of what is in use is ever written.";
    pub(super) cost_rewrites(hours: Sentence) =
        "What changes in a day is written in {hours}; this counts where snapshots are less than a day apart.";
    pub(super) cost_first_whole() =
        "The first snapshot of a disk holds all that is in use, each later one what changed since the one before it.";
    pub(super) cost_folded() =
        "When one is deleted, what the next one needs of it is folded into the next one and is still paid for.";
    pub(super) cost_grown() =
        "After a disk grew past 4,096 GiB the next snapshot is counted whole again, on the low side only what changed.";
    pub(super) cost_used_is_billed() = "Billed is what is used, not what is provisioned.";
    pub(super) cost_as_hdd() =
        "At the price of Standard HDD, whatever the disk is made of; zone-redundant costs the same as locally redundant.";
    pub(super) cost_by_month() =
        "Metered by GiB and month, in UTC, for as long as it is there: 10 GiB for a day of a 31-day month is 0.3226.";
    pub(super) cost_copy(to: Name) =
        "A copy to {to} sends the first snapshot whole and of each later one what changed; reads at the source are not in it.";
    pub(super) cost_transfer(price: Decimal, currency: Name) =
        "Transfer at {price} {currency} for a GiB is an assumption, for which there is no source: give your own `prices`.";

    pub(super) cost_summary(known: Count, stored: Sentence, paid: Sentence, unknown: Count) =
        "{known} {known, plural, one {unit holds} other {units hold}} {stored}. At the prices below, a month of that is {paid}.{unknown, plural, =0 {} one { Nothing can be said of {unknown} another, whose size is not known.} other { Nothing can be said of {unknown} others, whose sizes are not known.}}";
}

/// An amount whose lowest and highest are written alike is one.
fn span(
    band: Band,
    number: fn(u64) -> String,
    one: impl FnOnce(String) -> Sentence,
    three: impl FnOnce(String, String, String) -> Sentence,
) -> Sentence {
    let [low, likely, high] = band.each().map(number);
    if low == high { one(low) } else { three(low, high, likely) }
}

/// Bytes in GiB: `26 to 128 GiB (likely 64)`, or `60 GiB`.
pub(super) fn gibs(band: Band) -> Sentence {
    span(band, super::show::gib, cost_gib, cost_gib_span)
}

/// Hundredths of a percent in percent.
pub(super) fn percents(band: Band) -> Sentence {
    span(band, super::show::percent, cost_percent, cost_percent_span)
}

/// Hundredths of the hours of a day.
pub(super) fn hours(band: Band) -> Sentence {
    span(band, super::show::percent, cost_hours, cost_hours_span)
}

/// Money in hundredths.
pub(super) fn monies(band: Band, currency: &str) -> Sentence {
    span(
        band,
        super::show::cents,
        |one| cost_money(one, currency),
        |low, high, likely| cost_money_span(low, high, likely, currency),
    )
}
