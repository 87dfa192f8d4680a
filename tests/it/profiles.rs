//! Profiles and the environment that give no credentials, or none in time, each told as what it is.

use super::network::{assert_said, run_in, with_config};
#[cfg(target_os = "linux")]
use rustix::{
    event::{PollFd, PollFlags, Timespec, poll},
    io::Errno,
    process::{Pid, PidfdFlags, pidfd_open},
};
use std::path::Path;

#[test]
fn a_credential_process_that_fails_is_told_with_its_code_and_words() {
    let config = "[profile p]\ncredential_process = sh -c 'echo the token has expired >&2; exit 3'\n";
    let outcome = with_config(config, &["buses", "--profile", "p"], &[]);
    let said = "the credential_process of profile `p` failed with exit code 3: the token has expired. Run that command \
                by hand";
    assert_said(&outcome, 4, &[said]);
    let config = "[profile p]\ncredential_process = /no/such/program\n";
    let outcome = with_config(config, &["buses", "--profile", "p"], &[]);
    assert_said(
        &outcome,
        4,
        &["failed with exit code 127: ", "/no/such/program: not found. Run that command"],
    );
    let config = "[profile p]\ncredential_process = echo nonsense\n";
    let outcome = with_config(config, &["buses", "--profile", "p"], &[]);
    assert_said(&outcome, 4, &["the credential_process of profile `p` gave no credentials"]);
}

#[test]
fn a_fault_of_a_source_profile_is_told_as_that_profiles() {
    let config = "[profile mfa]\nrole_arn = arn:aws:iam::111122223333:role/R\nsource_profile = vault\n\
                  [profile vault]\ncredential_process = sh -c 'echo sealed >&2; exit 7'\n";
    let outcome = with_config(config, &["buses", "--profile", "mfa"], &[]);
    let who =
        "the credential_process of profile `vault`, the source_profile of `mfa`, failed with exit code 7";
    assert_said(&outcome, 4, &[who]);
}

#[test]
fn a_credential_process_that_gives_what_has_expired_is_told() {
    let given =
        r#"{"Version":1,"AccessKeyId":"AKIA","SecretAccessKey":"s","Expiration":"2020-01-02T03:04:05Z"}"#;
    let config = format!("[profile p]\ncredential_process = printf '%s' '{given}'\n");
    let outcome = with_config(&config, &["buses", "--profile", "p"], &[]);
    let said =
        ["the credential_process of profile `p` gave no credentials", "was valid until 2020-01-02T03:04:05"];
    assert_said(&outcome, 4, &said);
}

#[test]
fn of_many_profiles_it_is_told_how_many_there_are() {
    let config: String = (10..35).map(|n| format!("[profile p{n}]\nregion = eu-west-1\n")).collect();
    let outcome = with_config(&config, &["buses", "--profile", "nosuch"], &[]);
    assert_said(&outcome, 2, &["There are `p10`, `p11`, ", "`p17` and 17 more. Choose one"]);
}

#[test]
fn no_secret_of_a_credential_process_is_repeated() {
    let config = "[profile p]\ncredential_process = sh -c 'echo token: hunter2 AKIAIOSFODNN7EXAMPLE \
                  wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY >&2; exit 3'\n";
    let outcome = with_config(config, &["buses", "--profile", "p"], &[]);
    assert_said(&outcome, 4, &["failed with exit code 3: token: *** *** ***. Run that command"]);
}

#[test]
fn a_token_file_that_gives_no_token_is_told_as_what_it_is() {
    let folder = tempfile::tempdir().unwrap();
    let place = |name: &str| folder.path().join(name).display().to_string();
    std::fs::write(place("empty"), "").unwrap();
    std::fs::create_dir(place("folder")).unwrap();
    for (name, fault) in [("empty", "is empty"), ("folder", "is a folder"), ("gone", "is not there")] {
        let config = format!(
            "[profile w]\nregion = eu-west-1\nrole_arn = arn:aws:iam::111122223333:role/R\n\
             web_identity_token_file = {}\n",
            place(name)
        );
        let said = format!("the web identity token file `{}` of profile `w` {fault}", place(name));
        let outcome = with_config(
            &config,
            &["buses", "--profile", "w"],
            &[("AWS_ENDPOINT_URL_STS", "http://127.0.0.1:9")],
        );
        assert_said(&outcome, 4, &[&said]);
    }
}

#[test]
fn a_token_file_of_a_profile_that_may_never_end_is_told_at_once() {
    let folder = tempfile::tempdir().unwrap();
    let pipe = folder.path().join("pipe").display().to_string();
    assert!(std::process::Command::new("mkfifo").arg(&pipe).status().unwrap().success());
    let config = format!(
        "[profile w]\nregion = eu-west-1\nrole_arn = arn:aws:iam::111122223333:role/R\n\
         web_identity_token_file = {pipe}\n[profile x]\nrole_arn = arn:aws:iam::1:role/X\nsource_profile = w\n"
    );
    for (profile, of) in [("w", ""), ("x", ", the source_profile of `x`,")] {
        let outcome = with_config(&config, &["buses", "--profile", profile, "--timeout", "30s"], &[]);
        let said = format!("the web identity token file `{pipe}` of profile `w`{of} is not a regular file");
        assert_said(&outcome, 4, &[&said]);
    }
}

#[test]
fn a_credential_process_that_hangs_is_said_within_seconds() {
    let config = "[profile p]\ncredential_process = sleep 100\n";
    // Long enough for a busy machine to have begun to ask.
    let outcome = with_config(config, &["buses", "--profile", "p", "--timeout", "20s"], &[]);
    let said = ["Asking for credentials has had no answer for 3 s", "Gave up after 20s"];
    assert_said(&outcome, 4, &said);
}

#[test]
#[cfg(target_os = "linux")]
fn a_credential_process_that_hangs_is_ended_with_all_that_it_started() {
    let home = tempfile::tempdir().unwrap();
    let said = home.path().join("pids");
    let script = format!("echo $$ > {0}; sleep 1000 & echo $! >> {0}; wait", said.display());
    std::fs::create_dir(home.path().join(".aws")).unwrap();
    std::fs::write(home.path().join("p.sh"), script).unwrap();
    let config = format!(
        "[profile p]\ncredential_process = sh {}\n\
         [profile r]\nrole_arn = arn:aws:iam::111122223333:role/R\nsource_profile = q\n\
         [profile q]\nrole_arn = arn:aws:iam::111122223333:role/Q\nsource_profile = p\n",
        home.path().join("p.sh").display()
    );
    std::fs::write(home.path().join(".aws/config"), config).unwrap();
    // By itself, and behind the source_profile of a role.
    for profile in ["p", "r"] {
        ends_what_it_started(home.path(), &said, profile);
    }
}

#[cfg(target_os = "linux")]
fn ends_what_it_started(home: &Path, said: &Path, profile: &str) {
    let outcome = run_in(home, &["buses", "--profile", profile, "--timeout", "8s"], &[]);
    assert_said(&outcome, 4, &["Gave up after 8s"]);
    let pids = std::fs::read_to_string(said).unwrap();
    assert_eq!(pids.lines().count(), 2, "{pids}");
    pids.lines().for_each(wait_for_the_end_of);
}

/// Waits until a process has ended, whoever started it.
#[cfg(target_os = "linux")]
fn wait_for_the_end_of(id: &str) {
    let process = Pid::from_raw(id.parse().unwrap()).unwrap();
    let process = match pidfd_open(process, PidfdFlags::empty()) {
        Err(Errno::SRCH) => return,
        process => process.unwrap(),
    };
    let longest = Timespec { tv_sec: 20, tv_nsec: 0 };
    let ended = poll(&mut [PollFd::new(&process, PollFlags::IN)], Some(&longest)).unwrap();
    assert_eq!(ended, 1, "process {id} runs on");
}

#[test]
fn credentials_that_cannot_be_sent_are_named_and_nothing_panics() {
    let all = |key, secret, token| {
        [("AWS_ACCESS_KEY_ID", key), ("AWS_SECRET_ACCESS_KEY", secret), ("AWS_SESSION_TOKEN", token)]
    };
    for (set, said) in [
        (all("a\nb", "s", "t"), "the access key id in AWS_ACCESS_KEY_ID has a line break"),
        (all("AKID", "s\n", "t"), "in AWS_SECRET_ACCESS_KEY has a line break"),
        (all("AKID", "s", "x\ny"), "in AWS_SESSION_TOKEN has a line break"),
    ] {
        assert_said(&with_config("", &["buses"], &set), 4, &[said, "in one line"]);
    }
    let giving = |key: &str| {
        let given = format!(r#"{{"Version":1,"AccessKeyId":"{key}","SecretAccessKey":"s"}}"#);
        format!("[profile p]\ncredential_process = printf '%s' '{given}'\n")
    };
    let outcome = with_config(&giving("a\\n"), &["buses", "--profile", "p"], &[]);
    assert_said(&outcome, 4, &["the access key id of these credentials has a line break", "profile `p`"]);
}

#[test]
fn a_source_profile_and_a_token_file_that_are_not_there_are_named() {
    let config = "[profile p]\nrole_arn = arn:aws:iam::111122223333:role/R\nsource_profile = nobody\n";
    let outcome = with_config(config, &["buses", "--profile", "p"], &[]);
    assert_said(&outcome, 4, &["profile `p` names the source_profile `nobody`, which does not exist"]);
    let config =
        "[profile p]\nrole_arn = arn:aws:iam::111122223333:role/R\nweb_identity_token_file = /no/token\n";
    let outcome = with_config(config, &["buses", "--profile", "p"], &[]);
    assert_said(&outcome, 4, &["the web identity token file `/no/token` of profile `p` is not there"]);
}
