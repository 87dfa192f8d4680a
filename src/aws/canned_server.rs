//! A server on loopback that answers what a test tells it to, so that the real clients run over real HTTP.

use super::{Client, Options};
use crate::cbor;
use bytes::Bytes;
use http_body_util::{BodyExt as _, Full};
use hyper::body::Incoming;
use hyper::service::service_fn;
use hyper::{Request, Response};
use hyper_util::rt::TokioIo;
use serde_json::Value;
use std::sync::{Arc, Mutex};

const CBOR: &str = "application/cbor";

/// A request as it came.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct SentRequest {
    /// The operation, from `x-amz-target`, else from the path.
    pub(super) operation: String,
    /// What stands behind the `?` of its address.
    pub(super) query: String,
    /// The body, where it is JSON or CBOR.
    pub(super) body: Value,
}

/// The answer to it.
pub(super) struct Answered {
    pub(super) status: u16,
    pub(super) kind: &'static str,
    pub(super) body: Vec<u8>,
}

/// 200 with this JSON.
pub(super) fn ok(body: &Value) -> Answered {
    Answered { status: 200, kind: "application/x-amz-json-1.1", body: body.to_string().into_bytes() }
}

/// 200 with this, in CloudWatch's protocol.
pub(super) fn ok_cbor(body: &Value) -> Answered {
    Answered {
        status: 200,
        kind: CBOR,
        body: cbor::encode(body, |name| name.ends_with("Time") || name == "Timestamps"),
    }
}

/// An error as AWS answers it.
pub(super) fn refuse(status: u16, code: &str, message: &str) -> Answered {
    let body = serde_json::json!({ "__type": code, "message": message });
    Answered { status, ..ok(&body) }
}

/// How an answer is lost: the connection ends in its place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Lost {
    /// Nothing has been done.
    BeforeIt,
    /// What was asked for has been done.
    AfterIt,
}

type Losing = Arc<Mutex<Option<Box<dyn Fn(&SentRequest) -> Option<Lost> + Send>>>>;

pub(super) struct Canned {
    pub(super) client: Client,
    pub(super) endpoint: String,
    asked: Arc<Mutex<Vec<SentRequest>>>,
    losing: Losing,
}

impl Canned {
    /// Starts a server that answers with `answer`, and a client for it.
    pub(super) async fn start(answer: impl Fn(&SentRequest) -> Answered + Send + Sync + 'static) -> Self {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let endpoint = format!("http://{}", listener.local_addr().unwrap());
        let asked = Arc::new(Mutex::new(Vec::new()));
        let losing = Losing::default();
        let (answer, log, loses) = (Arc::new(answer), asked.clone(), losing.clone());
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                let (answer, log, loses) = (answer.clone(), log.clone(), loses.clone());
                let service = service_fn(move |request: Request<Incoming>| {
                    let (answer, log, loses) = (answer.clone(), log.clone(), loses.clone());
                    async move {
                        let (head, body) = request.into_parts();
                        let target = head.headers.get("x-amz-target").and_then(|value| value.to_str().ok());
                        let last = head.uri.path().rsplit('/').next().unwrap_or_default();
                        let operation = target.and_then(|target| target.split('.').nth(1)).unwrap_or(last);
                        let operation = operation.to_owned();
                        let body = body.collect().await?.to_bytes();
                        let is_cbor = head.headers.get("content-type").is_some_and(|kind| kind == CBOR);
                        let body = if is_cbor {
                            cbor::decode(&body).unwrap()
                        } else {
                            serde_json::from_slice(&body).unwrap_or_default()
                        };
                        let query = head.uri.query().unwrap_or_default().to_owned();
                        let asked = SentRequest { operation, query, body };
                        log.lock().unwrap().push(asked.clone());
                        let lost = loses.lock().unwrap().as_ref().and_then(|loses| loses(&asked));
                        if lost == Some(Lost::BeforeIt) {
                            return Err("lost".into());
                        }
                        let answer = answer(&asked);
                        if lost == Some(Lost::AfterIt) {
                            return Err("lost".into());
                        }
                        let response =
                            Response::builder().status(answer.status).header("content-type", answer.kind);
                        // As gateways say it: out of service for now.
                        let response =
                            if answer.status == 503 { response.header("retry-after", "1") } else { response };
                        let response = if answer.kind == CBOR {
                            response.header("smithy-protocol", "rpc-v2-cbor")
                        } else {
                            response
                        };
                        Ok::<_, Box<dyn std::error::Error + Send + Sync>>(
                            response.body(Full::new(Bytes::from(answer.body))).unwrap(),
                        )
                    }
                });
                tokio::spawn(
                    hyper::server::conn::http1::Builder::new()
                        .serve_connection(TokioIo::new(stream), service),
                );
            }
        });
        let options = Options { endpoint: Some(endpoint.clone()), embedded: true, ..Options::default() };
        let client = Client::connect(options).await.unwrap();
        Self { client, endpoint, asked, losing }
    }

    /// From now on loses the answers that `losing` says.
    pub(super) fn lose(&self, losing: impl Fn(&SentRequest) -> Option<Lost> + Send + 'static) {
        *self.losing.lock().unwrap() = Some(Box::new(losing));
    }

    /// Everything asked so far.
    pub(super) fn requests(&self) -> Vec<SentRequest> {
        self.asked.lock().unwrap().clone()
    }
}
