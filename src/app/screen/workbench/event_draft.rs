//! The draft of the event pane: what is typed there is on disk soon, as the pattern's is, and survives a
//! crash.

use super::Workbench;
use crate::app::effect::Effect;
use crate::app::read::Draft;
use crate::app::shared::{Level, Shared};
use crate::model::{CallError, RuleKey};

impl Workbench {
    /// The name that the draft of the event goes by: no bus has an empty name, and no rule a blank in its
    /// own.
    pub(super) fn event_key(&self) -> RuleKey {
        let RuleKey { bus, name } = self.draft_key();
        RuleKey::new("", format!("event beside {bus} {name}"))
    }

    /// Whether the event in the pane is the one whose draft counts: another one that was edited waits in the
    /// ring.
    fn has_draft_here(&self) -> bool {
        self.is_event_edited() || !self.events.has_other_edits()
    }

    /// Sees to it that the event is on disk soon; `changed` where its text was.
    pub(super) fn keep_event_draft(&mut self, changed: bool, shared: &mut Shared, out: &mut Vec<Effect>) {
        if !self.opened || !self.has_draft_here() {
            return;
        }
        if changed {
            self.event_drafts.on_edit(shared.now);
        }
        let key = self.event_key();
        self.event_drafts.refresh(&key, self.event.editor.text(), &self.event_was, shared, out);
    }

    /// The screen goes: what is not on disk yet is put there.
    pub(super) fn flush_event_draft(&mut self, out: &mut Vec<Effect>) {
        if self.has_draft_here() {
            let key = self.event_key();
            self.event_drafts.flush(&key, self.event.editor.text(), &self.event_was, out);
        }
    }

    /// What an earlier run has kept has come: it stands where the event stands, unless the operator has
    /// brought another one.
    pub(super) fn event_draft_read(
        &mut self,
        outcome: &Result<Option<Draft>, CallError>,
        shared: &mut Shared,
    ) {
        let draft = match outcome {
            Ok(Some(draft)) => draft,
            Ok(None) => return,
            Err(error) => return shared.alert("A draft of the event could not be read", error.to_string()),
        };
        let is_another = self.events.is_chosen() && draft.base != self.event_was;
        if self.is_event_edited() || is_another {
            return;
        }
        self.event_drafts.on_found();
        self.events.keep(&draft.text, true);
        self.load_event();
        shared.notify(Level::Info, "Your earlier edit of the event was restored.");
    }
}

#[cfg(test)]
mod tests {
    use crate::app::effect::{Effect, Work};
    use crate::app::read::{Answer, Draft};
    use crate::app::screen::workbench::testing::{Bench, PATTERN, captured};
    use crate::model::RuleKey;

    fn key() -> RuleKey {
        RuleKey::new("", "event beside default ec2-stopped")
    }

    /// The text of the event that was kept last.
    fn kept(bench: &Bench) -> Option<String> {
        bench.drafts().into_iter().rev().find_map(|effect| match effect {
            Effect::Work(Work::SaveDraft { rule, text, .. }) if *rule == key() => Some(text.clone()),
            _ => None,
        })
    }

    #[test]
    fn what_is_typed_into_the_event_is_on_disk_soon_and_goes_when_it_is_taken_back() {
        let mut bench = Bench::on(PATTERN);
        bench.keys("F2 x").wait(100);
        assert!(kept(&bench).is_some_and(|text| text.starts_with('x')), "{:?}", bench.drafts());
        bench.out.clear();
        // Another event is looked at: the one that was edited waits.
        bench.keys("ctrl-n").wait(1000);
        assert!(bench.drafts().is_empty(), "{:?}", bench.drafts());
        bench.keys("ctrl-p delete").wait(1000);
        assert_eq!(bench.drafts(), [&Effect::Work(Work::DropDraft { rule: key() })]);
    }

    #[test]
    fn what_is_given_up_is_gone_also_where_another_event_is_shown() {
        let mut bench = Bench::on(PATTERN);
        bench.keys("F2 x").wait(1000);
        assert!(kept(&bench).is_some(), "{:?}", bench.drafts());
        bench.keys("ctrl-n F2 x");
        bench.out.clear();
        bench.keys("esc g");
        let gone =
            |effect: &&Effect| matches!(effect, Effect::Work(Work::DropDraft { rule }) if *rule == key());
        assert!(bench.drafts().iter().any(gone), "{:?} {:?}", bench.drafts(), bench.model.popup);
    }

    #[test]
    fn it_is_back_in_another_run_unless_another_event_was_brought() {
        let edited = |base: &str| Draft { text: "{\"kept\": 1}".into(), base: base.into(), saved: Some(1) };
        let opened = |captured, base: Option<&str>| {
            let mut bench = Bench::empty((120, 40))
                .with_rule(super::super::testing::rule(Some(PATTERN)))
                .push(Some(RuleKey::new("default", "ec2-stopped")), captured);
            let own = bench.bench().event_was.clone();
            bench.answer(Answer::Draft(key(), Ok(Some(edited(base.unwrap_or(&own))))));
            let text = bench.bench().event.editor.text().to_owned();
            (text, bench.notice())
        };
        let (text, said) = opened(None, None);
        assert_eq!(
            (text.as_str(), said.as_str()),
            ("{\"kept\": 1}", "Your earlier edit of the event was restored.")
        );
        assert_eq!(opened(Some(captured()), None).0, "{\"kept\": 1}", "the very same event");
        let (text, said) = opened(Some(captured()), Some("{\"another\": 1}"));
        assert!(!text.contains("kept") && said.is_empty(), "{text} {said}");
    }
}
