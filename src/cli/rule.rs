//! `buslens rule enable` and `buslens rule disable`.

use super::account::{block_on, connect, gate, refused, within};
use super::args::Global;
use super::confirm::{Given, confirm};
use super::exit::{Exit, Failure, say};
use super::output::Output;
use crate::app::confirm::WriteOp;
use crate::model::{Bus, Rule, RuleKey, RuleState, StateBefore};
use crate::runtime::{self, gate::Gate};

/// Arguments of `rule`.
#[derive(Clone, Debug, clap::Args)]
#[command(arg_required_else_help = true)]
pub struct Args {
    #[command(subcommand)]
    action: Action,
}

#[derive(Clone, Debug, clap::Subcommand)]
enum Action {
    /// Switch a rule on: into the state it had before buslens disabled it.
    Enable(Enable),
    /// Switch a rule off; the state it had is remembered.
    Disable(Which),
}

#[derive(Clone, Debug, clap::Args)]
struct Which {
    /// The rule's name.
    name: String,
    /// Its bus.
    #[arg(long, value_name = "NAME", default_value = Bus::DEFAULT)]
    bus: String,
    /// Do not ask; needed where there is no terminal to ask on.
    #[arg(long, short)]
    yes: bool,
}

#[derive(Clone, Debug, clap::Args)]
struct Enable {
    #[command(flatten)]
    which: Which,
    /// The state to reach, whatever is remembered.
    #[arg(long, value_name = "STATE")]
    state: Option<State>,
}

#[derive(Clone, Copy, Debug, clap::ValueEnum)]
enum State {
    /// ENABLED.
    Enabled,
    /// ENABLED_WITH_ALL_CLOUDTRAIL_MANAGEMENT_EVENTS: read-only management events too.
    All,
}

pub(super) fn run(global: Global, args: Args) -> Result<Exit, Failure> {
    let gate = gate(&global);
    if let Some(why) = gate.read_only {
        return Err(refused(why));
    }
    block_on(switch(gate, global, args.action))
}

async fn switch(gate: Gate, global: Global, action: Action) -> Result<Exit, Failure> {
    let (which, wish) = match action {
        Action::Enable(Enable { which, state }) => (which, Some(state)),
        Action::Disable(which) => (which, None),
    };
    let (timeout, account_label) = (global.timeout, global.account_label.clone());
    let reading = Box::pin(async {
        let client = connect(global).await?;
        let rule = client.rule(&RuleKey::new(&which.bus, &which.name)).await?;
        Ok((client, rule))
    });
    let (client, rule) = within(timeout, reading).await?;
    let to = match wish {
        None => RuleState::Disabled,
        Some(Some(State::Enabled)) => RuleState::Enabled,
        Some(Some(State::All)) => RuleState::EnabledWithAllCloudTrail,
        Some(None) if rule.state.is_disabled() => before(&gate, &rule)?,
        Some(None) => match &rule.state {
            RuleState::Other(state) => {
                let why = format!(
                    "Rule {} is in the state {state}, which this version of buslens does not know: whether \
                        it is on cannot be \
                     told. Choose a state with --state.",
                    rule.name
                );
                return Err(Failure::new(Exit::Refused, why));
            }
            // On already, in whichever way.
            state => state.clone(),
        },
    };
    let mut out = Output::new();
    if rule.state == to {
        out.shown(&format!("{} on bus {} is {} already.", rule.name, rule.bus, to.as_str()))?;
        return out.flush().map(|()| Exit::Done);
    }
    rule.may("switch").map_err(|why| Failure::new(Exit::Refused, format!("Rule {why}.")))?;
    let place =
        client.session().endpoint.clone().map_or_else(|| client.session().region.clone(), String::from);
    let question = format!(
        "Switch {} on bus {} ({place}) from {} to {}?",
        rule.name,
        rule.bus,
        rule.state.as_str(),
        to.as_str()
    );
    let given = Given { yes: which.yes, label: account_label };
    let confirmed = confirm(&question, &gate.session(&client).await, &given)?;
    let (from, wanted) = (rule.state.clone(), to.clone());
    let written = gate.write(&client, WriteOp::SetState { rule, to }, confirmed, runtime::now()).await?;
    for surprise in &written.surprises {
        say(surprise);
    }
    let rule = &written.rule;
    out.shown(&format!("{} on bus {}: {} → {}", rule.name, rule.bus, from.as_str(), rule.state.as_str()))?;
    out.flush()?;
    Ok(if rule.state == wanted { Exit::Done } else { Exit::No })
}

/// The state that the rule comes back to.
fn before(gate: &Gate, rule: &Rule) -> Result<RuleState, Failure> {
    let record = match &gate.states {
        Some(states) => states.get(&rule.arn).map(|found| found.map(|remembered| remembered.state)),
        None => Ok(None),
    };
    let choose = |why: String| {
        Err(Failure::new(
            Exit::Refused,
            format!("{why} Choose with --state enabled or --state all. Nothing was done."),
        ))
    };
    match StateBefore::of(rule, record) {
        StateBefore::Known(state) => Ok(state),
        StateBefore::Schedule => Ok(RuleState::Enabled),
        StateBefore::NoRecord => {
            say("there is no record of the state it had before, so it becomes ENABLED; `--state all` would \
                take read-only CloudTrail events too.");
            Ok(RuleState::Enabled)
        }
        StateBefore::Unknown(state) => choose(format!(
            "Rule {} was in the state {state} before it was switched off here, which this version of buslens \
                does not know and cannot set.",
            rule.name
        )),
        StateBefore::Unreadable(error) => {
            choose(format!("The state that rule {} had before cannot be told: {error}.", rule.name))
        }
    }
}
