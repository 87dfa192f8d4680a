//! An EventBridge on loopback, with the services that its targets are: the embedded account.
//!
//! A server that speaks the AWS protocols on one port, so that the very same SDK clients, paging and tail
//! code that reach a real account reach this one. Rules are matched by our own engine, log-group targets
//! receive events, metrics count them. It is a stand-in: account 111122223333, region us-east-1, any
//! credentials, nothing outlives the process.
//!
//! - `server` reads requests and writes answers, `perform` has them answered; `wire` knows the protocols,
//!   `live_tail_frames` streams live tails, `control` is the HTTP side of `faults`. `caller_check` keeps web
//!   pages out, `request_body` bounds what is read.
//! - `events`, `logs`, `cloudwatch`, `sqs`, `sns`, `lambda`, `iam`, `kms`, `cloudtrail`, `s3`,
//!   `step_functions` and `sts` are the services, over the state in `account`, each with what it holds.
//! - `regions` holds an account for every region that calls were signed for. `passing_time` tells the demo's
//!   events and runs schedules, `delivery` follows an event from its bus to the targets, `matching` asks the
//!   engine.
//! - `demo` reads the account that newcomers meet from `assets/demo/`.
//!
//! The clock is handed in ([`Clock`]) and all ids come from a seed, so an account repeats itself exactly.

mod account;
mod bus_log;
mod caller_check;
mod clock;
mod cloudtrail;
mod cloudwatch;
mod control;
mod delivery;
mod demo;
mod error;
mod events;
mod faults;
mod iam;
mod ids;
mod kms;
mod lambda;
mod live_tail_frames;
mod logs;
mod matching;
mod md5;
mod metrics;
mod paging;
mod passing_time;
mod perform;
mod regions;
mod request;
mod request_body;
mod s3;
mod server;
mod sns;
mod sqs;
mod step_functions;
mod sts;
mod wire;

pub use clock::Clock;
pub use faults::{Fault, FaultKind, Faults};

use passing_time::Feed;
use regions::Regions;
use server::{Loading, Shared};
use std::collections::BTreeMap;
use std::io;
use std::net::{Ipv4Addr, SocketAddr};
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::mpsc;

/// The region of everything in the account.
pub const REGION: &str = account::REGION;
/// The account's twelve digits.
pub const ACCOUNT: &str = account::ACCOUNT;

/// What is in the account at the start.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Contents {
    /// The demo's company: buses, rules, targets, log groups, and events that never stop.
    #[default]
    Demo,
    /// The default bus and nothing else.
    Empty,
}

/// How to start a [`Server`].
#[derive(Clone, Debug)]
pub struct Options {
    /// The loopback port; 0 takes a free one.
    pub port: u16,
    /// Where all ids and the demo's stories come from.
    pub seed: u64,
    /// The account's time.
    pub clock: Clock,
    /// What is in it.
    pub account: Contents,
    /// How much of the demo's past is already in the logs and metrics at the start; at most four hours.
    pub backlog: Duration,
}

impl Default for Options {
    /// The demo on a free port at the system's time, with an hour behind it.
    fn default() -> Self {
        Self {
            port: 0,
            seed: 1,
            clock: Clock::system(),
            account: Contents::Demo,
            backlog: Duration::from_hours(1),
        }
    }
}

/// A running server. Dropping it shuts it down without waiting.
///
/// ```
/// use buslens::local::{Contents, Fault, FaultKind, Options, Server};
///
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> std::io::Result<()> {
/// let server = Server::start(Options { account: Contents::Empty, ..Options::default() })?;
/// server.ready().await;
/// // An AWS client with this as its endpoint URL, and any credentials, is on the account now.
/// assert_eq!(server.endpoint(), format!("http://127.0.0.1:{}", server.port()));
/// // What goes wrong in a real account goes wrong here when it is planted.
/// server.faults().plant(Fault::of("ListRules", FaultKind::Throttle).times(2));
/// server.shutdown().await;
/// # Ok(())
/// # }
/// ```
pub struct Server {
    address: SocketAddr,
    shared: Arc<Shared>,
    ended: mpsc::Receiver<()>,
}

impl Server {
    /// Binds the port and starts to serve on the current tokio runtime; the account is read in the
    /// background, and calls that come before it is there wait. Fails when the port is taken, or outside of a
    /// runtime.
    pub fn start(options: Options) -> io::Result<Self> {
        let runtime = tokio::runtime::Handle::try_current().map_err(io::Error::other)?;
        let listener = std::net::TcpListener::bind((Ipv4Addr::LOCALHOST, options.port))?;
        listener.set_nonblocking(true)?;
        let listener = tokio::net::TcpListener::from_std(listener)?;
        let address = listener.local_addr()?;

        let now = options.clock.now();
        let regions = Regions::new(options.seed, now);
        let shared = Arc::new(Shared::new(regions, options.clock.clone(), options.seed));
        let (alive, ended) = mpsc::channel(1);
        runtime.spawn(server::run(listener, Arc::clone(&shared), alive));
        match options.account {
            Contents::Empty => {
                shared.loading.send_replace(Loading::Done);
            }
            Contents::Demo => {
                let shared = Arc::clone(&shared);
                runtime.spawn_blocking(move || load(&shared, &options, now));
            }
        }
        Ok(Self { address, shared, ended })
    }

    /// `http://127.0.0.1:PORT`.
    pub fn endpoint(&self) -> String {
        format!("http://{}", self.address)
    }

    /// The port it listens on.
    pub fn port(&self) -> u16 {
        self.address.port()
    }

    /// The account's clock.
    pub fn clock(&self) -> &Clock {
        &self.shared.clock
    }

    /// The faults planted in it.
    pub fn faults(&self) -> &Faults {
        &self.shared.faults
    }

    /// How often each operation was called so far.
    pub fn calls(&self) -> BTreeMap<String, u64> {
        self.shared.calls()
    }

    /// Returns once the account is there and everything up to the clock's time has happened in it.
    pub async fn ready(&self) {
        if self.shared.until_loaded().await.is_ok() {
            self.shared.catch_up(self.shared.clock.now()).await;
        }
    }

    /// Takes no more connections, ends live tails, lets running calls finish, and returns when all is over.
    pub async fn shutdown(mut self) {
        self.shared.shutdown.send_replace(true);
        // Nothing is ever sent: the channel closes when the last connection has ended.
        let _ = self.ended.recv().await;
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.shared.shutdown.send_replace(true);
    }
}

/// Reads the demo and lets its past happen.
fn load(shared: &Shared, options: &Options, now: crate::model::Millis) {
    let loaded = {
        let mut regions = shared.state.blocking_lock();
        let abroad = demo::load_abroad(&mut regions.region(demo::ABROAD_REGION, now).account, now);
        let home = regions.region(REGION, now);
        abroad.and_then(|()| demo::load(&mut home.account, now)).map(|stories| {
            let backlog = i64::try_from(options.backlog.as_millis()).unwrap_or(i64::MAX);
            home.feed = Feed::new(stories, options.seed, now.saturating_sub(backlog));
        })
    };
    shared.loading.send_replace(match loaded {
        Ok(()) => Loading::Done,
        Err(why) => Loading::Failed(why),
    });
    loop {
        let now = shared.clock.now();
        if *shared.shutdown.borrow() || shared.state.blocking_lock().step(now) {
            return;
        }
    }
}
