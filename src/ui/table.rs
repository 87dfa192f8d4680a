//! Rows in columns: what the lists of buses and rules, the listings, the tail and the popups that are lists
//! are drawn with.
//!
//! The screens decide which rows there are and what they say; here cells are cut and padded to their columns,
//! and the selected row is marked.

use super::theme::Theme;
use super::widgets;
use crate::app::Shared;
use crate::app::page::Page;
use crate::app::reading_note::instead_of_rows;
use crate::app::remote::ReadingState;
use crate::app::rows_shown::RowCounts;
use crate::text::{fit, fit_middle, safe, width};
use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::style::Style;
use ratatui::text::{Line, Span};

/// A column of a table.
#[derive(Clone, Copy, Debug, Default)]
pub struct Column {
    /// Its title.
    pub title: &'static str,
    /// How wide it is.
    pub room: Room,
    /// How many blanks come after it.
    pub gap: usize,
    /// True when its texts are aligned to the right.
    pub right: bool,
    /// True when the rows are sorted by it.
    pub sorted: bool,
    /// True when they are sorted in descending order.
    pub reversed: bool,
}

/// How wide a column is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Room {
    /// This many columns of the terminal; with 0 it is not shown.
    Columns(usize),
    /// As wide as the row's text.
    Own,
    /// What the other columns leave.
    Rest,
}

impl Default for Room {
    fn default() -> Self {
        Self::Columns(0)
    }
}

/// A cell: what a row says in one column.
#[derive(Clone, Debug)]
pub enum Cell {
    /// A text, cut to its column.
    Text(String, Style),
    /// A name in which a filter has found these characters.
    Found(String, Vec<usize>),
}

impl Cell {
    /// A text from outside, which may hold any character.
    pub fn text(text: &str, style: Style) -> Self {
        Self::Text(safe(text), style)
    }

    fn width(&self) -> usize {
        match self {
            Self::Text(text, _) | Self::Found(text, _) => width(text),
        }
    }

    fn push(self, spans: &mut Vec<Span<'static>>, column: &Column, room: usize, theme: &Theme) {
        match self {
            Self::Text(text, style) if column.right => {
                let text = cut_cell(&text, room);
                let gap = " ".repeat(room.saturating_sub(width(&text)));
                spans.push(Span::styled(gap + &text, style));
            }
            Self::Text(text, style) => {
                let text = cut_cell(&text, room);
                let gap = room.saturating_sub(width(&text));
                // In the column that gets the rest, the blanks after the text have no style.
                if column.room == Room::Rest {
                    spans.extend([Span::styled(text, style), Span::raw(" ".repeat(gap))]);
                } else {
                    spans.push(Span::styled(text + &" ".repeat(gap), style));
                }
            }
            Self::Found(text, found) => {
                let shown = cut_cell(&text, room);
                let gap = room.saturating_sub(width(&shown));
                let left_out = text.chars().count() - shown.chars().count();
                let before = shown.chars().zip(text.chars()).take_while(|(shown, all)| shown == all).count();
                let first = spans.len();
                for (at, c) in shown.chars().enumerate() {
                    let at = if at > before { at + left_out } else { at };
                    let hit = found.binary_search(&at).is_ok() && !(shown != text && at == before);
                    let style = if hit { theme.accent.patch(theme.heading) } else { theme.text };
                    match spans.get_mut(first..).and_then(<[_]>::last_mut) {
                        Some(last) if last.style == style => last.content.to_mut().push(c),
                        Some(_) | None => spans.push(Span::styled(c.to_string(), style)),
                    }
                }
                spans.push(Span::raw(" ".repeat(gap)));
            }
        }
    }
}

/// A text cut to its column: a name, an ARN or a URL in its middle, since it is the end that tells it from
/// its neighbours; a sentence at its end.
fn cut_cell(text: &str, room: usize) -> String {
    if text.contains(' ') { fit(text, room) } else { fit_middle(text, room) }
}

/// The line of titles, after `lead` blanks.
pub fn titles(columns: &[Column], lead: usize, theme: &Theme) -> Line<'static> {
    let cells = columns.iter().map(|column| {
        let mark = match (column.sorted, column.reversed) {
            (true, false) => "▾",
            (true, true) => "▴",
            (false, _) => "",
        };
        let room = match column.room {
            Room::Columns(room) => room.saturating_sub(width(mark)),
            Room::Own | Room::Rest => usize::MAX,
        };
        // The mark is seen in a narrow column too.
        let title = format!("{}{mark}", fit(column.title, room));
        Cell::Text(title, if column.sorted { theme.heading } else { theme.dim })
    });
    row(columns, usize::MAX, vec![Span::raw(" ".repeat(lead))], cells, theme)
}

/// A row of `room` columns of the terminal, with `lead` at its start.
pub fn row(
    columns: &[Column],
    room: usize,
    lead: Vec<Span<'static>>,
    cells: impl IntoIterator<Item = Cell>,
    theme: &Theme,
) -> Line<'static> {
    let cells: Vec<_> = cells.into_iter().collect();
    let taken = |(column, cell): (&Column, &Cell)| match column.room {
        Room::Columns(0) => 0,
        Room::Columns(room) => room + column.gap,
        Room::Own => cell.width() + column.gap,
        Room::Rest => column.gap,
    };
    let lead_width: usize = lead.iter().map(Span::width).sum();
    let rest = room.saturating_sub(lead_width + columns.iter().zip(&cells).map(taken).sum::<usize>());
    let mut spans = lead;
    for (column, cell) in columns.iter().zip(cells) {
        let room = match column.room {
            Room::Columns(room) => room,
            Room::Own => cell.width(),
            Room::Rest => rest,
        };
        if room > 0 {
            cell.push(&mut spans, column, room, theme);
            spans.push(Span::raw(" ".repeat(column.gap)));
        }
    }
    Line::from(spans)
}

/// Draws lines under each other, each with the number of its row; those of the selected row in `style`.
pub fn lines(
    frame: &mut Frame<'_>,
    area: Rect,
    lines: impl IntoIterator<Item = (usize, Line<'static>)>,
    selected: usize,
    style: Style,
) {
    for (y, (at, line)) in (area.y..area.bottom()).zip(lines) {
        let row = Rect { y, height: 1, ..area };
        frame.render_widget(line, row);
        if at == selected {
            frame.buffer_mut().set_style(row, style);
        }
    }
}

/// Draws the text in the place of a list's rows when none is shown. `words` is what the rows are called, and
/// the end of the sentence that there are none.
pub fn empty(
    frame: &mut Frame<'_>,
    area: Rect,
    words: (&str, &str),
    standing: &ReadingState,
    counts: &RowCounts<'_>,
    shared: &Shared,
    theme: &Theme,
) {
    let spinner = widgets::spinner(shared.now);
    let Some((role, text)) = instead_of_rows(words, standing, counts, shared, spinner) else { return };
    let page = Page::text(role, &text).wrapped(usize::from(area.width));
    widgets::page(frame, area, &page, 0, theme);
}

#[cfg(test)]
mod tests {
    use super::{Cell, Column, Room, row, titles};
    use crate::ui::theme::Theme;
    use ratatui::style::Style;
    use ratatui::text::Span;

    fn columns() -> [Column; 4] {
        [
            Column { title: "name", room: Room::Rest, gap: 1, sorted: true, ..Column::default() },
            Column { title: "tgts", room: Room::Columns(4), gap: 1, right: true, ..Column::default() },
            Column { title: "hidden", gap: 1, ..Column::default() },
            Column { title: "keys", room: Room::Own, ..Column::default() },
        ]
    }

    fn drawn(name: &str, keys: &str) -> String {
        let cells = [name, "12", "never", keys].map(|text| Cell::text(text, Style::new()));
        row(&columns(), 20, vec![Span::raw("! ")], cells, &Theme::plain()).to_string()
    }

    #[test]
    fn cells_are_cut_padded_and_moved_to_their_columns() {
        assert_eq!(drawn("orders", "F1"), "! orders       12 F1");
        assert_eq!(drawn("a-very-long-name", "F1"), "! a-ver…name   12 F1");
        assert_eq!(drawn("a-very-long-name", ""), "! a-very…-name   12 ");
        assert_eq!(drawn("what a long sentence says", "F1"), "! what a lo…   12 F1");
        assert_eq!(drawn("evil\u{1b}[2J", "F1").matches('\u{1b}').count(), 0);
    }

    #[test]
    fn the_column_that_rows_are_sorted_by_is_marked() {
        let fixed = columns().map(|column| match column.room {
            Room::Rest | Room::Own => Column { room: Room::Columns(6), ..column },
            Room::Columns(_) => column,
        });
        assert_eq!(titles(&fixed, 2, &Theme::plain()).to_string(), "  name▾  tgts keys  ");
    }

    #[test]
    fn the_mark_is_seen_in_a_column_that_its_title_fills() {
        let one = [Column { title: "tgts", room: Room::Columns(4), sorted: true, ..Column::default() }];
        assert_eq!(titles(&one, 0, &Theme::plain()).to_string(), "tg…▾");
    }

    #[test]
    fn what_a_filter_found_is_marked_as_far_as_it_is_shown() {
        let theme = Theme::color();
        let columns = [Column { room: Room::Columns(3), ..Column::default() }];
        let line = row(&columns, 3, Vec::new(), [Cell::Found("abcd".into(), vec![1, 3])], &theme);
        let texts: Vec<_> = line.spans.iter().map(|span| span.content.to_string()).collect();
        assert_eq!(texts.concat().trim_end(), "a…d");
        assert_eq!((texts[0].as_str(), texts[1].as_str()), ("a…", "d"));
        assert!(line.spans[1].style != line.spans[0].style, "{line:?}");
    }
}
