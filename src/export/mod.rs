//! A rule with its targets, its tags and what they need, in other people's notations: the API's JSON, a
//! script for the AWS CLI, CloudFormation, SAM, Terraform and the CDK. Applied to an account that has nothing
//! but what the notation names as expected, each makes the same rule, and one that delivers.
//!
//! What is copied must be right when it is pasted, so every text goes through its notation's own quoting.
//! Reading an account is left to others.

mod cdk;
mod cloudformation;
mod grants;
mod hcl;
pub mod json;
mod names;
mod repair;
mod requirements;
mod resources;
mod script;
mod shell;
mod terraform;

#[cfg(test)]
mod tests;

#[cfg(test)]
pub(crate) use grants::log_policy;
pub(crate) use grants::{
    OPEN_TOPIC, allowing, bare, document, free_name, lets_publish, lets_send, log_policy_beside,
    role_policy_name, statement_id, trust_within, with_statement,
};
pub(crate) use repair::{Repair, Template};
pub(crate) use shell::{Command, of_session, ours, region_of};

use crate::model::{Bus, Rule, Session, Tag, Target};
use crate::text::is_unsafe;

/// A rule and what belongs to it.
#[derive(Clone, Copy, Debug)]
pub struct Whole<'a> {
    /// The rule.
    pub rule: &'a Rule,
    /// Its bus, where more than the name is known.
    pub bus: Option<&'a Bus>,
    /// The tags of its bus, where they were read.
    pub bus_tags: Option<&'a [Tag]>,
    /// Its targets.
    pub targets: &'a [Target],
    /// Its tags.
    pub tags: &'a [Tag],
}

impl<'a> Whole<'a> {
    /// The rule, and of what belongs to it nothing.
    pub fn of(rule: &'a Rule) -> Self {
        Self { rule, bus: None, bus_tags: None, targets: &[], tags: &[] }
    }
}

/// A bus that is written whether or not a rule on it is.
#[derive(Clone, Copy, Debug)]
pub struct WholeBus<'a> {
    /// The bus. The default one is in every account, and is not made.
    pub bus: &'a Bus,
    /// Its tags, where they were read.
    pub tags: Option<&'a [Tag]>,
}

/// A text between double quotes with JSON's escapes, which are among those of the notation; `escape` writes
/// the code of a character that a terminal would act on.
fn text_of_json(value: &str, escape: impl Fn(u32) -> String) -> String {
    let mut out = String::new();
    for c in serde_json::Value::from(value).to_string().chars() {
        if is_unsafe(c) { out.push_str(&escape(u32::from(c))) } else { out.push(c) }
    }
    out
}

/// The notations that can be applied to an account.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Notation {
    /// A bash script of AWS CLI commands.
    Cli,
    /// A CloudFormation template in YAML.
    CloudFormation,
    /// Terraform's resources.
    Terraform,
    /// A program for the AWS CDK in TypeScript.
    Cdk,
    /// A SAM template in YAML.
    Sam,
}

impl Notation {
    /// All of them, in the order in which they are offered.
    pub const ALL: [Self; 5] = [Self::Cli, Self::CloudFormation, Self::Terraform, Self::Cdk, Self::Sam];

    /// What a person calls it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Cli => "AWS CLI script (bash)",
            Self::CloudFormation => "CloudFormation YAML",
            Self::Terraform => "Terraform",
            Self::Cdk => "CDK (TypeScript)",
            Self::Sam => "SAM YAML",
        }
    }
}

/// Buses and rules, and what they need, in a notation; ends with a line feed. Commands reach the account of
/// the session.
pub fn text(notation: Notation, buses: &[WholeBus<'_>], rules: &[Whole<'_>], session: &Session) -> String {
    let parts = requirements::Parts::of(buses, rules);
    match notation {
        Notation::Cli => script::script(&parts, rules, session),
        Notation::CloudFormation => cloudformation::template(&parts, rules, false),
        Notation::Terraform => terraform::resources(&parts, rules),
        Notation::Cdk => cdk::program(&parts, rules),
        Notation::Sam => cloudformation::template(&parts, rules, true),
    }
}
