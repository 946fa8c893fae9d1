//! The emulator on a loopback port: `snap-emulator --help`, or `docs/emulator.md`.

mod args;
mod clock;
mod page;
mod secrets;
mod service;
mod wire;

use std::io::{Read, Write};
use std::net::{Ipv4Addr, SocketAddr};
use std::sync::Arc;

use anyhow::Context;
use clap::Parser;
use serde_json::json;

use crate::args::Args;
use crate::service::Service;
use crate::wire::{Listener, Peer};

fn main() -> anyhow::Result<()> {
    let args = Args::parse();
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build()?;
    let result = runtime.block_on(run(args));
    // Not dropped: a read of stdin that never ends must not hold the process back.
    runtime.shutdown_background();
    result
}

async fn run(args: Args) -> anyhow::Result<()> {
    let address = SocketAddr::from((Ipv4Addr::LOCALHOST, args.port));
    let listener =
        tokio::net::TcpListener::bind(address).await.with_context(|| format!("cannot listen on {address}"))?;
    let port = listener.local_addr()?.port();
    let exit_with_stdin = args.exit_with_stdin;
    let service = Arc::new(Service::new(args, port)?);
    announce(&service)?;
    let handler = axum::Router::new().fallback(service::answer).with_state(service);
    let serving = axum::serve(Listener::new(listener), handler.into_make_service_with_connect_info::<Peer>());
    tokio::select! {
        result = serving => result.context("the listener failed"),
        result = tokio::signal::ctrl_c() => result.context("cannot wait for Ctrl+C"),
        () = stdin_closed(exit_with_stdin) => Ok(()),
    }
}

/// The one line on stdout, once requests are taken. Its two secrets are known to the parent process alone.
fn announce(service: &Service) -> anyhow::Result<()> {
    let endpoint = service.endpoint();
    let ready = json!({
        "ready": true,
        "endpoint": endpoint,
        "management": format!("{endpoint}/_manage"),
        "managementKey": service.management_key,
        "identityEndpoint": format!("{endpoint}/msi/token"),
        "identityHeader": service.identity_header,
    });
    let mut stdout = std::io::stdout().lock();
    writeln!(stdout, "{ready}")?;
    stdout.flush().context("cannot write the ready line")
}

/// Ends when stdin does, if that is wanted; else never.
async fn stdin_closed(wanted: bool) {
    if !wanted {
        return std::future::pending().await;
    }
    let reading = tokio::task::spawn_blocking(|| {
        let mut buffer = [0; 256];
        while std::io::stdin().read(&mut buffer).is_ok_and(|count| count > 0) {}
    });
    // A reader that died has seen the end too.
    reading.await.unwrap_or(());
}
