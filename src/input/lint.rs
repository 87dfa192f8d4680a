//! What `PutTargets` accepts and goes wrong later, or is not what it looks like.

use super::fill::{Filling, characters, needs_escaping, unquoted};
use super::log::refuse_constants;
use super::path::{JsonPath, PathFault, PathResult, inside};
use super::refusal::Setting;
use super::template::{Piece, Placeholder, Template};
use super::{InputTransformer, TargetInput, Variables};
use crate::json::{Document, Fix, Flaw, Kind};
use std::ops::Range;

/// One finding.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct InputLint {
    /// What kind of finding.
    pub kind: InputLintKind,
    /// The setting it is about.
    pub setting: Setting,
    /// Where in the text of that setting, what, and what to do.
    pub flaw: Flaw,
}

/// The kinds of findings.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum InputLintKind {
    /// An object or array (of this event, or predefined) inside quotes of a JSON template: not delivered.
    ObjectInQuotes,
    /// An object or array inside quotes of a text template: it arrives, without its double quotes.
    QuotesTakenOut,
    /// A string of this event inside quotes of a JSON template whose characters need escaping: not delivered.
    UnescapedCharacters,
    /// A variable that the template does not use.
    UnusedVariable,
    /// `\\u003cname\\u003e` or `&lt;name&gt;`: the brackets of a placeholder, encoded: no placeholder
    /// is read there.
    EncodedBrackets,
    /// A template that is one string which holds JSON: the target receives a text and no object.
    EncodedTwice,
    /// A placeholder as the key of an object, which the API reference forbids.
    PlaceholderAsKey,
    /// A path that is accepted and not supported, so it finds nothing in any event.
    UnsupportedPath,
    /// A path that finds nothing in this event.
    NothingFound,
    /// `Input` or `InputPath` on a log group.
    ConstantOnLogGroup,
    /// A template on a log group without `timestamp` or `message`.
    LogShape,
    /// A log message that is no string.
    LogMessageNotText,
}

/// Looks the settings over. `event` adds what only an event shows; `log_group` says that the target is one.
///
/// ```
/// use buslens::input::{InputTransformer, InputLintKind, TargetInput, lints};
///
/// let transformer = InputTransformer {
///     paths: [("state".to_owned(), "$.detail.state".to_owned())].into(),
///     template: r#"{"now": "always the same"}"#.to_owned(),
/// };
/// let target = TargetInput { id: "queue", transformer: Some(&transformer), ..TargetInput::default() };
/// let found: Vec<_> = lints(&target, None, false).into_iter().map(|lint| lint.kind).collect();
/// assert_eq!(found, [InputLintKind::UnusedVariable]);
/// ```
pub fn lints(target: &TargetInput<'_>, event: Option<&Document>, log_group: bool) -> Vec<InputLint> {
    let mut found = Vec::new();
    if log_group && let Err(refusal) = refuse_constants(target) {
        found.push(InputLint {
            kind: InputLintKind::ConstantOnLogGroup,
            setting: refusal.setting,
            flaw: *refusal.flaw,
        });
    }
    if let Some(path) = target.input_path {
        found.extend(path_lint(path, &Setting::InputPath, event));
    }
    let Some(transformer) = target.transformer else { return found };
    for (name, path) in &transformer.paths {
        found.extend(path_lint(path, &Setting::Variable(name.clone()), event));
    }
    let template = Template::new(&transformer.template);
    // What is encoded as a whole has one fix, its brackets included.
    found.extend(encoded_twice(&template, transformer).or_else(|| encoded_brackets(&template, transformer)));
    for (name, path) in &transformer.paths {
        if !template.placeholders().any(|placeholder| placeholder.name == name) {
            found.push(InputLint {
                kind: InputLintKind::UnusedVariable,
                setting: Setting::Variable(name.clone()),
                flaw: Flaw::of(
                    path,
                    0..path.len(),
                    format!("the template does not use the variable {}", inside(name)),
                    format!("Write `<{0}>` where its value belongs, or take {0} out.", inside(name)),
                ),
            });
        }
    }
    for placeholder in template.placeholders() {
        found.extend(placeholder_lint(&template, placeholder, transformer, event));
    }
    if log_group {
        found.extend(log_lint(&template).or_else(|| time_lint(&template, transformer)));
    }
    found
}

fn path_lint(path: &str, setting: &Setting, event: Option<&Document>) -> Option<InputLint> {
    let lint = |kind, flaw| Some(InputLint { kind, setting: setting.clone(), flaw });
    let nothing = |stands: &str| {
        let what = format!("`{}` finds nothing in this event: it stands as {stands}", inside(path));
        let remedy = "See whether the path is right, and whether all events have the field.";
        lint(InputLintKind::NothingFound, Flaw::of(path, 0..path.len(), what, remedy))
    };
    match JsonPath::parse(path) {
        Err(PathFault { flaw, .. }) => {
            let what = format!("in `{}` {}, so it finds nothing", inside(path), flaw.what);
            lint(InputLintKind::UnsupportedPath, Flaw { what, ..*flaw })
        }
        Ok(parsed) => match event.map(|event| parsed.find(event)) {
            Some(PathResult::Nothing) => nothing("an empty string"),
            Some(PathResult::Many(values)) if values.is_empty() => nothing("an empty array"),
            Some(PathResult::One(_) | PathResult::Many(_)) | None => None,
        },
    }
}

/// The brackets of a placeholder as JSON and HTML encoders write them.
const BRACKETS: [(&str, &str); 3] = [("\\u003c", "\\u003e"), ("&lt;", "&gt;"), ("\\u0026lt;", "\\u0026gt;")];

/// The names between encoded brackets, each with the bytes of both and of what is between them.
fn between_encoded_brackets(text: &str) -> Vec<(Range<usize>, &str)> {
    let lower = text.to_ascii_lowercase();
    let mut found = Vec::new();
    for (open, close) in BRACKETS {
        for (at, _) in lower.match_indices(open) {
            // Behind a backslash the escape's own is a character.
            let before = text.get(..at).unwrap_or_default();
            let backslashes = before.len() - before.trim_end_matches('\\').len();
            let inner = at + open.len();
            let length = lower.get(inner..).and_then(|rest| rest.find(close));
            let name = length.and_then(|length| text.get(inner..inner + length));
            if let Some(name) = name.filter(|_| !open.starts_with('\\') || backslashes.is_multiple_of(2)) {
                found.push((at..inner + name.len() + close.len(), name));
            }
        }
    }
    found.sort_by_key(|(span, _)| span.start);
    found
}

/// Placeholders whose brackets a JSON or HTML encoder has written as escapes. One finding, at the first.
fn encoded_brackets(template: &Template<'_>, transformer: &InputTransformer) -> Option<InputLint> {
    let text = template.text();
    let is_known =
        |name: &str| transformer.paths.contains_key(name) || super::Predefined::by_name(name).is_some();
    let encoded = between_encoded_brackets(text);
    let (span, name) = encoded
        .iter()
        .find(|(_, name)| is_known(name))
        .or_else(|| encoded.first().filter(|_| template.placeholders().next().is_none()))?;
    let what = format!(
        "`{}` is not a placeholder: only `<{}>` is, with its brackets written out",
        inside(text.get(span.clone()).unwrap_or_default()),
        inside(name)
    );
    let remedy = "A JSON encoder wrote them as escapes (Terraform's jsonencode does): give the template as plain \
        text, such as a heredoc.";
    let fixed = with_brackets(text, is_known);
    let fix = (fixed != text).then(|| Fix::rewrite(text, fixed));
    let flaw = Flaw::of(text, span.clone(), what, remedy).with(fix);
    Some(InputLint { kind: InputLintKind::EncodedBrackets, setting: Setting::Template, flaw })
}

/// The text with the brackets of these placeholders written out.
fn with_brackets(text: &str, is_known: impl Fn(&str) -> bool) -> String {
    let (mut fixed, mut from) = (String::new(), 0);
    for (span, name) in between_encoded_brackets(text) {
        if span.start >= from && is_known(name) {
            fixed.push_str(text.get(from..span.start).unwrap_or_default());
            fixed.push('<');
            fixed.push_str(name);
            fixed.push('>');
            from = span.end;
        }
    }
    fixed.push_str(text.get(from..).unwrap_or_default());
    fixed
}

/// A template that was encoded as JSON once more, or several times. Its brackets may be escapes as well.
fn encoded_twice(template: &Template<'_>, transformer: &InputTransformer) -> Option<InputLint> {
    let text = template.text();
    let mut decoded = text.to_owned();
    while decoded.trim_start().starts_with('"') {
        decoded = Document::parse(decoded).ok()?.root().owned_text()?;
    }
    if decoded == text || !decoded.trim_start().starts_with(['{', '[']) {
        return None;
    }
    let inner = Template::new(&decoded);
    let fixed = encoded_brackets(&inner, transformer).and_then(|lint| Some(lint.flaw.fix?.apply(&decoded)));
    let fixed = fixed.unwrap_or_else(|| decoded.clone());
    // What stands for a value and what stands inside a text both become JSON with a digit in their places.
    let filled = Template::new(&fixed).pieces().iter().fold(String::new(), |filled, piece| match piece {
        Piece::Text(text) => filled + text,
        Piece::Placeholder(_) => filled + "0",
    });
    Document::parse(filled).ok()?;
    let remedy = "Write the object itself, without the quotes around it and without backslashes; leave it if the \
        target wants a text.";
    let what = "the template is one string that holds JSON, so the target receives a text and no object; it looks \
        encoded twice";
    let flaw = Flaw::of(text, 0..text.len(), what, remedy).with(Some(Fix::rewrite(text, fixed)));
    Some(InputLint { kind: InputLintKind::EncodedTwice, setting: Setting::Template, flaw })
}

fn placeholder_lint(
    template: &Template<'_>,
    placeholder: &Placeholder<'_>,
    transformer: &InputTransformer,
    event: Option<&Document>,
) -> Option<InputLint> {
    let name = inside(placeholder.name);
    let lint = |kind, what: String, remedy: String, fix: Option<String>| {
        let flaw = Flaw::of(template.text(), placeholder.span.clone(), what, remedy)
            .with(fix.map(|fix| Fix::rewrite(template.text(), fix)));
        Some(InputLint { kind, setting: Setting::Template, flaw })
    };
    if is_key(template, placeholder) {
        let what = format!("`<{name}>` stands as the key of an object, which is not allowed");
        return lint(InputLintKind::PlaceholderAsKey, what, "Write the key out.".to_owned(), None);
    }
    if !placeholder.quoted {
        return None;
    }
    let object = |what: &str| {
        if template.is_json() {
            let what = format!(
                "`<{name}>` is {what} and stands inside quotes: the result is not JSON and the event is \
                    silently not delivered"
            );
            let remedy = format!("Write `<{name}>` as a value of its own, without quotes.");
            lint(InputLintKind::ObjectInQuotes, what, remedy, unquoted(template, &placeholder.span))
        } else {
            let what = format!(
                "`<{name}>` is {what} and stands inside quotes: it arrives without its double quotes"
            );
            let remedy = "Begin the template with `{` to send JSON, if that is meant.".to_owned();
            lint(InputLintKind::QuotesTakenOut, what, remedy, None)
        }
    };
    if placeholder.predefined.is_some_and(super::Predefined::is_object) {
        return object("an object");
    }
    let Some(event) = event else {
        let path = transformer.paths.get(placeholder.name)?;
        return JsonPath::parse(path).ok()?.container().and_then(object);
    };
    match Filling::of(placeholder, transformer, event, &Variables::default()) {
        Filling::Container(_, kind) => object(kind.noun()),
        Filling::String(_, text) if template.is_json() && characters(&text).contains(needs_escaping) => {
            let what = format!(
                "the value of `<{name}>` in this event holds characters that need escaping, and inside \
                    quotes nothing is escaped: the event is silently not delivered, or the value is taken for \
                    JSON"
            );
            let remedy = format!("Write `<{name}>` without quotes.");
            lint(InputLintKind::UnescapedCharacters, what, remedy, unquoted(template, &placeholder.span))
        }
        Filling::String(..) | Filling::Scalar(_) | Filling::Nothing => None,
    }
}

/// Whether a colon follows the placeholder, or the quotes that end after it.
fn is_key(template: &Template<'_>, placeholder: &Placeholder<'_>) -> bool {
    let rest = template.text().get(placeholder.span.end..).unwrap_or_default();
    let mut after = rest;
    if placeholder.quoted {
        let mut escaped = false;
        let Some(end) = rest.find(|char| {
            let ends = char == '"' && !escaped;
            escaped = char == '\\' && !escaped;
            ends
        }) else {
            return false;
        };
        after = rest.get(end + 1..).unwrap_or_default();
    }
    template.is_json() && after.trim_start().starts_with(':')
}

fn log_lint(template: &Template<'_>) -> Option<InputLint> {
    let lint = |kind, what: String, remedy: &str| {
        let flaw = Flaw::of(template.text(), 0..template.text().len(), what, remedy);
        Some(InputLint { kind, setting: Setting::Template, flaw })
    };
    let (skeleton, _) = template.skeleton();
    let document = Document::parse(skeleton).ok()?;
    let root = document.root();
    for key in ["timestamp", "message"] {
        if root.get(key).is_none() {
            let what = format!("this template yields no `{key}`, so a log group logs nothing");
            let remedy = "Write it as `{\"timestamp\": <time>, \"message\": <text>}`.";
            return lint(InputLintKind::LogShape, what, remedy);
        }
    }
    if root.get("message").is_some_and(|message| message.kind() != Kind::String) {
        let what = "the `message` of a log group's template is not a string, and arrives wrong";
        return lint(InputLintKind::LogMessageNotText, what.to_owned(), "Put it in quotes.");
    }
    None
}

/// A `timestamp` that is no time whatever the event: a constant that is no time, or another part of the
/// envelope.
fn time_lint(template: &Template<'_>, transformer: &InputTransformer) -> Option<InputLint> {
    const A_TIME: &str = "2024-01-01T00:00:00Z";
    const NO_TIME: &str = "no time";
    const NOT_KNOWN: &str = "not known";
    let stands = |placeholder: &Placeholder<'_>| match super::Predefined::by_name(placeholder.name) {
        Some(super::Predefined::IngestionTime) => A_TIME,
        Some(
            super::Predefined::RuleArn
            | super::Predefined::RuleName
            | super::Predefined::Event
            | super::Predefined::EventJson,
        ) => NO_TIME,
        None => match transformer.paths.get(placeholder.name).map(|path| path.trim_start_matches("$.")) {
            Some("time") => A_TIME,
            Some(
                "$" | "id" | "source" | "detail-type" | "account" | "region" | "version" | "resources"
                | "detail",
            ) => NO_TIME,
            Some(_) | None => NOT_KNOWN,
        },
    };
    let filled = template.pieces().iter().fold(String::new(), |filled, piece| match piece {
        Piece::Text(text) => filled + text,
        Piece::Placeholder(one) if one.quoted => filled + stands(one),
        Piece::Placeholder(one) => format!("{filled}\"{}\"", stands(one)),
    });
    let document = Document::parse(filled).ok()?;
    let timestamp = document.root().get("timestamp")?;
    let is_open = timestamp.owned_text().is_some_and(|text| text.contains(NOT_KNOWN));
    if is_open || super::log::millis(timestamp).is_some() {
        return None;
    }
    let text = template.text();
    let what = "the `timestamp` of this template is no time, so a log group logs nothing";
    let remedy = "Write `\"timestamp\": <time>` with `time` as `$.time`, or a whole number of milliseconds.";
    let flaw = Flaw::of(text, 0..text.len(), what, remedy);
    Some(InputLint { kind: InputLintKind::LogShape, setting: Setting::Template, flaw })
}
