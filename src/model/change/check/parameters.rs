//! The parts of a target that are given as JSON of the API: their members, what kind each is, and which there
//! must be (API reference, the page of each type). Inside the members nobody looks but the service.

use super::ChangeFault;
use crate::model::{Target, TargetKind, nearest_name};
use crate::text::and_list;
use serde_json::{Map, Value};

/// What a member is.
#[derive(Clone, Copy)]
enum MemberKind {
    Text,
    Number,
    Flag,
    List,
    Object,
}

/// A member: its name, what it is, and whether there must be one.
struct Member(&'static str, MemberKind, bool);

const ECS: &[Member] = &[
    Member("TaskDefinitionArn", MemberKind::Text, true),
    Member("TaskCount", MemberKind::Number, false),
    Member("LaunchType", MemberKind::Text, false),
    Member("NetworkConfiguration", MemberKind::Object, false),
    Member("PlatformVersion", MemberKind::Text, false),
    Member("Group", MemberKind::Text, false),
    Member("CapacityProviderStrategy", MemberKind::List, false),
    Member("EnableECSManagedTags", MemberKind::Flag, false),
    Member("EnableExecuteCommand", MemberKind::Flag, false),
    Member("PlacementConstraints", MemberKind::List, false),
    Member("PlacementStrategy", MemberKind::List, false),
    Member("PropagateTags", MemberKind::Text, false),
    Member("ReferenceId", MemberKind::Text, false),
    Member("Tags", MemberKind::List, false),
];
const BATCH: &[Member] = &[
    Member("JobDefinition", MemberKind::Text, true),
    Member("JobName", MemberKind::Text, true),
    Member("ArrayProperties", MemberKind::Object, false),
    Member("RetryStrategy", MemberKind::Object, false),
];
const HTTP: &[Member] = &[
    Member("PathParameterValues", MemberKind::List, false),
    Member("HeaderParameters", MemberKind::Object, false),
    Member("QueryStringParameters", MemberKind::Object, false),
];
const RUN_COMMAND: &[Member] = &[Member("RunCommandTargets", MemberKind::List, true)];
const REDSHIFT: &[Member] = &[
    Member("Database", MemberKind::Text, true),
    Member("SecretManagerArn", MemberKind::Text, false),
    Member("DbUser", MemberKind::Text, false),
    Member("Sql", MemberKind::Text, false),
    Member("Sqls", MemberKind::List, false),
    Member("StatementName", MemberKind::Text, false),
    Member("WithEvent", MemberKind::Flag, false),
];
const SAGEMAKER: &[Member] = &[Member("PipelineParameterList", MemberKind::List, false)];

/// The parts, and of which kind a target is that must have one.
const PARTS: &[(&str, &[Member], Option<TargetKind>)] = &[
    ("EcsParameters", ECS, Some(TargetKind::Ecs)),
    ("BatchParameters", BATCH, Some(TargetKind::Batch)),
    ("HttpParameters", HTTP, None),
    ("RunCommandParameters", RUN_COMMAND, None),
    ("RedshiftDataParameters", REDSHIFT, None),
    ("SageMakerPipelineParameters", SAGEMAKER, None),
];

impl MemberKind {
    fn holds(self, value: &Value) -> bool {
        match self {
            Self::Text => value.is_string(),
            Self::Number => value.is_i64(),
            Self::Flag => value.is_boolean(),
            Self::List => value.is_array(),
            Self::Object => value.is_object(),
        }
    }

    fn words(self) -> &'static str {
        match self {
            Self::Text => "a text",
            Self::Number => "a whole number",
            Self::Flag => "true or false",
            Self::List => "a list",
            Self::Object => "an object",
        }
    }
}

/// What is wrong with the parts of a target of this kind; `place` is where the target stands. What it was
/// before the service has taken, whatever is known of it here, as long as the target is of that kind.
pub(super) fn of_parts(
    (place, id): (&str, &str),
    kind: TargetKind,
    target: &Map<String, Value>,
    was: Option<&Map<String, Value>>,
) -> Vec<ChangeFault> {
    let mut faults = Vec::new();
    let was = was.filter(|was| Target::of_map(was).kind() == kind);
    for (part, members, needed_by) in PARTS {
        if was.is_some_and(|was| was.get(*part) == target.get(*part)) {
            continue;
        }
        let at = format!("{place}: {part}");
        match target.get(*part) {
            None if *needed_by == Some(kind) => {
                let ours =
                    format!("a target of the kind {} needs {part} with {}.", kind.word(), needed(members));
                let of_service = format!("Parameter(s) {part} must be specified for target: {id}.");
                faults.push(ChangeFault::at(at, ours).in_words_of_service(of_service));
            }
            None => {}
            Some(Value::Object(given)) => faults.extend(of_members(&at, members, given)),
            Some(other) => faults.push(ChangeFault::at(at, format!("`{other}` is not an object."))),
        }
    }
    let paths = target.get("InputTransformer").and_then(|transformer| transformer.get("InputPathsMap"));
    if let Some(other) = paths.filter(|paths| !paths.is_object()) {
        let at = format!("{place}: InputTransformer.InputPathsMap");
        faults.push(ChangeFault::at(at, format!("`{other}` is not an object of names and paths.")));
    }
    faults
}

/// The members that there must be.
fn needed(members: &[Member]) -> String {
    let needed = members.iter().filter(|Member(.., is_needed)| *is_needed);
    and_list(needed.map(|Member(name, ..)| name))
}

fn of_members(at: &str, members: &[Member], given: &Map<String, Value>) -> Vec<ChangeFault> {
    let mut faults = Vec::new();
    for (name, value) in given {
        let place = format!("{at}.{name}");
        match members.iter().find(|Member(known, ..)| known == name) {
            Some(Member(_, shape, _)) if shape.holds(value) => {}
            Some(Member(_, shape, _)) => {
                faults.push(ChangeFault::at(place, format!("`{value}` is not {}.", shape.words())));
            }
            None => {
                // An unknown name that is like no known one may be newer than this program.
                let near = nearest_name(name, members.iter().map(|Member(known, ..)| *known));
                let fault =
                    |near| ChangeFault::at(place, format!("there is no such member. Did you mean {near}?"));
                faults.extend(near.map(fault));
            }
        }
    }
    let lacking =
        members.iter().filter(|Member(name, _, is_needed)| *is_needed && !given.contains_key(*name));
    faults.extend(lacking.map(|Member(name, ..)| ChangeFault::at(format!("{at}.{name}"), "it is needed.")));
    faults
}
