//! Exports: what is printed is what was planned, in each language's own reading.

mod calendar;
mod cli;
mod docs;
mod tables;
mod templates;

use snap_core::instant::Instant;

fn at(text: &str) -> Instant {
    Instant::parse(text).unwrap()
}
