//! The log of calls to AWS, and the IAM policies made from it: when they are asked for, and how they are
//! offered.
//!
//! The log itself is `aws`'s, which makes the calls; it is read like anything else, and listed by
//! [`super::listing`].

use super::effect::Effect;
use super::listing::Listing;
use super::popup::{Action, Menu, MenuItem, Popup};
use super::read::Read;
use super::shared::{Level, Shared};
use super::step::{Open, Step};
use crate::model::{CallError, Permissions};
use crate::text::counted;

/// The list of calls, read anew.
pub(super) fn open(shared: &mut Shared) -> Step {
    shared.account.calls.expire();
    Step::Open(Open::Listing(Listing::Calls))
}

/// The policies are asked for.
pub(super) fn ask_for_policies(shared: &mut Shared, out: &mut Vec<Effect>) {
    shared.fetch_to_open(Read::Permissions(()), "the log of calls", out);
}

/// The policies, to choose one from.
pub(super) fn policies(outcome: &Result<Permissions, CallError>, shared: &mut Shared) -> Step {
    let found = match outcome {
        Ok(found) => found,
        Err(error) => {
            shared.notify(Level::Problem, error.to_string());
            return Step::Stay;
        }
    };
    let item = |key: char, label: &str, text: &str| {
        let action = Action::Read { title: format!("IAM policy: {label}"), text: text.to_owned() };
        MenuItem::new(key, label, action)
    };
    let mut items = vec![
        item('u', "what was used or denied, without changes", &found.used),
        item('w', "what was used or denied, with changes", &found.used_with_writes),
        item('r', "all that buslens reads", &found.reads),
        item('a', "all that buslens does", &found.all),
    ];
    if !found.denied.is_empty() {
        let label = format!("what was denied: {}", counted(found.denied.len(), "action", "actions"));
        let action = Action::Read { title: label.clone(), text: found.denied.join("\n") };
        items.push(MenuItem::new('d', label, action));
    }
    Step::Popup(Popup::Menu(Menu::new("IAM policy for", items)))
}
