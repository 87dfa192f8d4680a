//! Words of the pattern language, or of another one, that stand where a field's name should: an operator
//! outside the field's list, `or` without its dollar sign, a star for any name, `Records` of S3's other
//! notifications.

use crate::json::{Edit, Fix, Kind, Value};
use crate::pattern::explain::catalogue::MissKind;
use crate::pattern::explain::field::event_paths::{names, path_for_sentence, reach, tips};
use crate::pattern::explain::field::{Failing, NAMED};
use crate::pattern::explain::fixes::moved_field::{chain, if_it_parses, relocate};
use crate::pattern::explain::is_unfilled;
use crate::pattern::explain::miss::Nearest;
use crate::pattern::explain::value::for_sentence;
use crate::pattern::explain::wording::similarity::{literal, shorten};
use crate::pattern::item::Scalar;
use crate::pattern::loose_operator::{self, Loose};
use crate::pattern::vocabulary::{self, Connective, DATES, Meant, OF_LISTS, RECORDS, is_function};
use crate::text::listed;

/// What is said of a word of another language, before what says it here.
const UNKNOWN: &str = "EventBridge has no operator of that name;";

impl<'a> Failing<'_, 'a> {
    /// A name that is a word of a pattern language.
    pub(super) fn keyword(&self, nearest: &mut Nearest) {
        for at in 0..self.steps.len() {
            let Some(word) = self.steps.get(at).and_then(|step| std::str::from_utf8(step).ok()) else {
                continue;
            };
            self.operator(nearest, at, word);
            self.function(nearest, at, word);
            self.connective(nearest, at, word);
        }
        self.star(nearest);
        self.records(nearest);
    }

    /// An operator below a field that has a value.
    fn operator(&self, nearest: &mut Nearest, at: usize, word: &str) {
        let above = self.steps.get(..at).unwrap_or_default();
        if above.is_empty() {
            return;
        }
        let Some(meant) = Meant::of(word) else { return };
        let values = reach(self.event.root(), above);
        let Some(value) = values.iter().flat_map(|value| tips(*value)).next() else {
            self.operator_without_detail(nearest, at, word);
            return self.operator_on_nothing(nearest, at, word, &values);
        };
        nearest.offer(MissKind::Keyword, 0, || {
            let (there, last) = (path_for_sentence(above), path_for_sentence(self.steps.get(at - 1..at).unwrap_or_default()));
            let quoted = literal(word.as_bytes());
            let below = format!(
                "{there} is {} in this event, and {quoted} below it is taken for the name of a field.",
                for_sentence(value)
            );
            match meant {
                Meant::Own(own) => (
                    format!(
                        "{below} An operator stands as an object in the field's list: {last}: [{{\"{own}\": …}}]."
                    ),
                    self.put_into_list(at, word, own),
                ),
                Meant::Values => (
                    format!("{below} The values themselves stand in the field's list: {last}: […]."),
                    self.list_itself(at),
                ),
                Meant::Foreign { ours, .. } => (
                    format!("{below} {UNKNOWN} \"{ours}\" in the field's list says it."),
                    meant.renamed().and_then(|own| self.put_into_list(at, word, own)),
                ),
                Meant::Without(_) => {
                    let ours = meant.member().unwrap_or_default();
                    (format!("{below} {UNKNOWN} {{{ours}}} in the field's list says it."), None)
                }
                Meant::Presence(presence) => (format!("{below} {UNKNOWN} {}", presence.how_to_ask()), None),
                Meant::Date { .. } => (format!("{below} {DATES}"), None),
            }
        });
    }

    /// An operator below a field that the event does not have, or that is an object there.
    fn operator_on_nothing(&self, nearest: &mut Nearest, at: usize, word: &str, values: &[Value<'a>]) {
        let Some(own) = vocabulary::operator(word).filter(|own| *own == word) else { return };
        let object = self.operator_object(at, word);
        let Some((_, operand)) = object.filter(|_| at + 1 == self.steps.len()) else { return };
        let of_presence = own == "exists"
            && operand.elements().all(|element| matches!(bare_bool(own, element), "true" | "false"));
        // Other words of the language may be names of fields, where the event has fields.
        if !of_presence && (own == "exists" || !values.is_empty()) {
            return;
        }
        nearest.offer(MissKind::Keyword, 5, || {
            let (there, last) =
                (path_for_sentence(self.steps.get(..at).unwrap_or_default()), path_for_sentence(self.steps.get(at - 1..at).unwrap_or_default()));
            let inside = listed(names(values), "and", NAMED);
            let what = match values.first() {
                None => format!("The event has no {there}"),
                Some(value) if inside.is_empty() => format!("{there} is {} without values", value.kind().noun()),
                Some(value) => format!("{there} is {} in this event, with {inside} inside", value.kind().noun()),
            };
            let looks = if values.is_empty() { "" } else { " It looks at values only, and not at objects." };
            let sentence = format!(
                "{what}, and {} below it is taken for the name of a field. An operator stands as an object in the \
                    field's list: {last}: [{{\"{own}\": …}}].{looks}",
                literal(word.as_bytes())
            );
            let absent = operand.elements().all(|element| bare_bool(own, element) == "false");
            let fix = self.put_into_list(at, word, own).filter(|_| of_presence && absent);
            (sentence, fix)
        });
    }

    /// Whether the event has a field that is called so but for a dollar sign.
    fn has_without_sign(&self, at: usize, word: &str) -> bool {
        let Some(name) = word.strip_prefix('$') else { return false };
        let mut path = self.steps.get(..at).unwrap_or_default().to_vec();
        path.push(name.as_bytes().to_vec());
        !reach(self.event.root(), &path).is_empty()
    }

    /// What a template should have filled in, taken for a name.
    fn function(&self, nearest: &mut Nearest, at: usize, word: &str) {
        let what = if is_function(word) {
            "a CloudFormation function"
        } else if self.has_without_sign(at, word) {
            return;
        } else if is_unfilled(word) && Connective::of(word).is_none() && Meant::of(word).is_none() {
            "a placeholder"
        } else {
            return;
        };
        nearest.offer(MissKind::Placeholder, 0, || {
            let above = self.steps.get(..at).unwrap_or_default();
            let there = reach(self.event.root(), above).iter().flat_map(|value| tips(*value)).next();
            let there = there.map_or_else(String::new, |value| {
                format!(" {} is {}.", path_for_sentence(above), for_sentence(value))
            });
            let sentence = format!(
                "The event has no {}: {} is {what} that was not filled in, and EventBridge takes \
                    it for the name of a field.{there}",
                self.name(),
                literal(word.as_bytes())
            );
            (sentence, None)
        });
    }

    /// An operator among the items, with its operand beside it.
    pub(super) fn loose_operator(&self, nearest: &mut Nearest, values: &[Value<'a>]) {
        let items: Vec<Value<'_>> = self.clauses().map(|(_, value)| value).collect();
        let Some(loose) = loose_operator::loose_operator(&items) else { return };
        let (Some(first), Some(last)) = (items.first(), items.last()) else { return };
        nearest.offer(MissKind::Syntax, 0, || {
            let sentence = format!(
                "The event has {}, and {} stands in the list as a value of its own.",
                values.first().map_or_else(|| "none of these".to_owned(), |value| for_sentence(*value)),
                for_sentence(*first)
            );
            let (meant, pattern) = match loose {
                Loose::Meant { items, pattern } => (items, pattern),
                Loose::Refused { hint } => return (format!("{sentence} {hint}"), None),
            };
            let sentence =
                format!("{sentence} An operator is an object around its operand: {}.", shorten(&meant));
            let scalars: Vec<Scalar<'_>> = values.iter().map(|value| Scalar::new(*value)).collect();
            let mut clauses = pattern.leaves.iter().flat_map(|leaf| &leaf.clauses);
            let satisfied = clauses.any(|clause| scalars.iter().any(|scalar| clause.item.matches(scalar)));
            let span = first.span().start..last.span().end;
            (sentence, satisfied.then(|| Fix::replace(format!("Write {}", shorten(&meant)), span, meant)))
        });
    }

    /// Puts the object with the operator into a list; where the operator takes one value only, once for each.
    pub(super) fn put_into_list(&self, at: usize, written: &str, word: &str) -> Option<Fix> {
        let (object, value) = self.operator_object(at, written)?;
        let name = literal(word.as_bytes());
        let each = |list: Value<'_>, write: &dyn Fn(&str) -> String| -> String {
            list.elements().map(|element| write(bare_bool(word, element))).collect::<Vec<_>>().join(", ")
        };
        let items = match value.kind() {
            Kind::Array if OF_LISTS.contains(&word) => format!("{{{name}:{}}}", value.raw()),
            Kind::Array => each(value, &|element| format!("{{{name}: {element}}}")),
            Kind::Object if word == "anything-but" => format!("{{{name}: {}}}", value.raw()),
            Kind::Object => {
                let inner = value.members().next()?;
                let key = literal(inner.key().as_bytes());
                each(inner.value(), &|element| format!("{{{name}: {{{key}: {element}}}}}"))
            }
            Kind::String | Kind::Number | Kind::True | Kind::False | Kind::Null => return None,
        };
        let fix = Fix::replace(
            "Put the operator into the field's list".to_owned(),
            object.span(),
            format!("[{items}]"),
        );
        if_it_parses(self.pattern, fix)
    }

    /// The object that holds a word alone, and the word's value.
    fn operator_object(&self, at: usize, word: &str) -> Option<(Value<'a>, Value<'a>)> {
        let part = chain(self.pattern, self.leaf).into_iter().rfind(|(start, _)| *start < at)?.1;
        let object = self.pattern.document().value(part.node);
        let mut members = object.members();
        let member = members.next().filter(|member| member.key() == word)?;
        members.next().is_none().then(|| (object, member.value()))
    }

    /// Puts the list itself in the place of an object around it.
    fn list_itself(&self, at: usize) -> Option<Fix> {
        let word = self.steps.get(at).and_then(|step| std::str::from_utf8(step).ok())?;
        let (object, value) = self.operator_object(at, word)?;
        let list = value.raw().to_owned();
        if_it_parses(
            self.pattern,
            Fix::replace("Put the values into the field's list".to_owned(), object.span(), list),
        )
    }

    /// `or`, `and`, `not` as names.
    fn connective(&self, nearest: &mut Nearest, at: usize, word: &str) {
        let Some(connective) = Connective::of(word) else { return };
        let mut without = self.steps.clone();
        without.remove(at);
        let values = reach(self.event.root(), &without);
        // A list of values under such a name joins no conditions, unless the field above has values of its
        // own.
        let lists = at + 1 == self.steps.len() && values.iter().all(|value| tips(*value).is_empty());
        if without.is_empty() || values.is_empty() || lists {
            return;
        }
        nearest.offer(MissKind::Keyword, 1, || {
            let sentence = format!(
                "The event has no {}: {} is taken for the name of a field. {}",
                self.name(),
                literal(word.as_bytes()),
                connective.sentence()
            );
            let moved = || if self.alone(at) { relocate(self.pattern, self.leaf, &without) } else { None };
            let fix = match connective {
                Connective::Not => None,
                Connective::Or => self.branches(at).or_else(moved),
                Connective::And => moved(),
            };
            (sentence, fix)
        });
    }

    /// The object below a step, if one name of the pattern is that step.
    fn object_at(&self, at: usize) -> Option<(std::ops::Range<usize>, Value<'a>)> {
        let parts = chain(self.pattern, self.leaf);
        let (_, part) = parts.iter().find(|(start, _)| *start == at)?;
        let value = self.pattern.document().value(part.node);
        (value.kind() == Kind::Object).then(|| (part.key.clone(), value))
    }

    fn alone(&self, at: usize) -> bool {
        self.object_at(at).is_some_and(|(_, object)| object.members().count() == 1)
    }

    /// Each field of the object as a branch of an `$or`.
    fn branches(&self, at: usize) -> Option<Fix> {
        let (key, object) = self.object_at(at)?;
        let members: Vec<String> = object
            .members()
            .filter_map(|member| {
                let span = member.key_span().start..member.value().span().end;
                Some(format!("{{{}}}", self.pattern.text().get(span)?))
            })
            .collect();
        if members.len() < 2 {
            return None;
        }
        let edits = vec![
            Edit { start: key.start, end: key.end, text: "\"$or\"".to_owned() },
            Edit {
                start: object.span().start,
                end: object.span().end,
                text: format!("[{}]", members.join(", ")),
            },
        ];
        if_it_parses(self.pattern, Fix { label: "Make each field a branch of \"$or\"".to_owned(), edits })
    }

    /// A star for any name.
    fn star(&self, nearest: &mut Nearest) {
        let is_star = |step: &Vec<u8>| step == b"*" || step == b"**" || step == b"[*]";
        if !self.steps.iter().any(is_star) {
            return;
        }
        let without: Vec<Vec<u8>> = self.steps.iter().filter(|step| !is_star(step)).cloned().collect();
        let values = reach(self.event.root(), &without);
        nearest.offer(MissKind::Keyword, 0, || {
            let (fits, there) = (self.fits(&values), values.iter().flat_map(|value| tips(*value)).next());
            let hint = there.map_or_else(
                || " Each name has to be written out.".to_owned(),
                |value| {
                    format!(
                        " Arrays add no step to a path: the event has {} ({}).",
                        path_for_sentence(&without),
                        for_sentence(value)
                    )
                },
            );
            let sentence = format!(
                "The event has no {}: a star stands for nothing in a name, it asks for a field that is called \
                    \"*\".{hint}",
                self.name()
            );
            (sentence, if fits { relocate(self.pattern, self.leaf, &without) } else { None })
        });
    }

    /// The shape in which S3 notifies functions, queues and topics.
    fn records(&self, nearest: &mut Nearest) {
        let Some(at) = self.steps.iter().position(|step| step == b"Records" || step == b"records") else {
            return;
        };
        // A field of one's own may be called so.
        if !reach(self.event.root(), self.steps.get(..=at).unwrap_or_default()).is_empty() {
            return;
        }
        let inner: Vec<&[u8]> = self
            .steps
            .iter()
            .skip(at + 1)
            .map(Vec::as_slice)
            .filter(|step| !step.iter().all(u8::is_ascii_digit))
            .collect();
        let path = inner.join(&b'.');
        let ours: Vec<&[u8]> = match path.as_slice() {
            b"s3.bucket.arn" => vec![b"resources"],
            b"eventSource" => vec![b"source"],
            b"eventName" => vec![b"detail-type"],
            b"awsRegion" => vec![b"region"],
            b"eventTime" => vec![b"time"],
            b"userIdentity.principalId" => vec![b"detail", b"requester"],
            _ => match inner.split_first() {
                Some((&b"s3", rest)) if !rest.is_empty() => {
                    std::iter::once(&b"detail"[..]).chain(rest.iter().copied()).collect()
                }
                _ => Vec::new(),
            },
        };
        let ours: Vec<Vec<u8>> = ours.into_iter().map(<[u8]>::to_vec).collect();
        let values = if ours.is_empty() { Vec::new() } else { reach(self.event.root(), &ours) };
        nearest.offer(MissKind::Keyword, 0, || {
            let there =
                values.iter().flat_map(|value| tips(*value)).next().map_or_else(String::new, |value| {
                    format!(
                        " What is asked for is at {} ({}).",
                        path_for_sentence(&ours),
                        for_sentence(value)
                    )
                });
            let sentence = format!("The event has no {}: {RECORDS}.{there}", self.name());
            (sentence, if self.fits(&values) { relocate(self.pattern, self.leaf, &ours) } else { None })
        });
    }
}

/// An element as an operator takes it: `exists` no quotes.
fn bare_bool<'v>(word: &str, element: Value<'v>) -> &'v str {
    match (word, element.raw()) {
        ("exists", "\"true\"") => "true",
        ("exists", "\"false\"") => "false",
        (_, raw) => raw,
    }
}
