//! The vocabulary as JavaScript classes.

use wasm_bindgen::prelude::wasm_bindgen;

/// Memory that reading a document takes, in bytes for each of its own.
const ROOM_A_BYTE: usize = 3;

/// Grows the memory in one go. Left alone it grows page by page, and each growth has the browser collect its garbage:
/// most of the time of reading 100,000 snapshots went there.
fn reserve(bytes: usize) {
    let mut room: Vec<u8> = Vec::new();
    // Where there is not so much to be had, reading may still do with less.
    if room.try_reserve_exact(bytes).is_ok() {
        drop(std::hint::black_box(room));
    }
}

/// Loaded documents and what was derived from them.
#[wasm_bindgen]
pub struct Session {
    inner: snap_api::Session,
}

#[wasm_bindgen]
impl Session {
    /// An empty session.
    #[wasm_bindgen(constructor)]
    #[must_use]
    pub fn new() -> Self {
        Self::of(snap_api::Session::new())
    }

    /// Adds one document. `name` (UTF-8) is for messages only. The answer is JSON.
    pub fn add(&mut self, name: &[u8], bytes: &[u8]) -> Vec<u8> {
        reserve(bytes.len().saturating_mul(ROOM_A_BYTE));
        self.inner.add(name, bytes)
    }

    /// The same, with what is said in parts.
    #[wasm_bindgen(js_name = addInParts)]
    pub fn add_in_parts(&mut self, name: &[u8], bytes: &[u8]) -> Vec<u8> {
        reserve(bytes.len().saturating_mul(ROOM_A_BYTE));
        self.inner.add_in_parts(name, bytes)
    }

    /// Runs one verb. Request and answer are JSON.
    pub fn call(&mut self, request: &[u8]) -> Vec<u8> {
        self.inner.call(request)
    }
}

impl Default for Session {
    fn default() -> Self {
        Self::new()
    }
}

impl Session {
    /// Wraps a session that was filled elsewhere, as a live read does.
    pub(crate) fn of(inner: snap_api::Session) -> Self {
        Self { inner }
    }
}

/// Runs a verb that needs no documents (`version`, `limits`, `presets`, `policy`, `name`).
#[wasm_bindgen(js_name = callWithoutSession)]
#[must_use]
pub fn call_without_session(request: &[u8]) -> Vec<u8> {
    snap_api::call_without_session(request)
}

/// A flow that reads, driven by hand, step by step; the page itself uses [`crate::live::LiveRead`].
#[wasm_bindgen]
pub struct Flow {
    inner: Option<snap_api::Flow>,
    opened: Vec<u8>,
}

#[wasm_bindgen]
impl Flow {
    /// Asks for a flow; [`Flow::opened`] has the answer, which may be an error.
    #[wasm_bindgen(constructor)]
    #[must_use]
    pub fn new(request: &[u8]) -> Self {
        let (inner, opened) = snap_api::Flow::reading(request);
        Self { inner, opened }
    }

    /// The answer to the constructor's request, JSON.
    #[must_use]
    pub fn opened(&self) -> Vec<u8> {
        self.opened.clone()
    }

    /// One step; `undefined` when the request was refused and there is no flow.
    pub fn step(&mut self, input: &[u8], body: &[u8]) -> Option<Vec<u8>> {
        self.inner.as_mut().map(|flow| flow.step(input, body))
    }
}
