//! How a trail comes to record what it leaves out: its event selectors as they have to be. They are written
//! whole, so that nothing is offered where a part of them is not known here.

use super::cloudtrail::{allows, host_of, takes};
use super::recorded_calls::{AskedCalls, OBJECTS};
use crate::diagnose::case::Case;
use crate::diagnose::report::Report;
use crate::export::Command;
use crate::model::facts::{FieldCondition, Selector, Trail};
use crate::text::and_list;
use serde_json::{Value, json};

/// The types of which basic selectors take data events (CloudTrail API reference, "DataResource"), each with
/// the service in the ARN that stands for all of them.
const OF_BASIC: [(&str, &str); 3] =
    [(OBJECTS, "s3"), ("AWS::Lambda::Function", "lambda"), ("AWS::DynamoDB::Table", "dynamodb")];

/// The basic selectors that a trail may have (CloudTrail API reference, "PutEventSelectors").
const OF_TRAIL: usize = 5;

/// Services without regions whose calls are recorded by trails that include global services (CloudTrail user
/// guide, "About global service events").
const GLOBAL: [&str; 2] = ["aws.iam", "aws.cloudfront"];

/// Tells that the rule waits for calls of global services alone and the trails leave those out; whether it
/// did.
pub(super) fn without_global_services(case: &Case<'_>, report: &mut Report, trails: &[&Trail]) -> bool {
    let is_global = case.only_sources(|source| source.whole && GLOBAL.contains(&source.text.as_str()));
    if !is_global || trails.iter().any(|trail| trail.global_events) {
        return false;
    }
    let names: Vec<&str> = trails.iter().map(|trail| trail.name.as_str()).collect();
    let note = report
        .suspect(format!(
            "What logs here ({}) leaves the calls of global services such as IAM and CloudFront out.",
            and_list(&names)
        ))
        .with_exhibit("DescribeTrails.IncludeGlobalServiceEvents", false)
        .fix("Let one trail include global services.");
    if let Some(trail) = trails.first() {
        note.calls(
            Command::new("cloudtrail update-trail --include-global-service-events")
                .option("name", &trail.name)
                .region(&trail.home_region),
        );
    }
    true
}

/// A trail that can be opened, and the command that does it.
pub(super) struct Opened<'t> {
    pub(super) trail: &'t Trail,
    pub(super) call: String,
}

/// The first trail that can be made to take what is wanted without losing anything of what it takes.
pub(super) fn opened<'t>(
    trails: &[&'t Trail],
    wanted: &AskedCalls,
    data: Option<&str>,
    partition: &str,
) -> Option<Opened<'t>> {
    trails.iter().find_map(|trail| {
        let selectors = trail.selectors.as_ref()?;
        let after = match data {
            Some(kind) => with_data(selectors, wanted, kind, partition)?,
            None => with_management(selectors, wanted)?,
        };
        // What does not help is not offered.
        after.iter().any(|selector| takes(selector, wanted, data)).then_some(())?;
        let option = match after.first()? {
            Selector::Basic { .. } => "event-selectors",
            Selector::Advanced(_) => "advanced-event-selectors",
        };
        let text = Value::from(after.iter().map(as_json).collect::<Vec<_>>()).to_string();
        let call = Command::new("cloudtrail put-event-selectors")
            .option("trail-name", &trail.name)
            .option(option, &text)
            .region(&trail.home_region);
        Some(Opened { trail, call })
    })
}

/// With management events, those that read and those that change, of the wanted sources too.
fn with_management(selectors: &[Selector], wanted: &AskedCalls) -> Option<Vec<Selector>> {
    let is_wanted = |host: &String| wanted.sources.iter().any(|source| host_of(source) == *host);
    match selectors {
        [Selector::Basic { read_write, excluded, data, .. }] => {
            // Of its data events it would take more.
            if read_write != "All" && !data.is_empty() {
                return None;
            }
            Some(vec![Selector::Basic {
                read_write: "All".to_owned(),
                management: true,
                excluded: excluded.iter().filter(|host| !is_wanted(host)).cloned().collect(),
                data: data.clone(),
            }])
        }
        [Selector::Basic { .. }, ..] | [] => None,
        [Selector::Advanced(_), ..] => {
            let mut all = known(selectors)?;
            let of_management = |conditions: &&mut Vec<FieldCondition>| {
                conditions.iter().any(|one| one.field == "eventCategory" && one.equals == ["Management"])
            };
            match all.iter_mut().find(of_management) {
                Some(conditions) => {
                    conditions.retain(|one| one.field != "readOnly");
                    for one in conditions.iter_mut().filter(|one| one.field == "eventSource") {
                        one.not_equals.retain(|host| !is_wanted(host));
                    }
                    conditions.retain(|one| *one != only_name(&one.field));
                }
                None => all.push(vec![equal("eventCategory", "Management")]),
            }
            Some(all.into_iter().map(Selector::Advanced).collect())
        }
    }
}

/// With data events of a type, those of the wanted buckets where they are named.
fn with_data(
    selectors: &[Selector],
    wanted: &AskedCalls,
    kind: &str,
    partition: &str,
) -> Option<Vec<Selector>> {
    let buckets: Vec<String> = if kind == OBJECTS {
        wanted.of_buckets().iter().map(|bucket| format!("arn:{partition}:s3:::{bucket}/")).collect()
    } else {
        Vec::new()
    };
    match selectors {
        // Of a selector by itself, what the others take stays as it is.
        [Selector::Basic { .. }, ..] if selectors.len() < OF_TRAIL => {
            let (_, service) = OF_BASIC.iter().find(|(of, _)| *of == kind)?;
            let values =
                if buckets.is_empty() { vec![format!("arn:{partition}:{service}")] } else { buckets };
            let read_write = match (wanted.says_all, wanted.only_read(), wanted.may_read()) {
                (true, true, _) => "ReadOnly",
                (true, false, false) => "WriteOnly",
                _ => "All",
            };
            let more = Selector::Basic {
                read_write: read_write.to_owned(),
                management: false,
                excluded: Vec::new(),
                data: vec![(kind.to_owned(), values)],
            };
            Some(selectors.iter().cloned().chain([more]).collect())
        }
        [] | [Selector::Basic { .. }, ..] => None,
        [Selector::Advanced(_), ..] => {
            let mut all = known(selectors)?;
            let mut more = vec![equal("eventCategory", "Data"), equal("resources.type", kind)];
            if !buckets.is_empty() {
                more.push(FieldCondition { starts_with: buckets, ..only_name("resources.ARN") });
            }
            all.push(more);
            Some(all.into_iter().map(Selector::Advanced).collect())
        }
    }
}

/// The conditions of advanced selectors, where all of them are known.
fn known(selectors: &[Selector]) -> Option<Vec<Vec<FieldCondition>>> {
    let conditions = selectors.iter().map(|selector| match selector {
        Selector::Advanced(conditions) => {
            conditions.iter().all(|one| !one.narrowed).then(|| conditions.clone())
        }
        Selector::Basic { .. } => None,
    });
    conditions.collect()
}

fn only_name(field: &str) -> FieldCondition {
    FieldCondition { field: field.to_owned(), ..FieldCondition::default() }
}

fn equal(field: &str, value: &str) -> FieldCondition {
    FieldCondition { equals: vec![value.to_owned()], ..only_name(field) }
}

/// A selector as the API has it.
fn as_json(selector: &Selector) -> Value {
    match selector {
        Selector::Basic { read_write, management, excluded, data } => json!({
            "ReadWriteType": read_write,
            "IncludeManagementEvents": management,
            "ExcludeManagementEventSources": excluded,
            "DataResources": data
                .iter()
                .map(|(kind, values)| json!({"Type": kind, "Values": values}))
                .collect::<Vec<_>>(),
        }),
        Selector::Advanced(conditions) => {
            let field = |one: &FieldCondition| {
                let mut field = json!({"Field": one.field});
                for (name, values) in [
                    ("Equals", &one.equals),
                    ("NotEquals", &one.not_equals),
                    ("StartsWith", &one.starts_with),
                    ("EndsWith", &one.ends_with),
                ] {
                    if !values.is_empty() {
                        field[name] = json!(values);
                    }
                }
                field
            };
            json!({"FieldSelectors": conditions.iter().map(field).collect::<Vec<_>>()})
        }
    }
}

/// By what a trail leaves management events out, a clause.
pub(super) fn why_left_out(trail: &Trail, wanted: &AskedCalls) -> Option<String> {
    let selectors = trail.selectors.as_deref()?;
    let mut of_management = selectors.iter().filter(|selector| match selector {
        Selector::Basic { management, .. } => *management,
        Selector::Advanced(conditions) => {
            let category = conditions.iter().find(|one| one.field == "eventCategory");
            category.is_none_or(|one| allows(one, "Management"))
        }
    });
    let Some(one) = of_management.next() else { return Some("it takes no management events".to_owned()) };
    if of_management.next().is_some() {
        return None;
    }
    let hosts: Vec<String> = wanted.sources.iter().map(|source| host_of(source)).collect();
    match one {
        Selector::Basic { read_write, excluded, .. } => match read_write.as_str() {
            "ReadOnly" if !wanted.only_read() => Some(READS.to_owned()),
            "WriteOnly" if wanted.only_read() => Some(CHANGES.to_owned()),
            _ => (!excluded.is_empty()).then(|| format!("it excludes those of {}", and_list(excluded))),
        },
        Selector::Advanced(conditions) => {
            let is_out = |one: &&FieldCondition| match one.field.as_str() {
                "eventSource" => !hosts.is_empty() && !hosts.iter().any(|host| allows(one, host)),
                "readOnly" => !allows(one, if wanted.only_read() { "true" } else { "false" }),
                _ => false,
            };
            let one = conditions.iter().find(is_out)?;
            Some(match one.field.as_str() {
                "readOnly" => if wanted.only_read() { CHANGES } else { READS }.to_owned(),
                _ if one.not_equals.is_empty() => "it takes those of other sources alone".to_owned(),
                _ => format!("it excludes those of {}", and_list(&one.not_equals)),
            })
        }
    }
}

const READS: &str = "it takes those alone that read";
const CHANGES: &str = "it takes those alone that change something";

/// By what trails leave data events of a type out that they take some of, a clause.
pub(super) fn why_data_left_out(trails: &[&Trail], wanted: &AskedCalls, kind: &str) -> Option<String> {
    trails.iter().find_map(|trail| {
        let mut is_there = false;
        for selector in trail.selectors.as_deref()? {
            let (is_of_kind, takes_all_calls) = match selector {
                Selector::Basic { read_write, data, .. } => {
                    let of_kind = data
                        .iter()
                        .any(|(of, values)| of == kind && values.iter().any(|value| wanted.are_among(value)));
                    is_there |= data.iter().any(|(of, _)| of == kind);
                    (of_kind, read_write == "All")
                }
                Selector::Advanced(conditions) => {
                    let of = |name: &str| conditions.iter().find(|one| one.field == name);
                    is_there |=
                        of("resources.type").is_some_and(|one| one.equals.iter().any(|of| of == kind));
                    (false, true)
                }
            };
            if is_of_kind && !takes_all_calls {
                let which = if wanted.only_read() { "change something" } else { "read" };
                return Some(format!("of them the trail {} takes those alone that {which}", trail.name));
            }
        }
        is_there.then(|| format!("the trail {} takes those of other resources or calls", trail.name))
    })
}
