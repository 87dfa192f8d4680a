//! The words of the pattern language, and what other rule languages call the same things.

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
    WRAPPERS.contains(&bare(name).as_str())
}

/// What needs no operator.
pub(crate) const VALUES: &str = "a plain list of values";

/// What other languages call an operator, and what says it here.
struct Foreign {
    /// Without marks and in lower case.
    words: &'static [&'static str],
    ours: &'static str,
    /// Whether these words are hardly the names of fields.
    sure: bool,
    /// Whether the operand stays as it is, so that only the name has to be another.
    renamed: bool,
}

const fn foreign(words: &'static [&'static str], ours: &'static str, sure: bool, renamed: bool) -> Foreign {
    Foreign { words, ours, sure, renamed }
}

const FOREIGN: [Foreign; 21] = [
    foreign(&["startswith", "beginswith", "startwith", "beginwith"], "\"prefix\"", true, true),
    foreign(&["prefixes"], "\"prefix\"", false, true),
    foreign(&["endswith", "endwith"], "\"suffix\"", true, true),
    foreign(&["suffixes"], "\"suffix\"", false, true),
    foreign(&["contains", "regex", "regexp"], "\"wildcard\"", true, false),
    foreign(&["stringlike", "arnlike"], "\"wildcard\"", true, true),
    foreign(&["like", "glob"], "\"wildcard\"", false, true),
    foreign(&["matches", "match", "pattern"], "\"wildcard\"", false, false),
    foreign(&["=", "==", "===", "equals", "stringequals", "arnequals", "numericequals"], VALUES, true, false),
    foreign(&["eq", "is", "in", "anyof", "oneof", "value", "values"], VALUES, false, false),
    foreign(&["ignorecase", "iequals", "stringequalsignorecase"], "\"equals-ignore-case\"", true, true),
    foreign(
        &["!=", "!==", "<>", "≠", "notequals", "notin", "nin", "anythingexcept"],
        "\"anything-but\"",
        true,
        true,
    ),
    foreign(&["stringnotequals", "numericnotequals", "arnnotequals"], "\"anything-but\"", true, true),
    foreign(&["not", "ne", "neq", "except", "isnot", "anybut"], "\"anything-but\"", false, true),
    foreign(&[">", ">=", "<", "<=", "=>", "=<", "≥", "≤", "gte", "lte"], "\"numeric\"", true, false),
    foreign(
        &[
            "greaterthan",
            "greaterthanorequals",
            "greaterthanorequalto",
            "numericgreaterthan",
            "numericgreaterthanequals",
            "lessthan",
            "lessthanorequals",
            "lessthanorequalto",
            "numericlessthan",
            "numericlessthanequals",
        ],
        "\"numeric\"",
        true,
        false,
    ),
    foreign(&["gt", "lt", "between", "range", "min", "max", "number"], "\"numeric\"", false, false),
    foreign(&["ipaddressinrange", "cidrmatch"], "\"cidr\"", true, true),
    foreign(&["ipaddress", "ip", "subnet"], "\"cidr\"", false, true),
    foreign(&["exist", "present"], "\"exists\"", false, true),
    foreign(&["isnull", "isempty"], "\"exists\"", false, false),
];

/// Words that compare dates elsewhere, and are hardly the names of fields: those that EventBridge keeps for itself, those
/// of IAM's conditions, and others.
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
/// The same, where they may be the names of fields, too.
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

fn of_another_language(word: &str) -> Option<&'static Foreign> {
    let (bare, sign) = (bare(word), word.trim());
    FOREIGN.iter().find(|foreign| foreign.words.contains(&bare.as_str()) || foreign.words.contains(&sign))
}

/// Whether a word compares dates elsewhere, and is hardly the name of a field.
pub(crate) fn is_of_dates(word: &str) -> bool {
    OF_DATES.contains(&bare(word).as_str())
}

/// Whether a word compares dates elsewhere, where its operand is one.
pub(crate) fn is_perhaps_of_dates(word: &str) -> bool {
    is_of_dates(word) || PERHAPS_OF_DATES.contains(&bare(word).as_str())
}

/// The operator inside `anything-but` that says what one word says elsewhere: `not-prefix`.
pub(crate) fn negated(word: &str) -> Option<&'static str> {
    let bare = bare(word);
    let known = NEGATED.iter().find(|(words, _)| words.contains(&bare.as_str()));
    known.map(|(_, inner)| *inner)
}

/// The letters and digits of a word, in lower case.
fn bare(word: &str) -> String {
    word.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

/// The operator of EventBridge's that a word is, but for marks and letter case.
pub(crate) fn operator(word: &str) -> Option<&'static str> {
    let bare = bare(word);
    OF_ONE.iter().chain(&OF_LISTS).find(|own| self::bare(own) == bare).copied()
}

/// What says here what another language's operator says there, in quotes, or [`VALUES`].
pub(crate) fn translated(word: &str) -> Option<&'static str> {
    of_another_language(word).map(|foreign| foreign.ours)
}

/// The operator that takes the place of another language's, its operand as it is.
pub(crate) fn renamed(word: &str) -> Option<&'static str> {
    of_another_language(word).filter(|foreign| foreign.renamed).map(|foreign| foreign.ours.trim_matches('"'))
}

/// Whether a word of another language is hardly the name of a field.
pub(crate) fn is_hardly_a_field(word: &str) -> bool {
    of_another_language(word).is_some_and(|foreign| foreign.sure)
        || is_of_dates(word)
        || negated(word).is_some()
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
        _ => match bare(written).as_str() {
            "gte" | "ge" | "greaterthanorequals" | "greaterthanorequalto" | "numericgreaterthanequals" => {
                ">="
            }
            "lte" | "le" | "lessthanorequals" | "lessthanorequalto" | "numericlessthanequals" => "<=",
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
        match bare(name).as_str() {
            _ if name == "$or" => None,
            "or" | "anyof" | "any" | "oneof" | "either" => Some(Self::Or),
            "and" | "allof" | "all" | "every" | "must" => Some(Self::And),
            "not" | "none" | "noneof" | "mustnot" => Some(Self::Not),
            _ => None,
        }
    }

    /// How the pattern language says it, as a sentence.
    pub(crate) fn said(self) -> &'static str {
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
        assert_eq!(translated("starts-with"), Some("\"prefix\""));
        assert_eq!((operator("state"), translated("state")), (None, None));
        assert_eq!((translated("!="), translated(" == ")), (Some("\"anything-but\""), Some(VALUES)));
        assert_eq!((negated("not-prefix"), negated("not-x")), (Some("prefix"), None));
        assert!(is_of_dates("date-before") && !is_of_dates("before") && is_perhaps_of_dates("before"));
        assert_eq!((Connective::of("$OR"), Connective::of("$or")), (Some(Connective::Or), None));
    }
}
