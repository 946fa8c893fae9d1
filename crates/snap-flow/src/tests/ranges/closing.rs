//! A link that the flow opened, or may have opened, is closed on every path.

use super::*;

fn lines(service: &Service, verb: &str) -> usize {
    service.log.iter().filter(|line| line.starts_with(verb)).count()
}

/// Runs it and sees that nothing is left open.
fn closed(mut service: Service, request: &Value) -> (Service, Host) {
    let mut host = service.run(request);
    assert!(service.open.is_empty(), "left open: {:?}\n{:#?}", service.open, service.log);
    no_secrets(&mut host);
    assert_eq!(saved_links(&saved(&mut host)), BTreeSet::new());
    (service, host)
}

#[test]
fn after_every_failure() {
    let xml = |code: &str| format!("<?xml version=\"1.0\"?><Error><Code>{code}</Code><Message>No.</Message></Error>");
    for (like, trick, item) in [
        ("PAGES", Trick::Refuse(409, Vec::new(), xml("BlobOverlappingPages")), "ready -"),
        ("PAGES", Trick::Refuse(404, Vec::new(), xml("BlobNotFound")), "failed BlobNotFound"),
        ("PAGES", Trick::Refuse(400, Vec::new(), xml("OutOfRangeInput")), "failed OutOfRangeInput"),
        ("PAGES", Trick::Refuse(403, Vec::new(), xml("AuthenticationFailed")), "failed AuthenticationFailed"),
        ("PAGES", Trick::Refuse(302, Vec::new(), String::new()), "failed redirect"),
        ("PAGES", Trick::Refuse(204, Vec::new(), String::new()), "failed bad_reply"),
        ("PAGES", Trick::LoseRequest("tls"), "failed tls_failed"),
        ("PAGES", Trick::LoseRequest("too_large"), "failed reply_too_large"),
        ("GRANT", Trick::LoseReply, "ready -"),
        ("GRANT", Trick::LoseRequest("timeout"), "ready -"),
        ("GRANT", Trick::LoseRequest("not_sent"), "ready -"),
        ("GRANT", Trick::LoseRequest("tls"), "failed tls_failed"),
        ("GRANT", Trick::Answer(503, Vec::new(), "<html>".to_owned()), "ready -"),
        ("GRANT", refused(401, "ExpiredAuthenticationToken"), "ready -"),
        ("GRANT", refused(429, "TooManyRequests"), "ready -"),
        ("GRANT", refused(403, "AuthorizationFailed"), "failed AuthorizationFailed"),
        ("GRANT", refused(404, "ResourceNotFound"), "failed ResourceNotFound"),
        ("GRANT", Trick::Answer(202, Vec::new(), String::new()), "failed bad_reply"),
        ("GRANT", Trick::Answer(201, Vec::new(), String::new()), "failed bad_reply"),
        ("GRANT", Trick::Answer(200, Vec::new(), "{}".to_owned()), "failed bad_reply"),
        (
            "GRANT",
            Trick::Answer(
                202,
                vec![("Location".to_owned(), "https://evil.example/?s=SIGNED".to_owned())],
                String::new(),
            ),
            "failed foreign_link",
        ),
        (
            "OP grant",
            Trick::Answer(
                200,
                Vec::new(),
                r#"{"status":"Failed","error":{"code":"Conflict","message":"no"}}"#.to_owned(),
            ),
            "failed Conflict",
        ),
        ("OP grant", Trick::Answer(200, Vec::new(), r#"{"status":"Succeeded"}"#.to_owned()), "failed bad_reply"),
        ("OP grant", Trick::Answer(200, Vec::new(), "[[".to_owned()), "ready -"),
        ("OP grant", Trick::Refuse(404, Vec::new(), MISSING.to_owned()), "ready -"),
        ("OP grant", Trick::LoseRequest("tls"), "ready -"),
        ("REVOKE", Trick::LoseReply, "ready -"),
        ("REVOKE", Trick::LoseRequest("timeout"), "ready -"),
        ("REVOKE", Trick::LoseRequest("not_sent"), "ready -"),
        ("REVOKE", refused(401, "ExpiredAuthenticationToken"), "ready -"),
        ("REVOKE", refused(409, "Conflict"), "ready -"),
        ("REVOKE", refused(429, "TooManyRequests"), "ready -"),
        ("REVOKE", refused(500, "InternalServerError"), "ready -"),
        ("REVOKE", Trick::Answer(202, Vec::new(), String::new()), "ready -"),
        ("REVOKE", Trick::Answer(204, Vec::new(), String::new()), "ready -"),
        ("REVOKE", Trick::Refuse(202, Vec::new(), String::new()), "ready -"),
        (
            "REVOKE",
            Trick::Answer(
                202,
                vec![("Location".to_owned(), "https://evil.example/?s=SIGNED".to_owned())],
                String::new(),
            ),
            "ready -",
        ),
        ("OP revoke", Trick::Refuse(404, Vec::new(), MISSING.to_owned()), "ready -"),
        ("OP revoke", Trick::Answer(200, Vec::new(), r#"{"status":"Failed"}"#.to_owned()), "ready -"),
    ] {
        for request in [ranges(&json!({})), since_s1(ranges(&json!({})))] {
            let (_, host) = closed(Service::new().trick(like, trick.clone()), &request);
            assert_eq!(host.items(), [item], "{like} {trick:?}");
        }
    }
}

#[test]
fn a_grant_whose_end_is_not_known_is_revoked_and_looked_at_before_the_next() {
    let (service, host) = closed(Service::new().trick("GRANT", Trick::LoseReply), &ranges(&json!({})));
    let verbs: Vec<&str> = service.log.iter().map(|line| line.split('{').next().unwrap().trim()).collect();
    assert_eq!(
        verbs,
        [
            "GET s2",
            "LIST",
            "GRANT s2",
            "REVOKE s2",
            "OP revoke/s2",
            "GET s2",
            "GET s2",
            "LIST",
            "GRANT s2",
            "OP grant/s2",
            "PAGES s2",
            "REVOKE s2",
            "OP revoke/s2",
        ]
    );
    assert_eq!(host.items(), ["ready -"]);
}

#[test]
fn a_grant_that_comes_to_nothing_time_after_time_is_told() {
    let (service, host) = closed(Service::new().tricks(20, "GRANT", &Trick::LoseReply), &ranges(&json!({})));
    assert_eq!(host.items(), ["failed connection_cut"]);
    assert_eq!((lines(&service, "GRANT"), lines(&service, "REVOKE")), (6, 6));
}

#[test]
fn one_link_that_is_refused_closes_the_other() {
    let (service, host) =
        closed(Service::new().trick("GRANT s1", refused(403, "AuthorizationFailed")), &since_s1(ranges(&json!({}))));
    assert_eq!(host.items(), ["failed AuthorizationFailed"]);
    assert_eq!((lines(&service, "REVOKE s2"), lines(&service, "REVOKE s1")), (1, 0));
}

#[test]
fn when_the_flow_is_cancelled_wherever_it_is() {
    // At every point of the way, and with an operation that takes its time.
    for slow in [0, 3] {
        for request in [since_s1(ranges(&json!({}))), download(&json!({"pieceBytes": 4096 * 64}))] {
            let mut at = 0;
            loop {
                let mut service = Service::new();
                service.slow = slow;
                let mut host = Host::started(&request);
                service.until(&mut host, |service, _| service.log.len() >= at);
                if host.is_done() {
                    break;
                }
                let granted = lines(&service, "GRANT") > 0
                    || service.waiting.iter().any(|(_, step)| words(step).starts_with("GRANT"));
                host.cancel();
                service.finish(&mut host);
                assert!(service.open.is_empty(), "{at}: {:#?}", service.log);
                let items = host.items();
                let [item] = &items[..] else { panic!("{at}: {items:?}") };
                assert!(["skipped cancelled", "failed cancelled", "ready -"].contains(&item.as_str()), "{at}: {item}");
                assert_eq!(
                    item == "skipped cancelled" && granted,
                    item == "skipped cancelled" && lines(&service, "PAGES") == 0 && granted
                );
                no_secrets(&mut host);
                assert_eq!(saved_links(&saved(&mut host)), BTreeSet::new(), "{at}");
                at += 1;
            }
            assert!(at > 6, "{at}");
        }
    }
}

#[test]
fn a_cancel_sends_nothing_but_what_closes() {
    let mut service = Service::new();
    let mut host = Host::started(&ranges(&json!({})));
    service.until(&mut host, |service, _| service.log.len() == 2);
    // The grant is under way: its answer is waited for.
    host.cancel();
    assert!(host.requests().is_empty() && !host.is_done());
    service.finish(&mut host);
    let verbs: Vec<&str> = service.log.iter().map(|line| line.split('{').next().unwrap().trim()).collect();
    assert_eq!(verbs, ["GET s2", "LIST", "GRANT s2", "OP grant/s2", "REVOKE s2", "OP revoke/s2"]);
    assert_eq!(host.items(), ["failed cancelled"]);
}

#[test]
fn a_grant_that_waits_is_not_sent_after_a_cancel() {
    let mut service = Service::new().trick("GRANT", refused(429, "TooManyRequests"));
    let mut host = Host::started(&ranges(&json!({})));
    service.until(&mut host, |service, _| service.log.len() == 3);
    host.cancel();
    assert!(host.is_done());
    assert_eq!(host.items(), ["skipped cancelled"]);
}

#[test]
fn a_grant_whose_operation_never_ends_is_revoked_all_the_same() {
    let mut service = Service::new();
    service.slow = 1_000;
    let mut host = Host::started(&ranges(&json!({})));
    service.until(&mut host, |service, _| service.log.len() == 5);
    let before = host.now;
    host.cancel();
    // Asked a few times more, then revoked.
    service.until(&mut host, |service, _| service.log.iter().any(|line| line.starts_with("REVOKE")));
    assert!((60..=120).contains(&host.now.seconds_since(before)), "{}", host.now.seconds_since(before));
    service.slow = 0;
    service.finish(&mut host);
    assert!(service.open.is_empty());
    assert_eq!(service.log.last().unwrap(), "GET s2", "the end of the grant was not seen, so it is looked at");

    // And without a cancel after a quarter of an hour.
    let mut service = Service::new();
    service.slow = 10_000;
    let mut host = Host::started(&ranges(&json!({"timeoutSeconds": 86_400})));
    service.until(&mut host, |service, _| service.log.iter().any(|line| line.starts_with("REVOKE")));
    let seconds = host.now.seconds_since(Instant::parse(NOW).unwrap());
    assert!((900..1_000).contains(&seconds), "{seconds}");
}

#[test]
fn when_the_time_is_up() {
    for timeout in [1, 3, 5, 7, 9, 12, 20] {
        let mut service = Service::new();
        service.slow = 2;
        let mut host = service.run(&download(&json!({"timeoutSeconds": timeout, "pieceBytes": 512 * 128})));
        assert!(service.open.is_empty(), "{timeout}: {:#?}", service.log);
        let [item] = &host.items()[..] else { panic!("{:?}", host.items()) };
        assert!(["failed timed_out", "ready -"].contains(&item.as_str()), "{timeout}: {item}");
        no_secrets(&mut host);
    }
}

#[test]
fn when_the_host_slept_past_the_deadline() {
    for sleep in [3_700, 7_000, 10_000] {
        let mut service = Service::new();
        let mut host = Host::started(&ranges(&json!({"linkSeconds": 86_400})));
        service.until(&mut host, |service, _| service.log.len() == 4);
        host.after(sleep);
        service.finish(&mut host);
        assert_eq!(host.items(), ["failed timed_out"]);
        assert!(service.open.is_empty(), "{sleep}: {:?}", service.log);
    }
}

#[test]
fn when_nothing_answers_any_more() {
    // Every reply from the first page list on is lost, cancel included: the flow ends, and says what it leaves.
    let mut service = Service::new();
    let mut host = Host::started(&ranges(&json!({"linkSeconds": 1200})));
    service.until(&mut host, |service, _| service.log.len() == 4);
    let granted = host.now;
    host.cancel();
    assert_eq!(host.requests().len(), 1);
    let mut polls = 0;
    while !host.is_done() {
        host.wait();
        polls += 1;
    }
    assert!((290..=330).contains(&host.now.seconds_since(granted)), "{polls} {}", host.now);
    assert_eq!(host.items(), ["failed cancelled", "failed link_left_open"]);
}

#[test]
fn a_link_that_cannot_be_closed_is_told_with_its_end() {
    let mut service = Service::new().tricks(30, "REVOKE", &refused(500, "InternalServerError"));
    let mut host = service.run(&ranges(&json!({"linkSeconds": 1200})));
    assert_eq!(lines(&service, "REVOKE"), 6);
    assert_eq!(host.items(), ["ready -", "failed link_left_open"]);
    let item = host.item().clone();
    let message = item["message"].as_str().unwrap();
    assert!(message.contains(&snapshot_id("s2")) && message.contains("Says the service."), "{message}");
    // Granted two seconds after the start, when its operation had ended.
    assert!(message.contains("ends by itself at 2026-11-20T02:20:02Z at the latest"), "{message}");
    assert_eq!(
        (&item["status"], &item["requestId"], &item["snapshot"]),
        (&json!(500), &json!("r-1"), &json!(snapshot_id("s2")))
    );
    let summary = host.summary().clone();
    assert_eq!((&summary["complete"], &summary["failed"]), (&json!(false), &json!(1)));
    assert!(summary["sentence"].as_str().unwrap().ends_with("Access links that may still be open: 1."));
    no_secrets(&mut host);
    // Whoever goes on from there closes it.
    assert_eq!(saved_links(&saved(&mut host)), BTreeSet::from(["s2".to_owned()]));

    for trick in [refused(403, "AuthorizationFailed"), refused(400, "BadRequest")] {
        let mut service = Service::new().trick("REVOKE", trick);
        let host = service.run(&ranges(&json!({})));
        assert_eq!((lines(&service, "REVOKE"), &host.items()[1..]), (1, &["failed link_left_open".to_owned()][..]));
    }
}

#[test]
fn a_snapshot_that_is_gone_has_no_link() {
    let service = Service::new().trick("REVOKE", Trick::Answer(404, Vec::new(), MISSING.to_owned()));
    let (_, host) = closed(service, &ranges(&json!({})));
    assert_eq!(host.items(), ["ready -"]);
}

#[test]
fn a_saved_flow_names_its_links_and_the_next_life_closes_them_first() {
    let mut at = 0;
    loop {
        let mut service = Service::new();
        service.slow = 1;
        let mut host = Host::started(&since_s1(ranges(&json!({}))));
        service.until(&mut host, |service, _| service.log.len() >= at);
        if host.is_done() {
            break;
        }
        let saved = saved(&mut host);
        no_secrets(&mut host);
        let open: BTreeSet<String> = service.open.keys().cloned().collect();
        assert!(open.is_subset(&saved_links(&saved)), "{at}: {open:?} {saved}");
        // Killed: what was on its way still arrives.
        let sent: Vec<Value> = service.waiting.drain(..).map(|(_, step)| step).collect();
        sent.iter().for_each(|step| drop(service.carry_out(step)));
        let open: BTreeSet<String> = service.open.keys().cloned().collect();
        assert!(open.is_subset(&saved_links(&saved)), "{at}: {open:?} {saved}");
        let (named, from) = (saved_links(&saved).len(), service.log.len());
        service.granting.clear();
        service.slow = 0;

        let later = host.now.plus_seconds(60);
        let mut host = Host::new(&json!({"flow": "resume", "saved": saved, "now": later.to_string()}));
        host.now = later;
        host.poll();
        service.finish(&mut host);
        assert_eq!(host.items(), ["ready -"], "{at}");
        assert!(service.open.is_empty());
        let first: Vec<&str> =
            service.log[from..].iter().map(|line| line.split(' ').next().unwrap()).take(named).collect();
        assert!(first.iter().all(|verb| *verb == "REVOKE"), "{at}: {first:?}");
        at += 1;
    }
    assert!(at > 10, "{at}");
}

#[test]
fn a_link_whose_time_was_over_long_ago_is_not_revoked() {
    // It has closed itself; what is open by now would be somebody else's.
    let mut service = Service::new();
    let mut host = Host::started(&ranges(&json!({"linkSeconds": 600})));
    service.until(&mut host, |service, _| service.log.len() == 4);
    service.ends.clear();
    service.open.insert("s2".to_owned(), 77);
    service.waiting.clear();
    service.log.clear();
    let mut host = host.resumed();
    service.finish(&mut host);
    assert_eq!(
        (host.items(), &service.log[..]),
        (vec!["skipped open_link".to_owned()], &["GET s2".to_owned(), "GET s2".to_owned()][..])
    );
    assert_eq!(service.open.get("s2"), Some(&77));
}

#[test]
fn a_host_whose_clock_jumped_ahead_still_revokes() {
    // The service's own clock says whether the link's time is over.
    for (date, requests, left) in [
        ("Fri, 20 Nov 2026 02:00:05 GMT", &["GET s2", "REVOKE s2", "OP revoke/s2"][..], 0),
        ("Fri, 20 Nov 2026 05:00:05 GMT", &["GET s2"], 1),
    ] {
        let mut service = Service::new();
        let mut host = Host::started(&ranges(&json!({})));
        service.until(&mut host, |service, _| service.log.len() == 4);
        // It is still open, whoever's it is.
        service.ends.clear();
        let body = service.body("s2");
        let seen = Trick::Refuse(200, vec![("Date".to_owned(), date.to_owned())], body);
        let mut service = service.trick("GET s2", seen);
        service.log.clear();
        service.waiting.clear();
        host.after(3 * 3_600);
        service.finish(&mut host);
        assert_eq!(service.log, requests);
        assert_eq!((host.items(), service.open.len()), (vec!["failed timed_out".to_owned()], left));
    }
}

#[test]
fn what_was_not_saved_by_us_is_refused() {
    let mut host = Host::started(&ranges(&json!({})));
    let good = saved(&mut host);
    for (pointer, value) in [
        ("/state", json!({"links": [{"snapshot": snapshot_id("s9"), "until": null}], "place": null})),
        ("/state", json!({"links": [{"snapshot": snapshot_id("s2")}], "place": null, "sas": "x"})),
        ("/state", json!(7)),
        ("/finished", json!([{"kind": "failed", "target": snapshot_id("s2")}])),
        ("/request/snapshotId", json!("s2")),
    ] {
        let mut bad = good.clone();
        *bad.pointer_mut(pointer).unwrap() = value;
        let error = refusal(&json!({"flow": "resume", "saved": bad, "now": NOW}));
        assert!(["bad_saved", "bad_id"].contains(&error.code()), "{error}");
    }
}
