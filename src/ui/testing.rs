//! Drawn screens as text, with their styles beneath, for snapshots.

use super::theme::Theme;
use crate::app::Model;
use ratatui::Terminal;
use ratatui::backend::TestBackend;
use ratatui::buffer::Buffer;
use ratatui::style::Style;
use std::fmt::Write as _;

/// The screen.
pub(crate) fn buffer(model: &Model, theme: &Theme) -> Buffer {
    let (width, height) = model.shared.size;
    let mut terminal = Terminal::new(TestBackend::new(width, height)).unwrap();
    terminal.draw(|frame| super::draw(frame, model, theme)).unwrap();
    terminal.backend().buffer().clone()
}

/// The screen's characters.
pub(crate) fn text(model: &Model) -> String {
    lines(&buffer(model, &Theme::color())).join("\n")
}

/// The screen's characters, then each line's runs of one style, the plain ones left out.
pub(crate) fn with_styles(model: &Model) -> String {
    let buffer = buffer(model, &Theme::color());
    let mut out = lines(&buffer).join("\n");
    out.push_str("\n--- styles\n");
    for y in 0..buffer.area.height {
        let mut runs: Vec<(u16, u16, Style)> = Vec::new();
        for x in 0..buffer.area.width {
            let style = buffer[(x, y)].style();
            match runs.last_mut() {
                Some((_, to, last)) if *last == style => *to = x,
                _ => runs.push((x, x, style)),
            }
        }
        let named: Vec<_> = runs
            .iter()
            .filter_map(|(from, to, style)| Some(format!("{from}-{to} {}", name(*style)?)))
            .collect();
        if !named.is_empty() {
            let _ = writeln!(out, "{y:2}: {}", named.join(", "));
        }
    }
    out
}

fn name(style: Style) -> Option<String> {
    let mut words = Vec::new();
    if let Some(color) = style.fg.filter(|color| *color != ratatui::style::Color::Reset) {
        words.push(color.to_string().to_lowercase());
    }
    if !style.add_modifier.is_empty() {
        words.push(format!("{:?}", style.add_modifier).to_lowercase().replace(" | ", "+"));
    }
    (!words.is_empty()).then(|| words.join("+"))
}

fn lines(buffer: &Buffer) -> Vec<String> {
    (0..buffer.area.height)
        .map(|y| {
            let mut line = String::new();
            let mut x = 0;
            while x < buffer.area.width {
                let symbol = buffer[(x, y)].symbol();
                line.push_str(symbol);
                x += u16::try_from(crate::text::width(symbol)).unwrap_or(1).max(1);
            }
            line.trim_end().to_owned()
        })
        .collect()
}
