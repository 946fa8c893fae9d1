//! Jobs of an Automation account.

use serde_json::{Value, json};
use snap_emulator::{Config, Request, Role, mint_token};

use crate::desk::{Desk, SUB, at, code, start};

fn job(name: &str) -> String {
    let account = format!(
        "/subscriptions/{SUB}/resourceGroups/rg/providers/microsoft.automation/AUTOMATIONACCOUNTS/nightly/jobs/{name}"
    );
    at(&account, "2023-11-01")
}

fn wanted(parameters: &Value) -> Value {
    json!({"properties": {"runbook": {"name": "Nightly"}, "parameters": parameters}})
}

#[test]
fn a_job_is_put_read_and_ended_by_whoever_runs_it() {
    let mut desk = Desk::new(Config::default());
    assert_eq!(code(&desk.get(&job("j1"))), (404, "NotFound".to_owned()));
    let made = desk.call("PUT", &job("j1"), &wanted(&json!({"Policy": "daily=7"})));
    assert_eq!((made.status, &made.body_json().unwrap()["properties"]["status"]), (201, &json!("New")));
    assert_eq!(code(&desk.call("PUT", &job("J1"), &wanted(&json!({})))), (409, "Conflict".to_owned()));

    let mut manage = |method: &str, body: &Value| {
        let request = Request::new(method, "/_manage/jobs").with_json(body);
        desk.emulator.manage(&request, start()).response
    };
    let listed = manage("GET", &Value::Null).body_json().unwrap();
    assert_eq!(listed[0]["properties"]["parameters"], json!({"Policy": "daily=7"}));
    let told = json!({"id": listed[0]["id"], "status": "Failed", "exception": "one disk"});
    assert_eq!(manage("POST", &told).status, 200);
    assert_eq!(manage("POST", &json!({"id": "/none", "status": "Failed"})).status, 400);
    let read = desk.get(&job("j1")).body_json().unwrap();
    let read = [&read["properties"]["status"], &read["properties"]["exception"]];
    assert_eq!(read, [&json!("Failed"), &json!("one disk")]);
}

#[test]
fn what_a_job_is_refused_for() {
    let mut desk = Desk::new(Config::default());
    assert_eq!(desk.call("PUT", &job("j1"), &wanted(&json!({"Days": 7}))).status, 400);
    assert_eq!(desk.call("PUT", &job("j1"), &json!({"properties": {}})).status, 400);
    let nowhere = job("j1").replace("resourceGroups/rg", "resourceGroups/none");
    assert_eq!(desk.call("PUT", &nowhere, &wanted(&json!({}))).status, 404);
    for n in 0..100 {
        assert_eq!(desk.call("PUT", &job(&format!("m{n}")), &wanted(&json!({}))).status, 201);
    }
    // U8: 100 new ones in 30 seconds.
    assert_eq!(desk.call("PUT", &job("j1"), &wanted(&json!({}))).status, 429);
    desk.wait(30);
    assert_eq!(desk.call("PUT", &job("j1"), &wanted(&json!({}))).status, 201);
    desk.token = mint_token(start(), 3600, Role::Reader);
    assert_eq!(desk.call("PUT", &job("j2"), &wanted(&json!({}))).status, 403);
    assert_eq!(desk.get(&job("j1")).status, 200);
}
