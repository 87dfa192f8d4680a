//! Every operation that changes something, by its command, as far as each server has it.

use super::{Peer, program, scratch};

/// The commands in an order in which each finds what it needs, with `|` between arguments; `ACCOUNT` stands
/// for the server's account and `AUTH` for a file with what authorizes a connection.
const COMMANDS: &[&str] = &[
    "bus|create|shop|--description|d",
    "bus|update|shop|--description|e",
    "permission|put|--bus|shop|--id|a|--account|222233334444",
    "permission|remove|--bus|shop|--id|a",
    "tag|--bus|shop|a=b",
    "untag|--bus|shop|a",
    r#"rule|put|r|--bus|shop|--pattern|{"source":["s"]}"#,
    "rule|put|r|--bus|shop|--description|d",
    "rule|disable|r|--bus|shop",
    "rule|enable|r|--bus|shop",
    "target|put|r|t|--bus|shop|--arn|arn:aws:sqs:us-east-1:ACCOUNT:q|--retries|3",
    "target|put|r|t|--bus|shop|--input-path|$.detail",
    "target|remove|r|t|--bus|shop",
    "rule|delete|r|--bus|shop",
    "undo",
    "rule|delete|r|--bus|shop",
    "archive|create|kept|--bus|arn:aws:events:us-east-1:ACCOUNT:event-bus/shop|--days|7",
    "archive|update|kept|--days|3",
    "replays|start|again|--archive|arn:aws:events:us-east-1:ACCOUNT:archive/kept|--bus|\
        arn:aws:events:us-east-1:ACCOUNT:event-bus/shop|--from|2026-11-01T00:00:00Z|--to|2026-11-02T00:00:00Z",
    "replays|cancel|again",
    "archive|delete|kept",
    "connection|create|c|--authorization|BASIC|--auth|AUTH",
    "connection|update|c|--description|d",
    "connection|deauthorize|c",
    "connection|delete|c",
    "bus|delete|shop",
];

/// Runs all of them; answers those that did not end well, each with its exit code.
fn not_done(peer: &Peer, account: &str) -> Vec<(i32, &'static str)> {
    let auth = scratch().join(format!("auth-{account}.json"));
    let secret = r#"{"BasicAuthParameters": {"Username": "me", "Password": "s3cret"}}"#;
    std::fs::write(&auth, secret).expect("a file can be written");
    let run = |command: &'static str| {
        let filled = command.replace("ACCOUNT", account).replace("AUTH", &auth.display().to_string());
        let args: Vec<&str> = filled.split('|').chain(["--yes"]).collect();
        let output = program(peer, &args).output().expect("the program runs");
        assert!(!String::from_utf8_lossy(&output.stderr).contains("s3cret"), "{command}");
        (output.status.code().unwrap_or(-1), command)
    };
    COMMANDS.iter().map(|command| run(command)).filter(|(code, _)| *code != 0).collect()
}

/// moto answers calls that it does not have with HTTP 500, of which nothing is known; its replays are over at
/// once.
pub(super) async fn moto_takes_every_change_that_it_has(peer: Peer) {
    let failed = tokio::task::spawn_blocking(move || not_done(&peer, "123456789012")).await.expect("it ends");
    assert_eq!(
        failed,
        [
            (6, "bus|update|shop|--description|e"),
            (2, "replays|cancel|again"),
            (6, "connection|deauthorize|c"),
        ]
    );
}

/// ministack keeps a principal as it was sent, and AWS as an ARN, which is told; its replays are over at
/// once.
pub(super) async fn ministack_takes_every_change(peer: Peer) {
    let failed = tokio::task::spawn_blocking(move || not_done(&peer, "000000000000")).await.expect("it ends");
    assert_eq!(
        failed,
        [(1, "permission|put|--bus|shop|--id|a|--account|222233334444"), (2, "replays|cancel|again"),]
    );
}
