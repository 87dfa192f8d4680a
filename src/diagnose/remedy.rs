//! What to do about a finding: in words, and the change itself, from which its commands, its templates and what
//! is made here come.

use crate::export::{Repair, Template, of_session};
use crate::model::Session;
use serde::{Serialize, Serializer};

/// What to do about a finding.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Remedy {
    /// In words.
    pub text: String,
    /// As commands of the AWS CLI, one a line, quoted for a POSIX shell. It is written of what makes the change
    /// ([`Remedy::reach`]) and by nothing else.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub command: Option<String>,
    /// What makes the change; templates have to say it where it is one of a resource and not only a call.
    #[serde(rename = "templates", serialize_with = "templates", skip_serializing_if = "has_no_template")]
    pub(super) made_by: Option<MadeBy>,
    /// The setting before and after, for a diff.
    #[serde(skip)]
    pub change: Option<SettingChange>,
    /// What else was found of deliveries is to be said before the words, once all is found.
    #[serde(skip)]
    pub(super) after_others: bool,
}

/// What makes a change.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum MadeBy {
    /// A resource as it has to be.
    Repair(Box<Repair>),
    /// Calls of the AWS CLI, one a line: no resource of a template does it.
    Calls(String),
}

impl Remedy {
    /// Writes its commands, as they reach the account of a session.
    pub(super) fn reach(&mut self, session: &Session) {
        self.command = self.made_by.as_ref().map(|made_by| match made_by {
            MadeBy::Repair(repair) => of_session(session, &repair.command()),
            MadeBy::Calls(calls) => of_session(session, calls),
        });
    }

    /// The commands, one each.
    pub fn commands(&self) -> impl Iterator<Item = &str> {
        self.command.iter().flat_map(|command| command.lines())
    }

    /// As a resource of a template; none where it is a call only, or has to be found out.
    pub fn as_template(&self, template: Template) -> Option<String> {
        Some(self.made_by.as_ref()?.repair()?.as_template(template))
    }
}

impl MadeBy {
    fn repair(&self) -> Option<&Repair> {
        match self {
            Self::Repair(repair) => Some(repair),
            Self::Calls(_) => None,
        }
    }
}

#[allow(clippy::ref_option, reason = "serde hands the field over like this")]
fn has_no_template(made_by: &Option<MadeBy>) -> bool {
    made_by.as_ref().and_then(MadeBy::repair).is_none()
}

/// Each form of template by its name.
#[allow(clippy::ref_option, reason = "serde hands the field over like this")]
fn templates<S: Serializer>(made_by: &Option<MadeBy>, to: S) -> Result<S::Ok, S::Error> {
    let repair = made_by.as_ref().and_then(MadeBy::repair);
    let written = |template: Template| Some((template.name(), repair?.as_template(template)));
    to.collect_map(Template::ALL.into_iter().filter_map(written))
}

/// One setting before and after.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SettingChange {
    /// Which setting, such as `EventPattern`.
    pub setting: String,
    /// As it is; none where it is not set.
    pub before: Option<String>,
    /// As it should be; none where it should not be set.
    pub after: Option<String>,
}
