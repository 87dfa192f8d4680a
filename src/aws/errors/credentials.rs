//! The request never left: there are no credentials, or no region or endpoint that would do. What kept them
//! from coming, and what to do.

use super::unreachable::is_connection;
use super::{Surroundings, no_region};
use crate::aws::causes::{connection_words, innermost};
use crate::aws::connect::CREDENTIALS_WITHIN;
use crate::aws::credential_files::{OF_VARIABLE, fault_of_token_file};
use crate::aws::credentials::NOT_SENDABLE;
use crate::aws::services::Service;
use crate::aws::untrusted_text::{quoted, sentence};
use crate::model::without_secrets;
use crate::model::{CallError, ErrorKind};
use crate::text::one_line;
use aws_sdk_sts::error::ErrorMetadata;
use aws_sdk_sts::operation::assume_role::AssumeRoleError;
use aws_sdk_sts::operation::assume_role_with_web_identity::AssumeRoleWithWebIdentityError;
use aws_smithy_runtime_api::client::orchestrator::HttpResponse;
use aws_smithy_runtime_api::client::result::SdkError;
use std::error::Error as StdError;

impl Surroundings {
    /// The request never left: credentials, region or endpoint.
    pub(super) fn not_sent<E>(
        &self,
        service: Service,
        operation: &'static str,
        chain: &str,
        error: &SdkError<E, HttpResponse>,
    ) -> CallError
    where
        E: StdError + 'static,
    {
        let low = chain.to_ascii_lowercase();
        let says = |needles: &[&str]| needles.iter().any(|needle| low.contains(needle));
        if let Some(error) = self.no_credentials_because(operation, chain, &innermost(error)) {
            return error;
        }
        if let Some(answer) = answer_of_sts(error).filter(|_| self.profile.mfa.is_none()) {
            return self.no_credentials_from_sts(operation, &answer);
        }
        let is_ours = says(&["credential", "identity", "profile", "imds", "no providers"]);
        if let Some((why, advice)) = self.profile.fault.as_ref().filter(|_| is_ours) {
            return CallError::new(ErrorKind::NoCredentials, operation, why.clone())
                .advise(format!("{advice}, or look around first with `buslens demo`."));
        }
        if says(&[
            "no providers in chain provided credentials",
            "credentialsnotloaded",
            "did not contain credential information",
        ]) {
            return CallError::new(ErrorKind::NoCredentials, operation, self.no_credentials())
                .advise(self.credentials_advice());
        }
        // The metadata service is the chain's last resort: that it failed is not the news, that nothing else
        // was found is.
        if self.profile.name.is_none() && says(&["imds", "instance metadata", "instancemetadata"]) {
            return CallError::new(ErrorKind::NoCredentials, operation, self.no_credentials())
                .advise(self.credentials_advice());
        }
        if says(&["invalid region", "a region must be set", "missingregion"]) {
            return no_region(operation);
        }
        if says(&["endpoint", "uri"]) && !says(&["credential", "identity", "token"]) {
            let place = self.place(service);
            return CallError::new(
                ErrorKind::Invalid,
                operation,
                format!("{place} is not a usable endpoint"),
            )
            .advise("Give it as http://HOST:PORT or https://HOST.");
        }
        let expired = says(&[
            "expired",
            "unauthorizedexception",
            "session token not found or invalid",
            "invalid_grant",
        ]);
        let never = says(&["sso/cache", "login/cache", "cached sso token", "cached login token"]);
        if self.profile.login_command().is_some() && (expired || never) {
            let word = if expired { "has expired" } else { "is not there" };
            return CallError::new(
                ErrorKind::Expired,
                operation,
                format!("the sign-in of {} {word}", self.profile.words_of(self.profile.signs_in())),
            )
            .advise(self.renew_advice());
        }
        if let Some(owner) = &self.profile.mfa {
            let who = self.profile.words_of(owner);
            let why = format!("{who} assumes a role that asks for an MFA code");
            return CallError::new(ErrorKind::NoCredentials, operation, why).advise(Self::mfa_advice());
        }
        if expired {
            return CallError::new(ErrorKind::Expired, operation, "the credentials have expired")
                .advise(self.renew_advice());
        }
        if says(&["credential", "identity", "profile"]) {
            let why = format!(
                "the credentials of {} could not be obtained: {}",
                self.profile_words(),
                sentence(&innermost(error))
            );
            return CallError::new(ErrorKind::NoCredentials, operation, why)
                .advise(self.credentials_advice());
        }
        CallError::new(ErrorKind::Other, operation, sentence(&innermost(error)))
    }

    /// What kept credentials from coming, where that is plain.
    fn no_credentials_because(
        &self,
        operation: &'static str,
        chain: &str,
        innermost: &str,
    ) -> Option<CallError> {
        let innermost = &without_secrets(innermost);
        let low = chain.to_ascii_lowercase();
        let who = self.profile_words();
        let process = self.profile.process.as_deref().map(|owner| self.profile.words_of(owner));
        let process = process.as_ref().unwrap_or(&who);
        let by_hand = "Run that command by hand to see why, or look around first with `buslens demo`.";
        let failed = |kind, why: String| Some(CallError::new(kind, operation, why));
        if innermost.contains(NOT_SENDABLE) {
            let why = format!("{}, so {who} cannot be used", sentence(innermost));
            return failed(ErrorKind::NoCredentials, why).map(|error| {
                error.advise("Set it anew, as it was given out, in one line and with nothing around it.")
            });
        }
        if let Some((_, rest)) = innermost.split_once("external process exited with code ") {
            let (code, complaint) = rest.split_once(". Stderr: ").unwrap_or((rest, ""));
            let code = code.trim_start_matches("exit status: ");
            let complaint = sentence(complaint);
            let complaint = if complaint.is_empty() { String::new() } else { format!(": {complaint}") };
            let why = format!(
                "the credential_process of {process} failed with exit code {}{complaint}",
                sentence(code)
            );
            return failed(ErrorKind::NoCredentials, why).map(|error| error.advise(by_hand));
        }
        if low.contains("external process") {
            let why =
                format!("the credential_process of {process} gave no credentials: {}", sentence(innermost));
            return failed(ErrorKind::NoCredentials, why).map(|error| error.advise(by_hand));
        }
        let token_file = match &self.profile.token_file {
            Some((owner, path)) => Some((format!(" of {}", self.profile.words_of(owner)), path.clone())),
            None => {
                std::env::var("AWS_WEB_IDENTITY_TOKEN_FILE").ok().map(|path| (OF_VARIABLE.to_owned(), path))
            }
        };
        if let Some((of, path, fault)) =
            token_file.and_then(|(of, path)| Some((of, quoted(&path), fault_of_token_file(&path)?)))
        {
            let why = format!("the web identity token file {path}{of} {fault}");
            return failed(ErrorKind::NoCredentials, why).map(|error| {
                error.advise("Correct web_identity_token_file or AWS_WEB_IDENTITY_TOKEN_FILE.")
            });
        }
        if low.contains("identity resolver timed out") {
            let seconds = CREDENTIALS_WITHIN.as_secs();
            let (what, advice) = if self.profile.process.is_some() {
                (format!("the credential_process of {process}"), by_hand)
            } else {
                (self.giver(), "Check the network and the proxy settings, then refresh.")
            };
            let why = format!("{what} gave no answer within {seconds} s");
            return failed(ErrorKind::NoCredentials, why).map(|error| error.advise(advice));
        }
        if is_connection(chain) && is_about_credentials(chain) {
            let why = format!("{} {}", self.giver(), connection_words(chain, innermost));
            return failed(ErrorKind::Network, why).map(|error| {
                error.advise("Check the network, the region and the proxy settings, then refresh.")
            });
        }
        None
    }

    /// STS answered, and gave no credentials: what an answer to a call of ours would be told as.
    fn no_credentials_from_sts(&self, operation: &'static str, answer: &AnswerOfSts<'_>) -> CallError {
        let AnswerOfSts { asked, code, message, raw } = *answer;
        let status = raw.status().as_u16();
        let mut error = self.service_error(Service::Sts, asked, status, code, message, raw);
        error.operation = operation.into();
        // What is not valid is what was asked with, not what the operator asked for.
        if error.kind == ErrorKind::Invalid {
            error.kind = ErrorKind::NoCredentials;
        }
        error.message = format!("STS gave no credentials for {}: {}", self.profile_words(), error.message);
        let names_a_policy = message.is_some_and(|text| text.contains("policy"));
        if error.advice.is_none() || error.kind == ErrorKind::Denied && !names_a_policy {
            error = error.advise(
                "Check the role's trust policy and what it is assumed with (source_profile or token), or look \
                 around first with `buslens demo`.",
            );
        }
        error
    }

    /// Who gives the credentials, where that is asked over the network.
    pub(super) fn giver(&self) -> String {
        let giver = if self.profile.role || self.profile.token_file.is_some() {
            "STS, which gives the role's credentials,"
        } else if self.profile.sso.is_some() {
            "the sign-in service, which gives the credentials,"
        } else {
            "the service that gives the credentials"
        };
        giver.to_owned()
    }

    fn profile_words(&self) -> String {
        self.profile.words_of("")
    }

    fn no_credentials(&self) -> String {
        match &self.profile.name {
            Some(name) => format!("profile {} holds no AWS credentials", quoted(name)),
            None => "buslens found no AWS credentials in the environment, the shared files, or this \
                machine's role"
                .to_owned(),
        }
    }

    pub(super) fn credentials_advice(&self) -> String {
        let command = self.profile.login_command().unwrap_or_else(|| match &self.profile.name {
            Some(name) => format!("aws configure --profile {}", one_line(name)),
            None => "aws configure` or `aws sso login --profile NAME".to_owned(),
        });
        format!("Run `{command}`, or look around first with `buslens demo`.")
    }

    pub(super) fn renew_advice(&self) -> String {
        match self.profile.login_command() {
            Some(command) => format!("Run `{command}`, then refresh; or look around with `buslens demo`."),
            None => {
                "Renew them where they came from and start buslens again; or look around with `buslens demo`."
                    .to_owned()
            }
        }
    }

    pub(super) fn mfa_advice() -> String {
        "The AWS SDK cannot ask for MFA codes: give the profile a `credential_process` that does, such as \
            `aws-vault`, \
         or look around first with `buslens demo`."
            .to_owned()
    }
}

/// What STS said to the question for a role's credentials.
struct AnswerOfSts<'a> {
    /// The operation that it was asked with.
    asked: &'static str,
    code: Option<&'a str>,
    message: Option<&'a str>,
    raw: &'a HttpResponse,
}

/// STS's answer, where it is what a call failed for before it was sent.
fn answer_of_sts<'a>(error: &'a (dyn StdError + 'static)) -> Option<AnswerOfSts<'a>> {
    let answer = |asked, meta: &'a ErrorMetadata, raw| {
        let (code, message) = (meta.code(), meta.message());
        AnswerOfSts { asked, code, message, raw }
    };
    let mut next = Some(error);
    while let Some(cause) = next {
        if let Some(SdkError::ServiceError(failure)) =
            cause.downcast_ref::<SdkError<AssumeRoleError, HttpResponse>>()
        {
            return Some(answer("AssumeRole", failure.err().meta(), failure.raw()));
        }
        if let Some(SdkError::ServiceError(failure)) =
            cause.downcast_ref::<SdkError<AssumeRoleWithWebIdentityError, HttpResponse>>()
        {
            return Some(answer("AssumeRoleWithWebIdentity", failure.err().meta(), failure.raw()));
        }
        next = cause.source();
    }
    None
}

/// True where what failed is the fetching of credentials, not the call itself.
pub(super) fn is_about_credentials(chain: &str) -> bool {
    let low = chain.to_ascii_lowercase();
    ["credential", "identity", "assumerole", "providererror"].iter().any(|cause| low.contains(cause))
}
