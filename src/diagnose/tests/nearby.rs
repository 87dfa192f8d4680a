//! What is said beside the plain rows: of what nearly is, of what is elsewhere, and of what is made of an
//! event.

use super::*;
use crate::diagnose::evidence::Captured;
use crate::diagnose::{NamedKind, Question};
use crate::model::facts::{BucketNotices, Queue, Subscription, Subscriptions, Topic};
use crate::model::{EventSource, InputTransformer};
use Status::{CannotSee, Fault, Ok, Suspect};

#[test]
fn a_role_that_is_not_there_is_compared_with_those_that_are() {
    let gone = Arn::from("arn:aws:iam::111122223333:role/start-flow");
    let queue = Target { role: Some(gone.clone()), ..target(arn("states", "stateMachine:m")) };
    let mut case = with_target(queue);
    case.roles.put(gone, Piece::Missing);
    assert!(case.questions().contains(&Question::Names(NamedKind::Roles)));
    says(&case, "T10", Fault, "The role start-flow does not exist");
    let near = Arn::from("arn:aws:iam::111122223333:role/start-flows");
    case.names.put(NamedKind::Roles, Piece::Seen(vec![near.clone()]));
    let remedy = of(&diagnose(&case), "T10")[0].remedy.clone().unwrap();
    assert!(remedy.text.starts_with("There is a role start-flows, which is written nearly so"), "{remedy:?}");
    assert!(remedy.command.unwrap().contains(near.as_str()));
}

#[test]
fn a_partners_source_that_waits_for_its_bus_is_told_before_the_bus_that_its_events_would_be_on() {
    let name = "aws.partner/desk.example/1/tickets";
    let mut case = evidence(rule("default", &format!(r#"{{"source":["{name}"]}}"#)));
    case.senders = Piece::Seen(vec![]);
    assert!(case.questions().contains(&Question::Partner(name.into())));
    says(&case, "M2", Suspect, "the partner's own bus");
    case.partner = Piece::Seen(EventSource {
        name: name.into(),
        state: "PENDING".into(),
        created_by: None,
        expires: None,
    });
    says(&case, "M16", Fault, "is pending: no events come of it before it has a bus of its name");
    assert_eq!(diagnose(&case).conclusion.map(|cause| cause.id), Some("M16"));
    let command = of(&diagnose(&case), "M16")[0].remedy.clone().unwrap().command.unwrap();
    assert!(command.contains("create-event-bus") && command.contains(name), "{command}");
}

#[test]
fn of_buckets_that_a_pattern_does_not_name_none_is_changed_unasked() {
    let created = |more: &str| format!(r#"{{"source":["aws.s3"],"detail-type":["Object Created"]{more}}}"#);
    let of_two = |pattern: &str| {
        let mut case = evidence(rule("default", pattern));
        case.bucket_names = Piece::Seen(vec!["a".into(), "b".into()]);
        for name in ["a", "b"] {
            case.buckets.put(name.into(), Piece::Seen(BucketNotices::default()));
        }
        of(&diagnose(&case), "M15")[0].remedy.clone().unwrap()
    };
    let open = of_two(&created(""));
    assert!(open.command.is_none() && open.text.contains("of the one that is meant"), "{open:?}");
    let named = of_two(&created(r#","detail":{"bucket":{"name":["a","b"]}}"#));
    assert!(named.command.is_some(), "{named:?}");
}

#[test]
fn a_field_that_is_called_as_an_operator_and_that_an_event_has_is_no_slip() {
    let mut case = evidence(rule("orders", r#"{"source":["shop"],"detail":{"name":{"prefix":["Dr"]}}}"#));
    says(&case, "M28", Suspect, "`prefix` stands outside a list");
    case.expected = event(r#"{"id":"e","source":"shop","detail":{"name":{"prefix":"Dr"}}}"#, Origin::Bus);
    says(&case, "M28", Ok, "a field that events have");
}

#[test]
fn security_hubs_action_has_a_name() {
    let pattern = r#"{"source":["aws.securityhub"],"detail-type":["Security Hub Findings - Custom Action"],
        "detail":{"actionName":["isolate"]}}"#;
    is_silent(&evidence(rule("default", pattern)), "M31");
}

#[test]
fn the_calls_of_global_services_have_one_region() {
    let asks = |region: &str| {
        let pattern = format!(
            r#"{{"source":["aws.iam"],"detail-type":["AWS API Call via CloudTrail"],"detail":{{"awsRegion":["{region}"]}}}}"#
        );
        evidence(rule("default", &pattern))
    };
    says(&asks("eu-west-1"), "M3", Suspect, "have the awsRegion us-east-1, from wherever they are made");
    is_silent(&asks("us-east-1"), "M3");
}

#[test]
fn a_topic_that_nobody_subscribes_to_is_told() {
    let topic = arn("sns", "t");
    let mut case = with_target(target(topic.clone()));
    let with = |case: &mut Evidence, subscribers: Option<u32>| {
        case.topics.put(topic.clone(), Piece::Seen(Topic { subscribers, ..Topic::default() }));
    };
    with(&mut case, Some(0));
    says(&case, "R6", Suspect, "The topic t has no confirmed subscription");
    assert!(
        of(&diagnose(&case), "R6").iter().all(|found| found.status != Ok),
        "nothing is in order beside it"
    );
    let mut listed = case.clone();
    listed.subscriptions.put(topic.clone(), Piece::Seen(Subscriptions::default()));
    says(&listed, "R6", Suspect, "The topic t has no confirmed subscription");
    // Some servers count none where their list has some.
    let mail = Subscription { protocol: "email".into(), ..Subscription::default() };
    let all = Subscriptions { confirmed: vec![mail], is_cut: false };
    listed.subscriptions.put(topic.clone(), Piece::Seen(all));
    says(&listed, "R6", CannotSee, "a subscription of the kind email, , is not looked at");
    for some in [None, Some(2)] {
        with(&mut case, some);
        says(&case, "R6", Ok, "No target is a log group");
    }
}

#[test]
fn m15_a_bucket_that_is_named_at_a_place_of_its_own_is_the_one_that_is_meant() {
    let sends = BucketNotices { to_eventbridge: true, ..BucketNotices::default() };
    for detail in [
        r#"{"bucketName":["photos"]}"#,
        r#"{"bucket":["photos"]}"#,
        r#"{"bucket":{"arn":["arn:aws:s3:::photos"]}}"#,
        r#"{"s3":{"bucket":{"name":["photos"]}}}"#,
    ] {
        let pattern =
            format!(r#"{{"source":["aws.s3"],"detail-type":["Object Created"],"detail":{detail}}}"#);
        let mut case = evidence(rule("default", &pattern));
        case.bucket_names = Piece::Seen(vec!["photos".into(), "films".into()]);
        let asked = case.questions();
        assert!(asked.contains(&Question::Bucket("photos".into())), "{detail}");
        assert!(!asked.contains(&Question::Bucket("films".into())), "{detail}");
        case.buckets.put("films".into(), Piece::Seen(BucketNotices::default()));
        case.buckets.put("photos".into(), Piece::Seen(sends.clone()));
        says(&case, "M15", Ok, "photos sends");
    }
}

#[test]
fn events_without_any_of_the_fields_that_are_asked_for_are_none_of_a_rule_that_names_no_kind() {
    let of_root = rule("default", r#"{"detail":{"userIdentity":{"type":["Root"]}}}"#);
    let finding =
        r#"{"source":"aws.guardduty","detail-type":"GuardDuty Finding","detail":{"type":"Backdoor:EC2/C"}}"#;
    let call = r#"{"source":"aws.iam","detail-type":"AWS API Call via CloudTrail","detail":{"userIdentity":{"type":"IAMUser"}}}"#;
    let looked = |events: &[&str]| crate::diagnose::look_through(&of_root, events.iter(), Origin::Captured);
    let none = looked(&[finding]);
    assert!(none.event.is_none() && none.captured.all == 0, "{none:?}");
    let some = looked(&[finding, call]);
    assert!(some.event.is_some_and(|expected| expected.event.root().raw() == call) && some.captured.all == 1);
}

#[test]
fn r6_a_topic_whose_subscriptions_get_nothing_of_what_a_rule_sends() {
    let (topic, queue) = (arn("sns", "t"), arn("sqs", "q"));
    let mut case = with_target(target(topic.clone()));
    case.topics.put(topic.clone(), Piece::Seen(Topic { subscribers: Some(1), ..Topic::default() }));
    assert!(case.questions().contains(&Question::Subscriptions(topic.clone())));
    let to = |protocol: &str, endpoint: &str, filter: Option<&str>, by_body: bool| Subscription {
        protocol: protocol.into(),
        endpoint: endpoint.into(),
        filter: filter.map(str::to_owned),
        by_body,
        ..Subscription::default()
    };
    let mut with = |confirmed: Vec<Subscription>, is_cut: bool| {
        case.subscriptions.put(topic.clone(), Piece::Seen(Subscriptions { confirmed, is_cut }));
        case.clone()
    };
    let mail = |filter: Option<&str>, by_body: bool| to("email", "a@b.example", filter, by_body);
    let by_kind = mail(Some(r#"{"kind":["order"]}"#), false);
    says(&with(vec![by_kind.clone()], false), "R6", Fault, "attributes (kind), and EventBridge sends none");
    says(
        &with(vec![by_kind.clone(), by_kind.clone()], false),
        "R6",
        Fault,
        "None of the subscriptions of the topic t",
    );
    // One that takes all is no cause, nor are those that were not looked at: that is said.
    let other = with(vec![by_kind.clone(), mail(None, false)], false);
    says(&other, "R6", CannotSee, "a subscription of the kind email, a@b.example, is not looked at");
    let cut = with(vec![by_kind.clone()], true);
    says(&cut, "R6", CannotSee, "sent to the topic t cannot be seen (it has more subscriptions than");
    let shut = with(vec![to("sqs", queue.as_str(), None, false)], true);
    assert!(!shut.questions().contains(&Question::Queue(queue.clone())), "nothing is judged by it");
    let needs = Some("sns:GetSubscriptionAttributes".to_owned());
    let unread = Subscription { unseen: needs, ..mail(None, false) };
    let unseen = with(vec![by_kind.clone(), unread.clone()], false);
    says(&unseen, "R6", CannotSee, "sent to the topic t cannot be seen (not every filter");
    says(&with(vec![unread, mail(None, false)], false), "R6", CannotSee, "not every filter");
    says(
        &with(vec![mail(Some(r#"{"kind":[{"exists":false}]}"#), false)], false),
        "R6",
        CannotSee,
        "of the kind email",
    );
    for open in [r#"{"$or":[{"a":["b"]},{"kind":["c"]}]}"#, "not JSON"] {
        says(
            &with(vec![mail(Some(open), false)], false),
            "R6",
            CannotSee,
            "whether the filter of a@b.example",
        );
    }
    // A filter on the message is judged by an event.
    let running = |by: &str| mail(Some(&format!(r"{{{by}}}")), true);
    let unread = with(vec![running(r#""state":["running"]"#)], false);
    says(&unread, "R6", CannotSee, "whether the filter of a@b.example takes it is not known");
    for (filter, status, said) in [
        (r#""state":["running"]"#, Fault, "a filter on the message, which this event does not pass"),
        (r#""detail":{"state":["running"]}"#, CannotSee, "of the kind email"),
    ] {
        let mut case = with(vec![running(filter)], false);
        case.expected = ec2("2026-11-28T11:00:00Z", r#"{"state":"running"}"#);
        case.rule.pattern = Some(r#"{"source":["aws.ec2"]}"#.into());
        says(&case, "R6", status, said);
        // Of an event that nobody named, others may pass.
        if status == Fault {
            let all = case.expected.take().unwrap().event;
            let captured = Captured { all: 1, taken: 1 };
            case.expected = Some(Expected { event: all, origin: Origin::Captured });
            says(&Evidence { captured, ..case }, "R6", Suspect, said);
        }
    }
    // A queue has to let the topic in.
    let mut of_queue = with(vec![to("sqs", queue.as_str(), None, false)], false);
    assert!(of_queue.questions().contains(&Question::Queue(queue.clone())));
    let policy = |topic: &str| {
        format!(
            r#"{{"Statement":[{{"Effect":"Allow","Principal":{{"Service":"sns.amazonaws.com"}},"Action":"sqs:SendMessage","Resource":"{queue}","Condition":{{"ArnEquals":{{"aws:SourceArn":"{topic}"}}}}}}]}}"#
        )
    };
    for (seen, status, said) in [
        (Piece::Missing, Fault, "its queue q does not exist"),
        (Piece::Seen(None), Fault, "does not let sns.amazonaws.com in"),
        (
            Piece::Seen(Some(policy("arn:aws:sns:us-east-1:111122223333:other"))),
            Fault,
            "does not let sns.amazonaws.com in",
        ),
        (Piece::Seen(Some(policy(topic.as_str()))), Ok, "No target is a log group"),
    ] {
        let seen = match seen {
            Piece::Seen(policy) => Piece::Seen(Queue { policy, ..Queue::default() }),
            _ => Piece::Missing,
        };
        of_queue.queues.put(queue.clone(), seen);
        says(&of_queue, "R6", status, said);
        let remedy = of(&diagnose(&of_queue), "R6")[0].remedy.clone();
        let command = remedy.and_then(|remedy| remedy.command).unwrap_or_default();
        assert_eq!(command.contains("set-queue-attributes"), said.contains("sns.amazonaws.com"), "{command}");
    }
}

#[test]
fn r6_a_queue_behind_a_topic_whose_key_shuts_the_topic_out() {
    let (topic, queue, key) = (arn("sns", "t"), arn("sqs", "q"), arn("kms", "key/1").to_string());
    let lets_in = |service: &str, action: &str, resource: &str| {
        format!(
            r#"{{"Statement":[{{"Effect":"Allow","Principal":{{"Service":"{service}"}},"Action":{action},"Resource":"{resource}"}}]}}"#
        )
    };
    let with = |key: &str, policy: Option<String>| {
        let mut case = with_target(target(topic.clone()));
        case.topics.put(topic.clone(), Piece::Seen(Topic { subscribers: Some(1), ..Topic::default() }));
        let to_queue =
            Subscription { protocol: "sqs".into(), endpoint: queue.to_string(), ..Subscription::default() };
        let all = Subscriptions { confirmed: vec![to_queue], is_cut: false };
        case.subscriptions.put(topic.clone(), Piece::Seen(all));
        let open = lets_in("sns.amazonaws.com", r#""sqs:SendMessage""#, queue.as_str());
        let seen = Queue { policy: Some(open), kms_key: Some(key.to_owned()), ..Queue::default() };
        case.queues.put(queue.clone(), Piece::Seen(seen));
        if let Some(policy) = policy {
            case.key_policies.put(key.to_owned(), Piece::Seen(policy));
        }
        case
    };
    let uses = r#"["kms:GenerateDataKey","kms:Decrypt"]"#;
    let unread = with(&key, None);
    assert!(unread.questions().contains(&Question::KeyPolicy(key.clone())));
    says(&unread, "R6", CannotSee, "(not all of q was read): needs kms:GetKeyPolicy");
    says(&with(&key, Some(lets_in("sns.amazonaws.com", uses, "*"))), "R6", Ok, "No target is a log group");
    says(&with("alias/aws/sqs", None), "R6", Fault, "alias/aws/sqs, an AWS managed key, whose policy never");
    let shut = with(&key, Some(lets_in("events.amazonaws.com", uses, "*")));
    says(&shut, "R6", Fault, "the key of its queue q does not let sns.amazonaws.com use it");
    let command = of(&diagnose(&shut), "R6")[0].remedy.clone().unwrap().command.unwrap();
    assert!(command.contains("put-key-policy") && command.contains("sns.amazonaws.com"), "{command}");
    let mut disabled = with(&key, Some(lets_in("sns.amazonaws.com", uses, "*")));
    let state = crate::model::facts::Key { state: "Disabled".into(), ..Default::default() };
    disabled.keys.put(key.clone(), Piece::Seen(state));
    says(&disabled, "R6", Fault, "the key of its queue q is Disabled");
}

#[test]
fn t2_an_api_destination_that_was_made_anew_is_told_with_its_new_arn() {
    let old = arn("events", "api-destination/hook/11111111-1111-1111-1111-111111111111");
    let new = arn("events", "api-destination/hook/22222222-2222-2222-2222-222222222222");
    let mut case = with_target(target(old.clone()));
    case.destinations.put(old, Piece::Missing);
    let asked = Question::Names(NamedKind::Destinations);
    assert!(case.questions().contains(&asked));
    case.names.put(NamedKind::Destinations, Piece::Seen(vec![new.clone()]));
    says(&case, "T2", Fault, "does not exist");
    let remedy = of(&diagnose(&case), "T2")[0].remedy.clone().unwrap();
    assert!(remedy.text.contains("hook is there with another id"), "{remedy:?}");
    assert!(remedy.command.unwrap().contains(new.as_str()));
}

#[test]
fn t2_a_bus_that_is_not_there_is_told_with_the_one_of_that_name_here() {
    let there = Arn::new("arn:aws:events:eu-west-1:111122223333:event-bus/orders");
    let mut case = with_target(target(there.clone()));
    case.target_buses.put(there, Piece::Missing);
    assert!(case.questions().contains(&Question::Buses));
    says(&case, "T2", Fault, "(bus) does not exist in eu-west-1.");
    case.buses = Piece::Seen(vec!["default".into(), "orders".into()]);
    says(&case, "T2", Fault, "does not exist in eu-west-1; a bus of that name is in us-east-1.");
    let command = of(&diagnose(&case), "T2")[0].remedy.clone().unwrap().command.unwrap();
    assert!(command.contains("arn:aws:events:us-east-1:111122223333:event-bus/orders"), "{command}");
}

#[test]
fn what_the_policy_of_a_bus_denies_to_a_role_is_told_once_with_what_changes_it() {
    let (bus, role) = (arn("events", "event-bus/orders"), Arn::from("arn:aws:iam::111122223333:role/r"));
    let mut case = with_target(Target { role: Some(role.clone()), ..target(bus.clone()) });
    let trust = r#"{"Statement":{"Effect":"Allow","Principal":{"Service":"events.amazonaws.com"},"Action":"sts:AssumeRole"}}"#;
    let puts =
        format!(r#"{{"Statement":{{"Effect":"Allow","Action":"events:PutEvents","Resource":"{bus}"}}}}"#);
    let policies = [("p".to_owned(), puts)].into();
    let seen = crate::model::facts::Role { trust: trust.into(), policies, ..Default::default() };
    case.roles.put(role, Piece::Seen(seen));
    let denial = format!(
        r#"{{"Version":"2012-10-17","Statement":[{{"Sid":"d","Effect":"Deny","Principal":"*","Action":"events:PutEvents","Resource":"{bus}"}}]}}"#
    );
    let policy = Some(denial);
    let seen = crate::model::Bus { name: "orders".into(), arn: bus.clone(), policy, ..Default::default() };
    case.target_buses.put(bus, Piece::Seen(seen));
    says(&case, "T13", Fault, "keeps this account's own events out");
    let ladder = diagnose(&case);
    assert!(of(&ladder, "T10").iter().all(|found| found.status < Suspect), "{ladder:#?}");
    assert_eq!(ladder.conclusion.unwrap().id, "T13");
}

#[test]
fn m2_sources_under_aws_that_no_service_begins_with_are_no_services() {
    let on_bus = |source: &str| {
        let mut case = evidence(rule("orders", &format!(r#"{{"source":[{source}]}}"#)));
        case.senders = Piece::Seen(Vec::new());
        case.bus = Piece::Seen(crate::model::Bus::default());
        case
    };
    says(&on_bus(r#"{"prefix":"aws.mycorp"}"#), "M2", Fault, "No service of AWS with the source aws.mycorp*");
    says(&on_bus(r#"{"prefix":"aws.ec"}"#), "M2", Fault, "to the default bus only");
    says(&on_bus(r#"{"prefix":"aws."}"#), "M2", Fault, "to the default bus only");
}

fn logged(template: &str, paths: &[(&str, &str)]) -> Evidence {
    let paths = paths.iter().map(|(name, path)| ((*name).to_owned(), (*path).to_owned())).collect();
    let transformer = Some(InputTransformer { paths, template: template.into() });
    with_target(Target { transformer, ..target(arn("logs", "log-group:/aws/events/x")) })
}

#[test]
fn l5_the_timestamp_of_a_template_is_a_time() {
    let shape = r#"{"timestamp": <t>, "message": "<m>"}"#;
    let of = |path: &str| logged(shape, &[("t", path), ("m", "$.detail.state")]);
    says(&of("$.time"), "L5", Ok, "gets what it takes");
    says(&of("$.detail.at"), "L5", Ok, "gets what it takes");
    for none in ["$.id", "$.source", "$.detail"] {
        says(&of(none), "L5", Fault, "`timestamp` of this template is no time");
    }
    says(&logged(r#"{"timestamp": "now", "message": "x"}"#, &[]), "L5", Fault, "is no time");
    let ingested = r#"{"timestamp": <aws.events.event.ingestion-time>, "message": "x"}"#;
    says(&logged(ingested, &[]), "L5", Ok, "gets what it takes");
    // An event shows it: seconds where milliseconds are meant, and a field that is not there.
    let with = |path: &str, detail: &str| {
        let mut case = of(path);
        case.expected = ec2("2026-11-28T11:00:00Z", detail);
        case
    };
    let seconds = r#"{"state":"running","at":1795863600}"#;
    says(&with("$.detail.at", seconds), "L5", Fault, "has the time 1970-01-21");
    says(&with("$.detail.at", &seconds.replace("600", "600000")), "L5", Ok, "gets what it takes");
    says(&with("$.detail.gone", seconds), "L5", Fault, "What this event is made into is not logged");
}

#[test]
fn t12_a_path_that_no_event_of_the_rule_has_is_told() {
    let with = |path: &str| {
        let target = Target { input_path: Some(path.into()), ..target(arn("sqs", "q")) };
        with_target(target)
    };
    says(&with("$.details.state"), "T12", Suspect, "no event has `details` at its top");
    says(&with("$.detail.status"), "T12", Suspect, "is not known to have `detail.status`");
    for there in ["$.detail", "$.detail.state", "$.resources[0]"] {
        let ladder = diagnose(&with(there));
        assert!(of(&ladder, "T12").iter().all(|found| found.status != Suspect), "{there}");
    }
}
