//! Numbers, dates and ages as sentences say them.

use jiff::civil::{Date, DateTime};
use jiff::tz::Offset;

use crate::instant::Instant;

/// Small numbers as words, as running text has them.
pub(crate) fn count(n: usize) -> String {
    const WORDS: [&str; 13] =
        ["no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"];
    WORDS.get(n).map_or_else(|| n.to_string(), |word| (*word).to_owned())
}

/// [`count`] at the head of a sentence.
pub(crate) fn count_first(n: usize) -> String {
    first_large(&count(n))
}

/// With a capital at its head.
pub(crate) fn first_large(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

/// The form that fits the number.
pub(crate) fn plural<'a>(n: usize, one: &'a str, many: &'a str) -> &'a str {
    if n == 1 { one } else { many }
}

/// `19 Nov 2026`, in UTC.
pub(crate) fn date(instant: Instant) -> String {
    month_day(clock(instant).date())
}

/// `Thu 19 Nov 2026, 02:00 UTC`.
pub(crate) fn moment(instant: Instant) -> String {
    let at = clock(instant);
    format!("{}, {:02}:{:02} UTC", day(at.date()), at.hour(), at.minute())
}

/// `02:00:14 UTC`.
pub(crate) fn time_of_day(instant: Instant) -> String {
    let at = clock(instant);
    format!("{:02}:{:02}:{:02} UTC", at.hour(), at.minute(), at.second())
}

/// `Thu 19 Nov 2026`.
pub(crate) fn day(date: Date) -> String {
    const DAYS: [&str; 7] = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"];
    let at = date.weekday().to_monday_zero_offset();
    format!("{} {}", short(&DAYS, at), month_day(date))
}

// Not strftime: its machinery is a twentieth of the page's download, and three forms are all that is said.
fn month_day(date: Date) -> String {
    const MONTHS: [&str; 12] = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
    format!("{} {} {:04}", date.day(), short(&MONTHS, date.month() - 1), date.year())
}

fn short(words: &[&'static str], at: i8) -> &'static str {
    usize::try_from(at).ok().and_then(|at| words.get(at)).copied().unwrap_or_default()
}

fn clock(instant: Instant) -> DateTime {
    Offset::UTC.to_datetime(instant.timestamp())
}

/// How long before now: minutes to two hours, hours to two days, then days, always rounded down.
pub(crate) fn ago(seconds: i64) -> String {
    let (n, one, many) = match seconds {
        ..0 => return "in the future".to_owned(),
        0..60 => return "just now".to_owned(),
        60..7_200 => (seconds / 60, "minute", "minutes"),
        7_200..172_800 => (seconds / 3_600, "hour", "hours"),
        _ => (seconds / 86_400, "day", "days"),
    };
    format!("{n} {} ago", if n == 1 { one } else { many })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ages_are_rounded_down_and_named() {
        let now = Instant::parse("2026-11-20T08:00:00Z").unwrap();
        for (text, said) in [
            ("2026-11-20T08:00:01Z", "in the future"),
            ("2026-11-20T07:59:01Z", "just now"),
            ("2026-11-20T07:58:30Z", "1 minute ago"),
            ("2026-11-20T06:00:01Z", "119 minutes ago"),
            ("2026-11-20T06:00:00Z", "2 hours ago"),
            ("2026-11-18T08:00:01Z", "47 hours ago"),
            ("2026-11-18T08:00:00Z", "2 days ago"),
        ] {
            assert_eq!(ago(now.seconds_since(Instant::parse(text).unwrap())), said);
        }
        assert_eq!(moment(now), "Fri 20 Nov 2026, 08:00 UTC");
        assert_eq!(date(Instant::parse("2026-11-01T23:59:59Z").unwrap()), "1 Nov 2026");
    }

    #[test]
    fn small_numbers_are_words() {
        assert_eq!((count(1).as_str(), count(13).as_str(), count_first(12).as_str()), ("one", "13", "Twelve"));
    }
}
