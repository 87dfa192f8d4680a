//! Each row of the catalogue by each of its four ways to come out: tested, or a reason why it never comes out
//! so.

use super::*;
use crate::model::RetryPolicy;
use crate::model::facts::{Group, Queue, Topic};
use Status::{CannotSee, Fault, Ok, Suspect};

/// The tests of the checks, as they are written.
const TESTS: [&str; 10] = [
    include_str!("arrival.rs"),
    include_str!("bad_input.rs"),
    include_str!("conclusion.rs"),
    include_str!("delivery.rs"),
    include_str!("fixes.rs"),
    include_str!("forwarders.rs"),
    include_str!("nearby.rs"),
    include_str!("rows.rs"),
    include_str!("rule.rs"),
    include_str!("targets.rs"),
];

/// How rows never come out, and why.
const NEVER: &[(&[Status], &str, &[&str])] = &[
    (
        &[Ok, CannotSee],
        "what matches, or lacks an event, is told by M5 for all kinds of misses",
        &["M6", "M7", "M8", "M9", "M26"],
    ),
    (&[CannotSee], "the lack of an event is told by M5", &["M10"]),
    (
        &[CannotSee],
        "it judges by the rule and its targets alone, which are read first",
        &[
            "M3", "M4", "M17", "M1", "M12", "M23", "M29", "M30", "T25", "M11", "M28", "T9", "T16", "T18",
            "T11", "L3", "L4", "L5",
        ],
    ),
    (
        &[CannotSee],
        "it judges the event, or what its sender was told, and says nothing without one",
        &["M20", "M32", "L6", "L9"],
    ),
    (&[CannotSee], "that metrics could not be read is told by R4", &["T20", "T21"]),
    (&[CannotSee], "that the policy could not be read is told by T3 and L1", &["T4", "T5", "L2"]),
    (&[Ok, Suspect], "where the policy is in order or in doubt, T3 and L1 say so", &["T5", "L2"]),
    (&[Ok], "where the policy is in order, T3 says so", &["T4"]),
    (
        &[Fault],
        "it passes by itself, or stops no single event, or events can come another way",
        &["M21", "M4", "M22", "M24", "M31", "M32", "R4", "T18", "T20", "T21", "T24"],
    ),
    (&[Fault], "AWS documents it, and reports say otherwise", &["T4"]),
    (&[Fault, Suspect], "it is no mistake", &["T25"]),
    (&[Suspect], "that a source may fail to send is no suspicion of one event", &["M22"]),
    (&[Suspect], "a full bus stops no rule that is there", &["M24"]),
    (
        &[Suspect],
        "it is a fact that is either so or not",
        &["R1", "M13", "M14", "M25", "M29", "T1", "T16", "L3", "L7", "L9"],
    ),
    (&[Ok], "what a schema does not have is the only thing it says", &["M31", "M32"]),
    (
        &[Ok],
        "another account, or a third bus, cannot be looked into so far as to say that all is well",
        &["T14", "T15"],
    ),
];

/// Whether a test says how a row comes out so.
fn is_tested(id: &str, status: Status) -> bool {
    let wanted = [format!("\"{id}\",{status:?}"), format!("\"{id}\",Status::{status:?}")];
    TESTS.iter().any(|text| {
        let text: String = text.chars().filter(|c| !c.is_whitespace()).collect();
        wanted.iter().any(|wanted| text.contains(wanted.as_str()))
    })
}

#[test]
fn each_row_is_tested_in_each_way_that_it_comes_out() {
    let mut wrong = Vec::new();
    for id in crate::diagnose::check_ids() {
        for status in [Fault, Ok, Suspect, CannotSee] {
            let never =
                NEVER.iter().any(|(statuses, _, ids)| statuses.contains(&status) && ids.contains(&id));
            match (is_tested(id, status), never) {
                (true, true) => wrong.push(format!("{id} does come out {status:?}")),
                (false, false) => wrong.push(format!("{id} is not tested for {status:?}")),
                (true, false) | (false, true) => {}
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

fn beside(detail: &str, event_detail: &str, origin: Origin) -> Evidence {
    let mut case = evidence(rule("default", &format!(r#"{{"detail":{detail}}}"#)));
    let text = format!(
        r#"{{"version":"0","id":"e1","detail-type":"T","source":"s","account":"{ACCOUNT}",
           "time":"2026-11-28T11:00:00Z","region":"{REGION}","resources":[],"detail":{event_detail}}}"#
    );
    case.expected = event(&text, origin);
    case
}

#[test]
fn misses_are_faults_of_an_event_that_was_named_and_of_a_captured_one_suspicions_where_they_look_like_slips()
{
    let tags = (r#"{"tags":{"k":["a"],"v":["2"]}}"#, r#"{"tags":[{"k":"a","v":"1"},{"k":"b","v":"2"}]}"#);
    let different = (r#"{"state":["green"]}"#, r#"{"state":"red"}"#);
    let case_of_letters = (r#"{"state":["Running"]}"#, r#"{"state":"running"}"#);
    let separator = (r#"{"arn":["arn:aws:s3:us-east-1:1:a:b"]}"#, r#"{"arn":"arn:aws:s3:us-east-1:1:a/b"}"#);
    let of_type = (r#"{"count":["300"]}"#, r#"{"count":300}"#);
    let empty = (r#"{"note":[null]}"#, r#"{"note":""}"#);
    let named = |pair: (&str, &str)| beside(pair.0, pair.1, Origin::Bus);
    let captured = |pair: (&str, &str)| beside(pair.0, pair.1, Origin::Captured);
    says(&named(different), "M5", Fault, "red");
    says(&captured(different), "M5", CannotSee, "red");
    let starred = (r#"{"state":["run*"]}"#, r#"{"state":"running"}"#);
    says(&captured(starred), "M5", Suspect, "*");
    says(&named(case_of_letters), "M6", Fault, "");
    says(&captured(case_of_letters), "M6", Suspect, "");
    says(&named(separator), "M7", Fault, "");
    says(&captured(separator), "M7", Suspect, "");
    says(&named(of_type), "M8", Fault, "");
    says(&captured(of_type), "M8", Suspect, "");
    says(&named(empty), "M9", Fault, "");
    says(&captured(empty), "M9", Suspect, "");
    says(&named(tags), "M26", Fault, "");
    says(&captured(tags), "M26", Suspect, "");
}

fn with_queue(queue: Queue) -> Evidence {
    let arn = arn("sqs", "q");
    let mut case = with_target(target(arn.clone()));
    case.queues.put(arn, Piece::Seen(queue));
    case
}

const OPEN: &str =
    r#"{"Statement":{"Effect":"Allow","Principal":"*","Action":["sqs:*","sns:*"],"Resource":"*"}}"#;
const SHUT: &str = r#"{"Statement":[]}"#;
const DOUBTFUL: &str = r#"{"Statement":{"Effect":"Allow","Principal":"*","Action":["sqs:*","sns:*"],"Resource":"*","Condition":{"StringNew":{"a":"b"}}}}"#;

#[test]
fn policies_of_queues_and_topics() {
    let queue = |policy: &str| with_queue(Queue { policy: Some(policy.into()), ..Queue::default() });
    says(&queue(SHUT), "T7", Fault, "does not let this rule in");
    says(&queue(DOUBTFUL), "T7", Suspect, "StringNew");
    let starred = r#"{"Statement":{"Effect":"Allow","Principal":"*","Action":"sqs:SendMessage","Resource":"*","Condition":{"ArnLike":{"aws:SourceArn":"arn:aws:events:*"}}}}"#;
    says(&queue(starred), "T7", Suspect, "whether a `*` of `arn:aws:events:*` may stand for the colons");
    let settles = of(&diagnose(&queue(starred)), "T7")[0].remedy.clone().unwrap().command.unwrap();
    assert!(settles.contains("rule/r"), "{settles}");
    let topic = |policy: &str| {
        let arn = arn("sns", "t");
        let mut case = with_target(target(arn.clone()));
        case.topics.put(arn, Piece::Seen(Topic { policy: Some(policy.into()), ..Topic::default() }));
        case
    };
    says(&topic(OPEN), "T6", Ok, "lets this rule in");
    says(&topic(SHUT), "T6", Fault, "does not let this rule in");
    says(&topic(DOUBTFUL), "T6", Suspect, "StringNew");
}

#[test]
fn a_role_in_the_place_of_a_policy_that_would_do() {
    let role = Arn::from("arn:aws:iam::111122223333:role/r");
    let queue = arn("sqs", "q");
    let mut case = with_target(Target { role: Some(role.clone()), ..target(queue.clone()) });
    let open = Queue {
        policy: Some(OPEN.replace("\"*\",\"Action", "{\"Service\":\"events.amazonaws.com\"},\"Action")),
        ..Queue::default()
    };
    case.queues.put(queue, Piece::Seen(open));
    case.roles.put(role, Piece::Missing);
    says(&case, "T11", Fault, "the policy of the queue would let this rule in");
}

#[test]
fn a_bus_elsewhere_whose_policy_is_in_doubt() {
    let bus = Arn::from(format!("arn:aws:events:{REGION}:{OTHER}:event-bus/b").as_str());
    let mut case = with_target(target(bus.clone()));
    let policy = DOUBTFUL.replace(r#"["sqs:*","sns:*"]"#, r#""events:PutEvents""#);
    case.target_buses.put(bus.clone(), Piece::Seen(bus_with(bus, &policy)));
    says(&case, "T13", Suspect, "StringNew");
}

fn bus_with(arn: Arn, policy: &str) -> crate::model::Bus {
    crate::model::Bus { name: "b".into(), arn, policy: Some(policy.into()), ..crate::model::Bus::default() }
}

#[test]
fn what_a_target_itself_says() {
    let lambda = || target(arn("lambda", "function:f"));
    let retry = |attempts: i32| Some(RetryPolicy { attempts: Some(attempts), age_seconds: None });
    says(&with_target(Target { retry: retry(0), ..lambda() }), "T18", Suspect, "gives up at once");
    says(&with_target(Target { retry: retry(9), ..lambda() }), "T18", Ok, "leaves time");
    let short = Some(RetryPolicy { attempts: None, age_seconds: Some(60) });
    says(&with_target(Target { retry: short, ..lambda() }), "T18", Suspect, "gives up after 60 s");
    let transformed = Target { input_path: Some("$.detail".into()), ..lambda() };
    says(&with_target(transformed), "T12", CannotSee, "cannot be seen: needs an event");
    let logs = || target(arn("logs", "log-group:/aws/events/g"));
    says(&with_target(logs()), "L3", Ok, "no role");
    says(&with_target(logs()), "L4", Ok, "in the form");
    says(&with_target(logs()), "L5", Ok, "gets what it takes");
}

#[test]
fn what_is_kept_too_short_for_an_example() {
    let group = arn("logs", "log-group:/aws/events/g");
    let mut case = with_target(target(group.clone()));
    case.groups.put(group, Piece::Seen(Group { retention_days: Some(1), ..Group::default() }));
    case.expected = ec2("2026-11-20T12:00:00Z", "{}").map(|it| Expected { origin: Origin::Brought, ..it });
    says(&case, "L10", Suspect, "keeps events for 1");
}

#[test]
fn a_condition_on_the_account_is_told_with_what_it_does_today() {
    let function = arn("lambda", "function:f");
    let mut case = with_target(target(function.clone()));
    let policy = r#"{"Statement":{"Effect":"Allow","Principal":{"Service":"events.amazonaws.com"},"Action":"lambda:InvokeFunction","Resource":"*","Condition":{"StringEquals":{"AWS:SourceAccount":"111122223333"}}}}"#;
    case.function_policies.put(function, Piece::Seen(policy.into()));
    case.metrics = metrics(&[("Invocations", 3.0)]);
    says(&case, "T4", Suspect, "has a condition on the account");
    let told = diagnose(&case).conclusion();
    assert!(told.ends_with("Deliveries come all the same (R4)."), "{told}");
}

#[test]
fn a_dead_letter_queue_that_was_broken_and_is_not_any_more() {
    let queue = arn("sqs", "dead");
    let mut case =
        with_target(Target { dead_letter: Some(queue.clone()), ..target(arn("lambda", "function:f")) });
    case.metrics = metrics(&[("InvocationsFailedToBeSentToDlq", 1.0), ("Invocations", 3.0)]);
    if let Piece::Seen(seen) = &mut case.metrics {
        seen.series[0].points[0].0 -= 600_000;
    }
    case.queues.put(queue, Piece::Seen(Queue { policy: Some(OPEN.into()), ..Queue::default() }));
    says(&case, "T22", Suspect, "invocations after it did not fail");
}
