//! KMS keys of queues, topics and log groups that are targets. The bus's is `bus_key`'s.

use super::denial::{policy_with_request_left_out, remedy};
use super::key_repair::{let_in, with_own_keys, without_denial};
use super::key_state::{Unusable, revived};
use super::role::with_key;
use super::{bus_key, often};
use crate::diagnose::case::Case;
use crate::diagnose::evidence::Piece;
use crate::diagnose::report::Report;
use crate::export::{self, Repair};
use crate::model::{Arn, Target, TargetKind};
use crate::policy::{Access, Decision, KEY_USES, Policy, Request, SERVICE};
use crate::text::capitalised;
use serde_json::json;

/// True for the keys that AWS manages for a service, whose policy lets no other service in.
pub(super) fn is_of_aws(key: &str, case: &Case<'_>) -> bool {
    key.starts_with("alias/aws/")
        || key.contains(":alias/aws/")
        || case.evidence.keys.get(key).seen().is_some_and(|key| key.aws_managed)
}

/// The key of a target, where it is a queue or topic with one.
pub(in crate::diagnose) fn of<'e>(case: &Case<'e>, target: &Target) -> Option<&'e str> {
    let evidence = case.evidence;
    if target.kind() == TargetKind::Sqs {
        evidence.queues.get(&target.arn).seen()?.kms_key.as_deref()
    } else if target.kind() == TargetKind::Sns {
        evidence.topics.get(&target.arn).seen()?.kms_key.as_deref()
    } else {
        None
    }
}

/// The action that only describes a key.
pub(super) const DESCRIBE: &str = "kms:DescribeKey";

const SOURCES: [(&str, &str); 2] =
    [("DescribeKey.KeyState", "kms:DescribeKey"), ("GetKeyPolicy", "kms:GetKeyPolicy")];

/// How a key is used.
pub(super) struct Use {
    /// The requests that surely are made.
    pub(super) made: Vec<Request>,
    /// Those that the guides ask to be let in as well, and of which it is not known that delivery needs them.
    pub(super) advised: Vec<Request>,
    /// The statements that let all of them in.
    pub(super) statements: Vec<serde_json::Value>,
    /// The deliveries that come show that the key is used.
    pub(super) is_shown: bool,
}

impl Use {
    /// The statement that lets a request in.
    fn statement_for(&self, request: &Request) -> Option<&serde_json::Value> {
        let names =
            |statement: &&serde_json::Value| statement["Action"].to_string().contains(&request.action);
        self.statements.iter().find(names).or(self.statements.first())
    }
}

/// Whether a key can be used by anybody; that it surely cannot, or perhaps, is told.
fn is_usable(case: &Case<'_>, report: &mut Report, of: &str, key: &str) -> bool {
    let [(state_source, needs_state), _] = SOURCES;
    let there = Arn::new(key);
    if !there.region().is_empty() && there.region() != case.region() && !case.region().is_empty() {
        report
            .fault(format!(
                "The key of {of} is in {}: nothing is encrypted with a key of another region.",
                there.region()
            ))
            .with_exhibit("KmsMasterKeyId", key)
            .fix(format!("Name a key of {}.", case.region()));
        return false;
    }
    let piece = case.evidence.keys.get(key);
    match piece {
        Piece::Missing => {
            report
                .fault(format!("The key {key} of {of} does not exist."))
                .with_exhibit(state_source, serde_json::Value::Null)
                .fix("Name a key that exists, or switch this encryption off.");
            return false;
        }
        Piece::Seen(seen) => {
            if let Some(unusable) = Unusable::by(&seen.state) {
                let title = format!("The key of {of} is {}: nothing can be encrypted with it.", seen.state);
                let note = if unusable.is_sure { report.fault(title) } else { report.suspect(title) };
                let note = note
                    .with_exhibit(state_source, seen.state.as_str())
                    .fix(format!("{}, or name another key.", unusable.remedy));
                if !unusable.calls.is_empty() {
                    note.calls_about(&Arn::new(arn(case, key)), revived(arn(case, key), unusable.calls));
                }
                return false;
            }
        }
        Piece::NotAsked | Piece::CannotSee(_) => {}
    }
    if !piece.is_not_asked() {
        report.see(&format!("The state of the key of {of}"), needs_state, piece);
    }
    true
}

/// Judges a key by its state and by the requests that will be made of it, and says whether it surely can be
/// used.
pub(super) fn judge(case: &Case<'_>, report: &mut Report, of: &str, key: &str, usage: &Use) -> bool {
    if !is_usable(case, report, of, key) {
        return false;
    }
    let Use { made, advised, statements, is_shown } = usage;
    let [_, (policy_source, needs_policy)] = SOURCES;
    let piece = case.evidence.key_policies.get(key);
    let Some(text) = report.see(&format!("The policy of the key of {of}"), needs_policy, piece) else {
        return false;
    };
    let policy = match Policy::parse(text) {
        Ok(policy) => policy,
        Err(error) => {
            report.suspect(format!("The policy of the key of {of} cannot be judged. {error}"));
            return false;
        }
    };
    let (mut doubt, mut not_known) = (None, None);
    let made = made.iter().map(|request| (request, true));
    for (request, is_sure) in made.chain(advised.iter().map(|request| (request, false))) {
        let decision = Access::of_key(&policy, &[]).decide(request);
        match decision {
            Decision::Allowed(_) => {}
            // Where deliveries come, they do without it.
            Decision::Denied(_) | Decision::NotAllowed { .. } if !is_sure && *is_shown => {}
            Decision::Denied(_) | Decision::NotAllowed { .. } => {
                let (who, action) = (request.caller.name(), &request.action);
                let title = format!("The key of {of} does not let {who} {action}. {decision}");
                let note = if is_sure {
                    report.fault(title)
                } else {
                    let why = "The guide asks for it, and whether deliveries need it is not known.";
                    report.suspect(format!("{title} {why}")).often(often::ONLY_ADVISED)
                };
                let note = note.with_policy(policy_source, text);
                match remedy(&decision, request) {
                    Some(fix) => {
                        let lets_in = |policy: &Policy| {
                            let mut all = usage.made.iter().chain([request]);
                            all.all(|request| Access::of_key(policy, &[]).decide(request).is_allowed())
                        };
                        let added = usage.statement_for(request);
                        let left = policy_with_request_left_out(text, &decision, request, added, &lets_in);
                        without_denial(case, note, key, fix, left)
                    }
                    None => let_in(case, note, key, text, statements),
                };
                return false;
            }
            Decision::Unknown { .. } if !is_sure => not_known = not_known.or(Some((request, decision))),
            Decision::Unknown { .. } => doubt = doubt.or(Some(decision)),
        }
    }
    match doubt {
        // Nothing is wrong now; what the policy says of the next delivery is not known.
        Some(_) if *is_shown => false,
        Some(decision) => {
            report
                .suspect(format!(
                    "Whether the key of {of} lets EventBridge use it cannot be told. {decision}"
                ))
                .with_policy(policy_source, text);
            false
        }
        None => {
            report.ok(format!("The key of {of} lets EventBridge use it.")).with_policy(policy_source, text);
            if let Some((request, decision)) = not_known.filter(|_| !is_shown) {
                let what = format!(
                    "Whether the key of {of} lets EventBridge {} too, as the guide asks for,",
                    request.action
                );
                report.cannot_see(
                    &what,
                    "an event that was delivered",
                    decision.to_string().trim_end_matches('.'),
                );
            }
            case.evidence.keys.get(key).seen().is_some()
        }
    }
}

/// What the policy of a queue's or topic's key wants (SQS and SNS developer guides, "Encryption at rest").
pub(super) fn statement() -> serde_json::Value {
    json!({
        "Effect": "Allow",
        "Principal": {"Service": SERVICE},
        "Action": KEY_USES,
        "Resource": "*"
    })
}

/// How EventBridge uses the key of a queue that it sends to.
pub(super) fn of_queue(case: &Case<'_>, key: &str, queue: &Arn) -> Use {
    let request = |action: &&str| case.delivery().queue_key(arn(case, key), action, queue.as_str());
    let made = KEY_USES.iter().map(request).collect();
    Use { made, advised: Vec::new(), statements: vec![statement()], is_shown: false }
}

/// How EventBridge uses the key of a topic that it sends to.
fn of_topic(case: &Case<'_>, key: &str, topic: &Arn) -> Use {
    let request = |action: &&str| case.delivery().topic_key(arn(case, key), action, topic.as_str());
    let made = KEY_USES.iter().map(request).collect();
    Use { made, advised: Vec::new(), statements: vec![statement()], is_shown: false }
}

/// The ARN that a key goes by in requests, as far as it is known.
pub(super) fn arn<'a>(case: &'a Case<'_>, key: &'a str) -> &'a str {
    case.evidence
        .keys
        .get(key)
        .seen()
        .map(|key| key.arn.as_str())
        .filter(|arn| !arn.is_empty())
        .unwrap_or(key)
}

/// Looks at a key that EventBridge uses in the name of a role, which has to be let in then.
fn by_role(case: &Case<'_>, report: &mut Report, target: &Target, role: &Arn, key: &str, name: &str) {
    if !is_usable(case, report, name, key) {
        return;
    }
    let what = format!("Whether the role {} may use the key of {name}", role.name());
    let evidence = case.evidence;
    let Some(seen) = report.see(&what, "iam:GetRole", evidence.roles.get(role)) else { return };
    let Some(text) = report.see(&what, "kms:GetKeyPolicy", evidence.key_policies.get(key)) else { return };
    let Ok(policy) = Policy::parse(text) else {
        report.suspect(format!("{what} cannot be told: the key's policy cannot be judged."));
        return;
    };
    let asked = |action: &str| {
        case.delivery().key_in_role(role.as_str(), arn(case, key), action, target.arn.as_str())
    };
    let mut doubt = None;
    for action in KEY_USES {
        let request = asked(action);
        match with_key(seen, None, &policy, &request) {
            Ok(Decision::Allowed(_)) => {}
            Ok(decision @ (Decision::Denied(_) | Decision::NotAllowed { .. })) if seen.unseen.is_empty() => {
                let note = report
                    .fault(format!(
                        "The role {} may not {} on the key of {name}. {decision}",
                        role.name(),
                        request.action
                    ))
                    .with_policy("GetKeyPolicy", text);
                let document = export::document([json!({
                    "Effect": "Allow", "Action": KEY_USES, "Resource": arn(case, key),
                })]);
                let policy_name = export::role_policy_name("kms:GenerateDataKey", arn(case, key), &document);
                let free = export::free_name(&policy_name, &|name| seen.policies.contains_key(name));
                let added = Policy::parse(&document.to_string()).ok();
                let helps = with_key(seen, added.as_ref(), &policy, &request);
                let principal = json!({"AWS": role.as_str()});
                let statement =
                    json!({"Effect": "Allow", "Principal": principal, "Action": KEY_USES, "Resource": "*"});
                match remedy(&decision, &request) {
                    Some(fix) => {
                        let lets_in = |policy: &Policy| {
                            KEY_USES.iter().all(|action| {
                                with_key(seen, None, policy, &asked(action))
                                    .is_ok_and(|decision| decision.is_allowed())
                            })
                        };
                        let left = policy_with_request_left_out(
                            text,
                            &decision,
                            &request,
                            Some(&statement),
                            &lets_in,
                        );
                        without_denial(case, note, key, fix, left)
                    }
                    None if helps.is_ok_and(|decision| decision.is_allowed()) => note
                        .fix("Give the role the use of the key.")
                        .repair(Repair::RolePolicy { role: role.clone(), name: free, document }),
                    // The key's policy hands nothing to the policies of its account.
                    None => let_in(case, note, key, text, &[statement]),
                };
                return;
            }
            Ok(Decision::Denied(_) | Decision::NotAllowed { .. }) => {
                report.cannot_see(&what, seen.unseen.join(", "), "not all of its policies were seen");
                return;
            }
            Ok(decision @ Decision::Unknown { .. }) => doubt = doubt.or(Some(decision.to_string())),
            Err(why) => doubt = doubt.or(Some(why)),
        }
    }
    match doubt {
        Some(why) => {
            report.suspect(format!("{what} cannot be told. {why}"));
        }
        None => {
            report.ok(format!("The role {} may use the key of {name}.", role.name()));
        }
    }
}

/// Whether the key of a queue or topic surely lets EventBridge in without a role; true where it has none.
pub(super) fn is_open(case: &Case<'_>, target: &Target) -> bool {
    let Some(key) = of(case, target) else { return true };
    let mut wrongs = Report::of_wrongs();
    let usage = of_kind(case, key, target);
    judge(case, &mut wrongs, "", key, &usage);
    !is_of_aws(key, case)
        && case.evidence.key_policies.get(key).seen().is_some()
        && wrongs.into_findings().is_empty()
}

fn of_kind(case: &Case<'_>, key: &str, target: &Target) -> Use {
    if target.kind() == TargetKind::Sqs {
        of_queue(case, key, &target.arn)
    } else {
        of_topic(case, key, &target.arn)
    }
}

/// K1: the key of a queue, topic or bus does not let EventBridge use it.
pub(super) fn of_target(case: &Case<'_>, report: &mut Report) {
    for target in case.targets() {
        bus_key::of_target(case, report, target);
        let Some(key) = of(case, target) else { continue };
        report.about(target);
        let what = if target.kind() == TargetKind::Sqs { "queue" } else { "topic" };
        let name = format!("the {what} {}", target.arn.name());
        if let Some(role) = &target.role {
            if is_of_aws(key, case) && role.account() == target.arn.account() {
                // "AWS managed keys": their policies let all in who may use the service, by way of it.
                let name = capitalised(&name);
                report.ok(format!("{name} is encrypted with {key}, which a role of its account may use."));
            } else {
                by_role(case, report, target, role, key, &name);
            }
            continue;
        }
        if is_of_aws(key, case) {
            let note = report
                .fault(format!(
                    "{} is encrypted with {key}, an AWS managed key, whose policy never lets EventBridge in.",
                    capitalised(&name)
                ))
                .with_exhibit("KmsMasterKeyId", key);
            let fix = format!("Encrypt the {what} with a key of yours that lets events.amazonaws.com use it");
            if target.kind() == TargetKind::Sqs {
                note.fix(fix + ", or with SQS's own keys, as the command does.")
                    .calls_about(&target.arn, with_own_keys(case, &target.arn));
            } else {
                note.fix(fix + ".");
            }
            continue;
        }
        let usage = Use { is_shown: case.delivers_to_its_one_target(), ..of_kind(case, key, target) };
        judge(case, report, &name, key, &usage);
    }
}

/// What the guide asks for beside [`KEY_USES`] ("Encrypt log data in CloudWatch Logs using AWS KMS"). Its own
/// policy asks for an encryption context, which a call that describes a key has not: that one is left out
/// here.
const OF_LOGS: [&str; 3] = ["kms:Encrypt", "kms:ReEncryptFrom", "kms:ReEncryptTo"];

/// The key of a log group, for the service that writes there.
pub(super) fn of_group(case: &Case<'_>, report: &mut Report, group: &Arn, key: &str) {
    let service = format!("logs.{}.amazonaws.com", group.region());
    let bare = group.as_str();
    let request = |action: &&str| case.delivery().group_key(arn(case, key), action, bare);
    let lets_in = json!({
        "Effect": "Allow",
        "Principal": {"Service": service},
        "Action": ["kms:Encrypt*", "kms:Decrypt*", "kms:ReEncrypt*", "kms:GenerateDataKey*", "kms:Describe*"],
        "Resource": "*",
        "Condition": {"ArnEquals": {"kms:EncryptionContext:aws:logs:arn": bare}}
    });
    let advised = OF_LOGS.iter().map(request).collect();
    let made = KEY_USES.iter().map(request).collect();
    let usage = Use { made, advised, statements: vec![lets_in], is_shown: case.delivers_to_its_one_target() };
    let name = format!("the log group {}", group.name());
    judge(case, report, &name, key, &usage);
}
