//! Which pages of a snapshot are in use, or what changed since another: storage's page list (G1-G4).

use crate::access::PAGE_ENTRIES;
use crate::reply::{BadBody, Reply};
use crate::xml::{Node, Xml};

/// The largest body of a page list that is read. 10,000 entries are under 1 MiB.
pub const LARGEST_PAGE_LIST: usize = 8 << 20;
/// The longest marker that is sent back.
const LONGEST_MARKER: usize = 4 << 10;

/// One page of a page list.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct PageList {
    /// First and last byte, both inclusive, of what is in use or has changed, in the page's order. Neither sorted nor
    /// checked for overlaps and alignment (G3): [`snap_core`] does that when pages are put together.
    pub ranges: Vec<(u64, u64)>,
    /// The same for what reads as zeros now; only in a list of changes.
    pub clears: Vec<(u64, u64)>,
    /// What the next page is asked for with (G4); `None` on the last one.
    pub next_marker: Option<String>,
}

impl PageList {
    /// Reads `<PageList>` with `<PageRange>` and `<ClearRange>` in any mixture (G2).
    ///
    /// # Errors
    /// When the body is not that, is cut short, has more than 10,000 entries or 8 MiB, or an entry whose two numbers are not
    /// both there and both numbers. The message names the entry and its place.
    pub fn read(reply: &Reply<'_>) -> Result<Self, BadBody> {
        read(reply.body).map_err(|found| BadBody::of(reply, "a page list", found))
    }
}

fn read(body: &[u8]) -> Result<PageList, String> {
    if body.len() > LARGEST_PAGE_LIST {
        return Err("it is larger than 8 MiB".to_owned());
    }
    let mut xml = Xml::new(body)?;
    let mut list = PageList::default();
    let mut ends: [Option<u64>; 2] = [None; 2];
    loop {
        let (text, path) = match xml.step()? {
            Node::Over => return Ok(list),
            Node::Opened => match xml.path().as_slice() {
                ["PageList", ..] => continue,
                _ => return Err(xml.fault("is not in a `PageList`")),
            },
            Node::Closed(text) => (text, xml.path()),
        };
        let entry = list.ranges.len() + list.clears.len() + 1;
        let bad = |what: &str| format!("{}, entry {entry}: {what}", xml.place());
        match path.as_slice() {
            [_, "PageRange" | "ClearRange", end @ ("Start" | "End")] => {
                let [start_end, end_end] = &mut ends;
                let slot = if *end == "Start" { start_end } else { end_end };
                let number =
                    number(&text).ok_or_else(|| bad(&format!("its `{end}` is not a whole number of bytes")))?;
                if slot.replace(number).is_some() {
                    return Err(bad(&format!("its `{end}` stands twice")));
                }
            }
            [_, kind @ ("PageRange" | "ClearRange")] => {
                let [Some(start), Some(end)] = std::mem::take(&mut ends) else {
                    return Err(bad("it lacks its `Start` or its `End`"));
                };
                if entry > PAGE_ENTRIES {
                    return Err(bad("there are more than the 10,000 that were asked for"));
                }
                let kept = if *kind == "PageRange" { &mut list.ranges } else { &mut list.clears };
                kept.push((start, end));
            }
            [_, "NextMarker"] if list.next_marker.is_some() => return Err(bad("`NextMarker` stands twice")),
            [_, "NextMarker"] if text.len() > LONGEST_MARKER => return Err(bad("`NextMarker` is longer than 4 KiB")),
            [_, "NextMarker"] => list.next_marker = Some(text.trim().to_owned()).filter(|marker| !marker.is_empty()),
            _ => {}
        }
    }
}

fn number(text: &str) -> Option<u64> {
    let text = text.trim();
    text.parse().ok().filter(|_| text.bytes().all(|b| b.is_ascii_digit()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn list(body: &str) -> Result<PageList, String> {
        PageList::read(&Reply { status: 200, headers: &[], body: body.as_bytes() }).map_err(|e| e.to_string())
    }

    fn entries(count: usize) -> String {
        (0..count)
            .map(|at| format!("<PageRange><Start>{}</Start><End>{}</End></PageRange>", at * 1024, at * 1024 + 511))
            .collect()
    }

    #[test]
    fn ranges_and_clears_come_mixed() {
        // G2, G4; a byte order mark and an empty marker as storage sends them
        let body = "\u{feff}<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<PageList>\n\
            <PageRange><Start>0</Start><End>511</End></PageRange><ClearRange><Start>512</Start><End>1023</End></ClearRange>\
            <PageRange><End>18446744073709551615</End><Start> 1024\n</Start></PageRange><NextMarker /></PageList>";
        assert_eq!(
            list(body),
            Ok(PageList { ranges: vec![(0, 511), (1024, u64::MAX)], clears: vec![(512, 1023)], next_marker: None })
        );
        assert_eq!(list("<PageList/>"), Ok(PageList::default()));
        let next = list("<PageList><NextMarker>a&amp;b&#x41;<![CDATA[&c]]></NextMarker><Else><x/></Else></PageList>");
        assert_eq!(next.unwrap().next_marker.as_deref(), Some("a&bA&c"));
        // Order, overlaps and alignment are for whoever puts the pages together.
        assert_eq!(
            list("<PageList><PageRange><Start>9</Start><End>1</End></PageRange></PageList>").unwrap().ranges,
            [(9, 1)]
        );
    }

    #[test]
    fn what_cannot_be_read_is_named() {
        let entry = |inner: &str| format!("<PageList>{}\n<ClearRange>{inner}</ClearRange></PageList>", entries(2));
        for (body, found) in [
            (String::new(), "it is empty"),
            (entry("<Start>1</Start>"), "line 2, column 41, entry 3: it lacks its `Start` or its `End`"),
            (entry("<End>1</End>"), "line 2, column 37, entry 3: it lacks its `Start` or its `End`"),
            (
                entry("<Start>-1</Start><End>1</End>"),
                "line 2, column 29, entry 3: its `Start` is not a whole number of bytes",
            ),
            (
                entry("<Start>0</Start><End>1e3</End>"),
                "line 2, column 42, entry 3: its `End` is not a whole number of bytes",
            ),
            (
                entry("<Start>+0</Start><End>1</End>"),
                "line 2, column 29, entry 3: its `Start` is not a whole number of bytes",
            ),
            (
                entry("<Start></Start><End>1</End>"),
                "line 2, column 27, entry 3: its `Start` is not a whole number of bytes",
            ),
            (
                entry("<Start>18446744073709551616</Start><End>1</End>"),
                "line 2, column 47, entry 3: its `Start` is not a whole number of bytes",
            ),
            (
                entry("<Start>0</Start><Start>512</Start><End>1</End>"),
                "line 2, column 46, entry 3: its `Start` stands twice",
            ),
            (
                "<PageList><NextMarker>a</NextMarker><NextMarker>b</NextMarker></PageList>".to_owned(),
                "line 1, column 62, entry 1: `NextMarker` stands twice",
            ),
            (
                format!("<PageList><NextMarker>{}</NextMarker></PageList>", "m".repeat(4097)),
                "line 1, column 4132, entry 1: `NextMarker` is longer than 4 KiB",
            ),
            ("<?xml version=\"1.0\"?><Blobs/>".to_owned(), "line 1, column 29 is not in a `PageList`"),
            ("<?xml version=\"1.0\"?><PageList><PageRange>".to_owned(), "line 1, column 42 ends before it is whole"),
            ("<?xml version=\"1.0\"?>".to_owned(), "line 1, column 21 ends before it is whole"),
            ("<?xml version=\"1.0\"?><PageList></PageRange>".to_owned(), "line 1, column 43 is not well-formed XML"),
            ("<?xml version=\"1.0\"?><PageList/><PageList/>".to_owned(), "line 1, column 43 begins a second document"),
            ("<?xml version=\"1.0\"?><PageList/>x".to_owned(), "line 1, column 33 has text outside of its elements"),
        ] {
            let reply = Reply {
                status: 200,
                headers: &[("content-type".to_owned(), "application/xml".to_owned())],
                body: body.as_bytes(),
            };
            let error = PageList::read(&reply).unwrap_err().to_string();
            assert_eq!(error, format!("the reply is not a page list: {found}"), "{body:.200}");
        }
        let error = list("<html><body>Sign in</body></html>").unwrap_err();
        assert!(
            error.ends_with("it is a web page; a proxy or a sign-in page may have answered instead of the service"),
            "{error}"
        );
    }

    #[test]
    fn nothing_is_expanded() {
        for (body, found) in [
            (
                "<!DOCTYPE PageList [<!ENTITY a \"aaaa\"><!ENTITY b \"&a;&a;\">]><PageList><NextMarker>&b;</NextMarker></PageList>",
                "has a DOCTYPE, which is refused",
            ),
            ("<!DOCTYPE PageList SYSTEM \"file:///etc/passwd\"><PageList/>", "has a DOCTYPE, which is refused"),
            ("<PageList><NextMarker>&b;</NextMarker></PageList>", "uses an entity, which is refused"),
            ("<PageList><NextMarker>&#x110000;</NextMarker></PageList>", "uses an entity, which is refused"),
        ] {
            let error = list(&format!("<?xml version=\"1.0\"?>{body}")).unwrap_err();
            assert!(error.ends_with(found), "{error}");
        }
        let deep = format!("<?xml version=\"1.0\"?><PageList>{}", "<a>".repeat(1_000_000));
        assert!(list(&deep).unwrap_err().ends_with("goes deeper than any reply of storage"));
    }

    #[test]
    fn a_page_has_its_bounds() {
        let page = |count| list(&format!("<PageList>{}</PageList>", entries(count)));
        assert_eq!(page(10_000).unwrap().ranges.len(), 10_000);
        assert!(page(10_001).unwrap_err().contains("entry 10001: there are more than the 10,000"));
        let large = format!("<?xml version=\"1.0\"?><PageList>{}</PageList>", " ".repeat(LARGEST_PAGE_LIST));
        assert_eq!(list(&large).unwrap_err(), "the reply is not a page list: it is larger than 8 MiB");
        let bytes =
            PageList::read(&Reply { status: 200, headers: &[], body: b"<?xml version=\"1.0\"?><PageList>\xff" });
        assert_eq!(bytes.unwrap_err().to_string(), "the reply is not a page list: byte 32 is not UTF-8");
    }
}
