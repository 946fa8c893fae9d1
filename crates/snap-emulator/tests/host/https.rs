//! The second listener: who trusts its authority gets the same service, and nothing of it outlives the program.

use std::sync::Arc;

use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, ServerName};
use rustls::{ClientConfig, ClientConnection, RootCertStore, StreamOwned};
use serde_json::json;

use crate::program::{Program, Reply, SUB, connect, exchange};

/// A client that trusts `authorities` and calls the server `name`.
struct Client {
    config: Arc<ClientConfig>,
    port: u16,
}

impl Client {
    fn new(program: &Program, authorities: &[CertificateDer<'static>]) -> Self {
        let mut roots = RootCertStore::empty();
        authorities.iter().for_each(|authority| roots.add(authority.clone()).unwrap());
        let config = ClientConfig::builder_with_provider(Arc::new(rustls::crypto::ring::default_provider()))
            .with_safe_default_protocol_versions()
            .unwrap()
            .with_root_certificates(roots)
            .with_no_client_auth();
        let port = program.ready_text("endpointHttps").rsplit(':').next().unwrap().parse().unwrap();
        Self { config: Arc::new(config), port }
    }

    fn trusting(program: &Program) -> Self {
        Self::new(program, &[authority(program)])
    }

    fn send(&self, name: &str, method: &str, path: &str, headers: &[(&str, &str)], body: &str) -> Option<Reply> {
        let name = ServerName::try_from(name.to_owned()).unwrap();
        let connection = ClientConnection::new(Arc::clone(&self.config), name).unwrap();
        exchange(StreamOwned::new(connection, connect(self.port)), method, path, headers, body)
    }

    fn host(&self) -> String {
        format!("127.0.0.1:{}", self.port)
    }
}

fn authority(program: &Program) -> CertificateDer<'static> {
    CertificateDer::from_pem_file(program.ready_text("caFile")).unwrap()
}

fn start() -> Program {
    Program::start(&["--fleet", "demo", "--page-size", "5", "--https"])
}

#[test]
fn who_trusts_the_authority_is_served_under_each_name() {
    let program = start();
    let client = Client::trusting(&program);
    let authorization = format!("Bearer {}", program.token());
    for name in ["127.0.0.1", "localhost", "::1"] {
        let host = if name == "::1" { format!("[::1]:{}", client.port) } else { format!("{name}:{}", client.port) };
        let headers = [("Host", &*host), ("Authorization", &*authorization)];
        let reply = client.send(name, "GET", "/subscriptions?api-version=2022-12-01", &headers, "").unwrap();
        assert_eq!(reply.status, 200, "{name}");
    }
    let stranger = Client::new(&program, &[]);
    let headers = [("Host", &*client.host()), ("Authorization", &*authorization)];
    assert!(stranger.send("127.0.0.1", "GET", "/subscriptions?api-version=2022-12-01", &headers, "").is_none());
    program.wait_for_error("a handshake failed");
    // Each run has an authority of its own.
    let other = start();
    assert_ne!(authority(&program), authority(&other));
    let mistaken = Client::new(&program, &[authority(&other)]);
    assert!(mistaken.send("127.0.0.1", "GET", "/subscriptions?api-version=2022-12-01", &headers, "").is_none());
}

#[test]
fn both_listeners_are_one_service_and_links_keep_the_caller_s_scheme() {
    let program = start();
    let client = Client::trusting(&program);
    let authorization = format!("Bearer {}", program.token());
    let list = format!("/subscriptions/{SUB}/providers/Microsoft.Compute/snapshots?api-version=2025-01-02");
    let headers = [("Host", &*client.host()), ("Authorization", &*authorization)];
    let secure = client.send("127.0.0.1", "GET", &list, &headers, "").unwrap().json();
    let plain = program.send("GET", &list, "").json();
    assert_eq!(secure["value"], plain["value"]);
    let link = |page: &serde_json::Value| page["nextLink"].as_str().unwrap().to_owned();
    assert!(link(&secure).starts_with(&format!("https://{}/", client.host())), "{}", link(&secure));
    assert!(link(&plain).starts_with(&format!("http://{}/", program.host())), "{}", link(&plain));
}

#[test]
fn the_guards_stand_at_both_doors() {
    let program = start();
    let client = Client::trusting(&program);
    // The name of the other listener is not this one's.
    let plain = program.host();
    for (host, status) in [(client.host(), 401), (plain, 421), (format!("evil.example:{}", client.port), 421)] {
        let reply = client.send("127.0.0.1", "GET", "/tenants?api-version=2022-12-01", &[("Host", &host)], "").unwrap();
        assert_eq!(reply.status, status, "{host}");
    }
    let reply = client.send("127.0.0.1", "GET", "/_manage/state", &[("Host", &client.host())], "").unwrap();
    assert_eq!(reply.status, 403);
}

#[test]
fn faults_cut_inside_the_encryption() {
    let program = start();
    let client = Client::trusting(&program);
    let authorization = format!("Bearer {}", program.token());
    let host = client.host();
    let headers = [("Host", &*host), ("Authorization", &*authorization)];
    let tenants = || client.send("127.0.0.1", "GET", "/tenants?api-version=2022-12-01", &headers, "");
    let rules = json!([{"fault": {"kind": "truncate", "afterBytes": 7}}, {"fault": {"kind": "dropReply"}}]);
    assert_eq!(program.manage("POST", "faults", &rules.to_string()).status, 200);
    let cut = tenants().unwrap();
    assert_eq!((cut.status, cut.body.len()), (200, 7));
    assert!(tenants().is_none());
    assert_eq!(tenants().unwrap().status, 200);
}

#[test]
fn a_client_that_stops_in_the_handshake_keeps_nobody_waiting() {
    let program = start();
    let client = Client::trusting(&program);
    let silent: Vec<_> = (0..80).map(|_| connect(client.port)).collect();
    let reply = client.send("127.0.0.1", "GET", "/_manage/state", &[("Host", &client.host())], "").unwrap();
    assert_eq!(reply.status, 403);
    drop(silent);
}

#[test]
fn the_folder_is_private_and_ends_with_the_program() {
    let mut program = start();
    let file = std::path::PathBuf::from(program.ready_text("caFile"));
    let folder = file.parent().unwrap().to_owned();
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        assert_eq!(std::fs::metadata(&folder).unwrap().permissions().mode() & 0o777, 0o700);
    }
    let text = std::fs::read_to_string(&file).unwrap();
    assert!(text.starts_with("-----BEGIN CERTIFICATE-----") && !text.contains("PRIVATE KEY"), "{text}");
    assert_eq!(std::fs::read_dir(&folder).unwrap().count(), 1, "the authority's certificate and no key");
    assert_eq!(program.stop(), Some(0));
    assert!(!folder.exists(), "{}", folder.display());
}

#[test]
fn without_the_flag_there_is_one_listener() {
    let program = Program::start(&["--fleet", "empty"]);
    assert!(program.ready["endpointHttps"].is_null() && program.ready["caFile"].is_null());
}
