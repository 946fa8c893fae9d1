//! A session: loaded documents and what was derived from them.

use crate::answer::{self, Refusal};

/// Loaded documents, and the verbs over them.
#[derive(Debug, Default)]
pub struct Session {}

impl Session {
    /// An empty session.
    pub fn new() -> Self {
        Self::default()
    }

    /// Loads one document; see `add` in the vocabulary.
    pub fn add(&mut self, _name: &[u8], _bytes: &[u8]) -> Vec<u8> {
        answer::refused(&Refusal::new("internal", "not wired yet"))
    }

    /// Runs one verb; see `call` in the vocabulary.
    pub fn call(&mut self, request: &[u8]) -> Vec<u8> {
        call_without_session(request)
    }
}

/// The verbs that need no documents: `version`, `limits`, `presets`, `name`, `policy`.
pub fn call_without_session(_request: &[u8]) -> Vec<u8> {
    answer::done(serde_json::json!({"version": crate::VERSION, "abi": crate::ABI_VERSION}), &[])
}
