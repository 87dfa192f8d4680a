//! The top line: whose account this is, where we are, and counts. When it does not fit, the endpoint is cut,
//! then the counts go, then the front of the path, then the profile's name and all but the end of the
//! account's number where a label says whose it is, and at last the region; the account is always shown.

use super::theme::Theme;
use super::widgets::spinner;
use crate::app::Model;
use crate::text::{cut_front, fit, safe, width};
use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};

/// Columns kept for counts.
const RESERVED: usize = 12;
/// Columns that an endpoint keeps.
const ENDPOINT: usize = 6;
/// Columns in which a path can be read.
const PATH: usize = 24;
/// Columns that a label keeps.
const LABEL: usize = 12;
/// Columns of the end of an account's number.
const END: usize = 5;

/// How short the account is told.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Brevity {
    InFull,
    Short,
    /// The profile's name is left out.
    WithoutProfile,
    /// The label, and the end of the number.
    ByLabel,
    /// The label and the end of the number, without the region.
    WithoutRegion,
}

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
    let over = |identity: &[Span<'_>]| (columns_taken(identity) + beside).saturating_sub(room);
    let mut identity = identity_of(model, theme, Brevity::InFull, 0);
    if over(&identity) > 0 {
        identity = identity_of(model, theme, Brevity::Short, 0);
        identity = identity_of(model, theme, Brevity::Short, over(&identity));
    }
    // Where one is has to be read as well as whose account it is.
    let path = width(last_parts(&place));
    let least =
        [(Brevity::WithoutProfile, PATH), (Brevity::ByLabel, PATH), (Brevity::WithoutRegion, PATH / 2)];
    for (brevity, columns) in least {
        if columns_taken(&identity) + path.min(columns) + 5 > room {
            identity = identity_of(model, theme, brevity, room);
        }
    }

    let mut spans = vec![Span::raw(" ")];
    spans.extend(identity);
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

/// Name, label, profile, account, region and what is special about them; the endpoint is cut by so many
/// columns, as far as it can be.
fn identity_of(model: &Model, theme: &Theme, brevity: Brevity, cut: usize) -> Vec<Span<'static>> {
    let session = &model.shared.session;
    let (short, by_label) =
        (brevity != Brevity::InFull, matches!(brevity, Brevity::ByLabel | Brevity::WithoutRegion));
    let mut spans = Vec::new();
    if !short {
        spans.push(Span::styled("buslens  ", theme.accent));
    }
    if let Some(label) = &session.settings.label {
        let label = safe(label);
        let label = if by_label { fit(&label, LABEL) } else { label };
        spans.push(Span::styled(format!(" {label} "), theme.label(session.settings.colour)));
        spans.push(Span::raw(if by_label { " " } else { "  " }));
    }
    let account = session.account.as_deref().map_or_else(|| "account ?".into(), safe);
    let is_labelled = session.settings.label.is_some();
    let account = if by_label && is_labelled { cut_front(&account, END) } else { account };
    if session.embedded {
        spans.push(Span::styled(if short { "stand-in" } else { "embedded stand-in account" }, theme.warn));
        spans.push(Span::styled(format!(" {account}"), theme.heading));
    } else if let Some(profile) =
        session.profile.as_ref().filter(|_| matches!(brevity, Brevity::InFull | Brevity::Short))
    {
        spans.push(Span::styled(safe(profile), theme.heading));
        spans.push(Span::raw(format!(" ({account})")));
    } else {
        spans.push(Span::styled(account, theme.heading));
    }
    let region = if session.region.is_empty() { "region ?".into() } else { safe(&session.region) };
    if brevity != Brevity::WithoutRegion {
        spans.push(Span::raw(format!("  {region}")));
    }
    if let Some(endpoint) = session.endpoint.as_deref().filter(|_| !session.embedded) {
        let endpoint = safe(endpoint);
        let bare = endpoint.trim_start_matches("http://").trim_start_matches("https://");
        let shown = if short { bare } else { &endpoint };
        let shown = fit(shown, width(shown).saturating_sub(cut).max(ENDPOINT));
        spans.push(Span::styled(format!("  at {shown}"), theme.warn));
    }
    if session.read_only.is_some() {
        spans.push(Span::styled("  read-only", theme.warn));
    }
    spans
}
