//! Spans as they are given on the command line, and the local offset of the times that are shown.

use crate::model::Millis;
use crate::text::time::{date_and_time, in_full, zone};
use jiff::{SignedDuration, Timestamp, tz::TimeZone};
use std::time::Duration;

/// A span, such as `30s` or `1h30m`; it may be nothing.
pub(super) fn span(text: &str) -> Result<Duration, String> {
    let span = text.parse::<SignedDuration>().ok().and_then(|span| Duration::try_from(span).ok());
    span.ok_or_else(|| "write a duration such as 30s, 10m, 2h or 1h30m".to_owned())
}

/// A span that is more than nothing.
pub(super) fn some_span(text: &str) -> Result<Duration, String> {
    let span = span(text)?;
    if span.is_zero() { Err("it must be longer than 0".to_owned()) } else { Ok(span) }
}

/// A time in UTC, and where this machine's is another, in that too.
pub(super) fn in_full_with_local(at: Millis) -> String {
    let (utc, offset) = (in_full(at, false, 0), offset_at(at));
    if offset == 0 {
        return format!("{utc} UTC");
    }
    format!("{utc} UTC ({} {})", date_and_time(at, offset), zone(offset))
}

/// Seconds that local time was, or will be, ahead of UTC then.
pub(super) fn offset_at(at: Millis) -> i32 {
    Timestamp::from_millisecond(at).map_or(0, |time| TimeZone::system().to_offset(time).seconds())
}

#[cfg(test)]
mod tests {
    use super::{some_span, span};
    use crate::diagnose::{SETTLE, WAIT};
    use clap::Parser as _;
    use std::time::Duration;

    #[test]
    fn a_span_is_read_as_people_write_it_and_never_runs_backwards() {
        assert_eq!(span("1h30m"), Ok(Duration::from_mins(90)));
        assert_eq!((span("0s"), some_span("1s")), (Ok(Duration::ZERO), Ok(Duration::from_secs(1))));
        for wrong in ["-5s", "5", "", "soon"] {
            assert_eq!(span(wrong).unwrap_err(), "write a duration such as 30s, 10m, 2h or 1h30m", "{wrong}");
        }
        assert_eq!(some_span("0s").unwrap_err(), "it must be longer than 0");
    }

    #[test]
    fn a_probe_waits_as_long_here_as_on_the_screen() {
        #[derive(clap::Parser)]
        struct Alone {
            #[command(flatten)]
            args: crate::cli::probe::Args,
        }
        let args = Alone::parse_from(["probe", "r"]).args;
        assert_eq!((args.settle, args.wait), (SETTLE, WAIT));
    }
}
