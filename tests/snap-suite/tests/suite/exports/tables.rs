//! CSV, read back by a reader that is not ours.

use snap_export::{Cell, Table, quote, table};
use snap_suite::chance::Chance;
use snap_suite::exports::{HOSTILE, plan, text};

fn read(text: &str) -> Vec<Vec<String>> {
    let mut reader = csv::ReaderBuilder::new().has_headers(false).from_reader(text.as_bytes());
    reader.records().map(|record| record.unwrap().iter().map(str::to_owned).collect()).collect()
}

/// What a spreadsheet is to show of a text: the same, or with an apostrophe where it would run.
fn shown(text: &str) -> String {
    let runs = text.chars().next().is_some_and(|c| "=+-@\t\r".contains(c));
    if runs { format!("'{text}") } else { text.to_owned() }
}

#[test]
fn every_text_comes_back_and_none_runs() {
    let mut chance = Chance::new(3);
    for _ in 0..300 {
        let mut some = || if chance.percent(50) { chance.pick(&HOSTILE).to_owned() } else { text(&mut chance) };
        let columns: Vec<String> = (0..4).map(|_| some()).collect();
        let rows: Vec<Vec<String>> = (0..5).map(|_| (0..4).map(|_| some()).collect()).collect();
        let cells = rows.iter().map(|row| row.iter().cloned().map(Cell::Text).collect()).collect();
        let file = table("t.csv", &Table { columns: columns.clone(), rows: cells });
        assert!(file.text.ends_with("\r\n"));
        let wanted: Vec<Vec<String>> =
            std::iter::once(&columns).chain(&rows).map(|row| row.iter().map(|text| shown(text)).collect()).collect();
        assert_eq!(read(&file.text), wanted);
    }
    assert_eq!(quote::csv("-1"), "'-1");
    let numbers = Table { columns: vec!["n".into()], rows: vec![vec![Cell::Plain("-1".into())], vec![Cell::Empty]] };
    assert_eq!(table("n.csv", &numbers).text, "n\r\n-1\r\n\r\n");
}

#[test]
fn what_is_planned_is_a_row_each() {
    for seed in 0..50 {
        let plan = plan(seed, false);
        let rows = read(&plan.planned().text);
        assert_eq!(rows.len(), plan.takes.len() + 1, "{seed}");
        for (row, take) in rows[1..].iter().zip(&plan.takes) {
            let wanted = [
                take.snapshot.name(),
                take.snapshot.group(),
                take.snapshot.subscription(),
                &take.location,
                take.disk.as_str(),
            ];
            assert_eq!(row[..5], wanted.map(shown), "{seed}");
            let tags: std::collections::BTreeMap<String, String> = serde_json::from_str(&row[7]).unwrap();
            assert_eq!(serde_json::to_value(tags).unwrap(), serde_json::to_value(&plan.tags).unwrap());
        }
    }
}
