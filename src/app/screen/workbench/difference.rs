//! What saving changes, line by line, before the operator says yes. PutRule replaces the whole rule (API
//! reference, "PutRule": what is left out becomes null), so every field that stays is listed as kept.

use crate::app::json_layout::text_laid_out;
use crate::model::Rule;
use similar::{ChangeTag, TextDiff};

/// Unchanged lines shown around a change.
const AROUND: usize = 3;

/// The difference of the whole rule: warnings first (`!`), then the pattern (`-`, `+`, two spaces), then what
/// is kept.
pub(super) fn lines(was: &Rule, text: &str, warnings: &[String]) -> Vec<String> {
    let mut lines: Vec<_> = warnings.iter().map(|warning| format!("! {warning}")).collect();
    if !lines.is_empty() {
        lines.push(String::new());
    }
    let old = was.pattern.as_deref().unwrap_or_default();
    let (old_shown, new_shown) = (text_laid_out(old), text_laid_out(text));
    if was.pattern.is_none() {
        lines.push("the rule has no pattern yet; this one is added:".to_owned());
        lines.extend(text.lines().map(|line| format!("+ {line}")));
    } else if old_shown == new_shown {
        lines.push("pattern: only white space differs, the meaning is the same".to_owned());
        lines.extend(diff(old, text));
    } else {
        let one_line = |text: &str| !text.trim().contains('\n');
        let as_typed = if new_shown == text {
            "pattern:"
        } else if one_line(old) && one_line(text) {
            "pattern, shown with one field a line; it is saved on one line, as it was:"
        } else {
            "pattern, shown with one field a line; it is saved as typed:"
        };
        lines.push(as_typed.to_owned());
        lines.extend(diff(&old_shown, &new_shown));
    }
    lines.push(String::new());
    lines.push("kept as it is:".to_owned());
    let kept = |name: &str, value: Option<&str>| format!("  {name:<12} {}", value.unwrap_or("–"));
    lines.push(kept("state", Some(was.state.as_str())));
    lines.push(kept("description", was.description.as_deref()));
    lines.push(kept("role", was.role.as_ref().map(crate::model::Arn::as_str)));
    lines.push(kept("schedule", was.schedule.as_deref()));
    lines.push("  targets and tags are not touched".to_owned());
    lines
}

/// What differs between two readings of a rule, as a text to be read.
pub(super) fn changes(was: &Rule, now: &Rule) -> String {
    let mut lines = Vec::new();
    let mut field = |name: &str, old: Option<&str>, new: Option<&str>| {
        if old != new {
            lines.push(format!("{name}: {} → {}", old.unwrap_or("–"), new.unwrap_or("–")));
        }
    };
    field("state", Some(was.state.as_str()), Some(now.state.as_str()));
    field("description", was.description.as_deref(), now.description.as_deref());
    field(
        "role",
        was.role.as_ref().map(crate::model::Arn::as_str),
        now.role.as_ref().map(crate::model::Arn::as_str),
    );
    field("schedule", was.schedule.as_deref(), now.schedule.as_deref());
    let (old, new) = (was.pattern.as_deref().unwrap_or_default(), now.pattern.as_deref().unwrap_or_default());
    if old != new {
        lines.push("pattern:".to_owned());
        lines.extend(diff(&text_laid_out(old), &text_laid_out(new)));
    }
    if lines.is_empty() { "None of the rule's own fields changed.".to_owned() } else { lines.join("\n") }
}

/// The rule as it will be.
pub(super) fn with_pattern(was: &Rule, text: &str) -> Rule {
    Rule { pattern: Some(text.to_owned()), ..was.clone() }
}

fn diff(old: &str, new: &str) -> Vec<String> {
    let diff = TextDiff::from_lines(old, new);
    let mut lines = Vec::new();
    for (n, group) in diff.grouped_ops(AROUND).iter().enumerate() {
        if n > 0 {
            lines.push("  ⋯".to_owned());
        }
        for change in group.iter().flat_map(|op| diff.iter_changes(op)) {
            let sign = match change.tag() {
                ChangeTag::Delete => '-',
                ChangeTag::Insert => '+',
                ChangeTag::Equal => ' ',
            };
            lines.push(format!("{sign} {}", change.value().trim_end_matches(['\n', '\r'])));
        }
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::super::testing;
    use super::*;
    use crate::model::RuleState;

    fn rule(pattern: Option<&str>) -> Rule {
        Rule { bus: "orders".into(), state: RuleState::Disabled, ..testing::rule(pattern) }
    }

    #[test]
    fn the_whole_rule_is_shown_what_changes_and_what_is_kept() {
        let was = rule(Some(r#"{"source":["a"],"detail":{"state":["on"]}}"#));
        let lines = lines(&was, r#"{"source":["a"],"detail":{"state":["off"]}}"#, &["long".to_owned()]);
        assert_eq!(lines[0], "! long");
        assert!(lines.contains(&"-     \"state\": [\"on\"]".to_owned()), "{lines:#?}");
        assert!(lines.contains(&"+     \"state\": [\"off\"]".to_owned()));
        assert!(lines.contains(&"  state        DISABLED".to_owned()));
        assert!(lines.contains(&"  description  page the team".to_owned()));
        assert!(lines.contains(&"  role         –".to_owned()));
    }

    #[test]
    fn a_change_of_white_space_is_called_one() {
        let lines = lines(&rule(Some("{\"a\":[1]}")), "{\"a\": [1]}", &[]);
        assert_eq!(lines[0], "pattern: only white space differs, the meaning is the same");
        assert_eq!(&lines[1..3], ["- {\"a\":[1]}", "+ {\"a\": [1]}"]);
    }

    #[test]
    fn saving_changes_the_pattern_alone_byte_for_byte() {
        let was = rule(Some("{}"));
        let new = with_pattern(&was, " {\"a\" : [1]}\n");
        assert_eq!(new.pattern.as_deref(), Some(" {\"a\" : [1]}\n"));
        assert_eq!(Rule { pattern: was.pattern.clone(), ..new }, was);
    }
}
