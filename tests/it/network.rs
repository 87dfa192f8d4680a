//! Networks as people have them: proxies, servers that hang, STS out of reach. Each
//! against a stand-in on loopback, told by its right name.

use super::commands::{Outcome, Served, buslens, run};
use super::loop_in_process::{Desk, Options};
use super::put::control;
use buslens::internals::runtime::whose_account::Embedded;
use std::io::{Read as _, Write as _};
use std::net::TcpListener;
use std::path::Path;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

/// A home with this configuration, and the command's outcome there; no call leaves the machine.
pub fn with_config(config: &str, args: &[&str], env: &[(&str, &str)]) -> Outcome {
    let home = tempfile::tempdir().unwrap();
    std::fs::create_dir(home.path().join(".aws")).unwrap();
    std::fs::write(home.path().join(".aws/config"), config).unwrap();
    run_in(home.path(), args, env)
}

pub fn run_in(home: &Path, args: &[&str], env: &[(&str, &str)]) -> Outcome {
    let mut command = buslens(home, args);
    for name in ["HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "NO_PROXY"] {
        command.env_remove(name).env_remove(name.to_lowercase());
    }
    run(command.env("AWS_REGION", "us-east-1").envs(env.iter().copied()))
}

const KEYS: [(&str, &str); 2] = [("AWS_ACCESS_KEY_ID", "AKIDEXAMPLE"), ("AWS_SECRET_ACCESS_KEY", "secret")];

pub fn assert_said(outcome: &Outcome, code: i32, parts: &[&str]) {
    let said = outcome.err.split_whitespace().collect::<Vec<_>>().join(" ");
    for part in parts {
        assert!(said.contains(part), "{part:?} is not in: {said}");
    }
    assert_eq!(outcome.code, code, "{said}");
}

/// A server that gives each request this answer, and its address.
fn answering(answer: impl Fn() -> Vec<u8> + Send + 'static) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = format!("http://{}", listener.local_addr().unwrap());
    std::thread::spawn(move || {
        for stream in listener.incoming() {
            let Ok(mut stream) = stream else { return };
            let _ = stream.read(&mut [0; 8_192]);
            let _ = stream.write_all(&answer());
        }
    });
    address
}

fn http(status: &str, kind: &str, headers: &str, body: &str) -> Vec<u8> {
    let length = body.len();
    format!(
        "HTTP/1.1 {status}\r\nContent-Type: {kind}\r\n{headers}Content-Length: {length}\r\nConnection: close\r\n\r\n{body}"
    )
    .into_bytes()
}

#[test]
fn loopback_never_goes_through_a_proxy() {
    let served = Served::start();
    let dead = [("HTTP_PROXY", "http://127.0.0.1:1"), ("ALL_PROXY", "nonsense://x")];
    let listed = run_in(served.home(), &["buses", "--endpoint-url", served.endpoint()], &dead);
    assert_eq!(listed.code, 0, "{}", listed.err);
}

#[test]
fn what_is_set_to_nothing_counts_as_not_set() {
    let served = Served::start();
    let (at, own) = (served.endpoint(), "AWS_ENDPOINT_URL_EVENTBRIDGE");
    for env in [[("AWS_ENDPOINT_URL", at), (own, "")], [("AWS_ENDPOINT_URL", ""), (own, at)]] {
        let mut env = env.to_vec();
        env.extend([("AWS_REGION", ""), ("AWS_DEFAULT_REGION", "us-east-1")]);
        let listed = run_in(served.home(), &["buses"], &env);
        assert_eq!(listed.code, 0, "{env:?}: {}", listed.err);
    }
    // Without one it is AWS that is asked, and here somebody in between answers.
    let env = [("AWS_ENDPOINT_URL", ""), ("HTTPS_PROXY", "http://127.0.0.1:1"), KEYS[0], KEYS[1]];
    let asked = run_in(served.home(), &["buses", "--timeout", "5s"], &env);
    assert_said(&asked, 4, &["the proxy http://127.0.0.1:1 (HTTPS_PROXY)"]);
    let config =
        "[default]\nregion = us-east-1\nservices = s\n[services s]\neventbridge =\n  endpoint_url =\n";
    let asked = with_config(config, &["buses", "--timeout", "5s"], &env);
    assert_said(&asked, 4, &["the proxy http://127.0.0.1:1 (HTTPS_PROXY)"]);
    let wrong = [("AWS_ENDPOINT_URL", "http://h:99999")];
    assert_said(&run_in(served.home(), &["buses"], &wrong), 2, &["`http://h:99999` is not an endpoint"]);
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
    let proxy = answering(|| {
        http(
            "407 Proxy Authentication Required",
            "text/plain",
            "Proxy-Authenticate: Basic realm=\"x\"\r\n",
            "",
        )
    });
    let outcome = with_config("", &["buses"], &[&KEYS[..], &[("HTTPS_PROXY", proxy.as_str())]].concat());
    assert_said(&outcome, 4, &[&proxy, "(HTTPS_PROXY) wants a user name and a password", "Put them into"]);
    let given = proxy.replace("http://", "http://me:secret@");
    let outcome = with_config("", &["buses"], &[&KEYS[..], &[("HTTPS_PROXY", given.as_str())]].concat());
    assert_said(
        &outcome,
        4,
        &["does not take the user name and the password", "Correct them in HTTPS_PROXY"],
    );
    assert!(!outcome.err.contains("secret"), "{}", outcome.err);
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
fn a_configuration_that_the_sdk_would_leave_out_is_refused() {
    let home = tempfile::tempdir().unwrap();
    let file = home.path().join("config");
    let named = file.display().to_string();
    let asked =
        |name: &str| run_in(home.path(), &["buses", "--timeout", "5s"], &[(name, &named), KEYS[0], KEYS[1]]);
    let base: &[u8] = b"[default]\nendpoint_url = http://127.0.0.1:1\n";
    for (bytes, why) in [
        ([base, b"# caf\xe9\n"].concat(), "is not UTF-8 in line 3, and none of it would be read"),
        (b"\xff\xfe[\0d\0e\0f\0".to_vec(), "is not UTF-8 in line 1"),
    ] {
        std::fs::write(&file, bytes).unwrap();
        for name in ["AWS_CONFIG_FILE", "AWS_SHARED_CREDENTIALS_FILE"] {
            assert_said(&asked(name), 2, &[why, "Put that right"]);
        }
    }
    std::fs::remove_file(&file).unwrap();
    assert!(std::process::Command::new("mkfifo").arg(&file).status().unwrap().success());
    let all =
        ["AWS_CONFIG_FILE", "AWS_SHARED_CREDENTIALS_FILE", "AWS_WEB_IDENTITY_TOKEN_FILE", "AWS_CA_BUNDLE"];
    for name in all {
        let of_token = name == "AWS_WEB_IDENTITY_TOKEN_FILE";
        let said = if of_token { ", which AWS_WEB_IDENTITY_TOKEN_FILE names, is not a" } else { "is not a" };
        assert_said(&asked(name), if of_token { 4 } else { 2 }, &[said, "regular file"]);
    }
}

/// A profile whose role STS gives.
const ROLE: &str = "[profile p]\nrole_arn = arn:aws:iam::111122223333:role/R\nsource_profile = keys\n\
                    [profile keys]\naws_access_key_id = AKIDEXAMPLE\naws_secret_access_key = secret\n";

#[test]
fn sts_out_of_reach_is_not_a_role_that_may_not_be_assumed() {
    let out_of_reach = [("AWS_ENDPOINT_URL_STS", "http://127.0.0.1:1")];
    let outcome = with_config(ROLE, &["buses", "--profile", "p"], &out_of_reach);
    assert_said(&outcome, 4, &["STS, which gives the role's credentials, refused the connection"]);
    let served = Served::start();
    let garbled = answering(|| b"SSH-2.0-OpenSSH\r\n".to_vec());
    let env =
        [("AWS_ENDPOINT_URL_STS", garbled.as_str()), ("AWS_ENDPOINT_URL_EVENTBRIDGE", served.endpoint())];
    let outcome = with_config(ROLE, &["buses", "--profile", "p", "--region", "us-east-1"], &env);
    assert_said(
        &outcome,
        4,
        &["STS, which gives the role's credentials, answered with something that is not HTTP"],
    );
}

#[test]
fn a_read_whose_answer_breaks_off_is_made_again() {
    let bus =
        r#"{"EventBuses":[{"Name":"known","Arn":"arn:aws:events:us-east-1:111122223333:event-bus/known"}]}"#;
    let whole = http("200 OK", "application/x-amz-json-1.1", "", bus);
    let cut = whole[..whole.len() - 20].to_vec();
    let asked = std::sync::atomic::AtomicUsize::new(0);
    let (first, second) = (cut.clone(), whole.clone());
    let endpoint = answering(move || {
        let before = asked.fetch_add(1, std::sync::atomic::Ordering::SeqCst);
        if before == 0 { first.clone() } else { second.clone() }
    });
    let outcome = with_config("", &["buses", "--endpoint-url", &endpoint], &KEYS);
    assert_eq!(outcome.code, 0, "{}", outcome.err);
    assert!(outcome.out.contains("known"), "{}", outcome.out);
    let endpoint = answering(move || cut.clone());
    let outcome = with_config("", &["buses", "--endpoint-url", &endpoint], &KEYS);
    assert_said(&outcome, 4, &["the connection broke off in the middle of the answer"]);
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
    let file = tempfile::NamedTempFile::new().unwrap();
    std::fs::write(&file, r#"{"source":"s","detail-type":"t","detail":{}}"#).unwrap();
    let event = file.path().to_str().unwrap();
    let put = ["put", "--event", event, "--bus", "b", "--yes", "--endpoint-url", &endpoint];
    let outcome = with_config("", &[&put[..], &["--timeout", "4s"]].concat(), &KEYS);
    assert_said(
        &outcome,
        4,
        &["DescribeEventBus has had no answer for 3 s", "Gave up after 4s, as --timeout says"],
    );
    assert_eq!(outcome.out, "");
}

#[test]
fn a_server_that_closes_without_an_answer_is_named() {
    let closes = answering(Vec::new);
    let outcome = with_config("", &["buses", "--endpoint-url", &closes], &KEYS);
    let said = [&closes, "broke the connection off before it answered", "Check that a server listens there"];
    assert_said(&outcome, 4, &said);
}

#[test]
fn where_the_first_calls_for_targets_have_no_answer_the_others_are_not_made() {
    let served = Served::start();
    control(&served, "POST", "faults", r#"{"operation":"ListTargetsByRule","kind":"disconnect"}"#);
    let listed = served.run(&["targets", "--all"]);
    let none = "None of the first 10 rules' targets could be read";
    assert!(listed.code != 0 && listed.err.contains(none), "{} {}", listed.code, listed.err);
    assert_eq!(listed.err.matches("ListTargetsByRule failed").count(), 10, "{}", listed.err);
}

#[test]
fn an_answer_larger_than_any_of_aws_is_given_up() {
    let endpoint = answering(|| http("200 OK", "application/x-amz-json-1.1", "", &" ".repeat(40_000_000)));
    let outcome = with_config("", &["buses", "--endpoint-url", &endpoint], &KEYS);
    assert_said(&outcome, 4, &["the answer was not read to its end: it is larger than 32 MB"]);
}

#[test]
fn what_sts_answers_is_told_as_any_services_answer() {
    let fault = |code: &str, said: &str| {
        let body = format!(
            "<ErrorResponse><Error><Type>Sender</Type><Code>{code}</Code><Message>{said}</Message></Error></ErrorResponse>"
        );
        http("403 Forbidden", "text/xml", "", &body)
    };
    let denied = "User: arn:aws:iam::1:user/u is not authorized to perform: sts:AssumeRole on resource: R";
    let by_the_organization = format!("{denied} with an explicit deny in a service control policy");
    let late = "Signature expired: 20261128T110000Z is now earlier than 20261128T115500Z";
    for (answer, parts) in [
        (
            fault("AccessDenied", denied),
            ["it needs sts:AssumeRole: User: arn:aws:iam::1:user/u", "role's trust policy"],
        ),
        (
            fault("AccessDenied", &by_the_organization),
            ["it needs sts:AssumeRole", "only the organization's administrators"],
        ),
        (
            fault("SignatureDoesNotMatch", late),
            ["this machine's clock is wrong: Signature expired", "timedatectl"],
        ),
        (
            http("403 Forbidden", "text/html", "", "<html>blocked</html>"),
            ["a page of its own (HTTP 403)", "have no part in it"],
        ),
    ] {
        let sts = answering(move || answer.clone());
        let outcome =
            with_config(ROLE, &["buses", "--profile", "p"], &[("AWS_ENDPOINT_URL_STS", sts.as_str())]);
        assert_said(&outcome, 4, &["ListEventBuses failed: STS gave no credentials for profile `p`: "]);
        assert_said(&outcome, 4, &parts);
        assert!(!outcome.err.contains("Error {"), "{}", outcome.err);
        // Whose changes are to be taken back is not known then, which is not to have none.
        let undo = with_config(ROLE, &["undo", "--profile", "p"], &[("AWS_ENDPOINT_URL_STS", sts.as_str())]);
        assert_said(&undo, 4, &["GetCallerIdentity failed: STS gave no credentials for profile `p`: "]);
    }
    let home = tempfile::tempdir().unwrap();
    let token = home.path().join("token");
    std::fs::write(&token, "x").unwrap();
    let config = format!(
        "[profile p]\nrole_arn = arn:aws:iam::111122223333:role/R\nweb_identity_token_file = {}\n",
        token.display()
    );
    let sts = answering(move || fault("InvalidIdentityToken", "No OpenIDConnect provider found"));
    let outcome =
        with_config(&config, &["buses", "--profile", "p"], &[("AWS_ENDPOINT_URL_STS", sts.as_str())]);
    let said = "STS gave no credentials for profile `p`: No OpenIDConnect provider found (InvalidIdentityToken). Check";
    assert_said(&outcome, 4, &[said]);
}

#[test]
fn a_proxy_that_lets_nothing_through_is_named_whatever_it_answers() {
    for answer in [
        http("403 Forbidden", "text/html", "", "<html>blocked</html>"),
        http("502 Bad Gateway", "text/html", "", "<html>no</html>"),
        b"SSH-2.0-OpenSSH\r\n".to_vec(),
    ] {
        let proxy = answering(move || answer.clone());
        let outcome = with_config("", &["buses"], &[&KEYS[..], &[("HTTPS_PROXY", proxy.as_str())]].concat());
        assert_said(&outcome, 4, &[&proxy, "made no connection to the events endpoint of us-east-1"]);
        assert!(!outcome.err.contains("not allowed"), "{}", outcome.err);
    }
}

#[test]
fn a_page_in_place_of_the_service_and_an_organizations_denial_are_told_as_what_they_are() {
    let page = answering(|| http("403 Forbidden", "text/html", "", "<html>blocked</html>"));
    let outcome = with_config("", &["buses", "--endpoint-url", &page], &KEYS);
    assert_said(
        &outcome,
        4,
        &["answered with a page of its own (HTTP 403)", "permissions in AWS have no part in it"],
    );
    let denied = r#"{"__type":"AccessDeniedException","message":"User: arn:aws:iam::1:user/u is not authorized to perform: events:ListEventBuses on resource: * with an explicit deny in a service control policy"}"#;
    let service = answering(move || http("400 Bad Request", "application/x-amz-json-1.1", "", denied));
    let outcome = with_config("", &["buses", "--endpoint-url", &service], &KEYS);
    assert_said(&outcome, 4, &["only the organization's administrators can change that"]);
}

#[test]
fn a_time_that_is_refused_is_told_with_how_far_the_clock_is_off() {
    let late = || {
        let date = SystemTime::now() + Duration::from_mins(10);
        let seconds = date.duration_since(UNIX_EPOCH).unwrap().as_secs();
        let date = aws_smithy_types::DateTime::from_secs(i64::try_from(seconds).unwrap());
        let date = format!("Date: {}\r\n", date.fmt(aws_smithy_types::date_time::Format::HttpDate).unwrap());
        let said = r#"{"__type":"RequestTimeTooSkewed","message":"The difference is too large"}"#;
        http("403 Forbidden", "application/x-amz-json-1.1", &date, said)
    };
    let service = answering(late);
    let outcome = with_config("", &["buses", "--endpoint-url", &service], &KEYS);
    assert_said(&outcome, 4, &["behind: The difference is too large", "timedatectl"]);
    // The answer's time has no parts of a second.
    let off = ["10 min", "9 min 59 s"]
        .map(|off| format!("ListEventBuses failed: this machine's clock is {off} behind"));
    assert!(off.iter().any(|off| outcome.err.contains(off)), "{}", outcome.err);
}

#[test]
fn an_encrypted_server_is_known_by_the_bundle_of_the_environment_or_of_the_profile() {
    let (endpoint, authority) = encrypted();
    let args = ["buses", "--json", "--endpoint-url", &endpoint];
    let unknown = with_config("", &args, &KEYS);
    assert_said(&unknown, 4, &["shows a certificate that is not trusted", "AWS_CA_BUNDLE"]);
    let by_environment = with_config("", &args, &[&KEYS[..], &[("AWS_CA_BUNDLE", authority)]].concat());
    let other = authority.replace("authority", "server");
    let by_other = with_config("", &args, &[&KEYS[..], &[("AWS_CA_BUNDLE", other.as_str())]].concat());
    assert_said(
        &by_other,
        4,
        &["that is not trusted", "server.pem` (AWS_CA_BUNDLE) alone", "is not among them"],
    );
    let another = endpoint.replace("127.0.0.1", "localhost");
    let by_name = ["buses", "--endpoint-url", &another];
    let by_name = with_config("", &by_name, &[&KEYS[..], &[("AWS_CA_BUNDLE", authority)]].concat());
    assert_said(
        &by_name,
        4,
        &["shows a certificate that does not hold", "The certificate is another host's"],
    );
    let by_profile = with_config(&format!("[default]\nca_bundle = {authority}\n"), &args, &KEYS);
    for outcome in [by_environment, by_profile] {
        assert_eq!(outcome.code, 0, "{}", outcome.err);
        assert!(outcome.out.contains("\"known\""), "{}", outcome.out);
    }
}

/// A server whose certificate only this authority's vouches for, with one bus.
fn encrypted() -> (String, &'static str) {
    use rustls::pki_types::pem::PemObject as _;
    use rustls::pki_types::{CertificateDer, PrivateKeyDer};
    let certificate = CertificateDer::from_pem_slice(include_bytes!("../tls/server.pem")).unwrap();
    let key = PrivateKeyDer::from_pem_slice(include_bytes!("../tls/server.key")).unwrap();
    let config = rustls::ServerConfig::builder().with_no_client_auth();
    let config = std::sync::Arc::new(config.with_single_cert(vec![certificate], key).unwrap());
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let endpoint = format!("https://{}", listener.local_addr().unwrap());
    std::thread::spawn(move || {
        for stream in listener.incoming() {
            let (Ok(mut stream), Ok(mut tls)) = (stream, rustls::ServerConnection::new(config.clone()))
            else {
                return;
            };
            let mut tls = rustls::Stream::new(&mut tls, &mut stream);
            let _ = tls.read(&mut [0; 8_192]);
            let body = r#"{"EventBuses":[{"Name":"known","Arn":"arn:aws:events:us-east-1:111122223333:event-bus/known"}]}"#;
            let _ = tls.write_all(&http("200 OK", "application/x-amz-json-1.1", "", body));
            tls.conn.send_close_notify();
            let _ = tls.flush();
        }
    });
    (endpoint, concat!(env!("CARGO_MANIFEST_DIR"), "/tests/tls/authority.pem"))
}

#[test]
fn what_cannot_be_asked_is_not_told_as_if_it_were_not_there() {
    let args = |command| [command, "--endpoint-url", "http://127.0.0.1:1"];
    let taps = with_config("", &args("taps"), &KEYS);
    assert_said(
        &taps,
        4,
        &["Not everything could be searched. ListEventBuses failed", "DescribeLogGroups failed"],
    );
    assert_eq!(taps.out.trim(), "No taps of buslens were found where the search succeeded.");
    let undo = with_config("", &args("undo"), &KEYS);
    assert_said(&undo, 4, &["GetCallerIdentity failed: http://127.0.0.1:1 refused the connection"]);
}

#[tokio::test]
async fn what_was_sent_from_an_account_that_cannot_be_asked_after_is_not_told_as_nothing() {
    let home = tempfile::tempdir().unwrap();
    let account = Embedded::with(buslens::local::Options { backlog: Duration::ZERO, ..Default::default() });
    let endpoint = Some("http://127.0.0.1:1".to_owned());
    let mut desk = Desk::start(home.path(), Options { endpoint, ..Options::of(account) });
    let before = desk.wait_for("refused the connection").await;
    assert!(!before.contains("GetCallerIdentity"), "{before}");
    desk.press(":sent<enter>");
    desk.wait_for("GetCallerIdentity").await;
}

#[tokio::test]
async fn a_server_that_hangs_is_said_on_the_screen_within_seconds() {
    let hanging = TcpListener::bind("127.0.0.1:0").unwrap();
    let endpoint = Some(format!("http://{}", hanging.local_addr().unwrap()));
    let home = tempfile::tempdir().unwrap();
    let account = Embedded::with(buslens::local::Options { backlog: Duration::ZERO, ..Default::default() });
    let mut desk = Desk::start(home.path(), Options { endpoint, ..Options::of(account) });
    let screen = desk.wait_for("has had no answer for 3 s").await;
    assert!(screen.contains("ListEventBuses") || screen.contains("GetCallerIdentity"), "{screen}");
}
