//! Every kind of change against the embedded account: what is not meant stays as it was, and the undo gives
//! the account back.

use super::{Gate, UndoLink};
use crate::app::confirm::Confirmed;
use crate::aws::Client;
use crate::config::{RuleStates, SentLog, UndoLog};
use crate::local::{self, Clock, Contents};
use crate::model::{
    Accounts, Change, Changed, ErrorKind, Held, Here, OPERATIONS, ReadOnly, RuleKey, Secret, Thing,
    ThingKind, Who, letting_in,
};
use crate::runtime::WhoseAccount;
use crate::runtime::whose_account::Embedded;
use futures_util::TryStreamExt as _;
use serde_json::{Map, Value, json};
use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

mod any_rule;
mod lost;
mod settings;
mod undoing;

/// A gate to an account of its own.
struct Site {
    gate: Gate,
    client: Client,
    server: Embedded,
    _home: tempfile::TempDir,
}

impl Site {
    async fn new(account: Contents) -> Self {
        let home = tempfile::tempdir().unwrap();
        // What is under way in the account, such as a replay, goes on only when a test says so.
        let clock = Clock::manual(crate::runtime::now());
        let options = local::Options { backlog: Duration::ZERO, account, clock, ..local::Options::default() };
        let server = Embedded::with(options);
        let client = WhoseAccount::Embedded(server.clone()).connect(None, None).await.unwrap();
        let gate = Gate {
            read_only: None,
            accounts: Accounts::default(),
            states: Some(RuleStates::under(home.path())),
            undo: UndoLog::under(home.path()),
            sent: SentLog::under(home.path()),
        };
        Self { gate, client, server, _home: home }
    }

    async fn make(&self, change: &Change) -> Result<Changed, crate::model::CallError> {
        self.make_as(change, &UndoLink { undoes: None, group: change.title() }).await
    }

    async fn make_as(&self, change: &Change, kept: &UndoLink) -> Result<Changed, crate::model::CallError> {
        let (changed, told) =
            self.gate.change(&self.client, change, kept, Confirmed::on_command_line(None), 0).await?;
        assert_eq!(told, Vec::<String>::new(), "{}", change.title());
        Ok(changed)
    }

    /// Takes the newest change back.
    async fn undo(&self) -> Result<Changed, crate::model::CallError> {
        let newest = self.gate.undoable(&self.client, 0).await.unwrap().0.remove(0);
        let kept = UndoLink { undoes: Some(newest.id), group: String::new() };
        self.make_as(&newest.change.inverse().unwrap(), &kept).await
    }

    async fn whole(&self, thing: &Thing) -> Option<Held> {
        self.client.whole(thing).await.unwrap()
    }

    /// Everything that can be changed in the account.
    async fn account(&self) -> BTreeMap<Thing, Held> {
        let client = &self.client;
        let mut things = Vec::new();
        for bus in client.buses().try_concat().await.unwrap() {
            for rule in client.rules(&bus.name).try_concat().await.unwrap() {
                things.push(Thing::Rule(rule.key()));
            }
            things.push(Thing::Bus(bus.name));
        }
        let names =
            |kind: ThingKind, names: Vec<String>| names.into_iter().map(move |name| Thing::of(kind, name));
        let archives = client.archives().try_concat().await.unwrap();
        things.extend(names(ThingKind::Archive, archives.into_iter().map(|one| one.name).collect()));
        let connections = client.connections().try_concat().await.unwrap();
        things.extend(names(ThingKind::Connection, connections.into_iter().map(|one| one.name).collect()));
        let destinations = client.api_destinations().try_concat().await.unwrap();
        things.extend(names(ThingKind::Destination, destinations.into_iter().map(|one| one.name).collect()));
        let sources = client.event_sources().try_concat().await.unwrap();
        things.extend(names(ThingKind::Source, sources.into_iter().map(|one| one.name).collect()));
        let mut all = BTreeMap::new();
        for thing in things {
            let held = self.whole(&thing).await.unwrap();
            // Made again, a connection or destination has another id in its ARN.
            all.insert(thing, Held { arn: crate::model::Arn::default(), ..held });
        }
        all
    }

    fn calls(&self, operation: &str) -> u64 {
        self.server.server(local::Server::calls).unwrap().get(operation).copied().unwrap_or(0)
    }
}

fn settings(json: Value) -> Held {
    Held::with_settings(json.as_object().unwrap().clone())
}

/// Makes a change and takes it back: the account must be as before, to the letter.
async fn there_and_back(site: &Site, change: &Change) {
    let before = site.account().await;
    site.make(change).await.unwrap_or_else(|error| panic!("{}: {error}", change.title()));
    let between = site.account().await;
    assert_ne!(before, between, "{} changes nothing", change.title());
    for (thing, held) in &before {
        if *thing != change.thing {
            assert_eq!(between.get(thing), Some(held), "{} touches {thing}", change.title());
        }
    }
    site.undo().await.unwrap_or_else(|error| panic!("undo of {}: {error}", change.title()));
    let after = site.account().await;
    let differing = before.keys().chain(after.keys()).filter(|thing| before.get(thing) != after.get(thing));
    assert_eq!(differing.collect::<Vec<_>>(), Vec::<&Thing>::new(), "undo of {}", change.title());
}

const BUS: &str = "arn:aws:events:us-east-1:111122223333:event-bus/orders";

/// An account with one of each.
async fn furnished() -> Site {
    let site = Site::new(Contents::Empty).await;
    let mut bus = settings(json!({"Description": "Orders", "LogConfig": {"Level": "INFO"}}));
    bus.tags = Some(BTreeMap::from([("team".to_owned(), "shop".to_owned())]));
    let account = |sid: &str, account: &str| letting_in(sid, BUS, &Who::Account(account.to_owned()));
    bus.policy = Some(vec![account("first", "222233334444"), account("second", "333344445555")]);
    site.make(&Change::create(Thing::Bus("orders".to_owned()), bus)).await.unwrap();
    site.make(&Change::create(rule_thing(), rule())).await.unwrap();
    let archive = settings(json!({"EventSourceArn": BUS, "RetentionDays": 7, "Description": "All of it"}));
    site.make(&Change::create(Thing::Archive("kept".to_owned()), archive)).await.unwrap();
    let connection = settings(json!({"AuthorizationType": "API_KEY", "Description": "A pager"}));
    let change =
        Change::create(Thing::Connection("pager".to_owned()), connection).with_secret(Some(api_key()));
    site.make(&change).await.unwrap();
    let destination = settings(json!({
        "ConnectionArn": site.whole(&change.thing).await.unwrap().arn, "HttpMethod": "POST",
        "InvocationEndpoint": "https://pager.example/v1", "InvocationRateLimitPerSecond": 5,
    }));
    site.make(&Change::create(Thing::Destination("page".to_owned()), destination)).await.unwrap();
    site
}

fn rule_thing() -> Thing {
    Thing::Rule(RuleKey::new("orders", "audit"))
}

fn rule() -> Held {
    let mut rule = settings(json!({
        "EventPattern": "{\"source\":[\"shop\"]}", "State": "ENABLED", "Description": "Audit",
    }));
    let queue = |id: &str| {
        let target = json!({
            "Id": id, "Arn": format!("arn:aws:sqs:us-east-1:111122223333:{id}"),
            "DeadLetterConfig": {"Arn": "arn:aws:sqs:us-east-1:111122223333:dead"}, "NewerThanTheSdk": {"A": [1]},
        });
        (id.to_owned(), target.as_object().unwrap().clone())
    };
    rule.targets = Some(BTreeMap::from([queue("one"), queue("two")]));
    rule.tags =
        Some(BTreeMap::from([("team".to_owned(), "shop".to_owned()), ("cost".to_owned(), "7".to_owned())]));
    rule
}

fn api_key() -> Secret {
    Secret::new(json!({"ApiKeyAuthParameters": {"ApiKeyName": "key", "ApiKeyValue": "s3cret"}}))
}

/// The same thing with something else in it.
async fn otherwise(site: &Site, thing: Thing, edit: impl FnOnce(&mut Held)) -> Change {
    let was = site.whole(&thing).await.unwrap();
    let mut to = was.clone();
    edit(&mut to);
    Change::update(thing, was, to)
}

type Targets = BTreeMap<String, Map<String, Value>>;

#[tokio::test]
async fn every_kind_of_change_is_taken_back_to_the_letter() {
    let site = furnished().await;
    let thing = |kind, name: &str| Thing::of(kind, name);
    let bus = || thing(ThingKind::Bus, "orders");
    let set = |path: &'static str, value: Value| move |held: &mut Held| held.set(path, Some(value));
    let text = str::to_owned;
    let target = |held: &mut Held, edit: &dyn Fn(&mut Targets)| {
        edit(held.targets.as_mut().unwrap());
    };
    let mut changes = vec![
        Change::create(thing(ThingKind::Bus, "new"), settings(json!({"Description": "n"}))),
        Change::create(Thing::Rule(RuleKey::new("orders", "copy")), rule()),
        Change::create(thing(ThingKind::Archive, "more"), settings(json!({"EventSourceArn": BUS}))),
        Change::create(thing(ThingKind::Connection, "c"), settings(json!({"AuthorizationType": "API_KEY"})))
            .with_secret(Some(api_key())),
    ];
    changes.push(otherwise(&site, bus(), set("Description", json!("Other"))).await);
    changes.push(otherwise(&site, bus(), |bus| bus.set("Description", None)).await);
    changes.push(
        otherwise(&site, bus(), set("DeadLetterConfig.Arn", json!("arn:aws:sqs:us-east-1:111122223333:q")))
            .await,
    );
    changes.push(otherwise(&site, bus(), |bus| bus.policy = Some(Vec::new())).await);
    changes.push(otherwise(&site, bus(), |bus| drop(bus.policy.as_mut().unwrap().remove(0))).await);
    let letting = |who: Who| letting_in("third", BUS, &who);
    for who in [Who::Account(text("444455556666")), Who::Organization(text("o-a1b2c3d4e5")), Who::Everybody] {
        changes.push(otherwise(&site, bus(), |bus| bus.policy.as_mut().unwrap().push(letting(who))).await);
    }
    let odd = json!({"Sid": "odd", "Effect": "Allow", "Principal": {"AWS": "arn:aws:iam::444455556666:role/r"},
        "Action": ["events:PutRule", "events:PutTargets"], "Resource": format!("{BUS}/*")});
    changes.push(otherwise(&site, bus(), |bus| bus.policy.as_mut().unwrap().push(odd)).await);
    changes.push(
        otherwise(&site, bus(), |bus| *bus.tags.as_mut().unwrap() = BTreeMap::from([(text("a"), text("b"))]))
            .await,
    );
    for state in ["DISABLED", "ENABLED_WITH_ALL_CLOUDTRAIL_MANAGEMENT_EVENTS"] {
        changes.push(otherwise(&site, rule_thing(), set("State", json!(state))).await);
    }
    changes
        .push(otherwise(&site, rule_thing(), set("EventPattern", json!("{\"source\":[\"other\"]}"))).await);
    changes.push(otherwise(&site, rule_thing(), |rule| target(rule, &|all| drop(all.remove("one")))).await);
    changes.push(
        otherwise(&site, rule_thing(), |rule| {
            target(rule, &|all| {
                let mut third = all["two"].clone();
                third.insert(text("Id"), json!("three"));
                third.insert(text("InputPath"), json!("$.detail"));
                all.insert(text("three"), third);
                all.get_mut("one").unwrap().insert(text("Input"), json!("{\"a\":1}"));
            });
        })
        .await,
    );
    changes.push(
        otherwise(&site, rule_thing(), |rule| {
            *rule.tags.as_mut().unwrap() = BTreeMap::from([(text("team"), text("other"))]);
        })
        .await,
    );
    changes.push(otherwise(&site, thing(ThingKind::Archive, "kept"), set("RetentionDays", json!(30))).await);
    changes
        .push(otherwise(&site, thing(ThingKind::Connection, "pager"), set("Description", json!("x"))).await);
    changes
        .push(otherwise(&site, thing(ThingKind::Destination, "page"), set("HttpMethod", json!("PUT"))).await);
    for (kind, name) in [(ThingKind::Archive, "kept"), (ThingKind::Destination, "page")] {
        changes.push(Change::delete(thing(kind, name), site.whole(&thing(kind, name)).await.unwrap()));
    }
    changes.push(Change::delete(rule_thing(), site.whole(&rule_thing()).await.unwrap()));
    changes.push(Change::create(Thing::Destination("d".to_owned()), {
        let page = site.whole(&thing(ThingKind::Destination, "page")).await.unwrap();
        Held::with_settings(page.settings.unwrap_or_default())
    }));
    for change in &changes {
        there_and_back(&site, change).await;
    }
    // A bus can go once its rule has.
    site.make(&Change::delete(rule_thing(), site.whole(&rule_thing()).await.unwrap())).await.unwrap();
    changes.push(Change::delete(bus(), site.whole(&bus()).await.unwrap()));
    there_and_back(&site, changes.last().unwrap()).await;
    let both_ways = changes.iter().flat_map(|change| {
        let back = change.inverse().unwrap_or_else(|why| panic!("{}: {why}", change.title()));
        [change.steps(), back.steps()].concat()
    });
    let called: BTreeSet<&str> = both_ways.map(|step| step.operation).collect();
    let is_read =
        |name: &str| ["Describe", "List", "Test", "PutEvents"].iter().any(|read| name.starts_with(read));
    let wanted = OPERATIONS.iter().filter(|one| matches!(one.here, Here::Command(_)) && !is_read(one.name));
    // A deletion is the undo of a creation as well as a change of its own.
    let missing: Vec<_> = wanted
        .map(|one| one.name)
        .filter(|name| !called.contains(name) && !BY_THEMSELVES.contains(name))
        .collect();
    assert!(missing.is_empty(), "nothing here makes and undoes what is done by {missing:?}");
}

/// Operations that the two tests after this one make and undo, as far as they can be.
const BY_THEMSELVES: [&str; 5] =
    ["ActivateEventSource", "DeactivateEventSource", "StartReplay", "CancelReplay", "DeauthorizeConnection"];

#[tokio::test]
async fn a_partners_source_goes_on_and_off_and_its_bus_comes_and_goes() {
    let site = Site::new(Contents::Demo).await;
    let sources = site.client.event_sources().try_concat().await.unwrap();
    let pending = sources.iter().find(|source| source.state == "PENDING").expect("a pending source");
    let (bus, source) = (Thing::Bus(pending.name.clone()), Thing::Source(pending.name.clone()));
    let on = otherwise(&site, source.clone(), |source| source.set("State", Some(json!("ACTIVE")))).await;
    let error = site.make(&on).await.unwrap_err();
    assert_eq!((error.kind, site.calls("ActivateEventSource")), (ErrorKind::Invalid, 0));
    assert!(error.message.contains("has no event bus of its name yet"), "{error}");
    site.make(&Change::create(bus.clone(), Held::with_settings(Map::new()))).await.unwrap();
    assert_eq!(site.whole(&source).await.unwrap().text("State"), Some("ACTIVE"));
    let off = otherwise(&site, source.clone(), |source| source.set("State", Some(json!("PENDING")))).await;
    site.make(&off).await.unwrap();
    assert_eq!((site.calls("DeactivateEventSource"), site.calls("ActivateEventSource")), (1, 0));
    site.undo().await.unwrap();
    assert_eq!(site.whole(&source).await.unwrap().text("State"), Some("ACTIVE"));
    site.make(&Change::delete(bus.clone(), site.whole(&bus).await.unwrap())).await.unwrap();
    site.undo().await.unwrap();
    assert_eq!(site.whole(&source).await.unwrap().text("State"), Some("ACTIVE"));
}

#[tokio::test]
async fn a_replay_starts_and_is_cancelled_and_a_connection_loses_its_authorization() {
    let site = furnished().await;
    let archive = site.whole(&Thing::Archive("kept".to_owned())).await.unwrap().arn;
    let replay = Thing::Replay("again".to_owned());
    let start = settings(json!({
        "EventSourceArn": archive, "EventStartTime": 1_790_000_000, "EventEndTime": 1_790_003_600,
        "Destination": {"Arn": BUS, "FilterArns": [site.whole(&rule_thing()).await.unwrap().arn]},
    }));
    site.make(&Change::create(replay.clone(), start.clone())).await.unwrap();
    site.undo().await.unwrap();
    assert_eq!((site.calls("StartReplay"), site.calls("CancelReplay")), (1, 1));
    let replays = async || {
        let (listed, _) = site.gate.undoable(&site.client, 0).await.unwrap();
        listed.iter().filter(|one| one.change.starts_replay()).count()
    };
    assert_eq!(replays().await, 0, "it was taken back");
    let another = Thing::Replay("another".to_owned());
    site.make(&Change::create(another, start)).await.unwrap();
    assert_eq!(replays().await, 1);
    site.server.server(|server| server.clock().advance(Duration::from_mins(1))).unwrap();
    assert_eq!(replays().await, 0, "it is over");
    let cancelled = Change::delete(replay.clone(), site.whole(&replay).await.unwrap());
    assert!(cancelled.inverse().is_err());
    let pager = Thing::Connection("pager".to_owned());
    let was = site.whole(&pager).await.unwrap();
    let off = Change::update(pager.clone(), was.clone(), Held { deauthorized: true, ..was.clone() });
    site.make(&off).await.unwrap();
    assert_eq!(site.whole(&pager).await.unwrap().state.as_deref(), Some("DEAUTHORIZED"));
    assert!(off.inverse().unwrap_err().contains("secret"));
    let new = site.whole(&pager).await.unwrap();
    site.make(&Change::update(pager.clone(), new.clone(), new).with_secret(Some(api_key()))).await.unwrap();
    assert_eq!(site.whole(&pager).await.unwrap().state.as_deref(), Some("AUTHORIZED"));
}

/// What somebody else makes of the rule.
async fn theirs(site: &Site, description: &str) -> Change {
    otherwise(site, rule_thing(), |rule| rule.set("Description", Some(json!(description)))).await
}

#[tokio::test]
async fn what_others_changed_meanwhile_is_left_alone_and_an_undo_too() {
    let site = furnished().await;
    let mine = otherwise(&site, rule_thing(), |rule| rule.set("Description", Some(json!("mine")))).await;
    let untagged =
        otherwise(&site, rule_thing(), |rule| drop(rule.tags.as_mut().unwrap().remove("cost"))).await;
    site.make(&theirs(&site, "theirs").await).await.unwrap();
    let error = site.make(&mine).await.unwrap_err();
    assert_eq!(error.kind, ErrorKind::Changed);
    assert!(error.message.contains("Description was `Audit` and is `theirs`"), "{error}");
    let who = error.who.as_deref().unwrap_or_default();
    assert!(who.contains("PutRule by "), "{error}");
    // Tags are none of what they wrote.
    site.make(&untagged).await.unwrap();
    site.make(&theirs(&site, "theirs again").await).await.unwrap();
    let first = site.gate.undoable(&site.client, 0).await.unwrap().0.remove(2);
    let error = site.client.may_carry_out(&first.change.inverse().unwrap()).await.unwrap_err();
    assert!(error.message.contains("was changed since it was changed from here"), "{error}");
    assert!(error.who.is_some_and(|who| who.contains("PutRule by ")));
    let kept = UndoLink { undoes: Some(first.id), group: String::new() };
    let error = site.make_as(&first.change.inverse().unwrap(), &kept).await.unwrap_err();
    assert_eq!(error.kind, ErrorKind::Changed, "{error}");
    assert_eq!(
        site.gate.undoable(&site.client, 0).await.unwrap().0.len(),
        8,
        "five were made, and these three"
    );
}

#[tokio::test]
async fn what_is_known_to_be_refused_is_not_sent() {
    let site = furnished().await;
    let rule = |name: &str, held: Held| Change::create(Thing::Rule(RuleKey::new("orders", name)), held);
    let with = |edit: &dyn Fn(&mut Held)| {
        let mut held = self::rule();
        edit(&mut held);
        held
    };
    let six = with(&|held| {
        let targets = held.targets.as_mut().unwrap();
        for n in 0..4 {
            let mut one = targets["one"].clone();
            one.insert("Id".to_owned(), json!(format!("more-{n}")));
            targets.insert(format!("more-{n}"), one);
        }
    });
    let first = |setting: &'static str, value: Value| {
        with(&move |held| {
            let target = held.targets.as_mut().unwrap().get_mut("one").unwrap();
            target.insert(setting.to_owned(), value.clone());
        })
    };
    let long = format!("{{\"source\":[\"{}\"]}}", "x".repeat(4100));
    let bus = Thing::Bus("orders".to_owned());
    for (change, says) in [
        (rule("with space", self::rule()), "a space"),
        (rule("", self::rule()), "a name is needed"),
        (rule(&"x".repeat(65), self::rule()), "64 is the most"),
        (rule("r", six), "5 targets at most"),
        (rule("r", with(&|held| held.set("EventPattern", Some(json!(long))))), "4096 is the most"),
        (
            rule("r", with(&|held| held.set("EventPattern", Some(json!("{\"source\":\"a\"}"))))),
            "must be an object or an array",
        ),
        (rule("r", with(&|held| held.set("EventPattern", None))), "a pattern or a schedule"),
        (
            rule("r", with(&|held| held.set("ScheduleExpression", Some(json!("rate(1 day)"))))),
            "default event bus",
        ),
        (rule("r", first("Input", json!("no json"))), "Input"),
        (rule("r", first("RoleArn", json!("arn:aws:iam::999988887777:role/theirs"))), "999988887777"),
        (rule("r", first("Arn", json!("nonsense"))), "not an ARN"),
        (rule("r", first("RetryPolicy", json!({"MaximumRetryAttempts": 200}))), "between 0 and 185"),
        (Change::delete(bus.clone(), site.whole(&bus).await.unwrap()), "still has rules: audit"),
        (
            Change::delete(
                Thing::Bus("default".to_owned()),
                site.whole(&Thing::Bus("default".to_owned())).await.unwrap(),
            ),
            "Cannot delete event bus default",
        ),
        (
            Change::create(
                Thing::Destination("d".to_owned()),
                settings(json!({"InvocationEndpoint": "http://a"})),
            ),
            "https://",
        ),
        (
            Change::create(
                Thing::Connection("c".to_owned()),
                settings(json!({"AuthorizationType": "BASIC"})),
            ),
            "authorizes",
        ),
    ] {
        let before = site.account().await;
        let error = site.make(&change).await.unwrap_err();
        assert_eq!(error.kind, ErrorKind::Invalid, "{error}");
        assert!(error.to_string().contains(says), "{says} is not in: {error}");
        assert_eq!(site.account().await, before);
    }
    assert_eq!((site.calls("PutRule"), site.calls("DeleteEventBus")), (1, 0));
}

#[tokio::test]
async fn managed_rules_name_their_owner_and_read_only_lets_nothing_out() {
    let mut site = Site::new(Contents::Demo).await;
    let managed = Thing::Rule(RuleKey::new("default", "AutoScalingManagedRule"));
    let error =
        site.make(&Change::delete(managed.clone(), site.whole(&managed).await.unwrap())).await.unwrap_err();
    assert_eq!((error.kind, site.calls("RemoveTargets")), (ErrorKind::Managed, 0));
    assert!(error.message.contains("autoscaling.amazonaws.com"), "{error}");
    site.gate.read_only = Some(ReadOnly::Flag);
    let error =
        site.make(&Change::create(Thing::Bus("b".to_owned()), settings(json!({})))).await.unwrap_err();
    assert_eq!((error.kind, site.calls("CreateEventBus")), (ErrorKind::Refused, 0));
}

#[tokio::test]
async fn entries_that_are_refused_are_told_one_by_one_and_the_rest_can_be_taken_back() {
    let site = furnished().await;
    let refusal = local::FaultKind::FailEntries {
        code: "LimitExceededException".to_owned(),
        message: "Not now".to_owned(),
    };
    site.server
        .server(|server| server.faults().plant(local::Fault::of("PutTargets", refusal).times(1)))
        .unwrap();
    let before = site.account().await;
    let error =
        site.make(&Change::create(Thing::Rule(RuleKey::new("orders", "half")), rule())).await.unwrap_err();
    assert!(error.partial, "{error}");
    for part in ["2 entries were refused", "target one: LimitExceededException", "Done before it: PutRule"] {
        assert!(error.to_string().contains(part), "{part} is not in: {error}");
    }
    assert_ne!(site.account().await, before);
    site.undo().await.unwrap();
    assert_eq!(site.account().await, before);
}
