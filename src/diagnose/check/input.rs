//! What targets receive: settings that are refused, or whose result does not arrive.

use super::{parameters, size};
use crate::catalogue::{EventKind, of};
use crate::diagnose::case::Case;
use crate::diagnose::command;
use crate::diagnose::report::Report;
use crate::input::{InputLintKind, Unsent, check, lints, log_entry, render};
use crate::json::Document;
use crate::model::{Target, TargetKind};
use crate::pattern::{ENVELOPE, Event};
use crate::text::or_list;
use serde_json::json;

/// How many bytes a target is sent of an event.
pub(super) fn sent_of(case: &Case<'_>, target: &Target, document: &Document) -> Option<usize> {
    if target.gets_whole_event() {
        return Some(document.root().minified().len());
    }
    Some(made_of(case, target, document)?.len())
}

/// What a target with an input of its own is sent of an event.
pub(super) fn made_of(case: &Case<'_>, target: &Target, document: &Document) -> Option<String> {
    render(&target.target_input(), document, &case.rule.input_variables()).ok()
}

/// Why a path finds nothing in any event that the rule takes, as far as is known: a clause.
pub(super) fn found_in_none(case: &Case<'_>, path: &str) -> Option<String> {
    let rest = path.strip_prefix("$.")?;
    let first = rest.split(['.', '[']).next().unwrap_or(rest);
    if !ENVELOPE.contains(&first) && first != "replay-name" {
        return Some(format!("no event has `{first}` at its top"));
    }
    let is_plain = |c: char| c.is_alphanumeric() || ".-_".contains(c);
    if first != "detail" || rest == first || !rest.chars().all(is_plain) {
        return None;
    }
    let pattern = case.own_pattern()?;
    let (sources, types) = (pattern.texts_at("source"), pattern.texts_at("detail-type"));
    let is_whole = |name: &str| pattern.always_asks(name, |asked| asked.is_only(|_| true));
    let kinds: Vec<_> =
        sources.iter().flat_map(|source| types.iter().map(move |text| of(source, text))).collect();
    if kinds.is_empty() || !is_whole("source") || !is_whole("detail-type") {
        return None;
    }
    // One field leads to another, or lies in what may hold any name.
    let leads = |outer: &str, inner: &str| {
        inner.strip_prefix(outer).is_some_and(|on| on.is_empty() || on.starts_with('.'))
    };
    let lacks = |kind: Option<&EventKind>| {
        kind.is_some_and(|kind| {
            !kind.fields.is_empty()
                && !kind.fields.iter().any(|field| leads(rest, &field.path) || leads(&field.path, rest))
        })
    };
    kinds.iter().copied().all(lacks).then(|| format!("{} is not known to have `{rest}`", or_list(&types)))
}

/// Whether what a target is sent is no JSON, of kinds that take nothing else: a template of several quoted
/// lines makes a text (Step Functions API reference, "StartExecution"; Lambda API reference, "Invoke").
fn is_no_json(case: &Case<'_>, target: &Target, document: &Document) -> bool {
    matches!(target.kind(), TargetKind::StepFunctions | TargetKind::Lambda)
        && target.transformer.is_some()
        && made_of(case, target, document).is_some_and(|made| Document::parse(made).is_err())
}

/// T12: two settings at once, a template that makes no JSON, a path that finds nothing.
pub(super) fn unfit(case: &Case<'_>, report: &mut Report) {
    // A managed rule's targets are its service's own affair.
    if case.rule.is_managed() {
        return;
    }
    for target in case.targets() {
        report.about(target);
        let settings = target.target_input();
        let log_group = target.kind() == TargetKind::Logs;
        let shown = json!({
            "Input": target.input,
            "InputPath": target.input_path,
            "InputTransformer": target.transformer,
        });
        parameters::unfit(case, report, target);
        if let Err(refusal) = check(&settings) {
            report.fault(refusal.message()).with_exhibit("Target", shown).fix(refusal.flaw.remedy.clone());
            continue;
        }
        if target.kind() == TargetKind::Bus && !target.gets_whole_event() {
            report
                .suspect(
                    "The target is a bus, and has an input of its own: that is not available for a bus of another account \
                     (API reference, \"PutTargets\"), and not known to be for one of this account.",
                )
                .with_exhibit("Target", shown)
                .fix("Take the input off, as here: the bus is sent the whole event.")
                .repair(command::whole_event(case, target));
            continue;
        }
        let document = case.delivered_event().map(Event::document);
        if let Some(document) = document {
            let variables = case.rule.input_variables();
            let unsent = if log_group {
                log_entry(&settings, document, &variables).err()
            } else {
                render(&settings, document, &variables).err()
            };
            // What a log group does not take is for L5.
            if let (Some(Unsent::NotDelivered(reason)), false) = (&unsent, log_group) {
                report
                    .fault(format!("What this event is made into does not arrive: {}.", reason.flaw.what))
                    .with_exhibit("Target", shown)
                    .with_exhibit("result", reason.result.as_str())
                    .fix(reason.flaw.remedy.clone());
                continue;
            }
        }
        if size::is_too_large(case, report, target) {
            continue;
        }
        let mut clean = true;
        // What is made of other events arrives: of a setting that only looks odd there is nothing to say
        // then.
        let arrives = case.delivers() && !case.is_named();
        for lint in lints(&settings, document, log_group) {
            let note = match lint.kind {
                InputLintKind::ConstantOnLogGroup
                | InputLintKind::LogShape
                | InputLintKind::LogMessageNotText => continue,
                InputLintKind::ObjectInQuotes | InputLintKind::UnescapedCharacters if !arrives => {
                    report.fault(lint.flaw.to_string())
                }
                InputLintKind::QuotesTakenOut
                | InputLintKind::EncodedBrackets
                | InputLintKind::EncodedTwice
                | InputLintKind::UnusedVariable
                | InputLintKind::PlaceholderAsKey
                | InputLintKind::UnsupportedPath
                | InputLintKind::NothingFound
                    if arrives =>
                {
                    continue;
                }
                // What is made so looks other than was meant, and arrives.
                InputLintKind::QuotesTakenOut
                | InputLintKind::EncodedBrackets
                | InputLintKind::EncodedTwice
                | InputLintKind::UnusedVariable => report.suspect(lint.flaw.to_string()).hint(),
                InputLintKind::ObjectInQuotes
                | InputLintKind::UnescapedCharacters
                | InputLintKind::PlaceholderAsKey
                | InputLintKind::UnsupportedPath
                | InputLintKind::NothingFound => report.suspect(lint.flaw.to_string()),
            };
            clean = false;
            let note = note.with_exhibit("Target", shown.clone());
            let template = target.transformer.as_ref().map(|transformer| transformer.template.as_str());
            if let Some(fix) = &lint.flaw.fix {
                let fixed = fix.apply(template.unwrap_or_default());
                let repair = command::put_target(case, target, |target| {
                    if let Some(transformer) = &mut target.transformer {
                        transformer.template.clone_from(&fixed);
                    }
                });
                note.fix("Write it as shown.")
                    .change("Target.InputTransformer.InputTemplate", template, fixed.clone())
                    .repair(repair);
            }
        }
        // Where a flaw of the template is told, that is why.
        if let Some(document) = document.filter(|_| clean && !arrives)
            && is_no_json(case, target, document)
        {
            clean = false;
            report
                .fault(format!(
                    "What this event is made into is no JSON, and the {} takes JSON alone.",
                    target.kind().noun()
                ))
                .with_exhibit("Target", shown.clone())
                .fix("Write a template that makes one JSON value: one quoted text, an object or a list.");
        }
        let paths = target.transformer.iter().flat_map(|transformer| transformer.paths.values());
        for path in target.input_path.iter().chain(paths).filter(|_| document.is_none() && !arrives) {
            let Some(why) = found_in_none(case, path) else { continue };
            clean = false;
            report
                .suspect(format!("`{path}` finds nothing in the events of this rule: {why}."))
                .with_exhibit("Target", shown.clone())
                .fix("Name a field that these events have, such as `$.detail`.");
        }
        if !clean {
            continue;
        }
        let needs_event = target.input_path.is_some() || target.transformer.is_some();
        if needs_event && document.is_none() {
            report.wants_event("Whether what the target receives can be made of an event", "an event", "");
        } else {
            report.ok("What the target receives can be made.");
        }
    }
}
