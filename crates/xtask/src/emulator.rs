//! A running emulator host, stopped when this value goes.

use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Child, Command, Stdio};

use anyhow::{Context, bail};
use serde::Deserialize;

/// The JSON line that the host prints when it listens.
#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Ready {
    pub(crate) endpoint: String,
    pub(crate) management: String,
    pub(crate) management_key: String,
    pub(crate) identity_endpoint: String,
    pub(crate) identity_header: String,
}

/// A host process of our own.
pub(crate) struct Running {
    child: Child,
    pub(crate) ready: Ready,
}

impl Running {
    /// Starts `binary` on a port of the system's choice. It stops with this process: its standard input closes then.
    pub(crate) fn start(binary: &Path, args: &[&str]) -> anyhow::Result<Self> {
        let mut child = Command::new(binary)
            .args(["--port", "0", "--exit-with-stdin"])
            .args(args)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .with_context(|| format!("the emulator {} could not be started", binary.display()))?;
        let stdout = child.stdout.take().context("the emulator has no output")?;
        let mut line = String::new();
        BufReader::new(stdout).read_line(&mut line)?;
        match serde_json::from_str(&line) {
            Ok(ready) => Ok(Self { child, ready }),
            Err(error) => {
                let _ = child.kill();
                bail!("the emulator's first line is no ready line ({error}): {line}")
            }
        }
    }

    /// Waits until it ends by itself (it does when interrupted from the keyboard).
    pub(crate) fn wait(mut self) -> anyhow::Result<()> {
        self.child.wait()?;
        Ok(())
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        // It ends with its standard input, and only then removes its temporary files.
        drop(self.child.stdin.take());
        for _ in 0..40 {
            if matches!(self.child.try_wait(), Ok(Some(_))) {
                return;
            }
            std::thread::sleep(std::time::Duration::from_millis(25));
        }
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
