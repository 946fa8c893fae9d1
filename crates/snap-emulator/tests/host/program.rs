//! The running program and a small HTTP client that shows every byte.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::process::{Child, ChildStdin, Command, Stdio};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use serde_json::Value;

pub(crate) const SUB: &str = "5eed0000-0000-4000-8000-000000000001";

/// A running emulator. Dropping it closes its stdin, which must end it.
pub(crate) struct Program {
    pub(crate) ready: Value,
    pub(crate) port: u16,
    stdin: Option<ChildStdin>,
    child: Child,
    errors: Arc<Mutex<String>>,
}

/// A reply as it came, whole or not.
#[derive(Debug)]
pub(crate) struct Reply {
    pub(crate) status: u16,
    pub(crate) headers: Vec<(String, String)>,
    pub(crate) body: Vec<u8>,
}

impl Reply {
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(have, _)| have.eq_ignore_ascii_case(name)).map(|(_, value)| value.as_str())
    }

    pub(crate) fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap_or_else(|error| panic!("{error}: {self:?}"))
    }
}

impl Program {
    pub(crate) fn start(arguments: &[&str]) -> Self {
        let mut child = Command::new(env!("CARGO_BIN_EXE_snap-emulator"))
            .arg("--exit-with-stdin")
            .args(arguments)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let mut line = String::new();
        BufReader::new(child.stdout.take().unwrap()).read_line(&mut line).unwrap();
        let errors = Arc::new(Mutex::new(String::new()));
        let (mut stderr, kept) = (child.stderr.take().unwrap(), Arc::clone(&errors));
        std::thread::spawn(move || {
            let mut buffer = [0; 4096];
            while let Ok(count @ 1..) = stderr.read(&mut buffer) {
                kept.lock().unwrap().push_str(&String::from_utf8_lossy(&buffer[..count]));
            }
        });
        let ready: Value = serde_json::from_str(&line).unwrap_or_else(|error| panic!("{error}: {line}"));
        let port = ready["endpoint"].as_str().unwrap().rsplit(':').next().unwrap().parse().unwrap();
        Self { ready, port, stdin: child.stdin.take(), child, errors }
    }

    pub(crate) fn host(&self) -> String {
        format!("127.0.0.1:{}", self.port)
    }

    pub(crate) fn ready_text(&self, member: &str) -> String {
        self.ready[member].as_str().unwrap().to_owned()
    }

    /// Sends one request and reads until the other side closes; `None` when not one byte came back.
    pub(crate) fn raw(&self, method: &str, path: &str, headers: &[(&str, &str)], body: &str) -> Option<Reply> {
        exchange(connect(self.port), method, path, headers, body)
    }

    /// One request with the right host and, for the service, a token.
    pub(crate) fn send(&self, method: &str, path: &str, body: &str) -> Reply {
        let (host, authorization) = (self.host(), format!("Bearer {}", self.token()));
        self.raw(method, path, &[("Host", &host), ("Authorization", &authorization)], body).unwrap()
    }

    pub(crate) fn manage(&self, method: &str, path: &str, body: &str) -> Reply {
        let key = self.ready_text("managementKey");
        let headers = [("Host", &*self.host()), ("x-snapline-management-key", &*key)];
        self.raw(method, &format!("/_manage/{path}"), &headers, body).unwrap()
    }

    /// A token by way of the identity endpoint (U13).
    pub(crate) fn token(&self) -> String {
        let secret = self.ready_text("identityHeader");
        let headers = [("Host", &*self.host()), ("X-IDENTITY-HEADER", &*secret), ("Metadata", "True")];
        let reply = self.raw("GET", "/msi/token?resource=https%3A%2F%2Fmanagement.azure.com%2F", &headers, "").unwrap();
        reply.json()["access_token"].as_str().unwrap().to_owned()
    }

    /// What it wrote on stderr so far.
    pub(crate) fn errors(&self) -> String {
        self.errors.lock().unwrap().clone()
    }

    /// Waits until stderr says `text`.
    pub(crate) fn wait_for_error(&self, text: &str) {
        let started = std::time::Instant::now();
        while !self.errors().contains(text) {
            assert!(started.elapsed().as_secs() < 10, "no `{text}` in {}", self.errors());
            std::thread::sleep(Duration::from_millis(10));
        }
    }

    /// Closes its stdin and waits for its end.
    pub(crate) fn stop(&mut self) -> Option<i32> {
        drop(self.stdin.take());
        for _ in 0..200 {
            if let Some(status) = self.child.try_wait().unwrap() {
                return status.code();
            }
            std::thread::sleep(Duration::from_millis(25));
        }
        None
    }
}

impl Drop for Program {
    fn drop(&mut self) {
        if self.stop().is_none() {
            // Only reached when the program does not do what it must; its own test tells.
            self.child.kill().unwrap_or_default();
        }
    }
}

pub(crate) fn connect(port: u16) -> TcpStream {
    let stream = TcpStream::connect(("127.0.0.1", port)).unwrap();
    stream.set_read_timeout(Some(Duration::from_secs(20))).unwrap();
    stream
}

/// One request on a connection of its own, encrypted or not.
pub(crate) fn exchange(
    mut stream: impl Read + Write,
    method: &str,
    path: &str,
    headers: &[(&str, &str)],
    body: &str,
) -> Option<Reply> {
    let mut text = format!("{method} {path} HTTP/1.1\r\nConnection: close\r\nContent-Length: {}\r\n", body.len());
    headers.iter().for_each(|(name, value)| text.push_str(&format!("{name}: {value}\r\n")));
    // A connection cut by the other side may end in an error; what came before it counts.
    stream.write_all(format!("{text}\r\n{body}").as_bytes()).unwrap_or_default();
    let mut bytes = Vec::new();
    stream.read_to_end(&mut bytes).unwrap_or_default();
    parse(&bytes)
}

fn parse(bytes: &[u8]) -> Option<Reply> {
    let end = bytes.windows(4).position(|window| window == b"\r\n\r\n")?;
    let head = String::from_utf8_lossy(&bytes[..end]).into_owned();
    let mut lines = head.split("\r\n");
    let status = lines.next()?.split(' ').nth(1)?.parse().ok()?;
    let headers =
        lines.filter_map(|line| line.split_once(": ")).map(|(name, value)| (name.to_owned(), value.to_owned()));
    Some(Reply { status, headers: headers.collect(), body: bytes[end + 4..].to_vec() })
}
