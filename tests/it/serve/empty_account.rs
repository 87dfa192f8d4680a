//! An empty embedded account whose clock only the test moves, and real SDK clients for it.

use aws_sdk_cloudwatch::types::{Dimension, Metric, MetricDataQuery, MetricStat};
use aws_sdk_cloudwatchlogs::types::{LiveTailSessionLogEvent, StartLiveTailResponseStream};
use aws_sdk_eventbridge::config::interceptors::BeforeTransmitInterceptorContextMut;
use aws_sdk_eventbridge::config::{ConfigBag, Intercept, RuntimeComponents};
use aws_sdk_eventbridge::error::{BoxError, ProvideErrorMetadata};
use aws_sdk_eventbridge::types::{PutEventsRequestEntry, Target};
use aws_sdk_eventbridge::{Client as Events, primitives::DateTime};
use buslens::local::{Clock, Contents, Options, Server};
use std::time::Duration;

/// 2026-11-21T12:00:00Z.
pub(crate) const NOON: i64 = 1_795_262_400_000;
pub(crate) const SECOND: Duration = Duration::from_secs(1);

/// What every client here is configured with: any credentials, no retries, the server's port.
macro_rules! config {
    ($sdk:ident, $server:expr) => {
        $sdk::config::Builder::new()
            .behavior_version($sdk::config::BehaviorVersion::latest())
            .region($sdk::config::Region::new("us-east-1"))
            .credentials_provider($sdk::config::Credentials::new("any", "thing", None, None, "test"))
            .retry_config($sdk::config::retry::RetryConfig::disabled())
            .http_client(aws_smithy_http_client::Builder::new().build_http())
            .endpoint_url($server.endpoint())
    };
}

/// Undoes the host prefix of StartLiveTail, for which `stream-127.0.0.1` would have to resolve.
#[derive(Debug)]
pub(crate) struct SameHost;

#[aws_smithy_runtime_api::client::interceptors::dyn_dispatch_hint]
impl Intercept for SameHost {
    fn name(&self) -> &'static str {
        "SameHost"
    }

    fn modify_before_signing(
        &self,
        context: &mut BeforeTransmitInterceptorContextMut<'_>,
        _: &RuntimeComponents,
        _: &mut ConfigBag,
    ) -> Result<(), BoxError> {
        let uri = context.request().uri().replace("://stream-", "://");
        context.request_mut().set_uri(uri)?;
        Ok(())
    }
}

/// An empty account at noon whose clock only the test moves, and clients for it.
pub(crate) struct EmptyAccount {
    pub(crate) server: Server,
    pub(crate) events: Events,
    pub(crate) logs: aws_sdk_cloudwatchlogs::Client,
    pub(crate) metrics: aws_sdk_cloudwatch::Client,
}

impl EmptyAccount {
    pub(crate) fn start() -> Self {
        Self::with(Contents::Empty, Duration::ZERO)
    }

    pub(crate) fn with(account: Contents, backlog: Duration) -> Self {
        let options = Options { clock: Clock::manual(NOON), account, backlog, ..Options::default() };
        let server = Server::start(options).unwrap();
        Self {
            events: Events::from_conf(config!(aws_sdk_eventbridge, server).build()),
            logs: aws_sdk_cloudwatchlogs::Client::from_conf(
                config!(aws_sdk_cloudwatchlogs, server).interceptor(SameHost).build(),
            ),
            metrics: aws_sdk_cloudwatch::Client::from_conf(config!(aws_sdk_cloudwatch, server).build()),
            server,
        }
    }

    /// A rule on the default bus for source `shop` whose events go to the log group `group`, with the policy
    /// that takes.
    pub(crate) async fn logged_rule(&self, rule: &str, group: &str) {
        self.logs.create_log_group().log_group_name(group).send().await.unwrap();
        let policy = r#"{"Version":"2012-10-17","Statement":[{"Effect":"Allow",
            "Principal":{"Service":["events.amazonaws.com","delivery.logs.amazonaws.com"]},
            "Action":["logs:CreateLogStream","logs:PutLogEvents"],"Resource":"arn:aws:logs:us-east-1:111122223333:log-group:*"}]}"#;
        self.logs.put_resource_policy().policy_name("events").policy_document(policy).send().await.unwrap();
        self.events.put_rule().name(rule).event_pattern(r#"{"source":["shop"]}"#).send().await.unwrap();
        self.target(rule, target("logs", &group_arn(group))).await;
    }

    pub(crate) async fn target(&self, rule: &str, target: Target) {
        let answer = self.events.put_targets().rule(rule).targets(target).send().await.unwrap();
        assert_eq!(answer.failed_entry_count(), 0);
    }

    pub(crate) async fn put(&self, bus: &str, source: &str, detail: &str) {
        let entry = PutEventsRequestEntry::builder()
            .event_bus_name(bus)
            .source(source)
            .detail_type("Test")
            .detail(detail)
            .build();
        let answer = self.events.put_events().entries(entry).send().await.unwrap();
        assert_eq!(answer.failed_entry_count(), 0);
    }

    pub(crate) async fn messages(&self, group: &str) -> Vec<String> {
        let page = self.logs.filter_log_events().log_group_name(group).send().await.unwrap();
        page.events().iter().map(|event| event.message().unwrap().to_owned()).collect()
    }

    /// The sum of a rule's metric over the hours around noon; `None` when there is no point.
    pub(crate) async fn metric(&self, name: &str, rule: &str) -> Option<f64> {
        let dimension = Dimension::builder().name("RuleName").value(rule).build();
        let metric =
            Metric::builder().namespace("AWS/Events").metric_name(name).dimensions(dimension).build();
        let stat = MetricStat::builder().metric(metric).period(60).stat("Sum").build();
        let answer = self
            .metrics
            .get_metric_data()
            .metric_data_queries(MetricDataQuery::builder().id("q").metric_stat(stat).build())
            .start_time(DateTime::from_millis(NOON - 7_200_000))
            .end_time(DateTime::from_millis(NOON + 7_200_000))
            .send()
            .await
            .unwrap();
        let values = answer.metric_data_results()[0].values();
        (!values.is_empty()).then(|| values.iter().sum())
    }
}

pub(crate) fn target(id: &str, arn: &str) -> Target {
    Target::builder().id(id).arn(arn).build().unwrap()
}

pub(crate) fn group_arn(group: &str) -> String {
    format!("arn:aws:logs:us-east-1:111122223333:log-group:{group}")
}

pub(crate) fn bus_arn(bus: &str) -> String {
    format!("arn:aws:events:us-east-1:111122223333:event-bus/{bus}")
}

/// The code and message of a refused call.
pub(crate) fn refusal<T: std::fmt::Debug, E: ProvideErrorMetadata, R>(
    result: Result<T, aws_sdk_eventbridge::error::SdkError<E, R>>,
) -> (String, String) {
    let error = result.expect_err("a refusal");
    let error = error.as_service_error().expect("an error of the service");
    (error.code().unwrap_or_default().to_owned(), error.message().unwrap_or_default().to_owned())
}

pub(crate) type Tail = aws_sdk_cloudwatchlogs::primitives::event_stream::EventReceiver<
    StartLiveTailResponseStream,
    aws_sdk_cloudwatchlogs::types::error::StartLiveTailResponseStreamError,
>;

impl EmptyAccount {
    /// Opens a live tail and takes its `sessionStart`.
    pub(crate) async fn tail(&self, group: &str) -> Tail {
        let answer =
            self.logs.start_live_tail().log_group_identifiers(group_arn(group)).send().await.unwrap();
        let mut stream = answer.response_stream;
        match stream.recv().await.unwrap() {
            Some(StartLiveTailResponseStream::SessionStart(start)) => {
                assert_eq!(start.log_group_identifiers(), [group_arn(group)]);
            }
            other => panic!("{other:?} in place of sessionStart"),
        }
        stream
    }

    /// Lets a second pass and gives what the next update shows.
    pub(crate) async fn next(&self, tail: &mut Tail) -> Vec<String> {
        self.server.clock().advance(SECOND);
        match tail.recv().await.unwrap() {
            Some(StartLiveTailResponseStream::SessionUpdate(update)) => {
                assert!(!update.session_metadata().unwrap().sampled());
                update
                    .session_results()
                    .iter()
                    .filter_map(LiveTailSessionLogEvent::message)
                    .map(str::to_owned)
                    .collect()
            }
            other => panic!("{other:?} in place of sessionUpdate"),
        }
    }
}
