//! Runs a profile's `credential_process` as the SDK does, with two things that the SDK lacks: a command that
//! nobody waits for any more is ended, and once the credentials are there, nobody waits for what the command
//! has started and left behind. The command of a `source_profile` stays the SDK's to run; [`EndsWhatIsLeft`]
//! ends it, too, where nobody waits for it any more.
//!
//! Source: AWS SDKs and tools reference guide, "Process credential provider".

use crate::model::{Millis, without_secrets};
use crate::text::time::rfc3339;
use aws_credential_types::provider::error::CredentialsError;
use aws_credential_types::provider::future;
use aws_sdk_sts::config::{Credentials, ProvideCredentials};
use aws_smithy_types::DateTime;
use aws_smithy_types::date_time::Format;
use serde_json::Value;
use std::process::Stdio;
use std::time::{Duration, SystemTime, UNIX_EPOCH};
use tokio::io::{AsyncRead, AsyncReadExt as _};
use tokio::process::Command;

/// How long it is read on after the command has ended: what it wrote is there by then.
const AFTER_ITS_END: Duration = Duration::from_secs(1);
/// The most that a command may write, to standard output or to standard error.
const MOST_WRITTEN: u64 = 64 * 1024;
/// Processes of one command that are ended at most.
const MOST: usize = 1_000;

/// The command of a profile.
#[derive(Clone)]
pub(super) struct Process(pub(super) String);

impl std::fmt::Debug for Process {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        // There may be a secret in it.
        f.write_str("Process")
    }
}

impl ProvideCredentials for Process {
    fn provide_credentials<'a>(&'a self) -> future::ProvideCredentials<'a>
    where
        Self: 'a,
    {
        future::ProvideCredentials::new(self.run())
    }
}

impl Process {
    async fn run(&self) -> Result<Credentials, CredentialsError> {
        let failed = |why: String| {
            CredentialsError::provider_error(format!(
                "Error retrieving credentials from external process{why}"
            ))
        };
        let mut child = Command::new("sh")
            .args(["-c", &self.0])
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .map_err(|error| failed(format!(": {error}")))?;
        let mut running = Running(child.id());
        let (mut said, mut complained) = (Vec::new(), Vec::new());
        let (out, err) = (child.stdout.take(), child.stderr.take());
        let (status, is_whole) = {
            let reading = async { tokio::join!(bounded(out, &mut said), bounded(err, &mut complained)) };
            tokio::pin!(reading);
            tokio::select! {
                status = child.wait() => {
                    let read = tokio::time::timeout(AFTER_ITS_END, &mut reading).await;
                    running.0 = None;
                    (Some(status), read.unwrap_or((true, true)))
                }
                is_whole = &mut reading => (None, is_whole),
            }
        };
        if is_whole != (true, true) {
            // Where it would go on writing for ever, it is ended.
            return Err(failed(format!(": it wrote more than {}", crate::text::size(MOST_WRITTEN))));
        }
        let status = match status {
            Some(status) => status,
            None => child.wait().await,
        };
        running.0 = None;
        let status = status.map_err(|error| failed(format!(": {error}")))?;
        if !status.success() {
            let complained = without_secrets(&String::from_utf8_lossy(&complained));
            let why = format!("external process exited with code {status}. Stderr: {complained}");
            return Err(CredentialsError::provider_error(format!("Error retrieving credentials: {why}")));
        }
        let given = parsed(&said).map_err(|why| failed(format!(", could not parse response: {why}")))?;
        match given.expiry().filter(|end| *end <= SystemTime::now()) {
            Some(end) => {
                let end = end.duration_since(UNIX_EPOCH).map_or(0, |since| since.as_millis());
                let end = rfc3339(Millis::try_from(end).unwrap_or(Millis::MAX));
                Err(failed(format!(": by this machine's clock, what it gave was valid until {end} only")))
            }
            None => Ok(given),
        }
    }
}

/// Reads to the end, or as much as is taken; whether that was all.
async fn bounded(from: Option<impl AsyncRead + Unpin>, into: &mut Vec<u8>) -> bool {
    let Some(from) = from else { return true };
    let _ = from.take(MOST_WRITTEN + 1).read_to_end(into).await;
    u64::try_from(into.len()).is_ok_and(|length| length <= MOST_WRITTEN)
}

/// The credentials in what the command has written.
fn parsed(output: &[u8]) -> Result<Credentials, String> {
    // What else it is may be a secret, and stays out of the error.
    let read: Value = serde_json::from_slice(output).map_err(|error| format!("it is not JSON: {error}"))?;
    let members = read.as_object().ok_or("it is not a JSON object")?;
    let find =
        |name: &str| members.iter().find(|(key, _)| key.eq_ignore_ascii_case(name)).map(|(_, value)| value);
    let text = |name: &str| find(name).and_then(Value::as_str).map(str::to_owned);
    let wanted = |name: &str| text(name).ok_or_else(|| format!("it has no {name}"));
    match find("Version").and_then(Value::as_i64) {
        Some(1) => {}
        Some(other) => return Err(format!("its Version is {other}; only 1 exists")),
        None => return Err("it has no Version".to_owned()),
    }
    let expires = text("Expiration").map(|time| {
        let time = DateTime::from_str(&time, Format::DateTimeWithOffset);
        let time = time.ok().and_then(|time| SystemTime::try_from(time).ok());
        time.ok_or_else(|| "its Expiration is not a time".to_owned())
    });
    let mut credentials = Credentials::builder()
        .access_key_id(wanted("AccessKeyId")?)
        .secret_access_key(wanted("SecretAccessKey")?)
        .provider_name("CredentialProcess");
    credentials.set_session_token(text("SessionToken"));
    credentials.set_expiry(expires.transpose()?);
    Ok(credentials.build())
}

/// A command under way; it is ended with all that it has started when nobody waits for it any more.
struct Running(Option<u32>);

impl Drop for Running {
    fn drop(&mut self) {
        if let Some(first) = self.0 {
            end(first);
        }
    }
}

/// Ends the SDK's run of a command when it is dropped, unless the command has [ended](Self::has_ended).
pub(super) struct EndsWhatIsLeft<'c>(Option<&'c str>);

impl<'c> EndsWhatIsLeft<'c> {
    pub(super) fn of(command: Option<&'c str>) -> Self {
        Self(command)
    }

    pub(super) fn has_ended(mut self) {
        self.0 = None;
    }
}

impl Drop for EndsWhatIsLeft<'_> {
    fn drop(&mut self) {
        let Some(command) = self.0 else { return };
        for id in children(std::process::id()) {
            let said = std::fs::read_to_string(format!("/proc/{id}/cmdline")).unwrap_or_default();
            if runs(&said, command) {
                end(id);
            }
        }
    }
}

/// Whether a process with these arguments, each with a NUL behind it, is a shell for the command, or the
/// program that such a shell has become.
fn runs(arguments: &str, command: &str) -> bool {
    let arguments: Vec<&str> = arguments.trim_end_matches('\0').split('\0').collect();
    let words = command.split_whitespace().map(|word| word.trim_matches(['"', '\'']));
    arguments == ["sh", "-c", command] || arguments.iter().copied().eq(words)
}

/// Ends a process with all that come from it.
fn end(first: u32) {
    for id in tree(first, children) {
        if let Some(id) = i32::try_from(id).ok().and_then(rustix::process::Pid::from_raw) {
            let _ = rustix::process::kill_process(id, rustix::process::Signal::KILL);
        }
    }
}

/// A process and all that come from it.
fn tree(first: u32, children: impl Fn(u32) -> Vec<u32>) -> Vec<u32> {
    let (mut all, mut at) = (vec![first], 0);
    while let Some(id) = all.get(at).copied().filter(|_| all.len() < MOST) {
        all.extend(children(id));
        at += 1;
    }
    all
}

/// The processes that a process has started and that it has not outlived; none where the system does not
/// tell.
fn children(of: u32) -> Vec<u32> {
    let Ok(processes) = std::fs::read_dir("/proc") else { return Vec::new() };
    let id =
        |entry: std::io::Result<std::fs::DirEntry>| entry.ok()?.file_name().to_str()?.parse::<u32>().ok();
    let parent = |id: u32| {
        let about = std::fs::read_to_string(format!("/proc/{id}/stat")).ok()?;
        // The name, in brackets, may hold anything; the state and the parent follow it.
        about.rsplit_once(')')?.1.split_whitespace().nth(1)?.parse::<u32>().ok()
    };
    processes.filter_map(id).filter(|id| parent(*id) == Some(of)).collect()
}

#[cfg(test)]
mod tests {
    use super::{Process, parsed, runs, tree};
    use aws_sdk_sts::config::ProvideCredentials as _;

    #[test]
    fn the_answer_is_read_as_the_sdk_reads_it() {
        let sound = r#"{"version":1,"AccessKeyId":"A","SecretAccessKey":"S","SessionToken":"T",
            "Expiration":"2030-01-01T00:00:00+01:00"}"#;
        let read = parsed(sound.as_bytes()).unwrap();
        assert_eq!(
            (read.access_key_id(), read.secret_access_key(), read.session_token()),
            ("A", "S", Some("T"))
        );
        assert!(read.expiry().is_some());
        for (said, why) in [
            ("nonsense", "not JSON"),
            ("\"eyJhbGciOi\"", "it is not a JSON object"),
            ("{}", "no Version"),
            (r#"{"Version":2}"#, "Version is 2"),
            (r#"{"Version":1,"AccessKeyId":"A"}"#, "no SecretAccessKey"),
            (r#"{"Version":1,"AccessKeyId":"A","SecretAccessKey":"S","Expiration":"soon"}"#, "not a time"),
        ] {
            let told = parsed(said.as_bytes()).unwrap_err();
            assert!(told.contains(why), "{told}");
        }
    }

    #[tokio::test]
    async fn what_the_command_leaves_behind_is_not_waited_for() {
        let given = r#"{"Version":1,"AccessKeyId":"A","SecretAccessKey":"S"}"#;
        let command = Process(format!("sleep 30 & echo '{given}'"));
        let found =
            tokio::time::timeout(std::time::Duration::from_secs(20), command.provide_credentials()).await;
        assert_eq!(found.unwrap().unwrap().access_key_id(), "A");
    }

    #[tokio::test]
    async fn a_command_that_writes_without_end_is_ended() {
        for command in ["yes", "yes >&2", "head -c 70000 /dev/zero"] {
            let process = Process(command.to_owned());
            let found =
                tokio::time::timeout(std::time::Duration::from_secs(20), process.provide_credentials()).await;
            let error = found.unwrap().unwrap_err();
            let why = std::error::Error::source(&error).map(ToString::to_string).unwrap_or_default();
            assert!(why.ends_with("it wrote more than 65 kB"), "{command}: {why}");
        }
    }

    #[test]
    fn a_command_is_known_by_its_shell_and_by_what_the_shell_becomes() {
        for (arguments, command, is_it) in [
            ("sh\0-c\0give keys | tail -1\0", "give keys | tail -1", true),
            ("give\0--for\0me\0", "give --for 'me'", true),
            ("give\0--for\0you\0", "give --for me", false),
            ("vi\0notes\0", "give keys", false),
            ("", "give keys", false),
        ] {
            assert_eq!(runs(arguments, command), is_it, "{arguments:?}");
        }
    }

    #[test]
    fn all_that_come_from_a_process_are_found() {
        let children = |of: u32| if of < 4 { vec![of * 2, of * 2 + 1] } else { Vec::new() };
        assert_eq!(tree(1, children), [1, 2, 3, 4, 5, 6, 7]);
    }
}
