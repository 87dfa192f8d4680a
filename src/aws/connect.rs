//! From what the operator asked for to clients: profile, region, endpoint, credentials, timeouts.
//!
//! The environment and the shared files are the SDK's own business (AWS_PROFILE, AWS_REGION, AWS_ENDPOINT_URL
//! and its forms for one service, the profile's `services` section); this module only closes the gaps that
//! would bite in a terminal: long waits, wrong precedence, a panic, silence.

use super::attempt_watch::Watched;
use super::call_log::CallLog;
use super::client::{Client, Limits, Parts};
use super::clock::ServiceClock;
use super::credential_faults;
use super::credential_files::unending_token_file;
use super::credentials::{credentials, looked_at, region, stand_in_credentials};
use super::errors::{Surroundings, no_region};
use super::interceptors::KeepHost;
use super::limiter::Limiter;
use super::network::{self, Proxies, is_http_url, is_loopback};
use super::profiles::{self, ProfileFacts};
use super::services::Service;
use super::untrusted_text::{quoted, without_userinfo};
use crate::model::{CallError, Conditions, Endpoint, ErrorKind, Session};
use crate::text::listed;
use aws_config::identity::IdentityCache;
use aws_config::profile::ProfileSet;
use aws_config::retry::RetryConfig;
use aws_config::timeout::TimeoutConfig;
use aws_config::{BehaviorVersion, SdkConfig};
use aws_sdk_sts::config::SharedCredentialsProvider;
use aws_smithy_http_client::tls::TlsContext;
use aws_smithy_runtime::client::retries::{RetryPartition, TokenBucket};
use aws_smithy_runtime_api::client::http::SharedHttpClient;
use aws_types::os_shim_internal::{Env, Fs};
use aws_types::region::Region;
use aws_types::service_config::ServiceConfigKey;
use std::path::Path;
use std::sync::{Arc, Mutex, OnceLock};
use std::time::Duration;
use tokio::sync::watch;

/// Calls to the EventBridge control plane that may be under way at once.
const IN_FLIGHT: usize = 10;
/// Calls to it a second, of the 50 that account and region have in all.
const PER_SECOND: u32 = 20;
/// Calls to CloudWatch Logs a second: some regions allow no more than 5 of FilterLogEvents (CloudWatch Logs
/// user guide, "quotas").
const LOG_CALLS_PER_SECOND: u32 = 4;
/// Calls a second to the services that targets and sources depend on, together: CloudTrail's reads are the
/// scarcest, 10 a second for the whole account (CloudTrail user guide, "quotas").
const DEPENDENCY_CALLS_PER_SECOND: u32 = 5;

/// How long credentials may take to come: time for a credential_process that asks its user something.
pub(super) const CREDENTIALS_WITHIN: Duration = Duration::from_secs(45);

/// Which account to open, and how.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Options {
    /// The profile. Named here it goes before keys in the environment, as `aws --profile` does.
    pub profile: Option<String>,
    /// The region; else the environment's or the profile's.
    pub region: Option<String>,
    /// One endpoint for all services, `http://127.0.0.1:4566`; else the environment's or the profile's.
    pub endpoint: Option<String>,
    /// The embedded account at `endpoint`: fixed credentials, us-east-1 unless `region` says otherwise, and
    /// nothing of the environment or the shared files.
    pub embedded: bool,
}

/// How long an attempt may take: until it is connected, and until the answer begins. The SDK by itself waits
/// for ever. Attempts in all are `attempts`'s, Live Tail's stream has its own watch.
fn timeouts() -> TimeoutConfig {
    TimeoutConfig::builder()
        .connect_timeout(Duration::from_secs(5))
        .read_timeout(Duration::from_secs(20))
        .build()
}

/// More attempts than anybody waits for. No larger, because the SDK's own arithmetic grows with it.
const ATTEMPTS: u32 = 2_000;

/// A service's client, whose attempts `attempts` judges: the SDK's own counts and budgets never end them.
macro_rules! judged {
    ($service:ident, $config:expr, $endpoint:expr, |$builder:ident| $more:expr) => {{
        let mut $builder = $service::config::Builder::from($config)
            .retry_config($crate::aws::connect::unlimited_retries())
            .retry_partition($crate::aws::connect::unlimited_retry_partition(stringify!($service)))
            .retry_classifier($crate::aws::attempts::Judge)
            .interceptor($crate::aws::interceptors::EachAttempt);
        // The SDK takes an empty setting for an endpoint, and panics when it calls that.
        $builder.set_endpoint_url($endpoint.map(str::to_owned));
        $service::Client::from_conf($more.build())
    }};
}
pub(super) use judged;

/// Attempts without an end that the SDK sets.
pub(super) fn unlimited_retries() -> RetryConfig {
    RetryConfig::standard().with_max_attempts(ATTEMPTS).with_max_backoff(Duration::from_mins(2))
}

/// Attempts without a budget that the SDK keeps, each service for itself.
pub(super) fn unlimited_retry_partition(service: &'static str) -> RetryPartition {
    RetryPartition::custom(service).token_bucket(TokenBucket::unlimited()).build()
}

/// Set always: an unknown `retry_mode` in the user's files makes the SDK panic while loading when it is not.
pub(super) fn retries() -> RetryConfig {
    RetryConfig::standard().with_max_attempts(4)
}

/// Waiting helps against an overloaded service. A server on this machine is not overloaded, and one that is
/// not running will not start by itself.
fn retries_on_this_machine() -> RetryConfig {
    retries().with_initial_backoff(Duration::from_millis(20)).with_max_backoff(Duration::from_millis(200))
}

impl Client {
    /// Connects: reads the configuration, calls nothing. Wrong credentials show with the first call.
    ///
    /// Errors: an unknown profile, no region, an endpoint that is no URL, broken configuration files.
    pub async fn connect(options: Options) -> Result<Self, CallError> {
        if let Some(endpoint) = &options.endpoint {
            check_endpoint(endpoint)?;
        }
        let conditions: Arc<watch::Sender<Conditions>> = Arc::default();
        let clock = ServiceClock::new(Arc::clone(&conditions));
        let log = CallLog::new(clock.clone());
        let watched = |http| Watched::new(http, clock.clone(), Arc::clone(&conditions));
        let (config, profile, proxies, bundle) = if options.embedded {
            let http = network::client(&TlsContext::default(), &Proxies::default());
            (embedded(&options, watched(http)), ProfileFacts::default(), Proxies::default(), None)
        } else {
            profile_config(&options, watched, &log).await?
        };
        let Some(region) = config.region().map(ToString::to_string) else {
            return Err(no_region("Connecting"));
        };
        check_region(&region)?;
        let endpoints = Service::ALL.map(|service| endpoint_of(&config, service.id(), &options));
        for endpoint in endpoints.iter().flatten() {
            check_endpoint(endpoint)?;
        }
        let session = Session {
            profile: profile.name.clone(),
            region: region.clone(),
            endpoint: endpoints.first().cloned().flatten().map(Endpoint::from),
            embedded: options.embedded,
            ..Session::default()
        };
        let on_this_machine = endpoints.first().and_then(Option::as_deref).is_some_and(is_loopback);
        let limiter = |per_second: u32| {
            // A server on this machine has no quota to share.
            let limit = (!on_this_machine).then_some(per_second);
            Limiter::new(IN_FLIGHT, limit, (per_second / 2).max(4), Arc::clone(&conditions))
        };
        let surroundings = Surroundings {
            profile,
            region,
            endpoints,
            embedded: options.embedded,
            proxies,
            bundle,
            clock: Some(clock.clone()),
        };
        let at = |service| surroundings.endpoint(service);
        let parts = Parts {
            session,
            known: OnceLock::new(),
            unanswered: Mutex::default(),
            events: judged!(aws_sdk_eventbridge, &config, at(Service::Events), |config| config),
            logs: judged!(aws_sdk_cloudwatchlogs, &config, at(Service::Logs), |config| config
                .interceptor(KeepHost)),
            cloudwatch: judged!(aws_sdk_cloudwatch, &config, at(Service::CloudWatch), |config| config),
            sts: judged!(aws_sdk_sts, &config, at(Service::Sts), |config| config),
            dependencies: OnceLock::new(),
            limits: Limits {
                events: limiter(PER_SECOND),
                logs: limiter(LOG_CALLS_PER_SECOND),
                cloudwatch: limiter(PER_SECOND),
                sts: limiter(PER_SECOND),
                dependencies: limiter(DEPENDENCY_CALLS_PER_SECOND),
            },
            config,
            on_this_machine,
            log,
            clock,
            conditions,
            surroundings,
        };
        Ok(Self::new(parts))
    }
}

fn check_endpoint(endpoint: &str) -> Result<(), CallError> {
    if is_http_url(endpoint) {
        return Ok(());
    }
    let why = format!("{} is not an endpoint", quoted(&without_userinfo(endpoint)));
    Err(CallError::new(ErrorKind::Invalid, "Connecting", why)
        .advise("Give it as http://HOST:PORT or https://HOST."))
}

/// The region becomes part of a host's name.
fn check_region(region: &str) -> Result<(), CallError> {
    if (1..=63).contains(&region.len()) && region.chars().all(|c| c.is_ascii_alphanumeric() || c == '-') {
        return Ok(());
    }
    // With quotes and escapes, so that a blank or a line break at its end can be seen.
    let why = format!("{region:?} is not an AWS region");
    Err(CallError::new(ErrorKind::Invalid, "Connecting", why)
        .advise("Regions look like eu-west-1; give it with --region."))
}

fn embedded(options: &Options, http: Watched) -> SdkConfig {
    let region = options.region.clone().unwrap_or_else(|| "us-east-1".to_owned());
    let mut builder = SdkConfig::builder()
        .http_client(http)
        .behavior_version(BehaviorVersion::latest())
        .region(Region::new(region))
        .retry_config(retries_on_this_machine())
        .timeout_config(timeouts())
        .credentials_provider(SharedCredentialsProvider::new(stand_in_credentials()));
    builder.set_endpoint_url(options.endpoint.clone());
    builder.build()
}

/// The operator's own account, and the file of certificates that are trusted in place of the system's.
async fn profile_config(
    options: &Options,
    watched: impl FnOnce(SharedHttpClient) -> Watched,
    log: &CallLog,
) -> Result<(SdkConfig, ProfileFacts, Proxies, Option<String>), CallError> {
    let set = profiles::load(&Fs::real(), &Env::real()).await?;
    let from_env = std::env::var("AWS_PROFILE").ok().filter(|name| !name.is_empty());
    let named = options.profile.clone().or(from_env);
    if let Some(name) = &named {
        known_profile(&set, name)?;
    }
    let profile = named.as_deref().unwrap_or("default");
    let mut facts = ProfileFacts::of(&set, profile, named.is_some());
    facts.fault = credential_faults::of_profile(&set, profile, &Env::real());
    if named.is_none() {
        facts.fault = credential_faults::of_environment(&Env::real()).or(facts.fault);
    }
    if let Some((from, missing)) = &facts.missing_source {
        let why = format!(
            "profile {} names the source_profile {}, which does not exist",
            quoted(from),
            quoted(missing)
        );
        return Err(CallError::new(ErrorKind::NoCredentials, "Connecting", why)
            .advise("Correct source_profile in ~/.aws/config, or add that profile."));
    }
    if let Some((owner, path)) = &facts.token_file
        && let Some(why) = unending_token_file(path)
    {
        let why = format!("the web identity token file {} of {} {why}", quoted(path), facts.words_of(owner));
        return Err(CallError::new(ErrorKind::NoCredentials, "Connecting", why)
            .advise("Correct web_identity_token_file in ~/.aws/config."));
    }
    let on_this_machine =
        options.endpoint.clone().or_else(environment_endpoint).is_some_and(|endpoint| is_loopback(&endpoint));

    // What only this machine is asked takes no proxy, so a wrong one does not matter.
    let env = |name: &str| std::env::var(name).ok();
    let proxies = match Proxies::from_env(env) {
        Ok(proxies) => proxies,
        Err(_) if on_this_machine => Proxies::default(),
        Err(error) => return Err(error),
    };
    let bundle = match env("AWS_CA_BUNDLE").filter(|path| !path.is_empty()) {
        Some(path) => Some(("AWS_CA_BUNDLE", path)),
        None => set
            .get_profile(profile)
            .and_then(|profile| profile.get("ca_bundle"))
            .map(|path| ("ca_bundle of the profile", path.to_owned())),
    };
    let named_bundle = bundle.as_ref().map(|(origin, path)| format!("{} ({origin})", quoted(path)));
    let bundle = bundle.as_ref().map(|(origin, path)| (*origin, Path::new(path)));
    let http = network::client(&network::trust(bundle)?, &proxies);

    let process = profiles::process(&set, profile);
    let behind = profiles::process_behind(&set, profile);
    // Keys that lie there are asked of nobody.
    let is_set = |name: &str| env(name).is_some_and(|value| !value.is_empty());
    let has_keys = set.get_profile(profile).is_some_and(|profile| profile.get("aws_access_key_id").is_some())
        || named.is_none() && is_set("AWS_ACCESS_KEY_ID");
    let is_asked = facts.role
        || [&facts.process, &facts.sso, &facts.login].iter().any(|way| way.is_some())
        || !has_keys && !on_this_machine;
    let logged = is_asked.then(|| log.clone());
    let region = region(options, named.as_deref(), on_this_machine, &http).await;
    let watched_http = watched(http.clone());
    let found = credentials(options, named.as_deref(), region.clone(), on_this_machine, process, http).await;
    let mut loader = aws_config::defaults(BehaviorVersion::latest())
        .http_client(watched_http)
        .retry_config(if on_this_machine { retries_on_this_machine() } else { retries() })
        .timeout_config(timeouts())
        // The SDK's own limit is 5 s.
        .identity_cache(IdentityCache::lazy().load_timeout(CREDENTIALS_WITHIN).build())
        .region(region)
        .credentials_provider(looked_at(found, named.as_deref(), behind, logged));
    if let Some(name) = &named {
        loader = loader.profile_name(name);
    }
    if let Some(endpoint) = &options.endpoint {
        loader = loader.endpoint_url(endpoint);
    }
    Ok((loader.load().await, facts, proxies, named_bundle))
}

fn known_profile(set: &ProfileSet, name: &str) -> Result<(), CallError> {
    if set.get_profile(name).is_some() {
        return Ok(());
    }
    let names: Vec<String> = profiles::names(set).iter().map(|name| quoted(name)).collect();
    let advice = if names.is_empty() {
        "There are no profiles yet: run `aws configure`, or look around first with `buslens demo`.".to_owned()
    } else {
        format!(
            "There are {names}. Choose one with --profile or AWS_PROFILE, or look around first with `buslens \
                demo`.",
            names = listed(names, "and", 8)
        )
    };
    let why = format!("there is no profile {} in {}", quoted(name), credential_faults::files(&Env::real()));
    Err(CallError::new(ErrorKind::Invalid, "Connecting", why).advise(advice))
}

fn environment_endpoint() -> Option<String> {
    let set = |name: &&str| std::env::var(name).ok().filter(|value| !value.is_empty());
    ["AWS_ENDPOINT_URL_EVENTBRIDGE", "AWS_ENDPOINT_URL"].iter().find_map(set)
}

/// The overridden endpoint of this service, if any. What is set to nothing counts as not set, as in the AWS
/// CLI.
fn endpoint_of(config: &SdkConfig, service: &str, options: &Options) -> Option<String> {
    if options.endpoint.is_some() {
        return options.endpoint.clone();
    }
    let key = ServiceConfigKey::builder()
        .service_id(service)
        .env("AWS_ENDPOINT_URL")
        .profile("endpoint_url")
        .build()
        .ok()?;
    let own = config.service_config().and_then(|service| service.load_config(key));
    let general = || config.endpoint_url().map(str::to_owned);
    own.filter(|url| !url.is_empty()).or_else(general).filter(|url| !url.is_empty())
}

#[cfg(test)]
mod tests {
    use super::{check_endpoint, check_region};

    #[test]
    fn a_region_that_can_be_no_hosts_name_is_refused() {
        assert!(check_region("eu-west-1").is_ok());
        for wrong in ["", "eu west", "eu/west", "eu.west", "é"] {
            assert_eq!(
                check_region(wrong).map_err(|error| error.kind),
                Err(crate::model::ErrorKind::Invalid),
                "{wrong}"
            );
        }
    }

    #[test]
    fn an_endpoint_that_is_no_url_is_refused_with_the_form_it_takes() {
        for right in
            ["http://127.0.0.1:4566", "https://host", "http://[::1]", "http://[::1]:80/", "http://a:b@host/x"]
        {
            assert!(check_endpoint(right).is_ok(), "{right}");
        }
        for wrong in [
            "127.0.0.1:4566",
            "http://",
            "http:///x",
            "ftp://x",
            "http://a b",
            "http://host:99999",
            "http://:80",
        ] {
            let error = check_endpoint(wrong).unwrap_err();
            assert!(error.to_string().contains("http://HOST:PORT"), "{error}");
        }
    }
}
