//! A field below a value that has no fields: a text, perhaps with JSON in it, or texts in the place of an
//! object.

use crate::json::{self, Fix, Kind, Value};
use crate::pattern::Leaf;
use crate::pattern::explain::catalogue::MissKind;
use crate::pattern::explain::field::Failing;
use crate::pattern::explain::field::event_paths::{MOST_VALUES, objects, path_for_sentence, reach, tips};
use crate::pattern::explain::fixes::if_all;
use crate::pattern::explain::fixes::moved_field::{relocate, split};
use crate::pattern::explain::miss::Nearest;
use crate::pattern::explain::value::for_sentence;
use crate::pattern::explain::value::in_base64::readable;
use crate::pattern::explain::wording::similarity::{literal, quoted};
use crate::pattern::item::{Item, Scalar};
use crate::pattern::services::is_of_aws;
use crate::pattern::wildcard::escape_wildcard;

impl<'a> Failing<'_, 'a> {
    /// A step of the path is a value without fields.
    pub(in crate::pattern::explain) fn inside_text(&self, nearest: &mut Nearest) {
        for upto in 1..self.steps.len() {
            let above = self.steps.get(..upto).unwrap_or_default();
            let values = reach(self.event.root(), above);
            if values.iter().any(|value| !objects(*value).is_empty()) {
                continue;
            }
            let Some(value) = values.iter().flat_map(|value| tips(*value)).next() else {
                let Some(noun) = values.first().map(|value| value.kind().noun()) else { return };
                // A place that has the value says more.
                if nearest.miss().is_some_and(|miss| miss.kind == MissKind::Level && miss.fix.is_some()) {
                    return;
                }
                return nearest.offer(MissKind::Empty, 0, || {
                    let sentence = format!(
                        "{} is {} in this event, so there is no {}.",
                        path_for_sentence(above),
                        noun.replace("an ", "an empty "),
                        self.name()
                    );
                    (sentence, None)
                });
            };
            if value.kind() == Kind::Null {
                return nearest.offer(MissKind::Empty, 0, || {
                    let sentence = format!(
                        "{} is null in this event and has no fields inside, so there is no {}.",
                        path_for_sentence(above),
                        self.name()
                    );
                    (sentence, None)
                });
            }
            let text = value.owned_text().filter(|text| self.scene.effort.spend(text.len() * 2));
            let holds_json = |text: &str| {
                let text = text.trim();
                text.starts_with(['{', '[']) && json::Document::parse(text).is_ok()
            };
            if let Some(text) = text.as_ref().filter(|text| holds_json(text)) {
                return nearest.offer(MissKind::InsideText, 1, || self.inside_json(above, value, text));
            }
            let (kind, hint) = match text {
                Some(text) if readable(&text).is_some_and(|text| holds_json(&text)) => (
                    MissKind::InsideText,
                    " It holds JSON as Base64, which EventBridge neither decodes nor looks into; the sender must put \
                        it in as an object.",
                ),
                Some(_) | None => (MissKind::Container, ""),
            };
            if let Some((sentence, fix)) = self.one_of_the_texts(above, &values) {
                return nearest.offer(MissKind::Elsewhere, 0, || (sentence, fix));
            }
            let itself = self.fits(&values);
            return nearest.offer(kind, 1, || {
                let (there, name) = (path_for_sentence(above), self.name());
                let fix = if itself { relocate(self.pattern, self.leaf, above) } else { None };
                let sentence = format!(
                    "{there} is {} in this event and has no fields inside, so there is no {name}.{hint}",
                    for_sentence(value)
                );
                (sentence, fix)
            });
        }
    }

    /// That a value is JSON written as a text: what that text has of the field, and the wildcard that asks
    /// for it.
    fn inside_json(&self, above: &[Vec<u8>], value: Value<'a>, text: &str) -> (String, Option<Fix>) {
        let (there, name, shown) = (path_for_sentence(above), self.name(), for_sentence(value));
        let rest = self.steps.get(above.len()..).unwrap_or_default();
        let document = json::Document::parse(text).ok();
        let values = document.as_ref().map(|document| reach(document.root(), rest)).unwrap_or_default();
        let held: Vec<Value<'_>> = values.iter().flat_map(|value| tips(*value)).collect();
        let wanted = held.iter().find(|value| self.takes(**value));
        let inside = path_for_sentence(rest);
        let has = match wanted.or(held.first()) {
            Some(value) => format!("there {inside} is {}", for_sentence(*value)),
            None => format!("that text has no {inside}"),
        };
        let sentence = format!(
            "{there} is {shown} in this event and has no fields inside, so there is no {name}. It holds JSON as text, \
                which EventBridge does not look into; {has}. {}",
            self.sent_as_text()
        );
        let fix = wanted.and_then(|wanted| self.as_wildcard(above, text, *wanted));
        (sentence, fix)
    }

    /// Who can make an object of a text, as a sentence.
    fn sent_as_text(&self) -> &'static str {
        let source = self.event.root().get("source").and_then(Value::owned_text);
        if source.is_some_and(|source| is_of_aws(&source)) {
            "AWS sends it so: of a text, a wildcard can ask for a part."
        } else {
            "The sender must put it in as an object; of a text, a wildcard can ask for a part."
        }
    }

    fn takes(&self, value: Value<'_>) -> bool {
        let scalar = Scalar::new(value);
        self.leaf.clauses.iter().any(|clause| clause.item.matches(&scalar))
    }

    /// The wildcard that a text satisfies which holds a value as it does; none where the pattern asks more of
    /// that text.
    fn as_wildcard(&self, above: &[Vec<u8>], text: &str, held: Value<'_>) -> Option<Fix> {
        let below = |leaf: &&Leaf| split(&self.pattern.tree.name(leaf.node)).starts_with(above);
        let alone = self.leaf.clauses.len() == 1 && self.pattern.leaves.iter().filter(below).count() == 1;
        let (clause, wanted) = self.clauses().next().filter(|_| alone)?;
        let plain = matches!(clause.item, Item::Text(_) | Item::Number { .. } | Item::Bool(_) | Item::Null);
        let last = self.steps.last().filter(|_| plain)?;
        // The name stands right before it; within a list there is none.
        let before = text.get(..held.span().start)?.trim_end().strip_suffix(':')?.trim_end();
        let key = literal(last);
        let start = before.strip_suffix(key.as_str())?.len();
        // What is no string goes on to the mark behind it: 12 is the beginning of 120.
        let more = usize::from(held.kind() != Kind::String);
        let part = text.get(start..held.span().end + more)?;
        let item =
            format!("{{\"wildcard\": {}}}", literal(format!("*{}*", escape_wildcard(part)).as_bytes()));
        let fix = self.moved_with(above, wanted, &item)?;
        let label =
            format!("Ask for {} with {item}, if the text is always written so", path_for_sentence(above));
        Some(Fix { label, ..fix })
    }

    /// That the field's name is one of the texts that stand in the place of the object around it.
    fn one_of_the_texts(&self, above: &[Vec<u8>], values: &[Value<'a>]) -> Option<(String, Option<Fix>)> {
        let (last, before) = self.steps.split_last().filter(|(_, before)| *before == above)?;
        let mut texts = values.iter().flat_map(|value| tips(*value)).filter_map(Value::text);
        if let Some(outcome) = self.pair_among_the_texts(before, last, values) {
            return Some(outcome);
        }
        texts.any(|text| text.as_bytes() == last.as_slice()).then_some(())?;
        let sentence = format!(
            "{0} holds texts in this event, and {1} is one of them: there is no {2}. Ask for {0}: [{1}].",
            path_for_sentence(before),
            quoted(last),
            self.name()
        );
        let asked = self.clauses().next().filter(|(clause, _)| {
            self.leaf.clauses.len() == 1 && matches!(clause.item, Item::Bool(true) | Item::Present)
        });
        let fix = asked.and_then(|(_, wanted)| self.moved_with(before, wanted, &literal(last)));
        Some((sentence, fix))
    }

    /// That one of the texts in the place of the object has the field's name with its value: `env:prod`.
    fn pair_among_the_texts(
        &self,
        above: &[Vec<u8>],
        name: &[u8],
        values: &[Value<'a>],
    ) -> Option<(String, Option<Fix>)> {
        let (clause, wanted) = self.clauses().next().filter(|_| self.leaf.clauses.len() == 1)?;
        let Item::Text(asked) = &clause.item else { return None };
        let (name, asked) = (std::str::from_utf8(name).ok()?, std::str::from_utf8(asked).ok()?);
        let texts: Vec<String> = values
            .iter()
            .flat_map(|value| tips(*value))
            .filter_map(Value::owned_text)
            .take(MOST_VALUES)
            .collect();
        let pairs = [":", "=", ": ", " = "].map(|sign| format!("{name}{sign}{asked}"));
        let place = path_for_sentence(above);
        let whole = texts.iter().find(|text| pairs.contains(*text));
        if let Some(text) = whole {
            let item = literal(text.as_bytes());
            let sentence = format!(
                "{place} holds texts in this event, and {item} is the one with the name and its value: there is no {}. Ask \
                    for {place}: [{item}].",
                self.name()
            );
            return Some((sentence, self.moved_with(above, wanted, &item)));
        }
        // Several of them in one text.
        let mark = |c: Option<char>| c.is_none_or(|c| !c.is_alphanumeric() && !matches!(c, '-' | '_' | '.'));
        let held = |text: &String, pair: &String| {
            text.split_once(pair.as_str()).is_some_and(|(before, behind)| {
                mark(before.chars().next_back()) && mark(behind.chars().next())
            })
        };
        let (text, pair) = texts
            .iter()
            .find_map(|text| pairs.iter().find(|pair| held(text, pair)).map(|pair| (text, pair)))?;
        let sentence = format!(
            "{place} is the text {} in this event, in which {} stands: there is no {}. Of a text, a wildcard can ask for a \
                part.",
            quoted(text.as_bytes()),
            quoted(pair.as_bytes()),
            self.name()
        );
        let item =
            format!("{{\"wildcard\": {}}}", literal(format!("*{}*", escape_wildcard(pair)).as_bytes()));
        Some((sentence, self.moved_with(above, wanted, &item).map(if_all)))
    }

    /// A text of the event holds the field as JSON: `body` with `attempt` in it.
    pub(super) fn inside_another_text(&self, nearest: &mut Nearest) {
        const MOST: usize = 20;
        let rank_of = |kind: MissKind| kind.rank() * 100;
        if nearest.miss().is_some_and(|miss| miss.rank < rank_of(MissKind::Container) && miss.fix.is_some()) {
            return;
        }
        let atlas = self.scene.drawn.atlas();
        // `eyJ` is how Base64 begins that holds an object.
        let is_object = |raw: &str| raw.starts_with("\"{") || raw.starts_with("\"eyJ");
        let texts = atlas.leaves.iter().filter(|(_, value)| is_object(value.raw()));
        for (place, value) in texts.take(MOST) {
            let Some(text) = value.owned_text().filter(|text| self.scene.effort.spend(text.len())) else {
                continue;
            };
            let decoded = readable(&text);
            let (how, remedy) = if decoded.is_some() {
                (
                    " in Base64, which EventBridge neither decodes nor looks into",
                    "The sender must put it in as an object.",
                )
            } else {
                (", which EventBridge does not look into", self.sent_as_text())
            };
            let Ok(inside) = json::Document::parse(decoded.unwrap_or(text)) else { continue };
            let (path, root) = (atlas.steps(*place), inside.root());
            // The names from any step on: the text stands for one of the objects above.
            let below = (0..self.steps.len()).filter_map(|at| self.steps.get(at..));
            let found = below.map(|rest| (rest, reach(root, rest))).find(|(_, values)| !values.is_empty());
            // One name alone, such as `id`, is in many texts.
            let holds = found.is_some_and(|(rest, values)| {
                rest.len() > 1 || values.iter().flat_map(|value| tips(*value)).any(|value| self.takes(value))
            });
            if !holds || self.steps.starts_with(&path) {
                continue;
            }
            return nearest.offer(MissKind::InsideText, 2, || {
                let sentence = format!(
                    "The event has no {}; {} is a text that holds it as JSON{how}. {remedy}",
                    self.name(),
                    path_for_sentence(&path)
                );
                (sentence, None)
            });
        }
    }
}
