//! What is said of a document that was refused, and of an element that was passed over.
//!
//! Names in these sentences come out of documents and have been scrubbed.

use snap_core::id::IdError;
use snap_core::say::Sentence;

use crate::scrub::scrub;

snap_core::sentences! {
    /// What may be wrong with a document.
    pub const SENTENCES;
    pub(super) document_refused(file: MaybeName, what: Sentence, line: MaybeName, column: MaybeName, element: MaybeName, before: Count) =
        "{file, select, none {the reply} other {`{file}`}} {what}{line, select, none {} other { (line {line}, column {column}{element, select, none {} other {, in element {element}}}{before, plural, =0 {} other {; {before} before it could be read, and none is taken}})}}";
    pub(super) document_is(what: Word) = "{what, select, empty {is empty; expected JSON or CSV} large {is larger than 1 GiB; save one list or one page a file} unpacked {unpacks to far more than an inventory would; save one list or one page a file} gzip_twice {is gzip inside gzip; unpack it once and try again} gzip_cut {is gzip that was cut off; copy the file again} gzip {is damaged gzip; pack or copy the file again} zip {is a zip archive; unpack it first} utf16 {is not UTF-16: half of a surrogate pair stands alone; save it as UTF-8} character {ends inside a character; save it again} cell {ends inside a quoted cell: it was cut off; save it again} row {has a row that is not CSV; save it again} deep {has lists inside lists more than 100 deep; expected a list of disks or snapshots} other {ends before the JSON does: it was cut off; save it again}}";
    pub(super) document_not_utf8(byte: Name) =
        "is not UTF-8: byte {byte} stands where no character begins; save it as UTF-8";
    pub(super) document_not_json(why: Sentence) = "is not JSON: {why}; save the tool's output again, unedited";
    pub(super) document_neither(begin: Name) =
        "begins with `{begin}`: it is neither JSON nor CSV with an `id` column; save it as JSON (`az snapshot list --output json`, `Get-AzSnapshot | ConvertTo-Json -Depth 10`)";
    pub(super) document_next_link(link: Name) =
        "has a `nextLink` that is `{link}`; expected a text, so what comes after it is not known";
    pub(super) document_nothing_read(skipped: Count, place: MaybeName, why: MaybeSentence) =
        "holds no disk or snapshot that can be read: {skipped, plural, one {1 element was} other {{skipped} elements were}} skipped{why, select, none {} other {; at `{place, select, none {the root} other {{place}}}`: {why}}}; expected what `az snapshot list`, `az disk list`, `Get-AzSnapshot | ConvertTo-Json -Depth 10`, a list page of the service or Azure Resource Graph gives";
    pub(super) document_not_taken(why: Sentence) = "cannot be taken: {why}";
    pub(super) document_goes_on(what: Word) =
        "{what, select, page {the list goes on (`nextLink`): this is one page of several; add the others too} rows {the query has more rows: this is one page of several; add the others too} other {the query has more rows than were given (`resultTruncated`); let it keep `id`, and add every page of it}}";
    pub(super) document_not_one(found: Count) = "holds {found} resources; expected one disk or one snapshot";
    pub(super) skip_member(path: Name, what: Sentence) = "`{path}` {what}";
    pub(super) skip_in(path: Name, why: Sentence) = "in `{path}`: {why}";
    pub(super) skip_element(what: Sentence) = "the element {what}";
    pub(super) skip_value(shown: MaybeName, what: Word, most: MaybeName) =
        "is {shown, select, none {missing} other {`{shown}`}}; expected {what, select, object {an object} text {a text} whole_text {a text of whole characters} short_text {a text of at most 32 KiB} texts {a list of texts} tags {an object of texts} number {a number} whole {a whole number} range {a whole number from 0 to {most}} percent {a number from 0 to 100} flag {`true` or `false`} other {a date and time with an offset, such as `2026-11-20T02:00:00Z`}}";
    pub(super) skip_no_object(shown: MaybeName, kind: Word) =
        "is {kind, select, text {the text `{shown}`} number {a number} list {a list} other {`{shown}`}}; expected an object";
    pub(super) skip_it(what: Sentence) = "it {what}";
    pub(super) skip_long() = "is longer than 1 MiB; expected less";
    pub(super) skip_deep(shown: Name) =
        "is `{shown}`, the name of an object that lay too deep; write it again with `ConvertTo-Json -Depth 10`";
    pub(super) skip_tags(given: Count, most: Count) = "has {given} tags; expected at most {most}";
    pub(super) skip_tag_twice(tag: Name) = "has `{tag}` twice with two values; expected it once";
    pub(super) skip_twice(values: Count) =
        "occurs twice{values, plural, =2 { with two values} other {}}; expected it once";
    pub(super) skip_cells(cells: Count, headings: Count) =
        "it has {cells} cells under {headings} headings; the file may be cut off";
    pub(super) skip_service(error: Name, words: Text) = "it is an error of the service: `{error}`: {words}";
    pub(super) skip_no_id() =
        "it has no `id`, nor `type`, `subscriptionId`, `resourceGroup` and `name` to make one of";
    pub(super) skip_stranger(kind: Name) = "it is `{kind}`; only disks and snapshots are read";
    pub(super) skip_other_kind(id: Name, kind: Name) = "`{id}` is not one of `{kind}`, as `type` says";
}

/// What is wrong with an id, without secrets.
#[cold]
pub(super) fn no_id(error: &IdError) -> Sentence {
    // With its quotes: they end a secret, and blanks inside them are what is wrong.
    let shown = |id: &str| {
        let shown = scrub(&format!("`{id}`"), 300);
        shown.trim_start_matches('`').trim_end_matches('`').to_owned()
    };
    error.said().with_names(&shown)
}

/// What is said of what is neither an object nor a text: `null`, `true`, `false`, `number` or `list`.
pub(super) fn no_object(kind: &'static str) -> Sentence {
    skip_no_object(Some(kind), kind)
}
