//! Routes of the REST protocols: which operation a method and a path mean. Source: the service models of
//! botocore 1.44 for Lambda, and the S3 API reference.

use super::super::error::{ApiError, ApiResult};
use super::xml;
use crate::text::{form_decoded, percent_decoded};
use hyper::Method;
use serde_json::{Map, Value, json};

/// The parameters behind the `?`, decoded; a name alone has an empty value.
pub(super) fn parameters(query: &str) -> Map<String, Value> {
    query
        .split('&')
        .filter(|pair| !pair.is_empty())
        .map(|pair| {
            let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
            (form_decoded(name), Value::String(form_decoded(value)))
        })
        .collect()
}

/// Lambda's operation, with the members of path and query beside those of the body.
pub(super) fn lambda(method: &Method, path: &str, query: &str, body: &[u8]) -> ApiResult<(String, Value)> {
    let unknown = || ApiError {
        status: 404,
        ..ApiError::new("UnknownOperationException", format!("The embedded account has no {method} {path}."))
    };
    let segments: Vec<String> = path.trim_matches('/').split('/').map(percent_decoded).collect();
    let segments: Vec<&str> = segments.iter().map(String::as_str).collect();
    let ["2015-03-31" | "2017-10-31" | "2019-09-30", "functions", rest @ ..] = segments.as_slice() else {
        return Err(unknown());
    };
    let (operation, function, last) = match (method.as_str(), rest) {
        ("POST", []) => ("CreateFunction", None, None),
        ("GET", []) => ("ListFunctions", None, None),
        ("GET", [name]) => ("GetFunction", Some(name), None),
        ("DELETE", [name]) => ("DeleteFunction", Some(name), None),
        ("GET", [name, "configuration"]) => ("GetFunctionConfiguration", Some(name), None),
        ("PUT", [name, "configuration"]) => ("UpdateFunctionConfiguration", Some(name), None),
        ("GET", [name, "policy"]) => ("GetPolicy", Some(name), None),
        ("POST", [name, "policy"]) => ("AddPermission", Some(name), None),
        ("DELETE", [name, "policy", sid]) => ("RemovePermission", Some(name), Some(("StatementId", sid))),
        ("POST", [name, "invocations"]) => ("Invoke", Some(name), None),
        ("PUT", [name, "concurrency"]) => ("PutFunctionConcurrency", Some(name), None),
        ("GET", [name, "concurrency"]) => ("GetFunctionConcurrency", Some(name), None),
        ("DELETE", [name, "concurrency"]) => ("DeleteFunctionConcurrency", Some(name), None),
        ("POST", [name, "aliases"]) => ("CreateAlias", Some(name), None),
        ("GET", [name, "aliases"]) => ("ListAliases", Some(name), None),
        ("GET", [name, "aliases", alias]) => ("GetAlias", Some(name), Some(("Name", alias))),
        ("DELETE", [name, "aliases", alias]) => ("DeleteAlias", Some(name), Some(("Name", alias))),
        ("POST", [name, "versions"]) => ("PublishVersion", Some(name), None),
        _ => return Err(unknown()),
    };
    let mut input = match serde_json::from_slice(body) {
        _ if body.is_empty() || operation == "Invoke" => Map::new(),
        Ok(Value::Object(members)) => members,
        Ok(_) => return Err(ApiError::new("SerializationException", "The request is not a JSON object.")),
        Err(error) => {
            let message = format!("The request is not valid JSON: {error}.");
            return Err(ApiError::new("InvalidRequestContentException", message));
        }
    };
    input.extend(parameters(query));
    if let Some(name) = function {
        input.insert("FunctionName".to_owned(), json!(name));
    }
    if let Some((member, value)) = last {
        input.insert(member.to_owned(), json!(value));
    }
    Ok((operation.to_owned(), Value::Object(input)))
}

/// S3's operation in path style, with the bucket, the key and the parameters; a body that is XML is read.
pub(super) fn s3(method: &Method, path: &str, query: &str, body: &[u8]) -> ApiResult<(String, Value)> {
    let mut input = parameters(query);
    let path = path.strip_prefix('/').unwrap_or(path);
    let (bucket, key) = path.split_once('/').unwrap_or((path, ""));
    let has = |name: &str| input.contains_key(name);
    let operation = match (method.as_str(), bucket, key) {
        ("GET", "", _) => "ListBuckets",
        ("GET", _, "") if has("notification") => "GetBucketNotificationConfiguration",
        ("PUT", _, "") if has("notification") => "PutBucketNotificationConfiguration",
        ("GET", _, "") if has("location") => "GetBucketLocation",
        ("GET", _, "") if !input.keys().any(|name| SUBRESOURCES.contains(&name.as_str())) => "ListObjectsV2",
        ("PUT", _, "") if input.is_empty() => "CreateBucket",
        ("DELETE", _, "") if input.is_empty() => "DeleteBucket",
        ("HEAD", _, "") => "HeadBucket",
        ("PUT", _, _) if !key.is_empty() && only_id(&input) => "PutObject",
        ("GET", _, _) if !key.is_empty() && only_id(&input) => "GetObject",
        ("HEAD", _, _) => "HeadObject",
        ("DELETE", _, _) if !key.is_empty() && only_id(&input) => "DeleteObject",
        _ => {
            let message = format!("The embedded account has no {method} of /{path}?{query}.");
            return Err(ApiError { status: 501, ..ApiError::new("NotImplemented", message) });
        }
    };
    if operation == "PutBucketNotificationConfiguration" {
        input.insert("Configuration".to_owned(), xml::parse(body)?.to_value());
    }
    // A plus sign in a path is a plus sign.
    input.insert("Bucket".to_owned(), json!(percent_decoded(bucket)));
    input.insert("Key".to_owned(), json!(percent_decoded(key)));
    Ok((operation.to_owned(), Value::Object(input)))
}

/// Parameters that make a GET of a bucket something else than a list of its objects.
const SUBRESOURCES: [&str; 12] = [
    "acl",
    "cors",
    "encryption",
    "lifecycle",
    "logging",
    "policy",
    "publicAccessBlock",
    "replication",
    "tagging",
    "uploads",
    "versioning",
    "website",
];

/// SDKs name the operation in `x-id`.
fn only_id(input: &Map<String, Value>) -> bool {
    input.keys().all(|name| name == "x-id")
}

/// The data of a body in `aws-chunked` coding (S3 API reference, "Transferring payload in multiple chunks").
pub(super) fn unchunked(body: &[u8]) -> ApiResult<Vec<u8>> {
    let broken = || ApiError::new("IncompleteBody", "The aws-chunked body is not framed as it has to be.");
    let mut data = Vec::with_capacity(body.len());
    let mut rest = body;
    loop {
        let end = rest.windows(2).position(|pair| pair == b"\r\n").ok_or_else(broken)?;
        let head = std::str::from_utf8(rest.get(..end).unwrap_or_default()).map_err(|_| broken())?;
        let size = head.split(';').next().unwrap_or("");
        let size = usize::from_str_radix(size.trim(), 16).map_err(|_| broken())?;
        rest = rest.get(end + 2..).unwrap_or_default();
        if size == 0 {
            return Ok(data);
        }
        data.extend_from_slice(rest.get(..size).ok_or_else(broken)?);
        rest = rest.get(size..).and_then(|rest| rest.strip_prefix(b"\r\n")).ok_or_else(broken)?;
    }
}

#[cfg(test)]
mod tests {
    use super::{lambda, s3, unchunked};
    use hyper::Method;
    use serde_json::json;

    #[test]
    fn lambdas_paths_name_operation_and_function() {
        let path =
            "/2015-03-31/functions/arn%3Aaws%3Alambda%3Aus-east-1%3A111122223333%3Afunction%3Af/policy";
        let (operation, input) = lambda(&Method::GET, path, "Qualifier=prod", b"").unwrap();
        assert_eq!(operation, "GetPolicy");
        assert_eq!(
            input,
            json!({"Qualifier": "prod", "FunctionName": "arn:aws:lambda:us-east-1:111122223333:function:f"})
        );
        let (operation, input) =
            lambda(&Method::POST, "/2015-03-31/functions", "", br#"{"FunctionName":"f"}"#).unwrap();
        assert_eq!((operation.as_str(), input), ("CreateFunction", json!({"FunctionName": "f"})));
        assert_eq!(lambda(&Method::GET, "/2015-03-31/layers", "", b"").unwrap_err().status, 404);
        assert_eq!(
            lambda(&Method::POST, "/2015-03-31/functions", "", b"[").unwrap_err().code,
            "InvalidRequestContentException"
        );
    }

    #[test]
    fn buckets_are_found_in_the_path() {
        let operation = |method: Method, path: &str, query: &str| s3(&method, path, query, b"").map(|s| s.0);
        assert_eq!(
            operation(Method::GET, "/b", "notification"),
            Ok("GetBucketNotificationConfiguration".to_owned())
        );
        assert_eq!(operation(Method::GET, "/b/", "list-type=2&prefix=a"), Ok("ListObjectsV2".to_owned()));
        assert_eq!(operation(Method::GET, "/", "x-id=ListBuckets"), Ok("ListBuckets".to_owned()));
        assert_eq!(operation(Method::GET, "/b", "acl").unwrap_err().code, "NotImplemented");
        let (operation, input) = s3(&Method::PUT, "/b/a/b+c%20d", "x-id=PutObject", b"").unwrap();
        assert_eq!((operation.as_str(), &input["Bucket"]), ("PutObject", &json!("b")));
        assert_eq!(input["Key"], json!("a/b+c d"));
    }

    #[test]
    fn chunks_are_put_together() {
        let body = b"4;chunk-signature=ab\r\ndata\r\n2\r\n!!\r\n0\r\nx-amz-checksum-crc32:AAAA\r\n\r\n";
        assert_eq!(unchunked(body).unwrap(), b"data!!");
        for broken in [&b"4\r\nda"[..], b"", b"z\r\n", b"2\r\nabc\r\n0\r\n"] {
            assert_eq!(unchunked(broken).unwrap_err().code, "IncompleteBody");
        }
    }
}
