//! Texts that have a form of their own in AWS's events, where the pattern has another.

use super::Doubt;
use super::doubt::write_instead;
use crate::pattern::{Asks, is_of_a_template};

/// The form of a field's texts.
struct Form {
    source: &'static str,
    kind: &'static str,
    path: &'static str,
    is_it: fn(&str) -> bool,
    /// The text of that form that is meant by another one.
    meant: fn(&str) -> Option<String>,
    /// How the texts are, behind "it".
    said: &'static str,
    page: &'static str,
}

/// What the guides say and show of them.
const FORMS: [Form; 6] = [
    Form {
        source: "aws.health",
        kind: "AWS Health Event",
        path: "detail.eventTypeCode",
        is_it: |text| text.starts_with("AWS_"),
        meant: |text| {
            let plain = |c: char| c.is_ascii_uppercase() || c.is_ascii_digit() || c == '_';
            (text.contains('_') && text.chars().all(plain)).then(|| format!("AWS_{text}"))
        },
        said: "begins with `AWS_`",
        page: "https://docs.aws.amazon.com/health/latest/ug/aws-health-events-eventbridge-schema.html",
    },
    Form {
        source: "aws.ec2",
        kind: "EC2 Instance State-change Notification",
        path: "detail.instance-id",
        is_it: |text| text.starts_with("i-"),
        meant: |text| {
            let is_id = [8, 17].contains(&text.len()) && text.chars().all(|c| c.is_ascii_hexdigit());
            is_id.then(|| format!("i-{text}"))
        },
        said: "begins with `i-`",
        page: "https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/monitoring-instance-state-changes.html",
    },
    Form {
        source: "aws.rds",
        kind: "RDS DB Instance Event",
        path: "detail.EventID",
        is_it: |text| text.starts_with("RDS-EVENT-"),
        meant: event_of_rds,
        said: "begins with `RDS-EVENT-`",
        page: RDS,
    },
    Form {
        source: "aws.rds",
        kind: "RDS DB Cluster Event",
        path: "detail.EventID",
        is_it: |text| text.starts_with("RDS-EVENT-"),
        meant: event_of_rds,
        said: "begins with `RDS-EVENT-`",
        page: RDS,
    },
    // A type of one's own has three parts as well.
    Form {
        source: "aws.config",
        kind: "Config Configuration Item Change",
        path: "detail.configurationItem.resourceType",
        is_it: |text| text.matches("::").count() == 2,
        meant: |text| (text.matches("::").count() == 1).then(|| format!("AWS::{text}")),
        said: "has three parts, such as `AWS::EC2::SecurityGroup`",
        page: "https://docs.aws.amazon.com/config/latest/developerguide/resource-config-reference.html",
    },
    Form {
        source: "aws.codecommit",
        kind: "CodeCommit Repository State Change",
        path: "detail.referenceName",
        is_it: |text| !text.starts_with("refs/"),
        meant: |text| {
            let name = text.strip_prefix("refs/heads/").or(text.strip_prefix("refs/tags/"))?;
            Some(name.to_owned())
        },
        said: "is the name alone, and `referenceFullName` is what begins with `refs/`",
        page: "https://docs.aws.amazon.com/codecommit/latest/userguide/monitoring-events.html",
    },
];

const RDS: &str = "https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/USER_Events.Messages.html";

fn event_of_rds(text: &str) -> Option<String> {
    let number = text.strip_prefix("EVENT-").unwrap_or(text);
    (number.len() == 4 && number.chars().all(|c| c.is_ascii_digit())).then(|| format!("RDS-EVENT-{number}"))
}

/// Texts none of which has the form that its field's have.
pub(super) fn doubts(asks: Asks<'_>) -> Vec<Doubt> {
    FORMS.iter().filter_map(|form| of_form(form, asks)).collect()
}

fn of_form(form: &Form, asks: Asks<'_>) -> Option<Doubt> {
    let is_only =
        |path: &str, known: &str| asks.at(path).is_some_and(|asked| asked.is_only(|text| text == known));
    let asked = asks.at(form.path)?;
    let is_other = |text: &str| {
        // An ARN there is told as that.
        !text.is_empty() && !text.starts_with("arn:") && !(form.is_it)(text) && !is_of_a_template(text)
    };
    if !is_only("source", form.source) || !is_only("detail-type", form.kind) || !asked.is_only(is_other) {
        return None;
    }
    let text = asked.texts().into_iter().next()?;
    let meant = (form.meant)(&text);
    let remedy = match &meant {
        Some(meant) => format!("Write `{meant}`, if that is meant."),
        None => "Write the whole text as an event has it.".to_owned(),
    };
    let fix = meant.as_ref().and_then(|meant| write_instead(asked, &text, meant));
    let what = format!("`{}` is not known to be `{text}` in AWS's events; it {}", form.path, form.said);
    let known = meant.map(|meant| format!("{}: {meant}", form.path));
    Some(
        Doubt::new(asked.flaw(what, remedy).with(fix), known.into_iter().collect())
            .said_by(form.page)
            .of_value(),
    )
}

#[cfg(test)]
mod tests {
    use crate::catalogue::doubts;
    use crate::pattern::Pattern;

    fn pattern(kind: &str, detail: &str) -> String {
        let (source, kind) = kind.split_once(": ").unwrap();
        format!(r#"{{"source":["{source}"],"detail-type":["{kind}"],"detail":{detail}}}"#)
    }

    #[test]
    fn a_text_of_another_form_is_doubted_with_the_one_that_is_meant() {
        for (kind, detail, wanted) in [
            (
                "aws.health: AWS Health Event",
                r#"{"eventTypeCode":["EC2_INSTANCE_REBOOT"]}"#,
                "AWS_EC2_INSTANCE_REBOOT",
            ),
            ("aws.rds: RDS DB Instance Event", r#"{"EventID":["0049"]}"#, "RDS-EVENT-0049"),
            (
                "aws.config: Config Configuration Item Change",
                r#"{"configurationItem":{"resourceType":["EC2::SecurityGroup"]}}"#,
                "AWS::EC2::SecurityGroup",
            ),
            (
                "aws.codecommit: CodeCommit Repository State Change",
                r#"{"referenceName":["refs/heads/main"]}"#,
                "main",
            ),
            (
                "aws.ec2: EC2 Instance State-change Notification",
                r#"{"instance-id":["0abcd1234ef567890"]}"#,
                "i-0abcd1234ef567890",
            ),
        ] {
            let text = pattern(kind, detail);
            let found = doubts(&Pattern::parse(&text).unwrap());
            assert_eq!(found.len(), 1, "{detail}: {found:?}");
            let fixed = found[0].flaw.fix.as_ref().unwrap().apply(&text);
            assert!(fixed.contains(&format!("[\"{wanted}\"]")), "{fixed}");
            assert_eq!(doubts(&Pattern::parse(&fixed).unwrap()), [], "{fixed}");
        }
        for (kind, detail) in [
            (
                "aws.config: Config Configuration Item Change",
                r#"{"configurationItem":{"resourceType":["My::Own::Thing"]}}"#,
            ),
            ("aws.codecommit: CodeCommit Repository State Change", r#"{"referenceName":["release/1.0"]}"#),
            ("aws.health: AWS Health Event", r#"{"eventTypeCode":[{"prefix":"AWS_EC2_"}]}"#),
            ("aws.rds: RDS DB Instance Event", r#"{"EventID":["RDS-EVENT-0049", "RDS-EVENT-0051"]}"#),
        ] {
            assert_eq!(doubts(&Pattern::parse(&pattern(kind, detail)).unwrap()), [], "{detail}");
        }
    }
}
