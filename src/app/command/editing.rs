//! What the help says of the keys that edit a text. They are the editor's own and cannot be changed, so they
//! are named here by hand; `app/editor/keys.rs` answers to them.

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
