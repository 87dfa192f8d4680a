//! Taps, where the account and this machine must be asked: what one would consist of, which there are, and
//! which of these somebody still uses.

use crate::aws::Client;
use crate::diagnose::{TapPlace, TapWish, plan_tap};
use crate::model::tap::{FoundTap, Here, Sighting, Standing, TapRun, Trace};
use crate::model::{Arn, CallError, ErrorKind, Millis, RuleKey, RuleState, Tap};
use futures_util::TryStreamExt as _;
use rustix::process::{Pid, test_kill_process};

/// What is to be tapped.
#[derive(Clone, Debug)]
pub enum TapSubject {
    /// What a rule matches.
    Rule(RuleKey),
    /// What a pattern matches on a bus.
    Pattern {
        /// The bus's name.
        bus: String,
        /// The pattern.
        pattern: String,
    },
}

/// The taps of an account.
#[derive(Debug)]
pub struct FoundTaps {
    /// Each with whether somebody uses it.
    pub taps: Vec<(FoundTap, Standing)>,
    /// What has a tap's name and not its tags, or whose tags cannot be seen.
    pub others: Vec<Trace>,
    /// What could not be looked through.
    pub failed: Vec<CallError>,
}

impl FoundTaps {
    /// All of it as one list: taps, then what is left alone, then where nobody could look.
    pub fn sightings(self) -> Vec<Sighting> {
        let taps = self.taps.into_iter().map(|(tap, standing)| Sighting::Tap(tap, standing));
        let others = self.others.into_iter().map(Sighting::Other);
        taps.chain(others).chain(self.failed.into_iter().map(Sighting::Unsearched)).collect()
    }
}

/// The tap that would be made.
///
/// Errors: what could not be read; [`ErrorKind::Refused`] where none can be made.
pub async fn tap_plan(client: &Client, subject: TapSubject) -> Result<Tap, CallError> {
    let refuse = |why: String| CallError::new(ErrorKind::Refused, "Making a tap", why);
    let (wish, arn) = match subject {
        TapSubject::Rule(key) => {
            let rule = client.rule(&key).await?;
            (TapWish::of_rule(&rule).map_err(refuse)?, rule.arn)
        }
        TapSubject::Pattern { bus, pattern } => {
            let arn = client.bus(&bus).await?.arn;
            (TapWish { bus, of: None, pattern, state: RuleState::Enabled }, arn)
        }
    };
    // Where the caller is not known, the tap has no owner's name, and works all the same.
    let (policies, session) =
        tokio::join!(client.log_resource_policies().try_concat(), client.session_if_known());
    let (policies, owner) = (policies?, session.caller.unwrap_or_default());
    plan_tap(wish, &place(&arn, owner, client.service_time()), &policies).map_err(refuse)
}

fn place(arn: &Arn, owner: String, now: Millis) -> TapPlace {
    TapPlace {
        partition: arn.partition().to_owned(),
        region: arn.region().to_owned(),
        account: arn.account().to_owned(),
        owner,
        run: TapRun { host: host(), process: std::process::id() },
        now,
    }
}

/// The taps that there are.
pub async fn find(client: &Client) -> FoundTaps {
    let (traces, failed) = client.tap_traces().await;
    let (taps, others) = FoundTap::gather(traces);
    let here = Here { host: host(), process: std::process::id(), now: client.service_time() };
    let standing = |tap: FoundTap| {
        let standing = tap.standing(&here, runs);
        (tap, standing)
    };
    FoundTaps { taps: taps.into_iter().map(standing).collect(), others, failed }
}

/// This machine's name; empty where it tells none.
fn host() -> String {
    rustix::system::uname().nodename().to_string_lossy().into_owned()
}

/// Whether a process of that number is there; one of another user is there too. One that was killed and whose
/// parent has not asked for its end yet still has its number, and runs no more.
fn runs(process: u32) -> bool {
    let Some(pid) = i32::try_from(process).ok().and_then(Pid::from_raw) else { return false };
    !matches!(test_kill_process(pid), Err(rustix::io::Errno::SRCH)) && !has_ended(process)
}

/// Whether a process is only a number that waits to be asked for (proc(5): the state behind the name in
/// brackets). False where the system does not say.
fn has_ended(process: u32) -> bool {
    let Ok(stat) = std::fs::read_to_string(format!("/proc/{process}/stat")) else { return false };
    stat.rsplit_once(')').is_some_and(|(_, rest)| rest.trim_start().starts_with(['Z', 'X']))
}

#[cfg(test)]
mod tests {
    use super::runs;
    #[cfg(target_os = "linux")]
    use rustix::process::{Pid, WaitId, WaitIdOptions, waitid};

    #[test]
    fn a_process_that_ended_is_told_from_one_that_runs() {
        assert!(runs(std::process::id()) && runs(1), "one of another user runs as well");
        let mut child = std::process::Command::new("true").spawn().unwrap();
        let process = child.id();
        child.wait().unwrap();
        assert!(!runs(process) && !runs(0));
    }

    #[test]
    #[cfg(target_os = "linux")]
    fn a_killed_process_that_nobody_has_waited_for_runs_no_more() {
        let mut child =
            std::process::Command::new("cat").stdin(std::process::Stdio::piped()).spawn().unwrap();
        assert!(runs(child.id()));
        child.kill().unwrap();
        // Its end is waited for, and left to be asked for.
        let process = Pid::from_raw(child.id().try_into().unwrap()).unwrap();
        waitid(WaitId::Pid(process), WaitIdOptions::EXITED | WaitIdOptions::NOWAIT).unwrap();
        assert!(!runs(child.id()));
        child.wait().unwrap();
    }
}
