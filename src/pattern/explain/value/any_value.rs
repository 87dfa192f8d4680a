//! A word for any value or for none, which as a plain string is only itself.

use crate::pattern::explain::catalogue::MissKind;
use crate::pattern::explain::miss::Nearest;
use crate::pattern::explain::value::Pair;
use crate::pattern::explain::wording::similarity::quoted;

const ANY: [&str; 8] =
    ["any", "all", "anything", "everything", "any value", "anyvalue", "whatever", "exists"];
/// What other matchers take for any text, and what is hardly a value.
const SIGNS: [&str; 6] = [".*", ".+", "^.*$", "(.*)", "%", "**"];
/// How programs write that there is no value.
const NONE: [&str; 6] = ["None", "null", "nil", "undefined", "NaN", "NULL"];

impl Pair<'_> {
    /// A word for any value or for none in the place of a value.
    pub(super) fn any_value(&self, nearest: &mut Nearest, met_text: &str, wanted_text: &str) {
        let wanted = quoted(wanted_text.as_bytes());
        let both =
            || format!("The event has {}, and the pattern wants the plain string {wanted}", self.met());
        let is_any = |text: &str| ANY.contains(&text.trim().to_lowercase().as_str());
        let is_sign = |text: &str| SIGNS.contains(&text.trim());
        let any = "{\"exists\": true}";
        if is_sign(wanted_text) && !is_sign(met_text) {
            nearest.offer(MissKind::Syntax, 0, || {
                let sentence =
                    format!("{}, which is only itself. Any value is asked for with {any}.", both());
                (sentence, self.instead(any.to_owned()))
            });
        } else if is_any(wanted_text) && !is_any(met_text) && self.all_of_the_list(is_any) {
            nearest.offer(MissKind::Different, 0, || {
                let sentence = format!(
                    "{}, which is only itself. If any value is meant, write {any} in its place.",
                    both()
                );
                (sentence, None)
            });
        } else if NONE.contains(&wanted_text) && self.all_of_the_list(|text| NONE.contains(&text)) {
            nearest.offer(MissKind::Different, 0, || {
                let sentence = format!(
                    "{}: that is what a program writes where it has no value, so it may not have been filled in.",
                    both()
                );
                (sentence, None)
            });
        }
    }
}
