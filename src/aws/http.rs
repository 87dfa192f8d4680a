//! The HTTP client that all calls share: rustls with ring, which needs no C library of its own and compiles in a
//! sixth of the time of the SDK's default, aws-lc. The proxy and the trusted certificates are the environment's.

use aws_smithy_http_client::tls::{Provider, rustls_provider::CryptoMode};
use aws_smithy_runtime_api::client::http::SharedHttpClient;

/// A client for HTTPS and, towards this machine, HTTP.
pub(super) fn client() -> SharedHttpClient {
    aws_smithy_http_client::Builder::new().tls_provider(Provider::Rustls(CryptoMode::Ring)).build_https()
}
