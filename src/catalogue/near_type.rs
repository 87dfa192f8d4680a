//! The detail-type that is meant where a source is not known to send the one that is asked for.

use super::{RECORDED, SIGN_IN, kinds, of_source, values};
use crate::pattern::LOOSE;
use crate::text::{edits, letters_and_digits};

/// The nearest detail-types of these sources, where several are as near all of them; none where all of theirs may be
/// others.
pub(super) fn near_types(sources: &[String], text: &str) -> Vec<String> {
    let own = sources.iter().flat_map(|source| {
        of_source(source).iter().map(|kind| kind.detail_type.as_str()).chain(values::types_of(source))
    });
    // Any service may be called, and not every one has people sign in.
    let recorded = RECORDED.iter().copied().filter(|text| *text != SIGN_IN);
    let own: Vec<&str> = own.chain(recorded).collect();
    let (asked, most) = (letters_and_digits(text), text.chars().count() / 5);
    let spelled = nearest(
        own.iter().filter_map(|known| Some((edits(&letters_and_digits(known), &asked, most)?, *known))),
    );
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
    let asked = letters_and_digits(text);
    let most = if asked.chars().count() < PART { 0 } else { 2 };
    let known = kinds().iter().map(|kind| kind.detail_type.as_str());
    let known = known.chain(values::all_types()).chain(RECORDED.iter().copied());
    let mut near: Vec<(usize, &str)> =
        known.filter_map(|known| Some((edits(&letters_and_digits(known), &asked, most)?, known))).collect();
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
    let words = |text: &str| -> Vec<String> {
        let words = text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
        words.map(|word| in_one_way(&word.to_lowercase()).to_owned()).collect()
    };
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
    let is_one =
        left_out.is_empty() && added.iter().all(is_state) || added.is_empty() && left_out.len() <= LEFT_OUT;
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
    use super::near_types;

    #[test]
    fn a_type_alone_is_known_by_a_letter_or_two_if_no_other_is_as_near() {
        assert_eq!(super::type_spelled_like("ECS Task State-change"), Some("ECS Task State Change"));
        assert_eq!(
            super::type_spelled_like("Cloudwatch Alarm State Changes"),
            Some("CloudWatch Alarm State Change")
        );
        assert_eq!(super::type_spelled_like("Order Placed"), None);
        assert_eq!(super::type_spelled_like("Object Create"), Some("Object Created"));
    }

    #[test]
    fn names_are_told_from_those_of_other_kinds() {
        for (source, text, near) in [
            ("aws.ec2", "EC2 Instance Status Change", Some("EC2 Instance State-change Notification")),
            ("aws.ecs", "ECS Task Stopped", Some("ECS Task State Change")),
            ("aws.s3", "S3 Object Created", Some("Object Created")),
            ("aws.glue", "Job State Change", Some("Glue Job State Change")),
            ("aws.ec2", "EC2 Spot Instance Request Fulfillment", None),
            ("aws.ec2", "EC2 Fleet Instance Change", None),
            ("aws.ec2", "Something Else Altogether", None),
            ("aws.signin", "Console Signin", Some("AWS Console Sign In via CloudTrail")),
            ("aws.config", "Config Rule Compliance Change", Some("Config Rules Compliance Change")),
            ("aws.iam", "AWS API Call via Cloud Trail", Some("AWS API Call via CloudTrail")),
            ("aws.guardduty", "GuardDuty Report Ready", None),
            ("aws.autoscaling", "EC2 Instance Launch Failed", Some("EC2 Instance Launch Unsuccessful")),
            ("aws.s3", "Objects Created", Some("Object Created")),
        ] {
            let wanted: Vec<String> = near.into_iter().map(str::to_owned).collect();
            assert_eq!(near_types(&[source.to_owned()], text), wanted, "{text}");
        }
        let pipelines = near_types(&["aws.codepipeline".to_owned()], "CodePipeline Execution State Change");
        let all =
            ["Action", "Pipeline", "Stage"].map(|what| format!("CodePipeline {what} Execution State Change"));
        assert_eq!(pipelines, all);
    }
}
