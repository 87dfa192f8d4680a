//! Whether a command can be used right now, and if not, why: one predicate a row of the table.

use super::command::Reason;
use super::model::Model;
use super::screen::browse::Focus;

#[allow(clippy::unnecessary_wraps, reason = "it stands among predicates that refuse")]
pub(super) fn always(_: &Model) -> Result<(), Reason> {
    Ok(())
}

/// Writes are refused in one more place, the executor's gate; this one is here so that the operator hears it
/// at once.
fn writable(model: &Model) -> Result<(), Reason> {
    if model.shared.session.read_only {
        Err("read-only: started with --read-only, so nothing in the account can be changed".into())
    } else {
        Ok(())
    }
}

pub(super) fn toggle(model: &Model) -> Result<(), Reason> {
    writable(model)?;
    if model.screen().marked() > 0 {
        return Ok(());
    }
    let rule = model.selected_rule().ok_or("select a rule first")?;
    match &rule.managed_by {
        Some(owner) => Err(format!("{} is managed by {owner}: only that service can switch it", rule.name)),
        None => Ok(()),
    }
}

pub(super) fn undo(model: &Model) -> Result<(), Reason> {
    writable(model)?;
    if model.shared.undo.is_empty() {
        Err("nothing to undo: no switch made here is left to take back".into())
    } else {
        Ok(())
    }
}

/// For commands that take one rule, when others than the selected one are marked.
fn one(model: &Model, what: &str) -> Result<(), Reason> {
    let super::Screen::Browse(browse) = model.screen() else { return Ok(()) };
    match browse.marked() {
        0 => Ok(()),
        1 if browse.rule.as_ref().is_some_and(|name| browse.marks.has(name)) => Ok(()),
        1 => {
            Err(format!("{what} takes the selected rule, and another one is marked; esc takes the mark away"))
        }
        n => Err(format!("{what} takes one rule, and {n} are marked; esc takes the marks away")),
    }
}

pub(super) fn mark(model: &Model) -> Result<(), Reason> {
    match model.screen() {
        super::Screen::Browse(browse) if browse.view.is_about_bus() => {
            Err("rules are marked, not buses: go into the bus first".into())
        }
        super::Screen::Browse(_)
        | super::Screen::Tail(_)
        | super::Screen::Workbench(_)
        | super::Screen::Json(_)
        | super::Screen::Listing(_) => selected(model),
    }
}

pub(super) fn problems(model: &Model) -> Result<(), Reason> {
    let empty = match model.screen() {
        super::Screen::Browse(_) => model.shared.account.buses.rows().is_empty(),
        super::Screen::Listing(listing) => listing.rows.is_empty(),
        super::Screen::Tail(_) | super::Screen::Workbench(_) | super::Screen::Json(_) => false,
    };
    if empty { Err("there are no rows here to have one".into()) } else { Ok(()) }
}

pub(super) fn used_by(model: &Model) -> Result<(), Reason> {
    one(model, "the list of its neighbours")
}

pub(super) fn edit(model: &Model) -> Result<(), Reason> {
    one(model, "the workbench")?;
    let rule = model.selected_rule().ok_or("select a rule first")?;
    match &rule.pattern {
        Some(_) => Ok(()),
        None => Err(format!("{} has no event pattern: it runs on a schedule", rule.name)),
    }
}

pub(super) fn tail(model: &Model) -> Result<(), Reason> {
    one(model, "a live tail")?;
    let rule = model.selected_rule().ok_or("select a rule first")?;
    match model.shared.account.targets.get(&rule.key()) {
        Some(targets)
            if targets.at().is_some()
                && !targets.rows().iter().any(|target| target.log_group().is_some()) =>
        {
            Err(format!("{} has no CloudWatch Logs target, so there is no log to watch", rule.name))
        }
        _ => Ok(()),
    }
}

pub(super) fn test(model: &Model) -> Result<(), Reason> {
    match model.screen() {
        super::Screen::Browse(_) => edit(model),
        super::Screen::Tail(_) => selected(model),
        super::Screen::Workbench(_) | super::Screen::Json(_) | super::Screen::Listing(_) => Ok(()),
    }
}

/// For what takes the selected row.
pub(super) fn selected(model: &Model) -> Result<(), Reason> {
    if model.screen().has_selection(&model.shared) { Ok(()) } else { Err("nothing is selected here".into()) }
}

pub(super) fn open(model: &Model) -> Result<(), Reason> {
    match model.screen() {
        super::Screen::Browse(browse) if browse.focus() == Focus::Detail => {
            Err("there is nothing further in".into())
        }
        // Without rows, it tells why there are none.
        super::Screen::Browse(browse) if !browse.errors(&model.shared).is_empty() => Ok(()),
        super::Screen::Listing(listing) if listing.standing.error.is_some() => Ok(()),
        super::Screen::Browse(_)
        | super::Screen::Tail(_)
        | super::Screen::Workbench(_)
        | super::Screen::Json(_)
        | super::Screen::Listing(_) => selected(model),
    }
}

/// For what needs a tail that was opened.
pub(super) fn tailing(model: &Model) -> Result<(), Reason> {
    match model.screen() {
        super::Screen::Tail(tail) if tail.session().is_none() => {
            Err("no log group is being watched yet".into())
        }
        super::Screen::Tail(_)
        | super::Screen::Browse(_)
        | super::Screen::Workbench(_)
        | super::Screen::Json(_)
        | super::Screen::Listing(_) => Ok(()),
    }
}

/// For going from one place found to the next.
pub(super) fn searching(model: &Model) -> Result<(), Reason> {
    let searched = match model.screen() {
        super::Screen::Tail(tail) => !tail.event().search().is_empty(),
        super::Screen::Json(json) => json.is_searched(),
        super::Screen::Browse(_) | super::Screen::Workbench(_) | super::Screen::Listing(_) => false,
    };
    if searched { Ok(()) } else { Err("nothing is searched for: / searches here".into()) }
}

pub(super) fn back(model: &Model) -> Result<(), Reason> {
    match model.screen() {
        super::Screen::Browse(browse) if model.shared.alerts.is_empty() && !browse.leads_back() => {
            Err("this is the first screen: there is nothing to go back to".into())
        }
        super::Screen::Browse(_)
        | super::Screen::Tail(_)
        | super::Screen::Workbench(_)
        | super::Screen::Json(_)
        | super::Screen::Listing(_) => Ok(()),
    }
}

pub(super) fn messages(model: &Model) -> Result<(), Reason> {
    let on_screen = match model.screen() {
        super::Screen::Browse(browse) => !browse.errors(&model.shared).is_empty(),
        super::Screen::Listing(listing) => listing.standing.error.is_some(),
        super::Screen::Workbench(_) => true,
        super::Screen::Tail(_) | super::Screen::Json(_) => false,
    };
    if on_screen || !model.shared.alerts.is_empty() {
        Ok(())
    } else {
        Err("no messages: nothing went wrong".into())
    }
}

pub(super) fn save(model: &Model) -> Result<(), Reason> {
    writable(model)
}

pub(super) fn fix(model: &Model) -> Result<(), Reason> {
    match model.screen() {
        super::Screen::Workbench(bench) => bench.may_fix(),
        super::Screen::Browse(_)
        | super::Screen::Tail(_)
        | super::Screen::Json(_)
        | super::Screen::Listing(_) => Ok(()),
    }
}
