//! What was changed of a thing from here: a list of it, each with its difference, from our own record.

use crate::app::effect::Effect;
use crate::app::popup::{Action, Menu, MenuItem, Popup, number_keys};
use crate::app::read::Read;
use crate::app::shared::Shared;
use crate::app::step::Step;
use crate::model::{CallError, End, Past, Thing};

/// The operator wants to see what was changed of a thing: our record is read first.
pub(in crate::app) fn ask(thing: Thing, shared: &mut Shared, out: &mut Vec<Effect>) {
    let what = format!("what was changed of {thing}");
    shared.fetch_to_open(Read::Past(thing), what, out);
}

/// Our record has come.
pub(in crate::app) fn on_record(
    thing: &Thing,
    outcome: &Result<Vec<Past>, CallError>,
    shared: &mut Shared,
) -> Step {
    let all = match outcome {
        Ok(all) => all,
        Err(error) => {
            shared.alert(format!("The changes of {thing} cannot be listed"), error.to_string());
            return Step::Stay;
        }
    };
    if all.is_empty() {
        let readable = format!("No change of {thing} that can be read was made from here.");
        shared.tell_none(&readable, &format!("No change of {thing} was made from here."));
        return Step::Stay;
    }
    let item = |(past, key): (&Past, char)| {
        let title = format!("{} {}", shared.date_and_time(past.at), past.change.title());
        let mut lines = vec![end(past).to_owned()];
        if past.of_no_account {
            lines.push(
                "It was made while STS did not tell the account, so it may have been another account's, and cannot \
                 be undone from here."
                    .to_owned(),
            );
        }
        lines.push(String::new());
        lines.extend(past.change.difference());
        let whose = if past.of_no_account { ", account not known" } else { "" };
        let label = format!("{}  {}, {}{whose}", shared.date_and_time(past.at), what(past), end(past));
        MenuItem::new(key, label, Action::Read { title, text: lines.join("\n") })
    };
    let items = all.iter().zip(number_keys()).map(item).collect();
    shared.keep_problem_aside();
    Step::Popup(Popup::Menu(Menu::new(format!("Changed here of {thing}"), items)))
}

/// What was changed, in a few words.
fn what(past: &Past) -> String {
    past.change.parts_in_short().unwrap_or_else(|| past.change.verb().to_lowercase())
}

fn end(past: &Past) -> &'static str {
    match past.end {
        Some(End::Done) => "done",
        Some(End::Failed) => "not done",
        Some(End::Taken) => "done, then undone",
        Some(End::Open) => "done, and not known whether it was undone",
        None => "not known whether it was done",
    }
}
