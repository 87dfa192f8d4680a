//! Proxies, certificates and ways out, as the environment sets them.

use super::{Proxies, certificates, client, is_loopback, trust};
use aws_sdk_sts::config::{Credentials, SharedCredentialsProvider};
use aws_smithy_types::error::display::DisplayErrorContext;
use rustls::pki_types::CertificateDer;
use rustls::pki_types::pem::PemObject as _;
use std::path::Path;
use std::sync::Arc;
use tokio::io::AsyncWriteExt as _;

fn proxies(set: &'static [(&str, &str)]) -> Result<Proxies, crate::model::CallError> {
    let find = |name: &str| set.iter().find(|(set, _)| *set == name).map(|(_, value)| (*value).to_owned());
    Proxies::from_env(find)
}

#[test]
fn what_is_near_takes_no_proxy_and_all_else_takes_its_own() {
    let set = proxies(&[
        ("HTTP_PROXY", "web:3128"),
        ("https_proxy", "http://me:secret@tls:3128"),
        ("NO_PROXY", ".internal,10.0.0.0/8"),
    ])
    .unwrap();
    let of = |url: &str| set.of(url).map(|proxy| (proxy.variable, proxy.without_password()));
    assert_eq!(
        of("https://events.eu-west-1.amazonaws.com/"),
        Some(("https_proxy", "http://tls:3128".to_owned())),
        "without the password"
    );
    assert_eq!(of("http://emulator.test:4566"), Some(("HTTP_PROXY", "http://web:3128".to_owned())));
    for near in [
        "http://127.0.0.1:4566",
        "http://localhost:1",
        "https://[::1]:4566/",
        "http://169.254.169.254/latest",
        "https://a.internal",
        "http://10.1.2.3:80",
    ] {
        assert_eq!(of(near), None, "{near}");
    }
    assert!(Proxies::default().of("https://events.eu-west-1.amazonaws.com/").is_none());
}

#[test]
fn a_proxy_that_is_none_is_named() {
    for (set, said) in [
        (&[("HTTPS_PROXY", "nonsense://x")][..], "HTTPS_PROXY is `nonsense://x`, which is not a proxy"),
        (&[("ALL_PROXY", "socks5://x:1")], "not SOCKS"),
        (&[("http_proxy", "http://")], "http_proxy"),
        (&[("https_proxy", "host:99999")], "https_proxy"),
        (&[("HTTPS_PROXY", "me:secret@:1")], "HTTPS_PROXY"),
    ] {
        let error = proxies(set).unwrap_err().to_string();
        assert!(error.contains(said) && error.contains("http://HOST:PORT"), "{error}");
        assert!(!error.contains("secret"), "{error}");
    }
    assert!(proxies(&[("HTTPS_PROXY", " "), ("HTTP_PROXY", "")]).is_ok());
    assert!(proxies(&[("HTTPS_PROXY", "HTTP://proxy.test:3128")]).is_ok(), "a scheme in capitals is one too");
}

#[test]
fn this_machine_is_known_by_all_its_names() {
    let other =
        ["LOCALHOST:1", "localhost.:1", "0.0.0.0:4566", "[::ffff:127.0.0.1]:1", "127.1", "2130706433"];
    let other = other.map(|host| format!("http://{host}"));
    let usual = ["http://127.0.0.1:4566", "http://localhost", "http://[::1]:80/x", "http://a:b@127.1.2.3/"];
    for url in usual.into_iter().chain(other.iter().map(String::as_str)) {
        assert!(is_loopback(url), "{url}");
    }
    for url in [
        "https://events.us-east-1.amazonaws.com",
        "http://127.0.0.1.example.com",
        "http://10.0.0.1:4566",
        "http://10.1",
    ] {
        assert!(!is_loopback(url), "{url}");
    }
}

#[test]
fn a_bundle_that_is_none_is_named_and_a_broken_certificate_in_it_left_out() {
    let home = tempfile::tempdir().unwrap();
    let path = home.path().join("bundle.pem");
    let error = trust(Some(("AWS_CA_BUNDLE", &path))).unwrap_err().to_string();
    assert!(error.contains("AWS_CA_BUNDLE names") && error.contains("cannot be read"), "{error}");
    std::fs::write(&path, "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n").unwrap();
    let error = trust(Some(("ca_bundle", Path::new(&path)))).unwrap_err().to_string();
    assert!(error.contains("holds no certificate"), "{error}");
    assert_eq!(certificates("-----BEGIN CERTIFICATE-----").count(), 0);
}

/// A server on loopback whose certificate only `tests/tls/authority.pem` vouches for (both made for this
/// test); gives its port.
async fn encrypted() -> u16 {
    use rustls::pki_types::PrivateKeyDer;
    let certificate =
        CertificateDer::from_pem_slice(include_bytes!("../../../tests/tls/server.pem")).unwrap();
    let key = PrivateKeyDer::from_pem_slice(include_bytes!("../../../tests/tls/server.key")).unwrap();
    let config = rustls::ServerConfig::builder()
        .with_no_client_auth()
        .with_single_cert(vec![certificate], key)
        .unwrap();
    let acceptor = tokio_rustls::TlsAcceptor::from(Arc::new(config));
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    tokio::spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            let acceptor = acceptor.clone();
            tokio::spawn(async move {
                let Ok(mut stream) = acceptor.accept(stream).await else { return };
                let answer = b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\nConnection: close\r\n\r\n";
                let _ = stream.write_all(answer).await;
                let _ = stream.shutdown().await;
            });
        }
    });
    port
}

/// What a call over TLS with this trust fails for; the server's answer is none of AWS's.
async fn fault(port: u16, bundle: Option<&Path>) -> String {
    let trust = trust(bundle.map(|path| ("AWS_CA_BUNDLE", path))).unwrap();
    let config = aws_config::SdkConfig::builder()
        .behavior_version(aws_config::BehaviorVersion::latest())
        .region(aws_types::region::Region::new("us-east-1"))
        .retry_config(aws_config::retry::RetryConfig::disabled())
        .credentials_provider(SharedCredentialsProvider::new(Credentials::new("a", "b", None, None, "test")))
        .http_client(client(&trust, &Proxies::default()))
        .endpoint_url(format!("https://127.0.0.1:{port}"))
        .build();
    let error = aws_sdk_sts::Client::new(&config).get_caller_identity().send().await.unwrap_err();
    DisplayErrorContext(error).to_string()
}

#[tokio::test]
async fn a_bundle_vouches_for_a_server_that_the_system_does_not_know() {
    let port = encrypted().await;
    let unknown = fault(port, None).await;
    assert!(unknown.contains("UnknownIssuer"), "{unknown}");
    let authority = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/tls/authority.pem");
    let known = fault(port, Some(&authority)).await;
    assert!(!known.contains("certificate") && !known.contains("UnknownIssuer"), "{known}");
}
