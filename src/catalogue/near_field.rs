//! The field that is meant where a kind of event has none of a name, and how near others come.

use super::EventField;
use crate::text::{edits, letters_and_digits};

/// The field whose path is written nearly so, or whose last name is the same, or holds the other's words.
pub(super) fn nearest<'k>(
    fields: &(impl Iterator<Item = &'k EventField> + Clone),
    path: &str,
) -> Option<&'k EventField> {
    let same = fields.clone().find(|field| letters_and_digits(&field.path) == letters_and_digits(path));
    // What is inside is not known, and may have any name.
    let outer = |field: &EventField| {
        let names: Vec<&str> = path.split('.').take(field.path.split('.').count()).collect();
        field.types.iter().any(|kind| kind.is_open())
            && letters_and_digits(&names.join(".")) == letters_and_digits(&field.path)
    };
    let same = same.or_else(|| fields.clone().find(|field| outer(field)));
    // Of several with the last name, the one that is not far inside.
    let named = || {
        let named = fields.clone().filter(|field| last(&field.path) == last(path));
        named.min_by_key(|field| (depth(&field.path), is_of_before(&field.path)))
    };
    let near = || {
        // A word more is no slip.
        let near =
            fields.clone().filter(|field| words_apart(&field.path, path).is_none_or(|apart| apart == 0));
        let near = near.filter_map(|field| {
            Some((edits(&letters_and_digits(&field.path), &letters_and_digits(path), 2)?, field))
        });
        near.min_by_key(|(edits, _)| *edits).map(|(_, nearest)| nearest)
    };
    let holding = || {
        let holding = fields.clone().filter_map(|field| {
            let apart = words_apart(&field.path, path)?;
            let (there, asked) = (last(&field.path), last(path));
            let is_begun = there.starts_with(&asked) || asked.starts_with(&there);
            let rank =
                (depth(&field.path), is_of_before(&field.path), !is_begun, apart, !there.ends_with("name"));
            // One that is always there is meant rather than one that may be.
            Some(((rank, field.optional), field))
        });
        holding.min_by_key(|(rank, _)| *rank).map(|(_, nearest)| nearest)
    };
    // One at the level that is asked for is meant rather than one of the very name further inside.
    let beside = || holding().filter(|field| depth(&field.path) <= depth(path));
    let named = named().filter(|field| depth(&field.path) <= depth(path) || beside().is_none());
    same.or(named).or_else(near).or_else(holding)
}

/// Whether the last names of two paths are of the same words, but for one.
pub(super) fn is_named_alike(known: &str, asked: &str) -> bool {
    words_apart(known, asked).is_some_and(|apart| apart <= 1)
}

/// Whether a known field says all that the asked one's last name does, by its own path or what the kinds are
/// called: the `name` of an execution is not that of its state machine.
pub(super) fn says_as_much<'k>(known: &'k str, asked: &str, kinds: impl Iterator<Item = &'k str>) -> bool {
    let known_words: Vec<String> = known.split('.').chain(kinds).flat_map(words).collect();
    let of_any = |word: &String| GENERAL.contains(&word.as_str());
    let own = words(last_name(asked));
    // Of an object that may hold anything the name says what is inside.
    let holds = letters_and_digits(asked).starts_with(&letters_and_digits(known));
    holds
        || own.iter().all(|word| known_words.contains(word) || of_any(word))
        || edits(&letters_and_digits(known), &letters_and_digits(asked), 2).is_some()
}

/// Words that many fields' names end in, and that say what they hold rather than of what.
const GENERAL: [&str; 5] = ["arn", "id", "name", "type", "value"];

/// Whether two fields stand in one object.
pub(super) fn is_beside(known: &str, asked: &str) -> bool {
    let outer = |path: &str| letters_and_digits(path.rsplit_once('.').map_or("", |(outer, _)| outer));
    outer(known) == outer(asked)
}

/// Whether an asked path is a known one with an object more in it, around what the kind has.
pub(super) fn is_wrapped(known: &str, asked: &str) -> bool {
    let mut steps = asked.split('.');
    last_name(known) == last_name(asked) && known.split('.').all(|step| steps.any(|other| other == step))
}

/// The ARN beside an asked name, of the same thing: `clusterArn` for `clusterName`.
pub(super) fn with_arn<'k>(
    fields: &(impl Iterator<Item = &'k EventField> + Clone),
    path: &str,
) -> Option<&'k EventField> {
    let asked = words(last_name(path));
    let thing = asked.strip_suffix(["name".to_owned()].as_slice()).filter(|thing| !thing.is_empty())?;
    fields.clone().find(|field| {
        let known = words(last_name(&field.path));
        is_beside(&field.path, path) && known.strip_suffix(["arn".to_owned()].as_slice()) == Some(thing)
    })
}

fn last_name(path: &str) -> &str {
    path.rsplit('.').next().unwrap_or(path)
}

/// The paths of fields, the nearest to one first.
pub(super) fn ranked<'k>(fields: impl Iterator<Item = &'k EventField>, path: &str) -> Vec<String> {
    let mut all: Vec<(usize, &str)> = fields
        .map(|field| {
            let shared = words(&field.path).iter().filter(|word| words(path).contains(word)).count();
            (usize::MAX - shared, field.path.as_str())
        })
        .collect();
    all.sort_by_key(|(shared, path)| (*shared, depth(path)));
    let mut ranked: Vec<String> = Vec::new();
    for (_, path) in all {
        if !ranked.iter().any(|known| known == path) {
            ranked.push(path.to_owned());
        }
    }
    ranked
}

fn last(path: &str) -> String {
    letters_and_digits(last_name(path))
}

fn depth(path: &str) -> usize {
    path.matches('.').count()
}

/// Whether a field says what was before, or is not the thing itself.
pub(super) fn is_of_before(path: &str) -> bool {
    words(path)
        .iter()
        .any(|word| ["previous", "old", "former", "prior", "desired", "secondary"].contains(&word.as_str()))
}

/// How many words the last name of one path has beyond the other's, where it holds all of them.
fn words_apart(known: &str, asked: &str) -> Option<usize> {
    let name = |path: &str| words(last_name(path));
    let (known, asked) = (name(known), name(asked));
    let holds = |whole: &[String], part: &[String]| part.iter().all(|word| whole.contains(word));
    (!asked.is_empty() && (holds(&known, &asked) || holds(&asked, &known)))
        .then(|| known.len().abs_diff(asked.len()))
}

/// The words of a name, in one way where there are two.
fn words(name: &str) -> Vec<String> {
    let mut words: Vec<String> = Vec::new();
    let mut after_small = false;
    for c in name.chars() {
        if c.is_alphanumeric() {
            if c.is_uppercase() && after_small || words.is_empty() {
                words.push(String::new());
            }
            words.last_mut().into_iter().for_each(|word| word.extend(c.to_lowercase()));
        } else {
            words.push(String::new());
        }
        after_small = c.is_lowercase() || c.is_ascii_digit();
    }
    words.retain(|word| !word.is_empty() && word != "detail");
    let one = |word: String| match word.as_str() {
        "status" | "state" => "state".to_owned(),
        "identifier" => "id".to_owned(),
        _ => match word.strip_suffix("ies") {
            Some(stem) => format!("{stem}y"),
            None => word,
        },
    };
    words.into_iter().map(one).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::catalogue::{FieldType, of};

    #[test]
    fn a_name_that_holds_the_other_comes_near() {
        for (source, kind, asked, meant) in [
            (
                "aws.autoscaling",
                "EC2 Instance Launch Successful",
                "AutoScalingGroup",
                Some("AutoScalingGroupName"),
            ),
            ("aws.ecr", "ECR Image Action", "repository", Some("repository-name")),
            ("aws.athena", "Athena Query State Change", "state", Some("currentState")),
            ("aws.transcribe", "Transcribe Job State Change", "status", Some("TranscriptionJobStatus")),
            (
                "aws.codedeploy",
                "CodeDeploy Deployment State-change Notification",
                "deploymentStatus",
                Some("state"),
            ),
            ("aws.backup", "Backup Job State Change", "status", Some("state")),
            (
                "aws.config",
                "Config Rules Compliance Change",
                "complianceType",
                Some("newEvaluationResult.complianceType"),
            ),
            (
                "aws.cloudformation",
                "CloudFormation Stack Status Change",
                "status",
                Some("status-details.status"),
            ),
            ("aws.ecs", "ECS Task State Change", "status", Some("lastStatus")),
            ("aws.batch", "Batch Job State Change", "jobQueueArn", Some("jobQueue")),
            ("aws.codecommit", "CodeCommit Repository State Change", "repository", Some("repositoryName")),
            ("aws.rds", "RDS DB Instance Event", "EventCategory", Some("EventCategories")),
            ("aws.codedeploy", "CodeDeploy Deployment State-change Notification", "colour", None),
        ] {
            let kind = of(source, kind).unwrap();
            let found = nearest(&kind.fields.iter(), &format!("detail.{asked}"));
            let found = found.map(|field| field.path.trim_start_matches("detail."));
            assert_eq!(found, meant, "{asked}");
        }
    }

    #[test]
    fn fields_are_ranked_by_the_words_that_they_share() {
        let field = |path: &str| EventField {
            path: path.to_owned(),
            types: vec![FieldType::String],
            array: false,
            optional: false,
        };
        let fields = [field("detail.a.id"), field("detail.application"), field("detail.instance-id")];
        assert_eq!(ranked(fields.iter(), "detail.instance")[0], "detail.instance-id");
    }
}
