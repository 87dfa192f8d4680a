//! Rung 3, without an event: what a pattern's text alone gives away.

use super::matching::{is_shown_by_event, offer};
use crate::catalogue::{Doubt, RECORDED, unheard_types};
use crate::diagnose::case::{Case, listed};
use crate::diagnose::report::{Note, Report};
use crate::pattern::{Flaw, Lint, LintKind, Pattern, Verdict};
use serde_json::json;
use std::cell::OnceCell;
use std::ops::Range;

/// The part of M10 that needs no event; `missed` where an event has shown a field to be at a wrong place.
pub(super) fn lints(case: &Case<'_>, pattern: &Pattern, report: &mut Report, missed: bool) {
    if case.rule.is_managed() {
        return;
    }
    // Of one alternative that has matched nothing can be wrong that keeps it from matching.
    if case.has_matched() && pattern.alternative_count() == 1 {
        if !missed {
            report.ok("The pattern's fields are at places that events have: its metrics count matches.");
        }
        return;
    }
    // What a schema does not have is told by M31.
    let mut clean = !missed && case.doubts().is_empty();
    let outside = outside_lists(pattern);
    let right = AllRight::default();
    for mut lint in pattern.lints() {
        // What stands in a list that is an operator's own operand is told by M28.
        let within =
            |list: &Range<usize>| list.start <= lint.flaw.span.start && lint.flaw.span.end <= list.end;
        if outside.iter().any(|(_, list)| within(list)) {
            continue;
        }
        let text = pattern.text();
        if !is_told(&lint, text) {
            continue;
        }
        clean = false;
        // What a schema or a guide says of the same place says more (M31).
        let overlaps = |doubt: &Doubt| {
            doubt.flaw.span.start < lint.flaw.span.end && lint.flaw.span.start < doubt.flaw.span.end
        };
        if lint.kind == LintKind::LiteralStar
            && case.doubts().iter().any(|doubt| doubt.flaw.fix.is_some() && overlaps(doubt))
        {
            continue;
        }
        match said_twice(case, pattern, &lint) {
            Some((Twice::Doubt, doubt)) => lint.flaw.fix = lint.flaw.fix.or(doubt.flaw.fix.clone()),
            Some((Twice::Lint, _)) => continue,
            None => {}
        }
        // A part that can never match stops the rule only where no other alternative does without it.
        let grave =
            lint.kind.is_grave() && lint.kind != LintKind::ServiceLimit && pattern.alternative_count() == 1;
        let note =
            if grave { report.fault(lint.flaw.sentence()) } else { report.suspect(lint.flaw.sentence()) };
        // What is not read any more asks for nothing.
        let note = if lint.kind == LintKind::TrailingText { note.hint() } else { note };
        let part = text.get(lint.flaw.span.clone()).unwrap_or_default();
        let part = serde_json::from_str(part).unwrap_or_else(|_| serde_json::Value::from(part));
        let note = note.with_exhibit("DescribeRule.EventPattern", part).fix(lint.flaw.remedy.clone());
        if let Some((after, others)) = right.without(case, &lint.flaw) {
            offer(case, note, &with_others(&lint.flaw.remedy, others), after);
        }
    }
    if clean {
        report.ok(if is_compared(case, pattern) {
            "The pattern's fields are at places that events have."
        } else {
            "The pattern is well formed. Whether such events have its fields is not known here."
        });
    }
}

/// Which of two findings goes without saying.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Twice {
    /// What AWS's schemas and guides have says less of what is wrong: characters that cannot be seen, or what
    /// surely never matches.
    Doubt,
    /// They say the same, and why.
    Lint,
}

/// The doubt (M31) that the same change puts right as a lint, and which of the two is not told.
fn said_twice<'c>(case: &'c Case<'_>, pattern: &Pattern, lint: &Lint) -> Option<(Twice, &'c Doubt)> {
    let text = pattern.text();
    let after = |flaw: &Flaw| -> Option<serde_json::Value> {
        serde_json::from_str(&flaw.fix.as_ref()?.apply(text)).ok()
    };
    let own = after(&lint.flaw);
    let is_hidden_text = lint.kind == LintKind::HiddenCharacters;
    let is_same = |doubt: &&Doubt| {
        let within =
            doubt.flaw.span.start <= lint.flaw.span.start && lint.flaw.span.end <= doubt.flaw.span.end;
        doubt.flaw.fix.is_some() && (own.is_some() && own == after(&doubt.flaw) || is_hidden_text && within)
    };
    let doubt = case.doubts().iter().filter(|doubt| !is_hidden(case, doubt)).find(is_same)?;
    let twice = if is_hidden_text || lint.kind.is_grave() { Twice::Doubt } else { Twice::Lint };
    Some((twice, doubt))
}

/// Whether a lint is about what keeps events away. CloudTrail has checks of its own, and a replayed event has
/// the name of the replay at its top beside those of the envelope.
fn is_told(lint: &Lint, text: &str) -> bool {
    let wide = matches!(
        lint.kind,
        LintKind::MatchesEverything
            | LintKind::AcceptsEveryValue
            | LintKind::TakesMore
            | LintKind::CloudTrail
    );
    let part = text.get(lint.flaw.span.clone()).unwrap_or_default();
    !wide && !part.starts_with("\"replay-name\"")
}

/// A pattern with what is found in it put right, as far as that is known.
struct Righted {
    text: String,
    /// What of it was put right.
    whats: Vec<String>,
}

impl Righted {
    fn of(case: &Case<'_>, mut text: String) -> Self {
        /// No pattern has more.
        const MOST: usize = 10;
        let mut whats = Vec::new();
        while whats.len() < MOST {
            let Ok(pattern) = Pattern::parse(&text) else { break };
            let linted =
                pattern.lints().into_iter().filter(|lint| is_told(lint, &text)).map(|lint| lint.flaw);
            let doubted = case.doubts_of(&pattern).into_iter().filter(|doubt| !is_hidden(case, doubt));
            let mut flaws = linted.chain(doubted.map(|doubt| doubt.flaw));
            let Some((what, fix)) = flaws.find_map(|flaw| Some((flaw.what, flaw.fix?))) else { break };
            let after = fix.apply(&text);
            if after == text || Pattern::parse(&after).is_err() {
                break;
            }
            text = after;
            whats.push(what);
        }
        Self { text, whats }
    }
}

/// The rule's pattern with everything put right, made once for all that is found in it.
#[derive(Default)]
struct AllRight(OnceCell<Righted>);

impl AllRight {
    /// The pattern without a flaw that has a fix, what else is found in it put right as well, and how much
    /// that is.
    fn without(&self, case: &Case<'_>, flaw: &Flaw) -> Option<(String, usize)> {
        let (text, fix) = (case.pattern()?.text(), flaw.fix.as_ref()?);
        let all = self.0.get_or_init(|| Righted::of(case, text.to_owned()));
        if all.whats.contains(&flaw.what) {
            return Some((all.text.clone(), all.whats.len() - 1));
        }
        let rest = Righted::of(case, fix.apply(text));
        Some((rest.text, rest.whats.len()))
    }
}

/// Whether an event of the kind shows what a doubt about a value is about, and other checks tell it.
fn is_hidden(case: &Case<'_>, doubt: &Doubt) -> bool {
    let mut own = case.doubts().iter().filter(|own| own.flaw.what == doubt.flaw.what);
    own.any(|own| own.of_value && is_shown_by_event(case, &own.flaw.span))
}

fn with_others(remedy: &str, others: usize) -> String {
    match others {
        0 => remedy.to_owned(),
        1 => format!("{remedy} The change puts right what else was found in this pattern."),
        _ => format!(
            "{remedy} The change puts right the {others} other things that were found in this pattern."
        ),
    }
}

/// Whether there is an event, or a schema of one, that the pattern's fields were held against.
fn is_compared(case: &Case<'_>, pattern: &Pattern) -> bool {
    case.event().is_some() || pattern.asks().all(crate::catalogue::knows_fields)
}

/// M11: `resources` in a pattern for CloudTrail's events, which carry none.
pub(super) fn resources(case: &Case<'_>, report: &mut Report) {
    let Some(pattern) = case.own_pattern() else { return };
    let of_trail = |text: &str| RECORDED.contains(&text);
    let caught = |asks: crate::pattern::Asks<'_>| {
        asks.at("resources").is_some_and(|asked| !asked.takes_absence())
            && asks.at("detail-type").is_some_and(|asked| asked.is_only(of_trail))
    };
    let count = pattern.asks().filter(|asks| caught(*asks)).count();
    if count == 0 {
        if case.only_cloudtrail() {
            report.ok("The pattern does not ask CloudTrail's events for resources.");
        }
        return;
    }
    let title = "The pattern asks for `resources`, and events that come through CloudTrail carry none.";
    let note = if count == pattern.alternative_count() { report.fault(title) } else { report.suspect(title) };
    note.with_exhibit("DescribeRule.EventPattern", pattern.texts_at("resources")).fix(
        "Ask for a field of detail.requestParameters in its place, such as the bucket's or instance's name.",
    );
}

/// Offers another pattern, or where there is none says what to do.
pub(super) fn offer_if(case: &Case<'_>, note: Note<'_>, what: &str, after: Option<String>) {
    match after {
        Some(after) => offer(case, note, what, after),
        None => {
            note.fix(what);
        }
    }
}

/// The operators that stand inside a list.
const OPERATORS: [&str; 8] =
    ["prefix", "suffix", "exists", "anything-but", "numeric", "cidr", "wildcard", "equals-ignore-case"];

/// The fields that are called as an operator and so ask for no operator, each with the list that it asks for.
fn outside_lists(pattern: &Pattern) -> Vec<(String, Range<usize>)> {
    let mut found: Vec<(String, Range<usize>)> = Vec::new();
    for (path, asked) in pattern.asks().flat_map(crate::pattern::Asks::all) {
        let Some((field, operator)) = path.rsplit_once('.') else { continue };
        // `detail` is an object, which no operator fits: a field of one's own is called so.
        if OPERATORS.contains(&operator)
            && field != "detail"
            && !found.iter().any(|(known, _)| *known == path)
        {
            found.push((path, asked.span()));
        }
    }
    found
}

/// M28: an operator outside a list, where it is the name of a field.
pub(super) fn operator_outside(case: &Case<'_>, report: &mut Report) {
    // An event shows it surely.
    if super::matching::misses(case, report, "M28") {
        return;
    }
    let Some(pattern) = case.own_pattern() else { return };
    // An event that matches has such a field, or goes by another alternative.
    let is_met = case.verdict() == Some(Verdict::Match) || case.has_matched();
    let outside = if is_met { Vec::new() } else { outside_lists(pattern) };
    for (path, list) in &outside {
        let Some((field, operator)) = path.rsplit_once('.') else { continue };
        let list = pattern.text().get(list.clone()).unwrap_or_default();
        let note = report
            .suspect(format!(
                "`{operator}` stands outside a list at {path}: that asks for a field of that name, which no event is \
                 known to have."
            ))
            .with_exhibit("DescribeRule.EventPattern", json!({path.as_str(): list}));
        match super::matching::fix_shown_by(pattern, field) {
            Some((what, after)) => offer(case, note, &what, after),
            None => {
                note.fix(format!("Put it into a list: \"{field}\": [{{\"{operator}\": …}}]."));
            }
        }
    }
    if outside.is_empty() {
        report.ok(if is_met && !outside_lists(pattern).is_empty() {
            "What stands outside a list and is called as an operator is a field that events have."
        } else {
            "Every operator stands inside a list."
        });
    }
}

/// M31: fields or types that AWS's own schema of the event does not have.
pub(super) fn schema(case: &Case<'_>, report: &mut Report) {
    if case.has_matched() && case.pattern().is_some_and(|pattern| pattern.alternative_count() == 1) {
        return;
    }
    // Where the text cannot match anyway, other checks say so better.
    // Of a value, an event of the kind tells better what it is.
    if case.doubts().is_empty() && case.event().is_none() && !case.has_matched() {
        let asks = case.own_pattern().into_iter().flat_map(Pattern::asks);
        let mut unheard: Vec<String> = asks.flat_map(unheard_types).map(|text| format!("`{text}`")).collect();
        unheard.sort_unstable();
        unheard.dedup();
        if !unheard.is_empty() {
            let what = format!("Whether AWS sends {}", listed(&unheard));
            report.wants_event(&what, "an event to judge by", "no list of names here has it");
        }
    }
    let right = AllRight::default();
    let lints = case.own_pattern().map(|pattern| (pattern, pattern.lints()));
    let is_told_of = |doubt: &Doubt| {
        lints.iter().any(|(pattern, lints)| {
            let told = lints.iter().filter(|lint| is_told(lint, pattern.text()));
            let twice = told.filter_map(|lint| said_twice(case, pattern, lint));
            let mut doubts = twice.filter(|(twice, _)| *twice == Twice::Doubt).map(|(_, doubt)| doubt);
            doubts.any(|told| told == doubt)
        })
    };
    for doubt in case.doubts().iter().filter(|doubt| !is_hidden(case, doubt) && !is_told_of(doubt)) {
        let note = report.suspect(format!("{}.", doubt.flaw.what));
        let said_by = doubt.said_by.as_deref().unwrap_or("schema of aws.events");
        let note = match (doubt.known.is_empty(), case.pattern()) {
            (true, Some(pattern)) => {
                let part = pattern.text().get(doubt.flaw.span.clone()).unwrap_or_default();
                let part = serde_json::from_str(part).unwrap_or_else(|_| serde_json::Value::from(part));
                note.with_exhibit("DescribeRule.EventPattern", part)
            }
            _ => note.with_exhibit(said_by, doubt.known.clone()),
        };
        let (after, others) = right.without(case, &doubt.flaw).unzip();
        let others = others.unwrap_or_default();
        offer_if(case, note, &with_others(&doubt.flaw.remedy, others), after);
    }
}
