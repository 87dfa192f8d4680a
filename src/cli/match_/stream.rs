//! `buslens match --rules FILE --events FILE`: many rules over many events, on all cores.

use super::chunks::{Answers, Chunk};
use crate::cli::exit::{Exit, Failure, say};
use crate::cli::invalid_text::in_line;
use crate::cli::output::Output;
use crate::cli::rule_file;
use crate::cli::source::{OpenInput, is_blank, one_stdin, too_long};
use crate::json::quote;
use crate::pattern::{EventError, RuleSet, Scratch};
use crate::text::{counted, plural};
use std::fmt::Write as _;
use std::path::Path;
use std::sync::Arc;

/// The rules, and how they are called in the answers.
struct CompiledRules {
    set: RuleSet<usize>,
    /// In quotes.
    names: Vec<String>,
}

/// What is said of a chunk of events.
struct ChunkVerdicts {
    /// Lines, each with its end.
    text: String,
    /// How many events each rule matches, where that is asked.
    counts: Vec<u64>,
    bad: u64,
    unsure: u64,
    /// The next one may have to be waited for.
    waiting: bool,
}

pub(super) fn run(rules: &Path, events: &Path, count: bool) -> Result<Exit, Failure> {
    one_stdin(&[rules, events])?;
    let rules = Arc::new(CompiledRules::read(rules)?);
    let mut out = Output::new();
    // A bar between lines on the same terminal would be in their way.
    let lines = OpenInput::open(events)?.lines(count || !out.is_terminal())?;
    let name = lines.name().to_owned();
    let mut counts = vec![0_u64; rules.names.len()];
    let (mut bad, mut unsure) = (0_u64, 0_u64);
    let mut answers = Answers::to(lines, || {
        let (rules, mut scratch) = (Arc::clone(&rules), Scratch::new());
        move |chunk: &Chunk| rules.judge(&mut scratch, chunk, count)
    });
    while let Some(answer) = answers.next()? {
        for (count, more) in counts.iter_mut().zip(&answer.counts) {
            *count += more;
        }
        bad += answer.bad;
        unsure += answer.unsure;
        answer.text.lines().try_for_each(|line| out.json_text(line))?;
        if answer.waiting {
            out.flush()?;
        }
    }
    if count {
        for (name, count) in rules.names.iter().zip(&counts) {
            out.json_text(&format!("{{\"name\":{name},\"count\":{count}}}"))?;
        }
    }
    out.flush()?;
    if unsure > 0 {
        say(&format!(
            "{name}: {} not be decided for every rule: so many arrays lie on one path that trying all their elements was \
             given up. Those rules are not counted as matching.",
            counted(unsure, "event could", "events could")
        ));
    }
    if bad > 0 {
        let lines_are =
            format!("{} not {}", counted(bad, "line is", "lines are"), plural(bad, "an event", "events"));
        say(&format!("{name}: {lines_are}; standard output says which and why."));
    }
    Ok(if bad > 0 || unsure > 0 { Exit::BadInput } else { Exit::Done })
}

impl CompiledRules {
    fn read(path: &Path) -> Result<Self, Failure> {
        let rules = rule_file::read(path)?;
        let names = rules.iter().map(|rule| quote(rule.name.as_bytes())).collect();
        let mut set = RuleSet::new();
        for (at, rule) in rules.iter().enumerate() {
            if let Some(pattern) = &rule.pattern {
                set.add(at, pattern);
            }
        }
        Ok(Self { set, names })
    }

    fn judge(&self, scratch: &mut Scratch, chunk: &Chunk, count: bool) -> ChunkVerdicts {
        let counts = if count { vec![0; self.names.len()] } else { Vec::new() };
        let mut answer =
            ChunkVerdicts { text: String::new(), counts, bad: 0, unsure: 0, waiting: chunk.waiting };
        let mut matching = Vec::new();
        for (number, line) in chunk.lines() {
            matching.clear();
            let outcome = match line {
                None => Err(too_long()),
                Some(bytes) if is_blank(bytes) => continue,
                Some(bytes) => {
                    self.set.matches(scratch, bytes, &mut matching).map_err(|error| reason(&error))
                }
            };
            // Writing to a text cannot fail.
            if let Err(why) = outcome {
                answer.bad += 1;
                let why = quote(why.as_bytes());
                let _ = writeln!(answer.text, "{{\"line\":{number},\"error\":{why}}}");
                continue;
            }
            let undecided: Vec<usize> = self.set.undecided(scratch).collect();
            answer.unsure += u64::from(!undecided.is_empty());
            if count {
                for &rule in &matching {
                    if let Some(count) = answer.counts.get_mut(rule) {
                        *count += 1;
                    }
                }
                continue;
            }
            let _ = write!(answer.text, "{{\"line\":{number},\"rules\":[{}]", self.names(&matching));
            if !undecided.is_empty() {
                let _ = write!(answer.text, ",\"undecided\":[{}]", self.names(&undecided));
            }
            answer.text.push_str("}\n");
        }
        answer
    }

    fn names(&self, which: &[usize]) -> String {
        which.iter().filter_map(|&at| self.names.get(at)).map(String::as_str).collect::<Vec<_>>().join(",")
    }
}

fn reason(error: &EventError) -> String {
    match error {
        EventError::Syntax(fault) => format!("The event is not JSON: {}", in_line(fault)),
        EventError::NotAnObject(_) => error.to_string(),
    }
}
