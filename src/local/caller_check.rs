//! Who may use the account: programs of this machine, and no web page.
//!
//! The server listens on loopback only, yet a page in the operator's browser can reach it: by posting a form
//! across origins, or under a name of its own that suddenly resolves to 127.0.0.1 (DNS rebinding), and then
//! it reads what comes. Both show in what a browser sends: an `Origin` (or `Sec-Fetch-Site`), and a `Host`
//! that is not loopback. SDKs and command lines send neither.

use super::error::ApiError;
use hyper::header::HeaderMap;
use hyper::http::uri::Uri;
use std::net::{Ipv4Addr, Ipv6Addr};

/// Why a request is turned away; `None` when it may pass. A request line may name a host besides, as for a
/// proxy: then both are looked at.
pub(super) fn turned_away(uri: &Uri, headers: &HeaderMap) -> Option<ApiError> {
    let text = |name: &str| headers.get(name).and_then(|value| value.to_str().ok());
    let why = if headers.contains_key("origin") {
        "it comes from a web page (it has an Origin)".to_owned()
    } else if text("sec-fetch-site").is_some_and(|site| site != "none") {
        "it comes from a web page (it has a Sec-Fetch-Site)".to_owned()
    } else {
        let mut hosts = headers.get_all("host").iter();
        let other = |host: &str| format!("its Host is {}, which is not this machine", for_sentence(host));
        match (hosts.next(), hosts.next(), uri.authority()) {
            (_, _, Some(named)) if !is_loopback(named.as_str()) => other(named.as_str()),
            (None, ..) => "it names no Host".to_owned(),
            (_, Some(_), _) => "it names more than one Host".to_owned(),
            (Some(host), None, _) if host.to_str().is_ok_and(is_loopback) => return None,
            (Some(host), None, _) => other(host.to_str().unwrap_or("not a text")),
        }
    };
    let message = format!(
        "The embedded account does not answer this request: {why}. Send it to http://127.0.0.1 or \
            http://localhost with the port."
    );
    Some(ApiError { status: 403, ..ApiError::new("AccessDeniedException", message) })
}

/// A host as an error repeats it: not longer than a name may be.
fn for_sentence(host: &str) -> String {
    host.chars().take(255).collect()
}

/// Whether a `Host` is this machine: `localhost` and names below it (buckets in virtual-host style), or a
/// loopback address; each also behind the `stream-` that SDKs put before it for live tails.
fn is_loopback(host: &str) -> bool {
    let host = host.strip_prefix("stream-").unwrap_or(host);
    let name = match host.strip_prefix('[') {
        Some(rest) => match rest.split_once(']') {
            Some((address, port)) if port.is_empty() || is_port(port) => {
                return address.parse::<Ipv6Addr>().is_ok_and(|address| address.is_loopback());
            }
            _ => return false,
        },
        None => match host.find(':') {
            Some(at) if is_port(&host[at..]) => &host[..at],
            Some(_) => return false,
            None => host,
        },
    };
    if let Ok(address) = name.parse::<Ipv4Addr>() {
        return address.is_loopback();
    }
    let name = name.to_ascii_lowercase();
    name == "localhost" || name.ends_with(".localhost")
}

fn is_port(text: &str) -> bool {
    text.strip_prefix(':').is_some_and(|port| port.parse::<u16>().is_ok())
}

#[cfg(test)]
mod tests {
    use super::{is_loopback, turned_away};
    use hyper::header::{HeaderMap, HeaderName, HeaderValue};
    use hyper::http::uri::Uri;

    fn headers(pairs: &[(&'static str, &'static str)]) -> HeaderMap {
        pairs
            .iter()
            .map(|(name, value)| (HeaderName::from_static(name), HeaderValue::from_static(value)))
            .collect()
    }

    #[test]
    fn only_names_of_this_machine_are_loopback() {
        for host in [
            "127.0.0.1:4000",
            "127.8.0.1",
            "localhost:1",
            "LOCALHOST",
            "[::1]:80",
            "[::1]",
            "stream-127.0.0.1:99",
            "stream-localhost:99",
            "bucket.localhost:4000",
        ] {
            assert!(is_loopback(host), "{host}");
        }
        for host in [
            "",
            "example.com",
            "127.0.0.1.example.com:4000",
            "localhost.example.com",
            "notlocalhost",
            "10.0.0.1:80",
            "127.0.0.1:x",
            "127.0.0.1:80@example.com",
            "[::2]:80",
            "[::1]x",
            "stream-example.com",
            "2130706433",
        ] {
            assert!(!is_loopback(host), "{host}");
        }
    }

    #[test]
    fn a_web_page_is_turned_away_and_told_why() {
        let here = Uri::from_static("/");
        assert_eq!(turned_away(&here, &headers(&[("host", "127.0.0.1:4000")])), None);
        for (pairs, why) in [
            (&[("host", "127.0.0.1:4000"), ("origin", "null")][..], "Origin"),
            (&[("host", "127.0.0.1:4000"), ("sec-fetch-site", "cross-site")], "Sec-Fetch-Site"),
            (&[("host", "rebound.example.com:4000")], "rebound.example.com:4000"),
            (&[], "no Host"),
        ] {
            let error = turned_away(&here, &headers(pairs)).unwrap();
            assert_eq!(error.status, 403);
            assert!(error.message.contains(why), "{}", error.message);
        }
        let sound = headers(&[("host", "127.0.0.1:4000")]);
        let mut twice = sound.clone();
        twice.append("host", HeaderValue::from_static("rebound.example.com"));
        assert!(turned_away(&here, &twice).unwrap().message.contains("more than one Host"));
        let named = |uri| turned_away(&Uri::from_static(uri), &sound).map(|error| error.message);
        assert_eq!(named("http://localhost:4000/"), None);
        assert!(named("http://rebound.example.com/").unwrap().contains("rebound.example.com"));
        assert!(named("http://a@127.0.0.1/").is_some());
    }
}
