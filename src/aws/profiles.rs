//! The profiles in the shared configuration files, and the few of their settings that errors need to speak
//! of.

use super::credential_faults::{CredentialFault, OWN};
use super::credential_files::check_files;
use super::untrusted_text::quoted;
use crate::model::{Accounts, CallError, ErrorKind};
use aws_config::profile::ProfileSet;
use aws_types::os_shim_internal::{Env, Fs};

/// The names of all profiles in the shared configuration and credentials files, in alphabetical order.
pub async fn profiles() -> Result<Vec<String>, CallError> {
    let set = load(&Fs::real(), &Env::real()).await?;
    Ok(names(&set))
}

/// A sentence for each entry of the configuration that goes by a profile which is not there; none where the
/// files cannot be read, which is told where they are needed.
pub async fn of_no_profile(accounts: &Accounts) -> Vec<String> {
    if !accounts.name_profiles() {
        return Vec::new();
    }
    profiles().await.map(|names| accounts.of_no_profile(&names)).unwrap_or_default()
}

/// Both files, parsed; the selected profile is that of AWS_PROFILE, else `default`.
pub(super) async fn load(fs: &Fs, env: &Env) -> Result<ProfileSet, CallError> {
    check_files(env)?;
    #[allow(clippy::default_trait_access)] // the type's own name is in a crate that is not ours to depend on
    let files = Default::default();
    aws_config::profile::load(fs, env, &files, None).await.map_err(|error| {
        let why = super::untrusted_text::sentence(&super::causes::innermost(&error));
        CallError::new(ErrorKind::Invalid, "Reading the AWS configuration files", why)
            .advise("Fix ~/.aws/config or ~/.aws/credentials, or look around first with `buslens demo`.")
    })
}

pub(super) fn names(set: &ProfileSet) -> Vec<String> {
    let mut names: Vec<String> = set.profiles().map(str::to_owned).collect();
    names.sort_unstable();
    names
}

/// The key of a command that gives credentials.
const PROCESS: &str = "credential_process";

/// The command that gives a profile's credentials, where nothing else does.
pub(super) fn process(set: &ProfileSet, profile: &str) -> Option<String> {
    let found = set.get_profile(profile)?;
    let others = OWN.iter().filter(|key| **key != PROCESS).chain(&["role_arn"]);
    let is_other = others.into_iter().any(|key| found.get(key).is_some());
    found.get(PROCESS).filter(|_| !is_other).map(str::to_owned)
}

/// The command that gives the credentials with which a profile's role is assumed.
pub(super) fn process_behind(set: &ProfileSet, profile: &str) -> Option<String> {
    let mut last = profile;
    for _ in 0..10 {
        match set.get_profile(last)?.get("source_profile") {
            Some(source) if source != last => last = source,
            _ => break,
        }
    }
    process(set, last).filter(|_| last != profile)
}

/// How a profile gets its credentials, as far as advice depends on it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct ProfileFacts {
    /// The profile's name; `None` when neither the options nor AWS_PROFILE name one.
    pub(super) name: Option<String>,
    /// It signs in through IAM Identity Center: `aws sso login` renews it.
    pub(super) sso: Option<String>,
    /// It signs in with `aws login`, by this profile's name.
    pub(super) login: Option<String>,
    /// The profiles from which it takes its credentials, itself and then each `source_profile`.
    pub(super) way: Vec<String>,
    /// The one of them that assumes a role that asks for an MFA code, which the SDK cannot ask for.
    pub(super) mfa: Option<String>,
    /// Its credentials come from a role, which STS gives.
    pub(super) role: bool,
    /// The one whose credentials come from a command.
    pub(super) process: Option<String>,
    /// The one that has a web identity token, and the file that this is in.
    pub(super) token_file: Option<(String, String)>,
    /// A profile that names a `source_profile`, and that one, which does not exist.
    pub(super) missing_source: Option<(String, String)>,
    /// Why it gives no credentials, where that can be told.
    pub(super) fault: Option<CredentialFault>,
}

impl ProfileFacts {
    /// The facts of `profile`, following `source_profile` from role to role.
    pub(super) fn of(set: &ProfileSet, profile: &str, named: bool) -> Self {
        let mut facts = Self { name: named.then(|| profile.to_owned()), ..Self::default() };
        let mut next = profile;
        for _ in 0..10 {
            let Some(found) = set.get_profile(next) else { break };
            let owner = || next.to_owned();
            facts.way.push(owner());
            if found.get("sso_session").or(found.get("sso_start_url")).is_some() {
                facts.sso = Some(owner());
            }
            if found.get("login_session").is_some() {
                facts.login = Some(owner());
            }
            // What is asked first is the last one's.
            facts.mfa = found.get("mfa_serial").map(|_| owner()).or(facts.mfa);
            facts.role |= found.get("role_arn").is_some();
            facts.process = found.get(PROCESS).map(|_| owner()).or(facts.process);
            let token = found.get("web_identity_token_file").map(|path| (owner(), path.to_owned()));
            facts.token_file = token.or(facts.token_file);
            match found.get("source_profile") {
                Some(source) if set.get_profile(source).is_none() => {
                    facts.missing_source = Some((next.to_owned(), source.to_owned()));
                    break;
                }
                Some(source) if source != next => next = source,
                _ => break,
            }
        }
        facts
    }

    /// The one of the profiles on the way that something is about, in words.
    pub(super) fn words_of(&self, owner: &str) -> String {
        let before = self.way.iter().position(|name| name == owner).and_then(|at| at.checked_sub(1));
        match (before.and_then(|at| self.way.get(at)), &self.name) {
            (Some(before), _) => {
                format!("profile {}, the source_profile of {},", quoted(owner), quoted(before))
            }
            (None, Some(name)) => format!("profile {}", quoted(name)),
            (None, None) => "the default profile".to_owned(),
        }
    }

    /// The profile that signs in; of no name where none does.
    pub(super) fn signs_in(&self) -> &str {
        self.sso.as_ref().or(self.login.as_ref()).map_or("", String::as_str)
    }

    /// The command that signs in again, where the profile has one.
    pub(super) fn login_command(&self) -> Option<String> {
        if let Some(name) = &self.sso {
            return Some(with_profile("aws sso login", name));
        }
        self.login.as_ref().map(|name| with_profile("aws login", name))
    }
}

fn with_profile(command: &str, name: &str) -> String {
    if name == "default" { command.to_owned() } else { format!("{command} --profile {name}") }
}

#[cfg(test)]
pub(super) mod tests {
    use super::{ProfileFacts, load, names};
    use crate::model::CallError;
    use aws_config::profile::ProfileSet;
    use aws_types::os_shim_internal::{Env, Fs};

    const CONFIG: &str = "
[default]
region = eu-west-1
[profile work]
sso_session = corp
[profile prod]
role_arn = arn:aws:iam::1:role/R
source_profile = work
[profile secure]
role_arn = arn:aws:iam::1:role/R
source_profile = default
mfa_serial = arn:aws:iam::1:mfa/me
[profile loop]
source_profile = pool
[profile pool]
source_profile = loop
[profile orphan]
role_arn = arn:aws:iam::1:role/R
source_profile = nobody
[sso-session corp]
sso_start_url = https://example.com/start
";

    /// The profiles of a configuration file, where there is no other.
    pub(in crate::aws) async fn set_of(config: &str) -> ProfileSet {
        read(config).await.unwrap()
    }

    async fn read(config: &str) -> Result<ProfileSet, CallError> {
        let fs = Fs::from_slice(&[("/home/me/.aws/config", config)]);
        load(&fs, &Env::from_slice(&[("HOME", "/home/me")])).await
    }

    #[tokio::test]
    async fn every_profile_is_named() {
        assert_eq!(
            names(&set_of(CONFIG).await),
            ["default", "loop", "orphan", "pool", "prod", "secure", "work"]
        );
    }

    #[tokio::test]
    async fn the_login_command_names_the_profile_that_signs_in() {
        let set = set_of(CONFIG).await;
        let facts = ProfileFacts::of(&set, "prod", true);
        assert_eq!(facts.login_command().as_deref(), Some("aws sso login --profile work"));
        assert_eq!(facts.words_of("work"), "profile `work`, the source_profile of `prod`,");
        assert_eq!((facts.words_of("prod").as_str(), facts.mfa), ("profile `prod`", None));
        assert_eq!(ProfileFacts::of(&set, "secure", true).mfa.as_deref(), Some("secure"));
        assert_eq!(ProfileFacts::of(&set, "loop", true).login_command(), None);
        let missing = Some(("orphan".to_owned(), "nobody".to_owned()));
        assert_eq!(ProfileFacts::of(&set, "orphan", true).missing_source, missing);
    }

    #[tokio::test]
    async fn a_broken_file_is_told_with_its_place() {
        let error = read("[profile oops\n").await.unwrap_err();
        assert!(error.to_string().contains("/home/me/.aws/config"), "{error}");
    }
}
