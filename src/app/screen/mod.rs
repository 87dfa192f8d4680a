//! The screens: one folder or file for the state of each, and here what hands a call to whichever is meant.
//! No screen knows another one, or this file: what they ask for is data ([`super::step`]).

pub mod browse;
pub mod event;
pub mod form;
pub mod json;
pub mod listing;
pub mod tail;
pub mod which;
pub mod why;
pub mod workbench;

use super::command::{Context, Id, Reason};
use super::effect::{Effect, TailId};
use super::handler::Commands as _;
use super::judging::Verdicts;
use super::message::ReadBack;
use super::popup::{Choice, Popup};
use super::prompt::Prompt;
use super::read::{Answer, Read};
use super::request::Req;
use super::shared::Shared;
use super::step::{Open, Step, Title};
use crate::model::{
    CallError, Change, Changed, EventEntry, RuleKey, SavedEvent, TailUpdate, Tap, Thing, ThingKind,
};
use crossterm::event::{KeyEvent, MouseEvent};

/// A screen's state.
#[derive(Debug)]
#[allow(clippy::large_enum_variant, reason = "there are a handful of them at any time")]
pub enum Screen {
    /// Buses, rules and detail.
    Browse(browse::Browse),
    /// A rule's live tail.
    Tail(Box<tail::Tail>),
    /// Edit a pattern and test it in place.
    Workbench(Box<workbench::Workbench>),
    /// Raw JSON.
    Json(json::JsonView),
    /// A plain listing.
    Listing(listing::ListingView),
    /// A form being filled in.
    Form(Box<form::FormView>),
    /// Why a rule does not fire.
    Why(Box<why::Why>),
    /// Which rules take an event.
    Which(Box<which::Which>),
}

/// Calls a method on the screen, whichever it is.
macro_rules! each {
    ($screen:expr, $it:ident => $call:expr) => {
        match $screen {
            Screen::Browse($it) => $call,
            Screen::Tail($it) => $call,
            Screen::Workbench($it) => $call,
            Screen::Json($it) => $call,
            Screen::Listing($it) => $call,
            Screen::Form($it) => $call,
            Screen::Why($it) => $call,
            Screen::Which($it) => $call,
        }
    };
}

/// Calls a method on the screens that have it; the last expression is the answer of all others.
macro_rules! only {
    ($screen:expr, [$($takes:ident),+], $it:ident => $call:expr, else $answer:expr) => {{
        $(if let Screen::$takes($it) = $screen {
            return $call;
        })+
        $answer
    }};
}

/// Calls it on the screens that can open a line to type in; a new screen that can has its name here.
macro_rules! where_typed {
    ($screen:expr, $it:ident => $call:expr, else $answer:expr) => {
        only!($screen, [Browse, Json, Listing, Tail, Form, Workbench, Why], $it => $call, else $answer)
    };
}

impl Screen {
    /// The screen that another one asks for.
    pub fn open(open: Open) -> Self {
        match open {
            Open::Tail(rule) => Self::Tail(Box::new(tail::Tail::open(rule))),
            Open::Workbench { rule, captured } => {
                Self::Workbench(Box::new(workbench::Workbench::open(rule, captured)))
            }
            Open::Try(given) => Self::Workbench(Box::new(workbench::Workbench::of_file(given))),
            Open::OfForm(pattern) => Self::Workbench(Box::new(workbench::Workbench::of_form(pattern))),
            Open::Json { title, text } => Self::Json(json::JsonView::open(title, text)),
            Open::Why { rule, event } => Self::Why(Box::new(why::Why::open(rule, event))),
            Open::Which { bus, rule, event } => Self::Which(Box::new(which::Which::open(bus, rule, event))),
            Open::Listing(listing) => Self::Listing(listing::ListingView::open(listing)),
            Open::Described(listing, thing) => {
                Self::Listing(listing::ListingView::describing(listing, thing))
            }
            Open::Form(form) => Self::form(*form, None),
        }
    }

    /// A form, with what was typed in it when it was left before.
    pub(super) fn form(
        form: super::form::Form,
        kept: Option<std::collections::BTreeMap<String, String>>,
    ) -> Self {
        Self::Form(Box::new(form::FormView::open(form, kept)))
    }

    /// True while what is typed is a secret.
    pub fn is_secret(&self) -> bool {
        only!(self, [Form], screen => screen.is_secret(), else false)
    }

    /// True where a secret can be typed in one of its fields.
    pub fn has_secrets(&self) -> bool {
        only!(self, [Form], screen => screen.has_secrets(), else false)
    }

    /// True where what is typed goes into an event; `ahead` where it is struck while something is awaited.
    pub fn types_event(&self, ahead: bool) -> bool {
        only!(self, [Form, Workbench], screen => screen.types_event(ahead), else false)
    }

    /// A change was made, or was not.
    pub(super) fn on_changed(
        &mut self,
        req: Req,
        change: &Change,
        outcome: &Result<(Changed, Vec<String>), CallError>,
        shared: &mut Shared,
        out: &mut Vec<Effect>,
    ) -> Step {
        if change.is_making() && outcome.is_ok() {
            self.select_made(&change.thing);
        }
        only!(self, [Form], screen => screen.on_changed(req, change, outcome, shared, out), else Step::Stay)
    }

    /// Whether things of that kind are among what it lists.
    pub(super) fn lists(&self, kind: ThingKind) -> bool {
        match self {
            Self::Browse(_) => matches!(kind, ThingKind::Bus | ThingKind::Rule),
            Self::Listing(screen) => screen.about().kind() == Some(kind),
            Self::Tail(_)
            | Self::Workbench(_)
            | Self::Json(_)
            | Self::Form(_)
            | Self::Why(_)
            | Self::Which(_) => false,
        }
    }

    /// Something was made: it is selected, for the next key is about that.
    pub(super) fn select_made(&mut self, thing: &Thing) {
        only!(self, [Browse, Listing], screen => screen.select_made(thing), else ());
    }

    /// An event is with EventBridge.
    pub(super) fn on_sent(&mut self, entry: &EventEntry, shared: &mut Shared, out: &mut Vec<Effect>) -> Step {
        only!(self, [Form], screen => screen.on_sent(entry, shared, out), else Step::Stay)
    }

    /// Whether a command that elsewhere changes the account changes only a file of ours here.
    pub(in crate::app) fn is_of_our_files(&self, id: Id) -> bool {
        only!(self, [Form, Listing], screen => screen.is_of_our_files(id), else false)
    }

    /// The pattern that it gave to the workbench comes back.
    pub(super) fn take_pattern(&mut self, pattern: &str) {
        only!(self, [Form], screen => screen.take_pattern(pattern), else ());
    }

    /// An event was saved by name.
    pub(super) fn event_saved(
        &mut self,
        event: &SavedEvent,
        shared: &mut Shared,
        out: &mut Vec<Effect>,
    ) -> Step {
        only!(self, [Form], screen => screen.event_saved(event, shared, out), else Step::Stay)
    }

    /// The context its keys belong to.
    pub fn context(&self) -> Context {
        match self {
            Self::Browse(_) => Context::Browse,
            Self::Tail(screen) => screen.context(),
            Self::Workbench(_) => Context::Workbench,
            Self::Json(_) => Context::Json,
            Self::Listing(_) => Context::Listing,
            Self::Form(_) => Context::Form,
            Self::Why(_) => Context::Why,
            Self::Which(_) => Context::Which,
        }
    }

    /// What the top line says of it.
    pub fn title(&self, shared: &Shared) -> Title {
        each!(self, screen => screen.title(shared))
    }

    /// The line being typed, which the footer shows.
    pub fn prompt(&self) -> Option<&Prompt> {
        where_typed!(self, screen => screen.prompt(), else None)
    }

    /// How many marked rows its commands take; 0 when they take the selected one.
    pub fn marked_count(&self) -> usize {
        only!(self, [Browse, Listing], screen => screen.marked_count(), else 0)
    }

    /// Whether a command can be run now, or why not; nothing when it is not this screen's.
    pub fn can(&self, id: Id, shared: &Shared) -> Option<Result<(), Reason>> {
        each!(self, screen => screen.can(id, shared))
    }

    /// Runs a command; nothing when it is not this screen's.
    pub fn run(&mut self, id: Id, shared: &mut Shared, out: &mut Vec<Effect>) -> Option<Step> {
        each!(self, screen => screen.run(id, shared, out))
    }

    /// What the footer calls a command right now, where that is not the table's title.
    pub fn title_of(&self, id: Id, shared: &Shared) -> Option<String> {
        each!(self, screen => screen.title_of(id, shared))
    }

    /// The rank of a command in the footer right now, where that is not the table's.
    pub(in crate::app) fn rank_of(&self, id: Id) -> Option<u8> {
        each!(self, screen => screen.rank_of(id))
    }

    /// What the screen has to say in full: what went wrong, mostly.
    pub fn message_in_full(&self, shared: &Shared) -> Option<Popup> {
        if let Self::Workbench(screen) = self {
            return Some(screen.message_in_full(shared));
        }
        only!(self, [Browse, Tail], screen => screen.message_in_full(shared), else {
            only!(self, [Listing, Why, Which], screen => screen.message_in_full(), else None)
        })
    }

    /// True while keys that type go into an input line of the screen (a filter being typed), list context or
    /// not.
    pub fn is_typing(&self) -> bool {
        where_typed!(self, screen => screen.is_typing(), else false)
    }

    /// A key that is no command, or any key while the screen is typing.
    pub fn key(&mut self, key: KeyEvent, shared: &mut Shared, out: &mut Vec<Effect>) -> Step {
        where_typed!(self, screen => screen.key(key, shared, out), else Step::Stay)
    }

    /// Pasted text.
    pub fn paste(&mut self, text: &str, shared: &mut Shared, out: &mut Vec<Effect>) -> Step {
        where_typed!(self, screen => screen.paste(text, shared, out), else Step::Stay)
    }

    /// The mouse did something.
    pub fn mouse(&mut self, mouse: MouseEvent, shared: &mut Shared) -> Step {
        each!(self, screen => screen.mouse(mouse, shared))
    }

    /// Something was read, by whichever screen it was asked for.
    pub fn answer(&mut self, answer: &Answer, shared: &mut Shared) -> Step {
        only!(
            self,
            [Browse, Workbench, Why, Tail, Listing, Form],
            screen => screen.answer(answer, shared),
            else Step::Stay
        )
    }

    /// A tap was made, or was not; only the screen that wanted it takes it (and answers true).
    pub fn on_tap(
        &mut self,
        tap: &Tap,
        outcome: &Result<(), CallError>,
        shared: &mut Shared,
        out: &mut Vec<Effect>,
    ) -> bool {
        only!(self, [Tail], screen => screen.on_tap(tap, outcome, shared, out), else false)
    }

    /// A part of the captured events was judged.
    pub fn on_verdicts(&mut self, req: Req, verdicts: &Verdicts) {
        only!(self, [Workbench], screen => screen.take_verdicts(req, verdicts), else ());
    }

    /// What of the account it shows that may change at any time.
    pub(in crate::app) fn on_screen(&self, shared: &Shared) -> Vec<Read> {
        only!(self, [Browse], screen => screen.on_screen(shared), else {
            only!(self, [Listing], screen => screen.on_screen(), else Vec::new())
        })
    }

    /// What else it shows a number or a word of, many reads in all.
    pub(in crate::app) fn on_screen_in_short(&self, shared: &Shared) -> Vec<Read> {
        only!(self, [Browse], screen => screen.on_screen_in_short(shared), else Vec::new())
    }

    /// A double click opens what the press before has selected.
    pub fn opens_on_double_click(&self) -> bool {
        match self {
            Self::Browse(_) | Self::Tail(_) | Self::Listing(_) | Self::Which(_) | Self::Why(_) => true,
            Self::Workbench(_) | Self::Json(_) | Self::Form(_) => false,
        }
    }

    /// The operator's own editor has ended; only the screen whose text it had takes what it left (and answers
    /// true).
    pub fn edited_outside(&mut self, outcome: &Result<String, CallError>, shared: &mut Shared) -> bool {
        only!(self, [Workbench], screen => screen.edited_outside(outcome, shared), else false)
    }

    /// An edited rule was saved, or was not; only the screen that edits it takes it.
    pub fn on_saved(
        &mut self,
        rule: &RuleKey,
        outcome: &Result<ReadBack, CallError>,
        shared: &mut Shared,
        out: &mut Vec<Effect>,
    ) -> Step {
        if let Self::Workbench(screen) = self
            && screen.rule(shared).as_ref() == Some(rule)
        {
            return screen.on_saved(outcome, shared, out);
        }
        Step::Stay
    }

    /// Something of the account has changed other than by reading it.
    pub fn look_again(&mut self) {
        only!(self, [Browse, Why], screen => screen.look_again(), else ());
    }

    /// The account's data, the size or the time changed: correct selection and scroll, ask for what is now on
    /// screen.
    pub fn refresh(&mut self, shared: &mut Shared, out: &mut Vec<Effect>) {
        each!(self, screen => screen.refresh(shared, out));
    }

    /// News of a tail; only the screen that owns it takes it (and answers true).
    pub fn tail(
        &mut self,
        tail: TailId,
        update: &TailUpdate,
        shared: &mut Shared,
        out: &mut Vec<Effect>,
    ) -> bool {
        only!(self, [Tail], screen => screen.news(tail, update, shared, out), else false)
    }

    /// The operator answered a question of the screen.
    pub fn choose(&mut self, choice: Choice, shared: &mut Shared, out: &mut Vec<Effect>) -> Step {
        match choice {
            Choice::Workbench(choice) => {
                only!(self, [Workbench], screen => screen.choose(choice, shared, out), else Step::Stay)
            }
            Choice::Form(choice) => {
                only!(self, [Form], screen => screen.choose(choice, shared, out), else Step::Stay)
            }
            Choice::Lead(at) => {
                only!(self, [Listing], screen => screen.lead(at, shared, out), else Step::Stay)
            }
            Choice::LookedUp(at) => {
                only!(self, [Why], screen => screen.take_looked_up(at), else Step::Stay)
            }
            Choice::Event(event) => {
                if let Self::Workbench(screen) = self {
                    screen.try_event(event, shared);
                } else if let Self::Why(screen) = self {
                    screen.try_event(event, shared, out);
                }
                Step::Stay
            }
        }
    }

    /// The screen is about to be left for good: end what it holds open.
    pub fn close(&mut self, shared: &mut Shared, out: &mut Vec<Effect>) {
        only!(self, [Tail, Workbench, Form], screen => screen.close(shared, out), else ());
    }

    /// True when leaving would lose text that is not saved.
    pub fn is_modified(&self) -> bool {
        only!(self, [Workbench, Form], screen => screen.is_modified(), else false)
    }
}
