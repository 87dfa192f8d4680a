//! The detail-type that is meant where a source is not known to send the one that is asked for.

use super::{RECORDED, SIGN_IN, detail_types, kinds, of_source, values};
use crate::pattern::{LOOSE, notified_as};
use crate::text::{edits, letters_and_digits};
use std::collections::HashSet;
use std::sync::OnceLock;

/// The nearest detail-types of these sources, where several are as near all of them; none where all of theirs
/// may be others.
pub(super) fn near_types(sources: &[String], text: &str) -> Vec<String> {
    let own = sources.iter().flat_map(|source| {
        of_source(source).iter().map(|kind| kind.detail_type.as_str()).chain(values::types_of(source))
    });
    // Any service may be called, and not every one has people sign in.
    let recorded = RECORDED.iter().copied().filter(|text| *text != SIGN_IN);
    let own: Vec<&str> = own.chain(recorded).collect();
    let asked = letters_and_digits(text);
    let in_words = words(text);
    let spelled = nearest(own.iter().filter_map(|known| Some((slips(known, text, &in_words)?, *known))));
    let named = nearest(own.iter().filter_map(|known| Some((words_apart(sources, known, text)?, *known))));
    // What lacks a word may lack another than the shortest.
    let found = if named.len() > 1 && spelled.iter().all(|known| named.contains(known)) {
        named
    } else {
        or(spelled, named)
    };
    // A part of one name only.
    let part = || {
        let mut whole =
            own.iter().filter(|known| asked.len() >= PART && letters_and_digits(known).contains(&asked));
        let one = whole.next()?;
        whole.all(|other| other == one).then_some(*one)
    };
    or(found, part().into_iter().collect()).into_iter().map(str::to_owned).collect()
}

/// How many letters a name is from another one that it may be a slip for: in each word one, or two in a long
/// one. A word that AWS uses is no slip for another: `Copy Job` is another thing than `Scan Job`. `asked` are
/// the words of the text.
fn slips(known: &str, text: &str, asked: &[String]) -> Option<usize> {
    /// From here on a word may have two slips; shorter ones than [`SHORT`] have none.
    const LONG: usize = 9;
    const SHORT: usize = 4;
    if letters_and_digits(known) == letters_and_digits(text) {
        return Some(0);
    }
    let there = words(known);
    if there.len() != asked.len() {
        return None;
    }
    there.iter().zip(asked).try_fold(0, |sum, (known, asked)| {
        if known == asked {
            return Some(sum);
        }
        let most = match asked.chars().count().min(known.chars().count()) {
            0..SHORT => return None,
            SHORT..LONG => 1,
            _ => 2,
        };
        // One or many, under way or done: `Complete` for `Completed`.
        let is_longer = |long: &str, short: &str| {
            long.strip_prefix(short).is_some_and(|end| ["s", "d", "ed"].contains(&end))
        };
        let is_form = is_longer(known, asked) || is_longer(asked, known);
        let apart = edits(known, asked, most).filter(|_| !is_word_of_aws(asked));
        apart.or(is_form.then_some(1)).map(|apart| sum + apart)
    })
}

/// Whether a word, in lower case, is in the name of a kind of event.
fn is_word_of_aws(word: &str) -> bool {
    static WORDS: OnceLock<HashSet<String>> = OnceLock::new();
    let all = || {
        let known = kinds().iter().map(|kind| kind.detail_type.as_str());
        known.chain(values::all_types()).chain(RECORDED.iter().copied()).flat_map(words).collect()
    };
    WORDS.get_or_init(all).contains(word)
}

/// The words of a name in lower case.
fn words(name: &str) -> Vec<String> {
    let words = name.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
    words.map(str::to_lowercase).collect()
}

/// The detail-types of sources, all of which are known, that have most in common with one that is none of
/// them; none where they have nothing in common.
pub(super) fn nearest_of_all(sources: &[String], text: &str) -> Vec<String> {
    /// Of more that are as near, none is.
    const FEW: usize = 3;
    const PART_OF_NAME: usize = 3;
    let of_s3 = sources.iter().any(|source| source == "aws.s3");
    if let Some(meant) = of_s3.then(|| notified_as(text)).flatten() {
        return vec![meant.to_owned()];
    }
    // A service's own name tells none of its events from another: `elastic` of `aws.elasticbeanstalk`.
    let of_service = |word: &str| {
        word.len() >= PART_OF_NAME && sources.iter().any(|source| letters_and_digits(source).contains(word))
    };
    let telling = |name: &str| -> Vec<String> {
        let words =
            words(name).into_iter().filter(|word| !LOOSE.contains(&word.as_str()) && !of_service(word));
        words.map(|word| in_one_way(&word).to_owned()).collect()
    };
    let asked = telling(text);
    let mut all: Vec<(usize, usize, &str)> = Vec::new();
    for source in sources {
        let own = of_source(source).iter().map(|kind| kind.detail_type.as_str());
        for known in own.chain(values::types_of(source)).filter(|known| !RECORDED.contains(known)) {
            let there = telling(known);
            let shared = asked.iter().filter(|word| there.contains(word)).count();
            if shared > 0 {
                all.push((usize::MAX - shared, there.len(), known));
            }
        }
    }
    all.sort_unstable();
    all.dedup();
    let Some(&(most, ..)) = all.first() else { return Vec::new() };
    let nearest: Vec<String> =
        all.iter().filter(|(shared, ..)| *shared == most).map(|(.., name)| (*name).to_owned()).collect();
    if nearest.len() > FEW { Vec::new() } else { nearest }
}

/// The first list that is not empty.
fn or<'a>(first: Vec<&'a str>, other: Vec<&'a str>) -> Vec<&'a str> {
    if first.is_empty() { other } else { first }
}

/// Those of names that are nearest, each once.
fn nearest<'a>(names: impl Iterator<Item = (usize, &'a str)>) -> Vec<&'a str> {
    let mut all: Vec<(usize, &str)> = names.collect();
    all.sort_unstable();
    all.dedup();
    let least = all.first().map(|(apart, _)| *apart);
    all.into_iter().filter(|(apart, _)| Some(*apart) == least).map(|(_, name)| name).collect()
}

/// Shorter texts are parts of too many names.
const PART: usize = 10;

/// The detail-type of any service that is written so but for a letter or two; none where several are as near.
pub(super) fn type_spelled_like(text: &str) -> Option<&'static str> {
    let known = kinds().iter().map(|kind| kind.detail_type.as_str());
    let known = known.chain(values::all_types()).chain(RECORDED.iter().copied());
    let asked = words(text);
    let mut near: Vec<(usize, &str)> =
        known.filter_map(|known| Some((slips(known, text, &asked)?, known))).collect();
    near.sort_unstable();
    near.dedup();
    match near.as_slice() {
        [] => None,
        [(_, one)] => Some(one),
        [(first, one), (second, _), ..] => (first < second).then_some(*one),
    }
}

/// How many words two names of one kind differ in; none where they may be two kinds.
fn words_apart(sources: &[String], known: &str, text: &str) -> Option<usize> {
    /// A name leaves out no more words than these.
    const LEFT_OUT: usize = 2;
    let words =
        |text: &str| -> Vec<String> { words(text).iter().map(|word| in_one_way(word).to_owned()).collect() };
    let (there, asked) = (words(known), words(text));
    let shared = asked.iter().filter(|word| there.contains(word)).count();
    let of_service = |word: &str| sources.iter().any(|source| source.strip_prefix("aws.") == Some(word));
    let own = |these: &[String], those: &[String]| -> Vec<String> {
        let own = these.iter().filter(|word| !those.contains(word));
        own.filter(|word| !LOOSE.contains(&word.as_str()) && !of_service(word)).cloned().collect()
    };
    let (left_out, added) = (own(&there, &asked), own(&asked, &there));
    // A name of one's own often says what became of the thing: `ECS Task Stopped`.
    let is_state = |word: &String| ["ed", "ing", "failure", "success"].iter().any(|end| word.ends_with(end));
    // Of a source whose list may be longer, what has another word may be another event.
    let is_whole = sources.iter().all(|source| detail_types::is_whole(source));
    let is_one = left_out.is_empty() && added.is_empty()
        || is_whole
            && (left_out.is_empty() && added.iter().all(is_state)
                || added.is_empty() && left_out.len() <= LEFT_OUT);
    let much = shared >= 2 && shared * 2 >= there.len().max(asked.len());
    (is_one && much).then(|| there.len() + asked.len() - 2 * shared)
}

/// One of several words for how a thing went.
fn in_one_way(word: &str) -> &str {
    match word {
        "failed" | "failure" | "fail" => "unsuccessful",
        "succeeded" | "success" => "successful",
        word => word,
    }
}

#[cfg(test)]
mod tests {
    use super::{near_types, nearest_of_all, type_spelled_like};

    #[test]
    fn a_type_alone_is_known_by_a_letter_or_two_if_no_other_is_as_near() {
        assert_eq!(type_spelled_like("ECS Task State-change"), Some("ECS Task State Change"));
        assert_eq!(type_spelled_like("Cloudwatch Alarm State Chnage"), Some("CloudWatch Alarm State Change"));
        assert_eq!(type_spelled_like("CloudWach Alarm State Change"), Some("CloudWatch Alarm State Change"));
        assert_eq!(type_spelled_like("Order Placed"), None);
        assert_eq!(type_spelled_like("Object Deletd"), Some("Object Deleted"));
        assert_eq!(type_spelled_like("Object Creatd"), Some("Object Created"));
    }

    #[test]
    fn names_are_told_from_those_of_other_kinds() {
        for (source, text, near) in [
            ("aws.ec2", "EC2 Instance Status Change", Some("EC2 Instance State-change Notification")),
            ("aws.ecs", "ECS Task Stopped", Some("ECS Task State Change")),
            ("aws.s3", "S3 Object Created", Some("Object Created")),
            ("aws.glue", "Job State Change", Some("Glue Job State Change")),
            ("aws.ec2", "EC2 Fleet Instance Change", None),
            ("aws.ec2", "Something Else Altogether", None),
            ("aws.signin", "Console Signin", Some("AWS Console Sign In via CloudTrail")),
            ("aws.config", "Config Rule Compliance Change", Some("Config Rules Compliance Change")),
            ("aws.iam", "AWS API Call via Cloud Trail", Some("AWS API Call via CloudTrail")),
            ("aws.guardduty", "GuardDuty Report Ready", None),
            ("aws.autoscaling", "EC2 Instance Launch Failed", Some("EC2 Instance Launch Unsuccessful")),
            ("aws.s3", "Objects Created", Some("Object Created")),
            ("aws.backup", "Scan Job State Chaange", Some("Scan Job State Change")),
        ] {
            let wanted: Vec<String> = near.into_iter().map(str::to_owned).collect();
            assert_eq!(near_types(&[source.to_owned()], text), wanted, "{text}");
        }
        let pipelines = near_types(&["aws.codepipeline".to_owned()], "CodePipeline Execution State Change");
        let all =
            ["Action", "Pipeline", "Stage"].map(|what| format!("CodePipeline {what} Execution State Change"));
        assert_eq!(pipelines, all);
    }

    #[test]
    fn what_s3_calls_its_notifications_is_one_of_its_events() {
        for (text, meant) in [
            ("s3:ObjectCreated:*", "Object Created"),
            ("s3:ObjectCreated:Put", "Object Created"),
            ("ObjectRemoved:Delete", "Object Deleted"),
            ("s3:ObjectTagging:Put", "Object Tags Added"),
            ("s3:ObjectAcl:Put", "Object ACL Updated"),
            ("s3:LifecycleTransition", "Object Storage Class Changed"),
            ("PutObject", "Object Created"),
        ] {
            assert_eq!(nearest_of_all(&["aws.s3".to_owned()], text), [meant], "{text}");
        }
    }

    /// What would be told of each documented name, if it were one that is not known here.
    #[test]
    fn hardly_any_name_would_be_taken_for_a_slip_of_another() {
        let kinds = crate::catalogue::kinds().iter();
        let all: Vec<(&str, &str)> =
            kinds.map(|kind| (kind.source.as_str(), kind.detail_type.as_str())).collect();
        let taken = all.iter().filter(|(source, text)| {
            let others = all.iter().filter(|(other, known)| other == source && known != text);
            others.into_iter().any(|(_, known)| super::slips(known, text, &super::words(text)).is_some())
        });
        // The schema and the guide write this one in two ways.
        let of_both = |(_, text): &&(&str, &str)| {
            text.eq_ignore_ascii_case("IoT Analytics Dataset Lifecycle Notification")
        };
        assert_eq!(taken.filter(|kind| !of_both(kind)).collect::<Vec<_>>(), Vec::<&(&str, &str)>::new());
    }
}
