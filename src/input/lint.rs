//! What `PutTargets` accepts and goes wrong later, or is not what it looks like.

use super::fill::{Filling, characters, needs_escaping, unquoted};
use super::log::refuse_constants;
use super::path::{Found, JsonPath, PathFault, inside};
use super::refusal::Setting;
use super::template::{Piece, Placeholder, Template};
use super::{InputTransformer, TargetInput, Variables};
use crate::json::{Document, Fix, Flaw, Kind};

/// One finding.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Lint {
    /// What kind of finding.
    pub kind: LintKind,
    /// The setting it is about.
    pub setting: Setting,
    /// Where in the text of that setting, what, and what to do.
    pub flaw: Flaw,
}

/// The kinds of findings.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum LintKind {
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
/// use buslens::input::{InputTransformer, LintKind, TargetInput, lints};
///
/// let transformer = InputTransformer {
///     paths: [("state".to_owned(), "$.detail.state".to_owned())].into(),
///     template: r#"{"now": "always the same"}"#.to_owned(),
/// };
/// let target = TargetInput { id: "queue", transformer: Some(&transformer), ..TargetInput::default() };
/// let found: Vec<_> = lints(&target, None, false).into_iter().map(|lint| lint.kind).collect();
/// assert_eq!(found, [LintKind::UnusedVariable]);
/// ```
pub fn lints(target: &TargetInput<'_>, event: Option<&Document>, log_group: bool) -> Vec<Lint> {
    let mut found = Vec::new();
    if log_group && let Err(refusal) = refuse_constants(target) {
        found.push(Lint {
            kind: LintKind::ConstantOnLogGroup,
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
    found.extend(encoded_brackets(&template, transformer));
    found.extend(encoded_twice(&template));
    for (name, path) in &transformer.paths {
        if !template.placeholders().any(|placeholder| placeholder.name == name) {
            found.push(Lint {
                kind: LintKind::UnusedVariable,
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
        found.extend(log_lint(&template));
    }
    found
}

fn path_lint(path: &str, setting: &Setting, event: Option<&Document>) -> Option<Lint> {
    let lint = |kind, flaw| Some(Lint { kind, setting: setting.clone(), flaw });
    let nothing = |stands: &str| {
        let what = format!("`{}` finds nothing in this event: it stands as {stands}", inside(path));
        let remedy = "See whether the path is right, and whether all events have the field.";
        lint(LintKind::NothingFound, Flaw::of(path, 0..path.len(), what, remedy))
    };
    match JsonPath::parse(path) {
        Err(PathFault { flaw, .. }) => {
            let what = format!("in `{}` {}, so it finds nothing", inside(path), flaw.what);
            lint(LintKind::UnsupportedPath, Flaw { what, ..*flaw })
        }
        Ok(parsed) => match event.map(|event| parsed.find(event)) {
            Some(Found::Nothing) => nothing("an empty string"),
            Some(Found::Many(values)) if values.is_empty() => nothing("an empty array"),
            Some(Found::One(_) | Found::Many(_)) | None => None,
        },
    }
}

/// Placeholders whose brackets a JSON or HTML encoder has written as escapes. One finding, at the first.
fn encoded_brackets(template: &Template<'_>, transformer: &InputTransformer) -> Option<Lint> {
    const BRACKETS: [(&str, &str); 3] =
        [("\\u003c", "\\u003e"), ("&lt;", "&gt;"), ("\\u0026lt;", "\\u0026gt;")];
    let lower = template.text().to_ascii_lowercase();
    let (start, end, name) = BRACKETS.iter().find_map(|(open, close)| {
        let start = lower.find(open)?;
        let inner = start + open.len();
        let length = lower.get(inner..)?.find(close)?;
        let name = template.text().get(inner..inner + length)?;
        Some((start, inner + length + close.len(), name))
    })?;
    let known = transformer.paths.contains_key(name) || super::Predefined::named(name).is_some();
    if !known && template.placeholders().next().is_some() {
        return None;
    }
    let written = template.text().get(start..end)?;
    let what = format!(
        "`{}` is not a placeholder: only `<{}>` is, with its brackets written out",
        inside(written),
        inside(name)
    );
    let remedy = "A JSON encoder wrote them as escapes (Terraform's jsonencode does): give the template as plain \
        text, such as a heredoc.";
    let mut fixed = template.text().to_owned();
    for (open, close) in BRACKETS {
        for (encoded, bracket) in [(open, "<"), (close, ">")] {
            while let Some(at) = fixed.to_ascii_lowercase().find(encoded) {
                fixed.replace_range(at..at + encoded.len(), bracket);
            }
        }
    }
    let flaw =
        Flaw::of(template.text(), start..end, what, remedy).with(Some(Fix::rewrite(template.text(), fixed)));
    Some(Lint { kind: LintKind::EncodedBrackets, setting: Setting::Template, flaw })
}

/// A template that was encoded as JSON once more.
fn encoded_twice(template: &Template<'_>) -> Option<Lint> {
    let text = template.text();
    if !text.trim_start().starts_with('"') {
        return None;
    }
    // What stands for a value and what stands inside a text both become JSON with a digit in their places.
    let filled: String = template
        .pieces()
        .iter()
        .map(|piece| match piece {
            Piece::Text(text) => *text,
            Piece::Placeholder(_) => "0",
        })
        .collect();
    let once = |text: &str| -> Option<String> {
        Document::parse(text).ok()?.root().text().and_then(|text| text.as_str().map(str::to_owned))
    };
    let inner = once(&filled).filter(|inner| inner.trim_start().starts_with(['{', '[']))?;
    Document::parse(inner).ok()?;
    let remedy = "Write the object itself, without the quotes around it and without backslashes; leave it if the \
        target wants a text.";
    let what = "the template is one string that holds JSON, so the target receives a text and no object; it looks \
        encoded twice";
    let fix = once(text).map(|object| Fix::rewrite(text, object));
    let flaw = Flaw::of(text, 0..text.len(), what, remedy).with(fix);
    Some(Lint { kind: LintKind::EncodedTwice, setting: Setting::Template, flaw })
}

fn placeholder_lint(
    template: &Template<'_>,
    placeholder: &Placeholder<'_>,
    transformer: &InputTransformer,
    event: Option<&Document>,
) -> Option<Lint> {
    let name = inside(placeholder.name);
    let lint = |kind, what: String, remedy: String, fix: Option<String>| {
        let flaw = Flaw::of(template.text(), placeholder.span.clone(), what, remedy)
            .with(fix.map(|fix| Fix::rewrite(template.text(), fix)));
        Some(Lint { kind, setting: Setting::Template, flaw })
    };
    if is_key(template, placeholder) {
        let what = format!("`<{name}>` stands as the key of an object, which is not allowed");
        return lint(LintKind::PlaceholderAsKey, what, "Write the key out.".to_owned(), None);
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
            lint(LintKind::ObjectInQuotes, what, remedy, unquoted(template, &placeholder.span))
        } else {
            let what = format!(
                "`<{name}>` is {what} and stands inside quotes: it arrives without its double quotes"
            );
            let remedy = "Begin the template with `{` to send JSON, if that is meant.".to_owned();
            lint(LintKind::QuotesTakenOut, what, remedy, None)
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
            lint(LintKind::UnescapedCharacters, what, remedy, unquoted(template, &placeholder.span))
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

fn log_lint(template: &Template<'_>) -> Option<Lint> {
    let lint = |kind, what: String, remedy: &str| {
        let flaw = Flaw::of(template.text(), 0..template.text().len(), what, remedy);
        Some(Lint { kind, setting: Setting::Template, flaw })
    };
    let (skeleton, _) = template.skeleton();
    let document = Document::parse(skeleton).ok()?;
    let root = document.root();
    for key in ["timestamp", "message"] {
        if root.get(key).is_none() {
            let what = format!("this template yields no `{key}`, so a log group logs nothing");
            let remedy = "Write it as `{\"timestamp\": <time>, \"message\": <text>}`.";
            return lint(LintKind::LogShape, what, remedy);
        }
    }
    if root.get("message").is_some_and(|message| message.kind() != Kind::String) {
        let what = "the `message` of a log group's template is not a string, and arrives wrong";
        return lint(LintKind::LogMessageNotText, what.to_owned(), "Put it in quotes.");
    }
    None
}
