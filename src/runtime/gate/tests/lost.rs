//! Every call that changes an account, with its answer lost: it is sent once, never told as failed, and what
//! can be taken back afterwards is what was done.

use super::{BUS, Site, api_key, furnished, otherwise, rule, rule_thing, settings};
use crate::app::confirm::Confirmed;
use crate::aws::WRITES;
use crate::diagnose::tap_policy;
use crate::local::{Contents, Fault, FaultKind};
use crate::model::tap::TapRun;
use crate::model::{
    Arn, Change, Changed, ErrorKind, Held, RuleKey, RuleState, Tap, Thing, ThingKind, Who, letting_in,
};
use futures_util::TryStreamExt as _;
use serde_json::{Map, json};
use std::collections::{BTreeMap, BTreeSet};

fn named(kind: ThingKind, name: &str) -> Thing {
    Thing::of(kind, name)
}

/// Makes a change while the answer to the first call of `operation` is lost.
async fn lose(
    site: &Site,
    change: &Change,
    operation: &str,
    kind: FaultKind,
) -> Result<Changed, crate::model::CallError> {
    let what = format!("{} ({operation}, {kind:?})", change.title());
    let before = site.calls(operation);
    site.server.server(|server| server.faults().plant(Fault::of(operation, kind).times(1))).unwrap();
    let outcome = site.make(change).await;
    assert_eq!(site.calls(operation) - before, 1, "{what} is sent once");
    if let Err(error) = &outcome {
        assert_eq!(error.kind, ErrorKind::NotKnown, "{what}: {error}");
        let said = error.to_string();
        assert!(said.contains("not known whether it was done"), "{what}: {said}");
        assert!(!said.contains("failed") && error.advice.is_some(), "{what}: {said}");
    }
    outcome
}

/// Loses the answer to every call of a change, before and after it is done, and takes back what was done.
async fn lose_each(site: &Site, change: &Change, lost: &mut BTreeSet<&'static str>) {
    let operations: BTreeSet<&str> = change.steps().iter().map(|step| step.operation).collect();
    let thing = async || site.whole(&change.thing).await.map(|held| Held { arn: Arn::default(), ..held });
    let before = thing().await;
    for operation in operations {
        for kind in [FaultKind::Disconnect, FaultKind::LoseAnswer] {
            let what = format!("{} ({operation}, {kind:?})", change.title());
            let newest = async || site.gate.undoable(&site.client, 0).await.unwrap().0.into_iter().next();
            let listed = newest().await.map(|one| one.id);
            let outcome = lose(site, change, operation, kind.clone()).await;
            lost.insert(operation);
            let only = change.steps().len() == 1;
            if kind == FaultKind::LoseAnswer && only && change.secret.is_none() {
                assert!(outcome.is_ok(), "{what}: reading back tells that it was done: {outcome:?}");
            }
            if kind == FaultKind::Disconnect {
                assert!(outcome.is_err(), "{what}");
            }
            let after = thing().await;
            let new = newest().await.filter(|one| Some(&one.id) != listed.as_ref());
            assert_eq!(new.is_some(), after != before, "{what}: what was not done is nothing to take back");
            if let Some(new) = new {
                assert_eq!(new.change.thing, change.thing, "{what} is on the list");
                let undone = site.undo().await;
                assert!(undone.is_ok(), "{what} was done in part or whole: {undone:?}");
            }
            assert_eq!(thing().await, before, "{what} and back");
        }
    }
}

#[tokio::test]
async fn every_change_whose_answer_is_lost_is_sent_once_told_and_taken_back() {
    let site = furnished().await;
    let mut lost = BTreeSet::new();
    let text = str::to_owned;
    let described = |what: &'static str| move |held: &mut Held| held.set("Description", Some(json!(what)));
    let mut spare = settings(json!({"Description": "s"}));
    spare.tags = Some(BTreeMap::from([(text("a"), text("b"))]));
    site.make(&Change::create(named(ThingKind::Bus, "spare"), spare.clone())).await.unwrap();

    let mut changes = vec![
        Change::create(named(ThingKind::Bus, "new"), spare),
        Change::create(Thing::Rule(RuleKey::new("orders", "copy")), rule()),
        Change::create(named(ThingKind::Archive, "more"), settings(json!({"EventSourceArn": BUS}))),
        Change::create(named(ThingKind::Connection, "c"), settings(json!({"AuthorizationType": "API_KEY"})))
            .with_secret(Some(api_key())),
    ];
    let destination = site.whole(&named(ThingKind::Destination, "page")).await.unwrap();
    changes.push(Change::create(named(ThingKind::Destination, "other"), destination.copied()));
    // Each call that a bus, and one that a rule can need, in one change.
    changes.push(
        otherwise(&site, named(ThingKind::Bus, "orders"), |bus| {
            bus.set("Description", Some(json!("Other")));
            let policy = bus.policy.as_mut().unwrap();
            policy.remove(0);
            policy.push(letting_in("third", BUS, &Who::Everybody));
            *bus.tags.as_mut().unwrap() = BTreeMap::from([(text("a"), text("b"))]);
        })
        .await,
    );
    changes.push(
        otherwise(&site, rule_thing(), |rule| {
            rule.set("EventPattern", Some(json!("{\"source\":[\"other\"]}")));
            let targets = rule.targets.as_mut().unwrap();
            let mut third = targets["two"].clone();
            third.insert(text("Id"), json!("three"));
            targets.insert(text("three"), third);
            targets.remove("one");
            *rule.tags.as_mut().unwrap() = BTreeMap::from([(text("team"), text("other"))]);
        })
        .await,
    );
    changes.push(otherwise(&site, rule_thing(), |rule| rule.set("State", Some(json!("DISABLED")))).await);
    for (kind, name) in
        [(ThingKind::Archive, "kept"), (ThingKind::Connection, "pager"), (ThingKind::Destination, "page")]
    {
        changes.push(otherwise(&site, named(kind, name), described("x")).await);
    }
    for thing in [
        rule_thing(),
        named(ThingKind::Bus, "spare"),
        named(ThingKind::Archive, "kept"),
        named(ThingKind::Destination, "page"),
    ] {
        changes.push(Change::delete(thing.clone(), site.whole(&thing).await.unwrap()));
    }
    changes.push(
        otherwise(&site, named(ThingKind::Bus, "orders"), |bus| drop(bus.policy.as_mut().unwrap().remove(0)))
            .await,
    );
    let before = site.account().await;
    for change in &changes {
        lose_each(&site, change, &mut lost).await;
    }
    assert_eq!(site.account().await, before, "all of it and back");
    site.make(&otherwise(&site, rule_thing(), |rule| rule.set("State", Some(json!("DISABLED")))).await)
        .await
        .unwrap();
    let on = otherwise(&site, rule_thing(), |rule| rule.set("State", Some(json!("ENABLED")))).await;
    lose_each(&site, &on, &mut lost).await;

    one_way(&site, &mut lost).await;
    partners(&mut lost).await;
    let all: BTreeSet<&str> = WRITES.iter().copied().collect();
    assert_eq!(lost, all, "of every call that writes the answer was lost");
}

/// What cannot be taken back.
async fn one_way(site: &Site, lost: &mut BTreeSet<&'static str>) {
    let archive = site.whole(&named(ThingKind::Archive, "kept")).await.unwrap().arn;
    let start = |name: &str| {
        let settings = settings(json!({
            "EventSourceArn": archive, "EventStartTime": 1_790_000_000, "EventEndTime": 1_790_003_600,
            "Destination": {"Arn": BUS},
        }));
        Change::create(named(ThingKind::Replay, name), settings)
    };
    let pager = named(ThingKind::Connection, "pager");
    for (n, kind) in [FaultKind::Disconnect, FaultKind::LoseAnswer].into_iter().enumerate() {
        let done = kind == FaultKind::LoseAnswer;
        let replay = start(&format!("r{n}"));
        let outcome = lose(site, &replay, "StartReplay", kind.clone()).await;
        assert_eq!(outcome.is_ok(), done);
        if !done {
            site.make(&replay).await.unwrap();
        }
        let running = site.whole(&replay.thing).await.unwrap();
        let outcome = lose(site, &Change::delete(replay.thing, running), "CancelReplay", kind.clone()).await;
        assert_eq!(outcome.is_ok(), done, "{outcome:?}");

        let was = site.whole(&pager).await.unwrap();
        let secret = Change::update(pager.clone(), was.clone(), was).with_secret(Some(api_key()));
        let outcome = lose(site, &secret, "UpdateConnection", kind.clone()).await;
        assert!(outcome.is_err(), "whether a secret was taken cannot be read");
        let was = site.whole(&pager).await.unwrap();
        let off = Change::update(pager.clone(), was.clone(), Held { deauthorized: true, ..was });
        let outcome = lose(site, &off, "DeauthorizeConnection", kind.clone()).await;
        assert_eq!(outcome.is_ok(), done, "{outcome:?}");
    }
    site.make(&Change::delete(
        named(ThingKind::Destination, "page"),
        site.whole(&named(ThingKind::Destination, "page")).await.unwrap(),
    ))
    .await
    .unwrap();
    for kind in [FaultKind::Disconnect, FaultKind::LoseAnswer] {
        let done = kind == FaultKind::LoseAnswer;
        let gone = Change::delete(pager.clone(), site.whole(&pager).await.unwrap());
        assert_eq!(lose(site, &gone, "DeleteConnection", kind).await.is_ok(), done);
    }
    lost.extend(["StartReplay", "CancelReplay", "DeauthorizeConnection", "DeleteConnection"]);
}

async fn partners(lost: &mut BTreeSet<&'static str>) {
    let site = Site::new(Contents::Demo).await;
    let sources = site.client.event_sources().try_concat().await.unwrap();
    let pending = sources.iter().find(|source| source.state == "PENDING").expect("a pending source");
    let (bus, source) = (Thing::Bus(pending.name.clone()), Thing::Source(pending.name.clone()));
    site.make(&Change::create(bus, Held::with_settings(Map::new()))).await.unwrap();
    let to = |state: &'static str| move |source: &mut Held| source.set("State", Some(json!(state)));
    let off = otherwise(&site, source.clone(), to("PENDING")).await;
    lose_each(&site, &off, lost).await;
    site.make(&off).await.unwrap();
    lose_each(&site, &otherwise(&site, source, to("ACTIVE")).await, lost).await;
}

fn tap(id: &str) -> Tap {
    Tap {
        id: id.to_owned(),
        bus: "orders".to_owned(),
        of: Some(RuleKey::new("orders", "audit")),
        pattern: "{\"source\":[\"shop\"]}".to_owned(),
        state: RuleState::Enabled,
        owner: "arn:aws:iam::111122223333:user/me".to_owned(),
        run: TapRun { host: "desk".to_owned(), process: 7 },
        expires: 1,
        group_arn: Arn::new(format!(
            "arn:aws:logs:us-east-1:111122223333:log-group:/aws/events/buslens-tap-{id}"
        )),
        policy: Some(tap_policy("aws", "us-east-1", "111122223333")),
        policy_is_there: false,
    }
}

/// What of taps is in the account, and the policies of its log groups.
async fn left(site: &Site) -> (Vec<String>, usize) {
    let (traces, failed) = site.client.tap_traces().await;
    assert_eq!(failed, []);
    let policies = site.client.log_resource_policies().try_concat().await.unwrap().len();
    (traces.iter().map(|trace| trace.what.to_string()).collect(), policies)
}

#[tokio::test]
async fn a_tap_whose_making_is_not_known_is_removed_and_told() {
    let site = furnished().await;
    let confirmed = || Confirmed::on_command_line(None);
    let plant = |operation: &str, kind: FaultKind| {
        site.server.server(|server| server.faults().plant(Fault::of(operation, kind).times(1))).unwrap();
    };
    for kind in [FaultKind::Disconnect, FaultKind::LoseAnswer] {
        for (n, operation) in
            ["CreateLogGroup", "PutRetentionPolicy", "PutResourcePolicy", "PutRule", "PutTargets"]
                .into_iter()
                .enumerate()
        {
            let before = site.calls(operation);
            plant(operation, kind.clone());
            let tap = tap(&format!("{n}{}", usize::from(kind == FaultKind::LoseAnswer)));
            let error = site.gate.make_tap(&site.client, tap, confirmed()).await.unwrap_err();
            assert_eq!(error.kind, ErrorKind::NotKnown, "{operation}: {error}");
            assert!(error.to_string().contains("was removed again"), "{operation}: {error}");
            assert_eq!(site.calls(operation) - before, 1, "{operation}");
            assert_eq!(left(&site).await, (vec![], 0), "{operation}, {kind:?}");
        }
        for (n, operation) in
            ["RemoveTargets", "DeleteRule", "DeleteLogGroup", "DeleteResourcePolicy"].into_iter().enumerate()
        {
            let tap = tap(&format!("{n}x{}", usize::from(kind == FaultKind::LoseAnswer)));
            let made = site.gate.make_tap(&site.client, tap, confirmed()).await.unwrap();
            plant(operation, kind.clone());
            let removed = site.gate.remove_tap(&site.client, &made).await;
            // The policy may be another tap's by now, so that it is looked at and not removed again.
            if operation == "DeleteResourcePolicy" && kind == FaultKind::Disconnect {
                let said = removed.unwrap_err().to_string();
                assert!(said.contains("could not be removed") && said.contains(Tap::CLEAN), "{said}");
                site.gate.remove_tap(&site.client, &made).await.unwrap();
            } else {
                removed.unwrap_or_else(|error| panic!("{operation}, {kind:?}: {error}"));
            }
            assert_eq!(left(&site).await, (vec![], 0), "{operation}, {kind:?}");
        }
    }
}
