//! Long-running operations: where to ask, what the answers mean, how long to wait (A30-A36).

use serde::Deserialize;

use crate::endpoint::{Endpoint, ForeignLink, Link};
use crate::error::ServiceError;
use crate::reply::{BadBody, LARGEST_STATUS, Reply};

/// The longest pause between two polls where the service names none (A34).
const LONGEST_POLL: u64 = 30;

/// Which of the two headers a poll follows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Via {
    /// `Azure-AsyncOperation`: answers 200 with a status; tells failure apart, so it is preferred (A30).
    AsyncOperation,
    /// `Location`: answers 202 while running, then the bare result.
    Location,
}

/// Where an operation can be asked about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Poll {
    /// Opaque and perhaps signed (A32).
    pub link: Link,
    /// How its answers are read.
    pub via: Via,
}

/// What an operation says of itself.
#[derive(Debug, Clone, PartialEq)]
pub enum Progress {
    /// Not at its end; percent where it says so.
    Running(Option<f64>),
    /// Ended well. Not the same as usable (A36).
    Succeeded,
    /// Ended badly: `Failed` or `Canceled`.
    Failed(ServiceError),
}

impl Poll {
    /// Where a write's reply says that its operation can be asked about; `None` without polling headers: then the
    /// resource itself is asked (A35).
    ///
    /// # Errors
    /// A link that leaves the endpoint. The write was taken all the same.
    pub fn of(reply: &Reply<'_>, endpoint: &Endpoint) -> Result<Option<Self>, ForeignLink> {
        let found = [("azure-asyncoperation", Via::AsyncOperation), ("location", Via::Location)]
            .into_iter()
            // Beside any other status `Location` is where the resource is, not where its operation is.
            .filter(|(_, via)| *via == Via::AsyncOperation || reply.status == 202)
            .find_map(|(name, via)| reply.header(name).filter(|url| !url.is_empty()).map(|url| (url, via)));
        found.map(|(url, via)| endpoint.link(url).map(|link| Self { link, via })).transpose()
    }

    /// Reads the answer to this poll.
    ///
    /// # Errors
    /// A success status whose body says nothing that can be read. Other statuses are not for this function.
    pub fn read(&self, reply: &Reply<'_>) -> Result<Progress, BadBody> {
        match (self.via, reply.status) {
            (Via::Location, 202) => Ok(Progress::Running(None)),
            (Via::Location, _) | (Via::AsyncOperation, 204) => Ok(Progress::Succeeded),
            (Via::AsyncOperation, _) => read_status(reply),
        }
    }
}

/// Seconds to wait before the next poll where no `Retry-After` came: 2, 4, 8, … up to 30, by how often was asked already.
pub fn default_pause(polls: u32) -> u64 {
    2_u64.checked_shl(polls.min(10)).unwrap_or(LONGEST_POLL).min(LONGEST_POLL)
}

/// A33: `status` is the only promised member, and any word but three means running.
fn read_status(reply: &Reply<'_>) -> Result<Progress, BadBody> {
    #[derive(Deserialize)]
    #[serde(rename_all = "camelCase")]
    struct Status {
        status: String,
        #[serde(default)]
        percent_complete: Option<f64>,
        #[serde(default)]
        error: Option<Error>,
    }
    #[derive(Deserialize, Default)]
    struct Error {
        #[serde(default)]
        code: Option<String>,
        #[serde(default)]
        message: Option<String>,
    }
    let status: Status = reply.json("an operation's status", LARGEST_STATUS)?;
    let is = |word: &str| status.status.eq_ignore_ascii_case(word);
    if is("Succeeded") {
        return Ok(Progress::Succeeded);
    }
    if is("Failed") || is("Canceled") || is("Cancelled") {
        let error = status.error.unwrap_or_default();
        let code = error.code.or_else(|| is("Failed").then(|| "OperationFailed".to_owned()));
        let error = ServiceError {
            request_id: reply.request_id(),
            correlation_id: reply.correlation_id(),
            ..ServiceError::of_operation(
                reply.status,
                Some(code.as_deref().unwrap_or("OperationCanceled")),
                error.message.as_deref(),
            )
        };
        return Ok(Progress::Failed(error));
    }
    Ok(Progress::Running(status.percent_complete.filter(|p| p.is_finite())))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn endpoint() -> Endpoint {
        Endpoint::parse("https://management.azure.com").unwrap()
    }

    fn reply<'a>(status: u16, headers: &'a [(String, String)], body: &'a str) -> Reply<'a> {
        Reply { status, headers, body: body.as_bytes() }
    }

    fn poll(via: Via) -> Poll {
        Poll { link: endpoint().link("https://management.azure.com/op").unwrap(), via }
    }

    #[test]
    fn the_first_header_is_preferred_and_both_must_stay_home() {
        // A30
        let header = |n: &str, v: &str| (n.to_owned(), v.to_owned());
        let both = [
            header("Location", "https://management.azure.com/l"),
            header("Azure-AsyncOperation", "https://management.azure.com/a"),
        ];
        let found = Poll::of(&reply(202, &both, ""), &endpoint()).unwrap().unwrap();
        assert_eq!((found.link.as_str(), found.via), ("https://management.azure.com/a", Via::AsyncOperation));
        let found = Poll::of(&reply(202, &both[..1], ""), &endpoint()).unwrap().unwrap();
        assert_eq!(found.via, Via::Location);
        assert_eq!(Poll::of(&reply(202, &[], ""), &endpoint()), Ok(None));
        assert_eq!(Poll::of(&reply(201, &both[..1], ""), &endpoint()), Ok(None));
        let foreign = [header("Azure-AsyncOperation", "https://evil.example/a?s=SECRET"), both[0].clone()];
        let error = Poll::of(&reply(202, &foreign, ""), &endpoint()).unwrap_err().to_string();
        assert!(error.contains("https://evil.example") && !error.contains("SECRET"), "{error}");
    }

    #[test]
    fn any_unknown_word_is_running() {
        // A33
        let read = |body| poll(Via::AsyncOperation).read(&reply(200, &[], body)).unwrap();
        assert_eq!(read(r#"{"status":"Provisioning","percentComplete":12.5}"#), Progress::Running(Some(12.5)));
        assert_eq!(read(r#"{"status":""}"#), Progress::Running(None));
        assert_eq!(read(r#"{"status":"succeeded","properties":{"output":{"accessSAS":"x"}}}"#), Progress::Succeeded);
        let Progress::Failed(error) = read(r#"{"status":"Canceled"}"#) else { panic!("not failed") };
        assert_eq!(error.code, "OperationCanceled");
        let Progress::Failed(error) = read(r#"{"status":"Failed","error":{"code":"X","message":"sig=SECRET"}}"#) else {
            panic!("not failed")
        };
        assert_eq!((error.code.as_str(), error.message.as_str(), error.status), ("X", "sig=…", 200));
    }

    #[test]
    fn a_status_that_says_nothing_is_an_error() {
        for body in ["", "{}", "<html>", r#"{"status":7}"#, r#"{"status":"Succ"#, "null"] {
            assert!(poll(Via::AsyncOperation).read(&reply(200, &[], body)).is_err(), "{body}");
        }
    }

    #[test]
    fn location_answers_by_status() {
        let read = |status| poll(Via::Location).read(&reply(status, &[], "")).unwrap();
        assert_eq!(
            (read(202), read(200), read(204)),
            (Progress::Running(None), Progress::Succeeded, Progress::Succeeded)
        );
    }

    #[test]
    fn pauses_grow_to_half_a_minute() {
        // A34
        assert_eq!((0..7).map(default_pause).collect::<Vec<_>>(), [2, 4, 8, 16, 30, 30, 30]);
        assert_eq!(default_pause(u32::MAX), 30);
    }
}
