//! A bash script of AWS CLI commands that makes the rules and what they need.
//!
//! It stops at the first error and can be run again: what is there already is kept. A queue's, topic's or
//! bus's policy can only be set as a whole, so what is missing is put among the statements that are there,
//! and the head says so. Where that cannot be, the script says what is missing and ends with an error. The
//! functions of the shell that it uses are in `functions.sh`.

use super::grants;
use super::requirements::{BusPart, Fed, Parts, RolePart};
use super::shell::{Command, put_rule, reaching};
use super::{Whole, json};
use crate::model::{Arn, Bus, Rule, Session};
use crate::text::shell_word;
use serde_json::{Value, json};
use std::fmt::Write as _;

/// Targets that one PutTargets call takes (EventBridge API reference, "PutTargets").
const BATCH: usize = 10;

/// The functions of the shell that the commands use. An empty line ends each.
const FUNCTIONS: &str = include_str!("functions.sh");

/// Prints what a command answers, and nothing where it does not find what it asks for.
const FOUND: &str = "found";
/// Puts statements into a policy.
const POLICY_WITH: &str = "policy_with";
/// Writes a text as JSON.
const JSON: &str = "json";
/// Lets EventBridge write to a log group where nothing does.
const LOG_POLICY: &str = "log_policy";

/// Those of the functions, with their comments.
fn functions(names: &[&str]) -> String {
    let named = |text: &&str| names.iter().any(|name| text.contains(&format!("\n{name}() {{\n")));
    FUNCTIONS.split("\n\n").filter(named).map(|text| format!("\n{}\n", text.trim_end())).collect()
}

/// The script.
pub(super) fn script(parts: &Parts<'_>, rules: &[Whole<'_>], session: &Session) -> String {
    let region = parts.region();
    let mut out = String::from(
        "#!/usr/bin/env bash\n# Stops at the first error, and ends with 2 where something is left to be done by hand. Makes \
         with the AWS CLI:\n",
    );
    let buses = parts.buses.iter().filter_map(|bus| Some(&bus.known?.arn));
    for arn in buses.chain(rules.iter().map(|whole| &whole.rule.arn)) {
        let _ = writeln!(out, "#   {}", crate::text::safe(arn.as_str()));
    }
    for line in parts.lines() {
        let _ = writeln!(out, "# {line}");
    }
    let added_to = added_to(parts);
    let groups =
        (!parts.groups.is_empty()).then(|| "one of the region's resource policies for log groups".to_owned());
    let policies: Vec<String> = added_to.iter().cloned().chain(groups).collect();
    if !policies.is_empty() {
        let _ = writeln!(
            out,
            "# These may have policies, whoever wrote them: they keep what they say, and get what lets EventBridge in added."
        );
        policies.iter().for_each(|line| {
            let _ = writeln!(out, "#   {}", crate::text::safe(line));
        });
    }
    // In a shell of its own, so that pasting it ends nobody's.
    out.push_str("(\nset -euo pipefail\nexport AWS_PAGER=''\n");
    let options = reaching(session);
    if !options.is_empty() {
        let _ = writeln!(
            out,
            "# The account that this was read from; for another, change the options or remove the line."
        );
        let _ = writeln!(out, "aws() {{ command aws{options} \"$@\"; }}");
    }
    let adds = !added_to.is_empty();
    let asks = !(parts.buses.is_empty() && parts.roles.is_empty() && parts.functions.is_empty());
    let used = [
        (FOUND, asks),
        (POLICY_WITH, adds),
        (JSON, !parts.queues.is_empty()),
        (LOG_POLICY, !parts.groups.is_empty()),
    ];
    let names: Vec<&str> = used.iter().filter(|(_, is_used)| *is_used).map(|(name, _)| *name).collect();
    let may_leave = adds || !parts.groups.is_empty();
    if may_leave {
        out.push_str("left=0\n");
    }
    out.push_str(&functions(&names));
    // Whatever lets EventBridge in is there before what sends.
    parts.queues.iter().for_each(|queue| queue_policy(&mut out, queue, session));
    parts.topics.iter().for_each(|topic| topic_policy(&mut out, topic));
    parts.roles.iter().for_each(|part| role(&mut out, part));
    parts.groups.iter().for_each(|group| log_group(&mut out, group));
    parts.functions.iter().for_each(|(function, rule)| invocation(&mut out, function, rule));
    parts.buses.iter().for_each(|part| bus(&mut out, part, region));
    for whole in rules {
        let tags = (!whole.tags.is_empty()).then(|| json::tags(whole.tags).to_string());
        step(&mut out, &put_rule(whole.rule).maybe("tags", tags.as_deref()).on_lines(region));
    }
    for whole in rules {
        for batch in whole.targets.chunks(BATCH) {
            let targets: Value = batch.iter().map(json::target).collect();
            let put = Command::new("events put-targets")
                .option("rule", &whole.rule.name)
                .option("event-bus-name", &whole.rule.bus)
                .option("targets", &targets.to_string())
                .option("query", "FailedEntries")
                .option("output", "text")
                .on_lines(region);
            // A call can be answered with 200 and have failed for some targets.
            let _ = write!(out, "\nfailed=$({put})\n");
            out.push_str("case $failed in\n  '' | None) ;;\n");
            out.push_str("  *) printf '%s\\n' \"$failed\" >&2; exit 1 ;;\nesac\n");
        }
    }
    if may_leave {
        out.push_str("\nexit \"$left\"\n");
    }
    out.push_str(")\n");
    out
}

/// What has a policy that statements are put into.
fn added_to(parts: &Parts<'_>) -> Vec<String> {
    let fed = parts.queues.iter().chain(&parts.topics).map(|fed| fed.arn.to_string());
    let buses = parts.buses.iter().filter(|bus| !bus.statements().is_empty());
    fed.chain(buses.map(|bus| format!("the bus {}", bus.name))).collect()
}

fn step(out: &mut String, command: &str) {
    let _ = write!(out, "\n{command}\n");
}

/// The commands, where `answer`, an expression that prints what is there, and `test` of it, in `$had`, says
/// that the thing is not.
fn unless(out: &mut String, answer: &str, test: &str, commands: &[String]) {
    let _ = write!(out, "\nhad=$({answer})\nif {test}; then\n");
    for line in commands.iter().flat_map(|command| command.lines()) {
        let _ = writeln!(out, "  {line}");
    }
    out.push_str("fi\n");
}

/// That nothing was answered.
const NOTHING: &str = "[ -z \"$had\" ]";

fn invocation(out: &mut String, function: &Arn, rule: &Rule) {
    let (name, qualifier) = grants::qualified(function);
    let id = grants::statement_id(rule);
    let policy = Command::new("lambda get-policy")
        .option("function-name", name)
        .maybe("qualifier", qualifier)
        .option("query", "Policy")
        .option("output", "text")
        .region(function.region());
    let test = format!("[[ $had != *{}* ]]", shell_word(&format!("\"{id}\"")));
    let add = grants::add_permission(function, rule, &id).on_lines(function.region());
    unless(out, &format!("{FOUND} {policy}"), &test, &[add]);
}

fn bus(out: &mut String, part: &BusPart<'_>, region: &str) {
    let there = Command::new("events describe-event-bus").option("name", part.name);
    let known = part.known;
    let source = part.name.starts_with("aws.partner/").then_some(part.name);
    let config = |value: Option<Value>| value.map(|value| value.to_string());
    let dead_letter = known.and_then(|bus| bus.dead_letter.as_ref());
    let tags = (!part.tags.is_empty()).then(|| json::tags(part.tags).to_string());
    let create = Command::new("events create-event-bus")
        .option("name", part.name)
        .maybe("event-source-name", source)
        .maybe("description", known.and_then(|bus| bus.description.as_deref()))
        .maybe("kms-key-identifier", known.and_then(|bus| bus.kms_key.as_deref()))
        .maybe(
            "dead-letter-config",
            config(dead_letter.map(|queue| json!({ "Arn": queue.as_str() }))).as_deref(),
        )
        .maybe("log-config", config(known.and_then(Bus::log_config)).as_deref())
        .maybe("tags", tags.as_deref());
    unless(out, &format!("{FOUND} {}", there.region(region)), NOTHING, &[create.on_lines(region)]);
    let statements = part.statements();
    if statements.is_empty() {
        return;
    }
    let had = Command::new("events describe-event-bus")
        .option("name", part.name)
        .option("query", "Policy")
        .option("output", "text");
    let mut set = Command::new("events put-permission").option("event-bus-name", part.name).region(region);
    set.push_str(" --policy \"$policy\"");
    let named = statements.iter().map(|statement| {
        let sid = statement.get("Sid").filter(|sid| sid.is_string());
        (sid.unwrap_or(statement).to_string(), statement)
    });
    policy(out, &format!("The bus {}", part.name), named, &had.region(region), &set);
}

fn role(out: &mut String, part: &RolePart) {
    let there = Command::new("iam get-role").option("role-name", part.name()).region("");
    let create = Command::new("iam create-role")
        .option("role-name", part.name())
        .option("path", part.path())
        .option("assume-role-policy-document", &grants::document([grants::trust()]).to_string())
        .on_lines("");
    unless(out, &format!("{FOUND} {there}"), NOTHING, &[create]);
    // A role that is there may lack it; each policy has a name of its own and replaces none of others.
    for (name, document) in part.policies() {
        let put = Command::new("iam put-role-policy")
            .option("role-name", part.name())
            .option("policy-name", &name)
            .option("policy-document", &document.to_string());
        step(out, &put.on_lines(""));
    }
}

fn log_group(out: &mut String, group: &Arn) {
    let name = group.name();
    let listed = Command::new("logs describe-log-groups")
        .option("log-group-name-prefix", name)
        .option("query", "logGroups[].logGroupName")
        .option("output", "text")
        .region(group.region());
    let create =
        Command::new("logs create-log-group").option("log-group-name", name).on_lines(group.region());
    let test = format!("[[ \" ${{had//[[:space:]]/ }} \" != *' '{}' '* ]]", shell_word(name));
    unless(out, &listed, &test, &[create]);
    let (bare, start) = (grants::bare(group), grants::log_policy_start());
    let words = [group.region(), bare.as_str(), &grants::log_policy_name(group), &start].map(shell_word);
    step(out, &format!("{LOG_POLICY} {}", words.join(" ")));
}

fn queue_policy(out: &mut String, queue: &Fed, session: &Session) {
    let url = session.queue_url(&queue.arn);
    let had = Command::new("sqs get-queue-attributes")
        .option("queue-url", &url)
        .option("attribute-names", "Policy")
        .option("query", "Attributes.Policy")
        .option("output", "text")
        .region(queue.arn.region());
    let mut set =
        Command::new("sqs set-queue-attributes").option("queue-url", &url).region(queue.arn.region());
    let _ = write!(set, " --attributes \"{{\\\"Policy\\\":$({JSON} \"$policy\")}}\"");
    policy(out, &format!("The queue {}", queue.arn.name()), queue.marked_statements(), &had, &set);
}

fn topic_policy(out: &mut String, topic: &Fed) {
    let had = Command::new("sns get-topic-attributes")
        .option("topic-arn", topic.arn.as_str())
        .option("query", "Attributes.Policy")
        .option("output", "text")
        .region(topic.arn.region());
    let mut set = Command::new("sns set-topic-attributes")
        .option("topic-arn", topic.arn.as_str())
        .option("attribute-name", "Policy")
        .region(topic.arn.region());
    set.push_str(" --attribute-value \"$policy\"");
    policy(out, &format!("The topic {}", topic.arn.name()), topic.marked_statements(), &had, &set);
}

/// Puts the statements that are missing into a policy; each comes with a text that tells that it is there.
fn policy<'s>(
    out: &mut String,
    what: &str,
    statements: impl Iterator<Item = (String, &'s Value)>,
    had: &str,
    set: &str,
) {
    let _ = write!(out, "\nhad=$({had})\n{POLICY_WITH} {} \"$had\"", shell_word(what));
    for (told, statement) in statements {
        let _ = write!(out, " \\\n  {} {}", shell_word(&told), shell_word(&statement.to_string()));
    }
    let _ = write!(out, "\nif [ -n \"$policy\" ]; then\n  {set}\nfi\n");
}
