//! Numbers, dates and ages as sentences say them.

use crate::instant::Instant;

/// Small numbers as words, as running text has them.
pub(crate) fn count(n: usize) -> String {
    const WORDS: [&str; 13] =
        ["no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"];
    WORDS.get(n).map_or_else(|| n.to_string(), |word| (*word).to_owned())
}

/// [`count`] at the head of a sentence.
pub(crate) fn count_first(n: usize) -> String {
    let word = count(n);
    let mut letters = word.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

/// The form that fits the number.
pub(crate) fn plural<'a>(n: usize, one: &'a str, many: &'a str) -> &'a str {
    if n == 1 { one } else { many }
}

/// `is` or `are`.
pub(crate) fn are(n: usize) -> &'static str {
    plural(n, "is", "are")
}

/// `19 Nov 2026`, in UTC.
pub(crate) fn date(instant: Instant) -> String {
    written(instant, "%-d %b %Y")
}

/// `Thu 19 Nov 2026, 02:00 UTC`.
pub(crate) fn moment(instant: Instant) -> String {
    written(instant, "%a %-d %b %Y, %H:%M UTC")
}

fn written(instant: Instant, format: &str) -> String {
    instant.timestamp().to_zoned(jiff::tz::TimeZone::UTC).strftime(format).to_string()
}

/// How long before `now`: minutes to two hours, hours to two days, then days, always rounded down.
pub(crate) fn ago(instant: Instant, now: Instant) -> String {
    let seconds = now.seconds_since(instant);
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
            assert_eq!(ago(Instant::parse(text).unwrap(), now), said);
        }
        assert_eq!(moment(now), "Fri 20 Nov 2026, 08:00 UTC");
        assert_eq!(date(Instant::parse("2026-11-01T23:59:59Z").unwrap()), "1 Nov 2026");
    }

    #[test]
    fn small_numbers_are_words() {
        assert_eq!((count(1).as_str(), count(13).as_str(), count_first(12).as_str()), ("one", "13", "Twelve"));
    }
}
