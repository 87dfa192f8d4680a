//! What a diagnosis comes to in one sentence: what is the cause, what is not, and what would tell more.

use super::*;
use crate::diagnose::Ask;
use crate::diagnose::evidence::Captured;
use crate::model::EventEntry;
use crate::model::facts::{BusRecord, Group, History, PastCall, Queue};
use crate::text::time::HOUR;
use Status::{Fault, Suspect};

/// A rule for EC2 with a function whose dead letters go to a queue.
fn failing() -> Evidence {
    let queue = arn("sqs", "dead");
    let mut case =
        with_target(Target { dead_letter: Some(queue.clone()), ..target(arn("lambda", "function:f")) });
    let policy = r#"{"Statement":{"Effect":"Allow","Principal":{"Service":"events.amazonaws.com"},"Action":["lambda:*","sqs:*"],"Resource":"*"}}"#;
    case.function_policies.put(arn("lambda", "function:f"), Piece::Seen(policy.into()));
    case.queues.put(queue, Piece::Seen(Queue { policy: Some(policy.into()), ..Queue::default() }));
    case.metrics =
        metrics(&[("Invocations", 9.0), ("FailedInvocations", 9.0), ("InvocationsSentToDlq", 9.0)]);
    case
}

fn young(mut case: Evidence) -> Evidence {
    case.expected = ec2("2026-11-28T11:59:00Z", r#"{"state":"stopped"}"#);
    case
}

fn conclusion(case: &Evidence) -> String {
    diagnose(case).conclusion()
}

#[test]
fn that_it_is_early_is_no_cause_where_something_is_known() {
    let told = conclusion(&young(failing()));
    assert_eq!(
        told,
        "The first thing to look at: R5 EventBridge gave up 9 of 9 invocations in the last 1 h, the last at 11:59 UTC."
    );
    let mut works = young(failing());
    works.metrics = metrics(&[("Invocations", 9.0)]);
    let told = conclusion(&works);
    assert!(told.starts_with("Nothing was found that stops it: the pattern matches the event"), "{told}");
    let mut logged = young(failing());
    logged.metrics = metrics(&[]);
    logged.records = Piece::Seen(vec![BusRecord {
        at: NOW,
        event: "e1".into(),
        kind: "INVOCATION_FAILURE".into(),
        rule: Some(logged.rule.arn.clone()),
        target: None,
        error: Some(("NO_PERMISSIONS".into(), "not let in.".into())),
    }]);
    let told = conclusion(&logged);
    assert_eq!(
        told,
        "The likeliest cause: R5 The bus's log shows that the delivery failed: NO_PERMISSIONS, not let in."
    );
    let mut early = young(failing());
    early.metrics = metrics(&[]);
    assert!(conclusion(&early).starts_with("The first thing to look at: M21"), "{}", conclusion(&early));
}

#[test]
fn where_the_reason_lies_unread_it_is_said_how_to_read_it() {
    let case = failing();
    let ladder = diagnose(&case);
    let cause = ladder.cause().unwrap();
    assert_eq!((cause.id, cause.ask), ("R5", Some(Ask::DeadLetters)));
    let text = &cause.remedy.as_ref().unwrap().text;
    assert!(text.contains("dead letters of dead") && !text.contains("buslens why"), "{text}");
    assert_eq!(of(&ladder, "T23")[0].ask, Some(Ask::DeadLetters));
    assert_eq!(of(&ladder, "M21")[0].ask, Some(Ask::History));
    assert_eq!(of(&ladder, "M5")[0].ask, Some(Ask::Event));
    // Where nothing was sent to it, the queue is another target's and holds no reason.
    let mut unsent = case.clone();
    unsent.metrics = metrics(&[("FailedInvocations", 9.0), ("InvocationsSentToDlq", 0.0)]);
    let ladder = diagnose(&unsent);
    let told = of(&ladder, "R5");
    let text = &told[0].remedy.as_ref().unwrap().text;
    assert!(told[0].ask.is_none() && !text.contains("dead letters") && text.contains("policies"), "{text}");
    assert!(of(&ladder, "T23").is_empty());
    // A queue that may not be read says nothing either.
    let mut blind = case;
    blind.dead_letters.put(arn("sqs", "dead"), denied("sqs:ReceiveMessage"));
    let ladder = diagnose(&blind);
    let text = &of(&ladder, "R5")[0].remedy.as_ref().unwrap().text;
    assert!(!text.contains("dead letters"), "{text}");
}

#[test]
fn what_was_tried_again_and_given_up_is_told_from_what_was_refused() {
    let mut case = failing();
    let counts = [("Invocations", 9.0), ("FailedInvocations", 9.0), ("RetryInvocationAttempts", 18.0)];
    case.metrics = metrics(&counts);
    says(&case, "T19", Fault, "tried 18 deliveries again and gave up");
    assert_eq!(diagnose(&case).cause().map(|cause| cause.id), Some("T19"));
    // One that was tried again is not the nine that were given up; of two targets nobody knows.
    let few = [("Invocations", 9.0), ("FailedInvocations", 9.0), ("RetryInvocationAttempts", 1.0)];
    case.metrics = metrics(&few);
    says(&case, "T19", Suspect, "tried 1 delivery again");
    let mut two = case.clone();
    two.targets = Piece::Seen(vec![target(arn("lambda", "function:f")), target(arn("sqs", "q"))]);
    two.metrics = metrics(&counts);
    says(&two, "T19", Suspect, "18 deliveries again");
    case.metrics = metrics(&[("Invocations", 9.0), ("RetryInvocationAttempts", 1.0)]);
    says(&case, "T19", Suspect, "for a while");
}

#[test]
fn where_the_viewer_looks_is_no_reason_that_a_delivery_fails() {
    let group = arn("logs", "log-group:/g");
    let mut case = with_target(target(group.clone()));
    let of_class = |class: &str| Group { class: Some(class.into()), ..Group::default() };
    case.groups.put(group, Piece::Seen(of_class("NEW")));
    case.metrics = metrics(&[("Invocations", 9.0), ("FailedInvocations", 9.0)]);
    says(&case, "L8", Suspect, "of the class NEW");
    assert_eq!(diagnose(&case).cause().map(|cause| cause.id), Some("R5"));
}

#[test]
fn fields_that_an_event_lacks_are_not_called_in_order() {
    let mut case = with_target(target(arn("lambda", "function:f")));
    case.rule.pattern = Some(r#"{"source":["aws.ec2"],"detail":{"colour":["red"]}}"#.into());
    case.expected = ec2("2026-11-28T11:00:00Z", r#"{"state":"stopped"}"#);
    let ladder = diagnose(&case);
    assert_eq!(ladder.cause().map(|cause| cause.id), Some("M5"));
    assert!(of(&ladder, "M10").iter().all(|found| found.status != Status::Ok), "{ladder:#?}");
}

#[test]
fn what_keeps_a_rule_from_matching_comes_before_what_its_targets_refuse() {
    let mut case = failing();
    case.function_policies.put(arn("lambda", "function:f"), Piece::Missing);
    case.metrics = Piece::NotAsked;
    let mut dead = case.clone();
    let pattern = r#"{"detail-type":["AWS API Call via CloudTrail"],"resources":["arn:x"]}"#;
    dead.rule = rule("default", pattern);
    let mut off = dead.clone();
    off.rule.state = RuleState::Disabled;
    for (case, id) in [(&case, "T3"), (&dead, "M11"), (&off, "M1")] {
        assert_eq!(diagnose(case).cause().map(|cause| cause.id), Some(id));
    }
    // What has matched gets as far as its targets.
    dead.metrics = metrics(&[("MatchedEvents", 4.0), ("Invocations", 4.0), ("FailedInvocations", 4.0)]);
    assert_eq!(diagnose(&dead).cause().map(|cause| cause.id), Some("T3"));
}

#[test]
fn of_a_rule_that_delivers_it_is_said_that_what_was_found_stops_nothing() {
    let far = Arn::new(format!("arn:aws:sqs:eu-west-1:{ACCOUNT}:dead"));
    let mut case = failing();
    case.targets =
        Piece::Seen(vec![Target { dead_letter: Some(far), ..target(arn("lambda", "function:f")) }]);
    let by_account = r#"{"Statement":{"Effect":"Allow","Principal":{"Service":"events.amazonaws.com"},"Action":"lambda:*","Resource":"*","Condition":{"StringEquals":{"AWS:SourceAccount":"111122223333"}}}}"#;
    case.function_policies.put(arn("lambda", "function:f"), Piece::Seen(by_account.into()));
    case.metrics = Piece::NotAsked;
    assert!(conclusion(&case).starts_with("The first thing to look at: T4"), "{}", conclusion(&case));
    case.metrics = metrics(&[("Invocations", 9.0)]);
    let told = conclusion(&case);
    assert!(
        told.starts_with("The first thing to look at: T4")
            && told.ends_with("Deliveries come all the same (R4)."),
        "{told}"
    );
    says(&case, "T22", Fault, "is in eu-west-1");
    assert!(diagnose(&case).markdown().contains("nothing was found that stops it"));
    // A failure that the bus's log has is one, whatever the metrics have yet.
    let mut failed = case.clone();
    failed.targets = failing().targets;
    failed.expected = ec2("2026-11-28T11:00:00Z", r#"{"state":"stopped"}"#);
    failed.records = Piece::Seen(vec![BusRecord {
        at: NOW,
        event: "e1".into(),
        kind: "INVOCATION_FAILURE".into(),
        rule: Some(failed.rule.arn.clone()),
        target: None,
        error: None,
    }]);
    let told = conclusion(&failed);
    assert!(told.contains(": T4 ") && told.ends_with("deliveries fail (R5)."), "{told}");
    // Before it is known to deliver, nothing is called the cause for that.
    let policy = r#"{"Statement":{"Effect":"Allow","Principal":{"Service":"events.amazonaws.com"},"Action":"lambda:*","Resource":"*"}}"#;
    case.function_policies.put(arn("lambda", "function:f"), Piece::Seen(policy.into()));
    case.metrics = Piece::NotAsked;
    assert!(conclusion(&case).starts_with("The first thing to look at: T22"), "{}", conclusion(&case));
    // What may keep other events from it comes before.
    case.metrics = metrics(&[("Invocations", 9.0)]);
    case.rule.pattern =
        Some(r#"{"detail-type":["AWS API Call via CloudTrail"],"resources":["arn:x"]}"#.into());
    assert_eq!(diagnose(&case).cause().map(|cause| cause.id), Some("M11"));
}

#[test]
fn a_suspicion_that_would_explain_a_failure_comes_before_it_and_says_so() {
    let mut case = failing();
    let by_account = r#"{"Statement":{"Effect":"Allow","Principal":{"Service":"events.amazonaws.com"},"Action":"lambda:*","Resource":"*","Condition":{"StringEquals":{"AWS:SourceAccount":"111122223333"}}}}"#;
    case.function_policies.put(arn("lambda", "function:f"), Piece::Seen(by_account.into()));
    let told = conclusion(&case);
    assert!(
        told.starts_with("The first thing to look at: T4") && told.ends_with("deliveries fail (R5)."),
        "{told}"
    );
}

#[test]
fn one_captured_event_that_matches_is_enough() {
    let mut case = failing();
    case.metrics = metrics(&[]);
    let other = r#"{"source":"aws.ec2","detail-type":"EC2 Instance State-Change Notification"}"#;
    case.expected = event(other, Origin::Captured);
    case.captured = Captured { all: 3, taken: 0 };
    says(&case, "M6", Suspect, "nearest of the captured events of its kind, none of which matches.");
    case.captured = Captured { all: 1, taken: 0 };
    says(&case, "M6", Suspect, "This is the one captured event of its kind.");
    case.captured = Captured { all: 0, taken: 0 };
    says(&case, "M6", Suspect, "this one comes nearest.");
    case.expected = ec2("2026-11-28T11:00:00Z", "{}").map(|it| Expected { origin: Origin::Captured, ..it });
    case.captured = Captured { all: 50, taken: 3 };
    says(&case, "M5", Status::Ok, "matches 3 of the 50 captured events of its kind");
}

#[test]
fn an_operator_outside_its_list_has_its_change_ready_with_an_event_and_without() {
    let pattern = r#"{"detail":{"room":{"suffix":["-room","-hall"]}}}"#;
    let mut case = evidence(rule("school", pattern));
    let wanted = r#"{"detail":{"room":[{"suffix": "-room"}, {"suffix": "-hall"}]}}"#;
    for (expected, status) in
        [(None, Suspect), (event(r#"{"source":"s","detail":{"room":"music-room"}}"#, Origin::Bus), Fault)]
    {
        case.expected = expected;
        let ladder = diagnose(&case);
        let found = of(&ladder, "M28");
        let change = found[0].remedy.as_ref().and_then(|remedy| remedy.change.as_ref()).unwrap();
        assert_eq!((found.len(), found[0].status), (1, status), "{found:#?}");
        assert_eq!(change.after.as_deref(), Some(wanted));
        assert!(of(&ladder, "M10").iter().all(|one| one.status != Fault), "{ladder:#?}");
    }
    says(&case, "M28", Fault, "taken for the name of a field");
}

#[test]
fn a_name_in_other_letters_has_its_fix_whatever_the_value() {
    let mut case = evidence(rule("default", r#"{"detail":{"State":["stopped"]}}"#));
    case.expected = ec2("2026-11-28T11:00:00Z", r#"{"state":"pending"}"#);
    let ladder = diagnose(&case);
    let found = of(&ladder, "M10");
    let change = found[0].remedy.as_ref().and_then(|remedy| remedy.change.as_ref());
    let after = change.and_then(|change| change.after.as_deref());
    assert_eq!(after, Some(r#"{"detail":{"state":["stopped"]}}"#), "{found:#?}");
}

#[test]
fn a_miss_of_the_event_that_was_named_comes_before_what_is_wrong_with_targets() {
    let function = arn("lambda", "function:f");
    let mut case = with_target(target(function.clone()));
    case.functions.put(function, Piece::Missing);
    let untargeted = Evidence { targets: Piece::Seen(Vec::new()), ..case.clone() };
    for (mut case, id) in [(case, "T2"), (untargeted, "T1")] {
        case.expected = ec2("2026-11-28T11:00:00Z", r#"{"state":"running"}"#);
        assert_eq!(diagnose(&case).cause().map(|cause| cause.id), Some(id));
        case.rule.pattern = Some(r#"{"source":["aws.ec2"],"detail":{"state":["Running"]}}"#.into());
        assert_eq!(diagnose(&case).cause().map(|cause| cause.id), Some("M6"));
        // Of an event that nobody named it is not known that it should come through.
        case.expected.as_mut().unwrap().origin = Origin::Captured;
        assert_eq!(diagnose(&case).cause().map(|cause| cause.id), Some(id));
        case.expected.as_mut().unwrap().origin = Origin::Bus;
        case.rule.state = RuleState::Disabled;
        assert_eq!(diagnose(&case).cause().map(|cause| cause.id), Some("M1"));
    }
}

#[test]
fn each_rung_says_what_it_rests_on() {
    let lambda = with_target(target(arn("lambda", "function:f")));
    let mut managed = lambda.clone();
    managed.rule.managed_by = Some("states.amazonaws.com".into());
    let unseen = Evidence { targets: denied("events:ListTargetsByRule"), ..lambda.clone() };
    let untargeted = Evidence { targets: Piece::Seen(Vec::new()), ..lambda.clone() };
    let schedule = Evidence { rule: scheduled("default", "rate(5 minutes)"), ..lambda.clone() };
    let logs = with_target(target(arn("logs", "log-group:/g")));
    let counted = metrics(&[("MatchedEvents", 2.0), ("Invocations", 2.0)]);
    for case in [&lambda, &managed, &unseen, &untargeted, &schedule, &logs] {
        for metrics in
            [denied("cloudwatch:GetMetricData"), Piece::Seen(RuleMetrics::default()), counted.clone()]
        {
            let case = Evidence { metrics, ..case.clone() };
            let bare: Vec<_> =
                diagnose(&case).rungs.into_iter().filter(|rung| rung.findings.is_empty()).collect();
            assert!(bare.is_empty(), "{:?} {bare:#?}", case.rule);
        }
    }
    says(&schedule, "R1", Status::Ok, "waits for no event");
    says(&schedule, "M5", Status::Ok, "no pattern");
    says(&untargeted, "R5", Status::CannotSee, "needs a target");
    says(&unseen, "R5", Status::CannotSee, "needs events:ListTargetsByRule");
    says(&managed, "R5", Status::CannotSee, "a look at the targets by hand");
    is_silent(&untargeted, "T21");
    says(&unseen, "R6", Status::CannotSee, "needs events:ListTargetsByRule");
    says(&untargeted, "R6", Status::Ok, "no targets");
    let mut missing = logs;
    says(&missing, "L8", Status::CannotSee, "was not asked");
    missing.groups.put(arn("logs", "log-group:/g"), Piece::Missing);
    says(&missing, "L8", Status::CannotSee, "it does not exist");
}

#[test]
fn an_entry_that_was_not_sent_has_no_id_and_nothing_to_wait_for() {
    let entry = EventEntry {
        source: "shop".into(),
        detail_type: "T".into(),
        detail: "{}".into(),
        ..EventEntry::default()
    };
    let mut case = evidence(rule("default", r#"{"source":["shop"]}"#));
    case.metrics = metrics(&[]);
    case.expected = event(&entry.as_delivered(ACCOUNT, REGION, NOW), Origin::Brought);
    case.bus =
        Piece::Seen(crate::model::Bus { log_level: Some("INFO".into()), ..crate::model::Bus::default() });
    let ladder = diagnose(&case);
    assert_eq!((ladder.event_id.as_deref(), ladder.subject().as_str()), (None, "default › r"));
    assert!(of(&ladder, "M21").iter().all(|found| found.status == Status::CannotSee), "{ladder:#?}");
    let asks_log = |case: &Evidence| {
        case.questions().iter().any(|question| matches!(question, crate::diagnose::Question::Records(_)))
    };
    assert!(!asks_log(&case));
    let change = PastCall { at: NOW - 60_000, call: "PutRule".into(), who: None };
    case.changes = Piece::Seen(History { changes: vec![change], from: 0 });
    says(&case, "M21", Status::Suspect, "was changed 1 min before");
    // A time of its own does not make it one that was sent before the change.
    let dated = EventEntry { time: Some(NOW - HOUR), ..entry };
    case.expected = event(&dated.as_delivered(ACCOUNT, REGION, NOW), Origin::Brought);
    says(&case, "M21", Status::Suspect, "was changed 1 min before");
    let sent = dated.as_delivered(ACCOUNT, REGION, NOW).replace(EventEntry::NO_ID, "e1");
    case.expected = event(&sent, Origin::Brought);
    assert!(asks_log(&case) && diagnose(&case).event_id.as_deref() == Some("e1"));
}

#[test]
fn what_only_looks_odd_is_never_the_answer() {
    let mut case = with_target(target(arn("sqs", "q")));
    let policy = r#"{"Statement":{"Effect":"Allow","Principal":{"Service":"events.amazonaws.com"},"Action":"sqs:*","Resource":"*"}}"#;
    case.queues.put(arn("sqs", "q"), Piece::Seen(Queue { policy: Some(policy.into()), ..Queue::default() }));
    let mut unused = target(arn("sqs", "q"));
    unused.transformer = Some(crate::model::InputTransformer {
        paths: [("a".to_owned(), "$.detail.state".to_owned())].into(),
        template: "\"nothing\"".to_owned(),
    });
    case.targets = Piece::Seen(vec![unused]);
    says(&case, "T12", Suspect, "");
    assert_eq!(diagnose(&case).cause().map(|cause| cause.id), None);
    assert!(conclusion(&case).starts_with("Nothing was found that stops it"), "{}", conclusion(&case));
    // What a pattern takes beside what is meant keeps nothing away.
    for pattern in [
        r#"{"source":[{"prefix":"shop."},{"suffix":".orders"}]}"#,
        r#"{"detail":{"env":[{"anything-but":"dev*"}]}}"#,
        r#"{"source":["shop"]} }"#,
    ] {
        case.targets = Piece::Seen(vec![target(arn("sqs", "q"))]);
        case.rule.pattern = Some(pattern.into());
        assert_eq!(diagnose(&case).cause().map(|cause| cause.id), None, "{pattern}");
    }
}

#[test]
fn a_captured_event_of_another_resource_is_no_mistake() {
    let mut case = with_target(target(arn("lambda", "function:f")));
    let instance = |id: &str| format!("arn:aws:ec2:us-east-1:{ACCOUNT}:instance/{id}");
    case.rule.pattern = Some(format!(r#"{{"source":["aws.ec2"],"resources":["{}"]}}"#, instance("i-1")));
    let seen = |resource: &str| {
        let text = format!(
            r#"{{"source":"aws.ec2","detail-type":"EC2 Instance State-change Notification","resources":["{resource}"]}}"#
        );
        event(&text, Origin::Captured)
    };
    case.captured = Captured { all: 4, taken: 0 };
    case.expected = seen(&instance("i-2"));
    assert!(diagnose(&case).cause().is_none_or(|cause| cause.id != "M5"), "{}", conclusion(&case));
    case.expected = seen(&instance("i-1").replace("us-east-1", "eu-west-1"));
    says(&case, "M5", Suspect, "its region is");
}
