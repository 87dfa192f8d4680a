//! The loop, the executor and the screens together.

use crate::loop_in_process::{Desk, Options};
use buslens::internals::config::{Drafts, RuleStates};
use buslens::internals::model::{Arn, RuleState};
use buslens::internals::runtime::input::Input;
use buslens::internals::runtime::whose_account::Embedded;
use buslens::internals::runtime::{End, replay};
use buslens::internals::ui::theme::Theme;
use buslens::local::{Fault, FaultKind};

fn home() -> tempfile::TempDir {
    tempfile::tempdir().unwrap()
}

/// The demo with little behind it, because its past takes time to happen.
fn small() -> Embedded {
    Embedded::with(buslens::local::Options {
        backlog: std::time::Duration::from_mins(2),
        ..Default::default()
    })
}

fn plant(account: &Embedded, operation: &str, kind: FaultKind) {
    account.server(|server| server.faults().plant(Fault::of(operation, kind))).unwrap();
}

#[tokio::test]
async fn the_first_frame_waits_for_no_answer() {
    let home = home();
    let desk = Desk::start(home.path(), Options::of(small()));
    assert_eq!(desk.explorer.surface().frames, 1);
    let screen = desk.screen();
    assert!(screen.contains("buslens") && screen.contains("? help"), "{screen}");
}

#[tokio::test]
async fn everything_is_listed_and_then_all_is_still() {
    let home = home();
    let mut desk = Desk::start(home.path(), Options::of(small()));
    desk.wait_for("aws.pa").await;
    let screen = desk.settle().await;
    assert!(screen.contains("111122223333") && screen.contains("rules 46"), "{screen}");
    // Nothing moves the loop now but the operator.
    let frames = desk.explorer.surface().frames;
    assert!(desk.explorer.is_idle());
    desk.press("j");
    desk.settle().await;
    assert!(desk.explorer.surface().frames > frames);
}

#[tokio::test]
async fn a_slow_answer_holds_up_no_key() {
    let (home, account) = (home(), small());
    plant(&account, "ListRules", FaultKind::Delay { millis: 600_000 });
    let mut desk = Desk::start(home.path(), Options::of(account));
    desk.wait_for("orders").await;
    desk.press("?");
    desk.wait_for("Browse").await;
    desk.press("<esc>q");
    assert!(matches!(desk.explorer.run().await, End::Quit));
}

#[tokio::test]
async fn a_denied_call_shows_its_error_and_the_rest_goes_on() {
    let (home, account) = (home(), small());
    plant(&account, "ListTargetsByRule", FaultKind::Deny);
    let mut desk = Desk::start(home.path(), Options::of(account));
    let screen = desk.settle().await;
    assert!(screen.contains("rules 46"), "{screen}");
    desk.press("<enter><enter>");
    desk.wait("the reason", |screen| screen.contains("ListTargetsByRule") && screen.contains("not")).await;
}

#[tokio::test]
async fn the_special_state_survives_a_switch_and_tomorrow() {
    let (home, account) = (home(), small());
    let arn = Arn::new("arn:aws:events:us-east-1:111122223333:rule/assume-role-archive");
    let mut desk = Desk::start(home.path(), Options::of(account.clone()));
    desk.wait_for("rules 46").await;
    desk.press("<enter>/assume-role-archive<enter>");
    desk.settle().await;
    desk.press("s");
    desk.wait_for("Switch off assume-role-archive?").await;
    assert_eq!(desk.calls("DisableRule"), 0);
    desk.press("y");
    desk.wait("the rule off", |screen| screen.contains("○ off")).await;
    assert_eq!(desk.calls("DisableRule"), 1);
    let states = RuleStates::under(home.path());
    assert_eq!(states.get(&arn).unwrap().map(|kept| kept.state), Some(RuleState::EnabledWithAllCloudTrail));
    drop(desk);

    let mut tomorrow = Desk::start(home.path(), Options::of(account));
    tomorrow.wait_for("rules 46").await;
    tomorrow.press("<enter>/assume-role-archive<enter>");
    tomorrow.settle().await;
    tomorrow.press("s");
    tomorrow
        .wait("the state it will have", |screen| {
            screen.contains("Switch on assume-role-archive?") && screen.contains("off → all")
        })
        .await;
    tomorrow.press("y");
    tomorrow
        .wait("the special state again", |screen| screen.contains("◉ all") && !screen.contains("○ off"))
        .await;
    tomorrow.settle().await;
    assert_eq!((tomorrow.calls("PutRule"), tomorrow.calls("EnableRule")), (1, 0));
    assert_eq!(states.get(&arn).unwrap(), None);
}

#[tokio::test]
async fn read_only_says_so_and_calls_nothing() {
    let home = home();
    let mut desk = Desk::start(
        home.path(),
        Options { read_only: Some(buslens::internals::model::ReadOnly::Flag), ..Options::of(small()) },
    );
    desk.wait_for("rules 46").await;
    desk.press("<enter>s");
    desk.wait_for("read-only").await;
    desk.settle().await;
    assert_eq!(desk.calls("DisableRule"), 0);
}

#[tokio::test]
async fn a_recording_replays_to_the_same_screen() {
    let home = home();
    let path = home.path().join("r.jsonl");
    let mut desk = Desk::start(home.path(), Options { record: Some(path.clone()), ..Options::of(small()) });
    desk.wait_for("rules 46").await;
    desk.settle().await;
    desk.press("<enter>/ec2<enter>j");
    desk.input(Input::Resized);
    desk.settle().await;
    let mut recording = replay::Recording::open(&path).unwrap();
    let mut model = recording.model();
    recording.play(&mut model).unwrap();
    let replayed = replay::picture(&model, &Theme::color());
    assert_eq!(replay::text(&replayed), desk.screen());
    assert_eq!(replayed, desk.explorer.surface().picture);
    let text = std::fs::read_to_string(path).unwrap();
    for secret in ["AKIA", "secret", "Credential="] {
        assert!(!text.contains(secret), "{secret} in a recording");
    }
}

#[tokio::test]
async fn a_signal_ends_the_loop_and_keeps_the_edit() {
    let home = home();
    let mut desk = Desk::start(home.path(), Options::of(small()));
    desk.wait_for("rules 46").await;
    desk.press("<enter>/ami-failed<enter>");
    desk.settle().await;
    desk.press("e");
    desk.wait_for("pattern").await;
    desk.settle().await;
    desk.press("  x");
    desk.wait_for("modified").await;
    desk.input(Input::End(15));
    assert!(matches!(desk.explorer.run().await, End::Signal(15)));
    Box::pin(desk.explorer.finish(|_| ())).await;
    let key = buslens::internals::config::DraftKey {
        account: "111122223333".into(),
        region: "us-east-1".into(),
        rule: buslens::internals::model::RuleKey::new("default", "ami-failed"),
    };
    let draft = Drafts::under(home.path()).load(&key).unwrap().draft.expect("a draft");
    assert!(draft.text.contains("  ") && draft.text != draft.base, "{draft:?}");
}
