//! Log groups: describing, making, deleting, retention and tags.

use super::super::account::shape;
use super::super::error::{ApiError, ApiResult};
use super::super::request::{Request, Text};
use super::store::{Group, Logs};
use super::{ANY, GROUP, IDENTIFIER, Paging, group_name, name_in, no_group};
use crate::model::{Millis, RETENTION_DAYS};
use serde_json::{Value, json};
use std::collections::BTreeMap;

const CLASSES: [&str; 3] = ["STANDARD", "INFREQUENT_ACCESS", "DELIVERY"];
const PATTERN: Text = Text::matching(0, 512, "[\\.\\-_/#A-Za-z0-9]*", group_name);

pub(super) fn describe(logs: &Logs, mut request: Request) -> ApiResult<Value> {
    let prefix = request.text("logGroupNamePrefix", &GROUP);
    let pattern = request.text("logGroupNamePattern", &PATTERN);
    let class = request.choice("logGroupClass", &CLASSES);
    let identifiers = request.texts("logGroupIdentifiers", 1, 50, &IDENTIFIER);
    let paging = Paging::of(&mut request, 50);
    request.check()?;
    if prefix.is_some() && pattern.is_some() {
        return Err(ApiError::parameter(
            "LogGroup name prefix and LogGroup name pattern are mutually exclusive parameters.",
        ));
    }
    let wanted = identifiers.as_ref().map(|all| all.iter().map(|one| name_in(one)).collect::<Vec<_>>());
    let groups = logs
        .groups
        .values()
        .filter(|group| prefix.as_ref().is_none_or(|prefix| group.name.starts_with(prefix)))
        .filter(|group| pattern.as_ref().is_none_or(|pattern| group.name.contains(pattern)))
        .filter(|group| class.as_ref().is_none_or(|class| group.class == *class))
        .filter(|group| wanted.as_ref().is_none_or(|wanted| wanted.contains(&group.name.as_str())))
        .map(|group| (group.name.clone(), summary(logs, group)));
    let scope = format!("DescribeLogGroups/{prefix:?}/{pattern:?}/{class:?}");
    let page = paging.cut(&scope, groups)?;
    Ok(shape([("logGroups", json!(page.items)), ("nextToken", json!(page.next))]))
}

fn summary(logs: &Logs, group: &Group) -> Value {
    let arn = logs.arn(&group.name);
    shape([
        ("logGroupName", json!(group.name)),
        ("creationTime", json!(group.created)),
        ("retentionInDays", json!(group.retention_days)),
        ("metricFilterCount", json!(0)),
        ("arn", json!(format!("{arn}:*"))),
        ("storedBytes", json!(group.stored_bytes())),
        ("kmsKeyId", json!(group.kms_key)),
        ("logGroupClass", json!(group.class)),
        ("logGroupArn", json!(arn)),
    ])
}

pub(super) fn list(logs: &Logs, mut request: Request) -> ApiResult<Value> {
    let class = request.choice("logGroupClass", &CLASSES);
    let pattern = request.text("logGroupNamePattern", &Text::len(3, 129));
    let paging = Paging::of(&mut request, 1000);
    request.check()?;
    // Alternatives are split by `|`; `^` anchors one at the start.
    let named = |name: &str| {
        pattern.as_ref().is_none_or(|pattern| {
            pattern.split('|').any(|part| match part.strip_prefix('^') {
                Some(prefix) => name.starts_with(prefix),
                None => name.contains(part),
            })
        })
    };
    let groups = logs
        .groups
        .values()
        .filter(|group| named(&group.name) && class.as_ref().is_none_or(|class| group.class == *class))
        .map(|group| {
            let arn = logs.arn(&group.name);
            (
                group.name.clone(),
                json!({"logGroupName": group.name, "logGroupArn": arn, "logGroupClass": group.class}),
            )
        });
    let page = paging.cut(&format!("ListLogGroups/{pattern:?}/{class:?}"), groups)?;
    Ok(shape([("logGroups", json!(page.items)), ("nextToken", json!(page.next))]))
}

pub(super) fn create(logs: &mut Logs, mut request: Request, now: Millis) -> ApiResult<Value> {
    let name = request.required("logGroupName", &GROUP);
    let class = request.choice("logGroupClass", &CLASSES).unwrap_or_else(|| "STANDARD".to_owned());
    let kms_key = request.text("kmsKeyId", &Text::len(0, 256));
    let tags = tags_in(&mut request);
    request.check()?;
    if logs.groups.contains_key(&name) {
        return Err(ApiError::exists("The specified log group already exists"));
    }
    let mut group = Group::new(&name, &class, now);
    group.kms_key = kms_key;
    group.tags = tags;
    logs.groups.insert(name, group);
    Ok(Value::Null)
}

pub(super) fn delete(logs: &mut Logs, mut request: Request) -> ApiResult<Value> {
    let name = request.required("logGroupName", &GROUP);
    request.check()?;
    logs.groups.remove(&name).ok_or_else(no_group)?;
    Ok(Value::Null)
}

pub(super) fn put_retention(logs: &mut Logs, mut request: Request) -> ApiResult<Value> {
    let name = request.required("logGroupName", &GROUP);
    let days = request.int("retentionInDays", i64::MIN, i64::MAX);
    request.check()?;
    let days = days.filter(|days| RETENTION_DAYS.contains(days)).ok_or_else(|| {
        ApiError::parameter(format!(
            "1 validation error detected: Value at 'retentionInDays' failed to \
            satisfy constraint: Member must be one of {RETENTION_DAYS:?}"
        ))
    })?;
    logs.groups.get_mut(&name).ok_or_else(no_group)?.retention_days = Some(days);
    Ok(Value::Null)
}

pub(super) fn delete_retention(logs: &mut Logs, mut request: Request) -> ApiResult<Value> {
    let name = request.required("logGroupName", &GROUP);
    request.check()?;
    logs.groups.get_mut(&name).ok_or_else(no_group)?.retention_days = None;
    Ok(Value::Null)
}

fn tags_in(request: &mut Request) -> BTreeMap<String, String> {
    let members = request.value("tags").and_then(Value::as_object).cloned().unwrap_or_default();
    members.into_iter().filter_map(|(key, value)| Some((key, value.as_str()?.to_owned()))).collect()
}

fn tags_of_group<'a>(
    logs: &'a mut Logs,
    request: &mut Request,
) -> ApiResult<&'a mut BTreeMap<String, String>> {
    let arn = request.required("resourceArn", &Text::len(1, 1011));
    request.check()?;
    if !arn.starts_with(&logs.arn("")) {
        return Err(ApiError::parameter(format!("{arn} is not the ARN of a log group of this account.")));
    }
    logs.groups.get_mut(name_in(&arn)).map(|group| &mut group.tags).ok_or_else(no_group)
}

pub(super) fn tag(logs: &mut Logs, mut request: Request) -> ApiResult<Value> {
    let tags = tags_in(&mut request);
    tags_of_group(logs, &mut request)?.extend(tags);
    Ok(Value::Null)
}

pub(super) fn untag(logs: &mut Logs, mut request: Request) -> ApiResult<Value> {
    let keys = request.texts("tagKeys", 0, 50, &ANY).unwrap_or_default();
    tags_of_group(logs, &mut request)?.retain(|key, _| !keys.contains(key));
    Ok(Value::Null)
}

pub(super) fn list_tags(logs: &mut Logs, mut request: Request) -> ApiResult<Value> {
    Ok(json!({"tags": tags_of_group(logs, &mut request)?}))
}
