//! A case put into the text of a suite, or a suite begun with one. The rest of the text stays as its writer
//! left it.

use super::{SuiteFault, read};
use crate::json::{Document, quote};
use crate::model::Target;
use serde_json::{Value as Json, json};

/// A case to be written.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct NewCase {
    /// What a person calls it.
    pub(crate) name: String,
    /// The event, as JSON text.
    pub(crate) event: String,
    /// Whether the pattern is to match it.
    pub(crate) matches: bool,
    /// What targets are to receive, by their ids; those that the suite has are taken.
    pub(crate) receives: Vec<(String, Json)>,
}

/// What a suite is about.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct SuiteHead {
    /// The rule's ARN; empty where there is none.
    pub(crate) rule: String,
    /// The pattern, as JSON text.
    pub(crate) pattern: String,
    /// The targets whose input is looked at.
    pub(crate) targets: Vec<Target>,
}

/// A new suite with one case.
pub(crate) fn begin(about: &SuiteHead, case: &NewCase) -> String {
    let mut members = Vec::new();
    if !about.rule.is_empty() {
        members.push(format!("  \"rule\": {}", quote(about.rule.as_bytes())));
    }
    members.push(format!("  \"pattern\": {}", indented(&about.pattern, 2)));
    if !about.targets.is_empty() {
        let targets: Json = about.targets.iter().map(target).collect();
        members.push(format!("  \"targets\": {}", indented(&targets.to_string(), 2)));
    }
    let has = |id: &str| about.targets.iter().any(|target| target.id == id);
    members.push(format!("  \"cases\": [\n    {}\n  ]", case_text(case, has)));
    format!("{{\n{}\n}}\n", members.join(",\n"))
}

/// The text of a suite with one more case; with `pattern`, that takes the place of its own.
///
/// # Errors
///
/// The text is no suite: every fault that was found.
pub(crate) fn with_case(
    text: &str,
    case: &NewCase,
    pattern: Option<&str>,
) -> Result<String, Vec<SuiteFault>> {
    let suite = read(text)?;
    let has = |id: &str| suite.targets.iter().any(|target| target.id == id);
    let Ok(document) = Document::parse(text) else { return Ok(text.to_owned()) };
    let root = document.root();
    let mut edits = Vec::new();
    if let Some(cases) = root.get("cases") {
        let end = cases.span().end - 1;
        let from = cases.elements().last().map_or(cases.span().start + 1, |last| last.span().end);
        let comma = if cases.elements().next().is_some() { "," } else { "" };
        edits.push((from..end, format!("{comma}\n    {}\n  ", case_text(case, has))));
    }
    if let (Some(new), Some(old)) = (pattern, root.get("pattern")) {
        edits.push((old.span(), indented(new, 2)));
    }
    edits.sort_by_key(|(range, _)| range.start);
    let mut out = text.to_owned();
    for (range, with) in edits.into_iter().rev() {
        out.replace_range(range, &with);
    }
    Ok(out)
}

/// Whether a suite's pattern is this one, white space and the order of members aside.
pub(crate) fn is_about(text: &str, pattern: &str) -> Result<bool, Vec<SuiteFault>> {
    let suite = read(text)?;
    let value = |text: &str| serde_json::from_str::<Json>(text).ok();
    Ok(value(suite.pattern.text()) == value(pattern))
}

fn case_text(case: &NewCase, has: impl Fn(&str) -> bool) -> String {
    let mut members = vec![
        format!("\"name\": {}", quote(case.name.as_bytes())),
        format!("\"event\": {}", indented(&case.event, 6)),
        format!("\"matches\": {}", case.matches),
    ];
    let receives: serde_json::Map<_, _> =
        case.receives.iter().filter(|(id, _)| case.matches && has(id)).cloned().collect();
    if !receives.is_empty() {
        members.push(format!("\"receives\": {}", indented(&Json::Object(receives).to_string(), 6)));
    }
    format!("{{\n      {}\n    }}", members.join(",\n      "))
}

/// JSON with one value a line, all lines but the first behind so many blanks.
fn indented(text: &str, blanks: usize) -> String {
    let laid = Document::parse(text).map_or_else(|_| text.to_owned(), |document| document.pretty(2));
    laid.replace('\n', &format!("\n{}", " ".repeat(blanks)))
}

/// What of a target decides over its input.
fn target(target: &Target) -> Json {
    let mut out = json!({"Id": target.id, "Arn": target.arn.as_str()});
    if let Some(input) = &target.input {
        out["Input"] = json!(input);
    }
    if let Some(path) = &target.input_path {
        out["InputPath"] = json!(path);
    }
    if let Some(transformer) = &target.transformer {
        out["InputTransformer"] =
            json!({"InputPathsMap": transformer.paths, "InputTemplate": transformer.template});
    }
    out
}

#[cfg(test)]
mod tests {
    use super::{NewCase, SuiteHead, begin, is_about, with_case};
    use crate::model::Target;
    use crate::suite::read;
    use serde_json::json;

    const PATTERN: &str = r#"{"source":["shop"],"detail":{"n":[1.50]}}"#;

    fn case(name: &str, matches: bool) -> NewCase {
        NewCase {
            name: name.into(),
            event: r#"{"source":"shop","detail":{"n":1.50}}"#.into(),
            matches,
            receives: vec![("one".into(), json!({"n": 1.5})), ("other".into(), json!("x"))],
        }
    }

    fn about() -> SuiteHead {
        let target = Target {
            id: "one".into(),
            arn: "arn:aws:sqs:us-east-1:111122223333:q".into(),
            role: None,
            input: None,
            input_path: Some("$.detail".into()),
            transformer: None,
            dead_letter: None,
            retry: None,
            parameters: std::collections::BTreeMap::new(),
        };
        SuiteHead {
            rule: "arn:aws:events:us-east-1:111122223333:rule/r".into(),
            pattern: PATTERN.into(),
            targets: vec![target],
        }
    }

    #[test]
    fn a_suite_is_begun_and_goes_on_and_what_was_there_stays() {
        let first = begin(&about(), &case("a \"first\"", true));
        let suite = read(&first).unwrap();
        assert_eq!(
            (suite.cases.len(), suite.cases[0].name.as_str(), suite.cases[0].receives.len()),
            (1, "a \"first\"", 1)
        );
        assert!(first.contains("1.50"), "numbers keep their digits: {first}");
        let second = with_case(&first, &case("second", false), None).unwrap();
        assert!(second.starts_with(first.trim_end_matches(['}', ']', '\n', ' '])), "{second}");
        let suite = read(&second).unwrap();
        assert_eq!(suite.cases.iter().map(|case| case.matches).collect::<Vec<_>>(), [true, false]);
        let empty =
            with_case(&format!(r#"{{"cases": [], "pattern": {PATTERN}}}"#), &case("x", true), None).unwrap();
        assert_eq!(read(&empty).unwrap().cases.len(), 1);
    }

    #[test]
    fn another_pattern_is_noticed_and_put_in_on_request() {
        let first = begin(&about(), &case("first", true));
        assert!(is_about(&first, "{\"detail\": {\"n\": [1.50]},\n\"source\": [\"shop\"]}").unwrap());
        let other = r#"{"source":["cart"]}"#;
        assert!(!is_about(&first, other).unwrap());
        let put = with_case(&first, &case("second", false), Some(other)).unwrap();
        assert!(is_about(&put, other).unwrap() && read(&put).unwrap().cases.len() == 2);
        assert!(with_case("{}", &case("x", true), None).is_err());
    }
}
