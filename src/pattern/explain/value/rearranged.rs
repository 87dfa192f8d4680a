//! Texts that are one once their pieces are put in one order or their marks left out: brackets, query
//! parameters, telephone numbers, paths, repository URLs, times of day.

use crate::pattern::explain::value::{notation, numerals};
use crate::pattern::explain::wording::opposites::words;

/// How two texts are one though they differ, as a clause.
pub(super) fn of_texts(met: &str, wanted: &str) -> Option<&'static str> {
    const BRACKETS: [char; 8] = ['[', ']', '(', ')', '{', '}', '<', '>'];
    let bare = |text: &str| -> Option<String> {
        let inner = text.strip_prefix(BRACKETS)?.strip_suffix(BRACKETS)?;
        Some(inner.to_owned())
    };
    if bare(met).as_deref() == Some(wanted) || bare(wanted).as_deref() == Some(met) {
        return Some("only the brackets around it differ, and they count");
    }
    let is_it = |text: &str, other: &str| bare(text).is_some_and(|text| text.eq_ignore_ascii_case(other));
    if is_it(met, wanted) || is_it(wanted, met) {
        return Some("only the brackets around it and the letter case differ, and they count");
    }
    if is_one_object(met, wanted) {
        return Some(
            "it is the same JSON, written or ordered in another way, and EventBridge compares the characters",
        );
    }
    if is_one_time(met, wanted) {
        return Some("it is the same time in another notation, and EventBridge compares the characters");
    }
    if let Some(how) = of_one_sort(met, wanted) {
        return Some(how);
    }
    let turned = |text: &str| {
        let (last, first) = text.split_once(", ")?;
        (!first.contains(',')).then(|| format!("{first} {last}"))
    };
    if turned(met).as_deref() == Some(wanted) || turned(wanted).as_deref() == Some(met) {
        return Some("only the order of the names differs, and it counts");
    }
    if are_one_cron(met, wanted) {
        return Some(
            "both are the same times, in five fields as Unix writes them and in six, with the year, as AWS does, and \
                EventBridge compares the characters",
        );
    }
    are_words_of_one(met, wanted).then_some(SAME_WORDS)
}

/// What is said of texts that may be two things all the same.
pub(super) const GUESSED: [&str; 8] = [
    notation::LEADING_ZEROS,
    notation::SAME_DATE,
    notation::SAME_NUMBER,
    notation::MORE_THAN_NUMBER,
    SAME_WORDS,
    SAME_BRANCH,
    SAME_TAG,
    notation::TRANSCRIBED,
];

/// Said of two texts of the same words: in another order they may name another thing.
pub(super) const SAME_WORDS: &str =
    "the same words stand in another order, and EventBridge compares the characters";

/// Whether two texts have the same words in another order: `com.acme.orders` and `orders.acme.com`. Of
/// numbers another order is another number.
fn are_words_of_one(met: &str, wanted: &str) -> bool {
    /// More words make a sentence.
    const MOST: usize = 12;
    /// Marks and blanks that stand between words on one side only, at most.
    const MARKS: usize = 8;
    if met.len().abs_diff(wanted.len()) > MARKS {
        return false;
    }
    let (these, those) = (words(met), words(wanted));
    let lettered = these.iter().filter(|word| word.chars().filter(|c| c.is_alphabetic()).count() > 1);
    let several = lettered.count() > 1 && these.len() <= MOST;
    let sorted = |words: &[String]| {
        let mut words = words.to_vec();
        words.sort_unstable();
        words
    };
    several && these != those && sorted(&these) == sorted(&those)
}

/// Whether two texts are one cron expression, of five fields and of AWS's six, where a question mark stands
/// for no day.
fn are_one_cron(met: &str, wanted: &str) -> bool {
    let fields = |text: &str| -> Option<(bool, Vec<String>)> {
        let inner = text.trim().strip_prefix("cron(").and_then(|rest| rest.strip_suffix(')')).unwrap_or(text);
        let is_field = |field: &str| field.chars().all(|c| c.is_ascii_alphanumeric() || "*?/,-#".contains(c));
        let mut fields: Vec<String> = inner.split_whitespace().map(|field| field.replace('?', "*")).collect();
        let of_aws = fields.len() == 6 && fields.last().is_some_and(|year| year == "*");
        if of_aws {
            fields.pop();
        }
        (fields.len() == 5 && fields.iter().all(|field| is_field(field))).then_some((of_aws, fields))
    };
    // The days of the week are counted from 0 by the one, and from 1 by the other.
    let counts_days =
        |fields: &[String]| fields.last().is_some_and(|days| days.bytes().any(|b| b.is_ascii_digit()));
    fields(met).zip(fields(wanted)).is_some_and(|((here, these), (there, those))| {
        here != there && these == those && !counts_days(&these)
    })
}

/// How two telephone numbers, paths, queries, numbers or times of day are one, as a clause.
fn of_one_sort(met: &str, wanted: &str) -> Option<&'static str> {
    let same = |read: fn(&str) -> Option<String>| {
        read(met).is_some_and(|there| read(wanted).as_ref() == Some(&there))
    };
    let query = |text: &str| {
        let mut parts: Vec<&str> = text.split('&').collect();
        parts.sort_unstable();
        let is_query = parts.len() > 1 && parts.iter().all(|part| part.contains('='));
        is_query.then(|| parts.join("&"))
    };
    if same(query) {
        return Some("only the order of the query's parts differs, and it counts");
    }
    let telephone = |text: &str| {
        let digits: String =
            text.chars().filter(|c| !matches!(c, ' ' | '-' | '/' | '(' | ')' | '.')).collect();
        let number = digits.strip_prefix('+').or_else(|| digits.strip_prefix("00"))?;
        (number.len() > 6 && number.bytes().all(|b| b.is_ascii_digit())).then(|| number.to_owned())
    };
    if same(telephone) {
        return Some(
            "it is the same telephone number in another notation, and EventBridge compares the characters",
        );
    }
    let path = |text: &str| {
        let mut kept: Vec<&str> = Vec::new();
        for step in text.split('/') {
            match step {
                "." => {}
                ".." if kept.last().is_some_and(|last| !matches!(*last, "" | "..")) => {
                    kept.pop();
                }
                step => kept.push(step),
            }
        }
        text.contains('/').then(|| kept.join("/"))
    };
    if (met.contains("./") || wanted.contains("./")) && same(path) {
        return Some(
            "it is the same path, once with steps such as \"..\" in it, and EventBridge compares the characters",
        );
    }
    if numerals::are_one(met, wanted) {
        return Some(
            "it is the same number in another notation, and in strings EventBridge compares the characters",
        );
    }
    let of_git = |text: &&str| text.starts_with("git@") || text.strip_suffix(".git").is_some();
    if [met, wanted].iter().any(of_git) && same(repository) {
        return Some(
            "it is the same repository in another notation, and EventBridge compares the characters",
        );
    }
    if let Some(how) = of_branches(met, wanted) {
        return Some(how);
    }
    let half_days = met.to_uppercase().ends_with('M') || wanted.to_uppercase().ends_with('M');
    (half_days && same(time_of_day))
        .then_some("it is the same time of day in another notation, and EventBridge compares the characters")
}

/// Said of a branch by its name and by that of its copy: where `origin` is no remote, they are two.
pub(super) const SAME_BRANCH: &str =
    "the one has the name of a remote before the branch's, and EventBridge compares the characters";

/// Said of a tag by its name, which may be that of a branch.
pub(super) const SAME_TAG: &str =
    "the one is a tag as Git writes it in full, and EventBridge compares the characters";

/// How two texts name one branch of a repository, as Git writes it in full and as people do.
fn of_branches(met: &str, wanted: &str) -> Option<&'static str> {
    let in_full = |text: &str| text.strip_prefix("refs/heads/").map(str::to_owned);
    let is_it = |full: &str, other: &str| {
        in_full(full).is_some_and(|branch| branch == other || other == format!("heads/{branch}"))
    };
    if is_it(met, wanted) || is_it(wanted, met) {
        return Some(
            "it is the same branch, once as Git writes it in full, and EventBridge compares the characters",
        );
    }
    let copy = |text: &str| {
        let rest =
            text.strip_prefix("refs/remotes/").or_else(|| text.strip_prefix("remotes/")).unwrap_or(text);
        rest.strip_prefix("origin/").map(str::to_owned)
    };
    let is_copy = |text: &str, other: &str| {
        copy(text)
            .is_some_and(|branch| branch == other || in_full(other).is_some_and(|other| other == branch))
    };
    let is_tag = |text: &str, other: &str| text.strip_prefix("refs/tags/") == Some(other);
    if is_tag(met, wanted) || is_tag(wanted, met) {
        return Some(SAME_TAG);
    }
    (is_copy(met, wanted) || is_copy(wanted, met)).then_some(SAME_BRANCH)
}

/// The host and path of a repository's address for Git, however it is reached.
fn repository(text: &str) -> Option<String> {
    let text = text.strip_suffix(".git").unwrap_or(text);
    let rest = text.strip_prefix("git@").and_then(|rest| rest.split_once(':'));
    let (host, path) = rest.or_else(|| {
        let rest = text.strip_prefix("https://").or_else(|| text.strip_prefix("ssh://git@"))?;
        rest.split_once('/')
    })?;
    Some(format!("{}/{path}", host.to_lowercase()))
}

/// A time of day in hours of 24 and minutes, of one that may have AM or PM behind it.
fn time_of_day(text: &str) -> Option<String> {
    let upper = text.trim().to_uppercase();
    let (clock, half) = match (upper.strip_suffix("AM"), upper.strip_suffix("PM")) {
        (Some(clock), _) => (clock, Some(0)),
        (_, Some(clock)) => (clock, Some(12)),
        (None, None) => (upper.as_str(), None),
    };
    let (hours, minutes) = clock.trim().split_once(':')?;
    let (hours, minutes): (u32, u32) = (hours.parse().ok()?, minutes.parse().ok()?);
    let hours = half.map_or(hours, |half| hours % 12 + half);
    (hours < 24 && minutes < 60).then(|| format!("{hours:02}:{minutes:02}"))
}

/// Whether two texts are one object or list of JSON, whatever the order of its names.
fn is_one_object(met: &str, wanted: &str) -> bool {
    let read = |text: &str| -> Option<serde_json::Value> {
        let is_json = text.trim_start().starts_with(['{', '[']);
        is_json.then(|| serde_json::from_str(text).ok()).flatten()
    };
    met != wanted && read(met).is_some_and(|there| read(wanted) == Some(there))
}

/// Whether two texts are one time of one day, with a `T` or a blank between the two and a zone behind or,
/// where it is in UTC, none; full minutes may lack their seconds.
fn is_one_time(met: &str, wanted: &str) -> bool {
    let is_of = |text: &str, shape: &str| {
        let digits = text.chars().map(|c| if c.is_ascii_digit() { '0' } else { c });
        digits.eq(shape.chars())
    };
    let cut = |text: &str, shape: &str| -> Option<(String, String)> {
        let (time, zone) = text.split_at_checked(shape.len())?;
        let time = time.replace([' ', 't'], "T");
        is_of(&time, shape).then(|| (time, zone.to_owned()))
    };
    let read = |text: &str| -> Option<(String, String)> {
        let in_minutes = || cut(text, "0000-00-00T00:00").map(|(time, zone)| (format!("{time}:00"), zone));
        let (time, zone) = cut(text, "0000-00-00T00:00:00").or_else(in_minutes)?;
        let zone = match zone.trim().replace(':', "").to_uppercase().as_str() {
            "" | "Z" | "UTC" | "GMT" | "+00" | "+0000" | "-0000" => "Z".to_owned(),
            zone => zone.to_owned(),
        };
        Some((time, zone))
    };
    let Some(there) = read(met).filter(|(_, zone)| !zone.starts_with(['.', ','])) else { return false };
    met != wanted && read(wanted) == Some(there)
}

#[cfg(test)]
mod tests {
    use super::of_texts;

    #[test]
    fn one_text_in_another_arrangement() {
        for (met, wanted) in [
            ("2026-10-21T04:29:00Z", "2026-10-21 04:29 UTC"),
            ("2001:db8::17", "[2001:db8::17]"),
            ("7bf73129-aa", "{7BF73129-AA}"),
            ("https://github.com/acme/shop.git", "git@github.com:acme/shop.git"),
            ("https://github.com/acme/shop.git", "https://github.com/acme/shop"),
            ("ssh://git@GitHub.com/acme/shop", "git@github.com:acme/shop.git"),
            (r#"{"a":1,"b":[2]}"#, r#"{ "b": [2], "a": 1 }"#),
            ("2026-11-24T08:15:30Z", "2026-11-24 08:15:30"),
            ("2026-11-24 08:15:30 UTC", "2026-11-24T08:15:30+00:00"),
            ("2026-11-24T08:15:30+0100", "2026-11-24 08:15:30+01:00"),
            ("Jane Doe", "Doe, Jane"),
            ("c=d&a=b", "a=b&c=d"),
            ("0049170123", "+49 170 123"),
            ("a/c", "a/b/../c"),
            ("31", "0x1F"),
            ("refs/heads/main", "main"),
            ("refs/heads/main", "origin/main"),
            ("main", "origin/main"),
            ("refs/tags/v1.2.0", "v1.2.0"),
            ("release/1.2", "refs/remotes/origin/release/1.2"),
            ("08:15", "8:15 AM"),
            ("20:15", "8:15pm"),
            ("com.acme.orders", "orders.acme.com"),
            ("cron(0 12 * * ? *)", "0 12 * * *"),
            ("OrderCreated", "created-order"),
        ] {
            assert!(of_texts(met, wanted).is_some() && of_texts(wanted, met).is_some(), "{met} {wanted}");
        }
        for (met, wanted) in [
            (r#"{"a":1}"#, r#"{"a":2}"#),
            ("2026-11-24T08:15:30Z", "2026-11-24 08:15:31"),
            ("2026-11-24T08:15:30+01:00", "2026-11-24T08:15:30Z"),
            ("2026-11-24T08:15:30+01:00", "2026-11-24 08:15:30"),
            ("a", "../../a"),
            ("../a", "../../../a"),
            ("a, b", "c a"),
            ("a/b", "a/b/c"),
            ("08:15", "8:15 PM"),
            ("0x1F", "32"),
            ("refs/heads/main", "refs/tags/main"),
            ("refs/heads/feature/main", "main"),
            ("a-12-5", "a-5-12"),
            ("cron(0 12 * * ? 2027)", "0 12 * * *"),
            ("0 12 * * *", "0 13 * * *"),
            ("cron(0 12 ? * 1 *)", "0 12 * * 1"),
            ("order-created-order", "created-order-created"),
            ("https://github.com/acme/shop.git", "git@github.com:acme/shops.git"),
        ] {
            assert_eq!(of_texts(met, wanted), None, "{met} {wanted}");
        }
    }
}
