//! Flows at the boundary.

use crate::answer::{self, Refusal};

/// A running flow; see `flow_new` and `step` in the vocabulary.
#[derive(Debug)]
pub struct Flow {}

impl Flow {
    /// Begins a flow. Nothing is sent; without a flow the answer says why.
    pub fn new(_request: &[u8]) -> (Option<Self>, Vec<u8>) {
        (None, answer::refused(&Refusal::new("internal", "not wired yet")))
    }

    /// Takes one event in and gives the steps that follow from it.
    pub fn step(&mut self, _input: &[u8], _body: &[u8]) -> Vec<u8> {
        answer::refused(&Refusal::new("internal", "not wired yet"))
    }
}
