//! Policies that ask for the tags of a queue.

use super::*;
use crate::diagnose::Question;
use crate::model::facts::{Queue, Role};
use Status::{CannotSee, Fault, Ok, Suspect};
use serde_json::json;

const TAGGED: &str = r#"{"Version":"2012-10-17","Statement":{"Effect":"Allow","Principal":
    {"Service":"events.amazonaws.com"},"Action":"sqs:SendMessage","Resource":"*",
    "Condition":{"StringEquals":{"aws:ResourceTag/Team":"shop"}}}}"#;

fn tags(pairs: &[(&str, &str)]) -> Piece<BTreeMap<String, String>> {
    Piece::Seen(pairs.iter().map(|(key, value)| ((*key).to_owned(), (*value).to_owned())).collect())
}

/// What a row says with each state that the queue's tags may be in.
#[track_caller]
fn by_tags(mut case: Evidence, id: &str, queue: &Arn) {
    assert!(case.questions().contains(&Question::QueueTags(queue.clone())));
    case.queue_tags.put(queue.clone(), tags(&[("team", "shop")]));
    let ladder = diagnose(&case);
    assert!(of(&ladder, id).iter().all(|found| found.status == Ok), "{ladder:#?}");
    for other in [&[("Team", "ops")][..], &[], &[("Area", "shop")]] {
        case.queue_tags.put(queue.clone(), tags(other));
        says(&case, id, Fault, "aws:ResourceTag/Team");
    }
    case.queue_tags.put(queue.clone(), denied("sqs:ListQueueTags"));
    says(
        &case,
        id,
        CannotSee,
        "hangs on the queue's tags, cannot be seen (denied): needs sqs:ListQueueTags.",
    );
}

#[test]
fn a_queues_policy_is_judged_by_the_queues_tags() {
    let queue = arn("sqs", "q");
    let mut case = with_target(target(queue.clone()));
    let with = |policy: &str| Piece::Seen(Queue { policy: Some(policy.to_owned()), ..Queue::default() });
    case.queues.put(queue.clone(), with(TAGGED));
    by_tags(case.clone(), "T7", &queue);
    let mut denying = case.clone();
    let deny = TAGGED.replace("Allow", "Deny").replace("StringEquals", "StringNotEquals");
    let both = json!({"Version": "2012-10-17", "Statement": [
        serde_json::from_str::<serde_json::Value>(&deny).unwrap()["Statement"],
        {"Effect": "Allow", "Principal": "*", "Action": "sqs:*", "Resource": "*"},
    ]});
    denying.queues.put(queue.clone(), with(&both.to_string()));
    by_tags(denying, "T7", &queue);
    // Nobody asks for tags that decide nothing.
    case.queues.put(queue.clone(), with(&TAGGED.replace("aws:ResourceTag/Team", "aws:SourceAccount")));
    assert!(!case.questions().contains(&Question::QueueTags(queue)));
}

#[test]
fn so_are_a_dead_letter_queue_and_a_role() {
    let queue = arn("sqs", "q");
    let mut case =
        with_target(Target { dead_letter: Some(queue.clone()), ..target(arn("lambda", "function:f")) });
    case.queues.put(queue.clone(), Piece::Seen(Queue { policy: Some(TAGGED.into()), ..Queue::default() }));
    by_tags(case, "T22", &queue);

    let name = Arn::from("arn:aws:iam::111122223333:role/r");
    let mut case = with_target(Target { role: Some(name.clone()), ..target(queue.clone()) });
    case.queues.put(queue.clone(), Piece::Seen(Queue::default()));
    let trust = r#"{"Statement":{"Effect":"Allow","Principal":{"Service":"events.amazonaws.com"},
        "Action":"sts:AssumeRole"}}"#;
    let may = TAGGED.replace("\"Principal\":\n    {\"Service\":\"events.amazonaws.com\"},", "");
    let role =
        Role { trust: trust.into(), policies: BTreeMap::from([("p".to_owned(), may)]), ..Role::default() };
    case.roles.put(name, Piece::Seen(role));
    by_tags(case, "T10", &queue);
}

#[test]
fn tags_of_what_is_no_queue_stay_unknown() {
    let topic = arn("sns", "t");
    let mut case = with_target(target(topic.clone()));
    let policy = TAGGED.replace("sqs:SendMessage", "sns:Publish");
    case.topics
        .put(topic, Piece::Seen(crate::model::facts::Topic { policy: Some(policy), ..Default::default() }));
    says(&case, "T6", Suspect, "aws:ResourceTag/Team");
}
