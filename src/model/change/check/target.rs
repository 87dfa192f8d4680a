//! What PutTargets would refuse of one target.

use super::{ChangeFault, constraint, foreign_role, of_value};
use crate::input;
use crate::model::change::Held;
use crate::model::change::target_fields::target_fields;
use crate::model::{Arn, Target};
use serde_json::{Map, Value};

/// What PutTargets would refuse of a target.
pub(super) fn target(id: &str, raw: &Map<String, Value>, account: Option<&str>) -> Vec<ChangeFault> {
    let place = format!("target {id}");
    let mut faults = Vec::new();
    let good = |c: char| c.is_ascii_alphanumeric() || "._-".contains(c);
    if id.is_empty() || id.chars().count() > 64 || !id.chars().all(good) {
        let ours = "a target's id has 1 to 64 letters, digits, `.`, `-` and `_`.";
        let wants = "satisfy regular expression pattern: [\\.\\-_A-Za-z0-9]+";
        faults.push(ChangeFault::at(&place, ours).said(constraint(id, "targets.1.member.id", wants)));
    }
    let held = Held { settings: Some(raw.clone()), ..Held::default() };
    for field in target_fields() {
        match held.setting(field.path) {
            None if field.required => faults.push(ChangeFault::at(
                format!("{place}: {}", field.path),
                format!("the {} is needed: {}.", field.label, field.help),
            )),
            None => {}
            Some(value) => faults.extend(of_value(field, value, &format!("{place}: "))),
        }
    }
    let target = Target::from_api(&Value::Object(raw.clone()));
    if let Err(refusal) = input::check(&target.target_input()) {
        let setting = match &refusal.setting {
            input::Setting::Target => String::new(),
            input::Setting::Input => ": Input".to_owned(),
            input::Setting::InputPath => ": InputPath".to_owned(),
            input::Setting::Variable(name) => format!(": InputTransformer.InputPathsMap.{name}"),
            input::Setting::Template => ": InputTransformer.InputTemplate".to_owned(),
        };
        let ours = format!("{} {}", refusal.flaw.sentence(), refusal.flaw.remedy);
        let mut fault = ChangeFault::at(format!("{place}{setting}"), ours);
        if refusal.recorded {
            fault = fault.said(refusal.message());
        }
        faults.push(fault);
    }
    let role = target.role.as_ref().map(Arn::as_str);
    faults.extend(role.and_then(|role| foreign_role(&format!("{place}: RoleArn"), role, account)));
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
            .said(format!("RoleArn is required for target {}.", target.arn)),
        );
    }
    faults
}
