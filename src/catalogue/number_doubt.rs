//! Numbers that are asked for as texts or as none can be, and texts that are asked for as numbers.

use super::{Doubt, EventKind};
use crate::pattern::{Asked, Fix};
use serde_json::{Number, Value, json};

/// What a field of numbers can be: the source, the detail-type, the path, the least, the most, and the page.
type Reach = (&'static str, &'static str, &'static str, f64, f64, &'static str);

/// What is known of fields whose numbers have an end.
const REACHES: [Reach; 5] = [
    ("aws.guardduty", "GuardDuty Finding", "detail.severity", 0.0, 10.0, GUARDDUTY),
    ("aws.inspector2", "Inspector2 Finding", "detail.inspectorScore", 0.0, 10.0, INSPECTOR),
    ("aws.macie", "Macie Finding", "detail.severity.score", 1.0, 3.0, MACIE),
    ("aws.securityhub", IMPORTED, "detail.findings.Severity.Normalized", 0.0, 100.0, ASFF),
    ("aws.securityhub", IMPORTED, "detail.findings.Confidence", 0.0, 100.0, ASFF),
];

const IMPORTED: &str = "Security Hub Findings - Imported";
const GUARDDUTY: &str = "https://docs.aws.amazon.com/guardduty/latest/ug/guardduty_findings-severity.html";
const INSPECTOR: &str = "https://docs.aws.amazon.com/inspector/latest/user/findings-understanding-score.html";
const MACIE: &str = "https://docs.aws.amazon.com/macie/latest/user/findings-severity.html";
const ASFF: &str = "https://docs.aws.amazon.com/securityhub/1.0/APIReference/API_Severity.html";

/// What GuardDuty calls its severities, and the numbers that these are.
const LEVELS: [(&str, &str); 4] = [
    ("LOW", r#"{"numeric": [">=", 1, "<", 4]}"#),
    ("MEDIUM", r#"{"numeric": [">=", 4, "<", 7]}"#),
    ("HIGH", r#"{"numeric": [">=", 7, "<", 9]}"#),
    ("CRITICAL", r#"{"numeric": [">=", 9]}"#),
];

/// What to write where a field holds numbers and something else is asked for, by what stands there.
pub(super) fn as_numbers(kinds: &[&EventKind], path: &str, asked: Asked<'_>) -> (String, Option<Fix>) {
    let has_levels = path == "detail.severity" && kinds.iter().all(|kind| kind.source == "aws.guardduty");
    let items: Option<Vec<String>> = asked.items().map(|item| as_number(item.raw(), has_levels)).collect();
    if let Some(items) = items {
        let list = items.join(", ");
        let remedy = if items.iter().all(|item| item.starts_with('{')) {
            format!("Write {list}.")
        } else {
            format!("Write {list} without quotes.")
        };
        return (remedy, Some(Fix::write(asked.span(), format!("[{list}]"))));
    }
    let begun = asked.items().find_map(|item| {
        let value: Value = serde_json::from_str(item.raw()).ok()?;
        let begin: i64 = value.get("prefix")?.as_str()?.parse().ok()?;
        Some((begin, begin.checked_add(1)?))
    });
    let remedy = match begun {
        Some((from, to)) => format!(
            "\"prefix\" compares texts alone: write {{\"numeric\": [\">=\", {from}, \"<\", {to}]}}, if the numbers from \
             {from} up to {to} are meant."
        ),
        None => "Write the number that is meant, without quotes, or a range of numbers with \"numeric\"."
            .to_owned(),
    };
    (remedy, None)
}

/// A text as the number, or the condition on numbers, that it spells.
fn as_number(raw: &str, has_levels: bool) -> Option<String> {
    let value: Value = serde_json::from_str(raw).ok()?;
    let text = match &value {
        Value::Number(_) => return Some(raw.to_owned()),
        Value::String(text) => text.trim(),
        Value::Object(item) if item.contains_key("numeric") => return Some(raw.to_owned()),
        Value::Null | Value::Bool(_) | Value::Array(_) | Value::Object(_) => return None,
    };
    let is_number = |text: &str| serde_json::from_str::<Number>(text).is_ok();
    if is_number(text) {
        return Some(text.to_owned());
    }
    let level = || LEVELS.iter().find(|(name, _)| has_levels && name.eq_ignore_ascii_case(text));
    if let Some((_, item)) = level() {
        return Some((*item).to_owned());
    }
    [">=", "<=", ">", "<", "="].iter().find_map(|sign| {
        let bound = text.strip_prefix(sign)?.trim();
        is_number(bound).then(|| format!("{{\"numeric\": [\"{sign}\", {bound}]}}"))
    })
}

/// What to write where a field holds texts and something else is asked for.
pub(super) fn as_texts(asked: Asked<'_>) -> String {
    let bounds = asked.items().find_map(|item| {
        let value: Value = serde_json::from_str(item.raw()).ok()?;
        let all = value.get("numeric")?.as_array()?.clone();
        Some(
            all.into_iter()
                .filter(Value::is_number)
                .map(|bound| json!(bound.to_string()))
                .collect::<Vec<_>>(),
        )
    });
    match bounds {
        Some(bounds) => format!(
            "\"numeric\" compares numbers alone, and texts have no ranges: list the texts that are meant, or exclude \
             some, as {{\"anything-but\": {}}}.",
            Value::Array(bounds)
        ),
        None => "Write a text in quotes.".to_owned(),
    }
}

/// What takes a number takes one of its bounds or one right beside it.
const BESIDE: f64 = 0.01;

/// Numbers that a field is never known to have.
pub(super) fn out_of_reach(kinds: &[&EventKind], path: &str, asked: Asked<'_>) -> Option<Doubt> {
    let of = |kind: &&EventKind, (source, detail_type, known, ..): &Reach| {
        (&*kind.source, &*kind.detail_type, path) == (*source, *detail_type, *known)
    };
    let reach = REACHES.iter().find(|reach| !kinds.is_empty() && kinds.iter().all(|kind| of(kind, reach)))?;
    let (.., least, most, page) = reach;
    let asks = asked.kinds();
    if !asks.number || asks.any || asks.null || asks.string || asks.boolean {
        return None;
    }
    let bounds = asked.items().flat_map(|item| numbers(item.raw()));
    let mut tried = bounds.flat_map(|bound| [bound - BESIDE, bound, bound + BESIDE]).chain([*least, *most]);
    let is_in = |number: &f64| (*least..=*most).contains(number);
    if tried
        .any(|number| is_in(&number) && asked.takes_number(&format!("{}", (number * 100.0).round() / 100.0)))
    {
        return None;
    }
    let what = format!("`{path}` is known to be between {least} and {most}, and this takes no such number");
    let remedy = format!("Write a number, or bounds, between {least} and {most}.");
    Some(
        Doubt::new(asked.flaw(what, remedy), vec![format!("{path}: {least} to {most}")])
            .said_by(*page)
            .of_value(),
    )
}

/// The numbers that stand in an item.
fn numbers(raw: &str) -> Vec<f64> {
    fn gather(value: &Value, into: &mut Vec<f64>) {
        match value {
            Value::Number(number) => into.extend(number.as_f64()),
            Value::Array(all) => all.iter().for_each(|value| gather(value, into)),
            Value::Object(all) => all.values().for_each(|value| gather(value, into)),
            Value::Null | Value::Bool(_) | Value::String(_) => {}
        }
    }
    let mut found = Vec::new();
    serde_json::from_str(raw).iter().for_each(|value| gather(value, &mut found));
    found
}

#[cfg(test)]
mod tests {
    use crate::catalogue::{Doubt, doubts};
    use crate::pattern::Pattern;

    fn of(kind: &str, detail: &str) -> (String, Vec<Doubt>) {
        let (source, kind) = kind.split_once(": ").unwrap();
        let pattern = format!(r#"{{"source":["{source}"],"detail-type":["{kind}"],"detail":{detail}}}"#);
        let found = doubts(&Pattern::parse(&pattern).unwrap());
        (pattern, found)
    }

    const FINDING: &str = "aws.guardduty: GuardDuty Finding";

    #[test]
    fn a_text_is_turned_into_the_number_or_condition_that_it_spells() {
        const EXPIRES: &str = "aws.acm: ACM Certificate Approaching Expiration";
        for (kind, detail, wanted) in [
            (EXPIRES, r#"{"DaysToExpiry":["<30"]}"#, r#"[{"numeric": ["<", 30]}]"#),
            (EXPIRES, r#"{"DaysToExpiry":["<= 7"]}"#, r#"[{"numeric": ["<=", 7]}]"#),
            (EXPIRES, r#"{"DaysToExpiry":["30", "7"]}"#, "[30, 7]"),
            (FINDING, r#"{"severity":[">=4"]}"#, r#"[{"numeric": [">=", 4]}]"#),
            (FINDING, r#"{"severity":["3"]}"#, "[3]"),
            (FINDING, r#"{"severity":["MEDIUM"]}"#, r#"[{"numeric": [">=", 4, "<", 7]}]"#),
            (FINDING, r#"{"severity":["critical"]}"#, r#"[{"numeric": [">=", 9]}]"#),
        ] {
            let (pattern, found) = of(kind, detail);
            assert_eq!(found.len(), 1, "{detail}: {found:?}");
            let fixed = found[0].flaw.fix.as_ref().unwrap().apply(&pattern);
            assert!(fixed.contains(wanted), "{detail}: {fixed}");
            assert!(!found[0].flaw.remedy.contains('7') || wanted.contains('7'), "{found:?}");
            assert_eq!(doubts(&Pattern::parse(&fixed).unwrap()), [], "{fixed}");
        }
        let (_, found) = of(FINDING, r#"{"severity":[{"prefix":"8"}]}"#);
        assert!(found[0].flaw.remedy.contains(r#"[">=", 8, "<", 9]"#), "{found:?}");
        let (_, found) = of(EXPIRES, r#"{"DaysToExpiry":["soon"]}"#);
        assert!(found[0].flaw.fix.is_none() && found[0].flaw.remedy.contains("the number that is meant"));
        let (_, found) =
            of("aws.glue: Glue Crawler State Change", r#"{"tablesCreated":[{"numeric":[">",0]}]}"#);
        assert!(found[0].flaw.remedy.contains(r#"{"anything-but": ["0"]}"#), "{found:?}");
    }

    #[test]
    fn numbers_that_none_can_reach_are_doubted() {
        const MACIE: &str = "aws.macie: Macie Finding";
        for (kind, detail) in [
            (FINDING, r#"{"severity":[{"numeric":[">",10]}]}"#),
            (FINDING, r#"{"severity":[{"numeric":[">=",70]}]}"#),
            (FINDING, r#"{"severity":[70, 80]}"#),
            (MACIE, r#"{"severity":{"score":[{"numeric":[">=",7]}]}}"#),
        ] {
            let (_, found) = of(kind, detail);
            assert!(found.len() == 1 && found[0].flaw.what.contains("between"), "{detail}: {found:?}");
        }
        for (kind, detail) in [
            (FINDING, r#"{"severity":[{"numeric":[">=",10]}]}"#),
            (FINDING, r#"{"severity":[8, 8.1, 8.2]}"#),
            (FINDING, r#"{"severity":[{"numeric":[">",9.9]}]}"#),
            (FINDING, r#"{"severity":[{"numeric":["<",4]}]}"#),
            (FINDING, r#"{"severity":[70, {"numeric":[">=",7]}]}"#),
            (MACIE, r#"{"severity":{"score":[{"numeric":[">=",2]}]}}"#),
        ] {
            assert_eq!(of(kind, detail).1, [], "{detail}");
        }
    }
}
