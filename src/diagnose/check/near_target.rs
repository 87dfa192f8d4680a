//! What a target may have been meant to name where what it names is not there.

use super::often;
use crate::diagnose::case::Case;
use crate::diagnose::command;
use crate::diagnose::evidence::Piece;
use crate::diagnose::question::NamedKind;
use crate::diagnose::report::{Note, Report};
use crate::export;
use crate::model::{Arn, KnownKind, Target, TargetKind};
use crate::text::edits;

/// Letters that differ, at most; in a short name one, in a shorter one none.
const SLIPS: usize = 2;
const SHORT: usize = 6;
const SHORTEST: usize = 4;

/// What has to be listed because a target is not there.
pub(in crate::diagnose) fn wants_names(case: &Case<'_>, target: &Target) -> Option<NamedKind> {
    let evidence = case.evidence;
    let (kind, missing) = match KnownKind::of(target.kind()) {
        KnownKind::Function => {
            (NamedKind::Functions, matches!(evidence.functions.get(&target.arn), Piece::Missing))
        }
        KnownKind::Queue => (NamedKind::Queues, matches!(evidence.queues.get(&target.arn), Piece::Missing)),
        KnownKind::Topic => (NamedKind::Topics, matches!(evidence.topics.get(&target.arn), Piece::Missing)),
        KnownKind::LogGroup => {
            let group = export::bare(&target.arn);
            (NamedKind::Groups, matches!(evidence.groups.get(&group), Piece::Missing))
        }
        KnownKind::StateMachine => {
            (NamedKind::StateMachines, matches!(evidence.machines.get(&target.arn), Piece::Missing))
        }
        KnownKind::ApiDestination => {
            (NamedKind::Destinations, matches!(evidence.destinations.get(&target.arn), Piece::Missing))
        }
        KnownKind::Bus | KnownKind::Other => return None,
    };
    (missing && case.is_near(&target.arn)).then_some(kind)
}

/// What a target's ARN names in this account, where the account in it is this one but for a digit.
pub(in crate::diagnose) fn meant_here(case: &Case<'_>, target: &Target) -> Option<Arn> {
    let (there, own) = (target.arn.account(), case.account());
    let differ = there.chars().zip(own.chars()).filter(|(one, other)| one != other).count();
    let is_slip = there.len() == own.len() && differ == 1 && target.arn.region() == case.region();
    is_slip.then(|| Arn::new(target.arn.as_str().replacen(&format!(":{there}:"), &format!(":{own}:"), 1)))
}

/// What is there under a name that is written nearly so.
pub(super) fn near<'e>(case: &Case<'e>, target: &Target) -> Option<&'e Arn> {
    let all = case.evidence.names.get(&wants_names(case, target)?).seen()?;
    if target.kind() == TargetKind::ApiDestination {
        return nearest_name(all, without_id, without_id(&target.arn));
    }
    nearest(all, &export::bare(&target.arn))
}

/// The name of an API destination, behind which AWS puts an id.
fn without_id(destination: &Arn) -> &str {
    let name = destination.name();
    name.split('/').next().unwrap_or(name)
}

/// The one whose name is written nearly so.
pub(super) fn nearest<'e>(all: &'e [Arn], own: &Arn) -> Option<&'e Arn> {
    nearest_name(all, Arn::name, own.name())
}

/// The thing whose name is written nearly so. Of short names with two other letters none is left of what was
/// meant, and of the shortest one other letter makes another name.
pub(super) fn nearest_name<'e, T>(all: &'e [T], name_of: impl Fn(&T) -> &str, name: &str) -> Option<&'e T> {
    let slips = |one: &T| slips(name_of(one), name);
    all.iter().filter(|one| slips(one).is_some()).min_by_key(|one| slips(one))
}

/// The letters in which a name differs from one that may be meant by it; none where it is another name.
pub(super) fn slips(name: &str, meant: &str) -> Option<usize> {
    let meant = meant.to_lowercase();
    if are_brothers(&name.to_lowercase(), &meant) {
        return None;
    }
    // Where one word of several differs, it is how long that one is which counts.
    let differing = only_other_word(&name.to_lowercase(), &meant);
    let most = match differing.unwrap_or(meant.chars().count()) {
        0..SHORTEST => 0,
        SHORTEST..SHORT => 1,
        _ => SLIPS,
    };
    edits(&name.to_lowercase(), &meant, most)
}

/// Whether two names differ in a number or in a short word alone, as those of several things of a kind do:
/// `job-1` and `job-2`, `orders-eu` and `orders-us`.
fn are_brothers(one: &str, other: &str) -> bool {
    /// Longer words are written with slips.
    const SHORT_WORD: usize = 3;
    let without_digits = |name: &str| name.replace(|c: char| c.is_ascii_digit(), "");
    if one != other && without_digits(one) == without_digits(other) {
        return true;
    }
    only_other_word(one, other).is_some_and(|length| length <= SHORT_WORD)
}

/// The length of the one word in which two names of several words differ, the longer of the two.
fn only_other_word(one: &str, other: &str) -> Option<usize> {
    let words = |name: &str| -> Vec<String> {
        name.split(|c: char| !c.is_alphanumeric()).map(str::to_owned).collect()
    };
    let (there, here) = (words(one), words(other));
    let mut differ = there.iter().zip(&here).filter(|(there, here)| there != here);
    let (there, here) = differ.next().filter(|_| there.len() == here.len() && there.len() > 1)?;
    differ.next().is_none().then(|| there.chars().count().max(here.chars().count()))
}

/// What to do about a target that is not there: name what was meant, or else what `otherwise` says.
pub(super) fn offer<'n>(
    case: &Case<'_>,
    target: &Target,
    note: Note<'n>,
    otherwise: impl FnOnce(Note<'n>) -> Note<'n>,
) -> Note<'n> {
    let Some(meant) = near(case, target) else { return otherwise(note) };
    let noun = target.kind().noun();
    if target.kind() == TargetKind::ApiDestination && without_id(meant) == without_id(&target.arn) {
        return note
            .fix(format!(
                "The {noun} {} is there with another id, as one that was made anew: give the target its ARN, and let its \
                 role call that one too.",
                without_id(meant)
            ))
            .change("Target.Arn", Some(target.arn.as_str()), meant.as_str())
            .repair(command::put_target(case, target, |target| target.arn = meant.clone()));
    }
    note.fix(format!(
        "There is a {noun} {}, which is written nearly so: name it, if it is meant. Whether it lets this rule in is not \
         looked at yet.",
        meant.name()
    ))
    .change("Target.Arn", Some(target.arn.as_str()), meant.as_str())
    .repair(command::put_target(case, target, |target| target.arn = meant.clone()))
}

/// A target's account that is this one but for a digit, with what this one has of that name.
pub(super) fn misspelt_account(case: &Case<'_>, report: &mut Report, target: &Target, here: &Arn) {
    let evidence = case.evidence;
    let is_here = match KnownKind::of(target.kind()) {
        KnownKind::Queue => evidence.queues.get(here).seen().is_some(),
        KnownKind::Topic => evidence.topics.get(here).seen().is_some(),
        KnownKind::Function => evidence.functions.get(here).seen().is_some(),
        KnownKind::Bus
        | KnownKind::LogGroup
        | KnownKind::StateMachine
        | KnownKind::ApiDestination
        | KnownKind::Other => false,
    };
    let (noun, name) = (target.kind().noun(), here.name());
    let beside = if is_here { format!("; a {noun} {name} is in this one") } else { String::new() };
    let note = report
        .suspect(format!(
            "The target is in account {}, which differs from this one, {}, in a digit{beside}.",
            target.arn.account(),
            case.account()
        ))
        .with_exhibit("Target.Arn", target.arn.as_str());
    if is_here {
        note.often(often::MISSPELT_ACCOUNT)
            .fix("Name the one in this account, if it is meant.")
            .change("Target.Arn", Some(target.arn.as_str()), here.as_str())
            .repair(command::put_target(case, target, |target| target.arn = here.clone()));
    } else {
        note.fix("Write the account as it is meant.");
    }
}

#[cfg(test)]
mod tests {
    use super::slips;

    #[test]
    fn names_of_several_things_of_a_kind_are_no_slips_for_each_other() {
        for (name, other) in [
            ("job-1", "job-2"),
            ("orders-v1", "orders-v2"),
            ("orders-eu", "orders-us"),
            ("worker10", "worker11"),
            ("billing", "billing2"),
            ("audit-a-queue", "audit-b-queue"),
            ("sns-gone-x", "sns-cond-x"),
        ] {
            assert_eq!(slips(name, other), None, "{name} {other}");
        }
        for (name, other) in [
            ("orders-queue", "order-queue"),
            ("Jobs-Queue", "jobs-queue"),
            ("invoice", "invoices"),
            ("audti", "audit"),
        ] {
            assert!(slips(name, other).is_some(), "{name} {other}");
        }
    }
}
