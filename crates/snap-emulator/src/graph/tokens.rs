//! The words of a query.

/// One word and where it stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Token {
    pub(super) kind: Word,
    /// Characters before it.
    pub(super) at: usize,
}

/// A word by its kind.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Word {
    Name(String),
    Text(String),
    Number(String),
    Sign(&'static str),
}

/// Longer signs first, so that `=~` is not read as `=`. All are ASCII.
const SIGNS: [&str; 14] = ["==", "=~", "!=", "!~", "!in~", "!in", "in~", "|", "(", ")", ",", "=", ".", "["];

/// Takes a query apart; the error is the place of the letter that fits nowhere.
pub(super) fn split(text: &str) -> Result<Vec<Token>, usize> {
    let letters: Vec<char> = text.chars().collect();
    let mut tokens = Vec::new();
    let mut at = 0;
    while let Some(&letter) = letters.get(at) {
        let rest = letters.get(at..).unwrap_or_default();
        if letter.is_whitespace() {
            at += 1;
        } else if rest.starts_with(&['/', '/']) {
            at += rest.iter().take_while(|letter| **letter != '\n').count();
        } else if letter == '\'' || letter == '"' {
            let inside: String = rest.iter().skip(1).take_while(|next| **next != letter).collect();
            let length = inside.chars().count();
            if rest.get(length + 1) != Some(&letter) {
                return Err(at);
            }
            tokens.push(Token { kind: Word::Text(inside), at });
            at += length + 2;
        } else if let Some(sign) = sign(rest) {
            tokens.push(Token { kind: Word::Sign(sign), at });
            at += sign.len();
        } else if letter == ']' {
            tokens.push(Token { kind: Word::Sign("]"), at });
            at += 1;
        } else {
            let word: String = rest.iter().take_while(|letter| letter.is_alphanumeric() || **letter == '_').collect();
            if word.is_empty() {
                return Err(at);
            }
            let length = word.chars().count();
            let number = word.chars().all(|letter| letter.is_ascii_digit());
            tokens.push(Token { kind: if number { Word::Number(word) } else { Word::Name(word) }, at });
            at += length;
        }
    }
    Ok(tokens)
}

/// `in~` is a sign only as a whole word: `index` is a name.
fn sign(rest: &[char]) -> Option<&'static str> {
    SIGNS.into_iter().find(|sign| {
        let fits = sign.chars().zip(rest).all(|(one, other)| one == *other) && rest.len() >= sign.len();
        let goes_on = sign.ends_with('n') && rest.get(sign.len()).is_some_and(|next| next.is_alphanumeric());
        fits && !goes_on
    })
}
