//! snap-arm
