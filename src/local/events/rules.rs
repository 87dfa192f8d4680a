//! Rules as the account keeps them, and the operations on them.
//!
//! PutRule replaces the whole rule: what it leaves out becomes null, and a state left out becomes `ENABLED`.
//! `EnableRule` and `DisableRule` know two states only, so a rule that also takes read-only CloudTrail events
//! comes back without them.

use super::super::account::{Account, Bus, Rule, shape};
use super::super::error::{ApiError, ApiResult};
use super::super::matching::{self, Matcher};
use super::super::request::{Request, Text};
use super::{ARN, DESCRIPTION, Paging, RULE_NAME, buses, tags};
use crate::model::{Millis, RuleState};
use crate::schedule::Schedule;
use serde_json::{Value, json};
use std::collections::BTreeMap;

/// Quotas of a bus ("Amazon EventBridge quotas").
const MAX_RULES: usize = 300;
const MAX_WILDCARD_RULES: usize = 30;

const STATES: [&str; 3] = ["ENABLED", "DISABLED", "ENABLED_WITH_ALL_CLOUDTRAIL_MANAGEMENT_EVENTS"];

pub(super) fn put(account: &mut Account, mut request: Request, now: Millis) -> ApiResult<Value> {
    let name = request.required("Name", &RULE_NAME);
    let schedule = request.text("ScheduleExpression", &Text::len(0, 256)).filter(|text| !text.is_empty());
    let pattern = request.text("EventPattern", &Text::len(0, 4096)).filter(|text| !text.is_empty());
    let state = request.choice("State", &STATES).map_or(RuleState::Enabled, RuleState::from);
    let description = request.text("Description", &DESCRIPTION);
    let role = request.text("RoleArn", &ARN);
    let tags = tags::read(&mut request, "Tags");
    let bus_name = buses::requested_name(&mut request);
    request.check()?;

    let created_by = super::super::account::ACCOUNT.to_owned();
    let bus = account.bus_mut(Some(&bus_name))?;
    if let Some(rule) = bus.rules.get(&name) {
        rule.writable(false)?;
    }
    if pattern.is_none() && schedule.is_none() {
        return Err(ApiError::validation(
            "Parameter(s) EventPattern or ScheduleExpression must be specified.",
        ));
    }
    if let Some(text) = &pattern {
        matching::check(text)?;
    }
    let schedule = match schedule {
        None => None,
        Some(_) if bus_name != "default" => {
            return Err(ApiError::validation(
                "ScheduleExpression is supported only on the default event bus.",
            ));
        }
        Some(text) => {
            let parsed = Schedule::parse(&text)
                .map_err(|_| ApiError::validation("Parameter ScheduleExpression is not valid."))?;
            Some((text, parsed))
        }
    };
    if state == RuleState::EnabledWithAllCloudTrail && bus_name.starts_with("aws.partner/") {
        return Err(ApiError::validation(format!(
            "State {} is not supported on partner event buses.",
            state.as_str()
        )));
    }

    let known = bus.rules.remove(&name);
    let wild = |pattern: &Option<String>| pattern.as_deref().is_some_and(matching::has_wildcard);
    let too_many = known.is_none() && bus.rules.len() >= MAX_RULES;
    let too_wild =
        wild(&pattern) && bus.rules.values().filter(|rule| wild(&rule.pattern)).count() >= MAX_WILDCARD_RULES;
    if too_many || too_wild {
        bus.rules.extend(known.map(|rule| (name, rule)));
        return Err(ApiError::limit());
    }
    // An update keeps the targets and the tags; tags in the request count for a new rule only.
    let (kept_targets, tags, created) = match known {
        Some(known) => (known.targets, known.tags, known.created),
        None => (BTreeMap::new(), tags.unwrap_or_default(), now),
    };
    let made = Rule {
        name: name.clone(),
        pattern,
        schedule,
        state,
        description,
        role,
        managed_by: None,
        created_by,
        created,
        tags,
        targets: kept_targets,
    };
    let arn = bus.rule_arn(&name);
    bus.rules.insert(name, made);
    bus.matcher = None;
    Ok(json!({"RuleArn": arn}))
}

fn summary(rule: &Rule, bus: &Bus) -> Value {
    shape([
        ("Name", json!(rule.name)),
        ("Arn", json!(bus.rule_arn(&rule.name))),
        ("EventPattern", json!(rule.pattern)),
        ("State", json!(rule.state.as_str())),
        ("Description", json!(rule.description)),
        ("ScheduleExpression", json!(rule.schedule.as_ref().map(|(text, _)| text))),
        ("RoleArn", json!(rule.role)),
        ("ManagedBy", json!(rule.managed_by)),
        ("EventBusName", json!(bus.name)),
    ])
}

pub(super) fn describe(account: &Account, mut request: Request) -> ApiResult<Value> {
    let name = request.required("Name", &RULE_NAME);
    let bus = buses::requested_name(&mut request);
    request.check()?;
    let bus = account.bus(Some(&bus))?;
    let rule = bus.rule(&name)?;
    let mut answer = summary(rule, bus);
    if let Value::Object(members) = &mut answer {
        members.insert("CreatedBy".to_owned(), json!(rule.created_by));
    }
    Ok(answer)
}

pub(super) fn list(account: &Account, mut request: Request) -> ApiResult<Value> {
    let prefix = request.text("NamePrefix", &RULE_NAME).unwrap_or_default();
    let bus = buses::requested_name(&mut request);
    let paging = Paging::of(&mut request);
    request.check()?;
    let bus = account.bus(Some(&bus))?;
    let rules = bus.rules.iter().filter(|(name, _)| name.starts_with(&prefix));
    let page = paging.cut(
        &format!("ListRules/{}/{prefix}", bus.name),
        rules.map(|(name, rule)| (name.clone(), summary(rule, bus))),
    )?;
    Ok(shape([("Rules", json!(page.items)), ("NextToken", json!(page.next))]))
}

/// "If you call delete rule multiple times for the same rule, all calls will succeed."
pub(super) fn delete(account: &mut Account, mut request: Request) -> ApiResult<Value> {
    let name = request.required("Name", &RULE_NAME);
    let bus = buses::requested_name(&mut request);
    let force = request.flag("Force");
    request.check()?;
    let bus = account.bus_mut(Some(&bus))?;
    let Some(rule) = bus.rules.get(&name) else { return Ok(Value::Null) };
    rule.writable(force)?;
    if !rule.targets.is_empty() {
        return Err(ApiError::validation("Rule can't be deleted since it has targets."));
    }
    bus.rules.remove(&name);
    bus.matcher = None;
    Ok(Value::Null)
}

pub(super) fn enable(account: &mut Account, request: Request) -> ApiResult<Value> {
    set_state(account, request, RuleState::Enabled)
}

pub(super) fn disable(account: &mut Account, request: Request) -> ApiResult<Value> {
    set_state(account, request, RuleState::Disabled)
}

fn set_state(account: &mut Account, mut request: Request, state: RuleState) -> ApiResult<Value> {
    let name = request.required("Name", &RULE_NAME);
    let bus = buses::requested_name(&mut request);
    request.check()?;
    let bus = account.bus_mut(Some(&bus))?;
    let rule = bus.rule_mut(&name)?;
    rule.writable(false)?;
    // Enabling an enabled rule changes nothing, so the special state survives that.
    if state.is_disabled() || rule.state.is_disabled() {
        rule.state = state;
        bus.matcher = None;
    }
    Ok(Value::Null)
}

/// The bus's enabled patterns compiled together, compiled now where they changed.
pub(in crate::local) fn compiled(rules: &BTreeMap<String, Rule>) -> Matcher {
    Matcher::new(
        rules
            .values()
            .filter(|rule| !rule.state.is_disabled())
            .filter_map(|rule| rule.pattern.as_deref().map(|pattern| (rule.name.as_str(), pattern))),
    )
}
