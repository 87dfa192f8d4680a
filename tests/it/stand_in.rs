//! What stands in for AWS where answers go wrong: a server on loopback that hands requests on to another one,
//! answers them itself, or cuts the connection, as a test says.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{Shutdown, TcpListener, TcpStream};
use std::sync::{Arc, Mutex};

/// A request.
#[derive(Clone, Debug)]
pub struct Asked {
    /// The operation, from `x-amz-target`, else from the end of the path.
    pub operation: String,
    /// In AWS's JSON, rather than in CBOR or as a query.
    pub is_json: bool,
    /// How many came before it.
    pub before: usize,
    pub body: Vec<u8>,
}

/// What writes to a connection.
pub type Writer = dyn FnOnce(&mut TcpStream) -> std::io::Result<()> + Send;

/// What becomes of a request.
pub enum Act {
    /// The server behind answers.
    Pass,
    /// This answers: the status, headers, and the body.
    Answer(u16, Vec<(&'static str, String)>, Vec<u8>),
    /// The server behind does it, and its answer is lost.
    LoseAnswer,
    /// The server behind does it, and this answers: the status and the body.
    Instead(u16, Vec<u8>),
    /// The connection is cut.
    Cut,
    /// This writes to the connection until it is done.
    Stream(Box<Writer>),
}

/// The refusals that AWS and what stands before it give to those who come too fast.
pub fn too_fast(asked: &Asked) -> Act {
    let json = |code: &str| format!("{{\"__type\":\"{code}\",\"message\":\"Rate exceeded\"}}").into_bytes();
    match asked.before / 2 % 4 {
        0 if asked.is_json => Act::Answer(400, Vec::new(), json("ThrottlingException")),
        0 | 1 => Act::Answer(429, Vec::new(), Vec::new()),
        3 if asked.is_json => Act::Answer(400, Vec::new(), json("RequestLimitExceeded")),
        _ => Act::Answer(503, vec![("Retry-After", "1".to_owned())], b"<html>busy</html>".to_vec()),
    }
}

fn answer(
    connection: &mut TcpStream,
    status: u16,
    headers: &[(&'static str, String)],
    body: &[u8],
) -> std::io::Result<()> {
    let headers: String = headers.iter().map(|(name, value)| format!("{name}: {value}\r\n")).collect();
    write!(
        connection,
        "HTTP/1.1 {status} x\r\nContent-Type: application/x-amz-json-1.1\r\n{headers}Content-Length: {}\r\n\r\n",
        body.len()
    )?;
    connection.write_all(body)
}

type Decide = Arc<dyn Fn(&Asked) -> Act + Send + Sync>;

/// The server; it goes with the test.
pub struct StandIn {
    endpoint: String,
    asked: Arc<Mutex<Vec<Asked>>>,
}

impl StandIn {
    /// Before this server, or before none.
    pub fn start(behind: Option<&str>, decide: impl Fn(&Asked) -> Act + Send + Sync + 'static) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let endpoint = format!("http://{}", listener.local_addr().unwrap());
        let asked: Arc<Mutex<Vec<Asked>>> = Arc::default();
        let behind = behind.map(|endpoint| endpoint.trim_start_matches("http://").to_owned());
        let (decide, log): (Decide, _) = (Arc::new(decide), Arc::clone(&asked));
        std::thread::spawn(move || {
            for connection in listener.incoming().flatten() {
                let (behind, decide, log) = (behind.clone(), Arc::clone(&decide), Arc::clone(&log));
                // A client that goes away ends its thread.
                std::thread::spawn(move || drop(serve(connection, behind.as_deref(), &decide, &log)));
            }
        });
        Self { endpoint, asked }
    }

    pub fn endpoint(&self) -> &str {
        &self.endpoint
    }

    /// Everything asked so far.
    pub fn asked(&self) -> Vec<Asked> {
        self.asked.lock().unwrap().clone()
    }

    /// How often an operation was asked for.
    pub fn times(&self, operation: &str) -> usize {
        self.asked.lock().unwrap().iter().filter(|asked| asked.operation == operation).count()
    }
}

fn serve(
    mut connection: TcpStream,
    behind: Option<&str>,
    decide: &Decide,
    log: &Mutex<Vec<Asked>>,
) -> std::io::Result<()> {
    connection.set_nodelay(true)?;
    let mut reader = BufReader::new(connection.try_clone()?);
    while let Some((head, body)) = request(&mut reader)? {
        let asked = {
            let mut log = log.lock().unwrap();
            let is_json = header(&head, "content-type").is_some_and(|kind| kind.contains("json"));
            let (operation, before) = (operation(&head), log.len());
            let asked = Asked { operation, is_json, before, body: body.clone() };
            log.push(Asked { body: Vec::new(), ..asked.clone() });
            asked
        };
        match decide(&asked) {
            Act::Pass => pass_on(behind.expect("a server behind"), &head, &body, Some(&mut connection))?,
            Act::LoseAnswer => {
                pass_on(behind.expect("a server behind"), &head, &body, None)?;
                return connection.shutdown(Shutdown::Both);
            }
            Act::Cut => return connection.shutdown(Shutdown::Both),
            Act::Instead(status, instead) => {
                pass_on(behind.expect("a server behind"), &head, &body, None)?;
                answer(&mut connection, status, &[], &instead)?;
            }
            Act::Answer(status, headers, body) => answer(&mut connection, status, &headers, &body)?,
            Act::Stream(write) => {
                write(&mut connection)?;
                return connection.shutdown(Shutdown::Both);
            }
        }
    }
    Ok(())
}

/// The next request of a connection: its head, and its body.
fn request(reader: &mut BufReader<TcpStream>) -> std::io::Result<Option<(String, Vec<u8>)>> {
    let mut head = String::new();
    while !head.ends_with("\r\n\r\n") {
        if reader.read_line(&mut head)? == 0 {
            return Ok(None);
        }
    }
    let mut body = vec![0; header(&head, "content-length").and_then(|n| n.parse().ok()).unwrap_or(0)];
    reader.read_exact(&mut body)?;
    Ok(Some((head, body)))
}

fn header<'a>(head: &'a str, name: &str) -> Option<&'a str> {
    let of = |line: &'a str| line.split_once(':').filter(|(found, _)| found.eq_ignore_ascii_case(name));
    head.lines().find_map(of).map(|(_, value)| value.trim())
}

fn operation(head: &str) -> String {
    let target = header(head, "x-amz-target").and_then(|target| target.rsplit('.').next());
    let path = head.split(' ').nth(1).and_then(|path| path.rsplit('/').next());
    target.or(path).unwrap_or_default().to_owned()
}

fn pass_on(behind: &str, head: &str, body: &[u8], to: Option<&mut TcpStream>) -> std::io::Result<()> {
    let mut there = TcpStream::connect(behind)?;
    let close = head.trim_end().lines().filter(|line| !line.to_lowercase().starts_with("connection:"));
    let head: Vec<&str> = close.chain(["connection: close", "", ""]).collect();
    there.write_all(head.join("\r\n").as_bytes())?;
    there.write_all(body)?;
    let mut answer = Vec::new();
    there.read_to_end(&mut answer)?;
    let Some(to) = to else { return Ok(()) };
    to.write_all(&answer)?;
    // The answer says that the connection ends.
    to.shutdown(Shutdown::Both)
}
