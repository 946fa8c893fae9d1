//! Resource Graph: rows, pages, refusals, quota, lag.

use proptest::prelude::*;
use serde_json::{Value, json};
use snap_emulator::{Config, DiskSpec, Response, Role, TENANT, mint_token, mint_token_for};

use crate::desk::{Desk, REGION, SUB, at, code, snapshot, start, text};

const OTHER: &str = "11111111-1111-1111-1111-111111111111";
const SNAPSHOTS: &str = "Resources | where type =~ 'microsoft.compute/snapshots' | order by id asc";

fn ask(desk: &mut Desk, body: &Value) -> Response {
    desk.call("POST", "/providers/Microsoft.ResourceGraph/resources?api-version=2024-04-01", body)
}

fn query(desk: &mut Desk, text: &str) -> Value {
    let response = ask(desk, &json!({"query": text}));
    assert_eq!(response.status, 200, "{}", crate::desk::text(&response));
    response.body_json().unwrap()
}

fn names(page: &Value) -> Vec<String> {
    page["data"].as_array().unwrap().iter().map(|row| row["name"].as_str().unwrap().to_owned()).collect()
}

/// Two subscriptions: `d1` with the snapshots `s1` and `s2` in the one, `d9` in the other. By id `s2` is first: it lies
/// in `rg-two`.
fn desk(config: Config) -> Desk {
    let mut desk = Desk::new(config);
    let source = desk.disk("d1", "Premium_LRS");
    desk.emulator.add_group(SUB, "Rg-Two", REGION);
    desk.emulator.add_disk(OTHER, &DiskSpec::new("d9", "rg", "northeurope", 8), start());
    desk.snap("s1", &source);
    let id = snapshot("s2").replace("/rg/", "/Rg-Two/");
    desk.put(&id, &crate::desk::copy_of(&source));
    desk.wait(2);
    desk
}

#[test]
fn rows_look_as_in_resource_graph() {
    let mut desk = desk(Config::default());
    let page = query(&mut desk, SNAPSHOTS);
    assert_eq!((&page["totalRecords"], &page["count"], &page["facets"]), (&json!(2), &json!(2), &json!([])));
    assert_eq!(page["resultTruncated"], "false");
    assert_eq!(page.get("$skipToken"), None);
    let row = &page["data"][0];
    let fixed = json!({
        "id": snapshot("s2").replace("/rg/", "/rg-two/"),
        "name": "s2",
        "type": "microsoft.compute/snapshots",
        "tenantId": TENANT,
        "kind": "",
        "location": REGION,
        "resourceGroup": "rg-two",
        "subscriptionId": SUB,
        "managedBy": "",
        "sku": {"name": "Standard_ZRS", "tier": "Standard"},
        "plan": null,
        "tags": {"k": "v"},
        "identity": null,
        "zones": null,
        "extendedLocation": null,
    });
    for (column, value) in fixed.as_object().unwrap() {
        assert_eq!(&row[column], value, "{column}");
    }
    assert_eq!(row.as_object().unwrap().len(), 16);
    let read = desk.read(&snapshot("s2").replace("/rg/", "/Rg-Two/"));
    assert_eq!(row["properties"], read["properties"]);
}

#[test]
fn queries_choose_among_subscriptions_and_kinds() {
    let mut desk = desk(Config::default());
    assert_eq!(names(&query(&mut desk, "resources | order by name asc")), ["d1", "d9", "s1", "s2"]);
    let text = "resources | where type in~ ('Microsoft.Compute/disks') and subscriptionId == '11111111-1111-1111-1111-111111111111'";
    assert_eq!(names(&query(&mut desk, text)), ["d9"]);
    let body = json!({"query": SNAPSHOTS, "subscriptions": [OTHER]});
    assert_eq!(ask(&mut desk, &body).body_json().unwrap()["totalRecords"], 0);
    let body = json!({"query": "resources", "subscriptions": [OTHER.to_uppercase(), SUB]});
    assert_eq!(ask(&mut desk, &body).body_json().unwrap()["totalRecords"], 4);
    let page = query(&mut desk, "resources | where name == 's1' | project n = name, gb = properties.diskSizeGB");
    assert_eq!(page["data"], json!([{"n": "s1", "gb": 128}]));
    desk.token = mint_token(start(), 3600, Role::Reader);
    assert_eq!(names(&query(&mut desk, SNAPSHOTS)), ["s2", "s1"], "reading it is, though a POST");
}

#[test]
fn pages_follow_their_token() {
    let mut desk = desk(Config::default());
    let mut options = json!({"$top": 1, "resultFormat": "table"});
    let mut seen = Vec::new();
    loop {
        let body = json!({"query": "resources | project id, name, gb = properties.diskSizeGB", "options": options});
        let page = ask(&mut desk, &body).body_json().unwrap();
        assert_eq!((&page["totalRecords"], &page["count"]), (&json!(4), &json!(1)));
        assert_eq!(
            page["data"]["columns"],
            json!([{"name": "id", "type": "string"}, {"name": "name", "type": "string"}, {"name": "gb", "type": "integer"}])
        );
        seen.push(page["data"]["rows"][0][1].as_str().unwrap().to_owned());
        let Some(token) = page.get("$skipToken") else {
            assert_eq!(page["resultTruncated"], "false");
            break;
        };
        assert_eq!(page["resultTruncated"], "true");
        options["$skipToken"] = token.clone();
    }
    seen.sort();
    assert_eq!(seen, ["d1", "d9", "s1", "s2"]);
    let page =
        ask(&mut desk, &json!({"query": "resources | project name", "options": {"$top": 3}})).body_json().unwrap();
    assert_eq!((&page["resultTruncated"], page.get("$skipToken")), (&json!("true"), None), "no id, no pages");
    let page = ask(&mut desk, &json!({"query": "resources", "options": {"$skip": 3}})).body_json().unwrap();
    assert_eq!(page["count"], 1);
}

#[test]
fn what_is_not_understood_is_told_as_the_service_does() {
    let mut desk = desk(Config::default());
    for (body, detail) in [
        (json!({"query": "resources | summarize count()"}), "InvalidQueryLanguage"),
        (json!({"query": "resources | where type == "}), "ParserFailure"),
        (json!({"query": "resources | where Type == 'x'"}), "ParserFailure"),
    ] {
        let refused = ask(&mut desk, &body);
        assert_eq!(code(&refused), (400, "BadRequest".to_owned()));
        let error = &refused.body_json().unwrap()["error"];
        assert_eq!(
            (&error["details"][0]["code"], &error["details"][1]["code"]),
            (&json!("InvalidQuery"), &json!(detail))
        );
        assert!(error["message"].as_str().unwrap().contains("correlationId = "));
    }
    for options in [json!({"$top": 0}), json!({"$top": 1001}), json!({"$skipToken": "!!"}), json!({"odd": 1})] {
        let refused = ask(&mut desk, &json!({"query": "resources", "options": options}));
        assert_eq!(code(&refused), (400, "BadRequest".to_owned()), "{options}");
    }
    assert_eq!(ask(&mut desk, &json!({"query": "resources", "subscriptions": ["x"]})).status, 400);
    let path = "/providers/Microsoft.ResourceGraph/resources?api-version=2019-04-01";
    assert_eq!(code(&desk.call("POST", path, &json!({"query": "resources"}))).1, "InvalidApiVersionParameter");
    assert_eq!(desk.get("/providers/Microsoft.ResourceGraph/resources?api-version=2024-04-01").status, 501);
}

#[test]
fn a_caller_has_fifteen_queries_in_five_seconds() {
    let mut desk = desk(Config::default());
    for left in (0..15).rev() {
        let response = ask(&mut desk, &json!({"query": "resources"}));
        assert_eq!(response.header("x-ms-user-quota-remaining"), Some(left.to_string().as_str()));
        assert_eq!(response.header("x-ms-user-quota-resets-after"), Some("00:00:05"));
    }
    desk.wait(4);
    let refused = ask(&mut desk, &json!({"query": "resources"}));
    assert_eq!(code(&refused), (429, "RateLimiting".to_owned()), "{}", text(&refused));
    assert_eq!(refused.header("x-ms-user-quota-resets-after"), Some("00:00:01"));
    assert_eq!(refused.header("Retry-After"), None, "it tells by its own header alone");
    let own = std::mem::replace(&mut desk.token, mint_token_for("another", start(), 3600, Role::Contributor));
    assert_eq!(ask(&mut desk, &json!({"query": "resources"})).status, 200, "each caller has its own");
    desk.token = own;
    desk.wait(1);
    assert_eq!(ask(&mut desk, &json!({"query": "resources"})).status, 200);
}

#[test]
fn rows_may_lag_behind() {
    let mut desk = desk(Config { graph_lag_seconds: 60, ..Config::default() });
    assert_eq!(names(&query(&mut desk, SNAPSHOTS)), [""; 0], "made two seconds ago");
    desk.wait(57);
    assert_eq!(names(&query(&mut desk, SNAPSHOTS)), [""; 0]);
    desk.wait(1);
    let page = query(&mut desk, SNAPSHOTS);
    assert_eq!(names(&page), ["s2", "s1"]);
    assert_eq!(page["data"][1]["properties"]["provisioningState"], "Updating", "as it was a minute ago");
    let request = desk.request("DELETE", &at(&snapshot("s1"), "2025-01-02"));
    assert_eq!(desk.send(&request).status, 202);
    desk.wait(59);
    assert_eq!(names(&query(&mut desk, SNAPSHOTS)), ["s2", "s1"], "a row of what is gone");
    desk.wait(9);
    assert_eq!(names(&query(&mut desk, SNAPSHOTS)), ["s2"]);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    /// Words of the language in any order, and anything else: an answer, never a panic.
    #[test]
    fn any_query_gets_an_answer(words in prop::collection::vec(
        prop_oneof![
            4 => prop::sample::select(vec![
                "resources", "|", "where", "project", "order", "by", "take", "asc", "type", "id", "=~", "==", "in~", "!in",
                "(", ")", ",", "'a'", "\"b\"", "7", "and", "or", "properties", ".", "[", "]", "=", "tostring", "//", "\n",
            ]).prop_map(str::to_owned),
            1 => ".{0,6}",
        ],
        0..24,
    )) {
        let mut desk = Desk::new(Config::default());
        let response = ask(&mut desk, &json!({"query": words.join(" ")}));
        prop_assert!(matches!(response.status, 200 | 400), "{}", text(&response));
    }
}
