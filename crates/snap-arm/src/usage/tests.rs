use super::*;

fn rows(text: &str) -> Vec<(String, u64, String)> {
    read(text).unwrap().rows().map(|row| (row.day.to_string(), row.nanos, row.resource)).collect()
}

const ID: &str =
    "/subscriptions/0b1f6471-1bf0-4dda-aec3-cb9272f09590/resourceGroups/rg/providers/Microsoft.Compute/snapshots/s1";

#[test]
fn the_shapes_of_exports_are_one() {
    let expected = vec![("2026-11-20".to_owned(), 322_600_000, ID.to_lowercase())];
    for text in [
        format!("Date,Quantity,ResourceId\n2026-11-20,0.3226,{ID}\n"),
        format!(
            "\u{feff}date;consumed quantity;Instance ID;MeterName;Unit Of Measure\r\n11/20/2026;0.3226;{ID};ZRS Snapshots;1 GB/Month\r\n"
        ),
        format!("UsageDateTime\tUsageQuantity\tInstanceName\tResourceId\n2026-11-20T00:00:00Z\t0.3226\tother\t{ID}\n"),
        format!(
            r#"[{{"usage_date": "2026-11-20T00:00:00", "quantity": 0.3226, "resourceId": "{ID}", "meter": null}}]"#
        ),
        format!(r#"[{{"Date": "2026-11-20", "Quantity": "3.226E-1", "InstanceId": "{}"}}]"#, ID.to_uppercase()),
        format!(
            "Date,Quantity,ResourceId,MeterName\n2026-11-20,0.3226,{ID},LRS Snapshots\n2026-11-20,7,{ID},P10 LRS Disk\n"
        ),
        // Two rows of one day are one amount.
        format!("Date,Quantity,ResourceId\n2026-11-20,0.3,{ID}\n2026-11-20,0.0226,{ID}\n"),
    ] {
        assert_eq!(rows(&text), expected, "{text}");
    }
    assert_eq!(read("Date,Quantity,Name,Meter\n2026-11-20,1,d,P10 LRS Disk").unwrap().other, 1);
    let per_hundred = format!("Date,Quantity,Name,Unit\n2026-11-20,0.003226,{ID},100 GB/Month");
    assert_eq!(rows(&per_hundred), expected);
}

#[test]
fn what_is_no_amount_is_an_error_with_its_row() {
    let row = |day: &str, quantity: &str, more: &str| {
        format!("Date,Quantity,Name,Unit\n2026-11-20,1,s,1 GB\n{day},{quantity},s,{more}")
    };
    for (text, told) in [
        (
            row("2026-11-20", "-0.1", ""),
            "usage row 2: quantity `-0.1` is no amount; expected a number from 0 on with a decimal point",
        ),
        (
            row("2026-11-20", "NaN", ""),
            "usage row 2: quantity `NaN` is no amount; expected a number from 0 on with a decimal point",
        ),
        (
            row("2026-11-20", "\"0,3\"", ""),
            "usage row 2: quantity `0,3` is no amount; expected a number from 0 on with a decimal point",
        ),
        (
            row("2026-11-20", "1e40", ""),
            "usage row 2: quantity `1e40` is no amount; expected a number from 0 on with a decimal point",
        ),
        (
            row("2026-11-20", "65537", ""),
            "usage row 2: quantity `65537` is no amount; expected a number from 0 on with a decimal point",
        ),
        (
            row("20/11/2026", "1", ""),
            "usage row 2: date `20/11/2026` is none; expected `2026-11-20` or, as the exports have it, `11/20/2026`",
        ),
        (
            row("2026-02-30", "1", ""),
            "usage row 2: date `2026-02-30` is none; expected `2026-11-20` or, as the exports have it, `11/20/2026`",
        ),
        (row("2026-11-20", "", ""), "usage row 2: it has no quantity; the columns are Date, Quantity and ResourceId"),
        (row("2026-11-20", "1", "10K"), "usage row 2: unit `10K` is not that of a snapshot; expected `1 GB/Month`"),
        ("Cost,Name\n1,s".to_owned(), "usage: no column is called `Date` or alike in `Cost,Name`"),
        ("7".to_owned(), "usage: no column is called `Date` or alike in `7`"),
        (
            "[1]".to_owned(),
            "usage: no list of flat objects: invalid type: integer `1`, expected a map at line 1 column 2",
        ),
        ("  ".to_owned(), "usage: it is empty"),
    ] {
        assert_eq!(read(&text).unwrap_err().to_string(), told, "{text}");
    }
    assert!(read("Date,Quantity,Name\n2026-11-20,1").unwrap_err().to_string().starts_with("usage: no CSV"));
    assert!(read("[{\"Date\":").unwrap_err().to_string().starts_with("usage: no list"));
}

proptest::proptest! {
    #[test]
    fn whatever_comes_is_answered(text in "\\PC{0,200}", cell in "\\PC{0,30}") {
        let _ = read(&text);
        let _ = read(&format!("Date,Quantity,Name\n2026-11-20,{cell},s\n{cell},1,s\n"));
    }

    #[test]
    fn amounts_are_read_as_written(nanos in 0_u64..65_536_000_000_000) {
        let text = format!("{}.{:09}", nanos / 1_000_000_000, nanos % 1_000_000_000);
        proptest::prop_assert_eq!(super::nanos(&text), Some(nanos));
    }
}
