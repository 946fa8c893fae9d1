//! The `snap-emulator` program over real connections, loopback only.
#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::disallowed_methods,
    reason = "tests start the program, open sockets and stop where something does not hold"
)]

mod clouds;
mod guards;
mod https;
mod identities;
mod links;
mod program;
mod service;
