//! The protocols: from an HTTP request to an operation and its input as JSON, and from an answer or error
//! back to bytes.
//!
//! Three protocols are spoken, as the SDKs choose: AWS JSON 1.0 and 1.1 (EventBridge, CloudWatch Logs),
//! Smithy RPC v2 CBOR (CloudWatch), and the older query protocol with XML answers (STS, and CloudWatch for
//! older clients). Inside the account everything is a [`serde_json::Value`] with timestamps as seconds since
//! the epoch; what an operation does is not this module's business.

mod cbor;
pub(super) mod frames;
mod query;

use super::error::{Answer, ApiError};
use bytes::Bytes;
use hyper::header::{HeaderMap, HeaderValue};
use serde_json::{Value, json};

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
}

/// How the caller speaks, and so how it is answered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Protocol {
    /// AWS JSON with the minor version as its content type tells.
    Json { minor: char },
    /// Smithy RPC v2 CBOR.
    Cbor,
    /// Query parameters in, XML out.
    Query,
}

/// A request, understood as far as the protocol goes.
#[derive(Debug)]
pub(super) struct Call {
    pub(super) service: Service,
    pub(super) operation: String,
    pub(super) input: Value,
    pub(super) protocol: Protocol,
    /// The region it was signed for; empty when it was signed for none.
    pub(super) region: String,
}

/// Members that hold a moment; CBOR tags them and XML writes them as ISO 8601.
const MOMENTS: [&str; 4] = ["StartTime", "EndTime", "Timestamp", "Timestamps"];

fn is_moment(name: &str) -> bool {
    MOMENTS.contains(&name)
}

fn header<'a>(headers: &'a HeaderMap, name: &str) -> &'a str {
    headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or("")
}

/// The region and service a request was signed for: `Credential=KEY/DATE/REGION/SERVICE/aws4_request` (IAM user
/// guide, "Elements of an AWS API request signature"). Empty texts when it was not signed, or with SigV4A, which
/// names no region.
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

/// The protocol of a request, from its headers alone, so that even a broken request is answered in it.
pub(super) fn protocol_of(headers: &HeaderMap) -> Protocol {
    let content_type = header(headers, "content-type");
    if header(headers, "smithy-protocol") == "rpc-v2-cbor" {
        Protocol::Cbor
    } else if content_type.starts_with("application/x-www-form-urlencoded") {
        Protocol::Query
    } else {
        Protocol::Json {
            minor: if content_type.starts_with("application/x-amz-json-1.0") { '0' } else { '1' },
        }
    }
}

/// Reads a request. The `path` tells CBOR's operation, `X-Amz-Target` JSON's, the body's `Action` the query
/// protocol's.
pub(super) fn read(path: &str, headers: &HeaderMap, body: &[u8]) -> Answer<Call> {
    let protocol = protocol_of(headers);
    let (target, operation, input) = match protocol {
        Protocol::Cbor => {
            let mut parts = path.trim_matches('/').split('/');
            let (Some("service"), Some(service), Some("operation"), Some(operation)) =
                (parts.next(), parts.next(), parts.next(), parts.next())
            else {
                return Err(ApiError::unknown_operation(path));
            };
            (service.to_owned(), operation.to_owned(), cbor::decode(body)?)
        }
        Protocol::Json { .. } => {
            let target = header(headers, "x-amz-target");
            let Some((service, operation)) = target.rsplit_once('.') else {
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
            (service.to_owned(), operation.to_owned(), input)
        }
        Protocol::Query => {
            let (operation, version, input) = query::decode(body)?;
            (version, operation, input)
        }
    };
    let service = match target.as_str() {
        "AWSEvents" => Service::Events,
        "Logs_20140328" => Service::Logs,
        "GraniteServiceVersion20100801" | "2010-08-01" => Service::CloudWatch,
        "2011-06-15" => Service::Sts,
        _ => {
            return Err(ApiError::new(
                "UnknownOperationException",
                format!("The embedded account has no service {target}."),
            ));
        }
    };
    Ok(Call { service, operation, input, protocol, region: scope(headers).0.to_owned() })
}

/// An answer ready to be sent.
pub(super) struct Written {
    pub(super) status: u16,
    pub(super) headers: Vec<(&'static str, HeaderValue)>,
    pub(super) body: Bytes,
}

fn content_type(protocol: Protocol) -> HeaderValue {
    HeaderValue::from_static(match protocol {
        Protocol::Json { minor: '0' } => "application/x-amz-json-1.0",
        Protocol::Json { .. } => "application/x-amz-json-1.1",
        Protocol::Cbor => "application/cbor",
        Protocol::Query => "text/xml",
    })
}

fn headers_for(protocol: Protocol) -> Vec<(&'static str, HeaderValue)> {
    let mut headers = vec![("content-type", content_type(protocol))];
    if protocol == Protocol::Cbor {
        headers.push(("smithy-protocol", HeaderValue::from_static("rpc-v2-cbor")));
    }
    headers
}

/// Writes the output of `operation`. Operations without output answer JSON with an empty body, as the
/// services do.
pub(super) fn write(protocol: Protocol, operation: &str, request_id: &str, output: &Value) -> Written {
    let body = match protocol {
        Protocol::Json { .. } if output.is_null() => Bytes::new(),
        Protocol::Json { .. } => Bytes::from(output.to_string()),
        Protocol::Cbor => Bytes::from(cbor::encode(output)),
        Protocol::Query => Bytes::from(query::encode(operation, request_id, output)),
    };
    Written { status: 200, headers: headers_for(protocol), body }
}

/// Writes an error.
pub(super) fn write_error(protocol: Protocol, request_id: &str, error: &ApiError) -> Written {
    let mut headers = headers_for(protocol);
    let shape = json!({"__type": error.code, "message": error.message});
    let body = match protocol {
        Protocol::Json { .. } => Bytes::from(shape.to_string()),
        Protocol::Cbor => Bytes::from(cbor::encode(&shape)),
        Protocol::Query => Bytes::from(query::encode_error(request_id, error)),
    };
    if let Ok(code) = HeaderValue::from_str(&error.code) {
        headers.push(("x-amzn-errortype", code));
    }
    // CloudWatch came from the query protocol: its SDKs take the code from this header.
    if protocol == Protocol::Cbor
        && let Ok(code) = HeaderValue::from_str(&format!(
            "{};{}",
            error.code,
            if error.status < 500 { "Sender" } else { "Receiver" }
        ))
    {
        headers.push(("x-amzn-query-error", code));
    }
    Written { status: error.status, headers, body }
}

#[cfg(test)]
mod tests {
    use super::{Protocol, Service, read, write, write_error};
    use crate::local::error::ApiError;
    use hyper::header::{HeaderMap, HeaderValue};
    use serde_json::{Value, json};

    fn headers(pairs: &[(&'static str, &'static str)]) -> HeaderMap {
        pairs
            .iter()
            .map(|(name, value)| {
                (hyper::header::HeaderName::from_static(name), HeaderValue::from_static(value))
            })
            .collect()
    }

    #[test]
    fn json_calls_are_named_by_their_target() {
        let headers = headers(&[
            ("content-type", "application/x-amz-json-1.1"),
            ("x-amz-target", "AWSEvents.ListRules"),
        ]);
        let call = read("/", &headers, br#"{"Limit":3}"#).unwrap();
        assert_eq!(
            (call.service, call.operation.as_str(), call.input),
            (Service::Events, "ListRules", json!({"Limit": 3}))
        );
        assert_eq!(read("/", &headers, b"{").unwrap_err().code, "SerializationException");
    }

    #[test]
    fn cbor_survives_the_round_trip_with_its_moments() {
        let output = json!({"Results": [{"Id": "a", "Timestamps": [1_700_000_000.0], "Values": [1.5], "Deep": {"n": 3, "ok": true, "none": null}}]});
        let written = write(Protocol::Cbor, "GetMetricData", "r", &output);
        let headers = headers(&[("smithy-protocol", "rpc-v2-cbor")]);
        let call =
            read("/service/GraniteServiceVersion20100801/operation/GetMetricData", &headers, &written.body)
                .unwrap();
        assert_eq!(call.service, Service::CloudWatch);
        assert_eq!(call.input, output);
        assert_eq!(read("/service/x", &headers, b"\xa0").unwrap_err().code, "UnknownOperationException");
        assert_eq!(
            read("/service/GraniteServiceVersion20100801/operation/X", &headers, b"\xa1\x61")
                .unwrap_err()
                .code,
            "SerializationException"
        );
    }

    #[test]
    fn query_parameters_become_lists_and_structures() {
        let headers = headers(&[("content-type", "application/x-www-form-urlencoded; charset=utf-8")]);
        let body = "Action=GetMetricData&Version=2010-08-01&StartTime=2026-11-21T10%3A00%3A00Z&MetricDataQueries.member.1.Id=a\
                    &MetricDataQueries.member.1.MetricStat.Period=60&MetricDataQueries.member.2.Id=b+c";
        let call = read("/", &headers, body.as_bytes()).unwrap();
        assert_eq!((call.service, call.operation.as_str()), (Service::CloudWatch, "GetMetricData"));
        assert_eq!(
            call.input,
            json!({"StartTime": 1_795_255_200.0, "MetricDataQueries": [{"Id": "a", "MetricStat": {"Period": 60}}, {"Id": "b c"}]})
        );
    }

    #[test]
    fn query_answers_are_xml() {
        let written = write(
            Protocol::Query,
            "GetCallerIdentity",
            "req",
            &json!({"Arn": "a<b", "List": ["x"], "Timestamp": 0}),
        );
        let text = String::from_utf8(written.body.to_vec()).unwrap();
        assert!(text.contains("<GetCallerIdentityResult><Arn>a&lt;b</Arn><List><member>x</member></List><Timestamp>1970-01-01T00:00:00Z</Timestamp></GetCallerIdentityResult>"), "{text}");
        assert!(text.contains("<RequestId>req</RequestId>"));
    }

    #[test]
    fn errors_carry_their_code_where_each_protocol_looks_for_it() {
        let error = ApiError::not_found("Rule x does not exist on EventBus default.");
        let json = write_error(Protocol::Json { minor: '1' }, "r", &error);
        let body: Value = serde_json::from_slice(&json.body).unwrap();
        assert_eq!((json.status, body["__type"].as_str()), (400, Some("ResourceNotFoundException")));
        let cbor = write_error(Protocol::Cbor, "r", &error);
        assert!(cbor.headers.iter().any(
            |(name, value)| *name == "x-amzn-query-error" && value == "ResourceNotFoundException;Sender"
        ));
        let xml = String::from_utf8(write_error(Protocol::Query, "r", &error).body.to_vec()).unwrap();
        assert!(xml.contains("<Code>ResourceNotFoundException</Code>"), "{xml}");
    }

    #[test]
    fn an_unknown_service_is_said_to_be_unknown() {
        let headers = headers(&[
            ("content-type", "application/x-amz-json-1.0"),
            ("x-amz-target", "DynamoDB_20120810.ListTables"),
        ]);
        let error = read("/", &headers, b"{}").unwrap_err();
        assert_eq!(error.message, "The embedded account has no service DynamoDB_20120810.");
    }
}
