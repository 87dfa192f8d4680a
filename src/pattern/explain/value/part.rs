//! One text that is a part of the other: what is more there, and which operator would take it.

use crate::json::{Fix, Value};
use crate::pattern::explain::catalogue::MissKind;
use crate::pattern::explain::fixes::if_one;
use crate::pattern::explain::miss::Nearest;
use crate::pattern::explain::value::ends::is_mark;
use crate::pattern::explain::value::notation::is_digits;
use crate::pattern::explain::value::{Pair, arn, is_number, notation};
use crate::pattern::explain::wording::differences::difference;
use crate::pattern::explain::wording::similarity::{literal, quoted};
use crate::pattern::explain::wording::slips::{is_cut_in_a_word, marks_make_another};
use crate::pattern::lint::known::is_kind;
use crate::pattern::services::is_of_aws;
use crate::pattern::wildcard::escape_wildcard;
use crate::text::{is_account_number, is_region_code};

impl Pair<'_> {
    /// One text inside the other.
    pub(super) fn parts(&self, nearest: &mut Nearest, met_text: &str, wanted_text: &str) {
        if notation::is_address_of(met_text, wanted_text) && !wanted_text.ends_with(met_text) {
            return nearest.offer(MissKind::Part, 0, || {
                let sentence = format!(
                    "The event has {}, and the pattern wants {}: that is the object's address, of which the key is the \
                        part behind the bucket, not encoded.",
                    self.met(),
                    quoted(wanted_text.as_bytes())
                );
                (sentence, self.take_over())
            });
        }
        let (met, wanted) = (|| self.met(), || quoted(wanted_text.as_bytes()));
        let is_folder = notation::is_key(self.path)
            && met_text.strip_prefix(wanted_text).is_some_and(|rest| rest.starts_with('/'));
        if wanted_text.chars().count() < 3 && !is_folder {
            return self.short_part(nearest, met_text, wanted_text);
        }
        let weak = |distance: usize, long: &str, part: &str| {
            if stands_alone(long, part) { distance } else { distance + WEAK }
        };
        let place = if met_text.starts_with(wanted_text) { "begins" } else { "ends" };
        let at_an_end = met_text.starts_with(wanted_text) || met_text.ends_with(wanted_text);
        // Of what AWS itself writes at the top of an event, the whole text is meant.
        let whole = matches!(self.path, "source" | "detail-type" | "account" | "region" | "id");
        if at_an_end && !whole && self.is_of_its_own(met_text, wanted_text) {
            let distance = if is_name(met_text) { 0 } else { weak(0, met_text, wanted_text) };
            return nearest.offer(MissKind::Part, distance, || {
                let sentence = format!(
                    "The event has {0}, and the pattern wants {1}, with which it {place}: a plain string must be the \
                        whole value. If {0} is what is meant, write it in the place of {1}; if both are, add it.",
                    met(),
                    wanted()
                );
                (sentence, self.with_the_last_letter(met_text, wanted_text))
            });
        }
        let operator = |name: &str, text: &str| {
            if whole {
                self.whole_name(met_text, wanted_text)
            } else {
                let item = format!("{{\"{name}\": {}}}", literal(text.as_bytes()));
                if self.is_never_whole(met_text, wanted_text) {
                    self.instead(item)
                } else {
                    self.keeping(&item)
                }
            }
        };
        if let Some(behind) = met_text.strip_prefix(wanted_text) {
            nearest.offer(MissKind::Part, weak(0, met_text, wanted_text), || {
                // With the mark behind it a prefix takes in no longer names.
                let next: String =
                    behind.chars().take(1).filter(|_| !wanted_text.ends_with(is_mark)).collect();
                let dated = self.path == "detail.eventName"
                    && behind.len() >= 8
                    && next.chars().all(char::is_numeric);
                let with = if next.chars().all(is_mark) || is_day_of(wanted_text, &next) {
                    format!("{wanted_text}{next}")
                } else {
                    wanted_text.to_owned()
                };
                let hint = if dated {
                    " Some services' calls carry the date of their API version behind the name."
                } else {
                    ""
                };
                let sentence = format!(
                    "The event has {}, which begins with {} and goes on; a plain string must be the whole \
                        value.{hint}",
                    met(),
                    wanted()
                );
                let fix = if dated { self.take_over() } else { operator("prefix", &with) };
                (sentence, fix.or_else(|| self.with_the_last_letter(met_text, wanted_text)))
            });
        } else if let Some(before) = met_text.strip_suffix(wanted_text) {
            nearest.offer(MissKind::Part, weak(1, met_text, wanted_text), || {
                let what = if arn::parts(met_text).is_some() { "the whole ARN " } else { "" };
                let last =
                    before.chars().next_back().filter(|c| is_mark(*c) && !wanted_text.starts_with(is_mark));
                let with = last.map_or_else(|| wanted_text.to_owned(), |last| format!("{last}{wanted_text}"));
                let sentence = format!(
                    "The event has {what}{}, which ends with {} but begins with more; a plain string must be \
                        the whole value.",
                    met(),
                    wanted()
                );
                (sentence, operator("suffix", &with))
            });
        } else if met_text.contains(wanted_text) {
            nearest.offer(MissKind::Part, weak(2, met_text, wanted_text), || {
                let sentence = format!(
                    "The event has {}, which contains {}; a plain string must be the whole value.",
                    met(),
                    wanted()
                );
                // A wildcard in the middle of a word would take in other words.
                let fix = if self.is_of_its_own(met_text, wanted_text) {
                    None
                } else {
                    let text = escape_wildcard(&with_marks(met_text, wanted_text));
                    operator("wildcard", &format!("*{text}*"))
                };
                (sentence, fix)
            });
        } else if met_text.chars().count() >= 3 && wanted_text.contains(met_text) {
            nearest
                .offer(MissKind::Part, weak(3, wanted_text, met_text), || self.longer(met_text, wanted_text));
        } else {
            if stands_alone(wanted_text, met_text) {
                self.short_part(nearest, met_text, wanted_text);
            }
            self.part_in_other_letters(nearest, met_text, wanted_text);
        }
    }

    /// A character or two with which the other begins or ends: a code, more often than a part of one.
    fn short_part(&self, nearest: &mut Nearest, met_text: &str, wanted_text: &str) {
        let at_an_end = |long: &str, part: &str| long.starts_with(part) || long.ends_with(part);
        let is_part = at_an_end(met_text, wanted_text) || at_an_end(wanted_text, met_text);
        // A number is no part of another, and what a sign makes of a value is another one.
        let is_count = |text: &str| is_number(text) || notation::is_digits(text);
        let signs = |long: &str, part: &str| long.replacen(part, "", 1).chars().all(is_mark);
        let are_two = is_count(met_text) && is_count(wanted_text)
            || marks_make_another(met_text, wanted_text)
            || signs(met_text, wanted_text)
            || signs(wanted_text, met_text);
        if !is_part || are_two || met_text.is_empty() {
            return;
        }
        nearest.offer(MissKind::Part, SHORT, || {
            let sentence = format!(
                "The event has {0}, and the pattern wants {1}: {2}, so they may be two things. If they are one, write \
                    {0} in its place.",
                self.met(),
                quoted(wanted_text.as_bytes()),
                difference(met_text, wanted_text)
            );
            (sentence, None)
        });
    }

    /// Whether the value is one name, or the pattern's text would be cut out of a word of it: it may be a
    /// value beside the pattern's, and no longer form of it.
    pub(super) fn is_of_its_own(&self, met_text: &str, wanted_text: &str) -> bool {
        let dated = self.path == "detail.eventName"
            && met_text.strip_prefix(wanted_text).is_some_and(is_date_of_an_api);
        let day = met_text.strip_prefix(wanted_text).is_some_and(|rest| is_day_of(wanted_text, rest));
        !dated && !day && (is_name(met_text) || is_cut_in_a_word(met_text, wanted_text))
    }

    /// The value in the place of a long text that lacks its last letter alone: a slip, or a name of its own.
    fn with_the_last_letter(&self, met_text: &str, wanted_text: &str) -> Option<Fix> {
        const LONG: usize = 8;
        let mut more = met_text.strip_prefix(wanted_text)?.chars();
        let is_letter = more.next().is_some_and(char::is_alphabetic) && more.next().is_none();
        let within = wanted_text.ends_with(char::is_alphabetic) && wanted_text.chars().count() >= LONG;
        if is_letter && within { self.take_over().map(if_one) } else { None }
    }

    /// Whether the field never has the pattern's text as its whole value: it ends in a mark, as a folder
    /// does, or all that stands there are ARNs or moments.
    fn is_never_whole(&self, met_text: &str, wanted_text: &str) -> bool {
        // What begins with a mark is no whole value at the end of one, and the other way round: `.csv`,
        // `incoming/`.
        wanted_text.starts_with(is_mark) && !met_text.starts_with(wanted_text)
            || wanted_text.ends_with(is_mark) && !met_text.ends_with(wanted_text)
            // A whole ARN that goes on is that of a version, an alias or another thing: both may be there.
            || arn::parts(met_text).is_some()
                && !(met_text.starts_with(wanted_text) && arn::is_whole(wanted_text))
            || notation::is_key(self.path)
                && met_text.strip_prefix(wanted_text).is_some_and(|rest| rest.starts_with('/'))
            || met_text.strip_prefix(wanted_text).is_some_and(|rest| is_day_of(wanted_text, rest))
    }

    /// The value of one of the fields that AWS itself writes, where the pattern has a part of it.
    fn whole_name(&self, met_text: &str, wanted_text: &str) -> Option<Fix> {
        let partner =
            wanted_text.starts_with("aws.partner/") && met_text.starts_with(&format!("{wanted_text}/"));
        if partner {
            return self
                .instead(format!("{{\"prefix\": {}}}", literal(format!("{wanted_text}/").as_bytes())));
        }
        let misnamed = self.is_no_name(wanted_text);
        if misnamed { self.take_over() } else { None }
    }

    /// The pattern's text holds the event's and more: a slip, or the name of another thing.
    fn longer(&self, met_text: &str, wanted_text: &str) -> (String, Option<Fix>) {
        let (met, wanted) = (self.met(), quoted(wanted_text.as_bytes()));
        let both = format!("The event has only {met}, and the pattern wants {wanted}");
        if let Some(folder) = self.behind_a_bucket(met_text, wanted_text) {
            let at = self.asked_at_the_key(folder);
            return (format!("{both}: here stands the bucket alone. {at}"), None);
        }
        let is_uri = wanted_text.strip_prefix("s3://") == Some(met_text);
        let key = notation::with_bucket(self.path, wanted_text).filter(|_| !is_uri);
        let key = key.map_or_else(String::new, |hint| format!(" {hint}"));
        let how = difference(met_text, wanted_text);
        if self.says_where(met_text, wanted_text) || self.is_no_name(wanted_text) || !key.is_empty() {
            return (format!("{both}: {how}.{key}"), self.take_over());
        }
        // More parts between slashes are a path.
        let is_path = wanted_text.matches('/').count() > 1;
        let values: Vec<&str> = wanted_text.split([' ', '/', '+']).filter(|_| !is_path).collect();
        // A slash stands within names, too: `acme/web`.
        let is_name = wanted_text.contains(['/', '+']) && wanted_text.contains(char::is_lowercase);
        let word = |text: &&str| !text.is_empty() && text.chars().all(char::is_alphabetic);
        if let Some(beside) = self.rest_beside(met_text, wanted_text) {
            return (format!("{both}: {how}. {beside}"), None);
        }
        let hint = if values.len() > 1 && values.iter().all(word) && values.contains(&met_text) {
            let each: Vec<String> = values.iter().map(|value| quoted(value.as_bytes())).collect();
            let one =
                if is_name { format!(" If they are one, write {met} in its place.") } else { String::new() };
            format!(
                "{one} Several values are written as a list, each in quotes of its own: {}.",
                each.join(", ")
            )
        } else {
            format!(" If they are one, write {met} in its place.")
        };
        (format!("{both}: {how}, so they may be two things.{hint}"), None)
    }

    /// Where the event has what the pattern's text has behind a mark as the value of another field: an
    /// image's tag behind its repository.
    fn rest_beside(&self, met_text: &str, wanted_text: &str) -> Option<String> {
        /// Shorter texts are found anywhere.
        const SHORT: usize = 3;
        let rest = wanted_text.strip_prefix(met_text)?;
        let rest = rest.strip_prefix([':', '@', '#', '/']).filter(|rest| rest.len() >= SHORT)?;
        let detail =
            self.met.document().root().get("detail").filter(|_| self.path.matches('.').count() == 1)?;
        let is_it = |value: Value<'_>| value.owned_text().is_some_and(|text| text == rest);
        let beside = detail.members().find(|member| is_it(member.value()))?;
        let name = beside.key().to_string_lossy().into_owned();
        Some(format!(
            "What is behind it, {}, is at {}: ask for each in its field.",
            quoted(rest.as_bytes()),
            quoted(format!("detail.{name}").as_bytes())
        ))
    }

    /// Whether the pattern's text can be no value of one of the fields that AWS itself writes: no account, no
    /// region, no source or detail-type of the service that the event is from.
    pub(super) fn is_no_name(&self, wanted_text: &str) -> bool {
        let source = self.source();
        match self.path {
            "account" => !is_account_number(wanted_text),
            "region" => !is_region_code(wanted_text),
            "source" => source.starts_with("aws.") && !wanted_text.starts_with("aws."),
            "detail-type" => is_of_aws(&source) && !is_kind(wanted_text),
            _ => false,
        }
    }

    /// Whether what a text has more than the value says where the thing is, or what, and is no part of the
    /// name: the beginning of an ARN, a host, `refs/heads/`, the service before a call, the scheme before a
    /// token.
    fn says_where(&self, name: &str, text: &str) -> bool {
        let host = |part: &str| part.contains('.') && part.contains("amazonaws.com");
        let Some((before, behind)) = text.split_once(name) else { return false };
        let stars = behind.chars().all(|c| matches!(c, '/' | '*'));
        // Behind the scheme stands the bucket, and a key has none.
        let is_in_a_bucket = before == "s3://" && name.contains('/');
        let service = before.strip_suffix(':').is_some_and(|service| {
            self.path == "detail.eventName" && service.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-')
        });
        host(before)
            || host(behind)
            || (!behind.is_empty() && before.is_empty() && stars)
            || (behind.is_empty()
                && (service
                    || before.starts_with("arn:")
                    || SORTS.contains(&before) && !is_in_a_bucket
                    || before.eq_ignore_ascii_case("bearer ")))
    }

    /// What stands behind a bucket's name or ARN in the pattern, where the event has the bucket alone.
    pub(super) fn behind_a_bucket<'t>(&self, met_text: &str, wanted_text: &'t str) -> Option<&'t str> {
        let folder = wanted_text.strip_prefix(met_text)?.strip_prefix('/')?.trim_end_matches('*');
        let arn = arn::parts(met_text)
            .is_some_and(|[_, _, service, .., resource]| service == "s3" && !resource.contains('/'));
        let named = self.path.ends_with("bucket.name") || self.path.ends_with("bucketName");
        (!folder.is_empty() && (arn || named)).then_some(folder)
    }

    /// Where a folder of a bucket is asked for, as a sentence.
    pub(super) fn asked_at_the_key(&self, folder: &str) -> String {
        let key = if self.path.contains("requestParameters") {
            "detail.requestParameters.key"
        } else {
            "detail.object.key"
        };
        let prefix = literal(format!("{}/", folder.trim_end_matches('/')).as_bytes());
        format!(
            "What lies in {} is asked for at \"{key}\", with {{\"prefix\": {prefix}}}.",
            quoted(folder.as_bytes())
        )
    }
}

/// What is written before a name, an address or a digest to say what it is, and is no part of it.
const SORTS: [&str; 13] = [
    "refs/heads/",
    "refs/tags/",
    "Amazon ",
    "AWS ",
    "s3://",
    "mailto:",
    "tel:",
    "urn:uuid:",
    "uuid:",
    "md5:",
    "sha1:",
    "sha256:",
    "sha512:",
];

/// Added to the distance of a part that is not a whole word.
pub(in crate::pattern::explain) const WEAK: usize = 40;
/// The distance of a part of a character or two: what is said of longer ones comes first.
pub(in crate::pattern::explain) const SHORT: usize = 70;

/// A part with the marks that set it off inside a text, where it is set off at both ends: so a wildcard takes
/// in no longer names.
pub(super) fn with_marks(text: &str, part: &str) -> String {
    let set_off = text.match_indices(part).take(20).find_map(|(at, _)| {
        let before = text.get(..at)?.chars().next_back();
        let behind = text.get(at + part.len()..)?.chars().next();
        let edge = |c: Option<char>, own: bool| {
            if own { Some(String::new()) } else { c.filter(|c| is_mark(*c)).map(String::from) }
        };
        Some((edge(before, part.starts_with(is_mark))?, edge(behind, part.ends_with(is_mark))?))
    });
    set_off.map_or_else(|| part.to_owned(), |(before, behind)| format!("{before}{part}{behind}"))
}

/// Whether a text is one name, as constants and identifiers are.
fn is_name(text: &str) -> bool {
    text.chars().all(|c| c.is_alphanumeric() || c == '_')
}

/// The date of an API's version, with the version's own number or without: `20150331v2`.
fn is_date_of_an_api(text: &str) -> bool {
    let number = |rest: &str| rest.strip_prefix('v').is_some_and(is_digits);
    text.split_at_checked(8).is_some_and(|(date, rest)| is_digits(date) && (rest.is_empty() || number(rest)))
}

/// Whether a text is a day, and what follows it a time of it.
fn is_day_of(text: &str, behind: &str) -> bool {
    text.len() == 10 && text.bytes().all(|b| b.is_ascii_digit() || b == b'-') && behind.starts_with('T')
}

/// Whether a part is set off from the rest of a text by something that is no letter or digit.
pub(super) fn stands_alone(text: &str, part: &str) -> bool {
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
