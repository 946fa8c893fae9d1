//! JSON's syntax and nothing else: a place in a text, moved over whole values. Nothing is decoded, nothing is allocated.
//!
//! Whatever is not JSON to the letter is `None`, without a reason: to say what is wrong is the careful reader's part.

/// Lists and objects inside a value may lie this deep.
pub(super) const DEEPEST: u8 = 32;

/// A value as it stands.
#[derive(Debug, Clone, Copy)]
pub(super) struct Raw<'a> {
    /// With its quotes, if it is a text.
    pub(super) text: &'a str,
    /// It is a text, and nothing in it is escaped.
    pub(super) plain: bool,
}

impl<'a> Raw<'a> {
    /// What a plain text says.
    pub(super) fn said(&self) -> Option<&'a str> {
        if self.plain { self.text.get(1..self.text.len() - 1) } else { None }
    }
}

/// A place in a text.
pub(super) struct Cursor<'a> {
    pub(super) text: &'a str,
    pub(super) at: usize,
}

impl<'a> Cursor<'a> {
    /// A value that is not looked into.
    pub(super) fn value(&mut self, deepest: u8) -> Option<Raw<'a>> {
        let begin = self.at;
        match self.byte() {
            b'"' => return self.string(),
            b'{' => {
                let mut more = self.open(b'{', b'}')?;
                while more {
                    self.name()?;
                    self.value(deepest.checked_sub(1)?)?;
                    more = self.more(b'}')?;
                }
            }
            b'[' => {
                let mut more = self.open(b'[', b']')?;
                while more {
                    self.value(deepest.checked_sub(1)?)?;
                    more = self.more(b']')?;
                }
            }
            b't' => self.word("true")?,
            b'f' => self.word("false")?,
            b'n' => self.word("null")?,
            _ => self.number()?,
        }
        Some(Raw { text: self.text.get(begin..self.at)?, plain: false })
    }

    /// Goes into a list or an object; whether there is anything in it.
    pub(super) fn open(&mut self, open: u8, close: u8) -> Option<bool> {
        self.eat(open)?;
        self.blanks();
        let empty = self.byte() == close;
        self.at += usize::from(empty);
        Some(!empty)
    }

    /// Goes on after an item; whether another one follows.
    pub(super) fn more(&mut self, close: u8) -> Option<bool> {
        self.blanks();
        match self.take() {
            b',' => self.blanks(),
            byte if byte == close => return Some(false),
            _ => return None,
        }
        Some(true)
    }

    /// A member's name; ends where its value begins.
    pub(super) fn name(&mut self) -> Option<Raw<'a>> {
        let name = self.string()?;
        self.colon()?;
        Some(name)
    }

    /// Goes from a name to its value.
    pub(super) fn colon(&mut self) -> Option<()> {
        self.blanks();
        self.eat(b':')?;
        self.blanks();
        Some(())
    }

    /// Goes over a text where it is this one to the letter.
    pub(super) fn passes(&mut self, text: &str) -> bool {
        let rest = self.text.as_bytes().get(self.at..).unwrap_or_default();
        let passes = rest.strip_prefix(b"\"").and_then(|rest| rest.strip_prefix(text.as_bytes()));
        let passes = passes.is_some_and(|rest| rest.first() == Some(&b'"'));
        self.at += if passes { text.len() + 2 } else { 0 };
        passes
    }

    /// What stands between quotes, where none of it is escaped.
    pub(super) fn plain_string(&mut self) -> Option<&'a str> {
        self.eat(b'"')?;
        let begin = self.at;
        self.at += plain_bytes(self.text.as_bytes().get(begin..)?);
        let text = self.text.get(begin..self.at);
        self.eat(b'"')?;
        text
    }

    fn string(&mut self) -> Option<Raw<'a>> {
        let begin = self.at;
        self.eat(b'"')?;
        self.string_since(begin)
    }

    /// A text that begins at `begin`; up to here nothing in it is escaped.
    pub(super) fn string_since(&mut self, begin: usize) -> Option<Raw<'a>> {
        let mut plain = true;
        loop {
            self.at += plain_bytes(self.text.as_bytes().get(self.at..)?);
            match self.take() {
                b'"' => return Some(Raw { text: self.text.get(begin..self.at)?, plain }),
                b'\\' => plain = false,
                _ => return None,
            }
            match self.take() {
                b'"' | b'\\' | b'/' | b'b' | b'f' | b'n' | b'r' | b't' => {}
                b'u' => (0..4).try_for_each(|_| self.take().is_ascii_hexdigit().then_some(()))?,
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

    pub(super) fn word(&mut self, word: &str) -> Option<()> {
        self.text.get(self.at..)?.starts_with(word).then(|| self.at += word.len())
    }

    /// The byte to come; a zero, which stands nowhere in JSON, at the end.
    pub(super) fn byte(&self) -> u8 {
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

    pub(super) fn blanks(&mut self) {
        while matches!(self.byte(), b' ' | b'\n' | b'\r' | b'\t') {
            self.at += 1;
        }
    }
}

const ONES: u64 = 0x0101_0101_0101_0101;
const TOPS: u64 = ONES << 7;

/// How many bytes come before the first quote, backslash or control character.
fn plain_bytes(bytes: &[u8]) -> usize {
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn plain_bytes_end_at_the_first_that_is_not() {
        for end in [b'"', b'\\', 0, 1, 0x1f] {
            for before in 0..40 {
                let mut bytes = [vec![b' '; before], vec![end, b'x', b'"'], vec![0xff; 20]].concat();
                assert_eq!(plain_bytes(&bytes), before);
                bytes[..before].fill(0xc3);
                assert_eq!(plain_bytes(&bytes), before);
            }
        }
        assert_eq!(plain_bytes(b"\x7f\x80 abcdefghij"), 13);
    }
}
