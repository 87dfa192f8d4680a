//! The top line: whose account this is, where we are, and counts. When it does not fit, the endpoint is cut,
//! then the counts go, then the front of the path, then the profile's name and all but the end of the
//! account's number where a label says whose it is, and at last the region; the account is always shown.

use super::theme::Theme;
use super::widgets::spinner;
use crate::app::Model;
use crate::app::identity::{Brevity, Look, identity};
use crate::text::{cut_front, safe, width};
use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};

/// Columns kept for counts.
const RESERVED: usize = 12;
/// Columns in which a path can be read.
const PATH: usize = 24;

/// Draws the top line.
pub fn draw(frame: &mut Frame<'_>, area: Rect, model: &Model, theme: &Theme) {
    let room = usize::from(area.width);
    let title = model.screen().title(&model.shared);
    let place = safe(&title.place);
    let mut counts = safe(&title.counts);
    if model.shared.requests.pending() > 0 {
        let gap = if counts.is_empty() { "" } else { " " };
        counts = format!("{counts}{gap}{}", spinner(model.shared.now));
    }
    // Counts come and go; room is kept for them, so that the rest of the line stays where it is.
    let reserved = width(&counts).max(RESERVED);
    let beside = width(&place) + reserved + 7;
    let over = |whose: &[Span<'_>]| (columns_taken(whose) + beside).saturating_sub(room);
    let mut whose = identity_of(model, theme, Brevity::InFull, 0);
    if over(&whose) > 0 {
        whose = identity_of(model, theme, Brevity::Short, 0);
        whose = identity_of(model, theme, Brevity::Short, over(&whose));
    }
    // Where one is has to be read as well as whose account it is.
    let path = width(last_parts(&place));
    let least =
        [(Brevity::WithoutProfile, PATH), (Brevity::ByLabel, PATH), (Brevity::WithoutRegion, PATH / 2)];
    for (brevity, columns) in least {
        if columns_taken(&whose) + path.min(columns) + 5 > room {
            whose = identity_of(model, theme, brevity, room);
        }
    }

    let mut spans = vec![Span::raw(" ")];
    spans.extend(whose);
    let left = room.saturating_sub(columns_taken(&spans) + 6);
    // Which bus it is about is told by the last two parts.
    let least = width(last_parts(&place));
    while width(&counts) + least + 1 > left && width(&counts) > 1 {
        counts = match counts.split_once(" · ").map(|(_, rest)| rest).or_else(|| before_comma(&counts)) {
            Some(rest) => rest.to_owned(),
            None if model.shared.requests.pending() > 0 => spinner(model.shared.now).to_string(),
            None => String::new(),
        };
    }
    let left = left.saturating_sub(width(&counts) + usize::from(!counts.is_empty()));
    spans.push(Span::raw("   "));
    spans.push(Span::styled(cut_front(&place, left), theme.heading));
    let gap = room.saturating_sub(columns_taken(&spans) + width(&counts) + 1);
    spans.push(Span::raw(" ".repeat(gap)));
    spans.push(Span::styled(counts, theme.dim));
    frame.render_widget(Line::from(spans), area);
}

/// The first part of counts that go on behind a comma.
fn before_comma(counts: &str) -> Option<&str> {
    counts.rsplit_once(", ").map(|(first, _)| first)
}

/// The last two parts of a path.
fn last_parts(place: &str) -> &str {
    place.rmatch_indices(" › ").nth(1).and_then(|(at, part)| place.get(at + part.len()..)).unwrap_or(place)
}

fn columns_taken(spans: &[Span<'_>]) -> usize {
    spans.iter().map(Span::width).sum()
}

/// Whose account it is, in styled parts.
fn identity_of(model: &Model, theme: &Theme, brevity: Brevity, cut: usize) -> Vec<Span<'static>> {
    let session = &model.shared.session;
    let style = |look| match look {
        Look::As(role) => theme.role(role),
        Look::Label => theme.label(session.settings.colour),
    };
    let parts = identity(session, brevity, cut).into_iter();
    parts.map(|(look, text)| Span::styled(text, style(look))).collect()
}
