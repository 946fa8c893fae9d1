//! What a client learns that is pointed at the emulator as a cloud of its own.

use serde_json::Value;

use crate::program::Program;

fn ask(program: &Program, path: &str) -> (u16, Value) {
    let reply = program.raw("GET", path, &[("Host", &program.host())], "").unwrap();
    (reply.status, reply.json())
}

#[test]
fn every_endpoint_of_the_cloud_is_here() {
    let program = Program::start(&["--fleet", "empty"]);
    let origin = format!("http://{}", program.host());
    let (status, cloud) = ask(&program, "/metadata/endpoints?api-version=2022-09-01");
    assert_eq!((status, &cloud["resourceManager"]), (200, &Value::from(format!("{origin}/"))));
    assert_eq!(cloud["authentication"]["loginEndpoint"], origin);
    assert_eq!(cloud["authentication"]["audiences"][0], format!("{origin}/"));
    for (name, value) in cloud.as_object().unwrap() {
        match value {
            Value::String(address) if name != "name" => assert_eq!(address, &format!("{origin}/"), "{name}"),
            _ => assert!(["name", "authentication", "suffixes"].contains(&name.as_str()), "{name}"),
        }
    }
    for (name, suffix) in cloud["suffixes"].as_object().unwrap() {
        assert!(suffix.as_str().unwrap().ends_with(".invalid"), "{name}");
    }
}

#[test]
fn older_versions_list_clouds_and_none_is_refused() {
    let program = Program::start(&["--fleet", "empty"]);
    let (status, clouds) = ask(&program, "/metadata/endpoints?api-version=2019-05-01");
    assert_eq!((status, clouds.as_array().map(Vec::len)), (200, Some(1)));
    let (status, refusal) = ask(&program, "/metadata/endpoints");
    assert_eq!((status, &refusal["error"]["code"]), (400, &Value::from("MissingApiVersionParameter")));
    assert_eq!(ask(&program, "/metadata/endpoints/x?api-version=2022-09-01").0, 404);
}
