//! From words and fields to changes.

use super::{Form, Slot, pattern_of};
use crate::model::{Change, ChangeFault, Held, RuleKey, Thing, ThingKind, Who, letting_in};
use serde_json::{Value, json};

#[test]
fn a_pattern_is_made_from_words() {
    for (source, detail_type, wants, pattern) in [
        ("", "", "", json!(null)),
        ("aws.ec2", "", "", json!({"source": ["aws.ec2"]})),
        (
            "aws.ec2",
            "EC2 Instance State-change Notification",
            "state=stopped|terminated, region=us-east-1",
            json!({
                "source": ["aws.ec2"], "detail-type": ["EC2 Instance State-change Notification"],
                "detail": {"state": ["stopped", "terminated"]}, "region": ["us-east-1"],
            }),
        ),
        (
            "aws.ec2",
            "EC2 AMI State Change",
            "state=available",
            json!({
                "source": ["aws.ec2"], "detail-type": ["EC2 AMI State Change"],
                "detail": {"State": ["available"]},
            }),
        ),
        (
            "shop",
            "",
            r#"order.total={"numeric":[">",100]}"#,
            json!({"source": ["shop"], "detail": {"order": {"total": [{"numeric": [">", 100]}]}}}),
        ),
        ("shop", "", "half, other=", json!({"source": ["shop"]})),
    ] {
        let made: Value = serde_json::from_str(&pattern_of(source, detail_type, wants)).unwrap_or_default();
        assert_eq!(made, pattern, "{source} {detail_type} {wants}");
    }
}

#[test]
fn a_condition_that_would_be_lost_is_said() {
    for (wants, said) in [
        ("half", "`half` is not a condition"),
        ("state=a, state=b", "`detail.state` has two conditions: write its values together, state=A|B."),
        ("state=a, state.x=b", "cannot both have a value"),
        (r#"n={"numeric":[">",1,"<",2]}, region=us-east-1|eu-west-1"#, ""),
        (r#"n={"numeric":[">",1], region=eu-west-1"#, "begins as an operator and is not JSON"),
        (r#"n=a|{"prefix":b}"#, r#"`{"prefix":b}` begins as an operator"#),
        (
            "state!=running",
            r#"`!=` is no sign of a condition: there is only FIELD=VALUE, where VALUE may be an operator. Write state={"anything-but":"running"}."#,
        ),
        ("size>=5", r#"Write size={"numeric":[">=",5]}."#),
        ("size > 5", r#"Write size={"numeric":[">",5]}."#),
        ("state==a", "`state==a` has two signs: write state=a."),
        ("state=a,b", "Several values of one field have `|` between them: state=a|b."),
        ("state=a|", "One of the values of `state` is empty"),
        (r#"n={"prefx":"a"}"#, r#"`{"prefx":"a"}` is no operator that EventBridge takes: "#),
    ] {
        let fault = super::condition_fault("shop", "", wants).unwrap_or_default();
        assert!(fault.contains(said) && (said.is_empty() == fault.is_empty()), "{wants}: {fault}");
    }
    let fault =
        |source, detail_type, wants| super::condition_fault(source, detail_type, wants).unwrap_or_default();
    for (source, detail_type, wants, own) in [
        ("shop", "", "source=other", "`source` stands above already, as `shop`"),
        ("", "Order", "state=a, detail-type=Other", "`detail-type` stands above already, as `Order`"),
    ] {
        assert!(fault(source, detail_type, wants).starts_with(own), "{wants}");
        assert_eq!(fault("", "", wants), "", "{wants}: its own field is empty");
    }
}

fn filled(form: &Form, texts: &[(Slot, &str)]) -> Vec<String> {
    let of = |slot: Slot, text: &str| {
        texts
            .iter()
            .find(|(own, _)| *own == slot)
            .map_or_else(|| text.to_owned(), |(_, text)| (*text).to_owned())
    };
    form.entries.iter().map(|entry| of(entry.slot, &entry.text)).collect()
}

fn slot(form: &Form, label: &str) -> Slot {
    form.entries.iter().find(|entry| entry.label == label).unwrap_or_else(|| panic!("no {label}")).slot
}

/// The one change that a form makes.
fn made(form: &Form, texts: &[String], account: Option<&str>) -> Result<Change, Vec<ChangeFault>> {
    form.changes(texts, account, &[]).map(|mut changes| changes.remove(0))
}

fn places(outcome: Result<Change, Vec<ChangeFault>>) -> Vec<String> {
    outcome.unwrap_err().into_iter().map(|fault| fault.place).collect()
}

#[test]
fn what_is_wrong_is_told_by_field_and_nothing_is_lost() {
    let form = Form::new(ThingKind::Rule, Some("orders"));
    let texts = filled(
        &form,
        &[
            (Slot::Name, "with space"),
            (slot(&form, "schedule"), "rate(1 day)"),
            (slot(&form, "target"), "arn:aws:sqs:us-east-1:1:q"),
            (slot(&form, "input"), "no json"),
            (slot(&form, "retries"), "many"),
            (Slot::Tags, "a=b\nnonsense"),
        ],
    );
    let places = places(made(&form, &texts, None));
    for place in [
        "Name",
        "ScheduleExpression",
        "target q: Input",
        "target q: RetryPolicy.MaximumRetryAttempts",
        "tags",
    ] {
        assert!(places.contains(&place.to_owned()), "{place} is not in {places:?}");
    }
}

#[test]
fn a_target_keeps_what_the_form_does_not_show() {
    let target = json!({"Id": "t", "Arn": "arn:aws:ecs:us-east-1:1:cluster/c", "RoleArn": "arn:aws:iam::1:role/r",
        "EcsParameters": {"TaskDefinitionArn": "t"}, "NewerThanTheForm": [1], "InputPath": "$.detail"});
    let target = target.as_object().unwrap().clone();
    let held = Held { targets: Some([("t".to_owned(), target.clone())].into()), ..Held::default() };
    let form = Form::target(RuleKey::new("b", "r"), &held, Some("t".to_owned()));
    let same = made(&form, &filled(&form, &[]), Some("1")).unwrap();
    assert!(same.steps().is_empty(), "{:?}", same.steps());
    let texts = filled(&form, &[(slot(&form, "retries"), "3"), (slot(&form, "input path"), "")]);
    let change = made(&form, &texts, Some("1")).unwrap();
    let mut wanted = target;
    wanted.shift_remove("InputPath");
    wanted.insert("RetryPolicy".to_owned(), json!({"MaximumRetryAttempts": 3}));
    assert_eq!(change.to.unwrap().targets.unwrap()["t"], wanted);
    let new = Form::target(RuleKey::new("b", "r"), &held, None);
    let texts = filled(&new, &[(slot(&new, "target"), "arn:aws:sqs:us-east-1:1:t")]);
    let ids: Vec<_> =
        made(&new, &texts, Some("1")).unwrap().to.unwrap().targets.unwrap().into_keys().collect();
    assert_eq!(ids, ["t", "t-2"], "an id that is taken is not taken over");
}

#[test]
fn a_connection_keeps_its_secret_unless_a_new_one_is_typed() {
    let held = Held::with_settings(
        json!({"AuthorizationType": "BASIC", "Description": "d"}).as_object().unwrap().clone(),
    );
    let form = Form::settings(Thing::Connection("c".to_owned()), held);
    let texts = filled(&form, &[(slot(&form, "description"), "e")]);
    let change = made(&form, &texts, None).unwrap();
    assert_eq!((change.secret.is_none(), change.steps()[0].body.get("AuthParameters")), (true, None));
    let texts = filled(&form, &[(Slot::AuthName, "me"), (Slot::AuthSecret, "s3cret")]);
    let change = made(&form, &texts, None).unwrap();
    assert!(
        !format!("{change:?}").contains("s3cret") && !change.steps()[0].body.to_string().contains("s3cret")
    );
    let body = change.body(&change.steps()[0]);
    assert_eq!(body["AuthParameters"]["BasicAuthParameters"]["Password"], "s3cret");
}

#[test]
fn of_a_connection_only_what_is_typed_is_sent() {
    let held =
        |kind: &str| Held::with_settings(json!({"AuthorizationType": kind}).as_object().unwrap().clone());
    let oauth = |form: &Form, texts: &[(Slot, &str)]| -> Option<Value> {
        let mut all = vec![(slot(form, "authorization"), "OAUTH_CLIENT_CREDENTIALS")];
        all.extend(texts.iter().copied());
        let change = made(form, &filled(form, &all), None).unwrap();
        change.secret.as_ref().map(|secret| secret.reveal()["OAuthParameters"].clone())
    };
    let there = Form::settings(Thing::Connection("c".to_owned()), held("OAUTH_CLIENT_CREDENTIALS"));
    assert_eq!(
        oauth(&there, &[(Slot::AuthSecret, "s")]),
        Some(json!({"ClientParameters": {"ClientSecret": "s"}})),
        "the method and the endpoint stay as they are"
    );
    assert_eq!(oauth(&there, &[(Slot::AuthMethod, "PUT")]), Some(json!({"HttpMethod": "PUT"})));
    assert_eq!(oauth(&there, &[]), None);
    let new = Form::new(ThingKind::Connection, None);
    let name = (Slot::Name, "c");
    let texts = [name, (Slot::AuthName, "i"), (Slot::AuthSecret, "s"), (Slot::AuthEndpoint, "https://a")];
    assert_eq!(
        oauth(&new, &texts),
        Some(json!({
            "ClientParameters": {"ClientID": "i", "ClientSecret": "s"}, "AuthorizationEndpoint": "https://a",
            "HttpMethod": "POST",
        }))
    );
    let wrong = filled(&there, &[(Slot::AuthMethod, "PATCH")]);
    assert_eq!(places(made(&there, &wrong, None)), ["OAuth method"]);
    let basic = Form::settings(Thing::Connection("c".to_owned()), held("BASIC"));
    let change = made(&basic, &filled(&basic, &[(Slot::AuthSecret, "p")]), None).unwrap();
    assert_eq!(change.secret.unwrap().reveal(), &json!({"BasicAuthParameters": {"Password": "p"}}));
}

#[test]
fn tags_that_nobody_touched_stay_whatever_is_in_them() {
    let old: std::collections::BTreeMap<String, String> =
        [("a=b", "c"), ("note", " x "), ("gone", "1")].map(|(key, value)| (key.into(), value.into())).into();
    let bus = Thing::Bus("b".to_owned());
    let form = Form::tags(bus, Held { tags: Some(old.clone()), ..Held::default() });
    let text = form.entries[0].text.replace("gone=1", "gone = 2\nteam=shop\nx\\=y=z");
    let to = made(&form, &[text], None).unwrap().to.unwrap().tags.unwrap();
    let mut wanted = old;
    for (key, value) in [("gone", "2"), ("team", "shop"), ("x=y", "z")] {
        wanted.insert(key.to_owned(), value.to_owned());
    }
    assert_eq!(to, wanted);
}

#[test]
fn a_new_target_takes_no_other_ones_place() {
    let target = json!({"Id": "1", "Arn": "arn:aws:lambda:us-east-1:1:function:f", "Input": "{}"});
    let target = target.as_object().unwrap().clone();
    let held = Held { targets: Some([("1".to_owned(), target)].into()), ..Held::default() };
    let form = Form::target(RuleKey::new("b", "r"), &held, None);
    let texts =
        filled(&form, &[(Slot::TargetId(0), "1"), (slot(&form, "target"), "arn:aws:sqs:us-east-1:1:q")]);
    assert_eq!(places(made(&form, &texts, Some("1"))), ["target 1"]);
}

#[test]
fn the_same_target_of_a_rule_of_that_name_on_another_bus_is_another_form() {
    let key =
        |bus: &str| Form::target(RuleKey::new(bus, "audit"), &Held::default(), Some("1".to_owned())).key();
    assert_ne!(key("orders"), key("billing"));
}

#[test]
fn somebody_is_let_in_and_a_statement_with_the_same_id_is_replaced() {
    let arn = "arn:aws:events:us-east-1:1:event-bus/b";
    let old = letting_in("partner", arn, &Who::Everybody);
    let held = Held { policy: Some(vec![old]), arn: arn.into(), ..Held::default() };
    let form = Form::permission("b".to_owned(), held);
    let texts = filled(&form, &[(Slot::StatementId, "partner"), (Slot::Who, "222233334444")]);
    let change = made(&form, &texts, None).unwrap();
    let wanted = letting_in("partner", arn, &Who::Account("222233334444".to_owned()));
    assert_eq!(change.to.as_ref().unwrap().policy, Some(vec![wanted]));
    assert_eq!(change.steps()[0].body["Principal"], "222233334444");
    let texts = filled(&form, &[(Slot::StatementId, "x"), (Slot::Who, "somebody")]);
    assert_eq!(places(made(&form, &texts, None)), ["Principal"]);
}
