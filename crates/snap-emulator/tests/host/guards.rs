//! Who is let in: hosts, keys, tokens, files; and that nothing secret is written down.

use serde_json::json;

use crate::program::{Program, SUB};

#[test]
fn only_its_own_names_are_answered() {
    let program = Program::start(&["--fleet", "empty"]);
    let port = program.port;
    let list = format!("/subscriptions/{SUB}/providers/Microsoft.Compute/disks?api-version=2025-01-02");
    let authorization = format!("Bearer {}", program.token());
    for (host, wanted) in [
        (format!("127.0.0.1:{port}"), 200),
        (format!("LOCALHOST:{port}"), 200),
        (format!("[::1]:{port}"), 200),
        ("127.0.0.1".to_owned(), 421),
        (format!("127.0.0.1:{}", port ^ 1), 421),
        (format!("evil.example:{port}"), 421),
        (format!("localhost.evil.example:{port}"), 421),
        (String::new(), 421),
    ] {
        for path in [list.as_str(), "/", "/_manage/state", "/msi/token"] {
            let reply = program.raw("GET", path, &[("Host", &host), ("Authorization", &authorization)], "").unwrap();
            assert_eq!(reply.status == 421, wanted == 421, "{host} {path}: {}", reply.status);
        }
        let reply = program.raw("GET", &list, &[("Host", &host), ("Authorization", &authorization)], "").unwrap();
        assert_eq!(reply.status, wanted, "{host}");
    }
    // HTTP/1.1 without any Host.
    assert_eq!(program.raw("GET", "/", &[], "").map(|reply| reply.status), Some(421));
}

#[test]
fn no_reply_opens_the_door_to_other_origins() {
    let program = Program::start(&["--fleet", "empty"]);
    for path in ["/subscriptions?api-version=2022-12-01", "/_manage/state", "/msi/token", "/"] {
        let host = program.host();
        let headers = [("Host", &*host), ("Origin", "https://evil.example"), ("Access-Control-Request-Method", "PUT")];
        for method in ["OPTIONS", "GET"] {
            let reply = program.raw(method, path, &headers, "").unwrap();
            assert!(reply.headers.iter().all(|(name, _)| !name.to_lowercase().starts_with("access-control")), "{path}");
        }
    }
}

#[test]
fn management_needs_its_key() {
    let program = Program::start(&["--fleet", "empty"]);
    let host = program.host();
    let key = program.ready_text("managementKey");
    let secret = program.ready_text("identityHeader");
    assert!(key.len() == 32 && secret.len() == 32 && key != secret);
    for headers in [vec![("Host", &*host)], vec![("Host", &*host), ("x-snapline-management-key", &*secret)]] {
        assert_eq!(program.raw("POST", "/_manage/reset", &headers, r#"{"fleet":"empty"}"#).unwrap().status, 403);
    }
    assert_eq!(program.manage("GET", "state", "").status, 200);
}

#[test]
fn a_foreign_token_is_refused_loudly_and_written_nowhere() {
    let program = Program::start(&["--fleet", "empty"]);
    let foreign = "eyJhbGciOiJub25lIn0.eyJpc3MiOiJodHRwczovL3N0cy53aW5kb3dzLm5ldC9hLyIsImV4cCI6OTk5OTk5OTk5OX0.c2ln";
    let (host, authorization) = (program.host(), format!("Bearer {foreign}"));
    let path = format!("/subscriptions/{SUB}?api-version=2022-12-01&sig=secret-in-query");
    let reply = program.raw("GET", &path, &[("Host", &host), ("Authorization", &authorization)], "").unwrap();
    assert_eq!((reply.status, reply.json()["error"]["code"].as_str()), (401, Some("InvalidAuthenticationToken")));
    program.send("GET", "/subscriptions?api-version=2022-12-01", "");
    let everything = format!("{}{}", program.errors(), String::from_utf8_lossy(&program.manage("GET", "log", "").body));
    assert!(everything.contains("REFUSED") && everything.contains("REAL token"), "{everything}");
    for secret in
        ["eyJ", "secret-in-query", &program.ready_text("managementKey"), &program.ready_text("identityHeader")]
    {
        assert!(!everything.contains(secret), "{secret} in {everything}");
    }
}

#[test]
fn the_page_has_its_headers_and_stays_in_its_folder() {
    let folder = std::env::temp_dir().join(format!("snap-emulator-page-{}", std::process::id()));
    let page = folder.join("page");
    std::fs::create_dir_all(page.join("assets")).unwrap();
    for (name, text) in [
        ("page/index.html", "<!doctype html>"),
        ("page/assets/core.wasm", "\0asm"),
        ("page/worker.js", "1"),
        ("secret.txt", "no"),
    ] {
        std::fs::write(folder.join(name), text).unwrap();
    }
    #[cfg(unix)]
    std::os::unix::fs::symlink(folder.join("secret.txt"), page.join("link.txt")).unwrap();
    let program = Program::start(&["--fleet", "empty", "--page", page.to_str().unwrap()]);
    let get = |path: &str| program.raw("GET", path, &[("Host", &program.host())], "").unwrap();
    for (path, kind) in [
        ("/", "text/html; charset=utf-8"),
        ("/index.html?x=1", "text/html; charset=utf-8"),
        ("/assets/core.wasm", "application/wasm"),
        ("/worker.js", "text/javascript; charset=utf-8"),
    ] {
        let reply = get(path);
        assert_eq!((reply.status, reply.header("Content-Type")), (200, Some(kind)), "{path}");
        let policy = reply.header("Content-Security-Policy").unwrap();
        for part in [
            "default-src 'none'",
            "connect-src 'self';",
            "script-src 'self' 'wasm-unsafe-eval'",
            "require-trusted-types-for 'script'",
        ] {
            assert!(policy.contains(part), "{path} {part}");
        }
        assert_eq!(reply.header("X-Content-Type-Options"), Some("nosniff"));
    }
    for path in [
        "/nope.js",
        "/link.txt",
        "/../secret.txt",
        "/%2e%2e/secret.txt",
        "/assets/..%2f..%2f../secret.txt",
        "/..%5csecret.txt",
        "/assets",
        "/%00",
        "/%ff",
    ] {
        assert_eq!(get(path).status, 404, "{path}");
    }
    assert_eq!(program.raw("POST", "/", &[("Host", &program.host())], "").unwrap().status, 405);
    let list = get("/subscriptions?api-version=2022-12-01");
    assert_eq!(list.status, 401, "the service lies beside the page");
    drop(program);
    std::fs::remove_dir_all(folder).unwrap();
}

#[test]
fn it_ends_with_its_parent_and_says_one_line() {
    let mut program = Program::start(&["--fleet", "empty"]);
    assert_eq!(program.ready["ready"], json!(true));
    assert_eq!(program.ready["management"], json!(format!("http://{}/_manage", program.host())));
    assert_eq!(program.stop(), Some(0));
}
