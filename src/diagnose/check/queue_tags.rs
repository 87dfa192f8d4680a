//! The tags of a queue, where a policy that bears on it asks for them (`aws:ResourceTag/…`). They are read
//! only then.

use crate::diagnose::case::Case;
use crate::diagnose::evidence::{Blind, Piece};
use crate::model::facts::Role;
use crate::model::{Arn, KnownKind, Target};
use crate::policy::{Decision, Policy, Request};

/// The queues of the rule whose tags decide something.
pub(in crate::diagnose) fn tagged_queues(case: &Case<'_>) -> Vec<Arn> {
    let policy = |queue: &Arn| case.evidence.queues.get(queue).seen()?.policy.clone();
    let of_target = |target: &Target| {
        let role = target.role.as_ref().and_then(|role| case.evidence.roles.get(role).seen());
        let mut texts: Vec<String> = policy(&target.arn).into_iter().collect();
        texts.extend(role.into_iter().flat_map(Role::documents).map(str::to_owned));
        let is_queue = KnownKind::of(target.kind()) == KnownKind::Queue;
        let own = Some(target.arn.clone()).filter(|_| is_queue && texts.iter().any(|text| asks(text)));
        let letters = target.dead_letter.clone();
        own.into_iter().chain(letters.filter(|queue| policy(queue).is_some_and(|text| asks(&text))))
    };
    case.targets().iter().flat_map(of_target).collect()
}

fn asks(policy: &str) -> bool {
    Policy::parse(policy).is_ok_and(|policy| policy.asks_about_tags())
}

/// The request with the tags of the queue that it is about, as far as they are known.
pub(super) fn with_tags(case: &Case<'_>, mut request: Request, queue: &Arn) -> Request {
    let context = std::mem::take(&mut request.context);
    request.context = match case.evidence.queue_tags.get(queue) {
        Piece::Seen(tags) => context.resource_tagged(tags),
        Piece::CannotSee(blind) => context.resource_tags_unknown(&doubt(blind)),
        Piece::NotAsked | Piece::Missing => context,
    };
    request
}

/// Why the queue's tags were not seen, where the decision hangs on them.
pub(super) fn decisive<'e>(case: &Case<'e>, queue: &Arn, decision: &Decision) -> Option<&'e Blind> {
    match case.evidence.queue_tags.get(queue) {
        Piece::CannotSee(blind) => {
            Some(blind).filter(|blind| decision.doubt() == Some(doubt(blind).as_str()))
        }
        Piece::Seen(_) | Piece::NotAsked | Piece::Missing => None,
    }
}

fn doubt(blind: &Blind) -> String {
    format!("the tags of the queue cannot be seen, which needs {}", blind.needs)
}
