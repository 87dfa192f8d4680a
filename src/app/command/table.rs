//! What a row of the table says, and the rows. Two commands never share a key in one context; a test holds
//! that.

use super::context::Context;
use Context::{
    Browse, Completion, Event, Form, Json, Listing, Menu, Palette, Prompt, Question, Reading, Tail, Which,
    Why, Workbench,
};

const LISTS: &[Context] = &[Browse, Tail, Event, Json, Listing];
/// The screens where plain letters command.
const WALKED: &[Context] = &[Browse, Tail, Event, Json, Listing, Why, Which];
/// The screens.
const SCREENS: &[Context] = &[Browse, Tail, Event, Json, Listing, Why, Which, Workbench, Form];
/// Lists, and what lies over a screen and has lines.
const LINES: &[Context] = &[Browse, Tail, Event, Json, Listing, Why, Which, Question, Menu, Reading];
const PAGES: &[Context] =
    &[Browse, Tail, Event, Json, Listing, Why, Which, Question, Menu, Reading, Palette, Prompt];
const ROWS: &[Context] =
    &[Browse, Tail, Event, Json, Listing, Why, Which, Question, Menu, Reading, Palette, Prompt, Completion];
/// What lies over a screen, and lines being typed.
const OVER: &[Context] = &[Question, Menu, Reading, Palette, Prompt, Completion];
const ALL: &[Context] = &[
    Browse, Tail, Event, Json, Listing, Why, Which, Workbench, Form, Question, Menu, Reading, Palette,
    Prompt, Completion,
];

/// A row of the table.
pub struct Command {
    /// The command.
    pub id: Id,
    /// Its name in the key configuration and the palette, such as `toggle`.
    pub name: &'static str,
    /// Two or three words for the footer.
    pub title: &'static str,
    /// One sentence for help; `{command}` stands for the key of a command.
    pub help: &'static str,
    /// Where it can be used.
    pub contexts: &'static [Context],
    /// Default keys in list contexts, in the notation of [`crate::app::keymap::Chord`].
    pub keys: &'static [&'static str],
    /// Default keys in text contexts.
    pub text_keys: &'static [&'static str],
    /// Rank in the footer: 0 is not shown, 1 comes first.
    pub footer: u8,
    /// Its rank in the footer of contexts where that is another one.
    pub footer_in: &'static [(Context, u8)],
    /// Other words that the palette finds it by.
    pub also: &'static str,
    /// Changes the account, so read-only mode takes it out of footer and palette.
    pub writes: bool,
}

impl Command {
    /// Its rank in the footer of a context.
    pub(in crate::app) fn rank_in(&self, context: Context) -> u8 {
        self.footer_in.iter().find(|(other, _)| *other == context).map_or(self.footer, |(_, rank)| *rank)
    }

    const fn keys(mut self, keys: &'static [&'static str]) -> Self {
        self.keys = keys;
        self
    }

    /// What else it is called, for the palette: whoever types what is meant need not know its name.
    const fn also(mut self, words: &'static str) -> Self {
        self.also = words;
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
        also: "",
        writes: false,
    }
}

/// Makes [`Id`] and [`TABLE`] from the rows: a command's id is written once, as the name of its row.
macro_rules! commands {
    [$($id:ident($($words:expr),* $(,)?)$(.$more:ident($($value:expr)?))*),* $(,)?] => {
        /// The commands.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
        #[allow(missing_docs)]
        pub enum Id {
            $($id),*
        }

        /// The table, in the order help shows it.
        pub static TABLE: &[Command] =
            &[$(row(Id::$id, $($words),*)$(.$more($($value)?))*),*];
    };
}

// A row: the name in configuration and palette, the title, the contexts, what help says; then the default
// keys in lists and in texts, and its rank in the footer.
commands![
    Up("up", "up", ROWS, "Move up one line.")
        .keys(&["up", "k"])
        .text_keys(&["up", "shift-tab"]),
    Down("down", "down", ROWS, "Move down one line.")
        .keys(&["down", "j"])
        .text_keys(&["down"]),
    Top("top", "first", LINES, "Go to the first line.").keys(&["g", "home"]),
    Bottom("bottom", "last", LINES, "Go to the last line.").keys(&["G", "end"]),
    PageUp("page-up", "page up", PAGES, "Move up one page.")
        .keys(&["pgup"])
        .text_keys(&["pgup"]),
    PageDown("page-down", "page down", PAGES, "Move down one page.")
        .keys(&["pgdn"])
        .text_keys(&["pgdn"]),
    HalfUp("half-up", "half up", LINES, "Move up half a page.").keys(&["ctrl-u"]),
    HalfDown("half-down", "half down", LINES, "Move down half a page.").keys(&["ctrl-d"]),
    NextPane("next-pane", "next pane", &[Browse, Tail, Event, Why, Question], "Go to the next pane or button.")
        .keys(&["tab"]),
    PrevPane("previous-pane", "previous pane", &[Browse, Tail, Event, Why, Question], "Go to the previous pane or button.")
        .keys(&["shift-tab"]),
    Left("left", "fold", &[Browse, Event, Json, Why, Question], "Fold, or go left.").keys(&["left", "h"]),
    Right("right", "unfold", &[Browse, Tail, Event, Json, Why, Question], "Unfold, or go right.").keys(&["right"]),
    Open("open", "open", &[Browse, Tail, Event, Listing, Why, Which], "Open what is selected.")
        .also("show look into")
        .keys(&["enter"])
        .rank(1),
    Back("back", "back", SCREENS, "Go back.")
        .also("leave close")
        .keys(&["esc"]).text_keys(&["esc"]).rank(7).ranks(&[(Form, 4), (Listing, 6)]),
    BackOrQuit("back-or-quit", "quit", WALKED, "Go back; at the top, quit.")
        .also("exit leave")
        .keys(&["q"]).rank(9).ranks(&[(Browse, 7)]),
    Tail("tail",
        "live tail",
        &[Browse],
        "Watch the rule's events live, as they come to its log group.",
    )
    .also("watch live events logs follow")
    .keys(&["l"])
    .rank(2),
    Edit("edit",
        "edit",
        &[Browse, Why, Form],
        "Edit the rule's pattern in the workbench; from a form, saving takes it back there.",
    )
        .also("pattern editor modify")
        .keys(&["e"])
        .text_keys(&["F4"])
        .ranks(&[(Form, 6)])
        .rank(3),
    Why("why",
        "why",
        &[Browse, Which, Workbench],
        "Find out why the rule does not fire: asks its account step by step, and changes nothing.",
    )
    .also("diagnose explain debug doctor troubleshoot")
    .keys(&["w"])
    .text_keys(&["alt-w"])
    .rank(4)
    .ranks(&[(Workbench, 8)]),
    Which("which",
        "which rules",
        &[Tail, Event, Workbench],
        "Show which rules of the bus take this event, and how nearly the others miss it.",
    )
    .also("matching rules match")
    .keys(&["w"])
    .text_keys(&["alt-r"])
    .rank(8)
    .ranks(&[(Workbench, 9)]),
    Probe("probe",
        "probe …",
        &[Browse, Which, Why],
        "Send a marked test event to the bus, and follow how far it gets: bus, match, delivery. Says first which rules \
            will really act on it.",
    )
    .also("test event end-to-end ping")
    .keys(&["p"])
    .writes(),
    BusLog("bus-log",
        "bus log",
        &[Browse, Tail, Event, Which],
        "Show the last hour's events that no rule matched, or what the bus did with the event, by its own \
            log; where it has none, how to switch that on.",
    )
    .also("unmatched events logging")
    .keys(&["B"]),
    LookUpEvents("event-id",
        "event by id …",
        &[Why],
        "Look into the rule with an event that is known by its id: one or several, typed or pasted, are looked up in the \
            log groups that rules of the bus deliver to, and in the bus's own log.",
    )
    .also("find look up guid uuid")
    .keys(&["i"]),
    ApplyFix("apply-fix",
        "apply fix",
        &[Why],
        "Apply the selected finding's fix, after a question, and diagnose again; or run a check that only runs on request.",
    )
    .also("repair remedy")
    .keys(&["a"])
    .rank(2),
    Toggle("toggle", "on/off", &[Browse], "Switch the rule on or off, after a question; marked rules all to one state.")
        .also("switch state start stop")
        .keys(&["s"])
        .rank(4)
        .writes(),
    New("new",
        "new …",
        &[Browse, Listing, Tail],
        "Make something new: a rule, a bus, an archive or whatever is listed; in a tail, a rule for events like the \
            selected one.",
    )
    .also("create add make put")
    .keys(&["n"])
    .ranks(&[(Browse, 5), (Listing, 2)])
    .writes(),
    Change("change",
        "change …",
        &[Browse, Listing],
        "Choose what to change: settings, targets, tags, who may send, a copy, all states of a rule.",
    )
    .also("modify update edit set")
    .keys(&["E"])
    .ranks(&[(Browse, 7), (Listing, 3)])
    .writes(),
    Delete("delete",
        "delete",
        &[Browse, Listing],
        "Delete what is selected or marked: taps and saved events after a yes; of anything else its name is to be typed, \
            of several how many.",
    )
    .also("remove drop destroy cancel rm")
    .keys(&["D", "delete"])
    .ranks(&[(Browse, 8), (Listing, 4)])
    .writes(),
    Undo("undo", "undo", WALKED, "List the changes made here, and undo one.")
        .also("take back revert rollback changes history")
        .keys(&["z"])
        .writes(),
    Mark("mark",
        "mark",
        &[Browse, Listing],
        "Mark or unmark the row; on/off, change, delete, copy and JSON then act on all marked rows.",
    )
    .also("select multiple tick")
    .keys(&["x"])
    .rank(12),
    MarkAll("mark-all",
        "mark all",
        &[Browse, Listing],
        "Mark or unmark all rows shown.",
    )
    .also("select multiple everything")
    .keys(&["X"]),
    Problems("problems",
        "problems only",
        &[Browse, Listing],
        "Show only the rows that have a problem, or all again.",
    )
    .also("errors faults broken failing warnings")
    .keys(&["!"])
    .rank(13),
    Describe("describe",
        "describe",
        &[Browse],
        "Show everything about the rule or bus.",
    )
    .also("details show info")
    .keys(&["d"]),
    Test("test", "test", &[Browse, Tail, Event, Listing], "Take this rule or event to the workbench.")
        .also("try workbench match")
        .keys(&["t"])
        .rank(8)
        .ranks(&[(Tail, 3), (Event, 4), (Listing, 0)]),
    Json("json", "JSON", &[Browse, Tail, Event, Listing, Why, Which], "Show the raw JSON.")
        .also("raw source yaml")
        .keys(&["y"]),
    Copy("copy",
        "copy",
        &[Browse, Tail, Event, Json, Listing, Why, Which, Reading, Workbench],
        "Copy to the clipboard: name, ARN, JSON, or as CLI, CloudFormation or Terraform; a diagnosis as Markdown; \
            of a text what is selected, else all of it.",
    )
    .also("clipboard yank arn export code cli cloudformation terraform sam cdk")
    .keys(&["c"])
    .text_keys(&["alt-c"])
    .rank(9)
    .ranks(&[(Workbench, 0)]),
    UsedBy("used-by",
        "used by",
        &[Browse],
        "List the rules that share the rule's targets, on all buses.",
    )
    .also("shared targets references dependents")
    .keys(&["u"]),
    OpenTarget("open-target",
        "open target",
        &[Browse, Listing],
        "Open what the rule leads to: its bus, log group, queue, connection, function, or its dead letters; in a \
            listing, the bus, archive or connection that the row rests on.",
    )
    .also("follow go to targets destination dlq")
    .keys(&["f"]),
    AllRules("all-rules",
        "all rules",
        &[Browse],
        "List the rules of all buses, to find one by its name, pattern, targets or tags as you type.",
    )
    .also("find everywhere every bus")
    .keys(&["A"]),
    Sort("sort", "sort", &[Browse, Listing], "Sort by the next column, last of all by problems.")
        .also("order by column")
        .keys(&["o"]),
    Reverse("reverse", "reverse", &[Browse, Listing], "Reverse the order.")
        .also("order descending ascending")
        .keys(&["O"]),
    Pause("pause", "pause", &[Tail], "Stop the list from moving; events are still kept.")
        .also("freeze hold stop")
        .keys(&["space"])
        .rank(1),
    Follow("follow", "follow", &[Tail], "Keep the newest event in view.")
        .also("newest latest scroll resume")
        .keys(&["f"]).rank(2),
    Wrap("wrap", "wrap", &[Tail, Event, Json], "Wrap long lines.")
        .also("long lines fold")
        .keys(&["W"]).rank(11),
    Utc("utc", "UTC", &[Tail, Event], "Switch between local time and UTC.")
        .also("time zone local clock")
        .keys(&["U"]),
    PatternFilter("pattern-filter",
        "by pattern",
        &[Tail],
        "Show only the events that a pattern matches.",
    )
    .also("matching filter events")
    .keys(&["p"])
    .rank(4),
    Tap("tap",
        "tap",
        &[Tail],
        "In a tail, watch what the rule matches by a temporary rule with a log group of its own; asks first.",
    )
    .also("temporary rule watch")
    .keys(&["T"])
    .writes(),
    Send("send", "send …", &[Browse, Tail, Event, Workbench, Which, Listing], "Send an event to a bus.")
        .also("put-events publish emit fire event")
        .keys(&["P", "F10"])
        .text_keys(&["F10"])
        .writes(),
    SaveEventFile("save-event-file", "save", &[Tail, Event], "Save the event to a file.")
        .also("file write download export")
        .keys(&["S"]),
    SaveEventByName("save-event-by-name",
        "save by name",
        &[Tail, Event, Listing, Workbench, Form],
        "Save the event by a name, to send it or try it again later: `{:saved}` lists them.",
    )
    .also("keep name store library bookmark")
    .keys(&["K"])
    .text_keys(&["alt-n"]),
    SearchNext("next-match", "next found", &[Json, Event], "Go to the next place found.")
        .also("search again")
        .keys(&["n"])
        .rank(2),
    SearchPrev("previous-match", "previous", &[Json, Event, Browse], "Go to the previous place found.")
        .also("backwards")
        .keys(&["N"]),
    Filter("filter",
        "filter",
        LISTS,
        "Filter the list: words match loosely, !word leaves out. In JSON, events and descriptions: search; letter case \
            matters once it has a capital.",
    )
    .also("search find grep narrow")
    .keys(&["/"])
    .rank(5),
    Save("save", "save", &[Workbench, Form], "Save the rule: shows the difference first; in a form, show what will be sent.")
        .also("write store apply deploy put-rule submit review send")
        .text_keys(&["ctrl-s"])
        .rank(1)
        .writes(),
    AskAws("ask-aws", "ask AWS", &[Workbench], "Ask AWS's TestEventPattern for its verdict.")
        .also("test-event-pattern verify")
        .text_keys(&["ctrl-t"])
        .rank(2),
    NextEvent("next-event",
        "next event",
        &[Event, Workbench, Form],
        "Go to the next event; in the workbench and in a form, try the next captured or sample event.",
    )
    .also("forward")
    .keys(&["]", "ctrl-n"])
    .text_keys(&["ctrl-n"])
    .rank(3)
    .ranks(&[(Form, 9)]),
    PrevEvent("previous-event", "previous event", &[Event, Workbench, Form], "Go to the previous event, or try it.")
        .also("backward")
        .keys(&["[", "ctrl-p"])
        .text_keys(&["ctrl-p"]),
    NextChanged("next-changed",
        "next changed",
        &[Workbench],
        "Go to the next event that the edit gains or loses.",
    )
    .also("gained lost difference")
    .text_keys(&["F6"]),
    FoldAll("fold-all", "fold all", &[Event], "Fold everything but the first level.")
        .also("collapse close")
        .keys(&["-"]),
    UnfoldAll("unfold-all", "unfold all", &[Event], "Unfold everything.")
        .also("expand open")
        .keys(&["+", "="]),
    OpenEvent("edit-event",
        "edit event",
        &[Workbench],
        "Switch between editing the pattern and the event.",
    )
    .also("switch pane")
    .text_keys(&["F2"])
    .rank(4),
    OpenFile("open-event",
        "open event",
        &[Workbench],
        "Open events from a file, or paste one, to try the pattern on.",
    )
    .also("load read file paste import")
    .text_keys(&["ctrl-o"])
    .rank(6),
    Samples("samples", "samples", &[Workbench], "Choose an event from the library of samples.")
        .also("library example events catalogue")
        .text_keys(&["F7"])
        .rank(6),
    Fix("fix", "fix", &[Workbench], "Apply the suggested fix.")
        .also("repair correct suggestion")
        .text_keys(&["alt-enter"]).rank(5),
    Complete("complete",
        "complete",
        &[Workbench, Palette, Prompt, Completion],
        "Complete what is typed: in a pattern, the field or value from the event.",
    )
    .also("completion suggest autocomplete")
    .text_keys(&["tab", "ctrl-space"]),
    UndoEdit("undo-edit", "undo", &[Workbench, Form], "Undo the last edit.")
        .also("revert edit")
        .text_keys(&["ctrl-u"]),
    RedoEdit("redo-edit", "redo", &[Workbench, Form], "Redo what was undone.")
        .also("again")
        .text_keys(&["ctrl-r"]),
    Find("find", "find", &[Workbench], "Find a text in the pattern or event; letter case matters once it has a capital.")
        .also("search grep")
        .text_keys(&["ctrl-f"]),
    FindNext("find-next", "next place", &[Workbench], "Go to the next place of the text that was found.")
        .also("search again")
        .text_keys(&["ctrl-g"]),
    FindPrev("find-previous", "place before", &[Workbench], "Go to the previous place of the text found.")
        .also("backwards")
        .text_keys(&["alt-g"]),
    Replace("replace",
        "replace",
        &[Workbench],
        "Replace the text that was found, in one place or in all.",
    )
    .also("substitute")
    .text_keys(&["alt-h"]),
    SelectAll("select-all", "select all", &[Workbench], "Select the whole text.")
        .also("everything")
        .text_keys(&["alt-a"]),
    Cut("cut", "cut", &[Workbench], "Cut: copy what is selected, and delete it from the text.")
        .also("delete selection")
        .text_keys(&["alt-x"]),
    OutsideEditor("editor",
        "your editor",
        &[Workbench],
        "Edit the text in your own editor, the one that VISUAL or EDITOR names.",
    )
    .also("external vim emacs $EDITOR")
    .text_keys(&["alt-e"]),
    SaveCase("save-case",
        "save case",
        &[Workbench],
        "Keep the event and the verdict on it as a case of a suite, a file that `buslens check` runs.",
    )
    .also("suite test expectation")
    .text_keys(&["alt-k"]),
    ReadBelow("read-below",
        "read below",
        &[Workbench],
        "Go to the lines below the panes, to scroll, select and copy them, or back.",
    )
    .also("scroll status warnings messages")
    .text_keys(&["alt-s"]),
    Format("format", "lay out", &[Workbench], "Lay the pattern out with one field a line.")
        .also("pretty indent layout")
        .text_keys(&["alt-l"]),
    Revert("revert",
        "revert",
        &[Workbench],
        "Go back to the pattern the account holds (can be undone).",
    )
    .also("reset discard original deployed")
    .text_keys(&["F5"]),
    TargetsInput("targets-input",
        "targets' input",
        &[Workbench],
        "Show what each target would receive.",
    )
    .also("transformer template payload render")
    .text_keys(&["F4"]),
    Take("take-value", "take", &[Form], "Complete the field with the first choice, where something is typed, and go to the next field.")
        .also("accept complete")
        .text_keys(&["enter"])
        .rank(2),
    NextField("next-field", "next field", &[Form], "Go to the next field.")
        .also("forward")
        .text_keys(&["tab"]).rank(8),
    PrevField("previous-field", "field before", &[Form], "Go to the previous field.")
        .also("backward")
        .text_keys(&["shift-tab"]),
    NextChoice("next-choice", "next choice", &[Form], "Fill the field with its next possible value.")
        .also("choose options values")
        .text_keys(&["F2"])
        .rank(3),
    EmptyField("empty-field", "empty", &[Form], "Take out all that stands in the field.")
        .also("clear erase delete wipe")
        .text_keys(&["F5"])
        .rank(5),
    Accept("accept",
        "take",
        OVER,
        "Choose what is selected or typed, press the chosen button, or close a text.",
    )
    .keys(&["enter"])
    .text_keys(&["enter"]),
    Cancel("cancel", "close", OVER, "Close, and do nothing.")
        .keys(&["esc", "q"])
        .text_keys(&["esc"]),
    Yes("yes", "yes", &[Question], "Answer the question with yes.").keys(&["y"]),
    No("no", "no", &[Question], "Answer the question with no.").keys(&["n"]),
    ReadOn("read-on", "read on", &[Question, Reading], "Show the next page of the text.")
        .keys(&["space"]),
    Refresh("refresh",
        "refresh",
        &[Browse, Tail, Listing, Why, Which],
        "Read again from the account; a tail that has ended is opened again, a diagnosis begins anew.",
    )
    .also("reload read again update")
    .keys(&["R", "ctrl-r"])
    .ranks(&[(Why, 6)]),
    Palette("palette", "command", SCREENS, "Run a command by its name.")
        .keys(&[":", "F3"])
        .text_keys(&["F3"])
        .rank(6),
    Help("help",
        "help",
        &[Browse, Tail, Event, Json, Listing, Why, Which, Workbench, Form, Reading],
        "Show the keys of this screen.",
    )
        .also("keys shortcuts bindings manual")
        .keys(&["?", "F1"])
        .text_keys(&["F1"])
        .rank(10),
    Messages("messages",
        "read messages",
        SCREENS,
        "Show all messages in full; that marks them as read. {back} marks the oldest unread one.",
    )
    .also("errors alerts notifications log")
    .keys(&["m", "F8"])
    .text_keys(&["F8"]),
    Calls("calls",
        "calls",
        SCREENS,
        "List the calls made to AWS and what came of each, as AWS CLI lines; not those that fetch credentials.",
    )
    .also("requests api log trace history")
    .keys(&["L", "F9"])
    .text_keys(&["F9"]),
    Suspend("suspend", "suspend", ALL, "Suspend to the shell; fg returns.")
        .also("background shell")
        .keys(&["ctrl-z"])
        .text_keys(&["ctrl-z"]),
    Redraw("redraw", "redraw", ALL, "Redraw the screen.")
        .also("repaint clear screen")
        .keys(&["ctrl-l"])
        .text_keys(&["ctrl-l"]),
    Quit("quit", "quit", ALL, "Quit; asks first when an edit is not saved. In a question or a line being typed: cancel.")
        .also("exit leave")
        .keys(&["ctrl-c"])
        .text_keys(&["ctrl-c", "ctrl-q"]),
];
