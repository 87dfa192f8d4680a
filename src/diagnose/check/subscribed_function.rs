//! Functions that are subscribed to a topic which a rule sends to: does what the topic gets come to them. The
//! other subscriptions are [`super::subscriptions`]'s.

use super::subscriptions::{Hindrance, not_seen, undecided};
use crate::diagnose::case::Case;
use crate::diagnose::evidence::{Blind, Piece};
use crate::export::{Command, free_name};
use crate::model::facts::Subscription;
use crate::model::{Arn, Target};
use crate::policy::{Access, Decision, Policy, TOPICS};

/// The functions that are subscribed to a topic and can be asked after.
pub(in crate::diagnose) fn subscribed_functions(case: &Case<'_>, topic: &Arn) -> Vec<Arn> {
    let all = case.evidence.subscriptions.get(topic).seen().filter(|all| !all.is_cut);
    let functions = all.into_iter().flat_map(|all| &all.confirmed).filter_map(function_of);
    functions.filter(|function| case.is_near(function)).collect()
}

fn function_of(subscription: &Subscription) -> Option<Arn> {
    (subscription.protocol == "lambda").then(|| Arn::from(subscription.endpoint.as_str()))
}

/// What the policy of a function says of the topic; none where it has no policy that can be read.
fn decide(case: &Case<'_>, target: &Target, function: &Arn) -> Option<Decision> {
    let text = case.evidence.function_policies.get(function).seen()?;
    let policy = Policy::parse(text).ok()?;
    let request = case.delivery().function_of_topic(target.arn.as_str(), function.as_str());
    Some(Access::of_resource(Some(&policy)).decide(&request))
}

/// A function that is not there, or does not let the topic in (SNS developer guide, "Fanout to Lambda
/// functions").
pub(super) fn shut_function(
    case: &Case<'_>,
    target: &Target,
    subscription: &Subscription,
) -> Option<Hindrance> {
    let arn = function_of(subscription).filter(|function| case.is_near(function))?;
    let name = arn.name();
    let evidence = case.evidence;
    let is_there = match evidence.functions.get(&arn) {
        Piece::Missing => {
            return Some(Hindrance {
                why: format!("its function {name} does not exist"),
                is_sure: true,
                fix: format!("Create the function {name} again, or subscribe another one."),
                ..Hindrance::default()
            });
        }
        piece @ (Piece::Seen(_) | Piece::NotAsked | Piece::CannotSee(_)) => piece.seen().is_some(),
    };
    let why = match evidence.function_policies.get(&arn) {
        // The same is answered of a function that is not there.
        Piece::Missing if is_there => "It has none.".to_owned(),
        Piece::Missing | Piece::NotAsked | Piece::CannotSee(_) | Piece::Seen(_) => {
            let decision = decide(case, target, &arn).filter(Decision::is_refused)?;
            if decision.is_denied() {
                return Some(Hindrance {
                    why: format!("the policy of its function {name} keeps {TOPICS} out. {decision}")
                        .trim_end_matches('.')
                        .to_owned(),
                    is_sure: true,
                    fix: "Somebody denied it on purpose: ask before you take that statement off.".to_owned(),
                    ..Hindrance::default()
                });
            }
            decision.to_string()
        }
    };
    let policy = evidence.function_policies.get(&arn).seen().and_then(|text| Policy::parse(text).ok());
    let policy = policy.unwrap_or_default();
    let taken = |id: &str| policy.statements.iter().any(|statement| statement.sid.as_deref() == Some(id));
    let whole = arn.unqualified_function();
    let qualifier = arn.as_str().strip_prefix(whole.as_str()).unwrap_or_default().trim_start_matches(':');
    let call = Command::new("lambda add-permission").option("function-name", &whole);
    let call = if qualifier.is_empty() { call } else { call.option("qualifier", qualifier) };
    let call = call
        .option("statement-id", &free_name(&format!("{}-topic", target.arn.name()), &taken))
        .option("action", "lambda:InvokeFunction")
        .option("principal", TOPICS)
        .option("source-arn", target.arn.as_str())
        .region(arn.region());
    Some(Hindrance {
        why: format!("the policy of its function {name} does not let {TOPICS} in. {why}")
            .trim_end_matches('.')
            .to_owned(),
        is_sure: true,
        fix: format!("Let {TOPICS} invoke the function for this topic."),
        repair: None,
        calls: Some((arn, call)),
    })
}

/// What was not seen of a function that is subscribed to a topic.
pub(super) fn unjudged_function(case: &Case<'_>, target: &Target, function: &Arn) -> Option<Blind> {
    let piece = case.evidence.function_policies.get(function);
    match decide(case, target, function) {
        Some(decision) if decision.is_allowed() => None,
        Some(decision) => Some(undecided(function, &decision)),
        None => Some(not_seen(case, function, piece, "lambda:GetPolicy")),
    }
}
