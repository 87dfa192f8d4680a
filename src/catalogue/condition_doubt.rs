//! Conditions on sources, detail-types and calls that no known name satisfies, and one in other letters
//! would.

use super::calls::{Call, call, calls_of, host_of_source};
use super::service_names::{is_source, service_sources};
use super::{CALL, Doubt, RECORDED, of_source, values};
use crate::pattern::{Asked, Asks, Fix, Pattern};
use serde_json::{Value, json};

/// Conditions of an alternative on what its events are called.
pub(super) fn doubts(asks: Asks<'_>) -> Vec<Doubt> {
    let mut found: Vec<Doubt> = of_sources(asks).into_iter().collect();
    let Some(source) = asks.at("source").filter(|source| source.is_only(is_source)) else { return found };
    let sources = source.texts();
    if let Some(types) = asks.at("detail-type") {
        let own = sources.iter().flat_map(|source| {
            of_source(source).iter().map(|kind| kind.detail_type.as_str()).chain(values::types_of(source))
        });
        let names: Vec<&str> = own.chain(RECORDED.iter().copied()).collect();
        found.extend(in_other_letters(types, "detail-type", &names));
        if let Some(calls) = asks.at("detail.eventName").filter(|_| types.is_only(|text| text == CALL)) {
            let hosts: Option<Vec<String>> = sources.iter().map(|source| host_of_source(source)).collect();
            let hosts = hosts.unwrap_or_default();
            let names: Vec<&str> = hosts.iter().flat_map(|host| calls_of(host)).copied().collect();
            found.extend(in_other_letters(calls, "detail.eventName", &names));
            found.extend(near_call(calls, &hosts));
        }
    }
    found
}

/// A condition that holds for no name, and would for one in other letters.
fn in_other_letters(asked: Asked<'_>, path: &str, names: &[&str]) -> Option<Doubt> {
    let (raw, known) = asked.items().find_map(|item| {
        let raw = item.raw();
        if !raw.starts_with('{') {
            return None;
        }
        let (own, lower) = (list(raw)?, list(&raw.to_lowercase())?);
        if names.iter().any(|name| takes(&own, name)) {
            return None;
        }
        let known = names.iter().find(|name| takes(&lower, &name.to_lowercase()))?;
        Some((raw.to_owned(), *known))
    })?;
    let meant = in_letters_of(&raw, known);
    let remedy = match &meant {
        Some(meant) => format!("Write {meant}, if that is meant."),
        None => "Write it in the letters that the name has.".to_owned(),
    };
    let fix = meant.map(|meant| instead(asked, &raw, &meant));
    let what = format!("No known name at `{path}` is in the letters of this condition; there is `{known}`");
    Some(Doubt::new(asked.flaw(what, remedy).with(fix), vec![known.to_owned()]))
}

/// A call that is asked for in any letters, and is none but for a slip.
fn near_call(asked: Asked<'_>, hosts: &[String]) -> Option<Doubt> {
    let (raw, text, meant) = asked.items().find_map(|item| {
        let value: Value = serde_json::from_str(item.raw()).ok()?;
        let text = value.get("equals-ignore-case")?.as_str()?.to_owned();
        let own = list(item.raw())?;
        let known = |host: &String| calls_of(host).iter().any(|name| takes(&own, name));
        if hosts.iter().any(known) {
            return None;
        }
        let near = hosts.iter().find_map(|host| match call(host, &text) {
            Call::Near(near) => Some(near),
            Call::Known | Call::OfOthers(_) | Call::Unknown => None,
        })?;
        Some((item.raw().to_owned(), text, near))
    })?;
    let what = format!("No call is known that is called `{text}`, whatever its letters; there is `{meant}`");
    let item = json!({"equals-ignore-case": meant}).to_string();
    let flaw =
        asked.flaw(what, format!("Write {item}, if that is meant.")).with(Some(instead(asked, &raw, &item)));
    Some(Doubt::new(flaw, vec![meant.to_owned()]))
}

/// A condition on sources that begins as AWS's do and that none of theirs satisfies.
fn of_sources(asks: Asks<'_>) -> Option<Doubt> {
    let asked = asks.at("source")?;
    let names: Vec<String> = service_sources().collect();
    let names: Vec<&str> = names.iter().map(String::as_str).collect();
    asked.items().find_map(|item| {
        let raw = item.raw();
        let value: Value = serde_json::from_str(raw).ok()?;
        let text = ["prefix", "wildcard"].iter().find_map(|operator| value.get(operator))?.as_str()?;
        let mark =
            text.strip_prefix("aws")?.chars().next().filter(|mark| [':', '-', '/', '_'].contains(mark))?;
        let own = list(raw)?;
        if names.iter().any(|name| takes(&own, name)) {
            return None;
        }
        let meant = raw.replacen(&format!("aws{mark}"), "aws.", 1);
        let is_met = list(&meant).is_some_and(|list| names.iter().any(|name| takes(&list, name)));
        let what = format!("No source of an AWS service begins with `aws{mark}`; they begin with `aws.`");
        let flaw = asked
            .flaw(what, format!("Where a service of AWS is meant, write {meant}."))
            .with(is_met.then(|| instead(asked, raw, &meant)));
        Some(Doubt::new(flaw, vec!["aws.".to_owned()]).perhaps_own(true))
    })
}

/// A pattern with this item alone in the list of one field.
fn list(item: &str) -> Option<Pattern> {
    Pattern::parse(&format!(r#"{{"name":[{item}]}}"#)).ok()
}

fn takes(list: &Pattern, name: &str) -> bool {
    list.ever_asks("name", |asked| asked.takes(name))
}

/// A prefix or suffix in the letters of a name that begins or ends so.
fn in_letters_of(raw: &str, name: &str) -> Option<String> {
    let value: Value = serde_json::from_str(raw).ok()?;
    let text = |operator: &str| value.get(operator).and_then(Value::as_str);
    if let Some(begin) = text("prefix") {
        return Some(json!({"prefix": name.get(..begin.len())?}).to_string());
    }
    let from = name.len().checked_sub(text("suffix")?.len())?;
    Some(json!({"suffix": name.get(from..)?}).to_string())
}

/// The list with another item in the place of one.
fn instead(asked: Asked<'_>, raw: &str, item: &str) -> Fix {
    let items: Vec<&str> = asked.items().map(|own| if own.raw() == raw { item } else { own.raw() }).collect();
    Fix::write(asked.span(), format!("[{}]", items.join(", ")))
}

#[cfg(test)]
mod tests {
    use crate::catalogue::doubts;
    use crate::pattern::Pattern;

    #[test]
    fn a_condition_that_holds_for_no_name_is_doubted_where_one_is_meant() {
        for (pattern, wanted) in [
            (r#"{"source":[{"wildcard":"aws:*"}]}"#, r#"{"wildcard":"aws.*"}"#),
            (
                r#"{"source":["aws.ec2"],"detail-type":[{"prefix":"EC2 instance"}]}"#,
                r#"{"prefix":"EC2 Instance"}"#,
            ),
            (
                r#"{"source":["aws.ec2"],"detail-type":["AWS API Call via CloudTrail"],"detail":{"eventName":[{"prefix":"create"}]}}"#,
                r#"{"prefix":"Create"}"#,
            ),
            (
                r#"{"source":["aws.ec2"],"detail-type":["AWS API Call via CloudTrail"],"detail":{"eventName":[{"equals-ignore-case":"runinstance"}]}}"#,
                r#"{"equals-ignore-case":"RunInstances"}"#,
            ),
        ] {
            let found = doubts(&Pattern::parse(pattern).unwrap());
            assert_eq!(found.len(), 1, "{pattern}: {found:?}");
            let fixed = found[0].flaw.fix.as_ref().unwrap().apply(pattern);
            assert!(fixed.contains(wanted), "{fixed}");
            assert_eq!(doubts(&Pattern::parse(&fixed).unwrap()), [], "{fixed}");
        }
        for sound in [
            r#"{"source":[{"prefix":"aws."}]}"#,
            r#"{"source":[{"prefix":"aws"}]}"#,
            r#"{"source":[{"prefix":"aws.partner/example.com"}]}"#,
            r#"{"source":["aws.ec2"],"detail-type":[{"suffix":"via CloudTrail"}]}"#,
            r#"{"source":["aws.ec2"],"detail-type":[{"prefix":"EC2 Capacity"}]}"#,
            r#"{"source":["aws.ec2"],"detail-type":["AWS API Call via CloudTrail"],"detail":{"eventName":[{"prefix":"Shared"}]}}"#,
            r#"{"source":["aws.ec2"],"detail-type":["AWS API Call via CloudTrail"],"detail":{"eventName":[{"equals-ignore-case":"runinstances"}]}}"#,
            r#"{"source":["aws.ec2"],"detail-type":["AWS API Call via CloudTrail"],"detail":{"eventName":[{"anything-but":{"prefix":"describe"}}]}}"#,
        ] {
            assert_eq!(doubts(&Pattern::parse(sound).unwrap()), [], "{sound}");
        }
    }
}
