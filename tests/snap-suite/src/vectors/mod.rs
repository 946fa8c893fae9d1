//! The vectors: JSON cases in `tests/vectors` with the answers that every face must give, to the byte the same.
//!
//! A case is a list of steps on a fresh session:
//!
//! | step | does |
//! |---|---|
//! | `{"add": {"name": "a.json", "text" \| "json" \| "base64" \| "file": …}}` | loads a document |
//! | `{"call": {…}}`, `{"callText": "…"}` | a verb of the session; as text where it is no JSON |
//! | `{"bare": {…}}` | a verb without a session |
//! | `{"flow": {…}}` | begins a flow |
//! | `{"step": {…}, "body": "…"}` | a step of that flow, with the reply's body as text |
//!
//! Each carries `answer` (the whole answer) or `pick` (JSON pointer to value, for large ones). With `SNAPLINE_BLESS=1` the
//! test writes the answers it got into the files, to be read in the diff.

pub mod compare;
pub mod script;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};
use serde_json::Value;

/// One file of cases.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct File {
    /// What the cases are about.
    pub about: String,
    /// The cases.
    pub cases: Vec<Case>,
}

/// Steps on one fresh session.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Case {
    /// Unique in its file.
    pub name: String,
    /// In order.
    pub steps: Vec<Step>,
}

/// One step; exactly one of the first six members is there.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Step {
    /// Loads a document.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub add: Option<Document>,
    /// A verb.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub call: Option<Value>,
    /// A verb as text.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub call_text: Option<String>,
    /// A verb without a session.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub bare: Option<Value>,
    /// Begins a flow.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub flow: Option<Value>,
    /// A step of the flow.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub step: Option<Value>,
    /// The body that comes with `step`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub body: Option<String>,
    /// The whole answer.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub answer: Option<Value>,
    /// Parts of the answer, by JSON pointer.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub pick: Option<BTreeMap<String, Value>>,
}

/// A document's bytes, in the handiest of four ways.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Document {
    /// The name that messages use.
    pub name: String,
    /// As text.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub text: Option<String>,
    /// As JSON, written compactly.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub json: Option<Value>,
    /// As base64 of the bytes.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub base64: Option<String>,
    /// A file beside the vectors.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub file: Option<String>,
}

impl Document {
    fn bytes(&self, folder: &Path) -> Vec<u8> {
        use base64::Engine;
        match (&self.text, &self.json, &self.base64, &self.file) {
            (Some(text), None, None, None) => text.clone().into_bytes(),
            (None, Some(json), None, None) => serde_json::to_vec(json).expect("JSON is JSON"),
            (None, None, Some(text), None) => {
                base64::engine::general_purpose::STANDARD.decode(text).unwrap_or_else(|e| panic!("{}: {e}", self.name))
            }
            (None, None, None, Some(file)) => {
                std::fs::read(folder.join(file)).unwrap_or_else(|e| panic!("{}: {file}: {e}", self.name))
            }
            _ => panic!("{}: one of text, json, base64, file", self.name),
        }
    }
}

/// The folder of the vectors.
pub fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../vectors")
}

/// All files of cases, by name.
pub fn load() -> BTreeMap<String, File> {
    let mut files = BTreeMap::new();
    for entry in std::fs::read_dir(folder()).expect("tests/vectors is there") {
        let path = entry.expect("a folder can be read").path();
        if path.extension().is_some_and(|e| e == "json") {
            let name = path.file_stem().expect("a file has a name").to_string_lossy().into_owned();
            let bytes = std::fs::read(&path).expect("a vector file can be read");
            let file = serde_json::from_slice(&bytes).unwrap_or_else(|e| panic!("{}: {e}", path.display()));
            files.insert(name, file);
        }
    }
    assert!(!files.is_empty(), "there are no vectors");
    files
}

/// Writes a file of cases back, with the answers in it.
pub fn store(name: &str, file: &File) {
    let mut text = serde_json::to_string_pretty(file).expect("a vector file is JSON");
    text.push('\n');
    std::fs::write(folder().join(format!("{name}.json")), text).expect("a vector file can be written");
}

impl Step {
    /// What the step does, as records of the script; see [`script`].
    pub fn record(&self, folder: &Path) -> script::Record {
        let json = |value: &Value| serde_json::to_vec(value).expect("JSON is JSON");
        match self {
            Self { add: Some(document), .. } => {
                script::Record::new(b'A', vec![document.name.clone().into_bytes(), document.bytes(folder)])
            }
            Self { call: Some(request), .. } => script::Record::new(b'C', vec![json(request)]),
            Self { call_text: Some(text), .. } => script::Record::new(b'C', vec![text.clone().into_bytes()]),
            Self { bare: Some(request), .. } => script::Record::new(b'c', vec![json(request)]),
            Self { flow: Some(request), .. } => script::Record::new(b'F', vec![json(request)]),
            Self { step: Some(input), body, .. } => {
                script::Record::new(b'S', vec![json(input), body.clone().unwrap_or_default().into_bytes()])
            }
            _ => panic!("a step does one of add, call, callText, bare, flow, step: {self:?}"),
        }
    }
}
