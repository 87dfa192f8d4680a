//! The elements of a field's list: plain values and operator objects. Two operators have forms of their own
//! and are read in `numeric` and `anything_but`.

use crate::json::{CONDITIONS, Kind, Members, Value};
use crate::pattern::address::{Address, Cidr};
use crate::pattern::fold::Folded;
use crate::pattern::item::Item;
use crate::pattern::number;
use crate::pattern::parse::fixes;
use crate::pattern::parse::foreign_conditions::Operand;
use crate::pattern::parse::messages::{Affix, Misplaced, PatternFault, plain};
use crate::pattern::parse::misplaced::{FunctionMet, as_fields, is_surely_fields};
use crate::pattern::parse::walk::Joining;
use crate::pattern::parse::{Stop, Walk, closed, entered};
use crate::pattern::vocabulary::{Connective, Meant, is_function, sign};
use crate::pattern::wildcard::Wildcard;
use std::ops::Range;

/// The operators that EventBridge documents (EventBridge user guide, "Comparison operators for use in event
/// patterns"), the most used first. `numeric` and `anything-but` have inner forms of their own.
pub const OPERATORS: [&str; 8] = CONDITIONS;

/// What reading a part gave: nothing if it was at fault, and the fault is then recorded.
pub(super) type Read<T> = Result<Option<T>, Stop>;

impl<'d> Walk<'d> {
    /// Reads one element of a field's list.
    pub(in crate::pattern) fn item(&mut self, value: Value<'d>) -> Read<Item> {
        match value.kind() {
            Kind::String => {
                let text = text(value)?;
                Ok(Some(Address::read(&text).map_or(Item::Text(text), Item::Address)))
            }
            Kind::Number => {
                Ok(Some(Item::Number { text: value.raw().into(), value: number::comparable(value.raw()) }))
            }
            Kind::True => Ok(Some(Item::Bool(true))),
            Kind::False => Ok(Some(Item::Bool(false))),
            Kind::Null => Ok(Some(Item::Null)),
            Kind::Array => {
                let fault =
                    operator_before(value).map_or(PatternFault::NestedArray, PatternFault::OperatorBeside);
                self.fault(fault, value.span(), entered(value));
                closed(value).map(|()| None)
            }
            Kind::Object => {
                let item = self.operator(value)?;
                closed(value).map(|()| item)
            }
        }
    }

    fn operator(&mut self, object: Value<'d>) -> Read<Item> {
        let mut members = object.members();
        let Some(member) = members.next() else {
            closed(object)?;
            self.fault(PatternFault::NoOperator, object.span(), object.span().end);
            return Ok(None);
        };
        let value = member.value();
        let key = member.key();
        match key.as_str() {
            Some("exactly") => self.string(value, "exactly", &mut members, Item::Text),
            Some("prefix") => self.affix(Affix::Prefix, value, &mut members),
            Some("suffix") => self.affix(Affix::Suffix, value, &mut members),
            Some("equals-ignore-case") => {
                self.string(value, "equals-ignore-case", &mut members, |text| Item::Fold(Folded::new(&text)))
            }
            Some("wildcard") => self.wildcard(value, &mut members),
            Some("numeric") => self.numeric(value, &mut members),
            Some("cidr") => self.cidr(value, &mut members),
            Some("exists") => self.exists(value, &mut members),
            Some("anything-but") => self.anything_but(value, &mut members),
            _ => {
                self.no_operator(&plain(key.as_bytes()), member.key_span(), value, object);
                Ok(None)
            }
        }
    }

    /// A name that stands where an operator's does, and is not one.
    fn no_operator(&mut self, name: &str, span: Range<usize>, value: Value<'d>, object: Value<'d>) {
        let unread = entered(value);
        if is_function(name) {
            let fault = Misplaced::Function { word: name.to_owned(), met: FunctionMet::Item };
            return self.fault(PatternFault::Misplaced(fault), span, unread);
        }
        let joining = self.joining.as_mut().filter(|_| fixes::operator(name).is_none());
        let Some(Joining { word, connective, span: around, alone, is_told }) = joining else {
            // What is no word of any such language may be a field of the objects in an array.
            let operand = Operand::of(value);
            let foreign = Meant::of(name)
                .is_some_and(|meant| meant != Meant::Date { sure: false } || operand == Operand::Moment)
                || operand == Operand::Comparison;
            let known = fixes::operator(name).is_some() || foreign || sign(name).is_some();
            let unknown = !known && name != "$or";
            let fault = if unknown && Connective::of(name).is_none() {
                PatternFault::Misplaced(Misplaced::FieldInList {
                    name: name.to_owned(),
                    fields: as_fields(object),
                    surely: is_surely_fields(object),
                    of_detail: self.of_detail,
                })
            } else {
                PatternFault::UnknownOperator(name.to_owned(), operand)
            };
            return self.fault(fault, span, unread);
        };
        // The name of the list is what is wrong, and that once.
        if !std::mem::replace(is_told, true) {
            let (word, first) = (word.clone(), name.to_owned());
            let fault = Misplaced::Connective { word, connective: *connective, first, alone: *alone };
            let around = around.clone();
            self.fault(PatternFault::Misplaced(fault), around, unread);
        }
    }

    /// An operator whose value is a string.
    fn string(
        &mut self,
        value: Value<'d>,
        name: &'static str,
        rest: &mut Members<'d>,
        make: impl FnOnce(Box<[u8]>) -> Item,
    ) -> Read<Item> {
        if value.kind() != Kind::String {
            let inner = value
                .members()
                .next()
                .and_then(|member| ["prefix", "suffix"].into_iter().find(|inner| member.key() == **inner));
            let fault = match inner.filter(|_| name == "equals-ignore-case") {
                Some(inner) => PatternFault::TurnedRound(name, inner),
                None => PatternFault::NotString(name),
            };
            self.fault(fault, value.span(), entered(value));
            return Ok(None);
        }
        let item = make(text(value)?);
        Ok(self.alone(rest, PatternFault::SecondOperator).then_some(item))
    }

    /// Whether nothing follows in the object; a fault otherwise. The caller looks whether the object ends at
    /// all.
    pub(super) fn alone(&mut self, rest: &mut Members<'d>, fault: PatternFault) -> bool {
        match rest.next() {
            None => true,
            Some(more) => {
                self.fault(fault, more.key_span(), entered(more.value()));
                false
            }
        }
    }

    fn affix(&mut self, affix: Affix, value: Value<'d>, rest: &mut Members<'d>) -> Read<Item> {
        if value.kind() != Kind::Object {
            return self.string(value, affix.name(), rest, |text| match affix {
                Affix::Prefix => Item::Prefix(text),
                Affix::Suffix => Item::Suffix(text),
            });
        }
        let mut members = value.members();
        let Some(member) = members.next() else {
            closed(value)?;
            self.fault(PatternFault::AffixNoName(affix), value.span(), value.span().end);
            return Ok(None);
        };
        if member.key() != "equals-ignore-case" {
            let name = plain(member.key().as_bytes());
            self.fault(
                PatternFault::AffixUnsupported(affix, name),
                member.key_span(),
                entered(member.value()),
            );
            return closed(value).map(|()| None);
        }
        let item = self.string(member.value(), "equals-ignore-case", &mut members, |text| match affix {
            Affix::Prefix => Item::FoldPrefix(Folded::new(&text)),
            Affix::Suffix => Item::FoldSuffix(Folded::new(&text)),
        })?;
        closed(value)?;
        Ok(item.filter(|_| self.alone(rest, PatternFault::SecondOperator)))
    }

    fn wildcard(&mut self, value: Value<'d>, rest: &mut Members<'d>) -> Read<Item> {
        if value.kind() != Kind::String {
            let folded = value.members().next().is_some_and(|member| member.key() == *"equals-ignore-case");
            let fault = if folded {
                PatternFault::TurnedRound("wildcard", "equals-ignore-case")
            } else {
                PatternFault::NotString("wildcard")
            };
            self.fault(fault, value.span(), entered(value));
            return Ok(None);
        }
        match Wildcard::read(&text(value)?) {
            Ok(wildcard) => {
                Ok(self.alone(rest, PatternFault::SecondOperator).then_some(Item::Wildcard(wildcard)))
            }
            Err(fault) => {
                self.fault(PatternFault::Wildcard(fault), value.span(), value.span().end);
                Ok(None)
            }
        }
    }

    fn cidr(&mut self, value: Value<'d>, rest: &mut Members<'d>) -> Read<Item> {
        if value.kind() != Kind::String {
            self.fault(PatternFault::NotString("cidr"), value.span(), entered(value));
            return Ok(None);
        }
        match Cidr::read(&text(value)?) {
            Ok(cidr) => Ok(self.alone(rest, PatternFault::SecondOperator).then_some(Item::Cidr(cidr))),
            Err(fault) => {
                self.fault(PatternFault::Cidr(fault), value.span(), value.span().end);
                Ok(None)
            }
        }
    }

    fn exists(&mut self, value: Value<'d>, rest: &mut Members<'d>) -> Read<Item> {
        let item = match value.kind() {
            Kind::True => Item::Present,
            Kind::False => Item::Absent,
            Kind::Object | Kind::Array | Kind::String | Kind::Number | Kind::Null => {
                self.fault(PatternFault::ExistsNotBool, value.span(), entered(value));
                return closed(value).map(|()| None);
            }
        };
        Ok(self.alone(rest, PatternFault::SecondOperator).then_some(item))
    }
}

/// The operator that stands in the list as a value of its own right before a value.
fn operator_before(value: Value<'_>) -> Option<&'static str> {
    let before = value.document().text().get(..value.span().start)?.trim_end().strip_suffix(',')?.trim_end();
    let before = before.strip_suffix('"')?;
    OPERATORS
        .into_iter()
        .find(|operator| before.strip_suffix(operator).is_some_and(|rest| rest.ends_with('"')))
}

/// The characters of a string, which is where EventBridge looks whether it is sound.
pub(super) fn text(value: Value<'_>) -> Result<Box<[u8]>, Stop> {
    closed(value)?;
    Ok(value.text().map(|text| text.into_bytes().into()).unwrap_or_default())
}
