//! Page lists and the bytes behind a link: G1 to G7, R5, R16, R17.

use proptest::prelude::*;
use serde_json::json;
use snap_emulator::{Churn, Config, Delivery, DiskSpec, Request, Response};

use crate::access::{bare, grant, revoke};
use crate::desk::{Desk, REGION, SUB, copy_to, disk, snapshot, text};

const MIB: u64 = 1 << 20;
const NEW: &str = "2021-12-02";

/// Whether a range is in use or cleared, its first and its last byte.
type Range = (bool, u64, u64);

/// A disk of 1 GiB on which nothing is but what is written.
fn empty(desk: &mut Desk, name: &str, change: impl Fn(&mut DiskSpec)) -> String {
    let mut spec = DiskSpec::new(name, "rg", REGION, 1);
    (spec.used_bytes, spec.churn) = (0, None);
    change(&mut spec);
    desk.emulator.add_disk(SUB, &spec, desk.now)
}

fn taken(desk: &mut Desk, name: &str, source: &str) -> String {
    let accepted = desk.snap(name, source);
    assert_eq!(accepted.status, 202, "{}", text(&accepted));
    desk.wait(60);
    snapshot(name)
}

fn write(desk: &mut Desk, disk: &str, start: u64, end: u64) {
    desk.emulator.write(disk, start..=end, desk.now).unwrap();
}

fn clear(desk: &mut Desk, disk: &str, start: u64, end: u64) {
    desk.emulator.clear(disk, start..=end, desk.now).unwrap();
}

fn list(desk: &mut Desk, link: &str, more: &str, version: &str, previous: Option<&str>) -> Response {
    let mut request = Request::new("GET", &format!("{link}&comp=pagelist{more}"));
    if !version.is_empty() {
        request = request.with_header("x-ms-version", version);
    }
    if let Some(link) = previous {
        let url = format!("https://md-emulated.blob.core.windows.net{link}");
        request = request.with_header("x-ms-previous-snapshot-url", &url);
    }
    desk.send(&request)
}

/// The ranges of a list in their order, and its marker.
fn read_list(response: &Response) -> (Vec<Range>, Option<String>) {
    assert_eq!(response.status, 200, "{}", text(response));
    let body = text(response);
    let inner = body.strip_prefix("\u{feff}<?xml version=\"1.0\" encoding=\"utf-8\"?><PageList>").unwrap();
    let inner = inner.strip_suffix("</PageList>").unwrap();
    let (ranges, marker) = match inner.split_once("<NextMarker") {
        Some((ranges, " />")) => (ranges, None),
        Some((ranges, rest)) => {
            (ranges, rest.strip_prefix('>').unwrap().strip_suffix("</NextMarker>").map(str::to_owned))
        }
        None => (inner, None),
    };
    let ranges = ranges.split_inclusive("</PageRange>").flat_map(|part| part.split_inclusive("</ClearRange>"));
    let ranges = ranges.filter(|part| !part.is_empty()).map(|part| {
        let number = |name: &str| {
            let rest = part.split_once(&format!("<{name}>")).unwrap().1;
            rest.split_once('<').unwrap().0.parse().unwrap()
        };
        (part.starts_with("<PageRange>"), number("Start"), number("End"))
    });
    (ranges.collect(), marker)
}

fn ranges(desk: &mut Desk, link: &str, previous: Option<&str>) -> Vec<Range> {
    read_list(&list(desk, link, "", NEW, previous)).0
}

fn get(desk: &mut Desk, link: &str, range: &str) -> Response {
    desk.send(&Request::new("GET", link).with_header("Range", range))
}

fn error(response: &Response) -> (u16, String) {
    (response.status, response.header("x-ms-error-code").unwrap_or("none").to_owned())
}

fn pair(status: u16, code: &str) -> (u16, String) {
    (status, code.to_owned())
}

const FOOTER: Range = (true, 1024 * MIB, 1024 * MIB + 511);

#[test]
fn lists_say_what_is_in_use_and_what_changed() {
    let mut desk = Desk::new(Config::default());
    let source = empty(&mut desk, "d1", |_| {});
    let bare_one = taken(&mut desk, "s0", &source);
    write(&mut desk, &source, 0, 4095);
    write(&mut desk, &source, 8192, 16_383);
    write(&mut desk, &source, 16_384, 16_895);
    let first = taken(&mut desk, "s1", &source);
    write(&mut desk, &source, 512, 1023);
    clear(&mut desk, &source, 2048, 3071);
    write(&mut desk, &source, 20_480, 20_991);
    clear(&mut desk, &source, 20_480, 20_991);
    clear(&mut desk, &source, 8192, 9215);
    write(&mut desk, &source, 9216, 9727);
    clear(&mut desk, &source, MIB, 2 * MIB - 1);
    let second = taken(&mut desk, "s2", &source);
    let [zero, one, two] = [bare_one, first, second].map(|id| grant(&mut desk, &id));

    assert_eq!(ranges(&mut desk, &zero, None), [FOOTER], "an empty disk still has its footer");
    assert_eq!(
        ranges(&mut desk, &one, None),
        [(true, 0, 4095), (true, 8192, 16_895), FOOTER],
        "neighbours are one range"
    );
    assert_eq!(
        ranges(&mut desk, &two, None),
        [(true, 0, 2047), (true, 3072, 4095), (true, 9216, 16_895), FOOTER],
        "a whole list has no cleared ranges"
    );
    let changed = [(true, 512, 1023), (false, 2048, 3071), (false, 8192, 9215), (true, 9216, 9727)];
    assert_eq!(ranges(&mut desk, &two, Some(&one)), changed, "both kinds, mixed, in the order of the disk (G2)");
    assert_eq!(ranges(&mut desk, &one, Some(&zero)), [(true, 0, 4095), (true, 8192, 16_895)]);
    assert_eq!(ranges(&mut desk, &two, Some(&two)), []);
    let response = list(&mut desk, &two, "", NEW, Some(&one));
    assert_eq!(response.header("x-ms-blob-content-length"), Some("1073742336"));
    assert_eq!(
        (response.header("Content-Type"), response.header("x-ms-version")),
        (Some("application/xml"), Some(NEW))
    );
    assert!(response.header("ETag").is_some() && response.header("Last-Modified").is_some());
}

#[test]
fn a_snapshot_keeps_its_instant() {
    let mut desk = Desk::new(Config::default());
    let source = empty(&mut desk, "d1", |_| {});
    write(&mut desk, &source, 0, 511);
    desk.snap("s1", &source);
    write(&mut desk, &source, 512, 1023);
    let before = desk.emulator.content(&snapshot("s1"), 0..=1023, desk.now).unwrap();
    assert!(
        before[..512].iter().filter(|byte| **byte != 0).count() > 450 && before[512..].iter().all(|byte| *byte == 0)
    );
    write(&mut desk, &source, 0, 511);
    assert_eq!(desk.emulator.content(&snapshot("s1"), 0..=1023, desk.now).unwrap(), before);
    let after = desk.emulator.content(&source, 0..=1023, desk.now).unwrap();
    assert!(
        after[..512] != before[..512] && after[..512] != after[512..],
        "each write and each place has its own bytes"
    );
    assert!(desk.emulator.delete_disk(&source, desk.now));
    assert_eq!(desk.emulator.content(&snapshot("s1"), 0..=1023, desk.now).unwrap(), before, "it outlives the disk");
    assert_eq!(desk.emulator.used_ranges(&snapshot("s1"), desk.now).unwrap(), [(0, 511)]);
    assert_eq!(desk.emulator.content(&source, 0..=1, desk.now), None);
    assert_eq!(desk.emulator.content(&snapshot("s1"), 0..=1024 * MIB, desk.now), None, "past the end");
}

#[test]
fn versions_of_the_service_matter() {
    let mut desk = Desk::new(Config { ranges_per_page: 1, ..Config::default() });
    let source = empty(&mut desk, "d1", |_| {});
    write(&mut desk, &source, 0, 511);
    let [one, two] = ["s1", "s2"].map(|name| {
        let id = taken(&mut desk, name, &source);
        grant(&mut desk, &id)
    });
    for version in ["", "2018-11-09", "2019-02-02"] {
        let refused = list(&mut desk, &two, "", version, Some(&one));
        assert_eq!(error(&refused), pair(400, "InvalidHeaderValue"), "{version}: G1");
        assert!(!text(&refused).contains("sig="));
        let whole = list(&mut desk, &two, "&maxresults=1", version, None);
        assert_eq!(read_list(&whole), (vec![(true, 0, 511), FOOTER], None), "{version}: no pages yet (G4)");
        assert!(!text(&whole).contains("NextMarker"));
    }
    assert_eq!(read_list(&list(&mut desk, &two, "", "2019-04-19", Some(&one))), (vec![], None));
    assert!(read_list(&list(&mut desk, &two, "", "2020-10-02", None)).1.is_some());
    for version in ["2021", "2021-13-01", "yesterday", "2027-01-01", "2021-12-02T00:00:00"] {
        assert_eq!(error(&list(&mut desk, &two, "", version, None)), pair(400, "InvalidHeaderValue"), "{version}");
    }
}

#[test]
fn long_lists_come_in_pages() {
    let mut desk = Desk::new(Config::default());
    let source = empty(&mut desk, "d1", |_| {});
    for number in 0..10 {
        write(&mut desk, &source, number * 4096, number * 4096 + 511);
    }
    let id = taken(&mut desk, "s1", &source);
    let link = grant(&mut desk, &id);
    let all = ranges(&mut desk, &link, None);
    assert_eq!(all.len(), 11);
    for size in [1, 3, 11, 12, 10_001] {
        let (mut seen, mut marker, mut pages) = (Vec::new(), String::new(), 0);
        loop {
            let more = format!("&maxresults={size}&marker={marker}");
            let (some, next) = read_list(&list(&mut desk, &link, &more, NEW, None));
            assert!(some.len() <= size);
            seen.extend(some);
            pages += 1;
            let Some(next) = next else { break };
            marker = next;
        }
        assert_eq!((seen, pages), (all.clone(), 11_usize.div_ceil(size)), "{size} a page");
    }
    for (more, code) in [
        ("&maxresults=0", "OutOfRangeQueryParameterValue"),
        ("&maxresults=-1", "OutOfRangeQueryParameterValue"),
        ("&maxresults=many", "InvalidQueryParameterValue"),
        ("&marker=!!", "InvalidQueryParameterValue"),
        ("&marker=bm9wZQ", "InvalidQueryParameterValue"),
        ("&marker=%00%3C", "InvalidQueryParameterValue"),
        ("&prevsnapshot=2026-11-21T00:00:00.0000000Z", "InvalidQueryParameterValue"),
    ] {
        let refused = list(&mut desk, &link, more, NEW, None);
        assert_eq!(error(&refused), pair(400, code), "{more}");
        assert!(!text(&refused).contains('\0'), "XML has no place for control characters");
    }
    desk.emulator.config_mut().ranges_per_page = 4;
    assert_eq!(read_list(&list(&mut desk, &link, "&maxresults=9", NEW, None)).0.len(), 4, "a page may hold fewer");
    assert_eq!(error(&bare(&mut desk, "GET", &format!("{link}&comp=metadata"))), pair(501, "NotImplementedByEmulator"));
}

#[test]
fn a_list_of_a_part_of_the_disk() {
    let mut desk = Desk::new(Config::default());
    let source = empty(&mut desk, "d1", |_| {});
    write(&mut desk, &source, 0, 4095);
    write(&mut desk, &source, 8192, 12_287);
    let id = taken(&mut desk, "s1", &source);
    let link = grant(&mut desk, &id);
    let request = Request::new("GET", &format!("{link}&comp=pagelist")).with_header("x-ms-range", "bytes=1000-8200");
    let seen = read_list(&desk.send(&request)).0;
    assert_eq!(seen, [(true, 512, 4095), (true, 8192, 8703)], "whole pages (G3)");
    let open = Request::new("GET", &format!("{link}&comp=pagelist")).with_header("Range", "bytes=12287-");
    assert_eq!(read_list(&desk.send(&open)).0, [(true, 11_776, 12_287), FOOTER]);
}

#[test]
fn differences_need_one_family_in_its_order() {
    let mut desk = Desk::new(Config::default());
    let source = empty(&mut desk, "d1", |_| {});
    let other = empty(&mut desk, "d2", |_| {});
    let ids = [("s1", &source), ("s2", &source), ("t1", &other)].map(|(name, disk)| taken(&mut desk, name, disk));
    let [one, two, stranger] = ids.map(|id| grant(&mut desk, &id));
    assert_eq!(ranges(&mut desk, &two, Some(&one)), []);
    let refused = |desk: &mut Desk, link: &str, previous: &str| error(&list(desk, link, "", NEW, Some(previous)));
    assert_eq!(refused(&mut desk, &one, &two), pair(400, "PreviousSnapshotCannotBeNewer"));
    assert_eq!(refused(&mut desk, &two, &stranger), pair(409, "PreviousSnapshotOperationNotSupported"));
    let disk_link = grant(&mut desk, &source);
    assert_eq!(refused(&mut desk, &disk_link, &one), pair(409, "PreviousSnapshotOperationNotSupported"));

    empty(&mut desk, "d1", |_| {});
    let later = taken(&mut desk, "s3", &source);
    let later = grant(&mut desk, &later);
    assert_eq!(
        refused(&mut desk, &later, &two),
        pair(409, "PreviousSnapshotOperationNotSupported"),
        "a recreated disk (F3)"
    );

    revoke(&mut desk, &snapshot("s1"));
    assert_eq!(refused(&mut desk, &two, &one), pair(403, "AuthenticationFailed"), "the previous link counts too");
    for url in ["", "nonsense", "https://md-emulated.blob.core.windows.net", "https://h/%ff"] {
        let request = Request::new("GET", &format!("{two}&comp=pagelist"));
        let request = request.with_header("x-ms-version", NEW).with_header("x-ms-previous-snapshot-url", url);
        assert_eq!(error(&desk.send(&request)), pair(400, "InvalidHeaderValue"), "{url}");
    }
}

#[test]
fn growing_past_four_tib_breaks_differences_once() {
    let mut desk = Desk::new(Config::default());
    let source = empty(&mut desk, "d1", |spec| spec.size_gb = 2048);
    let grow = |desk: &mut Desk, size: u32| {
        let wish =
            json!({"location": REGION, "properties": {"creationData": {"createOption": "Empty"}, "diskSizeGB": size}});
        assert_eq!(desk.put(&disk("d1"), &wish).status, 200);
    };
    let mut links = Vec::new();
    for (name, size) in [("s1", 2048), ("s2", 4096), ("s3", 6144), ("s4", 6144)] {
        grow(&mut desk, size);
        write(&mut desk, &source, 0, 511);
        let id = taken(&mut desk, name, &source);
        links.push(grant(&mut desk, &id));
    }
    let gib = 1024 * MIB;
    let grown = [(true, 0, 511), (false, 2048 * gib, 2048 * gib + 511), (true, 4096 * gib, 4096 * gib + 511)];
    assert_eq!(ranges(&mut desk, &links[1], Some(&links[0])), grown, "the footer moves to the new end");
    assert_eq!(
        error(&list(&mut desk, &links[2], "", NEW, Some(&links[1]))),
        pair(409, "PreviousSnapshotOperationNotSupported"),
        "R5"
    );
    assert_eq!(ranges(&mut desk, &links[3], Some(&links[2])), [(true, 0, 511)], "from then on they work");
}

#[test]
fn copies_show_what_their_sources_show() {
    let mut desk = Desk::new(Config { copy_seconds: 10, ..Config::default() });
    let source = empty(&mut desk, "d1", |_| {});
    write(&mut desk, &source, 0, 4095);
    let first = taken(&mut desk, "s1", &source);
    write(&mut desk, &source, 1024, 2047);
    clear(&mut desk, &source, 3072, 4095);
    let second = taken(&mut desk, "s2", &source);
    let links = [("c1", &first), ("c2", &second)].map(|(name, id)| {
        desk.put(&snapshot(name), &copy_to(id, "northeurope"));
        desk.wait(60);
        grant(&mut desk, &snapshot(name))
    });
    assert_eq!(ranges(&mut desk, &links[1], Some(&links[0])), [(true, 1024, 2047), (false, 3072, 4095)]);
    for (copy, id) in [("c1", first), ("c2", second)] {
        let now = desk.now;
        let read = |id: &str| desk.emulator.content(id, 0..=8191, now).unwrap();
        assert_eq!(read(&snapshot(copy)), read(&id));
        desk.emulator.clear(&source, 0..=4095, desk.now).unwrap();
    }
    let original = grant(&mut desk, &snapshot("s1"));
    assert_eq!(
        error(&list(&mut desk, &links[1], "", NEW, Some(&original))),
        pair(409, "PreviousSnapshotOperationNotSupported"),
        "a copy is of another family (C9)"
    );
}

#[test]
fn pieces_of_a_vhd_add_up() {
    let mut desk = Desk::new(Config::default());
    let source = empty(&mut desk, "d1", |_| {});
    write(&mut desk, &source, 4096, 12_287);
    write(&mut desk, &source, 1024 * MIB - 512, 1024 * MIB - 1);
    let id = taken(&mut desk, "s1", &source);
    let link = grant(&mut desk, &id);
    let head = bare(&mut desk, "HEAD", &link);
    assert_eq!(
        (head.status, head.header("Content-Length"), head.body.len()),
        (200, Some("1073742336"), 0),
        "disk + 512 (G7)"
    );
    assert_eq!((head.header("x-ms-blob-type"), head.header("Accept-Ranges")), (Some("PageBlob"), Some("bytes")));

    let content = desk.emulator.content(&id, 0..=16_383, desk.now).unwrap();
    for (range, wanted) in
        [("bytes=0-16383", 0..16_384), ("bytes=4000-4203", 4000..4204), ("bytes=4099-4100", 4099..4101)]
    {
        let piece = get(&mut desk, &link, range);
        assert_eq!((piece.status, &piece.body), (206, &content[wanted.clone()].to_vec()), "{range}");
        let said = format!("bytes {}-{}/1073742336", wanted.start, wanted.end - 1);
        assert_eq!(piece.header("Content-Range"), Some(said.as_str()));
    }
    let end = get(&mut desk, &link, "bytes=1073741312-");
    assert_eq!((end.status, end.body.len()), (206, 1024));
    let footer = &end.body[512..];
    assert_eq!(&footer[..8], b"conectix");
    assert_eq!(
        (&footer[40..48], &footer[48..56]),
        ((1_u64 << 30).to_be_bytes().as_slice(), (1_u64 << 30).to_be_bytes().as_slice())
    );
    let sum: u32 =
        footer.iter().enumerate().filter(|(at, _)| !(64..68).contains(at)).map(|(_, byte)| u32::from(*byte)).sum();
    assert_eq!(footer[64..68], (!sum).to_be_bytes(), "the checksum");
    assert_eq!(get(&mut desk, &link, "bytes=1073741830-1073741850").body, footer[6..27]);
    let longer = get(&mut desk, &link, "bytes=1073742300-1073752300");
    assert_eq!(
        (longer.body.len(), longer.header("Content-Range")),
        (36, Some("bytes 1073742300-1073742335/1073742336"))
    );

    let both =
        Request::new("GET", &link).with_header("Range", "bytes=0-9").with_header("x-ms-range", "bytes=4096-4100");
    assert_eq!(desk.send(&both).body, content[4096..4101], "x-ms-range goes first");
    let outside = get(&mut desk, &link, "bytes=1073742336-");
    assert_eq!(
        (error(&outside), outside.header("Content-Range")),
        (pair(416, "InvalidRange"), Some("bytes */1073742336"))
    );
    for range in ["", "bytes=", "bytes=-5", "bytes=5-4", "bytes=0-1,3-4", "octets=0-1", "bytes=+1-2"] {
        assert_eq!(error(&get(&mut desk, &link, range)), pair(400, "InvalidHeaderValue"), "{range}");
    }
    assert_eq!(error(&bare(&mut desk, "GET", &link)), pair(501, "NotImplementedByEmulator"), "too much for one reply");
    let piece = desk.send(&Request::new("HEAD", &link).with_header("Range", "bytes=0-99"));
    assert_eq!((piece.status, piece.header("Content-Length"), piece.body.len()), (206, Some("100"), 0));
}

#[test]
fn a_vhdx_is_laid_out_otherwise() {
    let mut desk = Desk::new(Config { copy_seconds: 0, ..Config::default() });
    let source = empty(&mut desk, "d1", |spec| spec.sku = "PremiumV2_LRS".to_owned());
    let nothing = taken(&mut desk, "s0", &source);
    assert!(desk.emulator.write(&source, 512..=1023, desk.now).is_err(), "sectors are written whole");
    write(&mut desk, &source, 4096, 3 * MIB - 1);
    let some = taken(&mut desk, "s1", &source);
    let [zero, one] = [nothing, some].map(|id| grant(&mut desk, &id));
    assert_eq!(bare(&mut desk, "HEAD", &zero).header("Content-Length"), Some("6291456"), "6 MiB (R17)");
    assert_eq!(bare(&mut desk, "HEAD", &one).header("Content-Length"), Some("9437184"));
    let whole = bare(&mut desk, "GET", &one);
    assert_eq!((whole.status, whole.body.len()), (200, 9_437_184));
    assert!(whole.body.starts_with(b"vhdxfile: opaque"));
    for (range, wanted) in
        [("bytes=0-99", 0..100), ("bytes=500-530", 500..531), ("bytes=9437000-", 9_437_000..9_437_184)]
    {
        assert_eq!(get(&mut desk, &one, range).body, whole.body[wanted], "{range}");
    }
    assert_eq!(ranges(&mut desk, &one, None), [(true, 4096, 3 * MIB - 1)], "its list counts the disk's bytes");
    assert_eq!(ranges(&mut desk, &one, Some(&zero)), [(true, 4096, 3 * MIB - 1)]);
}

#[test]
fn disks_change_by_themselves() {
    let mut desk = Desk::new(Config::default());
    let churn = Churn { every_seconds: 3600, written_bytes: 4 * MIB, cleared_bytes: MIB };
    let source = empty(&mut desk, "d1", |spec| (spec.used_bytes, spec.churn) = (10 * MIB + 512, Some(churn)));
    let used = |desk: &Desk| -> u64 {
        desk.emulator.used_ranges(&source, desk.now).unwrap().iter().map(|(first, last)| last + 1 - first).sum()
    };
    assert_eq!(used(&desk), 10 * MIB + 512, "what it was made with");
    assert_eq!(desk.emulator.used_ranges(&source, desk.now).unwrap()[0].0, 0);
    desk.wait(3599);
    assert_eq!(used(&desk), 10 * MIB + 512);
    let first = taken(&mut desk, "s1", &source);
    desk.wait(3600);
    let second = taken(&mut desk, "s2", &source);
    let [one, two] = [&first, &second].map(|id| grant(&mut desk, id));
    let rounds = ranges(&mut desk, &two, Some(&one));
    let written: u64 = rounds.iter().filter(|range| range.0).map(|range| range.2 + 1 - range.1).sum();
    assert!(written > 3 * MIB && written <= 2 * 4 * MIB, "{written}");
    assert!(rounds.iter().any(|range| !range.0), "some of it is cleared: {rounds:?}");

    let other = |seed| {
        let mut desk = Desk::new(Config { seed, ..Config::default() });
        let id = empty(&mut desk, "d1", |spec| {
            spec.unique_id = Some("u".to_owned());
            (spec.used_bytes, spec.churn) = (MIB, Some(churn));
        });
        desk.wait(7200);
        (desk.emulator.used_ranges(&id, desk.now).unwrap(), desk.emulator.content(&id, 0..=511, desk.now).unwrap())
    };
    assert_eq!(other(1), other(1));
    assert_ne!(other(1), other(2), "another seed, other bytes");
}

#[test]
fn the_management_address_writes_too() {
    let mut desk = Desk::new(Config::default());
    let source = empty(&mut desk, "d1", |_| {});
    let mut send = |body: serde_json::Value| {
        let request = Request::new("POST", "/_manage/write").with_json(&body);
        desk.emulator.manage(&request, desk.now).response.status
    };
    assert_eq!(send(json!({"disk": source, "start": 0, "end": 4095, "kind": "written"})), 200);
    assert_eq!(send(json!({"disk": source, "start": 512, "end": 1023, "kind": "cleared"})), 200);
    for (start, end, kind) in [
        (0, 510, "written"),
        (1, 512, "written"),
        (512, 511, "written"),
        (0, (1_u64 << 40) - 1, "written"),
        (0, 511, "x"),
    ] {
        assert_eq!(
            send(json!({"disk": source, "start": start, "end": end, "kind": kind})),
            400,
            "{start} {end} {kind}"
        );
    }
    assert_eq!(send(json!({"disk": snapshot("s1"), "start": 0, "end": 511, "kind": "written"})), 400);
    assert_eq!(desk.emulator.used_ranges(&source, desk.now).unwrap(), [(0, 511), (1024, 4095)]);
}

#[test]
fn faults_strike_links_too() {
    let mut desk = Desk::new(Config::default());
    let source = empty(&mut desk, "d1", |_| {});
    let id = taken(&mut desk, "s1", &source);
    let link = grant(&mut desk, &id);
    let request = Request::new("GET", &link).with_header("Range", "bytes=0-999");
    let mut strike = |fault: serde_json::Value| {
        let rule = json!({"match": {"pathContains": "/md-"}, "fault": fault});
        desk.emulator.add_fault(serde_json::from_value(rule).unwrap());
        desk.emulator.handle(&request, desk.now)
    };
    let busy = strike(json!({"kind": "status", "status": 503, "retryAfter": "3"})).into_response().unwrap();
    assert_eq!((error(&busy), busy.header("Retry-After")), (pair(503, "ServerBusy"), Some("3")));
    assert!(text(&busy).contains("<Code>ServerBusy</Code>"));
    let page = strike(json!({"kind": "status", "status": 502, "shape": "html"})).into_response().unwrap();
    assert_eq!((page.status, page.header("Content-Type")), (502, Some("text/html")));
    let named = strike(json!({"kind": "status", "status": 404, "code": "BlobNotFound", "message": "a < b"}))
        .into_response()
        .unwrap();
    assert!(text(&named).contains("<Message>a &lt; b\n"));
    assert_eq!(strike(json!({"kind": "dropReply"})).delivery, Delivery::CloseWithoutReply);
    let Delivery::CutAfter { response, bytes: 7 } = strike(json!({"kind": "truncate", "afterBytes": 7})).delivery
    else {
        panic!()
    };
    assert_eq!((response.status, response.body.len()), (206, 1000));
    let late = strike(json!({"kind": "delay", "milliseconds": 250}));
    assert_eq!((late.delay_ms, late.into_response().unwrap().body.len()), (250, 1000));
    let away = strike(json!({"kind": "redirect", "location": "https://elsewhere.invalid/"})).into_response().unwrap();
    assert_eq!((away.status, away.header("x-ms-ratelimit-remaining-subscription-reads")), (302, None));
    let faults: Vec<_> = desk.emulator.journal().iter().filter_map(|entry| entry.fault.clone()).collect();
    assert_eq!(faults, ["status", "status", "status", "dropReply", "truncate", "delay", "redirect"]);
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 200, ..ProptestConfig::default() })]

    #[test]
    fn whatever_is_sent_to_a_link_is_answered(
        query in prop::sample::select(vec!["", "&comp=pagelist", "&comp=%ff", "&comp=pagelist&maxresults=9999999999999999999"]),
        marker in prop::option::of("[A-Za-z0-9_-]{0,12}"),
        headers in prop::collection::vec((
            prop::sample::select(vec!["x-ms-version", "Range", "x-ms-range", "x-ms-previous-snapshot-url"]),
            prop_oneof![
                Just(NEW.to_owned()),
                (any::<u64>(), any::<u64>()).prop_map(|(first, last)| format!("bytes={first}-{last}")),
                (0..3_u64 << 30, 0..1_u64 << 20).prop_map(|(first, more)| format!("bytes={first}-{}", first + more)),
                ".{0,20}",
            ],
        ), 0..4),
        method in prop::sample::select(vec!["GET", "HEAD", "PUT", "", "get"]),
        kind in prop::sample::select(vec!["Premium_LRS", "PremiumV2_LRS"]),
    ) {
        let mut desk = Desk::new(Config { copy_seconds: 0, ..Config::default() });
        let source = empty(&mut desk, "d1", |spec| spec.sku = kind.to_owned());
        let id = taken(&mut desk, "s1", &source);
        let link = grant(&mut desk, &id);
        let marker = marker.map(|marker| format!("&marker={marker}")).unwrap_or_default();
        let mut request = Request::new(method, &format!("{link}{query}{marker}"));
        for (name, value) in &headers {
            request = request.with_header(name, value);
        }
        let response = desk.send(&request);
        prop_assert!([200, 206, 400, 403, 416, 501].contains(&response.status), "{}", response.status);
        prop_assert!(response.header("x-ms-request-id").is_some());
        prop_assert_eq!(response.status >= 400, response.header("x-ms-error-code").is_some());
        prop_assert!(method != "HEAD" || response.body.is_empty());
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 60, ..ProptestConfig::default() })]

    /// Whoever fetches the first snapshot whole and then only what changed holds what the last one shows.
    #[test]
    fn changes_make_up_the_whole(
        steps in prop::collection::vec(prop::collection::vec((any::<bool>(), 0..64_u64, 1..16_u64), 0..6), 1..4),
        page in 1..5_usize,
        churns in any::<bool>(),
    ) {
        let mut desk = Desk::new(Config { ranges_per_page: page, ..Config::default() });
        let source = empty(&mut desk, "d1", |spec| {
            spec.used_bytes = 16 * 1024;
            spec.churn = churns.then_some(Churn { every_seconds: 50, written_bytes: 8192, cleared_bytes: 1024 });
        });
        let mut held = vec![0_u8; 128 * 1024];
        let mut previous: Option<String> = None;
        for (number, changes) in steps.iter().enumerate() {
            for (written, first, pages) in changes {
                let (start, end) = (first * 512, (first + pages) * 512 - 1);
                if *written { write(&mut desk, &source, start, end) } else { clear(&mut desk, &source, start, end) }
            }
            let id = taken(&mut desk, &format!("s{number}"), &source);
            let link = grant(&mut desk, &id);
            let mut marker = String::new();
            loop {
                let (some, next) = read_list(&list(&mut desk, &link, &format!("&marker={marker}"), NEW, previous.as_deref()));
                for (used, first, last) in some.into_iter().filter(|range| range.1 < 1024 * MIB) {
                    prop_assert!(first % 512 == 0 && (last + 1) % 512 == 0);
                    let place = usize::try_from(first).unwrap()..usize::try_from(last + 1).unwrap();
                    if used {
                        let piece = get(&mut desk, &link, &format!("bytes={first}-{last}"));
                        held[place].copy_from_slice(&piece.body);
                    } else {
                        held[place].fill(0);
                    }
                }
                let Some(next) = next else { break };
                marker = next;
            }
            prop_assert_eq!(&held, &desk.emulator.content(&id, 0..=128 * 1024 - 1, desk.now).unwrap());
            previous = Some(link);
        }
    }
}
