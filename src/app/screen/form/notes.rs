//! What is said beside the fields: what a field is for and what may stand in it, what is wrong with it, and
//! when a schedule runs. What comes of the event that is tried is `about_event`'s.

use super::FormView;
use crate::app::command::Context;
use crate::app::form::{Offered, Slot, Subject, UnknownValue, is_value, offers_for};
use crate::app::page::{Line, Page, Role};
use crate::app::shared::Shared;
use crate::diagnose::may_write;
use crate::model::{
    Arn, Connection, ErrorKind, Held, RuleKey, TARGETS_OF_A_RULE, Target, TargetKind, Thing, is_unsettled,
    repeating,
};
use crate::schedule::Schedule;
use crate::text::time::{date_and_time, zone};
use crate::text::{capitalised, cut_arn, grouped};
use jiff::Timestamp;
use serde_json::Value;

/// Runs of a schedule that are shown.
const RUNS: usize = 5;
/// Columns of what is typed that a refusal repeats at most.
const REPEATED: usize = 80;

impl FormView {
    /// What is said about the field that the keys go to, in so many columns; `choices` of what may stand
    /// there are shown.
    pub(super) fn about_field(&self, choices: usize, width: usize, shared: &Shared) -> Page {
        let mut page = Page::new();
        let Some(entry) = self.entry() else { return page };
        match self.fault(self.at).filter(|_| self.shows_fault(self.at)) {
            Some(fault) => {
                // What is typed stands right above.
                let shortened = |text: &str| repeating(text, self.current_text(), REPEATED);
                page.push(Line::of(Role::Bad, &shortened(&capitalised(&fault.ours))));
                if let Some(service) = &fault.service {
                    let service = format!("EventBridge would answer: {service}");
                    page.push(Line::of(Role::Dim, &shortened(&service)));
                }
            }
            None => page.push(Line::of(Role::Dim, &format!("{}.", entry.help))),
        }
        if self.is_overtaken(entry) {
            page.push(Line::of(Role::Warn, &overtaken(&entry.text)).hang(2));
        }
        if matches!(entry.slot, Slot::Setting(field) if field.path == "ScheduleExpression") {
            page.append(runs(self.current_text(), shared));
        }
        if words_of_pattern(entry.slot) && self.is_pattern_by_hand() {
            let text = "! The pattern was changed by hand: this does not act on it any more. Empty the pattern to have it \
                made of these fields again.";
            page.push(Line::of(Role::Warn, text).hang(2));
        }
        if words_of_pattern(entry.slot) || is_pattern(entry.slot) {
            for warning in &self.doubts.warnings {
                page.push(Line::of(Role::Warn, &format!("! {}", warning.flaw)).hang(2));
            }
        }
        if entry.slot == Slot::Where {
            let text = page.plain();
            // What is misspelt has been said, with what is meant.
            let is_told = |one: &&UnknownValue| text.contains(&format!("`{}`", one.value));
            for one in self.doubts.values.iter().filter(|one| !is_told(one)) {
                page.push(Line::of(Role::Warn, &one.line()).hang(2));
            }
        }
        // What stands there, or what is taken in its place.
        let stands = self.choices.iter().position(|choice| choice == self.current_text().trim());
        let is_taken = self.choice_to_take().is_some();
        let here = stands.or_else(|| is_taken.then_some(0));
        for (n, choice) in self.choices.iter().take(choices).enumerate() {
            let (lead, role) = if Some(n) == here && (is_taken || !is_value(entry.slot, choice)) {
                ("› ", Role::Accent)
            } else {
                ("  ", Role::Text)
            };
            let last = choice.lines().last().unwrap_or_default();
            // Their names tell ARNs apart: one row for each, and more of them.
            let room = width.saturating_sub(lead.chars().count());
            let last = if entry.slot.is_arn() || entry.slot.is_list() {
                cut_arn(last, room)
            } else {
                last.to_owned()
            };
            page.push(Line::of(role, &format!("{lead}{last}")).hang(4));
        }
        if self.choices.len() > choices && choices > 0 {
            let more = grouped(self.choices.len() - choices);
            page.push(Line::of(Role::Dim, &format!("  … and {more} more; type a part of one.")));
        }
        page.append(unlisted(entry.slot, shared));
        page.append(unsettled_archive(entry.slot, self.current_text(), shared));
        page.append(idle_connection(entry.slot, self.current_text(), shared));
        let at_group = entry.slot.is_target_arn() || matches!(entry.slot, Slot::LogPolicy(_));
        if let Some(nth) = entry.slot.target()
            && at_group
            && self.kind(nth) == Some(TargetKind::Logs)
        {
            page.push(self.log_access(nth, shared).hang(2));
        }
        page
    }

    /// Whether EventBridge may write to the log group that is the target.
    fn log_access(&self, nth: usize, shared: &Shared) -> Line {
        let policies = &shared.account.log_policies;
        let Some(group) = self.target(nth).map(|target| target.arn) else { return Line::default() };
        match (policies.value(), policies.error()) {
            (_, Some(error)) => {
                Line::of(Role::Warn, &format!("! Whether EventBridge may write to it is not known: {error}"))
            }
            (Some(all), None) if policies.at().is_some() => {
                match may_write(&group, &self.rule_arn(shared), all) {
                    Some(true) => Line::of(Role::Good, "✓ A resource policy lets EventBridge write to it."),
                    Some(false) => Line::of(
                        Role::Warn,
                        "! No resource policy lets EventBridge write to it, so nothing would arrive: choose `yes` \
                            at `log policy`.",
                    ),
                    None => Line::of(
                        Role::Dim,
                        "It is not known whether a resource policy lets EventBridge write to it.",
                    ),
                }
            }
            (_, None) => Line::of(Role::Dim, "The resource policies are being read …"),
        }
    }

    /// The rule that the form is about, as far as it has a name.
    pub(super) fn rule(&self) -> Option<RuleKey> {
        // A copy has a name of its own.
        if let Some(rule) = self.form.subject.rule().filter(|_| !self.has_name()) {
            return Some(rule.clone());
        }
        self.has_pattern()
            .then(|| RuleKey::new(self.text_of(Slot::Bus).trim(), self.text_of(Slot::Name).trim()))
    }

    /// The bus whose events are tried.
    pub(super) fn bus(&self) -> String {
        let typed = || self.text_of(Slot::Bus).trim().to_owned();
        self.form.subject.rule().map_or_else(typed, |rule| rule.bus.clone())
    }

    /// Whether the name is for the operator to give.
    pub(super) fn has_name(&self) -> bool {
        self.form.entries.iter().any(|entry| entry.slot == Slot::Name)
    }

    pub(super) fn has_pattern(&self) -> bool {
        self.pattern_at().is_some()
    }

    /// Whether an event is tried in this form.
    pub(super) fn tries(&self) -> bool {
        self.has_pattern() || self.form.has_target()
    }

    /// The pattern that decides whether anything is sent.
    pub(super) fn pattern(&self, shared: &Shared) -> String {
        if self.has_pattern() {
            return self.text_where(is_pattern).to_owned();
        }
        let Subject::Target(rule, ..) = &self.form.subject else { return String::new() };
        shared.account.rule(rule).and_then(|rule| rule.pattern.clone()).unwrap_or_default()
    }

    pub(super) fn rule_arn(&self, shared: &Shared) -> String {
        self.rule().map(|rule| shared.rule_arn(&rule)).unwrap_or_default()
    }

    /// The targets whose input is shown: the one in the form where the cursor is, all of them where it is
    /// elsewhere, or those that a rule has.
    pub(super) fn targets(&self, shared: &Shared) -> Vec<Target> {
        if self.form.has_target() {
            let here = self.slot().target().and_then(|nth| self.target(nth));
            let all = (0..TARGETS_OF_A_RULE).filter_map(|nth| self.target(nth));
            return here.map_or_else(|| all.collect(), |target| vec![target]);
        }
        if let Subject::Settings(Thing::Rule(rule), was) = &self.form.subject
            && was.targets.is_none()
        {
            let known = shared.account.targets.get(rule).map(crate::app::remote::Remote::rows);
            return known.unwrap_or_default().to_vec();
        }
        Vec::new()
    }

    /// The kind of target that the ARN of one of the form's targets is of.
    pub(super) fn kind(&self, nth: usize) -> Option<TargetKind> {
        let text = self.target_arn(nth).trim();
        (!text.is_empty()).then(|| Target::from_api(&serde_json::json!({ "Arn": text })).kind())
    }

    /// Whether what is typed in the field bears on the event that is tried.
    pub(super) fn is_tried_here(&self) -> bool {
        match self.slot() {
            Slot::Source | Slot::DetailType | Slot::Where => true,
            Slot::Setting(field) => field.path == "EventPattern",
            Slot::Target(_, field) => field.path == "Arn" || field.path.starts_with("Input"),
            Slot::Name
            | Slot::Bus
            | Slot::TargetId(_)
            | Slot::Tags
            | Slot::AddedTags
            | Slot::Event
            | Slot::LogPolicy(_)
            | Slot::Policy
            | Slot::RemovedTags
            | Slot::DeadLetter
            | Slot::Which
            | Slot::Original
            | Slot::StatementId
            | Slot::Who
            | Slot::AuthName
            | Slot::AuthSecret
            | Slot::AuthEndpoint
            | Slot::AuthMethod => false,
        }
    }

    /// A target as its fields say; none before it has an ARN.
    fn target(&self, nth: usize) -> Option<Target> {
        if self.target_arn(nth).trim().is_empty() {
            return None;
        }
        let mut held = Held::with_settings(serde_json::Map::new());
        for (entry, editor) in self.form.entries.iter().zip(&self.editors) {
            if let Slot::Target(own, field) = entry.slot
                && own == nth
            {
                held.set(field.path, field.read(editor.text()).ok().flatten());
            }
        }
        let id = self.form.target_ids(&self.texts()).into_iter().nth(nth)?;
        held.set("Id", Some(Value::from(id)));
        Some(Target::of_map(&held.settings.unwrap_or_default()))
    }
}

/// Whether a pattern is made from what stands in it.
fn words_of_pattern(slot: Slot) -> bool {
    matches!(slot, Slot::Source | Slot::DetailType | Slot::Where)
}

pub(super) fn is_pattern(slot: Slot) -> bool {
    matches!(slot, Slot::Setting(field) if field.path == "EventPattern")
}

/// That others have changed what somebody has typed in, with what stands in the account now.
fn overtaken(now: &str) -> String {
    let now = match now.lines().count() {
        0 => "it is empty in the account now".to_owned(),
        1 => format!("in the account it is `{now}` now"),
        _ => "the review shows what it is now".to_owned(),
    };
    format!("! Others have changed this since it was typed here: {now}.")
}

/// The next runs of a schedule.
fn runs(text: &str, shared: &Shared) -> Page {
    let mut page = Page::new();
    let Ok(schedule) = Schedule::parse(text.trim()) else { return page };
    let Ok(now) = Timestamp::from_millisecond(shared.now) else { return page };
    page.push(Line::of(Role::Text, &format!("It runs {}.", schedule.sentence())));
    for note in schedule.notes() {
        page.push(Line::of(Role::Warn, &format!("! {note}")).hang(2));
    }
    let times: Vec<i64> = schedule.runs(now, now).take(RUNS).map(Timestamp::as_millisecond).collect();
    if times.is_empty() {
        page.push(Line::of(Role::Warn, "! It never runs again."));
    }
    let local = zone(shared.local_offset);
    for at in times {
        let (utc, here) = (date_and_time(at, 0), date_and_time(at, shared.local_offset));
        page.push(Line::of(Role::Text, &format!("  {utc} UTC   {here} {local}")));
    }
    page
}

/// That the archive of a replay is not ready, where it is known to be so.
fn unsettled_archive(slot: Slot, typed: &str, shared: &Shared) -> Page {
    let mut page = Page::new();
    let arn = Arn::new(typed.trim().to_owned());
    let is_archive = matches!(slot, Slot::Setting(field) if field.path == "EventSourceArn");
    let known = shared.account.archives.rows().iter().find(|one| is_archive && arn.name() == one.name);
    if let Some(archive) =
        known.filter(|one| arn.resource().starts_with("archive/") && one.state != "ENABLED")
    {
        let advice = if is_unsettled(&archive.state) {
            "events it has not stored yet are not replayed. Wait until it is ENABLED."
        } else {
            "that does not pass by itself, and events may be missing in it. Its entry in `{:archives}` has the \
                reason."
        };
        let advice = shared.keymap.fill(advice, Context::Form);
        let text = format!("! archive {} is {}: {advice}", archive.name, archive.state);
        page.push(Line::of(Role::Warn, &text).hang(2));
    }
    page
}

/// That nothing is called with the connection of an API destination, where it is known to be so.
fn idle_connection(slot: Slot, typed: &str, shared: &Shared) -> Page {
    let mut page = Page::new();
    let is_connection = matches!(slot, Slot::Setting(field) if field.path == "ConnectionArn");
    let known = shared.account.connection(&Arn::from(typed.trim())).filter(|_| is_connection);
    if let Some(why) = known.and_then(Connection::in_the_way) {
        let where_it_is = shared.keymap.fill("`{:connections}` has it.", Context::Form);
        page.push(Line::of(Role::Warn, &format!("! {why} {where_it_is}")).hang(2));
    }
    page
}

/// What could not be listed to choose from, and which permission would show it.
fn unlisted(slot: Slot, shared: &Shared) -> Page {
    let mut page = Page::new();
    for Offered { what, needs, standing, .. } in offers_for(slot, shared) {
        let text = match &standing.error {
            Some(error) if error.kind == ErrorKind::Denied => {
                format!("! The account's {what} are not listed: that takes {needs}. Type the ARN.")
            }
            Some(error) => format!("! The account's {what} are not listed: {error}. Type the ARN."),
            None if standing.loading => format!("The account's {what} are being listed …"),
            None => continue,
        };
        let role = if standing.error.is_some() { Role::Warn } else { Role::Dim };
        page.push(Line::of(role, &text).hang(2));
    }
    page
}
