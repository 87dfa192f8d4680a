//! What a target receives for an event, or why it receives nothing, as a page: for the workbench, and for the
//! form that a target is changed in.

use super::json_layout::text_laid_out;
use super::page::{Line, Page, Role};
use crate::input::{LogEntry, Unsent, Variables, check};
use crate::json::Document;
use crate::model::{Received, Target};
use crate::text::counted;
use crate::text::time::rfc3339;

/// Lines of one target's input shown at most.
const MOST: usize = 400;

/// The page of one target, not yet wrapped.
pub(in crate::app) fn page(target: &Target, event: &Document, variables: &Variables<'_>) -> Page {
    let mut page = Page::new();
    let heading = Line::of(Role::Heading, &target.id);
    page.push(match &target.arn {
        // What is no ARN yet is nothing known.
        arn if !arn.is_well_formed() => heading,
        arn if arn.name() == target.id => heading.add(Role::Dim, &format!("  {}", target.kind_word())),
        _ => heading.add(Role::Dim, &format!("  {}", target.kind_and_name())),
    });
    let how = match (&target.input, &target.input_path, &target.transformer) {
        (None, None, None) => "the event itself".to_owned(),
        (Some(_), None, None) => "a constant (Input)".to_owned(),
        (None, Some(path), None) => format!("the part at {path} (InputPath)"),
        (None, None, Some(_)) => "a template (InputTransformer)".to_owned(),
        (Some(_), Some(_), _) | (Some(_), _, Some(_)) | (_, Some(_), Some(_)) => {
            "more than one setting".to_owned()
        }
    };
    page.push(Line::of(Role::Dim, &how));
    if let Err(refusal) = check(&target.target_input()) {
        page.push(Line::of(Role::Bad, &format!("✗ PutTargets refuses these settings: {refusal}")).hang(2));
    }
    for lint in target.input_lints(Some(event)) {
        page.push(Line::of(Role::Warn, &format!("! {}", lint.flaw)).hang(2));
    }
    match target.receives(event, variables) {
        Ok(Received::Text(text)) => body(&mut page, &text),
        Ok(Received::Log(LogEntry { timestamp_millis, message })) => {
            page.push(Line::of(Role::Dim, &format!("logged at {}", rfc3339(timestamp_millis))));
            body(&mut page, &message);
        }
        Err(Unsent::Refused(refusal)) => {
            page.push(Line::of(Role::Bad, &format!("✗ not delivered: {refusal}")).hang(2));
        }
        Err(Unsent::NotDelivered(reason)) => {
            page.push(Line::of(Role::Bad, &format!("✗ {reason}")).hang(2));
            page.push(Line::of(Role::Dim, "it would have been:"));
            body(&mut page, &reason.result);
        }
    }
    page
}

fn body(page: &mut Page, text: &str) {
    let shown = text_laid_out(text);
    let mut lines = shown.lines();
    for line in lines.by_ref().take(MOST) {
        let indent = line.len() - line.trim_start_matches(' ').len();
        page.push(Line::of(Role::Text, line).hang(indent + 2));
    }
    let rest = lines.count();
    if rest > 0 {
        page.push(Line::of(Role::Dim, &format!("… and {}", counted(rest, "more line", "more lines"))));
    }
}
