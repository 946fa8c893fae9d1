//! Exports: what is to be taken, as files that other tools run or show.
//!
//! There is one tree, [`Plan`]: which disks, under which names, where, with which tags. Every format prints that tree, and
//! quotes each value by its own language's rule ([`quote`]). What is exported creates and lists; it never deletes, except
//! through Snapline's own commands in the runbook.

mod azure_cli;
mod calendar;
mod csv;
mod format;
mod node;
mod plan;
mod portal;
mod powershell;
pub mod quote;
pub mod restore;
mod runbook;
mod says;
mod template;

pub use calendar::{LARGEST_CALENDAR, calendar};
pub use csv::{Cell, Table, table};
pub use format::{File, Format, Nightly};
pub use plan::{ExportError, Owner, Plan, PolicyText, Take};
pub use says::Says;

/// Every sentence that an export can say.
pub fn templates() -> impl Iterator<Item = &'static snap_core::say::Template> {
    says::SENTENCES.iter().chain(plan::REFUSALS)
}
