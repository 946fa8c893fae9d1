//! Each kind of bad reply has its own clear error, in both flows, and leaves nothing half done.

use serde_json::json;

use super::*;

/// What comes back, and the code it ends with.
const BAD: [(u16, &str, &str); 12] = [
    (200, "<html><body>Sign in</body></html>", "bad_reply"),
    (200, "", "bad_reply"),
    (200, r#"{"value":[{"id":"#, "bad_reply"),
    (200, r#"{"value":"x"}"#, "bad_reply"),
    (200, "\u{0}\u{0}", "bad_reply"),
    (204, "", "bad_reply"),
    (301, "", "redirect"),
    (307, "", "redirect"),
    (400, r#"{"error":{"code":"InvalidApiVersionParameter","message":"m"}}"#, "InvalidApiVersionParameter"),
    (403, r#"{"error":{"code":"AuthorizationFailed","message":"m"}}"#, "AuthorizationFailed"),
    (403, "", "http_403_empty"),
    (418, "teapot", "http_418_not_json"),
];

#[test]
fn of_a_list() {
    for (status, body, code) in BAD {
        let request = json!({"flow": "list", "now": NOW, "endpoint": AZURE, "subscriptionId": SUB, "what": ["disks"]});
        let mut host = Host::started(&request);
        host.reply_with(1, status, &[("Location", "https://evil.example/")], body);
        assert_eq!(host.items(), [format!("failed {code}")], "{status} {body}");
        assert_eq!(host.requests(), []);
        assert!(host.is_done());
    }
}

#[test]
fn of_a_disk() {
    for (status, body, code) in BAD {
        let mut host = Host::started(&super::create::request());
        host.reply_with(1, status, &[("Location", "https://evil.example/")], body);
        assert_eq!(host.items(), [format!("failed {code}")], "{status} {body}");
        assert_eq!(host.requests(), []);
        assert!(host.is_done());
    }
}

#[test]
fn of_a_name_before_anything_was_written() {
    for (status, body, code) in BAD {
        let mut host = Host::started(&super::create::request());
        host.reply(1, 200, &disk_body("d1", "Premium_LRS"));
        host.reply(2, status, body);
        assert_eq!(host.items(), [format!("failed {code}")], "{status} {body}");
        assert!(host.is_done());
    }
}

#[test]
fn of_the_read_back_after_a_write() {
    for (status, body, code) in BAD {
        let mut host = super::create::written();
        host.reply(3, 202, "");
        host.wait();
        host.reply(4, status, body);
        assert_eq!(host.items(), [format!("unknown {code}")], "{status} {body}");
        assert!(host.is_done());
    }
}

#[test]
fn lost_connections() {
    for (kind, code, tries) in [
        // Nobody was ever there: a mistyped endpoint is told soon.
        ("not_sent", "connection_failed", 3),
        ("timeout", "timeout", 6),
        ("cut", "connection_cut", 6),
        ("other", "no_reply", 6),
        ("tls", "tls_failed", 1),
        ("too_large", "reply_too_large", 1),
    ] {
        let request = json!({"flow": "list", "now": NOW, "endpoint": AZURE, "subscriptionId": SUB, "what": ["disks"]});
        let mut host = Host::started(&request);
        let mut sent = 0;
        while !host.is_done() {
            sent += 1;
            host.failed(sent, kind);
            if host.until.is_some() {
                host.wait();
            }
        }
        assert_eq!((host.items(), sent), (vec![format!("failed {code}")], tries));
    }
}

#[test]
fn secrets_in_the_services_words_stay_inside() {
    let mut host = super::create::written();
    let body = json!({"error": {"code": "X", "message": "Bearer T0PS3CRET; https://h/p?sig=T0PS3CRET", "details": [{"message": "sig=T0PS3CRET&x"}]}});
    host.reply(3, 400, &body.to_string());
    assert_eq!(host.items(), ["failed X"]);
    assert!(!serde_json::to_string(&host.all).unwrap().contains("T0PS3CRET"));
}
