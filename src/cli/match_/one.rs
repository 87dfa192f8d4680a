//! `buslens match -p FILE -e FILE`: one pattern, one event.

use super::{Args, UNDECIDED};
use crate::cli::account::{block_on_within, connect};
use crate::cli::args::Global;
use crate::cli::exit::{Exit, Failure, complain};
use crate::cli::explanation::tell;
use crate::cli::given_events::GivenEvents;
use crate::cli::invalid_text::{broken, refusal, sentence, unknown, warned};
use crate::cli::output::Output;
use crate::cli::pattern_place::{CountedIn, PatternPlace};
use crate::cli::source::{OpenInput, one_stdin, only_rule, title};
use crate::pattern::{Event, Explanation, Pattern, Verdict, explain};
use serde::Serialize;
use std::path::Path;

/// The answer as `--json` prints it.
#[derive(Debug, Serialize)]
struct MatchJson<'p> {
    result: &'static str,
    /// The pattern that places and edits count in, where it is one of a rule in a file.
    #[serde(skip_serializing_if = "Option::is_none")]
    pattern: Option<CountedIn<'p>>,
    /// What the service says, if it was asked.
    #[serde(skip_serializing_if = "Option::is_none")]
    aws: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    error: Option<String>,
    warnings: Vec<String>,
}

pub(super) fn run(global: Global, pattern: &Path, event: &Path, args: &Args) -> Result<Exit, Failure> {
    one_stdin(&[pattern, event])?;
    let pattern = OpenInput::open(pattern)?;
    let mut name = pattern.name().to_owned();
    let text = pattern.bytes()?;
    // A rule's JSON, a template or a Terraform file with one rule in it stands for its pattern.
    let file = name.clone();
    let mut of_rule = None;
    let text = match Pattern::parse_bytes(&text) {
        Ok(_) => text,
        Err(_) => match only_rule(&name, &String::from_utf8_lossy(&text))? {
            Some(rule) => {
                complain(&unknown(&name, &rule));
                name = title(&name, &rule);
                let pattern = rule.pattern.clone().unwrap_or_default().into_bytes();
                of_rule = Some(rule);
                pattern
            }
            None => text,
        },
    };
    let places = PatternPlace::new(&file, of_rule);
    let read_event = || GivenEvents::read(event)?.only_text();
    let ask = |bytes: &[u8]| {
        let pattern = String::from_utf8_lossy(&text);
        args.ask_aws.then(|| ask_aws(global.clone(), &pattern, bytes)).transpose()
    };
    // A pattern that is refused needs no event, but for asking about it.
    let invalid = |error: String, lines: &[String], warnings: Vec<String>, bytes: Option<Vec<u8>>| {
        if !args.json {
            complain(lines);
        }
        let bytes = if bytes.is_none() && args.ask_aws { Some(read_event()?.1) } else { bytes };
        let asked = match bytes.map_or(Ok(None), |bytes| ask(&bytes)) {
            // The service refuses it as well.
            Err(failure) if failure.exit == Exit::BadInput => {
                if !args.json {
                    complain(&[format!("AWS refuses it too: {}", failure.message)]);
                }
                None
            }
            asked => asked?,
        };
        refused(args.json, places.counted_in(), error, asked, warnings)
    };
    let pattern = match Pattern::parse_bytes(&text) {
        Ok(pattern) => pattern,
        Err(error) => {
            let whole = String::from_utf8_lossy(&text);
            // What the event has shows what was meant; a broken one is told once the pattern is read.
            let can_be_read = !args.ask_aws && event != Path::new("-");
            let bytes = can_be_read.then(|| OpenInput::open(event).and_then(OpenInput::bytes).ok()).flatten();
            let event = bytes.and_then(|bytes| Event::parse(&bytes).ok());
            let error = match &event {
                Some(event) => error.with_event(&whole, event),
                None => error,
            };
            let warnings = error.flaws().iter().map(sentence).collect();
            let lines = refusal(&name, &whole, &error);
            return invalid(error.to_string(), &lines, warnings, None);
        }
    };
    let lints = pattern.lints();
    let warnings: Vec<String> =
        lints.iter().map(|lint| format!("{}: {}", lint.flaw.position, lint.flaw)).collect();
    if !args.json {
        complain(&warned(&places, pattern.text(), &lints));
    }
    if let Some(limit) = pattern.service_limits().first().filter(|_| args.service_limits) {
        let error = format!("Event pattern is not valid. Reason: {limit}");
        let lines = [format!("{name}: {error}")];
        return invalid(error, &lines, warnings, None);
    }
    let (event_name, bytes) = read_event()?;
    let event = match Event::parse(&bytes) {
        Ok(event) => event,
        Err(error) => {
            let lines = broken(&event_name, &bytes, &error);
            return invalid(error.to_string(), &lines, warnings, Some(bytes));
        }
    };
    let explanation = args.explain.then(|| explain(&pattern, &event));
    let verdict =
        explanation.as_ref().map_or_else(|| pattern.matches(&event), |explanation| explanation.matched);
    let (result, line, exit) = match verdict {
        Verdict::Match => ("match", "✓ match", Exit::Done),
        Verdict::NoMatch => ("nomatch", "✗ no match", Exit::No),
        Verdict::Undecided => ("undecided", UNDECIDED, Exit::BadInput),
    };
    let asked = ask(&bytes)?;
    let exit = asked.map_or(exit, exit_of);
    let aws = asked.map(result_of);
    if args.json {
        let error = (verdict == Verdict::Undecided).then(|| UNDECIDED.to_owned());
        let pattern = places.counted_in();
        return finish(&MatchJson { result, pattern, aws, error, warnings }, explanation.as_ref(), exit);
    }
    let mut out = Output::new();
    out.line(line)?;
    if let Some(matches) = asked {
        out.line(&aws_says(matches, result))?;
    }
    if let Some(explanation) = &explanation {
        tell(&mut out, explanation, pattern.document(), &places)?;
    }
    out.flush().map(|()| exit)
}

/// Our reader refuses the pattern or the event, which has been said to people: the service's verdict, if it
/// was asked, decides all the same.
fn refused(
    json: bool,
    pattern: Option<CountedIn<'_>>,
    error: String,
    asked: Option<bool>,
    warnings: Vec<String>,
) -> Result<Exit, Failure> {
    let exit = asked.map_or(Exit::BadInput, exit_of);
    let result = "invalid";
    if json {
        let aws = asked.map(result_of);
        return finish(&MatchJson { result, pattern, aws, error: Some(error), warnings }, None, exit);
    }
    let mut out = Output::new();
    if let Some(matches) = asked {
        out.line(&aws_says(matches, result))?;
    }
    out.flush().map(|()| exit)
}

fn exit_of(matches: bool) -> Exit {
    if matches { Exit::Done } else { Exit::No }
}

fn result_of(matches: bool) -> &'static str {
    if matches { "match" } else { "nomatch" }
}

fn aws_says(matches: bool, ours: &str) -> String {
    let verdict = if matches { "match" } else { "no match" };
    let otherwise =
        if result_of(matches) == ours { "" } else { ", which differs: what counts is what AWS says" };
    format!("AWS says {verdict}{otherwise}")
}

/// The service's verdict.
fn ask_aws(global: Global, pattern: &str, event: &[u8]) -> Result<bool, Failure> {
    let event = String::from_utf8_lossy(event);
    block_on_within(global.timeout, async {
        let verdict = connect(global).await?.test_event_pattern(pattern, &event).await?;
        verdict.ok_or_else(|| {
            let why = "The server answered TestEventPattern without a verdict, as some emulators do.";
            Failure::new(Exit::Aws, why)
        })
    })
}

fn finish(answer: &MatchJson<'_>, explanation: Option<&Explanation>, exit: Exit) -> Result<Exit, Failure> {
    let mut out = Output::new();
    match explanation {
        None => out.json(answer)?,
        Some(explanation) => {
            let answer =
                serde_json::to_string(answer).map_err(|error| Failure::new(Exit::No, error.to_string()))?;
            let answer = answer.strip_suffix('}').unwrap_or(&answer);
            out.json_text(&format!("{answer},\"explain\":{}}}", explanation.to_json()))?;
        }
    }
    out.flush().map(|()| exit)
}
