//! The command line.

use std::path::PathBuf;
use std::str::FromStr;

use clap::Parser;
use snap_emulator::Config;

/// A fake of the Azure disk service on a loopback port. Prints one JSON line when it is ready; see docs/emulator.md.
#[derive(Parser, Debug)]
#[command(version)]
pub(crate) struct Args {
    /// Port on 127.0.0.1; 0 takes a free one
    #[arg(long, default_value_t = 0)]
    pub(crate) port: u16,

    /// Listen on a second port too, with TLS by an authority of this run: `endpointHttps` and `caFile` of the ready line
    #[arg(long)]
    pub(crate) https: bool,

    /// Folder of a built page to serve under `/`
    #[arg(long, value_name = "DIR")]
    pub(crate) page: Option<PathBuf>,

    /// `demo`, `empty`, or a file `{"disks": […], "snapshots": […]}` of resource bodies
    #[arg(long, default_value = "demo", value_name = "demo|empty|FILE")]
    pub(crate) fleet: Fleet,

    /// Emulated seconds that pass in a real one
    #[arg(long, default_value_t = 1, value_parser = clap::value_parser!(i32).range(1..=86_400))]
    pub(crate) speed: i32,

    /// Seconds a create or a patch runs
    #[arg(long, default_value_t = Config::default().operation_seconds, value_name = "N")]
    operation_seconds: u32,

    /// Seconds a background copy takes from 0 to 100 %
    #[arg(long, default_value_t = Config::default().copy_seconds, value_name = "N")]
    copy_seconds: u32,

    /// Resources on one page of a list
    #[arg(long, default_value_t = 100, value_parser = clap::value_parser!(u32).range(1..=100_000), value_name = "N")]
    page_size: u32,

    /// `Retry-After` of creates and patches in seconds, or `none`
    #[arg(long, default_value = "2", value_name = "N|none")]
    retry_after: RetryAfter,

    /// Length of the signed part of operation addresses in bytes; 0 leaves it out
    #[arg(long, default_value_t = 3000, value_parser = clap::value_parser!(u32).range(0..=60_000), value_name = "N")]
    signature_bytes: u32,

    /// Stop when stdin closes, so that a dead parent leaves nothing behind
    #[arg(long)]
    pub(crate) exit_with_stdin: bool,
}

impl Args {
    /// The library's configuration, with links that point to `origin`.
    pub(crate) fn config(&self, origin: &str) -> anyhow::Result<Config> {
        Ok(Config {
            origin: origin.to_owned(),
            // Shared access links are this host's too.
            blob_origin: None,
            page_size: usize::try_from(self.page_size)?,
            operation_seconds: self.operation_seconds,
            copy_seconds: self.copy_seconds,
            retry_after: self.retry_after.0,
            signature_bytes: usize::try_from(self.signature_bytes)?,
            ..Config::default()
        })
    }
}

/// Which resources there are at the start.
#[derive(Clone, Debug)]
pub(crate) enum Fleet {
    Demo,
    Empty,
    File(PathBuf),
}

impl FromStr for Fleet {
    type Err = std::convert::Infallible;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Ok(match text {
            "demo" => Self::Demo,
            "empty" => Self::Empty,
            path => Self::File(PathBuf::from(path)),
        })
    }
}

#[derive(Clone, Copy, Debug)]
struct RetryAfter(Option<u32>);

impl FromStr for RetryAfter {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        match text {
            "none" => Ok(Self(None)),
            number => {
                number.parse().map(|seconds| Self(Some(seconds))).map_err(|_| "give seconds or `none`".to_owned())
            }
        }
    }
}
