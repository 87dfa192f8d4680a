//! The filter of a list: words that must all be found, `!words` that must not.
//!
//! A word is found in a row's name when its letters occur there in that order, and in the row's other texts
//! when it stands there as it is; letter case never matters. An inverse word leaves a row out when it stands
//! in any of its texts as it is: leaving out by loosely matching letters would hide rows for no visible
//! reason. Rows in which the words stand as they were typed come before those that only have their letters.

use nucleo_matcher::pattern::{Atom, AtomKind, CaseMatching, Normalization};
use nucleo_matcher::{Config, Matcher, Utf32Str};

/// What a word that stands in the name as it was typed counts more than any word whose letters only occur
/// there.
const AS_TYPED: u32 = 20_000;
/// What a word counts more that stands so in another text than the name.
const AS_TYPED_ELSEWHERE: u32 = 10_000;

/// A filter.
#[derive(Clone, Debug, Default)]
pub struct Filter {
    text: String,
    words: Vec<FilterWord>,
}

#[derive(Clone, Debug)]
struct FilterWord {
    inverse: bool,
    typed: String,
    loose: Atom,
    exact: Atom,
}

/// The scratch space that matching needs; worth keeping over the rows of one list.
#[derive(Debug)]
pub struct Scratch {
    matcher: Matcher,
    chars: Vec<char>,
}

impl Default for Scratch {
    fn default() -> Self {
        Self { matcher: Matcher::new(Config::DEFAULT), chars: Vec::new() }
    }
}

impl Filter {
    /// The filter that this text says.
    pub fn new(text: &str) -> Self {
        let words = text
            .split_whitespace()
            .filter_map(|word| match word.strip_prefix('!') {
                Some("") => None,
                Some(rest) => Some((true, rest)),
                None => Some((false, word)),
            })
            .map(|(inverse, word)| {
                let atom = |kind| Atom::new(word, CaseMatching::Ignore, Normalization::Smart, kind, false);
                let (typed, loose, exact) =
                    (word.to_owned(), atom(AtomKind::Fuzzy), atom(AtomKind::Substring));
                FilterWord { inverse, typed, loose, exact }
            })
            .collect();
        Self { text: text.to_owned(), words }
    }

    /// The text it was made from.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// True when every row passes.
    pub fn is_empty(&self) -> bool {
        self.words.is_empty()
    }

    /// True when a word begins as an ARN does. A row's own ARN is looked through for such a word alone: every
    /// row's has the region and much else in it.
    pub fn names_arn(&self) -> bool {
        self.text.split_whitespace().any(|word| word.starts_with("arn:"))
    }

    /// How well a row matches, higher is better; `None` when it is left out.
    pub fn score<'t>(
        &self,
        name: &str,
        others: &(impl Iterator<Item = &'t str> + Clone),
        scratch: &mut Scratch,
    ) -> Option<u32> {
        let Scratch { matcher, chars } = scratch;
        let mut score = 0;
        for word in &self.words {
            let mut found = |atom: &Atom, text| atom.score(Utf32Str::new(text, chars), matcher);
            if word.inverse {
                if found(&word.exact, name).is_some()
                    || others.clone().any(|text| found(&word.exact, text).is_some())
                {
                    return None;
                }
                continue;
            }
            let letters = found(&word.loose, name).map(u32::from);
            score += if found(&word.exact, name).is_some() {
                AS_TYPED + letters.unwrap_or_default()
            } else if others.clone().any(|text| found(&word.exact, text).is_some()) {
                AS_TYPED_ELSEWHERE + letters.unwrap_or_default()
            } else {
                letters?
            };
        }
        Some(score)
    }

    /// Whether each word stands somewhere as it was typed, or consists of beginnings of the name's words
    /// (`oa` and `ordaud` of orders-audit): in long names, letters that only occur in that order mean
    /// nothing.
    pub fn is_near<'t>(
        &self,
        name: &str,
        others: &(impl Iterator<Item = &'t str> + Clone),
        scratch: &mut Scratch,
    ) -> bool {
        let Scratch { matcher, chars } = scratch;
        let mut stands =
            |word: &FilterWord, text| word.exact.score(Utf32Str::new(text, chars), matcher).is_some();
        self.words.iter().filter(|word| !word.inverse).all(|word| {
            stands(word, name)
                || others.clone().any(|text| stands(word, text))
                || begins_words(&word.typed, name)
        })
    }

    /// Which characters of a name were matched, in order.
    pub fn marks(&self, name: &str, scratch: &mut Scratch) -> Vec<usize> {
        let Scratch { matcher, chars } = scratch;
        let mut found = Vec::new();
        for word in self.words.iter().filter(|word| !word.inverse) {
            word.loose.indices(Utf32Str::new(name, chars), matcher, &mut found);
        }
        found.sort_unstable();
        found.dedup();
        found.into_iter().filter_map(|at| usize::try_from(at).ok()).collect()
    }
}

/// Whether a word consists of beginnings of a name's words, in their order.
fn begins_words(word: &str, name: &str) -> bool {
    let name: Vec<char> = name.chars().collect();
    let begins = |at: usize| match at.checked_sub(1).and_then(|before| name.get(before)) {
        Some(before) => {
            !before.is_alphanumeric()
                || name.get(at).is_some_and(|c| c.is_uppercase() && before.is_lowercase())
        }
        None => true,
    };
    // Where the last of the letters so far may stand.
    let mut ends: Option<Vec<usize>> = None;
    for letter in word.chars() {
        let is_next = |at: usize| match &ends {
            None => begins(at),
            Some(ends) => ends.iter().any(|end| end + 1 == at || (*end < at && begins(at))),
        };
        let same = |c: &char| c.to_lowercase().eq(letter.to_lowercase());
        let here = name.iter().enumerate().filter(|(at, c)| same(c) && is_next(*at));
        ends = Some(here.map(|(at, _)| at).collect());
    }
    ends.is_none_or(|ends| !ends.is_empty())
}

#[cfg(test)]
mod tests {
    use super::{Filter, Scratch};

    fn passes(filter: &str, name: &str, others: &[&str]) -> bool {
        Filter::new(filter).score(name, &others.iter().copied(), &mut Scratch::default()).is_some()
    }

    #[test]
    fn every_word_must_be_found() {
        assert!(passes("", "orders-audit", &[]));
        assert!(passes("ord aud", "orders-audit", &[]));
        assert!(passes("oa", "orders-audit", &[]));
        assert!(passes("AUDIT", "orders-audit", &[]));
        assert!(!passes("ord xyz", "orders-audit", &[]));
    }

    #[test]
    fn other_texts_are_searched_for_the_word_as_it_is() {
        assert!(passes("aws.ec2", "stopped", &["{\"source\":[\"aws.ec2\"]}"]));
        assert!(!passes("aec2", "stopped", &["{\"source\":[\"aws.ec2\"]}"]));
    }

    #[test]
    fn inverse_words_leave_out_what_contains_them() {
        assert!(!passes("!audit", "orders-audit", &[]));
        assert!(passes("!oa", "orders-audit", &[]));
        assert!(!passes("!off", "orders-audit", &["off"]));
        assert!(passes("orders !off", "orders-audit", &["on"]));
        assert!(passes("!", "orders-audit", &[]));
    }

    #[test]
    fn the_better_match_scores_higher() {
        let score = |name| Filter::new("audit").score(name, &std::iter::empty(), &mut Scratch::default());
        assert!(score("orders-audit") > score("a-u-d-i-t"));
        let state = |name, others: &[&str]| {
            Filter::new("ami state").score(name, &others.iter().copied(), &mut Scratch::default())
        };
        assert!(
            state("EC2 AMI failed", &["EC2 AMI State Change"])
                > state("MediaLive Multiplex State Change", &[]),
            "a word that only stands elsewhere counts more than its letters here and there"
        );
    }

    #[test]
    fn letters_here_and_there_are_not_near() {
        let near = |typed: &str, name: &str, others: &[&str]| {
            Filter::new(typed).is_near(name, &others.iter().copied(), &mut Scratch::default())
        };
        assert!(near("oa", "orders-audit", &[]) && near("ORDAUD", "orders-audit", &[]));
        assert!(near("ec2st", "EC2 Instance State-change Notification", &[]));
        assert!(near("glacier", "Vault", &["aws.glacier"]) && near("", "any", &[]) && near("!x", "any", &[]));
        assert!(passes("glacier", "Geolocation Access Policy Errors", &[]));
        assert!(!near("glacier", "Geolocation Access Policy Errors", &[]));
        assert!(!near("ec2 glacier", "EC2 Instance Launch Successful", &["aws.autoscaling"]));
    }

    #[test]
    fn matched_characters_are_marked() {
        assert_eq!(Filter::new("or it !x").marks("orders-audit", &mut Scratch::default()), [0, 1, 10, 11]);
    }
}
