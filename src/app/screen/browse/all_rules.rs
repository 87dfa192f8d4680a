//! The rules of all buses that have been read, to find one as one types: by its name, and by what it has.
//! Tags are read while something is typed, for a word may stand in one.

use super::load::AT_A_TIME;
use crate::app::effect::Effect;
use crate::app::popup::{Action, Pick, PickItem, Popup};
use crate::app::read::{Account, Read};
use crate::app::remote::Remote;
use crate::app::shared::Shared;
use crate::app::step::Step;
use crate::model::Rule;
use crate::text::counted;

/// The list of them.
pub(super) fn list(shared: &Shared) -> Step {
    let mut pick = Pick::new("", Vec::new(), 0);
    fill(&mut pick, shared);
    pick.is_of_all_rules = true;
    Step::Popup(Popup::Pick(pick))
}

/// Keeps the open list up with what is read meanwhile, and asks for tags; `news` says that something came.
pub(in crate::app) fn keep(pick: &mut Pick, news: bool, shared: &mut Shared, out: &mut Vec<Effect>) {
    if news {
        fill(pick, shared);
    }
    if pick.input.value().trim().is_empty() {
        return;
    }
    let pending = shared.requests.reading(|read| matches!(read, Read::Tags(_)));
    let reads = all(&shared.account).into_iter().map(|rule| Read::Tags(rule.arn.clone()));
    let idle = reads.filter(|read| shared.account.is_idle(read));
    let wanted: Vec<_> = idle.take(AT_A_TIME.saturating_sub(pending)).collect();
    for read in wanted {
        shared.fetch(read, false, out);
    }
}

fn all(account: &Account) -> Vec<&Rule> {
    let mut rules: Vec<&Rule> = account.rules.values().flat_map(Remote::rows).collect();
    rules.sort_by(|a, b| (&a.name, &a.bus).cmp(&(&b.name, &b.bus)));
    rules
}

fn fill(pick: &mut Pick, shared: &Shared) {
    let account = &shared.account;
    let item = |rule: &Rule| {
        let troubled = if account.is_troubled(&rule.key()) { "! " } else { "" };
        let targets = super::target_count(account, &rule.key());
        let targets =
            targets.map_or_else(String::new, |count| format!(" · {}", counted(count, "target", "targets")));
        let kind = if rule.is_managed() { "managed" } else { rule.kind().word() };
        PickItem {
            label: format!("{troubled}{}", rule.name),
            // The bus comes last: the end is what stays when the note is cut.
            note: format!("{kind}{targets} · {} · {}", rule.state.word(), rule.bus),
            also: super::rows::texts(rule, account).join("\n"),
            arn: Some(rule.arn.clone()),
            action: Action::Goto(rule.key()),
        }
    };
    let rules = all(account);
    let is_unread =
        |bus: &&crate::model::Bus| account.rules.get(&bus.name).is_none_or(|rules| rules.at().is_none());
    let mut left: Vec<String> = Vec::new();
    match account.buses.rows().iter().filter(is_unread).count() {
        0 => {}
        n => left.push(format!("those of {} not read yet", counted(n, "bus", "buses"))),
    }
    let untagged = |rule: &&&Rule| account.tags.get(&rule.arn).is_none_or(|tags| tags.at().is_none());
    match rules.iter().filter(untagged).count() {
        0 => {}
        n => left.push(format!("tags of {n} not read")),
    }
    pick.is_partly_read = !left.is_empty();
    let mut title = format!("{} on all buses", counted(rules.len(), "rule", "rules"));
    for left in left {
        title.push_str(", ");
        title.push_str(&left);
    }
    pick.renew(title, rules.into_iter().map(item).collect());
}
