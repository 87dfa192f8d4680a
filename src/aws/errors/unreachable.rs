//! No connection, or none that holds: whose fault that is, the proxy's or the server's.

use super::Surroundings;
use crate::aws::services::Service;
use crate::aws::untrusted_text::quoted;
use crate::model::{CallError, ErrorKind};

impl Surroundings {
    pub(super) fn unreachable(
        &self,
        service: Service,
        operation: &'static str,
        chain: &str,
        why: &str,
    ) -> CallError {
        let url = self.url(service);
        let low = chain.to_ascii_lowercase();
        if let Some(proxy) = self.proxies.of(&url) {
            let name = format!("the proxy {} ({})", proxy.without_password(), proxy.variable);
            let (place, variable) = (self.place(service), proxy.variable);
            let error = |why: String| CallError::new(ErrorKind::Network, operation, why);
            if low.contains("proxy authorization required") {
                let (what, advice) = if proxy.has_password() {
                    ("does not take the user name and the password that it is given", "Correct them in")
                } else {
                    ("wants a user name and a password", "Put them into")
                };
                return error(format!("{name} {what}"))
                    .advise(format!("{advice} {variable}: http://USER:PASSWORD@HOST:PORT."));
            }
            // The tunnel's own failure is told of the proxy's connection, too.
            let not_there =
                ["refused", "dns error", "failed to lookup", "timeout", "unreachable", "no route"];
            if low.contains("tunnel error") && !not_there.iter().any(|cause| low.contains(cause)) {
                // Its answer is not told by the library: a refusal, a server that it cannot reach, or no
                // HTTP.
                return error(format!(
                    "{name} made no connection to {place}: it blocks it, or cannot reach it"
                ))
                .advise(format!(
                    "Ask whoever runs the proxy, check {variable}, or put the host into NO_PROXY."
                ));
            }
            if low.contains("certificate") {
                return error(format!("through {name}, {place} {why}")).advise(self.certificate_advice(&low));
            }
            let at_the_proxy = is_connection(chain) || low.contains("http connect timeout");
            let words = if at_the_proxy {
                format!("{name} {why}")
            } else {
                format!("{place}, through {name}, {why}")
            };
            return error(words)
                .advise(format!("Correct {variable} or unset it; NO_PROXY lists what needs none."));
        }
        let advice = match self.endpoint(service) {
            Some(_) if self.embedded => "The embedded account has stopped: start buslens again.".to_owned(),
            _ if low.contains("certificate") => self.certificate_advice(&low),
            Some(_) => "Check that a server listens there and that the URL is right.".to_owned(),
            None => format!(
                "Check the network, proxy settings and that {} is a region, or work offline with `buslens \
                    demo`.",
                quoted(&self.region)
            ),
        };
        CallError::new(ErrorKind::Network, operation, format!("{} {why}", self.place(service))).advise(advice)
    }

    /// What to do about a certificate, by what the errors say of it in small letters.
    fn certificate_advice(&self, low: &str) -> String {
        if low.contains("not valid for name") {
            return "The certificate is another host's: correct the host in the URL, or ask who answers in its place."
                .to_owned();
        }
        if low.contains("expired") || low.contains("not valid yet") || low.contains("notvalidyet") {
            return "Check this machine's clock, and ask whoever runs that server.".to_owned();
        }
        match &self.bundle {
            Some(bundle) => format!(
                "What is trusted are the certificates of {bundle} alone, and the one that signs these is not among \
                 them: add it there."
            ),
            None => "Where a proxy looks into encrypted traffic, name a file with its certificate in AWS_CA_BUNDLE or \
                     in the profile's ca_bundle."
                .to_owned(),
        }
    }

    /// Where a call of that service goes, as a URL.
    pub(super) fn url(&self, service: Service) -> String {
        let own = || match service {
            Service::CloudWatch => format!("https://monitoring.{}.amazonaws.com/", self.region),
            // IAM has one endpoint for all regions.
            Service::Iam => "https://iam.amazonaws.com/".to_owned(),
            Service::Events
            | Service::Logs
            | Service::Sts
            | Service::Lambda
            | Service::Sqs
            | Service::Sns
            | Service::StepFunctions
            | Service::Kms
            | Service::CloudTrail
            | Service::S3 => format!("https://{}.{}.amazonaws.com/", service.iam(), self.region),
        };
        self.endpoint(service).map_or_else(own, str::to_owned)
    }
}

/// True where no connection came about, or it did not hold.
pub(super) fn is_connection(chain: &str) -> bool {
    let low = chain.to_ascii_lowercase();
    [
        "connection refused",
        "connection reset",
        "connection closed",
        "dns error",
        "failed to lookup",
        "http connect timeout",
        "error trying to connect",
        "client error (connect)",
        "network is unreachable",
        "no route to host",
        "tunnel error",
    ]
    .iter()
    .any(|cause| low.contains(cause))
}
