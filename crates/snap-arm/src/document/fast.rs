//! The plain case, read fast: a bare list of objects, which is what nearly every saved list is.
//!
//! This knows JSON's syntax and nothing else: what members mean, and what an element comes to, is asked of the same tables
//! and the same [`Sink`] as in `read.rs`. Wherever a document is not plain, or not even JSON, it gives up, and the careful
//! reader starts from the beginning. So nothing depends on it but time.
//!
//! Elements of one list are much alike: most members stand where they stood in the element before, and most of those have
//! the value they had there. So a member is first compared with the one that is expected, key, blanks and value at once.

use super::fields::{Known, Scope};
use super::members::Members;
use super::read::Sink;
use super::value::Val;

/// Lists and objects inside a value that is not looked into may lie this deep.
const DEEPEST: u8 = 32;
/// So many members of one element are remembered.
const MOST_SEEN: usize = 128;

/// What the whole of `text` holds, where it is a plain list of at least one object.
pub(super) fn list(text: &str) -> Option<Sink> {
    let mut plain = Plain { text, at: 0, seen: Vec::new(), next: 0 };
    let mut sink = Sink::default();
    plain.blanks();
    plain.eat(b'[')?;
    for index in 0.. {
        plain.blanks();
        let mut members = Members::default();
        let capital = plain.element(&mut members)?;
        sink.listed(index, &mut members, capital);
        plain.blanks();
        match plain.take() {
            b',' => {}
            b']' => break,
            _ => return None,
        }
    }
    plain.blanks();
    (plain.at == text.len()).then_some(sink)
}

/// A member as it stood in an element before.
struct Seen<'a> {
    scope: Scope,
    known: Option<Known>,
    /// From the name to the end of the value; to the value's begin where it is an object that is entered.
    whole: &'a str,
    /// Where in it the value begins.
    lead: usize,
}

struct Plain<'a> {
    text: &'a str,
    at: usize,
    /// The members of the element before, nested ones included, as they came; from `next` on they are still expected.
    seen: Vec<Seen<'a>>,
    next: usize,
}

impl<'a> Plain<'a> {
    /// Gathers an element's members; whether the first known name begins with a capital.
    fn element(&mut self, members: &mut Members<'a>) -> Option<bool> {
        let mut capital = None;
        self.next = 0;
        self.object(members, Scope::Resource, false, &mut capital)?;
        Some(capital.unwrap_or(false))
    }

    fn object(
        &mut self,
        members: &mut Members<'a>,
        scope: Scope,
        nested: bool,
        capital: &mut Option<bool>,
    ) -> Option<()> {
        self.each_member(|plain| {
            let begin = plain.at;
            let (known, value) = plain.member(scope)?;
            if known.is_some() && capital.is_none() {
                *capital = Some(plain.text.as_bytes().get(begin + 1).is_some_and(u8::is_ascii_uppercase));
            }
            match (known, value) {
                (Some(Known::Value(field)), Some(value)) => members.set(field, Val::Json(value), nested),
                (Some(Known::Object(inner)), _) if plain.byte() == b'{' => {
                    let nested = nested || inner == Scope::Properties;
                    members.enter(inner, nested);
                    plain.object(members, inner, nested, capital)?;
                }
                (Some(Known::Object(_)), _) => return plain.word("null"),
                (None, _) => {}
                // The members of a wrapper.
                _ => return None,
            }
            Some(())
        })
    }

    /// A member's name and value; of an object that is entered only the name.
    fn member(&mut self, scope: Scope) -> Option<(Option<Known>, Option<&'a str>)> {
        let rest = self.text.get(self.at..)?;
        // One that was left out, or two, must not put all that follow out of step.
        let expected = self.seen.iter().skip(self.next).take(3);
        let like = |seen: &Seen<'_>| {
            seen.scope == scope && seen.whole.get(..seen.lead).is_some_and(|lead| rest.starts_with(lead))
        };
        let place = expected.enumerate().find(|(_, seen)| like(seen)).map(|(skipped, _)| self.next + skipped);
        let begin = self.at;
        if let Some(seen) = place.and_then(|place| self.seen.get(place)) {
            let (known, lead) = (seen.known, seen.lead);
            self.next = place? + 1;
            if matches!(known, Some(Known::Object(_))) {
                self.at += lead;
                return Some((known, None));
            }
            let whole = seen.whole;
            let ends =
                rest.as_bytes().get(whole.len()).is_some_and(|byte| matches!(byte, b',' | b'}' | b'\n' | b' ' | b'\r'));
            if ends && rest.starts_with(whole) {
                self.at += whole.len();
                return Some((known, whole.get(lead..)));
            }
            self.at += lead;
            let value = self.value(DEEPEST)?;
            let whole = self.text.get(begin..self.at)?;
            if let Some(seen) = self.seen.get_mut(self.next - 1) {
                seen.whole = whole;
            }
            return Some((known, Some(value)));
        }
        let name = self.string()?;
        let name = name.get(1..name.len() - 1).filter(|name| !name.contains('\\'))?;
        let known = scope.known(name);
        self.blanks();
        self.eat(b':')?;
        self.blanks();
        let lead = self.at - begin;
        let entered = matches!(known, Some(Known::Object(_)));
        let value = if entered { None } else { Some(self.value(DEEPEST)?) };
        let seen = Seen { scope, known, whole: self.text.get(begin..self.at)?, lead };
        if self.seen.len() < MOST_SEEN {
            self.seen.insert(self.next, seen);
            self.next += 1;
        }
        Some((known, value))
    }

    /// The text of a value that is not looked into.
    fn value(&mut self, deepest: u8) -> Option<&'a str> {
        let begin = self.at;
        match self.byte() {
            b'"' => return self.string(),
            b'{' => self.each_member(|plain| {
                plain.string()?;
                plain.blanks();
                plain.eat(b':')?;
                plain.blanks();
                plain.value(deepest.checked_sub(1)?).map(|_| ())
            })?,
            b'[' => {
                self.at += 1;
                self.blanks();
                if self.byte() == b']' {
                    self.at += 1;
                } else {
                    loop {
                        self.value(deepest.checked_sub(1)?)?;
                        self.blanks();
                        match self.take() {
                            b',' => self.blanks(),
                            b']' => break,
                            _ => return None,
                        }
                    }
                }
            }
            b't' => self.word("true")?,
            b'f' => self.word("false")?,
            b'n' => self.word("null")?,
            _ => self.number()?,
        }
        self.text.get(begin..self.at)
    }

    /// Goes through an object; `each` reads one member, from its name on.
    fn each_member(&mut self, mut each: impl FnMut(&mut Self) -> Option<()>) -> Option<()> {
        self.eat(b'{')?;
        self.blanks();
        if self.byte() == b'}' {
            self.at += 1;
            return Some(());
        }
        loop {
            each(self)?;
            self.blanks();
            match self.take() {
                b',' => self.blanks(),
                b'}' => return Some(()),
                _ => return None,
            }
        }
    }

    /// A text with its quotes, as it stands.
    fn string(&mut self) -> Option<&'a str> {
        let begin = self.at;
        self.eat(b'"')?;
        loop {
            self.at += plain_bytes(self.text.as_bytes().get(self.at..)?);
            match self.take() {
                b'"' => return self.text.get(begin..self.at),
                b'\\' => match self.take() {
                    b'"' | b'\\' | b'/' | b'b' | b'f' | b'n' | b'r' | b't' => {}
                    b'u' => (0..4).try_for_each(|_| self.take().is_ascii_hexdigit().then_some(()))?,
                    _ => return None,
                },
                _ => return None,
            }
        }
    }

    fn number(&mut self) -> Option<()> {
        if self.byte() == b'-' {
            self.at += 1;
        }
        if self.byte() == b'0' {
            self.at += 1;
        } else {
            self.digits()?;
        }
        if self.byte() == b'.' {
            self.at += 1;
            self.digits()?;
        }
        if matches!(self.byte(), b'e' | b'E') {
            self.at += 1;
            if matches!(self.byte(), b'+' | b'-') {
                self.at += 1;
            }
            self.digits()?;
        }
        Some(())
    }

    fn digits(&mut self) -> Option<()> {
        let begin = self.at;
        while self.byte().is_ascii_digit() {
            self.at += 1;
        }
        (self.at > begin).then_some(())
    }

    fn word(&mut self, word: &str) -> Option<()> {
        self.text.get(self.at..)?.starts_with(word).then(|| self.at += word.len())
    }

    /// The byte to come; a zero, which stands nowhere in JSON, at the end.
    fn byte(&self) -> u8 {
        self.text.as_bytes().get(self.at).copied().unwrap_or(0)
    }

    fn take(&mut self) -> u8 {
        let byte = self.byte();
        self.at += 1;
        byte
    }

    fn eat(&mut self, byte: u8) -> Option<()> {
        (self.take() == byte).then_some(())
    }

    fn blanks(&mut self) {
        while matches!(self.byte(), b' ' | b'\n' | b'\r' | b'\t') {
            self.at += 1;
        }
    }
}

/// How many bytes come before the first quote, backslash or control character.
fn plain_bytes(bytes: &[u8]) -> usize {
    const ONES: u64 = 0x0101_0101_0101_0101;
    const TOPS: u64 = ONES << 7;
    // The top bit of each byte that is zero; bytes above such a one may be wrong, the lowest never is.
    let zeros = |word: u64| word.wrapping_sub(ONES) & !word;
    let (words, rest) = bytes.as_chunks::<8>();
    let mut length = 0;
    for word in words {
        let word = u64::from_le_bytes(*word);
        let controls = word.wrapping_sub(ONES * 0x20) & !word;
        let found = (zeros(word ^ (ONES * 0x22)) | zeros(word ^ (ONES * 0x5c)) | controls) & TOPS;
        if found != 0 {
            return length + (found.trailing_zeros() / 8) as usize;
        }
        length += 8;
    }
    length + rest.iter().take_while(|byte| !matches!(byte, b'"' | b'\\' | 0..=0x1f)).count()
}
