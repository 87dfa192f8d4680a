//! The embedded account's door, knocked at with raw HTTP: who may change something, how long and how large a
//! request may be, and what a broken one is told.

use buslens::local::{Contents, Options, Server};
use std::time::Duration;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

const TARGET: &str = "X-Amz-Target: AWSEvents.";
const JSON: &str = "Content-Type: application/x-amz-json-1.1";

fn server() -> Server {
    Server::start(Options { account: Contents::Empty, ..Options::default() }).unwrap()
}

/// Sends `request` as it is and gives all that comes back until the server closes the connection.
async fn exchange(server: &Server, request: &[u8]) -> String {
    let mut stream = TcpStream::connect(("127.0.0.1", server.port())).await.unwrap();
    stream.write_all(request).await.unwrap();
    let mut answer = Vec::new();
    let _ = stream.read_to_end(&mut answer).await;
    String::from_utf8_lossy(&answer).into_owned()
}

/// A call of `operation` with `body`, under these headers, after which the connection ends.
async fn call(server: &Server, headers: &[&str], operation: &str, body: &str) -> String {
    let headers = headers.join("\r\n");
    let length = body.len();
    let request = format!(
        "POST / HTTP/1.1\r\n{headers}\r\n{JSON}\r\n{TARGET}{operation}\r\nContent-Length: {length}\r\n\
         Connection: close\r\n\r\n{body}"
    );
    exchange(server, request.as_bytes()).await
}

fn host(server: &Server) -> String {
    format!("Host: 127.0.0.1:{}", server.port())
}

#[tokio::test]
async fn answers_carry_the_accounts_time() {
    let at = jiff::Timestamp::from_second(1_900_000_000).unwrap();
    let clock = buslens::local::Clock::manual(at.as_millisecond());
    let server = Server::start(Options { account: Contents::Empty, clock, ..Options::default() }).unwrap();
    let answer = call(&server, &[&host(&server)], "ListEventBuses", "{}").await;
    let date = at.strftime("date: %a, %d %b %Y %H:%M:%S GMT").to_string();
    assert!(answer.contains(&date), "{date} is not in {answer}");
}

#[tokio::test]
async fn no_web_page_reads_or_changes_anything_or_plants_a_fault() {
    let server = server();
    let host = host(&server);
    let bus = r#"{"Name":"from-a-page"}"#;
    for headers in [
        &[host.as_str(), "Origin: https://example.com"][..],
        &[host.as_str(), "Origin: null"],
        &[host.as_str(), "Sec-Fetch-Site: cross-site"],
        &["Host: rebound.example.com"],
        &[host.as_str(), "Host: rebound.example.com"],
        &["Host: rebound.example.com", host.as_str()],
    ] {
        let answer = call(&server, headers, "CreateEventBus", bus).await;
        assert!(answer.starts_with("HTTP/1.1 403"), "{headers:?}: {answer}");
        assert!(answer.contains("AccessDeniedException"), "{answer}");
        let control = format!(
            "POST /_buslens/faults HTTP/1.1\r\n{}\r\nContent-Length: 19\r\nConnection: close\r\n\r\n\
             {{\"kind\":\"throttle\"}}",
            headers.join("\r\n")
        );
        assert!(exchange(&server, control.as_bytes()).await.starts_with("HTTP/1.1 403"), "{headers:?}");
        let read = call(&server, headers, "ListEventBuses", "{}").await;
        assert!(read.starts_with("HTTP/1.1 403"), "nor reads anything: {headers:?}: {read}");
    }
    let buses = call(&server, &[&host], "ListEventBuses", "{}").await;
    assert!(buses.contains("default") && !buses.contains("from-a-page"), "{buses}");
    assert!(call(&server, &[&host], "CreateEventBus", bus).await.starts_with("HTTP/1.1 200"));
}

#[tokio::test]
async fn a_form_of_a_web_page_is_turned_away_too() {
    let server = server();
    let body = "Action=CreateTopic&Version=2010-03-31&Name=t";
    let request = format!(
        "POST / HTTP/1.1\r\n{}\r\nOrigin: https://example.com\r\nContent-Type: application/x-www-form-urlencoded\r\n\
         Content-Length: {}\r\nConnection: close\r\n\r\n{body}",
        host(&server),
        body.len()
    );
    let answer = exchange(&server, request.as_bytes()).await;
    assert!(!answer.starts_with("HTTP/1.1 200"), "{answer}");
}

#[tokio::test]
async fn broken_chunks_are_named_as_that() {
    let server = server();
    let head = format!(
        "POST / HTTP/1.1\r\n{}\r\n{JSON}\r\n{TARGET}ListRules\r\nTransfer-Encoding: chunked\r\n\r\n",
        host(&server)
    );
    for chunks in ["zz\r\n{}\r\n0\r\n\r\n", "2\r\n{}xx\r\n0\r\n\r\n", "fffffffffffffffff\r\n{}\r\n0\r\n\r\n"]
    {
        let answer = exchange(&server, format!("{head}{chunks}").as_bytes()).await;
        assert!(answer.starts_with("HTTP/1.1 400"), "{chunks:?}: {answer}");
        assert!(answer.contains("MalformedRequestException") && answer.contains("chunk"), "{answer}");
    }
    let whole = exchange(
        &server,
        format!("{head}1\r\n{{\r\n1\r\n}}\r\n0\r\n\r\n")
            .replace("Transfer-Encoding", "Connection: close\r\nTransfer-Encoding")
            .as_bytes(),
    )
    .await;
    assert!(whole.starts_with("HTTP/1.1 200"), "{whole}");
}

#[tokio::test]
async fn a_body_too_large_is_refused_before_it_is_sent() {
    let server = server();
    let request = format!(
        "POST / HTTP/1.1\r\n{}\r\n{JSON}\r\n{TARGET}ListRules\r\nContent-Length: 99999999\r\n\r\n",
        host(&server)
    );
    let answer = exchange(&server, request.as_bytes()).await;
    assert!(answer.starts_with("HTTP/1.1 413"), "{answer}");
    assert!(answer.contains("larger than 16 MB"), "{answer}");
}

#[tokio::test(start_paused = true)]
async fn heads_and_bodies_that_do_not_come_are_not_waited_for() {
    let server = server();
    let began = tokio::time::Instant::now();
    let head = format!("POST / HTTP/1.1\r\n{}\r\n{JSON}\r\n{TARGET}ListRules\r\n", host(&server));
    exchange(&server, head.as_bytes()).await;
    let head_time = began.elapsed();
    assert!(head_time < Duration::from_mins(1), "{head_time:?}");

    let answer = exchange(&server, format!("{head}Content-Length: 10\r\n\r\n{{").as_bytes()).await;
    assert!(answer.starts_with("HTTP/1.1 408"), "{answer}");
    assert!(answer.contains("did not arrive in time"), "{answer}");
    let body_time = began.elapsed().saturating_sub(head_time);
    assert!(body_time < Duration::from_mins(1), "{body_time:?}");
}

#[tokio::test(start_paused = true)]
async fn a_connection_without_a_request_is_closed() {
    let server = server();
    let began = tokio::time::Instant::now();
    assert_eq!(exchange(&server, b"").await, "");
    assert!(began.elapsed() < Duration::from_mins(1), "{:?}", began.elapsed());
}
