//! The little XML that storage speaks, walked element by element. Nothing is expanded, looked up or kept but open elements.

use quick_xml::Reader;
use quick_xml::escape::resolve_predefined_entity;
use quick_xml::events::Event;

/// Storage's replies are three deep.
const DEEPEST: usize = 16;

/// A walk through a document.
pub(crate) struct Xml<'a> {
    text: &'a str,
    reader: Reader<&'a [u8]>,
    /// The local names of the open elements, each with the text that stood right inside it so far.
    open: Vec<(String, String)>,
    /// The element that [`Node::Closed`] was told of is still open until the next step.
    closing: bool,
    begun: bool,
}

/// What a step came to.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Node {
    /// The last element of [`Xml::path`] begins.
    Opened,
    /// The last element of [`Xml::path`] ends; with the text right inside it.
    Closed(String),
    /// The document is over, and was whole.
    Over,
}

impl<'a> Xml<'a> {
    /// Begins at the top; a byte order mark is passed over, as storage sends one.
    pub(crate) fn new(body: &'a [u8]) -> Result<Self, String> {
        let body = body.strip_prefix(b"\xef\xbb\xbf").unwrap_or(body);
        let text = std::str::from_utf8(body).map_err(|e| format!("byte {} is not UTF-8", e.valid_up_to() + 1))?;
        let mut reader = Reader::from_reader(text.as_bytes());
        reader.config_mut().expand_empty_elements = true;
        Ok(Self { text, reader, open: Vec::new(), closing: false, begun: false })
    }

    /// The local names from the root to the element in hand.
    pub(crate) fn path(&self) -> Vec<&str> {
        self.open.iter().map(|(name, _)| name.as_str()).collect()
    }

    /// Where the walk is, in words.
    pub(crate) fn place(&self) -> String {
        let at = usize::try_from(self.reader.buffer_position()).unwrap_or(usize::MAX);
        let read = self.text.get(..at).unwrap_or(self.text);
        let line = read.bytes().filter(|b| *b == b'\n').count() + 1;
        let column = read.rsplit('\n').next().unwrap_or_default().chars().count().max(1);
        format!("line {line}, column {column}")
    }

    /// Goes on to the next beginning or end of an element.
    pub(crate) fn step(&mut self) -> Result<Node, String> {
        if std::mem::take(&mut self.closing) {
            self.open.pop();
        }
        loop {
            let event = self.reader.read_event().map_err(|_| self.fault("is not well-formed XML"))?;
            match event {
                Event::Start(tag) => return self.start(tag.local_name().as_ref()),
                Event::End(_) => {
                    self.closing = true;
                    let text = self.open.last_mut().map(|(_, text)| std::mem::take(text));
                    return text.map(Node::Closed).ok_or_else(|| self.fault("closes what is not open"));
                }
                Event::Text(text) => self.keep(&text)?,
                Event::CData(text) => self.keep(&text)?,
                Event::GeneralRef(name) => {
                    let meant = match name.resolve_char_ref() {
                        Ok(Some(c)) => c.to_string(),
                        Ok(None) => resolve_predefined_entity(&name).unwrap_or_default().to_owned(),
                        Err(_) => String::new(),
                    };
                    if meant.is_empty() {
                        return Err(self.fault("uses an entity, which is refused"));
                    }
                    self.keep(&meant)?;
                }
                // An entity of one's own is declared there: it could grow without bound, or name a file.
                Event::DocType(_) => return Err(self.fault("has a DOCTYPE, which is refused")),
                Event::Comment(_) | Event::Decl(_) | Event::PI(_) | Event::Empty(_) => {}
                Event::Eof if self.begun && self.open.is_empty() => return Ok(Node::Over),
                Event::Eof => return Err(self.fault("ends before it is whole")),
            }
        }
    }

    fn start(&mut self, name: &str) -> Result<Node, String> {
        if self.open.len() >= DEEPEST {
            return Err(self.fault("goes deeper than any reply of storage"));
        }
        if self.open.is_empty() && std::mem::replace(&mut self.begun, true) {
            return Err(self.fault("begins a second document"));
        }
        self.open.push((name.to_owned(), String::new()));
        Ok(Node::Opened)
    }

    fn keep(&mut self, text: &str) -> Result<(), String> {
        match self.open.last_mut() {
            Some((_, kept)) => kept.push_str(text),
            None if text.trim().is_empty() => {}
            None => return Err(self.fault("has text outside of its elements")),
        }
        Ok(())
    }

    /// `what` is wrong here.
    pub(crate) fn fault(&self, what: &str) -> String {
        format!("{} {what}", self.place())
    }
}
