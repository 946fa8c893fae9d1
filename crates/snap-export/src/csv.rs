//! Tables as CSV (RFC 4180): what is to be taken, and rows that a face gives.

use crate::format::File;
use crate::plan::Plan;
use crate::quote;

/// One cell.
#[derive(Debug, Clone, PartialEq)]
pub enum Cell {
    /// Nothing is known.
    Empty,
    /// Written as it is: a number or a truth value is never a formula.
    Plain(String),
    /// Quoted, and disarmed where a spreadsheet would run it.
    Text(String),
}

/// A table.
#[derive(Debug, Clone)]
pub struct Table {
    /// The columns' names.
    pub columns: Vec<String>,
    /// Each with a cell a column.
    pub rows: Vec<Vec<Cell>>,
}

/// A table as a file.
pub fn table(name: &str, table: &Table) -> File {
    let mut text = String::new();
    line(&mut text, table.columns.iter().map(|column| quote::csv(column)));
    for row in &table.rows {
        line(
            &mut text,
            row.iter().map(|cell| match cell {
                Cell::Empty => String::new(),
                Cell::Plain(text) => text.clone(),
                Cell::Text(text) => quote::csv(text),
            }),
        );
    }
    File::new(name, "text/csv; charset=utf-8; header=present", text)
}

fn line(text: &mut String, cells: impl Iterator<Item = String>) {
    text.push_str(&cells.collect::<Vec<_>>().join(","));
    text.push_str("\r\n");
}

/// What is to be taken, as a table.
pub(crate) fn planned(plan: &Plan) -> Table {
    let columns = [
        "name",
        "resourceGroupName",
        "subscriptionId",
        "location",
        "sourceResourceId",
        "sourceUniqueId",
        "slot",
        "tags",
    ];
    let tags = serde_json::to_string(&plan.tags).unwrap_or_default();
    let slot = plan.slot.to_string();
    let rows = plan.takes.iter().map(|take| {
        let unique_id = take.unique_id.as_ref().map_or(Cell::Empty, |id| Cell::Text(id.clone()));
        let text = |text: &str| Cell::Text(text.to_owned());
        let id = &take.snapshot;
        let place = [id.name(), id.group(), id.subscription(), &take.location, take.disk.as_str()].map(text);
        place.into_iter().chain([unique_id, text(&slot), text(&tags)]).collect()
    });
    Table { columns: columns.map(str::to_owned).to_vec(), rows: rows.collect() }
}

impl Plan {
    /// What is to be taken, as CSV.
    pub fn planned(&self) -> File {
        table("planned.csv", &planned(self))
    }
}
