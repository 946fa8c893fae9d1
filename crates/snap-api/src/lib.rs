//! snap-api
