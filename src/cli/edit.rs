//! `buslens edit FILE`: the patterns of a file tried in the workbench.

use super::args::Global;
use super::exit::{Exit, Failure};
use super::explore::{Explore, open_on};
use super::source::file_text;
use crate::app::given_pattern::GivenPattern;
use crate::import;
use std::path::PathBuf;

/// Arguments of `edit`.
#[derive(Clone, Debug, clap::Args)]
#[command(arg_required_else_help = true)]
pub struct Args {
    /// A pattern, a rule's or several rules' JSON as AWS gives it, a CloudFormation or SAM template, a
    /// Terraform file, or what `terraform show -json` prints of a plan.
    #[arg(required = true, value_name = "FILE")]
    file: PathBuf,
    /// On the account inside the program: no AWS, no credentials.
    #[arg(long)]
    demo: bool,
}

pub(super) fn run(global: Global, args: &Args) -> Result<Exit, Failure> {
    let (file, text) = file_text(&args.file)?;
    let bad = |why: String| Failure::bad_in(&file, why);
    // A text that is to be a pattern and is none yet is what the workbench is for.
    let is_whole = text.trim_start().starts_with('{') && crate::json::Document::parse(text.as_str()).is_err();
    let rules = if is_whole {
        let pattern = Some(text);
        vec![import::FileRule {
            name: import::PATTERN_ALONE.to_owned(),
            pattern,
            is_alone: true,
            ..import::FileRule::default()
        }]
    } else {
        import::rules(&text).map_err(bad)?
    };
    let mut open = false;
    let given: Vec<GivenPattern> = rules
        .into_iter()
        .filter_map(|rule| {
            let import::FileRule { name, bus, pattern, unknown, is_alone, .. } = rule;
            open |= pattern.is_none() && !unknown.is_empty();
            Some(GivenPattern {
                file: file.clone(),
                name,
                is_named: !is_alone,
                bus,
                pattern: pattern?,
                unknown,
            })
        })
        .collect();
    if given.is_empty() {
        let why = if open {
            "The patterns of its rules are not known before they are deployed."
        } else {
            "Its rules have schedules and no pattern to try."
        };
        return Err(bad(why.to_owned()));
    }
    open_on(args.demo, given, global, Explore::default())
}
