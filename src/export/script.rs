//! A bash script of AWS CLI commands that makes the rules and what they need.
//!
//! It stops at the first error and can be run again: what is there already is kept. A queue's or topic's
//! policy can only be set as a whole, so one that somebody else wrote is left alone, and the script says what
//! is missing there and ends with an error.

use super::grants;
use super::requirements::{BusPart, Fed, Parts, RolePart};
use super::shell::{Command, put_rule, quoted, reaching};
use super::{Whole, json};
use crate::model::{Arn, Session};
use serde_json::{Value, json};
use std::fmt::Write as _;

/// Targets that one PutTargets call takes (EventBridge API reference, "PutTargets").
const BATCH: usize = 10;

/// Sets a policy where there is none yet. Takes what has it in words, who must stand in its policy, the
/// policy there is, the policy to set, and the command that sets it. A topic is made with one statement,
/// which the policy to set has too.
const POLICY: &str = r#"left=0
policy() {
  local what=$1 senders=$2 had=$3 wanted=$4 missing=0 sender rest
  shift 4
  for sender in $senders; do
    [[ $had == *"\"$sender\""* ]] || missing=1
  done
  rest=${had#*'"Effect"'}
  if [ "$missing" = 0 ]; then
    return
  elif [ -z "$had" ] || [ "$had" = None ]; then
    "$@"
  elif [[ $had == *__default_statement_ID* && $rest != *'"Effect"'* ]]; then
    "$@"
  else
    printf '%s has a policy already, which is kept. Add what is missing of: %s\n' "$what" "$wanted" >&2
    left=1
  fi
}
"#;

/// The script.
pub(super) fn script(rules: &[Whole<'_>], session: &Session) -> String {
    let parts = Parts::of(rules);
    let region = rules.first().map_or("", Whole::region);
    let mut out =
        String::from("#!/usr/bin/env bash\n# Makes this with the AWS CLI, and stops at the first error:\n");
    for whole in rules {
        let _ = writeln!(out, "#   {}", crate::text::safe(whole.rule.arn.as_str()));
    }
    for line in parts.told() {
        let _ = writeln!(out, "# {line}");
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
    let policies = !parts.queues.is_empty() || !parts.topics.is_empty();
    if policies {
        out.push_str(POLICY);
    }
    parts.buses.iter().for_each(|part| bus(&mut out, part, region));
    parts.roles.iter().for_each(|part| role(&mut out, part));
    parts.groups.iter().for_each(|group| log_group(&mut out, group));
    for whole in rules {
        let tags = (!whole.tags.is_empty()).then(|| json::tags(whole.tags).to_string());
        step(&mut out, &put_rule(whole.rule).maybe("tags", tags.as_deref()).on_lines(whole.region()));
    }
    for (function, rule) in &parts.functions {
        let (name, qualifier) = grants::qualified(function);
        let policy = Command::new("lambda get-policy")
            .option("function-name", name)
            .maybe("qualifier", qualifier)
            .region(function.region());
        let there = format!(
            "{policy} 2>/dev/null | grep -qF {}",
            quoted(&format!("{}\\\"", grants::statement_id(rule)))
        );
        unless(
            &mut out,
            &there,
            &[grants::add_permission(function, rule, &grants::statement_id(rule))
                .on_lines(function.region())],
        );
    }
    parts.queues.iter().for_each(|queue| queue_policy(&mut out, queue));
    parts.topics.iter().for_each(|topic| topic_policy(&mut out, topic));
    for whole in rules {
        for batch in whole.targets.chunks(BATCH) {
            let targets: Value = batch.iter().map(json::target).collect();
            let put = Command::new("events put-targets")
                .option("rule", &whole.rule.name)
                .option("event-bus-name", &whole.rule.bus)
                .option("targets", &targets.to_string())
                .option("query", "FailedEntries")
                .option("output", "text")
                .on_lines(whole.region());
            // A call can be answered with 200 and have failed for some targets.
            let _ = write!(out, "\nfailed=$({put})\n");
            out.push_str("case $failed in\n  '' | None) ;;\n");
            out.push_str("  *) printf '%s\\n' \"$failed\" >&2; exit 1 ;;\nesac\n");
        }
    }
    if policies {
        out.push_str("\nexit \"$left\"\n");
    }
    out.push_str(")\n");
    out
}

fn step(out: &mut String, command: &str) {
    let _ = write!(out, "\n{command}\n");
}

/// The commands, where the first one fails.
fn unless(out: &mut String, there: &str, commands: &[String]) {
    let _ = write!(out, "\nif ! {there}; then\n");
    for line in commands.iter().flat_map(|command| command.lines()) {
        let _ = writeln!(out, "  {line}");
    }
    out.push_str("fi\n");
}

fn bus(out: &mut String, part: &BusPart<'_>, region: &str) {
    let there = Command::new("events describe-event-bus").option("name", part.name).region(region);
    let known = part.known;
    let source = part.name.starts_with("aws.partner/").then_some(part.name);
    let config = |value: Option<Value>| value.map(|value| value.to_string());
    let dead_letter = known.and_then(|bus| bus.dead_letter.as_ref());
    let create = Command::new("events create-event-bus")
        .option("name", part.name)
        .maybe("event-source-name", source)
        .maybe("description", known.and_then(|bus| bus.description.as_deref()))
        .maybe("kms-key-identifier", known.and_then(|bus| bus.kms_key.as_deref()))
        .maybe(
            "dead-letter-config",
            config(dead_letter.map(|queue| json!({ "Arn": queue.as_str() }))).as_deref(),
        )
        .maybe(
            "log-config",
            config(known.and_then(|bus| bus.log_level.as_deref()).map(|level| json!({ "Level": level })))
                .as_deref(),
        );
    let policy = known.and_then(|bus| bus.policy.as_deref()).map(|policy| {
        Command::new("events put-permission")
            .option("event-bus-name", part.name)
            .option("policy", policy)
            .on_lines(region)
    });
    let commands: Vec<_> = std::iter::once(create.on_lines(region)).chain(policy).collect();
    unless(out, &format!("{there} >/dev/null 2>&1"), &commands);
}

fn role(out: &mut String, part: &RolePart) {
    let there = Command::new("iam get-role").option("role-name", part.name()).region("");
    let create = Command::new("iam create-role")
        .option("role-name", part.name())
        .option("path", part.path())
        .option("assume-role-policy-document", &grants::document([grants::trust()]).to_string())
        .on_lines("");
    unless(out, &format!("{there} >/dev/null 2>&1"), &[create]);
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
    unless(out, &format!("{listed} | tr '\\t' '\\n' | grep -qxF {}", quoted(name)), &[create]);
    step(out, &grants::put_log_policy(group).on_lines(group.region()));
}

fn queue_policy(out: &mut String, queue: &Fed) {
    let url = queue.arn.queue_url();
    let had = Command::new("sqs get-queue-attributes")
        .option("queue-url", &url)
        .option("attribute-names", "Policy")
        .option("query", "Attributes.Policy")
        .option("output", "text")
        .region(queue.arn.region());
    let document = grants::document(queue.statements.values().cloned()).to_string();
    let set = grants::set_queue_policy(&queue.arn, &document).on_lines(queue.arn.region());
    policy(out, &format!("The queue {}", queue.arn.name()), queue, &had, &document, &set);
}

fn topic_policy(out: &mut String, topic: &Fed) {
    let had = Command::new("sns get-topic-attributes")
        .option("topic-arn", topic.arn.as_str())
        .option("query", "Attributes.Policy")
        .option("output", "text")
        .region(topic.arn.region());
    let statements = topic.statements.values().cloned();
    let document = grants::document(std::iter::once(grants::owner_of_topic(&topic.arn)).chain(statements));
    let document = document.to_string();
    let set = grants::set_topic_policy(&topic.arn, &document).on_lines(topic.arn.region());
    policy(out, &format!("The topic {}", topic.arn.name()), topic, &had, &document, &set);
}

fn policy(out: &mut String, what: &str, fed: &Fed, had: &str, document: &str, set: &str) {
    let senders = fed.statements.keys().map(String::as_str).collect::<Vec<_>>().join(" ");
    let _ = write!(
        out,
        "\nhad=$({had})\npolicy {} {} \"$had\" {} \\\n  {set}\n",
        quoted(what),
        quoted(&senders),
        quoted(document)
    );
}
