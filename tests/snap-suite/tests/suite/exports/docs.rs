//! The examples in `docs/exports.md` are what is printed; `SNAPLINE_BLESS=1` writes them.

use serde_json::{Value, json};

const DISK: &str = "/subscriptions/0b1f6471-1bf0-4dda-aec3-cb9272f09590/resourceGroups/rg-prod/providers/Microsoft.Compute/disks/vm-sql-01_data1";

/// For each format: how its block is marked, and the line before which the example ends.
const EXAMPLES: [(&str, &str, &str); 8] = [
    ("bicep", "bicep", ""),
    ("arm", "json", ""),
    ("azure_cli", "bash", "made=0"),
    ("az_powershell", "powershell", "function Test-Made {"),
    ("runbook", "powershell", ""),
    ("portal_steps", "markdown", ""),
    ("csv", "csv", ""),
    ("icalendar", "text", ""),
];

fn printed(format: &str) -> String {
    let mut session = snap_api::Session::new();
    let disks = json!([{"id": DISK, "location": "westeurope", "uniqueId": "4f3c2a10-8b1d-4c55-9a0e-2f6d7f0c1a21", "sku": {"name": "PremiumV2_LRS"}}]);
    session.add(b"disks", disks.to_string().as_bytes());
    let policy = json!({"id": "prod", "zone": "Europe/Vienna", "keep": {"daily": 7, "weekly": 4}, "schedule": {"times": ["02:00"]}});
    let mut request = json!({"verb": "export", "format": format, "now": "2026-11-21T10:00:00Z", "policy": policy});
    match format {
        "icalendar" => request["until"] = json!("2026-11-22T10:00:00Z"),
        "runbook" => request["tags"] = json!({"team": "storage"}),
        _ => {
            request["slot"] = json!("2026-11-21T01:00:00Z");
            request["tags"] = json!({"team": "storage"});
        }
    }
    let answer: Value = serde_json::from_slice(&session.call(request.to_string().as_bytes())).unwrap();
    let files = answer["ok"]["files"].as_array().unwrap_or_else(|| panic!("{answer}"));
    files.last().unwrap()["text"].as_str().unwrap().replace("\r\n", "\n")
}

#[test]
fn the_examples_are_what_is_printed() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/exports.md");
    let page = std::fs::read_to_string(path).unwrap();
    let mut wanted = page.clone();
    for (format, language, end) in EXAMPLES {
        let text = printed(format);
        let shown: Vec<&str> = text.lines().take_while(|line| end.is_empty() || *line != end).collect();
        let rest = text.lines().count() - shown.len();
        let mut shown = shown.join("\n").trim_end().to_owned();
        if rest > 0 {
            shown.push_str(&format!("\n\n# … {rest} more lines, the same in every script"));
        }
        let fence = if format == "portal_steps" { "~~~" } else { "```" };
        let (begin, close) = (format!("<!-- {format} -->\n"), "<!-- end -->");
        let (before, after) = wanted.split_once(&begin).unwrap_or_else(|| panic!("no place for {format}"));
        let (_, after) = after.split_once(close).unwrap();
        wanted = format!("{before}{begin}{fence}{language}\n{shown}\n{fence}\n{close}{after}");
    }
    if std::env::var_os("SNAPLINE_BLESS").is_some() {
        std::fs::write(path, &wanted).unwrap();
    }
    assert!(
        page == wanted || std::env::var_os("SNAPLINE_BLESS").is_some(),
        "docs/exports.md is not what is printed; run with SNAPLINE_BLESS=1"
    );
}
