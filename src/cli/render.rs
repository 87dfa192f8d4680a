//! `buslens render`: what a target would receive for an event.

use super::excerpt::excerpt;
use super::exit::{Exit, Failure, complain, say};
use super::given_events::event_of;
use super::output::Output;
use super::source::{STANDARD_INPUT, file_text, is_stdin, one_stdin};
use crate::input::{
    InputLint, InputTransformer, LogEntry, Setting, TargetInput, Template, Unsent, Variables,
};
use crate::json::{Document, Flaw, Kind, Limits, LineIndex, Value};
use crate::model::{Arn, Bus, Received, RuleKey, Target};
use crate::text::grouped;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::ops::Range;
use std::path::{Path, PathBuf};

/// Arguments of `render`.
#[derive(Clone, Debug, clap::Args)]
pub struct Args {
    /// File with the target in JSON, as `buslens targets --json` or `aws events list-targets-by-rule` print
    /// it; - is standard input.
    #[arg(long, value_name = "FILE")]
    target: PathBuf,
    /// The target's id, where the file holds several.
    #[arg(long, value_name = "ID")]
    id: Option<String>,
    /// File with the event in JSON; - is standard input.
    #[arg(long, short, value_name = "FILE")]
    event: PathBuf,
    /// What <aws.events.rule-arn> and <aws.events.rule-name> stand for.
    #[arg(long, value_name = "ARN")]
    rule_arn: Option<String>,
    /// One JSON document: {"result","output"?,"log"?,"error"?,"warnings"}; "result" is sent, not delivered or
    /// refused.
    #[arg(long)]
    json: bool,
}

/// A target as the API's JSON or our own has it; its other members have no bearing on its input.
#[derive(Debug, Deserialize)]
struct GivenTarget {
    #[serde(alias = "Id")]
    id: Option<String>,
    #[serde(alias = "Arn")]
    arn: Option<String>,
    #[serde(alias = "Input")]
    input: Option<String>,
    #[serde(alias = "InputPath")]
    input_path: Option<String>,
    #[serde(alias = "InputTransformer")]
    transformer: Option<GivenTransformer>,
    bus: Option<String>,
    rule: Option<String>,
}

#[derive(Debug, Deserialize)]
struct GivenTransformer {
    #[serde(alias = "InputPathsMap")]
    paths: Option<BTreeMap<String, String>>,
    #[serde(alias = "InputTemplate")]
    template: String,
}

#[derive(Debug, Serialize)]
struct RenderJson<'a> {
    result: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    output: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    log: Option<Log<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    error: Option<String>,
    warnings: Vec<String>,
}

#[derive(Debug, Serialize)]
struct Log<'a> {
    timestamp: i64,
    message: &'a str,
}

pub(super) fn run(args: &Args) -> Result<Exit, Failure> {
    one_stdin(&[&args.target, &args.event])?;
    let given = target(&args.target, args.id.as_deref())?;
    let Some(event) = event_of(&args.event)? else {
        return Ok(Exit::BadInput);
    };
    let event = event.document();
    let target = Target {
        id: given.id.clone().unwrap_or_default(),
        arn: Arn::new(given.arn.clone().unwrap_or_default()),
        role: None,
        input: given.input.clone(),
        input_path: given.input_path.clone(),
        transformer: given.transformer.as_ref().map(|given| InputTransformer {
            paths: given.paths.clone().unwrap_or_default(),
            template: given.template.clone(),
        }),
        ..Target::default()
    };
    let settings = target.target_input();
    let rule = Rule::of(args.rule_arn.as_deref(), &given, event);
    let variables = Variables { rule_arn: &rule.arn, rule_name: &rule.name, ingestion_time: None };
    let mut warnings: Vec<_> = target
        .input_lints(Some(event))
        .into_iter()
        .map(|InputLint { setting, flaw, .. }| Remark::of(setting, &flaw, &settings))
        .collect();
    warnings.extend(rule.remark(&settings));
    match target.receives(event, &variables) {
        Ok(sent) => print_received(&sent, &settings, &warnings, args.json),
        Err(unsent) => print_unsent(unsent, &settings, &warnings, args),
    }
}

fn print_received(
    sent: &Received,
    settings: &TargetInput<'_>,
    warnings: &[Remark],
    json: bool,
) -> Result<Exit, Failure> {
    let mut out = Output::new();
    if json {
        let (output, log) = match sent {
            Received::Text(text) => (Some(text.as_str()), None),
            Received::Log(entry) => {
                (None, Some(Log { timestamp: entry.timestamp_millis, message: &entry.message }))
            }
        };
        let warnings = warnings.iter().map(Remark::line).collect();
        out.json(&RenderJson { result: "sent", output, log, error: None, warnings })?;
    } else {
        for warning in warnings {
            warning.say(settings);
        }
        match sent {
            Received::Text(text) => out.text("", text, "--json has")?,
            Received::Log(LogEntry { timestamp_millis, message }) => {
                let time = Timestamp::from_millisecond(*timestamp_millis)
                    .map(|time| format!(" ({time})"))
                    .unwrap_or_default();
                out.line(&format!("timestamp  {timestamp_millis}{time}"))?;
                out.text("message    ", message, "--json has")?;
            }
        }
    }
    out.flush().map(|()| Exit::Done)
}

fn print_unsent(
    unsent: Unsent,
    settings: &TargetInput<'_>,
    warnings: &[Remark],
    args: &Args,
) -> Result<Exit, Failure> {
    let sentence = unsent.to_string();
    let (result, exit, setting, span) = match unsent {
        Unsent::Refused(refusal) => ("refused", Exit::BadInput, refusal.setting, Some(refusal.flaw.span)),
        Unsent::NotDelivered(reason) => ("not delivered", Exit::No, Setting::Template, reason.span()),
    };
    if args.json {
        let mut out = Output::new();
        let warnings = warnings.iter().map(Remark::line).collect();
        out.json(&RenderJson { result, output: None, log: None, error: Some(sentence), warnings })?;
        return out.flush().map(|()| exit);
    }
    // What a warning says of the same setting has been said.
    for warning in warnings.iter().filter(|warning| warning.setting != setting || warning.span != span) {
        warning.say(settings);
    }
    let file = if is_stdin(&args.target) { STANDARD_INPUT.into() } else { args.target.to_string_lossy() };
    let sentence =
        if exit == Exit::BadInput { format!("{file}: Refused by PutTargets: {sentence}") } else { sentence };
    say(&sentence);
    if let Some(span) = span {
        complain(&with_marker(&setting, &span, settings));
    }
    Ok(exit)
}

/// Something to know beside the result.
struct Remark {
    setting: Setting,
    span: Option<Range<usize>>,
    message: String,
    fix: Option<String>,
}

impl Remark {
    fn of(setting: Setting, flaw: &Flaw, settings: &TargetInput<'_>) -> Self {
        let fix = flaw.fix.as_ref().zip(text_of(&setting, settings)).map(|(fix, text)| fix.apply(text));
        Self { setting, span: Some(flaw.span.clone()), message: flaw.to_string(), fix }
    }

    fn line(&self) -> String {
        match &self.fix {
            Some(fix) => format!("{}: {} Fixed: {fix}", api_name(&self.setting), self.message),
            None => format!("{}: {}", api_name(&self.setting), self.message),
        }
    }

    fn say(&self, settings: &TargetInput<'_>) {
        let mut lines = vec![format!("{}: warning: {}", api_name(&self.setting), self.message)];
        if let Some(span) = &self.span {
            lines.extend(with_marker(&self.setting, span, settings));
        }
        if let Some(fix) = &self.fix {
            lines.push(format!("    Fixed: {fix}"));
        }
        complain(&lines);
    }
}

/// A setting by its name in the API.
fn api_name(setting: &Setting) -> String {
    match setting {
        Setting::Target => "target".to_owned(),
        Setting::Input => "Input".to_owned(),
        Setting::InputPath => "InputPath".to_owned(),
        Setting::Variable(name) => format!("InputPathsMap.{name}"),
        Setting::Template => "InputTemplate".to_owned(),
    }
}

/// The text of a setting.
fn text_of<'a>(setting: &Setting, settings: &TargetInput<'a>) -> Option<&'a str> {
    match setting {
        Setting::Target => None,
        Setting::Input => settings.input,
        Setting::InputPath => settings.input_path,
        Setting::Variable(name) => {
            settings.transformer.and_then(|transformer| transformer.paths.get(name)).map(String::as_str)
        }
        Setting::Template => settings.transformer.map(|transformer| transformer.template.as_str()),
    }
}

/// The place in the text of its setting.
fn with_marker(setting: &Setting, span: &Range<usize>, settings: &TargetInput<'_>) -> Vec<String> {
    let shown = text_of(setting, settings).map(|text| excerpt(text, &LineIndex::new(text), span));
    shown.into_iter().flatten().map(|line| format!("    {line}")).collect()
}

/// The rule that the predefined variables speak of.
struct Rule {
    arn: String,
    name: String,
    guessed: bool,
}

impl Rule {
    /// From the command line, else from what the target's line says of its rule, in the event's account and
    /// region.
    fn of(arn: Option<&str>, given: &GivenTarget, event: &Document) -> Self {
        if let Some(arn) = arn {
            let name = arn.rsplit('/').next().unwrap_or_default().to_owned();
            return Self { arn: arn.to_owned(), name, guessed: false };
        }
        let part = |key, or: &str| {
            event.root().get(key).and_then(Value::owned_text).unwrap_or_else(|| or.to_owned())
        };
        let name = given.rule.clone().unwrap_or_else(|| "RULE".to_owned());
        let key = RuleKey::new(given.bus.as_deref().unwrap_or(Bus::DEFAULT), &name);
        let arn = key.arn(&part("region", "REGION"), &part("account", "ACCOUNT")).to_string();
        Self { arn, name, guessed: true }
    }

    fn remark(&self, settings: &TargetInput<'_>) -> Option<Remark> {
        let template = Template::new(&settings.transformer?.template);
        let used =
            template.placeholders().find(|placeholder| placeholder.name.starts_with("aws.events.rule-"))?;
        self.guessed.then(|| Remark {
            setting: Setting::Template,
            span: Some(used.span.clone()),
            message: format!("The rule is taken to be {}; --rule-arn says which it is.", self.arn),
            fix: None,
        })
    }
}

/// The target of that id, or the only one.
fn target(path: &Path, id: Option<&str>) -> Result<GivenTarget, Failure> {
    let (name, text) = file_text(path)?;
    let bad = |why: String| Failure::bad_in(&name, why);
    let mut targets = targets(&text).map_err(bad)?;
    let ids = || targets.iter().filter_map(|target| target.id.as_deref()).collect::<Vec<_>>().join(", ");
    let at = match (id, targets.len()) {
        (_, 0) => return Err(bad("The file has no target.".to_owned())),
        (None, 1) => 0,
        (None, count) => {
            let why = format!(
                "{name}: There are {} targets in it. Say which with --id: {}.",
                grouped(count),
                ids()
            );
            return Err(Failure::new(Exit::Usage, why));
        }
        (Some(id), _) => {
            let mut with_id =
                targets.iter().enumerate().filter(|(_, target)| target.id.as_deref() == Some(id));
            match (with_id.next(), with_id.next()) {
                (None, _) => {
                    return Err(bad(format!("There is no target {id} in it. There are: {}.", ids())));
                }
                (Some(_), Some(_)) => {
                    return Err(bad(format!(
                        "Several rules have a target {id} in it. Leave only one rule's targets in the file."
                    )));
                }
                (Some((at, _)), None) => at,
            }
        }
    };
    Ok(targets.swap_remove(at))
}

/// All targets of a text: one object, a list, a listing under `Targets`, or several of these in a row.
fn targets(text: &str) -> Result<Vec<GivenTarget>, String> {
    let mut found = Vec::new();
    let mut from = 0;
    while let Some(rest) = text.get(from..).filter(|rest| from == 0 || !rest.is_empty()) {
        let document = Document::parse_first(rest, &Limits::default()).map_err(|error| {
            let setting = LineIndex::new(text).position(text, from + error.offset);
            format!("{setting}: {}. {}", error.what(), error.remedy())
        })?;
        let root = document.root();
        let listed = root.get("Targets").unwrap_or(root);
        for value in listed.one_or_each() {
            let setting = || LineIndex::new(text).position(text, from + value.span().start);
            if value.kind() != Kind::Object {
                return Err(format!(
                    "{}: a target is an object, and this is {}.",
                    setting(),
                    value.kind().noun()
                ));
            }
            let target: GivenTarget = serde_json::from_str(value.raw())
                .map_err(|error| format!("{}: the target: {error}.", setting()))?;
            if target.id.is_none() && target.arn.is_none() {
                return Err(format!(
                    "{}: this is not a target: it has neither `Id` nor `Arn`. Give it as `buslens targets \
                        --json` prints it.",
                    setting()
                ));
            }
            found.push(target);
        }
        from += document.trailing().start;
    }
    Ok(found)
}
