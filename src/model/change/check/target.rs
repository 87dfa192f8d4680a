//! What PutTargets would refuse of one target.

use super::parameters::of_parts;
use super::{ChangeFault, constraint, foreign_role, of_value};
use crate::input::{self, Refusal, TargetInput};
use crate::model::change::Held;
use crate::model::change::target_fields::target_fields;
use crate::model::{Arn, Target, TargetKind};
use serde_json::{Map, Value};

/// What PutTargets would refuse of a target, which may have been otherwise before.
pub(super) fn target(
    id: &str,
    raw: &Map<String, Value>,
    was: Option<&Map<String, Value>>,
    account: Option<&str>,
) -> Vec<ChangeFault> {
    let place = format!("target {id}");
    let mut faults = Vec::new();
    let good = |c: char| c.is_ascii_alphanumeric() || "._-".contains(c);
    if id.is_empty() || id.chars().count() > 64 || !id.chars().all(good) {
        let ours = "a target's id has 1 to 64 letters, digits, `.`, `-` and `_`.";
        let wants = "satisfy regular expression pattern: [\\.\\-_A-Za-z0-9]+";
        faults.push(ChangeFault::at(&place, ours).in_words_of_service(constraint(
            id,
            "targets.1.member.id",
            wants,
        )));
    }
    let held = Held { settings: Some(raw.clone()), ..Held::default() };
    for field in target_fields() {
        match held.setting(field.path) {
            None if field.required => faults.push(ChangeFault::at(
                format!("{place}: {}", field.path),
                format!("a value is needed. {}.", field.help),
            )),
            None => {}
            Some(value) => faults.extend(of_value(field, value, &format!("{place}: "))),
        }
    }
    let target = Target::of_map(raw);
    faults.extend(of_parts((&place, id), target.kind(), raw, was));
    faults.extend(of_input(&place, &target.target_input()));
    let role = target.role.as_ref().map(Arn::as_str);
    faults.extend(role.and_then(|role| foreign_role(&format!("{place}: RoleArn"), role, account)));
    let is_fifo = target.kind() == TargetKind::Sqs && Arn::is_fifo(target.arn.resource());
    if is_fifo && held.setting("SqsParameters.MessageGroupId").is_none() {
        let ours = "a FIFO queue needs a message group.";
        let fault = ChangeFault::at(format!("{place}: SqsParameters.MessageGroupId"), ours);
        faults.push(
            fault.in_words_of_service(format!(
                "Parameter(s) SqsParameters must be specified for target: {id}."
            )),
        );
    }
    let refused = target.is_refused_without_role(account.unwrap_or_default());
    if target.arn.is_well_formed() && refused && role.is_none() {
        let kind = target.kind();
        let whose = if kind.needs_role() { "" } else { " in another account" };
        faults.push(
            ChangeFault::at(
                format!("{place}: RoleArn"),
                format!(
                    "EventBridge reaches a target of the kind {}{whose} through a role only.",
                    kind.word()
                ),
            )
            .in_words_of_service(format!("RoleArn is required for target {}.", target.arn)),
        );
    }
    faults
}

/// What is wrong with what the target is to receive. Of several settings, only one of which there may be,
/// each is told what is wrong with itself before it is told that it is one too many.
fn of_input(place: &str, input: &TargetInput<'_>) -> Vec<ChangeFault> {
    let Err(refusal) = input::check(input) else { return Vec::new() };
    let bare = TargetInput { id: input.id, ..TargetInput::default() };
    let alone = [
        (INPUT, TargetInput { input: input.input, ..bare }),
        (INPUT_PATH, TargetInput { input_path: input.input_path, ..bare }),
        (TEMPLATE, TargetInput { transformer: input.transformer, ..bare }),
    ];
    let alone: Vec<_> = alone.into_iter().filter(|(_, alone)| *alone != bare).collect();
    if alone.len() < 2 {
        return vec![refused(place, &refusal)];
    }
    let each = alone.into_iter().map(|(setting, alone)| match input::check(&alone) {
        Err(own) => refused(place, &own),
        Ok(()) => ChangeFault { place: format!("{place}{setting}"), ..refused(place, &refusal) },
    });
    each.collect()
}

const INPUT: &str = ": Input";
const INPUT_PATH: &str = ": InputPath";
const TEMPLATE: &str = ": InputTransformer.InputTemplate";

fn refused(place: &str, refusal: &Refusal) -> ChangeFault {
    let setting = match &refusal.setting {
        input::Setting::Target => String::new(),
        input::Setting::Input => INPUT.to_owned(),
        input::Setting::InputPath => INPUT_PATH.to_owned(),
        input::Setting::Variable(name) => format!(": InputTransformer.InputPathsMap.{name}"),
        input::Setting::Template => TEMPLATE.to_owned(),
    };
    let ours = format!("{} {}", refusal.flaw.sentence(), refusal.flaw.remedy);
    let fault = ChangeFault::at(format!("{place}{setting}"), ours);
    if refusal.recorded { fault.in_words_of_service(refusal.message()) } else { fault }
}
