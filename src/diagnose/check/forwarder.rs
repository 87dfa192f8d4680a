//! What keeps a rule that forwards to another rule's bus from bringing the events that this one waits for.
//!
//! Whether it brings them in the end is its own diagnosis; here is what makes it no way for them at all.

use super::trust::{self, Assumed};
use super::{cloudtrail, denial, role};
use crate::diagnose::case::{Case, listed};
use crate::diagnose::evidence::Piece;
use crate::diagnose::report::Report;
use crate::model::facts::Forward;
use crate::model::{Arn, Bus, RuleKey};
use crate::pattern::{Asked, Asks, Pattern, Verdict};
use crate::policy::{Decision, Delivery, Policy};

/// Alternatives of two patterns that are compared, at most.
const COMPARED: usize = 400;

/// Why a rule that forwards to this bus brings none of these events; all but the first say it as a clause.
pub(super) enum Hindrance {
    Off,
    /// Its own bus does not get them either, but by being forwarded.
    ThirdBus(String),
    Role(String),
    /// Its state leaves out the calls that only read, which are all that is waited for.
    WithoutReads,
    /// The policy of the rule's bus keeps it out.
    BusPolicy(String),
    /// What arrives is another event than the one that was sent.
    Reshaped(String),
    Pattern {
        why: String,
        is_sure: bool,
    },
}

impl Hindrance {
    pub(super) fn clause(&self) -> &str {
        match self {
            Self::Off => "it is switched off",
            Self::WithoutReads => {
                "its state is ENABLED, and calls that only read come only to one in the state \
                 ENABLED_WITH_ALL_CLOUDTRAIL_MANAGEMENT_EVENTS"
            }
            Self::ThirdBus(why)
            | Self::Role(why)
            | Self::BusPolicy(why)
            | Self::Reshaped(why)
            | Self::Pattern { why, .. } => why,
        }
    }

    pub(super) fn is_sure(&self) -> bool {
        match self {
            Self::Off | Self::WithoutReads | Self::ThirdBus(_) | Self::Role(_) | Self::BusPolicy(_) => true,
            Self::Reshaped(_) => false,
            Self::Pattern { is_sure, .. } => *is_sure,
        }
    }
}

/// The rules that send to this bus, each with what keeps it from bringing events of these sources.
pub(super) fn hindrances<'e>(case: &Case<'e>, sources: &[String]) -> Vec<(&'e Forward, Option<Hindrance>)> {
    let senders = case.evidence.senders.seen().into_iter().flatten();
    senders.map(|sender| (sender, hindrance(case, sender, sources))).collect()
}

/// Whether one of them is there to bring such events, which is told.
pub(super) fn are_forwarded(
    case: &Case<'_>,
    report: &mut Report,
    all: &[(&Forward, Option<Hindrance>)],
    sources: &[String],
) -> bool {
    let free = || all.iter().filter(|(sender, why)| why.is_none() && sender.unseen.is_none());
    let Some((sender, _)) = free().find(|(sender, _)| unseen_feeder(sender, sources).is_none()) else {
        let unseen = free().find_map(|(sender, _)| Some((sender, unseen_feeder(sender, sources)?)));
        let Some((sender, unseen)) = unseen else { return false };
        let what = format!(
            "Whether the rule {} on the bus {}, which sends to this bus, gets such events itself by being forwarded, and so \
             sends them no further,",
            sender.rule, sender.bus
        );
        report.cannot_see(&what, unseen, "");
        return true;
    };
    if let Some(Piece::CannotSee(blind)) = sender.role.as_ref().map(|role| case.evidence.roles.get(role)) {
        let what = format!(
            "Whether the role of the rule {} on the bus {}, which sends to this bus, lets it do so",
            sender.rule, sender.bus
        );
        report.cannot_see(&what, blind.needs.clone(), &blind.why);
        return true;
    }
    report
        .ok(format!(
            "The rule {} on the bus {} is there to forward such events to this bus. Whether it delivers is its own \
             question: {}.",
            sender.rule,
            sender.bus,
            case.why(&sender.rule, &sender.bus)
        ))
        .with_exhibit("ListRuleNamesByTarget", sender.rule.as_str());
    true
}

/// Whether such events are put on any bus: a partner's come to the bus of its name, those of AWS to the
/// default bus.
fn are_own(sources: &[String]) -> bool {
    sources.iter().all(|source| !source.starts_with("aws."))
}

/// What would show a rule that sends to the bus from which such events would be forwarded once more.
fn unseen_feeder<'e>(sender: &'e Forward, sources: &[String]) -> Option<&'e str> {
    sender.fed_by.iter().filter(|_| are_own(sources)).find_map(|feeder| feeder.unseen.as_deref())
}

/// What keeps a rule that forwards to this bus from bringing any of these events; nothing where it may. That
/// it takes others only comes first: what else hinders it is put right in vain.
fn hindrance(case: &Case<'_>, sender: &Forward, sources: &[String]) -> Option<Hindrance> {
    if sender.scheduled {
        let why = "it runs by a schedule and takes no events".to_owned();
        return Some(Hindrance::Pattern { why, is_sure: true });
    }
    let pattern = sender.pattern.as_deref().and_then(|text| Pattern::parse(text).ok());
    if let Some(why) = pattern.and_then(|pattern| takes_none(case, &pattern, sources)) {
        return Some(why);
    }
    let is_own = are_own(sources);
    if !is_own && sender.bus != Bus::DEFAULT && !sender.bus.starts_with("aws.partner/") {
        return Some(Hindrance::ThirdBus(format!(
            "they come to {} by being forwarded only, and EventBridge does not go over three buses",
            sender.bus
        )));
    }
    if sender.off {
        return Some(Hindrance::Off);
    }
    if sender.without_reads && cloudtrail::waits_for_reads_only(case) {
        return Some(Hindrance::WithoutReads);
    }
    if let Some(why) = why_not_delivered(case, sender) {
        return Some(why);
    }
    if sender.reshapes {
        let why = "its target has an input of its own in the place of the event";
        return Some(Hindrance::Reshaped(why.to_owned()));
    }
    let feeder = sender.fed_by.iter().find(|feeder| is_own && feeds(case, feeder, sources))?;
    Some(Hindrance::ThirdBus(format!(
        "what comes to {} by the rule {} on the bus {} goes no further: EventBridge does not go over three buses",
        sender.bus, feeder.rule, feeder.bus
    )))
}

/// Whether a rule is known to bring such events to the bus from which they would be forwarded once more.
fn feeds(case: &Case<'_>, feeder: &Forward, sources: &[String]) -> bool {
    let pattern = feeder.pattern.as_deref().and_then(|text| Pattern::parse(text).ok());
    let takes = pattern.is_some_and(|pattern| takes_none(case, &pattern, sources).is_none());
    takes && !feeder.off && !feeder.scheduled && !feeder.reshapes && !may_lack_rights(case, feeder)
}

/// Whether the role of a rule that sends to a bus is known not to let it, or may not.
fn may_lack_rights(case: &Case<'_>, sender: &Forward) -> bool {
    sender.role.as_ref().is_some_and(|role| role_refusal(case, sender, role).is_some())
}

/// Whether the role of a rule that sends to a bus surely does not let it.
pub(super) fn lacks_rights(case: &Case<'_>, sender: &Forward) -> bool {
    let refusal = sender.role.as_ref().and_then(|role| role_refusal(case, sender, role));
    refusal.is_some_and(|refusal| refusal.is_sure)
}

/// Whether one of two rules may take what the other one takes, as far as their patterns tell. A list in an
/// event may hold what either of them asks for.
pub(super) fn may_take_alike(case: &Case<'_>, other: &Forward) -> bool {
    let theirs = other.pattern.as_deref().and_then(|text| Pattern::parse(text).ok());
    let (Some(theirs), Some(own)) = (theirs, case.pattern()) else { return true };
    paths_in_conflict(&theirs, own).is_none_or(|paths| paths.iter().any(|path| may_be_list(path)))
}

/// Whether what an event has at a path may be a list.
fn may_be_list(path: &str) -> bool {
    path.starts_with("detail.") || path == "resources"
}

/// Why EventBridge cannot put the forwarded events on this bus.
fn why_not_delivered(case: &Case<'_>, sender: &Forward) -> Option<Hindrance> {
    if let Some(role) = &sender.role {
        let refusal = role_refusal(case, sender, role).filter(|refusal| refusal.is_sure);
        return refusal.map(|refusal| Hindrance::Role(refusal.why));
    }
    let policy = Policy::parse(case.evidence.bus_policy()?).ok()?;
    let rule = arn_of(case, sender);
    let mut request = Delivery { rule: rule.as_str(), ..case.delivery() }.bus(sender.to.as_str());
    case.add_event_keys(&mut request);
    denial::is_denied(&policy, &request)
        .then(|| Hindrance::BusPolicy("the policy of this bus keeps it out".to_owned()))
}

/// The ARN of another rule of the account.
fn arn_of(case: &Case<'_>, sender: &Forward) -> Arn {
    case.rule.arn.rule_beside(&RuleKey::new(&sender.bus, &sender.rule))
}

/// That a role does not let EventBridge put events on a bus, as a clause.
struct RoleRefusal {
    why: String,
    /// Nothing that was not seen may let it in all the same.
    is_sure: bool,
}

fn role_refusal(case: &Case<'_>, sender: &Forward, arn: &Arn) -> Option<RoleRefusal> {
    let rule = arn_of(case, sender);
    let delivery = Delivery { rule: rule.as_str(), ..case.delivery() };
    let sure = |why: String| Some(RoleRefusal { why, is_sure: true });
    let name = arn.name();
    let role = match case.evidence.roles.get(arn) {
        Piece::Missing => return sure(format!("its role {name} does not exist")),
        piece @ (Piece::Seen(_) | Piece::NotAsked | Piece::CannotSee(_)) => piece.seen()?,
    };
    match trust::assumed(delivery, arn, role) {
        Assumed::Elsewhere(own) => {
            return sure(format!("there is no role {arn}: the role {name} has the ARN {own}"));
        }
        Assumed::Refused(..) => return sure(format!("EventBridge may not assume its role {name}")),
        Assumed::Yes | Assumed::Unjudged(_) => {}
    }
    let mut request = delivery.bus_in_role(arn.as_str(), sender.to.as_str());
    case.add_event_keys(&mut request);
    // Of other buses on the way the policy is not read.
    let is_own = case.is_own_bus(&sender.to);
    let policy = case.evidence.bus_policy().filter(|_| is_own);
    let is_sure = match role::decide(role, policy, &request)? {
        Decision::Denied(_) => true,
        // A policy that was not seen may allow it.
        Decision::NotAllowed { .. } => role.unseen.is_empty() && is_own && case.evidence.bus.seen().is_some(),
        Decision::Allowed(_) | Decision::Unknown { .. } => return None,
    };
    let bus = if is_own { "this bus".to_owned() } else { format!("the bus {}", sender.to.name()) };
    Some(RoleRefusal { why: format!("its role {name} may not put events on {bus}"), is_sure })
}

/// Why a pattern takes none of these events.
fn takes_none(case: &Case<'_>, pattern: &Pattern, sources: &[String]) -> Option<Hindrance> {
    let sure = |why: String| Some(Hindrance::Pattern { why, is_sure: true });
    let takes = |source: &String| pattern.takes_at("source", source.trim_end_matches('*'));
    if !sources.is_empty() && !sources.iter().any(takes) {
        let plain = sources.iter().all(|source| !source.ends_with('*'));
        return sure(format!("its pattern takes no events of {}", listed(sources))).filter(|_| plain);
    }
    let expected = case.evidence.expected.as_ref().filter(|_| case.is_brought());
    if let Some(expected) = expected {
        return (pattern.matches(&expected.event) == Verdict::NoMatch).then(|| Hindrance::Pattern {
            why: "its pattern does not match the event".to_owned(),
            is_sure: true,
        });
    }
    // Events of another region or account may have been forwarded there.
    let here = [("region", case.region()), ("account", case.account())];
    let lacks = |(path, here): &(&str, &str)| {
        !here.is_empty()
            && pattern.always_asks(path, |asked| !asked.takes(here) && !asked.takes_absence())
            && !case.pattern().is_some_and(|own| own.ever_asks(path, |_| true))
    };
    if let Some((path, _)) = here.into_iter().find(lacks) {
        let why = format!("its pattern asks for another {path}");
        return Some(Hindrance::Pattern { why, is_sure: false });
    }
    let paths = paths_in_conflict(pattern, case.pattern()?)?;
    Some(Hindrance::Pattern {
        // A list in an event may hold what either of the two asks for.
        is_sure: !paths.iter().any(|path| may_be_list(path)),
        why: format!("at {} its pattern takes nothing of what this one asks for", listed(&paths)),
    })
}

/// The paths at which two patterns ask for such different values that no event satisfies both, one for
/// whichever of their alternatives it goes by, each once.
fn paths_in_conflict(one: &Pattern, other: &Pattern) -> Option<Vec<String>> {
    let pairs = || one.asks().flat_map(|one| other.asks().map(move |other| (one, other)));
    if pairs().nth(COMPARED).is_some() {
        return None;
    }
    let mut paths = Vec::new();
    for (one, other) in pairs() {
        let path = path_in_conflict(one, other)?;
        if !paths.contains(&path) {
            paths.push(path);
        }
    }
    Some(paths).filter(|paths| !paths.is_empty())
}

/// A path at which no value satisfies two alternatives, rather one that has no list in an event.
fn path_in_conflict(one: Asks<'_>, other: Asks<'_>) -> Option<String> {
    let excludes = |one: Asked<'_>, other: Asked<'_>| one.is_only(|text| !other.takes(text));
    let conflicts = |path: &str, asked: Asked<'_>| {
        other.at(path).is_some_and(|other| excludes(asked, other) || excludes(other, asked))
    };
    let all: Vec<String> =
        one.all().filter(|(path, asked)| conflicts(path, *asked)).map(|(path, _)| path).collect();
    all.iter().find(|path| !may_be_list(path)).or(all.first()).cloned()
}
