//! A pattern that is written in another language than JSON, or was copied with what stands around it elsewhere: one
//! sentence tells all of its faults.

use crate::json::{self, Fix, Limits};
use crate::pattern::vocabulary::is_around_patterns;

/// How the text is written.
#[derive(Debug)]
pub(super) enum OtherLanguage {
    Yaml,
    Terraform,
    /// JavaScript's objects, which CDK takes; the same as JSON, where that is known.
    Script(Option<String>),
    /// A filter of CloudWatch Logs.
    LogFilter,
    /// A schedule's expression.
    Schedule,
    /// As JSON has it inside a text, line ends and quotation marks behind backslashes; what it is without these.
    Backslashes(String),
    /// As a page has it, `&quot;` for a quotation mark; what it is without.
    Html(String),
    /// The pattern with other text around it: a shell's quotation marks, a fence, a call.
    Around(String),
    /// Dots for something that was left out.
    LeftOut,
}

impl OtherLanguage {
    /// The language of a text that is no JSON from a byte on, where it is one of these.
    pub(super) fn of(text: &str, from: usize) -> Option<Self> {
        let trimmed = text.trim();
        if trimmed.starts_with("rate(") || trimmed.starts_with("cron(") || trimmed.starts_with("at(") {
            return Some(Self::Schedule);
        }
        if is_log_filter(trimmed) {
            return Some(Self::LogFilter);
        }
        if let Some(inside) = inside(trimmed) {
            return Some(Self::Around(inside.to_owned()));
        }
        if is_yaml(text) {
            return Some(Self::Yaml);
        }
        if is_terraform(text) {
            return Some(Self::Terraform);
        }
        if let Some(bare) = without_backslashes(text) {
            return Some(Self::Backslashes(bare));
        }
        if let Some(bare) = without_html(text) {
            return Some(Self::Html(bare));
        }
        if is_left_out(text, from) {
            return Some(Self::LeftOut);
        }
        is_script(trimmed).then(|| Self::Script(as_json(text)))
    }

    /// Whether the pattern lies in the text, with something around it or instead of its marks.
    pub(super) fn holds_a_pattern(&self) -> bool {
        match self {
            Self::Terraform | Self::Backslashes(_) | Self::Html(_) | Self::Around(_) | Self::Schedule => true,
            Self::Yaml | Self::Script(_) | Self::LogFilter | Self::LeftOut => false,
        }
    }

    /// What is wrong, as a clause.
    pub(super) fn what(&self) -> &'static str {
        match self {
            Self::Yaml => "a pattern is a JSON object, and this is written as YAML",
            Self::Terraform => "a pattern is JSON, and this is written in Terraform's language",
            Self::Script(_) => {
                "a pattern is JSON, and this is an object as JavaScript and TypeScript write it"
            }
            Self::LogFilter => {
                "this is a filter of CloudWatch Logs, and EventBridge's patterns are written otherwise"
            }
            Self::Schedule => "this is a schedule and no pattern",
            Self::Backslashes(_) => {
                "the quotation marks or line ends stand behind backslashes, as JSON has them inside a text"
            }
            Self::Html(_) => "the quotation marks are written for HTML, as \"&quot;\"",
            Self::Around(_) => "the pattern is the object in it, and there is other text around that",
            Self::LeftOut => "the dots stand for something that was left out",
        }
    }

    /// What to do about it, as sentences.
    pub(super) fn remedy(&self) -> &'static str {
        match self {
            Self::Yaml => "Write it as JSON: {\"source\": [\"aws.ec2\"]}.",
            Self::Terraform => {
                "Write it as JSON, {\"source\": [\"aws.ec2\"]}; in a file of Terraform's, jsonencode() makes it \
                    of what stands there."
            }
            Self::Script(_) => {
                "Put the names and texts in double quotes: {\"source\": [\"aws.ec2\"]}. What CDK calls \"detailType\" is \
                    \"detail-type\" in a pattern."
            }
            Self::LogFilter => {
                "Name the fields in nested objects, each value in a list: {\"detail\": {\"eventName\": [\"RunInstances\"]}}."
            }
            Self::Schedule => {
                "A rule has it as its schedule expression; events match a pattern, an object of JSON."
            }
            Self::Backslashes(_) => "Write the pattern itself, without them.",
            Self::Html(_) => "Write plain quotation marks.",
            Self::Around(_) => "Write only the object, from its first bracket to its last.",
            Self::LeftOut => "Write what belongs there, or take the dots out.",
        }
    }

    /// The change that makes JSON of the text, where one is known.
    pub(super) fn fix(&self, text: &str) -> Option<Fix> {
        let (label, bare) = match self {
            Self::Terraform => return inside_of_jsonencode(text),
            Self::Script(bare) => ("Write it as JSON", bare.as_ref()?),
            Self::Backslashes(bare) => ("Take the backslashes out", bare),
            Self::Html(bare) => ("Write plain quotation marks", bare),
            Self::Around(bare) => ("Write only the object", bare),
            Self::Yaml | Self::LogFilter | Self::Schedule | Self::LeftOut => return None,
        };
        Some(Fix::replace(label.to_owned(), 0..text.len(), bare.clone()))
    }
}

/// The object of JSON in a text that has other words around it.
fn inside(text: &str) -> Option<&str> {
    let (start, end) = (text.find('{')?, text.rfind('}')? + 1);
    let (before, object, behind) = (text.get(..start)?, text.get(start..end)?, text.get(end..)?);
    // A name and a colon may be YAML's, unless what follows is a pattern by its name.
    let name = before.trim().trim_end_matches([':', '=', '\'', '"', '`']).trim().trim_end_matches(':').trim();
    let named = !before.contains(':') || is_around_patterns(name);
    let parts = |c: char| matches!(c, '[' | ']' | '}' | ',' | '{');
    let plain =
        named && !before.contains(parts) && !behind.contains(parts) && !before.contains("jsonencode(");
    let around = !before.trim().is_empty();
    (plain && around && json::Document::parse(object).is_ok()).then_some(object)
}

/// Whether a text is a filter such as `{ $.eventName = "RunInstances" }`.
fn is_log_filter(text: &str) -> bool {
    let inner = text.trim_start_matches(['{', '(', ' ', '\n', '\t']);
    text.starts_with('{') && inner.starts_with("$.")
}

/// Whether three dots, or the sign for them, stand where the text stops being JSON.
fn is_left_out(text: &str, from: usize) -> bool {
    let rest = text.get(from..).unwrap_or_default();
    let before = text.get(..from).unwrap_or_default();
    let dots = |text: &str| text.starts_with("...") || text.starts_with('…');
    dots(rest) || before.ends_with('.') && dots(&format!(".{rest}"))
}

/// Whether a text is an object whose first name has no quotation marks, and more of it is written so.
fn is_script(text: &str) -> bool {
    let bare = |rest: &str| {
        let name: String =
            rest.chars().take_while(|c| c.is_alphanumeric() || matches!(c, '_' | '$')).collect();
        !name.is_empty()
            && !name.starts_with(|c: char| c.is_ascii_digit())
            && rest.get(name.len()..).is_some_and(|rest| rest.trim_start().starts_with(':'))
    };
    let Some(inner) = text.strip_prefix('{').filter(|inner| bare(inner.trim_start())) else { return false };
    let others = inner
        .match_indices(['{', ',', '\n'])
        .skip(1)
        .filter(|(at, _)| inner.get(at + 1..).is_some_and(|rest| bare(rest.trim_start())));
    inner.contains('\'') || others.count() > 0
}

/// A text of JavaScript's as JSON, if a person's usual repairs make a pattern of it.
fn as_json(text: &str) -> Option<String> {
    let mut text = text.trim().trim_end_matches(';').to_owned();
    for _ in 0..100 {
        let repaired = json::repaired(&text, &Limits::default())?;
        let Some((_, fix)) = repaired.faults.into_iter().next() else { break };
        text = fix?.apply(&text);
    }
    let text = text.replace("\"detailType\"", "\"detail-type\"");
    super::is_sound(&text).then_some(text)
}

/// A pattern copied from a page's source, in which quotation marks are written for HTML.
fn without_html(text: &str) -> Option<String> {
    let bare = text.replace("&quot;", "\"").replace("&#34;", "\"").replace("&amp;", "&");
    (bare != text && json::Document::parse(bare.trim()).is_ok()).then_some(bare)
}

/// Whether a text is `jsonencode(…)`, or an object whose first name has no quotes and an equals sign behind it.
fn is_terraform(text: &str) -> bool {
    let name = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '-');
    let first = text.trim_start().strip_prefix('{').map(|rest| rest.trim_start().trim_start_matches(name));
    let equals =
        |rest: &str| rest.trim_start().strip_prefix('=').is_some_and(|rest| !rest.starts_with(['=', '>']));
    text.trim_start().starts_with("jsonencode(") || first.is_some_and(equals)
}

/// What stands in Terraform's function, where it is JSON.
fn inside_of_jsonencode(text: &str) -> Option<Fix> {
    let inside = text.trim().strip_prefix("jsonencode(")?.strip_suffix(')')?.trim();
    let is_json = json::Document::parse(inside).is_ok();
    is_json.then(|| Fix::replace("Write what is inside".to_owned(), 0..text.len(), inside.to_owned()))
}

/// A pattern that was copied out of a text of JSON, where each quotation mark has a backslash, without these.
fn without_backslashes(text: &str) -> Option<String> {
    let inside = text.trim().trim_matches(['"', '\'']);
    let rest = inside.strip_prefix('{')?.trim_start();
    if !["\\\"", "\\n", "\\r", "\\t"].iter().any(|escape| rest.starts_with(escape)) {
        return None;
    }
    let lines = inside.replace("\\r", "").replace("\\n", "\n").replace("\\t", "\t");
    let bare = lines.replace("\\\"", "\"");
    json::Document::parse(bare.as_str()).is_ok().then_some(bare)
}

/// Whether a text begins with a name and a colon, as YAML does, and not with a bracket.
fn is_yaml(text: &str) -> bool {
    let line = text.lines().map(str::trim).find(|line| !line.is_empty() && !line.starts_with(['#', '-']));
    let (name, value) = line.and_then(|line| line.split_once(':')).unwrap_or_default();
    let is_name = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_');
    // What goes on with another name in quotes is JSON without its braces.
    !name.is_empty() && name.chars().all(is_name) && !goes_on_with_a_name(value)
}

/// Whether another name in quotes follows; what stands in brackets is part of the value.
fn goes_on_with_a_name(value: &str) -> bool {
    let mut depth = 0_i32;
    value.char_indices().any(|(at, c)| {
        depth += i32::from(matches!(c, '[' | '{')) - i32::from(matches!(c, ']' | '}'));
        depth == 0 && value.get(at..).is_some_and(|rest| rest.starts_with(", \""))
    })
}

#[cfg(test)]
mod tests {
    use crate::pattern::{Pattern, PatternError};

    #[test]
    fn what_stands_around_a_pattern_or_instead_of_it_is_named_first() {
        for (text, says, fixed) in [
            ("'{\"a\": [1]}'", "other text around", Some("{\"a\": [1]}")),
            ("<<EOF\n{\"a\": [1]}\nEOF", "other text around", Some("{\"a\": [1]}")),
            ("```json\n{\"a\": [1]}\n```", "other text around", Some("{\"a\": [1]}")),
            ("const p = {\"a\": [1]};", "other text around", Some("{\"a\": [1]}")),
            ("EventPattern: '{\"a\": [1]}'", "other text around", Some("{\"a\": [1]}")),
            ("source: [aws.ec2]\ndetail:\n  a: [b]", "as YAML", None),
            ("{ source = [\"aws.ec2\"] }", "Terraform", None),
            ("{\\n  \"a\": [1]\\n}", "backslashes", Some("{\n  \"a\": [1]\n}")),
            ("{&quot;a&quot;: [1]}", "for HTML", Some("{\"a\": [1]}")),
            ("{ $.eventName = \"RunInstances\" }", "CloudWatch Logs", None),
            ("rate(5 minutes)", "a schedule", None),
            ("{\"a\": [...]}", "left out", None),
            (
                "{ source: ['aws.s3'], detailType: ['x'], }",
                "TypeScript",
                Some("{ \"source\": [\"aws.s3\"], \"detail-type\": [\"x\"] }"),
            ),
        ] {
            let error: PatternError = Pattern::parse(text).unwrap_err();
            assert!(error.message().contains(says), "{text}: {}", error.message());
            let fix = error.first().fix.as_ref().map(|fix| fix.apply(text));
            assert_eq!(fix.as_deref(), fixed, "{text}");
        }
        let plain = Pattern::parse("{a: [1]}").unwrap_err();
        assert!(plain.message().contains("a name in double quotes should stand here"), "{plain}");
    }
}
