//! snap-arm

pub mod document;
