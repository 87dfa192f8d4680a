//! Every command is one row in one table: dispatch, the footer, the help screen, the palette, the user's key
//! configuration and the README's key table are all derived from it.

mod table;

#[cfg(test)]
mod tests;

pub use table::TABLE;

use super::enabled;
use super::model::Model;
use super::screen::workbench::Focus;

/// Where a key can be pressed. In *list* contexts plain letters command; in *text* contexts they type, and
/// only ctrl, alt and function keys command.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Context {
    /// The buses, rules and detail panes.
    Browse,
    /// The live tail's list.
    Tail,
    /// An event as a folding tree.
    Event,
    /// The workbench: a text context.
    Workbench,
    /// Raw JSON.
    Json,
    /// A plain listing (archives, connections, …).
    Listing,
}

impl Context {
    /// All contexts, in the order help shows them.
    pub const ALL: [Self; 6] =
        [Self::Browse, Self::Tail, Self::Event, Self::Workbench, Self::Json, Self::Listing];

    /// The heading in help and README.
    pub fn title(self) -> &'static str {
        match self {
            Self::Browse => "Browse",
            Self::Tail => "Live tail",
            Self::Event => "Event",
            Self::Workbench => "Workbench",
            Self::Json => "Raw JSON",
            Self::Listing => "Listing",
        }
    }

    /// What help says beneath the keys.
    pub fn notes(self) -> &'static [&'static str] {
        const MOUSE: &str =
            "The wheel scrolls what is under the pointer; a click selects, or presses a button.";
        match self {
            Self::Browse | Self::Listing => &[
                "Filter: of each word, the letters must occur in the name in that order (`ord` finds \
                    orders-audit), or the",
                "whole word in the row's other texts: state, kind, description, pattern. `!word` leaves out \
                    what contains it.",
                "The best match comes first while the rows are sorted by name. esc takes the filter away.",
                MOUSE,
            ],
            Self::Tail => &[
                "Filter: each word must stand somewhere in the event, small letters or capitals; `!word` \
                    leaves out the",
                "events that contain it. A time is the event's own; `~` marks the log's, where an event has \
                    none.",
                MOUSE,
            ],
            Self::Event | Self::Workbench | Self::Json => &[MOUSE],
        }
    }

    /// True where plain letters type.
    pub fn is_text(self) -> bool {
        self == Self::Workbench
    }
}

/// The commands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[allow(missing_docs)]
pub enum Id {
    Up,
    Down,
    Top,
    Bottom,
    PageUp,
    PageDown,
    HalfUp,
    HalfDown,
    NextPane,
    PrevPane,
    Left,
    Right,
    Open,
    Back,
    BackOrQuit,
    Filter,
    Palette,
    Help,
    Refresh,
    Sort,
    Describe,
    Json,
    Edit,
    Test,
    Tail,
    Toggle,
    Undo,
    Mark,
    MarkAll,
    Problems,
    Copy,
    UsedBy,
    Pause,
    Follow,
    Wrap,
    Utc,
    SaveEvent,
    PatternFilter,
    SearchNext,
    SearchPrev,
    NextEvent,
    PrevEvent,
    NextChanged,
    FoldAll,
    UnfoldAll,
    OpenEvent,
    OpenFile,
    Samples,
    Fix,
    Complete,
    UndoEdit,
    RedoEdit,
    Save,
    AskAws,
    Format,
    Revert,
    TargetsInput,
    Messages,
    Suspend,
    Redraw,
    Quit,
}

impl Id {
    /// True for what only moves about: nobody looks for that by name.
    pub fn only_moves(self) -> bool {
        use Id::{
            Bottom, Down, HalfDown, HalfUp, Left, NextPane, PageDown, PageUp, PrevPane, Right, Top, Up,
        };
        matches!(
            self,
            Up | Down
                | Top
                | Bottom
                | PageUp
                | PageDown
                | HalfUp
                | HalfDown
                | NextPane
                | PrevPane
                | Left
                | Right
        )
    }

    /// Its rank in the footer while rows are marked: what takes all of them comes first.
    fn rank_for_marks(self) -> u8 {
        const RANKS: [Id; 8] =
            [Id::Toggle, Id::Copy, Id::Mark, Id::Back, Id::Help, Id::Json, Id::MarkAll, Id::Filter];
        RANKS.iter().position(|id| *id == self).and_then(|at| u8::try_from(at + 1).ok()).unwrap_or(0)
    }
}

/// Why a command cannot be used right now, in words for the operator.
pub type Reason = String;

/// A row of the table.
pub struct Command {
    /// The command.
    pub id: Id,
    /// Its name in the key configuration and the palette, such as `toggle`.
    pub name: &'static str,
    /// Two or three words for the footer.
    pub title: &'static str,
    /// One sentence for help.
    pub help: &'static str,
    /// Where it can be used.
    pub contexts: &'static [Context],
    /// Default keys in list contexts, in the notation of [`super::keymap::Chord`].
    pub keys: &'static [&'static str],
    /// Default keys in text contexts.
    pub text_keys: &'static [&'static str],
    /// Rank in the footer: 0 is not shown, 1 comes first.
    pub footer: u8,
    /// The same in contexts where it is another one.
    pub footer_in: &'static [(Context, u8)],
    /// Changes the account, so read-only mode takes it out of footer and palette.
    pub writes: bool,
    /// Whether it can be used now.
    pub enabled: fn(&Model) -> Result<(), Reason>,
}

/// Whether the list of the visible tail is so.
fn tail_is(model: &Model, so: impl Fn(&crate::tail::View) -> bool) -> bool {
    let super::Screen::Tail(tail) = model.screen() else { return false };
    tail.session().is_some_and(|session| so(&session.view))
}

/// What going to the workbench's next pane is for.
fn next_pane(model: &Model) -> Option<&'static str> {
    let super::Screen::Workbench(bench) = model.screen() else { return None };
    Some(match bench.next_pane() {
        Focus::Pattern => "edit pattern",
        Focus::Event => "edit event",
        Focus::Inputs => "read input",
    })
}

/// Commands the footer shows at most.
const FOOTER: usize = 7;

impl Command {
    /// The commands that matter most on the visible screen right now, help last: what the bottom line shows.
    pub fn footer(model: &Model) -> Vec<&'static Self> {
        let context = model.context();
        let nowhere = enabled::back(model).is_err();
        let marked = model.screen().marked() > 0;
        let rank = |row: &Self| if marked { row.id.rank_for_marks() } else { row.rank_in(context) };
        let shown = |row: &&Self| {
            let leads_out = row.id != Id::BackOrQuit || nowhere;
            rank(row) > 0 && row.contexts.contains(&context) && leads_out && (row.enabled)(model).is_ok()
        };
        let mut rows: Vec<_> = TABLE.iter().filter(shown).collect();
        rows.sort_by_key(|row| rank(row));
        let help = rows.iter().position(|row| row.id == Id::Help).map(|at| rows.remove(at));
        rows.truncate(FOOTER - usize::from(help.is_some()));
        rows.extend(help);
        rows
    }

    /// Its rank in the footer of a context.
    fn rank_in(&self, context: Context) -> u8 {
        self.footer_in.iter().find(|(other, _)| *other == context).map_or(self.footer, |(_, rank)| *rank)
    }

    /// Its title on the visible screen right now: what filters a list searches a text, and what takes the
    /// marked rows says how many.
    pub fn title_now(&self, model: &Model) -> String {
        let marked = model.screen().marked();
        match (self.id, model.context()) {
            (Id::Filter, Context::Json | Context::Event) => "search".into(),
            (Id::Open, Context::Event) => "fold".into(),
            (Id::OpenEvent, _) => next_pane(model).unwrap_or(self.title).into(),
            (Id::Pause, _) if tail_is(model, crate::tail::View::is_paused) => "go on".into(),
            (Id::Follow, _) if tail_is(model, crate::tail::View::is_following) => "stop following".into(),
            (Id::Toggle | Id::Copy | Id::Json, _) if marked > 0 => format!("{} {marked}", self.title),
            (Id::Back, _) if model.shared.alerts.is_empty() => {
                model.screen().back_title().unwrap_or(self.title).into()
            }
            (Id::Problems, _) if model.screen().shows_problems_only() => "show all".into(),
            _ => self.title.into(),
        }
    }

    /// The row of a command.
    pub fn of(id: Id) -> Option<&'static Self> {
        TABLE.iter().find(|row| row.id == id)
    }
}
