//! snap-flow
