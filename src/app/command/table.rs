//! The rows. Two commands never share a key in one context; a test holds that.

use super::{Command, Context, Id};
use Context::{Browse, Event, Json, Listing, Tail, Workbench};

const LISTS: &[Context] = &[Browse, Tail, Event, Json, Listing];
const ALL: &[Context] = &[Browse, Tail, Event, Json, Listing, Workbench];

const fn row(
    id: Id,
    name: &'static str,
    title: &'static str,
    contexts: &'static [Context],
    help: &'static str,
) -> Command {
    Command {
        id,
        name,
        title,
        help,
        contexts,
        keys: &[],
        text_keys: &[],
        footer: 0,
        footer_in: &[],
        writes: false,
    }
}

impl Command {
    const fn keys(mut self, keys: &'static [&'static str]) -> Self {
        self.keys = keys;
        self
    }

    const fn text_keys(mut self, keys: &'static [&'static str]) -> Self {
        self.text_keys = keys;
        self
    }

    const fn rank(mut self, rank: u8) -> Self {
        self.footer = rank;
        self
    }

    const fn ranks(mut self, ranks: &'static [(Context, u8)]) -> Self {
        self.footer_in = ranks;
        self
    }

    const fn writes(mut self) -> Self {
        self.writes = true;
        self
    }
}

/// The table, in the order help shows it.
pub static TABLE: &[Command] = &[
    row(Id::Up, "up", "up", LISTS, "Move up one line.").keys(&["up", "k"]),
    row(Id::Down, "down", "down", LISTS, "Move down one line.").keys(&["down", "j"]),
    row(Id::Top, "top", "first", LISTS, "Go to the first line.").keys(&["g", "home"]),
    row(Id::Bottom, "bottom", "last", LISTS, "Go to the last line.").keys(&["G", "end"]),
    row(Id::PageUp, "page-up", "page up", LISTS, "Move up one page.").keys(&["pgup"]),
    row(Id::PageDown, "page-down", "page down", LISTS, "Move down one page.").keys(&["pgdn"]),
    row(Id::HalfUp, "half-up", "half up", LISTS, "Move up half a page.").keys(&["ctrl-u"]),
    row(Id::HalfDown, "half-down", "half down", LISTS, "Move down half a page.").keys(&["ctrl-d"]),
    row(Id::NextPane, "next-pane", "next pane", &[Browse, Tail, Event], "Go to the next pane.")
        .keys(&["tab"]),
    row(Id::PrevPane, "previous-pane", "previous pane", &[Browse, Tail, Event], "Go to the pane before.")
        .keys(&["shift-tab"]),
    row(Id::Left, "left", "fold", &[Browse, Event, Json], "Fold, or go left.").keys(&["left", "h"]),
    row(Id::Right, "right", "unfold", &[Browse, Tail, Event, Json], "Unfold, or go right.").keys(&["right"]),
    row(Id::Open, "open", "open", &[Browse, Tail, Event, Listing], "Go into what is selected.")
        .keys(&["enter"])
        .rank(1),
    row(Id::Back, "back", "back", ALL, "Go back.").keys(&["esc"]).text_keys(&["esc"]).rank(7),
    row(Id::BackOrQuit, "back-or-quit", "quit", LISTS, "Go back; at the top, quit.").keys(&["q"]).rank(9),
    row(
        Id::Tail,
        "tail",
        "live tail",
        &[Browse],
        "Watch live the events that the rule delivers to its log group.",
    )
    .keys(&["l"])
    .rank(2),
    row(Id::Edit, "edit", "edit", &[Browse], "Edit the rule's pattern in the workbench.")
        .keys(&["e"])
        .rank(3),
    row(Id::Toggle, "toggle", "on/off", &[Browse], "Switch the rule on or off, after a question.")
        .keys(&["s"])
        .rank(4)
        .writes(),
    row(Id::Undo, "undo", "undo", &[Browse], "Undo the last switch, or all that were made together.")
        .keys(&["z"])
        .writes(),
    row(
        Id::Mark,
        "mark",
        "mark",
        &[Browse, Listing],
        "Mark the row, or take its mark away; on/off, copy and JSON then take all that are marked.",
    )
    .keys(&["x"])
    .rank(12),
    row(
        Id::MarkAll,
        "mark-all",
        "mark all",
        &[Browse, Listing],
        "Mark all rows shown, or take their marks away.",
    )
    .keys(&["X"]),
    row(
        Id::Problems,
        "problems",
        "problems only",
        &[Browse, Listing],
        "Show only the rows that have a problem, or all again.",
    )
    .keys(&["!"])
    .rank(13),
    row(
        Id::Describe,
        "describe",
        "describe",
        &[Browse],
        "Show everything about the rule or bus over the full width.",
    )
    .keys(&["d"]),
    row(Id::Test, "test", "test", &[Browse, Tail, Event], "Take this rule or event to the workbench.")
        .keys(&["t"])
        .rank(8)
        .ranks(&[(Tail, 3), (Event, 4)]),
    row(Id::Json, "json", "JSON", &[Browse, Tail, Event, Listing], "Show the raw JSON.").keys(&["y"]),
    row(
        Id::Copy,
        "copy",
        "copy",
        LISTS,
        "Copy to the clipboard: name, ARN, JSON, or as CLI, CloudFormation or Terraform.",
    )
    .keys(&["c"])
    .rank(9),
    row(
        Id::UsedBy,
        "used-by",
        "used by",
        &[Browse],
        "List the rules that share the selected rule's targets.",
    )
    .keys(&["u"]),
    row(Id::Sort, "sort", "sort", &[Browse, Listing], "Sort by the next column.").keys(&["o"]),
    row(Id::Pause, "pause", "pause", &[Tail], "Stop the list from moving; events are still kept.")
        .keys(&["space"])
        .rank(1),
    row(Id::Follow, "follow", "follow", &[Tail], "Keep the newest event in view.").keys(&["f"]).rank(2),
    row(Id::Wrap, "wrap", "wrap", &[Tail, Event, Json], "Wrap long lines.").keys(&["W"]).rank(11),
    row(Id::Utc, "utc", "UTC", &[Tail, Event], "Switch between local time and UTC.").keys(&["U"]),
    row(
        Id::PatternFilter,
        "pattern-filter",
        "by pattern",
        &[Tail],
        "Show only the events that an event pattern matches.",
    )
    .keys(&["p"])
    .rank(4),
    row(Id::SaveEvent, "save-event", "save", &[Tail, Event], "Save the event to a file.").keys(&["S"]),
    row(Id::SearchNext, "next-match", "next found", &[Json, Event], "Go to the next place found.")
        .keys(&["n"])
        .rank(2),
    row(Id::SearchPrev, "previous-match", "previous", &[Json, Event], "Go to the place found before.")
        .keys(&["N"]),
    row(
        Id::Filter,
        "filter",
        "filter",
        LISTS,
        "Filter the list: words match loosely, !word leaves out. In JSON and events: search.",
    )
    .keys(&["/"])
    .rank(5),
    row(Id::Save, "save", "save", &[Workbench], "Save the rule: shows the difference first.")
        .text_keys(&["ctrl-s"])
        .rank(1)
        .writes(),
    row(Id::AskAws, "ask-aws", "ask AWS", &[Workbench], "Ask AWS's TestEventPattern for its verdict.")
        .text_keys(&["ctrl-t"])
        .rank(2),
    row(
        Id::NextEvent,
        "next-event",
        "next event",
        &[Event, Workbench],
        "Go to the next event; in the workbench, try the next captured or sample event.",
    )
    .keys(&["]", "ctrl-n"])
    .text_keys(&["ctrl-n"])
    .rank(3),
    row(
        Id::PrevEvent,
        "previous-event",
        "previous event",
        &[Event, Workbench],
        "Go to the event before, or try it.",
    )
    .keys(&["[", "ctrl-p"])
    .text_keys(&["ctrl-p"]),
    row(
        Id::NextChanged,
        "next-changed",
        "next changed",
        &[Workbench],
        "Go to the next captured event that the edit gains or loses.",
    )
    .text_keys(&["F6"]),
    row(Id::FoldAll, "fold-all", "fold all", &[Event], "Fold everything but the first level.").keys(&["-"]),
    row(Id::UnfoldAll, "unfold-all", "unfold all", &[Event], "Unfold everything.").keys(&["+", "="]),
    row(
        Id::OpenEvent,
        "edit-event",
        "edit event",
        &[Workbench],
        "Switch between editing the pattern and the event.",
    )
    .text_keys(&["F2"])
    .rank(4),
    row(
        Id::OpenFile,
        "open-event",
        "open event",
        &[Workbench],
        "Open events from a file, or paste one, to try the pattern on.",
    )
    .text_keys(&["ctrl-o"])
    .rank(6),
    row(Id::Samples, "samples", "samples", &[Workbench], "Choose an event from the library of samples.")
        .text_keys(&["F7"])
        .rank(6),
    row(Id::Fix, "fix", "fix", &[Workbench], "Apply the suggested fix.").text_keys(&["alt-enter"]).rank(5),
    row(Id::Complete, "complete", "complete", &[Workbench], "Complete the field or value from the event.")
        .text_keys(&["tab", "ctrl-space"]),
    row(Id::UndoEdit, "undo-edit", "undo", &[Workbench], "Undo the last edit.").text_keys(&["ctrl-u"]),
    row(Id::RedoEdit, "redo-edit", "redo", &[Workbench], "Redo what was undone.").text_keys(&["ctrl-r"]),
    row(Id::Format, "format", "format", &[Workbench], "Lay the pattern out with one field a line.")
        .text_keys(&["ctrl-f"]),
    row(
        Id::Revert,
        "revert",
        "revert",
        &[Workbench],
        "Go back to the pattern the account holds (can be undone).",
    )
    .text_keys(&["F5"]),
    row(
        Id::TargetsInput,
        "targets-input",
        "targets' input",
        &[Workbench],
        "Show what each target would receive.",
    )
    .text_keys(&["F4"]),
    row(
        Id::Refresh,
        "refresh",
        "refresh",
        &[Browse, Tail, Listing],
        "Read again from the account; a tail that has ended is opened again.",
    )
    .keys(&["R", "ctrl-r"]),
    row(Id::Palette, "palette", "command", ALL, "Run a command by its name.")
        .keys(&[":"])
        .text_keys(&["F3"])
        .rank(6),
    row(Id::Help, "help", "help", ALL, "Show the keys of this screen.")
        .keys(&["?", "F1"])
        .text_keys(&["F1"])
        .rank(10),
    row(
        Id::Messages,
        "messages",
        "read messages",
        ALL,
        "Read in full what went wrong, and acknowledge it; esc acknowledges the oldest unread.",
    )
    .keys(&["m"])
    .text_keys(&["F8"]),
    row(Id::Suspend, "suspend", "suspend", ALL, "Suspend to the shell; fg returns.")
        .keys(&["ctrl-z"])
        .text_keys(&["ctrl-z"]),
    row(Id::Redraw, "redraw", "redraw", ALL, "Draw the screen anew.")
        .keys(&["ctrl-l"])
        .text_keys(&["ctrl-l"]),
    row(Id::Quit, "quit", "quit", ALL, "Quit; asks first when an edit is not saved.")
        .keys(&["ctrl-c"])
        .text_keys(&["ctrl-c", "ctrl-q"]),
];
