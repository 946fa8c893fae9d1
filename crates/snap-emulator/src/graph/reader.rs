//! The part of the query language that is understood, and how it runs.
//!
//! ```text
//! query   = [ "resources" ] { "|" step }
//! step    = "where" or | "project" column { "," column } | ("order" | "sort") "by" key { "," key } | ("take" | "limit") number
//! or      = and { "or" and }          and = test { "and" test }
//! test    = "(" or ")" | path ("==" | "!=" | "=~" | "!~" | "contains" | "startswith") value
//!         | path ["!"] ("in" | "in~") "(" value { "," value } ")"
//! column  = path | name "=" path      key = path [ "asc" | "desc" ]
//! path    = "tostring" "(" path ")" | name { "." name | "[" text "]" }
//! ```

use super::query::{Fault, How, Path, Step, Test};
use super::tokens::{Token, Word, split};

/// Reads the steps of a query.
pub(super) fn steps(text: &str) -> Result<Vec<Step>, Fault> {
    let tokens = split(text).map_err(|at| Fault::Word { token: text.chars().skip(at).take(1).collect(), at })?;
    Reader { tokens, next: 0, depth: 0 }.steps()
}

/// How deep brackets may stand in each other: a client sends a few, a hostile one all it can.
const DEPTH: usize = 64;

struct Reader {
    tokens: Vec<Token>,
    next: usize,
    depth: usize,
}

impl Reader {
    fn peek(&self) -> Option<&Word> {
        self.tokens.get(self.next).map(|token| &token.kind)
    }

    fn take(&mut self) -> Option<Word> {
        let word = self.peek().cloned();
        self.next += 1;
        word
    }

    fn fault(&self) -> Fault {
        let token = self.tokens.get(self.next.saturating_sub(1)).or_else(|| self.tokens.last());
        let (token, at) = match token {
            Some(Token { kind: Word::Name(word) | Word::Text(word) | Word::Number(word), at }) => (word.clone(), *at),
            Some(Token { kind: Word::Sign(sign), at }) => ((*sign).to_owned(), *at),
            None => ("<EOF>".to_owned(), 0),
        };
        Fault::Word { token, at }
    }

    fn sign(&mut self, wanted: &'static str) -> Result<(), Fault> {
        if self.take() == Some(Word::Sign(wanted)) { Ok(()) } else { Err(self.fault()) }
    }

    /// Reads what stands in brackets, up to a depth.
    fn inside<T>(&mut self, inner: impl Fn(&mut Self) -> Result<T, Fault>) -> Result<T, Fault> {
        if self.depth == DEPTH {
            return Err(self.fault());
        }
        self.depth += 1;
        let value = inner(self)?;
        self.depth -= 1;
        self.sign(")")?;
        Ok(value)
    }

    fn is_sign(&mut self, wanted: &'static str) -> bool {
        let is = self.peek() == Some(&Word::Sign(wanted));
        self.next += usize::from(is);
        is
    }

    fn is_name(&mut self, wanted: &str) -> bool {
        let is = matches!(self.peek(), Some(Word::Name(name)) if name.eq_ignore_ascii_case(wanted));
        self.next += usize::from(is);
        is
    }

    fn name(&mut self) -> Result<String, Fault> {
        match self.take() {
            Some(Word::Name(name)) => Ok(name),
            _ => Err(self.fault()),
        }
    }

    fn steps(&mut self) -> Result<Vec<Step>, Fault> {
        let mut steps = Vec::new();
        let with_table = self.is_name("resources");
        if !with_table && matches!(self.peek(), Some(Word::Name(name)) if name != "where" && name != "project") {
            self.next += 1;
            return Err(self.fault());
        }
        if !with_table {
            steps.push(self.step()?);
        }
        while self.peek().is_some() {
            self.sign("|")?;
            steps.push(self.step()?);
        }
        Ok(steps)
    }

    fn step(&mut self) -> Result<Step, Fault> {
        let word = self.name()?;
        match word.as_str() {
            "where" => Ok(Step::Where(self.any()?)),
            "project" => self.list(Self::column).map(Step::Project),
            "order" | "sort" => {
                if !self.is_name("by") {
                    self.next += 1;
                    return Err(self.fault());
                }
                self.list(Self::key).map(Step::Order)
            }
            "take" | "limit" => match self.take() {
                Some(Word::Number(number)) => number.parse().map(Step::Take).map_err(|_| self.fault()),
                _ => Err(self.fault()),
            },
            "extend" | "summarize" | "join" | "union" | "distinct" | "count" | "top" | "parse" | "mv" | "mvexpand" => {
                Err(Fault::Operator(word))
            }
            _ => Err(self.fault()),
        }
    }

    fn list<T>(&mut self, item: impl Fn(&mut Self) -> Result<T, Fault>) -> Result<Vec<T>, Fault> {
        let mut items = vec![item(self)?];
        while self.is_sign(",") {
            items.push(item(self)?);
        }
        Ok(items)
    }

    fn column(&mut self) -> Result<(String, Path), Fault> {
        let path = self.path()?;
        match path.as_slice() {
            [name] if self.is_sign("=") => Ok((name.clone(), self.path()?)),
            _ => Ok((path.join("_"), path)),
        }
    }

    /// Without a word the order is falling, as in the real language.
    fn key(&mut self) -> Result<(Path, bool), Fault> {
        let path = self.path()?;
        let rising = self.is_name("asc");
        if !rising {
            self.is_name("desc");
        }
        Ok((path, !rising))
    }

    fn path(&mut self) -> Result<Path, Fault> {
        let first = self.name()?;
        if first == "tostring" && self.is_sign("(") {
            return self.inside(Self::path);
        }
        let mut path = vec![first];
        loop {
            if self.is_sign(".") {
                path.push(self.name()?);
            } else if self.is_sign("[") {
                match self.take() {
                    Some(Word::Text(text)) => path.push(text),
                    _ => return Err(self.fault()),
                }
                self.sign("]")?;
            } else {
                return Ok(path);
            }
        }
    }

    fn any(&mut self) -> Result<Test, Fault> {
        let mut tests = vec![self.all()?];
        while self.is_name("or") {
            tests.push(self.all()?);
        }
        Ok(Test::Any(tests))
    }

    fn all(&mut self) -> Result<Test, Fault> {
        let mut tests = vec![self.test()?];
        while self.is_name("and") {
            tests.push(self.test()?);
        }
        Ok(Test::All(tests))
    }

    fn test(&mut self) -> Result<Test, Fault> {
        if self.is_sign("(") {
            return self.inside(Self::any);
        }
        let path = self.path()?;
        let (how, negated, many) = match self.take() {
            Some(Word::Sign("==")) => (How::Same, false, false),
            Some(Word::Sign("!=")) => (How::Same, true, false),
            Some(Word::Sign("=~")) => (How::SameIgnoringCase, false, false),
            Some(Word::Sign("!~")) => (How::SameIgnoringCase, true, false),
            Some(Word::Sign("in~")) => (How::SameIgnoringCase, false, true),
            Some(Word::Sign("!in~")) => (How::SameIgnoringCase, true, true),
            Some(Word::Sign("!in")) => (How::Same, true, true),
            Some(Word::Name(word)) if word == "in" => (How::Same, false, true),
            Some(Word::Name(word)) if word == "contains" => (How::Contains, false, false),
            Some(Word::Name(word)) if word == "startswith" => (How::StartsWith, false, false),
            _ => return Err(self.fault()),
        };
        let values = if many {
            self.sign("(")?;
            let values = self.list(Self::value)?;
            self.sign(")")?;
            values
        } else {
            vec![self.value()?]
        };
        Ok(Test::Is { path, how, values, negated })
    }

    fn value(&mut self) -> Result<String, Fault> {
        match self.take() {
            Some(Word::Text(text) | Word::Number(text)) => Ok(text),
            Some(Word::Name(word)) if word == "true" || word == "false" => Ok(word),
            _ => Err(self.fault()),
        }
    }
}
