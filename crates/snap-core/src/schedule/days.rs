//! The days of the week as a line spells them: `mon-fri`, `sat,sun`.

use super::DAYS;

/// The days of `mon-fri,sun`, a range over Sunday included; what is no day is handed on as it is.
pub(crate) fn spelled_days(text: &str) -> Vec<&str> {
    let place = |day: &str| DAYS.iter().position(|(_, word)| *word == day);
    let mut days = Vec::new();
    let mut push = |day| {
        if !days.contains(&day) {
            days.push(day);
        }
    };
    for part in text.split(',') {
        match part.split_once('-').map(|(first, last)| (place(first), place(last))) {
            Some((Some(first), Some(last))) => {
                let length = (last + 7 - first) % 7 + 1;
                DAYS.iter().cycle().skip(first).take(length).for_each(|(_, word)| push(*word));
            }
            _ => push(part),
        }
    }
    days
}

/// Days in their order as short as they can be spelled: three and more in a row are a range.
pub(crate) fn short_days(days: &[String]) -> String {
    let mut rows: Vec<Vec<&str>> = vec![Vec::new()];
    for (_, word) in DAYS {
        match rows.last_mut() {
            Some(row) if days.iter().any(|day| day == word) => row.push(word),
            _ => rows.push(Vec::new()),
        }
    }
    let spelled = rows.iter().filter(|row| !row.is_empty()).map(|row| match row[..] {
        [first, _, .., last] if row.len() > 2 => format!("{first}-{last}"),
        _ => row.join(","),
    });
    spelled.collect::<Vec<_>>().join(",")
}
