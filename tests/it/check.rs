//! `buslens check`: suites from files, the report, JUnit XML, and the exit codes.

use assert_cmd::Command;
use std::path::Path;

const SUITE: &str = r#"{
  "pattern": {"source": ["shop"], "detail": {"total": [{"numeric": [">", 100]}]}},
  "targets": [{"Id": "mail", "InputPath": "$.detail"}],
  "cases": [
    {"name": "large <order>", "event": {"source": "shop", "detail": {"total": 120}}, "matches": true,
     "receives": {"mail": {"total": 120}}},
    {"name": "small", "event": {"source": "shop", "detail": {"total": 20}}, "matches": false}
  ]
}"#;

/// Exit code, standard output and standard error.
fn check(folder: &Path, args: &[&str]) -> (i32, String, String) {
    let mut command = Command::cargo_bin("buslens").unwrap();
    let out = command
        .current_dir(folder)
        .env("XDG_CONFIG_HOME", folder)
        .env("XDG_STATE_HOME", folder)
        .arg("check")
        .args(args)
        .output()
        .unwrap();
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
    (out.status.code().unwrap(), text(out.stdout), text(out.stderr))
}

#[test]
fn suites_are_run_and_reported() {
    let folder = tempfile::tempdir().unwrap();
    let write = |name: &str, text: &str| std::fs::write(folder.path().join(name), text).unwrap();
    write("good.json", SUITE);
    write(
        "bad.json",
        &SUITE
            .replace("\"total\": 20", "\"total\": 200")
            .replace("{\"mail\": {\"total\": 120}}", "{\"mail\": 1}"),
    );
    let (exit, out, err) = check(folder.path(), &["good.json"]);
    assert_eq!((exit, err.as_str()), (0, ""));
    assert!(out.starts_with("good.json: 2 of 2 cases as expected\n"), "{out}");

    let (exit, out, _) = check(folder.path(), &["good.json", "bad.json", "--junit", "report.xml"]);
    assert_eq!(exit, 1);
    for line in [
        "bad.json: 0 of 2 cases as expected\n",
        "✗ large <order>  bad.json:5:5\n      the target mail receives {\"total\":120}, expected 1\n",
        "✗ small  bad.json:7:5\n      expected no match, and it matches\n",
        "2 of 4 cases as expected\n",
    ] {
        assert!(out.contains(line), "{line}{out}");
    }
    let xml = std::fs::read_to_string(folder.path().join("report.xml")).unwrap();
    assert!(xml.contains("<testsuite name=\"bad.json\" tests=\"2\" failures=\"2\" errors=\"0\">"), "{xml}");
    assert!(xml.contains("<testcase name=\"large &lt;order&gt;\" classname=\"good.json\""), "{xml}");
    assert_eq!(xml.matches("<failure ").count(), 2);

    let (exit, out, _) = check(folder.path(), &["bad.json", "--json"]);
    let rows: Vec<serde_json::Value> = out.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert_eq!((exit, rows.len(), rows[1]["result"].as_str()), (1, 2, Some("surprise")));
}

#[test]
fn a_file_that_is_no_suite_is_bad_input_and_the_others_still_run() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("good.json"), SUITE).unwrap();
    std::fs::write(folder.path().join("typo.json"), SUITE.replace("\"matches\": false", "\"match\": false"))
        .unwrap();
    let (exit, out, err) = check(folder.path(), &["typo.json", "good.json"]);
    assert_eq!(exit, 2);
    assert!(out.contains("good.json: 2 of 2"), "{out}");
    assert!(err.contains("typo.json:7:5: A case's \"matches\" is missing."), "{err}");
    let (exit, _, err) = check(folder.path(), &["absent.json"]);
    assert!(exit == 2 && err.contains("absent.json: there is no such file"), "{err}");
}

#[test]
fn what_could_not_be_read_is_an_error_of_the_report_and_the_others_still_run() {
    let folder = tempfile::tempdir().unwrap();
    let write = |name: &str, bytes: &[u8]| std::fs::write(folder.path().join(name), bytes).unwrap();
    write("good.json", SUITE.as_bytes());
    write("typo.json", SUITE.replace("\"matches\": false", "\"match\": \"<no>\"").as_bytes());
    write("latin.json", b"{\"pattern\": \"\xe9\"}");
    std::fs::create_dir(folder.path().join("empty")).unwrap();
    let files = ["typo.json", "latin.json", "absent.json", "empty", "good.json"];
    let all: Vec<&str> = files.iter().chain(&["--junit", "report.xml"]).copied().collect();
    let (exit, out, err) = check(folder.path(), &all);
    assert_eq!(exit, 2);
    assert!(out.ends_with("2 of 2 cases as expected; 4 files could not be read\n"), "{out}");
    for name in &files[..4] {
        assert!(err.contains(&format!("{name}:")), "{name}: {err}");
    }
    let xml = std::fs::read_to_string(folder.path().join("report.xml")).unwrap();
    for (name, why) in [
        ("typo.json", "typo.json:7:5: A case&#39;s"),
        ("latin.json", "not UTF-8"),
        ("absent.json", "there is no such file"),
        ("empty", "no file in it ends on .json"),
    ] {
        let suite = xml.split("<testsuite ").find(|suite| suite.starts_with(&format!("name=\"{name}\"")));
        let suite = suite.unwrap_or_else(|| panic!("{name}: {xml}"));
        assert!(suite.contains("tests=\"1\" failures=\"0\" errors=\"1\">"), "{suite}");
        let said = suite.replace('\'', "&#39;");
        assert!(said.contains("<error message=\"") && said.contains(why), "{suite}");
    }
    assert_eq!(xml.matches("<error ").count(), 4, "{xml}");
    let (exit, out, _) = check(folder.path(), &["typo.json", "good.json", "--json"]);
    let rows: Vec<serde_json::Value> = out.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert_eq!(
        (exit, rows.len(), &rows[0]["result"], &rows[1]["result"]),
        (2, 3, &"error".into(), &"expected".into())
    );
}

#[test]
fn of_a_directory_the_suites_below_it_are_run() {
    let folder = tempfile::tempdir().unwrap();
    let write = |name: &str| std::fs::write(folder.path().join(name), SUITE).unwrap();
    for name in ["sub", "plain", "empty"] {
        std::fs::create_dir(folder.path().join(name)).unwrap();
    }
    for name in ["a.suite.json", "sub/b.suite.json", "other.json", ".hidden.suite.json", "plain/c.json"] {
        write(name);
    }
    std::os::unix::fs::symlink(folder.path().join("other.json"), folder.path().join("linked.suite.json"))
        .unwrap();
    let (exit, out, err) = check(folder.path(), &["."]);
    assert_eq!((exit, err.as_str()), (0, ""), "{out}");
    assert!(out.contains("a.suite.json: 2 of 2") && out.contains("sub/b.suite.json: 2 of 2"), "{out}");
    for passed_over in ["other.json", "hidden", "linked"] {
        assert!(!out.contains(passed_over), "{passed_over}: {out}");
    }
    let (exit, out, _) = check(folder.path(), &["plain"]);
    assert!(exit == 0 && out.contains("plain/c.json: 2 of 2"), "{out}");
    let (exit, _, err) = check(folder.path(), &["empty"]);
    assert!(exit == 2 && err.contains("no file in it ends on .json"), "{err}");
    for name in ["empty/one.json", "empty/two.json"] {
        std::fs::write(folder.path().join(name), r#"{"a": 1, "b": 2}"#).unwrap();
    }
    let (exit, _, err) = check(folder.path(), &["empty"]);
    assert!(exit == 2 && err.contains("empty: none of 2 files below it"), "{err}");
    assert_eq!(err.lines().count(), 1, "{err}");
    write("empty/three.json");
    let (exit, out, err) = check(folder.path(), &["empty"]);
    assert!(exit == 2 && out.contains("2 files could not be read"), "{out}");
    assert_eq!(err.lines().count(), 2, "a line each: {err}");
}
