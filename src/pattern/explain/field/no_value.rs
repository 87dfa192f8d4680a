//! A field without a value: what is there in its place, and what the event has beside it.

use super::{Failing, NAMED};
use crate::json::Document;
use crate::json::{Fix, Value};
use crate::pattern::Clause;
use crate::pattern::explain::catalogue::MissKind;
use crate::pattern::explain::field::event_paths::{names, path_for_sentence, reach, tips};
use crate::pattern::explain::fixes;
use crate::pattern::explain::miss::Nearest;
use crate::pattern::explain::value::for_sentence;
use crate::pattern::explain::wording::similarity::quoted;
use crate::pattern::item::Item;
use crate::text::{letters_and_digits, listed};

impl<'a> Failing<'_, 'a> {
    pub(super) fn nothing_there(&self, nearest: &mut Nearest) {
        if let Some(how) = self.scene.wrapping() {
            nearest.offer(MissKind::Wrapped, 0, || {
                let place = self.elsewhere(true).map(|(value, path)| {
                    format!(" Here {} is at {}.", for_sentence(value), path_for_sentence(&path))
                });
                (format!("The event has no {}: {how}.{}", self.name(), place.unwrap_or_default()), None)
            });
        }
        let at = reach(self.event.root(), &self.steps);
        if let Some(container) = at.first() {
            self.container(nearest, *container);
        }
        self.level(nearest);
        if at.is_empty() {
            self.keyword(nearest);
            self.around_pattern(nearest);
            self.beside_pattern(nearest);
            self.joined_names(nearest);
            self.renamed(nearest);
            self.respelled(nearest);
            self.named_pairs(nearest);
            self.pair_for_a_map(nearest);
        }
        self.inside_text(nearest);
        self.elsewhere_only(nearest, at.first().copied());
        self.part_of_a_name(nearest);
        self.inside_another_text(nearest);
        self.empty(nearest, at.first().copied());
        let unless = self.leaf.clauses.iter().any(|clause| matches!(clause.item, Item::Not(_)));
        nearest.offer(MissKind::Absent, 0, || (self.absence(), if unless { self.or_absent() } else { None }));
    }

    /// Whether a text of the list is an object written as JSON.
    fn lists_an_object(&self) -> bool {
        self.leaf.clauses.iter().any(|clause| {
            matches!(&clause.item, Item::Text(text) if text.first() == Some(&b'{')
                && self.scene.effort.spend(text.len())
                && std::str::from_utf8(text).is_ok_and(|text| Document::parse(text).is_ok()))
        })
    }

    /// A wanted text that is a name of the object there, and the value that it has.
    fn named_inside(&self, container: Value<'a>) -> Option<(Vec<u8>, Value<'a>, Value<'a>)> {
        self.clauses().find_map(|(clause, wanted)| {
            let Item::Text(text) = &clause.item else { return None };
            let of_text = container.members().find(|member| member.key().as_bytes() == &**text)?;
            tips(of_text.value()).first().map(|value| (text.to_vec(), wanted, *value))
        })
    }

    fn container(&self, nearest: &mut Nearest, container: Value<'a>) {
        let exists = self.leaf.clauses.iter().any(|clause| clause.item == Item::Present);
        nearest.offer(MissKind::Container, 0, || {
            let noun = container.kind().noun();
            let name = self.name();
            if container.leaves().next().is_none() {
                let via = self.event.root().get("detail-type").and_then(Value::text);
                let cloudtrail = via.is_some_and(|via| via.to_string_lossy().ends_with("via CloudTrail"))
                    && self.steps == [b"resources".to_vec()];
                let hint = if cloudtrail {
                    " Events that CloudTrail delivers carry no resources; match a \
                    field of \"detail.requestParameters\"."
                } else {
                    ""
                };
                let bare = container.members().next().is_none() && container.elements().next().is_none();
                let what = if bare {
                    noun.replace("an ", "an empty ")
                } else {
                    format!(
                        "{noun} without \
                    values"
                    )
                };
                let (hint, fix) = match self.named_by_an_arn() {
                    Some((path, value, fix)) if hint.is_empty() => {
                        (format!(" {} is at {}.", for_sentence(value), path_for_sentence(&path)), fix)
                    }
                    Some(_) | None => (hint.to_owned(), None),
                };
                let unless = self.leaf.clauses.iter().any(|clause| matches!(clause.item, Item::Not(_)));
                let (needs, fix) = if unless && fix.is_none() {
                    (" \"anything-but\" wants the field to be there.", self.or_absent())
                } else {
                    ("", fix)
                };
                return (format!("{name} is {what} in this event, which counts as absent.{needs}{hint}"), fix);
            }
            if let Some((text, wanted, value)) = self.named_inside(container) {
                let path: Vec<Vec<u8>> = self.steps.iter().cloned().chain([text.clone()]).collect();
                let sentence = format!(
                    "{name} is {noun} in this event, and {} is a name in it, with {}. Ask for {}: [{}].",
                    quoted(&text),
                    for_sentence(value),
                    path_for_sentence(&path),
                    for_sentence(value)
                );
                let alone = self.leaf.clauses.len() == 1;
                let fix = if alone { self.moved_with(&path, wanted, value.raw()) } else { None };
                return (sentence, fix);
            }
            if let Some(outcome) = self.pair_in_a_text(container) {
                return outcome;
            }
            let inside = names(&[container]);
            // Of several fields it cannot be known which is meant.
            let first = inside.first().filter(|_| exists && inside.len() == 1).and_then(|_| {
                let places = self.scene.drawn.atlas();
                let below = |place: &usize| places.steps(*place).starts_with(&self.steps);
                places.leaves.iter().map(|(place, _)| *place).find(below).map(|place| places.steps(place))
            });
            let fix = first.and_then(|target| {
                crate::pattern::explain::fixes::moved_field::relocate(self.pattern, self.leaf, &target)
            });
            let inside = listed(&inside, "and", NAMED);
            let sentence = if self.lists_an_object() {
                format!(
                    "{name} is {noun} in this event, and the pattern wants JSON in quotes for it, which is a text. \
                    Fields are asked for without the quotes, each value in a list: {inside}."
                )
            } else if exists {
                format!(
                    "{name} is {noun} in this event, and \"exists\" looks at values only. Ask for a \
                    field inside it: {inside}."
                )
            } else {
                format!(
                    "{name} is {noun} in this event, and the pattern lists values for it. Name the \
                    field inside it that is meant: {inside}."
                )
            };
            (sentence, fix)
        });
    }

    /// null, the empty string and absence.
    fn empty(&self, nearest: &mut Nearest, at: Option<Value<'a>>) {
        // A field of that name at the right place, or one that fits elsewhere, says more.
        if nearest.miss().is_some_and(|miss| {
            miss.kind == MissKind::NameCase
                || miss.rank < (MissKind::Elsewhere.rank() + 1) * 100 && miss.fix.is_some()
        }) {
            return;
        }
        for (clause, wanted) in self.clauses() {
            if matches!(&clause.item, Item::Null)
                || matches!(&clause.item, Item::Text(text) if text.is_empty())
            {
                nearest.offer(MissKind::Empty, 1, || {
                    let absent = match at {
                        Some(container) => {
                            format!(
                                "{} is {} without values, which counts as \
                                absent",
                                self.name(),
                                container.kind().noun()
                            )
                        }
                        None => format!("The event has no {} at all", self.name()),
                    };
                    (
                        format!(
                            "{absent}, and the pattern wants {}; a field that is absent has no value, not \
                                even that one.",
                            for_sentence(wanted)
                        ),
                        fixes::add(wanted, "{\"exists\": false}").map(|fix| Fix {
                            label: "Accept events without the field, too: add {\"exists\": false}".into(),
                            ..fix
                        }),
                    )
                });
            }
        }
    }

    /// Accepts events without the field.
    fn or_absent(&self) -> Option<Fix> {
        let fix = fixes::add(self.clauses().last()?.1, "{\"exists\": false}")?;
        Some(Fix { label: "Accept events without the field, too: add {\"exists\": false}".into(), ..fix })
    }

    /// The sentence for a field that is nowhere, with what there is instead.
    pub(super) fn absence(&self) -> String {
        let mut known = 0;
        let mut at = vec![self.event.root()];
        for upto in 1..self.steps.len() {
            let next = reach(self.event.root(), self.steps.get(..upto).unwrap_or_default());
            if next.is_empty() {
                break;
            }
            known = upto;
            at = next;
        }
        let needs = match self.leaf.clauses.as_slice() {
            [Clause { item: Item::Not(_), .. }] => " \"anything-but\" wants the field to be there.",
            [Clause { item: Item::Present, .. }] => " The pattern wants it to be there.",
            _ => "",
        };
        let name = self.name();
        let above = path_for_sentence(self.steps.get(..known).unwrap_or_default());
        let inside = names(&at);
        let needs = if self.steps == [b"replay-name".to_vec()] {
            " Only events that a replay sends have it."
        } else {
            needs
        };
        match (known, at.first()) {
            (0, _) if inside.is_empty() => format!("The event has no {name}; it is empty.{needs}"),
            (0, _) => format!(
                "The event has no {name}.{needs} At the top it has: {}.",
                listed(&inside, "and", NAMED)
            ),
            (_, Some(first)) if inside.is_empty() && tips(*first).is_empty() => {
                let noun = first.kind().noun().replace("an ", "an empty ");
                format!("The event has no {name}.{needs} {above} is {noun}.")
            }
            (_, Some(first)) if inside.is_empty() => {
                format!(
                    "The event has no {name}.{needs} {above} is {}, which has no fields inside.",
                    for_sentence(*first)
                )
            }
            _ => format!(
                "The event has no {name}.{needs} In {above} it has: {}.{}",
                listed(&inside, "and", NAMED),
                self.object_of_the_name()
            ),
        }
    }

    /// That an object elsewhere is called as the field is, but for letter case and marks, as a sentence
    /// behind others.
    fn object_of_the_name(&self) -> String {
        let bare = |step: &[u8]| letters_and_digits(&String::from_utf8_lossy(step));
        let atlas = self.scene.drawn.atlas();
        let name = self.steps.last().map(|last| bare(last)).unwrap_or_default();
        if name.len() < 3 || !self.scene.effort.spend(atlas.places.len() * 20) {
            return String::new();
        }
        let of_name = |place: &usize| bare(atlas.last(*place)) == name;
        let mut places = (1..atlas.places.len()).filter(of_name).map(|place| atlas.steps(place));
        let found = places.find_map(|steps| {
            let inside = names(&reach(self.event.root(), &steps));
            (!inside.is_empty() && !self.steps.starts_with(&steps)).then_some((steps, inside))
        });
        found.map_or_else(String::new, |(steps, inside)| {
            format!(
                " {} is an object, in which it has: {}.",
                path_for_sentence(&steps),
                listed(&inside, "and", NAMED)
            )
        })
    }
}
