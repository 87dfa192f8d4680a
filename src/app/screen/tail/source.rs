//! Which log group a rule's tail reads: found among its targets, chosen where there are several.

use super::session::Group;
use crate::app::effect::Effect;
use crate::app::model::Shared;
use crate::app::read::Read;
use crate::app::remote::Remote;
use crate::model::{CallError, RuleKey, Target};

/// Where the search for a log group stands.
#[derive(Clone, Debug, PartialEq)]
pub enum Search {
    /// The targets are being read.
    Reading,
    /// They could not be read.
    Failed(CallError),
    /// There is no log group among them.
    None {
        /// What there is, such as `2 targets: lambda, sqs`.
        targets: String,
    },
    /// There is one.
    One(Group),
    /// There are several.
    Several(Vec<Group>),
}

/// Looks for the rule's log groups; reads its targets first where they are not known.
pub(super) fn search(rule: &RuleKey, shared: &mut Shared, out: &mut Vec<Effect>) -> Search {
    let targets = shared.account.targets.get(rule);
    if let Some(error) = targets.and_then(Remote::error) {
        return Search::Failed(error.clone());
    }
    match targets {
        Some(targets) if targets.at().is_some() && !targets.is_loading() => among(rule, targets.rows()),
        Some(_) | None => {
            shared.fetch(Read::Targets(rule.clone()), true, out);
            Search::Reading
        }
    }
}

/// Reads the targets again after a failure.
pub(super) fn retry(rule: &RuleKey, shared: &mut Shared, out: &mut Vec<Effect>) {
    shared.fetch(Read::Targets(rule.clone()), true, out);
}

fn among(rule: &RuleKey, targets: &[Target]) -> Search {
    let mut groups: Vec<Group> = Vec::new();
    for target in targets {
        let Some(name) = target.log_group() else { continue };
        let transformed =
            target.transformer.is_some() || target.input.is_some() || target.input_path.is_some();
        groups.push(Group {
            rule: rule.clone(),
            name: name.to_owned(),
            arn: target.arn.clone(),
            transformed,
        });
    }
    match groups.len() {
        0 => Search::None { targets: kinds(targets) },
        1 => groups.pop().map_or(Search::Reading, Search::One),
        _ => Search::Several(groups),
    }
}

fn kinds(targets: &[Target]) -> String {
    let words: Vec<_> = targets.iter().map(|target| target.kind().word()).collect();
    match words.len() {
        0 => "it has no targets at all".into(),
        1 => format!("its only target is {}", words.concat()),
        n => format!("its {n} targets are {}", words.join(", ")),
    }
}
