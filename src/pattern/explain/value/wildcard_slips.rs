//! A wildcard with several slips: each of its parts that does not fit is put right, one after the other.

use crate::pattern::explain::catalogue::MissKind;
use crate::pattern::explain::fixes::if_one;
use crate::pattern::explain::miss::Nearest;
use crate::pattern::explain::value::affix::digits;
use crate::pattern::explain::value::ends::is_mark;
use crate::pattern::explain::value::{Pair, amount, regex};
use crate::pattern::explain::wording::differences::difference;
use crate::pattern::explain::wording::similarity::{literal, misspelled, quoted, tolerance};
use crate::pattern::wildcard::{Reach, Wildcard};

/// With more slips it is another text.
const MOST: usize = 3;
/// Longer values, in bytes, are not searched for misspelled parts.
const LONGEST: usize = 300;

/// A part as it should have been, and what was wrong with it.
struct FixedPart {
    /// The part; several where stars stand in it.
    parts: Vec<String>,
    kind: MissKind,
    /// As a clause.
    how: String,
}

impl Pair<'_> {
    /// Two or three slips in the parts of a wildcard, told and put right together.
    pub(super) fn wildcard_with_slips(
        &self,
        nearest: &mut Nearest,
        wildcard: &Wildcard,
        met: &str,
        wanted: &str,
    ) {
        let texts: Option<Vec<String>> =
            wildcard.parts.iter().map(|part| String::from_utf8(part.to_vec()).ok()).collect();
        let Some(mut parts) = texts.filter(|parts| parts.len() > 1 && met.len() <= LONGEST) else { return };
        let mut slips: Vec<FixedPart> = Vec::new();
        loop {
            let now = of_parts(&parts);
            let at = match now.reach(met.as_bytes()) {
                Reach::All => break,
                Reach::End => return,
                Reach::Part(at) => at,
            };
            let Some(part) = parts.get(at).filter(|part| !part.is_empty() && slips.len() < MOST) else {
                return;
            };
            if !self.effort.spend(met.len() * part.len() * part.len()) {
                return;
            }
            let place = if at == 0 {
                PartPosition::Beginning
            } else if at + 1 == parts.len() {
                PartPosition::End
            } else {
                PartPosition::Within
            };
            let behind = behind_parts(met, parts.get(..at).unwrap_or_default());
            let Some(fixed) = fixed_part(part, behind, place) else { return };
            parts.splice(at..=at, fixed.parts.iter().cloned());
            slips.push(fixed);
        }
        let Some(kind) = slips.iter().map(|slip| slip.kind).max_by_key(|kind| kind.rank()) else { return };
        if slips.len() < 2 {
            return;
        }
        nearest.offer(kind, 50, || {
            let clauses: Vec<&str> = slips.iter().map(|slip| slip.how.as_str()).collect();
            let sentence = format!(
                "The event has {}, and the wildcard is {wanted}: {}.",
                self.met(),
                clauses.join(", and ")
            );
            let item = format!("{{\"wildcard\": {}}}", literal(&of_parts(&parts).text()));
            (sentence, self.instead(item).map(if_one))
        });
    }
}

fn of_parts(parts: &[String]) -> Wildcard {
    Wildcard { parts: parts.iter().map(|part| part.as_bytes().into()).collect() }
}

/// What of a value is left behind the first parts, each at the first place that it can take.
fn behind_parts<'m>(met: &'m str, parts: &[String]) -> &'m str {
    parts.iter().fold(met, |left, part| left.split_once(part.as_str()).map_or(left, |(_, behind)| behind))
}

/// Where a part has to stand in what is left of the value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum PartPosition {
    Beginning,
    Within,
    End,
}

fn fixed_part(part: &str, left: &str, place: PartPosition) -> Option<FixedPart> {
    let one = |text: &str, kind, how: String| Some(FixedPart { parts: vec![text.to_owned()], kind, how });
    let fits = |text: &str| match place {
        PartPosition::Beginning => left.starts_with(text),
        PartPosition::Within => left.contains(text),
        PartPosition::End => left.ends_with(text),
    };
    if let Some(there) =
        pieces(left, part.chars().count(), place).find(|there| is_same_but_for_letters(there, part))
    {
        return one(
            there,
            MissKind::LetterCase,
            format!("the letter case of {} differs, and it counts", quoted(part.as_bytes())),
        );
    }
    if let Some(there) =
        pieces(left, part.chars().count(), place).find(|there| is_same_but_for_marks(there, part))
    {
        return one(there, MissKind::Separator, difference(there, part));
    }
    let bare = part.trim_start_matches('/');
    if bare.len() < part.len() && bare.len() > 1 && place == PartPosition::Beginning && fits(bare) {
        return one(bare, MissKind::Part, "the pattern has \"/\" more at the beginning".to_owned());
    }
    let classes = regex::classes_as_stars(part);
    if classes != part {
        let parts: Vec<String> = classes.split('*').map(str::to_owned).collect();
        let how =
            "a wildcard has no classes of characters, and a star in the place of one takes any run of them";
        return Some(FixedPart { parts, kind: MissKind::Syntax, how: how.to_owned() });
    }
    let tells = part.chars().filter(|c| c.is_alphanumeric()).count() > 1;
    if place == PartPosition::End && tells {
        let mut within = pieces(left, part.chars().count(), PartPosition::Within);
        if let Some(there) = within.find(|there| is_same_but_for_marks(there, part)) {
            let but =
                if there == part { String::new() } else { format!("{}, and ", difference(there, part)) };
            let how = format!(
                "{but}the event goes on behind {}, where the wildcard has no star",
                quoted(there.as_bytes())
            );
            return Some(FixedPart {
                parts: vec![there.to_owned(), String::new()],
                kind: MissKind::Part,
                how,
            });
        }
    }
    let count = part.chars().count();
    let most = tolerance(count);
    let lengths = count.saturating_sub(1)..=count + 1;
    let near = lengths.flat_map(|length| pieces(left, length, place)).filter(|there| {
        let edge = |text: &str| (text.starts_with(is_mark), text.ends_with(is_mark));
        edge(there) == edge(part) && digits(there) == digits(part) && !amount::are_two(there, part)
    });
    let near = near.filter_map(|there| Some((misspelled(there, part, most).filter(|_| most > 0)?, there)));
    let (_, there) = near.min_by_key(|(distance, _)| *distance)?;
    one(there, MissKind::Spelling, difference(there, part))
}

/// The pieces of so many characters that stand where the part has to.
fn pieces(left: &str, count: usize, place: PartPosition) -> impl Iterator<Item = &str> {
    let starts: Vec<usize> = left.char_indices().map(|(at, _)| at).collect();
    let last = starts.len().checked_sub(count);
    let chosen = match (place, last) {
        (_, None) => 0..0,
        (PartPosition::Beginning, Some(_)) => 0..1,
        (PartPosition::Within, Some(last)) => 0..last + 1,
        (PartPosition::End, Some(last)) => last..last + 1,
    };
    chosen.filter_map(move |from| {
        let start = starts.get(from).copied().unwrap_or(left.len());
        let end = starts.get(from + count).copied().unwrap_or(left.len());
        left.get(start..end).filter(|piece| !piece.is_empty())
    })
}

fn is_same_but_for_letters(there: &str, part: &str) -> bool {
    there.to_lowercase() == part.to_lowercase()
}

/// Whether two texts differ only in which marks stand between their letters and digits, and in letter case.
fn is_same_but_for_marks(there: &str, part: &str) -> bool {
    let alike = |(a, b): (char, char)| a.to_lowercase().eq(b.to_lowercase()) || is_mark(a) && is_mark(b);
    there.chars().any(char::is_alphanumeric)
        && there.chars().count() == part.chars().count()
        && there.chars().zip(part.chars()).all(alike)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_part_is_put_right_where_it_has_to_stand() {
        for (part, left, place, parts) in [
            ("Orders/", "orders/17", PartPosition::Beginning, Some("orders/")),
            ("_done", "17-done", PartPosition::End, Some("-done")),
            ("/orders/", "orders/17", PartPosition::Beginning, Some("orders/")),
            ("/recipt.pdf", "17/receipt.pdf", PartPosition::End, Some("/receipt.pdf")),
            (".pdf", "17.pdf.bak", PartPosition::End, Some(".pdf*")),
            ("orders/\\d+/", "orders/17/a", PartPosition::Beginning, Some("orders/*/")),
            ("refunds/", "orders/17", PartPosition::Beginning, None),
            ("/v1/", "/v2/", PartPosition::Within, None),
        ] {
            let found = fixed_part(part, left, place).map(|fixed| fixed.parts.join("*"));
            assert_eq!(found.as_deref(), parts, "{part}");
        }
    }
}
