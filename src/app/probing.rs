//! A probe from the screen: asked for, agreed to once it is said which rules will really act, and told stage
//! by stage in a text that fills while it is open. It goes on when the text is closed.
//!
//! What a probe consists of is `diagnose`'s; it is carried out, and its tap removed, in `runtime`. One at a
//! time.

use super::command::Context;
use super::confirm::{Confirm, Write, WriteOp};
use super::effect::Effect;
use super::popup::Popup;
use super::probe_state::Probing;
use super::read::Read;
use super::shared::{Level, Shared};
use super::step::Step;
use crate::diagnose::{ProbeOf, ProbePlan, ProbeStage};
use crate::export::ours;
use crate::model::tap::Watcher;
use crate::model::{CallError, Tap};

/// A probe is wanted: what it would consist of is asked for; one that is under way is shown.
pub(super) fn ask(of: ProbeOf, shared: &mut Shared, out: &mut Vec<Effect>) -> Step {
    if let Some(probing) = under_way(shared) {
        return Step::Popup(Popup::message(probing.title(), text(probing, shared)));
    }
    let what = format!("what a probe of {of} takes");
    shared.fetch_to_open(Read::ProbePlan(of), what, out);
    Step::Stay
}

/// The probe that has not come to its end.
fn under_way(shared: &Shared) -> Option<&Probing> {
    shared.probe.as_ref().filter(|probing| probing.end.is_none())
}

/// The text that tells it.
fn text(probing: &Probing, shared: &Shared) -> String {
    let close = "{cancel} closes this; the probe goes on, and `{:probe}` shows it again.";
    let close = shared.keymap.fill(close, Context::Reading);
    let next = shared.keymap.fill("{why} on the rule finds out why.", Context::Browse);
    probing.text(shared.offset(), shared.session.embedded, &close, &next)
}

/// What it would consist of is known: asks.
pub(super) fn on_plan(of: &ProbeOf, outcome: &Result<ProbePlan, CallError>, shared: &mut Shared) -> Step {
    // Agreed to while this was on its way.
    if let Some(other) = under_way(shared) {
        let sentence = format!(
            "Only one probe runs at a time, and the one of {} is still running. Try again when it has ended.",
            other.of
        );
        shared.notify(Level::Info, sentence);
        return Step::Stay;
    }
    match outcome {
        Ok(plan) => {
            let mut lines = vec![format!("account   {}", shared.session.whose()), String::new()];
            lines.extend(plan.lines());
            lines.extend([String::new(), "To see whether the bus receives it, a tap is made:".to_owned()]);
            let clean = ours(&shared.session, Tap::CLEAN);
            lines.extend(plan.tap.lines(&shared.time_of_day(plan.tap.expires), &clean, Watcher::Probe));
            let title = format!("Probe {of}?");
            let op = WriteOp::Probe(Box::new(plan.clone()));
            Step::Popup(Popup::Confirm(Box::new(Confirm::new(title, lines, "send it", op))))
        }
        Err(error) => Step::Popup(Popup::message(format!("No probe of {of}"), error.to_string())),
    }
}

/// Where a probe is among what was agreed to: the text that tells it.
pub(super) fn on_sent(writes: &[Write], shared: &mut Shared) -> Option<Popup> {
    let plan = writes.iter().find_map(|write| match &write.op {
        WriteOp::Probe(plan) => Some(plan),
        WriteOp::SetState { .. }
        | WriteOp::PutRule { .. }
        | WriteOp::Change(_)
        | WriteOp::Send(_)
        | WriteOp::Tap(_)
        | WriteOp::RemoveTaps(_) => None,
    })?;
    let probing = Probing {
        of: plan.of.clone(),
        event: plan.event.clone(),
        matches_none: plan.takers.is_empty(),
        stages: Vec::new(),
        end: None,
    };
    let popup = Popup::message(probing.title(), text(&probing, shared));
    shared.probe = Some(probing);
    Some(popup)
}

/// It has come to a stage, or not.
pub(super) fn on_stage(stage: ProbeStage, shared: &mut Shared, popup: &mut Option<Popup>) {
    let Some(probing) = &mut shared.probe else { return };
    let sentence = format!("{}: {} {}: {}", probing.title(), stage.mark(), stage.step.word(), stage.said);
    probing.stages.push(stage);
    if !show_on(popup, shared) {
        shared.notify(Level::Info, sentence);
    }
}

/// It has ended, and its tap is removed, or is not.
pub(super) fn on_end(
    plan: &ProbePlan,
    outcome: &Result<(), CallError>,
    shared: &mut Shared,
    popup: &mut Option<Popup>,
) {
    let Some(probing) = shared.probe.as_mut().filter(|probing| probing.of == plan.of) else { return };
    probing.end = Some(outcome.clone());
    let (title, well, passed) = (probing.title(), probing.got_all_the_way(), probing.outcome_in_words());
    let text = shared.probe.as_ref().map(|probing| text(probing, shared)).unwrap_or_default();
    let shown = show_on(popup, shared);
    if !shown && !well {
        return shared.alert(title, text);
    }
    if !shown {
        shared.notify(Level::Done, format!("{title}: {passed}"));
    }
    // Its text is gone once it is closed.
    shared.note_down(title, text);
}

/// Writes the text that is open anew; false when it is not.
fn show_on(popup: &mut Option<Popup>, shared: &Shared) -> bool {
    let (Some(probing), Some(Popup::Message(note))) = (&shared.probe, popup) else { return false };
    let open = note.title == probing.title();
    if open {
        note.text = text(probing, shared);
    }
    open
}

#[cfg(test)]
mod tests {
    use crate::app::effect::{Effect, Work};
    use crate::app::message::Message;
    use crate::app::popup::Popup;
    use crate::app::read::Read;
    use crate::app::request::Req;
    use crate::app::testing::{Explorer, Fake};
    use crate::diagnose::{ProbeOf, ProbeStage, ProbeStep};
    use crate::model::{CallError, ErrorKind, ReadOnly};

    fn asked(it: &mut Explorer) {
        it.press("enter :");
        it.type_text("probe");
        it.press("enter");
    }

    fn text(it: &Explorer) -> (String, String) {
        match &it.model.popup {
            Some(Popup::Message(note)) => (note.title.clone(), note.text.clone()),
            other => panic!("{other:?}"),
        }
    }

    /// Says yes; answers the request that the probe is known by.
    fn agreed(it: &mut Explorer) -> Req {
        it.strike("y");
        it.model.shared.requests.newest()
    }

    fn stage(it: &mut Explorer, req: Req, step: ProbeStep, ok: Option<bool>, said: &str) {
        let stage = ProbeStage { step, at: it.now, ok, said: said.into() };
        it.send(Message::ProbeStage { req, stage });
    }

    #[test]
    fn a_probe_says_who_will_act_and_tells_each_stage_as_it_comes() {
        let mut it = Explorer::small((100, 30));
        asked(&mut it);
        let Some(Popup::Confirm(confirm)) = &it.model.popup else { panic!("no question") };
        let told = confirm.lines.join("\n");
        for part in ["really act on it", "→ sqs jobs", "buslens-probe", "the probe has ended", "+ log group"]
        {
            assert!(told.contains(part), "{part}: {told}");
        }
        assert!(it.writes.is_empty(), "nothing is sent before a yes");
        let req = agreed(&mut it);
        let (title, said) = text(&it);
        assert!(title.starts_with("Probe of rule ") && said.contains("being made"), "{said}");
        stage(&mut it, req, ProbeStep::Put, Some(true), "PutEvents took it as event 1");
        stage(&mut it, req, ProbeStep::Bus, Some(true), "the tap saw it");
        let said = text(&it).1;
        assert!(said.contains("✓ put") && said.contains("✓ bus") && said.contains("metrics count"), "{said}");
        it.strike("esc");
        stage(&mut it, req, ProbeStep::Matched, Some(true), "the rule counts 1");
        assert!(it.notice().contains("✓ matched"), "{}", it.notice());
        for key in [":", "p", "r", "o", "b", "e", "enter"] {
            it.strike(key);
        }
        assert!(text(&it).1.contains("✓ matched"), "it shows the one that is under way");
        it.settle();
        assert!(text(&it).1.contains("The event passed every stage. The tap was removed"), "{}", text(&it).1);
        it.press("esc m");
        assert!(text(&it).1.contains("✓ matched"), "it can be read again: {}", text(&it).1);
    }

    #[test]
    fn of_a_bus_it_is_said_that_the_bus_took_it_and_that_no_rule_was_tried() {
        for (matches_none, end) in
            [(true, "no enabled rule matches it."), (false, "the matching rules did with it is not known.")]
        {
            let mut it = Explorer::small((100, 30));
            it.press(":");
            it.type_text("probe");
            it.press("enter");
            let req = agreed(&mut it);
            it.model.shared.probe.as_mut().unwrap().matches_none = matches_none;
            stage(&mut it, req, ProbeStep::Put, Some(true), "PutEvents took it as event 1");
            stage(&mut it, req, ProbeStep::Bus, Some(true), "the tap saw it");
            it.settle();
            let (title, said) = text(&it);
            assert!(title.starts_with("Probe of bus "), "{title}");
            assert!(
                said.contains("The bus accepted it. No rule was followed") && said.contains(end),
                "{said}"
            );
            assert!(!said.contains("all the way"), "{said}");
        }
    }

    #[test]
    fn one_that_did_not_get_all_the_way_stays_said() {
        let mut it = Explorer::small((100, 30));
        asked(&mut it);
        let req = agreed(&mut it);
        stage(&mut it, req, ProbeStep::Put, Some(false), "the bus refused the event");
        it.strike("esc");
        it.settle();
        let alert = it.model.shared.alerts.first().unwrap();
        assert!(alert.text.contains("✗ put") && alert.text.contains("did not pass every stage"), "{alert:?}");
    }

    #[test]
    fn where_deliveries_failed_the_key_that_finds_out_why_is_named() {
        let mut it = Explorer::small((100, 30));
        asked(&mut it);
        let req = agreed(&mut it);
        stage(&mut it, req, ProbeStep::Invoked, Some(false), "1 of 1 deliveries failed");
        it.settle();
        assert!(text(&it).1.ends_with("w on the rule finds out why."), "{}", text(&it).1);
    }

    #[test]
    fn what_a_probe_left_behind_is_said_in_the_next_account_too() {
        let mut fake = Fake::small();
        let error = CallError::new(ErrorKind::Denied, "DeleteLogGroup", "the tap is still there");
        fake.failing.insert("Write", error);
        let mut it = Explorer::over(fake, (100, 30));
        asked(&mut it);
        agreed(&mut it);
        let at = it.waiting.iter().position(|effect| matches!(effect, Effect::Work(Work::Write(_)))).unwrap();
        let write = it.waiting.remove(at);
        it.strike("esc");
        for key in ":regionXus-east-1".chars() {
            it.strike(&if key == 'X' { "space".to_owned() } else { key.to_string() });
        }
        it.strike("enter");
        it.settle();
        assert!(it.model.shared.alerts.is_empty() && it.model.shared.session.region == "us-east-1");
        it.waiting.push(write);
        it.settle();
        let alert = &it.model.shared.alerts[0];
        assert_eq!(alert.title, "In the account before the switch");
        assert!(
            alert.text.contains("Probe rule") && alert.text.contains("the tap is still there"),
            "{alert:?}"
        );
    }

    #[test]
    fn of_an_event_that_was_not_sent_it_is_never_said_that_it_was() {
        let mut fake = Fake::small();
        let error =
            CallError::new(ErrorKind::Denied, "CreateLogGroup", "not allowed. The event was not sent");
        fake.failing.insert("Write", error);
        let mut it = Explorer::over(fake, (100, 30));
        asked(&mut it);
        agreed(&mut it);
        assert!(!text(&it).1.contains("Sent"), "{}", text(&it).1);
        it.settle();
        let said = text(&it).1;
        assert!(!said.contains("Sent") && said.contains("The event was not sent"), "{said}");
    }

    #[test]
    fn a_plan_that_comes_while_another_probe_is_under_way_takes_nothing_from_it() {
        let mut it = Explorer::small((100, 30));
        asked(&mut it);
        let other = ProbeOf { bus: "orders".into(), rule: Some("orders-audit".into()) };
        it.model.shared.fetch(Read::ProbePlan(other), true, &mut it.waiting);
        let plan = it.waiting.pop().unwrap();
        let req = agreed(&mut it);
        it.strike("esc");
        let at = it.waiting.iter().position(|effect| matches!(effect, Effect::Work(Work::Write(_)))).unwrap();
        let write = it.waiting.remove(at);
        it.waiting.push(plan);
        it.settle();
        assert!(it.model.popup.is_none(), "nothing more is asked: {:?}", it.model.popup);
        assert!(it.notice().contains("Only one probe runs at a time"), "{}", it.notice());
        stage(&mut it, req, ProbeStep::Put, Some(false), "the bus refused the event");
        it.waiting.push(write);
        it.settle();
        assert!(it.model.shared.alerts[0].text.contains("✗ put"), "{:?}", it.model.shared.alerts);
    }

    #[test]
    fn where_none_can_be_made_the_reason_is_said_and_nothing_is_asked() {
        let mut fake = Fake::small();
        let error = CallError::new(ErrorKind::Refused, "A probe", "only AWS sends events of such a source");
        fake.failing.insert("Planning a probe", error);
        let mut it = Explorer::over(fake, (100, 30));
        asked(&mut it);
        assert!(text(&it).1.contains("only AWS sends"), "{:?}", text(&it));
        let mut it = Explorer::small((100, 30));
        it.model.shared.session.read_only = Some(ReadOnly::Flag);
        asked(&mut it);
        assert!(it.writes.is_empty() && !matches!(it.model.popup, Some(Popup::Confirm(_))));
    }
}
