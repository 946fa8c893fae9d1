//! Pieces: in order, whole, each at its own place; the footer; going on where it was.

use super::*;

fn pieces(service: &Service) -> Vec<String> {
    service.log.iter().filter_map(|line| line.strip_prefix("PIECE ")).map(str::to_owned).collect()
}

/// Every byte of these ranges was written, and nothing else.
fn covers(service: &Service, ranges: &[(u64, u64)]) {
    let mut joined: Vec<(u64, u64)> = Vec::new();
    for (first, last) in &service.written {
        match joined.last_mut() {
            Some((_, end)) if *end + 1 == *first => *end = *last,
            _ => joined.push((*first, *last)),
        }
    }
    assert_eq!(joined, ranges);
}

#[test]
fn what_is_in_use_and_the_footer_are_fetched() {
    // G7, G8, G20
    let mut service = Service::new();
    let mut host = service.run(&download(&json!({})));
    assert_eq!(pieces(&service), ["0-511", "1048576-5242879", "5242880-6291455", "16777216-16777727"]);
    assert_eq!(host.items(), ["ready -"]);
    assert_eq!(found(&host)["changedBytes"], "5243392");
    assert_eq!((&found(&host)["fileBytes"], &found(&host)["keptBytes"]), (&json!("16777728"), &json!(null)));
    assert_eq!(host.summary()["sentence"], "`s2`: 5243904 bytes downloaded.");
    let kinds: Vec<&str> = host.all.iter().map(|step| step["step"].as_str().unwrap()).collect();
    assert!(kinds.iter().position(|kind| *kind == "ranges") < kinds.iter().position(|kind| *kind == "download"));
    let last = host.all.iter().rfind(|step| step["percent"].is_number()).unwrap();
    assert_eq!((&last["percent"], &last["done"], &last["of"]), (&json!(100.0), &json!(5_243_904), &json!(5_243_904)));
    assert!(service.open.is_empty());
    no_secrets(&mut host);
    let step = host.all.iter().find(|step| step["step"] == "download").unwrap();
    assert_eq!(step["headers"][0], json!(["range", "bytes=0-511"]));
    assert_eq!((&step["range"], &step["offset"], step.get("auth")), (&json!([0, 511]), &json!(0), None));
}

#[test]
fn eight_pieces_are_under_way_at_once() {
    let mut service = Service::new();
    service.pages = vec![page(&[(0, DISK - 1)], &[], None)];
    let mut host = Host::started(&download(&json!({"pieceBytes": 512 * 1024})));
    service.until(&mut host, |service, _| service.waiting.len() >= 8);
    assert_eq!(service.waiting.len(), 8);
    service.finish(&mut host);
    assert_eq!(pieces(&service).len(), 33);
    covers(&service, &[(0, DISK + 511)]);
}

#[test]
fn changes_take_the_link_to_the_earlier_one_only_for_the_list() {
    let mut service = Service::new();
    service.pages = vec![page(&[(4096, 8191)], &[(0, 511)], None)];
    let host = service.run(&since_s1(download(&json!({}))));
    assert_eq!(pieces(&service), ["4096-8191", "16777216-16777727"]);
    let at = |like: &str| service.log.iter().position(|line| line.starts_with(like)).unwrap();
    assert!(at("REVOKE s1") < at("REVOKE s2") && at("PIECE 16777216") < at("REVOKE s2"));
    assert_eq!(found(&host)["cleared"], json!([["0", "511"]]));
    assert_eq!((&found(&host)["fileBytes"], &found(&host)["keptBytes"]), (&json!("16777728"), &json!("16777216")));
}

#[test]
fn of_a_disk_that_grew_the_old_footer_is_not_kept() {
    let mut service = Service::new();
    service.set("s1", "diskSizeBytes", json!(DISK / 2));
    service.pages = vec![page(&[(4096, 8191)], &[], None)];
    let host = service.run(&since_s1(download(&json!({}))));
    assert_eq!((&found(&host)["fileBytes"], &found(&host)["keptBytes"]), (&json!("16777728"), &json!("8388608")));
}

#[test]
fn changes_are_only_told_since_the_snapshot_that_is_meant() {
    for (known, item) in [("U1", "ready -"), ("another", "failed other_snapshot")] {
        let mut service = Service::new();
        service.pages = vec![page(&[(4096, 8191)], &[], None)];
        let host = service.run(&since_s1(download(&json!({"previousUniqueId": known}))));
        assert_eq!(host.items(), [item]);
        assert_eq!(service.log.iter().any(|line| line.starts_with("GRANT")), known == "U1");
    }
}

#[test]
fn a_vhdx_is_fetched_whole() {
    // R16
    for request in [download(&json!({})), since_s1(download(&json!({})))] {
        let mut service = Service::new();
        let creation = json!({"createOption": "Copy", "sourceResourceId": disk_id("d1"), "sourceUniqueId": UNIQUE, "logicalSectorSize": 4096});
        service.set("s2", "creationData", creation);
        service.wire = 9 * MIB + 100;
        let host = service.run(&request);
        assert_eq!((&found(&host)["fileBytes"], &found(&host)["keptBytes"]), (&json!("9437284"), &json!(null)));
        let warned: &[&str] = if request["previousId"].is_string() { &["vhdx_whole"] } else { &[] };
        assert_eq!((host.items(), &host.warned[..]), (vec!["ready -".to_owned()], warned));
        assert!(
            service.log.iter().any(|line| line == "HEAD s2")
                && !service.log.iter().any(|line| line.starts_with("PAGES"))
        );
        assert!(!service.log.iter().any(|line| line.starts_with("GRANT s1")), "{:?}", service.log);
        assert_eq!(pieces(&service), ["0-4194303", "4194304-8388607", "8388608-9437283"]);
        let found = found(&host);
        assert_eq!(
            (&found["format"], &found["previous"], &found["changedBytes"]),
            (&json!("vhdx"), &json!(null), &json!("9437284"))
        );
    }
}

#[test]
fn a_vhdx_that_does_not_say_how_long_it_is_fails() {
    let creation = json!({"createOption": "Copy", "sourceResourceId": disk_id("d1"), "sourceUniqueId": UNIQUE, "logicalSectorSize": 4096});
    for header in
        [None, Some("bytes 0-511/*"), Some("bytes 0-511/0"), Some("bytes 0-511/18446744073709551615"), Some("pages 1")]
    {
        let headers = header.map(|value| ("Content-Range".to_owned(), value.to_owned())).into_iter().collect();
        let mut service = Service::new().trick("HEAD", Trick::Refuse(206, headers, String::new()));
        service.set("s2", "creationData", creation.clone());
        let host = service.run(&download(&json!({})));
        assert_eq!(host.items(), ["failed bad_reply"], "{header:?}");
        assert!(service.open.is_empty());
    }
}

#[test]
fn a_piece_that_did_not_arrive_whole_is_fetched_again() {
    let answer = |status| Trick::Refuse(status, Vec::new(), String::new());
    for trick in [
        Trick::Short(100),
        Trick::Short(4 * MIB + 1),
        Trick::LoseRequest("timeout"),
        Trick::LoseRequest("cut"),
        answer(500),
        answer(503),
        answer(429),
        answer(408),
        answer(206),
        Trick::Refuse(206, vec![("Content-Range".to_owned(), "bytes 0-4194303/16777728".to_owned())], String::new()),
        Trick::Refuse(200, Vec::new(), String::new()),
    ] {
        let mut service = Service::new().trick("PIECE 1048576", trick.clone());
        let mut host = service.run(&download(&json!({})));
        assert_eq!(host.items(), ["ready -"], "{trick:?}");
        assert_eq!(pieces(&service).iter().filter(|piece| *piece == "1048576-5242879").count(), 2);
        covers(&service, &[(0, 511), (MIB, 6 * MIB - 1), (DISK, DISK + 511)]);
        no_secrets(&mut host);
    }
}

#[test]
fn a_piece_that_never_arrives_ends_it() {
    for (trick, code, times) in [
        (Trick::Short(0), "short_piece", 6),
        (Trick::LoseRequest("timeout"), "timeout", 6),
        (Trick::LoseRequest("not_sent"), "connection_failed", 6),
        (Trick::Refuse(500, Vec::new(), String::new()), "http_500_empty", 6),
        (Trick::Refuse(416, Vec::new(), String::new()), "http_416_empty", 1),
        (Trick::Refuse(404, Vec::new(), String::new()), "http_404_empty", 1),
        (Trick::Refuse(301, Vec::new(), String::new()), "redirect", 1),
    ] {
        let mut service = Service::new().tricks(40, "PIECE 1048576", &trick);
        let mut host = service.run(&download(&json!({})));
        assert_eq!(host.items(), [format!("failed {code}")], "{trick:?}");
        let tries = pieces(&service).iter().filter(|piece| *piece == "1048576-5242879").count();
        assert_eq!(tries, times, "{trick:?}");
        assert!(service.open.is_empty());
        assert_eq!(saved(&mut host)["state"]["place"]["position"], MIB);
        no_secrets(&mut host);
    }
}

#[test]
fn a_file_of_another_length_is_not_taken() {
    let mut service = Service::new();
    service.wire = DISK + 1024;
    let host = service.run(&download(&json!({})));
    assert_eq!(host.items(), ["failed bad_reply"]);
    assert!(
        host.item()["message"]
            .as_str()
            .unwrap()
            .contains("the file is 16778240 bytes long where 16777728 were expected")
    );
}

#[test]
fn a_link_that_ends_too_soon_is_opened_again() {
    let mut service = Service::new();
    service.pages = vec![page(&[(0, DISK - 1)], &[], None)];
    service.serves = Some(6);
    let mut host = service.run(&download(&json!({"pieceBytes": MIB})));
    assert_eq!(host.items(), ["ready -"], "{:?}", service.log);
    covers(&service, &[(0, DISK + 511)]);
    // A page list and 17 pieces, six a link.
    assert_eq!(service.log.iter().filter(|line| line.starts_with("GRANT")).count(), 3);
    assert_eq!(service.log.iter().filter(|line| line.starts_with("PAGES")).count(), 1);
    assert!(service.open.is_empty());
    no_secrets(&mut host);
    // A page list of many pages goes on from its marker.
    let mut service = Service::new();
    service.pages =
        (0..9).map(|at| page(&[(at * 1024, at * 1024 + 511)], &[], (at < 8).then_some(at as usize + 1))).collect();
    service.serves = Some(4);
    let host = service.run(&since_s1(ranges(&json!({}))));
    assert_eq!(host.items(), ["ready -"], "{:?}", service.log);
    assert_eq!(found(&host)["changed"].as_array().unwrap().len(), 9);
}

#[test]
fn a_link_that_never_serves_is_not_asked_for_again_and_again() {
    let mut service = Service::new();
    service.serves = Some(0);
    let host = service.run(&download(&json!({})));
    assert_eq!(host.items(), ["failed AuthenticationFailed"]);
    assert_eq!(service.log.iter().filter(|line| line.starts_with("GRANT")).count(), 1);
}

#[test]
fn somebody_else_s_link_stops_a_download_that_lost_its_own() {
    let mut service = Service::new();
    service.pages = vec![page(&[(0, DISK - 1)], &[], None)];
    service.serves = Some(3);
    let mut host = Host::started(&download(&json!({"pieceBytes": MIB})));
    service.until(&mut host, |service, _| service.log.iter().any(|line| line.starts_with("OP revoke")));
    service.open.insert("s2".to_owned(), 77);
    service.finish(&mut host);
    assert_eq!(host.items(), ["failed open_link"]);
    assert_eq!(service.open.get("s2"), Some(&77));
}

#[test]
fn another_snapshot_of_the_same_name_is_not_gone_on_with() {
    let mut service = Service::new();
    service.pages = vec![page(&[(0, DISK - 1)], &[], None)];
    service.serves = Some(3);
    let mut host = Host::started(&download(&json!({"pieceBytes": MIB})));
    service.until(&mut host, |service, _| service.log.iter().any(|line| line.starts_with("REVOKE")));
    service.set("s2", "uniqueId", json!("U9"));
    service.finish(&mut host);
    assert_eq!(host.items(), ["failed other_snapshot"]);
}

#[test]
fn a_download_goes_on_where_it_was() {
    let mut at = 0;
    loop {
        let mut service = Service::new();
        let mut host = Host::started(&download(&json!({"pieceBytes": 512 * 1024})));
        service.until(&mut host, |service, _| service.log.len() >= at);
        if host.is_done() {
            break;
        }
        let saved = saved(&mut host);
        let finished = saved["finished"].as_array().unwrap().clone();
        let position = saved["state"]["place"]["position"].as_u64().unwrap_or(0);
        // Everything before the place is written.
        let whole = [(0, 511), (MIB, 6 * MIB - 1), (DISK, DISK + 511)];
        for (first, last) in whole {
            let end = (last + 1).min(position);
            let mut byte = first;
            while byte < end {
                byte = service.written.get(&byte).unwrap_or_else(|| panic!("{at}: {byte} of {position}")) + 1;
            }
        }
        service.waiting.clear();
        service.granting.clear();
        service.written.retain(|first, _| *first < position);
        let before = pieces(&service).len();
        let mut host = Host::new(&json!({"flow": "resume", "saved": saved, "now": host.now.to_string()}));
        host.poll();
        service.finish(&mut host);
        let told_before = !finished.is_empty();
        assert_eq!(host.items(), if told_before { Vec::new() } else { vec!["ready -".to_owned()] }, "{at}");
        assert!(host.warned.is_empty() && service.open.is_empty());
        covers(&service, &whole);
        assert!(
            pieces(&service)[before..]
                .iter()
                .all(|piece| piece.split('-').next().unwrap().parse::<u64>().unwrap() >= position)
        );
        at += 1;
    }
    assert!(at > 15, "{at}");
}

#[test]
fn what_is_no_longer_the_same_begins_from_the_start() {
    let mut service = Service::new();
    let mut host = Host::started(&download(&json!({"pieceBytes": MIB})));
    service.until(&mut host, |service, _| pieces(service).len() == 3);
    service.pages = vec![page(&[(0, 511), (MIB, 7 * MIB - 1)], &[], None)];
    service.waiting.clear();
    service.written.clear();
    let mut host = host.resumed();
    service.finish(&mut host);
    assert_eq!((host.items(), &host.warned[..]), (vec!["ready -".to_owned()], &["ranges_changed"][..]));
    covers(&service, &[(0, 511), (MIB, 7 * MIB - 1), (DISK, DISK + 511)]);
}

#[test]
fn a_finished_download_is_not_done_again() {
    let mut service = Service::new().tricks(30, "REVOKE", &refused(500, "InternalServerError"));
    let mut host = service.run(&download(&json!({})));
    assert_eq!(host.items(), ["ready -", "failed link_left_open"]);
    service.tricks.clear();
    service.log.clear();
    let saved = saved(&mut host);
    let mut host = Host::new(&json!({"flow": "resume", "saved": saved, "now": host.now.to_string()}));
    host.poll();
    service.finish(&mut host);
    // Its link is closed, though.
    assert_eq!(service.log, ["REVOKE s2", "OP revoke/s2", "GET s2"]);
    assert_eq!((host.items(), &host.summary()["ready"]), (Vec::new(), &json!(1)));
    assert_eq!(host.summary()["sentence"], "`s2`: downloaded already.");
    assert!(service.open.is_empty());
}

#[test]
fn an_empty_snapshot_is_a_footer() {
    let mut service = Service::new();
    service.pages = vec![page(&[], &[], None)];
    let host = service.run(&download(&json!({})));
    assert_eq!((pieces(&service), host.items()), (vec!["16777216-16777727".to_owned()], vec!["ready -".to_owned()]));
}
