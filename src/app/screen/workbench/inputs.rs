//! What each of the rule's targets would receive for the event at hand, and why one would receive nothing.

use super::keys::movement;
use super::{Focus, Layout, Verdict, Workbench};
use crate::app::effect::Effect;
use crate::app::page::{Line, Page, Role, Scroll};
use crate::app::read::Read;
use crate::app::remote::Remote;
use crate::app::shared::{Level, Shared};
use crate::app::target_input;
use crate::json::Document;
use crate::model::{Rule, Target};
use crate::pattern::Event;
use crossterm::event::KeyEvent;

/// What their pane is called.
pub const INPUTS: &str = "what the targets receive";

/// The targets' input, while it is shown.
#[derive(Debug, Default)]
pub(super) struct Inputs {
    pub page: Page,
    pub scroll: Scroll,
}

/// What there is to render with.
struct InputParts<'a> {
    rule: &'a Rule,
    targets: &'a Remote<Vec<Target>>,
    event: Option<&'a Document>,
    /// Our verdict; `None` while there is none.
    matched: Option<bool>,
}

impl Workbench {
    pub(super) fn toggle_inputs(&mut self, shared: &mut Shared, out: &mut Vec<Effect>) {
        if self.inputs.take().is_some() {
            self.focus = if self.focus == Focus::Inputs { Focus::Pattern } else { self.focus };
            return;
        }
        let Some(key) = self.subject.key().cloned() else {
            return shared.notify(Level::Info, "No rule is open here, so there are no targets.");
        };
        self.inputs = Some(Inputs::default());
        if self.layout(shared).event.is_none() {
            self.focus = Focus::Pattern;
        }
        if shared.account.targets.get(&key).is_none_or(|targets| targets.at().is_none()) {
            shared.fetch(Read::Targets(key), true, out);
        }
    }

    pub(super) fn refresh_inputs(&mut self, laid: &Layout, shared: &Shared) {
        let (Some(inputs), Some(pane), Some(base)) = (&mut self.inputs, laid.inputs, self.subject.base())
        else {
            return;
        };
        let rule = &base.rule;
        let none = Remote::default();
        let area = pane.whole();
        let source = InputParts {
            rule,
            targets: shared.account.targets.get(&rule.key()).unwrap_or(&none),
            event: self.read_event.as_ref().and_then(|(_, read)| read.as_ref().ok()).map(Event::document),
            matched: match self.judged.verdict {
                Some(Verdict::Match) => Some(true),
                Some(Verdict::NoMatch) => Some(false),
                Some(Verdict::Undecided) | None => None,
            },
        };
        inputs.page = page(&source).wrapped(usize::from(area.width));
        inputs.scroll.clamp(inputs.page.len(), usize::from(area.height));
    }

    pub(super) fn inputs_key(&mut self, key: KeyEvent, shared: &Shared) {
        let height = self.layout(shared).inputs.map_or(0, |pane| usize::from(pane.text.height));
        let (Some(inputs), Some(to)) = (&mut self.inputs, movement(key.code)) else { return };
        inputs.scroll.by(to.lines(height), inputs.page.len(), height);
    }
}

/// The page, not yet wrapped.
fn page(source: &InputParts<'_>) -> Page {
    let mut page = Page::new();
    let Some(event) = source.event else {
        page.push(Line::of(Role::Warn, "! The event is not valid JSON, so nothing can be rendered from it."));
        return page;
    };
    match source.matched {
        Some(true) => {}
        Some(false) => page.push(
            Line::of(Role::Warn, "! The pattern does not match this event: none of this is sent.").hang(2),
        ),
        None => {
            page.push(Line::of(
                Role::Dim,
                "Whether the pattern matches is not known; this is what would be sent if it does.",
            ));
        }
    }
    if let Some(error) = source.targets.error() {
        page.push(Line::of(Role::Bad, &format!("✗ {error}")).hang(2));
    }
    let rows = source.targets.rows();
    if rows.is_empty() {
        let text = if source.targets.at().is_some() {
            "The rule has no targets: whatever it matches goes nowhere."
        } else if source.targets.error().is_some() {
            "The targets are not known."
        } else {
            "The targets are being read…"
        };
        page.push(Line::of(Role::Text, text));
    }
    for target in rows {
        page.gap();
        page.append(target_input::page(target, event, &source.rule.input_variables()));
    }
    page
}
