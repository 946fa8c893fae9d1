//! The fast reader gives what the careful one gives, or nothing.

use proptest::prelude::*;
use proptest::sample::{Index, select};

use super::super::encoding::{Charset, Encoding};
use super::super::{fast, read};
use super::plain;
use super::random::snapshot;
use super::shapes::inventory;
use super::write::{FORMS, Form};
use super::*;

const UTF8: Encoding = Encoding { charset: Charset::Utf8, gzip: false };

/// What the fast reader makes of it; the careful one must make the same, and so must a tree of values.
fn both(text: &str) -> Option<Document> {
    let quick = readers(text)?;
    plain::agrees(text, &quick);
    Some(quick)
}

fn readers(text: &str) -> Option<Document> {
    let quick = fast::list(text)?.finish(UTF8);
    let careful = read::careful(Some("a"), text).unwrap_or_else(|error| panic!("{error}\n{text}")).finish(UTF8);
    assert_eq!(quick, careful, "{text}");
    Some(quick)
}

#[test]
fn a_plain_list_is_read_fast() {
    for form in FORMS {
        let text = form.write(&inventory());
        let list = text.trim_start().starts_with('[');
        assert_eq!(both(&text).is_some(), list, "{form:?}");
    }
    for text in
        ["[{}]", " [\r\n\t{ } , {}\n] \n", r#"[{"a":[[],{},[1,-0.5e+3,"\u00e9\n"]],"id":7}]"#, r#"[{"sku":null}]"#]
    {
        assert!(both(text).is_some(), "{text}");
    }
}

#[test]
fn what_is_not_plain_is_left_to_the_careful_reader() {
    let good = one("").trim_matches(['[', ']']).to_owned();
    for text in [
        "",
        "[",
        "[]",
        "[,]",
        "{}",
        "[1]",
        "[\"System.Object[]\"]",
        "[[{}]]",
        "[{}] [{}]",
        "[{}]x",
        "[{},]",
        "[{}{}]",
        "[{]}",
        r#"[{"a":1,}]"#,
        r#"[{"a" 1}]"#,
        r#"[{"a":}]"#,
        r#"[{a:1}]"#,
        r#"[{"a":01}]"#,
        r#"[{"a":1.}]"#,
        r#"[{"a":.5}]"#,
        r#"[{"a":+1}]"#,
        r#"[{"a":1e}]"#,
        r#"[{"a":-}]"#,
        r#"[{"a":tru}]"#,
        r#"[{"a":truex}]"#,
        r#"[{"a":"\x"}]"#,
        r#"[{"a":"\u12g4"}]"#,
        "[{\"a\":\"\u{1}\"}]",
        "[{\"a\":\"\n\"}]",
        r#"[{"a":"b]}"#,
        r#"[{"\u0069d":"x"}]"#,
        r#"[{"sku":"Standard_LRS"}]"#,
        r#"[{"properties":[]}]"#,
        r#"[{"value":[]}]"#,
        r#"[{"nextLink":""}]"#,
        "[{}]\0",
    ] {
        assert!(fast::list(text).is_none(), "{text}");
        assert!(fast::list(&format!("[{good},{}", text.trim_start_matches('['))).is_none(), "{text}");
    }
    let deep = |levels| format!("[{{\"a\":{}{}}}]", "[".repeat(levels), "]".repeat(levels));
    assert!(both(&deep(30)).is_some() && fast::list(&deep(40)).is_none());
    assert!(fast::list(&deep(1_000_000)).is_none(), "and not by the stack");
}

#[test]
fn hostile_members_are_read_as_ever() {
    for members in [
        // Twice with one value, with two, in another case, in an object that is not looked into.
        r#","diskSizeGB":1,"diskSizeGB":1"#,
        r#","diskSizeGB":1,"diskSizeGB":2"#,
        r#","diskSizeGB":1,"DISKSIZEGB":2"#,
        r#","sku":{"name":"a"},"sku":{"name":"a"}"#,
        r#","tags":{"a":"1","A":"2"}"#,
        r#","other":{"a":1,"a":2}"#,
        // Half a surrogate where a text is needed, and where nobody looks.
        r#","uniqueId":"\ud800""#,
        r#","tags":{"a":"\udc00"}"#,
        r#","other":"\ud800","else":{"\udc00":1}"#,
        r#","diskSizeGB":1e99"#,
        r#","completionPercent":-0"#,
        r#","other":1e99"#,
    ] {
        let element = one(members).trim_matches(['[', ']']).to_owned();
        for text in [format!("[{element}]"), format!("[{element},{element}]"), format!("[{{}},{element},{{}}]")] {
            assert!(both(&text).is_some(), "{text}");
        }
    }
}

#[test]
fn a_list_cut_off_anywhere_is_no_list() {
    let text = Form::AzList.write(&inventory());
    let text = text.trim_end();
    for (end, _) in text.char_indices() {
        assert!(fast::list(&text[..end]).is_none(), "{}", &text[..end]);
    }
    // Not a text at all: refused before either reader.
    assert!(read("a", b"[{\"id\":\"\xff\"}]").is_err());
}

#[test]
fn the_element_before_leaves_no_trace() {
    // The same name in another object, a number that only begins like the one before, a member left out, others added.
    let id = |name: &str| id("snapshots", name);
    let elements = [
        format!(
            r#"{{"id":"{}","diskSizeGB":12,"type":"Microsoft.Compute/snapshots","encryption":{{"type":"x"}}}}"#,
            id("a")
        ),
        format!(
            r#"{{"id":"{}","diskSizeGB":128,"type":"Microsoft.Compute/snapshots","encryption":{{"type":"y"}}}}"#,
            id("b")
        ),
        format!(r#"{{"id":"{}","encryption":{{"type":"y"}},"diskSizeGB":128}}"#, id("c")),
        format!(r#"{{"id":"{}","sku":{{"name":"y"}},"encryption":null,"diskSizeGB":12.0}}"#, id("d")),
        format!(r#"{{"id":"{}","properties":{{"diskSizeGB":12}},"diskSizeGB":9}}"#, id("e")),
        format!(r#"{{"id":"{}","tags":{{"a":"1","b":"2"}},"zones":[]}}"#, id("f")),
        format!(r#"{{"id":"{}","tags":{{"b":"2","a":"1"}}}}"#, id("g")),
        format!(r#"{{"ID":"{}","TAGS":{{"b":"1"}}}}"#, id("h")),
    ];
    for first in &elements {
        for second in &elements {
            let together = both(&format!("[{first},{second},{first}]")).unwrap();
            let alone =
                [first, second, first].map(|element| both(&format!("[{element}]")).unwrap().snapshots.remove(0));
            assert_eq!(together.snapshots, alone, "{first} {second}");
        }
    }
}

#[test]
fn a_fault_and_a_change_of_kind_go_no_further_than_their_element() {
    let element = |id: &str, more: &str| format!(r#"{{"id":"{id}","diskSizeGB":{more}}}"#);
    // No `type`: the id alone says what each is. A fault makes no snapshot that the next could be like.
    let all = [
        element(&id("snapshots", "a"), r#"1,"tags":{"a":"1"}"#),
        element(&id("snapshots", "b"), r#"-1,"tags":{"a":"1"}"#),
        element(&id("disks", "c"), r#"-1,"tags":{"a":"2"}"#),
        element(&id("disks", "c"), r#"2,"tags":{"a":"2"}"#),
        element(&id("snapshots", "d"), r#"2,"tags":{"a":"2"}"#),
        element("", r#"2,"tags":{"a":"2"}"#),
        element(&id("snapshots", "e"), r#"2,"tags":{"a":2}"#),
        element(&id("snapshots", "e"), r#""2","tags":null"#),
        element(&id("images", "f"), r#"2,"tags":null"#),
    ];
    for (first, second) in all.iter().flat_map(|first| all.iter().map(move |second| (first, second))) {
        for last in &all {
            assert!(both(&format!("[{first},{second},{last}]")).is_some());
        }
    }
}

#[test]
fn a_list_of_one_layout_broken_anywhere_is_read_as_ever() {
    let element = |name: &str, size: u8| {
        let id = id("snapshots", name);
        format!(
            r#"{{"id":"{id}","a":{{"x":[{size}, true]}},"diskSizeGB":{size},"tags":{{"k":"v{size}"}}, "sku":{{"name":"\u00e9{size}"}}}}"#
        )
    };
    let text = format!("[{},{},{}]", element("a", 12), element("b", 13), element("b2", 13));
    assert!(both(&text).is_some());
    let second = text.match_indices("},{").next().unwrap().0 + 2;
    for at in (second..text.len()).filter(|at| text.is_char_boundary(*at)) {
        let (before, from) = text.split_at(at);
        let behind = from.chars().next().map_or("", |c| &from[c.len_utf8()..]);
        for bit in ["", "\"", "\\", ",", "}", "{", "[", "]", ":", "\u{7}", " ", "0", "é", "null"] {
            both(&[before, bit, behind].concat());
            both(&[before, bit, from].concat());
        }
        let mut bytes = text.clone().into_bytes();
        bytes[at] = 0xff;
        assert_eq!(read("a", &bytes).map_err(|error| error.code()), Err("document_encoding"), "{at}");
        bytes.truncate(at);
        assert_eq!(read("a", &bytes).map_err(|error| error.code()), Err("document_truncated"), "{at}");
    }
}

#[test]
fn tags_are_what_they_are_after_any_others() {
    let element = |tags: &str| format!(r#"{{"id":"{}","tags":{tags}}}"#, id("snapshots", "a"));
    let all = [
        r#"{"a":"1","b":"2"}"#,
        r#"{"a":"1","b":"3"}"#,
        "{ \"a\" :\t\"1\"\r\n,\"b\": \"\"}",
        r#"{"b":"2","a":"1"}"#,
        r#"{"a":"1"}"#,
        r#"{"a":"1","b":"2","c":"3"}"#,
        r#"{"a":"1","b":"222","c":"3"}"#,
        r#"{"a":"1","b":"22","c":"4"}"#,
        r#"{"a":"1","b":"2\"2","c":"4"}"#,
        r#"{"a":"1","A":"2"}"#,
        r#"{"a":"1","a":"1"}"#,
        r#"{"a":"1","a":"2"}"#,
        r#"{"a":null,"b":"2"}"#,
        r#"{"a":1,"b":"2"}"#,
        r#"{"a":"1","b":{"c":"2"}}"#,
        r#"{"a":"\\","b":"\""}"#,
        r#"{"\u0061":"1","b":"2"}"#,
        r#"{"x\\b":"1"}"#,
        r#"{"x\b":"1"}"#,
        r#"{"x\u0001":"1"}"#,
        "\"{\\\"x\\u0001\\\":\\\"1\\\"}\"",
        r#""{\"a\":\"1\",\"b\":\"2\"}""#,
        r#""{\"a\":\"1\",\"b\":\"2\"} x""#,
        r#""{,\"a\":\"1\",\"b\":\"2\"}""#,
        r#""{\"a\":\"1\",,\"b\":\"2\"}""#,
        r#""{\"a\" \"1\",\"b\":\"2\"}""#,
        r#""{\"a\":\"1\",\"b\":\"2\",}""#,
        r#"[{"Key":"a","Value":"1"},{"Key":"b","Value":"2"}]"#,
        "{}",
        "null",
        r#""""#,
    ]
    .map(element);
    // A text that holds tags is beyond the tree of values.
    for (first, second) in all.iter().flat_map(|first| all.iter().map(move |second| (first, second))) {
        // And the first once more: what it left behind may have been read past.
        let together = readers(&format!("[{first},{second},{first}]")).unwrap();
        let alone = [first, second, first].map(|one| readers(&format!("[{one}]")).unwrap());
        let snapshots: Vec<_> = alone.iter().flat_map(|one| one.snapshots.clone()).collect();
        assert_eq!(together.snapshots, snapshots, "{first} {second}");
        let skips = |of: &Document| of.skipped.items.iter().map(|skip| skip.message.clone()).collect::<Vec<_>>();
        assert_eq!(skips(&together), alone.iter().flat_map(skips).collect::<Vec<_>>(), "{first} {second}");
    }
}

#[test]
fn more_layouts_than_are_remembered() {
    // Every one of twenty has another member, and comes again and again.
    let element =
        |at: usize| format!(r#"{{"id":"{}","m{}":1,"diskSizeGB":{at}}}"#, id("snapshots", &format!("s{at}")), at % 20);
    let all: Vec<String> = (0..200).map(|at| element(at * at)).collect();
    assert_eq!(both(&format!("[{}]", all.join(","))).unwrap().snapshots.len(), 200);
}

/// Breaks a text in one place, or mixes up what stands there.
fn damage(text: &str, (at, to, how): &(Index, Index, u8)) -> String {
    let places: Vec<usize> = text.char_indices().map(|(place, _)| place).collect();
    let (at, to) = (*at.get(&places), *to.get(&places));
    let (from, until) = (at.min(to), at.max(to));
    let bit = ["\"", "\\", ",", "}", "{", "[", "]", ":", "\u{7}", " ", "0", "é"][usize::from(how % 12)];
    match how / 12 % 5 {
        0 => [&text[..from], bit, &text[from..]].concat(),
        1 => [&text[..from], &text[from..].chars().skip(1).collect::<String>()].concat(),
        2 => [&text[..from], &text[until..]].concat(),
        3 => [&text[..until], &text[from..]].concat(),
        _ => text[..until].to_owned(),
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(500))]

    #[test]
    fn random_lists_are_read_the_same(
        snapshots in prop::collection::vec(snapshot(), 1..5), picks in prop::collection::vec(any::<Index>(), 1..8),
        form in select(&[Form::AzList, Form::AzUpper, Form::PsFlat, Form::PsFlatDates, Form::PsNested, Form::GraphRows][..]),
        wounds in prop::collection::vec((any::<Index>(), any::<Index>(), any::<u8>()), 0..3),
    ) {
        let all: Vec<_> = picks.iter().map(|pick| Resource::Snapshot(Box::new(pick.get(&snapshots).clone()))).collect();
        let text = form.write(&all);
        let whole = both(&text);
        prop_assert!(whole.is_some());
        let alone = all.iter().map(|one| both(&form.write(std::slice::from_ref(one))).unwrap().snapshots.remove(0));
        prop_assert_eq!(whole.unwrap().snapshots, alone.collect::<Vec<_>>());
        both(&wounds.iter().fold(text, |text, wound| damage(&text, wound)));
    }
}
