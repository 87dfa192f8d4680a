//! `buslens put`: an event, as it would be delivered, sent to a bus.

use super::account::{block_on, connect, gate};
use super::args::Global;
use super::confirm::confirm;
use super::exit::{Exit, Failure, say};
use super::output::Output;
use crate::json::{Document, Kind, Value};
use crate::model::{EntryOutcome, EventEntry, Millis};
use jiff::Timestamp;
use std::io::Read as _;
use std::path::PathBuf;

/// Arguments of `put`.
#[derive(Clone, Debug, clap::Args)]
pub struct Args {
    /// File with the event (or a list of events) in JSON, as EventBridge delivers it; - is standard input.
    #[arg(long, short, value_name = "FILE")]
    event: PathBuf,
    /// The bus, by name or ARN.
    #[arg(long, value_name = "NAME")]
    bus: String,
    /// Do not ask; needed where there is no terminal to ask on.
    #[arg(long, short)]
    yes: bool,
}

/// What EventBridge writes into the envelope itself (API reference, "PutEventsRequestEntry" has no such
/// fields).
const GIVEN: [&str; 4] = ["id", "account", "region", "version"];

pub(super) fn run(global: Global, args: &Args) -> Result<Exit, Failure> {
    let gate = gate(&global);
    if gate.read_only {
        return Err(Failure::new(
            Exit::Refused,
            "Read-only: no event is sent. Leave out --read-only (or read_only in config.toml).",
        ));
    }
    let (name, text) = read(args)?;
    let entries =
        entries(&text, &args.bus).map_err(|why| Failure::new(Exit::BadInput, format!("{name}: {why}")))?;
    block_on(async {
        let client = connect(global).await?;
        let session = client.session();
        let place = session.endpoint.clone().unwrap_or_else(|| session.region.clone());
        let what = match entries.as_slice() {
            [one] => format!("an event ({}, {})", one.source, one.detail_type),
            many => format!("{} events", many.len()),
        };
        let warning = format!("Every rule on bus {} ({place}) that matches acts on it for real.", args.bus);
        if args.yes {
            say(&warning);
        }
        let confirmed = confirm(&format!("{warning} Send {what}?"), args.yes)?;
        let outcomes = gate.send(&client, &entries, confirmed).await?;
        let mut out = Output::new();
        let mut exit = Exit::Done;
        for outcome in &outcomes {
            match outcome {
                EntryOutcome::Done { id } => out.shown(id)?,
                EntryOutcome::Failed { code, message, .. } => {
                    let (meaning, code_exit) = meaning(code);
                    say(&format!("PutEvents refused the event: {message} ({code}). {meaning}"));
                    exit = code_exit;
                }
            }
        }
        out.flush().map(|()| exit)
    })
}

fn read(args: &Args) -> Result<(String, String), Failure> {
    let (name, bytes) = if args.event.as_os_str() == "-" {
        let mut bytes = Vec::new();
        ("standard input".to_owned(), std::io::stdin().lock().read_to_end(&mut bytes).map(|_| bytes))
    } else {
        (args.event.display().to_string(), std::fs::read(&args.event))
    };
    let bytes = bytes.map_err(|error| Failure::new(Exit::BadInput, format!("{name}: {error}")))?;
    match String::from_utf8(bytes) {
        Ok(text) => Ok((name, text)),
        Err(_) => Err(Failure::new(Exit::BadInput, format!("{name}: not UTF-8"))),
    }
}

/// The entries that make these events, in order.
fn entries(text: &str, bus: &str) -> Result<Vec<EventEntry>, String> {
    let document = Document::parse(text).map_err(|error| error.to_string())?;
    let root = document.root();
    if root.kind() != Kind::Array {
        return Ok(vec![entry(root, bus)?]);
    }
    let entries: Vec<_> = root.elements().map(|event| entry(event, bus)).collect::<Result<_, _>>()?;
    if entries.is_empty() { Err("the list holds no event".to_owned()) } else { Ok(entries) }
}

fn entry(event: Value<'_>, bus: &str) -> Result<EventEntry, String> {
    if event.kind() != Kind::Object {
        return Err(format!("an event is an object, and this is {}", event.kind().noun()));
    }
    let text = |name: &str| match event.get(name) {
        None => Ok(None),
        Some(value) => {
            value.text().map(|text| Some(text.to_string())).ok_or_else(|| format!("`{name}` must be a text"))
        }
    };
    let wanted = |name: &str| text(name)?.ok_or_else(|| format!("`{name}` is missing"));
    let detail = event.get("detail").ok_or("`detail` is missing")?;
    if detail.kind() != Kind::Object {
        return Err("`detail` must be an object".to_owned());
    }
    let time = text("time")?.map(|time| moment(&time)).transpose()?;
    let resources = match event.get("resources") {
        None => Vec::new(),
        Some(list) if list.kind() == Kind::Array => list
            .elements()
            .map(|arn| arn.text().map(|text| text.to_string()).ok_or("`resources` must hold texts"))
            .collect::<Result<_, _>>()?,
        Some(_) => return Err("`resources` must be a list".to_owned()),
    };
    let given: Vec<_> = GIVEN.into_iter().filter(|name| event.get(name).is_some()).collect();
    if !given.is_empty() {
        tracing::info!(?given, "EventBridge writes these fields itself");
    }
    let source = wanted("source")?;
    Ok(EventEntry {
        bus: Some(bus.to_owned()),
        source,
        detail_type: wanted("detail-type")?,
        detail: detail.raw().to_owned(),
        resources,
        time,
    })
}

fn moment(text: &str) -> Result<Millis, String> {
    let time: Timestamp = text
        .parse()
        .map_err(|_| format!("`time` is `{text}`: write it as 2026-11-21T14:03:07Z, or leave it out"))?;
    Ok(time.as_millisecond())
}

/// What a refused entry's code means, and whose fault it is (EventBridge user guide, "Handling failures when
/// sending events").
fn meaning(code: &str) -> (&'static str, Exit) {
    match code.strip_suffix("Exception").unwrap_or(code) {
        "InternalFailure" | "Internal" => ("The service failed: send it again.", Exit::Aws),
        "Throttling" => ("Too many events a second for this account: wait, then send it again.", Exit::Aws),
        "NotAuthorizedForSource" => {
            ("Sources that begin with `aws.` are AWS's own: choose another.", Exit::No)
        }
        "NotAuthorizedForDetailType" => ("This detail-type is AWS's own: choose another.", Exit::No),
        "InvalidAccountId" => ("The bus's ARN names an account that cannot be: correct it.", Exit::No),
        "InvalidArgument" => ("A field has a value that is not allowed: correct it.", Exit::No),
        "MalformedDetail" => ("`detail` is no valid JSON object.", Exit::No),
        "RedactionFailure" => ("A field could not be made anonymous.", Exit::No),
        "NotAuthorizedForDestination" | "AccessDenied" => {
            ("The bus's policy or yours does not let you send to it.", Exit::No)
        }
        _ => ("Correct the event and send it again.", Exit::No),
    }
}

#[cfg(test)]
mod tests {
    use super::entries;

    #[test]
    fn the_envelope_becomes_an_entry() {
        let text = r#"{"version":"0","id":"x","source":"my.app","detail-type":"T","time":"2026-11-21T14:03:07Z",
            "resources":["r"],"detail":{"n": 1.0, "n": 12345678901234567890}}"#;
        let entry = entries(text, "orders").unwrap().remove(0);
        assert_eq!(
            (entry.bus.as_deref(), entry.source.as_str(), entry.detail_type.as_str()),
            (Some("orders"), "my.app", "T")
        );
        assert_eq!(entry.detail, r#"{"n": 1.0, "n": 12345678901234567890}"#);
        assert_eq!((entry.resources, entry.time), (vec!["r".to_owned()], Some(1_795_269_787_000)));
    }

    #[test]
    fn what_is_missing_or_wrong_is_named() {
        for (text, wanted) in [
            (r#"{"detail-type":"T","detail":{}}"#, "`source` is missing"),
            (r#"{"source":"s","detail":{}}"#, "`detail-type` is missing"),
            (r#"{"source":"s","detail-type":"T"}"#, "`detail` is missing"),
            (r#"{"source":"s","detail-type":"T","detail":"{}"}"#, "`detail` must be an object"),
            (r#"{"source":1,"detail-type":"T","detail":{}}"#, "`source` must be a text"),
            (r#"{"source":"s","detail-type":"T","detail":{},"time":"now"}"#, "write it as 2026"),
            (r#"{"source":"s","detail-type":"T","detail":{},"resources":"r"}"#, "`resources` must be a list"),
            ("[]", "no event"),
            ("[1]", "an event is an object"),
        ] {
            let error = entries(text, "b").unwrap_err();
            assert!(error.contains(wanted), "{text}: {error}");
        }
        assert!(entries("{\"a\":", "b").is_err());
    }
}
