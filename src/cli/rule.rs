//! `buslens rule`: rules switched, made, changed, copied, removed and described.

use super::account::{before_writing, block_on, connect, gate, writes_nothing};
use super::args::Global;
use super::change::{
    GivenSettings, Rule as OfRules, Yes, alone, by_option, carry_out, describe, open, refuse, tags, whole,
};
use super::commands_in_sentences::with_chosen_options;
use super::confirm::{GivenAnswers, confirm};
use super::exit::{Exit, Failure, say};
use super::named_rules::Names;
use super::output::Output;
use super::under_way::until_ended;
use crate::model::{Bus, Change, Held, Rule, RuleKey, RuleState, StateBefore, Thing, name_fault};
use crate::runtime::gate::Gate;
use crate::text::{capitalised, shell_word};

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
    /// Make a rule, or change one: what is not given stays, what is given empty goes.
    Put(PutRule),
    /// Make a rule like another one: its targets and tags too.
    Copy(Copy),
    /// Remove a rule with its targets.
    Delete(Which),
    /// Print everything about a rule.
    Describe(Only),
}

#[derive(Clone, Debug, clap::Args)]
struct PutRule {
    /// The rule's name or ARN.
    name: String,
    /// Its bus.
    #[arg(long, value_name = "NAME", default_value = Bus::DEFAULT)]
    bus: String,
    #[command(flatten)]
    given: GivenSettings<OfRules>,
    /// A tag of a new rule; may be given several times.
    #[arg(long = "tag", value_name = "KEY=VALUE")]
    tags: Vec<String>,
    #[command(flatten)]
    yes: Yes,
}

#[derive(Clone, Debug, clap::Args)]
struct Copy {
    /// The rule's name or ARN.
    name: String,
    /// Its bus.
    #[arg(long, value_name = "NAME", default_value = Bus::DEFAULT)]
    bus: String,
    /// The new rule's name; the same where it goes to another bus.
    #[arg(long, value_name = "NAME", required_unless_present = "to_bus")]
    to: Option<String>,
    /// The new rule's bus; the same where nothing is said.
    #[arg(long, value_name = "NAME")]
    to_bus: Option<String>,
    /// Remove the old one once the new one is there.
    #[arg(long = "move")]
    moves: bool,
    #[command(flatten)]
    yes: Yes,
}

#[derive(Clone, Debug, clap::Args)]
struct Only {
    /// The rule's name or ARN.
    name: String,
    /// Its bus.
    #[arg(long, value_name = "NAME", default_value = Bus::DEFAULT)]
    bus: String,
    /// The API's answer as one JSON object.
    #[arg(long)]
    json: bool,
}

#[derive(Clone, Debug, clap::Args)]
struct Which {
    /// The rule's name or ARN.
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
    state: Option<OnState>,
}

#[derive(Clone, Copy, Debug, clap::ValueEnum)]
enum OnState {
    /// ENABLED.
    #[value(alias = "on")]
    Enabled,
    /// ENABLED_WITH_ALL_CLOUDTRAIL_MANAGEMENT_EVENTS: read-only management events too.
    All,
}

impl Args {
    /// The rule that is named, and its bus.
    pub(super) fn names(&mut self) -> Names<'_> {
        let (bus, name) = match &mut self.action {
            Action::Enable(Enable { which, .. }) | Action::Disable(which) | Action::Delete(which) => {
                (&mut which.bus, &mut which.name)
            }
            Action::Put(put) => (&mut put.bus, &mut put.name),
            Action::Copy(copy) => (&mut copy.bus, &mut copy.name),
            Action::Describe(only) => (&mut only.bus, &mut only.name),
        };
        Names::of(bus, [name])
    }
}

pub(super) fn run(global: Global, args: Args) -> Result<Exit, Failure> {
    match args.action {
        Action::Enable(Enable { which, state }) => block_on(switch(global, which, Some(state))),
        Action::Disable(which) => block_on(switch(global, which, None)),
        Action::Put(put) => block_on(self::put(global, put)),
        Action::Copy(copy) => block_on(self::copy(global, copy)),
        Action::Delete(which) => block_on(async {
            let site = open(global).await?;
            let thing = Thing::Rule(RuleKey::new(which.bus, which.name));
            let was = whole(&site.client, &thing).await?;
            carry_out(&site, &[Change::delete(thing, was)], which.yes).await
        }),
        Action::Describe(Only { name, bus, json }) => {
            let (rule, on) = (shell_word(&name), shell_word(&bus));
            let exit = describe(global, &Thing::Rule(RuleKey::new(bus, name)), json)?;
            if !json {
                let [targets, tags] =
                    [format!("targets --bus {on} --rule {rule}"), format!("tag --bus {on} --rule {rule}")]
                        .map(|command| with_chosen_options(&command));
                say(&format!("Its targets: {targets}. Its tags: {tags}."));
            }
            Ok(exit)
        }
    }
}

async fn put(global: Global, put: PutRule) -> Result<Exit, Failure> {
    let site = open(global).await?;
    let key = RuleKey::new(put.bus, put.name);
    let thing = Thing::Rule(key.clone());
    // Before it is looked for: the service would refuse even that.
    refuse(name_fault(&thing).map(|fault| by_option(thing.kind(), fault)))?;
    let change = match site.client.read_whole(&thing, &Held::default()).await? {
        Some(was) => {
            if !put.tags.is_empty() {
                let why = format!(
                    "--tag goes with a new rule; {} sets the tags of one that is there.",
                    with_chosen_options(&format!(
                        "tag --bus {} --rule {}",
                        shell_word(&key.bus),
                        shell_word(&key.name)
                    ))
                );
                return Err(Failure::new(Exit::Usage, why));
            }
            let mut to = was.clone();
            put.given.into(&mut to)?;
            Change::update(thing, was, to)
        }
        None => {
            let mut to = Held::with_settings(serde_json::Map::new());
            to.set("State", Some(RuleState::Enabled.as_str().into()));
            put.given.into(&mut to)?;
            to.tags = Some(tags(&put.tags)?).filter(|tags| !tags.is_empty());
            Change::create(thing, to)
        }
    };
    carry_out(&site, &[change], put.yes.yes).await
}

async fn copy(global: Global, copy: Copy) -> Result<Exit, Failure> {
    let site = open(global).await?;
    let from = RuleKey::new(copy.bus, copy.name);
    let to = RuleKey::new(
        copy.to_bus.unwrap_or_else(|| from.bus.clone()),
        copy.to.unwrap_or_else(|| from.name.clone()),
    );
    let (from, to) = (Thing::Rule(from), Thing::Rule(to));
    let was = whole(&site.client, &from).await?;
    // What would be refused is not laid out first.
    if site.client.read_whole(&to, &Held::default()).await?.is_some() {
        let why = format!(
            "{} is there already. Nothing was written. Choose another name with --to, or another bus with --to-bus.",
            capitalised(&to.to_string())
        );
        return Err(Failure::new(Exit::Refused, why));
    }
    let mut changes = vec![Change::create(to, was.copied())];
    if copy.moves {
        changes.push(Change::delete(from, was));
    }
    carry_out(&site, &changes, copy.yes.yes).await
}

async fn switch(global: Global, which: Which, wish: Option<Option<OnState>>) -> Result<Exit, Failure> {
    let gate = gate(&global);
    if let Some(why) = gate.read_only {
        return Err(writes_nothing(why));
    }
    let (timeout, account_label) = (global.timeout, global.account_label.clone());
    let reading = Box::pin(async {
        let client = connect(global).await?;
        let rule = client.rule(&RuleKey::new(&which.bus, &which.name)).await?;
        Ok((client, rule))
    });
    let (client, rule) = before_writing(timeout, reading).await?;
    let to = match wish {
        None => RuleState::Disabled,
        Some(Some(OnState::Enabled)) => RuleState::Enabled,
        Some(Some(OnState::All)) => RuleState::EnabledWithAllCloudTrail,
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
            state @ (RuleState::Enabled | RuleState::Disabled | RuleState::EnabledWithAllCloudTrail) => {
                state.clone()
            }
        },
    };
    let mut out = Output::new();
    if rule.state == to {
        out.safe_line(&format!("{} on bus {} is {} already.", rule.name, rule.bus, to.as_str()))?;
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
    let given = GivenAnswers { yes: which.yes, label: account_label };
    let confirmed = confirm(&question, &gate.session(&client).await, &given)?;
    let (from, wanted) = (rule.state.clone(), to.clone());
    let kept = alone();
    let operation = if to.is_disabled() { "DisableRule" } else { "EnableRule" };
    let switched = gate.set_state(&client, rule, to, &kept, confirmed, client.service_time());
    let (written, _) = until_ended(operation, switched).await?;
    for surprise in &written.surprises {
        say(surprise);
    }
    let rule = &written.rule;
    let exit =
        out.done(&format!("{} on bus {}: {} → {}", rule.name, rule.bus, from.as_str(), rule.state.as_str()));
    Ok(if rule.state == wanted { exit } else { Exit::No })
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
        StateBefore::WasOff => {
            say(
                "the record here has it as off before it was switched off, too, so it becomes ENABLED; `--state all` \
                 would take read-only CloudTrail events too.",
            );
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
