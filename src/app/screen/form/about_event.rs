//! What comes of the event that is tried beside a form: whether the pattern takes it, and what the target
//! receives of it.

use super::FormView;
use super::tried_events::{MADE, TriedEvent};
use crate::app::command::Context;
use crate::app::form::Slot;
use crate::app::page::{Line, Page, Role};
use crate::app::shared::Shared;
use crate::app::target_input;
use crate::input::Variables;
use crate::pattern::{Event, Pattern, Verdict, explain};

impl FormView {
    /// What comes of the event that is tried; empty where the form tries none.
    pub(super) fn about_event(&self, shared: &Shared) -> Page {
        let Some(tried) = self.trying.now().filter(|_| self.tries()) else { return Page::new() };
        let (event, inputs) = (self.event_that_is_tried(tried, shared), self.inputs(tried, shared));
        // What the target receives stands beside what makes it, on a small screen, too.
        let (mut page, rest) = if self.is_at_input() { (inputs, event) } else { (event, inputs) };
        if rest.len() > 0 {
            page.gap();
        }
        page.append(rest);
        page
    }

    /// Whether what is typed makes what a target receives.
    fn is_at_input(&self) -> bool {
        matches!(self.slot(), Slot::Target(_, field) if field.path.starts_with("Input"))
    }

    fn event_that_is_tried(&self, tried: &TriedEvent, shared: &Shared) -> Page {
        let mut page = Page::new();
        let (at, of) = self.trying.place();
        let more = if of > 1 {
            shared.keymap.fill("  ({next-event} tries the next)", Context::Form)
        } else {
            String::new()
        };
        page.push(
            Line::of(Role::Heading, &format!("Event {at} of {of}, {}", tried.from))
                .add(Role::Dim, &more)
                .hang(2),
        );
        let pattern = self.pattern(shared);
        page.append(verdict(&pattern, &tried.text));
        if tried.from == MADE && !pattern.trim().is_empty() {
            let text =
                "This event was made up from the pattern: that does not show that such events are sent.";
            page.push(Line::of(Role::Dim, text).hang(2));
        }
        page
    }

    /// What the targets receive of an event.
    fn inputs(&self, tried: &TriedEvent, shared: &Shared) -> Page {
        let mut page = Page::new();
        for target in self.targets(shared) {
            page.gap();
            let arn = self.rule_arn(shared);
            let name = self.rule().map(|rule| rule.name).unwrap_or_default();
            let variables = Variables { rule_arn: &arn, rule_name: &name, ingestion_time: None };
            page.append(target_input::page(&target, &tried.event, &variables));
        }
        page
    }
}

/// Whether a pattern takes an event, with the first reason why not.
fn verdict(pattern: &str, event: &str) -> Page {
    let mut page = Page::new();
    if pattern.trim().is_empty() {
        return page;
    }
    let (Ok(pattern), Ok(event)) = (Pattern::parse(pattern), Event::parse(event.as_bytes())) else {
        page.push(Line::of(
            Role::Dim,
            "Whether the pattern takes it is not known: one of them cannot be read.",
        ));
        return page;
    };
    let explanation = explain(&pattern, &event);
    match explanation.matched {
        Verdict::Match => page.push(Line::of(Role::Good, "✓ The pattern takes this event.")),
        Verdict::NoMatch => {
            let why = explanation.first_reason().map_or("", |(_, miss)| miss.sentence.as_str());
            page.push(Line::of(Role::Warn, &format!("✗ The pattern does not take it: {why}")).hang(2));
        }
        Verdict::Undecided => page.push(Line::of(Role::Dim, "Whether the pattern takes it was not decided.")),
    }
    page
}
