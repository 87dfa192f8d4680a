//! One moment or day in two notations.

use jiff::Timestamp;
use std::cmp::Ordering;

use crate::pattern::explain::catalogue::MissKind;
use crate::pattern::explain::miss::Nearest;
use crate::pattern::explain::value::Pair;
use crate::pattern::explain::value::text_ladder::{AskedText, How};
use crate::pattern::explain::wording::opposites::words;
use crate::pattern::explain::wording::similarity::{literal, quoted};

impl Pair<'_> {
    /// The same day or second, written in another way than the pattern does.
    pub(super) fn day(&self, nearest: &mut Nearest, met: &str, asked: &AskedText<'_>) {
        let both = || format!("The event has {}, and the pattern wants {}", self.met(), asked.wanted());
        let prefix = |text: &str| self.instead(format!("{{\"prefix\": {}}}", literal(text.as_bytes())));
        if let How::Whole = asked.how
            && differ_by_a_fraction(met, asked.text)
        {
            return nearest.offer(MissKind::Notation, 2, || {
                let sentence = format!(
                    "{}: only the fraction of the second differs, and EventBridge compares the characters. A prefix \
                        takes the second with any fraction.",
                    both()
                );
                (sentence, up_to_seconds(met).and_then(prefix))
            });
        }
        if let Some(written) = with_zeros(asked.text.trim_end()).filter(|_| !matches!(asked.how, How::Suffix))
            && written != asked.text
            && met.starts_with(&written)
        {
            return nearest.offer(MissKind::Notation, 2, || {
                let sentence = format!(
                    "{}: it is the same date, which the event writes {}, and EventBridge compares the characters.",
                    both(),
                    quoted(written.as_bytes())
                );
                (sentence, prefix(&written))
            });
        }
        if let Some(written) = with_its_mark(met, asked.text).filter(|_| matches!(asked.how, How::Prefix)) {
            return nearest.offer(MissKind::Notation, 2, || {
                let sentence = format!(
                    "{}: it is the same time, which the event writes {}, and EventBridge compares the characters.",
                    both(),
                    quoted(written.as_bytes())
                );
                (sentence, prefix(written))
            });
        }
        if let Some((written, is_exact)) =
            of_another_zone(met, asked.text).filter(|_| matches!(asked.how, How::Prefix))
        {
            return nearest.offer(MissKind::Notation, 2, || {
                let sentence = format!(
                    "{}: in UTC the time begins so, but the event writes that of another zone, {}, and EventBridge \
                        compares the characters. A prefix takes the times of one zone only.",
                    both(),
                    quoted(written.as_bytes())
                );
                (sentence, prefix(written).filter(|_| is_exact))
            });
        }
        let day = |text| day_in_words(text).or_else(|| day_in_digits(text));
        let days = day(met).zip(day(asked.text)).filter(|(there, wanted)| there.written != wanted.written);
        if !matches!(asked.how, How::Whole | How::Prefix) {
            return;
        }
        let Some((there, wanted)) = days.filter(|(there, wanted)| is_same(there, wanted)) else {
            if let (Some(there), Some(wanted)) = (met.get(..10), asked.text.get(..10))
                && (day_in_digits(there).is_some() || day_in_digits(wanted).is_some())
                && is_same_date(there, wanted)
            {
                nearest.offer(MissKind::Notation, 4, || {
                    let sentence = format!(
                        "{}: the same three numbers are a day in another order, which the event writes {}. Write it \
                            like that, if it is the same day.",
                        both(),
                        quoted(there.as_bytes())
                    );
                    (sentence, None)
                });
            }
            return;
        };
        nearest.offer(MissKind::Notation, 3, || {
            let sentence = format!(
                "{}: it is the same day, which the event writes {}, and EventBridge compares the characters.",
                both(),
                quoted(there.written.as_bytes())
            );
            // A time behind the day is written in another way, too.
            let whole = wanted.written.len() == asked.text.len();
            let alone = there.written.len() == met.len() && matches!(asked.how, How::Whole);
            let fix = if alone { self.take_over() } else { prefix(there.written) };
            (sentence, if whole { fix } else { None })
        });
    }
}

/// A day as a text begins with it: year, month, day, and how much of the text says so.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Day<'t> {
    date: (u32, u32, u32),
    pub(super) written: &'t str,
}

const MONTHS: [&str; 12] =
    ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];

/// The day that a text begins with, in words (`Wed, 4 Mar 2026`, `March 4, 2026`, `04/Mar/2026`).
pub(super) fn day_in_words(text: &str) -> Option<Day<'_>> {
    let is_part = |c: char| c.is_ascii_alphanumeric();
    let mut parts = Vec::new();
    let mut at = 0;
    while let Some(rest) = text.get(at..).filter(|rest| !rest.is_empty() && parts.len() < 4) {
        let length = rest.find(|c| !is_part(c)).unwrap_or(rest.len());
        if length > 0 {
            parts.push((rest.get(..length)?, at + length));
        }
        at += length.max(1) + usize::from(length > 0);
        if !text.is_char_boundary(at.min(text.len())) {
            return None;
        }
    }
    let (mut year, mut month, mut day) = (None, None, None);
    for (part, end) in parts {
        let word = part.get(..3).unwrap_or_default().to_ascii_lowercase();
        match part.parse::<u32>() {
            Ok(number) if part.len() == 4 => year = Some(number),
            Ok(number @ 1..=31) if part.len() <= 2 && day.is_none() => day = Some(number),
            Ok(_) => return None,
            Err(_) => month = month.or_else(|| MONTHS.iter().position(|name| *name == word)),
        }
        if let (Some(year), Some(month), Some(day)) = (year, month, day) {
            let date = (year, u32::try_from(month).ok()? + 1, day);
            return Some(Day { date, written: text.get(..end)? });
        }
    }
    None
}

/// The day that a text begins with in digits: `2026-03-04`, `04.03.2026`, `03/14/2026`; none where day and
/// month may be either way round.
pub(super) fn day_in_digits(text: &str) -> Option<Day<'_>> {
    let written = text.get(..10)?;
    let parts: Option<Vec<u32>> =
        written.split(['-', '/', '.']).map(|part| part.parse::<u32>().ok()).collect();
    let date = match parts?.as_slice() {
        [year @ 1000..=9999, month, day] => (*year, *month, *day),
        // The 13th and later days tell the day from the month; before, only points do, which divide Europe's
        // order.
        [day, month, year @ 1000..=9999] if *day > 12 || written.contains('.') => (*year, *month, *day),
        [month, day, year @ 1000..=9999] if *day > 12 || month == day => (*year, *month, *day),
        _ => return None,
    };
    (date.0 >= 1000 && (1..=12).contains(&date.1) && (1..=31).contains(&date.2))
        .then_some(Day { date, written })
}

/// A year and month, or a day, as `2026-03-04` writes it, of one without its zeros or marks; none for any
/// other text.
pub(super) fn with_zeros(text: &str) -> Option<String> {
    let digits = |text: &str| text.bytes().all(|b| b.is_ascii_digit()) && !text.is_empty();
    if text.len() == 8 && digits(text) {
        let (year, month, day) = (text.get(..4)?, text.get(4..6)?, text.get(6..)?);
        let written = format!("{year}-{month}-{day}");
        return (is_year(year) && day_in_digits(&written).is_some()).then_some(written);
    }
    let parts: Vec<&str> = text.split('-').collect();
    let (year, rest) = parts.split_first()?;
    let short = |part: &&str| digits(part) && part.len() <= 2;
    let is_date = is_year(year) && (1..=2).contains(&rest.len()) && rest.iter().all(short);
    is_date.then(|| {
        let rest = rest.iter().map(|part| format!("-{part:0>2}"));
        std::iter::once((*year).to_owned()).chain(rest).collect()
    })
}

/// Where the event's time is written in another zone, and the same time in UTC begins with what is wanted: as
/// much of the event's own text, and whether as a prefix it takes the same span.
fn of_another_zone<'m>(met: &'m str, wanted: &str) -> Option<(&'m str, bool)> {
    const UP_TO_THE_HOUR: usize = "2026-03-04T05".len();
    const UP_TO_TEN_MINUTES: usize = "2026-03-04T05:0".len();
    const UP_TO_THE_SECOND: usize = "2026-03-04T05:06:07".len();
    let moment = met.parse::<Timestamp>().ok()?;
    if wanted.len() < UP_TO_THE_HOUR || !moment.to_string().starts_with(wanted) {
        return None;
    }
    let written =
        met.get(..wanted.len().min(UP_TO_THE_SECOND)).filter(|written| !wanted.starts_with(*written))?;
    let local = format!("{}Z", met.get(..UP_TO_THE_SECOND)?).parse::<Timestamp>().ok()?;
    let offset = local.as_second() - moment.as_second();
    let unit = match wanted.len().cmp(&UP_TO_TEN_MINUTES) {
        Ordering::Less => 3_600,
        Ordering::Equal => 600,
        Ordering::Greater => 60,
    };
    Some((written, offset % unit == 0 && wanted.len() <= UP_TO_THE_SECOND))
}

/// What a text begins with that is the beginning of a time but for the mark between the day and the hour: `T`
/// or a blank.
fn with_its_mark<'m>(met: &'m str, wanted: &str) -> Option<&'m str> {
    let cut = |text: &str| -> Option<(String, char, String)> {
        let (day, rest) = text.split_at_checked(10).filter(|(day, _)| day_in_digits(day).is_some())?;
        let mark = rest.chars().next().filter(|c| matches!(c, 'T' | 't' | ' ' | '_'))?;
        Some((day.to_owned(), mark, rest.get(1..)?.to_owned()))
    };
    let written = met.get(..wanted.len())?;
    let ((day, mark, hour), (wanted_day, wanted_mark, wanted_hour)) = cut(written).zip(cut(wanted))?;
    (day == wanted_day && hour == wanted_hour && mark != wanted_mark).then_some(written)
}

fn is_year(text: &str) -> bool {
    text.len() == 4 && text.parse().is_ok_and(|year: u32| (1900..2200).contains(&year))
}

/// The range of the moments of a day in the unit of a number that is one of them, seconds or milliseconds
/// since 1970.
pub(super) fn counted_day(day: &str, number: &str) -> Option<String> {
    const DAY: i64 = 86_400;
    let (year, month, date) = day_in_digits(day).filter(|found| found.written.len() == day.len())?.date;
    let start = format!("{year:04}-{month:02}-{date:02}T00:00:00Z").parse::<Timestamp>().ok()?.as_second();
    let number: i64 = number.parse().ok()?;
    let unit = [1, 1_000].into_iter().find(|unit| (start * unit..(start + DAY) * unit).contains(&number))?;
    Some(format!("[\">=\", {}, \"<\", {}]", start * unit, (start + DAY) * unit))
}

/// What a unit of time is called, and how many of it a second has.
pub(super) type EpochUnit = (&'static str, f64);

/// The unit in which a number counts the time from 1970 to a year of this age.
pub(super) fn unit_of(number: f64) -> Option<EpochUnit> {
    /// Seconds to 1995 and to 2096.
    const AGE: std::ops::Range<f64> = 8e8..4e9;
    let units = [("seconds", 1.0), ("milliseconds", 1e3), ("microseconds", 1e6), ("nanoseconds", 1e9)];
    units.into_iter().find(|(_, scale)| AGE.contains(&(number / scale)))
}

/// Whether the last name of a path is that of a moment: `createdAt`, `event_time`, `ts`.
pub(super) fn names_a_time(path: &str) -> bool {
    const WORDS: &[&str] = &[
        "at",
        "birthdate",
        "created",
        "createdate",
        "createtime",
        "date",
        "datetime",
        "day",
        "deadline",
        "deleted",
        "due",
        "end",
        "ended",
        "epoch",
        "enddate",
        "endtime",
        "eventtime",
        "exp",
        "expires",
        "expiration",
        "expiry",
        "finished",
        "iat",
        "issued",
        "lastseen",
        "modified",
        "modtime",
        "nbf",
        "occurred",
        "published",
        "received",
        "scheduled",
        "seen",
        "sent",
        "since",
        "start",
        "startdate",
        "started",
        "starttime",
        "time",
        "timestamp",
        "ts",
        "until",
        "updated",
        "when",
    ];
    words(path.rsplit('.').next().unwrap_or_default()).iter().any(|word| {
        let word = word.trim_end_matches(|c: char| c.is_ascii_digit());
        WORDS.contains(&word)
    })
}

/// Whether two days are one.
pub(super) fn is_same(a: &Day<'_>, b: &Day<'_>) -> bool {
    a.date == b.date
}

/// The moments of two texts that differ in nothing but the fraction of a second, which one of them leaves
/// out.
pub(super) fn differ_by_a_fraction(met: &str, wanted: &str) -> bool {
    let (Ok(a), Ok(b)) = (met.parse::<Timestamp>(), wanted.parse::<Timestamp>()) else { return false };
    let whole = [a, b].iter().filter(|moment| moment.subsec_nanosecond() == 0).count();
    let alike = up_to_seconds(met).is_some_and(|written| up_to_seconds(wanted) == Some(written));
    a != b && a.as_second() == b.as_second() && whole == 1 && alike
}

/// A text up to its seconds: `2026-03-04T05:06:07`.
pub(super) fn up_to_seconds(text: &str) -> Option<&str> {
    text.get(..19).filter(|written| written.ends_with(|c: char| c.is_ascii_digit()))
}

/// Two dates with the same three numbers, one of them a year, in another order or with other separators. With
/// the year at one end in both, another order of the rest is another day, unless one of them has no such
/// month.
pub(super) fn is_same_date(met: &str, wanted: &str) -> bool {
    let numbers = |text: &str| -> Option<Vec<u32>> {
        let parts: Option<Vec<u32>> = text
            .split(['-', '/', '.'])
            .map(|part| if part.len() <= 4 { part.parse().ok() } else { None })
            .collect();
        parts.filter(|parts| parts.len() == 3 && parts.iter().any(|part| (1000..=9999).contains(part)))
    };
    let (Some(a), Some(b)) = (numbers(met), numbers(wanted)) else { return false };
    let sorted = |numbers: &[u32]| {
        let mut numbers = numbers.to_vec();
        numbers.sort_unstable();
        numbers
    };
    let year_at = |numbers: &[u32]| numbers.iter().position(|part| (1000..=9999).contains(part));
    let has_day = a.iter().any(|part| (13..=31).contains(part));
    met != wanted && sorted(&a) == sorted(&b) && (a == b || year_at(&a) != year_at(&b) || has_day)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_are_read() {
        for (text, written) in [
            ("Wed, 4 Mar 2026 05:00:00 GMT", "Wed, 4 Mar 2026"),
            ("March 4, 2026", "March 4, 2026"),
            ("04/Mar/2026:05:00:00 +0000", "04/Mar/2026"),
            ("Mar 4 2026", "Mar 4 2026"),
        ] {
            let day = day_in_words(text).unwrap();
            assert_eq!(day.written, written, "{text}");
            assert!(is_same(&day, &day_in_digits("2026-03-04T05").unwrap()), "{text}");
        }
        for text in ["2026-03-04", "may be", "marina 4", "1 2 3 2026", "é", ""] {
            assert!(day_in_words(text).is_none(), "{text}");
        }
        assert_eq!(with_its_mark("2026-03-04T05:06:07Z", "2026-03-04 05:"), Some("2026-03-04T05:"));
        assert_eq!(with_its_mark("2026-03-04T05:06:07Z", "2026-03-04 06:"), None);
        let other = of_another_zone("2026-03-04T05:06:07+02:00", "2026-03-04T03:06");
        assert_eq!(other, Some(("2026-03-04T05:06", true)));
        assert_eq!(of_another_zone("2026-03-04T05:06:07+02:00", "2026-03-04"), None);
        assert!(is_same_date("2026-03-04", "04/03/2026") && is_same_date("2026-03-04", "2026/03/04"));
        assert!(is_same_date("2026-14-03", "2026-03-14") && !is_same_date("2026-04-03", "2026-03-04"));
        assert!(!is_same_date("03/04/2026", "04/03/2026"));
        let range = counted_day("2026-07-07", "1783407600000");
        assert_eq!(range.as_deref(), Some("[\">=\", 1783382400000, \"<\", 1783468800000]"));
        assert_eq!(counted_day("2026-07-08", "1783407600000"), None);
        assert!(differ_by_a_fraction("2026-03-04T05:06:07.123Z", "2026-03-04T05:06:07Z"));
        assert!(!differ_by_a_fraction("2026-03-04T05:06:08Z", "2026-03-04T05:06:07Z"));
        assert!(!differ_by_a_fraction("2026-03-04T05:06:07.123Z", "2026-03-04T06:06:07+01:00"));
    }
}
