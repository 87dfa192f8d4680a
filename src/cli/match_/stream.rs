//! `buslens match --rules FILE --events FILE`: many rules over many events.

use crate::cli::exit::{Exit, Failure, say};
use crate::cli::fault::in_line;
use crate::cli::output::Output;
use crate::cli::rule_file;
use crate::cli::source::{Source, is_blank, one_stdin, too_long};
use crate::json::quote;
use crate::pattern::{EventError, RuleSet, Scratch};
use crate::text::{counted, plural};
use std::path::Path;

pub(super) fn run(rules: &Path, events: &Path, count: bool) -> Result<Exit, Failure> {
    one_stdin(&[rules, events])?;
    let rules = rule_file::read(rules)?;
    let names: Vec<String> = rules.iter().map(|rule| quote(rule.name.as_bytes())).collect();
    let mut set = RuleSet::<usize>::new();
    for (at, rule) in rules.iter().enumerate() {
        if let Some(pattern) = &rule.pattern {
            set.add(at, pattern);
        }
    }
    drop(rules);
    let mut out = Output::new();
    // A bar between lines on the same terminal would be in their way.
    let mut lines = Source::open(events)?.lines(count || !out.is_terminal())?;
    let (mut scratch, mut matching) = (Scratch::new(), Vec::new());
    let mut counts = vec![0_u64; names.len()];
    let (mut bad, mut unsure) = (0_u64, 0_u64);
    while let Some(line) = lines.next()? {
        let number = line.number;
        matching.clear();
        let outcome = match line.bytes {
            None => Err(too_long()),
            Some(bytes) if is_blank(bytes) => continue,
            Some(bytes) => set.matches(&mut scratch, bytes, &mut matching).map_err(|error| reason(&error)),
        };
        if let Err(why) = outcome {
            bad += 1;
            out.json_text(&format!("{{\"line\":{number},\"error\":{}}}", quote(why.as_bytes())))?;
        } else {
            let undecided: Vec<usize> = set.undecided(&scratch).collect();
            unsure += u64::from(!undecided.is_empty());
            if count {
                for &rule in &matching {
                    if let Some(count) = counts.get_mut(rule) {
                        *count += 1;
                    }
                }
            } else {
                let unsure = if undecided.is_empty() {
                    String::new()
                } else {
                    format!(",\"undecided\":[{}]", listed(&names, &undecided))
                };
                out.json_text(&format!(
                    "{{\"line\":{number},\"rules\":[{}]{unsure}}}",
                    listed(&names, &matching)
                ))?;
            }
        }
        if lines.is_waiting() {
            out.flush()?;
        }
    }
    if count {
        for (name, count) in names.iter().zip(&counts) {
            out.json_text(&format!("{{\"name\":{name},\"count\":{count}}}"))?;
        }
    }
    out.flush()?;
    if unsure > 0 {
        say(&format!(
            "{}: {unsure} events could not be decided for every rule: they have so many arrays on one path \
                that trying all \
             their elements was given up. Those rules are not counted as matching.",
            lines.name()
        ));
    }
    if bad > 0 {
        let lines_are =
            format!("{} no {}", counted(bad, "line is", "lines are"), plural(bad, "event", "events"));
        say(&format!("{}: {lines_are}; standard output says which and why.", lines.name()));
    }
    Ok(if bad > 0 || unsure > 0 { Exit::BadInput } else { Exit::Done })
}

fn listed(names: &[String], which: &[usize]) -> String {
    which.iter().filter_map(|&at| names.get(at)).map(String::as_str).collect::<Vec<_>>().join(",")
}

fn reason(error: &EventError) -> String {
    match error {
        EventError::Syntax(fault) => format!("The event is not JSON: {}", in_line(fault)),
        EventError::NotAnObject(_) => error.to_string(),
    }
}
