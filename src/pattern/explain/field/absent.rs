//! A field that is not where the pattern looks for it: under a similar name, inside a text, elsewhere.

use crate::json::Value;
use crate::pattern::explain::catalogue::MissKind;
use crate::pattern::explain::field::Failing;
use crate::pattern::explain::field::elsewhere::{is_special, is_word};
use crate::pattern::explain::field::event_paths::{
    BEGINS, Likeness, Renaming, bare_path, path_for_sentence, reach, similar_path, tips,
};
use crate::pattern::explain::field::value_there::There;
use crate::pattern::explain::fixes::moved_field::{relocate, rename, split};
use crate::pattern::explain::fixes::{CORRECT_IT, if_that_field, unless_corrected};
use crate::pattern::explain::miss::Nearest;
use crate::pattern::explain::value::{COMPOSED, for_sentence};
use crate::pattern::explain::wording::differences::{look_difference, space_difference};
use crate::pattern::explain::wording::similarity::{cleaned, composed_alike};
use crate::pattern::explain::wording::slips::is_only_a_slip;
use crate::pattern::item::{Item, Scalar};
use crate::pattern::path::PathTree;
use crate::text::{letters_and_digits, listed};
use std::cmp::Ordering;

impl<'a> Failing<'_, 'a> {
    /// Names joined into one where the event nests them, or nested where the event joins them: `orderId` for
    /// `order.id`. Several names of a path that are written in another way, `orderInfo.orderId` for
    /// `order-info.order-id`.
    pub(super) fn joined_names(&self, nearest: &mut Nearest) {
        let wanted = bare_path(&self.steps);
        let found = self.scene.drawn.at_joined(&wanted).filter(|(steps, _)| {
            let same = |a: &Vec<u8>, b: &Vec<u8>| a.eq_ignore_ascii_case(b);
            let top = steps.first().zip(self.steps.first()).is_some_and(|(a, b)| same(a, b));
            wanted.len() >= 4 && *steps != self.steps && top
        });
        let Some((steps, value)) = found else { return };
        let there = self.there(&steps, &reach(self.event.root(), &steps));
        let write = || {
            let how = match steps.len().cmp(&self.steps.len()) {
                Ordering::Greater => "it nests what the pattern writes as one name",
                Ordering::Less => "it writes as one name what the pattern nests",
                Ordering::Equal => "only the letter case and the marks in the names differ, and they count",
            };
            let sentence = format!(
                "The event has no {}; it has {} ({}): {how}{}{}.",
                self.name(),
                path_for_sentence(&steps),
                for_sentence(there.value.unwrap_or(value)),
                there.another("and"),
                there.besides()
            );
            let fix = relocate(self.pattern, self.leaf, &steps);
            (sentence, if there.fits { fix } else { self.with_value(fix, &there) })
        };
        if there.is_near() {
            nearest.offer(MissKind::NameSpelling, 15 + usize::from(!there.fits) * 5, write);
        } else {
            nearest.offer_unfit(MissKind::NameSpelling, 5, write);
        }
    }

    /// A field of a similar name.
    pub(in crate::pattern::explain) fn renamed(&self, nearest: &mut Nearest) {
        let nearness = |values: &[Value<'a>]| {
            let there = self.there(&self.steps, values);
            usize::from(!there.is_meant()) + usize::from(!there.is_near())
        };
        let Some(renaming) = similar_path(self.event.root(), &self.steps, &self.scene.effort, &nearness)
        else {
            return;
        };
        // The event's name may hold full stops.
        let path: Vec<Vec<u8>> = renaming.steps.iter().flat_map(|step| split(step)).collect();
        let there = self.there(&path, &reach(self.event.root(), &path));
        let (kind, distance) = match renaming.likeness {
            Likeness::Case => (MissKind::NameCase, 0),
            Likeness::Space | Likeness::Looks => (MissKind::NameSpelling, 0),
            Likeness::Spelling(distance) => (MissKind::NameSpelling, distance),
        };
        // Where its value says nothing, a name that only begins so is another, and so is one that is asked
        // for already.
        let elsewhere = || {
            let fits =
                |(path, there): &(Vec<Vec<u8>>, There<'_>)| there.fits && path.last() == self.steps.last();
            self.namesakes().iter().any(fits)
        };
        // A field of just that name whose value would do is likelier.
        if !there.is_meant() && renaming.likeness != Likeness::Looks && elsewhere() {
            return;
        }
        let unlikely = renaming.likeness == Likeness::Spelling(BEGINS)
            || renaming.more > 0
            || (distance > 1 && self.is_asked(&path));
        if unlikely && !there.is_meant() {
            return;
        }
        let write = || {
            let shown = there.value.map_or_else(String::new, |value| format!(" ({})", for_sentence(value)));
            let sentence = format!(
                "The event has no {}; it has {}{shown}{}{}{}.",
                self.name(),
                path_for_sentence(&renaming.steps),
                self.how_named(&renaming),
                there.another("and"),
                there.besides()
            );
            // A name that only looks or is spelled otherwise is wrong whatever the value.
            let fix = rename(self.pattern, self.leaf, &renaming);
            let both = if there.fits { None } else { self.with_value(fix.clone(), &there) };
            let fix = both.or_else(|| fix.filter(|_| there.fits || distance == 0));
            // Another word may be the name of another field.
            let written = |bytes: Option<&Vec<u8>>| {
                bytes.map(|bytes| String::from_utf8_lossy(bytes).into_owned()).unwrap_or_default()
            };
            let text = |bytes: Option<&Vec<u8>>| written(bytes).to_lowercase();
            let bare = |bytes: Option<&Vec<u8>>| letters_and_digits(&text(bytes));
            let another = matches!(renaming.likeness, Likeness::Spelling(1..))
                && bare(Some(&renaming.key)) != bare(self.steps.get(renaming.at))
                && !is_only_a_slip(&text(Some(&renaming.key)), &text(self.steps.get(renaming.at)));
            let (there, asked) = (written(Some(&renaming.key)), written(self.steps.get(renaming.at)));
            if there != asked && cleaned(&there) == asked {
                return (format!("{sentence} {CORRECT_IT}"), fix.map(unless_corrected));
            }
            (sentence, if another { fix.map(if_that_field) } else { fix })
        };
        // A name that is the same but for its writing is meant, whatever its value.
        if there.is_near() || distance <= 1 {
            nearest.offer(kind, distance * 10 + usize::from(!there.fits) * 5, write);
        } else {
            nearest.offer_unfit(kind, distance * 10, write);
        }
    }

    /// How a name is written otherwise, as a clause behind it; nothing where it is only spelled otherwise.
    fn how_named(&self, renaming: &Renaming) -> String {
        let text = |bytes: Option<&Vec<u8>>| {
            bytes.map(|bytes| String::from_utf8_lossy(bytes).into_owned()).unwrap_or_default()
        };
        let (there, wanted) = (text(Some(&renaming.key)), text(self.steps.get(renaming.at)));
        let more = if renaming.more > 0 { ": more than one of its names is written otherwise" } else { "" };
        match renaming.likeness {
            Likeness::Case => ": only the letter case of the name differs, and it counts".to_owned(),
            Likeness::Space => {
                let how = space_difference(&there, &wanted)
                    .replace("the pattern's text", "the pattern's name")
                    .replace("the event's value", "the event's name");
                format!(": {how}")
            }
            Likeness::Looks => format!(": the names look alike, but {}", look_difference(&there, &wanted)),
            Likeness::Spelling(_) if composed_alike(&there, &wanted) => format!(": {COMPOSED}"),
            Likeness::Spelling(_) => more.to_owned(),
        }
    }

    /// Whether the pattern asks for a field by its right name elsewhere.
    pub(super) fn is_asked(&self, path: &[Vec<u8>]) -> bool {
        self.pattern
            .tree
            .descend(PathTree::ROOT, &path.join(&b'.'))
            .and_then(|node| self.pattern.id_of(node))
            .is_some()
    }

    /// A path as other tools write it: JSONPath, JSON pointers, numbers for the elements of arrays.
    pub(in crate::pattern::explain) fn respelled(&self, nearest: &mut Nearest) {
        let is_step = |step: &&[u8]| {
            !step.is_empty() && *step != b"$" && *step != b"*" && !step.iter().all(u8::is_ascii_digit)
        };
        let cut = |step: &Vec<u8>| -> Vec<Vec<u8>> {
            step.split(|b| matches!(b, b'/' | b'[' | b']')).filter(is_step).map(<[u8]>::to_vec).collect()
        };
        let steps: Vec<Vec<u8>> = self.steps.iter().flat_map(cut).collect();
        if steps == self.steps || steps.is_empty() {
            return;
        }
        let values = reach(self.event.root(), &steps);
        let Some(value) = values.iter().flat_map(|value| tips(*value)).next() else { return };
        let fits = self.fits(&values);
        let write = || {
            let numbered = self.steps.iter().any(|step| step.iter().any(u8::is_ascii_digit));
            let how = if numbered {
                "elements of an array have no numbers in a pattern"
            } else {
                "a pattern names fields by nested objects, not by a path"
            };
            let fix = if fits { relocate(self.pattern, self.leaf, &steps) } else { None };
            (
                format!(
                    "The event has no {}; it has {} ({}): {how}.",
                    self.name(),
                    path_for_sentence(&steps),
                    for_sentence(value)
                ),
                fix,
            )
        };
        if fits {
            nearest.offer(MissKind::NameSpelling, 1, write);
        } else {
            nearest.offer_unfit(MissKind::NameSpelling, 1, write);
        }
    }

    /// The wanted value, or a field of the wanted name, lies elsewhere in the event.
    pub(in crate::pattern::explain) fn elsewhere_only(&self, nearest: &mut Nearest, at: Option<Value<'a>>) {
        if let Some((value, path)) = self.elsewhere(true) {
            if !self.may_be_meant(value, &path) {
                return self.of_another_object(nearest, value, &path);
            }
            return nearest.offer(MissKind::Elsewhere, 0, || {
                let (name, shown, there) = (self.name(), for_sentence(value), path_for_sentence(&path));
                let sentence = match at {
                    Some(container) if path.starts_with(&self.steps) => {
                        format!(
                            "{name} is {} in this event, and the pattern lists values for it; {shown} is at \
                                {there}.",
                            container.kind().noun()
                        )
                    }
                    Some(container) if tips(container).is_empty() => {
                        let noun = container.kind().noun();
                        let bare =
                            container.members().next().is_none() && container.elements().next().is_none();
                        let noun = if bare { noun.replace("an ", "an empty ") } else { noun.to_owned() };
                        format!(
                            "{name} is {noun} in this event, which counts as absent; {shown} is at {there}."
                        )
                    }
                    _ if self.steps.starts_with(&path) => {
                        format!(
                            "{there} is {shown} in this event, a value without fields, so there is no \
                            {name}."
                        )
                    }
                    _ => format!("The event has no {name}; {shown} is at {there}."),
                };
                match self.also_at(value, &path) {
                    Some(also) => (format!("{sentence} {also}"), None),
                    None if !self.tells(value, &path) => (sentence, None),
                    None => {
                        let fix = relocate(self.pattern, self.leaf, &path);
                        // Another name may be that of a counterpart: who approved is not who asked.
                        let is_named = path.last() == self.steps.last() && at.is_none();
                        let is_other = !is_named && !path.starts_with(&self.steps);
                        (sentence, if is_other { fix.map(if_that_field) } else { fix })
                    }
                }
            });
        }
        // What is asked of an object or of a list of them is asked of a field inside.
        if at.is_some_and(|container| container.leaves().next().is_some()) {
            return;
        }
        let namesakes = self.namesakes();
        let Some((path, there)) = namesakes.first() else { return };
        let Some(value) = there.value else { return };
        if there.fits && !self.may_be_meant(value, path) {
            return self.of_another_object(nearest, value, path);
        }
        // Where nothing tells which is meant, all of them are named.
        let several = namesakes.len() > 1 && !there.is_near();
        let write = || {
            // What any value satisfies says nothing of a place that lacks some of the names.
            let any =
                self.leaf.clauses.iter().all(|clause| matches!(clause.item, Item::Present | Item::Not(_)));
            let unlikely = any && !self.has_all_names(path);
            let fix = relocate(self.pattern, self.leaf, path).filter(|_| !several && !unlikely);
            let fix = if there.fits { fix } else { self.with_value(fix, there) };
            let places: Vec<String> = namesakes.iter().map(|(path, _)| path_for_sentence(path)).collect();
            let no = self.name();
            let sentence = if several {
                let places = listed(&places, "and", 3);
                format!(
                    "The event has no {no}; fields of that name are at {places}, and their values are none of those \
                        listed."
                )
            } else {
                let but = there.another("though");
                let place = path_for_sentence(path);
                let what = if path.last() == self.steps.last() {
                    format!("a field of that name is at {place}, where it is {}", for_sentence(value))
                } else {
                    format!("it has {place} ({}), whose name is written otherwise", for_sentence(value))
                };
                format!("The event has no {no}; {what}{but}{}.", there.besides())
            };
            (sentence, fix)
        };
        if there.fits {
            nearest.offer(MissKind::Elsewhere, 20, write);
        } else if there.is_meant() {
            nearest.offer(MissKind::Elsewhere, 30, write);
        } else {
            nearest.offer_unfit(MissKind::Elsewhere, 60, write);
        }
    }

    /// Whether a value at another place may be the one that is asked for: few values satisfy the condition,
    /// or all names below `detail` stand there in their order, levels between them left out.
    fn may_be_meant(&self, value: Value<'a>, path: &[Vec<u8>]) -> bool {
        let scalar = Scalar::new(value);
        let one = |item: &Item| matches!(item, Item::Text(_) | Item::Number { .. }) || is_special(item);
        let few = self.leaf.clauses.iter().any(|c| one(&c.item) && c.item.matches(&scalar));
        few || self.is_in_line(path)
    }

    /// Whether a value says by itself, or by the names of its place, that it is the one: a word such as
    /// `pending` may stand in any object.
    fn tells(&self, value: Value<'a>, path: &[Vec<u8>]) -> bool {
        !is_word(value) || path.len() <= 2 || self.is_in_line(path)
    }

    /// Whether all names of the field stand in the path.
    fn has_all_names(&self, path: &[Vec<u8>]) -> bool {
        let bare = |step: &Vec<u8>| letters_and_digits(&String::from_utf8_lossy(step));
        let there: Vec<String> = path.iter().map(bare).collect();
        self.steps.iter().map(bare).all(|name| there.contains(&name))
    }

    /// Whether all names of the field, below `detail`, stand in the path in their order, or all of the path's
    /// in the field's.
    fn is_in_line(&self, path: &[Vec<u8>]) -> bool {
        let bare = |steps: &[Vec<u8>]| -> Vec<String> {
            let steps = steps.strip_prefix([b"detail".to_vec()].as_slice()).unwrap_or(steps);
            steps.iter().map(|step| letters_and_digits(&String::from_utf8_lossy(step))).collect()
        };
        let (names, there) = (bare(&self.steps), bare(path));
        let all_in = |few: &[String], many: &[String]| {
            let mut left = many.iter();
            few.iter().all(|name| left.any(|step| step == name))
        };
        let in_order = names.last() == there.last() && (all_in(&names, &there) || all_in(&there, &names));
        in_order || path.starts_with(&self.steps) || self.steps.starts_with(path)
    }

    /// That the field is not there, and that another object has one of its name: the sender of an order may
    /// be anybody.
    fn of_another_object(&self, nearest: &mut Nearest, value: Value<'a>, path: &[Vec<u8>]) {
        nearest.offer_unfit(MissKind::Elsewhere, 90, || {
            let sentence = format!(
                "{} A field of that name is at {}, where it is {}.",
                self.absence(),
                path_for_sentence(path),
                for_sentence(value)
            );
            (sentence, None)
        });
    }
}
