//! What snapshots cost: an estimate with a band, for the used size is in no reply of the service (B6).
//!
//! What is stored depends on which snapshots there are and on nothing else. The first holds what is in use (F1), each
//! later one what changed since the one before it; when one goes, what the next one needs is folded into it (D2), so
//! that afterwards it holds what changed since the one before *that*. So the whole is worked out from the gaps between
//! neighbours, and a birth or a death changes one gap.
//!
//! All sizes are bytes, all money is millionths of the currency's unit.

mod band;
mod chain;
mod curve;
mod fleet;
mod ledger;
mod model;
mod month;
mod monthly;
mod price;
mod read;
mod said;
mod show;
mod terms;
#[cfg(test)]
mod tests;
mod today;
mod usage;

pub use band::Band;
pub use fleet::{Fleet, Metered, Summary as FleetSummary, UnitCost};
pub use ledger::{Against, Cost, Month, Step, estimate};
pub use model::{Assumption, Model};
pub use monthly::{Amount, Monthly};
pub use price::{Price, Prices, Row};
pub use read::TermsError;
pub(crate) use said::SENTENCES;
pub use show::{Gib, Money};
pub use terms::{Said, Terms};
pub use today::{Held, Today};
pub use usage::{Usage, UsageRow};

use crate::instant::Instant;

/// One snapshot of a unit, from its birth to its end.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Lifetime {
    /// Its moment: the end of the changes that it holds.
    pub born: Instant,
    /// When it went; `None`: it stays.
    pub died: Option<Instant>,
    /// It holds everything in use, though another one is there before it: the first after a resize break (R5). The
    /// first of a family is whole without saying so.
    pub whole: bool,
}

/// A GiB, which the service's meters call GB (B3), in bytes.
pub const GIB: u64 = 1 << 30;

const DAY: u64 = 86_400;
