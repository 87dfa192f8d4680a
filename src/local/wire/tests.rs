//! Each protocol, read and written.

use super::{Protocol, Service, read, write, write_error};
use crate::local::error::ApiError;
use hyper::Method;
use hyper::header::{HeaderMap, HeaderValue};
use serde_json::{Value, json};

fn headers(pairs: &[(&'static str, &'static str)]) -> HeaderMap {
    pairs
        .iter()
        .map(|(name, value)| (hyper::header::HeaderName::from_static(name), HeaderValue::from_static(value)))
        .collect()
}

#[test]
fn json_calls_are_named_by_their_target() {
    let headers =
        headers(&[("content-type", "application/x-amz-json-1.1"), ("x-amz-target", "AWSEvents.ListRules")]);
    let call = read(&Method::POST, "/", "", &headers, br#"{"Limit":3}"#).unwrap();
    assert_eq!(
        (call.service, call.operation.as_str(), call.input),
        (Service::Events, "ListRules", json!({"Limit": 3}))
    );
    assert_eq!(read(&Method::POST, "/", "", &headers, b"{").unwrap_err().code, "SerializationException");
}

#[test]
fn cbor_survives_the_round_trip_with_its_moments() {
    let output = json!({"Results": [{"Id": "a", "Timestamps": [1_700_000_000], "Values": [1.5], "Deep": {"n": 3, "ok": true, "none": null}}]});
    let written = write(Protocol::Cbor, "GetMetricData", "r", &output);
    let headers = headers(&[("smithy-protocol", "rpc-v2-cbor")]);
    let call = read(
        &Method::POST,
        "/service/GraniteServiceVersion20100801/operation/GetMetricData",
        "",
        &headers,
        &written.body,
    )
    .unwrap();
    assert_eq!(call.service, Service::CloudWatch);
    assert_eq!(call.input, output);
    assert_eq!(
        read(&Method::POST, "/service/x", "", &headers, b"\xa0").unwrap_err().code,
        "UnknownOperationException"
    );
    assert_eq!(
        read(&Method::POST, "/service/GraniteServiceVersion20100801/operation/X", "", &headers, b"\xa1\x61")
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
    let call = read(&Method::POST, "/", "", &headers, body.as_bytes()).unwrap();
    assert_eq!((call.service, call.operation.as_str()), (Service::CloudWatch, "GetMetricData"));
    assert_eq!(
        call.input,
        json!({"StartTime": 1_795_255_200.0, "MetricDataQueries": [{"Id": "a", "MetricStat": {"Period": 60}}, {"Id": "b c"}]})
    );
}

#[test]
fn query_answers_are_xml() {
    let written = write(
        Protocol::Query { namespace: "https://sts.amazonaws.com/doc/2011-06-15/" },
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
    let xml = String::from_utf8(
        write_error(Protocol::Query { namespace: "https://sts.amazonaws.com/doc/2011-06-15/" }, "r", &error)
            .body
            .to_vec(),
    )
    .unwrap();
    assert!(xml.contains("<Code>ResourceNotFoundException</Code>"), "{xml}");
}

#[test]
fn an_unknown_service_is_said_to_be_unknown() {
    let headers = headers(&[
        ("content-type", "application/x-amz-json-1.0"),
        ("x-amz-target", "DynamoDB_20120810.ListTables"),
    ]);
    let error = read(&Method::POST, "/", "", &headers, b"{}").unwrap_err();
    assert_eq!(error.message, "The embedded account has no service DynamoDB_20120810.");
}
