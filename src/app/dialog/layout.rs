//! Where the open popup lies and what is in it: used by drawing, and by scrolling to know where the end is.

use super::help;
use crate::app::command::{Context, Id};
use crate::app::confirm::Confirm;
use crate::app::keymap::Keymap;
use crate::app::page::{Page, Role};
use crate::app::popup::{Popup, TypedQuestion};
use crate::app::visible::Visible;
use crate::text::{visible as shown_char, width};
use ratatui::layout::Rect;

/// The open popup on the screen.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Layout {
    /// The popup with its border.
    pub area: Rect,
    /// Where its text is shown, or the rows of its list.
    pub text: Rect,
    /// The text, wrapped to that width; empty for popups that are lists.
    pub page: Page,
    /// How many lines the text has, or the list rows.
    pub len: usize,
}

/// What a button of a question does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Press {
    /// Nothing is written.
    Cancel,
    /// What the question asks for.
    Accept,
    /// The alternative.
    Other,
}

/// A button of a question.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Button {
    /// Where it is.
    pub area: Rect,
    /// What it says, with a blank on both sides.
    pub label: String,
    /// What it does.
    pub press: Press,
}

impl Layout {
    /// Lines of text, or rows, that are in view.
    pub fn height(&self) -> usize {
        usize::from(self.text.height)
    }

    /// The first row of a list in view, so that the selected one is.
    pub fn top(&self, selected: usize) -> usize {
        (selected + 1).saturating_sub(self.height())
    }

    /// The scroll bar's column with one row above and one below its track; none where all is in view.
    pub fn bar(&self) -> Option<Rect> {
        let Rect { y, height, .. } = self.text;
        let bar = Rect { y: y.saturating_sub(1), height: height.saturating_add(2), ..self.area };
        (self.len > self.height()).then_some(bar)
    }

    /// The line in which something is typed, above the rows that it leaves.
    pub fn input(&self) -> Rect {
        Rect { y: self.text.y.saturating_sub(1), height: 1, ..self.text }
    }

    /// Where a question that is answered by typing a name shows that name, and below it what is typed.
    pub fn input_area(&self) -> Rect {
        let y = self.text.bottom() + 1;
        Rect { y, height: self.area.bottom().saturating_sub(y + 1), ..self.text }
    }

    /// The buttons of a question: cancelling, accepting, and the alternative if there is one, at the right of
    /// the last line.
    pub fn buttons(&self, confirm: &Confirm, keymap: &Keymap) -> Vec<Button> {
        let shown = |text: &str| text.chars().map(shown_char).collect::<String>();
        let (context, yes) = match confirm.typing {
            Some(_) => (Context::Prompt, Id::Accept),
            None => (Context::Question, Id::Yes),
        };
        let mut labels = vec![
            (format!(" {} cancel ", keymap.name(Id::Cancel, context)), Press::Cancel),
            (format!(" {} {} ", keymap.name(yes, context), shown(confirm.accepts())), Press::Accept),
        ];
        let other = confirm.other.as_ref().filter(|_| confirm.typing.is_none());
        labels.extend(other.map(|other| (format!(" {} {} ", other.key, shown(&other.label)), Press::Other)));
        let between = BETWEEN * narrow(labels.len() - 1);
        let widths: u16 = labels.iter().map(|(label, _)| narrow(width(label))).sum();
        let y = self.area.bottom().saturating_sub(2);
        let mut x = self.text.x + self.text.width.saturating_sub(widths + between);
        let mut buttons = Vec::new();
        for (label, press) in labels {
            let wide = narrow(width(&label)).min(self.text.right().saturating_sub(x));
            buttons.push(Button { area: Rect::new(x, y, wide, 1), label, press });
            x += wide + BETWEEN;
        }
        buttons
    }
}

/// Columns between two buttons.
const BETWEEN: u16 = 2;

/// Rows of a popup that are not text: the border, and for questions a blank and the buttons.
const BORDER: u16 = 2;
const BUTTONS: u16 = 2;
/// Rows of a question that is answered by typing a name, beside those that ask for it: a blank, and what is
/// typed.
const TYPED: u16 = 2;

/// What a question asks to be typed, in a text so wide.
pub fn wants(typed: &TypedQuestion, columns: u16) -> Page {
    Page::text(Role::Heading, &typed.wants()).wrapped(usize::from(columns))
}

/// Where a popup is, over the visible screen.
pub fn layout(popup: &Popup, visible: &Visible<'_>) -> Layout {
    let size = visible.shared.size;
    let (page, widest, narrowest, chrome) = match popup {
        Popup::Confirm(confirm) => (confirm.page(), 92, 60, BUTTONS),
        Popup::Typed(typed) => (typed.confirm.page(), 100, 60, TYPED),
        Popup::Help(_) => (help::page(visible), 96, 76, 0),
        Popup::Message(note) => (note.page(), 92, 40, 0),
        Popup::Menu(menu) => {
            let longest = menu.items.iter().map(|item| item.label.chars().count() + 8).max().unwrap_or(0);
            let width = longest.max(menu.title.chars().count() + 6).max(40);
            let tall = narrow(menu.items.len()).saturating_add(BORDER).min(size.1.saturating_sub(2));
            let area = centred(size, narrow(width), tall);
            return Layout { area, text: inside(area, 0), page: Page::new(), len: menu.items.len() };
        }
        Popup::Palette(palette) => return under_input(size, palette.entries.len()),
        Popup::Pick(pick) => return under_input(size, pick.shown.len()),
    };
    let (width, height) = size;
    let natural = page.lines().iter().map(crate::app::page::Line::width).max().unwrap_or(0) + 4;
    let wide = narrow(natural).clamp(narrowest, widest).min(width.saturating_sub(4));
    let columns = wide.saturating_sub(4);
    let page = page.wrapped(usize::from(columns));
    let chrome = match popup {
        Popup::Typed(typed) => chrome + narrow(wants(typed, columns).len()),
        Popup::Confirm(_)
        | Popup::Help(_)
        | Popup::Message(_)
        | Popup::Menu(_)
        | Popup::Palette(_)
        | Popup::Pick(_) => chrome,
    };
    let tall = narrow(page.len()).saturating_add(BORDER + chrome).min(height.saturating_sub(2));
    let area = centred(size, wide, tall);
    let len = page.len();
    Layout { area, text: inside(area, chrome), page, len }
}

/// A list of so many rows under the line in which a part of a name is typed.
fn under_input((width, height): (u16, u16), len: usize) -> Layout {
    let wide = width.saturating_sub(4).min(84);
    let area = Rect::new((width - wide) / 2, 2.min(height), wide, height.saturating_sub(5).min(22));
    let text = inside(area, 0);
    let text = Rect { y: text.y.saturating_add(1), height: text.height.saturating_sub(1), ..text };
    Layout { area, text, page: Page::new(), len }
}

fn narrow(n: usize) -> u16 {
    u16::try_from(n).unwrap_or(u16::MAX)
}

fn centred((width, height): (u16, u16), wide: u16, tall: u16) -> Rect {
    let (wide, tall) = (wide.min(width), tall.min(height));
    Rect::new((width - wide) / 2, (height - tall) / 2, wide, tall)
}

/// Inside the border, one column in on both sides, without `below` rows at the bottom.
fn inside(area: Rect, below: u16) -> Rect {
    Rect::new(
        area.x.saturating_add(2),
        area.y.saturating_add(1),
        area.width.saturating_sub(4),
        area.height.saturating_sub(BORDER + below),
    )
}
