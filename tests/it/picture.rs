//! A screen as an SVG picture, cell by cell.

use ratatui::buffer::{Buffer, Cell};
use ratatui::style::{Color, Modifier};
use std::fmt::Write as _;

const CELL: (f32, f32) = (8.4, 17.0);
const PAPER: &str = "#16181d";
const INK: &str = "#d6d9de";

/// The picture. Runs of cells with one style become one text each, so that it can be selected and searched.
pub fn svg(buffer: &Buffer) -> String {
    let (width, height) =
        (f32::from(buffer.area.width) * CELL.0 + 16.0, f32::from(buffer.area.height) * CELL.1 + 16.0);
    let mut out = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {width:.0} {height:.0}\" \
            font-family=\"ui-monospace, Menlo, Consolas, \
         'DejaVu Sans Mono', monospace\" font-size=\"14\">\n<rect width=\"100%\" height=\"100%\" rx=\"8\" \
             fill=\"{PAPER}\"/>\n"
    );
    for y in 0..buffer.area.height {
        let mut x = 0;
        while x < buffer.area.width {
            let first = &buffer[(x, y)];
            let mut end = x + 1;
            while end < buffer.area.width && same_style(&buffer[(end, y)], first) {
                end += 1;
            }
            run(&mut out, buffer, y, x..end);
            x = end;
        }
    }
    out.push_str("</svg>\n");
    out
}

fn same_style(a: &Cell, b: &Cell) -> bool {
    (a.fg, a.bg, a.modifier) == (b.fg, b.bg, b.modifier)
}

fn run(out: &mut String, buffer: &Buffer, y: u16, cells: std::ops::Range<u16>) {
    let cell = &buffer[(cells.start, y)];
    let text: String = cells.clone().map(|x| buffer[(x, y)].symbol()).collect();
    let (mut ink, mut paper) = (colour(cell.fg, INK), colour(cell.bg, PAPER));
    if cell.modifier.contains(Modifier::REVERSED) {
        std::mem::swap(&mut ink, &mut paper);
    }
    let (left, top) = (f32::from(cells.start) * CELL.0 + 8.0, f32::from(y) * CELL.1 + 8.0);
    let width = f32::from(cells.end - cells.start) * CELL.0;
    if paper != PAPER {
        let _ = writeln!(
            out,
            "<rect x=\"{left:.1}\" y=\"{top:.1}\" width=\"{width:.1}\" height=\"{}\" fill=\"{paper}\"/>",
            CELL.1
        );
    }
    if text.trim().is_empty() {
        return;
    }
    let mut style = String::new();
    if cell.modifier.contains(Modifier::BOLD) {
        style.push_str(" font-weight=\"bold\"");
    }
    if cell.modifier.contains(Modifier::UNDERLINED) {
        style.push_str(" text-decoration=\"underline\"");
    }
    if cell.modifier.contains(Modifier::DIM) {
        style.push_str(" opacity=\"0.6\"");
    }
    let text = text.trim_end().replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;");
    let length = f32::from(u16::try_from(text_width(&text)).unwrap_or(0)) * CELL.0;
    let _ = writeln!(
        out,
        "<text x=\"{left:.1}\" y=\"{:.1}\" textLength=\"{length:.1}\" fill=\"{ink}\" \
            xml:space=\"preserve\"{style}>{text}</text>",
        top + 13.0
    );
}

fn text_width(escaped: &str) -> usize {
    buslens::text::width(&escaped.replace("&amp;", "&").replace("&lt;", "<").replace("&gt;", ">"))
}

fn colour(colour: Color, default: &'static str) -> &'static str {
    match colour {
        Color::Red | Color::LightRed => "#f07178",
        Color::Green | Color::LightGreen => "#a5d36b",
        Color::Yellow | Color::LightYellow => "#f0c674",
        Color::Blue | Color::LightBlue => "#7fb4f0",
        Color::Magenta | Color::LightMagenta => "#cf9be8",
        Color::Cyan | Color::LightCyan => "#6fd0d6",
        Color::Black => "#000000",
        Color::DarkGray => "#7a808a",
        Color::Gray => "#b4b9c2",
        Color::White => "#ffffff",
        Color::Reset | Color::Rgb(..) | Color::Indexed(_) => default,
    }
}
