//! What is said of the keys that edit a text or a form. They are the editor's and the form's own and cannot
//! be changed, so they are named here by hand; `app/editor/keys.rs` and the form's `typing.rs` answer to
//! them.

/// The lines, with the commands among them in braces.
pub(super) const EDITING: &[&str] = &[
    "In a text: the arrows move, with ctrl or alt word by word; Home and End go to the ends of a line, \
        with ctrl of",
    "the text; PgUp and PgDn move by pages. With shift, each of them selects: what is typed or pasted \
        then takes",
    "the place of what is selected. Backspace and Delete erase, with ctrl or alt a word, ctrl-w the word \
        before,",
    "ctrl-k the rest of the line. ctrl-a and ctrl-e go to the ends of a line, alt-b and alt-f to the next \
        words.",
    "A click puts the cursor, drawing selects, a double click selects a word. The wheel scrolls what is \
        under the",
    "pointer, what is said below the panes too; {read-below} goes there, {copy} copies.",
];

/// The lines for a form.
pub(super) const FORM: &[&str] = &[
    "The arrows move from field to field; in a field with several lines, from line to line first.",
    "What is typed is kept when the form is left, and over the program's end; a secret is not.",
    "Page up and page down scroll what is said about the field and the event.",
];

/// How a part of a text is selected.
pub const HOW_TO_SELECT: &str = "shift and the arrows select";
