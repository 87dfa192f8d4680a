//! The words of the pattern language, what other rule languages call the same things, and the names of what
//! people wrap a pattern in.

use super::presence::Presence;
use crate::json::{Member, Value};
use crate::pattern::ENVELOPE;
use crate::text::letters_and_digits;

/// Operators whose value is one text, number or boolean.
pub(crate) const OF_ONE: [&str; 7] =
    ["prefix", "suffix", "equals-ignore-case", "wildcard", "cidr", "exists", "exactly"];
/// Operators whose value may be a list.
pub(crate) const OF_LISTS: [&str; 2] = ["numeric", "anything-but"];

/// The names that cannot be fields inside `$or`.
pub(crate) const RESERVED_IN_OR: [&str; 24] = [
    "exactly",
    "equals-ignore-case",
    "prefix",
    "suffix",
    "anything-but",
    "exists",
    "wildcard",
    "numeric",
    "cidr",
    "=",
    "<",
    "<=",
    ">",
    ">=",
    "regex",
    "not-wildcard",
    "not-equals-ignore-case",
    "date-after",
    "date-on-or-after",
    "date-before",
    "date-on-or-before",
    "in-date-range",
    "ip-address-in-range",
    "ip-address-not-in-range",
];

/// Why a pattern must not ask for `Records`, a sentence without its full stop.
pub(crate) const RECORDS: &str = "\"Records\" is what a service such as S3 sends to functions, queues and topics \
    directly, and no event on a bus has it";

/// What templates and tools call the pattern of a rule, or what it stands in there.
const WRAPPERS: [&str; 6] = ["eventpattern", "pattern", "rule", "properties", "event", "filterpattern"];

/// What such a name is, as the rest of a sentence without its full stop.
pub(crate) const AROUND: &str =
    "is what a template or a tool has around a pattern, and no part of the pattern itself";

/// Whether a name at the top of a pattern is what a template or a tool has around the pattern.
pub(crate) fn is_around_patterns(name: &str) -> bool {
    WRAPPERS.contains(&letters_and_digits(name).as_str())
}

/// Whether a pattern is one object of another name, in which there is nothing but what events have at their
/// top.
pub(crate) fn is_all_of_an_event(pattern: Value<'_>) -> bool {
    let mut top = pattern.members();
    let (Some(only), None) = (top.next(), top.next()) else { return false };
    let is_of_all = |member: Member<'_>| member.key().as_str().is_some_and(|name| ENVELOPE.contains(&name));
    let inside = only.value();
    let several = || inside.members().nth(1).is_some();
    let telling = ["detail-type", "detail"].iter().any(|name| inside.get(name).is_some());
    let word = only.key().as_str().is_some_and(|name| name != "$or" && Connective::of(name).is_none());
    word && !is_of_all(only) && inside.members().all(is_of_all) && (telling || several())
}

/// What a word means in the place of an operator.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Meant {
    /// An operator of EventBridge's, but for marks and letter case.
    Own(&'static str),
    /// Another language's word for an operator.
    Foreign {
        ours: &'static str,
        /// Whether the operand stays as it is, so that only the name has to be another.
        renamed: bool,
    },
    /// `anything-but` around this operator.
    Without(&'static str),
    /// What needs no operator: a plain list of values.
    Values,
    /// A condition on whether there is a value, or which of those that say that there is none.
    Presence(Presence),
    /// A comparison of dates.
    Date {
        /// Whether it is hardly the name of a field.
        sure: bool,
    },
}

impl Meant {
    pub(crate) fn of(word: &str) -> Option<Self> {
        if let Some(own) = operator(word) {
            return Some(Self::Own(own));
        }
        let bare = letters_and_digits(word);
        let without = NEGATED.iter().find(|(words, _)| words.contains(&bare.as_str()));
        if let Some((_, inner)) = without {
            return Some(Self::Without(inner));
        }
        if let Some(foreign) = of_another_language(word) {
            return Some(foreign.meant);
        }
        if let Some(presence) = Presence::of(&bare) {
            return Some(Self::Presence(presence));
        }
        let date = |sure| Self::Date { sure };
        if OF_DATES.contains(&bare.as_str()) {
            return Some(date(true));
        }
        PERHAPS_OF_DATES.contains(&bare.as_str()).then(|| date(false))
    }

    /// The operator with room for its operand, as a member of an object; `None` for a word that names no
    /// operator here.
    pub(crate) fn member(self) -> Option<String> {
        match self {
            Self::Own(ours) | Self::Foreign { ours, .. } => Some(format!("\"{ours}\": …")),
            Self::Without(inner) => Some(format!("\"anything-but\": {{\"{inner}\": …}}")),
            Self::Presence(presence) => {
                presence.item().and_then(|item| item.strip_prefix('{')?.strip_suffix('}')).map(str::to_owned)
            }
            Self::Values | Self::Date { .. } => None,
        }
    }

    /// The operator that takes the place of the word, its operand as it is.
    pub(crate) fn renamed(self) -> Option<&'static str> {
        match self {
            Self::Own(ours) | Self::Foreign { ours, renamed: true } => Some(ours),
            Self::Foreign { renamed: false, .. }
            | Self::Without(_)
            | Self::Values
            | Self::Presence(_)
            | Self::Date { .. } => None,
        }
    }
}

/// Ways to write one word, without marks and in lower case.
type Spellings = &'static [&'static str];

/// What other languages call an operator, and what says it here.
struct ForeignWord {
    words: Spellings,
    meant: Meant,
    /// Whether these words are hardly the names of fields.
    sure: bool,
}

const fn foreign(words: Spellings, ours: &'static str, sure: bool, renamed: bool) -> ForeignWord {
    ForeignWord { words, meant: Meant::Foreign { ours, renamed }, sure }
}

const fn plain(words: Spellings, sure: bool) -> ForeignWord {
    ForeignWord { words, meant: Meant::Values, sure }
}

const FOREIGN: [ForeignWord; 20] = [
    foreign(&["startswith", "beginswith", "startwith", "beginwith"], "prefix", true, true),
    foreign(&["prefixes"], "prefix", false, true),
    foreign(&["endswith", "endwith"], "suffix", true, true),
    foreign(&["suffixes"], "suffix", false, true),
    foreign(
        &["contains", "regex", "regexp", "ilike", "rlike", "~", "=~", "~=", "~*"],
        "wildcard",
        true,
        false,
    ),
    foreign(&["stringlike", "arnlike"], "wildcard", true, true),
    foreign(&["like", "glob"], "wildcard", false, true),
    foreign(&["matches", "match", "pattern", "re"], "wildcard", false, false),
    plain(&["=", "==", "===", "equals", "stringequals", "arnequals", "numericequals"], true),
    plain(
        &[
            "eq", "is", "in", "anyof", "oneof", "value", "values", "term", "terms", "const", "enum", "exact",
            "equalto", "bool", "boolean",
        ],
        false,
    ),
    foreign(&["ignorecase", "iequals", "stringequalsignorecase"], "equals-ignore-case", true, true),
    foreign(
        &["!=", "!==", "<>", "≠", "notequals", "notin", "nin", "anythingexcept"],
        "anything-but",
        true,
        true,
    ),
    foreign(&["stringnotequals", "numericnotequals", "arnnotequals"], "anything-but", true, true),
    foreign(
        &["not", "ne", "neq", "except", "isnot", "anybut", "exclude", "excludes", "noneof", "otherthan"],
        "anything-but",
        false,
        true,
    ),
    foreign(&[">", ">=", "<", "<=", "=>", "=<", "≥", "≤", "gte", "lte"], "numeric", true, false),
    foreign(
        &[
            "greaterthan",
            "greaterthanorequal",
            "greaterthanorequals",
            "greaterthanorequalto",
            "numericgreaterthan",
            "numericgreaterthanequals",
            "lessthan",
            "lessthanorequal",
            "lessthanorequals",
            "lessthanorequalto",
            "numericlessthan",
            "numericlessthanequals",
        ],
        "numeric",
        true,
        false,
    ),
    foreign(&["gt", "lt", "between", "range", "min", "max", "number", "num"], "numeric", false, false),
    foreign(&["ipaddressinrange", "cidrmatch"], "cidr", true, true),
    foreign(&["ipaddress", "ip", "subnet", "cidrip", "cidrblock"], "cidr", false, true),
    foreign(&["exist", "present"], "exists", false, true),
];

/// Words that compare dates elsewhere, and are hardly the names of fields: those that EventBridge keeps for
/// itself, those of IAM's conditions, and others.
const OF_DATES: [&str; 20] = [
    "datebefore",
    "dateonorbefore",
    "dateafter",
    "dateonorafter",
    "indaterange",
    "daterange",
    "datebetween",
    "beforedate",
    "afterdate",
    "dateequals",
    "datenotequals",
    "datelessthan",
    "datelessthanequals",
    "dategreaterthan",
    "dategreaterthanequals",
    "olderthan",
    "newerthan",
    "earlierthan",
    "laterthan",
    "timebetween",
];
/// What other languages call a comparison of dates, where it may be the name of a field, too.
const PERHAPS_OF_DATES: [&str; 6] = ["before", "after", "notbefore", "notafter", "since", "until"];

/// Why a time is compared with nothing, as two sentences.
pub(crate) const DATES: &str = "EventBridge compares no dates: a time in an event is a text, and texts have no order. A \
    day, month or year is asked for by its beginning, {\"prefix\": \"2026-11\"}.";

/// What excludes a condition on texts, as a word of its own.
const NEGATED: [(&[&str], &str); 4] = [
    (&["notprefix", "notstartswith", "doesnotstartwith", "doesntstartwith"], "prefix"),
    (&["notsuffix", "notendswith", "doesnotendwith", "doesntendwith"], "suffix"),
    (&["notequalsignorecase", "stringnotequalsignorecase"], "equals-ignore-case"),
    (
        &[
            "notwildcard",
            "notlike",
            "stringnotlike",
            "notcontains",
            "doesnotcontain",
            "doesntcontain",
            "notmatches",
        ],
        "wildcard",
    ),
];

fn of_another_language(word: &str) -> Option<&'static ForeignWord> {
    let (bare, sign) = (letters_and_digits(word), word.trim());
    FOREIGN.iter().find(|foreign| foreign.words.contains(&bare.as_str()) || foreign.words.contains(&sign))
}

/// The operator of EventBridge's that a word is, but for marks and letter case.
pub(crate) fn operator(word: &str) -> Option<&'static str> {
    let bare = letters_and_digits(word);
    OF_ONE.iter().chain(&OF_LISTS).find(|own| letters_and_digits(own) == bare).copied()
}

/// What stands beside `$regex` and says how it is read (MongoDB manual, "$regex").
const OPTIONS: &str = "$options";

/// Whether a word of another language is hardly the name of a field; with a dollar sign, as MongoDB writes
/// its operators, none is.
pub(crate) fn is_hardly_a_field(word: &str) -> bool {
    of_another_language(word).is_some_and(|foreign| foreign.sure || word.starts_with('$'))
        || matches!(Meant::of(word), Some(Meant::Date { sure: true } | Meant::Without(_)))
        || word == OPTIONS
}

/// Whether a name is one of CloudFormation's functions.
pub(crate) fn is_function(name: &str) -> bool {
    name == "Ref" || name.starts_with("Fn::")
}

/// Whether a sign says that two numbers are not equal.
pub(crate) fn is_unequal(sign: &str) -> bool {
    matches!(sign.trim().to_ascii_lowercase().as_str(), "!=" | "!==" | "<>" | "≠" | "ne" | "neq" | "not")
}

/// The sign that is meant by one, or by another language's word for it.
pub(crate) fn sign(written: &str) -> Option<&'static str> {
    let sign = match written.trim() {
        ">=" | "=>" | "≥" => ">=",
        "<=" | "=<" | "≤" => "<=",
        "=" | "==" | "===" => "=",
        ">" => ">",
        "<" => "<",
        _ => match letters_and_digits(written).as_str() {
            "gte"
            | "ge"
            | "greaterthanorequal"
            | "greaterthanorequals"
            | "greaterthanorequalto"
            | "numericgreaterthanequals" => ">=",
            "lte"
            | "le"
            | "lessthanorequal"
            | "lessthanorequals"
            | "lessthanorequalto"
            | "numericlessthanequals" => "<=",
            "eq" | "equals" | "numericequals" => "=",
            "gt" | "greaterthan" | "numericgreaterthan" => ">",
            "lt" | "lessthan" | "numericlessthan" => "<",
            _ => return None,
        },
    };
    Some(sign)
}

/// A word that joins conditions.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Connective {
    Or,
    And,
    Not,
}

impl Connective {
    /// The connective that a name is meant as. `$or` itself is none: it is the language's own.
    pub(crate) fn of(name: &str) -> Option<Self> {
        match letters_and_digits(name).as_str() {
            _ if name == "$or" => None,
            "or" | "anyof" | "any" | "oneof" | "either" => Some(Self::Or),
            "and" | "allof" | "all" | "every" | "must" => Some(Self::And),
            "not" | "nor" | "none" | "noneof" | "mustnot" => Some(Self::Not),
            _ => None,
        }
    }

    /// How the pattern language says it, as a sentence.
    pub(crate) fn sentence(self) -> &'static str {
        match self {
            Self::Or => {
                "Either of several conditions is asked for with \"$or\" and a list of two objects or more: \
                    \"$or\": [{…}, {…}]."
            }
            Self::And => "All fields of an object must match anyway: they stand side by side without it.",
            Self::Not => "Values are excluded in the field's list: [{\"anything-but\": …}].",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_of_other_languages_are_translated() {
        assert_eq!(operator("Anything_But"), Some("anything-but"));
        for (word, meant) in [
            ("Anything_But", Some(Meant::Own("anything-but"))),
            ("starts-with", Some(Meant::Foreign { ours: "prefix", renamed: true })),
            ("contains", Some(Meant::Foreign { ours: "wildcard", renamed: false })),
            ("state", None),
            ("!=", Some(Meant::Foreign { ours: "anything-but", renamed: true })),
            (" == ", Some(Meant::Values)),
            ("not-prefix", Some(Meant::Without("prefix"))),
            ("not-x", None),
            ("date-before", Some(Meant::Date { sure: true })),
            ("before", Some(Meant::Date { sure: false })),
        ] {
            assert_eq!(Meant::of(word), meant, "{word}");
        }
        let words = FOREIGN.iter().flat_map(|foreign| foreign.words).chain(OF_DATES.iter());
        let words = words.chain(&PERHAPS_OF_DATES).chain(NEGATED.iter().flat_map(|(words, _)| *words));
        let mut words: Vec<&str> = words.copied().collect();
        words.sort_unstable();
        let once = words.windows(2).all(|two| !matches!(two, [a, b] if a == b));
        assert!(once, "each word has one meaning");
        assert_eq!((Connective::of("$OR"), Connective::of("$or")), (Some(Connective::Or), None));
    }
}
