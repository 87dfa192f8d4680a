//! Texts with `*` and `?`: in actions, resources, ARNs and the operators called Like.

use super::Truth;

/// A piece of a pattern. What came out of a policy variable is plain characters, whatever it holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum GlobPiece {
    Plain(char),
    /// `?`: any one character.
    One,
    /// `*`: any characters, or none.
    Any,
}

impl GlobPiece {
    /// The character that it is written as.
    pub(super) fn as_char(self) -> char {
        match self {
            Self::Plain(c) => c,
            Self::One => '?',
            Self::Any => '*',
        }
    }
}

/// Reads a text as a pattern.
pub(super) fn pieces(text: &str) -> Vec<GlobPiece> {
    text.chars()
        .map(|c| match c {
            '*' => GlobPiece::Any,
            '?' => GlobPiece::One,
            other => GlobPiece::Plain(other),
        })
        .collect()
}

/// Takes every character for itself.
pub(super) fn plain(text: &str) -> Vec<GlobPiece> {
    text.chars().map(GlobPiece::Plain).collect()
}

/// The pattern in lower case.
pub(super) fn lower(pieces: &[GlobPiece]) -> Vec<GlobPiece> {
    pieces
        .iter()
        .flat_map(|piece| match piece {
            GlobPiece::Plain(c) => c.to_lowercase().map(GlobPiece::Plain).collect::<Vec<_>>(),
            GlobPiece::One => vec![GlobPiece::One],
            GlobPiece::Any => vec![GlobPiece::Any],
        })
        .collect()
}

/// Whether a pattern covers a whole text, in time proportional to the product of their lengths at most.
pub(super) fn covers(pattern: &[GlobPiece], text: &str) -> bool {
    let text: Vec<char> = text.chars().collect();
    let (mut at, mut read) = (0, 0);
    // Where the last star stood, and how far the text was read when it was met.
    let mut star: Option<(usize, usize)> = None;
    while read < text.len() {
        match pattern.get(at) {
            Some(GlobPiece::Any) => {
                star = Some((at, read));
                at += 1;
            }
            Some(GlobPiece::One) => (at, read) = (at + 1, read + 1),
            Some(GlobPiece::Plain(c)) if text.get(read) == Some(c) => (at, read) = (at + 1, read + 1),
            Some(GlobPiece::Plain(_)) | None => match star {
                Some((behind, from)) => {
                    star = Some((behind, from + 1));
                    (at, read) = (behind + 1, from + 1);
                }
                None => return false,
            },
        }
    }
    pattern.iter().skip(at).all(|piece| *piece == GlobPiece::Any)
}

/// Whether a pattern covers an ARN, each of the six parts by its own ("IAM JSON policy elements: Resource":
/// a wildcard stands for characters of one part; the sixth, the resource, keeps its colons).
pub(super) fn covers_arn(pattern: &[GlobPiece], arn: &str) -> bool {
    let wanted = parts(pattern);
    let found: Vec<&str> = arn.splitn(6, ':').collect();
    wanted.len() == found.len() && wanted.iter().zip(found).all(|(wanted, found)| covers(wanted, found))
}

/// Whether an item of `Resource` covers all that a resource with stars of its own stands for; unknown where
/// it covers a part of it.
pub(super) fn covers_any_of(pattern: &[GlobPiece], resource: &str) -> Truth {
    // A `?` covers one character, and the star of a resource stands for more.
    let whole =
        if pattern.contains(&GlobPiece::One) { Truth::No } else { covers_resource(pattern, resource) };
    if whole != Truth::No || !meet(pattern, &pieces(resource)) {
        return whole;
    }
    Truth::Unknown(format!("it is about a part of {resource} only, and which part is asked for is not known"))
}

/// Whether some text is covered by both patterns, in time proportional to the product of their lengths.
fn meet(one: &[GlobPiece], other: &[GlobPiece]) -> bool {
    // What is left of `one` from a place on, against what is left of `other` from each of its places on.
    let mut below = vec![false; other.len() + 1];
    for at in (0..=one.len()).rev() {
        let mut row = vec![false; other.len() + 1];
        for (with, there) in (0..=other.len()).rev().map(|with| (with, other.get(with))) {
            let skip_one = one.get(at) == Some(&GlobPiece::Any) && below.get(with) == Some(&true);
            let skip_other = there == Some(&GlobPiece::Any) && row.get(with + 1) == Some(&true);
            let meets = match (one.get(at), there) {
                (None, None) => true,
                (None, Some(_)) | (Some(_), None) => skip_one || skip_other,
                (Some(GlobPiece::Any), Some(_)) => skip_one || row.get(with + 1) == Some(&true),
                (Some(_), Some(GlobPiece::Any)) => skip_other || below.get(with) == Some(&true),
                (Some(GlobPiece::Plain(a)), Some(GlobPiece::Plain(b))) if a != b => false,
                (Some(_), Some(_)) => below.get(with + 1) == Some(&true),
            };
            if let Some(cell) = row.get_mut(with) {
                *cell = meets;
            }
        }
        below = row;
    }
    below.first() == Some(&true)
}

fn parts(pattern: &[GlobPiece]) -> Vec<&[GlobPiece]> {
    pattern.splitn(6, |piece| *piece == GlobPiece::Plain(':')).collect()
}

/// Whether an item of `Resource` covers a resource. Where a star would have to stand for a colon between the
/// parts of an ARN, the documentation and the services disagree: unknown.
pub(super) fn covers_resource(pattern: &[GlobPiece], resource: &str) -> Truth {
    if pattern == [GlobPiece::Any] {
        return Truth::Yes;
    }
    let whole = covers(pattern, resource);
    if !resource.starts_with("arn:") || whole == covers_arn(pattern, resource) {
        return Truth::of(whole);
    }
    let written: String = pattern.iter().map(|piece| piece.as_char()).collect();
    Truth::Unknown(format!("it depends on whether a `*` of `{written}` may stand for the colons of an ARN"))
}
