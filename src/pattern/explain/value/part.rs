//! One text that is a part of the other: what is more there, and which operator would take it.

use crate::json::Fix;
use crate::pattern::explain::catalogue::MissKind;
use crate::pattern::explain::miss::Nearest;
use crate::pattern::explain::value::{Pair, arn, notation};
use crate::pattern::explain::wording::differences::difference;
use crate::pattern::explain::wording::similarity::{literal, quoted};
use crate::pattern::lint::known::DETAIL_TYPES;
use crate::pattern::wildcard::escape_wildcard;
use crate::text::is_account_number;

impl Pair<'_> {
    /// One text inside the other.
    pub(super) fn parts(&self, nearest: &mut Nearest, met_text: &str, wanted_text: &str) {
        let (met, wanted) = (|| self.met(), || quoted(wanted_text.as_bytes()));
        if wanted_text.chars().count() < 3 {
            return;
        }
        let weak = |distance: usize, long: &str, part: &str| {
            if stands_alone(long, part) { distance } else { distance + WEAK }
        };
        if let Some((more, place)) = slip(met_text, wanted_text) {
            return nearest.offer(MissKind::Part, weak(0, met_text, wanted_text), || {
                let how = if place == "end" { "begins" } else { "ends" };
                let sentence = format!(
                    "The event has {}, which {how} with {} and has {} more at the {place}; a plain string must be \
                        the whole value.",
                    met(),
                    wanted(),
                    quoted(more.as_bytes())
                );
                (sentence, self.take_over())
            });
        }
        // Of a state or type it is another one, which may be meant as well.
        let of_a_set =
            is_of_a_set(self.path) && [met_text, wanted_text].iter().all(|text| is_plain_word(text));
        if of_a_set && (met_text.starts_with(wanted_text) || met_text.ends_with(wanted_text)) {
            return nearest.offer(MissKind::Part, 0, || {
                let place = if met_text.starts_with(wanted_text) { "begins" } else { "ends" };
                let sentence = format!(
                    "The event has {0}, which {place} with {1} but is a value of its own; a plain string must be the \
                        whole value. Where {0} is meant as well, it stands beside {1}; where no event has {1}, in \
                        its place.",
                    met(),
                    wanted()
                );
                (sentence, self.add_if_meant())
            });
        }
        // Of what AWS itself writes at the top of an event, the whole text is meant.
        let whole = matches!(self.path, "source" | "detail-type" | "account" | "region" | "id");
        let operator = |name: &str, text: &str| {
            if whole {
                self.take_over()
            } else {
                self.instead(format!("{{\"{name}\": {}}}", literal(text.as_bytes())))
            }
        };
        if let Some(behind) = met_text.strip_prefix(wanted_text) {
            nearest.offer(MissKind::Part, weak(0, met_text, wanted_text), || {
                // With the mark behind it a prefix takes in no longer names.
                let next: String = behind.chars().take(1).filter(|_| !wanted_text.ends_with(mark)).collect();
                let dated = self.path == "detail.eventName"
                    && behind.len() >= 8
                    && next.chars().all(char::is_numeric);
                let day = wanted_text.len() == 10
                    && wanted_text.bytes().all(|b| b.is_ascii_digit() || b == b'-')
                    && next == "T";
                let with = if next.chars().all(mark) || day {
                    format!("{wanted_text}{next}")
                } else {
                    wanted_text.to_owned()
                };
                let hint = if dated {
                    " Some services' calls carry the date of their API version behind the name.".to_owned()
                } else if with == wanted_text && !wanted_text.ends_with(mark) && !whole {
                    format!(
                        " {{\"prefix\": {0}}} would also accept other texts that begin with {0}.",
                        wanted()
                    )
                } else {
                    String::new()
                };
                let sentence = format!(
                    "The event has {}, which begins with {} and goes on; a plain string must be the whole \
                        value.{hint}",
                    met(),
                    wanted()
                );
                (sentence, if dated { self.take_over() } else { operator("prefix", &with) })
            });
        } else if let Some(before) = met_text.strip_suffix(wanted_text) {
            nearest.offer(MissKind::Part, weak(1, met_text, wanted_text), || {
                let what = if arn::parts(met_text).is_some() { "the whole ARN " } else { "" };
                let last = before.chars().next_back().filter(|c| mark(*c) && !wanted_text.starts_with(mark));
                let with = last.map_or_else(|| wanted_text.to_owned(), |last| format!("{last}{wanted_text}"));
                let sentence = format!(
                    "The event has {what}{}, which ends with {} but begins with more; a plain string must be \
                        the whole value.",
                    met(),
                    wanted()
                );
                // A suffix in the middle of a word would take in other words.
                let inside = last.is_none() && !wanted_text.starts_with(mark);
                (sentence, if inside { self.take_over() } else { operator("suffix", &with) })
            });
        } else if met_text.contains(wanted_text) {
            nearest.offer(MissKind::Part, weak(2, met_text, wanted_text), || {
                let sentence = format!(
                    "The event has {}, which contains {}; a plain string must be the whole value.",
                    met(),
                    wanted()
                );
                let text = escape_wildcard(&with_marks(met_text, wanted_text));
                (sentence, operator("wildcard", &format!("*{text}*")))
            });
        } else if met_text.chars().count() >= 3 && wanted_text.contains(met_text) {
            nearest
                .offer(MissKind::Part, weak(3, wanted_text, met_text), || self.longer(met_text, wanted_text));
        }
    }

    /// The pattern's text holds the event's and more: a slip, or the name of another thing.
    fn longer(&self, met_text: &str, wanted_text: &str) -> (String, Option<Fix>) {
        let (met, wanted) = (self.met(), quoted(wanted_text.as_bytes()));
        let both = format!("The event has only {met}, and the pattern wants {wanted}");
        if let Some(folder) = self.behind_a_bucket(met_text, wanted_text) {
            let key = if self.path.contains("requestParameters") {
                "detail.requestParameters.key"
            } else {
                "detail.object.key"
            };
            let prefix = literal(format!("{}/", folder.trim_end_matches('/')).as_bytes());
            let sentence = format!(
                "{both}: here stands the bucket alone. What lies in {} is asked for at \"{key}\", with \
                    {{\"prefix\": {prefix}}}.",
                quoted(folder.as_bytes())
            );
            return (sentence, None);
        }
        let key =
            notation::with_bucket(self.path, wanted_text).map_or_else(String::new, |hint| format!(" {hint}"));
        let how = difference(met_text, wanted_text);
        let is_kind = |text: &str| DETAIL_TYPES.iter().any(|(kind, _)| *kind == text);
        let misnamed = self.path == "detail-type" && is_kind(met_text) && !is_kind(wanted_text)
            || self.path == "account" && is_account_number(met_text) && !is_account_number(wanted_text);
        let same = slip(wanted_text, met_text).is_some() || says_where(met_text, wanted_text);
        if same || misnamed || !key.is_empty() {
            return (format!("{both}: {how}.{key}"), self.take_over());
        }
        let sentence =
            format!("{both}: {how}, so it may be another one. If it is the same, write {met} in its place.");
        (sentence, self.add_if_meant())
    }

    /// What stands behind a bucket's name or ARN in the pattern, where the event has the bucket alone.
    fn behind_a_bucket<'t>(&self, met_text: &str, wanted_text: &'t str) -> Option<&'t str> {
        let folder = wanted_text.strip_prefix(met_text)?.strip_prefix('/')?.trim_end_matches('*');
        let arn = arn::parts(met_text)
            .is_some_and(|[_, _, service, .., resource]| service == "s3" && !resource.contains('/'));
        let named = self.path.ends_with("bucket.name") || self.path.ends_with("bucketName");
        (!folder.is_empty() && (arn || named)).then_some(folder)
    }
}

/// Whether what a text has more than a name says where the thing is, or what, and is no part of the name: the
/// beginning of an ARN, a host, `refs/heads/`, `iam:`.
fn says_where(name: &str, text: &str) -> bool {
    let host = |part: &str| part.contains('.') && part.contains("amazonaws.com");
    let Some((before, behind)) = text.split_once(name) else { return false };
    let stars = behind.chars().all(|c| matches!(c, '/' | '*'));
    let marked = before.trim_end().ends_with(':') && !before.contains('/') && behind.is_empty();
    host(before)
        || host(behind)
        || (!behind.is_empty() && before.is_empty() && stars)
        || marked
        || (behind.is_empty()
            && (before.starts_with("arn:")
                || before.starts_with("refs/")
                || matches!(before.trim_end(), "Amazon" | "AWS")))
}

/// What a text has more than another at one of its ends, and at which, if that is a slip: one letter, or two small
/// ones at the end, within a word.
pub(super) fn slip<'t>(long: &'t str, short: &str) -> Option<(&'t str, &'static str)> {
    let one_word = |before: &str, behind: &str| {
        let edges = before.chars().next_back().zip(behind.chars().next());
        edges.is_some_and(|(a, b)| {
            a.is_alphabetic() && b.is_alphabetic() && !(a.is_lowercase() && b.is_uppercase())
        })
    };
    let few = |more: &str, most: usize| {
        let count = more.chars().count();
        more.chars().all(char::is_alphabetic)
            && (count == 1 || (2..=most).contains(&count) && more.chars().all(char::is_lowercase))
    };
    let behind = long.strip_prefix(short).filter(|more| few(more, 2) && one_word(short, more));
    let before = || long.strip_suffix(short).filter(|more| few(more, 1) && one_word(more, short));
    behind.map(|more| (more, "end")).or_else(|| before().map(|more| (more, "beginning")))
}

/// Added to the distance of a part that is not a whole word.
pub(in crate::pattern::explain) const WEAK: usize = 40;

/// A part with the marks that set it off inside a text, where it is set off at both ends: so a wildcard takes in no
/// longer names.
pub(super) fn with_marks(text: &str, part: &str) -> String {
    let set_off = text.match_indices(part).take(20).find_map(|(at, _)| {
        let before = text.get(..at)?.chars().next_back();
        let behind = text.get(at + part.len()..)?.chars().next();
        let edge = |c: Option<char>, own: bool| {
            if own { Some(String::new()) } else { c.filter(|c| mark(*c)).map(String::from) }
        };
        Some((edge(before, part.starts_with(mark))?, edge(behind, part.ends_with(mark))?))
    });
    set_off.map_or_else(|| part.to_owned(), |(before, behind)| format!("{before}{part}{behind}"))
}

fn mark(c: char) -> bool {
    !c.is_alphanumeric()
}

/// Whether the values of a field are the names of states, types and the like.
pub(super) fn is_of_a_set(path: &str) -> bool {
    const LAST: [&str; 14] = [
        "state",
        "status",
        "type",
        "phase",
        "result",
        "outcome",
        "severity",
        "level",
        "mode",
        "kind",
        "category",
        "label",
        "action",
        "operation",
    ];
    let last = path.rsplit('.').next().unwrap_or_default().to_lowercase();
    path != "detail-type" && LAST.iter().any(|end| last.ends_with(end))
}

fn is_plain_word(text: &str) -> bool {
    text.chars().all(|c| c.is_alphabetic() || matches!(c, '_' | '-' | ' '))
}

/// Whether a part is set off from the rest of a text by something that is no letter or digit.
fn stands_alone(text: &str, part: &str) -> bool {
    let is_open = |c: Option<char>| c.is_none_or(|c| !c.is_alphanumeric());
    let edges = (
        part.chars().next().is_some_and(char::is_alphanumeric),
        part.chars().next_back().is_some_and(char::is_alphanumeric),
    );
    text.match_indices(part).take(20).any(|(at, _)| {
        let before = text.get(..at).and_then(|before| before.chars().next_back());
        let behind = text.get(at + part.len()..).and_then(|behind| behind.chars().next());
        // A capital behind a small letter begins a word, too: `AssumedRole`; and so does a digit behind a
        // letter end one: `CreateFunction20150331`.
        let begins = part.starts_with(char::is_uppercase) && before.is_some_and(char::is_lowercase);
        let ends = part.ends_with(char::is_alphabetic) && behind.is_some_and(char::is_numeric) && at == 0;
        (!edges.0 || begins || is_open(before)) && (!edges.1 || ends || is_open(behind))
    })
}
