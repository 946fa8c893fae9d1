//! snap-capi
