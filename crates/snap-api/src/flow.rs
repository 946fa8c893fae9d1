//! Flows at the boundary.

use crate::answer::{self, Refusal, Warning};

/// A running flow; see `flow_new` and `step` in the vocabulary.
#[derive(Debug)]
pub struct Flow(snap_flow::Flow);

impl Flow {
    /// Begins a flow. Nothing is sent; without a flow the answer says why.
    pub fn new(request: &[u8]) -> (Option<Self>, Vec<u8>) {
        begun(snap_flow::Flow::new(request))
    }

    /// As [`Flow::new`], of flows that only read: for a face that must not be able to write (`reading_only`).
    pub fn reading(request: &[u8]) -> (Option<Self>, Vec<u8>) {
        begun(snap_flow::Flow::reading(request))
    }

    /// Takes one event in and gives the steps that follow from it.
    pub fn step(&mut self, input: &[u8], body: &[u8]) -> Vec<u8> {
        match self.0.step(input, body) {
            Ok(output) => answer::done(&output, &warnings(&output.warnings)),
            Err(error) => refused(&error),
        }
    }
}

fn begun(flow: Result<(snap_flow::Flow, snap_flow::FlowInfo), snap_flow::FlowError>) -> (Option<Flow>, Vec<u8>) {
    match flow {
        Ok((flow, info)) => {
            let warnings = warnings(&info.warnings);
            (Some(Flow(flow)), answer::done(info, &warnings))
        }
        Err(error) => (None, refused(&error)),
    }
}

fn warnings(of: &[snap_flow::Warning]) -> Vec<Warning> {
    of.iter().map(|w| Warning { code: w.code, message: w.message.as_str().into(), target: w.target.clone() }).collect()
}

fn refused(error: &snap_flow::FlowError) -> Vec<u8> {
    let refusal = Refusal::new(error.code(), error.message());
    answer::refused(&match error.target() {
        Some(target) => refusal.at(target),
        None => refusal,
    })
}
