//! Requests: read strictly, so that a misspelt member is an error and never a silent no-op.

use serde::Deserialize;
use serde::de::{DeserializeOwned, IgnoredAny};
use serde_json::value::RawValue;
use snap_core::instant::Instant;
use snap_core::say::Form;
use snap_core::tags::Tags;
use snap_export::Format;

use crate::answer::Refusal;
#[cfg(feature = "typescript")]
use crate::typescript::{AnyModel, AnyPolicy, AnyPrices, AnyRowsOf, AnySchedule, AnySide, AnyUsage};

/// What every request has.
#[derive(Deserialize)]
pub(crate) struct Head {
    pub(crate) verb: String,
    #[serde(default)]
    pub(crate) work: Option<u64>,
    /// How sentences are written in the answer.
    #[serde(default)]
    pub(crate) words: Form,
}

/// A request's own members beside `verb`, `work` and `words`; reads it whole and refuses the ones it does not know.
macro_rules! request {
    ($(#[$doc:meta])* $name:ident { $($(#[$attr:meta])* $field:ident : $type:ty),* $(,)? }) => {
        $(#[$doc])*
        #[derive(Deserialize)]
        #[serde(rename_all = "camelCase", deny_unknown_fields)]
        #[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
        #[cfg_attr(feature = "typescript", ts(rename = concat!("Ask", stringify!($name)), optional_fields = nullable))]
        pub(crate) struct $name {
            #[serde(rename = "verb")]
            #[cfg_attr(feature = "typescript", ts(skip))]
            _verb: IgnoredAny,
            #[serde(rename = "work", default)]
            #[cfg_attr(feature = "typescript", ts(skip))]
            _work: IgnoredAny,
            #[serde(rename = "words", default)]
            #[cfg_attr(feature = "typescript", ts(as = "Option<Form>"))]
            _words: IgnoredAny,
            $($(#[$attr])* pub(crate) $field: $type,)*
        }
    };
}

request!(
    /// A verb without members of its own.
    Plain {}
);
request!(
    /// `name`
    Name { #[serde(default)] template: Option<String>, disk: String, slot: Instant, #[serde(default)] resource_group: Option<String>, #[serde(default)] unique: Option<bool> }
);
request!(
    /// `chains`
    Chains {
        now: Instant,
        #[serde(default)] units: Option<Vec<String>>,
        #[serde(default)] snapshots: Option<bool>,
    }
);
request!(
    /// `plan`
    Plan {
        #[cfg_attr(feature = "typescript", ts(as = "AnyPolicy"))] policy: Box<RawValue>,
        now: Instant,
        #[serde(default)] locks: Option<Vec<LockText>>,
        #[serde(default)] units: Option<Vec<String>>,
        #[serde(default)] snapshots: Option<bool>,
    }
);
request!(
    /// `lint`
    Lint {
        #[serde(default)] #[cfg_attr(feature = "typescript", ts(as = "Option<AnyPolicy>"))] policy: Option<Box<RawValue>>,
        now: Instant,
        #[serde(default)] horizon_days: Option<u32>,
        #[serde(default)] units: Option<Vec<String>>,
        #[serde(default)] locks: Option<Vec<LockText>>,
        #[serde(default)] intent: Option<snap_core::lint::Intent>,
    }
);
request!(
    /// `cost`
    Cost {
        now: Instant,
        #[serde(default)] units: Option<Vec<String>>,
        #[serde(default)] #[cfg_attr(feature = "typescript", ts(as = "Option<AnyModel>"))] model: Option<Box<RawValue>>,
        #[serde(default)] #[cfg_attr(feature = "typescript", ts(as = "Option<AnyPrices>"))] prices: Option<Box<RawValue>>,
        #[serde(default)] #[cfg_attr(feature = "typescript", ts(as = "Option<AnyUsage>"))] usage: Option<Box<RawValue>>,
        #[serde(default)] copy_to: Option<CopyTo>,
        #[serde(default)] without: Option<Vec<String>>,
    }
);
request!(
    /// `export`
    Export {
        format: Format,
        now: Instant,
        #[serde(default)] #[cfg_attr(feature = "typescript", ts(as = "Option<AnyPolicy>"))] policy: Option<Box<RawValue>>,
        #[serde(default)] disks: Option<Vec<String>>,
        #[serde(default)] slot: Option<Instant>,
        #[serde(default)] snapshot_resource_group: Option<String>,
        #[serde(default)] tags: Option<Tags>,
        #[serde(default)] template: Option<String>,
        #[serde(default)] from: Option<Instant>,
        #[serde(default)] until: Option<Instant>,
    }
);
request!(
    /// `restore`
    Restore {
        snapshot: String,
        now: Instant,
        #[serde(default)] name: Option<String>,
        #[serde(default)] resource_group: Option<String>,
        #[serde(default)] sku: Option<String>,
        #[serde(default, rename = "diskSizeGB")] disk_size_gb: Option<u64>,
        #[serde(default)] zone: Option<String>,
    }
);
/// A request about the future: its own members beside those that all of them have.
macro_rules! request_ahead {
    ($(#[$doc:meta])* $name:ident { $($(#[$attr:meta])* $field:ident : $type:ty),* $(,)? }) => {
        request!(
            $(#[$doc])*
            $name {
                $($(#[$attr])* $field: $type,)*
                now: Instant,
                #[serde(default)] until: Option<Instant>,
                #[serde(default)] days: Option<u32>,
                #[serde(default)] from: Option<From>,
                #[serde(default)] units: Option<Vec<String>>,
                #[serde(default)] kind: Option<String>,
                #[serde(default, rename = "sizeGB")] size_gb: Option<u64>,
                #[serde(default)] #[cfg_attr(feature = "typescript", ts(as = "Option<AnySchedule>"))] schedule: Option<Box<RawValue>>,
                #[serde(default)] weather: Option<Weather>,
                #[serde(default)] locks: Option<Vec<LockText>>,
                #[serde(default)] #[cfg_attr(feature = "typescript", ts(as = "Option<AnyModel>"))] model: Option<Box<RawValue>>,
                #[serde(default)] #[cfg_attr(feature = "typescript", ts(as = "Option<AnyPrices>"))] prices: Option<Box<RawValue>>,
                #[serde(default)] detail: Option<Detail>,
            }
        );

        impl $name {
            /// What all requests about the future have.
            pub(crate) fn ahead(&mut self) -> Ahead {
                Ahead {
                    now: self.now,
                    until: self.until,
                    days: self.days,
                    from: self.from,
                    units: self.units.take(),
                    kind: self.kind.take(),
                    size_gb: self.size_gb,
                    schedule: self.schedule.take(),
                    weather: self.weather.take(),
                    locks: self.locks.take(),
                    model: self.model.take(),
                    prices: self.prices.take(),
                    detail: self.detail,
                }
            }
        }
    };
}

request_ahead!(
    /// `simulate`
    Simulate {
        #[cfg_attr(feature = "typescript", ts(as = "AnyPolicy"))] policy: Box<RawValue>,
        #[serde(default)] at: Option<Vec<Instant>>,
        #[serde(default)] one_shot: Option<bool>,
        #[serde(default)] windows: Option<Vec<u32>>,
    }
);
request_ahead!(
    /// `compare`
    Compare {
        #[cfg_attr(feature = "typescript", ts(as = "AnySide"))] a: Box<RawValue>,
        #[cfg_attr(feature = "typescript", ts(as = "AnySide"))] b: Box<RawValue>,
    }
);

/// What all requests about the future have.
pub(crate) struct Ahead {
    pub(crate) now: Instant,
    pub(crate) until: Option<Instant>,
    pub(crate) days: Option<u32>,
    pub(crate) from: Option<From>,
    pub(crate) units: Option<Vec<String>>,
    pub(crate) kind: Option<String>,
    pub(crate) size_gb: Option<u64>,
    pub(crate) schedule: Option<Box<RawValue>>,
    pub(crate) weather: Option<Weather>,
    pub(crate) locks: Option<Vec<LockText>>,
    pub(crate) model: Option<Box<RawValue>>,
    pub(crate) prices: Option<Box<RawValue>>,
    pub(crate) detail: Option<Detail>,
}

/// What a future begins with.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS), ts(rename = "FutureFrom"))]
pub(crate) enum From {
    Chain,
    Nothing,
}

/// How much is told.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS), ts(rename = "FutureDetail"))]
pub(crate) enum Detail {
    Summary,
    Days,
    Lives,
}

/// How runs go.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS), ts(optional_fields = nullable))]
pub(crate) struct Weather {
    #[serde(default)]
    pub(crate) missed: Option<Vec<Instant>>,
    #[serde(default)]
    pub(crate) missed_every_nth: Option<u32>,
    #[serde(default)]
    pub(crate) late_minutes: Option<u32>,
    #[serde(default)]
    pub(crate) late_every_nth: Option<u32>,
    #[serde(default)]
    pub(crate) ready_minutes: Option<u32>,
    #[serde(default)]
    pub(crate) wait_minutes: Option<u32>,
}

/// One side of a comparison.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Side {
    pub(crate) policy: Box<RawValue>,
}

request!(
    /// `policy`
    Policy {
        #[cfg_attr(feature = "typescript", ts(as = "AnyPolicy"))] policy: Box<RawValue>,
        #[serde(default)] now: Option<Instant>,
        #[serde(default, rename = "as")] like: Option<String>,
    }
);
request!(
    /// `ranges`
    Ranges { pages: Vec<String>, disk_size_bytes: String }
);
request!(
    /// `rows`
    Rows {
        #[cfg_attr(feature = "typescript", ts(as = "AnyRowsOf"))] of: Box<RawValue>,
        table: Table,
        #[serde(default)] columns: Option<Vec<String>>,
        #[serde(default)] filter: Option<Filter>,
        #[serde(default)] #[cfg_attr(feature = "typescript", ts(as = "Option<bool>"))] parts: bool,
    }
);

/// Where copies would go.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS), ts(optional_fields = nullable))]
pub(crate) struct CopyTo {
    /// A region's name.
    pub(crate) location: String,
}

/// A management lock, as `Microsoft.Authorization/locks` names it.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS), ts(rename = "Lock", optional_fields = nullable))]
pub(crate) struct LockText {
    /// The id of the resource, group or subscription that is locked.
    pub(crate) scope: String,
    /// `CanNotDelete` or `ReadOnly`; either one forbids deleting.
    #[serde(default)]
    pub(crate) level: Option<String>,
    /// The lock's own name.
    #[serde(default)]
    pub(crate) name: Option<String>,
}

/// What a row stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS), ts(rename = "RowsTable"))]
pub(crate) enum Table {
    Snapshots,
    Units,
    Disks,
}

impl Table {
    /// As it is written in requests.
    pub(crate) fn word(self) -> &'static str {
        match self {
            Self::Snapshots => "snapshots",
            Self::Units => "units",
            Self::Disks => "disks",
        }
    }
}

/// Which rows; each member narrows.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS), ts(rename = "RowsFilter", optional_fields = nullable))]
pub(crate) struct Filter {
    #[serde(default)]
    pub(crate) ids: Option<Vec<String>>,
    #[serde(default)]
    pub(crate) disk: Option<String>,
    #[serde(default)]
    pub(crate) resource_group: Option<String>,
    #[serde(default)]
    pub(crate) pending: Option<bool>,
    #[serde(default)]
    pub(crate) orphan: Option<bool>,
    #[serde(default)]
    pub(crate) newest: Option<bool>,
}

/// Reads a request, or says which member at which place is wrong.
pub(crate) fn read<T: DeserializeOwned>(bytes: &[u8]) -> Result<T, Refusal> {
    serde_json::from_slice(bytes).map_err(|error| {
        Refusal::new("bad_request", format!("the request cannot be read: {error}; the vocabulary lists its members"))
    })
}

impl Plan {
    /// A plan over every unit, by what was read alone, in numbers.
    pub(crate) fn of(policy: Box<RawValue>, now: Instant) -> Self {
        let (locks, units, snapshots) = (None, None, Some(false));
        Self { _verb: IgnoredAny, _work: IgnoredAny, _words: IgnoredAny, policy, now, locks, units, snapshots }
    }
}
