//! Regular expressions, which EventBridge does not know: what says the same here, as far as a wildcard can.

use crate::pattern::wildcard::{Wildcard, escape_wildcard};

/// An expression in EventBridge's words.
pub(super) struct Translated {
    /// Wildcards; one without a star is a plain text.
    pub(super) wildcards: Vec<String>,
    /// Whether a star stands where the expression took some characters only, such as digits.
    pub(super) wider: bool,
}

/// More alternatives than this are not written out.
const MOST: usize = 12;

/// Longer texts, in bytes, are not read as expressions: nobody writes such, and each group is a step down the
/// stack.
const LONGEST: usize = 500;

/// Whether a text is written as a regular expression.
pub(super) fn is_like(text: &str) -> bool {
    signs(text) > 0
}

/// Whether a text can hardly be anything but a regular expression: one sign alone may as well be part of a
/// path, of a user with a domain, of a file's name.
pub(super) fn is_surely(text: &str) -> bool {
    signs(text) > 1
}

/// How many signs of a regular expression a text has.
fn signs(text: &str) -> usize {
    const SIGNS: [&str; 11] = ["\\.", ".*", ".+", "[0-9", "[a-z", "[A-Z", "[^", "(?", "\\-", "]+", "]*"];
    let is_path = text.starts_with("\\\\") || text.get(1..3) == Some(":\\");
    if text.len() <= 2 || text.len() > LONGEST || is_path {
        return 0;
    }
    let inner = undelimited(text);
    let group = || {
        braces(inner).is_some()
            || inner
                .find('(')
                .zip(inner.rfind(')'))
                .is_some_and(|(a, b)| inner.get(a..b).is_some_and(|g| g.contains('|')))
    };
    let anchored = inner.starts_with('^') && inner.len() > 1;
    let plain: usize = SIGNS.iter().map(|sign| inner.matches(sign).count()).sum::<usize>()
        + 2 * usize::from(inner.len() < text.len())
        + usize::from(anchored) * (1 + usize::from(inner.ends_with('$')))
        + 2 * usize::from(group());
    plain + classes(inner, plain > 0)
}

/// How many signs the classes in a text are, such as `\d`: two with a quantifier behind. Without, and not at
/// an end, each is one only `beside` another sign; `CORP\daniel` has none.
fn classes(text: &str, beside: bool) -> usize {
    let behind = text
        .match_indices('\\')
        .filter_map(|(at, _)| text.get(at + 1..).and_then(|rest| rest.strip_prefix(['d', 'w', 's', 'b'])));
    behind
        .map(|behind| match behind.chars().next() {
            Some('+' | '*' | '?' | '{') => 2,
            None | Some('$' | ')' | ']') => 1,
            Some(_) => usize::from(beside),
        })
        .sum()
}

/// The expression between `/` and `/`, as JavaScript and others write it; a path is left as it is.
fn undelimited(text: &str) -> &str {
    between_slashes(text).map_or(text, |(inner, _)| inner)
}

/// The expression between `/` and `/`, and the flags behind it; none for a path.
pub(in crate::pattern) fn between_slashes(text: &str) -> Option<(&str, &str)> {
    let (inner, flags) = text.strip_prefix('/')?.rsplit_once('/')?;
    let is_expression = inner.contains(['^', '$', '\\', '|', '*', '+', '[', '(']) && !inner.contains('/');
    (is_expression && flags.chars().all(|flag| "gimsuy".contains(flag))).then_some((inner, flags))
}

/// What says an expression here; none for one that says more than stars can.
pub(super) fn translated(text: &str) -> Option<Translated> {
    (text.len() <= LONGEST).then_some(())?;
    let inner = undelimited(text);
    let inner = inner.strip_prefix("(?i)").unwrap_or(inner);
    let inner = &braces(inner).unwrap_or_else(|| inner.to_owned());
    let mut alternatives = alternatives(inner)?;
    if is_like(text) {
        let mut each = Vec::new();
        for text in &alternatives {
            each.extend(at_will(text, MOST - each.len())?);
        }
        alternatives = each;
    }
    let mut out = Translated { wildcards: Vec::new(), wider: false };
    let several = alternatives.len() > 1;
    for alternative in &alternatives {
        let (wildcard, wider) = one(alternative, several || inner.len() < text.len())?;
        out.wider |= wider;
        if !out.wildcards.contains(&wildcard) {
            out.wildcards.push(wildcard);
        }
    }
    Some(out)
}

/// What says a text here that is written as an expression: not a path with backslashes, nor a user with a
/// domain.
pub(in crate::pattern) fn as_wildcards(text: &str) -> Option<Vec<String>> {
    Some(as_readable(text)?.wildcards)
}

/// What says a text here that is written as an expression, where the stars take no more than the expression
/// does.
pub(in crate::pattern) fn as_exact_wildcards(text: &str) -> Option<Vec<String>> {
    as_readable(text).filter(|translation| !translation.wider).map(|translation| translation.wildcards)
}

fn as_readable(text: &str) -> Option<Translated> {
    let is_wildcard = |text: &String| Wildcard::read(text.as_bytes()).is_ok();
    let translation = if is_like(text) { translated(text)? } else { return None };
    translation.wildcards.iter().all(is_wildcard).then_some(translation)
}

/// A shell's list of alternatives, `{csv,json}`, as an expression writes it; `None` without one. A number
/// of times, `{2,3}`, is no list.
fn braces(text: &str) -> Option<String> {
    let (before, rest) = text.split_once('{')?;
    let (inner, behind) = rest.split_once('}')?;
    let parts: Vec<&str> = inner.split(',').collect();
    let plain = |part: &&str| {
        !part.is_empty() && part.chars().all(|c| c.is_alphanumeric() || matches!(c, '-' | '_' | '.'))
    };
    let long = parts.iter().any(|part| part.len() > 2);
    let is_list = parts.len() > 1 && parts.iter().all(plain) && (long || inner.contains(char::is_alphabetic));
    is_list.then(|| format!("{before}({}){behind}", parts.join("|")))
}

/// A text once for each of the alternatives in it, as expressions and shells write them; none where it has
/// none.
pub(in crate::pattern) fn each_alternative(text: &str) -> Option<Vec<String>> {
    (text.len() <= LONGEST).then_some(())?;
    let mut inner = text.to_owned();
    while let Some(next) = braces(&inner) {
        inner = next;
    }
    alternatives(&inner)
        .filter(|each| each.len() > 1 && each.iter().all(|one| !one.contains(['(', ')', '|'])))
}

impl Translated {
    /// Whether a text is one of those that are taken.
    pub(super) fn takes(&self, text: &str) -> bool {
        self.wildcards.iter().any(|wildcard| {
            Wildcard::read(wildcard.as_bytes()).is_ok_and(|wildcard| wildcard.matches(text.as_bytes()))
        })
    }
}

/// The expression once for each of the alternatives in it.
fn alternatives(text: &str) -> Option<Vec<String>> {
    let mut depth = 0_usize;
    let (mut cuts, mut group) = (Vec::new(), None);
    let mut open = Vec::new();
    let mut escaped = false;
    for (at, c) in text.char_indices() {
        match c {
            _ if escaped => escaped = false,
            '\\' => escaped = true,
            '(' => {
                open.push(at);
                depth += 1;
            }
            ')' => {
                let start = open.pop()?;
                depth -= 1;
                group = group.or(Some((start, at)));
            }
            '|' if depth == 0 => cuts.push(at),
            _ => {}
        }
    }
    let parts: Vec<String> = if !cuts.is_empty() {
        let bounds = std::iter::once(0)
            .chain(cuts.iter().map(|at| at + 1))
            .zip(cuts.iter().copied().chain([text.len()]));
        bounds.filter_map(|(from, to)| text.get(from..to)).map(str::to_owned).collect()
    } else if let Some((from, to)) = group {
        let (before, inside, behind) = (text.get(..from)?, text.get(from + 1..to)?, text.get(to + 1..)?);
        let inside = inside.strip_prefix("?:").unwrap_or(inside);
        // A group that is repeated is more than its text.
        if behind.starts_with(['+', '*', '?', '{']) || inside.starts_with('?') {
            return None;
        }
        inside.split('|').map(|part| format!("{before}{part}{behind}")).collect()
    } else {
        return Some(vec![text.to_owned()]);
    };
    let mut out = Vec::new();
    for part in parts {
        out.extend(alternatives(&part)?);
        (out.len() <= MOST).then_some(())?;
    }
    Some(out)
}

/// One alternative as a wildcard, and whether its stars take more. A text without any sign of an expression
/// is not taken for one, unless it is `known` to be one.
fn one(text: &str, known: bool) -> Option<(String, bool)> {
    let anchored = (text.starts_with('^'), text.ends_with('$') && !text.ends_with("\\$"));
    let inner = text.strip_prefix('^').unwrap_or(text);
    let inner = if anchored.1 { inner.strip_suffix('$').unwrap_or(inner) } else { inner };
    let (mut out, mut rest) = (String::new(), inner);
    let (mut signs, mut wider) = (anchored.0 || anchored.1, false);
    while let Some(c) = rest.chars().next() {
        if let Some((length, any)) = run(rest) {
            rest = rest.get(length..)?;
            (signs, wider) = (true, wider || !any);
            if !out.ends_with('*') {
                out.push('*');
            }
            continue;
        }
        rest = rest.get(c.len_utf8()..)?;
        match c {
            // An escaped character is that character.
            '\\' => {
                let escaped = rest.chars().next()?;
                rest = rest.get(escaped.len_utf8()..)?;
                signs |= escaped == '.' || known;
                out.push_str(&escape_wildcard(&escaped.to_string()));
            }
            '(' | ')' | '[' | ']' | '{' | '}' | '|' | '+' | '?' | '*' | '^' | '$' => return None,
            c => out.push(c),
        }
    }
    if !(signs || known) || out.is_empty() {
        return None;
    }
    // An expression that is anchored at one end only leaves the other end open.
    if anchored.1 && !anchored.0 && !out.starts_with('*') {
        out.insert(0, '*');
    }
    if anchored.0 && !anchored.1 && !out.ends_with('*') {
        out.push('*');
    }
    Some((out, wider))
}

/// A wildcard with a star for each class of characters in it, `[0-9]` or `\\d+`, however often that is to
/// come.
pub(in crate::pattern) fn classes_as_stars(text: &str) -> String {
    let (mut out, mut rest) = (String::new(), text);
    // A letter behind the backslash of a path or a user's name is no class.
    let backslashes = is_like(text);
    while let Some(c) = rest.chars().next() {
        let may_be = text.len() <= LONGEST && (c == '[' || c == '\\' && backslashes);
        let class = if may_be { run(rest) } else { None };
        // A class by its name has brackets of its own: `[[:digit:]]`.
        let named =
            || rest.starts_with("[[:").then(|| rest.find(":]]").map(|end| (end + 3, false))).flatten();
        let (length, star) = named().or(class).map_or((c.len_utf8(), false), |(length, _)| (length, true));
        if !star {
            out.push(c);
        } else if !out.ends_with('*') {
            out.push('*');
        }
        rest = rest.get(length..).unwrap_or_default();
        if star {
            rest = rest.trim_start_matches(['*', '+']);
        }
    }
    out
}

/// An expression with each letter that is left out at will and without it, `https?`; none where more than
/// `most` would have to be written out.
fn at_will(text: &str, most: usize) -> Option<Vec<String>> {
    let mut texts = vec![String::new()];
    let mut chars = text.chars().peekable();
    let mut escaped = false;
    while let Some(c) = chars.next() {
        let is_letter = !escaped && (c.is_alphanumeric() || matches!(c, '-' | '_' | '/'));
        let at_will = is_letter && chars.next_if_eq(&'?').is_some();
        let without = if at_will { texts.clone() } else { Vec::new() };
        texts.iter_mut().for_each(|text| text.push(c));
        texts.extend(without);
        (texts.len() <= most).then_some(())?;
        escaped = c == '\\' && !escaped;
    }
    Some(texts)
}

/// The texts that an expression takes in which letters are left out at will, `colou?r`; none where it has
/// other signs, or asks a question.
pub(super) fn with_letters_at_will(text: &str) -> Option<Vec<String>> {
    /// Of more, nobody writes out all that there are.
    const MOST: usize = 4;
    let plain = |c: char| c.is_alphanumeric() || matches!(c, '?' | '-' | '_' | '.' | '/');
    let may_be = text.contains('?') && text.len() <= LONGEST && text.chars().all(plain);
    may_be.then(|| at_will(text, MOST)).flatten().filter(|texts| texts.iter().all(|text| !text.contains('?')))
}

/// How long the piece for a run of characters is at the beginning of an expression, and whether it takes any.
fn run(rest: &str) -> Option<(usize, bool)> {
    let class = if rest.starts_with('[') {
        rest.find(']').map(|end| end + 1).filter(|end| *end > 2)?
    } else if ["\\d", "\\w", "\\s", "\\S"].iter().any(|class| rest.starts_with(class)) {
        2
    } else if rest.starts_with('.') {
        1
    } else {
        return None;
    };
    let behind = rest.get(class..)?;
    let times = if behind.starts_with('{') {
        behind.find('}')? + 1
    } else {
        let times = usize::from(behind.starts_with(['+', '*', '?']));
        times + usize::from(times == 1 && behind.get(1..).is_some_and(|lazy| lazy.starts_with('?')))
    };
    // A full stop alone is far more often one than any character.
    if class == 1 && times == 0 { None } else { Some((class + times, class == 1)) }
}

#[cfg(test)]
mod tests {
    use super::{at_will, is_like, is_surely, translated, with_letters_at_will};

    #[test]
    fn letters_at_will_are_written_out_up_to_a_number() {
        assert_eq!(with_letters_at_will("colou?r").unwrap_or_default(), ["colour", "color"]);
        assert_eq!(with_letters_at_will("multi-?az").unwrap_or_default(), ["multi-az", "multiaz"]);
        assert_eq!(at_will("a?b?c?d?", 16).map(|texts| texts.len()), Some(16));
        for text in ["a?b?c?", "a??", "?a", "plain"] {
            assert!(with_letters_at_will(text).is_none(), "{text}");
        }
        let forty = "ab?".repeat(40);
        assert!(at_will(&forty, 12).is_none() && translated(&format!("^{forty}$")).is_none());
    }

    #[test]
    fn expressions_become_wildcards() {
        for (regex, wildcards) in [
            ("^stop.*$", "stop*"),
            ("stop.*", "stop*"),
            ("^stop", "stop*"),
            ("ped$", "*ped"),
            ("aws\\.(.*)", "aws.*"),
            ("i-[0-9]+", "i-*"),
            (".*", "*"),
            ("/^t-\\d+$/", "t-*"),
            ("^t-\\d{3}$", "t-*"),
            ("(web|app)", "web app"),
            ("/web|app/i", "web app"),
            ("^(dev|prod)-.*", "dev-* prod-*"),
            (".*\\.(csv|json)$", "*.csv *.json"),
            ("a|b.*", "a b*"),
            ("report.{csv,json}", "report.csv report.json"),
            ("^https?://a.*", "https://a* http://a*"),
        ] {
            let told = translated(regex).map(|told| told.wildcards.join(" "));
            assert_eq!(told.as_deref(), Some(wildcards), "{regex}");
        }
        for text in ["stopped", "aws.ec2", "^(a+)+$", "x{y}"] {
            assert!(translated(text).is_none(), "{text}");
        }
        for text in ["CORP\\daniel", "C:\\data\\web", "\\\\host\\share\\d", &"(a)".repeat(10_000)] {
            assert!(!is_like(text) && !is_surely(text), "{text}");
        }
        assert!(translated(&format!("{}.*", "(a)".repeat(10_000))).is_none());
        for (text, surely) in
            [("report.*", false), ("a (?)", false), ("i-\\d+", true), ("^(a+)+$", true), ("t-[0-9]+", true)]
        {
            assert_eq!(is_surely(text), surely, "{text}");
        }
        for (text, like) in
            [("/a/b/", false), ("/web|app/i", true), ("a (b)", false), ("t-[0-9]+", true), ("10.1.*", true)]
        {
            assert_eq!(is_like(text), like, "{text}");
        }
    }
}
