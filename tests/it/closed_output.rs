//! Standard output that was closed before a command began: it says so, and does nothing.

use super::commands::{Outcome, Served, run};

/// A command of the shell with `$buslens` in it.
fn shell(served: &Served, script: &str) -> Outcome {
    let mut bash = assert_cmd::Command::new("bash");
    let buslens = format!("{} --endpoint-url {}", env!("CARGO_BIN_EXE_buslens"), served.endpoint());
    run(bash.env("HOME", served.home()).env("buslens", buslens).args(["-c", script]))
}

#[cfg(target_os = "linux")]
#[test]
fn what_could_not_be_told_is_not_done() {
    let served = Served::start();
    let event = r#"{"source": "a", "detail-type": "b", "detail": {}}"#;
    let put = format!("$buslens put -e - --bus orders --yes >&- <<<'{event}'");
    for script in
        ["$buslens rules >&-", "$buslens schedule 'rate(1 hour)' >&-", &put, "$buslens rules >&- 0>&-"]
    {
        let outcome = shell(&served, script);
        assert_eq!(outcome.code, 7, "{script}: {}", outcome.err);
        assert!(
            outcome.err.contains("Standard output is closed") && outcome.err.contains("Nothing was done")
        );
    }
    let sent = shell(
        &served,
        "$buslens rules >/dev/null && $buslens rules 1<>/dev/null && $buslens rules | head -1",
    );
    assert_eq!(sent.code, 0, "where it goes is the caller's affair: {}", sent.err);
}
