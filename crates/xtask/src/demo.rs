//! The demo: the emulator with a realistic fleet, the page served against it, and the cmdlets where PowerShell is present.

use std::io::{Read, Write};
use std::net::TcpStream;

use anyhow::{Context, bail};

use crate::emulator::{Ready, Running};
use crate::repo::Repo;
use crate::{build, run, tools};

#[derive(clap::Args)]
pub(crate) struct Args {
    /// Stop after everything was shown, instead of serving until Ctrl+C
    #[arg(long)]
    once: bool,
}

pub(crate) fn run(repo: &Repo, args: &Args) -> anyhow::Result<()> {
    let binary = build::emulator(repo)?;
    let page = match tools::node(repo)
        .and_then(|_| tools::wasm_target(repo))
        .and_then(|()| tools::npm_packages(repo, "web"))
    {
        Ok(()) => Some(build::page(repo)?),
        Err(missing) => {
            eprintln!("SKIPPED the page: {missing}");
            None
        }
    };
    let page_text = page.map(|page| page.display().to_string());
    // A background copy takes the service up to hours; here it is seen to end.
    let mut flags = vec!["--fleet", "demo", "--operation-seconds", "1", "--copy-seconds", "6"];
    if let Some(page) = &page_text {
        flags.extend(["--page", page]);
    }
    let emulator = Running::start(&binary, &flags)?;
    let ready = emulator.ready.clone();

    match tools::pwsh() {
        Ok(pwsh) => cmdlets(repo, &pwsh, &ready)?,
        Err(missing) => eprintln!("SKIPPED the cmdlets: {} is missing; {}", missing.what, missing.install),
    }

    // A token is never printed; the page's live reading takes it from this file, which only this user may read.
    let mut token_file = tempfile::Builder::new().prefix("snapline-demo-token-").tempfile()?;
    token_file.write_all(token(&ready)?.as_bytes())?;
    println!();
    if page_text.is_some() {
        println!("page      {}", ready.endpoint);
    }
    println!("emulator  {}", ready.endpoint);
    println!("          for live reading: endpoint {}, subscription {SUBSCRIPTION},", ready.endpoint);
    println!("          and the demo's own token from {}", token_file.path().display());
    if args.once {
        return Ok(());
    }
    println!("\nCtrl+C stops both");
    emulator.wait()
}

/// The subscription of the demo fleet.
const SUBSCRIPTION: &str = "5eed0000-0000-4000-8000-000000000001";

/// Runs the two cmdlets as a user would and shows the table.
fn cmdlets(repo: &Repo, pwsh: &std::path::Path, ready: &Ready) -> anyhow::Result<()> {
    let module = build::module(repo)?;
    let script = repo.path("tests/ps/demo.ps1");
    let mut command = run::program(pwsh, &["-NoProfile", "-NonInteractive", "-File"], &repo.root);
    command
        .arg(&script)
        .arg("-ModulePath")
        .arg(&module)
        .args(["-Endpoint", &ready.endpoint, "-SubscriptionId", SUBSCRIPTION])
        .env("IDENTITY_ENDPOINT", &ready.identity_endpoint)
        .env("IDENTITY_HEADER", &ready.identity_header);
    run::shown(&mut command)
}

/// Asks the emulator's identity endpoint for one of its own tokens.
fn token(ready: &Ready) -> anyhow::Result<String> {
    let rest =
        ready.identity_endpoint.strip_prefix("http://").context("the identity endpoint is plain http on loopback")?;
    let (host, path) = rest.split_once('/').context("the identity endpoint has a path")?;
    let mut stream = TcpStream::connect(host)?;
    let query = "resource=https://management.azure.com/&api-version=2019-08-01";
    write!(
        stream,
        "GET /{path}?{query} HTTP/1.1\r\nHost: {host}\r\nX-IDENTITY-HEADER: {}\r\nMetadata: True\r\nConnection: close\r\n\r\n",
        ready.identity_header
    )?;
    let mut reply = String::new();
    stream.read_to_string(&mut reply)?;
    let body = reply.split_once("\r\n\r\n").map(|(_, body)| body).unwrap_or_default();
    let start = body.find('{').unwrap_or(0);
    let end = body.rfind('}').map_or(body.len(), |at| at + 1);
    let parsed: serde_json::Value = serde_json::from_str(body.get(start..end).unwrap_or_default())
        .context("the identity endpoint's answer is no JSON")?;
    match parsed.get("access_token").and_then(|token| token.as_str()) {
        Some(token) => Ok(token.to_owned()),
        None => bail!("the identity endpoint gave no token"),
    }
}
