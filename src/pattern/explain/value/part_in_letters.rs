//! One text that is a part of the other but for letter case.

use crate::pattern::explain::catalogue::MissKind;
use crate::pattern::explain::fixes::if_all;
use crate::pattern::explain::miss::Nearest;
use crate::pattern::explain::value::Pair;
use crate::pattern::explain::value::part::{WEAK, stands_alone};
use crate::pattern::explain::wording::differences::difference;
use crate::pattern::explain::wording::similarity::{literal, quoted};

impl Pair<'_> {
    /// One text inside the other but for letter case.
    pub(super) fn part_in_other_letters(&self, nearest: &mut Nearest, met_text: &str, wanted_text: &str) {
        /// Said after what is a part to the letter.
        const FARTHER: usize = 10;
        let (met, wanted) = (met_text.to_lowercase(), wanted_text.to_lowercase());
        let distance = |long: &str, part: &str| FARTHER + if stands_alone(long, part) { 0 } else { WEAK };
        let is_cut = is_cut_by_letter_case(met_text, &wanted) || is_cut_by_letter_case(wanted_text, &met);
        if is_cut {
            return;
        }
        if met.contains(&wanted) {
            nearest.offer(MissKind::Part, distance(&met, &wanted), || {
                let (how, operator) = match (met.starts_with(&wanted), met.ends_with(&wanted)) {
                    (true, _) => ("begins with", Some("prefix")),
                    (false, true) => ("ends with", Some("suffix")),
                    (false, false) => ("contains", None),
                };
                let sentence = format!(
                    "The event has {}, which {how} {} but for letter case: a plain string must be the whole value, and \
                        letter case counts.",
                    self.met(),
                    quoted(wanted_text.as_bytes())
                );
                let own = self.is_of_its_own(&met, &wanted);
                let fix = operator.filter(|_| !own).and_then(|operator| {
                    let text = literal(wanted_text.as_bytes());
                    let item = format!("{{\"{operator}\": {{\"equals-ignore-case\": {text}}}}}");
                    self.keeping(&item).map(if_all)
                });
                (sentence, fix)
            });
        } else if met.chars().count() >= 3 && wanted.contains(&met) {
            nearest.offer(MissKind::Part, distance(&wanted, &met), || {
                let sentence = format!(
                    "The event has only {}, and the pattern wants {}: letter case differs, and {}, so they may be two \
                        things.",
                    self.met(),
                    quoted(wanted_text.as_bytes()),
                    difference(part_of(wanted_text, &met).unwrap_or(&met), wanted_text)
                );
                (sentence, None)
            });
        }
    }
}

/// Where a text has a part that is given in small letters.
fn part_of<'t>(text: &'t str, part: &str) -> Option<&'t str> {
    let at = text.to_lowercase().find(part)?;
    text.get(at..at + part.len()).filter(|there| there.to_lowercase() == part)
}

/// Whether a part that is given in small letters begins or ends within a word of a text whose words begin
/// with capitals: `describeinstances` in `DescribeInstanceStatus`.
fn is_cut_by_letter_case(text: &str, part: &str) -> bool {
    let words = text.contains(char::is_lowercase) && text.contains(char::is_uppercase);
    let Some(at) = text.to_lowercase().find(part).filter(|_| words && text.is_ascii()) else { return false };
    let is_inside = |at: usize| {
        let two = text.get(at.saturating_sub(1)..=at).unwrap_or_default();
        two.len() == 2 && two.starts_with(char::is_alphabetic) && two.ends_with(char::is_lowercase)
    };
    is_inside(at) || is_inside(at + part.len())
}
