//! What a target may have been meant to name where what it names is not there.

use crate::diagnose::case::Case;
use crate::diagnose::command;
use crate::diagnose::evidence::Piece;
use crate::diagnose::question::NamedKind;
use crate::diagnose::report::Note;
use crate::export;
use crate::model::{Arn, KnownKind, Target};
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
        KnownKind::Bus | KnownKind::ApiDestination | KnownKind::Other => return None,
    };
    (missing && case.is_near(&target.arn)).then_some(kind)
}

/// What is there under a name that is written nearly so.
fn near<'e>(case: &Case<'e>, target: &Target) -> Option<&'e Arn> {
    nearest(case.evidence.names.get(&wants_names(case, target)?).seen()?, &export::bare(&target.arn))
}

/// The one whose name is written nearly so.
pub(super) fn nearest<'e>(all: &'e [Arn], own: &Arn) -> Option<&'e Arn> {
    nearest_name(all, Arn::name, own.name())
}

/// The thing whose name is written nearly so. Of short names with two other letters none is left of what was meant, and
/// of the shortest one other letter makes another name.
pub(super) fn nearest_name<'e, T>(all: &'e [T], name_of: impl Fn(&T) -> &str, name: &str) -> Option<&'e T> {
    let slips = |one: &T| slips(name_of(one), name);
    all.iter().filter(|one| slips(one).is_some()).min_by_key(|one| slips(one))
}

/// The letters in which a name differs from one that may be meant by it; none where it is another name.
pub(super) fn slips(name: &str, meant: &str) -> Option<usize> {
    let meant = meant.to_lowercase();
    let most = match meant.chars().count() {
        0..SHORTEST => 0,
        SHORTEST..SHORT => 1,
        _ => SLIPS,
    };
    edits(&name.to_lowercase(), &meant, most)
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
    note.fix(format!(
        "There is a {noun} {}, which is written nearly so: name it, if it is meant.",
        meant.name()
    ))
    .change("Target.Arn", Some(target.arn.as_str()), meant.as_str())
    .repair(command::put_target(case, target, |target| target.arn = meant.clone()))
}
