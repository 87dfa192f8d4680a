//! The operator `numeric`: one bound, or a range of two.

use super::items::{Read, text};
use super::messages::{NumericFault, PatternFault, Suffix, plain};
use super::{Stop, Walk, closed, entered};
use crate::json::{Elements, Kind, Members, Value};
use crate::pattern::item::{Bound, Item, Range};
use crate::pattern::number;

impl<'d> Walk<'d> {
    pub(super) fn numeric(&mut self, value: Value<'d>, rest: &mut Members<'d>) -> Read<Item> {
        if value.kind() != Kind::Array {
            self.fault(PatternFault::Numeric(NumericFault::NotArray), value.span(), entered(value));
            return closed(value).map(|()| None);
        }
        let range = self.range(value)?;
        closed(value)?;
        Ok(range.filter(|_| self.alone(rest, PatternFault::TooManyElements)).map(Item::Numeric))
    }

    fn range(&mut self, list: Value<'d>) -> Read<Range> {
        let mut elements = list.elements();
        let (operator, value) = match Self::member(list, &mut elements)? {
            Ok(first) if first.kind() == Kind::String => (plain(&text(first)?), first),
            other => {
                let place = ListPlace::of(list, other);
                self.fault(
                    PatternFault::Numeric(NumericFault::FirstMember(place.token)),
                    place.span,
                    place.unread,
                );
                return Ok(None);
            }
        };
        let operand = Self::member(list, &mut elements)?;
        let called = match operator.as_str() {
            "=" => "equals",
            "<" => "<",
            "<=" => "<=",
            ">" => ">",
            ">=" => ">=",
            _ => {
                self.fault(
                    PatternFault::Numeric(NumericFault::Operator(operator)),
                    value.span(),
                    ListPlace::of(list, operand).unread,
                );
                return Ok(None);
            }
        };
        let Some(first) = self.operand(list, operand, called) else { return Ok(None) };
        let next = Self::member(list, &mut elements)?;
        let Ok(next) = next else {
            let Some(bound) = self.bound(list, first, !matches!(called, "<" | ">")) else { return Ok(None) };
            return Ok(Some(match called {
                "equals" => Range { low: Some(bound), high: Some(bound) },
                "<" | "<=" => Range { low: None, high: Some(bound) },
                _ => Range { low: Some(bound), high: None },
            }));
        };
        if !matches!(called, ">" | ">=") {
            let fault = separated(first, next, "Too many elements in numeric expression".to_owned(), false);
            let fault = PatternFault::Numeric(fault.unwrap_or(NumericFault::TooMany));
            self.fault(fault, next.span(), entered(next));
            return Ok(None);
        }
        self.upper(list, &mut elements, first, called == ">=", next)
    }

    /// The rest of a range behind `> number` or `>= number`.
    fn upper(
        &mut self,
        list: Value<'d>,
        elements: &mut Elements<'d>,
        low: Value<'d>,
        low_inclusive: bool,
        next: Value<'d>,
    ) -> Read<Range> {
        if next.kind() != Kind::String {
            let place = ListPlace::of(list, Ok(next));
            let fault = separated(low, next, format!("Bad value in numeric range: {}", place.token), true);
            let fault = fault.unwrap_or(NumericFault::SecondOperator(place.token));
            self.fault(PatternFault::Numeric(fault), place.span, place.unread);
            return Ok(None);
        }
        let operator = plain(&text(next)?);
        let called = match operator.as_str() {
            "<" => "<",
            "<=" => "<=",
            _ => {
                self.fault(
                    PatternFault::Numeric(NumericFault::BadSecondOperator(operator)),
                    next.span(),
                    next.span().end,
                );
                return Ok(None);
            }
        };
        let operand = Self::member(list, elements)?;
        let Some(high) = self.operand(list, operand, called) else { return Ok(None) };
        if let Ok(more) = Self::member(list, elements)? {
            self.fault(PatternFault::Numeric(NumericFault::TooManyTerms), more.span(), entered(more));
            return Ok(None);
        }
        let low = self.bound(list, low, low_inclusive);
        let high = if low.is_some() { self.bound(list, high, called == "<=") } else { None };
        let (Some(low), Some(high)) = (low, high) else { return Ok(None) };
        if number::compare(low.value, high.value).is_ge() {
            self.fault(PatternFault::Numeric(NumericFault::Order), list.span(), list.span().end);
            return Ok(None);
        }
        Ok(Some(Range { low: Some(low), high: Some(high) }))
    }

    /// The next element of a list, or `Err` of the list's end.
    fn member(list: Value<'d>, elements: &mut Elements<'d>) -> Result<Result<Value<'d>, usize>, Stop> {
        match elements.next() {
            Some(value) => Ok(Ok(value)),
            None => closed(list).map(|()| Err(list.span().end)),
        }
    }

    fn operand(
        &mut self,
        list: Value<'d>,
        operand: Result<Value<'d>, usize>,
        called: &'static str,
    ) -> Option<Value<'d>> {
        match operand {
            Ok(value) if value.kind() == Kind::Number => Some(value),
            other => {
                if other.is_ok_and(|value| value.kind() == Kind::Array) {
                    let place = ListPlace::of(list, other);
                    self.fault(PatternFault::Numeric(NumericFault::List(called)), place.span, place.unread);
                    return None;
                }
                let is_number = |text: &str| serde_json::from_str::<serde_json::Number>(text).is_ok();
                let text = other.ok().and_then(Value::owned_text).filter(|text| !is_number(text));
                let fault = match text {
                    Some(_) => PatternFault::Numeric(NumericFault::Text(called)),
                    None => PatternFault::Numeric(NumericFault::Operand(called)),
                };
                let place = ListPlace::of(list, other);
                self.fault(fault, place.span, place.unread);
                None
            }
        }
    }

    fn bound(&mut self, list: Value<'d>, value: Value<'d>, inclusive: bool) -> Option<Bound> {
        let number = number::comparable(value.raw());
        if number.is_none() {
            self.fault(
                PatternFault::Incomparable(value.raw().into(), Suffix::Once),
                value.span(),
                list.span().end,
            );
        }
        number.map(|value| Bound { value, inclusive })
    }
}

/// That two numbers may be the parts of one which was written with separators: three digits follow a comma
/// alone.
fn separated(first: Value<'_>, next: Value<'_>, service: String, ranged: bool) -> Option<NumericFault> {
    let text = first.document().text();
    let comma = text.get(first.span().end..next.span().start) == Some(",");
    let is_group = next.raw().len() == 3 && next.raw().bytes().all(|digit| digit.is_ascii_digit());
    let number = text.get(first.span().start..)?.split(|c: char| !c.is_ascii_digit() && c != ',').next()?;
    let joined: String = number.chars().filter(char::is_ascii_digit).collect();
    let two = number.trim_end_matches(',').len() == first.raw().len() + 1 + next.raw().len();
    let second = (ranged && two).then(|| next.raw().to_owned());
    (comma && is_group && first.raw().len() <= 3 && number.starts_with(first.raw()))
        .then_some(NumericFault::Separator { service, joined, second })
}

/// A place in a numeric list: an element, or the list's end.
struct ListPlace {
    /// The token as EventBridge prints it.
    token: String,
    span: std::ops::Range<usize>,
    unread: usize,
}

impl ListPlace {
    fn of(list: Value<'_>, at: Result<Value<'_>, usize>) -> Self {
        match at {
            Ok(value) => {
                let token = match value.kind() {
                    Kind::Object => "{".into(),
                    Kind::Array => "[".into(),
                    Kind::String | Kind::Number | Kind::True | Kind::False | Kind::Null => value.raw().into(),
                };
                Self { token, span: value.span(), unread: entered(value) }
            }
            Err(end) => Self { token: "]".into(), span: list.span(), unread: end },
        }
    }
}
