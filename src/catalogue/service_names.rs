//! What AWS's services call themselves, of which only some send events that the catalogue has: any of them
//! may come through CloudTrail.
//!
//! The names are those that requests to the services are signed with and their endpoints begin with, as the
//! AWS CLI's own models of 398 services have them (botocore 1.43.11), those that the Amazon EventBridge
//! Events Reference has as sources, and some that services which are no longer there have left. The list is
//! not whole.

use super::{RECORDED, kinds, of_source, sources, values};
use crate::pattern::source_called;
use crate::text::{edits, letters_and_digits};

/// The names, parted by white space.
const NAMES: &str = include_str!("service_names.txt");

/// Whether a text is the source of a service of AWS, or a detail-type that AWS sends.
pub fn is_name_of_aws(text: &str) -> bool {
    is_source(text)
        || RECORDED.contains(&text)
        || kinds().iter().any(|kind| kind.detail_type == text)
        || values::all_types().any(|known| known == text)
}

/// Whether a source is known to be a service's.
pub(super) fn is_source(source: &str) -> bool {
    !of_source(source).is_empty()
        || values::types_of(source).next().is_some()
        || source.strip_prefix("aws.").is_some_and(|name| NAMES.split_whitespace().any(|known| known == name))
}

/// The sources of services that are known.
pub(super) fn service_sources() -> impl Iterator<Item = String> {
    let named = NAMES.split_whitespace().map(|name| format!("aws.{name}"));
    named.chain(sources().into_iter().map(str::to_owned))
}

/// Whether a source begins as AWS's do and is neither a service's nor a partner's, nor near to one; of what
/// has a star behind it, whether none begins so.
pub fn is_no_service(source: &str) -> bool {
    if let Some(begin) = source.strip_suffix('*') {
        let is_begun = |known: &str| known.starts_with(begin) || begin.starts_with(known);
        let mut names = NAMES.split_whitespace().map(|name| format!("aws.{name}"));
        let partners = "aws.partner/";
        return begin.starts_with("aws.")
            && !names.any(|known| known.starts_with(begin))
            && !sources().into_iter().any(|known| known.starts_with(begin))
            && !is_begun(partners);
    }
    let is_name =
        |name: &&str| !name.is_empty() && name.chars().all(|c| c.is_ascii_alphanumeric() || c == '-');
    let name = source.strip_prefix("aws.").filter(is_name);
    name.is_some_and(|name| !is_source(source) && meant_by(name, |_| false).is_none())
}

/// The source that is meant by a name of a service which is none, both without `aws.`: one that people call
/// so, or one that is written nearly so. `sends` says whether a source sends what the pattern asks for beside
/// it; of short names one letter makes another.
pub(super) fn meant_by(name: &str, sends: impl Fn(&str) -> bool) -> Option<String> {
    /// Texts shorter than this are the beginning of too many names.
    const SHORT: usize = 6;
    /// From here on a name may have two slips.
    const LONG: usize = 10;
    let lower = name.to_lowercase();
    let known =
        || NAMES.split_whitespace().chain(sources().into_iter().filter_map(|one| one.strip_prefix("aws.")));
    if let Some(called) = source_called(&lower) {
        return Some(called.to_owned());
    }
    let asked = letters_and_digits(&lower);
    let most = if asked.chars().count() < LONG { 1 } else { 2 };
    let mut near: Vec<(usize, &str)> =
        known().filter_map(|known| Some((edits(&letters_and_digits(known), &asked, most)?, known))).collect();
    near.sort_unstable();
    near.dedup();
    if let Some((_, sender)) = near.iter().find(|(_, known)| sends(known)) {
        return Some((*sender).to_owned());
    }
    let nearest = near.first().map(|(edits, _)| *edits);
    let mut equal = near.iter().filter(|(edits, _)| Some(*edits) == nearest);
    let (first, other) = (equal.next(), equal.next());
    let first = first.filter(|(edits, _)| *edits == 0 || asked.chars().count() > 3 && other.is_none());
    // The beginning of one name only.
    let begun = || {
        let mut begun =
            known().filter(|known| asked.len() >= SHORT && letters_and_digits(known).starts_with(&asked));
        let one = begun.next()?;
        begun.all(|other| other == one).then_some(one)
    };
    first.map(|(_, known)| *known).or_else(begun).map(str::to_owned)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn services_are_meant_by_what_people_call_them_and_by_slips() {
        for (name, meant) in [
            ("elb", Some("elasticloadbalancing")),
            ("eventbridge", Some("events")),
            ("StepFunctions", Some("states")),
            ("secretmanager", Some("secretsmanager")),
            ("dynamo", Some("dynamodb")),
            ("guard-duty", Some("guardduty")),
            ("lamda", Some("lambda")),
            ("msk", Some("kafka")),
            ("cloudwach", Some("cloudwatch")),
            // As near to `ec2` as to others.
            ("ecx", None),
            ("shop", None),
            ("quantumledger", None),
        ] {
            assert_eq!(meant_by(name, |_| false).as_deref(), meant, "{name}");
        }
        assert_eq!(meant_by("ecx", |known| known == "ecr").as_deref(), Some("ecr"));
        assert!(is_name_of_aws("aws.iam") && is_name_of_aws("Config Rules Compliance Change"));
        assert!(
            is_no_service("aws.orders") && !is_no_service("aws.elb") && !is_no_service("com.acme.orders")
        );
        assert!(!is_name_of_aws("aws.elb") && !is_name_of_aws("shop") && !is_name_of_aws("Order Placed"));
    }
}
