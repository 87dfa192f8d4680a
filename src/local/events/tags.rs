//! Tags of buses and rules.

use super::super::account::Account;
use super::super::error::{ApiError, ApiResult};
use super::super::request::{Request, Text};
use super::ARN;
use crate::text::arn_parts;
use serde_json::{Value, json};
use std::collections::BTreeMap;

/// Tags on one resource ("Tag naming limits and requirements").
const MAX_TAGS: usize = 50;
const KEY: Text = Text::len(1, 128);
const VALUE: Text = Text::len(0, 256);

/// Reads the list of tags called `name`.
pub(super) fn read(request: &mut Request, name: &str) -> Option<BTreeMap<String, String>> {
    let items = request.list(name, 0, usize::MAX)?;
    let mut tags = BTreeMap::new();
    for (at, item) in items.into_iter().enumerate() {
        let mut tag = request.nested(item, format!("tags.{}.member", at + 1));
        let (key, value) = (tag.required("Key", &KEY), tag.required("Value", &VALUE));
        request.absorb(tag);
        tags.insert(key, value);
    }
    // Refused of whatever a customer tags ("Tag naming limits and requirements").
    if tags.keys().any(|key| key.get(..4).is_some_and(|start| start.eq_ignore_ascii_case("aws:"))) {
        request.violate("aws: prefixed tag key names are not allowed for external use.".to_owned());
    }
    if tags.len() > MAX_TAGS {
        request.violate(format!(
            "Value '[{} members]' at 'tags' failed to satisfy constraint: Member must \
            have length less than or equal to {MAX_TAGS}",
            tags.len()
        ));
    }
    Some(tags)
}

/// The tags of the bus or rule that `arn` names.
fn of<'a>(account: &'a mut Account, arn: &str, writing: bool) -> ApiResult<&'a mut BTreeMap<String, String>> {
    let Some([_, _, "events", region, _, resource]) = arn_parts(arn) else {
        return Err(ApiError::validation(format!(
            "Parameter {arn} is not valid. Reason: Provided Arn is not in correct format."
        )));
    };
    let missing = || ApiError::not_found(format!("Resource {arn} does not exist."));
    if region != account.region {
        return Err(missing());
    }
    if let Some(name) = resource.strip_prefix("event-bus/") {
        return account.bus_mut(Some(name)).map(|bus| &mut bus.tags);
    }
    let Some(path) = resource.strip_prefix("rule/") else { return Err(missing()) };
    // Partner buses have slashes in their names, rules never do.
    let (bus, name) = path.rsplit_once('/').unwrap_or(("default", path));
    let rule = account
        .buses
        .get_mut(bus)
        .and_then(|bus| bus.rules.get_mut(name))
        .ok_or_else(|| ApiError::not_found(format!("Rule {name} does not exist on EventBus {bus}.")))?;
    if writing {
        rule.writable(false)?;
    }
    Ok(&mut rule.tags)
}

pub(super) fn tag(account: &mut Account, mut request: Request) -> ApiResult<Value> {
    let arn = request.required("ResourceARN", &ARN);
    request.required_list("Tags", 0, usize::MAX);
    let tags = read(&mut request, "Tags").unwrap_or_default();
    request.check()?;
    let known = of(account, &arn, true)?;
    let new = tags.keys().filter(|key| !known.contains_key(*key)).count();
    if known.len() + new > MAX_TAGS {
        return Err(ApiError::limit());
    }
    known.extend(tags);
    Ok(json!({}))
}

pub(super) fn untag(account: &mut Account, mut request: Request) -> ApiResult<Value> {
    let arn = request.required("ResourceARN", &ARN);
    request.required_list("TagKeys", 0, usize::MAX);
    let keys = request.texts("TagKeys", 0, usize::MAX, &KEY).unwrap_or_default();
    request.check()?;
    of(account, &arn, true)?.retain(|key, _| !keys.contains(key));
    Ok(json!({}))
}

pub(super) fn list(account: &mut Account, mut request: Request) -> ApiResult<Value> {
    let arn = request.required("ResourceARN", &ARN);
    request.check()?;
    let tags: Vec<Value> =
        of(account, &arn, false)?.iter().map(|(key, value)| json!({"Key": key, "Value": value})).collect();
    Ok(json!({"Tags": tags}))
}
