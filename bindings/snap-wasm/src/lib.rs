//! snap-wasm
