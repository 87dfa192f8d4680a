//! A third party's server, started and stopped by the test, and the clients for it.

use super::{BUSES, GROUP, PATIENCE, now, scratch};
use aws_sdk_eventbridge::config::{BehaviorVersion, Credentials, Region, SharedCredentialsProvider};
use aws_sdk_eventbridge::types::RuleState as SdkState;
use buslens::internals::aws::{Client, Options, Tail};
use buslens::internals::model::{Rule, RuleKey, TailSource};
use futures_util::{StreamExt as _, TryStreamExt as _, stream};
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

/// Where the programs of the Python environment are.
pub(crate) fn folder() -> PathBuf {
    std::env::var_os("BUSLENS_PEERS_BIN")
        .map_or_else(|| Path::new(env!("CARGO_MANIFEST_DIR")).join("target/peers/bin"), PathBuf::from)
}

/// A server that is stopped when it goes out of scope.
pub(crate) struct Server {
    pub(crate) child: Child,
    pub(crate) peer: Peer,
}

impl Drop for Server {
    fn drop(&mut self) {
        drop(self.child.kill());
        drop(self.child.wait());
    }
}

impl Server {
    /// Starts a server of the Python environment on a free port, or says why it cannot.
    pub(crate) async fn start(
        name: &str,
        how: impl Fn(u16) -> (Vec<String>, Vec<(&'static str, String)>),
    ) -> Result<Self, String> {
        if std::env::var("BUSLENS_PEERS").as_deref() != Ok("1") {
            return Err("set BUSLENS_PEERS=1 to run it".to_owned());
        }
        let program = folder().join(name);
        if !program.is_file() {
            return Err(format!(
                "there is no {}; the head of tests/peers.rs says how to install it",
                program.display()
            ));
        }
        let port = {
            let free = std::net::TcpListener::bind("127.0.0.1:0").expect("a free port");
            free.local_addr().expect("its address").port()
        };
        let (args, env) = how(port);
        let place = scratch().join(name);
        std::fs::create_dir_all(&place).expect("a place to run in");
        let log = std::fs::File::create(place.join("log")).expect("a log");
        let mut child = Command::new(program)
            .args(args)
            .envs(env)
            .current_dir(&place)
            .stdin(Stdio::null())
            .stdout(log.try_clone().expect("a log"))
            .stderr(log)
            .spawn()
            .map_err(|error| format!("{name} does not start: {error}"))?;
        let start = Instant::now();
        while tokio::net::TcpStream::connect(("127.0.0.1", port)).await.is_err() {
            let over = child.try_wait().ok().flatten();
            if over.is_some() || start.elapsed() > PATIENCE {
                drop(child.kill());
                return Err(format!(
                    "{name} does not answer ({over:?}); its log is {}",
                    place.join("log").display()
                ));
            }
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        Ok(Self { child, peer: Peer::new(&format!("http://127.0.0.1:{port}")).await })
    }
}

/// A running server: our client, and the plain SDK clients that set the scene.
#[derive(Clone)]
pub(crate) struct Peer {
    pub(crate) client: Client,
    pub(crate) events: aws_sdk_eventbridge::Client,
    pub(crate) logs: aws_sdk_cloudwatchlogs::Client,
}

impl Peer {
    pub(crate) async fn new(endpoint: &str) -> Self {
        let options = Options { endpoint: Some(endpoint.to_owned()), ..Options::default() };
        let client = Client::connect(options).await.expect("a client");
        let credentials = Credentials::new("test", "test", None, None, "test");
        let config = aws_config::SdkConfig::builder()
            .http_client(aws_smithy_http_client::Builder::new().build_http())
            .behavior_version(BehaviorVersion::latest())
            .region(Region::new("us-east-1"))
            .endpoint_url(endpoint)
            .credentials_provider(SharedCredentialsProvider::new(credentials))
            .build();
        Self {
            client,
            events: aws_sdk_eventbridge::Client::new(&config),
            logs: aws_sdk_cloudwatchlogs::Client::new(&config),
        }
    }

    /// 20 buses, every other one with more rules than fit on a page; made once.
    pub(crate) async fn two_thousand_rules(&self) -> BTreeSet<(String, String)> {
        let mut names = BTreeSet::new();
        let there = self.events.describe_event_bus().name("bus-00").send().await.is_ok();
        for number in 0..BUSES {
            let bus = format!("bus-{number:02}");
            if !there {
                self.events.create_event_bus().name(&bus).send().await.expect("a bus");
            }
            let rules = if number % 2 == 0 { 150 } else { 50 };
            names.extend((0..rules).map(|rule| (bus.clone(), format!("rule-{rule:03}"))));
        }
        if there {
            return names;
        }
        let puts = names.clone().into_iter().map(|(bus, rule)| {
            self.events
                .put_rule()
                .event_bus_name(bus)
                .name(rule)
                .event_pattern(r#"{"source":["peer"]}"#)
                .send()
        });
        stream::iter(puts)
            .buffer_unordered(8)
            .map_ok(drop)
            .try_collect::<Vec<()>>()
            .await
            .expect("two thousand rules");
        names
    }

    /// A rule with every field, and a target with settings; returns it as our client reads it.
    pub(crate) async fn full_rule(&self, name: &str) -> Rule {
        let put =
            self.events.put_rule().name(name).event_pattern(r#"{"source":["peer"],"detail":{"n":[1,2]}}"#);
        let put = put.state(SdkState::EnabledWithAllCloudtrailManagementEvents).description("every “field”");
        put.role_arn("arn:aws:iam::123456789012:role/rule").send().await.expect("a rule");
        self.client.rule(&RuleKey::new("default", name)).await.expect("the rule")
    }

    pub(crate) async fn log_group(&self) {
        let there = self.logs.describe_log_streams().log_group_name(GROUP).send().await.is_ok();
        if there {
            return;
        }
        self.logs.create_log_group().log_group_name(GROUP).send().await.expect("a log group");
        self.logs
            .create_log_stream()
            .log_group_name(GROUP)
            .log_stream_name("s")
            .send()
            .await
            .expect("a log stream");
    }

    pub(crate) async fn log(&self, message: &str) {
        let event =
            aws_sdk_cloudwatchlogs::types::InputLogEvent::builder().timestamp(now()).message(message).build();
        let put = self.logs.put_log_events().log_group_name(GROUP).log_stream_name("s");
        put.log_events(event.expect("an event")).send().await.expect("the event is logged");
    }

    pub(crate) fn tail(&self) -> Tail {
        self.client.tail(&TailSource { group: GROUP.to_owned(), arn: None, since: now() - 600_000 })
    }
}
