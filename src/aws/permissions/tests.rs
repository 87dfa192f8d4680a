//! Every call has its permission, and a policy holds what was asked for.

use super::{ArnScope, PERMISSIONS, Permission, policy};
use crate::aws::services::Service;
use std::collections::BTreeSet;
use std::path::Path;

/// The operations that the sources of this module name where they make a call.
fn called(directory: &Path, found: &mut BTreeSet<String>) {
    const CALLS: [&str; 6] = ["_call(", ".call(", "_write(", ".write(", ".outcome(", "listing!("];
    for entry in std::fs::read_dir(directory).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            called(&path, found);
            continue;
        }
        let text = std::fs::read_to_string(&path).unwrap();
        let text = text.split("#[cfg(test)]\nmod tests").next().unwrap();
        // The list of the calls that are sent as JSON: a name and the SDK's.
        if let Some((_, listed)) = text.split_once("\noperations! {") {
            let names = listed.lines().filter_map(|line| line.trim().strip_prefix('"')?.split('"').next());
            found.extend(names.map(str::to_owned));
        }
        for call in CALLS {
            for (at, _) in text.match_indices(call) {
                // The operation is the first text among the arguments, after at most a service.
                let rest: String = text[at + call.len()..].chars().take(160).collect();
                let Some(word) = rest.split('"').nth(1) else { continue };
                let before = rest.split('"').next().unwrap();
                let plain = call == "listing!("
                    || before.trim().is_empty()
                    || before.trim().starts_with("Service::") && before.trim().ends_with(',');
                if plain && word.chars().all(|c| c.is_ascii_alphanumeric()) {
                    found.insert(word.to_owned());
                }
            }
        }
    }
}

#[test]
fn every_call_has_its_row_and_every_row_a_call() {
    let mut found = BTreeSet::new();
    called(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src/aws"), &mut found);
    let rows: BTreeSet<_> = PERMISSIONS.iter().map(|row| row.operation.to_owned()).collect();
    assert_eq!(found, rows, "src/aws/permissions.rs has a row for each call and no other");
}

#[test]
fn what_an_answer_about_things_always_holds_is_said_of_each_such_call() {
    let tells = |operation: &str| operation.starts_with("Describe") || operation.starts_with("List");
    let unchecked: Vec<_> = PERMISSIONS
        .iter()
        .filter(|row| row.service == Service::Events && tells(row.operation))
        .filter(|row| !crate::aws::answer_check::is_checked(row.service, row.operation))
        .map(|row| row.operation)
        .collect();
    assert_eq!(unchecked, [""; 0], "src/aws/answer_check.rs has what an answer to each always holds");
}

#[test]
fn a_policy_holds_what_was_asked_and_no_more() {
    let rows = ["ListRules", "DescribeRule", "ListRules"];
    let rows = rows.map(|operation| Permission::of(Service::Events, operation).unwrap());
    let found = policy(rows, &ArnScope::of(Some("eu-west-1"), Some("111122223333")));
    assert_eq!(
        found["Statement"],
        serde_json::json!([
            { "Effect": "Allow", "Action": ["events:ListRules"], "Resource": "*" },
            {
                "Effect": "Allow",
                "Action": ["events:DescribeRule"],
                "Resource": "arn:aws:events:eu-west-1:111122223333:rule/*",
            },
        ])
    );
    let unknown = policy(rows, &ArnScope::of(None, None)).to_string();
    assert!(unknown.contains("arn:*:events:*:*:rule/*"), "{unknown}");
    let china = policy(rows, &ArnScope::of(Some("cn-north-1"), None)).to_string();
    assert!(china.contains("arn:aws-cn:events:cn-north-1:*:rule/*"), "{china}");
    let save = policy(Permission::of(Service::Events, "PutRule"), &ArnScope::of(None, None)).to_string();
    assert!(save.contains("iam:PassRole"), "{save}");
    let make = policy(Permission::of(Service::Logs, "CreateLogGroup"), &ArnScope::of(None, None)).to_string();
    assert!(make.contains("logs:TagResource"), "{make}");
}

#[test]
fn the_permission_of_a_bucket_is_named_as_iam_names_it() {
    let row = Permission::of(Service::S3, "GetBucketNotificationConfiguration").unwrap();
    assert_eq!((row.action().as_str(), row.writes()), ("s3:GetBucketNotification", false));
    let row = Permission::of(Service::S3, "ListBuckets").unwrap();
    assert_eq!((row.action().as_str(), row.writes()), ("s3:ListAllMyBuckets", false));
}

/// The resource types of each action, as the Service Authorization Reference lists them ("Actions, resources,
/// and condition keys for Amazon EventBridge"); where it lists none, only `*` allows the action.
const REFERENCE: &[(&str, &[&str])] = &[
    ("archive", &["DeleteArchive", "DescribeArchive", "UpdateArchive"]),
    ("archive event-bus", &["CreateArchive"]),
    ("api-destination", &["DeleteApiDestination", "UpdateApiDestination"]),
    ("api-destination connection", &["CreateApiDestination", "DescribeApiDestination"]),
    (
        "connection",
        &[
            "CreateConnection",
            "DeauthorizeConnection",
            "DeleteConnection",
            "DescribeConnection",
            "UpdateConnection",
        ],
    ),
    ("endpoint", &["DescribeEndpoint"]),
    ("event-bus", &["CreateEventBus", "DeleteEventBus", "DescribeEventBus", "PutEvents", "UpdateEventBus"]),
    ("event-bus rule", &["ListTagsForResource", "TagResource", "UntagResource"]),
    (
        "event-source",
        &[
            "ActivateEventSource",
            "DeactivateEventSource",
            "DescribeEventSource",
            "DescribePartnerEventSource",
            "ListPartnerEventSourceAccounts",
        ],
    ),
    ("replay", &["CancelReplay", "DescribeReplay"]),
    ("archive event-bus replay", &["StartReplay"]),
    (
        "rule",
        &[
            "DeleteRule",
            "DescribeRule",
            "DisableRule",
            "EnableRule",
            "ListTargetsByRule",
            "PutRule",
            "PutTargets",
            "RemoveTargets",
        ],
    ),
    (
        "",
        &[
            "ListApiDestinations",
            "ListArchives",
            "ListConnections",
            "ListEndpoints",
            "ListEventBuses",
            "ListEventSources",
            "ListPartnerEventSources",
            "ListReplays",
            "ListRuleNamesByTarget",
            "ListRules",
            "PutPermission",
            "RemovePermission",
            "TestEventPattern",
        ],
    ),
];

#[test]
fn an_action_is_allowed_on_the_resources_that_the_reference_lists_for_it_and_no_others() {
    let place = ArnScope::of(Some("eu-west-1"), Some("111122223333"));
    let mut told = 0;
    for (types, actions) in REFERENCE {
        for action in *actions {
            let row = Permission::of(Service::Events, action).unwrap();
            let mut found: Vec<String> = row
                .on
                .arns(&place)
                .iter()
                .filter_map(|arn| Some(arn.split(':').nth(5)?.split('/').next()?.to_owned()))
                .collect();
            found.sort();
            assert_eq!(found.join(" "), *types, "{action}");
            told += 1;
        }
    }
    let rows = PERMISSIONS.iter().filter(|row| row.service == Service::Events).count();
    assert_eq!(told, rows, "each action of EventBridge is compared");
}
