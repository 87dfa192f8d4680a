//! Values that no event of a kind has, by the lists that AWS documents.

use super::doubt::write_instead;
use super::value_rows::{ValueRow, rows};
use super::values::{nearest, rows_for};
use super::{Doubt, synonyms};
use crate::pattern::{Asked, Asks, is_of_a_template};
use crate::text::listed;

/// So many values are named in a sentence.
const SHOWN: usize = 12;

/// The values that an alternative asks for and that a field does not have. Beside one that it has, only what
/// is another's writing or another word for it is told.
pub(super) fn misfits(asks: Asks<'_>) -> Vec<Doubt> {
    rows_for(asks).into_iter().filter_map(|row| misfit(row, asks.at(&row.path)?)).collect()
}

fn misfit(row: &'static ValueRow, asked: Asked<'_>) -> Option<Doubt> {
    let is_strange = |text: &str| !row.values.contains(&text) && !is_of_a_template(text);
    let texts = asked.texts();
    let Some(first) = texts.first().filter(|_| asked.is_only(is_strange)) else {
        let doubt = || beside_others(row, asked, &texts, is_strange).or_else(|| takes_none(row, asked));
        return row.closed.then(doubt).flatten();
    };
    let spelt = texts.iter().find_map(|text| Some((text, nearest(text, &row.values)?)));
    let by_meaning = || texts.iter().find_map(|text| Some((text, synonyms::synonym_in(text, &row.values)?)));
    // A list that may be longer says nothing of what is far from it.
    let meant = spelt.or_else(|| by_meaning().filter(|_| row.closed));
    let holding = holding(first, &row.values);
    let meant = meant.or(match holding.as_slice() {
        [one] => Some((first, *one)),
        _ => None,
    });
    let path = &row.path;
    let flaw = match meant {
        Some((text, meant)) => asked
            .flaw(
                format!("`{path}` is not known to be `{text}` in AWS's events; it is `{meant}`"),
                format!("Write `{meant}`, if that is meant.{}", others(row, meant)),
            )
            .with(write_instead(asked, text, meant)),
        None => {
            let known = match holding.as_slice() {
                [] if !row.closed => return None,
                [] => all_of(row),
                several => format!("it may be {}", listed_values(several)),
            };
            let remedy = match elsewhere(row, first) {
                Some(kind) => format!(
                    "Write \"{kind}\" as detail-type, if its events are meant, or one of these values."
                ),
                None => "Write the one that is meant.".to_owned(),
            };
            asked.flaw(format!("`{path}` is not known to be `{first}` in AWS's events; {known}"), remedy)
        }
    };
    let known = match meant {
        Some((_, meant)) if !row.closed => vec![format!("{path}: {meant}")],
        Some(_) | None => row.values.iter().map(|value| format!("{path}: {value}")).collect(),
    };
    Some(Doubt::new(flaw, known).said_by(row.page).of_value())
}

/// A value that never comes beside others that do, where it is one of the field's but for its writing.
fn beside_others(
    row: &'static ValueRow,
    asked: Asked<'_>,
    texts: &[String],
    is_strange: impl Fn(&str) -> bool,
) -> Option<Doubt> {
    let (text, meant) = texts.iter().filter(|text| is_strange(text)).find_map(|text| {
        let meant = nearest(text, &row.values).or_else(|| synonyms::synonym_in(text, &row.values))?;
        Some((text, meant))
    })?;
    // With the right one in the list somebody has thought of both.
    let known = texts.iter().find(|text| row.values.contains(&text.as_str()) && *text != meant)?;
    if asked.takes(meant) {
        return None;
    }
    let path = &row.path;
    let flaw = asked
        .flaw(
            format!(
                "`{path}` is not known to be `{text}` in AWS's events, which is asked for beside `{known}`; it is \
                    `{meant}`"
            ),
            format!("Write `{meant}`, if that is meant."),
        )
        .with(write_instead(asked, text, meant));
    let known = row.values.iter().map(|value| format!("{path}: {value}")).collect();
    Some(Doubt::new(flaw, known).said_by(row.page).of_value())
}

/// Conditions on texts that none of the field's values satisfies.
fn takes_none(row: &'static ValueRow, asked: Asked<'_>) -> Option<Doubt> {
    let kinds = asked.kinds();
    let only_texts = kinds.string && !kinds.any && !kinds.null && !kinds.number && !kinds.boolean;
    let is_filled = || !asked.items().any(|item| is_of_a_template(item.raw()));
    if asked.is_only(|_| true)
        || !only_texts
        || !is_filled()
        || row.values.iter().any(|value| asked.takes(value))
    {
        return None;
    }
    let path = &row.path;
    let flaw = asked.flaw(
        format!(
            "This takes none of the values that `{path}` is known to have in AWS's events; {}",
            all_of(row)
        ),
        "Write the beginning, the end or the value that is meant, in its own letters.",
    );
    let known = row.values.iter().map(|value| format!("{path}: {value}")).collect();
    Some(Doubt::new(flaw, known).said_by(row.page).of_value())
}

fn listed_values(values: &[&str]) -> String {
    listed(values.iter().map(|value| format!("`{value}`")), "or", SHOWN)
}

fn all_of(row: &ValueRow) -> String {
    match row.values.as_slice() {
        [one] => format!("it is always `{one}`"),
        values => format!("it is {}", listed_values(values)),
    }
}

/// The other values, where the one that is named is a guess.
fn others(row: &ValueRow, meant: &str) -> String {
    let others: Vec<&str> = row.values.iter().filter(|value| **value != meant).copied().collect();
    match others.as_slice() {
        [] => String::new(),
        _ if !row.closed => String::new(),
        [one] => format!(" The other is `{one}`."),
        others => {
            format!(
                " The others are {}.",
                listed(others.iter().map(|value| format!("`{value}`")), "and", SHOWN)
            )
        }
    }
}

/// The values that hold the words of a text, one after another: `CONNECTED_TO_AGENT` for `CONNECTED`.
fn holding(text: &str, values: &[&'static str]) -> Vec<&'static str> {
    /// Shorter texts are in too many.
    const SHORT: usize = 5;
    let between = |text: &str| {
        let words = text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
        format!("_{}_", words.map(str::to_lowercase).collect::<Vec<_>>().join("_"))
    };
    let asked = between(text);
    if text.len() < SHORT {
        return Vec::new();
    }
    values.iter().copied().filter(|value| between(value).contains(&asked)).collect()
}

/// Another kind of the same source whose field of this name has the value.
fn elsewhere(row: &ValueRow, text: &str) -> Option<&'static str> {
    let alike = |other: &&ValueRow| {
        other.source == row.source && other.path == row.path && other.values.contains(&text)
    };
    rows().iter().find(alike).and_then(|other| other.kinds.first()).copied()
}

#[cfg(test)]
mod tests {
    use crate::catalogue::{Doubt, doubts};
    use crate::pattern::Pattern;

    fn of_kind(source: &str, kind: &str, detail: &str) -> (String, Vec<Doubt>) {
        let pattern = format!(r#"{{"source":["{source}"],"detail-type":["{kind}"],"detail":{detail}}}"#);
        let found = doubts(&Pattern::parse(&pattern).unwrap());
        (pattern, found)
    }

    #[test]
    fn a_value_outside_a_closed_list_is_doubted_with_the_one_that_is_meant() {
        for (source, kind, detail, meant) in [
            ("aws.ec2", "EC2 Instance State-change Notification", r#"{"state":["started"]}"#, "running"),
            ("aws.batch", "Batch Job State Change", r#"{"status":["COMPLETED"]}"#, "SUCCEEDED"),
            ("aws.health", "AWS Health Event", r#"{"eventTypeCategory":["outage"]}"#, "issue"),
            ("aws.mediaconvert", "MediaConvert Job State Change", r#"{"status":["COMPLETED"]}"#, "COMPLETE"),
            ("aws.amplify", "Amplify Deployment Status Change", r#"{"jobStatus":["SUCCEEDED"]}"#, "SUCCEED"),
            ("aws.geo", "Location Geofence Event", r#"{"EventType":["ENTERED"]}"#, "ENTER"),
            (
                "aws.imagebuilder",
                "EC2 Image Builder Image State Change",
                r#"{"state":{"status":["COMPLETED"]}}"#,
                "AVAILABLE",
            ),
            ("aws.fis", "FIS Experiment State Change", r#"{"new-state":{"status":["FAILED"]}}"#, "failed"),
            ("aws.glue", "Glue Crawler State Change", r#"{"state":["SUCCEEDED"]}"#, "Succeeded"),
            (
                "aws.states",
                "Step Functions Execution Status Change",
                r#"{"status":["COMPLETED"]}"#,
                "SUCCEEDED",
            ),
            ("aws.cloudwatch", "CloudWatch Alarm State Change", r#"{"state":{"value":["ALERT"]}}"#, "ALARM"),
            ("aws.s3", "Object Created", r#"{"reason":["ObjectCreated:Put"]}"#, "PutObject"),
            ("aws.s3", "Object Created", r#"{"reason":["s3:ObjectCreated:Copy"]}"#, "CopyObject"),
            ("aws.s3", "Object Created", r#"{"reason":["Put"]}"#, "PutObject"),
            ("aws.s3", "Object Deleted", r#"{"reason":["ObjectRemoved:Delete"]}"#, "DeleteObject"),
            ("aws.autoscaling", "EC2 Instance Launch Unsuccessful", r#"{"StatusCode":["FAILED"]}"#, "Failed"),
            ("aws.codecommit", "CodeCommit Pull Request State Change", r#"{"isMerged":["true"]}"#, "True"),
        ] {
            let (pattern, found) = of_kind(source, kind, detail);
            assert_eq!(found.len(), 1, "{detail}: {found:?}");
            let fixed = found[0].flaw.fix.as_ref().map(|fix| fix.apply(&pattern)).unwrap_or_default();
            assert!(fixed.contains(&format!("[\"{meant}\"]")), "{detail}: {found:?}");
            assert!(
                found[0].said_by.as_deref().is_some_and(|page| page.starts_with("https://")),
                "{found:?}"
            );
            assert_eq!(doubts(&Pattern::parse(&fixed).unwrap()), [], "{fixed}");
        }
    }

    #[test]
    fn where_nothing_is_meant_for_sure_the_list_is_told() {
        for (source, kind, detail, said) in [
            (
                "aws.ec2",
                "EC2 Instance State-change Notification",
                r#"{"state":["banana"]}"#,
                "`stopped`, `pending`, `running`",
            ),
            ("aws.glue", "Glue Job State Change", r#"{"state":["UNHEARD"]}"#, "it is `FAILED`, `STOPPED`"),
            (
                "aws.config",
                "Config Rules Compliance Change",
                r#"{"messageType":["ScheduledNotification"]}"#,
                "it is always `ComplianceChangeNotification`",
            ),
            (
                "aws.connect",
                "Amazon Connect Contact Event",
                r#"{"eventType":["CONNECTED"]}"#,
                "it may be `CONNECTED_TO_AGENT` or `CONNECTED_TO_SYSTEM`",
            ),
        ] {
            let (_, found) = of_kind(source, kind, detail);
            assert!(found.len() == 1 && found[0].flaw.what.contains(said), "{detail}: {found:?}");
        }
        let (_, found) = of_kind("aws.glue", "Glue Job State Change", r#"{"state":["RUNNING"]}"#);
        assert!(found[0].flaw.remedy.contains("Glue Job Run Status"), "{found:?}");
    }

    #[test]
    fn every_value_that_is_documented_is_taken() {
        for row in super::rows() {
            let Some(source) = row.source else { continue };
            for kind in &row.kinds {
                for value in &row.values {
                    let inner = row.path.split('.').skip(1).collect::<Vec<_>>();
                    let detail = inner
                        .iter()
                        .rev()
                        .fold(serde_json::json!([value]), |inner, name| serde_json::json!({ *name: inner }));
                    let (pattern, found) = of_kind(source, kind, &detail.to_string());
                    assert_eq!(found, [], "{pattern}");
                }
            }
        }
        for (source, kind, detail) in [
            ("aws.health", "AWS Health Event", r#"{"service":["OUTPOSTS"]}"#),
            (
                "aws.ec2",
                "EC2 Instance State-change Notification",
                r#"{"state":["stopped","started","running"]}"#,
            ),
            ("aws.ec2", "EC2 Instance State-change Notification", r#"{"state":[{"prefix":"st"}]}"#),
        ] {
            assert_eq!(of_kind(source, kind, detail).1, [], "{detail}");
        }
    }
}
