//! What `PutTargets` accepts and goes wrong later, or is not what it looks like.

use super::fill::{Filling, characters, needs_escaping, unquoted};
use super::log::refuse_constants;
use super::path::{Found, JsonPath, inside};
use super::refusal::Place;
use super::template::{Placeholder, Template};
use super::{InputTransformer, TargetInput, Variables};
use crate::json::{Document, Kind};
use std::ops::Range;

/// One finding.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Lint {
    /// What kind of finding.
    pub kind: LintKind,
    /// The setting it is about.
    pub place: Place,
    /// The bytes in the text of that setting.
    pub span: Range<usize>,
    /// What is the matter and what to do, in one or two sentences.
    pub message: String,
    /// The whole text of that setting as it should be, where one edit fixes it.
    pub fix: Option<String>,
}

/// The kinds of findings.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum LintKind {
    /// An object or array (of this event, or predefined) inside quotes of a JSON template: not delivered.
    ObjectInQuotes,
    /// An object or array inside quotes of a text template: it arrives, without its double quotes.
    QuotesTakenOut,
    /// A string of this event inside quotes of a JSON template whose characters need escaping: not delivered.
    UnescapedCharacters,
    /// A variable that the template does not use.
    UnusedVariable,
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
pub fn lints(target: &TargetInput<'_>, event: Option<&Document>, log_group: bool) -> Vec<Lint> {
    let mut found = Vec::new();
    if log_group && let Err(refusal) = refuse_constants(target) {
        let message = refusal.to_string();
        found.push(Lint {
            kind: LintKind::ConstantOnLogGroup,
            place: refusal.place,
            span: refusal.span,
            message,
            fix: None,
        });
    }
    if let Some(path) = target.input_path {
        found.extend(path_lint(path, &Place::InputPath, event));
    }
    let Some(transformer) = target.transformer else { return found };
    for (name, path) in &transformer.paths {
        found.extend(path_lint(path, &Place::Variable(name.clone()), event));
    }
    let template = Template::new(&transformer.template);
    for (name, path) in &transformer.paths {
        if !template.placeholders().any(|placeholder| placeholder.name == name) {
            found.push(Lint {
                kind: LintKind::UnusedVariable,
                place: Place::Variable(name.clone()),
                span: 0..path.len(),
                message: format!("The template does not use the variable {}.", inside(name)),
                fix: None,
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

fn path_lint(path: &str, place: &Place, event: Option<&Document>) -> Option<Lint> {
    let lint = |kind, span, message, fix| Some(Lint { kind, place: place.clone(), span, message, fix });
    match JsonPath::parse(path) {
        Err(fault) => {
            let message =
                format!("In `{}` {}, so it finds nothing. {}", inside(path), fault.problem, fault.advice);
            lint(LintKind::UnsupportedPath, fault.span, message, fault.fix)
        }
        Ok(parsed) => match event.map(|event| parsed.find(event)) {
            Some(Found::Nothing) => {
                let message =
                    format!("`{}` finds nothing in this event: it stands as an empty string.", inside(path));
                lint(LintKind::NothingFound, 0..path.len(), message, None)
            }
            Some(Found::Many(values)) if values.is_empty() => {
                let message =
                    format!("`{}` finds nothing in this event: it stands as an empty array.", inside(path));
                lint(LintKind::NothingFound, 0..path.len(), message, None)
            }
            Some(Found::One(_) | Found::Many(_)) | None => None,
        },
    }
}

fn placeholder_lint(
    template: &Template<'_>,
    placeholder: &Placeholder<'_>,
    transformer: &InputTransformer,
    event: Option<&Document>,
) -> Option<Lint> {
    let name = inside(placeholder.name);
    let lint = |kind, message, fix| {
        Some(Lint { kind, place: Place::Template, span: placeholder.span.clone(), message, fix })
    };
    if is_key(template, placeholder) {
        let message =
            format!("`<{name}>` stands as the key of an object, which is not allowed. Write the key out.");
        return lint(LintKind::PlaceholderAsKey, message, None);
    }
    if !placeholder.quoted {
        return None;
    }
    let object = |what: &str| {
        if template.is_json() {
            let message = format!(
                "`<{name}>` is {what} and stands inside quotes: the result is no JSON and the event is \
                    silently not delivered."
            );
            lint(LintKind::ObjectInQuotes, message, unquoted(template, &placeholder.span))
        } else {
            let message = format!(
                "`<{name}>` is {what} and stands inside quotes: it arrives without its double quotes."
            );
            lint(LintKind::QuotesTakenOut, message, None)
        }
    };
    if placeholder.predefined.is_some_and(super::Predefined::is_object) {
        return object("an object");
    }
    match Filling::of(placeholder, transformer, event?, &Variables::default()) {
        Filling::Container(_, kind) => object(kind.noun()),
        Filling::String(_, text) if template.is_json() && characters(&text).contains(needs_escaping) => {
            let message = format!(
                "The value of `<{name}>` in this event holds characters that need escaping, and inside \
                    quotes nothing is escaped: \
                 the event is silently not delivered, or the value is taken for JSON. Write `<{name}>` \
                     without quotes."
            );
            lint(LintKind::UnescapedCharacters, message, unquoted(template, &placeholder.span))
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
    let lint = |kind, message: String| {
        Some(Lint { kind, place: Place::Template, span: 0..template.text().len(), message, fix: None })
    };
    let (skeleton, _) = template.skeleton();
    let document = Document::parse(skeleton).ok()?;
    let root = document.root();
    for key in ["timestamp", "message"] {
        if root.get(key).is_none() {
            let wanted = "A log group wants `{\"timestamp\": <time>, \"message\": <text>}`";
            return lint(
                LintKind::LogShape,
                format!("{wanted}: this template yields no `{key}`, and nothing is logged."),
            );
        }
    }
    if root.get("message").is_some_and(|message| message.kind() != Kind::String) {
        let message =
            "The `message` of a log group's template is no string, and arrives wrong. Put it in quotes.";
        return lint(LintKind::LogMessageNotText, message.to_owned());
    }
    None
}
