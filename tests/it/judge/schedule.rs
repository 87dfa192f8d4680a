//! When a schedule runs next, and what is wrong with one: `schedule`.

use super::Folder;
use serde_json::json;

#[test]
fn schedules_are_said_in_words_with_their_next_runs() {
    let run = |args: &[&str]| Folder::new().run(&[&["schedule"], args].concat(), "");
    let cron = run(&["cron(15 10 ? * MON-FRI *)", "--from", "2026-11-20T10:15:00Z", "--next", "2"]);
    let wanted = "at 10:15 UTC on Monday to Friday\nMon 2026-11-23 10:15:00 UTC  Mon 2026-11-23 10:15:00 \
        UTC\n\
                  Tue 2026-11-24 10:15:00 UTC  Tue 2026-11-24 10:15:00 UTC\n";
    assert_eq!((cron.code, cron.out.as_str(), cron.err.as_str()), (0, wanted, ""));
    let rate = run(&["rate(5 minutes)", "--from", "2026-11-20", "--next", "1", "--json"]);
    let answer = &rate.lines()[0];
    assert_eq!((rate.code, answer["sentence"].as_str()), (0, Some("every 5 minutes")));
    assert_eq!(
        answer["runs"],
        json!([{ "utc": "2026-11-20T00:05:00Z", "local": "2026-11-20T00:05:00+00:00" }])
    );
    let never = run(&["cron(0 0 31 2 ? *)", "--from", "2026-11-20"]);
    assert_eq!(never.code, 1);
    assert!(never.out.ends_with("It does not run after 2026-11-20T00:00:00Z.\n"), "{}", never.out);
}

#[test]
fn a_wrong_schedule_is_marked_and_fixed() {
    let run = |args: &[&str]| Folder::new().run(&[&["schedule"], args].concat(), "");
    let wrong = run(&["cron(15 10 * * MON-FRI *)"]);
    assert_eq!((wrong.code, wrong.out.as_str()), (2, ""));
    let marks = "\n    cron(15 10 * * MON-FRI *)\n               ^\n    Write cron(15 10 ? * MON-FRI *)\n";
    assert!(wrong.err.ends_with(marks), "{}", wrong.err);
    let wrong = run(&["rate(1 minutes)", "--json"]);
    assert_eq!((wrong.code, wrong.lines()[0]["fix"].as_str()), (2, Some("rate(1 minute)")));
    assert_eq!(wrong.lines()[0]["at"], json!({ "start": 7, "end": 14 }));
    assert_eq!(run(&["rate(1 day)", "--from", "tomorrow"]).code, 3);
}
