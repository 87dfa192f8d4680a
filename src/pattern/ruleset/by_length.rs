//! Prefixes and suffixes, by their length: a value is looked up once for each length that there is.

use super::by_text::ByText;

/// Which end of a text.
#[derive(Clone, Copy)]
pub(super) enum End {
    Front,
    Back,
}

/// Each is filed under all of it while there are few lengths; then under its longest part whose length there
/// is already, or is in the series 0, 1, 2, 3, 4, 6, 8, 12, 16, … So a value of any length is looked up a few
/// dozen times at the most.
#[derive(Debug, Default)]
pub(super) struct ByLength(Vec<(usize, ByText)>);

/// Up to this number, lengths count as few.
const FEW: usize = 12;

impl ByLength {
    pub(super) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    pub(super) fn file(&mut self, text: &[u8], end: End, alternative: u32) {
        let length = self.length(text);
        let at = self.0.iter().position(|(other, _)| *other == length).unwrap_or_else(|| {
            self.0.push((length, ByText::default()));
            self.0.len() - 1
        });
        self.0[at].1.file(end_of(text, length, end), alternative);
    }

    /// How many are filed where this one would be.
    pub(super) fn load(&self, text: &[u8], end: End) -> u64 {
        let length = self.length(text);
        let map = self.0.iter().find(|(other, _)| *other == length);
        map.map_or(0, |(_, map)| map.load(end_of(text, length, end)))
    }

    /// By how much of it a text is filed.
    fn length(&self, text: &[u8]) -> usize {
        let lengths = self.0.iter().map(|(length, _)| *length);
        let full = text.len();
        if self.0.len() < FEW || lengths.clone().any(|length| length == full) {
            return full;
        }
        lengths.filter(|length| *length <= full).max().unwrap_or(0).max(step_down(full))
    }

    #[inline]
    pub(super) fn find(&self, text: &[u8], end: End, out: &mut Vec<u32>) {
        for (length, map) in &self.0 {
            if *length <= text.len() {
                map.find(end_of(text, *length, end), out);
            }
        }
    }
}

fn end_of(text: &[u8], length: usize, end: End) -> &[u8] {
    match end {
        End::Front => &text[..length],
        End::Back => &text[text.len() - length..],
    }
}

/// The largest of 0, 1, 2, 3, 4, 6, 8, 12, 16, 24, … that is not above `length`.
fn step_down(length: usize) -> usize {
    if length < 2 {
        return length;
    }
    let power = 1 << length.ilog2();
    if length >= power + power / 2 { power + power / 2 } else { power }
}
