//! How a screen answers for its commands: a list with, for each, whether it can be run right now and what it
//! does. What is not in the list is not the screen's, and that is an answer too.
//!
//! A new command is a row of the table ([`super::command::TABLE`]) and an entry in the list of the screen
//! that owns it. Commands that every screen has are the app's ([`super::app_command`]).

use super::command::{Id, Move, Reason};
use super::effect::Effect;
use super::shared::Shared;
use super::step::Step;

/// Why a command that takes the selected row cannot be run.
pub(super) const NOTHING_SELECTED: &str = "nothing is selected here";

/// What a screen of type `S` does with one command.
pub struct Handler<S: 'static> {
    id: Id,
    can: fn(&S, &Shared) -> Result<(), Reason>,
    run: RunFn<S>,
    title: fn(&S, &Shared) -> Option<String>,
    rank: fn(&S) -> Option<u8>,
}

enum RunFn<S> {
    Steps(fn(&mut S, &mut Shared, &mut Vec<Effect>) -> Step),
    Stays(fn(&mut S, &mut Shared, &mut Vec<Effect>)),
}

impl<S> Handler<S> {
    /// A command that may lead to another screen or a popup.
    pub(super) const fn steps(id: Id, run: fn(&mut S, &mut Shared, &mut Vec<Effect>) -> Step) -> Self {
        Self { id, can: |_, _| Ok(()), run: RunFn::Steps(run), title: |_, _| None, rank: |_| None }
    }

    /// A command that stays on the screen.
    pub(super) const fn does(id: Id, run: fn(&mut S, &mut Shared, &mut Vec<Effect>)) -> Self {
        Self { id, can: |_, _| Ok(()), run: RunFn::Stays(run), title: |_, _| None, rank: |_| None }
    }

    /// Can be run only when this says so; else the reason is told.
    pub(super) const fn when(mut self, can: fn(&S, &Shared) -> Result<(), Reason>) -> Self {
        self.can = can;
        self
    }

    /// What the footer calls it, where that is not the table's title.
    pub(super) const fn title(mut self, title: fn(&S, &Shared) -> Option<String>) -> Self {
        self.title = title;
        self
    }

    /// Its rank in the footer, where that is not the table's: what is needed right here comes first.
    pub(super) const fn rank(mut self, rank: fn(&S) -> Option<u8>) -> Self {
        self.rank = rank;
        self
    }
}

/// A screen that answers for its commands.
pub(super) trait Commands: Sized + 'static {
    /// Its commands in its present context, movements left out.
    fn handlers(&self) -> &'static [Handler<Self>];

    /// Moves; false when the screen has nothing that moves.
    fn go(&mut self, to: Move, shared: &mut Shared) -> bool;

    /// What is done before any command.
    fn before(&mut self) {}

    /// True when it has something that moves.
    fn has_moves(&self) -> bool {
        true
    }

    /// The entry of a command, if it is this screen's.
    fn handler(&self, id: Id) -> Option<&'static Handler<Self>> {
        self.handlers().iter().find(|handler| handler.id == id)
    }

    /// Whether it can run a command now; nothing when the command is not its own.
    fn can(&self, id: Id, shared: &Shared) -> Option<Result<(), Reason>> {
        if Move::of(id).is_some() {
            return self.has_moves().then_some(Ok(()));
        }
        self.handler(id).map(|handler| (handler.can)(self, shared))
    }

    /// Runs a command; nothing when it is not its own.
    fn run(&mut self, id: Id, shared: &mut Shared, out: &mut Vec<Effect>) -> Option<Step> {
        self.before();
        if let Some(to) = Move::of(id) {
            return self.go(to, shared).then_some(Step::Stay);
        }
        let handler = self.handler(id)?;
        Some(match handler.run {
            RunFn::Steps(run) => run(self, shared, out),
            RunFn::Stays(run) => {
                run(self, shared, out);
                Step::Stay
            }
        })
    }

    /// What the footer calls a command right now, where that is not the table's title.
    fn title_of(&self, id: Id, shared: &Shared) -> Option<String> {
        (self.handler(id)?.title)(self, shared)
    }

    /// The rank of a command in the footer right now, where that is not the table's.
    fn rank_of(&self, id: Id) -> Option<u8> {
        (self.handler(id)?.rank)(self)
    }
}
