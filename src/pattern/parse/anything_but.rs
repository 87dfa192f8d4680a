//! The operator `anything-but`: values, lists of them, and the operators that go with it.

use super::foreign_conditions::other_numbers;
use super::items::{Read, text};
use super::messages::{PatternFault, Suffix, plain};
use super::{Walk, closed, entered};
use crate::json::{Kind, Member, Members, Value};
use crate::pattern::fold::Folded;
use crate::pattern::item::{Item, Not};
use crate::pattern::number;
use crate::pattern::wildcard::Wildcard;

impl<'d> Walk<'d> {
    pub(super) fn anything_but(&mut self, value: Value<'d>, rest: &mut Members<'d>) -> Read<Item> {
        let item = match value.kind() {
            Kind::Object => self.but_operator(value)?,
            Kind::Array => self.but_list(value)?.filter(|_| value.is_complete()),
            Kind::String => Some(Not::Texts([text(value)?].into())),
            Kind::Number => {
                if let Some(number) = number::comparable(value.raw()) {
                    Some(Not::Numbers([number].into()))
                } else {
                    self.fault(
                        PatternFault::Incomparable(value.raw().into(), Suffix::None),
                        value.span(),
                        value.span().end,
                    );
                    None
                }
            }
            Kind::True | Kind::False | Kind::Null => {
                self.fault(PatternFault::ButBareValue, value.span(), entered(value));
                None
            }
        };
        closed(value)?;
        Ok(item.filter(|_| self.alone(rest, PatternFault::TooManyElements)).map(Item::Not))
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
                            PatternFault::Incomparable(value.raw().into(), Suffix::Once),
                            value.span(),
                            value.span().end,
                        );
                        sound = false;
                    }
                }
                Kind::Object | Kind::Array | Kind::True | Kind::False | Kind::Null => {
                    self.fault(PatternFault::ButListMember, value.span(), entered(value));
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
                self.fault(PatternFault::ButListMixed, list.span(), list.span().end);
                Ok(None)
            }
        }
    }

    fn but_operator(&mut self, object: Value<'d>) -> Read<Not> {
        let mut members = object.members();
        let Some(member) = members.next() else {
            closed(object)?;
            self.fault(PatternFault::ButNoName, object.span(), object.span().end);
            return Ok(None);
        };
        let name = member.key();
        let form = match name.as_str() {
            Some("equals-ignore-case") => ButForm::Fold,
            Some("prefix") => ButForm::Prefix,
            Some("suffix") => ButForm::Suffix,
            Some("wildcard") => ButForm::Wildcard,
            _ => {
                self.fault(
                    PatternFault::ButUnsupported(plain(name.as_bytes()), other_numbers(object)),
                    member.key_span(),
                    entered(member.value()),
                );
                return closed(object).map(|()| None);
            }
        };
        let not = self.but_values(form, &member)?;
        closed(member.value())?;
        let alone = not.is_none() || self.alone(&mut members, PatternFault::TooManyElements);
        closed(object)?;
        Ok(not.filter(|_| alone))
    }

    fn but_values(&mut self, form: ButForm, member: &Member<'d>) -> Read<Not> {
        let value = member.value();
        let (list, values, suffix) = match value.kind() {
            Kind::Array => (true, value.elements().collect(), Suffix::Twice),
            Kind::String | Kind::Number => (false, vec![value], Suffix::Once),
            Kind::Object => {
                self.fault(PatternFault::ButNested, value.span(), entered(value));
                return Ok(None);
            }
            Kind::True | Kind::False | Kind::Null => {
                self.fault(PatternFault::ButBareValue, value.span(), entered(value));
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
            if text.is_empty() && matches!(form, ButForm::Prefix | ButForm::Suffix) {
                self.fault(PatternFault::ButEmptyAffix(suffix), value.span(), value.span().end);
                sound = false;
            }
            texts.push((text, value));
        }
        closed(value)?;
        if list && texts.is_empty() && sound {
            self.defer(PatternFault::ButEmptyList, value.span(), value.span().end);
            return Ok(None);
        }
        let not = self.but_form(form, &texts, value);
        Ok(not.filter(|_| sound))
    }

    fn but_form(&mut self, form: ButForm, texts: &[(Box<[u8]>, Value<'d>)], whole: Value<'d>) -> Option<Not> {
        let plain = || texts.iter().map(|(text, _)| text.clone()).collect();
        Some(match form {
            ButForm::Prefix => Not::Prefixes(plain()),
            ButForm::Suffix => Not::Suffixes(plain()),
            ButForm::Fold => Not::Folded(texts.iter().map(|(text, _)| Folded::new(text)).collect()),
            ButForm::Wildcard => {
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
                    self.fault(PatternFault::Wildcard(*fault), value.span(), whole.span().end);
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
enum ButForm {
    Fold,
    Prefix,
    Suffix,
    Wildcard,
}

impl ButForm {
    fn wants_string(self, suffix: Suffix) -> PatternFault {
        match self {
            Self::Fold => PatternFault::ButFoldMember(suffix),
            Self::Prefix | Self::Suffix => PatternFault::ButAffixMember(suffix),
            Self::Wildcard => PatternFault::ButWildcardMember(suffix),
        }
    }
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
