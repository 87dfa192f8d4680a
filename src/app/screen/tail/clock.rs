//! Times of day as the list shows them.

use crate::model::Millis;
use jiff::Timestamp;
use jiff::civil::DateTime;
use jiff::tz::Offset;

/// Columns that [`of_day`] takes at most.
pub const COLUMNS: usize = 12;

fn civil(at: Millis, offset: i32) -> Option<DateTime> {
    let time = Timestamp::from_millisecond(at).ok()?;
    Some(Offset::from_seconds(offset).ok()?.to_datetime(time))
}

/// `14:03:07`, with `.112` where milliseconds are known; for another day than `now`'s, `11-02 14:03`.
/// `offset` is the local one from UTC, in seconds.
pub fn of_day(at: Millis, with_millis: bool, now: Millis, offset: i32) -> String {
    let (Some(time), Some(today)) = (civil(at, offset), civil(now, offset)) else { return "?".into() };
    if time.date() != today.date() {
        return time.strftime("%m-%d %H:%M").to_string();
    }
    if with_millis {
        time.strftime("%H:%M:%S%.3f").to_string()
    } else {
        time.strftime("%H:%M:%S").to_string()
    }
}

/// `2026-11-02 14:03:07`, with milliseconds where they are known.
pub fn in_full(at: Millis, with_millis: bool, offset: i32) -> String {
    let Some(time) = civil(at, offset) else { return "?".into() };
    if with_millis {
        time.strftime("%F %H:%M:%S%.3f").to_string()
    } else {
        time.strftime("%F %H:%M:%S").to_string()
    }
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

/// How long something has been going on: `00:14`, `02:14`, `1:02:14`.
pub fn running(millis: Millis) -> String {
    let seconds = millis.max(0) / 1_000;
    let (hours, minutes, seconds) = (seconds / 3_600, seconds / 60 % 60, seconds % 60);
    if hours > 0 {
        format!("{hours}:{minutes:02}:{seconds:02}")
    } else {
        format!("{minutes:02}:{seconds:02}")
    }
}

#[cfg(test)]
mod tests {
    use super::{in_full, of_day, running, zone};

    #[test]
    fn times_are_of_the_day_where_they_are_read() {
        let at = 1_793_628_187_112; // 2026-11-02T14:03:07.112Z
        assert_eq!(of_day(at, true, at, 0), "14:03:07.112");
        assert_eq!(of_day(at, false, at, 3_600), "15:03:07");
        assert_eq!(of_day(at, true, at + 86_400_000, 0), "11-02 14:03");
        assert_eq!(of_day(i64::MAX, true, at, 0), "?");
        assert_eq!(in_full(at, true, -12_600), "2026-11-02 10:33:07.112");
    }

    #[test]
    fn zones_and_spans_read_well() {
        assert_eq!([zone(0), zone(3_600), zone(-12_600)], ["UTC", "UTC+1", "UTC−3:30"]);
        assert_eq!(
            [running(14_000), running(134_999), running(3_734_000), running(-5)],
            ["00:14", "02:14", "1:02:14", "00:00"]
        );
    }
}
