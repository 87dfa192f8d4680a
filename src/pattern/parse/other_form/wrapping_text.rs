//! What people copy along with a pattern: quotation marks, a function's call, a variable, a heredoc, a code
//! block.

use super::{OtherForm, encoded, is_object, is_pattern, pattern_in};
use crate::pattern::ENVELOPE;
use crate::pattern::vocabulary::is_around_patterns;

/// Something around a pattern.
struct Layer<'t> {
    what: String,
    remedy: String,
    inside: &'t str,
    needs: Inside,
}

/// What has to stand inside something, so that it is told as something around a pattern.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Inside {
    Anything,
    /// What begins as an object does.
    Object,
    /// An object with a field that events have at their top: the name before it may be one of a pattern's
    /// own.
    Pattern,
}

/// What is said of a text with something around it, and with so many layers in all at most.
pub(super) fn form_around(text: &str, layers: usize) -> Option<OtherForm> {
    const LAYERS: [fn(&str) -> Option<Layer<'_>>; 9] =
        [fence, command, heredoc, call, marks, parentheses, member, assignment, words];
    let deeper = layers.checked_sub(1)?;
    let layer = LAYERS.iter().find_map(|layer| layer(text))?;
    let inside = layer.inside.trim();
    let meant = pattern_in(inside, deeper);
    let is_one = match layer.needs {
        Inside::Anything => true,
        Inside::Object => meant.is_some() || inside.starts_with('{'),
        Inside::Pattern => meant.as_deref().is_some_and(is_pattern),
    };
    is_one.then(|| OtherForm::new(layer.what, layer.remedy).meaning("Write what is inside", meant))
}

/// A code block of Markdown.
fn fence(text: &str) -> Option<Layer<'_>> {
    let (_, rest) = text.strip_prefix("```")?.split_once('\n')?;
    let inside = rest.split("```").next()?;
    Some(Layer {
        what: "the pattern stands in a code block of Markdown".to_owned(),
        remedy: "Take the lines with ``` away.".to_owned(),
        inside,
        needs: Inside::Anything,
    })
}

/// A whole command of the AWS CLI, or its option.
fn command(text: &str) -> Option<Layer<'_>> {
    const OPTION: &str = "--event-pattern";
    let at = text.find(OPTION)?;
    let is_command = ["aws ", "$ aws "].iter().any(|begin| text.starts_with(begin));
    (is_command || at == 0).then_some(())?;
    let rest = text.get(at + OPTION.len()..)?.trim_start_matches([' ', '=', '\\', '\n']);
    let inside = match rest.chars().next()? {
        mark @ ('\'' | '"') => within_marks(rest.get(1..)?, mark)?,
        _ => rest,
    };
    let what = if is_command {
        "this is a command of the AWS CLI"
    } else {
        "`--event-pattern` stands before the pattern"
    };
    Some(Layer {
        what: what.to_owned(),
        remedy: "Write only what stands between the quotation marks behind --event-pattern.".to_owned(),
        inside,
        needs: if is_command { Inside::Anything } else { Inside::Object },
    })
}

/// What stands before the first quotation mark that closes a pattern, or before the last of all.
fn within_marks(text: &str, mark: char) -> Option<&str> {
    const MOST: usize = 32;
    let ends = text.match_indices(mark).filter_map(|(at, _)| text.get(..at));
    let mut objects = ends.filter(|inside| inside.trim_end().ends_with('}')).take(MOST);
    let first = objects.find(|inside| is_object(inside) || encoded::encoded_form(inside).is_some());
    first.or_else(|| text.rsplit_once(mark).map(|(inside, _)| inside))
}

/// `<<WORD`, the pattern, and the word again.
fn heredoc(text: &str) -> Option<Layer<'_>> {
    let (first, rest) = text.strip_prefix("<<")?.split_once('\n')?;
    let word = first.trim_start_matches(['-', '~']).trim().trim_matches(['"', '\'']);
    let is_word = !word.is_empty() && word.chars().all(|c| c.is_alphanumeric() || c == '_');
    let lines = rest.split_inclusive('\n').scan(0, |at, line| {
        *at += line.len();
        Some((*at - line.len(), line))
    });
    let mut closing = lines.filter(|(_, line)| line.trim_start().starts_with(word));
    let inside = rest.get(..closing.next().map_or(rest.len(), |(at, _)| at))?;
    is_word.then(|| Layer {
        what: "the pattern stands in a heredoc, as Terraform and shells write it".to_owned(),
        remedy: format!("Write only what stands between the two lines with {word}."),
        inside,
        needs: Inside::Anything,
    })
}

/// A function's call.
fn call(text: &str) -> Option<Layer<'_>> {
    const CALLS: [(&str, &str); 5] = [
        ("jsonencode", "Terraform's"),
        ("JSON.stringify", "JavaScript's"),
        ("JSON.parse", "JavaScript's"),
        ("json.dumps", "Python's"),
        ("json.loads", "Python's"),
    ];
    let (function, language) = CALLS.into_iter().find(|(function, _)| text.starts_with(function))?;
    let rest = text.get(function.len()..)?.trim_start().strip_prefix('(')?;
    let inside = rest.trim_end().trim_end_matches(';').trim_end();
    Some(Layer {
        what: format!("{function}(…) is {language} function around a pattern"),
        remedy: "Write only what stands inside, as JSON.".to_owned(),
        inside: inside.strip_suffix(')').unwrap_or(inside),
        needs: Inside::Anything,
    })
}

/// Quotation marks around the whole.
fn marks(text: &str) -> Option<Layer<'_>> {
    const PAIRS: [(char, char); 5] = [('\'', '\''), ('`', '`'), ('“', '”'), ('„', '“'), ('‘', '’')];
    let first = text.chars().next()?;
    let (_, close) = PAIRS.into_iter().find(|(open, _)| *open == first)?;
    let inside = text.trim_start_matches(first).trim_end().trim_end_matches(close);
    inside.trim_start().starts_with('{').then(|| Layer {
        what: format!(
            "quotation marks ({first}) stand around the whole pattern, as a shell or a program wants them"
        ),
        remedy: "Take them away.".to_owned(),
        inside,
        needs: Inside::Object,
    })
}

/// Parentheses around the whole.
fn parentheses(text: &str) -> Option<Layer<'_>> {
    let inside = text.strip_prefix('(')?.trim_end_matches(';').trim_end().strip_suffix(')')?;
    inside.trim_start().starts_with('{').then(|| Layer {
        what: "parentheses stand around the pattern".to_owned(),
        remedy: "Take them away.".to_owned(),
        inside,
        needs: Inside::Object,
    })
}

/// What a name before an object says of it: nothing where it is that of a field which every event has.
fn named(name: &str) -> Option<Inside> {
    let is_pattern = name.to_ascii_lowercase().ends_with("pattern");
    let inside = if is_pattern { Inside::Object } else { Inside::Pattern };
    (!ENVELOPE.contains(&name)).then_some(inside)
}

/// A name and a colon before the pattern, as a larger object has them.
fn member(text: &str) -> Option<Layer<'_>> {
    let (name, rest) = text.strip_prefix('"')?.split_once('"')?;
    let inside = rest.trim_start().strip_prefix(':')?.trim().trim_end_matches(',');
    let is_name = name.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '_'));
    let needs = named(name)?;
    (is_name && is_object(inside)).then(|| Layer {
        what: format!("`\"{name}\":` stands before the pattern"),
        remedy: "Write only what follows it.".to_owned(),
        inside,
        needs,
    })
}

/// A variable, an argument or a template's property that is given the pattern.
fn assignment(text: &str) -> Option<Layer<'_>> {
    let at = text.find(['=', ':'])?;
    let (left, inside) = (text.get(..at)?, text.get(at + 1..)?);
    let is_property = text.get(at..)?.starts_with(':');
    let (left, inside, sign) = match inside.strip_prefix('=') {
        // A variable of Go's.
        Some(inside) if is_property => (left, inside, ":="),
        Some(_) | None if is_property => (left, inside, ":"),
        Some(_) | None => (left, inside, " ="),
    };
    let left = left.trim();
    let is_word = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '-' | '.' | ' ');
    let words = left.split(' ').filter(|word| !word.is_empty()).count();
    let is_name = (1..=4).contains(&words) && left.chars().all(is_word);
    let inside = inside.trim().trim_end_matches(';');
    let begins = ["{", "'{", "\"{", "<<", "`{", "jsonencode(", "JSON.", "json."];
    let is_given =
        begins.iter().any(|begin| inside.starts_with(begin)) && (sign != ":" || is_around_patterns(left));
    let path = left.rsplit(' ').next()?;
    let needs = named(path.split('.').next()?).and_then(|_| named(path.rsplit('.').next()?))?;
    (is_name && is_given).then(|| Layer {
        what: format!("`{left}{sign}` stands before the pattern"),
        remedy: "Write only what follows it.".to_owned(),
        inside,
        needs,
    })
}

/// Words before the pattern, as in a message.
fn words(text: &str) -> Option<Layer<'_>> {
    let (start, end) = (text.find('{')?, text.rfind('}')? + 1);
    let (before, behind) = (text.get(..start)?, text.get(end..)?);
    let part = |c: char| matches!(c, '[' | ']' | '{' | '}' | '"' | '=');
    // Comments are for JSON's own reader to tell.
    let is_comment = ["//", "/*"].iter().any(|sign| before.trim_start().starts_with(sign));
    let sentence = !is_comment
        && before.split_whitespace().count() > 1
        && !before.contains(part)
        && !behind.contains(part);
    let inside = text.get(start..end)?;
    (sentence && !before.lines().any(is_key) && is_pattern(inside)).then(|| Layer {
        what: "there are other words around the pattern".to_owned(),
        remedy: "Write only the object, from its first brace to its last.".to_owned(),
        inside,
        needs: Inside::Anything,
    })
}

/// Whether a line begins as YAML's do, with the name of a field that events have, or one that has its value
/// on the lines below.
fn is_key(line: &str) -> bool {
    let Some((name, value)) = line.split_once(':') else { return false };
    let name = name.trim().trim_start_matches("- ");
    let is_word = !name.is_empty() && !name.contains(char::is_whitespace);
    let is_above = value.trim().is_empty() && !is_around_patterns(name);
    is_word && (ENVELOPE.contains(&name) || is_above)
}
