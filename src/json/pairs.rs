//! Names with their values that stand in a list, `["name": value]`: a list that is not closed before the next
//! name, a condition without the braces of its object, or brackets in the place of braces.

use super::copy_edit::CopyEdit;
use super::error::SyntaxErrorKind as K;
use std::ops::Range;

/// The names of the conditions that EventBridge has: of all names these alone stand in a list, in objects of
/// their own.
pub(crate) const CONDITIONS: [&str; 8] =
    ["prefix", "suffix", "anything-but", "exists", "equals-ignore-case", "wildcard", "numeric", "cidr"];

/// A part of a list.
struct ListedPair {
    range: Range<usize>,
    /// Whether it is a name with its value.
    is_pair: bool,
}

/// Whether the innermost bracket that a text leaves open is that of an array.
pub(super) fn in_array(text: &str) -> bool {
    open_bracket(text).is_some_and(|(_, bracket)| bracket == b'[')
}

/// The fault that a colon behind a text is: `before` ends with the name.
pub(super) fn fault(before: &str, rest: &str) -> Option<K> {
    let start = name_start(before).filter(|_| in_array(before))?;
    let name = before.trim_end().get(start..)?;
    let (_, close) = entries(before, rest, start)?;
    let is_behind_value = before.get(..start)?.trim_end().ends_with(',');
    let goes_on = close.is_none_or(|(_, bracket)| bracket != b']');
    let is_open = is_behind_value && goes_on && !is_condition(name);
    Some(if is_open { K::ListNotClosed } else { K::PairInList })
}

/// Closes the list before the name that ends before a colon.
pub(super) fn closed_before(before: &str) -> Option<Range<usize>> {
    let list = before.get(..name_start(before)?)?.trim_end().strip_suffix(',')?.trim_end().len();
    Some(list..list)
}

/// Puts braces where the names of a list need them.
pub(super) fn braced(before: &str, rest: &str) -> Option<CopyEdit> {
    let ((open, _), start) = open_bracket(before).zip(name_start(before))?;
    let (entries, close) = entries(before, rest, start)?;
    let pairs = || entries.iter().filter(|entry| entry.is_pair);
    let is_first = before.get(open + 1..start)?.trim().is_empty();
    if is_first && !is_condition(before.trim_end().get(start..)?) {
        let close = close.filter(|(_, bracket)| *bracket == b']' && pairs().count() == entries.len());
        let mut edits = vec![(open..open + 1, "{".to_owned())];
        edits.extend(close.map(|(at, _)| (at..at + 1, "}".to_owned())));
        return Some(CopyEdit { edits, label: close.map(|_| "Write { } for [ ]".to_owned()) });
    }
    // Of several conditions each would be enough, and they may be meant together.
    let has_value = rest.trim_start_matches(':').trim_start().starts_with(|c| !matches!(c, ',' | ']' | '}'));
    let is_one = pairs().count() == 1 && has_value && is_condition(before.trim_end().get(start..)?);
    let edits = pairs().flat_map(|pair| {
        let (start, end) = (pair.range.start, pair.range.end);
        [(start..start, "{".to_owned()), (end..end, "}".to_owned())]
    });
    Some(CopyEdit { edits: edits.collect(), label: is_one.then(|| "Put braces around the two".to_owned()) })
}

fn is_condition(name: &str) -> bool {
    name.strip_prefix('"')
        .and_then(|name| name.strip_suffix('"'))
        .is_some_and(|name| CONDITIONS.contains(&name))
}

/// The marks of a text, quotation marks and what stands outside them, each with its place.
fn marks(text: &str) -> impl Iterator<Item = (usize, u8)> {
    let (mut quoted, mut escaped) = (false, false);
    text.bytes().enumerate().filter(move |(_, byte)| match byte {
        _ if escaped => {
            escaped = false;
            false
        }
        b'\\' if quoted => {
            escaped = true;
            false
        }
        b'"' => {
            quoted = !quoted;
            true
        }
        _ => !quoted,
    })
}

/// The innermost bracket that a text leaves open.
fn open_bracket(text: &str) -> Option<(usize, u8)> {
    let mut open = Vec::new();
    for (at, mark) in marks(text) {
        match mark {
            b'{' | b'[' => open.push((at, mark)),
            b'}' | b']' => {
                open.pop();
            }
            _ => {}
        }
    }
    open.last().copied()
}

/// Where the string begins that a text ends with.
fn name_start(text: &str) -> Option<usize> {
    let quotes: Vec<usize> = marks(text).filter(|(_, mark)| *mark == b'"').map(|(at, _)| at).collect();
    let [.., start, end] = quotes.as_slice() else { return None };
    (quotes.len().is_multiple_of(2) && end + 1 == text.trim_end().len()).then_some(*start)
}

/// Where a bracket stands, and which.
type Bracket = (usize, u8);

/// The entries of a list from a name on, and the bracket that ends it.
fn entries(before: &str, rest: &str, start: usize) -> Option<(Vec<ListedPair>, Option<Bracket>)> {
    let text = format!("{}{rest}", before.get(start..)?);
    let (mut entries, mut depth, mut from, mut is_pair) = (Vec::new(), 0_usize, 0, false);
    let mut end = None;
    let entry = |range: Range<usize>, is_pair: bool| {
        let whole = text.get(range.clone())?;
        let first = range.start + (whole.len() - whole.trim_start().len());
        let range = start + first..start + range.start + whole.trim_end().len();
        (!whole.trim().is_empty()).then_some(ListedPair { range, is_pair })
    };
    for (at, mark) in marks(&text) {
        match mark {
            b'{' | b'[' => depth += 1,
            b'}' | b']' if depth == 0 => {
                end = Some((at, mark));
                break;
            }
            b'}' | b']' => depth -= 1,
            b':' if depth == 0 => is_pair = true,
            b',' if depth == 0 => {
                entries.extend(entry(from..at, is_pair));
                (from, is_pair) = (at + 1, false);
            }
            _ => {}
        }
    }
    entries.extend(entry(from..end.map_or(text.len(), |(at, _)| at), is_pair));
    Some((entries, end.map(|(at, mark)| (start + at, mark))))
}
