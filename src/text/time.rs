//! Times and durations as a person reads them.
//!
//! Times are milliseconds since 1970 UTC. `offset` is the reader's time zone, in seconds ahead of UTC. Both
//! the present time and the time zone are passed in: nothing here asks the machine.

use jiff::Timestamp;
use jiff::civil::DateTime;
use jiff::tz::{Offset, TimeZone};

/// A second in milliseconds.
pub const SECOND: i64 = 1_000;
/// A minute in milliseconds.
pub const MINUTE: i64 = 60 * SECOND;
/// An hour in milliseconds.
pub const HOUR: i64 = 60 * MINUTE;
/// 24 hours in milliseconds.
pub const DAY: i64 = 24 * HOUR;

/// Columns that [`of_day`] takes at most.
pub const OF_DAY_COLUMNS: usize = 12;

fn civil(at: i64, offset: i32) -> Option<DateTime> {
    let time = Timestamp::from_millisecond(at).ok()?;
    Some(Offset::from_seconds(offset).ok()?.to_datetime(time))
}

/// Shown for a time beyond the range of dates that can be computed.
const UNKNOWN: &str = "an unknown time";

fn format(at: i64, offset: i32, how: &str) -> String {
    civil(at, offset).map_or_else(|| UNKNOWN.to_owned(), |time| time.strftime(how).to_string())
}

/// `14:03`.
pub fn hours_and_minutes(at: i64, offset: i32) -> String {
    format(at, offset, "%H:%M")
}

/// `14:03:07`.
pub fn clock(at: i64, offset: i32) -> String {
    format(at, offset, "%H:%M:%S")
}

/// `14:03:07.112`.
pub fn clock_with_millis(at: i64, offset: i32) -> String {
    format(at, offset, "%H:%M:%S.%3f")
}

/// `2026-11-30 14:03`.
pub fn date_and_time(at: i64, offset: i32) -> String {
    format(at, offset, "%F %H:%M")
}

/// `14:03` today, `2026-11-30 14:03` on other days than `now`'s.
pub fn recently(at: i64, now: i64, offset: i32) -> String {
    let day = |at| civil(at, offset).map(DateTime::date);
    if day(at) == day(now) { hours_and_minutes(at, offset) } else { date_and_time(at, offset) }
}

/// `14:03:07`, with `.112` where milliseconds are known; on another day than `now`'s, `11-02 14:03`. Fits a
/// column of [`OF_DAY_COLUMNS`].
pub fn of_day(at: i64, with_millis: bool, now: i64, offset: i32) -> String {
    let (Some(time), Some(today)) = (civil(at, offset), civil(now, offset)) else { return "?".into() };
    if time.date() != today.date() {
        return time.strftime("%m-%d %H:%M").to_string();
    }
    if with_millis { clock_with_millis(at, offset) } else { clock(at, offset) }
}

/// `2026-11-02 14:03:07`, with milliseconds where they are known.
pub fn in_full(at: i64, with_millis: bool, offset: i32) -> String {
    format(at, offset, if with_millis { "%F %H:%M:%S.%3f" } else { "%F %H:%M:%S" })
}

/// RFC 3339 in UTC: `2026-11-02T14:03:07.112Z`; the number itself where it is beyond the range of dates.
pub fn rfc3339(at: i64) -> String {
    Timestamp::from_millisecond(at).map_or_else(|_| at.to_string(), |at| at.to_string())
}

/// A time as it is written in full, or as lists show it; one without a zone is UTC.
pub fn read(text: &str) -> Option<Timestamp> {
    let in_utc = || Some(text.parse::<DateTime>().ok()?.to_zoned(TimeZone::UTC).ok()?.timestamp());
    text.parse().ok().or_else(in_utc)
}

/// `UTC`, or `UTC+1`, `UTC−3:30`.
pub fn zone(offset: i32) -> String {
    let (hours, minutes) = (offset.unsigned_abs() / 3_600, offset.unsigned_abs() % 3_600 / 60);
    let sign = if offset < 0 { "−" } else { "+" };
    match (hours, minutes) {
        (0, 0) => "UTC".into(),
        (hours, 0) => format!("UTC{sign}{hours}"),
        (hours, minutes) => format!("UTC{sign}{hours}:{minutes:02}"),
    }
}

/// How long something has been going on, as a stopwatch shows it: `00:14`, `02:14`, `1:02:14`.
pub fn running(millis: i64) -> String {
    let seconds = millis.max(0) / 1_000;
    let (hours, minutes, seconds) = (seconds / 3_600, seconds / 60 % 60, seconds % 60);
    if hours > 0 {
        format!("{hours}:{minutes:02}:{seconds:02}")
    } else {
        format!("{minutes:02}:{seconds:02}")
    }
}

/// A duration in words: `0.4 s`, `4 s`, `2 min 5 s`, `3 h 12 min`, `2 d 3 h`.
pub fn span(millis: i64) -> String {
    let seconds = millis.unsigned_abs() / 1_000;
    let sign = if millis < 0 { "−" } else { "" };
    let two = |large: u64, unit: &str, small: u64, below: &str| match small {
        0 => format!("{sign}{large} {unit}"),
        small => format!("{sign}{large} {unit} {small} {below}"),
    };
    match seconds {
        0 if millis != 0 => format!("{sign}0.{} s", millis.unsigned_abs() / 100 % 10),
        0..60 => format!("{sign}{seconds} s"),
        60..3_600 => two(seconds / 60, "min", seconds % 60, "s"),
        3_600..86_400 => two(seconds / 3_600, "h", seconds % 3_600 / 60, "min"),
        86_400.. => two(seconds / 86_400, "d", seconds % 86_400 / 3_600, "h"),
    }
}

/// A short duration in seconds and tenths, `4.2 s`; from 10 s on as [`span`] writes it.
pub fn short_span(millis: i64) -> String {
    if millis.abs() >= 10_000 {
        return span(millis);
    }
    let sign = if millis < 0 { "−" } else { "" };
    format!("{sign}{}.{} s", millis.abs() / 1_000, millis.abs() % 1_000 / 100)
}

#[cfg(test)]
mod tests {
    use super::*;

    const AT: i64 = 1_793_628_187_112; // 2026-11-02T14:03:07.112Z

    #[test]
    fn times_are_of_the_day_where_they_are_read() {
        assert_eq!(of_day(AT, true, AT, 0), "14:03:07.112");
        assert_eq!(of_day(AT, false, AT, 3_600), "15:03:07");
        assert_eq!(of_day(AT, true, AT + 86_400_000, 0), "11-02 14:03");
        assert_eq!(of_day(i64::MAX, true, AT, 0), "?");
        assert_eq!(in_full(AT, true, -12_600), "2026-11-02 10:33:07.112");
        assert_eq!(recently(AT, AT + 60_000, 0), "14:03");
        assert_eq!(recently(AT, AT + 86_400_000, 0), "2026-11-02 14:03");
        assert_eq!(date_and_time(i64::MAX, 0), "an unknown time");
        assert_eq!(rfc3339(AT), "2026-11-02T14:03:07.112Z");
    }

    #[test]
    fn zones_and_stopwatches_read_well() {
        assert_eq!([zone(0), zone(3_600), zone(-12_600)], ["UTC", "UTC+1", "UTC−3:30"]);
        assert_eq!(
            [running(14_000), running(134_999), running(3_734_000), running(-5)],
            ["00:14", "02:14", "1:02:14", "00:00"]
        );
    }

    #[test]
    fn spans_are_said_in_the_two_units_that_matter() {
        for (millis, text) in [
            (0, "0 s"),
            (420, "0.4 s"),
            (4_900, "4 s"),
            (120_000, "2 min"),
            (125_000, "2 min 5 s"),
            (3_600_000, "1 h"),
            (11_520_000, "3 h 12 min"),
            (183_600_000, "2 d 3 h"),
            (-125_000, "−2 min 5 s"),
        ] {
            assert_eq!(span(millis), text);
        }
        assert_eq!([short_span(4_250), short_span(-1_900), short_span(11_000)], ["4.2 s", "−1.9 s", "11 s"]);
    }
}
