//! Opening on a rule: its pattern, a draft that an earlier edit left, and keeping up with the account while
//! editing.

use super::subject::Again;
use super::{Workbench, entries, reading};
use crate::app::effect::Effect;
use crate::app::event_from_pattern;
use crate::app::json_layout;
use crate::app::popup::{Action, Choice, Menu, MenuItem, Popup, WorkbenchChoice};
use crate::app::read::{Draft, Read};
use crate::app::samples::SAMPLES;
use crate::app::shared::{Level, Shared};
use crate::app::step::Step;
use crate::json::quote;
use crate::model::{CallError, Rule, RuleKey};
use crate::pattern::{Event, Verdict};

/// Captured events among which one that matches is looked for.
const LOOKED_AT: usize = 1_000;

impl Workbench {
    /// The name a draft goes by. A pattern without a rule has one too: no bus has an empty name.
    pub(super) fn draft_key(&self) -> RuleKey {
        match (self.subject.key(), self.subject.given_pattern(), self.subject.form()) {
            (Some(key), _, _) => key.clone(),
            (None, Some(given), _) => RuleKey::new("", format!("{} {}", given.file, given.name)),
            (None, None, Some(form)) => RuleKey::new("", format!("pattern of {}", form.key)),
            (None, None, None) => RuleKey::new("", "scratch"),
        }
    }

    /// The draft's text and its base; equal while only the layout differs.
    pub(super) fn draft(&self) -> (String, String) {
        let base = self.subject.deployed().to_owned();
        let text = if self.is_modified() { self.pattern.editor.text().to_owned() } else { base.clone() };
        (text, base)
    }

    /// Asks for everything, once.
    pub(super) fn begin(&mut self, shared: &mut Shared, out: &mut Vec<Effect>) {
        if self.opened {
            return;
        }
        self.opened = true;
        if self.events.replace_carried(|text| entries::delivered_event(text, shared)) {
            self.load_event();
        }
        if let Some(key) = self.subject.key().cloned() {
            shared.fetch(Read::Rule(key), true, out);
        } else {
            let given = self.subject.given_pattern();
            let of_file = given.is_some();
            let first = match given {
                Some(given) => json_layout::laid_out_for_editing(&given.pattern),
                None if !self.subject.text().trim().is_empty() => {
                    json_layout::laid_out_for_editing(self.subject.text())
                }
                None => self.skeleton(),
            };
            self.pattern.editor.load(first.clone());
            self.subject.begin_with(first);
            if of_file {
                self.choose_event(shared);
            }
        }
        shared.fetch(Read::Draft(self.draft_key()), true, out);
        shared.fetch(Read::Draft(self.event_key()), true, out);
        shared.fetch_idle(Read::SavedEvents, false, out);
        self.pattern.refresh();
        self.unjudged = Some(shared.now);
    }

    /// A pattern to begin with where there is no rule: one that matches events of the same source and type.
    fn skeleton(&self) -> String {
        let field = |event: &Event, name: &str| {
            let text = event.root().get(name)?.text()?;
            Some(format!("  \"{name}\": [{}]", quote(text.as_bytes())))
        };
        let event = reading::read_event(self.event.editor.text());
        let fields: Vec<_> = match &event {
            Ok(event) => ["source", "detail-type"].iter().filter_map(|name| field(event, name)).collect(),
            Err(_) => Vec::new(),
        };
        format!("{{\n{}\n}}", fields.join(",\n"))
    }

    /// Takes over what the account says of the rule: while nothing is edited always, else only what leaves
    /// the edit alone.
    pub(super) fn follow_account(&mut self, shared: &mut Shared) {
        let Some(now) = self.subject.key().and_then(|key| shared.account.rule(key)) else { return };
        let modified = self.is_modified();
        let Some(base) = self.subject.base_mut() else {
            let now = now.clone();
            return self.take(now, shared);
        };
        if *now == base.rule {
            base.newer = None;
        } else if now.pattern == base.rule.pattern {
            base.keep_pattern(now.clone());
        } else if modified {
            base.newer = Some(now.clone());
        } else {
            let now = now.clone();
            self.take(now, shared);
            shared.notify(Level::Info, "The pattern was changed in the account; the newer one is shown.");
        }
    }

    /// Starts from a rule as it was read.
    fn take(&mut self, rule: Rule, shared: &Shared) {
        let first_time = self.subject.base().is_none();
        self.subject.start_from(rule);
        self.pattern.editor.load(self.base_text().to_owned());
        self.pattern.refresh();
        self.unjudged = Some(0);
        if first_time && !self.events.is_chosen() && !self.is_event_edited() {
            self.choose_event(shared);
        }
    }

    /// Goes to an event that the pattern matches: one that was captured on the bus, one of the library, or
    /// the smallest there is, made from the pattern. Where none is to be had, to the captured one of a source
    /// that the pattern takes, and only as the last resort to any sample.
    fn choose_event(&mut self, shared: &Shared) {
        let read = self.read_pattern();
        let Ok(pattern) = &read.outcome else { return };
        let matches = |text: &str| {
            reading::read_event(text).is_ok_and(|event| pattern.matches(&event) == Verdict::Match)
        };
        let of_source = |text: &str| event_from_pattern::is_of_its_source(pattern, text);
        let captured = || self.events.captured().iter().take(LOOKED_AT);
        let at =
            captured().position(|text| matches(text)).or_else(|| captured().position(|text| of_source(text)));
        if let Some(at) = at {
            self.events.go_to(at);
        } else if let Some(sample) = SAMPLES.iter().position(|sample| matches(sample.text)) {
            self.events.go_to_sample(sample);
        } else {
            let event = event_from_pattern::event_for(pattern, &event_from_pattern::whose(shared));
            self.events.make(event, "made from the pattern".to_owned());
        }
        self.load_event();
    }

    /// DescribeRule has answered.
    pub(super) fn rule_read(&mut self, outcome: &Result<Rule, CallError>, shared: &mut Shared) -> Step {
        match outcome {
            Ok(rule) => {
                // When the bus's list was not read, only this screen knows the rule.
                if self.subject.base().is_none() && shared.account.rule(&rule.key()).is_none() {
                    self.take(rule.clone(), shared);
                }
                if let Some(base) = self.subject.base_mut()
                    && std::mem::take(&mut base.again) == Again::ToCompare
                {
                    return self.compare_with(rule.clone());
                }
            }
            Err(error) => self.subject.failed(error.clone()),
        }
        match self.waiting_draft.take() {
            Some(draft) => self.offer_draft(&draft, shared),
            None => Step::Stay,
        }
    }

    /// The look for a draft has answered. A draft is shown at once, because nothing is lost by that: the
    /// account's pattern is one undo away.
    pub(super) fn draft_read(
        &mut self,
        outcome: &Result<Option<Draft>, CallError>,
        shared: &mut Shared,
    ) -> Step {
        let draft = match outcome {
            Ok(Some(draft)) => draft,
            Ok(None) => return Step::Stay,
            Err(error) => {
                shared.alert("A draft of this rule could not be read", error.to_string());
                return Step::Stay;
            }
        };
        self.drafts.on_found();
        if self.subject.is_underway() {
            self.waiting_draft = Some(draft.clone());
            return Step::Stay;
        }
        self.offer_draft(draft, shared)
    }

    /// Shows a draft and asks whether to go on with it.
    pub(super) fn offer_draft(&mut self, draft: &Draft, shared: &Shared) -> Step {
        if json_layout::same_but_for_layout(&draft.text, self.base_text()) {
            self.drafts.on_edit(0);
            return Step::Stay;
        }
        if self.is_modified() {
            return Step::Stay;
        }
        self.pattern.editor.replace_all(&draft.text);
        let offset = shared.offset();
        let when = draft.saved.map(|at| crate::text::time::recently(at, shared.now, offset));
        let changed = self.subject.key().is_some() && draft.base != self.subject.deployed();
        let title = match when {
            // When it was kept, and from what, stood behind the cut.
            None => {
                "Part of an unsaved edit was recovered from a damaged file; its date is not known".to_owned()
            }
            Some(when) if changed => {
                format!("An unsaved edit from {when} was kept; the rule has changed since")
            }
            Some(when) => format!("An unsaved edit from {when} was kept"),
        };
        let other = if self.subject.key().is_some() {
            "start from the account's pattern; the edit is discarded"
        } else {
            "start afresh; the edit is discarded"
        };
        Step::Popup(Popup::Menu(Menu::new(
            title,
            vec![
                MenuItem::new('k', "keep on editing it", Action::Nothing),
                MenuItem::new('a', other, Action::Choose(Choice::Workbench(WorkbenchChoice::TakeAccount))),
            ],
        )))
    }
}
