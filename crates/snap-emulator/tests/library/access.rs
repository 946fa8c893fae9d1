//! Granting and revoking: A26 to A28, A34, A57, L3, R10, R16, I3, T5.

use serde_json::{Value, json};
use snap_emulator::{Config, Copying, DiskSpec, Progress, Request, Response, Role, mint_token};

use crate::desk::{Desk, REGION, SUB, at, code, copy_of, disk, member, snapshot, start, text};

const ORIGIN: &str = "https://md-emulated.blob.core.windows.net";

/// Asks for a link of an hour.
pub(crate) fn ask(desk: &mut Desk, id: &str) -> Response {
    let wish = json!({"access": "Read", "durationInSeconds": 3600});
    desk.call("POST", &at(&format!("{id}/beginGetAccess"), "2025-01-02"), &wish)
}

/// Opens a link of an hour and gives its path and query.
pub(crate) fn grant(desk: &mut Desk, id: &str) -> String {
    let accepted = ask(desk, id);
    assert_eq!(accepted.status, 202, "{}", text(&accepted));
    let done = desk.follow(&accepted, "Azure-AsyncOperation").body_json().unwrap();
    let link = member(&done, "/properties/output/accessSAS").as_str().unwrap_or_else(|| panic!("{done}"));
    link.strip_prefix(ORIGIN).unwrap().to_owned()
}

pub(crate) fn revoke(desk: &mut Desk, id: &str) -> Response {
    let request = desk.request("POST", &at(&format!("{id}/endGetAccess"), "2025-01-02"));
    desk.send(&request)
}

/// A request without a token.
pub(crate) fn bare(desk: &mut Desk, method: &str, path: &str) -> Response {
    desk.send(&Request::new(method, path))
}

/// An ordinary snapshot, done.
fn taken(desk: &mut Desk, name: &str, source: &str) -> String {
    assert_eq!(desk.snap(name, source).status, 202);
    desk.wait(60);
    snapshot(name)
}

fn disk_state(desk: &mut Desk, id: &str) -> Value {
    member(&desk.read(id), "/properties/diskState").clone()
}

fn not_allowed(response: &Response, about: &str) {
    assert_eq!(code(response), (409, "OperationNotAllowed".to_owned()), "{about}");
    assert!(text(response).contains(about), "{about}: {}", text(response));
}

#[test]
fn a_link_opens_and_closes_as_recorded() {
    let mut desk = Desk::new(Config::default());
    let source = desk.disk("d1", "Premium_LRS");
    let id = taken(&mut desk, "s1", &source);
    let accepted = ask(&mut desk, &id);
    assert_eq!((accepted.status, accepted.body.len(), accepted.header("Retry-After")), (202, 0, None), "A34");
    let left = "Microsoft.Compute/HighCostSnapshotCreateHydrate3Min;998,Microsoft.Compute/HighCostSnapshotCreateHydrate30Min;7998";
    assert_eq!(accepted.header("x-ms-ratelimit-remaining-resource"), Some(left), "it spends the create budget (T5)");
    let done = desk.follow(&accepted, "Azure-AsyncOperation").body_json().unwrap();
    assert_eq!(done["status"], "Succeeded");
    let bare_result = desk.follow(&accepted, "Location");
    assert_eq!(
        (bare_result.status, bare_result.body_json().unwrap()),
        (200, member(&done, "/properties/output").clone())
    );

    let link = member(&done, "/properties/output/accessSAS").as_str().unwrap().to_owned();
    let (place, query) = link.strip_prefix(ORIGIN).unwrap().split_once('?').unwrap();
    let parts: Vec<&str> = place.split('/').collect();
    assert_eq!((parts.len(), &parts[1][..3], parts[3]), (4, "md-", "abcd"), "G6");
    let names: Vec<&str> = query.split('&').map(|pair| pair.split('=').next().unwrap()).collect();
    assert_eq!(names, ["sv", "sr", "si", "sig"]);
    assert!(link.ends_with("%3D"), "a signature must be sent back as escaped as it came");

    assert_eq!(disk_state(&mut desk, &id), "ActiveSAS", "A57");
    let path = link.strip_prefix(ORIGIN).unwrap();
    assert_eq!(bare(&mut desk, "HEAD", path).status, 200);
    let closed = revoke(&mut desk, &id);
    assert_eq!((closed.status, closed.body.len(), closed.header("Retry-After")), (202, 0, None), "A34");
    let done = desk.follow(&closed, "Azure-AsyncOperation").body_json().unwrap();
    assert_eq!((&done["status"], done.get("properties")), (&json!("Succeeded"), None));
    let end = desk.follow(&closed, "Location");
    assert_eq!((end.status, end.body.len()), (200, 0));
    assert_eq!(disk_state(&mut desk, &id), "Unattached");
    assert_eq!(bare(&mut desk, "HEAD", path).status, 403, "the policy is gone, and the link with it (G6)");
    assert_eq!(revoke(&mut desk, &id).status, 202, "closing what is closed is no error");
    assert!(desk.emulator.open_links(desk.now).is_empty());
}

#[test]
fn operations_on_links_take_their_time() {
    let mut desk = Desk::new(Config { access_seconds: 3, ..Config::default() });
    let source = desk.disk("d1", "Premium_LRS");
    let id = taken(&mut desk, "s1", &source);
    let accepted = ask(&mut desk, &id);
    let running = desk.follow(&accepted, "Azure-AsyncOperation").body_json().unwrap();
    assert_eq!((&running["status"], running.get("properties")), (&json!("InProgress"), None));
    let twin = desk.follow(&accepted, "Location");
    assert_eq!((twin.status, twin.header("Retry-After")), (202, None));
    assert_eq!(disk_state(&mut desk, &id), "Unattached");
    desk.wait(3);
    assert_eq!(desk.follow(&accepted, "Location").status, 200);
    assert_eq!(disk_state(&mut desk, &id), "ActiveSAS");
    desk.wait(3600);
    assert_eq!(disk_state(&mut desk, &id), "Unattached", "its hour began when it opened");
}

#[test]
fn a_second_grant_gives_the_same_link_for_longer() {
    let mut desk = Desk::new(Config::default());
    let source = desk.disk("d1", "Premium_LRS");
    let id = taken(&mut desk, "s1", &source);
    let first = grant(&mut desk, &id);
    desk.wait(3000);
    assert_eq!(grant(&mut desk, &id), first);
    desk.wait(3599);
    assert_eq!(bare(&mut desk, "HEAD", &first).status, 200, "until the later end");
    desk.wait(1);
    let ended = bare(&mut desk, "GET", &first);
    assert_eq!((ended.status, ended.header("x-ms-error-code")), (403, Some("AuthenticationFailed")));
    assert_eq!(disk_state(&mut desk, &id), "Unattached");
    assert_ne!(grant(&mut desk, &id), first, "a later one is another");

    let short = json!({"access": "read", "durationInSeconds": 5});
    desk.call("POST", &at(&format!("{id}/BEGINGETACCESS"), "2025-01-02"), &short);
    desk.wait(6);
    assert_eq!(disk_state(&mut desk, &id), "ActiveSAS", "a shorter wish shortens nothing");
    revoke(&mut desk, &id);
    assert_eq!(disk_state(&mut desk, &id), "Unattached", "one revoke closes all");
}

#[test]
fn five_of_one_family() {
    let mut desk = Desk::new(Config::default());
    let (source, other) = (desk.disk("d1", "Premium_LRS"), desk.disk("d2", "Premium_LRS"));
    let ids: Vec<String> = (0..6).map(|number| taken(&mut desk, &format!("s{number}"), &source)).collect();
    let stranger = taken(&mut desk, "t0", &other);
    for id in &ids[..5] {
        grant(&mut desk, id);
    }
    not_allowed(&ask(&mut desk, &ids[5]), "5 snapshots of the family of 's5'");
    grant(&mut desk, &ids[2]);
    grant(&mut desk, &stranger);
    let mut full = copy_of(&source);
    full["properties"]["incremental"] = json!(false);
    desk.put(&snapshot("full"), &full);
    desk.wait(60);
    grant(&mut desk, &snapshot("full"));
    revoke(&mut desk, &ids[0]);
    grant(&mut desk, &ids[5]);
    not_allowed(&ask(&mut desk, &ids[0]), "Revoke one first");
    desk.wait(3600);
    grant(&mut desk, &ids[0]);
}

#[test]
fn links_that_were_planted_count_and_can_be_closed() {
    let mut desk = Desk::new(Config::default());
    let source = desk.disk("d1", "Premium_LRS");
    let ids: Vec<String> = (0..6)
        .map(|number| {
            let mut spec = desk.emulator.snapshot_of(&source, &format!("s{number}"), start()).unwrap();
            spec.disk_state = if number < 5 { "ActiveSAS" } else { "Unattached" }.to_owned();
            desk.emulator.add_snapshot(SUB, &spec)
        })
        .collect();
    not_allowed(&ask(&mut desk, &ids[5]), "the most one may have");
    assert_eq!(revoke(&mut desk, &ids[3]).status, 202);
    assert_eq!(disk_state(&mut desk, &ids[3]), "Unattached");
    grant(&mut desk, &ids[5]);
}

#[test]
fn grants_on_their_way_count_too() {
    let mut desk = Desk::new(Config { access_seconds: 30, ..Config::default() });
    let source = desk.disk("d1", "Premium_LRS");
    let ids: Vec<String> = (0..6).map(|number| taken(&mut desk, &format!("s{number}"), &source)).collect();
    for id in &ids[..5] {
        assert_eq!(ask(&mut desk, id).status, 202);
    }
    assert_eq!(desk.emulator.open_links(desk.now), ids[..5]);
    not_allowed(&ask(&mut desk, &ids[5]), "Revoke one first");
}

#[test]
fn only_what_is_whole_is_exported() {
    let mut desk = Desk::new(Config { copy_seconds: 100, ..Config::default() });
    let source = desk.disk("d1", "PremiumV2_LRS");
    desk.snap("s1", &source);
    not_allowed(&ask(&mut desk, &snapshot("s1")), "still under way");
    desk.wait(50);
    not_allowed(&ask(&mut desk, &snapshot("s1")), "not fully copied yet");
    desk.wait(50);
    grant(&mut desk, &snapshot("s1"));

    let mut instant = desk.emulator.snapshot_of(&source, "instant", desk.now).unwrap();
    instant.instant_access_minutes = Some(60);
    instant.progress = Progress::Copying(Copying::running(desk.now, 10.0, 600));
    let mut failed = desk.emulator.snapshot_of(&source, "failed", desk.now).unwrap();
    failed.progress = Progress::Copying(Copying::failed(desk.now, 40.0, "CopySourceNotFound", "gone"));
    let planted = [instant, failed].map(|spec| desk.emulator.add_snapshot(SUB, &spec));
    for id in &planted {
        not_allowed(&ask(&mut desk, id), "not fully copied yet");
    }
    desk.wait(600);
    grant(&mut desk, &planted[0]);

    let ordinary = desk.disk("d2", "Premium_LRS");
    let first = taken(&mut desk, "o1", &ordinary);
    desk.put(&snapshot("c1"), &crate::desk::copy_to(&first, "northeurope"));
    desk.wait(3);
    not_allowed(&ask(&mut desk, &snapshot("c1")), "not fully copied yet");
    desk.wait(200);
    grant(&mut desk, &snapshot("c1"));
}

#[test]
fn formats_follow_the_sectors() {
    let mut desk = Desk::new(Config::default());
    let (small, large) = (desk.disk("d1", "Premium_LRS"), desk.disk("d2", "PremiumV2_LRS"));
    let (small, large) = (taken(&mut desk, "s512", &small), taken(&mut desk, "s4096", &large));
    desk.wait(600);
    let ask = |desk: &mut Desk, id: &str, version: &str, format: Value| {
        let wish = json!({"access": "Read", "durationInSeconds": 60, "fileFormat": format});
        let response = desk.call("POST", &at(&format!("{id}/beginGetAccess"), version), &wish);
        let target = response.body_json().and_then(|body| body.pointer("/error/target")?.as_str().map(str::to_owned));
        (response.status, target)
    };
    let refused = (400, Some("fileFormat".to_owned()));
    for (id, format, wanted) in [
        (&small, "VHD", (202, None)),
        (&small, "VHDX", refused.clone()),
        (&large, "vhdx", (202, None)),
        (&large, "VHD", refused.clone()),
        (&small, "ISO", refused.clone()),
    ] {
        assert_eq!(ask(&mut desk, id, "2025-01-02", json!(format)), wanted, "{id} {format}");
    }
    assert_eq!(ask(&mut desk, &small, "2025-01-02", json!(1)), refused);
    assert_eq!(ask(&mut desk, &small, "2022-07-02", json!("VHD")), refused, "unknown before 2023-01-02 (A11)");
    assert_eq!(ask(&mut desk, &small, "2023-01-02", json!("VHD")).0, 202);
}

#[test]
fn bodies_of_grants_are_read_strictly() {
    let mut desk = Desk::new(Config::default());
    let source = desk.disk("d1", "Premium_LRS");
    let id = taken(&mut desk, "s1", &source);
    let path = at(&format!("{id}/beginGetAccess"), "2025-01-02");
    for (wish, wanted) in [
        (json!({"durationInSeconds": 60}), (400, "access")),
        (json!({"access": "None", "durationInSeconds": 60}), (400, "access")),
        (json!({"access": "Write", "durationInSeconds": 60}), (400, "access")),
        (json!({"access": 1, "durationInSeconds": 60}), (400, "access")),
        (json!({"access": "Read"}), (400, "durationInSeconds")),
        (json!({"access": "Read", "durationInSeconds": 0}), (400, "durationInSeconds")),
        (json!({"access": "Read", "durationInSeconds": 2_147_483_648_u64}), (400, "durationInSeconds")),
        (json!({"access": "Read", "durationInSeconds": "60"}), (400, "durationInSeconds")),
        (json!({"access": "Read", "durationInSeconds": 60, "sas": true}), (400, "sas")),
        (
            json!({"access": "Read", "durationInSeconds": 60, "getSecureVMGuestStateSAS": 1}),
            (400, "getSecureVMGuestStateSAS"),
        ),
    ] {
        let response = desk.call("POST", &path, &wish);
        assert_eq!(
            (response.status, member(&response.body_json().unwrap(), "/error/target")),
            (wanted.0, &json!(wanted.1)),
            "{wish}"
        );
    }
    let guest = json!({"access": "Read", "durationInSeconds": 60, "getSecureVMGuestStateSAS": true});
    assert_eq!(desk.call("POST", &path, &guest).status, 501);
    assert_eq!(code(&desk.call("POST", &path, &json!([]))), (400, "InvalidRequestContent".to_owned()));
    assert_eq!(disk_state(&mut desk, &id), "Unattached", "nothing of it opened a link");
    assert_eq!(ask(&mut desk, &snapshot("gone")).status, 404);
    assert_eq!(revoke(&mut desk, &snapshot("gone")).status, 404);
    desk.token = mint_token(start(), 86_400, Role::Reader);
    let refused = ask(&mut desk, &id);
    assert_eq!(code(&refused), (403, "AuthorizationFailed".to_owned()));
    assert!(text(&refused).contains("Microsoft.Compute/snapshots/beginGetAccess/action"), "U14");
}

#[test]
fn what_is_linked_cannot_be_deleted() {
    let mut desk = Desk::new(Config::default());
    let source = desk.disk("d1", "Premium_LRS");
    let id = taken(&mut desk, "s1", &source);
    for id in [id, source] {
        grant(&mut desk, &id);
        let request = desk.request("DELETE", &at(&id, "2025-01-02"));
        not_allowed(&desk.send(&request), "Call EndGetAccess");
        revoke(&mut desk, &id);
        assert_eq!(desk.send(&request).status, 202);
    }
}

#[test]
fn disks_are_linked_when_nothing_holds_them() {
    let mut desk = Desk::new(Config::default());
    let source = desk.disk("d1", "Premium_LRS");
    let link = grant(&mut desk, &source);
    assert_eq!(disk_state(&mut desk, &source), "ActiveSAS", "A28");
    assert_eq!(bare(&mut desk, "HEAD", &link).header("Content-Length"), Some("137438953984"), "G7");
    let mut held = DiskSpec::new("held", "rg", REGION, 8);
    held.managed_by = Some("/vm".to_owned());
    let held = desk.emulator.add_disk(SUB, &held, desk.now);
    not_allowed(&ask(&mut desk, &held), "attached to a VM");
    let write = json!({"access": "Write", "durationInSeconds": 60});
    assert_eq!(desk.call("POST", &at(&format!("{}/beginGetAccess", disk("d1")), "2025-01-02"), &write).status, 501);

    let wish = json!({"location": REGION, "properties": {"creationData": {"createOption": "Empty"}, "diskSizeGB": 8, "networkAccessPolicy": "DenyAll"}});
    desk.put(&disk("shut"), &wish);
    desk.wait(60);
    not_allowed(&ask(&mut desk, &disk("shut")), "DenyAll");
}

#[test]
fn a_failed_grant_leaves_no_link() {
    let mut desk = Desk::new(Config::default());
    let source = desk.disk("d1", "Premium_LRS");
    let id = taken(&mut desk, "s1", &source);
    let fail = |part: &str| {
        let rule =
            json!({"match": {"pathContains": part}, "fault": {"kind": "failOperation", "code": "c", "message": "m"}});
        serde_json::from_value(rule).unwrap()
    };
    desk.emulator.add_fault(fail("beginGetAccess"));
    let accepted = ask(&mut desk, &id);
    let failed = desk.follow(&accepted, "Azure-AsyncOperation").body_json().unwrap();
    assert_eq!((&failed["status"], failed.get("properties")), (&json!("Failed"), None));
    assert_eq!(disk_state(&mut desk, &id), "Unattached");

    let link = grant(&mut desk, &id);
    desk.emulator.add_fault(fail("beginGetAccess"));
    ask(&mut desk, &id);
    assert_eq!(bare(&mut desk, "HEAD", &link).status, 200, "one that was open stays open");
    desk.emulator.add_fault(fail("endGetAccess"));
    revoke(&mut desk, &id);
    assert_eq!(bare(&mut desk, "HEAD", &link).status, 200);
    assert_eq!(disk_state(&mut desk, &id), "ActiveSAS");
}

#[test]
fn tokens_and_wrong_signatures_are_refused() {
    let mut desk = Desk::new(Config::default());
    let source = desk.disk("d1", "Premium_LRS");
    let id = taken(&mut desk, "s1", &source);
    let link = grant(&mut desk, &id);
    let leaked = desk.get(&link);
    assert_eq!((leaked.status, leaked.header("x-ms-error-code")), (400, Some("InvalidAuthenticationInfo")));
    let entry = desk.emulator.journal().last().unwrap();
    assert!(entry.notes[0].starts_with("REFUSED") && !entry.path.contains('?'), "{entry:?}");
    assert!(!text(&leaked).contains(&desk.token));

    let (place, query) = link.split_once('?').unwrap();
    let pairs: Vec<&str> = query.split('&').collect();
    for (index, pair) in pairs.iter().enumerate() {
        let mut fewer = pairs.clone();
        fewer.remove(index);
        let mut other = pairs.clone();
        let changed = format!("{pair}x");
        other[index] = &changed;
        for query in [fewer, other] {
            let refused = bare(&mut desk, "GET", &format!("{place}?{}", query.join("&")));
            assert_eq!(
                (refused.status, refused.header("x-ms-error-code")),
                (403, Some("AuthenticationFailed")),
                "{pair}"
            );
            let body = text(&refused);
            assert!(
                body.starts_with(
                    "\u{feff}<?xml version=\"1.0\" encoding=\"utf-8\"?><Error><Code>AuthenticationFailed</Code>"
                ),
                "{body}"
            );
            let request_id = refused.header("x-ms-request-id").unwrap();
            assert!(
                body.contains(&format!("RequestId:{request_id}\n"))
                    && refused.header("x-ms-ratelimit-remaining-subscription-reads").is_none()
            );
        }
    }
    for path in
        [place.replace("/abcd", "/abce"), place.replace("/md-", "/md-0"), format!("{place}/more"), "/md-".to_owned()]
    {
        assert_eq!(bare(&mut desk, "GET", &format!("{path}?{query}")).status, 403, "{path}");
    }
    let shuffled = format!("{place}?{}&{}&{}&{}", pairs[3], pairs[1], pairs[2], pairs[0]);
    assert_eq!(bare(&mut desk, "HEAD", &shuffled).status, 200, "the order of a query means nothing");
    for method in ["PUT", "DELETE", "POST"] {
        let refused = bare(&mut desk, method, &link);
        assert_eq!((refused.status, refused.header("x-ms-error-code")), (403, Some("AuthorizationPermissionMismatch")));
    }
    assert!(!desk.emulator.dump(desk.now).to_string().contains("sig="), "a dump holds no secret");
}

#[test]
fn links_follow_the_configured_origin() {
    for (origin, wanted) in
        [(None, "https://localhost:7/md-"), (Some("http://127.0.0.1:9".to_owned()), "http://127.0.0.1:9/md-")]
    {
        let mut desk = Desk::new(Config { blob_origin: origin, ..Config::default() });
        let source = desk.disk("d1", "Premium_LRS");
        let wish = json!({"access": "Read", "durationInSeconds": 60});
        let request = desk.request("POST", &at(&format!("{source}/beginGetAccess"), "2025-01-02")).with_json(&wish);
        let accepted = desk.send(&request.with_header("Host", "localhost:7"));
        let poll = accepted.header("Location").unwrap().strip_prefix("https://localhost:7").unwrap().to_owned();
        let link = desk.get(&poll).body_json().unwrap()["accessSAS"].as_str().unwrap().to_owned();
        assert!(link.starts_with(wanted), "{wanted}");
    }
}

#[test]
fn the_recorded_life_of_a_link() {
    let mut desk = Desk::new(Config { signature_bytes: 0, ..Config::default() });
    let source = desk.disk("d1", "Premium_LRS");
    let id = taken(&mut desk, "s1", &source);
    let wish = json!({"access": "Read", "durationInSeconds": 5});
    let accepted = desk.call("POST", &at(&format!("{id}/beginGetAccess"), "2020-06-30"), &wish);
    assert_eq!(accepted.status, 202);
    let done = desk.follow(&accepted, "Azure-AsyncOperation").body_json().unwrap();
    let names: Vec<&str> = done.as_object().unwrap().keys().map(String::as_str).collect();
    assert_eq!(names, ["endTime", "name", "properties", "startTime", "status"]);
    assert_eq!(done["properties"].as_object().unwrap().len(), 1);
    assert_eq!(done["properties"]["output"].as_object().unwrap().keys().collect::<Vec<_>>(), ["accessSAS"]);
    desk.wait(5);
    assert_eq!(disk_state(&mut desk, &id), "Unattached");
}
