//! Signs such as `-`, `/` and `.` where a prefix ends or a suffix begins: which is a slip for which, and how
//! far either may grow or shrink to end at one.

use crate::pattern::explain::value::text_ladder::{AskedText, How};

pub(super) fn is_mark(c: char) -> bool {
    !c.is_alphanumeric()
}

/// Whether a mark stands within names more often than between them.
pub(super) fn is_within_names(c: char) -> bool {
    matches!(c, '-' | '_' | '.')
}

/// Whether one mark may be a slip for another where a name ends. What goes on with `-` where the pattern has
/// `/` is a longer name, and no slip.
fn is_slip(met: char, wanted: char) -> bool {
    is_within_names(met) == is_within_names(wanted)
}

/// Whether the value has the pattern's part but for the mark where its name ends: it goes on there as a
/// longer name, which is no misspelling.
pub(super) fn is_another_end(met: &str, wanted: &str) -> bool {
    let name = wanted.trim_matches(is_mark);
    name.len() < wanted.len() && met.contains(name)
}

/// The end of a part in the value: where the pattern's part ends in a mark, with the mark that stands there;
/// `None` where no mark stands there, because then more than marks would differ.
pub(super) fn grown(met: &str, end: usize, wanted: &str) -> Option<usize> {
    let last = met.get(..end).and_then(|before| before.chars().next_back());
    let Some(mark) = wanted.chars().next_back().filter(|c| is_mark(*c)) else { return Some(end) };
    if last.is_some_and(is_mark) {
        return Some(end);
    }
    let next = met.get(end..).and_then(|behind| behind.chars().next()).filter(|c| is_mark(*c))?;
    let same = wanted.trim_matches(is_mark) == met.get(..end).unwrap_or_default().trim_matches(is_mark);
    // A blank is not what a mark between names stands for.
    if same && next.is_whitespace() && !mark.is_whitespace() {
        return Some(end + if is_within_names(mark) { next.len_utf8() } else { 0 });
    }
    (!same || is_slip(next, mark)).then_some(end + next.len_utf8())
}

/// The beginning of a part in the value: where the pattern's part begins with a mark, with the mark that
/// stands there.
pub(super) fn shrunk(met: &str, start: usize, wanted: &str) -> Option<usize> {
    let first = met.get(start..).and_then(|behind| behind.chars().next());
    let Some(mark) = wanted.chars().next().filter(|c| is_mark(*c)) else { return Some(start) };
    if first.is_some_and(is_mark) {
        return Some(start);
    }
    let before = met.get(..start).and_then(|before| before.chars().next_back()).filter(|c| is_mark(*c))?;
    let same = wanted.trim_matches(is_mark) == met.get(start..).unwrap_or_default().trim_matches(is_mark);
    if same && before.is_whitespace() && !mark.is_whitespace() {
        return Some(start - if is_within_names(mark) { before.len_utf8() } else { 0 });
    }
    (!same || is_slip(before, mark)).then_some(start - before.len_utf8())
}

/// Whether the value has a mark where the pattern's beginning ends, or its ending begins, in a blank.
pub(super) fn blank_for_a_mark(met: &str, asked: &AskedText<'_>) -> bool {
    let trimmed = asked.text.trim();
    let next = match asked.how {
        How::Prefix if asked.text.ends_with(' ') => {
            met.strip_prefix(trimmed).and_then(|rest| rest.chars().next())
        }
        How::Suffix if asked.text.starts_with(' ') => {
            met.strip_suffix(trimmed).and_then(|rest| rest.chars().next_back())
        }
        How::Whole | How::Prefix | How::Suffix | How::Wildcard(_) => None,
    };
    next.is_some_and(|c| is_mark(c) && !c.is_whitespace())
}
