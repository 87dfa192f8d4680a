//! What is kept of changes and undos that went otherwise: nothing that can be taken back leaves the list,
//! nothing that others did is undone, and nothing that is not known is told as done.

use super::{Site, furnished, otherwise, rule, rule_thing, settings};
use crate::app::confirm::Confirmed;
use crate::config::Remembered;
use crate::local;
use crate::model::{
    CallError, Change, ErrorKind, Held, Rule, RuleKey, RuleState, Thing, Undoable, Who, letting_in,
};
use crate::runtime::gate::UndoLink;
use crate::text::time::HOUR;
use serde_json::json;

impl Site {
    fn plant(&self, operation: &str, kind: local::FaultKind) {
        let fault = local::Fault::of(operation, kind).times(1);
        self.server.server(|server| server.faults().plant(fault)).unwrap();
    }

    /// The next answer to this call is lost, and the call is not carried out.
    fn lose(&self, operation: &str) {
        let (code, message) = ("InternalException".to_owned(), "It broke".to_owned());
        self.plant(operation, local::FaultKind::Error { status: 500, code, message });
    }

    fn refuse_entries(&self) {
        let (code, message) = ("LimitExceededException".to_owned(), "Not now".to_owned());
        self.plant("PutTargets", local::FaultKind::FailEntries { code, message });
    }

    async fn undoable(&self) -> Vec<Undoable> {
        self.gate.undoable(&self.client, 0).await.unwrap().0
    }

    async fn listed(&self) -> Vec<String> {
        self.undoable().await.iter().map(|one| one.change.title()).collect()
    }

    /// A rule as the lists have it.
    async fn listed_rule(&self, key: &RuleKey) -> Rule {
        self.client.rule(key).await.unwrap()
    }

    async fn switch(&self, listed: Rule, to: RuleState) -> Result<Rule, CallError> {
        let kept = UndoLink { undoes: None, group: "switch".to_owned() };
        let yes = Confirmed::on_command_line(None);
        let written = self.gate.set_state(&self.client, listed, to, &kept, yes, 1).await?;
        assert_eq!(written.surprises, Vec::<String>::new());
        Ok(written.rule)
    }

    fn remembered(&self, rule: &Held) -> Option<RuleState> {
        let states = self.gate.states.as_ref().unwrap();
        states.get(&rule.arn).unwrap().map(|remembered| remembered.state)
    }
}

fn audit() -> RuleKey {
    RuleKey::new("orders", "audit")
}

fn refused() -> local::FaultKind {
    local::FaultKind::Deny
}

#[tokio::test]
async fn an_undo_that_was_done_in_part_can_be_taken_up_again() {
    let site = furnished().await;
    let before = site.account().await;
    site.make(&Change::delete(rule_thing(), site.whole(&rule_thing()).await.unwrap())).await.unwrap();
    let title = "Delete rule audit on bus orders";
    for fault in 0..3 {
        match fault {
            0 => site.plant("PutTargets", refused()),
            1 => site.refuse_entries(),
            _ => site.lose("PutTargets"),
        }
        let error = site.undo().await.unwrap_err();
        let change = site.undoable().await.remove(0).change;
        // The rule is there from the first time on: what is left are its targets.
        assert_eq!(error.partial, fault == 0, "{error}");
        assert_eq!(change.inverse().unwrap().steps().len(), 1, "{fault}: {change:?}");
        assert!(change.thing == rule_thing() && site.listed().await[0] != title);
    }
    site.undo().await.unwrap();
    assert_eq!(site.account().await, before);
    assert!(!site.listed().await.iter().any(|one| one.contains("rule audit") && !one.starts_with("Create")));
}

#[tokio::test]
async fn what_was_made_and_deleted_since_is_not_offered() {
    let site = furnished().await;
    let lab = Thing::Bus("lab".to_owned());
    site.make(&Change::create(lab.clone(), Held::default())).await.unwrap();
    let later = async || {
        let all = site.gate.undoable(&site.client, HOUR).await.unwrap().0;
        all.iter().filter(|one| one.change.creates() && one.change.thing == lab).count()
    };
    assert_eq!(later().await, 1);
    site.make(&Change::delete(lab.clone(), site.whole(&lab).await.unwrap())).await.unwrap();
    assert_eq!(later().await, 0);
}

#[tokio::test]
async fn what_was_refused_whole_is_not_on_the_list() {
    let site = furnished().await;
    let list = site.listed().await;
    site.refuse_entries();
    let change = otherwise(&site, rule_thing(), |rule| {
        let target = rule.targets.as_mut().unwrap().get_mut("one").unwrap();
        target.insert("Input".to_owned(), json!("1"));
    })
    .await;
    let error = site.make(&change).await.unwrap_err();
    assert!(!error.partial && error.to_string().contains("Nothing of it was done"), "{error}");
    assert_eq!(site.listed().await, list);
}

#[tokio::test]
async fn the_undo_of_a_switch_leaves_what_others_changed_before_it() {
    let site = furnished().await;
    let listed = site.listed_rule(&audit()).await;
    let theirs = otherwise(&site, rule_thing(), |rule| {
        rule.set("EventPattern", Some(json!("{\"source\":[\"theirs\"]}")));
        rule.set("Description", Some(json!("theirs")));
    })
    .await;
    site.make(&theirs).await.unwrap();
    let before = site.account().await;
    let rules_put = site.calls("PutRule");
    site.switch(listed, RuleState::Disabled).await.unwrap();
    site.undo().await.unwrap();
    assert_eq!(site.account().await, before);
    assert_eq!((site.calls("PutRule"), site.calls("EnableRule")), (rules_put, 1));
}

#[tokio::test]
async fn the_undo_of_a_creation_deletes_nothing_that_was_added_since() {
    let site = furnished().await;
    let bus = Thing::Bus("new".to_owned());
    site.make(&Change::create(bus.clone(), settings(json!({"Description": "n"})))).await.unwrap();
    let created = site.undoable().await.remove(0);
    let arn = site.whole(&bus).await.unwrap().arn;
    let letting = letting_in("theirs", arn.as_str(), &Who::Account("222233334444".to_owned()));
    let added = [
        otherwise(&site, bus.clone(), |bus| bus.policy = Some(vec![letting])).await,
        otherwise(&site, bus.clone(), |bus| {
            bus.tags.get_or_insert_default().insert("theirs".to_owned(), "yes".to_owned());
        })
        .await,
    ];
    let kept = UndoLink { undoes: Some(created.id), group: "undo".to_owned() };
    let undo = created.change.inverse().unwrap();
    for addition in added {
        site.make(&addition).await.unwrap();
        let error = site.make_as(&undo, &kept).await.unwrap_err();
        assert_eq!((error.kind, site.calls("DeleteEventBus")), (ErrorKind::Changed, 0), "{error}");
        site.undo().await.unwrap();
    }
    // What an undo deletes has a copy as well.
    let before = site.account().await;
    site.make_as(&undo, &kept).await.unwrap();
    assert_eq!(site.whole(&bus).await, None);
    let copy = site.undoable().await.remove(0);
    assert_eq!((copy.change.title(), copy.undoes.is_some()), ("Delete bus new".to_owned(), true));
    site.undo().await.unwrap();
    assert_eq!(site.account().await, before);
}

#[tokio::test]
async fn what_took_a_move_back_is_taken_back_as_a_whole() {
    let site = furnished().await;
    let before = site.account().await;
    let audit = site.whole(&rule_thing()).await.unwrap();
    let there = Thing::Rule(RuleKey::new("default", "audit"));
    let kept = UndoLink { undoes: None, group: "move".to_owned() };
    site.make_as(&Change::create(there, audit.copied()), &kept).await.unwrap();
    site.make_as(&Change::delete(rule_thing(), audit), &kept).await.unwrap();
    let after = site.account().await;
    assert_ne!(before, after);
    for (nth, wanted) in [&before, &after, &before, &after].into_iter().enumerate() {
        let list = site.undoable().await;
        let newest = Undoable::together(&list).remove(0);
        assert_eq!(newest.len(), 2, "{nth}: {:?}", site.listed().await);
        assert!(Undoable::moved(&newest).is_some(), "{nth}: {newest:?}");
        for one in newest {
            let kept = UndoLink { undoes: Some(one.id), group: format!("undo {nth}") };
            site.make_as(&one.change.inverse().unwrap(), &kept).await.unwrap();
        }
        assert_eq!(site.account().await, *wanted, "{nth}");
    }
}

#[tokio::test]
async fn a_deletion_whose_last_answer_was_lost_comes_back_whatever_became_of_it() {
    for arrives in [false, true] {
        let site = furnished().await;
        let before = site.account().await;
        site.lose("DeleteRule");
        let gone = Change::delete(rule_thing(), site.whole(&rule_thing()).await.unwrap());
        let error = site.make(&gone).await.unwrap_err();
        assert!(error.kind == ErrorKind::NotKnown && error.partial, "{error}");
        assert_eq!(site.whole(&rule_thing()).await.unwrap().targets.unwrap().len(), 0);
        if arrives {
            let late = Change::delete(rule_thing(), site.whole(&rule_thing()).await.unwrap());
            site.client.carry_out(&late).await.unwrap();
        }
        let undo = site.undoable().await.remove(0).change.inverse().unwrap();
        assert_eq!(undo.was.is_none(), arrives, "it is known by what is there");
        site.undo().await.unwrap();
        assert_eq!(site.account().await, before);
    }
}

#[tokio::test]
async fn what_was_lost_and_never_arrived_is_not_in_the_way() {
    let site = furnished().await;
    let list = site.listed().await;
    site.lose("PutRule");
    let change = otherwise(&site, rule_thing(), |rule| rule.set("Description", Some(json!("lost")))).await;
    assert_eq!(site.make(&change).await.unwrap_err().kind, ErrorKind::NotKnown);
    site.lose("CreateEventBus");
    let bus = Change::create(Thing::Bus("lost".to_owned()), settings(json!({})));
    assert_eq!(site.make(&bus).await.unwrap_err().kind, ErrorKind::NotKnown);
    assert_eq!(site.listed().await, list);
    // It may still arrive, and is looked up again; after a while it does not any more.
    let place = site.undoable().await.remove(0).place;
    let kept = || site.gate.undo.list(&place).unwrap().0.len();
    assert_eq!(kept(), list.len() + 2);
    site.gate.undoable(&site.client, HOUR).await.unwrap();
    assert_eq!(kept(), list.len());
}

#[tokio::test]
async fn what_is_back_already_leaves_the_list() {
    let site = furnished().await;
    let list = site.listed().await;
    let change = otherwise(&site, rule_thing(), |rule| rule.set("Description", Some(json!("mine")))).await;
    site.make(&change).await.unwrap();
    let entry = site.undoable().await.remove(0);
    // What they have added beside it is nothing that the undo is about.
    let back = |rule: &mut Held| {
        rule.set("Description", Some(json!("Audit")));
        rule.tags.get_or_insert_default().insert("theirs".to_owned(), "1".to_owned());
    };
    let theirs = otherwise(&site, rule_thing(), back).await;
    site.make(&theirs).await.unwrap();
    let calls = site.calls("PutRule");
    let kept = UndoLink { undoes: Some(entry.id.clone()), group: String::new() };
    let yes = Confirmed::on_command_line(None);
    let inverse = entry.change.inverse().unwrap();
    let (back, told) = site.gate.change(&site.client, &inverse, &kept, yes, 0).await.unwrap();
    assert!(told.concat().contains("as it was before already"), "{told:?}");
    assert!(back.unsent);
    assert_eq!(site.calls("PutRule"), calls);
    assert!(!site.undoable().await.iter().any(|one| one.id == entry.id));
    assert_eq!(site.listed().await.len(), list.len() + 1, "theirs is left");
}

#[tokio::test]
async fn of_two_runs_that_take_the_same_back_one_does() {
    let site = furnished().await;
    let change = otherwise(&site, rule_thing(), |rule| rule.set("Description", Some(json!("mine")))).await;
    site.make(&change).await.unwrap();
    let entry = site.undoable().await.remove(0);
    let kept = UndoLink { undoes: Some(entry.id.clone()), group: String::new() };
    let (inverse, calls) = (entry.change.inverse().unwrap(), site.calls("PutRule"));
    let undo = || site.gate.change(&site.client, &inverse, &kept, Confirmed::on_command_line(None), 0);
    let (one, other) = tokio::join!(undo(), undo());
    let refused = one.as_ref().err().or(other.as_ref().err()).unwrap();
    assert!(one.is_ok() || other.is_ok(), "{refused}");
    assert!(refused.to_string().contains("was not sent: another run has taken this back"), "{refused}");
    assert_eq!(site.calls("PutRule"), calls + 1);
}

#[tokio::test]
async fn an_authorization_that_may_not_be_gone_is_not_told_as_gone() {
    let site = furnished().await;
    let pager = Thing::Connection("pager".to_owned());
    let was = site.whole(&pager).await.unwrap();
    let off = Change::update(pager.clone(), was.clone(), Held { deauthorized: true, ..was });
    site.lose("DeauthorizeConnection");
    assert_eq!(site.make(&off).await.unwrap_err().kind, ErrorKind::NotKnown);
    assert_eq!(site.whole(&pager).await.unwrap().state.as_deref(), Some("AUTHORIZED"));
}

#[tokio::test]
async fn the_state_before_is_remembered_of_rules_that_were_disabled_only() {
    let site = furnished().await;
    let audit = site.whole(&rule_thing()).await.unwrap();
    let listed = site.listed_rule(&self::audit()).await;
    site.plant("DisableRule", refused());
    assert_eq!(site.switch(listed.clone(), RuleState::Disabled).await.unwrap_err().kind, ErrorKind::Denied);
    assert_eq!(site.remembered(&audit), None);
    // Another window sets it to `all` and switches it off.
    let all = site.switch(listed.clone(), RuleState::EnabledWithAllCloudTrail).await.unwrap();
    site.switch(all, RuleState::Disabled).await.unwrap();
    assert_eq!(site.remembered(&audit), Some(RuleState::EnabledWithAllCloudTrail));
    let error = site.switch(listed, RuleState::Disabled).await.unwrap_err();
    assert_eq!(error.kind, ErrorKind::Changed);
    assert_eq!(site.remembered(&audit), Some(RuleState::EnabledWithAllCloudTrail));
    // The same by a change of the rule.
    let was = Held { arn: audit.arn.clone(), ..rule() };
    let mut off = was.clone();
    off.set("State", Some(json!("DISABLED")));
    let stale = Change::update(rule_thing(), was, off);
    assert_eq!(site.make(&stale).await.unwrap_err().kind, ErrorKind::Changed);
    assert_eq!(site.remembered(&audit), Some(RuleState::EnabledWithAllCloudTrail));
}

#[test]
fn another_runs_record_is_left_when_ours_is_put_back() {
    let home = tempfile::tempdir().unwrap();
    let states = crate::config::RuleStates::under(home.path());
    let (arn, of) = (crate::model::Arn::from("arn:a"), |state, at| Remembered { state, at });
    let (ours, theirs) = (of(RuleState::Enabled, 1), of(RuleState::EnabledWithAllCloudTrail, 2));
    states.remember(&arn, theirs.clone()).unwrap();
    states.put_back(&arn, &ours, None).unwrap();
    assert_eq!(states.get(&arn).unwrap(), Some(theirs.clone()));
    states.remember(&arn, ours.clone()).unwrap();
    states.put_back(&arn, &ours, Some(theirs.clone())).unwrap();
    assert_eq!(states.get(&arn).unwrap(), Some(theirs));
}

#[tokio::test]
async fn the_undo_of_a_setting_leaves_the_target_and_the_tag_that_others_added() {
    let site = furnished().await;
    let before = site.whole(&rule_thing()).await.unwrap();
    let mine = otherwise(&site, rule_thing(), |rule| {
        rule.set("Description", Some(json!("mine")));
        let target = rule.targets.as_mut().unwrap().get_mut("one").unwrap();
        target.insert("Input".to_owned(), json!("1"));
    })
    .await;
    let theirs = async || {
        otherwise(&site, rule_thing(), |rule| {
            let targets = rule.targets.as_mut().unwrap();
            let mut one = targets["one"].clone();
            one.insert("Id".to_owned(), json!("theirs"));
            targets.insert("theirs".to_owned(), one);
            rule.tags.as_mut().unwrap().insert("theirs".to_owned(), "yes".to_owned());
        })
        .await
    };
    // While mine was being filled in, or after it was made: theirs stays, and mine goes.
    for is_first in [true, false] {
        let changes = if is_first { [theirs().await, mine.clone()] } else { [mine.clone(), theirs().await] };
        for change in &changes {
            site.make(change).await.unwrap();
        }
        let list = site.undoable().await;
        let entry = list
            .iter()
            .find(|one| one.change.to.as_ref().and_then(|to| to.text("Description")) == Some("mine"));
        let (id, inverse) = entry.map(|one| (one.id.clone(), one.change.inverse().unwrap())).unwrap();
        let kept = UndoLink { undoes: Some(id), group: "undo".to_owned() };
        let now = site.whole(&rule_thing()).await.unwrap();
        let stays = inverse.others_changes_sentence(&now).unwrap_or_default();
        assert!(stays.contains("target theirs, tag theirs"), "{stays}");
        site.make_as(&inverse, &kept).await.unwrap();
        let found = site.whole(&rule_thing()).await.unwrap();
        let differing: Vec<String> = before.differences(&found).into_iter().map(|(name, ..)| name).collect();
        assert_eq!(differing, ["target theirs", "tag theirs"], "{is_first}");
        site.undo().await.unwrap();
        assert_eq!(site.whole(&rule_thing()).await.unwrap(), before);
    }
}
