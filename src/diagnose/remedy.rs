//! What to do about a finding: in words, and the change itself, from which its commands, its templates and
//! what is made here come.

use crate::export::{Repair, Template, of_session, region_of};
use crate::model::{Arn, Session};
use serde::{Serialize, Serializer};

/// What to do about a finding.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Remedy {
    /// In words.
    pub text: String,
    /// Where it has to be made, where that is another account or region than the rule's: `account
    /// 444455556666, region eu-west-1`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub place: Option<String>,
    /// As commands of the AWS CLI, one a line, quoted for a POSIX shell; before those for another place, a
    /// comment that names it. It is written of what makes the change ([`Remedy::reach`]) and by nothing else.
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
    Calls {
        calls: String,
        /// What they are about; empty where that is of the rule's account.
        of: Arn,
    },
}

impl Remedy {
    /// Writes its commands, as they reach the account of a session; what is of another account or region than
    /// the rule is told to be there, and no profile of this account is named for another one.
    pub(super) fn reach(&mut self, session: &Session, rule: &Arn) {
        let Some(made_by) = &self.made_by else { return };
        let commands = match made_by {
            MadeBy::Repair(repair) => repair.command(),
            MadeBy::Calls { calls, .. } => calls.clone(),
        };
        let changed = match made_by {
            MadeBy::Repair(repair) => repair.changed(),
            MadeBy::Calls { of, .. } => Some(of),
        };
        let other = |there: &str, here: &str| !there.is_empty() && !here.is_empty() && there != here;
        let account = changed.map(Arn::account).filter(|account| other(account, rule.account()));
        let region = region_of(&commands).filter(|region| other(region, rule.region()));
        let mut place: Vec<String> = account.iter().map(|account| format!("account {account}")).collect();
        place.extend(region.map(|region| format!("region {region}")));
        self.place = (!place.is_empty()).then(|| place.join(", "));
        let profile = session.profile.clone().filter(|_| account.is_none());
        let commands = of_session(&Session { profile, ..session.clone() }, &commands);
        self.command = Some(match &self.place {
            Some(place) => format!("{}\n{commands}", in_place(place)),
            None => commands,
        });
    }

    /// The commands, one each, and before those for another place a comment.
    pub fn commands(&self) -> impl Iterator<Item = &str> {
        self.command.iter().flat_map(|command| command.lines())
    }

    /// As a resource of a template; none where it is a call only, or has to be found out.
    pub fn as_template(&self, template: Template) -> Option<String> {
        let written = self.made_by.as_ref()?.repair()?.as_template(template);
        Some(match &self.place {
            Some(place) => format!("{}\n{written}", in_place(place)),
            None => written,
        })
    }
}

/// A comment that says where the change has to be made, in the shell as in templates.
fn in_place(place: &str) -> String {
    format!("# in {place}")
}

/// A line of commands as it is shown: behind a prompt, unless it is a comment.
pub fn as_typed(line: &str) -> String {
    if line.starts_with('#') { line.to_owned() } else { format!("$ {line}") }
}

impl MadeBy {
    fn repair(&self) -> Option<&Repair> {
        match self {
            Self::Repair(repair) => Some(repair),
            Self::Calls { .. } => None,
        }
    }
}

#[allow(clippy::ref_option, reason = "serde hands the field over like this")]
fn has_no_template(made_by: &Option<MadeBy>) -> bool {
    made_by.as_ref().and_then(MadeBy::repair).is_none()
}

/// Each form of template by its name, without where it has to be made, which stands beside it.
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
