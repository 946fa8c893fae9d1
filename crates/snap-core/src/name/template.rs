//! Reading a name template: words in braces, literal text between them.

use super::{DEFAULT_TEMPLATE, HASH, LONGEST, NameError, STAYS, allowed};

/// One piece of a template.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Word {
    /// Literal text, only characters that A61 has.
    Text(String),
    /// `{disk}`: the disk's name.
    Disk,
    /// `{group}`: the name of the disk's resource group.
    Group,
    /// `yyyy` in a slot.
    Year,
    /// `MM` in a slot.
    Month,
    /// `dd` in a slot.
    Day,
    /// `HH` in a slot.
    Hour,
    /// `mm` in a slot.
    Minute,
    /// `ss` in a slot.
    Second,
}

const TIMES: [(&str, Word); 6] = [
    ("yyyy", Word::Year),
    ("MM", Word::Month),
    ("dd", Word::Day),
    ("HH", Word::Hour),
    ("mm", Word::Minute),
    ("ss", Word::Second),
];

/// A template that can only make valid names: `{disk}`, `{group}`, `{slot:FORMAT}` and literal text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NameTemplate {
    text: String,
    words: Vec<Word>,
    fixed: usize,
}

impl NameTemplate {
    /// Reads a template.
    ///
    /// # Errors
    /// [`NameError::Template`] with the place, when a word is unknown, there is no `{slot:…}` (every later snapshot
    /// would have the same name), a character can be in no name, or the literal text leaves no room.
    pub fn parse(text: &str) -> Result<Self, NameError> {
        Reader { text, at: 0, words: Vec::new(), slots: 0 }.read()
    }

    /// As it was written.
    pub fn as_str(&self) -> &str {
        &self.text
    }

    pub(super) fn words(&self) -> &[Word] {
        &self.words
    }

    pub(super) fn has(&self, word: &Word) -> bool {
        self.words.contains(word)
    }

    /// Characters that are the same for every disk.
    pub(super) fn fixed(&self) -> usize {
        self.fixed
    }
}

struct Reader<'a> {
    text: &'a str,
    /// Where the piece being read starts, in bytes.
    at: usize,
    words: Vec<Word>,
    slots: usize,
}

impl Reader<'_> {
    fn read(mut self) -> Result<NameTemplate, NameError> {
        while let Some(rest) = self.text.get(self.at..).filter(|rest| !rest.is_empty()) {
            let Some(inner) = rest.strip_prefix('{') else {
                let end = rest.find('{').unwrap_or(rest.len());
                let literal = rest.get(..end).unwrap_or_default();
                self.literal(literal, self.at)?;
                self.at += end;
                continue;
            };
            let Some(end) = inner.find('}') else {
                return Err(self.fail(self.at, "this `{` is never closed"));
            };
            self.word(inner.get(..end).unwrap_or_default())?;
            self.at += end + 2;
        }
        self.finish()
    }

    fn word(&mut self, word: &str) -> Result<(), NameError> {
        let once = match word {
            "disk" => Word::Disk,
            "group" => Word::Group,
            _ => {
                return match word.strip_prefix("slot:") {
                    Some(format) => self.slot(format),
                    None => Err(self.fail(
                        self.at,
                        &format!(
                            "`{{{}}}` is not a word; words are `{{disk}}`, `{{group}}` and `{{slot:yyyyMMddTHHmmssZ}}`",
                            word.chars().take(40).collect::<String>()
                        ),
                    )),
                };
            }
        };
        if self.words.contains(&once) {
            return Err(self.fail(self.at, &format!("`{{{word}}}` stands here a second time")));
        }
        self.words.push(once);
        Ok(())
    }

    fn slot(&mut self, format: &str) -> Result<(), NameError> {
        let start = self.at + "{slot:".len();
        let (mut offset, mut times) = (0, 0);
        while let Some(rest) = format.get(offset..).filter(|rest| !rest.is_empty()) {
            if let Some((text, time)) = TIMES.iter().find(|(text, _)| rest.starts_with(text)) {
                self.words.push(time.clone());
                times += 1;
                offset += text.len();
                continue;
            }
            let length = rest.chars().next().map_or(0, char::len_utf8);
            let letter = rest.get(..length).unwrap_or_default();
            // `YYYY`, `hh` or `yy` taken literally would give every snapshot of a year one name.
            if "yYmMdDhHsSfF".contains(letter) {
                return Err(self.fail(
                    start + offset,
                    &format!(
                        "`{letter}` starts no part of a time here; parts are `yyyy`, `MM`, `dd`, `HH`, `mm` and `ss`"
                    ),
                ));
            }
            self.literal(letter, start + offset)?;
            offset += length;
        }
        if times == 0 {
            return Err(self.fail(self.at, "this slot names no part of the time; write `{slot:yyyyMMddTHHmmssZ}`"));
        }
        self.slots += 1;
        Ok(())
    }

    fn literal(&mut self, text: &str, at: usize) -> Result<(), NameError> {
        if let Some((offset, c)) = text.char_indices().find(|(_, c)| !allowed(*c)) {
            return Err(self.fail(
                at + offset,
                &format!("`{}` cannot be in a snapshot's name; letters, digits, `_` and `-` can", c.escape_debug()),
            ));
        }
        match self.words.last_mut() {
            Some(Word::Text(before)) => before.push_str(text),
            _ => self.words.push(Word::Text(text.to_owned())),
        }
        Ok(())
    }

    fn finish(self) -> Result<NameTemplate, NameError> {
        let end = self.text.len();
        if self.slots == 0 {
            let why = format!(
                "there is no `{{slot:…}}`, so every snapshot of a disk would have the same name; the default is `{DEFAULT_TEMPLATE}`"
            );
            return Err(self.fail(end, &why));
        }
        if matches!(self.words.first(), Some(Word::Text(text)) if text.starts_with(['-', '_'])) {
            return Err(self.fail(0, "a snapshot's name starts with a letter or digit"));
        }
        if matches!(self.words.last(), Some(Word::Text(text)) if text.ends_with('-')) {
            return Err(self.fail(end.saturating_sub(1), "a snapshot's name does not end with `-`"));
        }
        let fixed: usize = self.words.iter().map(fixed_length).sum();
        let named = self.words.iter().filter(|word| matches!(word, Word::Disk | Word::Group)).count();
        let most = LONGEST - HASH - named * STAYS;
        if fixed > most {
            let why = format!(
                "text and times take {fixed} of {LONGEST} characters; at most {most} leave room for what tells the disks apart"
            );
            return Err(self.fail(end, &why));
        }
        Ok(NameTemplate { text: self.text.to_owned(), words: self.words, fixed })
    }

    /// `at` counts bytes; people count characters, from one.
    fn fail(&self, at: usize, why: &str) -> NameError {
        let place = self.text.get(..at).map_or(0, |before| before.chars().count()) + 1;
        NameError::Template { template: self.text.chars().take(200).collect(), at: place, why: why.to_owned() }
    }
}

fn fixed_length(word: &Word) -> usize {
    match word {
        Word::Text(text) => text.len(),
        Word::Disk | Word::Group => 0,
        Word::Year => 4,
        Word::Month | Word::Day | Word::Hour | Word::Minute | Word::Second => 2,
    }
}
