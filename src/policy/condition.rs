//! The `Condition` element: one operator with one key and its values, and policy variables in texts.

use super::Truth;
use super::context::KeyValue;
use super::glob::{self, GlobPiece};
use super::operator::{self, Operator, Set, Test};
use super::request::Request;

/// What a condition wants of its key.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Asks {
    /// One of its values.
    These,
    /// None of its values.
    Others,
    /// That the request has it.
    Any,
    /// That the request does not have it.
    Missing,
}

/// One condition: an operator, a key, and the values of which one must fit.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Condition {
    /// The operator as it is written, such as `StringEqualsIfExists`.
    pub operator: String,
    /// The key as it is written, such as `aws:SourceArn`.
    pub key: String,
    /// The values, as texts.
    pub values: Vec<String>,
}

impl Condition {
    /// Whether the key is the one named, letter case aside.
    pub fn is_about(&self, key: &str) -> bool {
        self.key.eq_ignore_ascii_case(key)
    }

    /// True when a missing key meets the condition.
    pub fn is_met_without_key(&self) -> bool {
        Operator::by_name(&self.operator).is_some_and(|operator| {
            operator.if_exists
                || operator.set == Some(Set::All)
                || (operator.negated && operator.set.is_none())
                || (operator.test == Test::Null && self.values.iter().any(|value| value == "true"))
        })
    }

    /// What it wants of its key.
    pub(super) fn asks(&self) -> Asks {
        let says = |word: &str| self.values.iter().any(|value| value == word);
        match Operator::by_name(&self.operator) {
            Some(operator) if operator.test == Test::Null && says("true") => Asks::Missing,
            Some(operator) if operator.test == Test::Null => Asks::Any,
            Some(operator) if operator.negated => Asks::Others,
            Some(_) | None => Asks::These,
        }
    }

    /// Whether the operator takes `*` and `?` as wildcards.
    pub(super) fn has_wildcards(&self) -> bool {
        Operator::by_name(&self.operator).is_some_and(Operator::has_wildcards)
    }

    /// Whether the request meets it.
    pub(super) fn judge(&self, request: &Request, variables: bool) -> Truth {
        let Some(operator) = Operator::by_name(&self.operator) else {
            return Truth::Unknown(format!("the condition operator {} is not known here", self.operator));
        };
        self.judge_held(operator, request.value_of(&self.key), request, variables)
    }

    fn judge_held(&self, operator: Operator, held: KeyValue, request: &Request, variables: bool) -> Truth {
        match held {
            // Both ways it may come out the same.
            KeyValue::Perhaps { value, why } => {
                let with = self.judge_held(operator, KeyValue::value(value), request, variables);
                let without = self.judge_held(operator, KeyValue::Absent, request, variables);
                if with == without { with } else { Truth::Unknown(why) }
            }
            KeyValue::Unknown(why) => Truth::Unknown(why),
            KeyValue::Absent if operator.test == Test::Null => {
                Truth::of(self.values.iter().any(|value| value == "true"))
            }
            KeyValue::Values(_) | KeyValue::AtLeast { .. } if operator.test == Test::Null => {
                Truth::of(self.values.iter().any(|value| value == "false"))
            }
            KeyValue::Absent => Truth::of(self.is_met_without_key()),
            KeyValue::Values(found) if found.len() > 1 && operator.set.is_none() => Truth::Unknown(format!(
                "{} has several values, and {} says neither ForAnyValue nor ForAllValues",
                self.key, self.operator
            )),
            // One value that fits may settle it whatever the others are, or one that does not.
            KeyValue::AtLeast { values, why } => {
                let known = self.judge_held(operator, KeyValue::Values(values), request, variables);
                match operator.set {
                    Some(Set::All) => known.and(Truth::Unknown(why)),
                    Some(Set::Any) => known.or(Truth::Unknown(why)),
                    None => Truth::Unknown(why),
                }
            }
            KeyValue::Values(found) => {
                let each = found.iter().map(|found| self.fits(operator, found, request, variables));
                match operator.set {
                    Some(Set::All) => each.fold(Truth::Yes, Truth::and),
                    Some(Set::Any) | None => each.fold(Truth::No, Truth::or),
                }
            }
        }
    }

    /// Whether one value of the request fits one of the policy's, or none of them where the operator is
    /// negated.
    fn fits(&self, operator: Operator, found: &str, request: &Request, variables: bool) -> Truth {
        let any = self.values.iter().fold(Truth::No, |all, wanted| {
            all.or(match expand(wanted, operator.has_wildcards(), variables, request) {
                Expanded::Pieces(wanted) => operator::fits(operator.test, &wanted, found),
                Expanded::Missing if !operator.negated => Truth::No,
                Expanded::Missing => {
                    Truth::Unknown(format!("`{wanted}` holds a variable that this request does not have"))
                }
                Expanded::Unknown(why) => Truth::Unknown(why),
            })
        });
        if operator.negated { any.not() } else { any }
    }
}

/// A text of a policy with its variables filled in.
pub(super) enum Expanded {
    Pieces(Vec<GlobPiece>),
    /// A variable whose key the request does not have.
    Missing,
    Unknown(String),
}

/// Fills in `${key}` and `${key, 'default'}` ("IAM policy elements: Variables and tags"; only documents of
/// version 2012-10-17 have them). `${*}`, `${?}` and `${$}` are these characters themselves.
pub(super) fn expand(text: &str, wildcards: bool, variables: bool, request: &Request) -> Expanded {
    let read = |text: &str| if wildcards { glob::pieces(text) } else { glob::plain(text) };
    if !variables {
        return Expanded::Pieces(read(text));
    }
    let mut pieces = Vec::new();
    let mut rest = text;
    while let Some((before, behind)) = rest.split_once("${") {
        let Some((inside, after)) = behind.split_once('}') else { break };
        pieces.extend(read(before));
        rest = after;
        if matches!(inside, "*" | "?" | "$") {
            pieces.extend(glob::plain(inside));
            continue;
        }
        let (key, default) = match inside.split_once(',') {
            Some((key, default)) => (key.trim(), Some(default.trim().trim_matches('\''))),
            None => (inside.trim(), None),
        };
        match (request.value_of(key), default) {
            (KeyValue::Values(values), _) if values.len() == 1 => {
                pieces.extend(values.first().map(|value| glob::plain(value)).unwrap_or_default());
            }
            (KeyValue::Values(_), _) => {
                return Expanded::Unknown(format!("the variable {key} has several values in this request"));
            }
            (KeyValue::Absent, Some(default)) => pieces.extend(glob::plain(default)),
            (KeyValue::Absent, None) => return Expanded::Missing,
            (KeyValue::Unknown(why) | KeyValue::Perhaps { why, .. } | KeyValue::AtLeast { why, .. }, _) => {
                return Expanded::Unknown(why);
            }
        }
    }
    pieces.extend(read(rest));
    Expanded::Pieces(pieces)
}
