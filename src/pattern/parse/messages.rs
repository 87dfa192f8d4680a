//! Everything that can be wrong with a pattern: EventBridge's own sentence for it, and ours.
//!
//! EventBridge's sentences were recorded on AWS and from its open library (aws/event-ruler 2.0.1). They are
//! part of its interface: scripts and people search for them, so they are kept letter by letter.

use crate::json;
use crate::pattern::number;
use crate::pattern::wildcard::WildcardFault;

/// A fault of a pattern whose JSON is sound.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Fault {
    NotAnObject,
    EmptyObject,
    EmptyArray,
    /// The value of this name is neither object nor array.
    BareValue(String),
    NestedArray,
    NoOperator,
    UnknownOperator(String),
    SecondOperator,
    OrNotArray,
    OrBranchNotObject,
    OrTooFew,
    ReservedInOr(String),
    /// The operator, as EventBridge calls it in this sentence, wants a string.
    NotString(&'static str),
    /// `prefix` or `suffix` with `{}`.
    AffixNoName(Affix),
    AffixUnsupported(Affix, String),
    ExistsNotBool,
    Wildcard(WildcardFault),
    NumericNotArray,
    NumericFirstMember(String),
    NumericOperator(String),
    NumericOperand(&'static str),
    NumericSecondOperator(String),
    NumericBadSecondOperator(String),
    NumericTooMany,
    NumericTooManyTerms,
    NumericOrder,
    /// Where the number stands decides over the location suffix.
    Incomparable(String, Suffix),
    TooManyElements,
    ButNoName,
    ButUnsupported(String),
    ButBareValue,
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

/// What is wrong inside a CIDR text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum CidrFault {
    Slash,
    BitsNotInteger,
    BitsNegative,
    Invalid(String),
    Nonstandard(String),
    TooManyBitsV4,
    TooManyBitsV6,
}

/// How often EventBridge puts the place of the fault behind its sentence.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Suffix {
    None,
    Once,
    /// Faults inside the list of an `anything-but` are caught and reported a second time.
    Twice,
}

impl Fault {
    /// EventBridge's sentence, without `Event pattern is not valid. Reason: ` and without the place.
    pub(crate) fn sentence(&self) -> String {
        match self {
            Self::NotAnObject => "Filter is not an object".into(),
            Self::EmptyObject => "Empty objects are not allowed".into(),
            Self::EmptyArray | Self::ButEmptyList => "Empty arrays are not allowed".into(),
            Self::BareValue(key) => format!("\"{key}\" must be an object or an array"),
            Self::NestedArray => "Match value must be String, number, true, false, or null".into(),
            Self::NoOperator => "Match expression name not found".into(),
            Self::UnknownOperator(name) => format!("Unrecognized match type {name}"),
            Self::SecondOperator => "Only one key allowed in match expression".into(),
            Self::OrNotArray => "It must be an Array followed with $or.".into(),
            Self::OrBranchNotObject => "Only JSON object is allowed in array of $or relationship.".into(),
            Self::OrTooFew => "There must have at least 2 Objects in $or relationship.".into(),
            Self::ReservedInOr(key) => format!(
                "{key} is Ruler reserved fieldName which cannot be used \
                inside $or."
            ),
            Self::NotString(operator) => format!("{operator} match pattern must be a string"),
            Self::AffixNoName(affix) => format!("{} expression name not found", affix.capital()),
            Self::AffixUnsupported(affix, name) => format!("Unsupported {} pattern: {name}", affix.name()),
            Self::ExistsNotBool => "exists match pattern must be either true or false.".into(),
            Self::Wildcard(WildcardFault::Consecutive(at)) => format!(
                "Consecutive wildcard characters at \
                pos {at}"
            ),
            Self::Wildcard(WildcardFault::Escape(at)) => format!("Invalid escape character at pos {at}"),
            Self::NumericNotArray => "Value of numeric must be an array.".into(),
            Self::NumericFirstMember(token) => format!("Invalid member in numeric match: {token}"),
            Self::NumericOperator(operator) => format!("Unrecognized numeric range operator: {operator}"),
            Self::NumericOperand(operator) => format!("Value of {operator} must be numeric"),
            Self::NumericSecondOperator(token) => format!("Bad value in numeric range: {token}"),
            Self::NumericBadSecondOperator(operator) => format!("Bad numeric range operator: {operator}"),
            Self::NumericTooMany | Self::TooManyElements => "Too many elements in numeric expression".into(),
            Self::NumericTooManyTerms => "Too many terms in numeric range expression".into(),
            Self::NumericOrder => "Bottom must be less than top".into(),
            Self::Incomparable(number, _) if number::is_unreadable(number) => "value exceeds limits".into(),
            Self::Incomparable(number, _) => format!("Cannot compare number : {number}"),
            Self::ButNoName => "Anything-But expression name not found".into(),
            Self::ButUnsupported(name) => format!("Unsupported anything-but pattern: {name}"),
            Self::ButBareValue => "Value of anything-but must be an array or single string/number \
                value."
                .into(),
            Self::ButListMember => "Inside anything but list, start|null|boolean is not supported.".into(),
            Self::ButListMixed => {
                "Inside anything but list, either all values are number or string, mixed type is not \
                    supported"
                    .into()
            }
            Self::ButFoldMember(_) => {
                "Inside anything-but/equals-ignore-case list, number|start|null|boolean is not \
                    supported."
                    .into()
            }
            Self::ButAffixMember(_) => "prefix/suffix match pattern must be a string".into(),
            Self::ButWildcardMember(_) => "wildcard match pattern must be a string".into(),
            Self::ButEmptyAffix(_) => "Null prefix/suffix not allowed".into(),
            Self::Cidr(fault) => fault.sentence(),
            Self::TooManyPaths => "Size of rule 'rule' exceeds max value of 256".into(),
            Self::TooManyAlternatives => "The rule has more than 1,000 combinations of its $or \
                branches"
                .into(),
            Self::TooLong(limit) => format!("The pattern is longer than {limit} bytes"),
        }
    }

    /// How often EventBridge names the place.
    pub(crate) fn suffix(&self) -> Suffix {
        match self {
            Self::Incomparable(_, suffix)
            | Self::ButFoldMember(suffix)
            | Self::ButAffixMember(suffix)
            | Self::ButWildcardMember(suffix)
            | Self::ButEmptyAffix(suffix) => *suffix,
            Self::ButListMember => Suffix::Twice,
            Self::Cidr(_) | Self::TooManyPaths | Self::TooManyAlternatives | Self::TooLong(_) => Suffix::None,
            Self::NotAnObject
            | Self::EmptyObject
            | Self::EmptyArray
            | Self::BareValue(_)
            | Self::NestedArray
            | Self::NoOperator
            | Self::UnknownOperator(_)
            | Self::SecondOperator
            | Self::OrNotArray
            | Self::OrBranchNotObject
            | Self::OrTooFew
            | Self::ReservedInOr(_)
            | Self::NotString(_)
            | Self::AffixNoName(_)
            | Self::AffixUnsupported(..)
            | Self::ExistsNotBool
            | Self::Wildcard(_)
            | Self::NumericNotArray
            | Self::NumericFirstMember(_)
            | Self::NumericOperator(_)
            | Self::NumericOperand(_)
            | Self::NumericSecondOperator(_)
            | Self::NumericBadSecondOperator(_)
            | Self::NumericTooMany
            | Self::NumericTooManyTerms
            | Self::NumericOrder
            | Self::TooManyElements
            | Self::ButNoName
            | Self::ButUnsupported(_)
            | Self::ButBareValue
            | Self::ButListMixed
            | Self::ButEmptyList => Suffix::Once,
        }
    }

    /// What is wrong, in our words.
    pub(crate) fn what(&self) -> String {
        match self {
            Self::NotAnObject => "a pattern is a JSON object".into(),
            Self::EmptyObject => "an empty object asks nothing".into(),
            Self::EmptyArray => "an empty list matches nothing".into(),
            Self::BareValue(key) => {
                format!(
                    "the value of {} stands alone; a field's accepted values are written as a \
                    list",
                    shown(key)
                )
            }
            Self::NestedArray => "a list of accepted values cannot hold another list".into(),
            Self::NoOperator => "an empty object is no condition".into(),
            Self::UnknownOperator(name) => format!("EventBridge knows no operator {}", shown(name)),
            Self::SecondOperator => "a condition holds one operator, and this one has more".into(),
            Self::OrNotArray => "the value of \"$or\" must be a list of objects".into(),
            Self::OrBranchNotObject => "each branch of \"$or\" must be an object".into(),
            Self::OrTooFew => "\"$or\" needs at least two branches".into(),
            Self::ReservedInOr(key) => format!(
                "{} is the name of an operator and cannot be a field inside \
                \"$or\"",
                shown(key)
            ),
            Self::NotString(_) => "this operator wants a string".into(),
            Self::AffixNoName(affix) => format!("the object of \"{}\" is empty", affix.name()),
            Self::AffixUnsupported(affix, name) => format!(
                "\"{}\" does not go together with \
                {}",
                affix.name(),
                shown(name)
            ),
            Self::ExistsNotBool => "\"exists\" wants true or false".into(),
            Self::Wildcard(WildcardFault::Consecutive(_)) => "two stars in a row are not allowed".into(),
            Self::Wildcard(WildcardFault::Escape(_)) => "in a wildcard, a backslash may only stand before * \
                or \\"
                .into(),
            Self::NumericNotArray => "\"numeric\" wants a list".into(),
            Self::NumericFirstMember(_) => "\"numeric\" must begin with an operator".into(),
            Self::NumericOperator(operator) => format!("\"numeric\" knows no operator {}", shown(operator)),
            Self::NumericOperand(_) => "a number must follow the operator".into(),
            Self::NumericSecondOperator(_) => "after the lower bound, \"numeric\" wants \"<\" or \
                \"<=\""
                .into(),
            Self::NumericBadSecondOperator(operator) => format!(
                "{} cannot be the operator of an upper \
                bound",
                shown(operator)
            ),
            Self::NumericTooMany => {
                "nothing may follow here: only a lower bound (\">\" or \">=\") can be followed by a second \
                    condition"
                    .into()
            }
            Self::NumericTooManyTerms => "a range has two bounds, and here is more".into(),
            Self::NumericOrder => "the lower bound must be less than the upper one".into(),
            Self::Incomparable(number, _) => {
                format!("EventBridge cannot compare {number}: a 64-bit float does not hold it exactly")
            }
            Self::TooManyElements => "a condition holds one operator, and something follows it".into(),
            Self::ButNoName => "the object of \"anything-but\" is empty".into(),
            Self::ButUnsupported(name) => format!(
                "\"anything-but\" does not go together with \
                {}",
                shown(name)
            ),
            Self::ButBareValue => {
                "\"anything-but\" wants a string, a number, a list of one of them, or an operator \
                    object"
                    .into()
            }
            Self::ButListMember => "a list of \"anything-but\" holds strings or numbers only".into(),
            Self::ButListMixed => "a list of \"anything-but\" must hold only strings or only numbers, and \
                at least one"
                .into(),
            Self::ButFoldMember(_) | Self::ButAffixMember(_) | Self::ButWildcardMember(_) => "only strings \
                can stand here"
                .into(),
            Self::ButEmptyAffix(_) => "an empty prefix or suffix would exclude every string".into(),
            Self::ButEmptyList => "an empty list excludes nothing".into(),
            Self::Cidr(fault) => fault.what(),
            Self::TooManyPaths => "a rule cannot name more than 256 fields".into(),
            Self::TooManyAlternatives => "the branches of the \"$or\"s multiply to more than 1,000 \
                combinations"
                .into(),
            Self::TooLong(limit) => format!("the pattern is longer than {limit} bytes"),
        }
    }

    /// What to do about it.
    pub(crate) fn remedy(&self) -> String {
        match self {
            Self::NotAnObject => "Begin with { and name the fields: {\"source\": [\"aws.ec2\"]}.".into(),
            Self::EmptyObject => "Name a field in it, or remove it; {\"exists\": true} asks only that a \
                field is there."
                .into(),
            Self::EmptyArray => "Put a value in it; {\"exists\": true} in the list accepts every \
                value."
                .into(),
            Self::BareValue(_) => "Put the value in brackets: [value].".into(),
            Self::NestedArray => "Write the values side by side in one list; any one of them may \
                match."
                .into(),
            Self::NoOperator | Self::UnknownOperator(_) => format!(
                "Use one of {OPERATORS}, or put a plain \
                value in the list."
            ),
            Self::SecondOperator => "Give each operator an object of its own in the list; any one of them \
                may then match. Two conditions on one field cannot both be required this way."
                .into(),
            Self::OrNotArray | Self::OrBranchNotObject => "Write \"$or\": [{\"field\": [value]}, \
                {\"other\": [value]}]."
                .into(),
            Self::OrTooFew => "Add a branch, or move the fields out of the \"$or\".".into(),
            Self::ReservedInOr(_) => "If an operator is meant, it belongs into the field's list: \"field\": \
                [{\"prefix\": \"x\"}]. A field of this name cannot be asked for inside \"$or\"."
                .into(),
            Self::NotString(_) => "Put the text in double quotes; one text only, no list.".into(),
            Self::AffixNoName(affix) | Self::AffixUnsupported(affix, _) => {
                format!(
                    "Write \"{0}\": \"text\", or \"{0}\": {{\"equals-ignore-case\": \
                    \"text\"}}.",
                    affix.name()
                )
            }
            Self::ExistsNotBool => "Write {\"exists\": true} or {\"exists\": false}, without quotes around \
                true and false."
                .into(),
            Self::Wildcard(WildcardFault::Consecutive(_)) => "Write one star; it already stands for any \
                number of characters. A star itself is \\\\* in JSON."
                .into(),
            Self::Wildcard(WildcardFault::Escape(_)) => "A star itself is \\\\* in JSON, a backslash \
                \\\\\\\\."
                .into(),
            Self::NumericNotArray | Self::NumericFirstMember(_) | Self::NumericOperator(_) => {
                "Write for instance \"numeric\": [\">\", 0, \"<=\", 5]; the operators are = < <= > >=.".into()
            }
            Self::NumericOperand(_) => "Write the number without quotes.".into(),
            Self::NumericSecondOperator(_)
            | Self::NumericBadSecondOperator(_)
            | Self::NumericTooMany
            | Self::NumericTooManyTerms => {
                "Write [operator, number], or a range with the lower bound first: [\">=\", 0, \"<\", \
                    10]."
                    .into()
            }
            Self::NumericOrder => "Swap the bounds; for exactly one number use [\"=\", number].".into(),
            Self::Incomparable(..) => "Use at most 15 significant digits. As a plain value in the list the \
                number is compared by its text, too."
                .into(),
            Self::TooManyElements => "Give each operator an object of its own.".into(),
            Self::ButNoName | Self::ButUnsupported(_) => "Use prefix, suffix, equals-ignore-case or \
                wildcard with a string or a list of strings."
                .into(),
            Self::ButBareValue => "Write for instance \"anything-but\": [\"a\", \"b\"]; true, false and \
                null cannot be excluded."
                .into(),
            Self::ButListMember => "Move objects out of the list: \"anything-but\": {\"prefix\": [\"a\", \
                \"b\"]}; true, false and null cannot be excluded."
                .into(),
            Self::ButListMixed => "Make two conditions on two fields of it, or one list of one type.".into(),
            Self::ButFoldMember(_) | Self::ButAffixMember(_) | Self::ButWildcardMember(_) => "Put each text \
                in double quotes, and nothing else into the list."
                .into(),
            Self::ButEmptyAffix(_) => "Remove the empty text.".into(),
            Self::ButEmptyList => "Put a text in it.".into(),
            Self::Cidr(fault) => fault.remedy(),
            Self::TooManyPaths => "Split the rule.".into(),
            Self::TooManyAlternatives => "Put the alternatives of one field into that field's list, or \
                split the rule."
                .into(),
            Self::TooLong(_) => "EventBridge takes 2,048 characters, and up to 4,096 on request: split the \
                rule."
                .into(),
        }
    }
}

/// The operators, for sentences.
pub(crate) const OPERATORS: &str =
    "prefix, suffix, equals-ignore-case, wildcard, numeric, cidr, exists and anything-but";

impl Affix {
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Prefix => "prefix",
            Self::Suffix => "suffix",
        }
    }

    fn capital(self) -> &'static str {
        match self {
            Self::Prefix => "Prefix",
            Self::Suffix => "Suffix",
        }
    }
}

impl CidrFault {
    fn sentence(&self) -> String {
        match self {
            Self::Slash => "Malformed CIDR, one '/' required".into(),
            Self::BitsNotInteger => "Malformed CIDR, mask bits must be an integer".into(),
            Self::BitsNegative => "Malformed CIDR, mask bits must not be negative".into(),
            Self::Invalid(address) => format!("Invalid IP address: {address}"),
            Self::Nonstandard(address) => format!("Nonstandard IP address: {address}"),
            Self::TooManyBitsV4 => "IPv4 mask bits must be < 32".into(),
            Self::TooManyBitsV6 => "IPv6 mask bits must be < 128".into(),
        }
    }

    fn what(&self) -> String {
        match self {
            Self::Slash => "a block is an address, one slash, and the number of bits".into(),
            Self::BitsNotInteger => "behind the slash stands no whole number".into(),
            Self::BitsNegative => "the number of bits is negative".into(),
            Self::Invalid(address) => format!("{} is no sound IP address", shown(address)),
            Self::Nonstandard(address) => format!("{} is no IP address", shown(address)),
            Self::TooManyBitsV4 => "an IPv4 block has 0 to 31 bits; EventBridge does not take /32".into(),
            Self::TooManyBitsV6 => "an IPv6 block has 0 to 127 bits; EventBridge does not take /128".into(),
        }
    }

    fn remedy(&self) -> String {
        match self {
            Self::Slash | Self::BitsNotInteger | Self::BitsNegative => {
                "Write for instance \"10.0.0.0/8\" or \"2001:db8::/32\".".into()
            }
            Self::Invalid(_) | Self::Nonstandard(_) => {
                "Write four decimal numbers up to 255, or groups of hexadecimal digits with colons.".into()
            }
            Self::TooManyBitsV4 | Self::TooManyBitsV6 => {
                "For a single address put the address itself into the field's list, as a plain string.".into()
            }
        }
    }
}

/// Text as EventBridge puts it into its sentences: as it is, a lone surrogate as `?`.
pub(crate) fn plain(text: &[u8]) -> String {
    json::units(text).map(|unit| unit.unwrap_or('?')).collect()
}

/// Text as we put it into our own.
fn shown(text: &str) -> String {
    json::quote(text.as_bytes())
}
