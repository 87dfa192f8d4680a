//! Where two texts agree once one sort of difference between them is left out.

use std::ops::Range;

use crate::pattern::explain::value::ends::{grown, shrunk};
use crate::pattern::explain::value::text_ladder::{AskedText, How, WritingDifference};
use crate::pattern::wildcard::Wildcard;

/// Where the readings agree.
pub(super) struct Agreement {
    /// The pattern's text as the event writes it.
    pub(super) text: String,
    /// The event's part and the pattern's part that differ first.
    pub(super) met: String,
    pub(super) wanted: String,
}

impl Agreement {
    pub(super) fn to_lowercase(&self) -> Self {
        let Self { text, met, wanted } = self;
        Self { text: text.to_lowercase(), met: met.to_lowercase(), wanted: wanted.to_lowercase() }
    }
}

/// Whether the letters and digits leave a chance, told without reading either text in full: plain texts keep
/// theirs on every rung.
pub(super) fn may_agree(met: &str, asked: &AskedText<'_>) -> bool {
    let plain = |text: &str| text.bytes().all(|b| b.is_ascii() && !matches!(b, b'%' | b'+' | b'&'));
    if !plain(met) || !plain(asked.text) {
        return true;
    }
    let bare = |byte: u8| byte.is_ascii_alphanumeric().then(|| byte.to_ascii_lowercase());
    let (mut there, mut wanted) = (met.bytes().filter_map(bare), asked.text.bytes().filter_map(bare));
    match asked.how {
        How::Whole => there.eq(wanted),
        How::Prefix => wanted.all(|b| there.next() == Some(b)),
        How::Suffix => {
            let (mut there, mut wanted) = (there.rev(), wanted.rev());
            wanted.all(|b| there.next() == Some(b))
        }
        How::Wildcard(_) => true,
    }
}

pub(super) fn agree(rung: WritingDifference, met: &str, asked: &AskedText<'_>) -> Option<Agreement> {
    let read = rung.read(met);
    let slice = |range: Range<usize>| met.get(range).unwrap_or_default();
    let wanted = |text: &str| -> Vec<char> { rung.read(text).into_iter().map(|(c, _)| c).collect() };
    let same = |from: usize, chars: &[char]| {
        read.get(from..from + chars.len()).is_some_and(|part| part.iter().map(|(c, _)| c).eq(chars.iter()))
    };
    let part = |from: usize, length: usize| -> Range<usize> {
        let start = read.get(from).map_or(met.len(), |(_, at)| at.start);
        let end =
            if length == 0 { start } else { read.get(from + length - 1).map_or(start, |(_, at)| at.end) };
        start..end
    };
    let range = match asked.how {
        How::Whole => {
            let chars = wanted(asked.text);
            let blank = chars.is_empty() && rung != WritingDifference::Space;
            (!blank && chars.len() == read.len() && same(0, &chars)).then_some(0..met.len())?
        }
        How::Prefix => {
            let chars = wanted(asked.text);
            let whole = part(0, chars.len());
            let end = match rung {
                WritingDifference::Punctuation => grown(met, whole.end, asked.text)?,
                // A blank that is there on both sides stays.
                WritingDifference::Space if asked.text.ends_with(' ') => {
                    whole.end + usize::from(met.get(whole.end..).is_some_and(|rest| rest.starts_with(' ')))
                }
                WritingDifference::Space
                | WritingDifference::Case
                | WritingDifference::Looks
                | WritingDifference::Url
                | WritingDifference::UrlCodes
                | WritingDifference::Html => whole.end,
            };
            (chars.len() >= least(rung) && same(0, &chars)).then_some(0..end)?
        }
        How::Suffix => {
            let chars = wanted(asked.text);
            let from = read.len().checked_sub(chars.len())?;
            let whole = part(from, chars.len());
            let start = match rung {
                WritingDifference::Punctuation => shrunk(met, whole.start, asked.text)?,
                WritingDifference::Space if asked.text.starts_with(' ') => {
                    whole.start - usize::from(met.get(..whole.start).is_some_and(|rest| rest.ends_with(' ')))
                }
                WritingDifference::Space
                | WritingDifference::Case
                | WritingDifference::Looks
                | WritingDifference::Url
                | WritingDifference::UrlCodes
                | WritingDifference::Html => whole.start,
            };
            (chars.len() >= least(rung) && same(from, &chars)).then_some(start..met.len())?
        }
        How::Wildcard(wildcard) => {
            return wildcard_agrees(rung, met, wildcard, &wanted, &same, &part, read.len());
        }
    };
    let text = slice(range).to_owned();
    let differs = text != asked.text;
    differs.then(|| Agreement { met: text.clone(), text, wanted: asked.text.to_owned() })
}

/// The fewest characters that must be left for two ends to be called the same.
fn least(rung: WritingDifference) -> usize {
    if rung == WritingDifference::Punctuation { 2 } else { 1 }
}

/// The parts of a wildcard one behind the other, each as far to the left as it goes.
fn wildcard_agrees(
    rung: WritingDifference,
    met: &str,
    wildcard: &Wildcard,
    wanted: &dyn Fn(&str) -> Vec<char>,
    same: &dyn Fn(usize, &[char]) -> bool,
    part: &dyn Fn(usize, usize) -> Range<usize>,
    length: usize,
) -> Option<Agreement> {
    let mut parts: Vec<Box<[u8]>> = Vec::new();
    let mut from = 0;
    let mut first: Option<(String, String)> = None;
    let last = wildcard.parts.len().checked_sub(1)?;
    for (index, text) in wildcard.parts.iter().enumerate() {
        let text = std::str::from_utf8(text).ok()?;
        let chars = wanted(text);
        if chars.is_empty() && !text.is_empty() && rung == WritingDifference::Punctuation {
            return None;
        }
        let at = match (index == 0, index == last) {
            (true, true) => (chars.len() == length && same(0, &chars)).then_some(0)?,
            (true, false) => same(0, &chars).then_some(0)?,
            (false, true) => length.checked_sub(chars.len()).filter(|at| *at >= from && same(*at, &chars))?,
            (false, false) => (from..=length.checked_sub(chars.len())?).find(|at| same(*at, &chars))?,
        };
        from = at + chars.len();
        let mut range = part(at, chars.len());
        if index == 0 && !text.is_empty() {
            range.start = 0;
        }
        if index == last && !text.is_empty() {
            range.end = met.len();
        }
        if text.is_empty() {
            range.end = range.start;
        } else if rung == WritingDifference::Punctuation {
            let end = range.start + grown(met.get(range.start..)?, range.len(), text)?;
            range = shrunk(met.get(..range.end)?, range.start, text)?..end;
        }
        let there = met.get(range)?;
        if there != text && first.is_none() {
            first = Some((there.to_owned(), text.to_owned()));
        }
        parts.push(there.as_bytes().into());
    }
    let text = String::from_utf8(Wildcard { parts: parts.into() }.text()).ok()?;
    let (met, wanted) = first?;
    Some(Agreement { text, met, wanted })
}
