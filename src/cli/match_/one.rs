//! `buslens match -p FILE -e FILE`: one pattern, one event.

use super::{Args, UNDECIDED};
use crate::cli::account::{block_on_within, connect};
use crate::cli::args::Global;
use crate::cli::exit::{Exit, Failure, complain};
use crate::cli::explanation::tell;
use crate::cli::invalid_text::{broken, refusal, said, unknown, warned};
use crate::cli::output::Output;
use crate::cli::source::{Source, called, one_stdin, only_rule};
use crate::pattern::{Event, Explanation, Pattern, Verdict, explain};
use serde::Serialize;
use std::path::Path;

/// The answer as `--json` prints it.
#[derive(Debug, Serialize)]
struct Answer {
    result: &'static str,
    /// What the service says, if it was asked.
    #[serde(skip_serializing_if = "Option::is_none")]
    aws: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    error: Option<String>,
    warnings: Vec<String>,
}

pub(super) fn run(global: Global, pattern: &Path, event: &Path, args: &Args) -> Result<Exit, Failure> {
    one_stdin(&[pattern, event])?;
    let pattern = Source::open(pattern)?;
    let mut name = pattern.name().to_owned();
    let text = pattern.bytes()?;
    // A rule's JSON, a template or a Terraform file with one rule in it stands for its pattern.
    let text = match Pattern::parse_bytes(&text) {
        Ok(_) => text,
        Err(_) => match only_rule(&name, &String::from_utf8_lossy(&text))? {
            Some(rule) => {
                complain(&unknown(&name, &rule));
                name = called(&name, &rule.name);
                rule.pattern.unwrap_or_default().into_bytes()
            }
            None => text,
        },
    };
    let pattern = match Pattern::parse_bytes(&text) {
        Ok(pattern) => pattern,
        Err(error) if args.json => {
            let warnings = error.flaws().iter().map(said).collect();
            return finish(
                &Answer { result: "invalid", aws: None, error: Some(error.to_string()), warnings },
                None,
                Exit::BadInput,
            );
        }
        Err(error) => {
            complain(&refusal(&name, &String::from_utf8_lossy(&text), &error));
            return Ok(Exit::BadInput);
        }
    };
    let lints = pattern.lints();
    let warnings: Vec<String> =
        lints.iter().map(|lint| format!("{}: {}", lint.flaw.position, lint.flaw)).collect();
    if !args.json {
        complain(&warned(&name, pattern.text(), &lints));
    }
    if let Some(limit) = pattern.service_limits().first().filter(|_| args.service_limits) {
        let error = format!("Event pattern is not valid. Reason: {limit}");
        if args.json {
            return finish(
                &Answer { result: "invalid", aws: None, error: Some(error), warnings },
                None,
                Exit::BadInput,
            );
        }
        return Err(Failure::new(Exit::BadInput, format!("{name}: {error}")));
    }
    let source = Source::open(event)?;
    let event_name = source.name().to_owned();
    let bytes = source.bytes()?;
    let event = match Event::parse(&bytes) {
        Ok(event) => event,
        Err(error) if args.json => {
            return finish(
                &Answer { result: "invalid", aws: None, error: Some(error.to_string()), warnings },
                None,
                Exit::BadInput,
            );
        }
        Err(error) => {
            complain(&broken(&event_name, &bytes, &error));
            return Ok(Exit::BadInput);
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
    let asked = args.ask_aws.then(|| ask_aws(global, pattern.text(), &bytes)).transpose()?;
    let exit = asked.map_or(exit, |matches| if matches { Exit::Done } else { Exit::No });
    let aws = asked.map(|matches| if matches { "match" } else { "nomatch" });
    if args.json {
        let error = (verdict == Verdict::Undecided).then(|| UNDECIDED.to_owned());
        return finish(&Answer { result, aws, error, warnings }, explanation.as_ref(), exit);
    }
    let mut out = Output::new();
    out.line(line)?;
    if let Some(aws) = aws {
        let otherwise = if aws == result { "" } else { ", which differs: what counts is what AWS says" };
        out.line(&format!("AWS says {}{otherwise}", if aws == "match" { "match" } else { "no match" }))?;
    }
    if let Some(explanation) = &explanation {
        tell(&mut out, explanation, pattern.document(), &name)?;
    }
    out.flush().map(|()| exit)
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

fn finish(answer: &Answer, explanation: Option<&Explanation>, exit: Exit) -> Result<Exit, Failure> {
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
