//! Which version of the management API is spoken (A1-A3).

use super::RequestError;

/// An api-version that may be sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ApiVersion(String);

impl Default for ApiVersion {
    /// 2025-01-02: proven by clients, has instant access (A3).
    fn default() -> Self {
        Self("2025-01-02".to_owned())
    }
}

impl ApiVersion {
    /// 2026-03-02: the first that shows immutability, and what deleting reads at (A13, M3).
    pub fn immutability() -> Self {
        Self("2026-03-02".to_owned())
    }

    /// Reads `yyyy-MM-dd` or `yyyy-MM-dd-preview`.
    ///
    /// # Errors
    /// Another form, and 2022-03-22, which the documentation names by mistake (X4).
    pub fn parse(text: &str) -> Result<Self, RequestError> {
        if text == "2022-03-22" {
            return Err(RequestError::NeverPublished);
        }
        let date = text.strip_suffix("-preview").unwrap_or(text);
        let digits = |at: usize, b: u8| if matches!(at, 4 | 7) { b == b'-' } else { b.is_ascii_digit() };
        if date.len() == 10 && date.bytes().enumerate().all(|(at, b)| digits(at, b)) {
            Ok(Self(text.to_owned()))
        } else {
            Err(RequestError::ApiVersion(text.chars().take(50).collect()))
        }
    }

    /// As it is sent.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// True when it is the version of `date` (`yyyy-MM-dd`) or a later one.
    pub fn at_least(&self, date: &str) -> bool {
        self.0.as_str() >= date
    }
}
