//! What AWS calls a thing in one place of its events and in another, and which names are of two things.

use crate::pattern::explain::wording::opposites::words;
use crate::pattern::explain::wording::similarity::quoted;
use crate::pattern::lint::known::{notified_as, of_source};
use crate::pattern::services::{HOST, WITHOUT_REGIONS, is_host_of, is_source, is_source_of};
use crate::text::{REGIONS, is_account_number, is_region_code, letters_and_digits, may_be_region};

/// How the types of a service's resources begin, where a text is one of them.
pub(super) fn types_of(met: &str, service: &str) -> Option<String> {
    let (of, _) = met.strip_prefix("AWS::")?.split_once("::")?;
    (of == service).then(|| format!("AWS::{service}::"))
}

/// What a text is called at this path of AWS's events, where the pattern has another service's name for it,
/// as a clause. `recorded` is of what CloudTrail records.
pub(super) fn at_path(path: &str, met: &str, wanted: &str, recorded: bool) -> Option<String> {
    match path {
        "source" if is_host_of_source(wanted, met) => Some(
            "an AWS service writes its source as \"aws.SERVICE\"; host names are what CloudTrail has in \
                \"detail.eventSource\""
                .to_owned(),
        ),
        "source" if met.strip_prefix("aws.").is_some_and(|service| service.eq_ignore_ascii_case(wanted)) => {
            Some("the source of an AWS service begins with \"aws.\"".to_owned())
        }
        "source" if wanted.strip_prefix("aws.") == Some(met) => Some(format!(
            "what is sent as {} has no \"aws.\" before its source, as the results of Lambda functions have none",
            quoted(met.as_bytes())
        )),
        "source" if met.strip_prefix("aws.").is_some_and(|service| is_called(service, wanted)) => {
            Some(format!("{} is what this service calls itself as a source", quoted(met.as_bytes())))
        }
        "source" if wanted == "aws.cloudtrail" && recorded => Some(
            "the source of what CloudTrail records is the service that was called, not CloudTrail".to_owned(),
        ),
        "region" if wanted.strip_prefix(met).is_some_and(|zone| zone.len() == 1) => {
            Some("that is an Availability Zone, and \"region\" has the region only".to_owned())
        }
        "region" if region_called(wanted) == Some(met) => {
            Some(format!("a region is written by its code, which is {}", quoted(met.as_bytes())))
        }
        "source" if wanted == "aws.ebs" && met == "aws.ec2" => {
            Some("events of EBS come with the source \"aws.ec2\"".to_owned())
        }
        "source" if wanted == "aws.pipes" && met.starts_with("Pipe ") => {
            Some("a pipe sends with the source \"Pipe NAME\", unless its target says otherwise".to_owned())
        }
        "source" if wanted == "aws.scheduler" && met == "aws.events" => {
            Some("scheduled rules send with the source \"aws.events\"".to_owned())
        }
        _ if wanted.len() > 1 && types_of(met, wanted).is_some() => {
            Some(format!("a type of resource is written as CloudFormation writes it, {}", quoted(met.as_bytes())))
        }
        _ if met.strip_prefix("AWS::").is_some_and(|kind| letters_and_digits(kind) == letters_and_digits(wanted)) => {
            Some(format!("a type of resource is written as CloudFormation writes it, {}", quoted(met.as_bytes())))
        }
        _ if path != "source"
            && wanted.strip_prefix("aws.").is_some_and(|service| service.eq_ignore_ascii_case(met)) =>
        {
            Some("only \"source\" at the top writes \"aws.\" before the name of a service".to_owned())
        }
        "detail.eventSource" if met.strip_suffix(HOST).is_some_and(|host| is_host_called(host, wanted)) => {
            Some(format!("what CloudTrail records names the service by its host, {}", quoted(met.as_bytes())))
        }
        "detail.eventSource" if is_host_of_source(met, wanted) => Some(
            "in CloudTrail's events this is a host name; \"aws.SERVICE\" is what \"source\" at the top \
                has"
            .to_owned(),
        ),
        _ if path.starts_with("detail.")
            && met.strip_suffix(HOST).zip(wanted.strip_prefix("aws.")).is_some_and(|(host, name)| is_called(host, name)) =>
        {
            Some("here the service is named by its host; \"aws.SERVICE\" is what \"source\" at the top has".to_owned())
        }
        "detail.reason"
            if wanted
                .rsplit(':')
                .next()
                .is_some_and(|name| wanted.contains("Object") && met.starts_with(name))
                && wanted.contains(':') =>
        {
            Some("that is the name in S3's own notifications; EventBridge names the call".to_owned())
        }
        "detail-type" if met.starts_with("Object ") && wanted.strip_prefix(met).is_some_and(|s| s.starts_with(':')) => {
            Some(
                "EventBridge's detail-type does not say by which call; that is in \"detail.reason\", such as \
                    \"PutObject\""
                    .to_owned(),
            )
        }
        "detail-type" if notified_as(wanted) == Some(met) => {
            Some("that is the name in S3's own notifications; EventBridge's name is another".to_owned())
        }
        _ => None,
    }
}

/// The numbers that GuardDuty calls by a word: from the first on, and below the second where there is one
/// (GuardDuty user guide, "Severity levels of GuardDuty findings").
pub(super) fn graded(source: impl FnOnce() -> String, path: &str, word: &str) -> Option<(u8, Option<u8>)> {
    if path != "detail.severity" || source() != "aws.guardduty" {
        return None;
    }
    match word.to_lowercase().as_str() {
        "low" => Some((1, Some(4))),
        "medium" => Some((4, Some(7))),
        "high" => Some((7, Some(9))),
        "critical" => Some((9, None)),
        _ => None,
    }
}

/// Where CloudTrail records the calls of services that have no regions (CloudTrail user guide, "Global
/// service events").
const GLOBAL_REGION: &str = "us-east-1";

/// Whether all that CloudTrail records of a service comes with this region.
pub(super) fn is_recorded_in(region: &str, source: &str) -> bool {
    region == GLOBAL_REGION && WITHOUT_REGIONS.contains(&source)
}

/// Whether a text stands for no region or for all.
pub(super) fn is_global(text: &str) -> bool {
    let words = words(text);
    let words: Vec<&str> = words.iter().map(String::as_str).filter(|word| *word != "aws").collect();
    matches!(words.as_slice(), ["global" | "all" | "any"])
}

/// Whether a text is written as a region's code is, and no region is known by it.
pub(super) fn is_no_region(text: &str) -> bool {
    is_region_code(text) && !may_be_region(text)
}

/// Whether a source that no service has is another name of this one: `Amazon EC2`, `AWS::EC2::Instance`,
/// `com.amazonaws.ec2`, `aws.alarms`.
fn is_called(service: &str, wanted: &str) -> bool {
    // Types of CloudFormation name the service first.
    let name = match wanted.strip_prefix("AWS::") {
        Some(name) => name.split("::").next().unwrap_or_default(),
        None => wanted.trim_end_matches(HOST),
    };
    let parts = name.split(|c: char| !c.is_alphanumeric()).filter(|part| !part.is_empty());
    let owner = |part: &&str| {
        ["aws", "amazon", "amazonaws", "com"].iter().any(|owner| part.eq_ignore_ascii_case(owner))
    };
    let name: String = parts.skip_while(owner).flat_map(str::chars).flat_map(char::to_lowercase).collect();
    let name = ["amazon", "aws"].iter().find_map(|owner| name.strip_prefix(owner)).unwrap_or(&name);
    let bare: String = service.chars().filter(|c| c.is_alphanumeric()).collect();
    name == bare || is_source_of(service, name)
}

/// Whether a text is the host of the service that has this source: `s3.amazonaws.com` of `aws.s3`.
fn is_host_of_source(text: &str, source: &str) -> bool {
    let Some((host, service)) = text.strip_suffix(HOST).zip(source.strip_prefix("aws.")) else {
        return false;
    };
    is_called(service, host) || is_host_of(host, service)
}

/// Whether a text is a name of the service with this host, and not the host of another.
fn is_host_called(host: &str, wanted: &str) -> bool {
    let name = wanted.strip_suffix(HOST).unwrap_or(wanted);
    !wanted.starts_with("aws.") && (is_called(host, name) || is_host_of(host, name))
}

/// The code of the region that a name in AWS's console is, such as `US East (N. Virginia)`, or the short of
/// it, such as `use1` and `usw2-az1`.
pub(super) fn region_called(name: &str) -> Option<&'static str> {
    if let Some(region) = REGIONS.iter().find(|region| is_short_of(name, region.code)) {
        return Some(region.code);
    }
    let plain = |text: &str| -> String {
        let lower = text.to_lowercase().replace('ã', "a");
        lower.chars().filter(|c| c.is_alphanumeric()).collect()
    };
    let name = plain(name);
    // The console shortens this one.
    if name.contains("uae") {
        return Some("me-central-1");
    }
    let is_meant = |place: &str| name.contains(&plain(place.trim_start_matches("N. ")));
    REGIONS.iter().find(|region| is_meant(region.place)).map(|region| region.code)
}

/// Whether a text is a region's code with its direction by the first letters: `use1`, `us-e-1`, `apse2-az1`.
fn is_short_of(text: &str, code: &str) -> bool {
    const DIRECTIONS: [(&str, &str); 9] = [
        ("northeast", "ne"),
        ("northwest", "nw"),
        ("southeast", "se"),
        ("southwest", "sw"),
        ("north", "n"),
        ("south", "s"),
        ("east", "e"),
        ("west", "w"),
        ("central", "c"),
    ];
    /// A text of fewer or more characters is none.
    const LENGTHS: std::ops::RangeInclusive<usize> = 4..=12;
    if !LENGTHS.contains(&text.len()) {
        return false;
    }
    let lower = text.to_lowercase();
    let zone = lower.split_once("-az").map_or(lower.as_str(), |(region, _)| region);
    let bare: String = zone.chars().filter(char::is_ascii_alphanumeric).collect();
    let short = |part: &str| DIRECTIONS.iter().find(|(long, _)| *long == part).map(|(_, short)| *short);
    let abbreviated: String = code.split('-').map(|part| short(part).unwrap_or(part)).collect();
    bare == abbreviated
}

/// Services that have two sources, such as one for their own events and one for calls that CloudTrail
/// records.
const OF_TWO: [(&str, &str); 4] = [
    ("aws.cloudwatch", "aws.monitoring"),
    ("aws.emr", "aws.elasticmapreduce"),
    ("aws.inspector", "aws.inspector2"),
    ("aws.ses", "aws.email"),
];

/// Whether a text is the source of a service of AWS, so that it is no misspelling of another one's.
fn is_known_source(text: &str) -> bool {
    let Some(name) = text.strip_prefix("aws.") else { return false };
    is_source(name) || of_source(text).next().is_some()
}

/// Whether two sources are those of one service, each of other events.
pub(super) fn are_sources_of_one(met: &str, wanted: &str) -> bool {
    OF_TWO.iter().any(|(a, b)| (met, wanted) == (*a, *b) || (met, wanted) == (*b, *a))
}

/// Where the event comes from, if that is what differs.
pub(super) fn of_origin(path: &str, met: &str, wanted: &str) -> Option<&'static str> {
    match path {
        "source" if met.starts_with("Pipe ") && wanted.starts_with("aws.") => {
            Some("it comes from a pipe, which sends what it reads from a service under its own name")
        }
        "region" if is_region_code(met) && is_region_code(wanted) => Some("it comes from another region"),
        "region" if is_region_code(met) && region_called(wanted).is_some() => {
            Some("it comes from another region, and a region is written by its code")
        }
        "region" if wanted.strip_suffix(|c: char| c.is_ascii_lowercase()).is_some_and(is_region_code) => {
            Some("that is an Availability Zone of another region, and \"region\" has the region only")
        }
        "source" if wanted.ends_with(HOST) => Some(
            "host names are what CloudTrail has in \"detail.eventSource\". A service writes its source as \"aws.SERVICE\", and \
             this event does not come from that one",
        ),
        "detail.eventSource" if wanted.starts_with("aws.") => Some(
            "it comes from another service, and in CloudTrail's events this is a host name, not \"aws.SERVICE\"",
        ),
        "account" if is_account_number(met) && is_account_number(wanted) => {
            Some("it comes from another account")
        }
        "source" if are_sources_of_one(met, wanted) => {
            Some("both are sources of this service, each of other events")
        }
        "source" if is_known_source(met) && is_known_source(wanted) => Some("it comes from another service"),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn services_are_called_in_many_ways() {
        for (service, name) in [
            ("ec2", "Amazon EC2"),
            ("ec2", "AmazonEC2"),
            ("ec2", "com.amazonaws.ec2"),
            ("ec2", "AWS::EC2::Instance"),
            ("s3", "amazon.s3"),
            ("cloudwatch", "aws.alarms"),
            ("states", "aws.step-functions"),
            ("codestar-connections", "aws.codestarconnections"),
        ] {
            assert!(is_called(service, name), "{service} {name}");
        }
        for (service, name) in [("ec2", "aws.ecs"), ("s3", "my.app"), ("events", "aws.logs"), ("ec2", "aws")]
        {
            assert!(!is_called(service, name), "{service} {name}");
        }
        assert!(is_global("aws-global") && is_global("Global") && !is_global("us-global-1"));
    }

    #[test]
    fn regions_are_known_by_their_places() {
        for region in REGIONS {
            assert_eq!(region_called(region.place), Some(region.code));
        }
        for (name, code) in [
            ("US East (N. Virginia)", Some("us-east-1")),
            ("Virginia", Some("us-east-1")),
            ("Canada (Central)", Some("ca-central-1")),
            ("South America (Sao Paulo)", Some("sa-east-1")),
            ("Middle East (UAE)", Some("me-central-1")),
            ("AWS GovCloud (US-West)", Some("us-gov-west-1")),
            ("use1", Some("us-east-1")),
            ("USW2", Some("us-west-2")),
            ("apse2-az1", Some("ap-southeast-2")),
            ("us-e-1", Some("us-east-1")),
            ("use3", None),
            ("us-east-1", None),
            ("Europe", None),
        ] {
            assert_eq!(region_called(name), code, "{name}");
        }
    }
}
