//! Networks and logins as people have them: proxies, servers that hang, credentials that do not come. Each
//! against a stand-in on loopback, told by its right name.

use super::commands::{Outcome, Served, buslens, run};
use std::net::TcpListener;
use std::path::Path;

/// A home with this configuration, and the command's outcome there; no call leaves the machine.
fn with_config(config: &str, args: &[&str], env: &[(&str, &str)]) -> Outcome {
    let home = tempfile::tempdir().unwrap();
    std::fs::create_dir(home.path().join(".aws")).unwrap();
    std::fs::write(home.path().join(".aws/config"), config).unwrap();
    run_in(home.path(), args, env)
}

fn run_in(home: &Path, args: &[&str], env: &[(&str, &str)]) -> Outcome {
    let mut command = buslens(home, args);
    for name in ["HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "NO_PROXY"] {
        command.env_remove(name).env_remove(name.to_lowercase());
    }
    run(command.envs(env.iter().copied()).env("AWS_REGION", "us-east-1"))
}

const KEYS: [(&str, &str); 2] = [("AWS_ACCESS_KEY_ID", "AKIDEXAMPLE"), ("AWS_SECRET_ACCESS_KEY", "secret")];

fn assert_said(outcome: &Outcome, code: i32, parts: &[&str]) {
    let said = outcome.err.split_whitespace().collect::<Vec<_>>().join(" ");
    for part in parts {
        assert!(said.contains(part), "{part:?} is not in: {said}");
    }
    assert_eq!(outcome.code, code, "{said}");
}

#[test]
fn loopback_never_goes_through_a_proxy() {
    let served = Served::start();
    let dead = [("HTTP_PROXY", "http://127.0.0.1:1"), ("ALL_PROXY", "nonsense://x")];
    let listed = run_in(served.home(), &["buses", "--endpoint-url", served.endpoint()], &dead);
    assert_eq!(listed.code, 0, "{}", listed.err);
}

#[test]
fn a_dead_or_nonsensical_proxy_is_named_as_the_proxy() {
    let dead = [&KEYS[..], &[("HTTPS_PROXY", "http://me:secret@127.0.0.1:1")]].concat();
    let outcome = with_config("", &["buses"], &dead);
    assert_said(&outcome, 4, &["the proxy http://127.0.0.1:1 (HTTPS_PROXY) refused the connection"]);
    assert!(!outcome.err.contains("secret"), "{}", outcome.err);
    let nonsense = [&KEYS[..], &[("https_proxy", "gopher://x")]].concat();
    assert_said(
        &with_config("", &["buses"], &nonsense),
        2,
        &["https_proxy is `gopher://x`, which is not a proxy"],
    );
}

#[test]
fn a_proxy_that_wants_a_password_is_told_as_that() {
    use std::io::{Read as _, Write as _};
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let proxy = format!("http://{}", listener.local_addr().unwrap());
    std::thread::spawn(move || {
        for stream in listener.incoming() {
            let Ok(mut stream) = stream else { return };
            let _ = stream.read(&mut [0; 4_096]);
            let _ = stream.write_all(
                b"HTTP/1.1 407 Proxy Authentication Required\r\nProxy-Authenticate: Basic realm=\"x\"\r\n\
                  Content-Length: 0\r\n\r\n",
            );
        }
    });
    let outcome = with_config("", &["buses"], &[&KEYS[..], &[("HTTPS_PROXY", proxy.as_str())]].concat());
    assert_said(&outcome, 4, &[&proxy, "(HTTPS_PROXY) wants a user name and a password"]);
}

#[test]
fn a_bundle_of_certificates_that_is_none_is_named() {
    let set = [&KEYS[..], &[("AWS_CA_BUNDLE", "/no/such/bundle.pem")]].concat();
    assert_said(&with_config("", &["buses"], &set), 2, &["AWS_CA_BUNDLE names /no/such/bundle.pem"]);
    let config = "[default]\nca_bundle = /no/such/profile.pem\n";
    assert_said(
        &with_config(config, &["buses"], &KEYS),
        2,
        &["ca_bundle of the profile names /no/such/profile.pem"],
    );
}

#[test]
fn a_credential_process_that_fails_is_told_with_its_code_and_words() {
    let config = "[profile p]\ncredential_process = sh -c 'echo the token has expired >&2; exit 3'\n";
    let outcome = with_config(config, &["buses", "--profile", "p"], &[]);
    let said = "the credential_process of profile `p` failed with exit code 3: the token has expired";
    assert_said(&outcome, 4, &[said, "Run that command by hand"]);
    let config = "[profile p]\ncredential_process = echo nonsense\n";
    let outcome = with_config(config, &["buses", "--profile", "p"], &[]);
    assert_said(&outcome, 4, &["the credential_process of profile `p` gave no credentials"]);
}

#[test]
fn a_credential_process_that_hangs_is_said_within_seconds() {
    let config = "[profile p]\ncredential_process = sleep 20\n";
    let outcome = with_config(config, &["buses", "--profile", "p", "--timeout", "5s"], &[]);
    let said = ["Asking for credentials has had no answer for 3 s", "Gave up after 5s"];
    assert_said(&outcome, 4, &said);
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

#[test]
fn sts_out_of_reach_is_not_a_role_that_may_not_be_assumed() {
    let config = "[profile p]\nrole_arn = arn:aws:iam::111122223333:role/R\nsource_profile = keys\n\
        [profile keys]\naws_access_key_id = AKIDEXAMPLE\naws_secret_access_key = secret\n";
    let out_of_reach = [("AWS_ENDPOINT_URL_STS", "http://127.0.0.1:1")];
    let outcome = with_config(config, &["buses", "--profile", "p"], &out_of_reach);
    assert_said(&outcome, 4, &["STS, which gives the role's credentials, refused the connection"]);
}

#[test]
fn a_server_that_hangs_is_said_within_seconds_and_given_up_when_one_asks_for_that() {
    let hanging = TcpListener::bind("127.0.0.1:0").unwrap();
    let endpoint = format!("http://{}", hanging.local_addr().unwrap());
    let outcome = with_config("", &["buses", "--endpoint-url", &endpoint, "--timeout", "5s"], &[]);
    assert_said(
        &outcome,
        4,
        &["ListEventBuses has had no answer for 3 s", "Gave up after 5s, as --timeout says"],
    );
}
