//! What is said below the panes: the verdict, why, what would fix it, AWS's word, and all that the operator
//! should know. The lines are in order of weight, because a small terminal shows only the first of them.

use super::subject::Base;
use super::{Leaf, Mark, Verdict, Workbench};
use crate::app::command::{Context, Id};
use crate::app::page::{Line, Page, Role};
use crate::app::shared::Shared;
use crate::json::{Fix, Position};
use crate::text::{counted, plural};

fn fixes(key: &str, fix: &Fix) -> Line {
    Line::of(Role::Key, key).add(Role::Text, &format!(" fixes it: {}", fix.clause())).hang(2)
}

impl Workbench {
    /// The lines below the panes, wrapped to `width` columns.
    pub fn status(&self, shared: &Shared, width: usize) -> Page {
        let mut page = Page::new();
        let key = |id| shared.keymap.name(id, Context::Workbench);
        page.push(self.headline());
        self.faults(&mut page, &key(Id::Fix));
        if self.judged.pattern_faults.is_empty() && self.judged.event_faults.is_empty() {
            self.reason(&mut page, &key(Id::Fix));
        }
        self.captured(&mut page, shared);
        for line in self.ask.lines(self.stamp(), &key(Id::AskAws)) {
            page.push(line);
        }
        self.notes(&mut page, shared, &key(Id::Save));
        self.warnings(&mut page, &key(Id::Fix));
        self.leaves(&mut page);
        page.wrapped(width)
    }

    fn headline(&self) -> Line {
        if self.is_judging() {
            return Line::of(Role::Dim, "judging…");
        }
        if let Some(fault) = self.judged.pattern_faults.first() {
            let Position { line, column } = fault.flaw.position;
            let more = match self.judged.pattern_faults.len() {
                1 => String::new(),
                n => format!(", {}", counted(n, "fault", "faults")),
            };
            return Line::of(
                Role::Bad,
                &format!("✗ not a valid pattern: line {line}, column {column}{more}"),
            );
        }
        if let Some(fault) = self.judged.event_faults.first() {
            let Position { line, column } = fault.flaw.position;
            return Line::of(
                Role::Bad,
                &format!("✗ the event is not valid: line {line}, column {column}; no verdict"),
            );
        }
        let (matching, wanted) = (self.judged.matching, self.judged.wanted);
        let fields = plural(wanted, "field", "fields");
        match self.judged.verdict {
            Some(Verdict::Match) => {
                let line = Line::of(Role::Good, &format!("✓ match: {matching} of {wanted} {fields} match"));
                let made = self.events.is_made() && !self.is_event_edited() && !self.is_modified();
                if made {
                    line.add(Role::Dim, " · the event is made to fit: this proves nothing")
                } else {
                    line
                }
            }
            Some(Verdict::NoMatch) => {
                let fails = match wanted - matching {
                    0 => "but not together".to_owned(),
                    n => counted(n, "fails", "fail"),
                };
                Line::of(Role::Bad, &format!("✗ no match: {matching} of {wanted} {fields} match · {fails}"))
            }
            Some(Verdict::Undecided) => Line::of(Role::Warn, "? undecided"),
            None => Line::of(Role::Dim, "no verdict yet"),
        }
    }

    /// All that is wrong with the pattern, or with the event while the pattern is sound.
    fn faults(&self, page: &mut Page, key: &str) {
        let (pattern, event) = (&self.judged.pattern_faults, &self.judged.event_faults);
        let faults = if pattern.is_empty() { event } else { pattern };
        let Some(first) = faults.first().filter(|_| !self.is_judging()) else { return };
        page.push(Line::of(Role::Text, &first.flaw.to_string()).hang(2));
        if let Some(service) = &first.service {
            page.push(Line::of(Role::Dim, &format!("EventBridge says: {service}")).hang(2));
        }
        let offered = self.offered_fix().map(|(_, fix)| fix);
        for fault in faults {
            let Position { line, column } = fault.flaw.position;
            if fault != first {
                let place = format!("✗ line {line}, column {column}  ");
                page.push(Line::of(Role::Bad, &place).add(Role::Text, &fault.flaw.to_string()).hang(2));
            }
            if let Some(fix) = offered.filter(|_| fault.flaw.fix.as_ref() == offered) {
                page.push(fixes(key, fix));
            }
        }
    }

    fn reason(&self, page: &mut Page, key: &str) {
        if self.is_judging() {
            return;
        }
        let cursor = self.pattern.editor.cursor();
        let failing = self.judged.failing(cursor);
        if let Some((leaf, reason)) = failing.and_then(|leaf| Some((leaf, leaf.reason.as_deref()?))) {
            page.push(Line::of(Role::Bad, &format!("✗ {}  ", leaf.path)).add(Role::Text, reason).hang(2));
        } else if let Some(note) = &self.judged.undecided {
            page.push(Line::of(Role::Warn, "? ").add(Role::Text, note).hang(2));
        }
        let offered = self.judged.fix(cursor);
        if let Some(fix) =
            offered.filter(|_| !self.judged.warnings.iter().any(|warning| warning.fix.as_ref() == offered))
        {
            page.push(fixes(key, fix));
        }
    }

    /// What is questionable in the pattern: what the cursor is in first, and what the fixing key would do
    /// beneath its own.
    fn warnings(&self, page: &mut Page, key: &str) {
        let cursor = self.pattern.editor.cursor();
        let here = self.judged.warning_at(cursor);
        let offered = self.judged.fix(cursor).filter(|_| !self.is_judging());
        let others = self.judged.warnings.iter().filter(|warning| Some(*warning) != here);
        for warning in here.into_iter().chain(others) {
            page.push(Line::of(Role::Warn, &format!("! {warning}")).hang(2));
            if let Some(fix) = offered.filter(|_| warning.fix.as_ref() == offered) {
                page.push(fixes(key, fix));
            }
        }
    }

    /// What the edit means for the events that were carried here.
    fn captured(&self, page: &mut Page, shared: &Shared) {
        let key = |id| shared.keymap.name(id, Context::Workbench);
        let all = self.events.captured().len();
        let Some(tally) = self.retest.tally().filter(|_| all > 0 && !self.is_judging()) else { return };
        let role = if tally.lost > 0 { Role::Warn } else { Role::Text };
        let mut line = Line::of(role, &tally.line(all));
        if tally.gained + tally.lost > 0 {
            line = line.add(Role::Key, &format!("  {}", key(Id::NextChanged))).add(Role::Text, " shows them");
        }
        page.push(line.hang(2));
        if tally.gained == 0 && self.is_modified() && self.events.are_from_tails() {
            let (samples, file) = (key(Id::Samples), key(Id::OpenFile));
            let text = format!(
                "tried on what tails of this bus have shown, and a tail shows only what its rule matches. For other \
                    events: {samples} has samples, {file} opens a file or a replayed archive's log, and `buslens \
                    tail --tap --pattern FILE` watches the bus for what this pattern takes."
            );
            page.push(Line::of(Role::Dim, &text).hang(2));
        }
    }

    fn notes(&self, page: &mut Page, shared: &Shared, save_key: &str) {
        let mut note = |role, text: &str| page.push(Line::of(role, text).hang(2));
        if let Some(error) = self.subject.error() {
            note(Role::Bad, &format!("✗ {error}"));
        } else if self.subject.is_underway() {
            note(Role::Dim, "reading the rule…");
        }
        if self.subject.base().is_some_and(|base| base.newer.is_some()) {
            note(
                Role::Warn,
                &format!(
                    "! The pattern was changed in the account since this edit began; {save_key} shows how."
                ),
            );
        }
        for text in self.subject.given_pattern().into_iter().flat_map(|given| &given.unknown) {
            note(
                Role::Warn,
                &format!(
                    "! {text} is not known before it is deployed: here it is taken as a text. Write what it \
                    will be."
                ),
            );
        }
        if let Some(Base { rule, .. }) = self.subject.base() {
            if let Some(owner) = &rule.managed_by {
                note(Role::Dim, &format!("managed by {owner}: try what you like, it cannot be saved"));
            }
            if rule.pattern.is_none() {
                note(
                    Role::Warn,
                    "! The rule has no pattern, it runs on its schedule; saving would give it one beside \
                        that.",
                );
            }
        }
        if shared.session.read_only.is_some() {
            note(Role::Dim, "read-only: try what you like, it cannot be saved");
        }
    }

    /// Every leaf in a line, failing ones first: what large terminals have room for.
    fn leaves(&self, page: &mut Page) {
        if self.is_judging() || self.judged.leaves.is_empty() {
            return;
        }
        page.gap();
        let rank = |leaf: &&Leaf| match leaf.mark {
            Mark::Fail => 0,
            Mark::Undecided => 1,
            Mark::Match => 2,
            Mark::Aside => 3,
        };
        let mut leaves: Vec<_> = self.judged.leaves.iter().collect();
        leaves.sort_by_key(rank);
        for leaf in leaves.into_iter().take(SHOWN) {
            let role = match leaf.mark {
                Mark::Fail => Role::Bad,
                Mark::Undecided => Role::Warn,
                Mark::Match => Role::Good,
                Mark::Aside => Role::Dim,
            };
            let line = Line::of(role, &format!("{} ", leaf.mark.glyph())).add(Role::Text, &leaf.path);
            page.push(line.add(Role::Dim, &format!("  {}", leaf.found)).hang(4));
        }
    }
}

/// Leaves listed at most.
const SHOWN: usize = 60;
