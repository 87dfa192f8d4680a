//! Where credentials and the region come from, and in which order: the option, the environment, the profile,
//! the machine. The SDK fetches them; this only corrects its order and how long it waits for a machine that
//! is no EC2.

use super::call_log::CallLog;
use super::connect::{Options, retries};
use super::credential_process::{EndsWhatIsLeft, Process};
use crate::model::CallOutcome;
use crate::text::shell_word;
use aws_config::BehaviorVersion;
use aws_config::default_provider::credentials::DefaultCredentialsChain;
use aws_config::environment::EnvironmentVariableCredentialsProvider;
use aws_config::imds;
use aws_config::meta::credentials::CredentialsProviderChain;
use aws_config::meta::region::RegionProviderChain;
use aws_config::profile::{ProfileFileCredentialsProvider, ProfileFileRegionProvider};
use aws_config::provider_config::ProviderConfig;
use aws_credential_types::provider::error::CredentialsError;
use aws_credential_types::provider::{ProvideCredentials, future};
use aws_sdk_sts::config::{Credentials, SharedCredentialsProvider};
use aws_smithy_runtime_api::client::http::SharedHttpClient;
use aws_types::region::Region;
use std::time::Duration;

/// The embedded account takes any credentials.
pub(super) fn stand_in_credentials() -> Credentials {
    Credentials::new("embedded", "embedded", None, None, "buslens")
}

/// The option's, the environment's, the profile's, then the machine's; us-east-1 for a server on this
/// machine, which does not care.
pub(super) async fn region(
    options: &Options,
    profile: Option<&str>,
    on_this_machine: bool,
    http: &SharedHttpClient,
) -> Option<Region> {
    let mut file = ProfileFileRegionProvider::builder();
    if let Some(name) = profile {
        file = file.profile_name(name);
    }
    let chain = RegionProviderChain::first_try(options.region.clone().map(Region::new))
        .or_else(environment_region())
        .or_else(file.build());
    let chain = if on_this_machine {
        chain.or_else(Region::new("us-east-1"))
    } else {
        chain.or_else(
            imds::region::ImdsRegionProvider::builder()
                .imds_client(short_imds(&provider(http.clone())))
                .build(),
        )
    };
    chain.region().await
}

/// The environment's region. What is set to nothing counts as not set, as in the AWS CLI.
fn environment_region() -> Option<Region> {
    let set = |name| std::env::var(name).ok().filter(|value: &String| !value.is_empty());
    set("AWS_REGION").or_else(|| set("AWS_DEFAULT_REGION")).map(Region::new)
}

/// Asks the machine's metadata once and briefly: outside EC2 nobody answers, and an operator waits for the
/// outcome.
fn short_imds(provider: &ProviderConfig) -> imds::Client {
    imds::Client::builder()
        .configure(provider)
        .max_attempts(1)
        .connect_timeout(Duration::from_millis(700))
        .read_timeout(Duration::from_secs(1))
        .operation_timeout(Duration::from_secs(2))
        .build()
}

/// What credentials and the region are fetched with.
fn provider(http: SharedHttpClient) -> ProviderConfig {
    ProviderConfig::without_region()
        .with_http_client(http)
        .with_retry_config(retries())
        .with_behavior_version(Some(BehaviorVersion::latest()))
}

/// The same, looked at before they are used: `behind` is the command that the SDK runs for them, and that
/// they are asked for stands in the log.
pub(super) fn looked_at(
    found: SharedCredentialsProvider,
    named: Option<&str>,
    behind: Option<String>,
    logged: Option<CallLog>,
) -> SharedCredentialsProvider {
    let profile = named.map(|name| format!(" --profile {}", shell_word(name)));
    let line = format!("aws configure export-credentials{}", profile.unwrap_or_default());
    SharedCredentialsProvider::new(CheckedCredentials {
        found,
        behind,
        logged: logged.map(|log| (log, line)),
    })
}

/// Credentials that can be sent: the SDK falls over those whose key or token no header can hold, such as a
/// token that was pasted over two lines.
struct CheckedCredentials {
    found: SharedCredentialsProvider,
    /// The command that the SDK runs for them.
    behind: Option<String>,
    /// Where it is told that they are asked for, with the command that gives them, too.
    logged: Option<(CallLog, String)>,
}

impl std::fmt::Debug for CheckedCredentials {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        // There may be a secret in the command.
        f.write_str("CheckedCredentials")
    }
}

impl ProvideCredentials for CheckedCredentials {
    fn provide_credentials<'a>(&'a self) -> future::ProvideCredentials<'a>
    where
        Self: 'a,
    {
        future::ProvideCredentials::new(async move {
            let entry = self.logged.as_ref().map(|(log, line)| log.begin_login(line));
            let run = EndsWhatIsLeft::of(self.behind.as_deref());
            let found = self.found.provide_credentials().await;
            run.has_ended();
            let found = found.and_then(|found| match why_not_sendable(&found) {
                Some(why) => Err(CredentialsError::provider_error(why)),
                None => Ok(found),
            });
            if let Some(entry) = entry {
                entry.on_end(if found.is_ok() { CallOutcome::Given } else { CallOutcome::NotGiven });
            }
            found
        })
    }

    fn fallback_on_interrupt(&self) -> Option<Credentials> {
        self.found.fallback_on_interrupt()
    }
}

/// What is said of credentials that cannot be sent.
pub(super) const NOT_SENDABLE: &str = "and no credentials of AWS have one";

/// What of the credentials cannot stand in a header, or be what AWS gives out.
fn why_not_sendable(credentials: &Credentials) -> Option<String> {
    let parts = [
        ("access key id", "AWS_ACCESS_KEY_ID", Some(credentials.access_key_id())),
        ("secret access key", "AWS_SECRET_ACCESS_KEY", Some(credentials.secret_access_key())),
        ("session token", "AWS_SESSION_TOKEN", credentials.session_token()),
    ];
    parts.into_iter().find_map(|(what, variable, text)| {
        let text = text?;
        let wrong = text.chars().find(|c| !c.is_ascii_graphic())?;
        let which = match wrong {
            '\n' | '\r' => "a line break",
            ' ' | '\t' => "a blank",
            c if c.is_control() => "a control character",
            _ => "a character that is not ASCII",
        };
        let whose = if std::env::var(variable).is_ok_and(|value| value == text) {
            format!("in {variable}")
        } else {
            "of these credentials".to_owned()
        };
        Some(format!("the {what} {whose} has {which} in it, {NOT_SENDABLE}"))
    })
}

pub(super) async fn credentials(
    options: &Options,
    named: Option<&str>,
    region: Option<Region>,
    on_this_machine: bool,
    process: Option<String>,
    http: SharedHttpClient,
) -> SharedCredentialsProvider {
    let provider_config = provider(http).with_region(region.clone());
    let imds = short_imds(&provider_config);
    let mut file = ProfileFileCredentialsProvider::builder().configure(&provider_config);
    if let Some(name) = named {
        file = file.profile_name(name);
    }
    let is_process = process.is_some();
    let file = match process {
        Some(command) => SharedCredentialsProvider::new(Process(command)),
        None => SharedCredentialsProvider::new(file.build()),
    };
    if options.profile.is_some() {
        // The SDK's chain would let keys in the environment win over a profile that was named on the command
        // line.
        return file;
    }
    if on_this_machine {
        // An emulator on this machine takes any credentials, and nothing leaves the machine.
        return SharedCredentialsProvider::new(
            CredentialsProviderChain::first_try("Environment", EnvironmentVariableCredentialsProvider::new())
                .or_else("Profile", file)
                .or_else("StandIn", stand_in_credentials()),
        );
    }
    if is_process {
        // As in the SDK's chain: what stands behind the profile is for those who have none.
        return SharedCredentialsProvider::new(
            CredentialsProviderChain::first_try("Environment", EnvironmentVariableCredentialsProvider::new())
                .or_else("Profile", file),
        );
    }
    let mut chain =
        DefaultCredentialsChain::builder().configure(provider_config).imds_client(imds).region(region);
    if let Some(name) = named {
        chain = chain.profile_name(name);
    }
    SharedCredentialsProvider::new(chain.build().await)
}

#[cfg(test)]
mod tests {
    use super::{CheckedCredentials, why_not_sendable};
    use aws_credential_types::provider::ProvideCredentials as _;
    use aws_sdk_sts::config::{Credentials, SharedCredentialsProvider};

    #[tokio::test]
    async fn credentials_that_no_header_can_hold_are_named() {
        let of = |key: &str, secret: &str, token: Option<&str>| {
            Credentials::new(key, secret, token.map(str::to_owned), None, "test")
        };
        assert_eq!(why_not_sendable(&of("AKIA", "s/+=", Some("t/+="))), None);
        for (bad, said) in [
            (of("AK\nIA", "s", None), "the access key id of these credentials has a line break"),
            (of("AKIA", "s ", None), "the secret access key of these credentials has a blank"),
            (of("AKIA", "s", Some("t\nu")), "the session token of these credentials has a line break"),
            (of("AKIA", "s", Some("tü")), "the session token of these credentials has a character"),
        ] {
            let provider =
                CheckedCredentials { found: SharedCredentialsProvider::new(bad), behind: None, logged: None };
            let error = provider.provide_credentials().await.unwrap_err();
            let why = std::error::Error::source(&error).map(ToString::to_string).unwrap_or_default();
            assert!(why.starts_with(said), "{why}");
        }
    }
}
