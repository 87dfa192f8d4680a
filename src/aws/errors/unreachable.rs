//! No connection, or none that holds: whose fault that is, the proxy's or the server's.

use super::{Service, Surroundings};
use crate::aws::foreign_text::quoted;
use crate::model::{CallError, ErrorKind};

const CERTIFICATE_ADVICE: &str = "Where a proxy looks into encrypted traffic, name a file with its certificate in \
                                  AWS_CA_BUNDLE or in the profile's ca_bundle.";

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
                return error(format!("{name} wants a user name and a password"))
                    .advise(format!("Put them into {variable}: http://USER:PASSWORD@HOST:PORT."));
            }
            // The tunnel's own failure is told of the proxy's connection, too.
            let not_there =
                ["refused", "dns error", "failed to lookup", "timeout", "unreachable", "no route"];
            if low.contains("tunnel error") && !not_there.iter().any(|cause| low.contains(cause)) {
                return error(format!("{name} blocks the connection to {place}"))
                    .advise("Ask whoever runs the proxy, or put the host into NO_PROXY.");
            }
            if low.contains("certificate") {
                return error(format!("through {name}, {place} {why}")).advise(CERTIFICATE_ADVICE);
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
            _ if low.contains("certificate") => CERTIFICATE_ADVICE.to_owned(),
            Some(_) => "Check that a server listens there and that the URL is right.".to_owned(),
            None => format!(
                "Check the network, proxy settings and that {} is a region, or work offline with `buslens \
                    demo`.",
                quoted(&self.region)
            ),
        };
        CallError::new(ErrorKind::Network, operation, format!("{} {why}", self.place(service))).advise(advice)
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

/// True where no connection came about.
pub(super) fn is_connection(chain: &str) -> bool {
    let low = chain.to_ascii_lowercase();
    [
        "connection refused",
        "connection reset",
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
