//! What AWS calls a thing in one place of its events and in another, and which names are of two things.

use crate::pattern::explain::value::notation::is_digits;
use crate::pattern::explain::wording::similarity::quoted;

/// What a text is called at this path of AWS's events, where the pattern has another service's name for it,
/// as a clause. `recorded` is of what CloudTrail records.
pub(super) fn at_path(path: &str, met: &str, wanted: &str, recorded: bool) -> Option<String> {
    match path {
        "source" if wanted.ends_with(".amazonaws.com") => Some(
            "an AWS service writes its source as \"aws.SERVICE\"; host names are what CloudTrail has in \
                \"detail.eventSource\""
                .to_owned(),
        ),
        "source" if met.strip_prefix("aws.").is_some_and(|service| service.eq_ignore_ascii_case(wanted)) => {
            Some("the source of an AWS service begins with \"aws.\"".to_owned())
        }
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
        "source" if wanted == "aws.scheduler" && met == "aws.events" => {
            Some("scheduled rules send with the source \"aws.events\"".to_owned())
        }
        _ if path != "source"
            && wanted.strip_prefix("aws.").is_some_and(|service| service.eq_ignore_ascii_case(met)) =>
        {
            Some("only \"source\" at the top writes \"aws.\" before the name of a service".to_owned())
        }
        "detail.eventSource" if wanted.starts_with("aws.") => Some(
            "in CloudTrail's events this is a host name; \"aws.SERVICE\" is what \"source\" at the top \
                has"
            .to_owned(),
        ),
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
        "detail-type"
            if met.starts_with("Object ")
                && (wanted.starts_with("ObjectCreated")
                    || wanted.starts_with("ObjectRemoved")
                    || wanted.starts_with("s3:")) =>
        {
            Some("that is the name in S3's own notifications; EventBridge's name is another".to_owned())
        }
        _ => None,
    }
}

/// Whether a source that no service has is another name of this one. What is a source itself has no place
/// here: `aws.emr` and `aws.elasticmapreduce` send events of two kinds.
fn is_called(service: &str, wanted: &str) -> bool {
    const CALLED: [(&str, &[&str]); 11] = [
        ("states", &["stepfunctions", "stepfunction", "sfn"]),
        ("events", &["eventbridge", "cloudwatchevents"]),
        ("logs", &["cloudwatchlogs"]),
        ("cloudwatch", &["cloudwatchalarms", "alarms"]),
        ("elasticloadbalancing", &["elb", "elbv2", "alb", "nlb", "loadbalancer"]),
        ("firehose", &["kinesisfirehose", "datafirehose"]),
        ("es", &["opensearch", "elasticsearch", "opensearchservice"]),
        ("ssm", &["systemsmanager", "parameterstore"]),
        ("dms", &["databasemigrationservice"]),
        ("acm", &["certificatemanager"]),
        ("ses", &["sesv2"]),
    ];
    let bare: String = wanted
        .strip_prefix("aws.")
        .or_else(|| wanted.strip_prefix("amazon."))
        .unwrap_or(wanted)
        .chars()
        .filter(|c| c.is_alphanumeric())
        .flat_map(char::to_lowercase)
        .collect();
    CALLED.iter().any(|(name, others)| *name == service && others.contains(&bare.as_str()))
}

/// The code of the region that a name in AWS's console is, such as `US East (N. Virginia)` (AWS Regions and
/// Availability Zones user guide, "Available Regions").
fn region_called(name: &str) -> Option<&'static str> {
    const CITIES: [(&str, &str); 22] = [
        ("virginia", "us-east-1"),
        ("ohio", "us-east-2"),
        ("california", "us-west-1"),
        ("oregon", "us-west-2"),
        ("cape town", "af-south-1"),
        ("hong kong", "ap-east-1"),
        ("mumbai", "ap-south-1"),
        ("tokyo", "ap-northeast-1"),
        ("seoul", "ap-northeast-2"),
        ("osaka", "ap-northeast-3"),
        ("singapore", "ap-southeast-1"),
        ("sydney", "ap-southeast-2"),
        ("jakarta", "ap-southeast-3"),
        ("frankfurt", "eu-central-1"),
        ("ireland", "eu-west-1"),
        ("london", "eu-west-2"),
        ("paris", "eu-west-3"),
        ("stockholm", "eu-north-1"),
        ("milan", "eu-south-1"),
        ("bahrain", "me-south-1"),
        ("sao paulo", "sa-east-1"),
        ("são paulo", "sa-east-1"),
    ];
    let lower = name.to_lowercase();
    CITIES.iter().find(|(city, _)| lower.contains(city)).map(|(_, code)| *code)
}

/// Whether a text is written as the code of a region is: `us-gov-west-1`.
pub(super) fn is_region(text: &str) -> bool {
    text.bytes().last().is_some_and(|b| b.is_ascii_digit())
        && text.splitn(3, '-').count() == 3
        && text.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-')
}

/// Services that have two sources, such as one for their own events and one for calls that CloudTrail
/// records.
const OF_TWO: [(&str, &str); 4] = [
    ("aws.cloudwatch", "aws.monitoring"),
    ("aws.emr", "aws.elasticmapreduce"),
    ("aws.inspector", "aws.inspector2"),
    ("aws.ses", "aws.email"),
];

/// Where the event comes from, if that is what differs.
pub(super) fn of_origin(path: &str, met: &str, wanted: &str) -> Option<&'static str> {
    match path {
        "region" if is_region(met) && is_region(wanted) => Some("it comes from another region"),
        "region" if is_region(met) && region_called(wanted).is_some() => {
            Some("it comes from another region, and a region is written by its code")
        }
        "account" if [met, wanted].iter().all(|text| is_digits(text) && text.len() == 12) => {
            Some("it comes from another account")
        }
        "source" if OF_TWO.iter().any(|(a, b)| (met, wanted) == (a, b) || (met, wanted) == (b, a)) => {
            Some("both are sources of this service, each of other events")
        }
        _ => None,
    }
}
