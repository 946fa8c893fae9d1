//! snap-suite
