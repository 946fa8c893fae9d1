//! Every kind of reply that the contract knows, and every version that lists it, from the emulator itself.

use std::collections::BTreeSet;

use serde_json::{Value, json};
use snap_emulator::{Config, Response};

use super::{documented, kind};
use crate::desk::{Desk, SUB, at, copy_of, copy_to, disk, snapshot};

/// A desk that notes the kinds of reply it was given. Desks judge every reply themselves.
struct Witness {
    desk: Desk,
    seen: BTreeSet<String>,
}

impl Witness {
    fn call(&mut self, method: &str, path: &str, body: Option<&Value>) -> Response {
        let mut request = self.desk.request(method, path);
        if let Some(body) = body {
            request = request.with_json(body);
        }
        let response = self.desk.send(&request);
        self.seen.extend(kind(&request, &response).map(|kind| kind.name));
        response
    }

    /// A call that takes its time, with all that can be asked of its operation.
    fn carry_out(&mut self, method: &str, id: &str, body: Option<&Value>) {
        let accepted = self.call(method, &at(id, "2026-03-02"), body);
        assert_eq!(accepted.status, 202, "{method} {id}: {accepted:?}");
        for _ in 0..2 {
            for header in ["Azure-AsyncOperation", "Location"] {
                let link = accepted.header(header).unwrap().strip_prefix("https://management.azure.com").unwrap();
                self.call("GET", link, None);
            }
            self.desk.wait(5);
        }
    }
}

fn witness() -> Witness {
    let config = Config { delete_seconds: 2, access_seconds: 2, page_size: 2, ..Config::default() };
    Witness { desk: Desk::new(config), seen: BTreeSet::new() }
}

#[test]
fn every_documented_reply_keeps_to_the_contract() {
    let mut witness = witness();
    let grant = json!({"access": "Read", "durationInSeconds": 600});
    let empty = json!({
        "location": "westeurope",
        "sku": {"name": "Premium_LRS"},
        "properties": {"diskSizeGB": 64, "creationData": {"createOption": "Empty"}},
    });
    let tags = json!({"tags": {"a": "b"}});
    for name in ["d1", "d2", "d3"] {
        witness.carry_out("PUT", &disk(name), Some(&empty));
    }
    for name in ["s1", "s2", "s3"] {
        witness.carry_out("PUT", &snapshot(name), Some(&copy_of(&disk("d1"))));
    }
    witness.carry_out("PUT", &snapshot("c1"), Some(&copy_to(&snapshot("s1"), "northeurope")));
    let restored = json!({
        "location": "westeurope",
        "properties": {"creationData": {"createOption": "Copy", "sourceResourceId": snapshot("s1")}},
    });
    witness.carry_out("PUT", &disk("restored"), Some(&restored));
    for (id, body) in [(disk("d1"), empty), (snapshot("s1"), copy_of(&disk("d1")))] {
        assert_eq!(witness.call("PUT", &at(&id, "2025-01-02"), Some(&body)).status, 200, "a used name");
        witness.carry_out("PATCH", &id, Some(&tags));
        witness.call("GET", &at(&id, "2025-01-02"), None);
        witness.carry_out("POST", &format!("{id}/beginGetAccess"), Some(&grant));
        witness.call("GET", &at(&id, "2025-01-02"), None);
        witness.carry_out("POST", &format!("{id}/endGetAccess"), None);
        witness.call("GET", &at(&format!("{id}0"), "2025-01-02"), None);
    }
    for kind in ["disks", "snapshots"] {
        for scope in ["", "/resourceGroups/rg"] {
            let mut next =
                Some(at(&format!("/subscriptions/{SUB}{scope}/providers/Microsoft.Compute/{kind}"), "2025-01-02"));
            while let Some(path) = next {
                let page = witness.call("GET", &path, None).body_json().unwrap();
                next = page["nextLink"].as_str().map(|link| link.replacen("https://management.azure.com", "", 1));
            }
        }
    }
    let policy = json!({"immutabilityDurationDays": 1, "type": "Unlocked"});
    witness.carry_out("POST", &format!("{}/updateImmutabilityPolicy", snapshot("s2")), Some(&policy));
    let policy = json!({"immutabilityDurationDays": 2, "type": "Locked"});
    witness.carry_out("POST", &format!("{}/updateImmutabilityPolicyLock", snapshot("s2")), Some(&policy));
    witness.call("GET", &at(&snapshot("s2"), "2026-03-02"), None);
    witness.call("DELETE", &at(&snapshot("s2"), "2026-03-02"), None);
    for id in [disk("d2"), snapshot("s3")] {
        witness.carry_out("DELETE", &id, None);
        witness.call("DELETE", &at(&id, "2025-01-02"), None);
    }
    let documented: BTreeSet<String> = documented().collect();
    let never: Vec<&String> = documented.difference(&witness.seen).collect();
    assert_eq!(never, ALTERNATIVES);
    let others: Vec<&String> = witness.seen.difference(&documented).collect();
    assert_eq!(others, OTHERS);
}

#[test]
fn every_version_shows_what_it_lists_and_no_more() {
    let mut witness = witness();
    let instant = |source: &str| {
        let mut body = copy_of(source);
        body["properties"]["creationData"]["instantAccessDurationMinutes"] = json!(60);
        body
    };
    for (name, sku) in [("p", "Premium_LRS"), ("u", "UltraSSD_LRS"), ("v", "PremiumV2_LRS")] {
        let id = witness.desk.disk(name, sku);
        let body = if name == "p" { copy_of(&id) } else { instant(&id) };
        witness.carry_out("PUT", &snapshot(name), Some(&body));
    }
    witness.desk.wait(600);
    let mut copy = copy_to(&snapshot("p"), "northeurope");
    copy["properties"]["creationData"]["provisionedBandwidthCopySpeed"] = json!("Enhanced");
    witness.carry_out("PUT", &snapshot("c"), Some(&copy));
    let policy = json!({"immutabilityDurationDays": 1, "type": "Unlocked"});
    witness.carry_out("POST", &format!("{}/updateImmutabilityPolicy", snapshot("p")), Some(&policy));
    let mut read = 0;
    for version in VERSIONS {
        for id in [snapshot("p"), snapshot("u"), snapshot("v"), snapshot("c"), disk("p"), disk("u"), disk("v")] {
            assert_eq!(witness.call("GET", &at(&id, version), None).status, 200, "{id} {version}");
            read += 1;
        }
    }
    assert_eq!(read, 7 * VERSIONS.len());
}

/// Published versions from the first with types of their own for disks and snapshots.
const VERSIONS: [&str; 20] = [
    "2018-06-01",
    "2018-09-30",
    "2019-03-01",
    "2019-07-01",
    "2019-11-01",
    "2020-05-01",
    "2020-06-30",
    "2020-09-30",
    "2020-12-01",
    "2021-04-01",
    "2021-08-01",
    "2021-12-01",
    "2022-03-02",
    "2022-07-02",
    "2023-01-02",
    "2023-04-02",
    "2023-10-02",
    "2024-03-02",
    "2025-01-02",
    "2026-03-02",
];

/// Replies that the contract allows beside those the emulator gives, as the service was not seen to give them.
const ALTERNATIVES: [&str; 10] = [
    "DELETE {group}/disks/{diskName} 200",
    "DELETE {group}/snapshots/{snapshotName} 200",
    "PATCH {group}/disks/{diskName} 200",
    "PATCH {group}/snapshots/{snapshotName} 200",
    "POST {group}/disks/{diskName}/beginGetAccess 200",
    "POST {group}/disks/{diskName}/endGetAccess 200",
    "POST {group}/snapshots/{snapshotName}/beginGetAccess 200",
    "POST {group}/snapshots/{snapshotName}/endGetAccess 200",
    "POST {group}/snapshots/{snapshotName}/updateImmutabilityPolicy 200",
    "POST {group}/snapshots/{snapshotName}/updateImmutabilityPolicyLock 200",
];

/// Replies that the contract leaves to general guides: polls and refusals.
const OTHERS: [&str; 6] = [
    "DELETE {group}/snapshots/{snapshotName} 409",
    "GET operation 200",
    "GET operation result 200",
    "GET operation result 202",
    "GET {group}/disks/{diskName} 404",
    "GET {group}/snapshots/{snapshotName} 404",
];
