//! Rung 1, of what CloudTrail records: sign-ins, and calls on objects.

use super::arrival::{basic, trail};
use super::*;
use crate::diagnose::Question;
use crate::model::facts::{BucketNotices, FieldCondition, Selector, Trail};
use crate::pattern::{Pattern, Verdict};
use Status::{Fault, Ok, Suspect};

/// A rule in a region that waits for sign-ins to the console, with more of `detail`.
fn of_sign_ins(region: &str, detail: &str) -> Evidence {
    let pattern = format!(
        r#"{{"source":["aws.signin"],"detail-type":["AWS Console Sign In via CloudTrail"],"detail":{{"eventName":["ConsoleLogin"]{detail}}}}}"#
    );
    let rule = rule("default", &pattern);
    let arn = Arn::new(format!("arn:aws:events:{region}:111122223333:rule/{}", rule.name));
    Evidence::of(Rule { arn, ..rule }, "111122223333", region, 0)
}

#[test]
fn m4_sign_ins_are_where_they_are_made() {
    let root = r#","userIdentity":{"type":["Root"]}"#;
    let user = r#","userIdentity":{"type":["IAMUser"]}"#;
    says(
        &of_sign_ins("eu-west-1", root),
        "M4",
        Suspect,
        "recorded in us-east-1, and this rule is in eu-west-1",
    );
    says(&of_sign_ins("us-east-1", root), "M4", Ok, "where the root user's sign-ins are recorded");
    for detail in [user, ""] {
        says(&of_sign_ins("eu-west-1", detail), "M4", Suspect, "at a regional endpoint in its region");
        let at_home = of_sign_ins("us-east-1", detail);
        says(&at_home, "M4", Ok, "us-east-2, eu-north-1 or ap-southeast-2");
        let matched = Evidence { metrics: metrics(&[("MatchedEvents", 1.0)]), ..at_home };
        says(&matched, "M4", Ok, "its metrics count matches");
    }
    // The trails of this region do not matter to what is never in it.
    is_silent(&of_sign_ins("eu-west-1", root), "M13");
    // Of others, and of other partitions, the guide tells nothing.
    let federated = r#","userIdentity":{"type":["AssumedRole"]}"#;
    says(&of_sign_ins("eu-west-1", federated), "M4", Suspect, "Some events of aws.signin");
    says(&of_sign_ins("cn-north-1", root), "M4", Suspect, "cn-northwest-1");
    for other in ["eusc-de-east-1", "us-iso-east-1"] {
        says(&of_sign_ins(other, root), "M4", Ok, "where the events of this global service are");
        let told = diagnose(&of_sign_ins(other, root));
        assert!(of(&told, "M4").iter().all(|found| !found.title.contains("root user")), "{other}");
    }
    says(&of_sign_ins("us-iso-west-1", root), "M4", Suspect, "are in us-iso-east-1 only");
    // Nor of what else is recorded of a sign-in.
    for name in ["SwitchRole", "PasswordRecoveryRequested"] {
        let mut case = of_sign_ins("eu-west-1", root);
        case.rule.pattern = case.rule.pattern.map(|text| text.replace("ConsoleLogin", name));
        let case = Evidence::of(case.rule, "111122223333", "eu-west-1", 0);
        assert!(of(&diagnose(&case), "M4").iter().all(|found| !found.title.contains("root user")), "{name}");
    }
}

#[test]
fn m14_a_bucket_that_sends_its_own_events_needs_no_trail() {
    let calls = |more: &str| {
        format!(
            r#"{{"source":["aws.s3"],"detail-type":["AWS API Call via CloudTrail"],"detail":{{"eventName":["PutObject","DeleteObject"],"requestParameters":{{"bucketName":["photos"]{more}}}}}}}"#
        )
    };
    let with = |pattern: &str, to_eventbridge: bool| {
        let mut case = evidence(rule("default", pattern));
        case.trails = Piece::Seen(vec![trail(Some(true), Some(vec![basic("All", true)]))]);
        let notices = BucketNotices { to_eventbridge, ..BucketNotices::default() };
        case.buckets.put("photos".into(), Piece::Seen(notices));
        case
    };
    let remedy = |case: &Evidence, id: &str| of(&diagnose(case), id)[0].remedy.clone().unwrap();
    let key = r#","key":[{"prefix":"in/"}]"#;
    let changed = remedy(&with(&calls(key), true), "M14");
    assert!(changed.text.starts_with("The bucket photos sends S3's own events"), "{changed:?}");
    assert!(changed.text.contains("The targets then get another event"), "{changed:?}");
    let after = changed.change.unwrap().after.unwrap();
    let event = |reason: &str, key: &str| {
        let kind = if reason == "DeleteObject" { "Object Deleted" } else { "Object Created" };
        let text = format!(
            r#"{{"source":"aws.s3","detail-type":"{kind}","detail":{{"bucket":{{"name":"photos"}},"object":{{"key":"{key}"}},"reason":"{reason}"}}}}"#
        );
        Event::parse(text.as_bytes()).unwrap()
    };
    let pattern = Pattern::parse(&after).unwrap();
    for (reason, key, taken) in [
        ("PutObject", "in/a", true),
        ("DeleteObject", "in/a", true),
        ("CopyObject", "in/a", false),
        ("PutObject", "a", false),
    ] {
        assert_eq!(pattern.matches(&event(reason, key)) == Verdict::Match, taken, "{after} {reason}");
    }
    // What S3's own events do not have cannot be asked of them, such as who called and calls that read; of
    // buckets that are not named whole it is not known whether they send.
    let by_whom = calls("").replace(r#""eventName""#, r#""userIdentity":{"type":["Root"]},"eventName""#);
    let reads = calls("").replace(r#""PutObject","DeleteObject""#, r#""GetObject""#);
    let grants = calls("").replace(r#""PutObject","DeleteObject""#, r#""PutObjectAcl""#);
    let others = calls("").replace(r#"["photos"]"#, r#"["photos",{"prefix":"logs-"}]"#);
    let by_trail = |case: &Evidence| {
        let fix = remedy(case, "M14");
        assert!(fix.change.is_none(), "{fix:?}");
        assert!(fix.text.starts_with("Add data events of this type to a trail"), "{fix:?}");
    };
    for pattern in [&by_whom, &reads, &grants, &others] {
        by_trail(&with(pattern, true));
    }
    by_trail(&with(&calls(""), false));
    // Nor is it where a target takes its parts out of the record of a call.
    let mut parts = with(&calls(""), true);
    let path = Some("$.detail.requestParameters".to_owned());
    parts.targets = Piece::Seen(vec![Target { input_path: path, ..target(arn("lambda", "function:f")) }]);
    by_trail(&parts);
    // A trail that is stopped has to be started, whatever the bucket sends, which nobody asks for then.
    let mut stopped = evidence(rule("default", &calls("")));
    stopped.trails = Piece::Seen(vec![trail(Some(false), Some(vec![basic("All", true)]))]);
    let asks = |case: &Evidence| case.questions().iter().any(|asked| matches!(asked, Question::Bucket(_)));
    assert!(remedy(&stopped, "M13").command.unwrap().contains("start-logging") && !asks(&stopped));
    stopped.trails = Piece::Seen(vec![]);
    assert!(asks(&stopped));
    // Without any trail, one that takes management events would bring none of these.
    let mut none = with(&calls(""), true);
    none.trails = Piece::Seen(vec![]);
    let reading = Evidence { trails: Piece::Seen(vec![]), ..with(&reads, true) };
    let command = remedy(&reading, "M13").command.unwrap();
    assert!(command.contains("create-trail") && command.contains("put-event-selectors"), "{command}");
    assert!(remedy(&none, "M13").text.starts_with("The bucket photos sends S3's own events"));
    none.buckets.put("photos".into(), Piece::Seen(BucketNotices::default()));
    let fix = remedy(&none, "M13");
    assert!(fix.text.contains(
        "These calls are data events: create a trail, for all regions, that takes those of AWS::S3::Object"
    ));
    let command = fix.command.unwrap();
    assert!(command.contains("put-event-selectors") && command.contains("AWS::S3::Object"), "{command}");
}

#[test]
fn buckets_are_asked_after_only_where_their_own_events_would_do() {
    let of = |call: &str| {
        let pattern = format!(
            r#"{{"source":["aws.s3"],"detail-type":["AWS API Call via CloudTrail"],"detail":{{"eventName":["{call}"],"requestParameters":{{"bucketName":["photos"]}}}}}}"#
        );
        evidence(rule("default", &pattern))
    };
    let asks = |case: &Evidence| case.questions().contains(&Question::Bucket("photos".into()));
    assert!(!asks(&of("PutObject")), "the trails are not known yet");
    let left_out = |call: &str| Evidence {
        trails: Piece::Seen(vec![trail(Some(true), Some(vec![basic("All", true)]))]),
        ..of(call)
    };
    assert!(asks(&left_out("PutObject")) && !asks(&left_out("GetObject")));
    let matched = Evidence { metrics: metrics(&[("MatchedEvents", 1.0)]), ..left_out("PutObject") };
    assert!(!asks(&matched));
}

/// A rule for what CloudTrail records, by the rest of its pattern.
fn recorded(rest: &str) -> Evidence {
    evidence(rule("default", &format!("{{{rest}}}")))
}

#[test]
fn m27_a_service_event_that_another_alternative_takes_is_asked_for_as_what_it_is() {
    let detail = r#""detail":{"eventSource":["secretsmanager.amazonaws.com"],"eventName":["PutSecretValue","RotationSucceeded"]}"#;
    let call = r#"{"detail-type":["AWS API Call via CloudTrail"]}"#;
    let source = r#""source":["aws.secretsmanager"]"#;
    for other in [r#"{"detail-type":["AWS Service Event via CloudTrail"]}"#, r#"{"region":["us-east-1"]}"#] {
        says(
            &recorded(&format!("{source},\"$or\":[{call},{other}],{detail}")),
            "M27",
            Ok,
            "that CloudTrail uses",
        );
    }
    let alone = recorded(&format!(r#"{source},"detail-type":["AWS API Call via CloudTrail"],{detail}"#));
    says(&alone, "M27", Suspect, "RotationSucceeded is an event of the service itself");
    // One name is not told of twice, and not at all where the rule has matched.
    assert_eq!(of(&diagnose(&alone), "M27").len(), 1);
    let matched = Evidence { metrics: metrics(&[("MatchedEvents", 9.0)]), ..alone };
    says(&matched, "M27", Ok, "such that events match");
}

#[test]
fn m27_calls_that_only_other_services_list_are_not_known_to_be_wrong() {
    let of_call = |source: &str, name: &str| {
        recorded(&format!(
            r#""source":["{source}"],"detail-type":["AWS API Call via CloudTrail"],"detail":{{"eventName":["{name}"]}}"#
        ))
    };
    says(&of_call("aws.lakeformation", "GetDataAccess"), "M27", Ok, "that CloudTrail uses");
    for (source, name) in [("aws.sso", "AssociateProfile"), ("aws.s3", "InitiateMultipartUpload")] {
        says(&of_call(source, name), "M27", Status::CannotSee, &format!("`{name}` is a call of "));
        let mut matched = of_call(source, name);
        matched.metrics = metrics(&[("MatchedEvents", 1000.0)]);
        says(&matched, "M27", Ok, "such that events match");
    }
}

#[test]
fn m31_a_type_that_no_list_has_is_not_doubted_where_the_rule_has_matched() {
    let pattern = r#"{"$or":[{"source":["aws.oam"],"detail-type":["Something Odd"]},{"source":["shop"]}]}"#;
    let mut case = evidence(rule("default", pattern));
    says(&case, "M31", Status::CannotSee, "Something Odd");
    case.metrics = metrics(&[("MatchedEvents", 1.0)]);
    is_silent(&case, "M31");
}

#[test]
fn the_state_for_calls_that_only_read_comes_after_the_trail_that_is_wanting() {
    let reads = r#"{"source":["aws.ec2"],"detail-type":["AWS API Call via CloudTrail"],"detail":{"eventName":["DescribeInstances"]}}"#;
    let mut case = evidence(rule("default", reads));
    let mut cause = |trails: Vec<Trail>| {
        case.trails = Piece::Seen(trails);
        says(&case, "M12", Fault, "only read");
        diagnose(&case).cause().map(|cause| cause.id)
    };
    assert_eq!(cause(vec![]), Some("M13"));
    assert_eq!(cause(vec![trail(Some(false), None)]), Some("M13"));
    assert_eq!(cause(vec![trail(Some(true), Some(vec![basic("WriteOnly", true)]))]), Some("M14"));
    assert_eq!(cause(vec![trail(Some(true), Some(vec![basic("All", true)]))]), Some("M12"));
}

#[test]
fn m14_a_trail_is_opened_by_a_command_that_leaves_what_it_takes() {
    let calls = |source: &str, call: &str| {
        evidence(rule(
            "default",
            &format!(
                r#"{{"source":["{source}"],"detail-type":["AWS API Call via CloudTrail"],"detail":{{"eventName":["{call}"]}}}}"#
            ),
        ))
    };
    let told = |mut case: Evidence, selectors: Vec<Selector>| {
        case.trails = Piece::Seen(vec![trail(Some(true), Some(selectors))]);
        let ladder = diagnose(&case);
        let found = of_check(&ladder);
        let remedy = found.remedy.clone().unwrap();
        (found.title.clone(), remedy.text, remedy.command.unwrap_or_default())
    };
    let (title, _, command) = told(calls("aws.ec2", "RunInstances"), vec![basic("ReadOnly", true)]);
    assert!(title.ends_with("out: it takes those alone that read."), "{title}");
    assert!(command.contains(r#"--event-selectors '[{"ReadWriteType":"All""#), "{command}");
    assert!(
        command.contains(r#""ReadWriteType":"All""#) && command.contains("--trail-name main"),
        "{command}"
    );
    let kms = Selector::Basic {
        read_write: "All".into(),
        management: true,
        excluded: vec!["kms.amazonaws.com".into(), "rdsdata.amazonaws.com".into()],
        data: vec![("AWS::S3::Object".into(), vec!["arn:aws:s3:::a/".into()])],
    };
    let (title, _, command) = told(calls("aws.kms", "DisableKey"), vec![kms.clone()]);
    assert!(title.contains("it excludes those of kms.amazonaws.com and rdsdata.amazonaws.com"), "{title}");
    assert!(command.contains(r#""ExcludeManagementEventSources":["rdsdata.amazonaws.com"]"#), "{command}");
    assert!(command.contains("arn:aws:s3:::a/"), "{command}");
    // What it takes of data events would grow with it.
    let mut writes = kms.clone();
    if let Selector::Basic { read_write, excluded, .. } = &mut writes {
        (*read_write, *excluded) = ("WriteOnly".into(), vec![]);
    }
    let (_, text, command) = told(calls("aws.ec2", "DescribeInstances"), vec![writes]);
    assert!(command.is_empty() && text.ends_with("without excluding this source."), "{text} {command}");
    // Data events of a function, and of what basic selectors do not have.
    let (_, text, command) = told(calls("aws.lambda", "Invoke"), vec![kms.clone()]);
    assert!(command.contains(r#"{"Type":"AWS::Lambda::Function","Values":["arn:aws:lambda"]}"#), "{command}");
    assert!(command.contains("arn:aws:s3:::a/") && text.contains("of all resources of the type"), "{text}");
    assert!(told(calls("aws.sns", "Publish"), vec![kms]).2.is_empty());
    // Advanced ones, with what is not known of them and without.
    let field = |name: &str, equals: &str| FieldCondition {
        field: name.into(),
        equals: vec![equals.into()],
        ..FieldCondition::default()
    };
    let advanced = vec![field("eventCategory", "Management"), field("readOnly", "true")];
    let (_, _, command) = told(calls("aws.ec2", "RunInstances"), vec![Selector::Advanced(advanced.clone())]);
    let opened = r#"--advanced-event-selectors '[{"FieldSelectors":[{"Field":"eventCategory","Equals":["Management"]}]}]'"#;
    assert!(command.contains(opened), "{command}");
    let topics = told(calls("aws.sns", "Publish"), vec![Selector::Advanced(advanced.clone())]).2;
    assert!(topics.contains(r#"{"Field":"resources.type","Equals":["AWS::SNS::Topic"]}"#), "{topics}");
    assert!(topics.contains(r#"{"Field":"readOnly","Equals":["true"]}"#), "{topics}");
    let narrowed = FieldCondition { narrowed: true, ..field("eventName", "x") };
    let unknown = Selector::Advanced([advanced, vec![narrowed]].concat());
    assert!(told(calls("aws.ec2", "RunInstances"), vec![unknown]).2.is_empty());
}

fn of_check(ladder: &Ladder) -> &Finding {
    of(ladder, "M14").first().copied().unwrap_or_else(|| panic!("{ladder:#?}"))
}

#[test]
fn m14_data_events_of_another_bucket_or_direction_are_told_as_such() {
    let calls = |call: &str| {
        let pattern = format!(
            r#"{{"source":["aws.s3"],"detail-type":["AWS API Call via CloudTrail"],"detail":{{"eventName":["{call}"]}}}}"#
        );
        let record = format!(
            r#"{{"source":"aws.s3","detail-type":"AWS API Call via CloudTrail","detail":{{"eventName":"{call}","requestParameters":{{"bucketName":"b1"}}}}}}"#
        );
        let mut case = evidence(rule("default", &pattern));
        case.expected = event(&record, Origin::Brought);
        case
    };
    let objects = |read_write: &str, arns: &[&str]| Selector::Basic {
        read_write: read_write.into(),
        management: true,
        excluded: vec![],
        data: vec![("AWS::S3::Object".into(), arns.iter().map(|arn| (*arn).to_owned()).collect())],
    };
    let field = |name: &str, equals: &str| FieldCondition {
        field: name.into(),
        equals: vec![equals.into()],
        ..FieldCondition::default()
    };
    let of_b2 = FieldCondition {
        field: "resources.ARN".into(),
        starts_with: vec!["arn:aws:s3:::b2/".into()],
        ..FieldCondition::default()
    };
    let advanced = vec![field("eventCategory", "Data"), field("resources.type", "AWS::S3::Object"), of_b2];
    let told = |call: &str, selector: Selector| {
        let mut case = calls(call);
        case.trails = Piece::Seen(vec![trail(Some(true), Some(vec![selector]))]);
        let ladder = diagnose(&case);
        let found = of_check(&ladder);
        let command = found.remedy.as_ref().and_then(|remedy| remedy.command.clone());
        (found.status, found.title.clone(), command.unwrap_or_default())
    };
    for selector in [objects("WriteOnly", &["arn:aws:s3:::b2/"]), Selector::Advanced(advanced)] {
        let (status, title, command) = told("PutObject", selector);
        assert!(status == Fault && title.contains("for b1"), "{title}");
        assert!(title.contains("takes those of other resources or calls"), "{title}");
        assert!(command.contains("arn:aws:s3:::b1/") && command.contains("arn:aws:s3:::b2/"), "{command}");
    }
    for whole in ["arn:aws:s3", "arn:aws:s3:::b1/"] {
        assert_eq!(told("PutObject", objects("WriteOnly", &[whole])).0, Ok);
        let (status, title, command) = told("GetObject", objects("WriteOnly", &[whole]));
        assert!(status == Fault && title.contains("takes those alone that change something"), "{title}");
        assert!(command.contains(r#""ReadWriteType":"ReadOnly""#), "{command}");
        assert!(command.contains(r#""ReadWriteType":"WriteOnly""#), "what it takes stays: {command}");
    }
}

#[test]
fn m14_a_trail_without_global_services_has_no_calls_of_iam() {
    let iam = r#"{"source":["aws.iam"],"detail-type":["AWS API Call via CloudTrail"],"detail":{"eventName":["CreateUser"]}}"#;
    let mut case = evidence(rule("default", iam));
    let with = |global_events| Trail { global_events, ..trail(Some(true), Some(vec![basic("All", true)])) };
    case.trails = Piece::Seen(vec![with(false)]);
    says(&case, "M14", Suspect, "leaves the calls of global services such as IAM and CloudFront out");
    case.trails = Piece::Seen(vec![with(false), with(true)]);
    says(&case, "M14", Ok, "takes events of this class");
    let ec2 = iam.replace("aws.iam", "aws.ec2").replace("CreateUser", "RunInstances");
    let mut regional = evidence(rule("default", &ec2));
    regional.trails = Piece::Seen(vec![with(false)]);
    says(&regional, "M14", Ok, "takes events of this class");
}

#[test]
fn m4_global_accelerator_is_in_oregon() {
    let calls = r#"{"source":["aws.globalaccelerator"],"detail-type":["AWS API Call via CloudTrail"],"detail":{"eventName":["UpdateListener"]}}"#;
    let of_region = |region: &str| {
        let rule = rule("default", calls);
        let arn = Arn::new(format!("arn:aws:events:{region}:{ACCOUNT}:rule/r"));
        let mut case = Evidence::of(Rule { arn, ..rule }, ACCOUNT, region, 0);
        case.trails = Piece::Seen(vec![]);
        case
    };
    says(&of_region("us-west-2"), "M4", Ok, "is where");
    says(&of_region("us-west-2"), "M13", Fault, "No trail covers");
    says(&of_region("eu-central-1"), "M4", Suspect, "exist in us-west-2 only");
    is_silent(&of_region("eu-central-1"), "M13");
}
