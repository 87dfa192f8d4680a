//! Rung 1.

use super::*;
use crate::diagnose::Question;
use crate::model::facts::{BucketNotices, BusRecord, FieldCondition, ReplayFacts, Selector, Sent, Trail};
use crate::model::{Bus, EventSource};
use Status::{CannotSee, Fault, Ok, Suspect};

pub(super) fn bus(name: &str, policy: Option<&str>) -> Piece<Bus> {
    let arn = arn("events", &format!("event-bus/{name}"));
    Piece::Seen(Bus { name: name.into(), arn, policy: policy.map(str::to_owned), ..Bus::default() })
}

#[test]
fn r1_where_the_event_was_seen() {
    let mut case = evidence(rule("default", EC2));
    says(&case, "R1", CannotSee, "reached this bus");
    case.metrics = metrics(&[("MatchedEvents", 4.0)]);
    says(&case, "R1", Ok, "arrive");
    case.expected = ec2("2026-11-28T11:00:00Z", "{}");
    says(&case, "R1", Ok, "seen on this bus");
    let record = |kind: &str| BusRecord {
        kind: kind.into(),
        error: Some(("INTERNAL".into(), "no luck".into())),
        ..BusRecord::default()
    };
    case.records = Piece::Seen(vec![record("EVENT_RECEIPT")]);
    says(&case, "R1", Ok, "log has the event");
    case.records = Piece::Seen(vec![record("EVENT_INGEST_FAILURE")]);
    says(&case, "R1", Fault, "INTERNAL, no luck");
}

#[test]
fn b1_of_this_account_only_where_the_policy_denies_it() {
    let mut case = evidence(rule("orders", r#"{"source":["shop"]}"#));
    let with = |condition: &str| {
        bus(
            "orders",
            Some(&format!(
                r#"{{"Statement":{{"Effect":"Deny","Principal":"*","Action":"events:PutEvents","Resource":"*"{condition}}}}}"#
            )),
        )
    };
    case.bus = with("");
    says(&case, "B1", Fault, "own events out");
    let remedy = of(&diagnose(&case), "B1")[0].remedy.clone().unwrap();
    let command = remedy.command.unwrap_or_default();
    assert!(command.starts_with("aws events put-permission --event-bus-name orders --policy "), "{command}");
    let but_here = format!(r#""StringNotEquals":{{"aws:PrincipalAccount":"{ACCOUNT}"}}"#);
    assert!(command.contains(&but_here), "{command}");
    // Who sends is not known.
    case.bus = with(r#","Condition":{"StringNotLike":{"aws:PrincipalArn":"arn:aws:iam::*:role/sender"}}"#);
    is_silent(&case, "B1");
    // All that the rule takes has the source that its pattern names.
    let source = |operator: &str| format!(r#","Condition":{{"{operator}":{{"events:source":"shop"}}}}"#);
    case.bus = with(&source("StringEquals"));
    says(&case, "B1", Fault, "own events out");
    case.bus = with(&source("StringNotEquals"));
    is_silent(&case, "B1");
    case.rule.pattern = Some(r#"{"source":["shop","till"]}"#.into());
    case.bus = with(&source("StringEquals"));
    is_silent(&case, "B1");
    // On the default bus, what AWS's services send asks no policy.
    for (pattern, kept_out) in
        [(r#"{"source":["shop"]}"#, true), (EC2, false), (r#"{"detail-type":["T"]}"#, false)]
    {
        let on_default = Evidence { bus: with(""), ..evidence(rule("default", pattern)) };
        assert_eq!(!of(&diagnose(&on_default), "B1").is_empty(), kept_out, "{pattern}");
    }
    case.bus = bus("orders", Some(r#"{"Statement":[]}"#));
    is_silent(&case, "B1");
    case.bus = with("");
    case.metrics = metrics(&[("MatchedEvents", 1.0)]);
    is_silent(&case, "B1");
}

#[test]
fn m17_a_partners_bus() {
    let name = "aws.partner/zendesk.com/1/default";
    says(&evidence(rule(name, EC2)), "M17", Fault, "partner's events only");
    says(&evidence(rule(name, r#"{"source":["zendesk"]}"#)), "M17", Suspect, "name as their source");
    says(&evidence(rule(name, r#"{"source":[{"prefix":"aws.partner"}]}"#)), "M17", Ok, "can come");
    is_silent(&evidence(rule("default", EC2)), "M17");
}

#[test]
fn m3_another_region() {
    let of_region = |list: &str| evidence(rule("default", &format!(r#"{{"source":["a"],"region":{list}}}"#)));
    says(&of_region(r#"["eu-west-1"]"#), "M3", Suspect, "eu-west-1, and this rule is in us-east-1");
    says(&of_region(r#"["eu-west-1","us-east-1"]"#), "M3", Ok, "this one");
    is_silent(&of_region(r#"[{"prefix":"us-"}]"#), "M17");
    says(
        &of_region(r#"[{"prefix":"eu-"}]"#),
        "M3",
        Suspect,
        r#"wants events of other regions, by [{"prefix":"eu-"}]"#,
    );
    says(&of_region(r#"[{"anything-but":["us-east-1"]}]"#), "M3", Suspect, "and this rule is in us-east-1");
    says(&of_region(r#"[{"anything-but":["eu-west-1"]}]"#), "M3", Ok, "this one");
    let mut case = of_region(r#"["eu-west-1"]"#);
    for origin in [Origin::Bus, Origin::Captured] {
        case.expected = event(r#"{"source":"a","region":"eu-west-1"}"#, origin);
        says(&case, "M3", Ok, "one was seen");
        case.expected = event(r#"{"source":"a","region":"us-east-1"}"#, origin);
        says(&case, "M3", Suspect, "cannot be seen from here");
    }
    case.metrics = metrics(&[("MatchedEvents", 1.0)]);
    says(&case, "M3", Ok, "forwarded");
    let mut brought = evidence(rule("default", r#"{"source":["a"]}"#));
    brought.expected = event(r#"{"source":"a","region":"eu-west-1"}"#, Origin::Brought);
    says(&brought, "M3", Suspect, "event is of eu-west-1");
    for (written, meant, said) in [
        ("EU-WEST-1", "eu-west-1", "letter case and white space count"),
        ("eu-west-1a", "eu-west-1", "an availability zone"),
        ("Ireland", "us-east-1", "regions have names such as"),
    ] {
        let case = of_region(&format!(r#"["{written}"]"#));
        says(&case, "M3", Fault, said);
        let change = of(&diagnose(&case), "M3")[0].remedy.clone().unwrap().change.unwrap();
        assert_eq!(change.after.unwrap(), format!(r#"{{"source":["a"],"region":["{meant}"]}}"#));
    }
}

#[test]
fn m3_calls_that_were_made_in_another_region() {
    let of_call = |source: &str, region: &str| {
        let pattern = format!(
            r#"{{"source":["{source}"],"detail-type":["AWS API Call via CloudTrail"],"detail":{{"eventName":["CreateThing"],"awsRegion":{region}}}}}"#
        );
        evidence(rule("default", &pattern))
    };
    says(&of_call("aws.s3", r#"["eu-central-1"]"#), "M3", Suspect, "calls that were made in eu-central-1");
    is_silent(&of_call("aws.s3", r#"["eu-central-1","us-east-1"]"#), "M3");
    is_silent(&of_call("aws.s3", r#"["us-east-1"]"#), "M3");
    let mut case = of_call("aws.s3", r#"["eu-central-1"]"#);
    case.metrics = metrics(&[("MatchedEvents", 1.0)]);
    is_silent(&case, "M3");
    let own = r#"{"source":["shop"],"detail":{"awsRegion":["eu-central-1"]}}"#;
    is_silent(&evidence(rule("default", own)), "M3");
}

#[test]
fn m4_global_services() {
    let of_source = |source: &str, region: &str| {
        let mut case = evidence(rule("default", &format!(r#"{{"source":["{source}"]}}"#)));
        case.rule.arn = Arn::new(format!("arn:aws:events:{region}:{ACCOUNT}:rule/r"));
        case
    };
    let mut iam = of_source("aws.iam", "eu-west-1");
    says(&iam, "M4", Suspect, "exist in us-east-1 only");
    iam.expected = event(r#"{"source":"aws.iam"}"#, Origin::Captured);
    says(&iam, "M4", Ok, "one was seen");
    iam.expected = event(r#"{"source":"aws.iam"}"#, Origin::Brought);
    says(&iam, "M4", Suspect, "exist in us-east-1 only");
    says(&of_source("aws.iam", "us-east-1"), "M4", Ok, "is where");
    says(&of_source("aws.networkmanager", "us-east-1"), "M4", Suspect, "exist in us-west-2 only");
    says(&of_source("aws.networkmanager", "us-west-2"), "M4", Ok, "is where");
    says(
        &of_source("aws.signin", "eu-west-1"),
        "M4",
        Suspect,
        "Some events of aws.signin, those of its global",
    );
    says(&of_source("aws.iam", "cn-north-1"), "M4", Suspect, "cn-northwest-1");
    let mut begins = of_source("aws.iam", "eu-west-1");
    let trail = r#"{"source":[{"prefix":"aws.iam"}],"detail-type":["AWS API Call via CloudTrail"]}"#;
    begins.rule.pattern = Some(trail.into());
    says(&begins, "M4", Suspect, "exist in us-east-1 only");
    is_silent(&begins, "M13");
    is_silent(&of_source("aws.ec2", "eu-west-1"), "M4");
    // Trails of this region record no calls of theirs.
    let call = r#"{"detail-type":["AWS API Call via CloudTrail"],"detail":{"eventSource":["route53.amazonaws.com"]}}"#;
    let mut case = evidence(rule("default", call));
    case.rule.arn = Arn::new(format!("arn:aws:events:eu-west-1:{ACCOUNT}:rule/r"));
    case.trails = Piece::Seen(vec![]);
    says(&case, "M4", Suspect, "The events of route53.amazonaws.com exist in us-east-1 only");
    is_silent(&case, "M13");
}

const CALL: &str = r#"{"source":["aws.ec2"],"detail-type":["AWS API Call via CloudTrail"],"detail":{"eventName":["RunInstances"]}}"#;

pub(super) fn trail(logging: Option<bool>, selectors: Option<Vec<Selector>>) -> Trail {
    Trail {
        name: "main".into(),
        home_region: REGION.into(),
        multi_region: true,
        global_events: true,
        logging,
        selectors,
    }
}

pub(super) fn basic(read_write: &str, management: bool) -> Selector {
    Selector::Basic { read_write: read_write.into(), management, excluded: vec![], data: vec![] }
}

#[test]
fn m13_no_trail_logs() {
    let mut case = evidence(rule("default", CALL));
    says(&case, "M13", CannotSee, "cloudtrail:DescribeTrails");
    case.trails = denied("cloudtrail:DescribeTrails");
    says(&case, "M13", CannotSee, "denied");
    case.trails = Piece::Seen(vec![]);
    says(&case, "M13", Fault, "No trail covers");
    case.trails = Piece::Seen(vec![trail(Some(false), None)]);
    says(&case, "M13", Fault, "main does not log");
    case.trails = Piece::Seen(vec![trail(None, None)]);
    says(&case, "M13", CannotSee, "cloudtrail:GetTrailStatus, cloudtrail:GetEventSelectors");
    case.trails = Piece::Seen(vec![trail(Some(true), None)]);
    says(&case, "M13", Ok, "logs in this region");
    let elsewhere = Trail { multi_region: false, home_region: "eu-west-1".into(), ..trail(Some(true), None) };
    case.trails = Piece::Seen(vec![elsewhere]);
    says(&case, "M13", Fault, "No trail covers");
    is_silent(&evidence(rule("default", EC2)), "M13");
}

#[test]
fn m14_what_trails_leave_out() {
    let mut case = evidence(rule("default", CALL));
    let mut with = |selector: Selector| {
        case.trails = Piece::Seen(vec![trail(Some(true), Some(vec![selector]))]);
        case.clone()
    };
    says(&with(basic("All", true)), "M14", Ok, "takes events of this class");
    says(&with(basic("ReadOnly", true)), "M14", Fault, "which logs, leaves these management events out");
    says(&with(basic("All", false)), "M14", Fault, "leaves these");
    let field = |field: &str, equals: &str| FieldCondition {
        field: field.into(),
        equals: vec![equals.into()],
        ..FieldCondition::default()
    };
    says(&with(Selector::Advanced(vec![field("eventCategory", "Management")])), "M14", Ok, "takes");
    says(&with(Selector::Advanced(vec![field("eventCategory", "Data")])), "M14", Fault, "leave");
    let excluded = FieldCondition {
        field: "eventSource".into(),
        not_equals: vec!["ec2.amazonaws.com".into()],
        ..FieldCondition::default()
    };
    let selector = Selector::Advanced(vec![field("eventCategory", "Management"), excluded]);
    says(&with(selector), "M14", Fault, "leave");
    case.trails = Piece::Seen(vec![trail(Some(true), None)]);
    says(&case, "M14", CannotSee, "cloudtrail:GetEventSelectors");
    let put = r#"{"source":["aws.s3"],"detail-type":["AWS API Call via CloudTrail"],"detail":{"eventName":["PutObject"]}}"#;
    let mut data = evidence(rule("default", put));
    data.trails = Piece::Seen(vec![trail(Some(true), Some(vec![basic("All", true)]))]);
    says(&data, "M14", Fault, "no trail takes data events of AWS::S3::Object");
    let objects = Selector::Basic {
        read_write: "All".into(),
        management: true,
        excluded: vec![],
        data: vec![("AWS::S3::Object".into(), vec!["arn:aws:s3".into()])],
    };
    data.trails = Piece::Seen(vec![trail(Some(true), Some(vec![objects]))]);
    says(&data, "M14", Ok, "takes");
    let of_photos = r#"{"source":["aws.s3"],"detail-type":["AWS API Call via CloudTrail"],"detail":{"eventName":["PutObject"],"requestParameters":{"bucketName":["photos"]}}}"#;
    let mut of_photos = evidence(rule("default", of_photos));
    let beginning = |arn: &str| Selector::Basic {
        read_write: "All".into(),
        management: true,
        excluded: vec![],
        data: vec![("AWS::S3::Object".into(), vec![arn.into()])],
    };
    let arns = |arn: &str| FieldCondition {
        field: "resources.ARN".into(),
        starts_with: vec![arn.into()],
        ..FieldCondition::default()
    };
    for (arn, status) in [
        ("arn:aws:s3", Ok),
        ("arn:aws:s3:::", Ok),
        ("arn:aws:s3:::photos/", Ok),
        ("arn:aws-cn:s3:::photos/", Ok),
        ("arn:aws:s3:::photos/2026/", Ok),
        ("arn:aws:s3:::photos-old/", Fault),
        ("arn:aws:s3:::papers/", Fault),
    ] {
        let advanced =
            vec![field("eventCategory", "Data"), field("resources.type", "AWS::S3::Object"), arns(arn)];
        for selector in [beginning(arn), Selector::Advanced(advanced)] {
            of_photos.trails = Piece::Seen(vec![trail(Some(true), Some(vec![selector]))]);
            says(&of_photos, "M14", status, if status == Ok { "takes" } else { "for photos" });
        }
    }
    let begins = vec![
        field("eventCategory", "Data"),
        field("resources.type", "AWS::S3::Object"),
        arns("arn:aws:s3:::pho"),
    ];
    of_photos.trails = Piece::Seen(vec![trail(Some(true), Some(vec![Selector::Advanced(begins)]))]);
    says(&of_photos, "M14", Ok, "takes");
    // Of calls that change some come to a trail that leaves those out that read.
    let mixed = r#"{"source":["aws.ec2"],"detail-type":["AWS API Call via CloudTrail"],"detail":{"eventName":["DescribeInstances",{"wildcard":"*Instances"}]}}"#;
    let mut mixed = evidence(rule("default", mixed));
    mixed.trails = Piece::Seen(vec![trail(Some(true), Some(vec![basic("WriteOnly", true)]))]);
    says(&mixed, "M14", Ok, "takes");
    // The service may be named by what calls are recorded under alone.
    let by_host = put
        .replace(r#""source":["aws.s3"],"#, "")
        .replace(r#""detail":{"#, r#""detail":{"eventSource":["s3.amazonaws.com"],"#);
    let mut data = evidence(rule("default", &by_host));
    data.trails = Piece::Seen(vec![trail(Some(true), Some(vec![basic("All", true)]))]);
    says(&data, "M14", Fault, "no trail takes data events of AWS::S3::Object");
    let records = r#"{"source":["aws.kinesis"],"detail-type":["AWS API Call via CloudTrail"],"detail":{"eventName":["GetRecords"]}}"#;
    let mut perhaps = evidence(rule("default", records));
    perhaps.trails = Piece::Seen(vec![trail(Some(true), Some(vec![basic("All", true)]))]);
    says(&perhaps, "M14", CannotSee, "which they are is not known");
}

#[test]
fn m15_a_bucket_that_says_nothing() {
    let named =
        r#"{"source":["aws.s3"],"detail-type":["Object Created"],"detail":{"bucket":{"name":["photos"]}}}"#;
    let mut case = evidence(rule("default", named));
    says(&case, "M15", CannotSee, "s3:GetBucketNotification");
    case.buckets.put("photos".into(), Piece::Seen(BucketNotices::default()));
    let by_arn =
        r#"{"source":["aws.s3"],"detail-type":["Object Created"],"resources":["arn:aws:s3:::photos"]}"#;
    let mut named = evidence(rule("default", by_arn));
    named.buckets = case.buckets.clone();
    says(&named, "M15", Fault, "The bucket photos does not send");
    says(&case, "M15", Fault, "photos does not send");
    case.buckets.put(
        "photos".into(),
        Piece::Seen(BucketNotices { to_eventbridge: true, ..BucketNotices::default() }),
    );
    says(&case, "M15", Ok, "photos sends");
    case.buckets.put("photos".into(), Piece::Missing);
    says(&case, "M15", Fault, "no bucket photos");
    let far = BucketNotices { elsewhere: Some("eu-west-1".into()), ..BucketNotices::default() };
    case.buckets.put("photos".into(), Piece::Seen(far));
    says(&case, "M15", Suspect, "events go to the default bus of eu-west-1");
    is_silent(&evidence(rule("default", EC2)), "M15");
}

#[test]
fn m15_of_several_buckets_one_that_sends_leaves_the_others_in_doubt() {
    let sends = || Piece::Seen(BucketNotices { to_eventbridge: true, ..BucketNotices::default() });
    let silent = || Piece::Seen(BucketNotices::default());
    let both = r#"{"source":["aws.s3"],"detail-type":["Object Created"],"detail":{"bucket":{"name":["photos","films"]}}}"#;
    let mut case = evidence(rule("default", both));
    case.buckets.put("photos".into(), silent());
    case.buckets.put("films".into(), sends());
    says(&case, "M15", Suspect, "photos does not send");
    assert!(!diagnose(&case).has_fault());
    // Nor is it known of one in another region, where it is not asked.
    let far = BucketNotices { elsewhere: Some("eu-west-1".into()), ..BucketNotices::default() };
    let beside_far = case.buckets.clone();
    case.buckets.put("films".into(), Piece::Seen(far));
    assert!(!diagnose(&case).has_fault());
    case.buckets = beside_far;
    // Of an event only its own bucket counts.
    let of = |bucket: &str| {
        let text = format!(
            r#"{{"source":"aws.s3","detail-type":"Object Created","detail":{{"bucket":{{"name":"{bucket}"}}}}}}"#
        );
        Evidence { expected: event(&text, Origin::Brought), ..case.clone() }
    };
    says(&of("films"), "M15", Ok, "films sends");
    says(&of("photos"), "M15", Fault, "photos does not send");
    case.buckets.put("films".into(), Piece::Missing);
    assert_eq!(of_status(&case, "M15"), [Fault, Fault]);
}

#[test]
fn m15_buckets_whose_names_the_pattern_only_describes() {
    let silent = || Piece::Seen(BucketNotices::default());
    let with = |name: &str| {
        let pattern = format!(
            r#"{{"source":["aws.s3"],"detail-type":["Object Created"],"detail":{{"bucket":{{"name":{name}}}}}}}"#
        );
        let mut case = evidence(rule("default", &pattern));
        case.bucket_names = Piece::Seen(["photos-raw", "photos-small", "films"].map(str::to_owned).to_vec());
        case
    };
    let unread = Evidence { bucket_names: Piece::NotAsked, ..with(r#"[{"prefix":"photos-"}]"#) };
    says(&unread, "M15", CannotSee, "ListAllMyBuckets would show");
    assert!(unread.questions().contains(&Question::BucketNames));
    let mut case = with(r#"[{"prefix":"photos-"}]"#);
    for name in ["photos-raw", "photos-small"] {
        assert!(case.questions().contains(&Question::Bucket(name.into())));
        case.buckets.put(name.into(), silent());
    }
    assert!(!case.questions().contains(&Question::Bucket("films".into())));
    assert_eq!(of_status(&case, "M15"), [Fault, Fault]);
    says(&with(r#"[{"suffix":"-logs"}]"#), "M15", Suspect, "no bucket in this region");
    // Without a name in the pattern all of them are meant; what is named beside a prefix is not all.
    for (name, count) in [(r#"[{"exists":true}]"#, 3), (r#"["films",{"prefix":"photos-r"}]"#, 2)] {
        let asked = with(name).questions();
        assert_eq!(
            asked.iter().filter(|asked| matches!(asked, Question::Bucket(_))).count(),
            count,
            "{name}"
        );
    }
    let any = r#"{"source":["aws.s3"],"detail-type":["Object Created"]}"#;
    let many: Vec<String> = (0..12).map(|n| format!("b{n}")).collect();
    let mut case = Evidence { bucket_names: Piece::Seen(many), ..evidence(rule("default", any)) };
    says(&case, "M15", CannotSee, "b0");
    case.bucket_names = Piece::Seen(vec!["b0".into()]);
    case.buckets.put("b0".into(), silent());
    says(&case, "M15", Fault, "b0 does not send");
}

fn of_status(case: &Evidence, id: &str) -> Vec<Status> {
    of(&diagnose(case), id).iter().map(|found| found.status).collect()
}

#[test]
fn m16_the_partners_source() {
    let name = "aws.partner/zendesk.com/1/default";
    let mut case = evidence(rule(name, r#"{"source":[{"prefix":"aws.partner"}]}"#));
    says(&case, "M16", CannotSee, "events:ListEventSources");
    let mut with = |state: &str| {
        case.partner = Piece::Seen(EventSource {
            name: name.into(),
            state: state.into(),
            created_by: None,
            expires: None,
        });
        case.clone()
    };
    says(&with("ACTIVE"), "M16", Ok, "is active");
    says(&with("PENDING"), "M16", Fault, "pending");
    says(&with("DELETED"), "M16", Fault, "deleted");
    says(&with("RESTING"), "M16", Suspect, "RESTING");
    case.partner = Piece::Missing;
    says(&case, "M16", Fault, "does not exist");
}

#[test]
fn m18_to_m20_what_the_sender_was_told() {
    let mut case = evidence(rule("orders", r#"{"source":["shop"]}"#));
    for id in ["M18", "M19", "M20"] {
        is_silent(&case, id);
    }
    case.sent = denied("sent.jsonl");
    says(&case, "M18", CannotSee, "What PutEvents answered");
    let sent = Sent { at: NOW - 60_000, bus: Some("orders".into()), failed: None, bytes: 300 };
    case.sent = Piece::Seen(sent.clone());
    says(&case, "M18", Ok, "took the entry");
    says(&case, "M19", Ok, "names this bus");
    says(&case, "M20", Ok, "small enough");
    case.sent = Piece::Seen(Sent {
        failed: Some(("MalformedDetail".into(), "Detail is malformed.".into())),
        ..sent.clone()
    });
    says(&case, "M18", Fault, "MalformedDetail");
    // What is still to be sent was refused when the same was sent before, and may go to another bus than
    // then.
    let entry =
        r#"{"id":"00000000-0000-0000-0000-000000000000","source":"shop","detail-type":"T","detail":{}}"#;
    let mut unsent = Evidence { expected: event(entry, Origin::Brought), ..case.clone() };
    says(&unsent, "M18", Suspect, "did not take the same entry at 11:59 UTC: MalformedDetail");
    unsent.sent = Piece::Seen(Sent { bus: Some("audit".into()), bytes: 2_000_000, ..sent.clone() });
    let nowhere = Evidence { sent: Piece::Missing, ..unsent.clone() };
    says(&nowhere, "M19", Suspect, "The entry names no bus, so PutEvents puts it on default");
    unsent.addressed = Some("orders".into());
    says(&unsent, "M19", Ok, "names this bus");
    says(&unsent, "M20", Ok, "small enough");
    case.sent = Piece::Seen(Sent { bytes: 1_000_000, ..sent.clone() });
    says(&case, "M20", Fault, "less than 1 MB");
    // A bus of that name elsewhere is another one.
    for (arn, status, words) in [
        (arn("events", "event-bus/orders").to_string(), Ok, "names this bus"),
        (
            arn("events", "event-bus/orders").to_string().replace(ACCOUNT, OTHER),
            Suspect,
            "orders of account 444455556666",
        ),
        (
            arn("events", "event-bus/orders").to_string().replace(REGION, "eu-west-1"),
            Suspect,
            "region eu-west-1",
        ),
    ] {
        case.sent = Piece::Seen(Sent { bus: Some(arn), ..sent.clone() });
        says(&case, "M19", status, words);
    }
    case.sent = Piece::Seen(Sent { bytes: 1_000_000, ..sent.clone() });
    let large = format!(r#"{{"source":"shop","detail":{{"x":"{}"}}}}"#, "y".repeat(1_000_000));
    case.expected = event(&large, Origin::Bus);
    says(&case, "M20", Ok, "was seen on this bus");
    case.sent = Piece::Missing;
    case.expected = event(&large, Origin::Bus);
    is_silent(&case, "M20");
    case.expected = event(&large, Origin::Brought);
    says(&case, "M20", Suspect, "The event is 1,000,012 bytes");
    let spread = large.replace(r#""detail":{"#, &format!("\"detail\":{{{}", " ".repeat(900_000)));
    case.expected = event(&spread.replace(&"y".repeat(500_000), ""), Origin::Brought);
    says(&case, "M20", Ok, "small enough");
    case.expected = event(&large.replace("shop", "aws.s3"), Origin::Brought);
    is_silent(&case, "M20");
    case.expected = None;
    case.sent = Piece::Seen(Sent { bus: Some(arn("events", "event-bus/order").to_string()), ..sent });
    says(&case, "M19", CannotSee, "events:ListEventBuses");
    case.buses = Piece::Seen(vec!["default".into(), "orders".into()]);
    says(&case, "M19", Fault, "There is no bus order");
    let fix = |case: &Evidence| of(&diagnose(case), "M19")[0].remedy.clone().unwrap().text;
    assert_eq!(fix(&case), "Name the bus orders, which this rule is on.");
    case.buses = Piece::Seen(vec!["default".into(), "ordner".into(), "orders".into()]);
    assert!(fix(&case).starts_with("Name the bus orders, which this rule is on"), "{}", fix(&case));
    case.buses = Piece::Seen(vec!["border".into(), "orders-of-old".into()]);
    assert!(fix(&case).contains("where border is meant"), "{}", fix(&case));
    // Of names of two letters none is written like another.
    let short = Sent { bus: Some("eu".into()), at: NOW, failed: None, bytes: 300 };
    let short = Evidence { sent: Piece::Seen(short), buses: Piece::Seen(vec!["qa".into()]), ..case.clone() };
    assert_eq!(fix(&short), "Name the bus orders, which this rule is on.");
    (case.buses, case.senders) = (Piece::Seen(vec!["order".into(), "orders".into()]), Piece::Seen(vec![]));
    says(&case, "M19", Fault, "this rule is on orders");
}

#[test]
fn m22_sources_that_send_as_best_they_can() {
    let mut case = evidence(rule("default", EC2));
    is_silent(&case, "M22");
    case.expected = event(r#"{"source":"aws.ec2"}"#, Origin::Brought);
    says(&case, "M22", CannotSee, "it sends as best it can");
    case.expected = event(r#"{"source":"aws.s3"}"#, Origin::Brought);
    says(&case, "M22", Ok, "sends until");
}

#[test]
fn m25_a_replay_for_other_rules() {
    let mut case = evidence(rule("default", EC2));
    is_silent(&case, "M25");
    case.expected = event(r#"{"source":"aws.ec2","replay-name":"again"}"#, Origin::Bus);
    says(&case, "M25", CannotSee, "events:DescribeReplay");
    case.replay = Piece::Seen(ReplayFacts { name: "again".into(), filter_arns: vec![] });
    says(&case, "M25", Ok, "goes to this rule");
    let other = arn("events", "rule/other");
    case.replay = Piece::Seen(ReplayFacts { name: "again".into(), filter_arns: vec![other] });
    says(&case, "M25", Fault, "other rules only");
}

#[test]
fn b1_a_sender_that_is_not_let_in() {
    let mut case = evidence(rule("orders", &format!(r#"{{"source":["shop"],"account":["{OTHER}"]}}"#)));
    says(&case, "B1", CannotSee, "events:DescribeEventBus");
    case.bus = bus("orders", None);
    says(&case, "B1", Fault, "does not let account 444455556666");
    let policy = |rest: &str| {
        format!(
            r#"{{"Version":"2012-10-17","Statement":{{"Effect":"Allow","Principal":{{"AWS":"{OTHER}"}},
               "Action":"events:PutEvents","Resource":"*"{rest}}}}}"#
        )
    };
    case.bus = bus("orders", Some(&policy("")));
    says(&case, "B1", Ok, "lets account 444455556666 in");
    case.bus = bus("orders", Some(&policy(r#","Condition":{"StringEquals":{"events:source":"shop"}}"#)));
    says(&case, "B1", Ok, "lets account 444455556666 in");
    let other = policy(r#","Condition":{"StringEquals":{"events:source":"till"}}"#);
    case.bus = bus("orders", Some(&other));
    says(&case, "B1", Fault, "wants events:source till, and the request has shop");
    let fix = of(&diagnose(&case), "B1")[0].remedy.clone().unwrap();
    assert!(
        fix.text.contains("StringEquals events:source of statement 1") && fix.command.is_some(),
        "{fix:?}"
    );
    // Who of the account sends is not known: a policy may name that very one.
    let named = policy("")
        .replace(&format!(r#""AWS":"{OTHER}""#), &format!(r#""AWS":"arn:aws:iam::{OTHER}:role/p""#));
    for doubtful in [
        named.clone(),
        policy(&format!(
            r#","Condition":{{"ArnLike":{{"aws:PrincipalArn":"arn:aws:iam::{OTHER}:role/*"}}}}"#
        )),
        policy("").replace(&format!(r#""AWS":"{OTHER}""#), r#""AWS":"*""#).replace(
            r#""Resource":"*""#,
            r#""Resource":"*","Condition":{"StringEquals":{"aws:PrincipalOrgID":"o-1"}}"#,
        ),
    ] {
        case.bus = bus("orders", Some(&doubtful));
        case.organization = Some("o-1".into());
        says(&case, "B1", Suspect, "cannot be told");
    }
    case.bus = bus("orders", Some(&named.replace(&format!("::{OTHER}"), "::777788889999")));
    says(&case, "B1", Fault, "does not let account");
    let of_principal =
        policy(&format!(r#","Condition":{{"StringEquals":{{"aws:PrincipalAccount":"{OTHER}"}}}}"#));
    case.bus = bus("orders", Some(&of_principal));
    says(&case, "B1", Ok, "lets account");
    let denied = format!(
        r#"{{"Statement":[{{"Effect":"Allow","Principal":"*","Action":"events:*","Resource":"*"}},
           {{"Sid":"no","Effect":"Deny","Principal":{{"AWS":"{OTHER}"}},"Action":"events:*","Resource":"*"}}]}}"#
    );
    case.bus = bus("orders", Some(&denied));
    says(&case, "B1", Fault, "Denied by statement 2 (no)");
    let remedy = of(&diagnose(&case), "B1")[0].remedy.clone().unwrap();
    assert!(remedy.command.is_none() && remedy.text.contains("statement 2 (no)"), "{remedy:?}");
    case.bus = bus("orders", Some("{"));
    says(&case, "B1", Suspect, "cannot be judged");
    let mut example = evidence(rule("orders", r#"{"source":["shop"]}"#));
    example.bus = bus("orders", None);
    example.expected = event(&format!(r#"{{"source":"shop","account":"{OTHER}"}}"#), Origin::Brought);
    says(&example, "B1", Suspect, "does not let account");
    case.metrics = metrics(&[("MatchedEvents", 1.0)]);
    says(&case, "B1", Ok, "come in");
    is_silent(&evidence(rule("orders", r#"{"source":["shop"]}"#)), "B1");
}
