//! What `anything-but` excludes.

use crate::pattern::explain::catalogue::MissKind;
use crate::pattern::explain::miss::Nearest;
use crate::pattern::explain::value::Pair;
use crate::pattern::explain::wording::similarity::quoted;
use crate::pattern::item::{Not, ends_with, starts_with};

impl Pair<'_> {
    /// What `anything-but` says of the value.
    pub(in crate::pattern::explain) fn explain_exclusion(&self, nearest: &mut Nearest, not: &Not) {
        nearest.offer(MissKind::Excluded, 0, || {
            let (met, text) = (self.met(), self.scalar.text().unwrap_or_default());
            let mut single = false;
            let entry = match not {
                Not::Texts(list) => {
                    single = list.len() == 1;
                    "it is in the list".to_owned()
                }
                Not::Numbers(list) => {
                    single = list.len() == 1;
                    "it is in the list".to_owned()
                }
                Not::Prefixes(list) => list
                    .iter()
                    .find(|p| starts_with(text, p))
                    .map_or_else(String::new, |p| format!("it begins with {}", quoted(p))),
                Not::Suffixes(list) => list
                    .iter()
                    .find(|s| ends_with(text, s))
                    .map_or_else(String::new, |s| format!("it ends with {}", quoted(s))),
                Not::Folded(list) => match list.iter().position(|folded| folded.equals(text)) {
                    Some(_) => "in any letter case, it is in the list".to_owned(),
                    None => String::new(),
                },
                Not::Wildcards(list) => list
                    .iter()
                    .find(|w| w.matches(text))
                    .map_or_else(String::new, |w| format!("it fits {}", quoted(&w.text()))),
            };
            let sentence = if single {
                format!("The event has {met}, and the pattern wants anything but that.")
            } else {
                format!("The event has {met}, which \"anything-but\" excludes: {entry}.")
            };
            // To let it through would not be what the writer meant.
            (sentence, None)
        });
    }
}
