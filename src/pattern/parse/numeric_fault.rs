//! What can be wrong inside `numeric`, in EventBridge's words and ours.

use super::messages::{ALL_BUT, Described, NUMERIC, for_sentence, say};
use super::other_shapes::comparison;
use crate::pattern::vocabulary::{is_unequal, sign};

/// What is wrong inside the list of a `numeric`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum NumericFault {
    NotArray,
    FirstMember(String),
    Operator(String),
    Operand(&'static str),
    /// The operand is a text that is no number.
    Text(&'static str),
    /// The operand is a list.
    List(&'static str),
    /// A number with a comma in it, or two without an operator between them.
    Separator {
        /// EventBridge's sentence of what follows the comma.
        service: String,
        /// The one number without the comma.
        joined: String,
        /// The second number, where one may follow.
        second: Option<String>,
    },
    SecondOperator(String),
    BadSecondOperator(String),
    TooMany,
    TooManyTerms,
    Order,
}

const RANGE: &str =
    "Write [operator, number], or a range with the lower bound first: [\">=\", 0, \"<\", 10].";

impl NumericFault {
    pub(super) fn describe(&self) -> Described {
        match self {
            Self::NotArray => say("Value of numeric must be an array.", "\"numeric\" wants a list", NUMERIC),
            Self::FirstMember(token) => say(
                format!("Invalid member in numeric match: {token}"),
                "\"numeric\" must begin with an operator",
                NUMERIC,
            ),
            Self::Operator(operator) if let Some((sign, number)) = comparison(operator) => say(
                format!("Unrecognized numeric range operator: {operator}"),
                format!(
                    "{} is one text, and \"numeric\" wants the operator and the number as two items",
                    for_sentence(operator)
                ),
                format!("Write \"{sign}\", {number}."),
            ),
            Self::Operator(operator) => say(
                format!("Unrecognized numeric range operator: {operator}"),
                format!("\"numeric\" knows no operator {}", for_sentence(operator)),
                match sign(operator) {
                    Some(sign) => format!("Write \"{sign}\"."),
                    None if is_unequal(operator) => ALL_BUT.to_owned(),
                    None => NUMERIC.to_owned(),
                },
            ),
            Self::Operand(operator) => say(
                format!("Value of {operator} must be numeric"),
                "a number must follow the operator",
                "Write a number behind the operator, without quotes.",
            ),
            Self::Text(operator) => say(
                format!("Value of {operator} must be numeric"),
                "a number must follow the operator, and this is a text",
                "Write a number without quotes and without a unit. Texts, dates among them, are not compared by size: a \
                    day or month is asked for by its beginning, {\"prefix\": \"2026-11\"}.",
            ),
            Self::List(operator) => say(
                format!("Value of {operator} must be numeric"),
                "one number must follow the operator, and this is a list",
                "Numbers that are meant one by one stand in the field's list as they are: [5, 6].",
            ),
            Self::Separator { service, joined, second } => say(
                service.clone(),
                "a number follows another, and no operator stands between them",
                match second {
                    Some(second) => format!(
                        "If it is one number with a separator, write {joined}; if it is two, write an operator before \
                            the second: \"<\", {second}."
                    ),
                    None => format!("If it is one number with separators, write {joined}."),
                },
            ),
            Self::SecondOperator(token) => say(
                format!("Bad value in numeric range: {token}"),
                "after the lower bound, \"numeric\" wants \"<\" or \"<=\"",
                RANGE,
            ),
            Self::BadSecondOperator(operator) => say(
                format!("Bad numeric range operator: {operator}"),
                format!("{} cannot be the operator of an upper bound", for_sentence(operator)),
                RANGE,
            ),
            Self::TooMany => say(
                "Too many elements in numeric expression",
                "nothing may follow here: only a lower bound (\">\" or \">=\") can be followed by a second \
                    condition",
                RANGE,
            ),
            Self::TooManyTerms => say(
                "Too many terms in numeric range expression",
                "a range has two bounds, and here is more",
                RANGE,
            ),
            Self::Order => say(
                "Bottom must be less than top",
                "the lower bound must be less than the upper one",
                "Write the smaller number first; for exactly one number use [\"=\", number].",
            ),
        }
    }
}
