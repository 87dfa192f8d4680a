//! A request as the line that the AWS CLI takes for the same call.
//!
//! Only arguments that are known to hold neither anybody's data nor a secret are written out: names, ARNs,
//! patterns, times, page tokens. Of every other one there is its name and how much it holds, so that an
//! event, a target's input or a password never stands here, whatever calls come to be made.

use super::services::Service;
use crate::cbor;
use crate::text::{form_decoded, percent_decoded, shell_word};
use aws_smithy_runtime_api::client::orchestrator::HttpRequest;
use serde_json::{Map, Value};

/// Bytes of an argument that are written out at most: a query of all of a rule's metrics has a few thousand.
const LONGEST: usize = 16_000;
/// Bytes of a token that are written out at most: it tells nobody anything.
const LONGEST_TOKEN: usize = 1_000;

/// Arguments that are written out, without regard to case.
const SHOWN: [&str; 54] = [
    "arn",
    "archivename",
    "attributenames",
    "bucket",
    "connectionarn",
    "description",
    "dimensions",
    "endtime",
    "eventbusname",
    "eventpattern",
    "eventsourcearn",
    "filterpattern",
    "force",
    "functionname",
    "ids",
    "includeshadowtrails",
    "interleaved",
    "keyid",
    "limit",
    "logeventfilterpattern",
    "loggroupidentifier",
    "loggroupidentifiers",
    "loggroupname",
    "loggroupnameprefix",
    "loggroupnames",
    "logstreamname",
    "logstreamnameprefix",
    "logstreamnames",
    "marker",
    "maxitems",
    "maxresults",
    "metricdataqueries",
    "metricname",
    "name",
    "nameprefix",
    "namespace",
    "nexttoken",
    "policyarn",
    "policyname",
    "queueurl",
    "resourcearn",
    "rolearn",
    "rolename",
    "rule",
    "scanby",
    "scheduleexpression",
    "starttime",
    "state",
    "tagkeys",
    "targetarn",
    "topicarn",
    "trailname",
    "trailnamelist",
    "versionid",
];

/// The command without its arguments: `aws events list-rules`.
pub(super) fn command(service: Service, operation: &str) -> String {
    let name = match service {
        Service::S3 => "s3api",
        Service::StepFunctions => "stepfunctions",
        Service::Events
        | Service::Logs
        | Service::CloudWatch
        | Service::Sts
        | Service::Lambda
        | Service::Sqs
        | Service::Sns
        | Service::Iam
        | Service::Kms
        | Service::CloudTrail => service.iam(),
    };
    format!("aws {name} {}", kebab(operation))
}

/// The command with the arguments that the request carries; `None` for a request that cannot be read.
pub(super) fn with_arguments(service: Service, operation: &str, request: &HttpRequest) -> Option<String> {
    let arguments = match service {
        Service::Events
        | Service::Logs
        | Service::Sqs
        | Service::StepFunctions
        | Service::Kms
        | Service::CloudTrail => serde_json::from_slice(request.body().bytes()?).ok()?,
        Service::CloudWatch => cbor::decode(request.body().bytes()?).ok()?,
        Service::Sts | Service::Sns | Service::Iam => {
            query(std::str::from_utf8(request.body().bytes()?).ok()?)
        }
        Service::Lambda => one("FunctionName", &segment(request.uri(), "functions")?),
        Service::S3 => one("Bucket", &bucket(request.uri())?),
    };
    let Value::Object(arguments) = arguments else { return None };
    let mut line = command(service, operation);
    for (name, value) in &arguments {
        line.push(' ');
        line.push_str(&argument(name, value));
    }
    Some(line)
}

#[allow(
    clippy::wildcard_enum_match_arm,
    reason = "serde_json's enum: the other kinds of JSON are alike here"
)]
fn argument(name: &str, value: &Value) -> String {
    let flag = format!("--{}", kebab(name));
    if !SHOWN.contains(&name.to_ascii_lowercase().as_str()) {
        return format!("{flag} {}", shell_word(&placeholder(value)));
    }
    let longest = if name.to_ascii_lowercase().ends_with("token") { LONGEST_TOKEN } else { LONGEST };
    match value {
        Value::Bool(true) => flag,
        Value::Bool(false) => format!("--no-{}", kebab(name)),
        Value::Array(items) if items.iter().all(|item| !item.is_object() && !item.is_array()) => {
            let items: Vec<_> = items.iter().map(|item| shell_word(&text(item, longest))).collect();
            format!("{flag} {}", items.join(" "))
        }
        value => format!("{flag} {}", shell_word(&text(value, longest))),
    }
}

fn text(value: &Value, longest: usize) -> String {
    let text = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
    if text.len() > longest { placeholder(value) } else { text }
}

/// What stands for a value that is not written out.
fn placeholder(value: &Value) -> String {
    match value {
        Value::Array(items) => format!("<{} left out>", crate::text::counted(items.len(), "item", "items")),
        Value::String(text) => format!("<{} left out>", crate::text::counted(text.len(), "byte", "bytes")),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::Object(_) => "<left out>".to_owned(),
    }
}

/// `ListRules` as `list-rules`, `ResourceARN` as `resource-arn`.
fn kebab(name: &str) -> String {
    let letters: Vec<char> = name.chars().collect();
    let mut out = String::new();
    for (at, letter) in letters.iter().enumerate() {
        let before = at.checked_sub(1).and_then(|at| letters.get(at));
        let after = letters.get(at + 1);
        let begins = letter.is_ascii_uppercase()
            && before.is_some_and(|before| {
                !before.is_ascii_uppercase() || after.is_some_and(char::is_ascii_lowercase)
            });
        if begins {
            out.push('-');
        }
        out.push(letter.to_ascii_lowercase());
    }
    out
}

fn one(name: &str, value: &str) -> Value {
    Value::Object([(name.to_owned(), Value::String(value.to_owned()))].into_iter().collect())
}

/// The part of a path behind `name`.
fn segment(uri: &str, name: &str) -> Option<String> {
    let path = uri.split(['?', '#']).next()?;
    let mut parts = path.split('/').skip_while(|part| *part != name);
    parts.nth(1).map(percent_decoded)
}

/// The bucket, which stands in the path or before the host.
fn bucket(uri: &str) -> Option<String> {
    let (_, rest) = uri.split_once("://")?;
    let (host, path) = rest.split_once('/')?;
    let first = path.split(['/', '?']).next().filter(|first| !first.is_empty());
    first.or_else(|| host.split(".s3").next()).map(percent_decoded)
}

/// The AWS query protocol: `Action=…&Version=…&Name=…&List.member.1=…`.
#[allow(
    clippy::wildcard_enum_match_arm,
    reason = "serde_json's enum: the other kinds of JSON are alike here"
)]
fn query(body: &str) -> Value {
    let mut out = Map::new();
    for (name, value) in body.split('&').filter_map(|pair| pair.split_once('=')) {
        if matches!(name, "Action" | "Version") {
            continue;
        }
        let value = Value::String(form_decoded(value));
        match name.split_once(".member.") {
            None => drop(out.insert(percent_decoded(name), value)),
            Some((list, _)) => match out.entry(list).or_insert_with(|| Value::Array(Vec::new())) {
                Value::Array(items) => items.push(value),
                other => *other = value,
            },
        }
    }
    Value::Object(out)
}

#[cfg(test)]
mod tests {
    use super::{argument, bucket, command, kebab, query, segment};
    use crate::aws::services::Service;
    use serde_json::json;

    #[test]
    fn names_become_the_clis_own() {
        for (name, cli) in [
            ("ListRules", "list-rules"),
            ("ResourceARN", "resource-arn"),
            ("logGroupIdentifiers", "log-group-identifiers"),
            ("DescribeKey", "describe-key"),
            ("EventBusName", "event-bus-name"),
        ] {
            assert_eq!(kebab(name), cli);
        }
        assert_eq!(command(Service::Events, "ListRules"), "aws events list-rules");
        assert_eq!(
            command(Service::S3, "GetBucketNotificationConfiguration"),
            "aws s3api get-bucket-notification-configuration"
        );
    }

    #[test]
    fn arguments_are_as_a_shell_takes_them_and_what_may_be_secret_is_left_out() {
        for (name, value, shown) in [
            ("Limit", json!(100), "--limit 100"),
            ("Name", json!("it's"), r"--name 'it'\''s'"),
            ("Name", json!("a\u{1b}[31m"), r"--name $'a\x1b[31m'"),
            ("Description", json!("a\u{202e}b\nc"), r"--description $'a\xe2\x80\xaeb\nc'"),
            ("NextToken", json!(""), "--next-token ''"),
            ("interleaved", json!(true), "--interleaved"),
            ("Force", json!(false), "--no-force"),
            ("Ids", json!(["a", "b c"]), "--ids a 'b c'"),
            ("EventPattern", json!("{\"a\":[1]}"), "--event-pattern '{\"a\":[1]}'"),
            ("Event", json!("{\"password\":\"x\"}"), "--event '<16 bytes left out>'"),
            ("Entries", json!([{ "Detail": "secret" }]), "--entries '<1 item left out>'"),
            ("AuthParameters", json!({ "Password": "x" }), "--auth-parameters '<left out>'"),
            ("Input", json!("secret"), "--input '<6 bytes left out>'"),
            ("SomethingNew", json!(7), "--something-new '<left out>'"),
            ("NextToken", json!("t".repeat(2_000)), "--next-token '<2,000 bytes left out>'"),
            ("MetricDataQueries", json!([{ "Id": "m0" }]), "--metric-data-queries '[{\"Id\":\"m0\"}]'"),
        ] {
            assert_eq!(argument(name, &value), shown);
        }
        let queries: Vec<_> =
            (0..7).map(|n| json!({ "Id": format!("m{n}"), "Label": "x".repeat(500) })).collect();
        let written = argument("MetricDataQueries", &json!(queries));
        assert!(written.contains("\"m6\"") && !written.contains("left out"), "{written}");
    }

    #[test]
    fn each_protocol_gives_its_arguments() {
        assert_eq!(
            query("Action=GetRole&Version=2010-05-08&RoleName=a%2Fb+c&Names.member.1=x&Names.member.2=y"),
            json!({ "RoleName": "a/b c", "Names": ["x", "y"] })
        );
        let lambda =
            "https://lambda.eu-west-1.amazonaws.com/2015-03-31/functions/arn%3Aaws%3Alambda/policy?x=1";
        assert_eq!(segment(lambda, "functions").as_deref(), Some("arn:aws:lambda"));
        assert_eq!(bucket("https://b.s3.eu-west-1.amazonaws.com/?notification").as_deref(), Some("b"));
        assert_eq!(bucket("http://127.0.0.1:4566/b?notification").as_deref(), Some("b"));
    }
}
