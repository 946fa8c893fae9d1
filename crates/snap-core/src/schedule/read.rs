//! Reading a schedule out of a policy.

use jiff::civil::Time;

use super::{DAYS, Schedule, When};
use crate::retention::{
    Field, Members, Place, PolicyError, expects_time, expects_times, policy_from_alone, policy_times_too,
};

/// The most times of a day: more than L2 would ever let be taken.
pub(crate) const MOST_TIMES: usize = 288;

/// What `everyHours` may be, so that it fits a day.
pub(crate) const DIVISORS: [u8; 8] = [1, 2, 3, 4, 6, 8, 12, 24];

impl Schedule {
    /// Reads, checks and normalises a policy's `schedule`.
    ///
    /// # Errors
    /// The first member that is unknown, given twice, of the wrong type, out of range or at odds with another.
    pub(crate) fn read(field: &Field<'_>) -> Result<Self, PolicyError> {
        let members = Members::of(field)?;
        members.only(&Place::Schedule.names())?;
        let instant = |name| members.get(name).map(|field| field.instant()).transpose();
        let schedule = Self {
            days: members.get("days").map_or(Ok(DAYS.map(|(day, _)| day).to_vec()), |field| days(&field))?,
            when: when(field, &members)?,
            start: instant("start")?,
            end: instant("end")?,
        };
        if let (Some(start), Some(end), Some(field)) = (schedule.start, schedule.end, members.get("end"))
            && start >= end
        {
            return Err(field.expects("later"));
        }
        Ok(schedule)
    }
}

fn days(field: &Field<'_>) -> Result<Vec<jiff::civil::Weekday>, PolicyError> {
    let words: Vec<&str> = DAYS.iter().map(|(_, word)| *word).collect();
    let given: Vec<usize> = field.list(7)?.iter().map(|item| item.one_of(&words)).collect::<Result<_, _>>()?;
    if given.is_empty() {
        return Err(field.expects("day"));
    }
    Ok(DAYS.iter().enumerate().filter(|(at, _)| given.contains(at)).map(|(_, (day, _))| *day).collect())
}

fn when(schedule: &Field<'_>, members: &Members<'_>) -> Result<When, PolicyError> {
    match (members.get("times"), members.get("everyHours"), members.get("from")) {
        (Some(_), Some(every), _) => Err(every.fail(policy_times_too("times"))),
        (Some(_), None, Some(from)) => Err(from.fail(policy_from_alone("everyHours", "times"))),
        (Some(times), None, None) => {
            let mut read = times.list(MOST_TIMES)?.iter().map(clock).collect::<Result<Vec<_>, _>>()?;
            if read.is_empty() {
                return Err(times.fail(expects_time("\"02:00\"")));
            }
            read.sort_unstable();
            read.dedup();
            Ok(When::Times(read))
        }
        (None, Some(every), from) => {
            let hours = every.number(1).ok().and_then(|n| DIVISORS.into_iter().find(|d| u32::from(*d) == n));
            let hours = hours.ok_or_else(|| every.expects("hours"))?;
            Ok(When::EveryHours(hours, from.map_or(Ok(Time::midnight()), |field| clock(&field))?))
        }
        (None, None, _) => Err(schedule.fail(expects_times("times", "everyHours"))),
    }
}

fn clock(field: &Field<'_>) -> Result<Time, PolicyError> {
    let text = field.text()?;
    let (hour, minute) = match text.as_bytes() {
        [a, b, b':', c, d] => (two(*a, *b), two(*c, *d)),
        _ => (None, None),
    };
    let time = hour.zip(minute).and_then(|(hour, minute)| Time::new(hour, minute, 0, 0).ok());
    time.ok_or_else(|| field.expects("clock"))
}

fn two(tens: u8, ones: u8) -> Option<i8> {
    let digit = |b: u8| b.is_ascii_digit().then(|| i8::try_from(b - b'0').ok()).flatten();
    Some(digit(tens)? * 10 + digit(ones)?)
}

#[cfg(test)]
mod tests {
    use crate::retention::Policy;

    fn read(schedule: &str) -> Result<String, String> {
        let policy = Policy::from_json(format!(r#"{{"zone": "UTC", "schedule": {schedule}}}"#).as_bytes());
        policy.map(|p| serde_json::to_string(&p.schedule).unwrap()).map_err(|e| e.to_string())
    }

    #[test]
    fn reads_and_normalises() {
        let all = r#"["mon","tue","wed","thu","fri","sat","sun"]"#;
        for (given, written) in [
            (
                r#"{"times": ["14:00", "02:00", "14:00"]}"#,
                format!(r#"{{"days":{all},"times":["02:00","14:00"],"start":null,"end":null}}"#),
            ),
            (
                r#"{"everyHours": 6}"#,
                format!(r#"{{"days":{all},"everyHours":6,"from":"00:00","start":null,"end":null}}"#),
            ),
            (
                r#"{"days": ["fri", "mon", "fri"], "everyHours": 24, "from": "22:30", "start": "2026-01-01T00:00:00+01:00"}"#,
                r#"{"days":["mon","fri"],"everyHours":24,"from":"22:30","start":"2025-12-31T23:00:00Z","end":null}"#
                    .to_owned(),
            ),
        ] {
            assert_eq!(read(given).as_deref(), Ok(written.as_str()), "{given}");
            assert_eq!(read(&written).as_deref(), Ok(written.as_str()), "{written}");
        }
    }

    #[test]
    fn names_what_is_wrong() {
        for (given, place, what) in [
            (r#"{}"#, "/schedule", "`times` or `everyHours`"),
            (r#"{"times": []}"#, "/schedule/times", "at least one time"),
            (r#"{"times": ["2:00"]}"#, "/schedule/times/0", "`00:00` to `23:59`"),
            (r#"{"times": ["24:00"]}"#, "/schedule/times/0", "`00:00` to `23:59`"),
            (r#"{"times": ["02:00"], "everyHours": 2}"#, "/schedule/everyHours", "one of the two"),
            (r#"{"times": ["02:00"], "from": "01:00"}"#, "/schedule/from", "`everyHours`"),
            (r#"{"everyHours": 5}"#, "/schedule/everyHours", "1, 2, 3, 4, 6, 8, 12 or 24"),
            (r#"{"everyHours": 2, "days": []}"#, "/schedule/days", "at least one day"),
            (r#"{"everyHours": 2, "days": ["monday"]}"#, "/schedule/days/0", "`mon`"),
            (r#"{"everyHours": 2, "timez": 1}"#, "/schedule/timez", "`times`"),
            (
                r#"{"everyHours": 2, "start": "2026-01-02T00:00:00Z", "end": "2026-01-02T00:00:00Z"}"#,
                "/schedule/end",
                "after `start`",
            ),
        ] {
            let error = read(given).unwrap_err();
            assert!(error.contains(&format!("at `{place}`")) && error.contains(what), "{given}: {error}");
        }
    }
}
