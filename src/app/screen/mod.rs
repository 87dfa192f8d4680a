//! The screens: one file for the state of each, and what they have in common.

pub mod browse;
pub mod event;
pub mod json;
pub mod listing;
pub mod tail;
pub mod workbench;

use super::command::{Context, Id};
use super::effect::Effect;
use super::message::Written;
use super::model::Shared;
use super::popup::Popup;
use super::prompt::Prompt;
use super::read::Answer;
use crate::model::{CallError, RuleKey, TailUpdate};
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
}

/// What a screen wants to happen to the stack after it has handled something.
#[derive(Debug, Default)]
#[allow(clippy::large_enum_variant, reason = "there are a handful of them at any time")]
pub enum Step {
    /// Nothing.
    #[default]
    Stay,
    /// Another screen over this one.
    Push(Screen),
    /// Back to the screen below; on the first screen, quit.
    Pop,
    /// A popup over this screen.
    Popup(Popup),
}

/// What the top line says of a screen.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Title {
    /// Where we are, from the outside in, with ` › ` between.
    pub place: String,
    /// Counts and progress, for the right end.
    pub counts: String,
}

/// What of a list is not as it is at first, and what `back` takes away before it leaves: the first of these.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Narrowed {
    /// Rows are marked.
    Marks,
    /// A filter is on.
    Filter,
    /// Only rows with a problem are shown.
    Problems,
}

impl Narrowed {
    fn back_title(self) -> &'static str {
        match self {
            Self::Marks => "unmark",
            Self::Filter => "clear filter",
            Self::Problems => "show all",
        }
    }
}

/// Hands a call to whichever screen it is.
macro_rules! each {
    ($screen:expr, $it:ident => $call:expr) => {
        match $screen {
            Screen::Browse($it) => $call,
            Screen::Tail($it) => $call,
            Screen::Workbench($it) => $call,
            Screen::Json($it) => $call,
            Screen::Listing($it) => $call,
        }
    };
}

impl Screen {
    /// The context its keys belong to.
    pub fn context(&self) -> Context {
        match self {
            Self::Browse(_) => Context::Browse,
            Self::Tail(screen) => screen.context(),
            Self::Workbench(_) => Context::Workbench,
            Self::Json(_) => Context::Json,
            Self::Listing(_) => Context::Listing,
        }
    }

    /// What the top line says of it.
    pub fn title(&self, shared: &Shared) -> Title {
        match self {
            Self::Browse(screen) => screen.title(shared),
            Self::Json(screen) => screen.title(shared),
            Self::Listing(screen) => screen.title(shared),
            Self::Tail(screen) => screen.title(shared),
            Self::Workbench(screen) => screen.title(shared),
        }
    }

    /// The line being typed, which the bottom line shows.
    pub fn prompt(&self) -> Option<&Prompt> {
        match self {
            Self::Browse(screen) => screen.prompt(),
            Self::Json(screen) => screen.prompt(),
            Self::Listing(screen) => screen.prompt(),
            Self::Tail(screen) => screen.prompt(),
            Self::Workbench(screen) => screen.prompt(),
        }
    }

    /// The rule its commands act on.
    pub fn rule(&self, shared: &Shared) -> Option<RuleKey> {
        match self {
            Self::Browse(screen) => screen.rule(shared),
            Self::Tail(screen) => screen.rule(shared),
            Self::Workbench(screen) => screen.rule(shared),
            Self::Json(_) | Self::Listing(_) => None,
        }
    }

    /// How many marked rows its commands take; 0 when they take the selected one.
    pub fn marked(&self) -> usize {
        match self {
            Self::Browse(screen) => screen.marked(),
            Self::Listing(screen) => screen.marks.len(),
            Self::Tail(_) | Self::Workbench(_) | Self::Json(_) => 0,
        }
    }

    /// Only rows with a problem are shown where the keys go.
    pub fn shows_problems_only(&self) -> bool {
        match self {
            Self::Browse(screen) => match screen.focus() {
                browse::Focus::Buses => screen.bus_problems,
                browse::Focus::Rules | browse::Focus::Detail => screen.rule_problems,
            },
            Self::Listing(screen) => screen.problems,
            Self::Tail(_) | Self::Workbench(_) | Self::Json(_) => false,
        }
    }

    /// What `back` does on it where it does not leave: takes away what narrows, marks or searches its rows.
    pub fn back_title(&self) -> Option<&'static str> {
        match self {
            Self::Browse(screen) => screen.narrowed().map(Narrowed::back_title),
            Self::Listing(screen) => screen.narrowed().map(Narrowed::back_title),
            Self::Tail(screen) => screen.back_title(),
            Self::Json(screen) => screen.is_searched().then_some("clear search"),
            Self::Workbench(screen) => screen.inputs().map(|_| "close input"),
        }
    }

    /// True while there is something for `open`, `copy` and the like to take.
    pub fn has_selection(&self, shared: &Shared) -> bool {
        match self {
            Self::Browse(screen) => screen.has_selection(shared),
            Self::Tail(screen) => screen.has_selection(),
            Self::Listing(screen) => screen.selected().is_some() || !screen.marks.is_empty(),
            Self::Json(_) | Self::Workbench(_) => true,
        }
    }

    /// A command.
    pub fn run(&mut self, id: Id, shared: &mut Shared, out: &mut Vec<Effect>) -> Step {
        each!(self, screen => screen.run(id, shared, out))
    }

    /// True while keys that type go into an input line of the screen (a filter being typed), list context or
    /// not.
    pub fn is_typing(&self) -> bool {
        each!(self, screen => screen.is_typing())
    }

    /// A key that is no command, or any key while the screen is typing.
    pub fn key(&mut self, key: KeyEvent, shared: &mut Shared, out: &mut Vec<Effect>) -> Step {
        each!(self, screen => screen.key(key, shared, out))
    }

    /// Pasted text.
    pub fn paste(&mut self, text: &str, shared: &mut Shared, out: &mut Vec<Effect>) -> Step {
        each!(self, screen => screen.paste(text, shared, out))
    }

    /// The mouse did something.
    pub fn mouse(&mut self, mouse: MouseEvent, shared: &mut Shared, out: &mut Vec<Effect>) -> Step {
        each!(self, screen => screen.mouse(mouse, shared, out))
    }

    /// Something was read, by whichever screen it was asked for.
    pub fn answer(&mut self, answer: &Answer, shared: &mut Shared) -> Step {
        match self {
            Self::Browse(screen) => screen.answer(answer),
            Self::Workbench(screen) => screen.answer(answer, shared),
            Self::Tail(_) | Self::Json(_) | Self::Listing(_) => Step::Stay,
        }
    }

    /// An edited rule was saved, or was not.
    pub fn saved(
        &mut self,
        rule: &RuleKey,
        outcome: &Result<Written, CallError>,
        shared: &mut Shared,
        out: &mut Vec<Effect>,
    ) -> Step {
        match self {
            Self::Workbench(screen) if screen.rule(shared).as_ref() == Some(rule) => {
                screen.saved(outcome, shared, out)
            }
            Self::Workbench(_) | Self::Browse(_) | Self::Tail(_) | Self::Json(_) | Self::Listing(_) => {
                Step::Stay
            }
        }
    }

    /// Something of the account has changed other than by reading it.
    pub fn look_again(&mut self) {
        match self {
            Self::Browse(screen) => screen.look_again(),
            Self::Tail(_) | Self::Workbench(_) | Self::Json(_) | Self::Listing(_) => {}
        }
    }

    /// The account's data, the size or the time changed: correct selection and scroll, ask for what is now on
    /// screen.
    pub fn refresh(&mut self, shared: &mut Shared, out: &mut Vec<Effect>) {
        each!(self, screen => screen.refresh(shared, out));
    }

    /// News of a tail; only the screen that owns it takes it (and answers true).
    pub fn tail(
        &mut self,
        tail: super::effect::TailId,
        update: &TailUpdate,
        shared: &mut Shared,
        out: &mut Vec<Effect>,
    ) -> bool {
        match self {
            Self::Tail(screen) => screen.news(tail, update, shared, out),
            Self::Browse(_) | Self::Workbench(_) | Self::Json(_) | Self::Listing(_) => false,
        }
    }

    /// The operator answered one of the workbench's questions.
    pub fn choose(&mut self, choice: workbench::Choice, shared: &mut Shared, out: &mut Vec<Effect>) -> Step {
        match self {
            Self::Workbench(screen) => screen.choose(choice, shared, out),
            Self::Browse(_) | Self::Tail(_) | Self::Json(_) | Self::Listing(_) => Step::Stay,
        }
    }

    /// The screen is about to be left for good: end what it holds open.
    pub fn close(&mut self, shared: &mut Shared, out: &mut Vec<Effect>) {
        match self {
            Self::Tail(screen) => screen.close(shared, out),
            Self::Workbench(screen) => screen.close(shared, out),
            Self::Browse(_) | Self::Json(_) | Self::Listing(_) => {}
        }
    }

    /// True when leaving would lose text that is not saved.
    pub fn is_modified(&self) -> bool {
        match self {
            Self::Workbench(screen) => screen.is_modified(),
            Self::Browse(_) | Self::Tail(_) | Self::Json(_) | Self::Listing(_) => false,
        }
    }
}
