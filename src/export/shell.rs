//! Commands of the AWS CLI, quoted for bash. Which command is right for what is said by those who make them.

use crate::model::{Rule, Session};
use crate::text::{outside_quotes, shell_word};
use std::fmt::Write as _;

/// A command that is being put together.
pub(crate) struct Command {
    words: String,
    options: Vec<(String, String)>,
}

impl Command {
    /// `aws SERVICE VERB`.
    pub(crate) fn new(words: &str) -> Self {
        Self { words: format!("aws {words}"), options: Vec::new() }
    }

    /// `--name value`.
    pub(crate) fn option(mut self, name: &str, value: &str) -> Self {
        self.options.push((name.to_owned(), value.to_owned()));
        self
    }

    /// `--name value`, where there is a value.
    pub(super) fn maybe(self, name: &str, value: Option<&str>) -> Self {
        match value {
            Some(value) => self.option(name, value),
            None => self,
        }
    }

    /// `--region`, where there is one; the command on one line.
    pub(crate) fn region(self, region: &str) -> String {
        self.text(region, " ")
    }

    /// `--region`, where there is one; each option on a line of its own.
    pub(super) fn on_lines(self, region: &str) -> String {
        self.text(region, " \\\n  ")
    }

    fn text(mut self, region: &str, between: &str) -> String {
        if !region.is_empty() {
            self = self.option("region", region);
        }
        let mut out = self.words;
        for (name, value) in self.options {
            // A value that begins with a dash would be taken for an option.
            let joint = if value.starts_with('-') { '=' } else { ' ' };
            let _ = write!(out, "{between}--{name}{joint}{}", shell_word(&value));
        }
        out
    }
}

/// The options that take a command to the account of a session, beside the region: its profile, where one was
/// named, and its endpoint, where it has one. Each begins with a space.
pub(super) fn reaching(session: &Session) -> String {
    let endpoint = session.endpoint.as_deref();
    [("profile", session.profile.as_deref()), ("endpoint-url", endpoint)]
        .into_iter()
        .filter_map(|(name, value)| Some(format!(" --{name} {}", shell_word(value?))))
        .collect()
}

/// Commands, one a line, as they reach the account of a session from any shell.
pub(crate) fn of_session(session: &Session, commands: &str) -> String {
    let options = reaching(session);
    // The CLI asks for a region also where a service has none, as IAM.
    let region = Some(session.region.as_str()).filter(|region| !region.is_empty());
    let region = region.map(|region| format!(" --region {}", shell_word(region))).unwrap_or_default();
    let whole = |line: &str| {
        let region = if outside_quotes(line).contains(" --region ") { "" } else { region.as_str() };
        format!("{line}{region}{options}")
    };
    commands.lines().map(whole).collect::<Vec<_>>().join("\n")
}

/// The region that the first of these commands names.
pub(crate) fn region_of(commands: &str) -> Option<String> {
    let line = outside_quotes(commands.lines().next()?);
    let (_, behind) = line.split_once(" --region ")?;
    behind.split_whitespace().next().map(str::to_owned)
}

/// A command of this program between two backticks, as it reaches the account of a session from any shell:
/// what a sentence offers. What a sentence only mentions is written as it is.
pub(crate) fn ours(session: &Session, command: &str) -> String {
    format!("`{}`", of_session(session, &format!("buslens {command}")))
}

/// `put-rule` with everything the rule has, for PutRule drops what it is not told.
pub(crate) fn put_rule(rule: &Rule) -> Command {
    Command::new("events put-rule")
        .option("name", &rule.name)
        .option("event-bus-name", &rule.bus)
        .maybe("event-pattern", rule.pattern.as_deref())
        .maybe("schedule-expression", rule.schedule.as_deref())
        .option("state", rule.state.as_str())
        .maybe("description", rule.description.as_deref())
        .maybe("role-arn", rule.role.as_ref().map(crate::model::Arn::as_str))
}

#[cfg(test)]
mod tests {
    use super::{Command, of_session};
    use crate::model::Session;

    #[test]
    fn a_value_that_begins_with_a_dash_is_no_option() {
        let command = Command::new("events put-rule").option("name", "-x").option("state", "ENABLED");
        assert_eq!(
            command.region("eu-west-1"),
            "aws events put-rule --name=-x --state ENABLED --region eu-west-1"
        );
    }

    #[test]
    fn what_a_value_says_of_options_is_no_option() {
        let session = Session { region: "eu-west-1".into(), ..Session::default() };
        for value in ["a --region b", "it's a --region b", "a\n --region b", "\\' --region b"] {
            let command = Command::new("events put-rule").option("description", value).region("");
            assert!(of_session(&session, &command).ends_with(" --region eu-west-1"), "{command}");
            let command = Command::new("events put-rule").option("description", value).region("us-east-1");
            assert_eq!(of_session(&session, &command), command);
        }
    }
}
