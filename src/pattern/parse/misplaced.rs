//! Words that stand where they mean nothing, though it is plain what is meant: an operator outside the
//! field's list, `or` without its dollar sign, a function that CloudFormation should have filled in.
//!
//! EventBridge's own sentence names what it met behind the word, and the word itself is the fault.

use super::foreign_conditions;
use super::is_valid;
use super::items::OPERATORS;
use super::messages::{Described, Suffix, for_sentence, say};
use crate::json::{Document, Fix, Kind, Value, quote};
use crate::pattern::ENVELOPE;
use crate::pattern::rule_settings;
use crate::pattern::vocabulary::{
    Connective, DATES, Meant, OF_ONE, RESERVED_IN_OR, is_hardly_a_field, operator,
};
use crate::pattern::wildcard::escape_wildcard;
use crate::text::{and_list, safe_json};
use std::ops::Range;

/// One of these words, and where it stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Misplaced {
    /// An object of nothing but operators below a field, in the place of the field's list.
    Operator { word: String, field: String, several: bool, in_or: bool },
    /// A list of objects under a name that joins conditions elsewhere.
    Connective { word: String, connective: Connective, first: String, alone: bool },
    /// A function of CloudFormation's.
    Function { word: String, met: FunctionMet },
    /// A note, or a setting of the rule, beside the pattern's fields; where that is not sure, perhaps a
    /// sender's field.
    OfTheRule { name: String, sure: bool },
    /// An object with a name that is no operator in a field's list: perhaps somebody wrote the array of
    /// objects down as the event has it. `fields` is that object as a pattern asks for it, where it can be
    /// written.
    FieldInList {
        name: String,
        fields: Option<String>,
        /// Whether the object can only be one of fields.
        surely: bool,
        /// Whether it is the list of `detail`, which no event has.
        of_detail: bool,
    },
}

/// What EventBridge meets behind the name of a function.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum FunctionMet {
    /// A single value, in the place of a field's list.
    Bare,
    /// An object in a field's list.
    Item,
    /// A list in the list that is taken for a field's.
    List,
}

/// An object of an event as a pattern asks for it: each value in a list, and an object that is alone in one
/// without it. None of a long one.
pub(super) fn as_fields(object: Value<'_>) -> Option<String> {
    const LONGEST: usize = 300;
    const DEEPEST: usize = 8;
    let short = object.is_complete() && object.raw().len() <= LONGEST;
    let written = short.then(|| fields(object, DEEPEST)).flatten()?;
    is_valid(&written).then_some(written)
}

/// An object of an event as a pattern asks for it, down to some depth.
fn fields(object: Value<'_>, deepest: usize) -> Option<String> {
    let field = |member: crate::json::Member<'_>| {
        let value = member.value();
        let mut elements = value.elements();
        let alone = elements.next().filter(|only| only.kind() == Kind::Object && elements.next().is_none());
        let asked = match (value.kind(), alone) {
            (Kind::String | Kind::Number | Kind::True | Kind::False | Kind::Null, _) => {
                format!("[{}]", value.raw())
            }
            (Kind::Array, Some(only)) if is_surely_fields(only) => fields(only, deepest.checked_sub(1)?)?,
            (Kind::Array, _) => value.raw().to_owned(),
            (Kind::Object, _) => fields(value, deepest.checked_sub(1)?)?,
        };
        Some(format!("{}: {asked}", quote(member.key().as_bytes())))
    };
    let fields: Option<Vec<String>> = object.members().map(field).collect();
    Some(format!("{{{}}}", fields?.join(", ")))
}

/// Whether an object in a field's list can hold nothing but fields: it has several names or objects inside,
/// and none of its names is hardly a field's.
pub(super) fn is_surely_fields(object: Value<'_>) -> bool {
    let is_object = |value: Value<'_>| value.kind() == Kind::Object;
    let holds = |member: crate::json::Member<'_>| {
        is_object(member.value()) || member.value().elements().any(is_object)
    };
    let known = |member: crate::json::Member<'_>| {
        member
            .key()
            .as_str()
            .is_none_or(|key| operator(key).is_some() || is_hardly_a_field(key) || key.starts_with('$'))
    };
    let several = object.members().nth(1).is_some() || object.members().any(holds);
    let of_all = |member: crate::json::Member<'_>| {
        let is_list = matches!(member.value().kind(), Kind::Array | Kind::Object);
        is_list && member.key().as_str().is_some_and(|key| ENVELOPE.contains(&key))
    };
    (several || object.members().any(of_all)) && !object.members().any(known)
}

/// Whether an object holds nothing but operators, of EventBridge or with names that are hardly those of
/// fields.
pub(super) fn is_of_operators(object: Value<'_>) -> bool {
    object.members().all(|member| {
        member.key().as_str().is_some_and(|key| operator(key).is_some() || is_hardly_a_field(key))
    })
}

impl Misplaced {
    /// What is said of it.
    pub(super) fn describe(&self) -> Described {
        match self {
            Self::Operator { word, field, several, in_or } => {
                let service = if *in_or && RESERVED_IN_OR.contains(&word.as_str()) {
                    format!("{word} is Ruler reserved fieldName which cannot be used inside $or.")
                } else {
                    format!("\"{word}\" must be an object or an array")
                };
                let field = for_sentence(field);
                let what = format!("{} is taken for the name of a field below {field}", for_sentence(word));
                let meant = Meant::of(word);
                if meant == Some(Meant::Date { sure: true }) {
                    return say(service, what, DATES);
                }
                let Some(own) = meant.and_then(Meant::member) else {
                    return say(service, what, format!("Write the values as a list: {field}: [value]."));
                };
                let list = format!("{field}: [{{{own}}}]");
                let remedy = if *several && own.starts_with("\"numeric\"") {
                    format!("Write both bounds in one list: {field}: [{{\"numeric\": [\">=\", 0, \"<\", 10]}}].")
                } else if *several {
                    format!(
                        "Write {list}, each operator in an object of its own. One of them is then enough; a beginning \
                            and an end at once only a wildcard can ask: [{{\"wildcard\": \"beginning*end\"}}]."
                    )
                } else {
                    format!("Write {list}.")
                };
                say(service, format!("{what}; an operator stands as an object in the field's list"), remedy)
            }
            Self::Connective { word, connective, first, .. } => say(
                format!("Unrecognized match type {first}"),
                format!("{} is taken for the name of a field", for_sentence(word)),
                connective.sentence(),
            ),
            Self::Function { word, met } => say(
                match met {
                    FunctionMet::Bare => format!("\"{word}\" must be an object or an array"),
                    FunctionMet::Item => format!("Unrecognized match type {word}"),
                    FunctionMet::List => {
                        "Match value must be String, number, true, false, or null".to_owned()
                    }
                },
                format!(
                    "{} is a CloudFormation function that was not filled in, and EventBridge does not know it",
                    for_sentence(word)
                ),
                "Write the value itself; only a template that CloudFormation deploys fills its functions in.",
            ),
            Self::OfTheRule { name, sure } => {
                let (service, shown) =
                    (format!("\"{name}\" must be an object or an array"), for_sentence(name));
                if *sure {
                    let remedy = "Take it out; in the pattern it would have to match, and no event has it.";
                    return say(service, format!("{shown} {}", rule_settings::WHAT), remedy);
                }
                say(
                    service,
                    format!("no event has {shown} at its top, and a single value stands in no pattern"),
                    format!(
                        "Take it out if it is a note or a setting of the rule; if the sender has a field of that name, \
                            write it inside \"detail\", its value in a list: \"detail\": {{{shown}: [value]}}."
                    ),
                )
            }
            Self::FieldInList { name, fields, surely, of_detail } => {
                let asked = match fields {
                    Some(fields) => safe_json(fields).into_owned(),
                    None => format!("{{{}: [value]}}", for_sentence(name)),
                };
                let service = format!("Unrecognized match type {name}");
                if *of_detail {
                    return say(
                        service,
                        "\"detail\" of an event is an object, and here it stands in brackets",
                        format!("Write the object without them: \"detail\": {asked}."),
                    );
                }
                if *surely {
                    return say(
                        service,
                        format!("an object with {} stands in a list, where EventBridge takes it for an operator", for_sentence(name)),
                        format!(
                            "The objects of an array are asked for by one object without brackets, each value in a list \
                                of its own: {asked}; EventBridge looks into each element."
                        ),
                    );
                }
                say(
                    service,
                    format!("EventBridge knows no operator {}", for_sentence(name)),
                    format!(
                        "If it is a field of the objects in an array, write one object and no list, each value in a \
                            list of its own: {asked}; EventBridge looks into each element. Else use one of {}, or \
                            put a plain value in the list.",
                        and_list(OPERATORS)
                    ),
                )
            }
        }
        .with_suffix(Suffix::Once)
    }

    /// The change that a person would make to what is underlined.
    pub(super) fn fix(&self, span: &Range<usize>, written: &str) -> Option<Fix> {
        match self {
            Self::Operator { word, .. } => {
                let list = |items: String| {
                    let items = safe_json(&items);
                    Fix::replace(format!("Put it into a list: [{items}]"), span.clone(), format!("[{items}]"))
                };
                let object = Document::parse(written).ok()?;
                let values: Vec<_> =
                    object.root().members().map(|member| (member.key(), member.value())).collect();
                match values.as_slice() {
                    [(_, value)] => items(word, *value, written)
                        .or_else(|| foreign_conditions::items(object.root()))
                        .map(list),
                    [(a, begin), (b, end)] if *a == "prefix" && *b == "suffix" => {
                        both(*begin, *end).map(list)
                    }
                    [(a, end), (b, begin)] if *a == "suffix" && *b == "prefix" => {
                        both(*begin, *end).map(list)
                    }
                    _ => foreign_conditions::items(object.root()).map(list),
                }
            }
            Self::Connective { connective, alone, .. } => {
                let around = Document::parse(format!("{{{written}}}")).ok()?;
                let member = around.root().members().next()?;
                let objects: Vec<Value<'_>> = member.value().elements().collect();
                if objects.iter().any(|object| object.kind() != Kind::Object) {
                    return None;
                }
                match connective {
                    Connective::Or => (objects.len() > 1)
                        .then(|| Fix::write(span.start..span.start + member.key_span().len(), "\"$or\"")),
                    Connective::And => {
                        let members: Vec<_> = objects.iter().flat_map(|object| object.members()).collect();
                        let mut names: Vec<_> =
                            members.iter().map(|member| member.key().as_bytes().to_vec()).collect();
                        names.sort_unstable();
                        names.dedup();
                        // Beside another field of the same name one of the two would count for nothing.
                        (*alone && names.len() == members.len()).then_some(())?;
                        let texts = members.iter().filter_map(|member| {
                            around.text().get(member.key_span().start..member.value().span().end)
                        });
                        let beside = texts.collect::<Vec<_>>().join(", ");
                        Some(Fix::replace("Put the fields side by side".to_owned(), span.clone(), beside))
                    }
                    Connective::Not => None,
                }
            }
            Self::OfTheRule { .. } | Self::Function { .. } | Self::FieldInList { .. } => None,
        }
    }
}

/// The items that a single operator with its operand was meant as, if they are sound in a list.
fn items(word: &str, value: Value<'_>, written: &str) -> Option<String> {
    let each = |write: &dyn Fn(&str) -> String| -> String {
        value.elements().map(|element| write(element.raw())).collect::<Vec<_>>().join(", ")
    };
    let meant = Meant::of(word)?;
    let items = match (meant.renamed(), value.kind()) {
        _ if meant == Meant::Values && value.kind() == Kind::Array => each(&str::to_owned),
        _ if meant == Meant::Values => value.raw().to_owned(),
        (Some("numeric"), Kind::Number) => format!("{{\"numeric\": [\"=\", {}]}}", value.raw()),
        (Some(own), Kind::Array) if OF_ONE.contains(&own) => each(&|one| format!("{{\"{own}\": {one}}}")),
        (Some(own), _) if own == word => written.to_owned(),
        (Some(own), _) => format!("{{\"{own}\": {}}}", value.raw()),
        (None, _) => return None,
    };
    is_valid(&format!("{{\"x\": [{items}]}}")).then_some(items)
}

/// A beginning and an end at once, as a wildcard.
pub(super) fn both(begin: Value<'_>, end: Value<'_>) -> Option<String> {
    let text = |value: Value<'_>| Some(escape_wildcard(&value.text()?.to_string_lossy()));
    let wildcard = format!("{}*{}", text(begin)?, text(end)?);
    Some(format!("{{\"wildcard\": {}}}", quote(wildcard.as_bytes())))
}
