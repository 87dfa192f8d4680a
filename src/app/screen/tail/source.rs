//! Which log group a rule's tail reads: found among its targets, chosen where there are several.

use crate::app::effect::Effect;
use crate::app::read::Read;
use crate::app::remote::Remote;
use crate::app::shared::Shared;
use crate::app::tail_session::WatchedGroup;
use crate::model::{CallError, RuleKey, Target};

/// Why there is no log group to watch yet.
#[derive(Clone, Debug, PartialEq)]
pub enum NoGroupYet {
    /// The targets are being read.
    Reading,
    /// They could not be read.
    Failed(CallError),
    /// There is no log group among them.
    None {
        /// What there is, such as `2 targets: lambda, sqs`.
        targets: String,
    },
    /// There are several.
    Several(Vec<WatchedGroup>),
}

/// The rule's log group, where it is known and the only one; its targets are read first.
pub(super) fn search(
    rule: &RuleKey,
    shared: &mut Shared,
    out: &mut Vec<Effect>,
) -> Result<WatchedGroup, NoGroupYet> {
    let targets = shared.account.targets.get(rule);
    if let Some(error) = targets.and_then(Remote::error) {
        return Err(NoGroupYet::Failed(error.clone()));
    }
    match targets {
        Some(targets) if targets.at().is_some() && !targets.is_loading() => {
            watched_group(rule, targets.rows())
        }
        Some(_) | None => {
            shared.fetch(Read::Targets(rule.clone()), true, out);
            Err(NoGroupYet::Reading)
        }
    }
}

/// Reads the targets again after a failure.
pub(super) fn retry(rule: &RuleKey, shared: &mut Shared, out: &mut Vec<Effect>) {
    shared.fetch(Read::Targets(rule.clone()), true, out);
}

fn watched_group(rule: &RuleKey, targets: &[Target]) -> Result<WatchedGroup, NoGroupYet> {
    let mut groups: Vec<WatchedGroup> = Vec::new();
    for target in targets {
        let Some(name) = target.log_group() else { continue };
        let transformed =
            target.transformer.is_some() || target.input.is_some() || target.input_path.is_some();
        groups.push(WatchedGroup {
            rule: rule.clone(),
            name: name.to_owned(),
            arn: target.arn.clone(),
            transformed,
            tap: None,
        });
    }
    match groups.len() {
        0 => Err(NoGroupYet::None { targets: kinds(targets) }),
        1 => groups.pop().ok_or(NoGroupYet::Reading),
        _ => Err(NoGroupYet::Several(groups)),
    }
}

fn kinds(targets: &[Target]) -> String {
    let words: Vec<_> = targets.iter().map(Target::kind_word).collect();
    match words.len() {
        0 => "it has no targets at all".into(),
        1 => format!("its only target is {}", words.concat()),
        n => format!("its {n} targets are {}", words.join(", ")),
    }
}
