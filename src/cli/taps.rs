//! `buslens taps`: the temporary rules and log groups of ours in an account, and their removal.

use super::account::{before_writing, block_on, connect, gate, writes_nothing};
use super::args::Global;
use super::commands_in_sentences::with_chosen_options;
use super::confirm::{GivenAnswers, confirm};
use super::exit::{Exit, Failure, say};
use super::output::{Output, Table};
use super::tap::local_time;
use crate::aws::Client;
use crate::model::Tap;
use crate::model::tap::{FoundTap, Remains, Standing};
use crate::runtime::gate::Gate;
use crate::runtime::taps::{FoundTaps, find};
use crate::text::{and_list, counted};
use serde_json::{Value, json};

/// Arguments of `taps`.
#[derive(Clone, Debug, clap::Args)]
pub struct Args {
    /// Remove those that nobody uses any more: their time is over, or the process of this machine that made
    /// them is gone. What buslens did not make is never touched.
    #[arg(long)]
    clean: bool,
    /// With --clean: remove those in use as well, on whichever machine.
    #[arg(long, requires = "clean")]
    all: bool,
    /// Do not ask; needed where there is no terminal to ask on.
    #[arg(long, short, requires = "clean")]
    yes: bool,
    /// One JSON object a line: {"id","of","owner","expires","in_use","why","remains":[…],"removed"?}.
    #[arg(long)]
    json: bool,
}

pub(super) fn run(global: Global, args: &Args) -> Result<Exit, Failure> {
    let gate = gate(&global);
    if let Some(why) = gate.read_only.filter(|_| args.clean) {
        return Err(writes_nothing(why));
    }
    let timeout = global.timeout;
    let given = GivenAnswers { yes: args.yes, label: global.account_label.clone() };
    block_on(async {
        let reading = async {
            let client = connect(global).await?;
            let found = find(&client).await;
            Ok((client, found))
        };
        let (client, found) = before_writing(timeout, Box::pin(reading)).await?;
        for error in &found.failed {
            say(&format!("Not everything could be searched. {error}"));
        }
        for other in &found.others {
            say(&format!("The {} is left alone: {}.", other.what, other.why_left_alone()));
        }
        let exit = if args.clean {
            clean(&gate, &client, &found, args, &given).await?
        } else {
            show(&client, &found, args.json)?;
            Exit::Done
        };
        let seen = found.failed.is_empty();
        Ok(if seen || exit != Exit::Done { exit } else { Exit::Aws })
    })
}

fn object(tap: &FoundTap, standing: &Standing, removed: Option<bool>) -> Value {
    let mut object = json!({
        "id": tap.id,
        "of": tap.of,
        "owner": tap.owner,
        "expires": tap.expires,
        "in_use": !standing.is_left(),
        "why": standing.why(),
        "remains": tap.remains.iter().map(ToString::to_string).collect::<Vec<_>>(),
    });
    if let Some(removed) = removed {
        object["removed"] = json!(removed);
    }
    object
}

fn show(client: &Client, found: &FoundTaps, as_json: bool) -> Result<(), Failure> {
    let mut out = Output::new();
    if as_json {
        found.taps.iter().try_for_each(|(tap, standing)| out.json(&object(tap, standing, None)))?;
        return out.flush();
    }
    if found.taps.is_empty() {
        let whole = "There are no taps of buslens here.";
        let part = "No taps of buslens were found where the search succeeded.";
        out.line(if found.failed.is_empty() { whole } else { part })?;
        return out.flush();
    }
    let mut table = Table::new(["tap", "of", "state", "until", "owner", "why"]);
    let now = client.service_time();
    table.add(found.taps.iter().map(|(tap, standing)| {
        [
            tap.id.clone(),
            tap.subject(),
            if standing.is_left() { "left behind" } else { "in use" }.to_owned(),
            tap.expires.map(|at| local_time(at, now)).unwrap_or_default(),
            tap.owner.clone().unwrap_or_default(),
            standing.why().to_owned(),
        ]
    }));
    table.show(&mut out)?;
    if found.taps.iter().any(|(_, standing)| standing.is_left()) {
        say(&format!("{} removes those that were left behind.", with_chosen_options(Tap::CLEAN)));
    }
    Ok(())
}

async fn clean(
    gate: &Gate,
    client: &Client,
    found: &FoundTaps,
    args: &Args,
    given: &GivenAnswers,
) -> Result<Exit, Failure> {
    let (go, stay): (Vec<_>, Vec<_>) =
        found.taps.iter().partition(|(_, standing)| args.all || standing.is_left());
    for (tap, standing) in &stay {
        say(&format!("Tap {} is in use: {}. --all removes it too.", tap.id, standing.why()));
    }
    let taps: Vec<FoundTap> = go.iter().map(|(tap, _)| tap.clone()).collect();
    let parts: Vec<&Remains> = taps.iter().flat_map(|tap| &tap.remains).collect();
    // With no tap left to remove, the policy may still be there: a run that died between its removals.
    let question = if parts.is_empty() {
        "No taps are left. Remove the resource policy that taps share, if it exists and no tap needs it?"
            .to_owned()
    } else {
        let all = and_list(&parts);
        format!("Remove {}: {all}?", counted(taps.len(), "tap", "taps"))
    };
    let confirmed = confirm(&question, &gate.session(client).await, given)?;
    let (outcomes, policy) = gate.clean_taps(client, &taps, confirmed).await?;
    let mut out = Output::new();
    let (mut exit, mut unsaid) = (Exit::Done, None);
    let mut fail = |error| {
        let failure = Failure::from(error);
        failure.report();
        exit = failure.exit;
    };
    for ((tap, standing), outcome) in go.iter().zip(outcomes) {
        let printed = if args.json {
            out.json(&object(tap, standing, Some(outcome.is_ok())))
        } else if outcome.is_ok() {
            out.safe_line(&format!("Removed tap {}: {}.", tap.id, and_list(&tap.remains)))
        } else {
            Ok(())
        };
        unsaid = unsaid.or(printed.err());
        if let Err(error) = outcome {
            fail(error);
        }
    }
    if let Err(error) = policy {
        fail(error);
    }
    if taps.is_empty() && !args.json {
        unsaid = unsaid.or(out.line("There was no tap to remove.").err());
    }
    // What could not be said of the removals is told after all that went wrong with them.
    if let Some(unsaid) = unsaid.or(out.flush().err()) {
        let _ = unsaid.report();
        exit = if exit == Exit::Done { unsaid.exit } else { exit };
    }
    Ok(exit)
}
