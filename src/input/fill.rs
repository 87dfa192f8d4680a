//! Filling in: what is sent for one event.

use super::check::check;
use super::path::{JsonPath, PathResult, inside};
use super::refusal::{NotDelivered, Unsent};
use super::template::{Piece, Placeholder, Template};
use super::{InputTransformer, Predefined, TargetInput, Variables};
use crate::json::{Document, Flaw, Kind, Text, Value, quote};
use crate::text::grouped;
use std::borrow::Cow;
use std::ops::Range;

/// A result larger than this is not built: 8,192 characters of template can name the whole event a thousand
/// times. Far above what any target takes.
const MAX_RESULT: usize = 16 * 1024 * 1024;

/// What the target receives for an event: the text, or why there is none.
///
/// ```
/// use buslens::input::{InputTransformer, TargetInput, Variables, render};
/// use buslens::json::Document;
///
/// let event = Document::parse(r#"{"detail": {"state": "stopped"}}"#)?;
/// let transformer = InputTransformer {
///     paths: [("state".to_owned(), "$.detail.state".to_owned())].into(),
///     template: r#"{"now": <state>}"#.to_owned(),
/// };
/// let target = TargetInput { id: "queue", transformer: Some(&transformer), ..TargetInput::default() };
/// assert_eq!(render(&target, &event, &Variables::default())?, r#"{"now":"stopped"}"#);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn render(
    target: &TargetInput<'_>,
    event: &Document,
    variables: &Variables<'_>,
) -> Result<String, Unsent> {
    check(target)?;
    if let Some(input) = target.input {
        return Ok(input.to_owned());
    }
    if let Some(path) = target.input_path {
        return Ok(Filling::of_path(path, event).bare());
    }
    match target.transformer {
        Some(transformer) => transform(transformer, event, variables).map_err(Unsent::from),
        None => Ok(event.root().minified()),
    }
}

/// What stands in for a placeholder.
pub(super) enum Filling<'d> {
    /// The path found nothing.
    Nothing,
    /// A string: its JSON and its characters.
    String(Cow<'d, str>, Text<'d>),
    /// A number, a boolean or null.
    Scalar(&'d str),
    /// An object or an array, as compact JSON, and which of the two it is.
    Container(String, Kind),
}

impl<'d> Filling<'d> {
    pub(super) fn of(
        placeholder: &Placeholder<'_>,
        transformer: &'d InputTransformer,
        event: &'d Document,
        variables: &Variables<'d>,
    ) -> Self {
        let constant =
            |text: &'d str| Self::String(Cow::Owned(quote(text.as_bytes())), Text::from_str_exact(text));
        match placeholder.predefined {
            Some(Predefined::RuleArn) => constant(variables.rule_arn),
            Some(Predefined::RuleName) => constant(variables.rule_name),
            Some(Predefined::IngestionTime) => match variables.ingestion_time {
                Some(time) => constant(time),
                None => Self::of_path("$.time", event),
            },
            Some(Predefined::Event) => Self::Container(envelope(event, variables), Kind::Object),
            Some(Predefined::EventJson) => Self::Container(event.root().minified(), Kind::Object),
            None => match transformer.paths.get(placeholder.name) {
                Some(path) => Self::of_path(path, event),
                None => Self::Nothing,
            },
        }
    }

    pub(super) fn of_path(path: &str, event: &'d Document) -> Self {
        match JsonPath::parse(path).map(|path| path.find(event)) {
            Ok(PathResult::One(value)) => Self::of_value(value),
            Ok(PathResult::Many(values)) => {
                let items: Vec<String> = values.into_iter().map(Value::minified).collect();
                Self::Container(format!("[{}]", items.join(",")), Kind::Array)
            }
            Ok(PathResult::Nothing) | Err(_) => Self::Nothing,
        }
    }

    fn of_value(value: Value<'d>) -> Self {
        match value.kind() {
            Kind::String => match value.text() {
                Some(text) => Self::String(Cow::Borrowed(value.raw()), text),
                None => Self::Nothing,
            },
            Kind::Number | Kind::True | Kind::False | Kind::Null => Self::Scalar(value.raw()),
            kind @ (Kind::Object | Kind::Array) => Self::Container(value.minified(), kind),
        }
    }

    /// Outside quotes.
    fn bare(self) -> String {
        match self {
            Self::Nothing => "\"\"".to_owned(),
            Self::String(json, _) => json.into_owned(),
            Self::Scalar(text) => text.to_owned(),
            Self::Container(json, _) => json,
        }
    }

    /// Inside quotes.
    fn quoted(self, template: &Template<'_>) -> String {
        match self {
            Self::Nothing => String::new(),
            Self::String(_, text) => characters(&text),
            Self::Scalar(text) => text.to_owned(),
            Self::Container(json, _) if template.is_json() => json,
            Self::Container(json, _) => json.replace('"', ""),
        }
    }
}

/// The characters of a string as UTF-8.
pub(super) fn characters(text: &Text<'_>) -> String {
    match text.as_str() {
        Some(text) => text.to_owned(),
        // U+FFFD stands for lone surrogates here; Java's encoder writes `?`.
        None => text.to_string_lossy().replace(char::REPLACEMENT_CHARACTER, "?"),
    }
}

/// `<aws.events.event>`: the event without `detail`, with the keys and their order as deliveries show them,
/// `detail-type` written `detailType` and the time of ingestion for the event's own.
fn envelope(event: &Document, variables: &Variables<'_>) -> String {
    const KEYS: [(&str, &str); 8] = [
        ("id", "id"),
        ("account", "account"),
        ("detail-type", "detailType"),
        ("time", "time"),
        ("source", "source"),
        ("region", "region"),
        ("resources", "resources"),
        ("version", "version"),
    ];
    let mut members = Vec::new();
    for (key, name) in KEYS {
        let json = match (key, variables.ingestion_time) {
            ("time", Some(time)) => Some(quote(time.as_bytes())),
            _ => event.root().get(key).map(Value::minified),
        };
        members.extend(json.map(|json| format!("\"{name}\":{json}")));
    }
    format!("{{{}}}", members.join(","))
}

fn transform(
    transformer: &InputTransformer,
    event: &Document,
    variables: &Variables<'_>,
) -> Result<String, NotDelivered> {
    let template = Template::new(&transformer.template);
    let mut out = String::new();
    let mut filled = Vec::new();
    for piece in template.pieces() {
        match piece {
            Piece::Text(text) => out.push_str(text),
            Piece::Placeholder(placeholder) => {
                let filling = Filling::of(placeholder, transformer, event, variables);
                let from = out.len();
                if let (true, true, Filling::Container(json, kind)) =
                    (template.is_json(), placeholder.quoted, &filling)
                {
                    return Err(object_in_quotes(&template, placeholder, *kind, format!("{out}{json}")));
                }
                out.push_str(&if placeholder.quoted { filling.quoted(&template) } else { filling.bare() });
                filled.push((from..out.len(), placeholder));
            }
        }
        if out.len() > MAX_RESULT {
            return Err(NotDelivered::as_a_whole(
                format!("the result is larger than {} bytes", grouped(MAX_RESULT as u64)),
                "Take less of the event into the template.",
                String::new(),
            ));
        }
    }
    if !template.is_json() {
        return Ok(out);
    }
    match Document::parse(out.as_str()) {
        Ok(result) => Ok(result.root().minified()),
        Err(error) => Err(broken(&template, &filled, error.offset, &error.what(), out)),
    }
}

fn object_in_quotes(
    template: &Template<'_>,
    placeholder: &Placeholder<'_>,
    kind: Kind,
    result: String,
) -> NotDelivered {
    let name = inside(placeholder.name);
    let what = format!("`<{name}>` is {} and stands inside quotes, so the result is not JSON", kind.noun());
    let remedy = match unquoted(template, &placeholder.span) {
        Some(_) => format!("Write `<{name}>` without the quotes around it."),
        None => format!("Give `<{name}>` a key of its own, without quotes."),
    };
    NotDelivered { flaw: Box::new(Flaw::of(template.text(), placeholder.span.clone(), what, remedy)), result }
}

/// The template with the quotes taken away that hold this placeholder and nothing else.
pub(super) fn unquoted(template: &Template<'_>, span: &Range<usize>) -> Option<String> {
    let before = template.text().get(..span.start)?.strip_suffix('"')?;
    let after = template.text().get(span.end..)?.strip_prefix('"')?;
    let escaped = before.ends_with('\\');
    (!escaped).then(|| format!("{before}{}{after}", template.text().get(span.clone()).unwrap_or_default()))
}

/// The result of a JSON template is not JSON: the placeholder to blame is the one in which it breaks, or the
/// last one before whose characters would have to be escaped.
fn broken(
    template: &Template<'_>,
    filled: &[(Range<usize>, &Placeholder<'_>)],
    offset: usize,
    what: &str,
    result: String,
) -> NotDelivered {
    let before = filled.iter().rev().filter(|(range, _)| range.start <= offset);
    let to_blame = before.clone().find(|(range, _)| offset < range.end).or_else(|| {
        before.clone().find(|(range, placeholder)| {
            placeholder.quoted && result.get(range.clone()).is_some_and(|text| text.contains(needs_escaping))
        })
    });
    match to_blame {
        Some((_, placeholder)) => {
            let name = inside(placeholder.name);
            let what = format!(
                "`<{name}>` brings characters that break the quotes around it, since nothing is escaped: \
                    {what}"
            );
            let remedy =
                format!("Write `<{name}>` as a value of its own, without quotes: then its JSON is taken.");
            NotDelivered {
                flaw: Box::new(Flaw::of(template.text(), placeholder.span.clone(), what, remedy)),
                result,
            }
        }
        None => NotDelivered::as_a_whole(
            format!("the result is not JSON: {what}"),
            "Correct the template.",
            result,
        ),
    }
}

pub(super) fn needs_escaping(char: char) -> bool {
    matches!(char, '"' | '\\' | '\0'..='\x1f')
}
