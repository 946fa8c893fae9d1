//! A fake of the Azure disk service, for tests and for the demo.
//!
//! The library is pure: [`Emulator::handle`] takes a request and an instant and gives what reaches the client. It reads
//! no clock, opens no socket, and repeats byte for byte from a seed. The `snap-emulator` program (feature `host`) puts
//! it on a loopback port.
//!
//! It shares no code with the clients it tests: own wire forms, own reading of ids, own rules, so that a mistake in a
//! client cannot hide behind the same mistake here. Ids such as A36 or R11 in comments are those of the fact sheet on
//! the service. `docs/emulator.md` tells what is covered; everything else is answered 501 by name.

mod access;
mod auth;
mod automation;
mod blob;
mod body;
mod buckets;
mod budgets;
mod cloud;
mod config;
mod content;
mod copies;
mod copying;
mod data;
mod disks;
mod emulator;
mod encryption;
mod extents;
mod faults;
pub mod fleet;
mod graph;
mod groups;
mod holds;
mod http;
mod identity;
mod ids;
mod immutability;
mod journal;
mod links;
mod load;
mod locks;
mod machines;
mod manage;
mod manager;
mod manners;
mod operations;
mod order;
mod page_list;
mod patching;
mod reads;
mod refusal;
mod regions;
mod restore;
mod rules;
mod scopes;
mod snapshots;
mod specs;
mod state;
mod stored;
mod tags;
mod tampering;
mod target;
mod times;
mod versions;
mod vhd;
mod writes;

pub use auth::{ISSUER, Role, TENANT, mint_token, mint_token_for};
pub use buckets::{BucketSize, BucketSizes};
pub use cloud::endpoints;
pub use config::Config;
pub use content::Churn;
pub use copying::{CopyFailure, Copying, Progress};
pub use emulator::Emulator;
pub use faults::{Fault, Match, Rule, Shape};
pub use http::{Delivery, Outcome, Request, Response};
pub use identity::{identity, machine_identity};
pub use journal::Entry;
pub use load::{Home, LoadError};
pub use locks::LockLevel;
pub use manage::Managed;
pub use specs::{DiskSpec, SnapshotSpec};
pub use versions::VersionRefusal;
