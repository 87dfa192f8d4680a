//! One condition on one value.

use std::cell::OnceCell;

use super::address::{Address, Cidr};
use super::fold::Folded;
use super::number;
use super::wildcard::Wildcard;
use crate::json::{Kind, Text, Value};

/// What an element of a pattern's array asks of a value. Texts are WTF-8 without quotes.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Item {
    /// A plain string that is no address, or `exactly`.
    Text(Box<[u8]>),
    /// A plain string that reads as an IP address: any way of writing it.
    Address(Address),
    /// A plain number: the same text, or the same value where both can be compared.
    Number { text: Box<str>, value: Option<f64> },
    /// `true` or `false`.
    Bool(bool),
    /// `null`.
    Null,
    /// `prefix`.
    Prefix(Box<[u8]>),
    /// `suffix`.
    Suffix(Box<[u8]>),
    /// `equals-ignore-case`.
    Fold(Folded),
    /// `prefix` with `equals-ignore-case`.
    FoldPrefix(Folded),
    /// `suffix` with `equals-ignore-case`.
    FoldSuffix(Folded),
    /// `wildcard`.
    Wildcard(Wildcard),
    /// `numeric`.
    Numeric(Range),
    /// `cidr`.
    Cidr(Cidr),
    /// `exists: true`: any value.
    Present,
    /// `exists: false`: no value satisfies this; the absence of one does.
    Absent,
    /// `anything-but`.
    Not(Not),
}

/// What `anything-but` excludes; every other value, of any type, satisfies it.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Not {
    /// These strings.
    Texts(Box<[Box<[u8]>]>),
    /// These numbers.
    Numbers(Box<[f64]>),
    /// Strings that begin with one of these.
    Prefixes(Box<[Box<[u8]>]>),
    /// Strings that end with one of these.
    Suffixes(Box<[Box<[u8]>]>),
    /// Strings that equal one of these but for letter case.
    Folded(Box<[Folded]>),
    /// Strings that fit one of these.
    Wildcards(Box<[Wildcard]>),
}

/// The numbers between two bounds. `=` has both bounds at one number.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Range {
    pub(crate) low: Option<Bound>,
    pub(crate) high: Option<Bound>,
}

/// One end of a [`Range`].
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Bound {
    pub(crate) value: f64,
    pub(crate) inclusive: bool,
}

impl Range {
    pub(crate) fn contains(&self, value: f64) -> bool {
        self.low.is_none_or(|low| value > low.value || (low.inclusive && same(value, low.value)))
            && self.high.is_none_or(|high| value < high.value || (high.inclusive && same(value, high.value)))
    }
}

fn same(a: f64, b: f64) -> bool {
    number::compare(a, b).is_eq()
}

/// A value of the event that is neither object nor array, with what has been found out about it.
#[derive(Debug, Clone)]
pub(crate) struct Scalar<'e> {
    pub(crate) kind: Kind,
    raw: &'e [u8],
    text: Option<Text<'e>>,
    number: Number,
    /// Where the number is remembered instead, when the value is looked at more than once.
    memo: Option<&'e Number>,
    address: OnceCell<Option<Address>>,
}

/// What has been found out about a number. Whether it can be compared takes longer to tell than what it is,
/// and often need not be known.
#[derive(Debug, Clone, Default)]
pub(crate) struct Number {
    float: OnceCell<Option<f64>>,
    comparable: OnceCell<bool>,
}

impl<'e> Scalar<'e> {
    pub(crate) fn new(value: Value<'e>) -> Self {
        Self::with_text(value.kind(), value.raw().as_bytes(), value.text(), None)
    }

    /// A token of an event whose tree was not built: a string's characters, or the token's own text.
    pub(crate) fn from_token(kind: Kind, bytes: &'e [u8], memo: &'e Number) -> Self {
        Self::with_text(kind, bytes, Some(Text::from_wtf8(bytes)), Some(memo))
    }

    fn with_text(kind: Kind, raw: &'e [u8], text: Option<Text<'e>>, memo: Option<&'e Number>) -> Self {
        Self { kind, raw, text, number: Number::default(), memo, address: OnceCell::new() }
    }

    /// The characters of a string.
    pub(crate) fn text(&self) -> Option<&[u8]> {
        if self.kind == Kind::String { self.text.as_ref().map(Text::as_bytes) } else { None }
    }

    /// The value of a number that can be compared.
    pub(crate) fn number(&self) -> Option<f64> {
        self.number_if(|_| true)
    }

    /// The value of a number that can be compared, if it passes the test.
    fn number_if(&self, test: impl Fn(f64) -> bool) -> Option<f64> {
        let number = self.memo.unwrap_or(&self.number);
        let float = self.float().filter(|float| test(*float))?;
        let comparable = || self.number_text().is_some_and(|text| number::is_comparable(text, float));
        number.comparable.get_or_init(comparable).then_some(float)
    }

    /// The float nearest to a number, be it one that cannot be compared.
    pub(crate) fn float(&self) -> Option<f64> {
        let number = self.memo.unwrap_or(&self.number);
        *number.float.get_or_init(|| number::float(self.number_text()?))
    }

    /// The address that a string reads as.
    pub(crate) fn address(&self) -> Option<Address> {
        *self.address.get_or_init(|| self.text().and_then(Address::read))
    }

    /// The text of a number as it stands in the event.
    pub(crate) fn number_bytes(&self) -> Option<&'e [u8]> {
        if self.kind == Kind::Number { Some(self.raw) } else { None }
    }

    fn number_text(&self) -> Option<&'e str> {
        self.number_bytes().and_then(|text| std::str::from_utf8(text).ok())
    }
}

impl Item {
    /// Whether a value satisfies the condition.
    pub(crate) fn matches(&self, scalar: &Scalar<'_>) -> bool {
        let text = |test: &dyn Fn(&[u8]) -> bool| scalar.text().is_some_and(test);
        match self {
            Self::Text(wanted) => text(&|t| t == &**wanted),
            Self::Address(wanted) => scalar.address() == Some(*wanted),
            Self::Number { text, value } => {
                scalar.number_bytes().is_some_and(|t| t == text.as_bytes())
                    || value.is_some_and(|wanted| scalar.number_if(|met| same(wanted, met)).is_some())
            }
            Self::Bool(wanted) => scalar.kind == if *wanted { Kind::True } else { Kind::False },
            Self::Null => scalar.kind == Kind::Null,
            Self::Prefix(prefix) => text(&|t| starts_with(t, prefix)),
            Self::Suffix(suffix) => text(&|t| ends_with(t, suffix)),
            Self::Fold(folded) => text(&|t| folded.equals(t)),
            Self::FoldPrefix(folded) => text(&|t| folded.starts(t)),
            Self::FoldSuffix(folded) => text(&|t| folded.ends(t)),
            Self::Wildcard(wildcard) => text(&|t| wildcard.matches(t)),
            Self::Numeric(range) => scalar.number_if(|met| range.contains(met)).is_some(),
            Self::Cidr(cidr) => scalar.address().is_some_and(|met| cidr.contains(met)),
            Self::Present => true,
            Self::Absent => false,
            Self::Not(not) => !not.excludes(scalar),
        }
    }
}

impl Not {
    /// The same exclusion with its list in a fixed order and each entry once, as EventBridge keeps it.
    pub(crate) fn sorted(&self) -> Self {
        fn sort<T: Clone>(list: &[T], order: impl Fn(&T, &T) -> std::cmp::Ordering) -> Box<[T]> {
            let mut list = list.to_vec();
            list.sort_by(&order);
            list.dedup_by(|a, b| order(a, b).is_eq());
            list.into()
        }
        match self {
            Self::Texts(texts) => Self::Texts(sort(texts, Ord::cmp)),
            Self::Numbers(numbers) => Self::Numbers(sort(numbers, |a, b| number::compare(*a, *b))),
            Self::Prefixes(prefixes) => Self::Prefixes(sort(prefixes, Ord::cmp)),
            Self::Suffixes(suffixes) => Self::Suffixes(sort(suffixes, Ord::cmp)),
            Self::Folded(folded) => Self::Folded(sort(folded, |a, b| a.units.cmp(&b.units))),
            Self::Wildcards(wildcards) => Self::Wildcards(sort(wildcards, |a, b| a.parts.cmp(&b.parts))),
        }
    }

    /// Whether a value is one of those that are excluded.
    pub(crate) fn excludes(&self, scalar: &Scalar<'_>) -> bool {
        match self {
            Self::Numbers(numbers) => scalar.number_if(|met| numbers.iter().any(|n| same(*n, met))).is_some(),
            Self::Texts(_) | Self::Prefixes(_) | Self::Suffixes(_) | Self::Folded(_) | Self::Wildcards(_) => {
                scalar.text().is_some_and(|met| self.excludes_text(met))
            }
        }
    }

    fn excludes_text(&self, met: &[u8]) -> bool {
        match self {
            Self::Texts(texts) => texts.iter().any(|t| **t == *met),
            Self::Numbers(_) => false,
            Self::Prefixes(prefixes) => prefixes.iter().any(|p| starts_with(met, p)),
            Self::Suffixes(suffixes) => suffixes.iter().any(|s| ends_with(met, s)),
            Self::Folded(folded) => folded.iter().any(|f| f.equals(met)),
            Self::Wildcards(wildcards) => wildcards.iter().any(|w| w.matches(met)),
        }
    }
}

/// EventBridge compares strings with their quotes on, so a prefix that is the text and a quote matches:
/// `abc"` matches `abc`.
pub(crate) fn starts_with(text: &[u8], prefix: &[u8]) -> bool {
    text.starts_with(prefix) || prefix.strip_suffix(b"\"").is_some_and(|inner| inner == text)
}

/// The same leak at the other end: the suffix `"abc` matches `abc`.
pub(crate) fn ends_with(text: &[u8], suffix: &[u8]) -> bool {
    text.ends_with(suffix) || suffix.strip_prefix(b"\"").is_some_and(|inner| inner == text)
}
