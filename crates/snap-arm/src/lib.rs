//! The Azure wire as values: intent to request, reply to values or service error.
//!
//! Nothing here sends anything. [`request`] builds what a host may send, and only to one [`endpoint`]; [`reply`], [`error`]
//! and [`operation`] read what came back; [`document`] reads disks and snapshots, from the service or from a file.

pub mod access;
pub mod document;
pub mod endpoint;
pub mod error;
pub mod graph;
#[cfg(test)]
mod hostile;
pub mod locks;
pub mod operation;
pub mod page_list;
#[cfg(test)]
mod recorded;
pub mod reply;
pub mod request;
mod scrub;
pub mod usage;
mod xml;
