//! Bodies that nobody meant to send: every reader answers each of them with a value or an error, and keeps to its bounds.

use proptest::prelude::*;
use proptest::sample::Index;

use crate::access::Granted;
use crate::document;
use crate::endpoint::Endpoint;
use crate::error::ServiceError;
use crate::graph::GraphPage;
use crate::locks::LockPage;
use crate::operation::{Poll, Via};
use crate::page_list::PageList;
use crate::reply::{Page, Reply};

const SECRET: &str = "T0PS3CRET";

/// One good body for each reader.
const GOOD: [&str; 8] = [
    "\u{feff}<?xml version=\"1.0\" encoding=\"utf-8\"?><PageList><PageRange><Start>0</Start><End>511</End></PageRange><ClearRange><Start>512</Start><End>1023</End></ClearRange><NextMarker>a&amp;b</NextMarker></PageList>",
    "<?xml version=\"1.0\"?><Error><Code>BlobNotFound</Code><Message>It &lt;is&gt; not there.\nsig=T0PS3CRET</Message></Error>",
    r#"{"status":"Succeeded","properties":{"output":{"accessSAS":"https://md-x.blob.core.windows.net/c/abcd?sv=1&sig=T0PS3CRET"}}}"#,
    r#"{"accessSAS":"https://md-x.blob.core.windows.net/c/abcd?sv=1&sig=T0PS3CRET"}"#,
    r#"{"value":[{"id":"/subscriptions/0b1f6471-1bf0-4dda-aec3-cb9272f09590/providers/Microsoft.Authorization/locks/a","name":"a","properties":{"level":"ReadOnly"}}],"nextLink":"https://management.azure.com/n"}"#,
    r#"{"totalRecords":1,"count":1,"data":[{"id":"a","type":"microsoft.compute/snapshots"}],"facets":[],"resultTruncated":"true","$skipToken":"ew=="}"#,
    r#"{"error":{"code":"ScopeLocked","message":"The scope is locked.","target":"t","details":[{"code":"c","message":"{\"a\":1}"}]}}"#,
    r#"{"value":[{"id":"/subscriptions/0b1f6471-1bf0-4dda-aec3-cb9272f09590/resourceGroups/rg/providers/Microsoft.Compute/snapshots/s","properties":{"incremental":true}}]}"#,
];

/// What a body that came over a bad line looks like.
#[derive(Debug, Clone)]
enum Harm {
    Cut(Index),
    Flip(Index, u8),
    Insert(Index, Vec<u8>),
    Twice(Index, Index),
}

fn harm() -> impl Strategy<Value = Harm> {
    let piece = prop_oneof![
        proptest::collection::vec(any::<u8>(), 1..8),
        proptest::sample::select(vec![
            "<",
            ">",
            "&",
            "&#0;",
            "]]>",
            "<!--",
            "<![CDATA[",
            "<!DOCTYPE a [",
            "\"",
            "{",
            "[",
            "\\ud800",
            "1e999",
            "\0",
            "\u{feff}"
        ])
        .prop_map(|text| text.as_bytes().to_vec()),
    ];
    prop_oneof![
        any::<Index>().prop_map(Harm::Cut),
        (any::<Index>(), any::<u8>()).prop_map(|(at, byte)| Harm::Flip(at, byte)),
        (any::<Index>(), piece).prop_map(|(at, bytes)| Harm::Insert(at, bytes)),
        (any::<Index>(), any::<Index>()).prop_map(|(from, to)| Harm::Twice(from, to)),
    ]
}

fn harmed(mut body: Vec<u8>, harms: &[Harm]) -> Vec<u8> {
    for harm in harms {
        let size = body.len() + 1;
        match harm {
            Harm::Cut(at) => body.truncate(at.index(size)),
            Harm::Flip(at, byte) => {
                if let Some(old) = body.get_mut(at.index(size)) {
                    *old = *byte;
                }
            }
            Harm::Insert(at, bytes) => {
                let at = at.index(size);
                body.splice(at..at, bytes.iter().copied());
            }
            Harm::Twice(from, to) => {
                let (from, to) = (from.index(size), to.index(size));
                let piece = body[from.min(to)..from.max(to)].to_vec();
                body.splice(from..from, piece);
            }
        }
    }
    body
}

/// Every reader reads `body`; what any of them has to say about it, for showing.
fn read_all(body: &[u8]) -> String {
    let endpoint = Endpoint::parse("https://management.azure.com").unwrap();
    let reply = Reply { status: 200, headers: &[], body };
    let list = PageList::read(&reply);
    if let Ok(list) = &list {
        assert!(list.ranges.len() + list.clears.len() <= 10_000);
        assert!(list.next_marker.as_ref().is_none_or(|marker| marker.len() <= 4096 && !marker.is_empty()));
        // Two numbers cannot be said in fewer bytes: what is kept is never more than what came.
        assert!((list.ranges.len() + list.clears.len()) * 2 <= body.len());
    }
    let granted = Granted::read(&reply, &endpoint);
    if let Ok(granted) = &granted {
        assert!(granted.sas.origin_only().to_ascii_lowercase().starts_with("https://"));
    }
    let locks = LockPage::read(&reply);
    if let Ok(page) = &locks {
        assert!(page.locks.iter().all(|lock| !lock.scope.is_empty() && !lock.name.is_empty()));
    }
    let error = ServiceError::read(&reply);
    assert!(!error.code.is_empty() && error.code.chars().count() <= 100 && error.message.chars().count() <= 2_100);
    let poll = Poll { link: endpoint.link("https://management.azure.com/op").unwrap(), via: Via::AsyncOperation };
    let refused = |e: &dyn std::fmt::Display| e.to_string();
    [
        list.err().map(|e| refused(&e)),
        granted.as_ref().err().map(|e| refused(e)),
        Some(format!("{granted:?} {error:?} {reply:?}")),
        locks.err().map(|e| refused(&e)),
        GraphPage::read(&reply).err().map(|e| refused(&e)),
        Page::read(&reply).err().map(|e| refused(&e)),
        poll.read(&reply).err().map(|e| refused(&e)),
        document::read("x", body).err().map(|e| refused(&e)),
    ]
    .into_iter()
    .flatten()
    .collect::<Vec<_>>()
    .join("\n")
}

#[test]
fn each_good_body_is_one_readers_own() {
    let endpoint = Endpoint::parse("https://management.azure.com").unwrap();
    let reads = GOOD.map(|body| {
        let reply = Reply { status: 200, headers: &[], body: body.as_bytes() };
        let own = !ServiceError::read(&reply).code.starts_with("http_");
        [
            PageList::read(&reply).is_ok(),
            own,
            Granted::read(&reply, &endpoint).is_ok(),
            LockPage::read(&reply).is_ok_and(|page| page.next.is_some()),
            GraphPage::read(&reply).is_ok(),
        ]
    });
    let only = |at: usize| [0, 1, 2, 3, 4].map(|reader| reader == at);
    assert_eq!(reads, [only(0), only(1), only(2), only(2), only(3), only(4), only(1), only(9)]);
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 2_000, ..ProptestConfig::default() })]

    #[test]
    fn harmed_bodies_are_answered(at in 0..GOOD.len(), harms in proptest::collection::vec(harm(), 1..5)) {
        read_all(&harmed(GOOD[at].as_bytes().to_vec(), &harms));
    }

    #[test]
    fn random_bytes_are_answered(body in proptest::collection::vec(any::<u8>(), 0..400)) {
        read_all(&body);
    }

    #[test]
    fn markup_of_any_kind_is_answered(
        words in proptest::collection::vec(
            proptest::sample::select(vec![
                "<PageList>", "</PageList>", "<PageRange>", "</PageRange>", "<Start>", "</Start>", "<End>", "</End>", "<x a='", "'/>", "511",
                "<NextMarker/>", "&lt;", "&a;", "<!--", "-->", "<?", "?>", "<![CDATA[", "]]>", "<!DOCTYPE", "<Error>", "<Code>", "\n", "é",
            ]),
            0..60,
        )
    ) {
        read_all(words.concat().as_bytes());
    }

    #[test]
    fn a_cut_body_never_shows_its_link(at in any::<Index>(), which in proptest::sample::select(vec![2_usize, 3])) {
        let body = GOOD[which].as_bytes();
        // Cut inside the secret there is nothing whole to hide; whoever shows a part shows the beginning.
        let shown = read_all(&body[..at.index(body.len() + 1)]);
        prop_assert!(!shown.contains(&SECRET[..4]), "{}", shown);
    }
}
