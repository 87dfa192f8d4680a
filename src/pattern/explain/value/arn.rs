//! Where two ARNs depart from each other.

use crate::pattern::explain::catalogue::MissKind;
use crate::pattern::explain::fixes::if_one;
use crate::pattern::explain::miss::Nearest;
use crate::pattern::explain::value::{Pair, word_forms};
use crate::pattern::explain::wording::similarity::{literal, quoted, tolerance};
pub(in crate::pattern::explain) use crate::text::arn_parts as parts;
use crate::text::{edits, is_account_number, letters_and_digits, listed};

impl Pair<'_> {
    /// Two ARNs, compared part by part.
    pub(super) fn arns(&self, nearest: &mut Nearest, met_text: &str, wanted_text: &str) {
        if let Some((met, wanted)) = queue(met_text).zip(queue(wanted_text))
            && met == wanted
            && parts(met_text).is_some() != parts(wanted_text).is_some()
        {
            return nearest.offer(MissKind::Notation, 0, || {
                let sentence = format!(
                    "The event has {}, and the pattern wants {}: both name one queue, the one by its ARN and the other by its \
                        URL, and EventBridge compares the characters.",
                    self.met(),
                    quoted(wanted_text.as_bytes())
                );
                (sentence, self.take_over())
            });
        }
        self.section_left_out(nearest, met_text, wanted_text);
        let (Some(met), Some(wanted)) = (parts(met_text), parts(wanted_text)) else {
            return self.with_fewer_parts(nearest, met_text, wanted_text);
        };
        let both = || {
            format!(
                "The event has {}, and the pattern wants the ARN {}",
                self.met(),
                quoted(wanted_text.as_bytes())
            )
        };
        if let Some((how, sessions)) = session(met_text, wanted_text, false) {
            return nearest.offer(MissKind::Arn, 0, || {
                let fix = sessions
                    .and_then(|text| self.instead(format!("{{\"prefix\": {}}}", literal(text.as_bytes()))));
                (format!("{}: {how}.", both()), fix)
            });
        }
        let differing: Vec<_> =
            PART_NAMES.iter().zip(met.iter().zip(&wanted)).filter(|(_, (a, b))| a != b).collect();
        if differing.is_empty() || differing.len() > 3 {
            return;
        }
        // A few letters wrong in the resource are told as a misspelling.
        let alone = matches!(differing.as_slice(), [(name, _)] if **name == "resource");
        let digits = |text: &str| text.chars().filter(char::is_ascii_digit).collect::<String>();
        if let (true, [.., there], [.., asked]) = (alone, met, wanted)
            && digits(there) == digits(asked)
            && self.edits(there, asked, tolerance(asked.chars().count())).is_some()
        {
            return;
        }
        let named: Vec<String> = differing
            .iter()
            .map(|(name, (a, b))| {
                let shown =
                    |text: &str| if text.is_empty() { "empty".to_owned() } else { quoted(text.as_bytes()) };
                format!("its {name} is {} and not {}", shown(a), shown(b))
            })
            .collect();
        let of_bus = of_rule(&met, &wanted);
        // Of several the one of the same resource is nearest.
        let another = usize::from(met.last() != wanted.last());
        nearest.offer(MissKind::Arn, named.len() * 10 + another * 5, || {
            if let Some(how) = of_bus {
                return (format!("{}: {how}.", both()), self.take_over());
            }
            let of = |names: &[&str]| differing.iter().any(|(name, _)| names.contains(*name));
            // Some ARNs have no region or account at all, and AWS's own policies have another word there.
            let left_out = differing.iter().any(|(name, (a, b))| {
                **name == "region" && a.is_empty() != b.is_empty()
                    || **name == "account" && (is_account_number(a) != is_account_number(b))
            });
            let misses_a_part = left_out && !of(&["resource"]);
            let of_another_type = is_of_another_type(&met, &wanted);
            let is_slip = of_another_type || lacks_its_type(&met, &wanted) || misses_a_part;
            let fix = if is_slip { self.take_over() } else { None };
            // A role is no user of the same name, but a type may be misspelt.
            let fix = if of_another_type && !are_types_alike(&met, &wanted) { fix.map(if_one) } else { fix };
            (format!("{}: {}.", both(), listed(&named, "and", 3)), fix)
        });
    }

    /// An ARN of the event that has fewer parts than ARNs have, and names the same resource: the one of a
    /// Spot Instance Interruption Warning has a zone and no account (EC2 user guide, "Spot Instance
    /// interruption notices").
    fn with_fewer_parts(&self, nearest: &mut Nearest, met: &str, wanted: &str) {
        let Some([.., resource]) = parts(wanted).filter(|_| met.starts_with("arn:") && parts(met).is_none())
        else {
            return;
        };
        let before = |text: &str| Some(text.strip_suffix(resource)?.strip_suffix(':')?.to_owned());
        let Some((there, asked)) = before(met).zip(before(wanted)).filter(|_| !resource.is_empty()) else {
            return;
        };
        nearest.offer(MissKind::Arn, 5, || {
            let sentence = format!(
                "The event has {}, and the pattern wants the ARN {}: both end with {}, and before it the event's has {} and \
                    the pattern's {}.",
                self.met(),
                quoted(wanted.as_bytes()),
                quoted(resource.as_bytes()),
                quoted(there.as_bytes()),
                quoted(asked.as_bytes())
            );
            (sentence, self.met_literal().and_then(|literal| self.add(&literal)))
        });
    }
}

/// Things whose ARNs always go on behind their names in events: with a revision, with a session (ECS
/// developer guide, "Task definition states"; Batch API reference, "JobDetail"; IAM user guide, "IAM
/// identifiers").
const ALWAYS_MORE: [&str; 3] = ["assumed-role/", "job-definition/", "task-definition/"];

/// Whether a text may be an ARN of its own, without what another one has behind it.
pub(in crate::pattern::explain) fn is_whole(text: &str) -> bool {
    parts(text).is_some_and(|[.., resource]| !ALWAYS_MORE.iter().any(|begin| resource.starts_with(begin)))
}

/// The region, account and name of an SQS queue that a URL or an ARN is of (SQS developer guide, "Queue and
/// message identifiers").
fn queue(text: &str) -> Option<[&str; 3]> {
    if let Some([_, _, "sqs", region, account, name]) = parts(text) {
        return Some([region, account, name]);
    }
    let (region, rest) = text.strip_prefix("https://sqs.")?.split_once(".amazonaws.com")?;
    let path = rest.strip_prefix(".cn").unwrap_or(rest).strip_prefix('/')?.trim_end_matches('/');
    let (account, name) = path.split_once('/').filter(|(account, _)| is_account_number(account))?;
    Some([region, account, name])
}

/// Where an ARN departs from the beginning of one, or from a wildcard for some, as a clause; and the
/// beginning or wildcard with the ARN's part, if it `fits` then, and whether that replaces the pattern's.
pub(in crate::pattern::explain) fn up_to(
    met: &str,
    wanted: &str,
    fits: impl Fn(&str) -> bool,
) -> Option<(String, String, bool)> {
    let parts = self::parts(met)?;
    let wanted: Vec<&str> = wanted.splitn(6, ':').collect();
    if wanted.len() < 2 || wanted.first() != parts.first() {
        return None;
    }
    let (at, part) = wanted
        .iter()
        .enumerate()
        .find(|(at, part)| !part.contains('*') && parts.get(*at).is_some_and(|met| met != *part))?;
    let mut met: &str = parts.get(at)?;
    if at == 5 {
        // Of the resource only as much as the pattern has: its type.
        let Some(mark) = part.chars().next_back().filter(|c| matches!(c, '/' | ':')) else {
            // Another type of the same name.
            let (met_type, wanted_type) = (met.split(['/', ':']).next()?, part.split(['/', ':']).next()?);
            let other = format!("{}{met_type}{}", before(&wanted), part.get(wanted_type.len()..)?);
            let how = format!(
                "the ARN's resource is {} in the event and {} in the pattern",
                quoted(met_type.as_bytes()),
                quoted(wanted_type.as_bytes())
            );
            let typed = part.contains(['/', ':']) && met.contains(['/', ':']);
            return (typed && met_type != wanted_type && fits(&other)).then_some((how, other, false));
        };
        let end = met.match_indices(mark).nth(part.matches(mark).count() - 1)?.0;
        met = met.get(..=end)?;
    }
    // Where a part is left out, all behind it stands one place too early.
    let (last, is_account) = (wanted.len() == at + 1, at == 4 && !is_account_number(part));
    if at < 5 && last && !part.is_empty() && (is_account || at == 3 && !part.contains('-')) {
        return None;
    }
    if at == 3 && is_account_number(part) {
        return None;
    }
    let mut other = wanted.clone();
    *other.get_mut(at)? = met;
    let other = other.join(":");
    let how = format!(
        "the ARN's {} is {} in the event and {} in the pattern",
        PART_NAMES.get(at)?,
        quoted(met.as_bytes()),
        quoted(part.as_bytes())
    );
    // Where one of them has none, the pattern's can never be there; else it is another's, and is added.
    let never =
        met.is_empty() != part.is_empty() || at == 4 && is_account_number(met) != is_account_number(part);
    fits(&other).then_some((how, other, at < 5 && never))
}

/// Whether two ARNs differ in nothing but the type of a resource of the same name.
pub(super) fn is_of_another_type(met: &[&str; 6], wanted: &[&str; 6]) -> bool {
    let cut = |arn: &[&str; 6]| {
        arn.last()
            .and_then(|resource| resource.split_once(['/', ':']))
            .map(|(a, b)| (a.to_owned(), b.to_owned()))
    };
    let name = |arn: &[&str; 6]| cut(arn).map(|(_, name)| name);
    met.iter().zip(wanted).take(5).all(|(a, b)| a == b) && name(met).is_some() && name(met) == name(wanted)
}

/// Whether the types of two ARNs' resources are one word in two spellings: `instance` and `instances`.
fn are_types_alike(met: &[&str; 6], wanted: &[&str; 6]) -> bool {
    let [met, wanted] =
        [met, wanted].map(|[.., resource]| resource.split(['/', ':']).next().unwrap_or_default());
    letters_and_digits(met) == letters_and_digits(wanted)
        || word_forms::are_forms_of_one(met, wanted)
        || edits(met, wanted, tolerance(wanted.chars().count())).is_some()
}

/// Whether an ARN has nothing but the name where the event's has the type before it, as no ARN of the sort
/// is.
fn lacks_its_type(met: &[&str; 6], wanted: &[&str; 6]) -> bool {
    let (Some(there), Some(name)) = (met.last(), wanted.last()) else { return false };
    let before = there.strip_suffix(name).unwrap_or_default();
    met.iter().zip(wanted).take(5).all(|(a, b)| a == b)
        && !name.is_empty()
        && before.ends_with(['/', ':'])
        && !before.trim_end_matches(['/', ':']).contains(['/', ':'])
}

/// How the ARNs of one rule differ in the name of its bus alone, as a clause.
pub(super) fn of_rule(met: &[&str; 6], wanted: &[&str; 6]) -> Option<&'static str> {
    let same = met.iter().zip(wanted).take(5).all(|(a, b)| a == b) && met.get(2) == Some(&"events");
    let [met, wanted] = [met, wanted].map(|arn| arn.last().and_then(|last| last.strip_prefix("rule/")));
    let (met, wanted) =
        (met?.split_once('/').unwrap_or(("", met?)), wanted?.split_once('/').unwrap_or(("", wanted?)));
    if !same || met.1 != wanted.1 {
        return None;
    }
    match (met.0, wanted.0) {
        ("", "default") => Some("the ARN of a rule on the default bus has no name of a bus in it"),
        (_, "") => Some("the ARN of a rule on a bus of one's own has the bus's name before the rule's"),
        _ => None,
    }
}

/// The five parts before the resource, with their colons.
fn before(parts: &[&str]) -> String {
    parts.iter().take(5).flat_map(|part| [*part, ":"]).collect()
}

/// What the parts of an ARN are.
pub(in crate::pattern::explain) const PART_NAMES: [&str; 6] =
    ["beginning", "partition", "service", "region", "account", "resource"];

/// How a role in the pattern and a session in the event stand to each other, as a clause; and the beginning
/// of the ARN of all sessions of that role, if the event's is one of them. Of a role's ARN the pattern may
/// have the beginning.
pub(super) fn session(met: &str, wanted: &str, begins: bool) -> Option<(String, Option<String>)> {
    let (met, wanted) = (parts(met)?, parts(wanted)?);
    let [_, partition, "sts", _, account, session] = met else { return None };
    let [_, _, "iam", _, _, role] = wanted else { return None };
    // The session's ARN leaves the role's path out; a beginning may end before the name.
    let name = role.strip_prefix("role/")?.rsplit('/').next()?;
    let of = session.strip_prefix("assumed-role/")?;
    let (whole, role) = (format!("{name}/"), of.split('/').next().unwrap_or_default());
    let stem = match name {
        "" => "",
        _ if of.starts_with(&whole) => &whole,
        _ if begins && of.starts_with(name) => name,
        _ => {
            let how = format!(
                "the one is of a session of the role {}, the other of another role, and sessions are not written as \
                 roles are",
                quoted(role.as_bytes())
            );
            return Some((how, None));
        }
    };
    let how = "the one is of a session, the other of the role itself. In CloudTrail's events the role's ARN is at \
               \"detail.userIdentity.sessionContext.sessionIssuer.arn\"";
    Some((how.to_owned(), Some(format!("arn:{partition}:sts::{account}:assumed-role/{stem}"))))
}
