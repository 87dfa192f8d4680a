//! A number with a comma inside, which a list takes for two values: `[2,500]` for 2500, `[2,5]` for 2.5.

use crate::json::{Fix, Kind, Value};
use crate::pattern::explain::catalogue::MissKind;
use crate::pattern::explain::field::Failing;
use crate::pattern::explain::fixes::if_one;
use crate::pattern::explain::miss::Nearest;

impl<'a> Failing<'_, 'a> {
    /// That neighbours of the list are the event's number, parted by a comma.
    pub(super) fn parted_number(&self, nearest: &mut Nearest, values: &[Value<'a>]) {
        /// Longer lists are not written for one number.
        const MOST: usize = 4;
        let items: Vec<Value<'a>> = self.clauses().map(|(_, item)| item).take(MOST + 1).collect();
        let are_numbers = items.iter().all(|item| item.kind() == Kind::Number);
        let (Some(first), Some(last)) = (items.first(), items.last()) else { return };
        if !(2..=MOST).contains(&items.len()) || !are_numbers {
            return;
        }
        let texts: Vec<&str> = items.iter().map(|item| item.raw()).collect();
        let Some(met) =
            values.iter().find(|value| value.kind() == Kind::Number && is_it(&texts, value.raw()))
        else {
            return;
        };
        nearest.offer(MissKind::Syntax, 0, || {
            let sentence = format!(
                "The event has {0}, and the pattern lists {1}: a comma parts two values of a list, and none stands inside \
                    a number. {0} is written so.",
                met.raw(),
                texts.join(" and ")
            );
            let fix = Fix::write(first.span().start..last.span().end, met.raw());
            (sentence, Some(if_one(fix)))
        });
    }
}

/// Whether a number is what these are with commas between them: groups of three digits, or a fraction behind
/// a comma.
fn is_it(texts: &[&str], number: &str) -> bool {
    let whole = |text: &&str| !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
    let grouped =
        texts.iter().skip(1).all(|text| text.len() == 3) && texts.first().is_some_and(|text| text.len() <= 3);
    let decimal = texts.len() == 2 && texts.join(".") == number;
    texts.iter().all(whole) && (grouped && texts.concat() == number || decimal)
}

#[cfg(test)]
mod tests {
    use super::is_it;

    #[test]
    fn a_number_is_parted_in_groups_or_before_its_fraction() {
        assert!(is_it(&["2", "500"], "2500") && is_it(&["12", "500", "100"], "12500100"));
        assert!(is_it(&["2", "5"], "2.5"));
        assert!(
            !is_it(&["2", "5"], "25") && !is_it(&["2", "500"], "2501") && !is_it(&["2500", "100"], "2500100")
        );
    }
}
