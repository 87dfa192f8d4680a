//! A rule with its targets and tags in other people's notations: the API's JSON, AWS CLI commands,
//! CloudFormation and Terraform. What is copied must be right when it is pasted, so every text goes through
//! its notation's own quoting.

mod cli;
mod cloudformation;
pub mod json;
mod terraform;

#[cfg(test)]
mod tests;

pub use cli::commands;
pub use cloudformation::template;
pub use terraform::resources;

use crate::model::{Rule, Tag, Target};
use std::collections::BTreeSet;

/// A rule and what belongs to it.
#[derive(Clone, Copy, Debug)]
pub struct Whole<'a> {
    /// The rule.
    pub rule: &'a Rule,
    /// Its targets.
    pub targets: &'a [Target],
    /// Its tags.
    pub tags: &'a [Tag],
    /// The region it is in.
    pub region: &'a str,
}

/// The rules' names as identifiers of one document, no two alike.
fn identifiers(rules: &[Whole<'_>], also: &str, instead: &str) -> Vec<String> {
    let mut taken = BTreeSet::new();
    let mut unlike = |whole: &Whole<'_>| {
        let name = identifier(&whole.rule.name, also, instead);
        let numbered = (2..).map(|n| format!("{name}{n}"));
        let found =
            std::iter::once(name.clone()).chain(numbered).find(|name| !taken.contains(name)).unwrap_or(name);
        taken.insert(found.clone());
        found
    };
    rules.iter().map(&mut unlike).collect()
}

/// A name made of letters, digits and whatever `also` allows, for identifiers of templates; never empty.
fn identifier(name: &str, also: &str, instead: &str) -> String {
    let mut out = String::new();
    for c in name.chars() {
        if c.is_ascii_alphanumeric() || also.contains(c) {
            out.push(c);
        } else {
            out.push_str(instead);
        }
    }
    if !out.starts_with(|c: char| c.is_ascii_alphabetic()) {
        out.insert_str(0, "rule");
    }
    out
}
