//! The protocols: from an HTTP request to an operation and its input as JSON, and from an answer or error
//! back to bytes.
//!
//! Spoken as the SDKs choose: AWS JSON 1.0 and 1.1 (EventBridge, CloudWatch Logs, SQS, KMS, CloudTrail, Step
//! Functions), Smithy RPC v2 CBOR (CloudWatch), the older query protocol with XML answers (STS, IAM, SNS, and
//! CloudWatch for older clients), JSON over REST (Lambda), and XML over REST in path style (S3). Inside the
//! account everything is a [`serde_json::Value`] with timestamps as seconds since the epoch; what an
//! operation does is not this module's business.

pub(super) mod frames;
mod query;
mod rest;
#[cfg(test)]
mod tests;
mod xml;

use super::error::{ApiError, ApiResult};
use crate::cbor;
use crate::text::percent_decoded;
use bytes::Bytes;
use hyper::Method;
use hyper::header::{HeaderMap, HeaderValue};
use serde_json::{Value, json};
use std::borrow::Cow;

/// The services behind the one port.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Service {
    /// EventBridge, the classic API.
    Events,
    /// CloudWatch Logs.
    Logs,
    /// CloudWatch metrics.
    CloudWatch,
    /// Security Token Service.
    Sts,
    /// Simple Queue Service.
    Sqs,
    /// Simple Notification Service.
    Sns,
    /// Lambda.
    Lambda,
    /// Identity and Access Management.
    Iam,
    /// Key Management Service.
    Kms,
    /// CloudTrail.
    CloudTrail,
    /// Simple Storage Service.
    S3,
    /// Step Functions.
    StepFunctions,
}

/// How the caller speaks, and so how it is answered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Protocol {
    /// AWS JSON with the minor version as its content type tells.
    Json { minor: char },
    /// AWS JSON 1.0 with the error codes of the query protocol beside its own: SQS.
    SqsJson,
    /// Smithy RPC v2 CBOR.
    Cbor,
    /// Query parameters in, XML out in the namespace of the service.
    Query { namespace: &'static str },
    /// JSON over REST.
    RestJson,
    /// XML over REST.
    RestXml,
}

/// A request, understood as far as the protocol goes.
#[derive(Debug)]
pub(super) struct Call {
    /// An object's content, where the body is one.
    pub(super) content: Vec<u8>,
    pub(super) service: Service,
    pub(super) operation: String,
    pub(super) input: Value,
    pub(super) protocol: Protocol,
    /// The region it was signed for; empty when it was signed for none.
    pub(super) region: String,
    /// The host and port it was sent to.
    pub(super) host: String,
}

/// Members that hold a moment; CBOR tags them and XML writes them as ISO 8601.
const MOMENTS: [&str; 8] = [
    "StartTime",
    "EndTime",
    "Timestamp",
    "Timestamps",
    "CreateDate",
    "UpdateDate",
    "CreationDate",
    "LastModified",
];

fn is_moment(name: &str) -> bool {
    MOMENTS.contains(&name)
}

fn from_cbor(body: &[u8]) -> ApiResult<Value> {
    cbor::decode(body).map_err(|error| {
        ApiError::new("SerializationException", format!("The request is not valid CBOR: {error}."))
    })
}

fn header<'a>(headers: &'a HeaderMap, name: &str) -> &'a str {
    headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or("")
}

/// The region and service a request was signed for: `Credential=KEY/DATE/REGION/SERVICE/aws4_request` (IAM
/// user guide, "Elements of an AWS API request signature"). Empty texts when it was not signed, or with
/// SigV4A, which names no region.
fn scope(headers: &HeaderMap) -> (&str, &str) {
    let authorization = header(headers, "authorization");
    let scope = authorization
        .strip_prefix("AWS4-HMAC-SHA256")
        .and_then(|rest| rest.split_once("Credential="))
        .map_or("", |(_, rest)| rest.split([',', ' ']).next().unwrap_or(""));
    let mut parts = scope.rsplit('/').skip(1);
    let service = parts.next().unwrap_or("");
    (parts.next().unwrap_or(""), service)
}

/// The protocol of a request, from its head alone, so that even a broken request is answered in it.
pub(super) fn protocol_of(path: &str, headers: &HeaderMap) -> Protocol {
    let content_type = header(headers, "content-type");
    let target = header(headers, "x-amz-target");
    if header(headers, "smithy-protocol") == "rpc-v2-cbor" {
        Protocol::Cbor
    } else if target.starts_with("AmazonSQS.") {
        Protocol::SqsJson
    } else if !target.is_empty() {
        Protocol::Json {
            minor: if content_type.starts_with("application/x-amz-json-1.0") { '0' } else { '1' },
        }
    } else if content_type.starts_with("application/x-www-form-urlencoded") {
        Protocol::Query { namespace: "" }
    } else if scope(headers).1 == "lambda" || path.starts_with("/2015-03-31/functions") {
        Protocol::RestJson
    } else if scope(headers).1 == "s3" {
        Protocol::RestXml
    } else {
        Protocol::Json { minor: '1' }
    }
}

/// The service a target, a version or a path names, with what the query protocol calls its namespace.
fn service(name: &str) -> ApiResult<(Service, &'static str)> {
    Ok(match name {
        "AWSEvents" => (Service::Events, ""),
        "Logs_20140328" => (Service::Logs, ""),
        "GraniteServiceVersion20100801" | "2010-08-01" => {
            (Service::CloudWatch, "http://monitoring.amazonaws.com/doc/2010-08-01/")
        }
        "2011-06-15" => (Service::Sts, "https://sts.amazonaws.com/doc/2011-06-15/"),
        "2010-05-08" => (Service::Iam, "https://iam.amazonaws.com/doc/2010-05-08/"),
        "2010-03-31" => (Service::Sns, "http://sns.amazonaws.com/doc/2010-03-31/"),
        "AmazonSQS" => (Service::Sqs, ""),
        "TrentService" => (Service::Kms, ""),
        "AWSStepFunctions" => (Service::StepFunctions, ""),
        name if name.ends_with("CloudTrail_20131101") => (Service::CloudTrail, ""),
        _ => {
            return Err(ApiError::new(
                "UnknownOperationException",
                format!("The embedded account has no service {name}."),
            ));
        }
    })
}

/// Reads a request. The path tells CBOR's operation, `X-Amz-Target` JSON's, the body's `Action` the query
/// protocol's, method and path those of the REST protocols.
pub(super) fn read(
    method: &Method,
    path: &str,
    query: &str,
    headers: &HeaderMap,
    body: &[u8],
) -> ApiResult<Call> {
    let mut protocol = protocol_of(path, headers);
    let mut content = Vec::new();
    let (service, operation, input) = match &mut protocol {
        Protocol::Cbor => {
            let mut parts = path.trim_matches('/').split('/');
            let (Some("service"), Some(name), Some("operation"), Some(operation)) =
                (parts.next(), parts.next(), parts.next(), parts.next())
            else {
                return Err(ApiError::unknown_operation(path));
            };
            (service(name)?.0, operation.to_owned(), from_cbor(body)?)
        }
        Protocol::Json { .. } | Protocol::SqsJson => {
            let target = header(headers, "x-amz-target");
            let Some((name, operation)) = target.rsplit_once('.') else {
                return Err(ApiError::new(
                    "UnknownOperationException",
                    "The request names no operation (X-Amz-Target).",
                ));
            };
            let input = if body.is_empty() {
                json!({})
            } else {
                serde_json::from_slice(body).map_err(|error| {
                    ApiError::new(
                        "SerializationException",
                        format!("The request is not valid JSON: {error}."),
                    )
                })?
            };
            (service(name)?.0, operation.to_owned(), input)
        }
        Protocol::Query { namespace } => {
            let (operation, version, input) = query::decode(body)?;
            let (service, name) = service(&version)?;
            *namespace = name;
            (service, operation, input)
        }
        Protocol::RestJson => {
            let (operation, input) = rest::lambda(method, path, query, body)?;
            (Service::Lambda, operation, input)
        }
        Protocol::RestXml => {
            let chunked = header(headers, "content-encoding").contains("aws-chunked")
                || header(headers, "x-amz-content-sha256").starts_with("STREAMING-");
            let body = if chunked { Cow::Owned(rest::unchunked(body)?) } else { Cow::Borrowed(body) };
            let (mut operation, mut input) = rest::s3(method, path, query, &body)?;
            let copied = header(headers, "x-amz-copy-source");
            if operation == "PutObject" && !copied.is_empty() {
                "CopyObject".clone_into(&mut operation);
                input["CopySource"] = Value::String(percent_decoded(copied));
            }
            content = body.into_owned();
            (Service::S3, operation, input)
        }
    };
    let region = scope(headers).0.to_owned();
    Ok(Call {
        content,
        service,
        operation,
        input,
        protocol,
        region,
        host: header(headers, "host").to_owned(),
    })
}

/// An answer ready to be sent.
pub(super) struct WireAnswer {
    pub(super) status: u16,
    pub(super) headers: Vec<(&'static str, HeaderValue)>,
    pub(super) body: Bytes,
}

fn content_type(protocol: Protocol) -> HeaderValue {
    HeaderValue::from_static(match protocol {
        Protocol::Json { minor: '0' } | Protocol::SqsJson => "application/x-amz-json-1.0",
        Protocol::Json { .. } => "application/x-amz-json-1.1",
        Protocol::Cbor => "application/cbor",
        Protocol::Query { .. } => "text/xml",
        Protocol::RestJson => "application/json",
        Protocol::RestXml => "application/xml",
    })
}

fn headers_for(protocol: Protocol) -> Vec<(&'static str, HeaderValue)> {
    let mut headers = vec![("content-type", content_type(protocol))];
    if protocol == Protocol::Cbor {
        headers.push(("smithy-protocol", HeaderValue::from_static("rpc-v2-cbor")));
    }
    headers
}

/// The status of success: REST protocols have several.
fn status(protocol: Protocol, operation: &str) -> u16 {
    match (protocol, operation) {
        (Protocol::RestJson, "CreateFunction" | "AddPermission" | "CreateAlias" | "PublishVersion") => 201,
        (Protocol::RestJson, "Invoke") => 202,
        (
            Protocol::RestJson,
            "DeleteFunction" | "RemovePermission" | "DeleteAlias" | "DeleteFunctionConcurrency",
        ) => 204,
        _ => 200,
    }
}

/// Writes the output of `operation`. Operations without output answer JSON with an empty body, as the
/// services do.
pub(super) fn write(protocol: Protocol, operation: &str, request_id: &str, output: &Value) -> WireAnswer {
    let body = match protocol {
        Protocol::Json { .. } | Protocol::SqsJson | Protocol::RestJson if output.is_null() => Bytes::new(),
        Protocol::Json { .. } | Protocol::SqsJson | Protocol::RestJson => Bytes::from(output.to_string()),
        Protocol::Cbor => Bytes::from(cbor::encode(output, is_moment)),
        Protocol::Query { namespace } => Bytes::from(query::encode(namespace, operation, request_id, output)),
        Protocol::RestXml => Bytes::from(query::encode_document(output)),
    };
    WireAnswer { status: status(protocol, operation), headers: headers_for(protocol), body }
}

/// Writes an error.
pub(super) fn write_error(protocol: Protocol, request_id: &str, error: &ApiError) -> WireAnswer {
    let mut headers = headers_for(protocol);
    let sender = if error.status < 500 { "Sender" } else { "Receiver" };
    let body = match protocol {
        Protocol::SqsJson => {
            let code = format!("com.amazonaws.sqs#{}", error.code);
            Bytes::from(json!({"__type": code, "message": error.message}).to_string())
        }
        Protocol::Json { .. } => {
            Bytes::from(json!({"__type": error.code, "message": error.message}).to_string())
        }
        Protocol::RestJson => Bytes::from(
            json!({"Type": if error.status < 500 { "User" } else { "Service" }, "Message": error.message})
                .to_string(),
        ),
        Protocol::Cbor => {
            Bytes::from(cbor::encode(&json!({"__type": error.code, "message": error.message}), is_moment))
        }
        Protocol::Query { .. } => Bytes::from(query::encode_error(request_id, error)),
        Protocol::RestXml => Bytes::from(query::encode_document(&json!({
            "Error": {"Code": error.code, "Message": error.message, "RequestId": request_id}
        }))),
    };
    if let Ok(code) = HeaderValue::from_str(&error.code) {
        headers.push(("x-amzn-errortype", code));
    }
    if let Some(Ok(region)) = error.bucket_region.as_deref().map(HeaderValue::from_str) {
        headers.push(("x-amz-bucket-region", region));
    }
    // CloudWatch and SQS came from the query protocol: their SDKs take the code from this header.
    let old = match protocol {
        Protocol::Cbor => Some(error.code.as_str()),
        Protocol::SqsJson => Some(query_code(&error.code)),
        Protocol::Json { .. } | Protocol::Query { .. } | Protocol::RestJson | Protocol::RestXml => None,
    };
    if let Some(Ok(code)) = old.map(|old| HeaderValue::from_str(&format!("{old};{sender}"))) {
        headers.push(("x-amzn-query-error", code));
    }
    WireAnswer { status: error.status, headers, body }
}

/// What SQS called an error in the query protocol, where it was another name.
fn query_code(code: &str) -> &str {
    match code {
        "QueueDoesNotExist" => "AWS.SimpleQueueService.NonExistentQueue",
        "QueueNameExists" => "QueueAlreadyExists",
        "TooManyEntriesInBatchRequest" => "AWS.SimpleQueueService.TooManyEntriesInBatchRequest",
        "EmptyBatchRequest" => "AWS.SimpleQueueService.EmptyBatchRequest",
        "BatchEntryIdsNotDistinct" => "AWS.SimpleQueueService.BatchEntryIdsNotDistinct",
        "PurgeQueueInProgress" => "AWS.SimpleQueueService.PurgeQueueInProgress",
        "UnsupportedOperation" => "AWS.SimpleQueueService.UnsupportedOperation",
        other => other,
    }
}
