//! Rungs 0, 2 and 3.

use super::*;
use crate::diagnose::RuleCounts;
use crate::model::Bus;
use crate::model::facts::{History, Key, PastCall};
use crate::text::time::{DAY, HOUR, MINUTE};
use Status::{CannotSee, Fault, Ok, Suspect};

#[test]
fn m21_a_change_a_moment_ago() {
    let mut case = evidence(rule("default", EC2));
    says(&case, "M21", CannotSee, "was not asked");
    let change = |ago: Millis| PastCall { at: NOW - ago, call: "PutRule".into(), who: Some("ann".into()) };
    let seen = |changes, from| Piece::Seen(History { changes, from });
    case.changes = seen(vec![change(MINUTE), change(DAY)], 0);
    says(&case, "M21", Suspect, "The rule was changed 1 min before: PutRule by ann.");
    // What happened in the last minutes may not be in the history yet.
    case.changes = seen(vec![change(DAY)], 0);
    says(&case, "M21", CannotSee, "lags up to 15 minutes");
    case.expected = ec2("2026-11-28T11:00:00Z", r#"{"state":"running"}"#);
    says(&case, "M21", Ok, "Nothing was changed");
    case.changes = seen(vec![], NOW - HOUR);
    says(&case, "M21", CannotSee, "not read that far back");
    case.changes = seen(vec![change(MINUTE)], 0);
    says(&case, "M21", Suspect, "changed after the event: PutRule");
    case.expected = ec2("2026-11-28T11:59:00Z", r#"{"state":"running"}"#);
    case.changes = seen(vec![], 0);
    case.metrics = metrics(&[]);
    says(&case, "M21", Suspect, "metrics lag");
}

#[test]
fn m1_disabled() {
    let mut case = evidence(rule("orders", EC2));
    says(&case, "M1", Ok, "enabled");
    case.rule.state = RuleState::Disabled;
    says(&case, "M1", Fault, "takes no events");
    // The record of the state before may yet say another.
    assert_eq!(of(&diagnose(&case), "M1")[0].remedy.clone().unwrap().command, None);
    case.former_state = Piece::Missing;
    let ladder = diagnose(&case);
    let remedy = of(&ladder, "M1")[0].remedy.clone().unwrap();
    assert_eq!(
        remedy.command.as_deref(),
        Some("aws events enable-rule --name r --event-bus-name orders --region us-east-1")
    );
    case.former_state = Piece::Seen(RuleState::EnabledWithAllCloudTrail);
    let command = of(&diagnose(&case), "M1")[0].remedy.clone().unwrap().command.unwrap();
    assert!(command.contains("put-rule") && command.contains("--state ENABLED_WITH_ALL"), "{command}");
    case.rule.state = RuleState::Other("PAUSED".into());
    says(&case, "M1", Suspect, "PAUSED");
    let mut nightly = evidence(scheduled("default", "rate(5 minutes)"));
    nightly.rule.state = RuleState::Disabled;
    says(&nightly, "M1", Fault, "does not run");
    says(&evidence(rule("default", "")), "M1", Fault, "neither a pattern nor a schedule");
}

#[test]
fn m12_calls_that_only_read() {
    let calls = |names: &str| {
        evidence(rule(
            "default",
            &format!(
                r#"{{"source":["aws.ec2"],"detail-type":["AWS API Call via CloudTrail"],"detail":{{"eventName":{names}}}}}"#
            ),
        ))
    };
    says(&calls(r#"["DescribeInstances","ListBuckets"]"#), "M12", Fault, "ENABLED_WITH_ALL");
    let mut matched = calls(r#"["DescribeInstances"]"#);
    matched.metrics = metrics(&[("MatchedEvents", 3.0)]);
    says(&matched, "M12", Ok, "count matches");
    let of_service = |source: &str, name: &str| {
        let pattern = format!(
            r#"{{"detail-type":["AWS API Call via CloudTrail"],"detail":{{"eventSource":["{source}.amazonaws.com"],"eventName":["{name}"]}}}}"#
        );
        evidence(rule("default", &pattern))
    };
    // Data events come to a rule in the plain state.
    is_silent(&of_service("s3", "GetObject"), "M12");
    says(&of_service("s3", "GetBucketAcl"), "M12", Fault, "only read");
    says(&of_service("kinesis", "GetRecords"), "M12", Suspect, "Data events are excepted");
    says(&of_service("ebs", "GetSnapshotBlock"), "M12", Suspect, "Data events are excepted");
    is_silent(&of_service("sts", "GetSessionToken"), "M12");
    says(&of_service("kms", "Decrypt"), "M12", Suspect, "they may come all the same");
    is_silent(&of_service("kms", "DisableKey"), "M12");
    is_silent(&of_service("ec2", "EncryptAll"), "M12");
    let any = r#"{"source":["aws.s3"],"detail-type":["AWS API Call via CloudTrail"]}"#;
    for (record, told) in [
        (r#"{"readOnly":true,"managementEvent":true}"#, true),
        (r#"{"readOnly":true,"managementEvent":false}"#, false),
        (r#"{"readOnly":true,"eventCategory":"Data"}"#, false),
    ] {
        let mut case = evidence(rule("default", any));
        case.expected = event(&format!(r#"{{"source":"aws.s3","detail":{record}}}"#), Origin::Brought);
        if told {
            says(&case, "M12", Fault, "only read");
        } else {
            is_silent(&case, "M12");
        }
    }
    says(&calls(r#"["RunInstances","DescribeInstances"]"#), "M12", Suspect, "only read");
    // What is asked for beside them may be a call that changes.
    for beside in [r#"{"wildcard":"*Instances"}"#, r#"{"suffix":"x"}"#] {
        says(&calls(&format!(r#"["DescribeInstances",{beside}]"#)), "M12", Suspect, "only read");
    }
    says(&calls(r#"["AssumeRole"]"#), "M12", Fault, "only read");
    says(&calls(r#"[{"prefix":"Describe"}]"#), "M12", Fault, "only read");
    says(&calls(r#"[{"wildcard":"List*Tags"},"RunInstances"]"#), "M12", Suspect, "only read");
    is_silent(&calls(r#"[{"suffix":"Instances"}]"#), "M12");
    says(&calls(r#"["LookupEvents"]"#), "M12", Suspect, "only read");
    let writes = r#"{"source":["aws.iam"],"detail-type":["AWS API Call via CloudTrail"],"detail":{"readOnly":[false],"errorCode":[{"exists":true}]}}"#;
    is_silent(&evidence(rule("default", writes)), "M12");
    is_silent(&calls(r#"["RunInstances"]"#), "M12");
    let mut all = calls(r#"["DescribeInstances"]"#);
    all.rule.state = RuleState::EnabledWithAllCloudTrail;
    says(&all, "M12", Ok, "lets read-only calls in");
    let read_only = r#"{"source":["aws.iam"],"detail-type":["AWS API Call via CloudTrail"],"detail":{"readOnly":[true]}}"#;
    says(&evidence(rule("default", read_only)), "M12", Fault, "only read");
    // A field of that name in an event of one's own is no call.
    is_silent(
        &evidence(rule("default", r#"{"source":["shop"],"detail":{"eventName":["GetOrder"]}}"#)),
        "M12",
    );
}

#[test]
fn m23_schedules() {
    says(&evidence(scheduled("default", "cron(0 3 * * ? *)")), "M23", Ok, "UTC");
    says(&evidence(scheduled("default", "rate(5 minutes)")), "M23", Ok, "every 5 minutes");
    says(&evidence(scheduled("default", "rate(5 minute)")), "M23", Fault, "cannot be read");
    says(&evidence(scheduled("default", "cron(0 3 1 1 ? 2020)")), "M23", Fault, "never comes again");
    says(&evidence(scheduled("default", "cron(0 3 1 1 ? 2031)")), "M23", Suspect, "for more than a year");
    says(&evidence(scheduled("default", "cron(0 3 29 2 ? *)")), "M23", Ok, "UTC");
    for never in ["cron(0 10 30 2 ? *)", "cron(0 10 31 4,6 ? *)"] {
        says(&evidence(scheduled("default", never)), "M23", Fault, "no month that it names has that day");
    }
    let tick = r#"{"source":["aws.events"],"detail-type":["Scheduled Event"]}"#;
    says(&evidence(rule("default", tick)), "M23", Suspect, "not known to send to other rules");
    is_silent(&evidence(rule("orders", &tick.replace("aws.events", "my.planner"))), "M23");
    says(&evidence(scheduled("orders", "rate(5 minutes)")), "M23", Fault, "default bus only");
    is_silent(&evidence(rule("default", EC2)), "M23");
}

#[test]
fn m29_the_state_that_stops_a_schedule() {
    let mut case = evidence(scheduled("default", "rate(5 minutes)"));
    says(&case, "M29", Ok, "lets a schedule run");
    case.rule.state = RuleState::EnabledWithAllCloudTrail;
    says(&case, "M29", Fault, "does not run");
    is_silent(&evidence(rule("default", EC2)), "M29");
}

#[test]
fn m24_quotas_of_the_bus() {
    let mut case = evidence(rule("default", EC2));
    says(&case, "M24", CannotSee, "events:ListRules");
    case.rule_counts = Piece::Seen(RuleCounts { rules: 12, wildcards: 2 });
    says(&case, "M24", Ok, "room");
    case.rule_counts = Piece::Seen(RuleCounts { rules: 300, wildcards: 2 });
    says(&case, "M24", Ok, "The bus has 300 rules, and");
    case.rule_counts = Piece::Seen(RuleCounts { rules: 40, wildcards: 31 });
    says(
        &case,
        "M24",
        Ok,
        "31 wildcard rules, and the quota is 30 unless it was raised. That stops no rule that exists",
    );
}

#[test]
fn m30_public_health_events() {
    let open = r#"{"detail-type":["AWS Health Event"]}"#;
    says(&evidence(rule("default", open)), "M30", Suspect, "aws.health");
    says(&evidence(rule("default", r#"{"source":["aws.health"]}"#)), "M30", Ok, "names aws.health");
    is_silent(&evidence(rule("default", EC2)), "M30");
    let mut case = evidence(rule("default", r#"{"account":["111122223333"]}"#));
    let text = r#"{"source":"aws.health","account":"111122223333","detail":{"eventScopeCode":"PUBLIC"}}"#;
    case.expected = event(text, Origin::Brought);
    says(&case, "M30", Fault, "aws.health");
}

#[test]
fn t25_a_managed_rule_is_told_and_not_judged() {
    let mut case = evidence(rule("default", r#"{"Source":["aws.ec2"]}"#));
    is_silent(&case, "T25");
    case.rule.managed_by = Some("autoscaling.amazonaws.com".into());
    says(&case, "T25", Ok, "autoscaling.amazonaws.com");
    is_silent(&case, "M10");
}

#[test]
fn k3_the_key_of_the_bus() {
    let mut case = evidence(rule("orders", EC2));
    let key = "arn:aws:kms:us-east-1:111122223333:key/1";
    says(&case, "K3", CannotSee, "was not asked: events:DescribeEventBus would show it");
    let bus = Bus { name: "orders".into(), arn: arn("events", "event-bus/orders"), ..Bus::default() };
    case.bus = Piece::Seen(Bus { kms_key: Some(key.into()), ..bus.clone() });
    says(&case, "K3", CannotSee, "kms:GetKeyPolicy");
    let policy = |principal: &str| {
        format!(
            r#"{{"Statement":{{"Effect":"Allow","Principal":{principal},"Action":["kms:Decrypt","kms:GenerateDataKey"],"Resource":"*"}}}}"#
        )
    };
    case.key_policies.put(key.into(), Piece::Seen(policy(r#"{"Service":"events.amazonaws.com"}"#)));
    says(&case, "K3", Suspect, "does not let events.amazonaws.com kms:DescribeKey");
    let policies = |more: &str| {
        let text = policy(r#"{"Service":"events.amazonaws.com"}"#)
            .replace("kms:GenerateDataKey", "kms:GenerateDataKey\",\"kms:DescribeKey");
        text.replace(r#""Resource":"*""#, &format!(r#""Resource":"*"{more}"#))
    };
    let of_bus = r#","Condition":{"StringEquals":{"aws:SourceArn":"arn:aws:events:us-east-1:111122223333:event-bus/orders"}}"#;
    case.key_policies.put(key.into(), Piece::Seen(policies("")));
    says(&case, "K3", Ok, "lets EventBridge use it");
    // What a request that describes the key carries is not documented.
    case.key_policies.put(key.into(), Piece::Seen(policies(of_bus)));
    says(&case, "K3", CannotSee, "lets EventBridge kms:DescribeKey too");
    case.key_policies.put(key.into(), Piece::Seen(policy(r#"{"AWS":"arn:aws:iam::111122223333:root"}"#)));
    says(&case, "K3", Fault, "does not let events.amazonaws.com kms:Decrypt");
    case.key_policies.put(key.into(), Piece::Seen("no policy".into()));
    says(&case, "K3", Suspect, "cannot be judged");
    case.keys.put(key.into(), Piece::Seen(Key { state: "Disabled".into(), ..Key::default() }));
    says(&case, "K3", Fault, "is Disabled");
    let revived = |case: &Evidence| of(&diagnose(case), "K3")[0].remedy.clone().unwrap().command.unwrap();
    assert!(revived(&case).contains("kms enable-key"), "{}", revived(&case));
    case.keys.put(key.into(), Piece::Seen(Key { state: "PendingDeletion".into(), ..Key::default() }));
    let commands = revived(&case);
    assert!(
        commands.starts_with("aws kms cancel-key-deletion") && commands.lines().count() == 2,
        "{commands}"
    );
    // A primary key that is moved to another region is used all the while; what no call ends has no command.
    case.keys.put(key.into(), Piece::Seen(Key { state: "Updating".into(), ..Key::default() }));
    says(&case, "K3", Suspect, "cannot be judged");
    for (state, status, said) in [
        ("PendingImport", Fault, "Import its key material"),
        ("Unavailable", Fault, "Connect its key store"),
        ("Creating", Fault, "Wait until it is made"),
        ("PendingReplicaDeletion", Fault, "once its replica keys are gone"),
        ("Frozen", Suspect, "Look at the key"),
    ] {
        case.keys.put(key.into(), Piece::Seen(Key { state: state.into(), ..Key::default() }));
        says(&case, "K3", status, state);
        let remedy = of(&diagnose(&case), "K3")[0].remedy.clone().unwrap();
        assert!(remedy.text.contains(said) && remedy.command.is_none(), "{state}: {remedy:?}");
    }
    // That it fails is told after why it fails.
    case.metrics = metrics(&[("EventBusEncryptionFailed", 3.0)]);
    case.keys.put(key.into(), Piece::Seen(Key { state: "Disabled".into(), ..Key::default() }));
    says(&case, "K3", Fault, "is Disabled");
    case.keys.put(key.into(), denied("kms:DescribeKey"));
    says(&case, "K3", Fault, "could not encrypt");
    // What was put right shows with the next event.
    case.key_policies.put(key.into(), Piece::Seen(policies("")));
    case.keys.put(key.into(), Piece::Seen(Key { state: "Enabled".into(), ..Key::default() }));
    says(&case, "K3", Suspect, "The last was at 11:59 UTC, and the key lets EventBridge use it now.");
    case.bus = Piece::Seen(bus);
    case.metrics = Piece::NotAsked;
    is_silent(&case, "K3");
}

fn beside(pattern: &str, detail: &str) -> Evidence {
    let mut case = evidence(rule("default", pattern));
    case.expected = ec2("2026-11-28T11:00:00Z", detail);
    case
}

fn of_detail(detail: &str) -> String {
    format!(r#"{{"source":["aws.ec2"],"detail":{detail}}}"#)
}

#[test]
fn m5_to_m10_and_m26_near_misses_by_their_kind() {
    says(&evidence(rule("default", EC2)), "M5", CannotSee, "an event to judge by");
    says(&beside(EC2, r#"{"state":"running"}"#), "M5", Ok, "matches");
    let cases = [
        ("M5", r#"{"state":["stopped"]}"#, r#"{"state":"running"}"#),
        ("M6", r#"{"state":["Running"]}"#, r#"{"state":"running"}"#),
        ("M7", r#"{"id":["a:b:c/d"]}"#, r#"{"id":"a:b:c:d"}"#),
        ("M8", r#"{"code":["300"]}"#, r#"{"code":300}"#),
        ("M9", r#"{"why":[null]}"#, r#"{"why":""}"#),
        ("M26", r#"{"tags":{"k":["a"],"v":["2"]}}"#, r#"{"tags":[{"k":"a","v":"1"},{"k":"b","v":"2"}]}"#),
    ];
    for (id, wanted, found) in cases {
        let case = beside(&of_detail(wanted), found);
        let ladder = diagnose(&case);
        let first = ladder.ranked()[0];
        assert_eq!((first.id, first.status), (id, Fault), "{first:#?}");
        assert!(!first.evidence.is_empty());
        is_silent(&beside(EC2, found), "M6");
    }
    let level = beside(r#"{"source":["aws.ec2"],"state":["running"]}"#, r#"{"state":"running"}"#);
    says(&level, "M10", Fault, "state");
    let remedy = of(&diagnose(&level), "M10")[0].remedy.clone().unwrap();
    let change = remedy.change.unwrap();
    assert!(change.after.unwrap().contains("detail") && remedy.command.unwrap().contains("put-rule"));
}

#[test]
fn m10_without_an_event() {
    says(&evidence(rule("default", EC2)), "M10", Ok, "at places that events have");
    says(&evidence(rule("default", r#"{"source":"aws.ec2"}"#)), "M10", Fault, "not valid");
    says(&evidence(rule("default", r#"{"Source":["aws.ec2"]}"#)), "M10", Fault, "source");
    says(&evidence(rule("default", r#"{"replay-name":["again"]}"#)), "M10", Ok, "at places");
    let either = r#"{"$or":[{"source":["a"]},{"State":["b"]}]}"#;
    says(&evidence(rule("default", either)), "M10", Suspect, "State");
}

#[test]
fn m11_resources_of_cloudtrails_events() {
    let with = |detail_type: &str| {
        evidence(rule("default", &format!(r#"{{"detail-type":["{detail_type}"],"resources":["arn:x"]}}"#)))
    };
    says(&with("AWS API Call via CloudTrail"), "M11", Fault, "carry none");
    is_silent(&with("Object Created"), "M11");
    let either = r#"{"detail-type":["AWS API Call via CloudTrail"],"$or":[{"resources":["x"]},{"detail":{"eventName":["a"]}}]}"#;
    says(&evidence(rule("default", either)), "M11", Suspect, "carry none");
    says(
        &evidence(rule("default", r#"{"detail-type":["AWS API Call via CloudTrail"]}"#)),
        "M11",
        Ok,
        "does not ask",
    );
}

#[test]
fn m27_names_that_cloudtrail_does_not_use() {
    let of_call = |detail: &str| {
        evidence(rule(
            "default",
            &format!(r#"{{"detail-type":["AWS API Call via CloudTrail"],"detail":{detail}}}"#),
        ))
    };
    says(
        &of_call(r#"{"eventSource":["eventbridge.amazonaws.com"]}"#),
        "M27",
        Fault,
        "`events.amazonaws.com`",
    );
    let one_of_two = of_call(r#"{"eventSource":["eventbridge.amazonaws.com","ec2.amazonaws.com"]}"#);
    says(&one_of_two, "M27", Suspect, "`events.amazonaws.com`");
    // It is told once.
    let of_aws = of_call(r#"{"eventSource":["aws.stepfunctions"]}"#);
    says(&of_aws, "M10", Fault, "is a host name");
    assert!(of_remedy(&of_aws, "M10").unwrap().contains(r#"["states.amazonaws.com"]"#));
    assert!(of(&diagnose(&of_aws), "M27").is_empty());
    let lambda = r#"{"eventSource":["lambda.amazonaws.com"],"eventName":["CreateFunction"]}"#;
    says(&of_call(lambda), "M27", Fault, "CreateFunction20150331");
    says(&of_call(r#"{"eventName":["ConsoleLogin"]}"#), "M27", Fault, "AWS Console Sign In via CloudTrail");
    says(&of_call(r#"{"eventName":["runInstances"]}"#), "M27", Suspect, "a capital in front");
    let sign_in = r#"{"eventSource":["signin.aws.amazon.com"]}"#;
    says(&of_call(sign_in), "M27", Ok, "");
    let two = r#"{"source":["aws.ec2"],"detail":{"eventSource":["s3.amazonaws.com"]}}"#;
    says(&evidence(rule("default", two)), "M27", Suspect, "asks for aws.ec2 and for s3.amazonaws.com");
    let renamed = r#"{"source":["aws.cloudwatch"],"detail":{"eventSource":["monitoring.amazonaws.com"]}}"#;
    // The two names are of one service, whose recorded calls come from the one of them.
    says(&evidence(rule("default", renamed)), "M27", Fault, "come from the source `aws.monitoring`");
    says(&of_call(r#"{"eventSource":["ec2.amazonaws.com"]}"#), "M27", Ok, "that CloudTrail uses");
    for (text, right) in [
        ("EC2.amazonaws.com", "ec2.amazonaws.com"),
        ("ec2.us-east-1.amazonaws.com", "ec2.amazonaws.com"),
        ("iam.amazon.com", "iam.amazonaws.com"),
    ] {
        let case = of_call(&format!(r#"{{"eventSource":["{text}"]}}"#));
        says(&case, "M27", Suspect, &format!("no event source `{text}`; it is `{right}`"));
    }
    is_silent(&evidence(rule("default", EC2)), "M27");
}

#[test]
fn m27_events_of_the_service_itself_are_no_calls() {
    let of = |source: &str, kind: &str, names: &str| {
        let text = format!(
            r#"{{"source":["{source}"],"detail-type":["{kind}"],"detail":{{"eventName":[{names}]}}}}"#
        );
        evidence(rule("default", &text))
    };
    let (call, service) = ("AWS API Call via CloudTrail", "AWS Service Event via CloudTrail");
    let rotated = of("aws.kms", call, r#""RotateKey""#);
    says(&rotated, "M27", Fault, "RotateKey is an event of the service itself");
    let after = of_remedy(&rotated, "M27");
    assert_eq!(after, rotated.rule.pattern.as_ref().map(|text| text.replace(call, service)));
    let both = of("aws.secretsmanager", call, r#""RotationSucceeded","RotationFailed""#);
    says(&both, "M27", Fault, "are events of the service itself");
    // Calls that are asked for as well come as they did.
    let mixed = of("aws.kms", call, r#""DeleteKey","ScheduleKeyDeletion""#);
    says(&mixed, "M27", Suspect, "DeleteKey is an event of the service itself");
    assert_eq!(of_remedy(&mixed, "M27"), None);
    is_ok(&of("aws.kms", service, r#""RotateKey""#), "M27");
    is_ok(&of("aws.kms", call, r#""ScheduleKeyDeletion","DisableKey""#), "M27");
    // The guide shows its record as that of a call.
    says(&of("aws.kms", call, r#""SynchronizeMultiRegionKey""#), "M27", Ok, "that CloudTrail uses");
    // A name that no list of calls has is not called in order either.
    says(&of("aws.ec2", call, r#""RotateKey""#), "M27", CannotSee, "cannot be seen");
}

#[test]
fn m27_recorded_calls_of_cloudwatch_come_from_a_source_of_their_own() {
    let of = |source: &str, detail: &str| {
        let text = format!(
            r#"{{"source":["{source}"],"detail-type":["AWS API Call via CloudTrail"],"detail":{detail}}}"#
        );
        evidence(rule("default", &text))
    };
    let alarm = r#"{"eventSource":["cloudwatch.amazonaws.com"],"eventName":["PutMetricAlarm"]}"#;
    let after = of_remedy(&of("aws.cloudwatch", alarm), "M27").unwrap();
    let wanted = of("aws.monitoring", &alarm.replace("cloudwatch.", "monitoring.")).rule.pattern;
    assert_eq!(Some(after), wanted, "both are put right together");
    let named = r#"{"eventName":["PutMetricAlarm"]}"#;
    says(&of("aws.cloudwatch", named), "M27", Fault, "come from the source `aws.monitoring`");
    is_ok(&of("aws.monitoring", named), "M27");
    let alarms = r#"{"source":["aws.cloudwatch"],"detail-type":["CloudWatch Alarm State Change"]}"#;
    is_silent(&evidence(rule("default", alarms)), "M27");
    let mut fires = of("aws.cloudwatch", named);
    fires.metrics = metrics(&[("MatchedEvents", 1.0)]);
    is_ok(&fires, "M27");
}

/// The pattern that the first fix of a check gives.
fn of_remedy(evidence: &Evidence, id: &str) -> Option<String> {
    of(&diagnose(evidence), id)[0].remedy.clone()?.change?.after
}

#[test]
fn m27_calls_that_a_service_does_not_have() {
    let of_call = |source: &str, name: &str| {
        let detail = format!(r#"{{"eventName":["{name}"]}}"#);
        let kind = "AWS API Call via CloudTrail";
        evidence(rule(
            "default",
            &format!(r#"{{"source":["{source}"],"detail-type":["{kind}"],"detail":{detail}}}"#),
        ))
    };
    for (source, name, there) in [
        ("aws.ec2", "runInstances", "there is `RunInstances`"),
        ("aws.ec2", "TerminateInstance", "there is `TerminateInstances`"),
        ("aws.iam", "AttachRolePolicies", "there is `AttachRolePolicy`"),
        ("aws.monitoring", "deletealarms", "there is `DeleteAlarms`"),
        ("aws.s3", "ObjectCreated:Put", "what S3 names the notifications"),
    ] {
        says(&of_call(source, name), "M27", Suspect, there);
    }
    says(&of_call("aws.ec2", "RunInstances"), "M27", Ok, "that CloudTrail uses");
    // What no list has may be recorded all the same, and is not called in order.
    says(&of_call("aws.s3", "PutBucketPublicAccessBlock"), "M27", CannotSee, "PutBucketPublicAccessBlock");
    says(
        &of_call("aws.s3", "CreateUser"),
        "M27",
        Suspect,
        "not known to have a call `CreateUser`; it is one of",
    );
    says(&of_call("aws.rds", "TerminateInstances"), "M27", Suspect, "it is one of ec2.amazonaws.com");
    let several = of_call("aws.lambda", "DeleteFunctions");
    says(&several, "M27", Suspect, "writes with a date behind it, such as DeleteFunction20150331");
    assert!(of_remedy(&several, "M27").unwrap().contains(r#"{"prefix": "DeleteFunction2"}"#));
    says(&of_call("aws.nobodyknows", "DoThings"), "M27", CannotSee, "calls named DoThings");
    let sign_in = |name: &str| {
        let pattern = format!(
            r#"{{"source":["aws.signin"],"detail-type":["AWS Console Sign In via CloudTrail"],"detail":{{"eventName":["{name}"]}}}}"#
        );
        evidence(rule("default", &pattern))
    };
    says(&sign_in("ConsoleSignin"), "M27", Suspect, "there is `ConsoleLogin`");
    says(&sign_in("ConsoleLogin"), "M27", Ok, "that CloudTrail uses");
}

#[test]
fn what_a_schema_doubts_is_not_called_in_order() {
    let on_s3 = |detail: &str| {
        evidence(rule(
            "default",
            &format!(
                r#"{{"source":["aws.s3"],"detail-type":["AWS API Call via CloudTrail"],"detail":{detail}}}"#
            ),
        ))
    };
    let doubted = on_s3(r#"{"readOnly":["true"]}"#);
    says(&doubted, "M31", Suspect, "`detail.readOnly` is true or false");
    is_silent(&doubted, "M10");
    let ladder = diagnose(&doubted);
    let change = of(&ladder, "M31")[0].remedy.as_ref().and_then(|remedy| remedy.change.as_ref());
    let after = change.and_then(|change| change.after.clone()).unwrap_or_default();
    assert!(after.contains(r#""readOnly":[true]"#), "{after}");
    says(&on_s3(r#"{"readOnly":[true]}"#), "M10", Ok, "at places that events have");
    says(&on_s3(r#"{"requestParameters":{"x":["y"]}}"#), "M10", Ok, "is not known here");
}

/// A check finds nothing wrong.
fn is_ok(evidence: &Evidence, id: &str) {
    assert!(of(&diagnose(evidence), id).iter().all(|found| found.status == Ok), "{id}");
}

#[test]
fn m28_an_operator_outside_a_list() {
    let key = |list: &str| evidence(rule("default", &of_detail(&format!(r#"{{"key":{list}}}"#))));
    says(
        &key(r#"{"suffix":[".jpg"]}"#),
        "M28",
        Suspect,
        "`suffix` stands outside a list at detail.key.suffix",
    );
    // Nothing is said of the inside of what stands outside.
    for list in [r#"{"numeric":[">",5]}"#, r#"{"wildcard":["*x"]}"#] {
        assert_eq!(diagnose(&key(list)).ranked()[0].id, "M28", "{list}");
        is_ok(&key(list), "M10");
    }
    says(&key(r#"[{"suffix":".jpg"}]"#), "M28", Ok, "inside a list");
    // A name's own parts: no operator fits `detail` itself.
    let named = of_detail(r#"{"prefix":["Mr"],"suffix":["Jr"],"numeric":[1]}"#);
    says(&evidence(rule("default", &named)), "M28", Ok, "inside a list");
}

#[test]
fn m31_what_awss_schema_does_not_have() {
    let state = |name: &str| {
        let pattern =
            EC2.trim_end_matches('}').to_owned() + &format!(r#","detail":{{"{name}":["running"]}}}}"#);
        evidence(rule("default", &pattern))
    };
    says(&state("State"), "M31", Suspect, "there is `detail.state`");
    is_silent(&state("state"), "M31");
    let alone = |pattern: &str| evidence(rule("default", pattern));
    says(&alone(r#"{"source":["ec2"]}"#), "M31", Suspect, "source `ec2`; one sends with `aws.ec2`");
    // On a bus of one's own it is an application's name, and so it is where it matched.
    is_silent(&evidence(rule("orders", r#"{"source":["batch"]}"#)), "M31");
    let mut matched = alone(r#"{"source":["batch"]}"#);
    says(&matched, "M31", Suspect, "one sends with `aws.batch`");
    matched.metrics = metrics(&[("MatchedEvents", 5.0)]);
    is_silent(&matched, "M31");
    says(&alone(r#"{"source":["amazon.ec2"]}"#), "M31", Suspect, "one sends with `aws.ec2`");
    says(&alone(r#"{"source":["AWS.ec2"]}"#), "M31", Suspect, "one sends with `aws.ec2`");
    says(&alone(r#"{"source":["aws.codepipelin"]}"#), "M31", Suspect, "one sends with `aws.codepipeline`");
    for quiet in ["shop", "aws.sqs", "aws.iam", "aws.elasticmapreduce"] {
        is_silent(&alone(&format!(r#"{{"source":["{quiet}"]}}"#)), "M31");
    }
    let alarm = r#"{"source":["aws.cloudwatch"],"detail-type":["CloudWatch Alarm State Change"],"detail":{"state":["ALARM"]}}"#;
    let ladder = diagnose(&alone(alarm));
    let remedy = &of(&ladder, "M31")[0].remedy.as_ref().unwrap().text;
    assert!(remedy.contains("such as `detail.state.value`"), "{remedy}");
    let call = |field: &str| {
        let detail = format!(r#"{{"{field}":{{"name":["b"]}}}}"#);
        alone(&format!(
            r#"{{"source":["aws.s3"],"detail-type":["AWS API Call via CloudTrail"],"detail":{detail}}}"#
        ))
    };
    says(&call("bucket"), "M31", Suspect, "not known to have `detail.bucket.name`");
    is_silent(&call("requestParameters"), "M31");
    let unheard = alone(r#"{"source":["aws.oam"],"detail-type":["Something Odd"]}"#);
    says(&unheard, "M31", CannotSee, "Whether AWS sends `Something Odd`");
    // Of a source whose list is whole it is known.
    let unlisted = alone(r#"{"source":["aws.ecr"],"detail-type":["ECR Something Odd"]}"#);
    says(&unlisted, "M31", Suspect, "not known to send `ECR Something Odd`");
}

#[test]
fn m32_it_matches_and_perhaps_should_not() {
    let refused = r#"{"state":"x","errorCode":"AccessDenied","tags":["a","b"],"box":{"c":1}}"#;
    says(&beside(EC2, refused), "M32", Suspect, "refused: detail.errorCode is AccessDenied");
    let but = of_detail(r#"{"tags":[{"anything-but":"a"}],"errorCode":[{"exists":true}]}"#);
    says(&beside(&but, refused), "M32", Suspect, "`anything-but` at detail.tags");
    let absent = of_detail(r#"{"box":[{"exists":false}],"errorCode":[{"exists":true}]}"#);
    says(&beside(&absent, refused), "M32", Suspect, "`exists: false` at detail.box");
    is_silent(&beside(EC2, r#"{"state":"running"}"#), "M32");
}

#[test]
fn a_match_says_which_value_satisfied_which_field() {
    let pattern = of_detail(r#"{"tags":["b"],"box":[{"exists":false}]}"#);
    let ladder = diagnose(&beside(&pattern, r#"{"tags":["a","b"]}"#));
    let shown: Vec<_> = super::of(&ladder, "M5")[0]
        .evidence
        .iter()
        .map(|exhibit| (exhibit.source.as_str(), exhibit.json.to_string()))
        .collect();
    assert!(
        shown.contains(&("what satisfies detail.tags", r#"[{"/detail/tags/1":"\"b\""}]"#.into())),
        "{shown:?}"
    );
    assert!(shown.contains(&("what satisfies detail.box", "\"its absence\"".into())), "{shown:?}");
}

#[test]
fn what_has_matched_is_at_no_wrong_place() {
    let mut case = evidence(rule("orders", r#"{"source":["shop"],"detail":{"detail-type":["refund"]}}"#));
    says(&case, "M10", Fault, "stands at the top of an event");
    case.metrics = metrics(&[("MatchedEvents", 5.0)]);
    says(&case, "M10", Ok, "its metrics count matches");
    // Of two alternatives either may have matched.
    let two = r#"{"source":["shop"],"detail":{"$or":[{"detail-type":["refund"]},{"kind":["refund"]}]}}"#;
    case.rule.pattern = Some(two.into());
    says(&case, "M10", Suspect, "stands at the top of an event");
}
