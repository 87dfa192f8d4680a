//! Condition operators: their names, and what each asks of one value.

use super::Truth;
use super::glob::{self, GlobPiece};
use std::cmp::Ordering;
use std::net::IpAddr;

/// A condition operator that is known.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Operator {
    pub(super) test: Test,
    /// `…Not…`: no value of the policy may fit.
    pub(super) negated: bool,
    /// `ForAnyValue:` or `ForAllValues:`.
    pub(super) set: Option<Set>,
    /// `…IfExists`.
    pub(super) if_exists: bool,
}

/// How several values of a request count.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Set {
    /// One of them must fit.
    Any,
    /// Each of them must fit.
    All,
}

/// What is asked of one value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Test {
    Text,
    TextIgnoreCase,
    Like,
    Number(Order),
    Date(Order),
    Bool,
    Binary,
    Address,
    Arn,
    Null,
}

/// How two values must stand to each other.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Order {
    Equal,
    Less,
    LessEqual,
    Greater,
    GreaterEqual,
}

impl Order {
    fn holds(self, found: Ordering) -> bool {
        match self {
            Self::Equal => found.is_eq(),
            Self::Less => found.is_lt(),
            Self::LessEqual => found.is_le(),
            Self::Greater => found.is_gt(),
            Self::GreaterEqual => found.is_ge(),
        }
    }
}

impl Operator {
    /// Reads an operator's name; `None` for one that is not known.
    pub(super) fn by_name(name: &str) -> Option<Self> {
        let (set, rest) = match name.split_once(':') {
            Some(("ForAnyValue", rest)) => (Some(Set::Any), rest),
            Some(("ForAllValues", rest)) => (Some(Set::All), rest),
            Some(_) => return None,
            None => (None, name),
        };
        let (if_exists, rest) = match rest.strip_suffix("IfExists") {
            Some(rest) => (true, rest),
            None => (false, rest),
        };
        let (test, negated) = match rest {
            "StringEquals" => (Test::Text, false),
            "StringNotEquals" => (Test::Text, true),
            "StringEqualsIgnoreCase" => (Test::TextIgnoreCase, false),
            "StringNotEqualsIgnoreCase" => (Test::TextIgnoreCase, true),
            "StringLike" => (Test::Like, false),
            "StringNotLike" => (Test::Like, true),
            "NumericEquals" => (Test::Number(Order::Equal), false),
            "NumericNotEquals" => (Test::Number(Order::Equal), true),
            "NumericLessThan" => (Test::Number(Order::Less), false),
            "NumericLessThanEquals" => (Test::Number(Order::LessEqual), false),
            "NumericGreaterThan" => (Test::Number(Order::Greater), false),
            "NumericGreaterThanEquals" => (Test::Number(Order::GreaterEqual), false),
            "DateEquals" => (Test::Date(Order::Equal), false),
            "DateNotEquals" => (Test::Date(Order::Equal), true),
            "DateLessThan" => (Test::Date(Order::Less), false),
            "DateLessThanEquals" => (Test::Date(Order::LessEqual), false),
            "DateGreaterThan" => (Test::Date(Order::Greater), false),
            "DateGreaterThanEquals" => (Test::Date(Order::GreaterEqual), false),
            "Bool" => (Test::Bool, false),
            "BinaryEquals" => (Test::Binary, false),
            "IpAddress" => (Test::Address, false),
            "NotIpAddress" => (Test::Address, true),
            "ArnEquals" | "ArnLike" => (Test::Arn, false),
            "ArnNotEquals" | "ArnNotLike" => (Test::Arn, true),
            // `NullIfExists` would always hold, and IAM has no such operator.
            "Null" if !if_exists => (Test::Null, false),
            _ => return None,
        };
        Some(Self { test, negated, set, if_exists })
    }

    /// Whether `*` and `?` in the policy's value stand for other characters.
    pub(super) fn has_wildcards(self) -> bool {
        matches!(self.test, Test::Like | Test::Arn)
    }
}

/// Whether a value of the request fits one of the policy. `wanted` is read with wildcards where the operator
/// has them.
pub(super) fn fits(test: Test, wanted: &[GlobPiece], found: &str) -> Truth {
    let text = || wanted.iter().map(|piece| piece.as_char()).collect::<String>();
    Truth::of(match test {
        Test::TextIgnoreCase => glob::covers(&glob::lower(wanted), &found.to_lowercase()),
        Test::Text | Test::Binary | Test::Like => glob::covers(wanted, found),
        Test::Arn => return glob::covers_resource(wanted, found),
        Test::Bool => {
            let bools = ["true", "false"];
            let wanted = text().to_lowercase();
            bools.contains(&wanted.as_str()) && wanted == found.to_lowercase()
        }
        Test::Number(order) => match (number(&text()), number(found)) {
            (Some(wanted), Some(found)) => found.partial_cmp(&wanted).is_some_and(|found| order.holds(found)),
            _ => false,
        },
        Test::Date(order) => match (instant(&text()), instant(found)) {
            (Some(wanted), Some(found)) => order.holds(found.cmp(&wanted)),
            _ => return Truth::Unknown(format!("`{}` or `{found}` is not a date that can be read", text())),
        },
        Test::Address => match (Block::read(&text()), found.parse::<IpAddr>()) {
            (Some(block), Ok(address)) => block.holds(address),
            _ => false,
        },
        // Judged where the key is looked up: it asks whether there is a value, not which.
        Test::Null => false,
    })
}

fn number(text: &str) -> Option<f64> {
    text.trim().parse::<f64>().ok().filter(|number| number.is_finite())
}

/// Seconds since 1970: "one of the W3C implementations of the ISO 8601 date formats, or epoch time".
fn instant(text: &str) -> Option<i64> {
    if let Ok(seconds) = text.parse::<i64>() {
        return Some(seconds);
    }
    if let Ok(instant) = text.parse::<jiff::Timestamp>() {
        return Some(instant.as_second());
    }
    let day = text.parse::<jiff::civil::Date>().ok()?;
    day.to_zoned(jiff::tz::TimeZone::UTC).ok().map(|day| day.timestamp().as_second())
}

/// A block of addresses, `203.0.113.0/24`, or one address.
struct Block {
    address: IpAddr,
    bits: u32,
}

impl Block {
    fn read(text: &str) -> Option<Self> {
        let (address, bits) = match text.split_once('/') {
            Some((address, bits)) => (address, Some(bits.parse().ok()?)),
            None => (text, None),
        };
        let address: IpAddr = address.parse().ok()?;
        let width = if address.is_ipv4() { 32 } else { 128 };
        let bits = bits.unwrap_or(width);
        (bits <= width).then_some(Self { address, bits })
    }

    fn holds(&self, address: IpAddr) -> bool {
        let (width, block, address) = match (self.address, address) {
            (IpAddr::V4(block), IpAddr::V4(address)) => {
                (32, u128::from(block.to_bits()), u128::from(address.to_bits()))
            }
            (IpAddr::V6(block), IpAddr::V6(address)) => (128, block.to_bits(), address.to_bits()),
            (IpAddr::V4(_), IpAddr::V6(_)) | (IpAddr::V6(_), IpAddr::V4(_)) => return false,
        };
        let free = width - self.bits;
        free >= 128 || (block >> free) == (address >> free)
    }
}
