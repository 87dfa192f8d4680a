//! How calls get out: which proxy they take, which certificates they trust, and the one HTTP client that is
//! built of that.
//!
//! The variables are those of every tool (HTTP_PROXY, HTTPS_PROXY, ALL_PROXY, NO_PROXY, in either case) and
//! of AWS's own (AWS_CA_BUNDLE, a profile's `ca_bundle`; AWS SDKs and Tools Reference Guide). Two things
//! differ from taking them as they come: what is on this machine is never asked through a proxy, and a value
//! that means nothing is said instead of ignored.

use super::untrusted_text::{quoted, without_userinfo};
use crate::model::{CallError, ErrorKind};
use aws_smithy_http_client::proxy::ProxyConfig;
use aws_smithy_http_client::tls::rustls_provider::CryptoMode;
use aws_smithy_http_client::tls::{Provider, TlsContext, TrustStore};
use aws_smithy_http_client::{Builder, Connector};
use aws_smithy_runtime_api::box_error::BoxError;
use aws_smithy_runtime_api::client::connector_metadata::ConnectorMetadata;
use aws_smithy_runtime_api::client::http::{
    HttpClient, HttpConnector, HttpConnectorFuture, HttpConnectorSettings, SharedHttpClient,
    SharedHttpConnector,
};
use aws_smithy_runtime_api::client::orchestrator::HttpRequest;
use aws_smithy_runtime_api::client::runtime_components::{RuntimeComponents, RuntimeComponentsBuilder};
use aws_smithy_types::config_bag::ConfigBag;
use hyper_util::client::proxy::matcher::Matcher;
use rustls::pki_types::CertificateDer;
use rustls::pki_types::pem::PemObject as _;
use std::fmt;
use std::net::IpAddr;
use std::path::Path;
use std::sync::Arc;

/// The library that encrypts: ring needs no C library of its own and compiles in a sixth of the time of the
/// SDK's default, aws-lc.
const CRYPTO: CryptoMode = CryptoMode::Ring;

/// A proxy that somebody has set.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Proxy {
    /// The variable that names it.
    pub(super) variable: &'static str,
    url: String,
}

impl Proxy {
    /// Whether a user name or a password is in it.
    pub(super) fn has_password(&self) -> bool {
        without_userinfo(&self.url) != self.url
    }

    /// Its URL without the password that may be in it.
    pub(super) fn without_password(&self) -> String {
        without_userinfo(&self.url)
    }
}

/// The proxies of the environment, and for whom they are not.
#[derive(Clone, Default)]
pub(super) struct Proxies {
    http: Option<Proxy>,
    https: Option<Proxy>,
    no_proxy: String,
    rules: Option<Arc<Matcher>>,
}

impl fmt::Debug for Proxies {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Proxies")
            .field("http", &self.http)
            .field("https", &self.https)
            .finish_non_exhaustive()
    }
}

impl Proxies {
    /// Reads the environment. Errors: a proxy setting that is not an address.
    pub(super) fn from_env(env: impl Fn(&str) -> Option<String>) -> Result<Self, CallError> {
        let find = |names: &[&'static str]| {
            names.iter().find_map(|name| {
                let url = env(name).map(|value| value.trim().to_owned()).filter(|value| !value.is_empty())?;
                Some(Proxy { variable: name, url })
            })
        };
        let https = find(&["HTTPS_PROXY", "https_proxy", "ALL_PROXY", "all_proxy"]);
        let http = find(&["HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy"]);
        let (https, http) = (https.map(usable).transpose()?, http.map(usable).transpose()?);
        let no_proxy = env("NO_PROXY").or_else(|| env("no_proxy")).unwrap_or_default();
        let mut rules = Matcher::builder().no(no_proxy.clone());
        if let Some(proxy) = &https {
            rules = rules.https(proxy.url.clone());
        }
        if let Some(proxy) = &http {
            rules = rules.http(proxy.url.clone());
        }
        Ok(Self { http, https, no_proxy, rules: Some(Arc::new(rules.build())) })
    }

    /// The proxy that a request to `url` takes.
    pub(super) fn of(&self, url: &str) -> Option<&Proxy> {
        if is_near(url) {
            return None;
        }
        let taken = self.rules.as_ref()?.intercept(&url.parse().ok()?).is_some();
        let is_https = url.get(..6).is_some_and(|start| start.eq_ignore_ascii_case("https:"));
        let proxy = if is_https { &self.https } else { &self.http };
        proxy.as_ref().filter(|_| taken)
    }
}

/// The proxy as a URL that can be used; a host and a port alone mean HTTP.
fn usable(mut proxy: Proxy) -> Result<Proxy, CallError> {
    let url = if proxy.url.contains("://") { proxy.url.clone() } else { format!("http://{}", proxy.url) };
    if is_http_url(&url) && ProxyConfig::all(url.as_str()).is_ok() {
        proxy.url = url;
        return Ok(proxy);
    }
    let shown = quoted(&without_userinfo(&url));
    let why = if url.to_ascii_lowercase().starts_with("socks") {
        format!("{} is {shown}: buslens takes HTTP proxies, not SOCKS", proxy.variable)
    } else {
        format!("{} is {shown}, which is not a proxy", proxy.variable)
    };
    Err(CallError::new(ErrorKind::Invalid, "Connecting", why)
        .advise(format!("Set {} to http://HOST:PORT, or unset it.", proxy.variable)))
}

/// True for a URL whose host is this machine.
pub(super) fn is_loopback(url: &str) -> bool {
    let host = host(url).trim_end_matches('.').to_ascii_lowercase();
    // What listens on all addresses is called so, too.
    let is_own = |address: IpAddr| address.to_canonical().is_loopback() || address.is_unspecified();
    host == "localhost"
        || host.ends_with(".localhost")
        || host.parse().ok().or_else(|| short_address(&host)).is_some_and(is_own)
}

/// An IPv4 address of fewer than four numbers, the last of which holds the rest, as `inet_aton` takes it
/// (POSIX).
fn short_address(host: &str) -> Option<IpAddr> {
    let parts: Vec<u32> = host.split('.').map(|part| part.parse().ok()).collect::<Option<_>>()?;
    let (last, front) = parts.split_last().filter(|(_, front)| front.len() < 3)?;
    let mut address = *last;
    for (at, part) in front.iter().enumerate() {
        address |= u32::from(u8::try_from(*part).ok()?) << (24 - 8 * at);
    }
    Some(std::net::Ipv4Addr::from(address).into())
}

/// True for what no proxy stands before: this machine, and the metadata service of the machine it runs on.
fn is_near(url: &str) -> bool {
    is_loopback(url)
        || match host(url).parse() {
            Ok(IpAddr::V4(address)) => address.is_link_local(),
            Ok(IpAddr::V6(address)) => address.segments()[..2] == [0xfd00, 0x0ec2],
            Err(_) => false,
        }
}

/// Whether this is a URL of HTTP or HTTPS with a host, and with a port that there can be if it names one.
pub(super) fn is_http_url(url: &str) -> bool {
    let Some((scheme, rest)) = url.split_once("://") else { return false };
    let host = rest.split('/').next().and_then(|place| place.rsplit('@').next()).unwrap_or_default();
    let (name, port) = host.rsplit_once(':').filter(|(_, port)| !port.ends_with(']')).unwrap_or((host, "80"));
    // A scheme may be written in any letter case (RFC 3986, section 3.1).
    let is_http = ["http", "https"].iter().any(|known| scheme.eq_ignore_ascii_case(known));
    is_http && !name.is_empty() && port.parse::<u16>().is_ok() && !url.contains(char::is_whitespace)
}

fn host(url: &str) -> &str {
    let host = url.split_once("://").map_or(url, |(_, rest)| rest);
    let host = host.split('/').next().unwrap_or(host).rsplit('@').next().unwrap_or(host);
    match host.strip_prefix('[') {
        Some(six) => six.split(']').next().unwrap_or(six),
        None => host.split(':').next().unwrap_or(host),
    }
}

/// The certificates to trust: those of a bundle where one is named (`origin` says where), else the system's.
///
/// Errors: a bundle that cannot be read, or has no certificate in it.
pub(super) fn trust(bundle: Option<(&str, &Path)>) -> Result<TlsContext, CallError> {
    let Some((origin, path)) = bundle else { return Ok(TlsContext::default()) };
    let failed = |why: String| {
        CallError::new(ErrorKind::Invalid, "Connecting", why).advise(format!(
            "Name a file of certificates in PEM form in {origin}, or leave it out to trust the system's."
        ))
    };
    if std::fs::metadata(path).is_ok_and(|about| !about.is_file()) {
        return Err(failed(format!("{origin} names {}, which is not a regular file", path.display())));
    }
    let text = std::fs::read_to_string(path).map_err(|error| {
        failed(format!("{origin} names {}, which cannot be read: {error}", path.display()))
    })?;
    let mut store = TrustStore::empty();
    let mut found = 0;
    for certificate in certificates(&text) {
        store.add_pem_certificate(certificate.as_bytes());
        found += 1;
    }
    if found == 0 {
        return Err(failed(format!("{origin} names {}, which holds no certificate", path.display())));
    }
    TlsContext::builder().with_trust_store(store).build().map_err(|error| failed(error.to_string()))
}

/// The certificates in a PEM file that can be used; one that cannot would make the library panic later.
fn certificates(text: &str) -> impl Iterator<Item = &str> {
    const END: &str = "-----END CERTIFICATE-----";
    text.match_indices("-----BEGIN CERTIFICATE-----").filter_map(|(at, _)| {
        let rest = text.get(at..)?;
        let block = rest.get(..rest.find(END)? + END.len())?;
        let certificate = CertificateDer::from_pem_slice(block.as_bytes()).ok()?;
        rustls::RootCertStore::empty().add(certificate).ok().map(|()| block)
    })
}

/// An HTTP client with this trust and these proxies.
pub(super) fn client(trust: &TlsContext, proxies: &Proxies) -> SharedHttpClient {
    let build = |proxy: ProxyConfig| {
        let trust = trust.clone();
        Builder::new().build_with_connector_fn(move |settings, components| {
            let mut connector = Connector::builder()
                .tls_provider(Provider::Rustls(CRYPTO))
                .tls_context(trust.clone())
                .proxy_config(proxy.clone());
            connector.set_connector_settings(settings.cloned());
            connector.set_sleep_impl(components.and_then(RuntimeComponents::sleep_impl));
            connector.build()
        })
    };
    let through = |proxy: &Proxy| {
        let config = ProxyConfig::all(proxy.url.as_str()).ok()?;
        Some(build(config.no_proxy(&proxies.no_proxy)))
    };
    SharedHttpClient::new(Routes {
        proxies: proxies.clone(),
        plain: Builder::new().build_http(),
        direct: build(ProxyConfig::disabled()),
        http: proxies.http.as_ref().and_then(through),
        https: proxies.https.as_ref().and_then(through),
    })
}

/// A client for each way out. Each is made ready when it is first used.
#[derive(Clone, Debug)]
struct Routes {
    proxies: Proxies,
    /// Direct, and without encryption.
    plain: SharedHttpClient,
    direct: SharedHttpClient,
    http: Option<SharedHttpClient>,
    https: Option<SharedHttpClient>,
}

impl Routes {
    fn of(&self, url: &str) -> &SharedHttpClient {
        let is_https = url.starts_with("https:");
        let direct = if is_https { &self.direct } else { &self.plain };
        let proxied = if is_https { &self.https } else { &self.http };
        match (self.proxies.of(url), proxied) {
            (Some(_), Some(proxied)) => proxied,
            (Some(_) | None, _) => direct,
        }
    }
}

impl HttpClient for Routes {
    fn http_connector(
        &self,
        settings: &HttpConnectorSettings,
        components: &RuntimeComponents,
    ) -> SharedHttpConnector {
        SharedHttpConnector::new(Route {
            routes: self.clone(),
            settings: settings.clone(),
            components: components.clone(),
        })
    }

    fn validate_base_client_config(
        &self,
        _: &RuntimeComponentsBuilder,
        _: &ConfigBag,
    ) -> Result<(), BoxError> {
        Ok(())
    }

    fn connector_metadata(&self) -> Option<ConnectorMetadata> {
        self.direct.connector_metadata()
    }
}

#[derive(Debug)]
struct Route {
    routes: Routes,
    settings: HttpConnectorSettings,
    components: RuntimeComponents,
}

impl HttpConnector for Route {
    fn call(&self, request: HttpRequest) -> HttpConnectorFuture {
        let client = self.routes.of(request.uri());
        client.http_connector(&self.settings, &self.components).call(request)
    }
}

#[cfg(test)]
mod tests;
