//! The engine against cases with a known verdict.
//!
//! `tests/cases/patterns.jsonl` is always judged: one case for each fact of the pattern language, worded
//! here, `{"id","pattern","event"?,"expect","says"?}`. The large sets (answers recorded on AWS and of its
//! open matcher) lie outside of the repository: `BUSLENS_CORPUS` names their folder, and without it those
//! tests say so on standard error and judge nothing.

#![allow(clippy::unwrap_used)] // a test may

use std::io::Write as _;
use std::path::{Path, PathBuf};

use buslens::pattern::{Event, Pattern, Verdict};
use serde_json::Value;

/// The cases of one file, or nothing, said aloud, where there is no corpus.
fn cases(file: &str) -> Vec<Value> {
    let Some(folder) = std::env::var_os("BUSLENS_CORPUS") else {
        let _ = writeln!(std::io::stderr(), "SKIPPED: BUSLENS_CORPUS is not set, {file} was not judged");
        return Vec::new();
    };
    read(&PathBuf::from(folder).join(file))
}

/// The cases of a file, which has to be there and hold some.
fn read(path: &Path) -> Vec<Value> {
    let text = std::fs::read_to_string(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    let cases: Vec<Value> = text.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert!(!cases.is_empty(), "{} is empty", path.display());
    cases
}

fn text<'c>(case: &'c Value, key: &str) -> Option<&'c str> {
    case.get(key).and_then(Value::as_str)
}

/// What we say about a case: the verdict in the corpus's words, and the error's sentence.
fn judge(case: &Value) -> (&'static str, String) {
    let pattern = match Pattern::parse(text(case, "pattern").unwrap()) {
        Ok(pattern) => pattern,
        Err(error) => return ("invalid", error.message().to_owned()),
    };
    let Some(event) = text(case, "event") else {
        return ("valid", String::new());
    };
    match Event::parse(event.as_bytes()) {
        Err(error) => ("invalid", error.to_string()),
        Ok(event) => match pattern.matches(&event) {
            Verdict::Match => ("match", String::new()),
            Verdict::NoMatch => ("nomatch", String::new()),
            Verdict::Undecided => ("undecided", String::new()),
        },
    }
}

/// Errors of EventBridge's JSON parser, which vary with its version and are compared by verdict only.
fn is_syntax(message: &str) -> bool {
    let starts = [
        "Unexpected ",
        "Unrecognized token ",
        "Illegal ",
        "Invalid numeric value",
        "Unrecognized character escape",
    ];
    starts.iter().any(|start| message.starts_with(start))
}

fn check(file: &str) {
    judge_all(file, cases(file));
}

fn judge_all(file: &str, cases: Vec<Value>) {
    let mut wrong = Vec::new();
    for case in cases {
        let (verdict, message) = judge(&case);
        let expected = text(&case, "expect").unwrap();
        // The envelope that AWS's TestEventPattern wants is not the engine's affair.
        if text(&case, "aws_error") == Some("Parameter Event is not valid.") {
            assert_ne!(verdict, "match", "{case}");
            continue;
        }
        let aws =
            text(&case, "aws_error").and_then(|e| e.strip_prefix("Event pattern is not valid. Reason: "));
        let same_words = match text(&case, "error").or(aws) {
            Some(recorded) if text(&case, "stage") != Some("event") && !is_syntax(recorded) => {
                recorded == message
            }
            _ => true,
        };
        let says = text(&case, "says").is_none_or(|says| message.lines().next() == Some(says));
        if verdict != expected || !same_words || !says {
            wrong.push(format!("{case}\n  ours: {verdict} {message:?}"));
        }
    }
    assert!(wrong.is_empty(), "{} cases of {file} differ:\n{}", wrong.len(), wrong.join("\n"));
}

#[test]
fn one_case_for_each_fact_of_the_language() {
    let file = "patterns.jsonl";
    judge_all(file, read(&Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases").join(file)));
}

#[test]
fn recorded_on_aws() {
    check("aws-validated.jsonl");
}

#[test]
fn cases_of_the_open_matcher() {
    check("reference-cases.jsonl");
}

#[test]
fn generated_near_misses() {
    check("generated.jsonl");
}

#[test]
fn wildcard_complexity() {
    let mut wrong = Vec::new();
    for case in cases("wildcard-complexity.jsonl") {
        let items: Vec<_> = case["wildcards"]
            .as_array()
            .unwrap()
            .iter()
            .map(|w| serde_json::json!({ "wildcard": w }))
            .collect();
        let pattern = Pattern::parse(&serde_json::json!({ "a": items }).to_string()).unwrap();
        if case["complexity"].as_u64() != u64::try_from(pattern.wildcard_complexity()).ok() {
            wrong.push(format!("{case}: ours {}", pattern.wildcard_complexity()));
        }
    }
    for file in ["reference-cases.jsonl", "generated.jsonl"] {
        for case in cases(file) {
            let Ok(pattern) = Pattern::parse(text(&case, "pattern").unwrap()) else { continue };
            let ours =
                [("complexity", pattern.wildcard_complexity()), ("subrules", pattern.alternative_count())];
            for (key, ours) in ours {
                let theirs =
                    case.get(key).and_then(Value::as_u64).map(|theirs| usize::try_from(theirs).unwrap());
                if theirs.is_some_and(|theirs| theirs != ours) {
                    wrong.push(format!("{case}: ours {key} {ours}"));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{} cases differ:\n{}", wrong.len(), wrong.join("\n"));
}
