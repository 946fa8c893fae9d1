//! Who gets a token, and by which of three doors: an account's secret header, a virtual machine's metadata address, or
//! the agent of a machine elsewhere (Arc), whose caller has to show that it can read a file of this machine.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::Context;
use jiff::Timestamp;
use serde_json::json;
use snap_emulator::{Request, Response, identity, machine_identity};

use crate::secrets;

/// Challenges under way at once; no caller has more, and no flood of them may fill the disk.
const MOST_KEYS: usize = 64;

/// The identity addresses of one run.
pub(crate) struct Tokens {
    /// The value of `X-IDENTITY-HEADER` that opens `/msi/token`.
    pub(crate) header: String,
    /// Where key files are laid; for this user only.
    folder: PathBuf,
    /// Keys of challenges that were not answered yet, with their files.
    keys: BTreeMap<String, PathBuf>,
}

impl Tokens {
    pub(crate) fn new(folder: &Path) -> anyhow::Result<Self> {
        Ok(Self { header: secrets::random()?, folder: folder.to_owned(), keys: BTreeMap::new() })
    }

    /// The reply of `/msi/token`, `/metadata/identity/oauth2/token` or, below `/arc`, of the agent's twin of the latter.
    pub(crate) fn answer(&mut self, request: &Request, own: &[String], now: Timestamp) -> Response {
        let path = request.path_only();
        if path.starts_with("/msi") {
            return identity(request, &self.header, own, now);
        }
        let reply = machine_identity(request, own, now);
        if reply.status != 200 || !path.starts_with("/arc/") {
            return reply;
        }
        let shown = request.header("Authorization").and_then(|header| header.strip_prefix("Basic "));
        match shown.and_then(|key| self.keys.remove(key)) {
            Some(file) => {
                forget(&file);
                reply
            }
            None => self.challenge().unwrap_or_else(|error| {
                Response::json(500, &json!({"error": "server_error", "error_description": format!("{error:#}")}))
            }),
        }
    }

    /// A 401 that names a new file with a key that opens once.
    fn challenge(&mut self) -> anyhow::Result<Response> {
        if self.keys.len() >= MOST_KEYS
            && let Some((_, file)) = self.keys.pop_first()
        {
            forget(&file);
        }
        let (key, file) = (secrets::random()?, self.folder.join(format!("{}.key", secrets::random()?)));
        write(&file, &key)?;
        let realm = format!("Basic realm={}", file.display());
        self.keys.insert(key, file);
        Ok(Response::json(
            401,
            &json!({"error": "unauthorized", "error_description": "read the file of the challenge"}),
        )
        .with_header("WWW-Authenticate", realm))
    }
}

/// Removes a key file. One that somebody else removed is gone all the same.
fn forget(file: &Path) {
    fs::remove_file(file).unwrap_or_default();
}

#[expect(clippy::disallowed_methods, reason = "a challenge is a file")]
fn write(file: &Path, text: &str) -> anyhow::Result<()> {
    fs::write(file, text).with_context(|| format!("cannot write `{}`", file.display()))
}
