//! Queries that were read: the steps rows go through, and what a wrong one is told.

use std::cmp::Ordering;

use serde_json::{Map, Value, json};

use super::reader;

/// One row.
pub(super) type Row = Map<String, Value>;

/// The columns of the table, in the order of the service.
pub(super) const COLUMNS: [&str; 16] = [
    "id",
    "name",
    "type",
    "tenantId",
    "kind",
    "location",
    "resourceGroup",
    "subscriptionId",
    "managedBy",
    "sku",
    "plan",
    "properties",
    "tags",
    "identity",
    "zones",
    "extendedLocation",
];

/// A column and what lies inside it.
pub(super) type Path = Vec<String>;

/// A condition on rows.
#[derive(Clone, Debug)]
pub(super) enum Test {
    All(Vec<Test>),
    Any(Vec<Test>),
    Is { path: Path, how: How, values: Vec<String>, negated: bool },
}

/// How values are compared.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum How {
    Same,
    SameIgnoringCase,
    Contains,
    StartsWith,
}

/// One step of a query.
#[derive(Clone, Debug)]
pub(super) enum Step {
    Where(Test),
    Project(Vec<(String, Path)>),
    /// Keys, and whether each falls.
    Order(Vec<(Path, bool)>),
    Take(usize),
}

/// A query read.
#[derive(Clone, Debug)]
pub(super) struct Query {
    steps: Vec<Step>,
}

/// Why a query is not understood.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Fault {
    /// A word that does not fit where it stands.
    Word { token: String, at: usize },
    /// An operator that exists and is not served here.
    Operator(String),
    /// A column that the rows do not have.
    Column(String),
}

impl Fault {
    /// The details that tell of it, as the service words them.
    pub(super) fn details(&self) -> Vec<Value> {
        let invalid = json!({
            "code": "InvalidQuery",
            "message": "Query is invalid. Please refer to the documentation for the Azure Resource Graph service and \
                        fix the error before retrying.",
        });
        let own = match self {
            Self::Word { token, at } => json!({
                "code": "ParserFailure",
                "message": "ParserFailure",
                "line": 1,
                "characterPositionInLine": at,
                "token": token,
            }),
            Self::Operator(word) => json!({
                "code": "InvalidQueryLanguage",
                "message": format!("the emulator does not implement `{word}` in queries"),
                "line": -1,
                "characterPositionInLine": -1,
                "token": word,
            }),
            Self::Column(name) => json!({
                "code": "ParserFailure",
                "message": format!("Failed to resolve scalar expression named '{name}'"),
            }),
        };
        vec![invalid, own]
    }
}

impl Query {
    pub(super) fn read(text: &str) -> Result<Self, Fault> {
        let query = Self { steps: reader::steps(text)? };
        query.check_columns()?;
        Ok(query)
    }

    /// The columns of the result.
    pub(super) fn columns(&self) -> Vec<String> {
        let projected = self.steps.iter().rev().find_map(|step| match step {
            Step::Project(columns) => Some(columns.iter().map(|(name, _)| name.clone()).collect()),
            _ => None,
        });
        projected.unwrap_or_else(|| COLUMNS.map(str::to_owned).to_vec())
    }

    pub(super) fn run(&self, mut rows: Vec<Row>) -> Vec<Row> {
        for step in &self.steps {
            match step {
                Step::Where(test) => rows.retain(|row| test.holds(row)),
                Step::Project(columns) => {
                    let project = |row: &Row| -> Row {
                        columns.iter().map(|(name, path)| (name.clone(), at(row, path).clone())).collect()
                    };
                    rows = rows.iter().map(project).collect();
                }
                Step::Order(keys) => rows.sort_by(|one, two| order(keys, one, two)),
                Step::Take(count) => rows.truncate(*count),
            }
        }
        rows
    }

    fn check_columns(&self) -> Result<(), Fault> {
        let mut known: Vec<String> = COLUMNS.map(str::to_owned).to_vec();
        for step in &self.steps {
            let used: Vec<&Path> = match step {
                Step::Where(test) => test.paths(),
                Step::Project(columns) => columns.iter().map(|(_, path)| path).collect(),
                Step::Order(keys) => keys.iter().map(|(path, _)| path).collect(),
                Step::Take(_) => Vec::new(),
            };
            if let Some(name) = used.iter().filter_map(|path| path.first()).find(|name| !known.contains(name)) {
                return Err(Fault::Column(name.clone()));
            }
            if let Step::Project(columns) = step {
                known = columns.iter().map(|(name, _)| name.clone()).collect();
            }
        }
        Ok(())
    }
}

impl Test {
    fn holds(&self, row: &Row) -> bool {
        match self {
            Self::All(tests) => tests.iter().all(|test| test.holds(row)),
            Self::Any(tests) => tests.iter().any(|test| test.holds(row)),
            Self::Is { path, how, values, negated } => {
                let have = text(at(row, path));
                let low = have.to_lowercase();
                let fits = |value: &String| match how {
                    How::Same => have == *value,
                    How::SameIgnoringCase => low == value.to_lowercase(),
                    How::Contains => low.contains(&value.to_lowercase()),
                    How::StartsWith => low.starts_with(&value.to_lowercase()),
                };
                values.iter().any(fits) != *negated
            }
        }
    }

    fn paths(&self) -> Vec<&Path> {
        match self {
            Self::All(tests) | Self::Any(tests) => tests.iter().flat_map(Self::paths).collect(),
            Self::Is { path, .. } => vec![path],
        }
    }
}

/// The value at a path; null where there is none.
fn at<'a>(row: &'a Row, path: &Path) -> &'a Value {
    const NULL: &Value = &Value::Null;
    let mut names = path.iter();
    let first = names.next().and_then(|name| row.get(name));
    names.fold(first, |value, name| value?.get(name)).unwrap_or(NULL)
}

fn text(value: &Value) -> String {
    match value {
        Value::Null => String::new(),
        Value::String(text) => text.clone(),
        other => other.to_string(),
    }
}

fn order(keys: &[(Path, bool)], one: &Row, two: &Row) -> Ordering {
    let compare = |(path, descending): &(Path, bool)| {
        let (one, two) = (at(one, path), at(two, path));
        let order = match (one.as_f64(), two.as_f64()) {
            (Some(one), Some(two)) => one.total_cmp(&two),
            _ => text(one).cmp(&text(two)),
        };
        if *descending { order.reverse() } else { order }
    };
    keys.iter().map(compare).find(|order| order.is_ne()).unwrap_or(Ordering::Equal)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rows() -> Vec<Row> {
        [("b", "microsoft.compute/snapshots", 128, true), ("a", "microsoft.compute/disks", 9, false)]
            .into_iter()
            .map(|(id, kind, size, incremental)| {
                let row = json!({
                    "id": id, "type": kind, "tags": {"k-1": "V"},
                    "properties": {"diskSizeGB": size, "incremental": incremental},
                });
                row.as_object().unwrap().clone()
            })
            .collect()
    }

    fn ids(text: &str) -> Vec<String> {
        let found = Query::read(text).unwrap_or_else(|fault| panic!("{text}: {fault:?}")).run(rows());
        found.iter().map(|row| row.get("id").unwrap().as_str().unwrap().to_owned()).collect()
    }

    #[test]
    fn filters_choose() {
        for (test, wanted) in [
            ("type =~ 'Microsoft.Compute/SNAPSHOTS'", vec!["b"]),
            ("type == 'Microsoft.Compute/snapshots'", vec![]),
            ("type != \"microsoft.compute/disks\"", vec!["b"]),
            ("type in~ ('MICROSOFT.compute/disks', 'x')", vec!["a"]),
            ("type in ('microsoft.compute/disks','microsoft.compute/snapshots')", vec!["b", "a"]),
            ("type !in~ ('microsoft.compute/DISKS')", vec!["b"]),
            ("type !~ 'x' and (id == 'a' or id == 'b') and properties.diskSizeGB == 9", vec!["a"]),
            ("properties.incremental == true or id == 'a'", vec!["b", "a"]),
            ("tags['k-1'] =~ 'v' and tostring(properties.incremental) == 'false'", vec!["a"]),
            ("type contains 'SNAP'", vec!["b"]),
            ("id startswith 'A'", vec!["a"]),
            ("properties.nothing == ''", vec!["b", "a"]),
        ] {
            assert_eq!(ids(&format!("Resources | where {test}")), wanted, "{test}");
            assert_eq!(ids(&format!("where {test}")), wanted, "{test}");
        }
    }

    #[test]
    fn rows_are_ordered_cut_and_projected() {
        assert_eq!(ids("resources | order by id asc"), ["a", "b"]);
        assert_eq!(ids("resources | sort by properties.diskSizeGB asc, id"), ["a", "b"]);
        assert_eq!(ids("resources | order by id | take 1 // the last"), ["b"]);
        let query =
            Query::read("resources\r\n| project id, size = properties.diskSizeGB, properties.incremental").unwrap();
        assert_eq!(query.columns(), ["id", "size", "properties_incremental"]);
        assert_eq!(json!(query.run(rows())[1]), json!({"id": "a", "size": 9, "properties_incremental": false}));
    }

    #[test]
    fn what_is_not_understood_is_named() {
        let fault = |text: &str| Query::read(text).unwrap_err();
        let word = |token: &str, at| Fault::Word { token: token.to_owned(), at };
        assert_eq!(fault("resources | summarize count()"), Fault::Operator("summarize".to_owned()));
        assert_eq!(fault("Resources where type == 'x'"), word("where", 10));
        assert_eq!(fault("resources | wear type"), word("wear", 12));
        assert_eq!(fault("resources | where type = 'x'"), word("=", 23));
        assert_eq!(fault("resources | where type == 'x"), word("'", 26));
        assert_eq!(fault("resources | where"), word("where", 12));
        assert_eq!(fault("resources | where subscriptionid == 'x'"), Fault::Column("subscriptionid".to_owned()));
        assert_eq!(fault("resources | project id | where type == 'x'"), Fault::Column("type".to_owned()));
        assert_eq!(fault("resourcecontainers | where type == 'x'"), word("resourcecontainers", 0));
        assert_eq!(fault("resources | take x"), word("x", 17));
        let deep = |count: usize| format!("where {}id == 'a'{}", "(".repeat(count), ")".repeat(count));
        assert_eq!(ids(&deep(64)), ["a"]);
        assert_eq!(fault(&deep(65)), word("(", 70));
        assert!(matches!(fault(&deep(10_000)), Fault::Word { .. }));
        assert!(matches!(fault(&format!("where {}id", "tostring(".repeat(10_000))), Fault::Word { .. }));
    }
}
