//! Every setting that can be changed, one at a time: the others stay, and the undo gives the account back. A
//! setting that is declared later is tried by itself; one of which no other value is known here fails.

use super::{BUS, Site, api_key, furnished, otherwise, rule, rule_thing, settings, there_and_back};
use crate::model::{
    Change, FieldKind, Held, RuleKey, SettingField, TargetKind, Thing, ThingKind, fields, target_fields,
};
use serde_json::{Value, json};

/// A value for a setting that is another one than `now`.
pub(super) fn another(field: &SettingField, now: Option<&Value>) -> Value {
    match field.kind {
        FieldKind::Choice(choices) => {
            json!(choices.iter().find(|choice| Some(&json!(choice)) != now).expect("a choice"))
        }
        FieldKind::Number(least, _) => {
            let one_more = json!(least + 1);
            if now == Some(&one_more) { json!(least + 2) } else { one_more }
        }
        FieldKind::Arn if field.path == "RoleArn" => json!("arn:aws:iam::111122223333:role/another"),
        FieldKind::Arns => json!(["arn:aws:events:us-east-1:111122223333:rule/another"]),
        FieldKind::Arn => json!("arn:aws:sqs:us-east-1:111122223333:another"),
        FieldKind::JsonText(_) => json!(r#"{"source":["another"]}"#),
        FieldKind::Moment => json!(1_790_000_000),
        FieldKind::Line(_) if field.path == "ScheduleExpression" => json!("rate(7 minutes)"),
        FieldKind::Line(_) if field.path == "InvocationEndpoint" => json!("https://another.example/v2"),
        FieldKind::Line(_) if field.path == "InputPath" => json!("$.detail.another"),
        FieldKind::Line(_) if field.path.ends_with("PartitionKeyPath") => json!("$.detail.another"),
        FieldKind::Line(_) | FieldKind::Text(_) => json!("another"),
        FieldKind::Json => match field.path {
            "InputTransformer.InputPathsMap" => json!({"a": "$.detail.another"}),
            "EcsParameters" => {
                json!({"TaskDefinitionArn": "arn:aws:ecs:us-east-1:111122223333:task-definition/b:2"})
            }
            "BatchParameters" => json!({"JobDefinition": "another", "JobName": "another"}),
            "HttpParameters" => json!({"HeaderParameters": {"a": "another"}}),
            "RunCommandParameters" => json!({"RunCommandTargets": [{"Key": "tag:a", "Values": ["another"]}]}),
            "RedshiftDataParameters" => json!({"Database": "another", "Sql": "select 2"}),
            "SageMakerPipelineParameters" => {
                json!({"PipelineParameterList": [{"Name": "a", "Value": "another"}]})
            }
            other => panic!("no other value is known for {other}"),
        },
    }
}

/// The things of a kind whose settings are tried, and those settings that no undo can give back, or that are
/// of no use there.
fn tried(kind: ThingKind) -> Vec<(Thing, &'static [&'static str])> {
    match kind {
        ThingKind::Bus => vec![(Thing::Bus("orders".to_owned()), &[])],
        // A schedule is for the default bus only.
        ThingKind::Rule => vec![
            (rule_thing(), &["ScheduleExpression"]),
            (Thing::Rule(RuleKey::new("default", "nightly")), &[]),
        ],
        ThingKind::Archive => vec![(Thing::Archive("kept".to_owned()), &[])],
        // The secret that goes with the one does not come back, and the other can be changed but not taken
        // away.
        ThingKind::Connection => vec![(
            Thing::Connection("pager".to_owned()),
            &[
                "AuthorizationType",
                "InvocationConnectivityParameters.ResourceParameters.ResourceConfigurationArn",
            ],
        )],
        ThingKind::Destination => vec![(Thing::Destination("page".to_owned()), &[])],
        // A replay is what it was started as; sources and endpoints have no settings.
        ThingKind::Replay | ThingKind::Source | ThingKind::Endpoint => {
            assert!(fields(kind).iter().all(|field| field.fixed), "{kind:?}");
            Vec::new()
        }
        // In CloudWatch Logs, and looked at by itself below.
        ThingKind::LogPolicy => Vec::new(),
    }
}

#[tokio::test]
async fn every_setting_of_every_kind_is_changed_alone_and_taken_back() {
    let site = furnished().await;
    let nightly = Thing::Rule(RuleKey::new("default", "nightly"));
    let mut scheduled = rule();
    scheduled.set("ScheduleExpression", Some(json!("rate(1 day)")));
    site.make(&Change::create(nightly, scheduled)).await.unwrap();
    let second = Change::create(
        Thing::Connection("another".to_owned()),
        settings(json!({"AuthorizationType": "API_KEY"})),
    );
    site.make(&second.with_secret(Some(api_key()))).await.unwrap();
    let connection = site.whole(&Thing::Connection("another".to_owned())).await.unwrap().arn;
    let mut changed = 0;
    for (thing, left_out) in ThingKind::ALL.into_iter().flat_map(tried) {
        for field in
            fields(thing.kind()).iter().filter(|field| !field.fixed && !left_out.contains(&field.path))
        {
            let now = site.whole(&thing).await.unwrap();
            let value = match field.path {
                "ConnectionArn" => json!(connection.as_str()),
                _ => another(field, now.setting(field.path)),
            };
            let change = otherwise(&site, thing.clone(), |held| held.set(field.path, Some(value))).await;
            there_and_back(&site, &change).await;
            changed += 1;
        }
    }
    assert!(changed > 20, "{changed} settings were tried");
}

#[tokio::test]
async fn a_log_groups_resource_policy_comes_and_goes() {
    let site = furnished().await;
    let policy = Thing::LogPolicy("eventbridge-shop".to_owned());
    let document = json!({"Version": "2012-10-17", "Statement": []}).to_string();
    site.make(&Change::create(policy.clone(), settings(json!({"policyDocument": document})))).await.unwrap();
    assert!(site.whole(&policy).await.is_some());
    let other = json!({"Version": "2012-10-17", "Statement": [{"Sid": "a", "Effect": "Allow", "Principal": {
        "Service": "events.amazonaws.com"}, "Action": "logs:PutLogEvents", "Resource": "*"}]});
    let before = site.whole(&policy).await;
    let change =
        otherwise(&site, policy.clone(), |held| held.set("policyDocument", Some(json!(other.to_string()))))
            .await;
    site.make(&change).await.unwrap();
    assert_ne!(site.whole(&policy).await, before);
    site.undo().await.unwrap();
    assert_eq!(site.whole(&policy).await, before);
    site.undo().await.unwrap();
    assert_eq!(site.whole(&policy).await, None);
}

/// A target of a kind that has a setting, with what else that kind needs.
fn target_of(kind: Option<TargetKind>) -> Value {
    let role = "arn:aws:iam::111122223333:role/events";
    let of = |arn: &str| json!({"Id": "t", "Arn": arn, "RoleArn": role});
    let place = |service: &str, what: &str| format!("arn:aws:{service}:us-east-1:111122223333:{what}");
    let mut target = match kind {
        None => of(&place("sqs", "q")),
        Some(TargetKind::Sqs) => of(&place("sqs", "q.fifo")),
        Some(TargetKind::Kinesis) => of(&place("kinesis", "stream/s")),
        Some(TargetKind::Ecs) => of(&place("ecs", "cluster/c")),
        Some(TargetKind::Batch) => of(&place("batch", "job-queue/q")),
        Some(TargetKind::ApiDestination) => of(&place("events", "api-destination/page/1")),
        Some(TargetKind::Ssm) => of("arn:aws:ssm:us-east-1::document/AWS-RunShellScript"),
        Some(TargetKind::Redshift) => of(&place("redshift", "cluster:c")),
        Some(TargetKind::SageMaker) => of(&place("sagemaker", "pipeline/p")),
        Some(TargetKind::AppSync) => of(&place("appsync", "endpoints/graphql-api/a")),
        Some(other) => panic!("no target of the kind {other:?} is known here"),
    };
    let own = match kind {
        Some(TargetKind::Sqs) => ("SqsParameters", json!({"MessageGroupId": "g"})),
        Some(TargetKind::Ecs) => (
            "EcsParameters",
            json!({"TaskDefinitionArn": place("ecs", "task-definition/t:1"), "TaskCount": 1}),
        ),
        Some(TargetKind::Batch) => ("BatchParameters", json!({"JobDefinition": "d", "JobName": "j"})),
        _ => ("NewerThanTheSdk", json!({"A": [1, null]})),
    };
    target[own.0] = own.1;
    target
}

/// The same for a setting of a target.
pub(super) fn another_of_target(field: &SettingField, now: Option<&Value>) -> Value {
    match field.path {
        "Input" => json!("{\"another\": 1.50}"),
        "InputTransformer.InputTemplate" => json!("\"another <a>\""),
        _ => another(field, now),
    }
}

#[tokio::test]
async fn every_setting_of_a_target_is_changed_alone_and_taken_back() {
    let site: Site = furnished().await;
    for (n, field) in target_fields().iter().enumerate() {
        let thing = Thing::Rule(RuleKey::new("orders", format!("t{n}")));
        let mut target =
            Held { settings: target_of(field.of.first().copied()).as_object().cloned(), ..Held::default() };
        if field.path.starts_with("InputTransformer") {
            target.set("InputTransformer.InputPathsMap", Some(json!({"a": "$.detail.a", "b": "$.id"})));
            target.set("InputTransformer.InputTemplate", Some(json!("\"<a> of it\"")));
        }
        let mut held = rule();
        let targets = held.targets.as_mut().unwrap();
        targets.insert("t".to_owned(), target.settings.clone().unwrap());
        site.make(&Change::create(thing.clone(), held))
            .await
            .unwrap_or_else(|error| panic!("{}: {error}", field.path));
        let value = another_of_target(field, target.setting(field.path));
        let change = otherwise(&site, thing.clone(), |rule| {
            target.set(field.path, Some(value));
            rule.targets.as_mut().unwrap().insert("t".to_owned(), target.settings.clone().unwrap());
        })
        .await;
        there_and_back(&site, &change).await;
        site.make(&Change::delete(thing.clone(), site.whole(&thing).await.unwrap())).await.unwrap();
    }
    assert!(BUS.ends_with("orders") && site.calls("PutTargets") > 2 * target_fields().len() as u64);
}
