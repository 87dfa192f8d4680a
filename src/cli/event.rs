//! `buslens event`: events saved by name, to be sent or tried again. Where they are kept is `config`'s;
//! sending one is `put --saved`.

use super::change::Yes;
use super::commands_in_sentences::with_chosen_options;
use super::confirm::ask;
use super::exit::{Exit, Failure, say};
use super::output::{Output, Table};
use super::source::file_text;
use crate::app::event_to_save;
use crate::config::{Places, SavedEvents};
use crate::json::Document;
use crate::model::{ChangeFault, SavedEvent};
use crate::text::{shell_word, size};
use serde_json::{Value, json};
use std::io;
use std::path::PathBuf;

/// Arguments of `event`.
#[derive(Clone, Debug, clap::Args)]
#[command(arg_required_else_help = true)]
pub struct Args {
    #[command(subcommand)]
    action: Action,
}

#[derive(Clone, Debug, clap::Subcommand)]
enum Action {
    /// Save an event by a name.
    Save(Save),
    /// List the saved events.
    List(List),
    /// Print a saved event.
    Show(Named),
    /// Delete a saved event.
    Delete(Delete),
}

#[derive(Clone, Debug, clap::Args)]
struct Save {
    /// The name: letters, digits, blanks, `.`, `-` and `_`.
    name: String,
    /// File with the event in JSON, as EventBridge delivers it; - is standard input.
    #[arg(long, short, value_name = "FILE")]
    event: PathBuf,
    /// In the place of the event that has this name.
    #[arg(long)]
    replace: bool,
}

#[derive(Clone, Debug, clap::Args)]
struct List {
    /// One JSON object a line, with the event.
    #[arg(long)]
    json: bool,
}

#[derive(Clone, Debug, clap::Args)]
struct Named {
    /// The name.
    name: String,
}

#[derive(Clone, Debug, clap::Args)]
struct Delete {
    /// The name.
    name: String,
    #[command(flatten)]
    yes: Yes,
}

pub(super) fn run(args: &Args) -> Result<Exit, Failure> {
    let saved = saved_events()?;
    match &args.action {
        Action::Save(save) => keep(&saved, save),
        Action::List(list) => show_all(&saved, list.json),
        Action::Show(Named { name }) => {
            let mut out = Output::new();
            let event = by_name(&saved, name)?;
            out.text("", &event.text, "its file has")?;
            out.flush()?;
            let Some(why) = event.damage() else { return Ok(Exit::Done) };
            Err(Failure::bad(format!("The saved event {name} is damaged: {why}. {REPLACE}")))
        }
        Action::Delete(Delete { name, yes }) => {
            // One that cannot be read can be deleted all the same.
            if matches!(saved.get(name), Ok(None)) {
                return Err(missing(name));
            }
            ask(&format!("Delete the saved event {name}?"), yes.yes, &[])?;
            match saved.delete(name) {
                Ok(true) => {
                    say(&format!("deleted the saved event {name}."));
                    Ok(Exit::Done)
                }
                Ok(false) => Err(missing(name)),
                Err(error) => Err(Failure::bad(format!("{name} was not deleted: {error}."))),
            }
        }
    }
}

/// Where saved events are kept.
fn saved_events() -> Result<SavedEvents, Failure> {
    let why = "This user has no home directory, so there is no place for saved events. Set XDG_STATE_HOME.";
    let places = Places::find().ok_or_else(|| Failure::bad(why))?;
    Ok(SavedEvents::under(&places.state))
}

/// The saved event of that name.
///
/// # Errors
///
/// There is none, or they cannot be read.
pub(super) fn of_name(name: &str) -> Result<SavedEvent, Failure> {
    by_name(&saved_events()?, name)
}

fn by_name(saved: &SavedEvents, name: &str) -> Result<SavedEvent, Failure> {
    let unreadable =
        |error| Failure::bad(format!("The saved event {name} cannot be read: {error}. {REPLACE}"));
    let found = saved.get(name).map_err(unreadable)?;
    found.ok_or_else(|| missing(name))
}

/// What to do about a damaged one.
const REPLACE: &str =
    "Put another in its place with `buslens event save NAME --replace -e FILE`, or delete it.";

fn missing(name: &str) -> Failure {
    Failure::bad(format!("There is no saved event {name}. `buslens event list` has them."))
}

fn unreadable(error: &std::io::Error) -> Failure {
    Failure::bad(format!("The saved events cannot be read: {error}."))
}

fn keep(saved: &SavedEvents, save: &Save) -> Result<Exit, Failure> {
    let (file, text) = file_text(&save.event)?;
    let bad = |why: &str| Failure::bad_in(&file, why);
    let event = event_to_save(&save.name, &text).map_err(|faults| {
        // What is wrong with the name is not the file's fault.
        let (name, event): (Vec<_>, Vec<_>) = faults.iter().partition(|fault| fault.place == "Name");
        let sentences = |faults: Vec<&ChangeFault>| {
            faults.into_iter().map(ChangeFault::sentence).collect::<Vec<_>>().join(" ")
        };
        match (name.is_empty(), event.is_empty()) {
            (true, _) => bad(&sentences(event)),
            (false, true) => Failure::bad(sentences(name)),
            (false, false) => Failure::bad(format!("{} {file}: {}", sentences(name), sentences(event))),
        }
    })?;
    let is_same = |known: SavedEvent| known.text == event.text.trim_end();
    let known =
        if save.replace { None } else { saved.get(&event.name).map_err(|error| unreadable(&error))? };
    saved.save(&event, save.replace || known.is_some_and(is_same)).map_err(|error| {
        if error.kind() != io::ErrorKind::AlreadyExists {
            return Failure::bad(format!("The event was not saved: {error}."));
        }
        let name = &event.name;
        let why = format!("There is a saved event {name} already: --replace puts this one in its place.");
        Failure::new(Exit::Refused, why)
    })?;
    let send = with_chosen_options(&format!("put --saved {} --bus BUS", shell_word(&event.name)));
    say(&format!("Saved as {}; {send} sends it.", event.name));
    Ok(Exit::Done)
}

fn show_all(saved: &SavedEvents, json: bool) -> Result<Exit, Failure> {
    let (all, told) = saved.list().map_err(|error| unreadable(&error))?;
    told.iter().for_each(|text| say(text));
    let outcome = if told.is_empty() { Exit::Done } else { Exit::BadInput };
    let mut out = Output::new();
    let read = |event: &SavedEvent| serde_json::from_str::<Value>(&event.text).unwrap_or(Value::Null);
    if json {
        for event in &all {
            // As it was written: a number may have more digits than a float keeps.
            let text = Document::parse(event.text.as_str());
            let text = text.map_or_else(|_| "null".to_owned(), |text| text.root().minified());
            out.json_text(&format!("{{\"name\":{},\"event\":{text}}}", json!(event.name)))?;
        }
        return out.flush().map(|()| outcome);
    }
    let mut table = Table::new(["name", "source", "detail-type", "size"]);
    table.add(all.iter().map(|event| {
        let whole = read(event);
        let text = |name: &str| whole.get(name).and_then(Value::as_str).unwrap_or_default().to_owned();
        let bytes = u64::try_from(event.text.len()).unwrap_or(u64::MAX);
        [event.name.clone(), text("source"), text("detail-type"), size(bytes)]
    }));
    table.show(&mut out)?;
    Ok(outcome)
}
