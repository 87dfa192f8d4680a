//! The fields of a form for a new rule: the console's way to one, with each of its targets.

use super::{FormField, NAME, NO, Slot, TAGS, TARGET_ID, form_field, setting, target_setting};
use crate::model::{RuleState, SettingField, TARGETS_OF_A_RULE, ThingKind, fields, target_fields};
use std::borrow::Cow;

/// The console's way to a rule, on one screen: where, which events, whereto.
pub(super) fn new_rule(bus: Option<&str>) -> Vec<FormField> {
    let own = |path: &str| fields(ThingKind::Rule).iter().find(|field| field.path == path).map(setting);
    let targets = |paths: &[&str]| -> Vec<FormField> {
        target_fields().iter().filter(|field| paths.contains(&field.path)).map(target_setting).collect()
    };
    let mut entries = vec![
        form_field("name", NAME, Slot::Name),
        form_field("source", "Which service's events: aws.ec2, or your own", Slot::Source),
        form_field("detail-type", "Which kind of them", Slot::DetailType),
        form_field(
            "where",
            "What else they must have: FIELD=VALUE, or FIELD=ONE|OTHER, with commas between",
            Slot::Where,
        ),
    ];
    entries.extend(targets(&["Arn"]));
    entries.extend(own("EventPattern"));
    entries.extend(own("ScheduleExpression"));
    entries.push(FormField {
        text: bus.unwrap_or(crate::model::Bus::DEFAULT).to_owned(),
        ..form_field("bus", "The bus it stands on", Slot::Bus)
    });
    entries.extend(own("Description"));
    entries.extend(
        own("State").map(|entry| FormField { text: RuleState::Enabled.as_str().to_owned(), ..entry }),
    );
    entries.extend(own("RoleArn"));
    entries.push(form_field("target id", TARGET_ID, Slot::TargetId(0)));
    entries.extend(target_fields().iter().filter(|field| field.path != "Arn").map(|field| {
        let entry = target_setting(field);
        if field.path == "RoleArn" {
            FormField { label: Cow::Borrowed("target's role"), ..entry }
        } else {
            entry
        }
    }));
    entries.push(log_policy(0));
    entries.extend((1..TARGETS_OF_A_RULE).flat_map(further_target));
    entries.push(form_field("tags", TAGS, Slot::Tags));
    entries
}

/// The fields of a target after the first, which has as many settings as that one; `nth` is 1 for the second.
fn further_target(nth: usize) -> Vec<FormField> {
    let setting = |field: &'static SettingField| {
        let help = if field.path == "Arn" { "What else is invoked, if anything" } else { field.help };
        form_field(field.label, help, Slot::Target(nth, field))
    };
    let mut entries: Vec<FormField> = target_fields().iter().map(setting).collect();
    entries.extend([form_field("id", TARGET_ID, Slot::TargetId(nth)), log_policy(nth)]);
    for entry in &mut entries {
        let number = nth + 1;
        let label = if entry.slot.is_target_arn() {
            format!("target {number}")
        } else {
            format!("{number} {}", entry.label)
        };
        entry.label = Cow::Owned(label);
    }
    entries
}

pub(super) fn log_policy(nth: usize) -> FormField {
    let help = "Whether the resource policy that lets EventBridge write to the log group is made too";
    FormField { text: NO.to_owned(), ..form_field("log policy", help, Slot::LogPolicy(nth)) }
}
