//! Why a profile or the environment gives no credentials, where the files and variables tell it by themselves. The
//! SDK only says that there are none, and to run `aws configure` changes nothing of most of these.

use super::foreign_text::quoted;
use aws_config::profile::ProfileSet;
use aws_types::os_shim_internal::Env;

/// Why, and what to do about it, each in a sentence without its full stop.
pub(super) type Fault = (String, String);

/// What a profile takes its own credentials from, any of which is enough.
const OWN: [&str; 6] = [
    "aws_access_key_id",
    "credential_process",
    "sso_session",
    "sso_start_url",
    "login_session",
    "web_identity_token_file",
];

/// What is wrong with how this profile gets its credentials.
pub(super) fn of_profile(set: &ProfileSet, profile: &str, env: &Env) -> Option<Fault> {
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
fn of_source(profile: &str, source: &str, env: &Env) -> Option<Fault> {
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
                "takes its credentials from the container (credential_source), and this is none of ECS or EKS",
                "Use another profile outside of a container",
            )
        }
        "Environment" | "EcsContainer" | "Ec2InstanceMetadata" => return None,
        other => {
            let why = format!("profile {profile} has the credential_source {}", quoted(other));
            let all = "Environment, Ec2InstanceMetadata and EcsContainer are the ones that there are";
            return Some((format!("{why}, which is none"), all.to_owned()));
        }
    };
    Some((format!("profile {profile} {why}"), advice.to_owned()))
}

/// What is wrong with the variables that give credentials, where no profile is named.
pub(super) fn of_environment(env: &Env) -> Option<Fault> {
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
        format!("{} is no text file that can be read", quoted(&file)),
        "Put that right, or set AWS_PROFILE".to_owned(),
    ))
}

/// Where the shared credentials are.
fn credentials_file(env: &Env) -> Option<String> {
    let named = env.get("AWS_SHARED_CREDENTIALS_FILE").ok().filter(|path| !path.is_empty());
    named.or_else(|| env.get("HOME").ok().map(|home| format!("{home}/.aws/credentials")))
}

/// The two files that profiles are read from, as they are to be named.
pub(super) fn files(env: &Env) -> String {
    let of = |variable: &str, usual: &str| {
        let named = env.get(variable).ok().filter(|path| !path.is_empty());
        named.map_or_else(|| usual.to_owned(), |path| quoted(&path))
    };
    let config = of("AWS_CONFIG_FILE", "~/.aws/config");
    format!("{config} or {}", of("AWS_SHARED_CREDENTIALS_FILE", "~/.aws/credentials"))
}

#[cfg(test)]
mod tests {
    use super::{files, of_environment, of_profile};
    use crate::aws::profiles::load;
    use aws_types::os_shim_internal::{Env, Fs};

    const CONFIG: &str = "
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
        let fs = Fs::from_slice(&[("/home/me/.aws/config", CONFIG)]);
        let env = Env::from_slice(&[("HOME", "/home/me")]);
        let set = load(&fs, &env).await.unwrap();
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
        assert!(told(&[("AWS_SHARED_CREDENTIALS_FILE", "/")]).unwrap().contains("no text file"));
        assert_eq!(files(&Env::from_slice(&[("AWS_CONFIG_FILE", "/c")])), "`/c` or ~/.aws/credentials");
    }
}
