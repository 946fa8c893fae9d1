//! The recorded exchanges, read one by one: what the service really sends, with exact expectations.

use std::collections::BTreeMap;

use serde_json::Value;
use snap_core::instant::Instant;

use crate::access::Granted;
use crate::endpoint::Endpoint;
use crate::error::{Retry, ServiceError};
use crate::operation::{Poll, Progress, Via};
use crate::reply::{Page, Reply};

macro_rules! wire {
    ($name:literal) => {
        include_str!(concat!("../../../tests/arm-examples/wire/", $name, ".json"))
    };
}

/// One recorded reply, its body as text.
struct Recorded {
    method: String,
    url: String,
    status: u16,
    headers: Vec<(String, String)>,
    body: String,
}

impl Recorded {
    fn reply(&self) -> Reply<'_> {
        Reply { status: self.status, headers: &self.headers, body: self.body.as_bytes() }
    }

    fn poll(&self) -> Option<Poll> {
        Poll::of(&self.reply(), &endpoint()).unwrap()
    }

    fn retry_after(&self) -> Option<u64> {
        self.reply().retry_after(Instant::parse("2026-11-20T02:00:00Z").unwrap())
    }
}

fn endpoint() -> Endpoint {
    Endpoint::parse("https://management.azure.com").unwrap()
}

fn exchanges(text: &str) -> Vec<Recorded> {
    let file: Value = serde_json::from_str(text).unwrap();
    let text_of = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    file["exchanges"]
        .as_array()
        .unwrap()
        .iter()
        .map(|exchange| {
            let response = &exchange["response"];
            let headers: BTreeMap<String, Vec<String>> = serde_json::from_value(
                response.get("headers").cloned().unwrap_or_else(|| Value::Object(serde_json::Map::new())),
            )
            .unwrap();
            Recorded {
                method: text_of(&exchange["request"]["method"]),
                url: text_of(&exchange["request"]["url"]),
                status: response["status"].as_u64().unwrap().try_into().unwrap(),
                headers: headers.into_iter().flat_map(|(n, vs)| vs.into_iter().map(move |v| (n.clone(), v))).collect(),
                body: match response.get("body") {
                    None | Some(Value::Null) => String::new(),
                    Some(body) => body.to_string(),
                },
            }
        })
        .collect()
}

#[test]
fn disk_create_2025() {
    // A30, A31, A33, A34
    let [put, status, get] = &exchanges(wire!("disk-create-lro-2025-01-02"))[..] else { panic!("not three") };
    assert_eq!((put.status, put.retry_after()), (202, Some(2)));
    assert_eq!(put.reply().request_id().as_deref(), Some("11111111-1111-1111-1111-111111111111"));
    let poll = put.poll().unwrap();
    assert_eq!((poll.via, poll.link.as_str()), (Via::AsyncOperation, status.url.as_str()));
    assert_eq!((status.retry_after(), poll.read(&status.reply())), (None, Ok(Progress::Succeeded)));
    assert_eq!((get.status, get.poll()), (200, None));
}

#[test]
fn snapshot_create_2019() {
    let [put] = &exchanges(wire!("snapshot-create-202-headers-2019-07-01"))[..] else { panic!("not one") };
    let poll = put.poll().unwrap();
    assert_eq!(poll.via, Via::AsyncOperation);
    assert_eq!(
        poll.link.as_str(),
        "https://management.azure.com/subscriptions/00000000-0000-0000-0000-000000000000/providers/Microsoft.Compute/locations/northeurope/DiskOperations/11111111-1111-1111-1111-111111111111?api-version=2019-07-01"
    );
    assert_eq!(put.retry_after(), None);
}

#[test]
fn a_write_without_polling_headers() {
    // A35
    let [delete] = &exchanges(wire!("resource-group-delete-202-headers"))[..] else { panic!("not one") };
    assert_eq!((delete.status, delete.poll(), delete.retry_after()), (202, None, Some(15)));
}

#[test]
fn snapshot_refused_for_its_sku() {
    // A72
    let [put] = &exchanges(wire!("snapshot-create-400-sku"))[..] else { panic!("not one") };
    let error = ServiceError::read(&put.reply());
    assert_eq!((error.status, error.code.as_str(), error.target.as_deref()), (400, "InvalidParameter", Some("sku")));
    assert_eq!(
        error.message,
        "SKU Premium_LRS is not supported for resource type IncrementalSnapshot in this region. Supported SKUs for this region are Standard_LRS,Standard_ZRS"
    );
    assert_eq!(
        (error.request_id.as_deref(), error.correlation_id.as_deref()),
        (Some("<redacted>"), Some("<redacted>"))
    );
    assert_eq!(error.retry(), Retry::Never);
}

#[test]
fn snapshot_that_is_not_there() {
    // A71
    let [get] = &exchanges(wire!("snapshot-get-404"))[..] else { panic!("not one") };
    let error = ServiceError::read(&get.reply());
    assert_eq!((error.status, error.code.as_str(), error.retry()), (404, "ResourceNotFound", Retry::Never));
    assert_eq!(
        error.message,
        "The Resource 'Microsoft.Compute/snapshots/snapshotTest' under resource group 'rg-example' was not found. For more details please go to https://aka.ms/ARMResourceNotFoundFix"
    );
    assert_eq!(get.reply().header("X-MS-Failure-Cause"), Some("gateway"));
}

#[test]
fn throttled() {
    // A70 without `error`, A73 with JSON in a text
    let [reply] = &exchanges(wire!("throttled-429"))[..] else { panic!("not one") };
    let error = ServiceError::read(&reply.reply());
    assert_eq!(
        (error.code.as_str(), error.retry(), reply.retry_after()),
        ("OperationNotAllowed", Retry::Pause, Some(1200))
    );
    let [detail] = &error.details[..] else { panic!("not one") };
    assert_eq!((detail.code.as_deref(), detail.target.as_deref()), (Some("TooManyRequests"), Some("HighCostGet30Min")));
    assert_eq!(
        detail.message.as_deref(),
        Some(
            "allowedRequestCount: 800, endTime: 2018-06-29T20:14:21.0914017+00:00, measuredRequestCount: 1238, operationGroup: HighCostGet30Min, startTime: 2018-06-29T19:54:21.0914017+00:00"
        )
    );
}

#[test]
fn words_of_a_status() {
    // A33
    let file: Value = serde_json::from_str(wire!("async-status-shapes")).unwrap();
    let poll = Poll { link: endpoint().link("https://management.azure.com/op").unwrap(), via: Via::AsyncOperation };
    let read: Vec<Progress> = file["bodies"]
        .as_array()
        .unwrap()
        .iter()
        .map(|body| poll.read(&Reply { status: 200, headers: &[], body: body.to_string().as_bytes() }).unwrap())
        .collect();
    let [running, succeeded, in_progress, failed] = &read[..] else { panic!("not four") };
    assert_eq!(
        (running, succeeded, in_progress),
        (&Progress::Running(None), &Progress::Succeeded, &Progress::Running(None))
    );
    let Progress::Failed(error) = failed else { panic!("not failed") };
    assert_eq!(
        (error.code.as_str(), error.message.as_str()),
        ("BadArgument", "The provided database 'foo' has an invalid username.")
    );
}

#[test]
fn a_snapshots_life_2020() {
    let all = exchanges(wire!("snapshot-lifecycle-2020-06-30"));
    let pages: Vec<_> =
        all.iter().filter(|e| e.body.starts_with(r#"{"value""#)).map(|e| Page::read(&e.reply()).unwrap()).collect();
    assert_eq!(pages, [Page { count: 3, next: None }, Page { count: 1, next: None }]);

    // Every 202 names its operation; every poll of one that follows says how it ended.
    let mut via = Vec::new();
    for accepted in all.iter().filter(|e| e.status == 202) {
        let poll = accepted.poll().unwrap();
        let answer = all.iter().find(|e| e.method == "GET" && e.url == poll.link.as_str()).unwrap();
        assert_eq!(poll.read(&answer.reply()), Ok(Progress::Succeeded), "{}", accepted.url);
        via.push((accepted.method.as_str(), poll.via, accepted.retry_after()));
    }
    assert_eq!(
        via,
        [
            ("POST", Via::AsyncOperation, None),
            ("POST", Via::AsyncOperation, None),
            ("PATCH", Via::AsyncOperation, Some(2)),
            ("DELETE", Via::AsyncOperation, None)
        ]
    );

    // The `Location` twins: 200 with the bare result, or with nothing at all (revoke, delete).
    let twins: Vec<_> = all.iter().filter(|e| e.url.contains("monitor=true")).collect();
    assert!(twins.len() >= 2);
    for twin in twins {
        let poll = Poll { link: endpoint().link(&twin.url).unwrap(), via: Via::Location };
        assert_eq!(poll.read(&twin.reply()), Ok(Progress::Succeeded), "{}", twin.url);
    }

    // A33: the operation's status and its `Location` twin hold the same link.
    let links: Vec<_> = all.iter().filter_map(|e| Granted::read(&e.reply(), &endpoint()).ok()).collect();
    let [status, bare] = &links[..] else { panic!("not two") };
    assert_eq!((status, status.sas.origin_only().as_str()), (bare, "https://md-example0000.blob.core.windows.net"));

    // T3, T5
    let left: Vec<_> = all.iter().find(|e| e.url.contains("beginGetAccess")).unwrap().reply().remaining();
    assert_eq!(
        left,
        [
            ("Microsoft.Compute/HighCostSnapshotCreateHydrate3Min", 998),
            ("Microsoft.Compute/HighCostSnapshotCreateHydrate30Min", 7998)
        ]
    );

    // A granted SAS never gets out through an error, whatever reads it as one.
    for recorded in &all {
        assert!(!format!("{:?}", ServiceError::read(&recorded.reply())).contains("sig=<"));
    }
}
