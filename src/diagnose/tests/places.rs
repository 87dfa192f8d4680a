//! Where a change has to be made, and what it opens.

use super::*;
use crate::diagnose::remedy::Remedy;
use crate::export::Template;
use crate::model::Session;
use crate::model::facts::{Key, Queue, Role};
use Status::Fault;

#[track_caller]
fn remedy(case: &Evidence, id: &str) -> Remedy {
    let ladder = diagnose(case);
    let found = of(&ladder, id).first().copied().cloned().unwrap_or_else(|| panic!("{id}: {ladder:#?}"));
    assert_eq!(found.status, Fault, "{found:?}");
    found.remedy.unwrap_or_default()
}

#[test]
fn what_is_changed_in_another_account_says_so_in_each_form() {
    let queue = Arn::new(format!("arn:aws:sqs:{REGION}:{OTHER}:jobs"));
    let mut case = with_target(target(queue.clone()));
    case.session = Session { profile: Some("mine".into()), ..Session::default() };
    case.queues.put(queue, Piece::Seen(Queue::default()));
    let fix = remedy(&case, "T7");
    let lines: Vec<&str> = fix.commands().collect();
    assert_eq!(lines[0], format!("# in account {OTHER}"));
    assert!(
        lines[1].starts_with("aws sqs set-queue-attributes ") && !lines[1].contains("--profile"),
        "{lines:?}"
    );
    for template in Template::ALL {
        let written = fix.as_template(template).unwrap();
        assert!(written.starts_with(&format!("# in account {OTHER}\n")), "{written}");
    }
    let near = arn("sqs", "jobs");
    let mut case = Evidence { session: case.session.clone(), ..with_target(target(near.clone())) };
    case.queues.put(near, Piece::Seen(Queue::default()));
    let fix = remedy(&case, "T7");
    assert!(fix.place.is_none() && fix.commands().all(|line| line.ends_with(" --profile mine")), "{fix:?}");
}

#[test]
fn a_role_is_opened_to_the_rules_of_its_own_account_alone() {
    let name = Arn::from("arn:aws:iam::111122223333:role/r");
    let mut case = with_target(Target { role: Some(name.clone()), ..target(arn("sqs", "q")) });
    let trust = r#"{"Statement":{"Effect":"Allow","Principal":{"Service":"lambda.amazonaws.com"},"Action":"sts:AssumeRole"}}"#;
    case.roles.put(name.clone(), Piece::Seen(Role { trust: trust.into(), ..Role::default() }));
    let fix = remedy(&case, "T10");
    let command = fix.command.unwrap();
    assert!(
        command.contains(r#""Condition":{"StringEquals":{"aws:SourceAccount":"111122223333"}}"#),
        "{command}"
    );
    assert!(command.contains("lambda.amazonaws.com"), "{command}");
    // It is enough.
    let document = command.split('\'').find(|part| part.starts_with('{')).unwrap().to_owned();
    case.roles.put(name, Piece::Seen(Role { trust: document, ..Role::default() }));
    let told = of(&diagnose(&case), "T10")[0].title.clone();
    assert!(!told.contains("may not assume"), "{told}");
}

#[test]
fn a_key_that_is_opened_to_all_rules_says_so() {
    let (queue, key) = (arn("sqs", "q"), arn("kms", "key/k"));
    let mut case = with_target(target(queue.clone()));
    case.queues.put(queue, Piece::Seen(Queue { kms_key: Some(key.to_string()), ..Queue::default() }));
    case.keys.put(
        key.to_string(),
        Piece::Seen(Key { arn: key.clone(), state: "Enabled".into(), ..Key::default() }),
    );
    let own = format!(
        r#"{{"Statement":{{"Effect":"Allow","Principal":{{"AWS":"arn:aws:iam::{ACCOUNT}:root"}},"Action":"kms:*","Resource":"*"}}}}"#
    );
    case.key_policies.put(key.to_string(), Piece::Seen(own));
    let fix = remedy(&case, "K1");
    assert!(fix.text.contains("may use the key for rules of other accounts too"), "{}", fix.text);
}

#[test]
fn calls_about_what_is_in_another_account_say_so_and_name_no_profile() {
    let (queue, key) = (arn("sqs", "q"), Arn::new(format!("arn:aws:kms:{REGION}:{OTHER}:key/k")));
    let mut case = with_target(target(queue.clone()));
    case.session = Session { profile: Some("mine".into()), ..Session::default() };
    case.queues.put(queue, Piece::Seen(Queue { kms_key: Some(key.to_string()), ..Queue::default() }));
    let disabled = |key: &Arn| Key { arn: key.clone(), state: "Disabled".into(), ..Key::default() };
    case.keys.put(key.to_string(), Piece::Seen(disabled(&key)));
    let fix = remedy(&case, "K1");
    let lines: Vec<&str> = fix.commands().collect();
    assert_eq!(lines[0], format!("# in account {OTHER}"));
    assert!(lines[1].contains("enable-key") && !lines[1].contains("--profile"), "{lines:?}");
    case.keys.put(key.to_string(), Piece::Seen(disabled(&arn("kms", "key/k"))));
    let near = remedy(&case, "K1");
    assert!(
        near.place.is_none() && near.commands().all(|line| line.ends_with(" --profile mine")),
        "{near:?}"
    );
    let function = Arn::new(format!("arn:aws:lambda:{REGION}:{OTHER}:function:f"));
    let mut case = Evidence { session: case.session.clone(), ..with_target(target(function.clone())) };
    case.function_limits.put(function, Piece::Seen(Some(0)));
    let ladder = diagnose(&case);
    let told = ladder.ranked().into_iter().find(|found| found.title.contains("reserved concurrency"));
    let fix = told.and_then(|found| found.remedy.clone()).unwrap();
    assert_eq!(fix.place, Some(format!("account {OTHER}")));
    assert!(fix.commands().all(|line| !line.contains("--profile")), "{fix:?}");
}
