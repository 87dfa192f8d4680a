//! Why a profile or the environment gives no credentials, where the files and variables tell it by
//! themselves. The SDK only says that there are none, and to run `aws configure` changes nothing of most of
//! these.

use super::untrusted_text::quoted;
use aws_config::profile::ProfileSet;
use aws_types::os_shim_internal::Env;

/// Why, and what to do about it, each in a sentence without its full stop.
pub(super) type CredentialFault = (String, String);

/// What a profile takes its own credentials from, any of which is enough.
pub(super) const OWN: [&str; 6] = [
    "aws_access_key_id",
    "credential_process",
    "sso_session",
    "sso_start_url",
    "login_session",
    "web_identity_token_file",
];

/// The lines of a profile that are of no use without another one.
const HALVES: [(&str, &str); 3] = [
    ("aws_access_key_id", "aws_secret_access_key"),
    ("aws_secret_access_key", "aws_access_key_id"),
    ("aws_session_token", "aws_access_key_id"),
];

/// What is wrong with how this profile gets its credentials.
pub(super) fn of_profile(set: &ProfileSet, profile: &str, env: &Env) -> Option<CredentialFault> {
    let mut way: Vec<&str> = Vec::new();
    let mut next = profile;
    loop {
        let found = set.get_profile(next)?;
        let name = quoted(next);
        let from = way.last().map(|before| format!(", the source_profile of {},", quoted(before)));
        if way.contains(&next) {
            let circle = [&way[..], &[next]].concat().join(" → ");
            let why = format!("the profiles name each other as source_profile: {}", quoted(&circle));
            return Some((why, "Let one of them hold credentials of its own".to_owned()));
        }
        way.push(next);
        let is_own = OWN.iter().any(|key| found.get(key).is_some());
        if let Some(session) = found.get("sso_session").filter(|name| set.sso_session(name).is_none()) {
            let why =
                format!("profile {name} names the sso-session {}, which does not exist", quoted(session));
            return Some((why, "Correct sso_session, or add that [sso-session …]".to_owned()));
        }
        let signs_in = found.get("sso_session").or(found.get("sso_start_url")).is_some();
        let missing = ["sso_account_id", "sso_role_name"].into_iter().find(|key| found.get(key).is_none());
        if let Some(missing) = missing.filter(|_| signs_in) {
            let why = format!("profile {name} signs in and has no {missing}");
            return Some((why, format!("Add {missing} to the profile")));
        }
        // A role that another profile's credentials assume asks for none here.
        let needs_own = way.len() > 1
            || found.get("role_arn").is_none()
            || found.get("source_profile").is_some_and(|source| source == next);
        let half = HALVES.iter().find(|(set, other)| found.get(set).is_some() && found.get(other).is_none());
        let other_way = OWN.iter().skip(1).any(|key| found.get(key).is_some());
        if let Some((set, missing)) = half.filter(|_| needs_own && !other_way) {
            let file = file_with(env, next, set);
            let why = format!("profile {name} has {set} in {file}, and no {missing}");
            return Some((why, format!("Add the line `{missing} = …` to the profile in {file}")));
        }
        if found.get("role_arn").is_none() {
            let why = format!("profile {name}{} holds no credentials", from.unwrap_or_default());
            let keys =
                format!("Run `aws configure --profile {next}`, or give it a role or a credential_process");
            return (way.len() > 1 && !is_own).then_some((why, keys));
        }
        if let Some(source) = found.get("credential_source") {
            return of_source(&name, source, env);
        }
        match found.get("source_profile") {
            // A role may be assumed with the profile's own keys.
            Some(source) if source == next => return None,
            Some(source) => next = source,
            None if is_own => return None,
            None => {
                let why = format!("profile {name} has a role_arn and nothing to assume the role with");
                return Some((why, "Add source_profile or credential_source to it".to_owned()));
            }
        }
    }
}

/// What is wrong with where the `credential_source` of a profile says that credentials are.
fn of_source(profile: &str, source: &str, env: &Env) -> Option<CredentialFault> {
    let is_set = |name: &str| env.get(name).is_ok_and(|value| !value.is_empty());
    let (why, advice) = match source {
        "Environment" if !is_set("AWS_ACCESS_KEY_ID") => (
            "takes its credentials from the environment (credential_source), and AWS_ACCESS_KEY_ID is not set",
            "Set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY",
        ),
        "EcsContainer"
            if !is_set("AWS_CONTAINER_CREDENTIALS_RELATIVE_URI")
                && !is_set("AWS_CONTAINER_CREDENTIALS_FULL_URI") =>
        {
            (
                "takes its credentials from the container (credential_source), but this is not running in ECS or EKS",
                "Use another profile outside of a container",
            )
        }
        "Environment" | "EcsContainer" | "Ec2InstanceMetadata" => return None,
        other => {
            let why = format!("profile {profile} has the credential_source {}", quoted(other));
            let all = "It must be Environment, Ec2InstanceMetadata or EcsContainer";
            return Some((format!("{why}, which does not exist"), all.to_owned()));
        }
    };
    Some((format!("profile {profile} {why}"), advice.to_owned()))
}

/// What is wrong with the variables that give credentials, where no profile is named.
pub(super) fn of_environment(env: &Env) -> Option<CredentialFault> {
    let value = |name: &str| env.get(name).ok().filter(|value| !value.is_empty());
    let pairs = [
        ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"),
        ("AWS_SECRET_ACCESS_KEY", "AWS_ACCESS_KEY_ID"),
        ("AWS_WEB_IDENTITY_TOKEN_FILE", "AWS_ROLE_ARN"),
    ];
    for (set, missing) in pairs {
        if value(set).is_some() && value(missing).is_none() {
            return Some((
                format!("{set} is set and {missing} is not"),
                format!("Set {missing} too, or unset {set}"),
            ));
        }
    }
    let token = "AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE";
    if let Some(path) = value(token).filter(|path| std::fs::File::open(path).is_err()) {
        return Some((
            format!("{token} names {}, which cannot be read", quoted(&path)),
            format!("Correct {token}"),
        ));
    }
    let file = credentials_file(env);
    let is_unreadable = |path: &String| {
        std::fs::metadata(path).is_ok()
            && std::fs::read(path).map_or(true, |text| str::from_utf8(&text).is_err())
    };
    let file = file.filter(is_unreadable)?;
    Some((
        format!("{} is not a readable text file", quoted(&file)),
        "Put that right, or set AWS_PROFILE".to_owned(),
    ))
}

/// A file that profiles are read from: the variable that names it, its usual place below the home directory,
/// and how the header of a section names a profile in it.
pub(super) struct ProfileFile(&'static str, &'static str, fn(&str) -> String);

pub(super) const CREDENTIALS: ProfileFile =
    ProfileFile("AWS_SHARED_CREDENTIALS_FILE", ".aws/credentials", str::to_owned);
pub(super) const CONFIG: ProfileFile =
    ProfileFile("AWS_CONFIG_FILE", ".aws/config", |profile| format!("profile {profile}"));

impl ProfileFile {
    fn path_in_environment(&self, env: &Env) -> Option<String> {
        env.get(self.0).ok().filter(|path| !path.is_empty())
    }

    /// Where it is.
    pub(super) fn path(&self, env: &Env) -> Option<String> {
        self.path_in_environment(env)
            .or_else(|| env.get("HOME").ok().map(|home| format!("{home}/{}", self.1)))
    }

    /// As it is to be named.
    fn name(&self, env: &Env) -> String {
        self.path_in_environment(env).map_or_else(|| format!("~/{}", self.1), |path| quoted(&path))
    }

    /// Whether a profile has a line with this key in it.
    fn has(&self, env: &Env, profile: &str, key: &str) -> bool {
        let Some(text) = self.path(env).and_then(|path| std::fs::read_to_string(path).ok()) else {
            return false;
        };
        let headers = [profile.to_owned(), (self.2)(profile)];
        let mut is_here = false;
        text.lines().map(str::trim).any(|line| {
            if let Some(header) = line.strip_prefix('[') {
                let header = header.split(']').next().unwrap_or_default();
                let words: Vec<_> = header.split_whitespace().collect();
                is_here = headers.contains(&words.join(" ").replace(['"', '\''], ""));
            }
            is_here && line.split('=').next().is_some_and(|name| name.trim().eq_ignore_ascii_case(key))
        })
    }
}

/// Where the shared credentials are.
fn credentials_file(env: &Env) -> Option<String> {
    CREDENTIALS.path(env)
}

/// The file in which a profile has a line with this key, as it is to be named.
fn file_with(env: &Env, profile: &str, key: &str) -> String {
    let file = [CREDENTIALS, CONFIG].into_iter().find(|file| file.has(env, profile, key));
    file.map_or_else(|| files(env), |file| file.name(env))
}

/// The two files that profiles are read from, as they are to be named.
pub(super) fn files(env: &Env) -> String {
    format!("{} or {}", CONFIG.name(env), CREDENTIALS.name(env))
}

#[cfg(test)]
mod tests {
    use super::{files, of_environment, of_profile};
    use crate::aws::profiles::{load, tests::set_of};
    use aws_types::os_shim_internal::{Env, Fs};

    const PROFILES: &str = "
[profile env]
role_arn = arn:aws:iam::1:role/R
credential_source = Environment
[profile box]
role_arn = arn:aws:iam::1:role/R
credential_source = EcsContainer
[profile moon]
role_arn = arn:aws:iam::1:role/R
credential_source = Moon
[profile r]
role_arn = arn:aws:iam::1:role/R
source_profile = s
[profile s]
region = eu-west-1
[profile bare]
role_arn = arn:aws:iam::1:role/R
[profile a]
role_arn = arn:aws:iam::1:role/R
source_profile = b
[profile b]
role_arn = arn:aws:iam::1:role/R
source_profile = a
[profile sso]
sso_session = nobody
sso_account_id = 111122223333
sso_role_name = R
[profile half]
sso_start_url = https://example.com/start
sso_region = eu-west-1
sso_account_id = 111122223333
[profile sound]
role_arn = arn:aws:iam::1:role/R
source_profile = keys
[profile keys]
aws_access_key_id = AKID
aws_secret_access_key = s
";

    #[tokio::test]
    async fn each_fault_of_a_profile_is_told_as_it_is_with_what_puts_it_right() {
        let env = Env::from_slice(&[("HOME", "/home/me")]);
        let set = set_of(PROFILES).await;
        for (profile, why, advice) in [
            ("env", "AWS_ACCESS_KEY_ID is not set", "Set AWS_ACCESS_KEY_ID"),
            ("box", "from the container", "another profile"),
            ("moon", "the credential_source `Moon`", "Ec2InstanceMetadata"),
            ("r", "profile `s`, the source_profile of `r`, holds no", "aws configure --profile s"),
            ("bare", "nothing to assume the role with", "source_profile"),
            ("a", "`a → b → a`", "of its own"),
            ("sso", "the sso-session `nobody`, which does not exist", "sso_session"),
            ("half", "has no sso_role_name", "sso_role_name"),
        ] {
            let (told, what) = of_profile(&set, profile, &env).unwrap_or_else(|| panic!("{profile}"));
            assert!(told.contains(why) && what.contains(advice), "{profile}: {told}. {what}");
        }
        assert_eq!(of_profile(&set, "sound", &env), None);
        assert_eq!(of_profile(&set, "keys", &env), None);
        let keys = Env::from_slice(&[("AWS_ACCESS_KEY_ID", "AKID")]);
        assert_eq!(of_profile(&set, "env", &keys), None);
    }

    #[tokio::test]
    async fn half_a_pair_of_keys_is_told_with_the_line_that_is_missing_and_its_file() {
        let folder = tempfile::tempdir().unwrap();
        let path = |name: &str| folder.path().join(name).display().to_string();
        let (config, credentials) = (path("config"), path("credentials"));
        let env =
            Env::from_slice(&[("AWS_CONFIG_FILE", &config), ("AWS_SHARED_CREDENTIALS_FILE", &credentials)]);
        std::fs::write(
            &config,
            "[default]\naws_secret_access_key = s\n[profile role]\nrole_arn = r\nsource_profile = half\n\
             [profile tool]\naws_access_key_id = A\ncredential_process = true\n",
        )
        .unwrap();
        std::fs::write(
            &credentials,
            "[other]\naws_access_key_id = A\naws_secret_access_key = s\n[ half ]\naws_access_key_id=AKID\n\
             [token]\naws_session_token = t\n",
        )
        .unwrap();
        let set = load(&Fs::real(), &env).await.unwrap();
        for (profile, whose, has, lacks, file) in [
            ("default", "default", "aws_secret_access_key", "aws_access_key_id", &config),
            ("half", "half", "aws_access_key_id", "aws_secret_access_key", &credentials),
            ("role", "half", "aws_access_key_id", "aws_secret_access_key", &credentials),
            ("token", "token", "aws_session_token", "aws_access_key_id", &credentials),
        ] {
            let (why, advice) = of_profile(&set, profile, &env).unwrap_or_else(|| panic!("{profile}"));
            assert_eq!(why, format!("profile `{whose}` has {has} in `{file}`, and no {lacks}"));
            assert_eq!(advice, format!("Add the line `{lacks} = …` to the profile in `{file}`"));
        }
        assert_eq!((of_profile(&set, "other", &env), of_profile(&set, "tool", &env)), (None, None));
    }

    #[test]
    fn what_is_half_set_in_the_environment_is_told() {
        let told = |set: &[(&str, &str)]| of_environment(&Env::from_slice(set)).map(|(why, _)| why);
        assert_eq!(told(&[]), None);
        let half = told(&[("AWS_ACCESS_KEY_ID", "AKID")]).unwrap();
        assert_eq!(half, "AWS_ACCESS_KEY_ID is set and AWS_SECRET_ACCESS_KEY is not");
        assert!(told(&[("AWS_WEB_IDENTITY_TOKEN_FILE", "/t")]).unwrap().contains("AWS_ROLE_ARN is not"));
        assert!(
            told(&[("AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE", "/no/such")]).unwrap().contains("`/no/such`")
        );
        assert!(told(&[("AWS_SHARED_CREDENTIALS_FILE", "/")]).unwrap().contains("not a readable text file"));
        assert_eq!(files(&Env::from_slice(&[("AWS_CONFIG_FILE", "/c")])), "`/c` or ~/.aws/credentials");
    }
}
