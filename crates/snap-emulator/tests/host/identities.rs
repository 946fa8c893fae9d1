//! The three doors to a token, each with its guard.

use std::path::PathBuf;

use serde_json::Value;

use crate::program::{Program, Reply};

const RESOURCE: &str = "resource=https%3A%2F%2Fmanagement.azure.com%2F";

struct Door<'a> {
    program: &'a Program,
    path: &'a str,
}

impl Door<'_> {
    fn ask(&self, query: &str, headers: &[(&str, &str)]) -> Reply {
        let host = self.program.host();
        let mut all = vec![("Host", &*host)];
        all.extend_from_slice(headers);
        self.program.raw("GET", &format!("{}?{query}", self.path), &all, "").unwrap()
    }

    fn status(&self, query: &str, headers: &[(&str, &str)]) -> u16 {
        self.ask(query, headers).status
    }
}

/// A token reply whose token opens the service.
fn opens(program: &Program, reply: &Reply) {
    assert_eq!((reply.status, reply.header("Cache-Control")), (200, Some("no-store")));
    let body = reply.json();
    assert_eq!((&body["token_type"], &body["expires_in"]), (&Value::from("Bearer"), &Value::from("86400")));
    assert!(body["expires_on"].as_str().unwrap().parse::<i64>().unwrap() > 1_700_000_000);
    let (host, bearer) = (program.host(), format!("Bearer {}", body["access_token"].as_str().unwrap()));
    let headers = [("Host", &*host), ("Authorization", &*bearer)];
    assert_eq!(program.raw("GET", "/subscriptions?api-version=2022-12-01", &headers, "").unwrap().status, 200);
}

#[test]
fn an_account_shows_its_header() {
    let program = Program::start(&["--fleet", "empty"]);
    let (host, secret) = (program.host(), program.ready_text("identityHeader"));
    let door = Door { program: &program, path: "/msi/token" };
    opens(&program, &door.ask(RESOURCE, &[("X-IDENTITY-HEADER", &secret)]));
    let key = program.ready_text("managementKey");
    assert_eq!(door.status(RESOURCE, &[("X-IDENTITY-HEADER", &key)]), 401);
    assert_eq!(door.status(RESOURCE, &[("Metadata", "true")]), 401);
    let ask = |query: &str| door.status(query, &[("X-IDENTITY-HEADER", &secret)]);
    assert_eq!(ask(&format!("resource=http://{host}/&api-version=2019-08-01")), 200);
    assert_eq!(ask("api-version=2019-08-01"), 400);
    assert_eq!(ask("resource=https://vault.azure.net"), 400);
    assert_eq!(ask(&format!("resource=https://{host}/")), 400, "there is no https listener");
    let other = Door { program: &program, path: "/msi/other" };
    assert_eq!(other.status(RESOURCE, &[("X-IDENTITY-HEADER", &secret)]), 404);
}

#[test]
fn a_machine_sends_the_metadata_header_and_no_proxy_s() {
    let program = Program::start(&["--fleet", "empty", "--https"]);
    let path = program.ready_text("machineIdentityEndpoint");
    let path = path.strip_prefix(&format!("http://{}", program.host())).unwrap();
    let door = Door { program: &program, path };
    let query = format!("api-version=2018-02-01&{RESOURCE}");
    opens(&program, &door.ask(&query, &[("Metadata", "true")]));
    let secure = format!("resource={}/", program.ready_text("endpointHttps"));
    assert_eq!(door.status(&secure, &[("Metadata", "True")]), 200);
    for headers in [
        vec![],
        vec![("Metadata", "yes")],
        vec![("Metadata", "true"), ("X-Forwarded-For", "10.0.0.1")],
        vec![("X-IDENTITY-HEADER", "true")],
    ] {
        assert_eq!(door.status(&query, &headers), 400, "{headers:?}");
    }
    assert_eq!(door.status("resource=https://vault.azure.net", &[("Metadata", "true")]), 400);
    let other = Door { program: &program, path: "/metadata/identity/info" };
    assert_eq!(other.status(&query, &[("Metadata", "true")]), 404);
}

/// The file that a challenge names.
fn challenged(reply: &Reply) -> PathBuf {
    assert_eq!(reply.status, 401);
    PathBuf::from(reply.header("WWW-Authenticate").unwrap().strip_prefix("Basic realm=").unwrap())
}

#[test]
fn an_agent_s_caller_reads_a_file_that_opens_once() {
    let program = Program::start(&["--fleet", "empty"]);
    let path = program.ready_text("agentIdentityEndpoint");
    let path = path.strip_prefix(&format!("http://{}", program.host())).unwrap();
    let door = Door { program: &program, path };
    let query = format!("api-version=2019-11-01&{RESOURCE}");
    let file = challenged(&door.ask(&query, &[("Metadata", "true")]));
    assert_eq!(file.extension().unwrap(), "key");
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        let folder = std::fs::metadata(file.parent().unwrap()).unwrap();
        assert_eq!(folder.permissions().mode() & 0o777, 0o700);
    }
    let basic = format!("Basic {}", std::fs::read_to_string(&file).unwrap());
    assert!(!file.to_str().unwrap().contains(&basic[6..]), "the name does not tell the key");
    // Without the metadata header the key is neither taken nor spent.
    assert_eq!(door.status(&query, &[("Authorization", &basic)]), 400);
    opens(&program, &door.ask(&query, &[("Metadata", "true"), ("Authorization", &basic)]));
    assert!(!file.exists(), "a key opens once");
    let again = challenged(&door.ask(&query, &[("Metadata", "true"), ("Authorization", &basic)]));
    assert_ne!(file, again);
    for wrong in ["Basic ", "Basic 0123456789abcdef0123456789abcdef", "Bearer x"] {
        challenged(&door.ask(&query, &[("Metadata", "true"), ("Authorization", wrong)]));
    }
    assert_eq!(door.status("api-version=2019-11-01", &[("Metadata", "true")]), 400);
}

#[test]
fn a_flood_of_challenges_leaves_few_files() {
    let mut program = Program::start(&["--fleet", "empty"]);
    let door = Door { program: &program, path: "/arc/metadata/identity/oauth2/token" };
    let files: Vec<PathBuf> = (0..80).map(|_| challenged(&door.ask(RESOURCE, &[("Metadata", "true")]))).collect();
    let folder = files[0].parent().unwrap().to_owned();
    assert_eq!(std::fs::read_dir(&folder).unwrap().count(), 64);
    assert_eq!(program.stop(), Some(0));
    assert!(!folder.exists());
}
