//! What of this crate the page has types of.

use ts_rs::TS;

use crate::contract::{FlowInfo, Input, Output};
use crate::{list, wait};

/// The flows that the page begins, by their kind, and what goes in and out of one.
#[derive(TS)]
#[expect(dead_code, reason = "its fields are names and types for the page, never values")]
#[derive(Debug)]
pub struct Flows {
    list: list::Intent,
    wait: wait::Intent,
    /// The `ok` of `flow_new`.
    begun: FlowInfo,
    /// The first argument of `step`.
    input: Input,
    /// The `ok` of `step`.
    output: Output,
}
