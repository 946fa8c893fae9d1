//! The binary script that every face's driver runs, and the answers it writes: simple enough to read in C and PowerShell.
//!
//! A script is a sequence of records: one byte `op`, then the op's fields, each a little-endian `u32` length and the bytes.
//!
//! | op | fields | does |
//! |---|---|---|
//! | `N` | - | a new session; the old one and the flow are freed |
//! | `A` | name, document | session add |
//! | `C` | request | session call |
//! | `c` | request | call without a session |
//! | `F` | request | begins a flow; the old one is freed |
//! | `S` | input, body | a step of the flow; an empty answer where there is none |
//!
//! For every op but `N` the driver writes a `u32` status (0) and the answer as a `u32` length and the bytes.

use snap_api::{Flow, Session, call_without_session};

/// One operation with its fields.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Record {
    op: u8,
    fields: Vec<Vec<u8>>,
}

impl Record {
    /// An operation; `op` is one of the table above.
    pub fn new(op: u8, fields: Vec<Vec<u8>>) -> Self {
        Self { op, fields }
    }

    /// A new session.
    pub fn fresh() -> Self {
        Self::new(b'N', Vec::new())
    }

    /// Its last field, for a person.
    pub fn text(&self) -> String {
        self.fields.last().map(|field| String::from_utf8_lossy(field).into_owned()).unwrap_or_default()
    }

    /// How many fields follow an operation; nothing for what is no operation.
    fn fields_of(op: u8) -> Option<usize> {
        match op {
            b'N' => Some(0),
            b'C' | b'c' | b'F' => Some(1),
            b'A' | b'S' => Some(2),
            _ => None,
        }
    }

    /// Appends it to a script.
    pub fn write(&self, script: &mut Vec<u8>) {
        script.push(self.op);
        for field in &self.fields {
            push_sized(script, field);
        }
    }
}

/// Reads a script, as every driver does.
pub fn read(mut script: &[u8]) -> Vec<Record> {
    let mut records = Vec::new();
    while let Some((op, rest)) = script.split_first() {
        script = rest;
        let count = Record::fields_of(*op).unwrap_or_else(|| panic!("op {op} is not in the table"));
        let fields = (0..count).map(|_| {
            let (length, rest) = script.split_first_chunk::<4>().expect("a length");
            let (field, rest) = rest.split_at(u32::from_le_bytes(*length) as usize);
            script = rest;
            field.to_vec()
        });
        let fields = fields.collect();
        records.push(Record { op: *op, fields });
    }
    records
}

fn push_sized(out: &mut Vec<u8>, bytes: &[u8]) {
    out.extend(u32::try_from(bytes.len()).expect("a field fits 4 GiB").to_le_bytes());
    out.extend(bytes);
}

/// How a face begins its flows: all kinds ([`Flow::new`]) or those that read ([`Flow::reading`]).
pub type Begin = fn(&[u8]) -> (Option<Flow>, Vec<u8>);

/// Runs records through the Rust face; one answer for each but `N`.
pub fn run(records: &[Record], begin: Begin) -> Vec<Vec<u8>> {
    let mut session = Session::new();
    let mut flow: Option<Flow> = None;
    let mut answers = Vec::new();
    for record in records {
        let field = |at: usize| record.fields.get(at).map_or(&[][..], Vec::as_slice);
        match record.op {
            b'N' => {
                session = Session::new();
                flow = None;
            }
            b'A' => answers.push(session.add(field(0), field(1))),
            b'C' => answers.push(session.call(field(0))),
            b'c' => answers.push(call_without_session(field(0))),
            b'F' => {
                let (begun, answer) = begin(field(0));
                flow = begun;
                answers.push(answer);
            }
            b'S' => answers.push(flow.as_mut().map(|f| f.step(field(0), field(1))).unwrap_or_default()),
            op => panic!("op {op} is not in the table"),
        }
    }
    answers
}

/// Answers as a driver writes them.
pub fn write_answers(answers: &[Vec<u8>]) -> Vec<u8> {
    let mut out = Vec::new();
    for answer in answers {
        out.extend(0u32.to_le_bytes());
        push_sized(&mut out, answer);
    }
    out
}

/// Reads what a driver wrote: status and bytes of each answer.
pub fn read_answers(mut bytes: &[u8]) -> Vec<(u32, Vec<u8>)> {
    let mut answers = Vec::new();
    let number = |bytes: &mut &[u8]| -> Option<u32> {
        let (head, rest) = bytes.split_first_chunk::<4>()?;
        *bytes = rest;
        Some(u32::from_le_bytes(*head))
    };
    while let (Some(status), Some(length)) = (number(&mut bytes), number(&mut bytes)) {
        let length = (length as usize).min(bytes.len());
        let (answer, rest) = bytes.split_at(length);
        answers.push((status, answer.to_vec()));
        bytes = rest;
    }
    answers
}
