//! Watching a rule that no target logs, by a tap: asked for, agreed to, watched, and removed with the tail.
//!
//! What a tap consists of is `model`'s; whether one can be made is asked of the account first. It is removed
//! when its tail is left, whatever the reason ([`crate::app::tail_session::TailSession::close`]).

use super::{NoGroupYet, Stage, Tail};
use crate::app::command::{Context, Id, Reason};
use crate::app::confirm::{Confirm, WriteOp};
use crate::app::effect::Effect;
use crate::app::popup::Popup;
use crate::app::read::{Answer, Read};
use crate::app::request::Pending;
use crate::app::shared::Shared;
use crate::app::step::Step;
use crate::app::tail_session::{TailSession, WatchedGroup};
use crate::export::ours;
use crate::model::tap::Watcher;
use crate::model::{CallError, ErrorKind, Tap};

/// How far a tap has come.
#[derive(Clone, Debug, Default, PartialEq)]
pub enum Offer {
    /// Nobody asked for one.
    #[default]
    None,
    /// What it would consist of is being found out.
    Planning,
    /// The operator was asked; the id of the tap that was meant.
    Asked(String),
    /// None can be made, or making it failed.
    Failed(CallError),
}

impl Tail {
    /// How far a tap has come.
    #[cfg(test)]
    pub fn offer(&self) -> &Offer {
        &self.offer
    }

    /// Whether the tap is being made.
    pub fn is_making_tap(&self, shared: &Shared) -> bool {
        matches!(&self.offer, Offer::Asked(id) if shared.requests.is_pending(&Pending::Tap(id.clone())))
    }

    /// A rule that no target logs is offered a tap by itself, once.
    pub(super) fn offer_tap(&mut self, shared: &mut Shared, out: &mut Vec<Effect>) {
        let unlogged = matches!(&self.stage, Stage::Looking { search: NoGroupYet::None { .. }, .. });
        if unlogged && self.offer == Offer::None && shared.session.read_only.is_none() {
            self.plan_tap(shared, out);
        }
    }

    pub(super) fn plan_tap(&mut self, shared: &mut Shared, out: &mut Vec<Effect>) {
        self.offer = Offer::Planning;
        shared.fetch(Read::TapPlan(self.rule.clone()), true, out);
    }

    pub(super) fn can_tap(&self, shared: &Shared) -> Result<(), Reason> {
        if let Some(session) = self.session().filter(|session| session.is_running())
            && session.group().tap.is_some()
        {
            return Err("this is a tap already".into());
        }
        if self.offer == Offer::Planning || self.is_making_tap(shared) {
            return Err("a tap is on its way".into());
        }
        Ok(())
    }

    /// What a tap would consist of is known: asks.
    pub(in crate::app) fn answer(&mut self, answer: &Answer, shared: &mut Shared) -> Step {
        if let Answer::UsedBy(of, outcome) = answer {
            self.sharers.take(of, outcome);
        }
        let Answer::TapPlan(rule, outcome) = answer else { return Step::Stay };
        if *rule != self.rule || self.offer != Offer::Planning {
            return Step::Stay;
        }
        match outcome {
            Ok(tap) => {
                self.offer = Offer::Asked(tap.id.clone());
                let until = shared.time_of_day(tap.expires);
                let title = format!("Make a tap of {}?", rule.name);
                let op = WriteOp::Tap(Box::new(tap.clone()));
                let mut lines = vec![format!("account   {}", shared.session.whose()), String::new()];
                let clean = ours(&shared.session, Tap::CLEAN);
                if shared.account.rule(rule).is_some_and(|rule| rule.state.is_disabled()) {
                    lines.push(format!(
                        "! {} is off and stays so: its own targets get nothing. The tap shows what its pattern matches.",
                        rule.name
                    ));
                    lines.push(String::new());
                }
                lines.extend(tap.lines(&until, &clean, Watcher::Tail));
                Step::Popup(Popup::Confirm(Box::new(Confirm::new(title, lines, "make it", op))))
            }
            Err(error) => {
                self.offer = Offer::Failed(error.clone());
                if matches!(self.stage, Stage::Watching(_)) {
                    shared.alert(format!("No tap of {}", rule.name), error.to_string());
                }
                Step::Stay
            }
        }
    }

    /// A tap was made, or was not; false when it is not this screen's.
    pub(in crate::app) fn on_tap(
        &mut self,
        tap: &Tap,
        outcome: &Result<(), CallError>,
        shared: &mut Shared,
        out: &mut Vec<Effect>,
    ) -> bool {
        if tap.of.as_ref() != Some(&self.rule) {
            return false;
        }
        match outcome {
            Ok(()) => {
                self.offer = Offer::None;
                if let Stage::Watching(session) = std::mem::replace(&mut self.stage, Stage::at_first()) {
                    shared.leave_tail(*session, out);
                }
                let group = WatchedGroup::of_tap(self.rule.clone(), Box::new(tap.clone()));
                let (id, now) = (shared.next_tail(), shared.now);
                let session = match shared.left.take_tapped(&self.rule) {
                    Some(mut session) => {
                        session.move_to(group, id, now, out);
                        session
                    }
                    None => TailSession::open(group, self.limits, id, now, out),
                };
                self.stage = Stage::Watching(Box::new(session));
            }
            Err(error) => {
                self.offer = Offer::Failed(error.clone());
                shared.alert(format!("The tap of {} was not made", self.rule.name), error.to_string());
            }
        }
        true
    }

    /// Ends a tap whose time is over.
    pub(super) fn end_overdue_tap(&mut self, shared: &mut Shared, out: &mut Vec<Effect>) {
        let Stage::Watching(session) = &mut self.stage else { return };
        let Some(expires) = session.group().tap.as_ref().map(|tap| tap.expires) else { return };
        // An open tail ticks every second, so that nobody needs to be woken for this.
        if !session.is_running() || expires > shared.now {
            return;
        }
        session.close(out);
        session.end(shared.now);
        let text = shared.keymap.fill(
            "A tap lasts two hours. This one has expired and is being removed; its events are kept. {tap} makes a new one.",
            Context::Tail,
        );
        shared.alert(format!("The tap of {} has ended", self.rule.name), text);
    }

    /// True for a tap whose time is over, so that opening it again takes a new one.
    pub(super) fn is_overdue(&self, shared: &Shared) -> bool {
        let tap = self.session().and_then(|session| session.group().tap.as_ref());
        tap.is_some_and(|tap| tap.expires <= shared.now)
    }

    /// What is said of a tap above its events.
    pub(super) fn tap_note(&self, shared: &Shared) -> Option<String> {
        let session = self.session().filter(|session| session.is_running())?;
        let tap = session.group().tap.as_ref()?;
        let until = shared.time_of_day(tap.expires);
        let mut text = format!(
            "This is a tap: its rule and log group are removed when you leave, at the latest at {until}."
        );
        if session.store().events() == 0 {
            text.push_str(" A new rule takes a short while to see its first events.");
        }
        Some(text)
    }

    /// What is said where there is no log group: whether a tap would do, and how to get one.
    pub fn tap_offer(&self, shared: &Shared) -> String {
        if let Some(why) = shared.session.read_only {
            return format!(
                "A tap, which is a temporary rule with a log group of its own, would show its events, but this is \
                 read-only: {}. {}",
                why.cause(),
                why.way_out()
            );
        }
        if self.is_making_tap(shared) {
            return "The tap is being made…".to_owned();
        }
        match &self.offer {
            Offer::None | Offer::Planning => "Looking whether a tap can be made…".to_owned(),
            Offer::Asked(_) => shared.keymap.fill(
                "{tap} makes a tap: a temporary rule with the same pattern and a log group of its own. What is made \
                 is shown first, and is removed when you leave.",
                Context::Tail,
            ),
            Offer::Failed(error) if error.kind == ErrorKind::Refused => error.message.clone(),
            Offer::Failed(error) => {
                let again = shared.keymap.name(Id::Tap, Context::Tail);
                format!("No tap was made. {error}\n{again} tries again.")
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::tests::find;
    use super::Offer;
    use crate::app::confirm::WriteOp;
    use crate::app::effect::{Effect, LoopEffect, Work};
    use crate::app::message::Message;
    use crate::app::popup::Popup;
    use crate::app::screen::Screen;
    use crate::app::testing::{Explorer, Fake, rule, session};
    use crate::model::tap::LIFETIME;
    use crate::model::{CallError, ErrorKind, ReadOnly, Session};

    const SIZE: (u16, u16) = (80, 24);

    fn unlogged(fake: Fake) -> Explorer {
        let mut it = Explorer::over(fake, SIZE);
        find(&mut it, "iam-readonly");
        it.press("l");
        it
    }

    fn offer(it: &Explorer) -> Offer {
        match it.model.screen() {
            Screen::Tail(tail) => tail.offer().clone(),
            other => panic!("not the tail: {other:?}"),
        }
    }

    fn groups(it: &Explorer) -> Vec<String> {
        let group = |effect: &Effect| match effect {
            Effect::Work(Work::OpenTail { source, .. }) => Some(source.group.clone()),
            _ => None,
        };
        it.done.iter().filter_map(group).collect()
    }

    fn removed(it: &Explorer) -> usize {
        it.done
            .iter()
            .filter(|effect| matches!(effect, Effect::Work(Work::RemoveTap(id)) if id == "1a2b3c"))
            .count()
    }

    #[test]
    fn a_rule_without_a_log_group_is_offered_a_tap_which_goes_with_its_tail() {
        let mut it = unlogged(Fake::small());
        let Some(Popup::Confirm(confirm)) = &it.model.popup else { panic!("no question") };
        let told = confirm.lines.join("\n");
        for part in ["log group", "resource policy", "rule buslens-tap-", "AWS bills", "17:03"] {
            assert!(told.contains(part), "{part}: {told}");
        }
        assert!(it.writes.is_empty(), "nothing is made before a yes");
        it.press("y");
        assert!(matches!(it.writes.as_slice(), [WriteOp::Tap(_)]));
        assert_eq!(groups(&it), ["/aws/events/buslens-tap-1a2b3c"]);
        assert_eq!((offer(&it), removed(&it)), (Offer::None, 0));
        it.press("esc");
        assert_eq!(removed(&it), 1);
        let notice = it.model.shared.notice.as_ref().map(|notice| notice.text.clone());
        assert!(notice.as_deref().is_some_and(|text| text.contains("being removed")), "{notice:?}");
    }

    #[test]
    fn of_a_rule_that_is_off_both_question_and_tail_say_what_the_tap_shows() {
        let mut fake = Fake::small();
        let rules = fake.rules.values_mut().flatten();
        let mut off = rules.filter(|rule| rule.name.starts_with("iam-readonly"));
        off.next().expect("the rule").state = crate::model::RuleState::Disabled;
        drop(off);
        let mut it = unlogged(fake);
        let Some(Popup::Confirm(confirm)) = &it.model.popup else { panic!("no question") };
        let told = confirm.lines.join("\n");
        assert!(told.contains(" is off and stays so: its own targets get nothing."), "{told}");
        it.press("y");
        let Screen::Tail(tail) = it.model.screen() else { panic!("not the tail") };
        let told = tail.warnings().join(" ").split_whitespace().collect::<Vec<_>>().join(" ");
        assert!(told.contains("The tap, a rule of its own, shows what its pattern matches."), "{told}");
    }

    #[test]
    fn declined_it_can_be_asked_for_again_and_is_not_by_itself() {
        let mut it = unlogged(Fake::small());
        it.press("esc");
        assert!(it.model.popup.is_none() && it.writes.is_empty());
        it.send(Message::Tick);
        it.settle();
        assert!(it.model.popup.is_none(), "it asks once");
        it.press("T");
        assert!(matches!(it.model.popup, Some(Popup::Confirm(_))));
    }

    #[test]
    fn a_tap_is_gone_when_its_tail_is_before_it_was_made() {
        let mut it = unlogged(Fake::small());
        it.strike("y");
        it.strike("esc");
        it.settle();
        assert_eq!((removed(&it), groups(&it).len()), (1, 0));
    }

    #[test]
    fn its_time_ends_it_and_quitting_too() {
        let mut it = unlogged(Fake::small());
        it.press("y");
        it.now += LIFETIME;
        it.send(Message::Tick);
        it.settle();
        assert_eq!(removed(&it), 1);
        assert!(it.model.shared.alerts.iter().any(|alert| alert.text.contains("two hours")));
        let mut it = unlogged(Fake::small());
        it.press("y ctrl-c");
        assert!(removed(&it) == 1 && it.done.contains(&Effect::Loop(LoopEffect::Quit)));
    }

    #[test]
    fn why_there_is_none_is_said() {
        let mut fake = Fake::small();
        let error = CallError::new(ErrorKind::Refused, "Making a tap", "the region holds all 10 policies");
        fake.failing.insert("Planning a tap", error.clone());
        let it = unlogged(fake);
        assert!(offer(&it) == Offer::Failed(error) && it.model.popup.is_none());
        let mut fake = Fake::small();
        fake.failing.insert("Write", CallError::new(ErrorKind::Denied, "PutRule", "not allowed"));
        let mut it = unlogged(fake);
        it.press("y");
        assert!(matches!(offer(&it), Offer::Failed(_)) && groups(&it).is_empty());
        assert!(it.model.shared.alerts.iter().any(|alert| alert.text.contains("not allowed")));
    }

    #[test]
    fn read_only_offers_none() {
        let read_only = Session { read_only: Some(ReadOnly::Flag), ..session() };
        let mut fake = Fake::small();
        fake.rules.entry("default".into()).or_default().push(rule("default", "new", r#"{"source":["x"]}"#));
        let mut it = Explorer::cold(fake, SIZE, read_only);
        it.settle();
        find(&mut it, "iam-readonly");
        it.press("l");
        assert!(it.model.popup.is_none() && groups(&it).is_empty() && it.writes.is_empty());
    }
}
