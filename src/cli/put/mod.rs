//! `buslens put`: events, as they would be delivered, sent to a bus.
//!
//! Standard output has one line for each event of the file, in order: the event's id, or `- ` and what became
//! of it. It is written batch by batch, so that it is true whenever the command ends, and `--resume` goes on
//! from it; a run that does says so in a first line. How that is read and written is `report`'s.

mod report;

use super::account::{before_writing, block_on, connect, gate, writes_nothing};
use super::args::Global;
use super::commands_in_sentences::with_chosen_options;
use super::confirm::{GivenAnswers, confirm};
use super::event;
use super::exit::{Exit, Failure, complain, say};
use super::source::file_text;
use super::tail::asked_to_end;
use super::tap::local_time;
use super::times::offset_at;
use crate::aws::Client;
use crate::model::{AccountPlace, ErrorKind, EventEntry, EventSent, LeftOpen, NamedBus};
use crate::runtime::gate::Gate;
use crate::runtime::takers::takers;
use crate::text::counted;
use crate::text::time::zone;
use report::{Report, ResumePlan};
use std::path::PathBuf;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

/// Arguments of `put`.
#[derive(Clone, Debug, clap::Args)]
pub struct Args {
    /// File with the event, or a list of events, in JSON: as EventBridge delivers it, or as PutEvents takes
    /// it, a whole {"Entries": […]} too; - is standard input.
    #[arg(long, short, value_name = "FILE", required_unless_present = "saved")]
    event: Option<PathBuf>,
    /// An event that was saved by this name; `buslens event list` has them.
    #[arg(long, value_name = "NAME", conflicts_with = "event")]
    saved: Option<String>,
    /// The bus, by name or ARN.
    #[arg(long, value_name = "NAME")]
    bus: String,
    /// Do not ask; needed where there is no terminal to ask on.
    #[arg(long, short)]
    yes: bool,
    /// The output of an earlier run with the same events: sends what is missing in it. Where that run went on
    /// from another and ended early, give both, the earlier one first.
    #[arg(long, value_name = "FILE")]
    resume: Vec<PathBuf>,
    /// With --resume: sends also the events of which it is not known whether they were taken. They may arrive
    /// twice.
    #[arg(long, requires = "resume")]
    send_unknown: bool,
}

pub(super) fn run(global: Global, args: &Args) -> Result<Exit, Failure> {
    let gate = gate(&global);
    if let Some(why) = gate.read_only {
        return Err(writes_nothing(why));
    }
    let (name, text) = match (&args.event, &args.saved) {
        (Some(file), _) => file_text(file)?,
        (None, saved) => {
            let name = saved.as_deref().unwrap_or_default();
            (format!("saved event {name}"), event::of_name(name)?.text)
        }
    };
    let entries = EventEntry::read_all(&text, &args.bus)
        .map_err(|why| Failure::bad_in(&name, format_args!("{why}.")))?;
    let plan = if args.resume.is_empty() {
        ResumePlan::all(entries.len())
    } else {
        let outputs = args.resume.iter().map(|path| file_text(path)).collect::<Result<Vec<_>, _>>()?;
        ResumePlan::resume(&outputs, entries.len(), args.send_unknown)
            .map_err(|why| Failure::bad(format!("{why}.")))?
    };
    let sending: Vec<EventEntry> = plan.to_send().filter_map(|at| entries.get(at).cloned()).collect();
    let is_compared = plan.delivered().next().is_some();
    if sending.is_empty() && !is_compared {
        return nothing_left(plan);
    }
    let timeout = global.timeout;
    let given = GivenAnswers { yes: args.yes, label: global.account_label.clone() };
    block_on(async {
        // AWS takes events for a bus that is not there, answers with ids, and drops them. A bus of another
        // account cannot be asked after.
        let looked = before_writing(
            timeout,
            Box::pin(async {
                let client = connect(global).await?;
                if is_compared {
                    check_ids(&gate, &gate.place(&client).await, &plan, &entries)?;
                }
                if sending.is_empty() {
                    return Ok(None);
                }
                let seen_from = client.to_see(&args.bus).await;
                let bus = seen_from.bus(&args.bus);
                let looked = match bus {
                    NamedBus::Here(name) => client.bus(name).await.err(),
                    NamedBus::Elsewhere | NamedBus::NotKnown => None,
                };
                let is_missing = looked.is_some_and(|error| error.kind == ErrorKind::NotFound);
                let whose = gate.session(&client).await;
                let mut warnings =
                    if is_missing { Vec::new() } else { who_acts(&client, bus, &args.bus, &sending).await };
                warnings.extend(warn_if_sent_before(&gate, &client, &sending).await);
                Ok(Some((client, is_missing, whose, warnings)))
            }),
        )
        .await?;
        let Some((client, is_missing, whose, warnings)) = looked else { return nothing_left(plan) };
        let session = client.session();
        let place = session.endpoint.clone().map_or_else(|| session.region.clone(), String::from);
        let what = match sending.as_slice() {
            [one] => format!("an event ({}, {})", one.source, one.detail_type),
            many => counted(many.len(), "event", "events"),
        };
        if is_missing {
            let bus = &args.bus;
            let why = format!(
                "There is no bus {bus} here ({place}): AWS would take the events and drop them. Nothing was sent; {} \
                 lists the buses.",
                with_chosen_options("buses")
            );
            return Err(Failure::bad(why));
        }
        complain(&warnings);
        let confirmed = confirm(&format!("Send {what} to bus {} ({place})?", args.bus), &whose, &given)?;
        // Before this nothing may be written: what is there would be taken for the beginning of a run.
        let mut report = Report::begin(plan)?;
        let stopped = AtomicBool::new(false);
        // The first signal, or the time being over, lets the batch under way end; the second signal does not.
        let asked_to_stop = async {
            let first = asked_to_end()?;
            tokio::select! {
                () = first => say("stopping after the batch under way; once more to stop at once."),
                () = over(timeout) => say("--timeout is over: stopping after the batch under way."),
            }
            stopped.store(true, Ordering::SeqCst);
            asked_to_end()?.await;
            Ok::<_, Failure>(())
        };
        let mut broken: Option<Failure> = None;
        let outcome = {
            let now = || client.service_time();
            let sent = gate.send(&client, &sending, confirmed, now, |outcomes| {
                if broken.is_none() {
                    broken = report.add(outcomes).err();
                }
                broken.is_none() && !stopped.load(Ordering::SeqCst)
            });
            tokio::select! {
                biased;
                outcome = sent => Some(outcome),
                failure = asked_to_stop => { failure?; None }
            }
        };
        if let Some(failure) = broken {
            if let Some(Err(error)) = outcome {
                let _ = Failure::from(error).report();
            }
            return Err(failure);
        }
        match outcome {
            Some(Err(error)) => {
                let failure = Failure::from(error);
                failure.report();
                report.worst(failure.exit);
            }
            Some(Ok(unkept)) => {
                complain(unkept.as_slice());
                if stopped.load(Ordering::SeqCst) {
                    report.worst(Exit::Aws);
                }
            }
            None => report.cut_short()?,
        }
        report.finish()
    })
}

fn nothing_left(plan: ResumePlan) -> Result<Exit, Failure> {
    say("nothing is left to send.");
    Report::begin(plan)?.finish()
}

/// Looks up whether the ids of an earlier output are of these events: those of another file would be left out
/// although nobody has sent them.
fn check_ids(
    gate: &Gate,
    place: &AccountPlace,
    plan: &ResumePlan,
    entries: &[EventEntry],
) -> Result<(), Failure> {
    let not_known = |count: usize, why: &str| {
        let ids = counted(count, "id", "ids");
        complain(&[format!(
            "! {ids} of the earlier output cannot be compared with these events{why}. What they stand for is not sent \
             again: make sure that the output is of this file."
        )]);
    };
    let on_record = match gate.sent.by_id() {
        Ok(on_record) => on_record,
        Err(error) => {
            not_known(
                plan.delivered().count(),
                &format!(": what was sent from here cannot be read ({error})"),
            );
            return Ok(());
        }
    };
    let mut unknown = 0;
    for (at, id) in plan.delivered() {
        let Some(sent) = on_record.get(id) else {
            unknown += 1;
            continue;
        };
        match entries.get(at).map_or(Some(false), |entry| sent.is_of(entry, place)) {
            Some(true) => {}
            None => unknown += 1,
            Some(false) => {
                return Err(Failure::bad(format!(
                    "The earlier output is not of these events: the id that it has for event {} is of another one, or \
                     of one that went to another bus, account or region. Nothing was sent.",
                    at + 1
                )));
            }
        }
    }
    if unknown > 0 {
        not_known(
            unknown,
            ", since they are not among the newest that were sent from here, or the account or service that they \
             were sent to is not known",
        );
    }
    Ok(())
}

/// That some of it was sent before, and nobody knows whether the bus took it.
async fn warn_if_sent_before(gate: &Gate, client: &Client, events: &[EventEntry]) -> Vec<String> {
    let (sent, notice) = match gate.events_sent(client).await {
        Ok(read) => read,
        Err(error) => return vec![format!("! Whether any of it was sent before is not known: {error}")],
    };
    let mut lines: Vec<String> = notice.into_iter().collect();
    let left = LeftOpen::among(&sent);
    let open: Vec<&EventSent> = events.iter().filter_map(|event| left.like(event)).collect();
    if let Some(newest) = open.iter().map(|sent| sent.at).max() {
        let at = format!("{} {}", local_time(newest, client.service_time()), zone(offset_at(newest)));
        lines.push(LeftOpen::warning(open.len(), events.len(), &at));
    }
    lines
}

/// Which rules will act on the events, a line each, as far as that can be seen.
async fn who_acts(client: &Client, bus: NamedBus<'_>, named: &str, events: &[EventEntry]) -> Vec<String> {
    let acts = "every rule of the bus that matches really acts";
    let why = match bus {
        NamedBus::Here(name) => {
            return match takers(client, name, events).await {
                Ok(takers) => takers.lines(),
                Err(error) => vec![format!("! Which rules match is not known, and {acts}: {error}")],
            };
        }
        NamedBus::Elsewhere => format!("{named} is not in this account and region"),
        NamedBus::NotKnown => {
            format!("Which account this is is not known, and so whether {named} is in it")
        }
    };
    vec![format!("! {why}: {acts}, and which match is not known.")]
}

/// Returns when the command's time is over, if it has a limit.
async fn over(timeout: Option<Duration>) {
    match timeout {
        Some(timeout) => tokio::time::sleep(timeout).await,
        None => std::future::pending().await,
    }
}
