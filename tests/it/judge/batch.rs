//! Pairs of a pattern and an event, one a line: `match --batch`.

use super::judge_batch;
use serde_json::{Value, json};
use std::io::Write as _;
use std::path::PathBuf;

#[test]
fn each_line_of_a_batch_gets_its_answer_in_order() {
    let input = concat!(
        r#"{"id": 1.50, "pattern": "{\"a\":[1]}", "event": "{\"a\":1}"}"#,
        "\n",
        r#"{"event": "{}", "pattern": "{\"a\":[1]}", "id": {"x": [ 1e999, "\u00e9"]}}"#,
        "\r\n",
        r#"{"id": null, "pattern": "{\"a\":1}", "event": "no"}"#,
        "\n",
        r#"{"id": "e", "pattern": "{\"a\":[1]}", "event": "[]"}"#,
        "\n",
        "\n",
        r#"{"id": "x", "pattern": {"a": [1]}, "event": "{}"}"#,
        "\n",
        r#"{"pattern": "{\"a\":[1]}", "event": "{}"}"#,
        "\n",
        r#"{"id": 1, "pattern": "{\"a\":[1]}", "event": "{}"} {}"#,
        "\n",
        r#"{"id": "last", "pattern": "{\"a\":[\"\ud800\"]}", "event": "{\"a\":\"\ud800\"} more"}"#,
    );
    let outcome = judge_batch(input);
    assert_eq!((outcome.code, outcome.err.as_str()), (0, ""));
    let lines: Vec<&str> = outcome.out.lines().collect();
    assert_eq!(lines[0], r#"{"id":1.50,"result":"match"}"#);
    assert_eq!(lines[1], r#"{"id":{"x": [ 1e999, "\u00e9"]},"result":"nomatch"}"#);
    let answers =
        outcome.out.lines().skip(2).map(|line| serde_json::from_str(line).unwrap()).collect::<Vec<Value>>();
    let reason = "Event pattern is not valid. Reason: \"a\" must be an object or an array\n at [Source: \
        (String)\"{\"a\":1}\"; line: 1, \
                  column: 7]";
    assert_eq!(
        answers[0],
        json!({ "id": null, "result": "invalid", "error": reason }),
        "the pattern is judged first"
    );
    assert_eq!((answers[1]["id"].as_str(), answers[1]["result"].as_str()), (Some("e"), Some("invalid")));
    for (answer, wanted) in
        answers[2..6].iter().zip(["only white space", "\"pattern\" is an object", "no \"id\"", "column 52"])
    {
        assert_eq!((&answer["id"], answer["result"].as_str()), (&Value::Null, Some("invalid")));
        assert!(answer["error"].as_str().unwrap().contains(wanted), "{answer}");
    }
    assert_eq!(lines[8], r#"{"id":"last","result":"match"}"#);
    assert_eq!(lines.len(), 9);
}

#[test]
fn a_batch_survives_any_bytes() {
    let deep = "[".repeat(100_000);
    let mut input = Vec::new();
    input.extend_from_slice(b"\xff\xfe{}\n\x00\n");
    input.extend_from_slice(format!("{{\"id\":1,\"pattern\":\"{deep}\",\"event\":\"{{}}\"}}\n").as_bytes());
    input.extend_from_slice(
        format!("{{\"id\":2,\"pattern\":\"{{\\\"a\\\":[1]}}\",\"event\":\"{{\\\"a\\\":{deep}\"}}\n")
            .as_bytes(),
    );
    input.extend_from_slice(
        format!(
            "{{\"id\":{deep}{},\"pattern\":\"{{\\\"a\\\":[1]}}\",\"event\":\"{{}}\"}}\n",
            "]".repeat(100_000)
        )
        .as_bytes(),
    );
    input.extend_from_slice(b"{\"id\":3,\"pattern\":\"{\\\"a\\\":[1]}\",\"event\":\"{\\\"a\\\":\xc3}\"}\n");
    input.extend_from_slice(deep.as_bytes());
    let outcome = judge_batch(input);
    assert_eq!((outcome.code, outcome.err.as_str()), (0, ""));
    let results: Vec<Value> = outcome
        .out
        .lines()
        .enumerate()
        .filter(|(at, _)| *at != 4)
        .map(|(_, line)| serde_json::from_str(line).unwrap())
        .collect();
    assert_eq!(results.len(), 6);
    assert!(results.iter().all(|answer| answer["result"] == "invalid"), "{results:?}");
    assert_eq!((results[2]["id"].as_i64(), results[3]["id"].as_i64()), (Some(1), Some(2)));
    let odd = outcome.out.lines().nth(4).unwrap();
    assert!(
        odd.starts_with(&format!("{{\"id\":{deep}]")) && odd.ends_with("],\"result\":\"nomatch\"}"),
        "{}",
        odd.len()
    );
}

#[test]
fn a_batch_answers_while_it_is_asked() {
    let mut child = std::process::Command::new(env!("CARGO_BIN_EXE_buslens"))
        .args(["match", "--batch"])
        .stdin(std::process::Stdio::piped())
        .stdout(std::process::Stdio::piped())
        .spawn()
        .unwrap();
    let (mut input, output) = (child.stdin.take().unwrap(), child.stdout.take().unwrap());
    let mut answers = std::io::BufRead::lines(std::io::BufReader::new(output));
    for id in 0..3 {
        writeln!(input, r#"{{"id":{id},"pattern":"{{\"a\":[1]}}","event":"{{\"a\":1}}"}}"#).unwrap();
        assert_eq!(answers.next().unwrap().unwrap(), format!(r#"{{"id":{id},"result":"match"}}"#));
    }
    drop(input);
    assert!(child.wait().unwrap().success());
}

#[test]
fn a_reader_that_goes_away_ends_a_command_without_a_word() {
    let mut child = std::process::Command::new(env!("CARGO_BIN_EXE_buslens"))
        .args(["match", "--batch"])
        .stdin(std::process::Stdio::piped())
        .stdout(std::process::Stdio::piped())
        .stderr(std::process::Stdio::piped())
        .spawn()
        .unwrap();
    drop(child.stdout.take());
    let mut input = child.stdin.take().unwrap();
    while writeln!(input, "{{}}").is_ok() {}
    drop(input);
    let output = child.wait_with_output().unwrap();
    assert_eq!((output.status.code(), String::from_utf8(output.stderr).unwrap().as_str()), (Some(0), ""));
}

/// The cases of one file of the corpus, or nothing, said aloud, where there is none.
fn corpus(file: &str) -> Vec<Value> {
    let Some(folder) = std::env::var_os("BUSLENS_CORPUS") else {
        let _ = writeln!(std::io::stderr(), "SKIPPED: BUSLENS_CORPUS is not set, {file} was not judged");
        return Vec::new();
    };
    let path = PathBuf::from(folder).join(file);
    let text = std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    text.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

/// Errors of EventBridge's JSON parser, which vary with its version and are compared by verdict only.
fn is_syntax(reason: &str) -> bool {
    let starts = [
        "Unexpected ",
        "Unrecognized token ",
        "Illegal ",
        "Invalid numeric value",
        "Unrecognized character escape",
    ];
    starts.iter().any(|start| reason.starts_with(start))
}

#[test]
fn a_batch_agrees_with_the_recorded_cases() {
    const BEFORE: &str = "Event pattern is not valid. Reason: ";
    for file in ["aws-validated.jsonl", "reference-cases.jsonl", "generated.jsonl"] {
        let cases = corpus(file);
        let ask = |case: &Value| json!({ "id": case["id"], "pattern": case["pattern"], "event": case["event"].as_str().unwrap_or("{}") });
        let input = cases.iter().map(|case| ask(case).to_string()).collect::<Vec<_>>().join("\n");
        let outcome = judge_batch(input);
        let answers = outcome.lines();
        assert_eq!((outcome.code, answers.len()), (0, cases.len()));
        let mut wrong = Vec::new();
        for (case, answer) in cases.iter().zip(&answers) {
            assert_eq!(case["id"], answer["id"]);
            let result = answer["result"].as_str().unwrap();
            let recorded = case["aws_error"]
                .as_str()
                .map(str::to_owned)
                .or(case["error"].as_str().map(|text| format!("{BEFORE}{text}")));
            // The envelope that TestEventPattern wants is not asked for here.
            if recorded.as_deref() == Some("Parameter Event is not valid.") {
                assert_ne!(result, "match", "{case}");
                continue;
            }
            let expected = case["expect"].as_str().unwrap();
            let verdict = result == expected || (expected == "valid" && result != "invalid");
            let words = match recorded.as_deref().and_then(|text| text.strip_prefix(BEFORE)) {
                Some(reason) if case["stage"] != "event" && !is_syntax(reason) => {
                    answer["error"] == format!("{BEFORE}{reason}")
                }
                _ => true,
            };
            if !verdict || !words {
                wrong.push(format!("{case}\n  {answer}"));
            }
        }
        assert!(wrong.is_empty(), "{} cases of {file} differ:\n{}", wrong.len(), wrong.join("\n"));
    }
}
