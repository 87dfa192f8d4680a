//! `buslens probe`: a marked event sent to a bus on purpose, and how far it got. The probe itself is
//! `runtime`'s.

use super::account::{before_writing, block_on, connect, gate, within, writes_nothing};
use super::args::Global;
use super::commands_in_sentences::with_chosen_options;
use super::confirm::{GivenAnswers, confirm};
use super::exit::{Exit, Failure, complain, say};
use super::named_rules::Names;
use super::output::Output;
use super::tail::asked_to_end;
use super::tap;
use super::times::{offset_at, span};
use crate::app::confirm::Confirmed;
use crate::aws::Client;
use crate::diagnose::{ProbeOf, ProbePlan, ProbeStage};
use crate::model::Bus;
use crate::model::tap::Watcher;
use crate::runtime::gate::Gate;
use crate::runtime::probe::{OPERATION, follow, prepare, send};
use crate::text::time::clock_with_millis;
use serde_json::json;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;
use tokio::time::sleep;

/// Arguments of `probe`.
#[derive(Clone, Debug, clap::Args)]
pub struct Args {
    /// The rule to try: the event is the smallest one that its pattern matches.
    #[arg(value_name = "RULE")]
    rule: String,
    /// Its bus.
    #[arg(long, value_name = "NAME", default_value = Bus::DEFAULT)]
    bus: String,
    /// How long the tap is given to take effect before the event is sent.
    #[arg(long, value_name = "SPAN", value_parser = span, default_value = "15s")]
    pub(super) settle: Duration,
    /// How long to wait for the rule's metrics, which lag some minutes.
    #[arg(long, value_name = "SPAN", value_parser = span, default_value = "4m")]
    pub(super) wait: Duration,
    /// Do not ask; needed where there is no terminal to ask on. The rules that match really act.
    #[arg(long, short)]
    yes: bool,
    /// Send the event although the rule is off: it will not fire, and other rules that match really act.
    /// Without this, --yes is refused for such a rule.
    #[arg(long)]
    even_off: bool,
    /// One JSON object a stage: {"stage":"put|bus|matched|invoked","at","ok","said"}; ok is null where it is
    /// not known.
    #[arg(long)]
    json: bool,
}

pub(super) fn run(global: Global, args: &Args) -> Result<Exit, Failure> {
    let gate = gate(&global);
    if let Some(why) = gate.read_only {
        return Err(writes_nothing(why));
    }
    let timeout = global.timeout;
    let given = GivenAnswers { yes: args.yes, label: global.account_label.clone() };
    block_on(async {
        let end = asked_to_end()?;
        let (client, plan) = before_writing(
            timeout,
            Box::pin(async {
                let client = connect(global).await?;
                let of = ProbeOf { bus: args.bus.clone(), rule: Some(args.rule.clone()) };
                let plan =
                    prepare(&client, &of).await.map_err(|error| Failure::refused_by(error, OPERATION))?;
                Ok((client, plan))
            }),
        )
        .await?;
        let mut lines = plan.lines();
        lines.push(String::new());
        lines.extend(tap::lines(&plan.tap, &client, Watcher::Probe));
        complain(&lines);
        let question = match plan.off() {
            Some(rule) if args.yes && !args.even_off => return Err(rule_is_off(rule, &args.bus)),
            Some(rule) => format!("Rule {rule} is off. Send this event to bus {} all the same?", args.bus),
            None => format!("Send this event to bus {}?", args.bus),
        };
        let session = gate.session(&client).await;
        let confirmed = confirm(&question, &session, &given)?;
        let made = gate.make_tap(&client, plan.tap.clone(), confirmed.clone()).await?;
        let under_way = AtomicBool::new(false);
        let outcome = tokio::select! {
            () = end => Err(Failure::new(Exit::NotKnown, "Ended before the probe had come to its end.")),
            outcome = within(timeout, probe(&gate, &client, args, &plan, confirmed, &under_way)) => outcome,
        };
        let outcome =
            outcome.map_err(|failure| with_what_is_unknown(failure, under_way.load(Ordering::SeqCst)));
        tap::remove_after(outcome, &gate, &client, &made).await
    })
}

impl Args {
    /// The rule that is named, and its bus.
    pub(super) fn names(&mut self) -> Names<'_> {
        Names::of(&mut self.bus, [&mut self.rule])
    }
}

/// Why a disabled rule is not probed without `--even-off`.
fn rule_is_off(rule: &str, bus: &str) -> Failure {
    let enable = with_chosen_options(&format!("rule enable {rule} --bus {bus}"));
    let why = format!(
        "Rule {rule} is off, so this event would not test it, and other rules may act on it. Switch it on with \
            {enable}, or add --even-off. Nothing was sent."
    );
    Failure::new(Exit::Refused, why)
}

/// What ended the probe; where the event was on its way then, whether it was sent is not known.
fn with_what_is_unknown(failure: Failure, under_way: bool) -> Failure {
    if !under_way {
        return failure;
    }
    let why = "Whether the event was sent is not known, and rules that match it may have acted on it";
    Failure::new(Exit::NotKnown, format!("{} {why}.", failure.message))
}

/// Prints the stages as they come.
struct Stages {
    out: Output,
    json: bool,
    wrong: bool,
    open: bool,
    /// Why the rule does not fire is the next question.
    asks_why: bool,
    /// The reader of the output has gone.
    broken: Option<Failure>,
}

impl Stages {
    fn tell(&mut self, stage: &ProbeStage) {
        self.wrong |= stage.ok == Some(false);
        self.open |= stage.ok.is_none();
        if self.broken.is_none() {
            self.broken = self.show(stage).err();
        }
        // An event has gone out: what became of it is said where it can be.
        if self.broken.is_some() {
            say(&format!("{} {}: {}", stage.mark(), stage.step.word(), stage.said));
        }
    }

    fn show(&mut self, stage: &ProbeStage) -> Result<(), Failure> {
        let ProbeStage { step, at, ok, said } = stage;
        let step = step.word();
        if self.json {
            self.out.json(&json!({"stage": step, "at": at, "ok": ok, "said": said}))?;
        } else {
            let at = clock_with_millis(*at, offset_at(*at));
            self.out.safe_line(&format!("{at}  {} {step:<8} {said}", stage.mark()))?;
        }
        self.asks_why |= stage.asks_why();
        self.out.flush()
    }
}

async fn probe(
    gate: &Gate,
    client: &Client,
    args: &Args,
    plan: &ProbePlan,
    confirmed: Confirmed,
    under_way: &AtomicBool,
) -> Result<Exit, Failure> {
    say(&format!("Waiting {} s for the tap to take effect.", args.settle.as_secs()));
    sleep(args.settle).await;
    let mut stages = Stages {
        out: Output::new(),
        json: args.json,
        wrong: false,
        open: false,
        asks_why: false,
        broken: None,
    };
    let mut tell = |stage: ProbeStage| stages.tell(&stage);
    under_way.store(true, Ordering::SeqCst);
    let sent = send(gate, client, plan, confirmed, &mut tell).await;
    under_way.store(false, Ordering::SeqCst);
    if let Some(sent) = sent? {
        follow(client, plan, &sent, args.wait, &mut tell).await?;
    }
    if stages.asks_why {
        let why = with_chosen_options(&format!("why {} --bus {}", args.rule, args.bus));
        say(&format!("{why} finds out why."));
    }
    // Whoever closed the pipe is not told a yes by it.
    if let Some(broken) = stages.broken.filter(|broken| !broken.message.is_empty()) {
        return Err(broken);
    }
    Ok(match (stages.wrong, stages.open) {
        (true, _) => Exit::No,
        (false, true) => Exit::NotKnown,
        (false, false) => Exit::Done,
    })
}
