//! The plain case, read fast: a bare list of objects, which is what nearly every saved list is.
//!
//! This knows JSON's syntax and nothing else: what members mean, and what an element comes to, is asked of the same tables
//! and the same [`Sink`] as in `read.rs`. Wherever a document is not plain, or not even JSON, it gives up, and the careful
//! reader starts from the beginning. So nothing depends on it but time.
//!
//! The elements of one list have few layouts: each is first tried as one that has come before.

use super::fields::{Known, Scope};
use super::layout::{Layout, What};
use super::read::Sink;
use super::syntax::{Cursor, DEEPEST};
use super::value::Val;

/// So many layouts are remembered.
const MOST: usize = 8;

/// What the whole of `text` holds, where it is a plain list of at least one object.
pub(super) fn list(text: &str) -> Option<Sink> {
    let mut plain = Plain { cursor: Cursor { text, at: 0 }, layouts: Vec::new(), last: 0, oldest: 0 };
    let mut sink = Sink::default();
    plain.cursor.blanks();
    if !plain.cursor.open(b'[', b']')? {
        return None;
    }
    for index in 0.. {
        plain.element(&mut sink, index)?;
        if !plain.cursor.more(b']')? {
            break;
        }
    }
    plain.cursor.blanks();
    (plain.cursor.at == text.len()).then_some(sink)
}

struct Plain<'a> {
    cursor: Cursor<'a>,
    layouts: Vec<Layout<'a>>,
    /// The layout of the element before.
    last: usize,
    /// The layout that makes room for another.
    oldest: usize,
}

impl<'a> Plain<'a> {
    fn element(&mut self, sink: &mut Sink, index: u64) -> Option<()> {
        let Cursor { text, at } = self.cursor;
        // From the last one round.
        let places = (self.last..self.layouts.len()).chain(0..self.last);
        for place in places {
            let Some(layout) = self.layouts.get_mut(place) else { continue };
            if let Some((end, changed)) = layout.read(text, at) {
                self.cursor.at = end;
                self.last = place;
                let like = layout.made.map(|made| (made, changed));
                layout.made = sink.listed(index, &mut layout.members, layout.capital.unwrap_or(false), like);
                return Some(());
            }
        }
        let mut layout = Layout::new(at);
        self.object(&mut layout, Scope::Resource, false)?;
        let lasts = layout.end(self.cursor.at);
        layout.made = sink.listed(index, &mut layout.members, layout.capital.unwrap_or(false), None);
        if lasts {
            self.remember(layout);
        }
        Some(())
    }

    fn remember(&mut self, layout: Layout<'a>) {
        if self.layouts.len() < MOST {
            self.last = self.layouts.len();
            self.layouts.push(layout);
        } else if let Some(oldest) = self.layouts.get_mut(self.oldest) {
            *oldest = layout;
            self.last = self.oldest;
            self.oldest = (self.oldest + 1) % MOST;
        }
    }

    /// Gathers an object's members.
    fn object(&mut self, layout: &mut Layout<'a>, scope: Scope, nested: bool) -> Option<()> {
        let mut more = self.cursor.open(b'{', b'}')?;
        while more {
            let name = self.cursor.name()?.said()?;
            let known = scope.known(name);
            if known.is_some() {
                layout.capital.get_or_insert(name.starts_with(|c: char| c.is_ascii_uppercase()));
            }
            let begin = self.cursor.at;
            match known {
                Some(Known::Object(inner)) => {
                    layout.object(begin);
                    if self.cursor.byte() == b'{' {
                        let nested = nested || inner == Scope::Properties;
                        layout.members.enter(inner, nested);
                        self.object(layout, inner, nested)?;
                    } else {
                        self.cursor.word("null")?;
                    }
                }
                Some(Known::Value(field)) => {
                    let value = self.cursor.value(DEEPEST)?;
                    layout.value(What::Field(field), begin, value);
                    layout.members.set(field, Val::of(value), nested);
                }
                None => {
                    let value = self.cursor.value(DEEPEST)?;
                    layout.value(What::Unknown, begin, value);
                }
                // The members of a wrapper.
                _ => return None,
            }
            more = self.cursor.more(b'}')?;
        }
        Some(())
    }
}
