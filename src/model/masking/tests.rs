//! What is masked in texts of programs and in what was typed, and the sentences and names that are left.

use super::{repeating, without_secrets};

#[test]
fn a_name_that_a_tool_made_is_no_secret() {
    let mut hash = 0x5B8A_1D2E_u32;
    for id in [
        "OrdersBusRule",
        "OrderCreatedRule",
        "NightlyReportRule",
        "Ec2StateChangeRule",
        "S3ToSqsIamEc2RuleForV2",
        "OrdersServiceProductionStackOrderCreatedRule",
    ] {
        for _ in 0..500 {
            hash = hash.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            let name = format!("OrdersStack-{id}{hash:08X}-1RM2HW6LZPQJX");
            assert_eq!(repeating(&name, &name, 300), name);
            let logical = format!("{id}{hash:08X}");
            assert_eq!(repeating(&logical, &logical, 300), logical);
            if !id.contains("S3") {
                assert_eq!(without_secrets(&name), name);
            }
        }
    }
    for secret in [
        "AKIAIOSFODNN7EXAMPLE",
        "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.abc",
        "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY",
        "ghp_aB3dE5gH7jK9mN1pQ3sT5vW7yZ9bC1eF3hJ5",
    ] {
        assert_eq!(repeating(&format!("no rule {secret}"), secret, 300), "no rule ***");
    }
    assert_eq!(
        repeating("no --password=hunter2-and-more", "--password=hunter2-and-more", 300),
        "no --password=***"
    );
}

#[test]
fn what_was_pasted_by_mistake_is_not_repeated_whole() {
    let said = |given: &str| repeating(&format!("There is no bus `{given}` here."), given, 40);
    assert_eq!(said("orders"), "There is no bus `orders` here.");
    assert_eq!(said("wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY"), "There is no bus `***` here.");
    assert_eq!(said(&format!("a\n{}b", "x".repeat(2_000))).len(), said(&"y".repeat(2_000)).len());
    let long = said(&format!("first {}last", "word ".repeat(400)));
    assert!(long.starts_with("There is no bus `first word") && long.contains("…"), "{long}");
    assert!(long.ends_with("word last` here.") && long.len() < 70, "{long}");
}

#[test]
fn secrets_are_masked() {
    let token = format!("IQoJb3JpZ2luX2VjE{}", "Ab1/c+D2".repeat(80));
    for (said, told) in [
        ("token: hunter2", "token: ***"),
        ("password=hunter2 refused", "password=*** refused"),
        ("password: hunter2 was refused", "password: *** was refused"),
        ("Password: secretive", "Password: ***"),
        ("password=p@ssw0rd!x", "password=***"),
        ("wrong password: p@ssw0rd!x", "wrong password: ***"),
        ("client_secret=a,b", "client_secret=***"),
        ("AWS_SECRET_ACCESS_KEY = hunter2", "AWS_SECRET_ACCESS_KEY = ***"),
        ("export AWS_SECRET_ACCESS_KEY hunter2", "export AWS_SECRET_ACCESS_KEY ***"),
        ("vault login --password hunter2 --user me", "vault login --password *** --user me"),
        ("vault --token abc", "vault --token ***"),
        ("vault --token='a b' x", "vault --token='***' x"),
        ("> Authorization: Basic dXNlcjpodW50ZXIy", "> Authorization: ***"),
        ("Authorization: Bearer abc\nthen", "Authorization: ***\nthen"),
        ("curl -H 'Authorization: Bearer abc' x", "curl -H 'Authorization: ***' x"),
        (r#"{"Authorization": "Basic abc", "a": 1}"#, r#"{"Authorization": "***", "a": 1}"#),
        ("sent Bearer abc123def", "sent Bearer ***"),
        ("Cookie: session=abc; other=def", "Cookie: ***"),
        ("pwd=hunter2", "pwd=***"),
        ("passcode: 123456", "passcode: ***"),
        (r#"{"SecretAccessKey": "s3", "a": 1}"#, r#"{"SecretAccessKey": "***", "a": 1}"#),
        (r#"{"SecretAccessKey":"a b"}"#, r#"{"SecretAccessKey":"***"}"#),
        (r#"{\"SecretAccessKey\":\"a b\"}"#, r#"{\"SecretAccessKey\":\"***\"}"#),
        ("clone https://alice:hunter2@git.corp/x failed", "clone https://git.corp/x failed"),
        ("bad key AKIAIOSFODNN7EXAMPLE", "bad key ***"),
        ("got wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY", "got ***"),
        ("jwt eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.abc", "jwt ***"),
        ("got hvs.CAESIJ3kQ9xZ7bT2mV5nR8wL4pD6", "got ***"),
        ("got q7Rk2Xv9Tz4Lp8Ws3Nd6", "got ***"),
        ("SessionToken:\n  IQoJ12", "SessionToken:\n  ***"),
    ] {
        assert_eq!(without_secrets(said), told);
    }
    assert_eq!(without_secrets(&format!("SessionToken:\n  {token}==\nend")), "SessionToken:\n  ***\nend");
    let key = "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY";
    let line = format!("CREDENTIALS\tASIAIOSFODNN7EXAMPLE\t2026-11-30T22:00:00Z\t{key}\t{token}=");
    let long = format!("{} {token}", "word ".repeat(super::MOST / 5 - 20));
    assert!(without_secrets(&long).ends_with("word "), "half a token may not be known as one");
    assert_eq!(without_secrets(&line), "CREDENTIALS\t***\t2026-11-30T22:00:00Z\t***\t***=");
}

#[test]
fn sentences_and_names_are_left() {
    for said in [
        "no session for user@example.com, run: vault login",
        "arn:aws:iam::111122223333:role/Deploy-Role2026Main is not allowed",
        "arn:aws:sts::111122223333:assumed-role/AWSReservedSSO_AdministratorAccess_1a2b3c4d5e6f7a8b/Me",
        "role AWSReservedSSO_AdministratorAccess_1a2b3c4d5e6f7a8b is not there",
        "role MyCompanyDeploymentRole2026 is not there",
        "open /home/Me/Projects2026/bin/get-creds.sh: no such file",
        "open Projects2026/Credentials/Helpers/Production/get-creds.sh: no such file",
        "request 3f2b1c9e-8d7a-4b5c-9e0f-112233445566 timed out",
        "the token has expired",
        "Error loading SSO Token: Token for corp does not exist",
        "failed to get token: context deadline exceeded",
        "failed to get token: 401 Unauthorized",
        "failed to get token: Get \"https://corp.example.com/\": dial tcp: i/o timeout",
        "failed to get token: x509: certificate signed by unknown authority",
        "failed to read token: /home/me/token2 is not there",
        "failed to get token:\nconnection refused",
        "Error reading secret: permission denied",
        "wrong password: try again",
        "wrong password: denied",
        "no password: me@example.com has none",
        "Invalid refresh_token: invalid_grant",
        "authorization: access denied",
        "basic authentication is not allowed, bearer token expected",
        "the option --token is required",
        "usage: login --token <token> --password PASSWORD",
        "AWS_SESSION_TOKEN is not set",
        "AWS_SECRET_ACCESS_KEY and AWS_SESSION_TOKEN must be set",
        "pwd=/home/me",
        "secret::Error of token::parse",
        "see https://docs.aws.amazon.com/sdkref/latest/guide/feature-process-credentials.html",
    ] {
        assert_eq!(without_secrets(said), said);
    }
}
