//! How far two texts are apart, as somebody who types makes mistakes.

/// Longer texts are not compared character by character.
const LONGEST: usize = 300;

/// The fewest insertions, deletions, replacements and swaps of neighbours that turn one text into the other,
/// if there are at most `most`.
pub(crate) fn edits(a: &str, b: &str, most: usize) -> Option<usize> {
    let (a, b): (Vec<char>, Vec<char>) =
        (a.chars().take(LONGEST + 1).collect(), b.chars().take(LONGEST + 1).collect());
    if a.len().abs_diff(b.len()) > most || a.len() > LONGEST || b.len() > LONGEST {
        return None;
    }
    let mut before: Vec<usize> = Vec::new();
    let mut last: Vec<usize> = (0..=b.len()).collect();
    for (i, &x) in a.iter().enumerate() {
        let mut row = vec![i + 1];
        for (j, &y) in b.iter().enumerate() {
            let up = last.get(j + 1).map_or(usize::MAX, |n| n + 1);
            let left = row.last().map_or(usize::MAX, |n| n + 1);
            let across = last.get(j).map_or(usize::MAX, |n| n + usize::from(x != y));
            let swapped = i > 0 && j > 0 && a.get(i - 1) == Some(&y) && b.get(j - 1) == Some(&x);
            let swap = if swapped { before.get(j - 1).map_or(usize::MAX, |n| n + 1) } else { usize::MAX };
            row.push(up.min(left).min(across).min(swap));
        }
        before = std::mem::replace(&mut last, row);
    }
    last.last().copied().filter(|&edits| edits <= most)
}

#[cfg(test)]
mod tests {
    use super::edits;

    #[test]
    fn slips_are_counted_up_to_a_bound() {
        assert_eq!(edits("stopped", "stoped", 3), Some(1));
        assert_eq!(edits("instnace", "instance", 3), Some(1), "neighbours swapped");
        assert_eq!(edits("abc", "xyz", 2), None);
        assert_eq!(edits("", "", 0), Some(0));
        assert_eq!(edits("kitten", "sitting", 3), Some(3));
    }
}
