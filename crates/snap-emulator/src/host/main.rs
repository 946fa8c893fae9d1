//! The emulator on a loopback port: `snap-emulator --help`, or `docs/emulator.md`.

mod args;
mod clock;
mod page;
mod secrets;
mod service;
mod tls;
mod tokens;
mod wire;

use std::io::{Read, Write};
use std::net::{Ipv4Addr, SocketAddr};
use std::path::Path;
use std::sync::Arc;

use anyhow::Context;
use clap::Parser;
use serde_json::json;
use tempfile::TempDir;
use tokio::net::TcpListener;

use crate::args::Args;
use crate::service::Service;
use crate::wire::{Door, Listener, Peer};

fn main() -> anyhow::Result<()> {
    let args = Args::parse();
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build()?;
    let result = runtime.block_on(run(args));
    // Not dropped: a read of stdin that never ends must not hold the process back.
    runtime.shutdown_background();
    result
}

async fn run(args: Args) -> anyhow::Result<()> {
    // For this user only, and gone at the end of this function: what it holds opens something.
    let folder = private_folder()?;
    let listener = Listener::new();
    let plain = bind(args.port).await?;
    let port = plain.local_addr()?.port();
    listener.open(plain, None);
    let mut secure = None;
    if args.https {
        let (acceptor, file) = tls::acceptor(folder.path())?;
        let inner = bind(0).await?;
        secure = Some((inner.local_addr()?.port(), file));
        listener.open(inner, Some(acceptor));
    }
    let exit_with_stdin = args.exit_with_stdin;
    let service = Arc::new(Service::new(args, port, secure.as_ref().map(|(port, _)| *port), folder.path())?);
    announce(&service, secure.map(|(_, file)| file).as_deref())?;
    let handler = axum::Router::new().fallback(service::answer).with_state(service);
    let serving = axum::serve(listener, handler.into_make_service_with_connect_info::<Peer>());
    tokio::select! {
        result = serving => result.context("the listener failed"),
        result = interrupted() => result.context("cannot wait for signals"),
        () = stdin_closed(exit_with_stdin) => Ok(()),
    }
}

fn private_folder() -> anyhow::Result<TempDir> {
    let mut builder = tempfile::Builder::new();
    #[cfg(unix)]
    builder.permissions(std::os::unix::fs::PermissionsExt::from_mode(0o700));
    builder.prefix("snap-emulator-").tempdir().context("no folder for temporary files")
}

async fn bind(port: u16) -> anyhow::Result<TcpListener> {
    let address = SocketAddr::from((Ipv4Addr::LOCALHOST, port));
    TcpListener::bind(address).await.with_context(|| format!("cannot listen on {address}"))
}

/// Ends with Ctrl+C or a polite request to stop, so that nothing is left behind.
async fn interrupted() -> std::io::Result<()> {
    #[cfg(unix)]
    {
        let mut terminated = tokio::signal::unix::signal(tokio::signal::unix::SignalKind::terminate())?;
        tokio::select! {
            result = tokio::signal::ctrl_c() => result,
            _ = terminated.recv() => Ok(()),
        }
    }
    #[cfg(not(unix))]
    tokio::signal::ctrl_c().await
}

/// The one line on stdout, once requests are taken. Its two secrets are known to the parent process alone.
fn announce(service: &Service, authority: Option<&Path>) -> anyhow::Result<()> {
    let endpoint = service.endpoint(Door::Http);
    let mut ready = json!({
        "ready": true,
        "endpoint": endpoint,
        "management": format!("{endpoint}/_manage"),
        "managementKey": service.management_key,
        "identityEndpoint": format!("{endpoint}/msi/token"),
        "identityHeader": service.identity_header,
        "machineIdentityEndpoint": format!("{endpoint}/metadata/identity/oauth2/token"),
        "agentIdentityEndpoint": format!("{endpoint}/arc/metadata/identity/oauth2/token"),
    });
    if let (Some(file), Some(ready)) = (authority, ready.as_object_mut()) {
        ready.insert("endpointHttps".to_owned(), json!(service.endpoint(Door::Https)));
        ready.insert("caFile".to_owned(), json!(file));
    }
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
