//! The kinds of near misses, and which of two is nearer.
//!
//! # How near
//!
//! Every failing leaf has one miss: the nearest that was found. Nearness is a rank, [`MissKind::rank`], that
//! says how small a change would have made the leaf match, and how likely such a change is what was meant:
//!
//! 1. the value is there and only *written* differently (letter case, white space, look-alike characters,
//!    punctuation, a number in quotes, another notation), or the pattern is written for another matcher (a
//!    star in a plain string, a regular expression, a list in one string);
//! 2. the value is there under another *name* or level (the event in an envelope of another service, `detail`
//!    left out, the name in other letter case, the name misspelled);
//! 3. the value is of the right *sort* but misses the condition (a part of it, an ARN that differs in one
//!    place, a misspelling, a prefix that breaks off, a number out of range, an address outside the block);
//! 4. the condition *forbids* what is there (`anything-but`, `exists: false`);
//! 5. nothing like it is there at all.
//!
//! A leaf with several items and several values has as many pairs of them, and the nearest pair is its miss.
//! Within a rank the smaller distance (characters that differ, relative distance from the bound) is nearer,
//! and of equals the first in document order: values before items. An alternative of `$or` is nearer than
//! another when fewer of its fields fail; of equally many, the one whose misses are nearer in sum.
//!
//! Ranks are hundreds, distances less than a hundred, so no distance ever outweighs a rank.

use serde::Serialize;

use crate::json::Fix;

/// Why a leaf, or the objects around it, did not match: the nearest miss.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Miss {
    /// The sort of miss.
    pub kind: MissKind,
    /// One or two sentences for the operator. Values from the event are quoted and hold nothing that a
    /// terminal would obey.
    pub sentence: String,
    /// A change of the pattern that would make this leaf match this event.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub fix: Option<Fix>,
    /// How near it was: smaller is nearer. Only the order means something.
    #[serde(skip)]
    pub rank: u32,
}

/// What sort of miss it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum MissKind {
    /// Only letter case differs.
    LetterCase,
    /// Only white space differs.
    WhiteSpace,
    /// Only characters that look alike differ: dashes, quotes, blanks of other widths, invisible ones.
    LookAlike,
    /// Only punctuation differs: `:` and `/` in ARNs of two styles, a dash for an underscore.
    Separator,
    /// The same text as a number, true, false or null on one side and as a string on the other.
    Type,
    /// The same number, but with too many digits to be compared.
    Precision,
    /// The same in another notation: percent-encoding, another way of writing a time or number, a host name
    /// for a source.
    Notation,
    /// What was given as the event is another service's message, or an entry for PutEvents, with the event
    /// inside it.
    Wrapped,
    /// The value lies below `detail`, and the pattern leaves `detail` out, or the other way round.
    Level,
    /// The event has the field in other letter case.
    NameCase,
    /// The event has a field of a similar name.
    NameSpelling,
    /// The path leads into a string, which may hold JSON as text.
    InsideText,
    /// The value is there, at another path.
    Elsewhere,
    /// A plain string with a star, which would match as a wildcard.
    StarIsLiteral,
    /// The text is written for another matcher: a regular expression, a list or an operator in one string, a
    /// block of addresses.
    Syntax,
    /// null, an empty string and absence are three different things.
    Empty,
    /// The value differs in a few characters.
    Spelling,
    /// The value contains what is wanted, or the other way round.
    Part,
    /// Two ARNs that agree in some of their six parts.
    Arn,
    /// The event comes from another region or account.
    Origin,
    /// It agrees with the prefix, suffix or wildcard up to some place.
    BreaksOff,
    /// The number is out of the range.
    Range,
    /// The address is not in the block.
    Block,
    /// Each field is satisfied, but by different elements of an array.
    Elements,
    /// `anything-but` excludes the value.
    Excluded,
    /// `exists: false`, and there is a value.
    Present,
    /// At the path is an object or array with no value of its own.
    Container,
    /// The value is another one.
    Different,
    /// The event has no such field.
    Absent,
    /// None of the branches of an `$or` matches.
    Branches,
    /// The same path is written twice, and only the last list counts. By itself it does no harm to the
    /// verdict.
    Overridden,
    /// The step budget ran out.
    Undecided,
}

impl MissKind {
    /// The rank of the kind: smaller is nearer. See the module's documentation.
    pub fn rank(self) -> u32 {
        match self {
            Self::LetterCase => 10,
            Self::WhiteSpace => 11,
            Self::LookAlike => 12,
            Self::Separator => 13,
            Self::Type => 14,
            Self::Notation | Self::Precision => 15,
            Self::StarIsLiteral | Self::Syntax => 16,
            Self::Empty => 17,
            Self::Overridden => 18,
            Self::Wrapped => 19,
            Self::Level => 20,
            Self::NameCase => 21,
            Self::NameSpelling => 22,
            Self::InsideText => 23,
            Self::Elsewhere => 25,
            Self::Part => 30,
            Self::Arn => 31,
            Self::Spelling => 32,
            Self::Origin => 33,
            Self::BreaksOff => 34,
            Self::Range => 36,
            Self::Block => 38,
            Self::Elements => 39,
            Self::Excluded => 40,
            Self::Present => 42,
            Self::Container => 44,
            Self::Different => 50,
            Self::Absent => 60,
            Self::Branches | Self::Undecided => 70,
        }
    }
}

/// Collects misses and keeps the nearest; a sentence is only written for one that is nearer than those before
/// it.
#[derive(Debug, Default)]
pub(super) struct Nearest {
    miss: Option<Miss>,
    /// Whether the sentence says no more than that the two differ.
    bare: bool,
    /// A kind that would mislead here.
    forbidden: Option<MissKind>,
}

impl Nearest {
    /// Offers a miss. `distance` orders misses of one kind, 99 at most.
    pub(super) fn offer(
        &mut self,
        kind: MissKind,
        distance: usize,
        write: impl FnOnce() -> (String, Option<Fix>),
    ) {
        let rank = kind.rank() * 100 + u32::try_from(distance.min(99)).unwrap_or(99);
        if self.forbidden != Some(kind) && self.miss.as_ref().is_none_or(|nearest| rank < nearest.rank) {
            let (sentence, fix) = write();
            self.miss = Some(Miss { kind, sentence, fix, rank });
            self.bare = false;
        }
    }

    /// Offers that a value is simply another one. Where no nearer miss turns up, all values and items are
    /// named together.
    pub(super) fn differs(&mut self, distance: usize, write: impl FnOnce() -> (String, Option<Fix>)) {
        let mut taken = false;
        self.offer(MissKind::Different, distance, || {
            taken = true;
            write()
        });
        self.bare |= taken;
    }

    /// Takes no more misses of this kind.
    pub(super) fn forbid(&mut self, kind: MissKind) {
        self.forbidden = Some(kind);
    }

    /// Whether the nearest miss so far is that a value is simply another one.
    pub(super) fn is_bare(&self) -> bool {
        self.bare
    }

    /// Writes the sentence of the nearest miss anew.
    pub(super) fn say(&mut self, sentence: String) {
        if let Some(miss) = &mut self.miss {
            miss.sentence = sentence;
        }
    }

    /// The nearest so far.
    pub(super) fn miss(&self) -> Option<&Miss> {
        self.miss.as_ref()
    }

    pub(super) fn into_miss(self) -> Option<Miss> {
        self.miss
    }
}
