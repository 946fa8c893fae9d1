//! Retention once more, in the plainest way: written from the rules' description, sharing nothing with the engine but the
//! types of its question and its answer. Slow, and easy to check by eye.
//!
//! A seed gives a history, a policy of any preset with any switches, and a `now`; [`Case::fault`] says where the engine
//! and the model part.

mod calendar;
mod case;
mod history;
mod model;
mod presets;
mod rules;
mod wish;

pub use case::{Case, Told, zone};
pub use history::{Shot, ZONES, dated, history};
pub use model::Kept;
pub use presets::{Manner, PRESETS, SWITCHES, Switch};
pub use wish::{Length, RULES, Wish};
