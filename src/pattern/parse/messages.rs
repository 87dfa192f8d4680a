//! Everything that can be wrong with a pattern: EventBridge's own sentence for it, and ours.
//!
//! EventBridge's sentences were recorded on AWS and from its open library (aws/event-ruler 2.0.1). They are
//! part of its interface: scripts and people search for them, so they are kept letter by letter.

pub(crate) use super::cidr_fault::CidrFault;
use super::foreign_conditions::{self, Operand};
pub(crate) use super::misplaced::Misplaced;
pub(crate) use super::numeric_fault::NumericFault;
use super::other_shapes;
use crate::json;
use crate::pattern::number;
use crate::pattern::parse::items::OPERATORS;
use crate::pattern::wildcard::WildcardFault;
use crate::text::{and_list, grouped};
use std::borrow::Cow;

/// A fault of a pattern whose JSON is sound.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum PatternFault {
    NotAnObject,
    /// A string that holds the object.
    ObjectInText,
    EmptyObject,
    EmptyArray,
    /// The value of this name is neither object nor array.
    BareValue(String),
    /// A text that holds an object as JSON, in the place of that object.
    JsonInText(String),
    /// That of `detail` at the top, whose value in an event is always an object.
    BareDetail,
    NestedArray,
    /// A list behind this operator, which stands in the field's list as a value of its own.
    OperatorBeside(&'static str),
    NoOperator,
    /// A name that is no operator, and what stands behind it.
    UnknownOperator(String, Operand),
    Misplaced(Misplaced),
    SecondOperator,
    OrNotArray,
    OrBranchNotObject,
    OrTooFew,
    ReservedInOr(String),
    /// The operator wants a string; in this sentence EventBridge calls some by other names.
    NotString(&'static str),
    /// The operator wants a string, and has an operator inside that belongs around it.
    TurnedRound(&'static str, &'static str),
    /// `prefix` or `suffix` with `{}`.
    AffixNoName(Affix),
    AffixUnsupported(Affix, String),
    ExistsNotBool,
    Wildcard(WildcardFault),
    Numeric(NumericFault),
    /// Where the number stands decides over the location suffix.
    Incomparable(String, Suffix),
    TooManyElements,
    ButNoName,
    /// An operator that it does not go together with, and what says the same, where that is known.
    ButUnsupported(String, Option<String>),
    ButBareValue,
    /// An operator inside an operator inside `anything-but`.
    ButNested,
    ButListMember,
    ButListMixed,
    ButFoldMember(Suffix),
    ButAffixMember(Suffix),
    ButWildcardMember(Suffix),
    ButEmptyAffix(Suffix),
    ButEmptyList,
    Cidr(CidrFault),
    TooManyPaths,
    TooManyAlternatives,
    TooLong(usize),
}

/// `prefix` or `suffix`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Affix {
    Prefix,
    Suffix,
}

/// How often EventBridge puts the place of the fault behind its sentence.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Suffix {
    None,
    Once,
    /// Faults inside the list of an `anything-but` are caught and reported a second time.
    Twice,
}

/// A fault in words: EventBridge's and ours.
pub(crate) struct Described {
    /// EventBridge's sentence, without `Event pattern is not valid. Reason: ` and without the place.
    pub(crate) service: Cow<'static, str>,
    /// How often EventBridge names the place.
    pub(crate) suffix: Suffix,
    /// What is wrong, in our words.
    pub(crate) what: Cow<'static, str>,
    /// What to do about it.
    pub(crate) remedy: Cow<'static, str>,
}

type Words = Cow<'static, str>;

/// A fault whose place EventBridge names once, as it does for most.
pub(super) fn say(service: impl Into<Words>, what: impl Into<Words>, remedy: impl Into<Words>) -> Described {
    Described { service: service.into(), suffix: Suffix::Once, what: what.into(), remedy: remedy.into() }
}

impl Described {
    pub(super) fn with_suffix(self, suffix: Suffix) -> Self {
        Self { suffix, ..self }
    }
}

pub(super) const NUMERIC: &str =
    "Write for instance \"numeric\": [\">\", 0, \"<=\", 5]; the operators are = < <= > >=.";
pub(super) const ALL_BUT: &str = "All numbers but some are asked for with {\"anything-but\": [5]}.";
const OR: &str =
    "Write \"$or\": [{\"a\": [value]}, {\"b\": [value]}]; values of one field stand in its list.";
const TEXTS: &str = "Put each text in double quotes, and nothing else into the list.";
const BUT_FORMS: &str = "Use prefix, suffix, equals-ignore-case or wildcard, with one string or a list.";

impl PatternFault {
    /// What is said of the fault, by EventBridge and by us.
    pub(crate) fn describe(&self) -> Described {
        match self {
            Self::NotAnObject => say(
                "Filter is not an object",
                "a pattern is a JSON object",
                "Begin with { and name the fields: {\"source\": [\"aws.ec2\"]}.",
            ),
            Self::ObjectInText => say(
                "Filter is not an object",
                "a pattern is a JSON object, and this is one in quotes: it was encoded as JSON twice",
                "Take away the quotes around it and the backslashes inside.",
            ),
            Self::EmptyObject => say(
                "Empty objects are not allowed",
                "an empty object asks nothing",
                "Name a field in it, or remove it; {\"exists\": true} asks only that a field is there.",
            ),
            Self::EmptyArray => say(
                "Empty arrays are not allowed",
                "an empty list matches nothing",
                "Put a value in it; {\"exists\": true} in the list accepts every value.",
            ),
            Self::BareDetail => say(
                "\"detail\" must be an object or an array",
                "\"detail\" of an event is an object, and a single value never fits it",
                "Name the fields inside: \"detail\": {\"status\": [\"open\"]}. To take any, leave \"detail\" out.",
            ),
            Self::BareValue(key) => say(
                format!("\"{key}\" must be an object or an array"),
                format!(
                    "the value of {} stands alone; a field's accepted values are written as a list",
                    for_sentence(key)
                ),
                "Put the value in brackets: [value].",
            ),
            Self::JsonInText(key) => other_shapes::in_text(key),
            Self::NestedArray => say(
                "Match value must be String, number, true, false, or null",
                "a list of accepted values cannot hold another list",
                "Write the values side by side in one list; any one of them may match.",
            ),
            Self::OperatorBeside(operator) => say(
                "Match value must be String, number, true, false, or null",
                format!("{} stands in the list as a value of its own, and what it is about beside it", for_sentence(operator)),
                format!("An operator is an object around it: {{\"{operator}\": …}}."),
            ),
            Self::NoOperator => say(
                "Match expression name not found",
                "an empty object is not a condition",
                format!("Use one of {}, or put a plain value in the list.", and_list(OPERATORS)),
            ),
            Self::UnknownOperator(name, operand) => say(
                format!("Unrecognized match type {name}"),
                format!("EventBridge knows no operator {}", for_sentence(name)),
                foreign_conditions::advice(name, *operand),
            ),
            Self::Misplaced(word) => word.describe(),
            Self::SecondOperator => say(
                "Only one key allowed in match expression",
                "a condition holds one operator, and this one has more",
                "Give each operator an object of its own in the list; any one of them may then match. A \
                    beginning and an end at once a wildcard asks: {\"wildcard\": \"beginning*end\"}; other \
                    conditions on one field cannot both be required.",
            ),
            Self::OrNotArray => say(
                "It must be an Array followed with $or.",
                "the value of \"$or\" must be a list of objects",
                OR,
            ),
            Self::OrBranchNotObject => {
                let service = "Only JSON object is allowed in array of $or relationship.";
                say(service, "each branch of \"$or\" must be an object", OR)
            }
            Self::OrTooFew => say(
                "There must have at least 2 Objects in $or relationship.",
                "\"$or\" needs at least two branches",
                "Add a branch, or move the fields out of the \"$or\".",
            ),
            Self::ReservedInOr(key) => say(
                format!("{key} is Ruler reserved fieldName which cannot be used inside $or."),
                format!("{} is the name of an operator and cannot be a field inside \"$or\"", for_sentence(key)),
                "If an operator is meant, it belongs into the field's list: \"field\": [{\"prefix\": \"x\"}]. \
                    A field of this name cannot be asked for inside \"$or\".",
            ),
            Self::NotString(operator) => say(
                match *operator {
                    "exactly" => "exact match pattern must be a string".to_owned(),
                    "cidr" => "prefix match pattern must be a string".to_owned(),
                    operator => format!("{operator} match pattern must be a string"),
                },
                "this operator wants a string",
                format!(
                    "Put the text in double quotes. Several texts are conditions of their own in the field's list: \
                        [{{\"{operator}\": …}}, {{\"{operator}\": …}}]."
                ),
            ),
            Self::TurnedRound("wildcard", _) => say(
                "wildcard match pattern must be a string",
                "a wildcard counts letter case, and no operator takes that away",
                "A beginning or an end may ignore it: {\"prefix\": {\"equals-ignore-case\": \"a\"}}. A wildcard is written once for \
                    each spelling.",
            ),
            Self::TurnedRound(operator, inner) => {
                turned_round(format!("{operator} match pattern must be a string"), operator, inner)
            }
            Self::AffixNoName(affix) => say(
                format!("{} expression name not found", affix.capitalised()),
                format!("the object of \"{}\" is empty", affix.name()),
                affix.forms(),
            ),
            Self::AffixUnsupported(affix, name) if name == "anything-but" => {
                turned_round(format!("Unsupported {} pattern: {name}", affix.name()), affix.name(), name)
            }
            Self::AffixUnsupported(affix, name) => say(
                format!("Unsupported {} pattern: {name}", affix.name()),
                format!("\"{}\" does not go together with {}", affix.name(), for_sentence(name)),
                affix.forms(),
            ),
            Self::ExistsNotBool => say(
                "exists match pattern must be either true or false.",
                "\"exists\" wants true or false",
                "Write {\"exists\": true} or {\"exists\": false}, without quotes around true and false.",
            ),
            Self::Wildcard(WildcardFault::Consecutive(at)) => say(
                format!("Consecutive wildcard characters at pos {at}"),
                "two stars in a row are not allowed",
                "Write one star; it already stands for any number of characters. A star itself is \\\\* in \
                    JSON.",
            ),
            Self::Wildcard(WildcardFault::Escape(at)) => say(
                format!("Invalid escape character at pos {at}"),
                "in a wildcard, a backslash may only stand before * or \\",
                "A star itself is \\\\* in JSON, a backslash \\\\\\\\. A wildcard is not a regular expression: its star \
                    alone stands for any run of characters, and a full stop for itself.",
            ),
            Self::Numeric(fault) => fault.describe(),
            Self::Incomparable(number, suffix) => say(
                if number::is_unreadable(number) {
                    "value exceeds limits".to_owned()
                } else {
                    format!("Cannot compare number : {number}")
                },
                format!("EventBridge cannot compare {number}: a 64-bit float does not hold it exactly"),
                "Use at most 15 significant digits. As a plain value in the list the number is compared by \
                    its text, too.",
            )
            .with_suffix(*suffix),
            Self::TooManyElements => say(
                "Too many elements in numeric expression",
                "a condition holds one operator, and something follows it",
                "Write one operator: in objects of their own either is enough. {\"numeric\": [\">\", 0, \"<\", 5]} is a \
                    range, {\"anything-but\": {\"wildcard\": [\"a*\", \"*b\"]}} excludes several ends.",
            ),
            Self::ButNoName => say(
                "Anything-But expression name not found",
                "the object of \"anything-but\" is empty",
                BUT_FORMS,
            ),
            Self::ButUnsupported(name, Some(instead)) => say(
                format!("Unsupported anything-but pattern: {name}"),
                format!("\"anything-but\" does not go together with {}", for_sentence(name)),
                format!("Ask for the other numbers: {instead}."),
            ),
            Self::ButUnsupported(name, None) => say(
                format!("Unsupported anything-but pattern: {name}"),
                format!("\"anything-but\" does not go together with {}", for_sentence(name)),
                foreign_conditions::instead_of_excluding(name).unwrap_or(BUT_FORMS),
            ),
            Self::ButBareValue => say(
                "Value of anything-but must be an array or single string/number value.",
                "\"anything-but\" wants a string, a number, a list of one of them, or an operator object",
                "Write for instance \"anything-but\": [\"a\", \"b\"]; true, false and null cannot be excluded.",
            ),
            Self::ButNested => say(
                "Value of anything-but must be an array or single string/number value.",
                "\"anything-but\" holds one operator with texts, and no operator around another",
                "Letter case is ignored for whole texts only: {\"anything-but\": {\"equals-ignore-case\": [\"a\", \"b\"]}}; a \
                    beginning is excluded in each spelling: {\"anything-but\": {\"prefix\": [\"a\", \"A\"]}}.",
            ),
            Self::ButListMember => say(
                "Inside anything but list, start|null|boolean is not supported.",
                "a list of \"anything-but\" holds strings or numbers only",
                "Move objects out of the list: \"anything-but\": {\"prefix\": [\"a\", \"b\"]}; true, false and \
                    null cannot be excluded.",
            )
            .with_suffix(Suffix::Twice),
            Self::ButListMixed => say(
                "Inside anything but list, either all values are number or string, mixed type is not supported",
                "a list of \"anything-but\" must hold only strings or only numbers, and at least one",
                "Put in strings alone or numbers alone: no pattern can exclude both for one field.",
            ),
            Self::ButFoldMember(suffix) => say(
                "Inside anything-but/equals-ignore-case list, number|start|null|boolean is not supported.",
                "only strings can stand here",
                TEXTS,
            )
            .with_suffix(*suffix),
            Self::ButAffixMember(suffix) => {
                say("prefix/suffix match pattern must be a string", "only strings can stand here", TEXTS)
                    .with_suffix(*suffix)
            }
            Self::ButWildcardMember(suffix) => {
                say("wildcard match pattern must be a string", "only strings can stand here", TEXTS)
                    .with_suffix(*suffix)
            }
            Self::ButEmptyAffix(suffix) => say(
                "Null prefix/suffix not allowed",
                "an empty prefix or suffix would exclude every string",
                "Remove the empty text.",
            )
            .with_suffix(*suffix),
            Self::ButEmptyList => {
                say("Empty arrays are not allowed", "an empty list excludes nothing", "Put a text in it.")
            }
            Self::Cidr(fault) => fault.describe().with_suffix(Suffix::None),
            Self::TooManyPaths => say(
                "Size of rule 'rule' exceeds max value of 256",
                "a rule cannot name more than 256 fields",
                "Split the rule.",
            )
            .with_suffix(Suffix::None),
            Self::TooManyAlternatives => say(
                "The rule has more than 1,000 combinations of its $or branches",
                "the branches of the \"$or\"s multiply to more than 1,000 combinations",
                "Put the alternatives of one field into that field's list, or split the rule.",
            )
            .with_suffix(Suffix::None),
            Self::TooLong(limit) => say(
                format!("The pattern is longer than {limit} bytes"),
                format!("the pattern is longer than {} bytes", grouped(*limit as u64)),
                "EventBridge takes 2,048 characters, and up to 4,096 on request: split the rule.",
            )
            .with_suffix(Suffix::None),
        }
    }
}

/// Said of two operators of which each stands in the other's place.
fn turned_round(service: String, outer: &str, inner: &str) -> Described {
    let what = format!("\"{outer}\" does not go around \"{inner}\": it is the other way round");
    say(service, what, format!("Write {{\"{inner}\": {{\"{outer}\": \"text\"}}}}."))
}

impl Affix {
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Prefix => "prefix",
            Self::Suffix => "suffix",
        }
    }

    fn forms(self) -> String {
        format!("Write \"{0}\": \"text\", or \"{0}\": {{\"equals-ignore-case\": \"text\"}}.", self.name())
    }

    fn capitalised(self) -> &'static str {
        match self {
            Self::Prefix => "Prefix",
            Self::Suffix => "Suffix",
        }
    }
}

/// Text as EventBridge puts it into its sentences: as it is, a lone surrogate as `?`.
pub(crate) fn plain(text: &[u8]) -> String {
    json::units(text).map(|unit| unit.unwrap_or('?')).collect()
}

/// Text as we put it into our own.
pub(super) fn for_sentence(text: &str) -> String {
    json::quote(text.as_bytes())
}
