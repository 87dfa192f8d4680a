//! What the configuration says of single accounts, as a script meets it, and the permissions that are asked
//! for.

use crate::commands::{Served, buslens, run};
use serde_json::Value;

fn configure(served: &Served, text: &str) {
    let directory = served.home().join(".config/buslens");
    std::fs::create_dir_all(&directory).unwrap();
    std::fs::write(directory.join("config.toml"), text).unwrap();
}

fn state(served: &Served, rule: &str) -> String {
    let rules = served.run(&["rules", "--json"]).out;
    let rules = crate::commands::json_lines(&rules);
    let found = rules.iter().find(|found| found["name"] == rule).unwrap();
    found["state"].as_str().unwrap().to_owned()
}

#[test]
fn a_closed_account_takes_no_write_and_one_with_a_label_wants_it() {
    let served = Served::start();
    let disable = ["rule", "disable", "ami-failed", "--yes"];
    configure(&served, "[accounts.111122223333]\nread_only = true\n");
    let refused = served.run(&disable);
    assert_eq!(refused.code, 5, "{}", refused.err);
    assert!(refused.err.contains("of this account") && refused.err.contains("[accounts]"), "{}", refused.err);

    configure(&served, "[accounts.111122223333]\nlabel = \"production\"\ntype_label = true\n");
    for wrong in [&disable[..], &[&disable[..], &["--account-label", "staging"]].concat()] {
        let refused = served.run(wrong);
        assert_eq!(refused.code, 5, "{}", refused.err);
        assert!(refused.err.contains("--account-label production"), "{}", refused.err);
    }
    assert_eq!(state(&served, "ami-failed"), "ENABLED");
    let done = served.run(&[&disable[..], &["--account-label", "production"]].concat());
    assert_eq!((done.code, state(&served, "ami-failed").as_str()), (0, "DISABLED"), "{}", done.err);

    // A label that is given is the account's, whether or not it is to be typed.
    for (config, said) in [
        ("[accounts.111122223333]\nlabel = \"staging\"\n", "this account is staging"),
        ("[accounts.999988887777]\nlabel = \"production\"\n", "gives this account no label"),
        ("", "gives this account no label"),
    ] {
        configure(&served, config);
        let enable = ["rule", "enable", "ami-failed", "--yes", "--account-label", "production"];
        let refused = served.run(&enable);
        assert_eq!((refused.code, state(&served, "ami-failed").as_str()), (5, "DISABLED"), "{}", refused.err);
        assert!(refused.err.contains(said), "{}", refused.err);
    }

    // What is said of another account is nothing to this one.
    configure(&served, "[accounts.999988887777]\nread_only = true\n");
    assert_eq!(served.run(&["rule", "enable", "ami-failed", "--yes"]).code, 0);
}

#[test]
fn the_policy_is_one_and_holds_the_writes_only_where_they_are_asked_for() {
    let home = tempfile::tempdir().unwrap();
    let policy = |args: &[&str]| {
        let said = run(&mut buslens(home.path(), args));
        assert_eq!(said.code, 0, "{}", said.err);
        serde_json::from_str::<Value>(&said.out).unwrap().to_string()
    };
    let reads = policy(&["iam", "--json"]);
    assert!(reads.contains("events:ListRules") && !reads.contains("events:PutRule"), "{reads}");
    let all = policy(&["iam", "--json", "--writes", "--account", "111122223333", "--region", "eu-west-1"]);
    assert!(all.contains("arn:aws:events:eu-west-1:111122223333:rule/*") && all.contains("PutRule"), "{all}");
    let of_tails = policy(&["iam", "--json", "--for", "tail", "--for", "why"]);
    assert!(of_tails.contains("logs:StartLiveTail") && !of_tails.contains("ListReplays"), "{of_tails}");
    let table = run(&mut buslens(home.path(), &["iam"])).out;
    assert!(table.lines().any(|line| line.starts_with("lambda:GetPolicy ")), "{table}");
    assert_eq!(run(&mut buslens(home.path(), &["iam", "--json", "--account", "1"])).code, 3);
}
