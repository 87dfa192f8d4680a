//! Which commands the browse screen carries out, whether it can, and what they do.

use super::{Browse, Focus};
use crate::app::bus_log;
use crate::app::changing::{from_intent, menus, undoing};
use crate::app::command::{Context, Id, Move, Reason};
use crate::app::effect::Effect;
use crate::app::event_from_pattern::{event_for, whose};
use crate::app::form::Form;
use crate::app::handler::{Commands, Handler, NOTHING_SELECTED};
use crate::app::intent::Intent;
use crate::app::marked_rows::title_with_marks;
use crate::app::popup::Popup;
use crate::app::probing;
use crate::app::problems::NO_ROWS;
use crate::app::shared::Shared;
use crate::app::step::{CLEAR_SEARCH, Open, Step};
use crate::app::toggle;
use crate::diagnose::ProbeOf;
use crate::model::bus_log::BusLogOf;
use crate::model::{Bus, Rule, RuleKey, Thing};
use crate::pattern::Pattern;
use crate::text::counted;

/// An event to begin with.
const EXAMPLE: &str = r#"{"source": "example.app", "detail-type": "Example", "resources": [], "detail": {}}"#;

type Own = Handler<Browse>;

const COMMANDS: &[Own] = &[
    Own::does(Id::NextPane, |it, _, _| it.step_pane(1)),
    Own::does(Id::PrevPane, |it, _, _| it.step_pane(2)),
    Own::does(Id::Left, |it, _, _| it.back_pane()),
    Own::does(Id::Right, |it, _, _| it.open()),
    Own::steps(Id::Open, |it, shared, _| it.enter(shared)).when(Browse::can_open),
    Own::does(Id::Back, |it, _, _| it.back()).when(|it, _| it.can_go_back()).title(|it, _| {
        let searched = it.is_searched().then_some(CLEAR_SEARCH);
        searched.or(it.narrowed().map(crate::app::step::Narrowed::back_title)).map(str::to_owned)
    }),
    Own::steps(Id::BackOrQuit, |it, _, _| it.back_or_quit()),
    Own::does(Id::Filter, |it, shared, _| it.start_filter(shared))
        .title(|it, _| (it.focus() == Focus::Detail).then(|| "search".to_owned())),
    Own::does(Id::Sort, |it, _, _| it.sort = it.sort.next()),
    Own::does(Id::Reverse, |it, _, _| it.reversed = !it.reversed),
    Own::steps(Id::OpenTarget, |it, shared, _| it.follow_menu(shared))
        .when(|it, shared| it.takes_one("opening a target", shared)),
    Own::steps(Id::AllRules, |_, shared, _| super::all_rules::list(shared)),
    Own::does(Id::Describe, |it, shared, _| it.describe(shared)),
    Own::does(Id::Refresh, |it, shared, _| it.read_again(shared)),
    Own::does(Id::Mark, |it, shared, _| it.mark(shared)).when(Browse::can_mark),
    Own::does(Id::MarkAll, |it, shared, _| it.mark_all(shared)).when(Browse::can_mark),
    Own::does(Id::Problems, |it, _, _| it.switch_problems())
        .when(|_, shared| has_rows(shared))
        .title(|it, _| it.shows_problems_only().then(|| "show all".to_owned())),
    Own::steps(Id::Toggle, Browse::toggle)
        .when(Browse::can_toggle)
        .title(|it, _| title_with_marks("on/off", it.marked_count())),
    // As everywhere where something is looked for; leaving the search gives the key back.
    Own::steps(Id::New, |it, shared, _| it.new_or_next_found(shared))
        .title(|it, _| it.is_searched().then(|| "next found".to_owned())),
    Own::does(Id::SearchPrev, |it, shared, _| it.next_found(false, shared)).when(Browse::needs_search),
    Own::steps(Id::Change, |it, shared, _| it.change(shared))
        .when(Browse::can_change)
        .title(|it, _| title_with_marks("change", it.marked_count())),
    Own::steps(Id::Delete, super::Browse::delete)
        .when(Browse::can_delete)
        .title(|it, _| title_with_marks("delete", it.marked_count())),
    Own::steps(Id::Send, |it, shared, _| it.send(shared)),
    Own::steps(Id::Undo, |_, shared, out| undoing::list(shared, out)),
    Own::steps(Id::Tail, |it, shared, _| it.to_tail(shared))
        .when(Browse::can_tail)
        .title(|_, _| Some("tail".to_owned())),
    Own::steps(Id::Edit, |it, shared, _| it.to_workbench(shared)).when(Browse::can_edit),
    Own::steps(Id::Why, |it, shared, _| it.to_why(shared)).when(Browse::can_ask_why),
    Own::steps(Id::Probe, |it, shared, out| probing::ask(it.probed(shared), shared, out)),
    Own::does(Id::BusLog, |it, shared, out| {
        bus_log::ask(BusLogOf { bus: it.bus_shown(), event: None }, shared, out);
    }),
    Own::steps(Id::Test, |it, shared, _| it.to_workbench(shared)).when(Browse::can_edit),
    Own::steps(Id::Json, |it, shared, _| it.json(shared))
        .when(Browse::needs_selection)
        .title(|it, _| title_with_marks("JSON", it.marked_count())),
    Own::steps(Id::Copy, |it, shared, _| it.copy(shared))
        .when(Browse::needs_selection)
        .title(|it, _| title_with_marks("copy", it.marked_count())),
    Own::steps(Id::UsedBy, Browse::ask_used_by)
        .when(|it, shared| it.takes_one("the list of rules that share targets", shared)),
];

impl Commands for Browse {
    fn handlers(&self) -> &'static [Handler<Self>] {
        COMMANDS
    }

    fn before(&mut self) {
        self.seen = None;
    }

    fn go(&mut self, to: Move, shared: &mut Shared) -> bool {
        self.movement(to, shared);
        true
    }
}

impl Browse {
    pub(super) fn movement(&mut self, to: Move, shared: &Shared) {
        let height = self.height(self.focus(), shared);
        match self.focus() {
            Focus::Buses => {
                self.buses.selection.go(to, self.buses.rows.len(), height);
                self.take_bus(shared);
            }
            Focus::Rules => {
                self.rules.selection.go(to, self.rules.rows.len(), height);
                self.take_rule(shared);
            }
            Focus::Detail => self.scroll.by(to.lines(height), self.detail.len(), height),
        }
    }

    fn back_or_quit(&mut self) -> Step {
        if self.can_go_back().is_err() {
            return Step::Pop;
        }
        self.back();
        Step::Stay
    }

    fn read_again(&mut self, shared: &mut Shared) {
        self.loading.begin_again();
        shared.expire_all();
    }

    fn toggle(&mut self, shared: &mut Shared, out: &mut Vec<Effect>) -> Step {
        if self.marked_count() > 0 {
            let bus = self.bus.clone().unwrap_or_default();
            let keys: Vec<_> = self.marks.names().map(|name| RuleKey::new(&bus, name)).collect();
            if let [one] = keys.as_slice() {
                let rule = shared.account.rule(one).cloned();
                return rule.map_or(Step::Stay, |rule| toggle::ask(&rule, shared, out));
            }
            return toggle::choose(keys, shared);
        }
        match self.selected(shared).cloned() {
            Some(rule) => toggle::ask(&rule, shared, out),
            None => Step::Stay,
        }
    }

    /// What is selected, or all that is marked.
    pub(super) fn things(&self, shared: &Shared) -> Vec<Thing> {
        let bus = self.bus.clone().unwrap_or_default();
        if self.marked_count() > 0 {
            return self.marks.names().map(|name| Thing::Rule(RuleKey::new(&bus, name))).collect();
        }
        match self.rule(shared) {
            Some(rule) => vec![Thing::Rule(rule)],
            None if self.focus() != Focus::Rules => {
                self.bus.iter().map(|bus| Thing::Bus(bus.clone())).collect()
            }
            // An empty list of rules is not about its bus.
            None => Vec::new(),
        }
    }

    fn change(&self, shared: &mut Shared) -> Step {
        let things = self.things(shared);
        let what = match things.as_slice() {
            [one] => one.to_string(),
            many => counted(many.len(), "marked rule", "marked rules"),
        };
        let owner = self.listed_rule(shared).ok().filter(|_| self.marked_count() == 0);
        let owner = owner.and_then(|rule| rule.managed_by.clone());
        menus::menu(things, &what, menus::MenuSubject { owner: owner.as_deref(), state: None })
    }

    fn delete(&mut self, shared: &mut Shared, out: &mut Vec<Effect>) -> Step {
        from_intent::start_reading(Intent::Delete, self.things(shared), shared, out)
    }

    /// A menu of what can be made; where something is searched for, the next place found.
    fn new_or_next_found(&mut self, shared: &mut Shared) -> Step {
        if self.is_searched() {
            self.next_found(true, shared);
            return Step::Stay;
        }
        menus::new_menu(self.bus.as_deref(), shared)
    }

    fn needs_search(&self, shared: &Shared) -> Result<(), Reason> {
        if self.is_searched() {
            return Ok(());
        }
        let key = shared.keymap.name(Id::Filter, Context::Browse);
        Err(format!("nothing is searched for: {key} searches here"))
    }

    /// A form that sends an event to the bus: one that the selected rule takes, where one is selected.
    fn send(&self, shared: &Shared) -> Step {
        let bus = self.bus.as_deref().unwrap_or(Bus::DEFAULT);
        let rule = self.rule(shared).and_then(|rule| shared.account.rule(&rule));
        let pattern =
            rule.and_then(|rule| rule.pattern.as_deref()).and_then(|text| Pattern::parse(text).ok());
        let text = pattern.map_or_else(|| EXAMPLE.to_owned(), |pattern| event_for(&pattern, &whose(shared)));
        Step::Open(Open::Form(Box::new(Form::event(bus, &text))))
    }

    fn to_tail(&self, shared: &Shared) -> Step {
        self.rule(shared).map_or(Step::Stay, |rule| Step::Open(Open::Tail(rule)))
    }

    fn to_why(&self, shared: &Shared) -> Step {
        self.rule(shared).map_or(Step::Stay, |rule| Step::Open(Open::Why { rule, event: None }))
    }

    fn bus_shown(&self) -> String {
        self.bus.clone().unwrap_or_else(|| Bus::DEFAULT.to_owned())
    }

    /// What a probe is of: the rule, where one is selected, else the bus.
    fn probed(&self, shared: &Shared) -> ProbeOf {
        let bus = self.bus_shown();
        let rule = self.rule(shared).filter(|_| self.focus() != Focus::Buses);
        rule.map_or(ProbeOf { bus, rule: None }, ProbeOf::from)
    }

    fn can_ask_why(&self, shared: &Shared) -> Result<(), Reason> {
        self.takes_one("the diagnosis", shared)?;
        self.listed_rule(shared).map(|_| ())
    }

    fn to_workbench(&self, shared: &Shared) -> Step {
        let rule = self.rule(shared);
        let captured = rule.as_ref().and_then(|rule| shared.left.captured(&rule.bus));
        Step::Open(Open::Workbench { rule, captured })
    }

    fn enter(&mut self, shared: &Shared) -> Step {
        let broken = match self.focus() {
            Focus::Buses => shared.account.buses.rows().is_empty(),
            Focus::Rules => self.selected(shared).is_none(),
            Focus::Detail => false,
        };
        if let Some(errors) = self.message_in_full(shared).filter(|_| broken) {
            return Step::Popup(errors);
        }
        self.open();
        Step::Stay
    }

    /// What went wrong, in full.
    pub(in crate::app) fn message_in_full(&self, shared: &Shared) -> Option<Popup> {
        let errors: Vec<_> = self.errors(shared).iter().map(ToString::to_string).collect();
        (!errors.is_empty()).then(|| Popup::message("What went wrong", errors.join("\n\n")))
    }

    /// Only rows with a problem are shown where the keys go.
    fn shows_problems_only(&self) -> bool {
        match self.focus() {
            Focus::Buses => self.buses.problems,
            Focus::Rules | Focus::Detail => self.rules.problems,
        }
    }

    /// The rule that commands act on, as the account's list has it.
    fn listed_rule<'a>(&self, shared: &'a Shared) -> Result<&'a Rule, Reason> {
        let key = self.rule(shared);
        key.and_then(|key| shared.account.rule(&key)).ok_or_else(|| "select a rule first".into())
    }

    fn can_go_back(&self) -> Result<(), Reason> {
        if self.focus() != Focus::Buses || self.narrowed().is_some() {
            Ok(())
        } else {
            Err("this is the first screen: there is nothing to go back to".into())
        }
    }

    fn can_open(&self, shared: &Shared) -> Result<(), Reason> {
        if self.focus() == Focus::Detail {
            return Err("there is nothing to open here".into());
        }
        // Without rows, it tells why there are none.
        if self.errors(shared).is_empty() { self.needs_selection(shared) } else { Ok(()) }
    }

    fn can_mark(&self, shared: &Shared) -> Result<(), Reason> {
        if self.view.is_about_bus() {
            return Err("rules are marked, not buses: go into the bus first".into());
        }
        self.needs_selection(shared)
    }

    fn can_toggle(&self, shared: &Shared) -> Result<(), Reason> {
        match (self.marked_count(), self.things(shared).as_slice()) {
            (0, _) => self.listed_rule(shared)?.may("switch"),
            (1, [Thing::Rule(one)]) => shared.account.rule(one).map_or(Ok(()), |rule| rule.may("switch")),
            (_, _) => Ok(()),
        }
    }

    /// There is something to be changed.
    fn can_change(&self, shared: &Shared) -> Result<(), Reason> {
        if self.things(shared).is_empty() { Err(NOTHING_SELECTED.into()) } else { Ok(()) }
    }

    /// What can never be deleted is not asked about.
    fn can_delete(&self, shared: &Shared) -> Result<(), Reason> {
        self.can_change(shared)?;
        if self.things(shared).iter().any(Thing::is_never_deleted) {
            return Err("the default bus cannot be deleted: every account has it".into());
        }
        match self.listed_rule(shared) {
            Ok(rule) if self.marked_count() == 0 => rule.may("delete"),
            Ok(_) | Err(_) => Ok(()),
        }
    }

    fn can_edit(&self, shared: &Shared) -> Result<(), Reason> {
        self.takes_one("the workbench", shared)?;
        let rule = self.listed_rule(shared)?;
        match &rule.pattern {
            Some(_) => Ok(()),
            None => Err(format!("{} has no event pattern: it runs on a schedule", rule.name)),
        }
    }

    fn can_tail(&self, shared: &Shared) -> Result<(), Reason> {
        self.takes_one("a live tail", shared)?;
        let rule = self.listed_rule(shared)?;
        let targets = shared.account.targets.get(&rule.key()).filter(|targets| targets.at().is_some());
        if targets.is_some_and(|targets| !targets.rows().iter().any(|target| target.log_group().is_some())) {
            let why = format!("{} has no CloudWatch Logs target, so there is no log to watch", rule.name);
            if rule.pattern.is_none() {
                return Err(why);
            }
            if let Some(read_only) = shared.session.read_only {
                return Err(format!("{why}, and no tap can be made: {}", read_only.cause()));
            }
        }
        Ok(())
    }

    fn needs_selection(&self, shared: &Shared) -> Result<(), Reason> {
        if self.has_selection(shared) { Ok(()) } else { Err(NOTHING_SELECTED.into()) }
    }

    /// For commands that take one rule, when others than the selected one are marked.
    fn takes_one(&self, what: &str, shared: &Shared) -> Result<(), Reason> {
        let back = shared.keymap.name(Id::Back, Context::Browse);
        match self.marked_count() {
            0 => Ok(()),
            1 if self.rule.as_ref().is_some_and(|name| self.marks.has(name)) => Ok(()),
            1 => Err(format!(
                "{what} takes the selected rule, and another one is marked; {back} takes the mark away"
            )),
            n => Err(format!("{what} takes one rule, and {n} are marked; {back} takes the marks away")),
        }
    }
}

fn has_rows(shared: &Shared) -> Result<(), Reason> {
    if shared.account.buses.rows().is_empty() { Err(NO_ROWS.into()) } else { Ok(()) }
}
