//! Errors as the services answer them.

use std::fmt::Display;

/// A refused call: what goes on the wire as the service's error.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct ApiError {
    /// HTTP status: 400 for the caller's faults, 500 and up for the service's.
    pub(super) status: u16,
    /// The error code SDKs turn into a type, such as `ResourceNotFoundException`.
    pub(super) code: String,
    /// The sentence.
    pub(super) message: String,
    /// The region of a bucket that was asked for in another one.
    pub(super) bucket_region: Option<String>,
}

/// What an operation answers.
pub(super) type ApiResult<T> = Result<T, ApiError>;

impl ApiError {
    /// A fault of the caller's, status 400.
    pub(super) fn new(code: &str, message: impl Display) -> Self {
        Self { status: 400, code: code.to_owned(), message: message.to_string(), bucket_region: None }
    }

    /// `ValidationException`, EventBridge's word for a request that is not valid.
    pub(super) fn validation(message: impl Display) -> Self {
        Self::new("ValidationException", message)
    }

    /// `InvalidParameterException`, CloudWatch Logs' word for a request that is not valid.
    pub(super) fn parameter(message: impl Display) -> Self {
        Self::new("InvalidParameterException", message)
    }

    /// `ResourceNotFoundException`.
    pub(super) fn not_found(message: impl Display) -> Self {
        Self::new("ResourceNotFoundException", message)
    }

    /// `ResourceAlreadyExistsException`.
    pub(super) fn exists(message: impl Display) -> Self {
        Self::new("ResourceAlreadyExistsException", message)
    }

    /// `LimitExceededException` with EventBridge's sentence.
    pub(super) fn limit() -> Self {
        Self::new("LimitExceededException", "The requested resource exceeds the maximum number allowed.")
    }

    /// An operation this account does not have.
    pub(super) fn unknown_operation(operation: &str) -> Self {
        Self::new("UnknownOperationException", format!("The embedded account has no operation {operation}."))
    }
}
