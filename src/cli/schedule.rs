//! `buslens schedule`: what a schedule expression says, and when it runs next.

use super::excerpt::excerpt;
use super::exit::{Exit, Failure, complain};
use super::output::Output;
use crate::json::LineIndex;
use crate::runtime;
use crate::schedule::{Schedule, ScheduleError};
use crate::text::time::read;
use jiff::{Timestamp, Zoned, tz::TimeZone};
use serde::Serialize;
use std::ops::Range;

/// Arguments of `schedule`.
#[derive(Clone, Debug, clap::Args)]
pub struct Args {
    /// The expression as a rule has it, such as 'rate(5 minutes)' or 'cron(15 10 ? * MON-FRI *)'.
    #[arg(value_name = "EXPR")]
    expression: String,
    /// How many runs to print.
    #[arg(long, value_name = "N", default_value_t = 5, value_parser = clap::value_parser!(u16).range(0..=10_000))]
    next: u16,
    /// The time after which they lie, such as 2026-11-21T14:03:07Z; without an offset, in UTC. Now if left
    /// out.
    #[arg(long, value_name = "TIME", value_parser = time)]
    from: Option<Timestamp>,
    /// One JSON document: {"expression","sentence","runs":[{"utc","local"}],"warnings"}, or
    /// {"expression","error","at","fix"?}.
    #[arg(long)]
    json: bool,
}

/// Rate expressions reference: a rate "starts when you create the scheduled event rule".
const FROM_THE_RULE: &str =
    "A rate counts from the moment its rule was made; here it counts from the time asked for.";

fn time(text: &str) -> Result<Timestamp, String> {
    read(text).ok_or_else(|| "write a time such as 2026-11-21T14:03:07Z or 2026-11-21".to_owned())
}

#[derive(Serialize)]
struct ScheduleJson<'a> {
    expression: &'a str,
    sentence: String,
    runs: Vec<NextRun>,
    warnings: Vec<String>,
}

#[derive(Serialize)]
struct NextRun {
    utc: String,
    local: String,
}

#[derive(Serialize)]
struct InvalidJson<'a> {
    expression: &'a str,
    error: String,
    at: ByteSpan,
    #[serde(skip_serializing_if = "Option::is_none")]
    fix: Option<&'a str>,
}

/// Bytes of the expression.
#[derive(Serialize)]
struct ByteSpan {
    start: usize,
    end: usize,
}

pub(super) fn run(args: &Args) -> Result<Exit, Failure> {
    let text = args.expression.as_str();
    let mut out = Output::new();
    let schedule = match Schedule::parse(text) {
        Ok(schedule) => schedule,
        Err(error) if args.json => {
            let at = ByteSpan { start: error.flaw.span.start, end: error.flaw.span.end };
            let fix = error.corrected(text);
            out.json(&InvalidJson { expression: text, error: error.to_string(), at, fix: fix.as_deref() })?;
            return out.flush().map(|()| Exit::BadInput);
        }
        Err(error) => {
            complain(&refusal(text, &error));
            return Ok(Exit::BadInput);
        }
    };
    let from = args.from.unwrap_or_else(|| Timestamp::from_millisecond(runtime::now()).unwrap_or_default());
    let zone = TimeZone::system();
    let runs: Vec<Timestamp> = schedule.runs(from, from).take(usize::from(args.next)).collect();
    let exit = if schedule.next_after(from, from).is_some() { Exit::Done } else { Exit::No };
    let is_rate = matches!(schedule, Schedule::Rate(_));
    if args.json {
        let runs =
            runs.iter().map(|run| NextRun { utc: run.to_string(), local: local(*run, &zone) }).collect();
        let notes = schedule.notes().iter().map(ToString::to_string);
        let warnings = notes.chain(is_rate.then(|| FROM_THE_RULE.to_owned())).collect();
        out.json(&ScheduleJson { expression: text, sentence: schedule.sentence(), runs, warnings })?;
        return out.flush().map(|()| exit);
    }
    out.line(&schedule.sentence())?;
    if is_rate {
        out.line(FROM_THE_RULE)?;
    }
    let zoned = |run: &Timestamp| run.to_zoned(zone.clone());
    for run in &runs {
        out.line(&format!("{}  {}", time_text(&run.to_zoned(TimeZone::UTC)), time_text(&zoned(run))))?;
    }
    if exit == Exit::No {
        out.line(&format!("It does not run after {from}."))?;
    }
    out.flush()?;
    for note in schedule.notes() {
        complain(&[format!("warning: {note}")]);
        complain(&with_marker(text, &note.span));
    }
    Ok(exit)
}

/// With the offset, as RFC 3339 writes it.
fn local(run: Timestamp, zone: &TimeZone) -> String {
    run.to_zoned(zone.clone()).strftime("%Y-%m-%dT%H:%M:%S%:z").to_string()
}

fn time_text(time: &Zoned) -> String {
    time.strftime("%a %Y-%m-%d %H:%M:%S %Z").to_string()
}

fn refusal(text: &str, error: &ScheduleError) -> Vec<String> {
    let mut lines = vec![format!("buslens: The schedule expression is not valid: {}.", error.flaw.what)];
    lines.extend(with_marker(text, &error.flaw.span));
    lines.push(match error.corrected(text) {
        Some(fix) => format!("    Write {fix}"),
        None => format!("    What to do: {}", error.flaw.remedy),
    });
    lines
}

fn with_marker(text: &str, span: &Range<usize>) -> [String; 2] {
    excerpt(text, &LineIndex::new(text), span).map(|line| format!("    {line}"))
}
