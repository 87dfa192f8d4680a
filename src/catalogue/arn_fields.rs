//! ARNs and names in each other's places, and ARNs that no service writes so.
//!
//! That a field holds an ARN is known by its name, by the services' guides (below), and of `resources` by the
//! EventBridge user guide, "Event structure" ("a JSON array that contains ARNs").

use super::Doubt;
use super::arn_form::{Form, form_fault, name_in};
use super::service_names::is_source;
use crate::pattern::{Asked, Asks, Beginning, Fix, is_of_a_template};
use serde_json::json;

/// Fields that hold ARNs of one kind: the source, the last name of the path, and the form. Guides: ECS "Task
/// state change events", Step Functions "Event delivery", Batch "Job state change events".
const HOLDS: [(&str, &str, &str, &str); 9] = [
    ("aws.batch", "jobDefinition", "batch", "job-definition/"),
    ("aws.batch", "jobQueue", "batch", "job-queue/"),
    ("aws.ecs", "clusterArn", "ecs", "cluster/"),
    ("aws.ecs", "containerInstanceArn", "ecs", "container-instance/"),
    ("aws.ecs", "taskArn", "ecs", "task/"),
    ("aws.ecs", "taskDefinitionArn", "ecs", "task-definition/"),
    ("aws.states", "stateMachineArn", "states", "stateMachine:"),
    ("aws.ec2", "resources", "ec2", "instance/"),
    ("aws.s3", "resources", "s3", ""),
];

/// Kinds of event whose `resources` are of the kind that the table has.
const OF_ONE_KIND: [&str; 3] =
    ["EC2 Instance State-change Notification", "EC2 Instance Rebalance Recommendation", "Object Created"];

/// A kind of event whose ARNs the guide shows in another form than any service writes (EC2 user guide, "Spot
/// Instance interruption notices").
const ODD: &str = "EC2 Spot Instance Interruption Warning";

/// An ARN has as many colons at least.
const COLONS: usize = 5;

/// What is suspect of ARNs and names in an alternative for AWS's events.
pub(super) fn doubts(asks: Asks<'_>) -> Vec<Doubt> {
    let Some(source) = asks.at("source").filter(|source| source.is_only(is_source)) else {
        return Vec::new();
    };
    let sources = source.texts();
    let fields = asks.all().filter(|(_, asked)| !asked.takes_absence());
    fields.filter_map(|(path, asked)| of_field(asks, &sources, &path, asked)).collect()
}

fn of_field(asks: Asks<'_>, sources: &[String], path: &str, asked: Asked<'_>) -> Option<Doubt> {
    let begins = asked.beginnings().filter(|all| !all.is_empty())?;
    // What a template should have filled in is told as that.
    if asked.texts().iter().any(|text| is_of_a_template(text)) {
        return None;
    }
    if holds_arns(asks, sources, path) {
        let form = form_at(asks, sources, path);
        if path == "resources"
            && sources == ["aws.s3"]
            && let Some(doubt) = behind_a_bucket(asked, &begins)
        {
            return Some(doubt);
        }
        if !begins.iter().any(may_be_arn) {
            return Some(no_arn(path, asked, form));
        }
        let whole = || begins.iter().filter(|begin| begin.whole);
        if whole().count() < begins.len() || asks.at("detail-type").is_some_and(|types| types.takes(ODD)) {
            return None;
        }
        let faults: Option<Vec<(String, String)>> =
            whole().map(|begin| form_fault(&begin.text, form)).collect();
        let (what, remedy) = faults?.into_iter().next()?;
        return Some(doubt(asked, format!("`{path}`: {what}"), remedy, None));
    }
    // What is too short to be an ARN is none, wherever it stands.
    let is_short = |begin: &Beginning| {
        begin.whole && begin.text.starts_with("arn:aws") && begin.text.matches(':').count() < COLONS
    };
    if begins.iter().all(is_short) {
        let (what, remedy) = form_fault(&begins.first()?.text, None)?;
        return Some(doubt(asked, format!("`{path}`: {what}"), remedy, None));
    }
    // A bucket is called by its name, or by the ARN of an access point (S3 API reference, "Bucket").
    let names_bucket = path == "detail.requestParameters.bucketName"
        && begins.iter().all(|begin| begin.text.starts_with("arn:aws:s3:::"));
    if names_bucket || holds_names(path) && begins.iter().all(|begin| begin.text.starts_with("arn:")) {
        return Some(no_name(path, asked));
    }
    None
}

/// ARNs of what is in a bucket: S3's events have that of the bucket alone (S3 user guide, "EventBridge event
/// message structure").
fn behind_a_bucket(asked: Asked<'_>, begins: &[Beginning]) -> Option<Doubt> {
    let bucket = |begin: &Beginning| -> Option<String> {
        let (bucket, _) = begin.text.strip_prefix("arn:aws:s3:::")?.split_once('/')?;
        Some(format!("arn:aws:s3:::{bucket}"))
    };
    let buckets: Option<Vec<String>> = begins.iter().map(bucket).collect();
    let buckets = buckets.filter(|buckets| !buckets.iter().any(|bucket| bucket.contains('*')))?;
    let first = buckets.first()?;
    let list: Vec<String> = buckets.iter().map(|bucket| json!(bucket).to_string()).collect();
    Some(doubt(
        asked,
        "The `resources` of S3's events have the ARN of the bucket alone, with nothing behind it".to_owned(),
        format!("Write \"{first}\"; how the key of the object is goes to `detail.object.key`."),
        Some(format!("[{}]", list.join(", "))),
    ))
}

fn doubt(asked: Asked<'_>, what: String, remedy: String, list: Option<String>) -> Doubt {
    let fix = list.map(|list| Fix::write(asked.span(), list));
    Doubt::new(asked.flaw(what, remedy).with(fix), Vec::new()).of_value()
}

/// Whether a field of AWS's events holds ARNs.
fn holds_arns(asks: Asks<'_>, sources: &[String], path: &str) -> bool {
    if path == "resources" {
        // Of other kinds they may be names: Inspector's are the ids of instances, Health's those of the
        // affected entities.
        return is_of_one_kind(asks);
    }
    let Some(inside) = path.strip_prefix("detail.").filter(|inside| !is_of_callers(inside)) else {
        return false;
    };
    let name = inside.rsplit('.').next().unwrap_or(inside);
    let named = ["Arn", "ARN", "Arns", "ARNs", "-arn", "_arn"].iter().any(|end| name.ends_with(end));
    named || name == "arn" || HOLDS.iter().any(|(source, field, ..)| *field == name && sources == [*source])
}

/// Whether an alternative takes only kinds of event whose `resources` are known to be ARNs of one kind.
fn is_of_one_kind(asks: Asks<'_>) -> bool {
    asks.at("detail-type").is_some_and(|types| types.is_only(|text| OF_ONE_KIND.contains(&text)))
}

/// The form of the ARNs that a field holds, where they are of one kind.
fn form_at(asks: Asks<'_>, sources: &[String], path: &str) -> Option<(&'static str, &'static str)> {
    let name = path.rsplit('.').next().unwrap_or(path);
    let held = HOLDS.iter().find(|(source, field, ..)| *field == name && sources == [*source]);
    held.filter(|_| path != "resources" || is_of_one_kind(asks))
        .map(|(_, _, service, begins)| (*service, *begins))
}

/// Whether an ARN may begin so.
fn may_be_arn(begin: &Beginning) -> bool {
    begin.text.starts_with("arn:") || !begin.whole && "arn:".starts_with(&begin.text)
}

/// Whether a field of `detail` has what callers send, or what answers them: many calls take a name as well as
/// an ARN, whatever the field is called (AWS Batch API reference, "SubmitJob").
fn is_of_callers(inside: &str) -> bool {
    ["requestParameters.", "responseElements."].iter().any(|start| inside.starts_with(start))
}

/// Whether a field's name says that it holds a name, or an id that no service writes as an ARN.
fn holds_names(path: &str) -> bool {
    let Some(inside) = path.strip_prefix("detail.") else { return path == "account" };
    if is_of_callers(inside) {
        return false;
    }
    let name = inside.rsplit('.').next().unwrap_or(inside);
    let plain = name.to_lowercase().replace(['-', '_'], "");
    plain.ends_with("name")
        || ["instanceid", "ec2instanceid", "accountid", "vpcid", "subnetid"].contains(&plain.as_str())
}

/// A name where the field holds an ARN.
fn no_arn(path: &str, asked: Asked<'_>, form: Option<(&str, &str)>) -> Doubt {
    let texts = asked.texts();
    let shown = match texts.first() {
        Some(text) => format!("`{text}` is none"),
        None => "no ARN begins as the pattern asks".to_owned(),
    };
    let (remedy, list) = match form {
        Some((service, begins)) => {
            let before = begins.chars().last().unwrap_or(':');
            let is_known = Form::find(service, begins).is_some_and(|form| form.is_regional);
            let place = if is_known { "REGION:ACCOUNT" } else { ":" };
            let name = texts.first().map_or("NAME", String::as_str);
            let list = (!texts.is_empty() && asked.is_only(|_| true)).then(|| {
                let end = |text: &String| {
                    // Their ARNs end with the revision.
                    if begins.ends_with("-definition/") && !text.contains(':') {
                        return json!({"wildcard": format!("*/{}:*", text.trim_start_matches(before))})
                            .to_string();
                    }
                    let text = format!("{before}{}", text.trim_start_matches(before));
                    format!("{{\"suffix\": {}}}", json!(text))
                };
                format!("[{}]", texts.iter().map(end).collect::<Vec<_>>().join(", "))
            });
            let first =
                list.as_deref().map(|list| list.trim_start_matches('[').trim_end_matches(']').to_owned());
            let first = first.unwrap_or_else(|| format!("{{\"suffix\": \"{before}{name}\"}}"));
            (
                format!(
                    "Write the whole ARN, as arn:aws:{service}:{place}:{begins}{name}, or only how it ends: {first}."
                ),
                list,
            )
        }
        None => ("Write the whole ARN, or how it ends with {\"suffix\": …}.".to_owned(), None),
    };
    let what = if path == "resources" {
        format!("The texts in `resources` are ARNs, and {shown}")
    } else {
        format!("`{path}` holds an ARN, and {shown}")
    };
    doubt(asked, what, remedy, list)
}

/// An ARN where the field holds a name.
fn no_name(path: &str, asked: Asked<'_>) -> Doubt {
    let texts = asked.texts();
    let last = |text: &String| json!(name_in(text)).to_string();
    let list = format!("[{}]", texts.iter().map(last).collect::<Vec<_>>().join(", "));
    let is_plain = !texts.is_empty() && asked.is_only(|text| !text.ends_with([':', '/']));
    let remedy = if is_plain {
        format!("Write what stands at its end: {list}.")
    } else {
        "Write the name alone.".to_owned()
    };
    let what = match texts.first() {
        Some(text) => format!("`{path}` holds a name or an id alone, and `{text}` is an ARN"),
        None => {
            format!("`{path}` holds a name or an id alone, and the pattern asks for the beginning of an ARN")
        }
    };
    doubt(asked, what, remedy, is_plain.then_some(list))
}

#[cfg(test)]
mod tests {
    use crate::catalogue::{CALL, doubts};
    use crate::pattern::Pattern;

    /// What is doubted, and the pattern with the fix.
    fn said(source: &str, kind: &str, rest: &str) -> Vec<(String, Option<String>)> {
        let pattern = format!(r#"{{"source":["{source}"],"detail-type":["{kind}"],{rest}}}"#);
        let said = doubts(&Pattern::parse(&pattern).unwrap()).into_iter();
        said.map(|doubt| (doubt.flaw.what, doubt.flaw.fix.map(|fix| fix.apply(&pattern)))).collect()
    }

    const TASK: (&str, &str) = ("aws.ecs", "ECS Task State Change");
    const RUN: (&str, &str) = ("aws.states", "Step Functions Execution Status Change");
    const INSTANCE: (&str, &str) = ("aws.ec2", "EC2 Instance State-change Notification");
    const OBJECT: (&str, &str) = ("aws.s3", "Object Created");

    #[test]
    fn names_where_fields_hold_arns_are_doubted_with_a_way_to_ask_by_the_end() {
        for ((source, kind), rest, about, fixed) in [
            (
                TASK,
                r#""detail":{"clusterArn":["shop"]}"#,
                "`detail.clusterArn` holds an ARN",
                Some(r#"[{"suffix": "/shop"}]"#),
            ),
            (
                RUN,
                r#""detail":{"stateMachineArn":["orders"]}"#,
                "`orders` is none",
                Some(r#"[{"suffix": ":orders"}]"#),
            ),
            (
                ("aws.batch", "Batch Job State Change"),
                r#""detail":{"jobQueue":["high"]}"#,
                "`detail.jobQueue` holds an ARN",
                Some(r#"[{"suffix": "/high"}]"#),
            ),
            (
                OBJECT,
                r#""resources":["my-bucket"]"#,
                "The texts in `resources` are ARNs",
                Some(r#"[{"suffix": ":my-bucket"}]"#),
            ),
            (
                INSTANCE,
                r#""resources":["i-0123456789abcdef0"]"#,
                "`i-0123456789abcdef0` is none",
                Some(r#"[{"suffix": "/i-0123456789abcdef0"}]"#),
            ),
            (
                TASK,
                r#""detail":{"clusterArn":[{"prefix":"shop"}]}"#,
                "no ARN begins as the pattern asks",
                None,
            ),
            (("aws.iam", CALL), r#""detail":{"userIdentity":{"arn":["alice"]}}"#, "`alice` is none", None),
        ] {
            let said = said(source, kind, rest);
            assert!(said.len() == 1 && said[0].0.contains(about), "{rest}: {said:?}");
            let after = said[0].1.as_deref();
            assert_eq!(after.is_some(), fixed.is_some(), "{rest}");
            assert!(fixed.is_none_or(|fixed| after.unwrap().contains(fixed)), "{rest}: {after:?}");
        }
    }

    #[test]
    fn arns_where_fields_hold_names_are_doubted() {
        for ((source, kind), rest, fixed) in [
            (OBJECT, r#""detail":{"bucket":{"name":["arn:aws:s3:::my-bucket"]}}"#, r#"["my-bucket"]"#),
            (
                INSTANCE,
                r#""detail":{"instance-id":["arn:aws:ec2:us-east-1:111122223333:instance/i-01"]}"#,
                r#"["i-01"]"#,
            ),
            (
                ("aws.cloudwatch", "CloudWatch Alarm State Change"),
                r#""detail":{"alarmName":["arn:aws:cloudwatch:us-east-1:111122223333:alarm:cpu"]}"#,
                r#"["cpu"]"#,
            ),
        ] {
            let said = said(source, kind, rest);
            assert!(said.len() == 1 && said[0].0.contains("is an ARN"), "{rest}: {said:?}");
            assert!(said[0].1.as_deref().unwrap().contains(fixed), "{rest}: {said:?}");
        }
    }

    #[test]
    fn arns_in_a_form_that_no_service_writes_are_doubted() {
        for ((source, kind), rest, about) in [
            (
                TASK,
                r#""detail":{"clusterArn":["arn:aws:ecs:us-east-1:111122223333:cluster:shop"]}"#,
                "begins with `cluster/`",
            ),
            (
                RUN,
                r#""detail":{"stateMachineArn":["arn:aws:states:us-east-1:111122223333:stateMachine/orders"]}"#,
                "begins with `stateMachine:`",
            ),
            (
                RUN,
                r#""detail":{"stateMachineArn":["arn:aws:lambda:us-east-1:111122223333:function:orders"]}"#,
                "of the service `states`",
            ),
            (
                TASK,
                r#""detail":{"clusterArn":["arn:awz:ecs:us-east-1:111122223333:cluster/shop"]}"#,
                "called `awz`",
            ),
            (TASK, r#""detail":{"clusterArn":["arn:aws:ecs:us-east-1:cluster/shop"]}"#, "has fewer"),
            (
                TASK,
                r#""detail":{"clusterArn":["arn:aws:ecs:us-east-1:1111-2222-3333:cluster/shop"]}"#,
                "twelve digits",
            ),
            (TASK, r#""detail":{"clusterArn":["arn:aws:ecs:::cluster/shop"]}"#, "a region and an account"),
            (
                TASK,
                r#""detail":{"clusterArn":["arn:aws:ecs:us-east-1:111122223333:shop"]}"#,
                "begins with `cluster/`",
            ),
            (
                TASK,
                r#""detail":{"clusterArn":["arn:aws:ecs:us-east-1:111122223333:service/shop"]}"#,
                "begins with `cluster/`",
            ),
            (
                OBJECT,
                r#""resources":["arn:aws:s3:us-east-1:111122223333:my-bucket"]"#,
                "no region and no account",
            ),
        ] {
            let said = said(source, kind, rest);
            assert!(said.len() == 1 && said[0].0.contains(about), "{rest}: {said:?}");
        }
    }

    #[test]
    fn sound_arns_and_names_are_not_doubted() {
        for ((source, kind), rest) in [
            (TASK, r#""detail":{"clusterArn":["arn:aws:ecs:us-east-1:111122223333:cluster/shop"]}"#),
            (TASK, r#""detail":{"clusterArn":[{"wildcard":"*:cluster/prod-*"}],"group":["service:web"]}"#),
            (RUN, r#""detail":{"stateMachineArn":[{"suffix":":orders"}]}"#),
            (RUN, r#""detail":{"stateMachineArn":["shop",{"suffix":":orders"}]}"#),
            (OBJECT, r#""resources":["arn:aws:s3:::my-bucket"],"detail":{"bucket":{"name":["my-bucket"]}}"#),
            (INSTANCE, r#""resources":[{"prefix":"arn:aws:ec2:us-east-1:111122223333:instance/"}]"#),
            (("aws.health", "AWS Health Event"), r#""resources":["i-0123456789abcdef0"]"#),
            (
                ("aws.iam", CALL),
                r#""detail":{"requestParameters":{"policyArn":["arn:aws:iam::aws:policy/AdministratorAccess"]}}"#,
            ),
            (
                ("aws.lambda", CALL),
                r#""detail":{"requestParameters":{"functionName":["arn:aws:lambda:us-east-1:111122223333:function:f"]}}"#,
            ),
            (
                ("aws.batch", CALL),
                r#""detail":{"eventName":["SubmitJob"],"requestParameters":{"jobQueue":["high"],"jobDefinition":["resize:3"]}}"#,
            ),
            (("aws.rds-data", CALL), r#""detail":{"requestParameters":{"secretArn":["shop"]}}"#),
            (
                ("aws.ec2", "EBS Snapshot Notification"),
                r#""resources":["arn:aws:ec2::us-west-2:snapshot/snap-01234567"]"#,
            ),
        ] {
            assert_eq!(said(source, kind, rest), [], "{rest}");
        }
    }
}
