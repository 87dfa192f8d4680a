//! Questions, and what answers and refusals leave.

use super::*;
use crate::diagnose::{Fact, Question, Rung};
use crate::model::facts::{Group, Queue};
use crate::model::{Bus, CallError, ErrorKind};

fn refused(kind: ErrorKind) -> CallError {
    CallError::new(kind, "GetQueueAttributes", "no")
}

#[test]
fn questions_follow_from_what_is_known() {
    let mut case = evidence(rule("default", EC2));
    let questions = case.questions();
    assert_eq!(questions[0], Question::Targets);
    assert!(!questions.contains(&Question::Trails) && questions.contains(&Question::Metrics));
    let queue = arn("sqs", "q");
    let mut with_queue = target(queue.clone());
    with_queue.dead_letter = Some(arn("sqs", "dead"));
    case.take(Fact::Targets(vec![with_queue, target(arn("logs", "log-group:g:*"))]));
    let questions = case.questions();
    assert!(!questions.contains(&Question::Targets));
    for wanted in [
        Question::Queue(queue.clone()),
        Question::Queue(arn("sqs", "dead")),
        Question::DeadLetters(arn("sqs", "dead")),
        Question::Group(arn("logs", "log-group:g")),
        Question::LogPolicies,
    ] {
        assert!(questions.contains(&wanted), "{wanted:?} in {questions:?}");
    }
    let encrypted = Queue { kms_key: Some("alias/mine".into()), ..Queue::default() };
    case.take(Fact::Queue(queue.clone(), encrypted));
    let questions = case.questions();
    assert!(!questions.contains(&Question::Queue(queue)));
    assert!(questions.contains(&Question::KeyPolicy("alias/mine".into())));
    assert!(Question::Changes.is_on_request() && !Question::Metrics.is_on_request());
}

#[test]
fn cloudtrail_buckets_and_partners_are_asked_about_where_the_pattern_needs_them() {
    let call = r#"{"source":["aws.ec2"],"detail-type":["AWS API Call via CloudTrail"]}"#;
    assert!(evidence(rule("default", call)).questions().contains(&Question::Trails));
    let object =
        r#"{"source":["aws.s3"],"detail-type":["Object Created"],"detail":{"bucket":{"name":["b"]}}}"#;
    assert!(evidence(rule("default", object)).questions().contains(&Question::Bucket("b".into())));
    assert!(
        evidence(rule("aws.partner/a/b", EC2))
            .questions()
            .contains(&Question::Partner("aws.partner/a/b".into()))
    );
    let mut logged = evidence(rule("default", EC2));
    logged.expected = ec2("2026-11-28T11:00:00Z", "{}");
    assert!(!logged.questions().contains(&Question::Records("e1".into())));
    logged.take(Fact::Bus(Bus { log_level: Some("TRACE".into()), ..Bus::default() }));
    assert!(logged.questions().contains(&Question::Records("e1".into())));
}

#[test]
fn each_question_names_its_permissions() {
    let mut case = with_target(target(arn("states", "stateMachine:m")));
    case.sent = Piece::Seen(crate::model::facts::Sent::default());
    for question in case.questions() {
        assert!(
            question
                .needs()
                .iter()
                .all(|need| need.split_once(':').is_some_and(|(a, b)| !a.is_empty() && !b.is_empty()))
        );
    }
}

#[test]
fn every_question_ends_when_it_is_answered_or_refused() {
    let mut case = evidence(rule(
        "aws.partner/a/b",
        r#"{"source":["aws.s3"],"detail-type":["Object Created"],"detail":{"bucket":{"name":["b"]}}}"#,
    ));
    case.expected = event(r#"{"id":"e1","source":"aws.s3","replay-name":"x"}"#, Origin::Bus);
    case.sent = Piece::Seen(crate::model::facts::Sent::default());
    let kinds = [
        "lambda:function:f",
        "sqs:q",
        "sns:t",
        "logs:log-group:g",
        "states:stateMachine:m",
        "events:event-bus/b",
        "events:api-destination/d/1",
    ];
    let mut targets: Vec<_> = kinds
        .iter()
        .filter_map(|text| text.split_once(':'))
        .map(|(service, rest)| target(arn(service, rest)))
        .collect();
    targets[4].role = Some(Arn::from("arn:aws:iam::111122223333:role/r"));
    case.take(Fact::Targets(targets));
    for round in 0..20 {
        let questions = case.questions();
        if questions.is_empty() {
            return;
        }
        assert!(round < 19, "{questions:?}");
        for question in questions {
            case.refuse(&question, &refused(ErrorKind::Denied));
        }
    }
}

#[test]
fn not_found_is_missing_here_and_unseen_in_another_account() {
    let here = arn("sqs", "q");
    let there = Arn::new(format!("arn:aws:sqs:{REGION}:{OTHER}:q"));
    let mut case = evidence(rule("default", EC2));
    case.take(Fact::Targets(vec![target(here.clone()), target(there.clone())]));
    case.refuse(&Question::Queue(here.clone()), &refused(ErrorKind::NotFound));
    case.refuse(&Question::Queue(there.clone()), &refused(ErrorKind::NotFound));
    assert_eq!(case.queues.get(&here), &Piece::Missing);
    let Piece::CannotSee(blind) = case.queues.get(&there) else { panic!() };
    assert!(
        blind.needs == "sqs:GetQueueAttributes in account 444455556666"
            && blind.why.contains("another account"),
        "{blind:?}"
    );
    case.refuse(&Question::Queue(here.clone()), &refused(ErrorKind::Denied));
    says(&case, "T7", Status::CannotSee, "needs sqs:GetQueueAttributes");
    // Only what was refused for want of a permission needs one.
    for (kind, needed) in [
        (ErrorKind::Throttled, "needs another try."),
        (ErrorKind::Network, "needs another try."),
        (ErrorKind::Expired, "needs credentials that are valid."),
        (ErrorKind::Unsupported, "needs a look by hand."),
    ] {
        case.refuse(&Question::Queue(here.clone()), &refused(kind));
        says(&case, "T7", Status::CannotSee, needed);
    }
    case.refuse(&Question::FormerState, &refused(ErrorKind::Other));
    let Piece::CannotSee(blind) = &case.former_state else { panic!() };
    assert!(blind.needs.contains("rule-states.json"), "{blind:?}");
    case.take(Fact::Group(arn("logs", "log-group:g"), Group::default()));
    assert!(case.groups.get(&arn("logs", "log-group:g")).seen().is_some());
}

#[test]
fn an_answer_changes_no_rung_but_those_that_wait_for_it() {
    let with_role =
        |to: Arn| Target { role: Some(Arn::from("arn:aws:iam::111122223333:role/r")), ..target(to) };
    let targets = vec![
        Target { dead_letter: Some(arn("sqs", "dead")), ..target(arn("lambda", "function:f")) },
        target(arn("sqs", "q")),
        target(arn("sns", "t")),
        target(arn("logs", "log-group:g")),
        target(arn("events", "event-bus/further")),
        with_role(arn("events", "api-destination/d/1")),
        with_role(arn("states", "stateMachine:m")),
    ];
    let s3 = r#"{"source":["aws.s3"],"detail-type":["Object Created"]}"#;
    let call = r#"{"source":["aws.ec2"],"detail-type":["AWS API Call via CloudTrail"],"detail":{"eventName":["DescribeX"]}}"#;
    let partner = "aws.partner/a/b";
    let event = ec2("2026-11-28T11:00:00Z", "{}");
    for (rule, event) in [
        (rule("default", s3), None),
        (rule("orders", s3), None),
        (rule("default", call), None),
        (rule(partner, EC2), None),
        (rule("default", EC2), event),
    ] {
        let start = Evidence { expected: event, ..evidence(rule) };
        let bus = Bus { name: start.rule.bus.clone(), kms_key: Some("k".into()), ..Bus::default() };
        let invoked = [("MatchedEvents", 4.0), ("Invocations", 4.0), ("FailedInvocations", 4.0)];
        let Piece::Seen(metrics) = metrics(&invoked) else { panic!("no metrics") };
        let answers = [
            (Question::Targets, Fact::Targets(targets.clone())),
            (Question::Bus, Fact::Bus(Bus { log_level: Some("INFO".into()), ..bus })),
            (Question::Metrics, Fact::Metrics(metrics)),
        ];
        let mut case = start;
        for (question, answer) in answers {
            let mut answered = case.clone();
            answered.take(answer);
            only_these_rungs_differ(&case, &answered, &question);
            case = answered;
        }
        let mut rounds = 0;
        loop {
            let questions = case.questions();
            if questions.is_empty() {
                break;
            }
            for question in questions {
                for kind in [ErrorKind::Denied, ErrorKind::NotFound] {
                    let mut refused_to = case.clone();
                    refused_to.refuse(&question, &refused(kind));
                    only_these_rungs_differ(&case, &refused_to, &question);
                }
                case.refuse(&question, &refused(ErrorKind::Denied));
            }
            rounds += 1;
            assert!(rounds < 10, "questions without an end");
        }
    }
}

#[track_caller]
fn only_these_rungs_differ(before: &Evidence, after: &Evidence, question: &Question) {
    let (before, after) = (diagnose(before), diagnose(after));
    for (was, is) in before.rungs.iter().zip(&after.rungs) {
        // What is told of failed deliveries names all that was not seen.
        let of_it = |rung: &Rung| {
            let told = rung.findings.iter().filter(|one| one.id != "R5");
            told.map(|one| (one.id, one.status, one.title.clone())).collect::<Vec<_>>()
        };
        let same = of_it(was) == of_it(is);
        assert!(same || question.rungs().contains(&was.number), "{question:?} changes rung {}", was.number);
    }
}
