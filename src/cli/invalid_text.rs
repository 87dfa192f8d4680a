//! What is wrong with a pattern or an event, in words and with the place: on several lines for people, on one
//! for files of lines.

use super::excerpt::excerpt;
use super::exit::{Failure, complain};
use super::pattern_place::PatternPlace;
use crate::import::FileRule;
use crate::json::{Flaw, LineIndex, SyntaxError, quote};
use crate::pattern::{EventError, Lint, LintKind, PatternError};
use crate::text::{counted, safe};

/// Faults of one pattern that are shown in full.
const SHOWN: usize = 20;

/// What EventBridge says of every pattern that it refuses, before the reason.
const REFUSED: &str = "Event pattern is not valid.";

/// A fault in our words, on one line.
pub(super) fn sentence(flaw: &Flaw) -> String {
    format!("{}: {}. {}", flaw.position, flaw.what, flaw.remedy)
}

/// What to do about a flaw, and the change that does it where the sentence has not named it.
fn remedy(flaw: &Flaw) -> impl Iterator<Item = String> {
    let written = |label: &str| {
        let what = label.strip_prefix("Write ").or_else(|| label.rsplit_once(": ").map(|(_, what)| what));
        flaw.remedy.contains(what.unwrap_or(label))
    };
    let fix = flaw.fix.as_ref().filter(|fix| !written(&fix.label));
    let fix = fix.map(|fix| format!("    Fix: {}.", safe(fix.label.trim_end_matches('.'))));
    std::iter::once(format!("    {}", flaw.remedy)).chain(fix)
}

/// EventBridge's sentence, then each fault in our words with its place. Of what is no JSON the reason is in
/// our words already, and is told with the first fault.
pub(super) fn refusal(name: &str, text: &str, error: &PatternError) -> Vec<String> {
    let refused = if error.is_syntax() { REFUSED.to_owned() } else { error.to_string() };
    let mut lines: Vec<String> =
        refused.split('\n').map(|line| line.trim_end_matches('\r').to_owned()).collect();
    if let Some(first) = lines.first_mut() {
        *first = format!("{name}: {first}");
    }
    let index = LineIndex::new(text);
    for flaw in error.flaws().iter().take(SHOWN) {
        lines.push(format!("{name}:{}:{}: {}.", flaw.position.line, flaw.position.column, flaw.what));
        lines.extend(excerpt(text, &index, &flaw.span).map(|line| format!("    {line}")));
        lines.extend(remedy(flaw));
    }
    if let more @ 1.. = error.flaws().len().saturating_sub(SHOWN) {
        lines.push(format!("{name}: and {}.", counted(more, "further fault", "further faults")));
    }
    lines
}

/// What looks wrong with a valid pattern, and where.
pub(super) fn warned(places: &PatternPlace, text: &str, lints: &[Lint]) -> Vec<String> {
    let index = LineIndex::new(text);
    let mut lines = Vec::new();
    for lint in lints {
        let place = places.of(lint.flaw.position, lint.flaw.span.start);
        lines.push(format!("{place}: warning: {}", lint.flaw.sentence()));
        if lint.kind != LintKind::ServiceLimit {
            lines.extend(excerpt(text, &index, &lint.flaw.span).map(|line| format!("    {line}")));
        }
        lines.extend(remedy(&lint.flaw));
    }
    lines
}

/// What is wrong with an event, and where.
pub(super) fn broken(name: &str, bytes: &[u8], error: &EventError) -> Vec<String> {
    match error {
        EventError::NotAnObject(_) => vec![format!("{name}: {error}")],
        EventError::Syntax(fault) => {
            let text = String::from_utf8_lossy(bytes);
            let place = fault.position;
            let mut lines = vec![format!(
                "{name}:{}:{}: The event is not JSON: {}.",
                place.line,
                place.column,
                fault.what()
            )];
            let shown = excerpt(&text, &LineIndex::new(&text), &(fault.offset..fault.offset));
            lines.extend(shown.map(|line| format!("    {line}")));
            lines.push(format!("    {}", fault.remedy()));
            lines
        }
    }
}

/// What is wrong with the pattern of a rule that stands in a file with other things, at the places there.
fn refusal_of_rule(file: &str, rule: &FileRule, error: &PatternError) -> Vec<String> {
    let sentence = error.to_string();
    let first = sentence.lines().next().unwrap_or_default();
    let name = quote(rule.name.as_bytes());
    let mut lines = vec![format!("{file}: rule {name}: {first}")];
    for flaw in error.flaws().iter().take(SHOWN) {
        let at = match rule.place(flaw.span.start) {
            Some((line, column)) => format!("{file}:{line}:{column}"),
            None => file.to_owned(),
        };
        lines.push(format!("{at}: {}.", flaw.what));
        lines.extend(remedy(flaw));
    }
    if let more @ 1.. = error.flaws().len().saturating_sub(SHOWN) {
        lines.push(format!("{file}: and {}.", counted(more, "further fault", "further faults")));
    }
    lines
}

/// Says what is wrong with a rule's pattern, and is the failure to end with.
pub(super) fn invalid_pattern(file: &str, rule: &FileRule, error: &PatternError) -> Failure {
    complain(&refusal_of_rule(file, rule, error));
    Failure::bad("")
}

/// What of a rule's pattern is not known before it is deployed, a sentence each.
pub(super) fn unknown(file: &str, rule: &FileRule) -> Vec<String> {
    let name = &rule.name;
    let one = |text: &String| match rule.pattern {
        Some(_) => {
            format!("{file}: rule {name}: {text} is not known before it is deployed: it is taken as a text.")
        }
        None => format!("{file}: rule {name} is left out: its {text} is known only once it is deployed."),
    };
    rule.unknown.iter().map(one).collect()
}

/// What is wrong with the JSON of one line, by its column.
pub(super) fn in_line(error: &SyntaxError) -> String {
    format!("column {}: {}. {}", error.position.column, error.what(), error.remedy())
}

#[cfg(test)]
mod tests {
    use super::refusal;
    use crate::pattern::Pattern;

    #[test]
    fn what_is_wrong_with_broken_json_is_said_once() {
        for text in ["{\"a\": tru}", "source: [aws.ec2]", "{\"a\": [1]"] {
            let error = Pattern::parse(text).unwrap_err();
            let told = refusal("p.json", text, &error).join("\n");
            let what = &error.first().what;
            assert_eq!(told.to_lowercase().matches(&what.to_lowercase()).count(), 1, "{told}");
        }
    }
}
