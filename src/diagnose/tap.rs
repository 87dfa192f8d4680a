//! What a tap needs in an account, and whether it can be had: above all whether a resource policy of
//! CloudWatch Logs lets EventBridge write to its group, of which a region holds ten.
//!
//! What a tap consists of is `model`'s; nothing is made here.

use crate::model::tap::{GROUPS, LIFETIME, POLICY, Tap, TapRun};
use crate::model::{Arn, Millis, ResourcePolicy, Rule, RuleKey, RuleState};
use crate::policy::{Access, Decision, Delivery, LOG_DELIVERY, Policy, SERVICE};
use crate::text::and_list;
use serde_json::{Value, json};

/// Resource policies that a region holds (CloudWatch Logs API reference, "PutResourcePolicy").
const POLICIES: usize = 10;

/// What is to be tapped.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TapWish {
    /// The bus's name.
    pub bus: String,
    /// The rule whose pattern the tap has; none for a pattern of the operator's own.
    pub of: Option<RuleKey>,
    /// The pattern.
    pub pattern: String,
    /// The state of the tap's rule.
    pub state: RuleState,
}

impl TapWish {
    /// The tap of a rule.
    ///
    /// Errors: why there is nothing to tap, a sentence.
    pub fn of_rule(rule: &Rule) -> Result<Self, String> {
        let Some(pattern) = rule.pattern.clone() else {
            return Err(format!(
                "Rule {} has a schedule and no event pattern: no other rule sees what its schedule sends, so \
                 it cannot be tapped. Add a log group to its targets instead.",
                rule.name
            ));
        };
        // What a disabled rule would get can be watched as well; a state that is not known is not copied.
        let state = match rule.state {
            RuleState::EnabledWithAllCloudTrail => RuleState::EnabledWithAllCloudTrail,
            RuleState::Enabled | RuleState::Disabled | RuleState::Other(_) => RuleState::Enabled,
        };
        Ok(Self { bus: rule.bus.clone(), of: Some(rule.key()), pattern, state })
    }
}

/// Where and by whom a tap is made.
#[derive(Clone, Debug)]
pub struct TapPlace {
    /// `aws`, `aws-cn`, …
    pub partition: String,
    /// The region.
    pub region: String,
    /// The account, twelve digits.
    pub account: String,
    /// The caller's ARN; empty where it is not known.
    pub owner: String,
    /// The run that makes it.
    pub run: TapRun,
    /// Now.
    pub now: Millis,
}

/// The tap that would be made.
///
/// `policies` are those of the account in that region.
///
/// Errors: why none can be made, a sentence with what to do.
pub fn plan_tap(wish: TapWish, place: &TapPlace, policies: &[ResourcePolicy]) -> Result<Tap, String> {
    let id = Tap::new_id(place.now, place.run.process);
    let arn = |service: &str, rest: &str| {
        format!("arn:{}:{service}:{}:{}:{rest}", place.partition, place.region, place.account)
    };
    let mut tap = Tap {
        group_arn: Arn::new(arn("logs", &format!("log-group:{GROUPS}{id}"))),
        id,
        bus: wish.bus,
        of: wish.of,
        pattern: wish.pattern,
        state: wish.state,
        owner: place.owner.clone(),
        run: place.run.clone(),
        expires: place.now + LIFETIME,
        policy: None,
        policy_is_there: false,
    };
    let rule = tap.rule();
    let resource = if rule.bus == "default" { rule.name } else { format!("{}/{}", rule.bus, rule.name) };
    let rule_arn = arn("events", &format!("rule/{resource}"));
    tap.policy = policy_wanted(&tap.group_arn, &rule_arn, place, policies)?;
    tap.policy_is_there = tap.policy.is_some() && policies.iter().any(|policy| policy.name == POLICY);
    Ok(tap)
}

/// The text of the policy that taps share, where the tap rests on it.
fn policy_wanted(
    group: &Arn,
    rule: &str,
    place: &TapPlace,
    policies: &[ResourcePolicy],
) -> Result<Option<String>, String> {
    let policies: Vec<&ResourcePolicy> = policies.iter().filter(|policy| policy.resource.is_none()).collect();
    let mut all = Policy::default();
    for policy in &policies {
        // A policy that cannot be read is taken to let nobody in.
        if let Ok(parsed) = Policy::parse(&policy.document) {
            all.add(parsed);
        }
    }
    let delivery = Delivery { rule, organization: None, now: None };
    let mut allowed = true;
    for principal in [SERVICE, LOG_DELIVERY] {
        for action in ["logs:CreateLogStream", "logs:PutLogEvents"] {
            let request = delivery.log_group(group.as_str(), principal, action);
            match Access::of_resource(Some(&all)).decide(&request) {
                Decision::Allowed(_) => {}
                Decision::Denied(by) => {
                    return Err(format!(
                        "A resource policy of CloudWatch Logs forbids {principal} to write to {GROUPS}* ({}), \
                         so nothing would reach a tap. Remove that, or add a log group that is \
                         allowed to the rule's targets.",
                        and_list(&by)
                    ));
                }
                Decision::NotAllowed { .. } | Decision::Unknown { .. } => allowed = false,
            }
        }
    }
    let document = tap_policy(&place.partition, &place.region, &place.account);
    let ours = policies.iter().find(|policy| policy.name == POLICY);
    if allowed {
        // Another policy may allow it too; that is not asked, because the last tap removes ours.
        return Ok(ours.filter(|ours| is_tap_policy(&ours.document, &document)).map(|_| document));
    }
    if let Some(ours) = ours {
        return if is_tap_policy(&ours.document, &document) {
            Ok(Some(document))
        } else {
            Err(format!(
                "The resource policy {POLICY} is not as buslens makes it: somebody changed it, and it does not \
                 let EventBridge write to a tap. Remove it, or give it another name, and try again."
            ))
        };
    }
    if policies.len() >= POLICIES {
        let names: Vec<&str> = policies.iter().map(|policy| policy.name.as_str()).collect();
        return Err(format!(
            "A tap needs a resource policy of CloudWatch Logs, and the region holds all {POLICIES} that it can: \
             {}. Remove one that is of no more use, or widen one to {GROUPS}* for {SERVICE} and {LOG_DELIVERY}.",
            names.join(", ")
        ));
    }
    Ok(Some(document))
}

/// The text of the policy that taps share.
pub fn tap_policy(partition: &str, region: &str, account: &str) -> String {
    json!({"Version": "2012-10-17", "Statement": [{
        "Sid": "BuslensTaps",
        "Effect": "Allow",
        "Principal": {"Service": [SERVICE, LOG_DELIVERY]},
        "Action": ["logs:CreateLogStream", "logs:PutLogEvents"],
        "Resource": format!("arn:{partition}:logs:{region}:{account}:log-group:{GROUPS}*:*"),
    }]})
    .to_string()
}

/// True when a policy's text says what ours says: servers may lay it out anew.
fn is_tap_policy(found: &str, ours: &str) -> bool {
    let read = |text: &str| serde_json::from_str::<Value>(text).ok();
    read(found).is_some_and(|found| Some(found) == read(ours))
}

#[cfg(test)]
mod tests {
    use super::{TapPlace, TapWish, plan_tap, tap_policy};
    use crate::model::tap::{POLICY, TapRun};
    use crate::model::{Arn, ResourcePolicy, Rule, RuleState};

    fn wish() -> TapWish {
        TapWish {
            bus: "orders".into(),
            of: None,
            pattern: r#"{"source":["shop"]}"#.into(),
            state: RuleState::Enabled,
        }
    }

    fn place() -> TapPlace {
        TapPlace {
            partition: "aws".into(),
            region: "us-east-1".into(),
            account: "111122223333".into(),
            owner: String::new(),
            run: TapRun { host: "desk".into(), process: 7 },
            now: 1_000,
        }
    }

    fn policy(name: &str, document: &str) -> ResourcePolicy {
        ResourcePolicy { name: name.into(), document: document.into(), resource: None, modified: None }
    }

    fn allowing(principal: &str, resource: &str) -> String {
        format!(
            r#"{{"Version":"2012-10-17","Statement":[{{"Effect":"Allow","Principal":{{"Service":{principal}}},
            "Action":["logs:CreateLogStream","logs:PutLogEvents"],"Resource":"{resource}"}}]}}"#
        )
    }

    const BOTH: &str = r#"["events.amazonaws.com","delivery.logs.amazonaws.com"]"#;

    #[test]
    fn a_policy_is_made_only_where_none_lets_both_services_in() {
        let wide = allowing(BOTH, "arn:aws:logs:us-east-1:111122223333:log-group:/aws/events/*:*");
        let half = allowing("\"events.amazonaws.com\"", "*");
        let narrow = allowing(BOTH, "arn:aws:logs:us-east-1:111122223333:log-group:/aws/events/x:*");
        let ours = tap_policy("aws", "us-east-1", "111122223333");
        for (there, rests, is_there) in [
            (vec![], true, false),
            (vec![policy("TrustEventsToStoreLogEvents", &wide)], false, false),
            (vec![policy("half", &half)], true, false),
            (vec![policy("narrow", &narrow)], true, false),
            (vec![policy(POLICY, &ours)], true, true),
            (vec![policy("broken", "{")], true, false),
        ] {
            let tap = plan_tap(wish(), &place(), &there).unwrap();
            assert_eq!((tap.policy.is_some(), tap.policy_is_there), (rests, is_there), "{there:?}");
        }
        assert_eq!(plan_tap(wish(), &place(), &[]).unwrap().policy, Some(ours));
    }

    #[test]
    fn where_others_fill_the_ten_none_is_offered() {
        let narrow = allowing(BOTH, "arn:aws:logs:us-east-1:111122223333:log-group:/aws/events/x:*");
        let full: Vec<_> = (0..10).map(|n| policy(&format!("other-{n}"), &narrow)).collect();
        let why = plan_tap(wish(), &place(), &full).unwrap_err();
        assert!(why.contains("all 10") && why.contains("other-9"), "{why}");
        assert!(plan_tap(wish(), &place(), &full[1..]).is_ok());
    }

    #[test]
    fn a_policy_that_denies_or_was_changed_is_said() {
        let deny = allowing(BOTH, "*").replace("Allow", "Deny");
        assert!(plan_tap(wish(), &place(), &[policy("no", &deny)]).unwrap_err().contains("forbids"));
        let changed = allowing("\"events.amazonaws.com\"", "*");
        let why = plan_tap(wish(), &place(), &[policy(POLICY, &changed)]).unwrap_err();
        assert!(why.contains("somebody changed it"), "{why}");
    }

    #[test]
    fn a_rule_with_a_schedule_alone_has_nothing_to_tap_and_a_state_is_kept() {
        let rule = Rule {
            bus: "default".into(),
            name: "r".into(),
            arn: Arn::from("arn:aws:events:us-east-1:1:rule/r"),
            state: RuleState::EnabledWithAllCloudTrail,
            pattern: Some("{}".into()),
            ..Rule::default()
        };
        assert_eq!(TapWish::of_rule(&rule).unwrap().state, RuleState::EnabledWithAllCloudTrail);
        let off = Rule { state: RuleState::Disabled, ..rule.clone() };
        assert_eq!(TapWish::of_rule(&off).unwrap().state, RuleState::Enabled);
        let scheduled = Rule { pattern: None, schedule: Some("rate(1 day)".into()), ..rule };
        assert!(TapWish::of_rule(&scheduled).unwrap_err().contains("schedule"));
    }
}
