//! The elements of a field's list: plain values and operator objects.

use crate::json::{Elements, Kind, Member, Members, Value};
use crate::pattern::address::{Address, Cidr};
use crate::pattern::fold::Folded;
use crate::pattern::item::{Bound, Item, Not, Range};
use crate::pattern::number;
use crate::pattern::parse::messages::{Affix, Fault, Suffix, plain};
use crate::pattern::parse::{Stop, Walk, closed, entered};
use crate::pattern::wildcard::Wildcard;

/// The operators that EventBridge documents (EventBridge user guide, "Comparison operators for use in event
/// patterns"), the most used first. `numeric` and `anything-but` have inner forms of their own.
pub const OPERATORS: [&str; 8] =
    ["prefix", "suffix", "anything-but", "exists", "equals-ignore-case", "wildcard", "numeric", "cidr"];

/// What reading a part gave: nothing if it was at fault, and the fault is then recorded.
type Read<T> = Result<Option<T>, Stop>;

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
                self.fault(Fault::NestedArray, value.span(), entered(value));
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
            self.fault(Fault::NoOperator, object.span(), object.span().end);
            return Ok(None);
        };
        let value = member.value();
        let key = member.key();
        match key.as_str() {
            Some("exactly") => self.string(value, "exact", &mut members, Item::Text),
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
                self.fault(
                    Fault::UnknownOperator(plain(key.as_bytes()), self.connective),
                    member.key_span(),
                    entered(value),
                );
                Ok(None)
            }
        }
    }

    /// An operator whose value is a string. `name` is the operator as EventBridge calls it when the value is
    /// none.
    fn string(
        &mut self,
        value: Value<'d>,
        name: &'static str,
        rest: &mut Members<'d>,
        make: impl FnOnce(Box<[u8]>) -> Item,
    ) -> Read<Item> {
        if value.kind() != Kind::String {
            self.fault(Fault::NotString(name), value.span(), entered(value));
            return Ok(None);
        }
        let item = make(text(value)?);
        Ok(self.alone(rest, Fault::SecondOperator).then_some(item))
    }

    /// Whether nothing follows in the object; a fault otherwise. The caller looks whether the object ends at
    /// all.
    fn alone(&mut self, rest: &mut Members<'d>, fault: Fault) -> bool {
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
            self.fault(Fault::AffixNoName(affix), value.span(), value.span().end);
            return Ok(None);
        };
        if member.key() != "equals-ignore-case" {
            let name = plain(member.key().as_bytes());
            self.fault(Fault::AffixUnsupported(affix, name), member.key_span(), entered(member.value()));
            return closed(value).map(|()| None);
        }
        let item = self.string(member.value(), "equals-ignore-case", &mut members, |text| match affix {
            Affix::Prefix => Item::FoldPrefix(Folded::new(&text)),
            Affix::Suffix => Item::FoldSuffix(Folded::new(&text)),
        })?;
        closed(value)?;
        Ok(item.filter(|_| self.alone(rest, Fault::SecondOperator)))
    }

    fn wildcard(&mut self, value: Value<'d>, rest: &mut Members<'d>) -> Read<Item> {
        if value.kind() != Kind::String {
            self.fault(Fault::NotString("wildcard"), value.span(), entered(value));
            return Ok(None);
        }
        match Wildcard::read(&text(value)?) {
            Ok(wildcard) => Ok(self.alone(rest, Fault::SecondOperator).then_some(Item::Wildcard(wildcard))),
            Err(fault) => {
                self.fault(Fault::Wildcard(fault), value.span(), value.span().end);
                Ok(None)
            }
        }
    }

    fn cidr(&mut self, value: Value<'d>, rest: &mut Members<'d>) -> Read<Item> {
        if value.kind() != Kind::String {
            // EventBridge says "prefix" here.
            self.fault(Fault::NotString("prefix"), value.span(), entered(value));
            return Ok(None);
        }
        match Cidr::read(&text(value)?) {
            Ok(cidr) => Ok(self.alone(rest, Fault::SecondOperator).then_some(Item::Cidr(cidr))),
            Err(fault) => {
                self.fault(Fault::Cidr(fault), value.span(), value.span().end);
                Ok(None)
            }
        }
    }

    fn exists(&mut self, value: Value<'d>, rest: &mut Members<'d>) -> Read<Item> {
        let item = match value.kind() {
            Kind::True => Item::Present,
            Kind::False => Item::Absent,
            Kind::Object | Kind::Array | Kind::String | Kind::Number | Kind::Null => {
                self.fault(Fault::ExistsNotBool, value.span(), entered(value));
                return closed(value).map(|()| None);
            }
        };
        Ok(self.alone(rest, Fault::SecondOperator).then_some(item))
    }

    fn numeric(&mut self, value: Value<'d>, rest: &mut Members<'d>) -> Read<Item> {
        if value.kind() != Kind::Array {
            self.fault(Fault::NumericNotArray, value.span(), entered(value));
            return closed(value).map(|()| None);
        }
        let range = self.range(value)?;
        closed(value)?;
        Ok(range.filter(|_| self.alone(rest, Fault::TooManyElements)).map(Item::Numeric))
    }

    fn range(&mut self, list: Value<'d>) -> Read<Range> {
        let mut elements = list.elements();
        let (operator, value) = match Self::member(list, &mut elements)? {
            Ok(first) if first.kind() == Kind::String => (plain(&text(first)?), first),
            other => {
                let place = Place::of(list, other);
                self.fault(Fault::NumericFirstMember(place.token), place.span, place.unread);
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
                self.fault(Fault::NumericOperator(operator), value.span(), Place::of(list, operand).unread);
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
            self.fault(Fault::NumericTooMany, next.span(), entered(next));
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
            let place = Place::of(list, Ok(next));
            self.fault(Fault::NumericSecondOperator(place.token), place.span, place.unread);
            return Ok(None);
        }
        let operator = plain(&text(next)?);
        let called = match operator.as_str() {
            "<" => "<",
            "<=" => "<=",
            _ => {
                self.fault(Fault::NumericBadSecondOperator(operator), next.span(), next.span().end);
                return Ok(None);
            }
        };
        let operand = Self::member(list, elements)?;
        let Some(high) = self.operand(list, operand, called) else { return Ok(None) };
        if let Ok(more) = Self::member(list, elements)? {
            self.fault(Fault::NumericTooManyTerms, more.span(), entered(more));
            return Ok(None);
        }
        let low = self.bound(list, low, low_inclusive);
        let high = if low.is_some() { self.bound(list, high, called == "<=") } else { None };
        let (Some(low), Some(high)) = (low, high) else { return Ok(None) };
        if number::compare(low.value, high.value).is_ge() {
            self.fault(Fault::NumericOrder, list.span(), list.span().end);
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
                let place = Place::of(list, other);
                self.fault(Fault::NumericOperand(called), place.span, place.unread);
                None
            }
        }
    }

    fn bound(&mut self, list: Value<'d>, value: Value<'d>, inclusive: bool) -> Option<Bound> {
        let number = number::comparable(value.raw());
        if number.is_none() {
            self.fault(Fault::Incomparable(value.raw().into(), Suffix::Once), value.span(), list.span().end);
        }
        number.map(|value| Bound { value, inclusive })
    }

    fn anything_but(&mut self, value: Value<'d>, rest: &mut Members<'d>) -> Read<Item> {
        let item = match value.kind() {
            Kind::Object => self.but_operator(value)?,
            Kind::Array => self.but_list(value)?.filter(|_| value.is_complete()),
            Kind::String => Some(Not::Texts([text(value)?].into())),
            Kind::Number => {
                if let Some(number) = number::comparable(value.raw()) {
                    Some(Not::Numbers([number].into()))
                } else {
                    self.fault(
                        Fault::Incomparable(value.raw().into(), Suffix::None),
                        value.span(),
                        value.span().end,
                    );
                    None
                }
            }
            Kind::True | Kind::False | Kind::Null => {
                self.fault(Fault::ButBareValue, value.span(), entered(value));
                None
            }
        };
        closed(value)?;
        Ok(item.filter(|_| self.alone(rest, Fault::TooManyElements)).map(Item::Not))
    }

    fn but_list(&mut self, list: Value<'d>) -> Read<Not> {
        let (mut texts, mut numbers, mut sound) = (Vec::new(), Vec::new(), true);
        for value in list.elements() {
            match value.kind() {
                Kind::String => texts.push(text(value)?),
                Kind::Number => {
                    if let Some(number) = number::comparable(value.raw()) {
                        numbers.push(number);
                    } else {
                        self.fault(
                            Fault::Incomparable(value.raw().into(), Suffix::Once),
                            value.span(),
                            value.span().end,
                        );
                        sound = false;
                    }
                }
                Kind::Object | Kind::Array | Kind::True | Kind::False | Kind::Null => {
                    self.fault(Fault::ButListMember, value.span(), entered(value));
                    closed(value)?;
                    sound = false;
                }
            }
        }
        closed(list)?;
        if !sound {
            return Ok(None);
        }
        match (texts.is_empty(), numbers.is_empty()) {
            (false, true) => Ok(Some(Not::Texts(texts.into()))),
            (true, false) => Ok(Some(Not::Numbers(numbers.into()))),
            (true, true) | (false, false) => {
                self.fault(Fault::ButListMixed, list.span(), list.span().end);
                Ok(None)
            }
        }
    }

    fn but_operator(&mut self, object: Value<'d>) -> Read<Not> {
        let mut members = object.members();
        let Some(member) = members.next() else {
            closed(object)?;
            self.fault(Fault::ButNoName, object.span(), object.span().end);
            return Ok(None);
        };
        let name = member.key();
        let form = match name.as_str() {
            Some("equals-ignore-case") => Form::Fold,
            Some("prefix") => Form::Prefix,
            Some("suffix") => Form::Suffix,
            Some("wildcard") => Form::Wildcard,
            _ => {
                self.fault(
                    Fault::ButUnsupported(plain(name.as_bytes())),
                    member.key_span(),
                    entered(member.value()),
                );
                return closed(object).map(|()| None);
            }
        };
        let not = self.but_values(form, &member)?;
        closed(member.value())?;
        let alone = not.is_none() || self.alone(&mut members, Fault::TooManyElements);
        closed(object)?;
        Ok(not.filter(|_| alone))
    }

    fn but_values(&mut self, form: Form, member: &Member<'d>) -> Read<Not> {
        let value = member.value();
        let (list, values, suffix) = match value.kind() {
            Kind::Array => (true, value.elements().collect(), Suffix::Twice),
            Kind::String | Kind::Number => (false, vec![value], Suffix::Once),
            Kind::Object | Kind::True | Kind::False | Kind::Null => {
                self.fault(Fault::ButBareValue, value.span(), entered(value));
                return Ok(None);
            }
        };
        let (mut texts, mut sound) = (Vec::new(), true);
        for value in values {
            if value.kind() != Kind::String {
                self.fault(form.wants_string(suffix), value.span(), entered(value));
                closed(value)?;
                sound = false;
                continue;
            }
            let text = text(value)?;
            if text.is_empty() && matches!(form, Form::Prefix | Form::Suffix) {
                self.fault(Fault::ButEmptyAffix(suffix), value.span(), value.span().end);
                sound = false;
            }
            texts.push((text, value));
        }
        closed(value)?;
        if list && texts.is_empty() && sound {
            self.defer(Fault::ButEmptyList, value.span(), value.span().end);
            return Ok(None);
        }
        let not = self.but_form(form, &texts, value);
        Ok(not.filter(|_| sound))
    }

    fn but_form(&mut self, form: Form, texts: &[(Box<[u8]>, Value<'d>)], whole: Value<'d>) -> Option<Not> {
        let plain = || texts.iter().map(|(text, _)| text.clone()).collect();
        Some(match form {
            Form::Prefix => Not::Prefixes(plain()),
            Form::Suffix => Not::Suffixes(plain()),
            Form::Fold => Not::Folded(texts.iter().map(|(text, _)| Folded::new(text)).collect()),
            Form::Wildcard => {
                let mut wildcards = Vec::new();
                let mut faults = Vec::new();
                for (text, value) in texts {
                    match Wildcard::read(text) {
                        Ok(wildcard) => wildcards.push(wildcard),
                        Err(fault) => faults.push((&**text, fault, *value)),
                    }
                }
                let capacity = java_capacity(texts.iter().map(|(text, _)| &**text));
                faults.sort_by_key(|(text, ..)| java_bucket(text, capacity));
                for (_, fault, value) in &faults {
                    self.fault(Fault::Wildcard(*fault), value.span(), whole.span().end);
                }
                if !faults.is_empty() {
                    return None;
                }
                Not::Wildcards(wildcards.into())
            }
        })
    }
}

/// What an `anything-but` object excludes by.
#[derive(Clone, Copy)]
enum Form {
    Fold,
    Prefix,
    Suffix,
    Wildcard,
}

impl Form {
    fn wants_string(self, suffix: Suffix) -> Fault {
        match self {
            Self::Fold => Fault::ButFoldMember(suffix),
            Self::Prefix | Self::Suffix => Fault::ButAffixMember(suffix),
            Self::Wildcard => Fault::ButWildcardMember(suffix),
        }
    }
}

/// A place in a numeric list: an element, or the list's end.
struct Place {
    /// The token as EventBridge prints it.
    token: String,
    span: std::ops::Range<usize>,
    unread: usize,
}

impl Place {
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

/// The characters of a string, which is where EventBridge looks whether it is sound.
fn text(value: Value<'_>) -> Result<Box<[u8]>, Stop> {
    closed(value)?;
    Ok(value.text().map(|text| text.into_bytes().into()).unwrap_or_default())
}

/// The size of the Java hash table that holds these texts. EventBridge looks at the wildcards of one list in
/// the order of such a table, which decides whose fault it names when several are wrong.
fn java_capacity<'t>(texts: impl Iterator<Item = &'t [u8]>) -> usize {
    let distinct = texts.collect::<std::collections::BTreeSet<_>>().len();
    let mut capacity = 16;
    while distinct * 4 > capacity * 3 {
        capacity *= 2;
    }
    capacity
}

/// Where a text, in its quotes, lies in a Java hash table.
fn java_bucket(text: &[u8], capacity: usize) -> usize {
    let quote = std::iter::once(u16::from(b'"'));
    let mut units = [0; 2];
    let mut inner = Vec::new();
    for unit in crate::json::units(text) {
        match unit {
            Ok(c) => inner.extend_from_slice(c.encode_utf16(&mut units)),
            Err(surrogate) => inner.push(surrogate),
        }
    }
    let hash = quote
        .clone()
        .chain(inner)
        .chain(quote)
        .fold(0_u32, |hash, unit| hash.wrapping_mul(31).wrapping_add(u32::from(unit)));
    (hash ^ (hash >> 16)) as usize & (capacity - 1)
}
