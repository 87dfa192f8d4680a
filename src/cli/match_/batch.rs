//! `buslens match --batch`: a pair per line in, an answer per line out, in order.

use super::UNDECIDED;
use crate::cli::exit::{Exit, Failure};
use crate::cli::invalid_text::in_line;
use crate::cli::output::Output;
use crate::cli::source::{NumberedLine, OpenInput, too_long};
use crate::json::{Document, Kind, Limits, Text, Value, quote};
use crate::pattern::{Event, Pattern, Verdict};
use crate::text::is_unsafe;
use std::path::Path;

/// The line's own JSON may be of any shape: an id is anything.
const LIMITS: Limits =
    Limits { depth: usize::MAX, number: usize::MAX, name: usize::MAX, bytes: u32::MAX as usize - 1 };

/// With `limits`, the service's own limits decide over a pattern.
pub(super) fn run(limits: bool) -> Result<Exit, Failure> {
    let mut lines = OpenInput::open(Path::new("-"))?.lines(false)?;
    let mut out = Output::new();
    while let Some(line) = lines.next()? {
        out.json_text(&answer(&line, limits))?;
        if lines.is_waiting() {
            out.flush()?;
        }
    }
    out.flush().map(|()| Exit::Done)
}

fn answer(line: &NumberedLine<'_>, limits: bool) -> String {
    let Some(bytes) = line.bytes else { return answer_line("null", "invalid", Some(&too_long())) };
    let document = match std::str::from_utf8(bytes) {
        Ok(text) => Document::parse_with(text, &LIMITS),
        Err(_) => Document::parse_bytes(bytes),
    };
    let document = match document {
        Ok(document) => document,
        Err(error) => {
            let why = format!("The line is not JSON: {}", in_line(&error));
            return answer_line("null", "invalid", Some(&why));
        }
    };
    match pair(&document) {
        Ok(Pair { id, pattern, event }) => {
            // As it was written, unless something in it would have to be escaped: then without its white
            // space.
            let id = if id.raw().contains(is_unsafe) { id.minified() } else { id.raw().to_owned() };
            match judge(&pattern, &event, limits) {
                Ok(Verdict::Match) => answer_line(&id, "match", None),
                Ok(Verdict::NoMatch) => answer_line(&id, "nomatch", None),
                Ok(Verdict::Undecided) => answer_line(&id, "undecided", Some(UNDECIDED)),
                Err(error) => answer_line(&id, "invalid", Some(&error)),
            }
        }
        Err(why) => {
            let why = format!(
                "{why} A line is an object {{\"id\": …, \"pattern\": \"…\", \"event\": \"…\"}}, both as \
                    texts."
            );
            answer_line("null", "invalid", Some(&why))
        }
    }
}

struct Pair<'d> {
    id: Value<'d>,
    pattern: Text<'d>,
    event: Text<'d>,
}

fn pair(document: &Document) -> Result<Pair<'_>, String> {
    let root = document.root();
    if root.kind() != Kind::Object {
        return Err(format!("The line is {}.", root.kind().noun()));
    }
    let member = |name| root.get(name).ok_or_else(|| format!("The line has no \"{name}\"."));
    let text = |name| {
        let value = member(name)?;
        value.text().ok_or_else(|| format!("\"{name}\" is {}.", value.kind().noun()))
    };
    Ok(Pair { id: member("id")?, pattern: text("pattern")?, event: text("event")? })
}

fn judge(pattern: &Text<'_>, event: &Text<'_>, limits: bool) -> Result<Verdict, String> {
    let pattern = Pattern::parse_text(pattern).map_err(|error| error.to_string())?;
    if let Some(limit) = pattern.service_limits().first().filter(|_| limits) {
        return Err(format!("Event pattern is not valid. Reason: {limit}"));
    }
    let event = Event::parse_text(event).map_err(|error| error.to_string())?;
    Ok(pattern.matches(&event))
}

fn answer_line(id: &str, result: &str, error: Option<&str>) -> String {
    match error {
        None => format!("{{\"id\":{id},\"result\":\"{result}\"}}"),
        Some(error) => {
            format!("{{\"id\":{id},\"result\":\"{result}\",\"error\":{}}}", quote(error.as_bytes()))
        }
    }
}
