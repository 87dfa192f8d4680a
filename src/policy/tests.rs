//! Documents as they are met in accounts, and what they allow.

use super::*;

const RULE: &str = "arn:aws:events:us-east-1:111122223333:rule/orders/audit";
const QUEUE: &str = "arn:aws:sqs:us-east-1:111122223333:audit";
const ROLE: &str = "arn:aws:iam::111122223333:role/deliver";

fn delivery() -> Delivery<'static> {
    Delivery { rule: RULE, organization: None, now: None }
}

fn policy(text: &str) -> Policy {
    Policy::parse(text).unwrap_or_else(|error| panic!("{error}\n{text}"))
}

/// A document of one statement.
fn one(statement: &str) -> Policy {
    policy(&format!(r#"{{"Version":"2012-10-17","Statement":{{{statement}}}}}"#))
}

fn on_queue(policy: &Policy) -> Decision {
    Access::of_resource(Some(policy)).decide(&delivery().queue(QUEUE))
}

fn queue_statement(rest: &str) -> Policy {
    one(&format!(
        r#""Sid":"Events","Effect":"Allow","Principal":{{"Service":"{SERVICE}"}},"Action":"sqs:SendMessage",
           "Resource":"{QUEUE}"{rest}"#
    ))
}

fn condition(operator: &str, key: &str, values: &str) -> Policy {
    queue_statement(&format!(r#","Condition":{{"{operator}":{{"{key}":{values}}}}}"#))
}

#[track_caller]
fn is_allowed(decision: &Decision) {
    assert!(decision.is_allowed(), "{decision}");
}

#[track_caller]
fn is_refused(decision: &Decision, words: &str) {
    assert!(decision.is_refused() && decision.to_string().contains(words), "{decision}");
}

#[track_caller]
fn is_unknown(decision: &Decision, words: &str) {
    let unknown = matches!(decision, Decision::Unknown { .. });
    assert!(unknown && decision.to_string().contains(words), "{decision}");
}

#[test]
fn the_queue_policy_of_the_user_guide_lets_the_rule_in() {
    let policy = condition("ArnEquals", "aws:SourceArn", &format!("\"{RULE}\""));
    assert_eq!(on_queue(&policy).to_string(), "Allowed by statement 1 (Events).");
}

#[test]
fn a_policy_for_another_rule_says_which_arn_it_wants() {
    let other = "arn:aws:events:us-east-1:111122223333:rule/audit";
    let policy = condition("ArnEquals", "aws:SourceArn", &format!("\"{other}\""));
    assert_eq!(
        on_queue(&policy).to_string(),
        format!(
            "Not allowed: no statement of the resource's policy covers it. The nearest is statement 1 (Events): its \
             condition ArnEquals wants aws:SourceArn {other}, and the request has {RULE}."
        )
    );
}

#[test]
fn no_policy_allows_nothing() {
    let none = Access::of_resource(None).decide(&delivery().queue(QUEUE));
    assert_eq!(none.to_string(), "Not allowed: no statement of the resource's policy allows anything.");
    is_refused(&on_queue(&policy(r#"{"Statement":[]}"#)), "allows anything");
}

#[test]
fn each_part_that_does_not_fit_is_named() {
    let cases = [
        (
            r#""Principal":{"Service":"s3.amazonaws.com"},"Action":"sqs:*","Resource":"*""#,
            "names s3.amazonaws.com",
        ),
        (
            r#""Principal":"*","Action":"sqs:ReceiveMessage","Resource":"*""#,
            "for sqs:ReceiveMessage and not for",
        ),
        (
            r#""Principal":"*","Action":"sqs:*","Resource":"arn:aws:sqs:us-east-1:111122223333:other""#,
            "is about arn",
        ),
        (r#""Principal":"*","Action":"sqs:*""#, "is about none"),
        (r#""Action":"sqs:*","Resource":"*""#, "has no Principal"),
        (r#""Principal":{"AWS":"AROAEXAMPLEID"},"Action":"sqs:*","Resource":"*""#, "was deleted"),
    ];
    for (statement, words) in cases {
        is_refused(&on_queue(&one(&format!(r#""Effect":"Allow",{statement}"#))), words);
    }
}

#[test]
fn the_nearest_statement_is_the_one_that_lacks_least() {
    let policy = policy(&format!(
        r#"{{"Version":"2012-10-17","Statement":[
            {{"Effect":"Allow","Principal":{{"AWS":"111122223333"}},"Action":"sqs:*","Resource":"{QUEUE}"}},
            {{"Effect":"Allow","Principal":{{"Service":"{SERVICE}"}},"Action":"sqs:SendMessage","Resource":"{QUEUE}",
              "Condition":{{"StringEquals":{{"aws:SourceAccount":"444455556666"}}}}}}]}}"#
    ));
    is_refused(
        &on_queue(&policy),
        "nearest is statement 2: its condition StringEquals wants aws:SourceAccount",
    );
}

#[test]
fn a_star_in_an_exact_operator_is_only_a_star() {
    let policy = condition("StringEquals", "aws:SourceArn", r#""arn:aws:events:*:111122223333:rule/*""#);
    is_refused(&on_queue(&policy), "StringEquals takes a * as it stands; StringLike");
    for operator in ["StringLike", "ArnLike", "ArnEquals"] {
        is_allowed(&on_queue(&condition(
            operator,
            "aws:SourceArn",
            r#""arn:aws:events:*:111122223333:rule/*""#,
        )));
    }
}

#[test]
fn a_statement_that_denies_wins() {
    let statements = |deny: &str| {
        policy(&format!(
            r#"{{"Version":"2012-10-17","Statement":[
                {{"Effect":"Allow","Principal":"*","Action":"*","Resource":"*"}},
                {{"Sid":"Not","Effect":"Deny","Principal":"*","Action":"sqs:*","Resource":"*"{deny}}}]}}"#
        ))
    };
    assert_eq!(on_queue(&statements("")).to_string(), "Denied by statement 2 (Not).");
    let tls = r#","Condition":{"Bool":{"aws:SecureTransport":"false"}}"#;
    is_allowed(&on_queue(&statements(tls)));
    let strange = r#","Condition":{"StringSound":{"aws:SourceArn":"x"}}"#;
    is_unknown(
        &on_queue(&statements(strange)),
        "statement 2 (Not) may deny it, but the condition operator StringSound",
    );
    let vpc = r#","Condition":{"StringNotEquals":{"aws:SourceVpc":"vpc-1"}}"#;
    is_refused(&on_queue(&statements(vpc)), "Denied by");
    let service = r#","Condition":{"StringNotEquals":{"aws:SourceVpc":"vpc-1"},"Bool":{"aws:PrincipalIsAWSService":false}}"#;
    is_allowed(&on_queue(&statements(service)));
}

#[test]
fn operators_do_what_their_page_says() {
    let allowed = [
        ("StringEqualsIgnoreCase", "aws:SourceAccount", r#""111122223333""#),
        ("StringNotEquals", "aws:SourceAccount", r#"["1","2"]"#),
        ("StringNotLike", "aws:SourceArn", r#""*:rule/other/*""#),
        ("StringLike", "AWS:SOURCEARN", r#"["x","*:rule/orders/?udit"]"#),
        ("ArnNotLike", "aws:SourceArn", r#""arn:aws:events:*:*:rule/other/*""#),
        ("NumericEquals", "aws:SourceAccount", "111122223333"),
        ("NumericLessThanEquals", "aws:SourceAccount", "111122223333"),
        ("NumericGreaterThan", "aws:SourceAccount", r#""5""#),
        ("Bool", "aws:SecureTransport", "true"),
        ("Null", "aws:PrincipalArn", "true"),
        ("Null", "aws:SourceArn", r#""false""#),
        ("StringEqualsIfExists", "aws:PrincipalOrgID", r#""o-1""#),
        ("NotIpAddress", "aws:SourceIp", r#""10.0.0.0/8""#),
        ("ForAllValues:StringEquals", "aws:PrincipalOrgPaths", r#""o-1/*""#),
        ("ForAnyValue:StringLike", "aws:SourceArn", r#""*audit""#),
        ("StringEquals", "aws:PrincipalServiceName", r#""events.amazonaws.com""#),
        ("ArnLike", "aws:SourceArn", r#""*""#),
    ];
    for (operator, key, values) in allowed {
        is_allowed(&on_queue(&condition(operator, key, values)));
    }
    let refused = [
        ("StringEquals", "aws:SourceAccount", r#""444455556666""#),
        ("StringEquals", "aws:SourceArn", r#""ARN:aws:events:us-east-1:111122223333:rule/orders/audit""#),
        ("StringNotEquals", "aws:SourceAccount", r#"["1","111122223333"]"#),
        ("StringEquals", "aws:PrincipalOrgID", r#""o-1""#),
        ("ForAnyValue:StringNotEquals", "aws:PrincipalOrgPaths", r#""o-1/*""#),
        ("IpAddress", "aws:SourceIp", r#""10.0.0.0/8""#),
        ("NumericLessThan", "aws:SourceAccount", "111122223333"),
        ("Bool", "aws:SecureTransport", r#""no""#),
        ("Null", "aws:SourceArn", "true"),
        ("StringEquals", "AWS:SourceOwner", r#""111122223333""#),
        ("ArnLike", "aws:SourceArn", r#""arn:aws:events:us-east-1:111122223333""#),
    ];
    for (operator, key, values) in refused {
        is_refused(&on_queue(&condition(operator, key, values)), operator);
    }
    let unknown = [
        ("StringEquals", "aws:SourceOrgID", r#""o-1""#),
        ("StringEquals", "sqs:Mystery", r#""x""#),
        ("StringResembles", "aws:SourceArn", r#""x""#),
        ("NullIfExists", "aws:SourceArn", r#""true""#),
        ("ForSomeValues:StringEquals", "aws:SourceArn", r#""x""#),
        ("DateLessThan", "aws:CurrentTime", r#""2030-01-01T00:00:00Z""#),
    ];
    for (operator, key, values) in unknown {
        is_unknown(&on_queue(&condition(operator, key, values)), "may allow it, but ");
    }
}

#[test]
fn a_condition_that_fails_settles_it_beside_one_that_is_not_known() {
    let both = |account: &str| {
        queue_statement(&format!(
            r#","Condition":{{"StringMagic":{{"a":"b"}},"StringEquals":{{"aws:SourceAccount":"{account}"}}}}"#
        ))
    };
    is_refused(&on_queue(&both("444455556666")), "wants aws:SourceAccount");
    is_unknown(&on_queue(&both("111122223333")), "StringMagic");
}

#[test]
fn dates_and_addresses_are_compared_by_value() {
    let decide = |operator: &str, key: &str, wanted: &str, found: &str| {
        let mut request = delivery().queue(QUEUE);
        request.context = request.context.set(key, found);
        Access::of_resource(Some(&condition(operator, key, &format!("\"{wanted}\"")))).decide(&request)
    };
    let now = "2026-11-28T07:00:00Z";
    is_allowed(&decide("DateLessThan", "aws:CurrentTime", "2026-11-28T09:00:00+01:00", now));
    is_allowed(&decide("DateGreaterThan", "aws:CurrentTime", "2026-11-27", now));
    is_refused(&decide("DateGreaterThan", "aws:CurrentTime", "1900000000", now), "wants aws:CurrentTime");
    is_unknown(&decide("DateEquals", "aws:CurrentTime", "tomorrow", now), "not a date");
    is_allowed(&decide("IpAddress", "aws:SourceIp", "10.1.0.0/16", "10.1.255.3"));
    is_refused(&decide("IpAddress", "aws:SourceIp", "10.1.0.0/16", "10.2.0.1"), "aws:SourceIp");
    is_allowed(&decide("IpAddress", "aws:SourceIp", "2001:db8::/32", "2001:db8:1::1"));
    is_allowed(&decide("IpAddress", "aws:SourceIp", "0.0.0.0/0", "10.2.0.1"));
    is_refused(&decide("IpAddress", "aws:SourceIp", "::/0", "10.2.0.1"), "aws:SourceIp");
}

#[test]
fn variables_are_filled_in_by_version() {
    let text = |version: &str, resource: &str| {
        policy(&format!(
            r#"{{{version}"Statement":{{"Effect":"Allow","Principal":"*","Action":"sqs:*","Resource":"{resource}"}}}}"#
        ))
    };
    let version = r#""Version":"2012-10-17","#;
    is_allowed(&on_queue(&text(version, "arn:aws:sqs:us-east-1:${aws:SourceAccount}:audit")));
    is_refused(&on_queue(&text("", "arn:aws:sqs:us-east-1:${aws:SourceAccount}:audit")), "is about");
    is_refused(&on_queue(&text(version, "arn:aws:sqs:us-east-1:111122223333:${aws:username}")), "is about");
    is_allowed(&on_queue(&text(version, "arn:aws:sqs:us-east-1:111122223333:${aws:username, 'audit'}")));
    is_refused(&on_queue(&text(version, "arn:aws:sqs:us-east-1:111122223333:${*}")), "is about");
    is_unknown(&on_queue(&text(version, "arn:aws:sqs:us-east-1:111122223333:${sqs:Mystery}")), "sqs:Mystery");
}

#[test]
fn stars_in_resources_stay_in_their_part_of_an_arn() {
    let about = |resource: &str| {
        on_queue(&one(&format!(
            r#""Effect":"Allow","Principal":"*","Action":"SQS:send*","Resource":"{resource}""#
        )))
    };
    for resource in
        ["*", "arn:aws:sqs:*:*:audit", "arn:aws:sqs:us-east-1:111122223333:a*t", "arn:*:sqs:*:*:*"]
    {
        is_allowed(&about(resource));
    }
    is_refused(&about("arn:aws:sqs:*:*:Audit"), "is about");
    is_unknown(&about("arn:aws:sqs:*"), "stand for the colons");
}

#[test]
fn what_is_excepted_is_not_covered() {
    let exception = |elements: &str| on_queue(&one(&format!(r#""Effect":"Allow",{elements}"#)));
    is_refused(&exception(r#""Principal":"*","NotAction":"sqs:Send*","Resource":"*""#), "all but sqs:Send*");
    is_allowed(&exception(r#""Principal":"*","NotAction":["sqs:Receive*"],"Resource":"*""#));
    is_refused(
        &exception(&format!(r#""Principal":"*","Action":"*","NotResource":"{QUEUE}""#)),
        "all but arn",
    );
    is_allowed(&exception(r#""NotPrincipal":{"Service":"s3.amazonaws.com"},"Action":"*","Resource":"*""#));
    let deny = policy(&format!(
        r#"{{"Statement":[{{"Effect":"Allow","Principal":"*","Action":"*","Resource":"*"}},
            {{"Effect":"Deny","NotPrincipal":{{"AWS":"{ROLE}"}},"Action":"*","Resource":"*"}}]}}"#
    ));
    is_refused(&on_queue(&deny), "Denied by statement 2");
}

fn access<'a>(caller: &'a [&'a Policy], resource: Option<&'a Policy>) -> Access<'a> {
    Access { caller: Some(caller), ..Access::of_resource(resource) }
}

fn in_role(access: &Access<'_>, resource: &str) -> Decision {
    access.decide(&delivery().in_role(ROLE, "kinesis:PutRecord", resource))
}

#[test]
fn in_one_account_either_side_may_allow_and_across_accounts_both_must() {
    let own = one(r#""Effect":"Allow","Action":"kinesis:Put*","Resource":"*""#);
    let nothing = one(r#""Effect":"Allow","Action":"s3:*","Resource":"*""#);
    let names_role = one(&format!(
        r#""Effect":"Allow","Principal":{{"AWS":"{ROLE}"}},"Action":"kinesis:*","Resource":"*""#
    ));
    let names_account =
        one(r#""Effect":"Allow","Principal":{"AWS":"111122223333"},"Action":"kinesis:*","Resource":"*""#);
    let home = "arn:aws:kinesis:us-east-1:111122223333:stream/s";
    let away = "arn:aws:kinesis:us-east-1:444455556666:stream/s";
    let (own_only, nothing_only, two) = ([&own], [&nothing], [&nothing, &own]);
    is_allowed(&in_role(&access(&own_only, None), home));
    is_allowed(&in_role(&access(&nothing_only, Some(&names_role)), home));
    is_refused(&in_role(&access(&nothing_only, Some(&names_account)), home), "the caller's policies");
    is_refused(&in_role(&access(&own_only, None), away), "the resource's policy");
    is_refused(&in_role(&access(&nothing_only, Some(&names_role)), away), "the caller's policies");
    let both = in_role(&access(&two, Some(&names_account)), away);
    assert_eq!(both.to_string(), "Allowed by statement 1 and statement 1 of the caller's policies.");
    let mut bounded = access(&own_only, None);
    bounded.boundary = Some(&nothing);
    is_refused(&in_role(&bounded, home), "the permissions boundary");
    // It also limits what the resource's policy grants to the role, and not what it grants to everybody.
    let everybody = one(r#""Effect":"Allow","Principal":"*","Action":"kinesis:*","Resource":"*""#);
    let wide = one(r#""Effect":"Allow","Action":"kinesis:*","Resource":"*""#);
    let granted = |resource| Access { boundary: Some(&nothing), ..access(&nothing_only, Some(resource)) };
    is_refused(&in_role(&granted(&names_role), home), "the permissions boundary");
    is_allowed(&in_role(&granted(&everybody), home));
    is_allowed(&in_role(&Access { boundary: Some(&wide), ..granted(&names_role) }, home));
}

#[test]
fn a_denial_of_all_but_some_spares_a_role_named_beside_its_account_and_without_boundary() {
    let allow = one(r#""Effect":"Allow","Action":"kinesis:*","Resource":"*""#);
    let own = [&allow];
    let home = "arn:aws:kinesis:us-east-1:111122223333:stream/s";
    let root = "arn:aws:iam::111122223333:root";
    let deny = |names: &str| {
        one(&format!(r#""Effect":"Deny","NotPrincipal":{{"AWS":[{names}]}},"Action":"*","Resource":"*""#))
    };
    let both = deny(&format!(r#""{ROLE}","{root}""#));
    is_allowed(&in_role(&access(&own, Some(&both)), home));
    let bounded = Access { boundary: Some(&allow), ..access(&own, Some(&both)) };
    is_refused(&in_role(&bounded, home), "Denied");
    is_refused(&in_role(&access(&own, Some(&deny(&format!(r#""{root}""#)))), home), "Denied");
    is_unknown(&in_role(&access(&own, Some(&deny(&format!(r#""{ROLE}""#)))), home), "without its account");
}

#[test]
fn a_key_policy_must_allow_or_hand_the_decision_to_the_account() {
    let key = "arn:aws:kms:us-east-1:111122223333:key/1";
    let root = one(
        r#""Effect":"Allow","Principal":{"AWS":"arn:aws:iam::111122223333:root"},"Action":"kms:*","Resource":"*""#,
    );
    let own = one(r#""Effect":"Allow","Action":"kms:Decrypt","Resource":"*""#);
    let role = delivery().in_role(ROLE, "kms:Decrypt", key);
    is_allowed(&Access::of_key(&root, &[&own]).decide(&role));
    is_refused(&Access::of_key(&root, &[]).decide(&role), "the caller's policies");
    let shut = one(r#""Effect":"Allow","Principal":{"AWS":"444455556666"},"Action":"kms:*","Resource":"*""#);
    is_refused(&Access::of_key(&shut, &[&own]).decide(&role), "the key's policy");
    // The account's own policies say nothing about a service.
    let service = delivery().queue_key(key, "kms:Decrypt", QUEUE);
    is_refused(&Access::of_key(&root, &[]).decide(&service), "names account 111122223333 and not events");
    let context = one(&format!(
        r#""Effect":"Allow","Principal":{{"Service":"{SERVICE}"}},"Action":["kms:Decrypt","kms:GenerateDataKey*"],
           "Resource":"*","Condition":{{"StringEquals":{{"kms:EncryptionContext:aws:sqs:arn":"{QUEUE}"}}}}"#
    ));
    is_allowed(&Access::of_key(&context, &[]).decide(&service));
}

#[test]
fn a_topics_key_is_asked_for_without_the_rules_arn_or_account() {
    let key = "arn:aws:kms:us-east-1:111122223333:key/1";
    let statement = |key: &str, value: &str| {
        one(&format!(
            r#""Effect":"Allow","Principal":{{"Service":"{SERVICE}"}},"Action":"kms:*","Resource":"*",
               "Condition":{{"StringEquals":{{"{key}":"{value}"}}}}"#
        ))
    };
    let by_account = statement("aws:SourceAccount", "111122223333");
    let topic = delivery().topic_key(key, "kms:Decrypt", "arn:aws:sns:us-east-1:111122223333:t");
    is_refused(&Access::of_key(&by_account, &[]).decide(&topic), "the request has no aws:SourceAccount");
    let queue = delivery().queue_key(key, "kms:Decrypt", QUEUE);
    is_unknown(&Access::of_key(&by_account, &[]).decide(&queue), "not documented");
    // Whether it carries the key or not, another account's is not met.
    let foreign = statement("aws:SourceAccount", "444455556666");
    is_refused(&Access::of_key(&foreign, &[]).decide(&queue), "wants aws:SourceAccount 444455556666");
    let via = statement("kms:ViaService", "sqs.us-east-1.amazonaws.com");
    is_unknown(&Access::of_key(&via, &[]).decide(&queue), "kms:ViaService");
}

#[test]
fn a_role_that_a_service_assumes_has_no_second_factor_and_the_time_is_known() {
    let delivery = Delivery { now: Some(1_795_867_200_000), ..delivery() };
    let request = delivery.in_role(ROLE, "sqs:SendMessage", QUEUE);
    let decide = |text: &str| {
        let own = policy(&format!(r#"{{"Version":"2012-10-17","Statement":[{text}]}}"#));
        let caller = [&own];
        let access = Access { caller: Some(&caller), ..Access::of_resource(None) };
        access.decide(&request)
    };
    let may = r#"{"Effect":"Allow","Action":"sqs:*","Resource":"*""#;
    let with = |condition: &str| format!(r#"{may},"Condition":{condition}}}"#);
    is_allowed(&decide(&format!("{may}}}")));
    is_refused(&decide(&with(r#"{"Bool":{"aws:MultiFactorAuthPresent":"true"}}"#)), "MultiFactorAuthPresent");
    let deny = r#"{"Effect":"Deny","Action":"*","Resource":"*","Condition":{"BoolIfExists":{"aws:MultiFactorAuthPresent":"false"}}}"#;
    is_refused(
        &decide(&format!("{may}}},{deny}")),
        "Denied by statement 2 of the caller's policies, on the condition BoolIfExists",
    );
    is_refused(
        &decide(&with(r#"{"DateLessThan":{"aws:CurrentTime":"2025-01-01T00:00:00Z"}}"#)),
        "CurrentTime",
    );
    is_allowed(&decide(&with(r#"{"DateLessThan":{"aws:CurrentTime":"2099-01-01T00:00:00Z"}}"#)));
}

#[test]
fn a_trust_policy_needs_no_resource() {
    let trust = |rest: &str| {
        one(&format!(
            r#""Effect":"Allow","Principal":{{"Service":"{SERVICE}"}},"Action":"sts:AssumeRole"{rest}"#
        ))
    };
    let decide = |policy: &Policy| Access::of_role(policy).decide(&delivery().assume(ROLE));
    is_allowed(&decide(&trust("")));
    is_allowed(&decide(&trust(r#","Condition":{"StringEquals":{"aws:SourceAccount":"111122223333"}}"#)));
    is_refused(&decide(&trust(r#","Condition":{"StringEquals":{"sts:ExternalId":"x"}}"#)), "sts:ExternalId");
    let lambda =
        one(r#""Effect":"Allow","Principal":{"Service":"lambda.amazonaws.com"},"Action":"sts:AssumeRole""#);
    is_refused(&decide(&lambda), "names lambda.amazonaws.com and not events.amazonaws.com");
}

#[test]
fn log_groups_are_written_to_in_two_steps_by_two_services() {
    let group = "arn:aws:logs:us-east-1:111122223333:log-group:/aws/events/x";
    let policy = one(&format!(
        r#""Effect":"Allow","Principal":{{"Service":["{SERVICE}","{LOG_DELIVERY}"]}},
           "Action":["logs:CreateLogStream","logs:PutLogEvents"],"Resource":"{group}:*",
           "Condition":{{"ArnEquals":{{"aws:SourceArn":"{RULE}"}}}}"#
    ));
    let decide = |principal: &str, action: &str| {
        Access::of_resource(Some(&policy)).decide(&delivery().log_group(group, principal, action))
    };
    is_allowed(&decide(SERVICE, "logs:PutLogEvents"));
    is_allowed(&decide(LOG_DELIVERY, "logs:PutLogEvents"));
    is_refused(&decide(SERVICE, "logs:CreateLogStream"), "the request has no aws:SourceArn");
}

#[test]
fn lambda_and_an_account_condition_cannot_be_told() {
    let function = "arn:aws:lambda:us-east-1:111122223333:function:f";
    let policy = one(&format!(
        r#""Effect":"Allow","Principal":{{"Service":"{SERVICE}"}},"Action":"lambda:InvokeFunction",
           "Resource":"{function}","Condition":{{"StringEquals":{{"AWS:SourceAccount":"111122223333"}}}}"#
    ));
    is_unknown(&Access::of_resource(Some(&policy)).decide(&delivery().function(function)), "looks old");
}

#[test]
fn another_account_enters_a_bus_by_its_id_its_root_or_its_organization() {
    let bus = "arn:aws:events:us-east-1:444455556666:event-bus/central";
    let decide = |principal: &str, condition: &str| {
        let policy = one(&format!(
            r#""Effect":"Allow","Principal":{principal},"Action":"events:PutEvents","Resource":"{bus}"{condition}"#
        ));
        let delivery = Delivery { rule: RULE, organization: Some("o-1"), now: None };
        Access::of_resource(Some(&policy)).decide(&delivery.bus(bus))
    };
    is_allowed(&decide(r#"{"AWS":"111122223333"}"#, ""));
    is_allowed(&decide(r#"{"AWS":"arn:aws:iam::111122223333:root"}"#, ""));
    is_refused(&decide(r#"{"AWS":"arn:aws:iam::999988887777:root"}"#, ""), "names account 999988887777");
    let organization = r#","Condition":{"StringEquals":{"aws:PrincipalOrgID":"o-1"}}"#;
    is_allowed(&decide("\"*\"", organization));
    is_refused(&decide("\"*\"", &organization.replace("o-1", "o-2")), "wants aws:PrincipalOrgID o-2");
    is_unknown(
        &decide("\"*\"", r#","Condition":{"StringEquals":{"events:source":"shop"}}"#),
        "events:source",
    );
}

#[test]
fn a_stranger_has_no_right_of_its_own_where_the_owner_is_not_known() {
    let policy = one(r#""Effect":"Allow","Principal":{"AWS":"111122223333"},"Action":"s3:*","Resource":"*""#);
    let decide = |account: &str| {
        let (caller, action) = (Caller::Somebody(account.to_owned()), "s3:GetObject".to_owned());
        let (resource, context) = ("arn:aws:s3:::a".to_owned(), RequestContext::new());
        Access::of_resource(Some(&policy)).decide(&Request { caller, action, resource, context })
    };
    is_allowed(&decide("111122223333"));
    is_refused(&decide("444455556666"), "names account 111122223333");
}

#[test]
fn several_values_want_a_word_on_how_they_count() {
    let request = |condition: &str| {
        let policy = queue_statement(&format!(r#","Condition":{{{condition}}}"#));
        let mut request = delivery().queue(QUEUE);
        request.context =
            request.context.with("aws:TagKeys", KeyValue::Values(vec!["team".into(), "stage".into()]));
        Access::of_resource(Some(&policy)).decide(&request)
    };
    is_unknown(&request(r#""StringEquals":{"aws:TagKeys":"team"}"#), "neither ForAnyValue nor ForAllValues");
    is_allowed(&request(r#""ForAnyValue:StringEquals":{"aws:TagKeys":"team"}"#));
    is_refused(&request(r#""ForAllValues:StringEquals":{"aws:TagKeys":"team"}"#), "ForAllValues");
    is_allowed(&request(r#""ForAllValues:StringEquals":{"aws:TagKeys":["team","stage"]}"#));
}

#[test]
fn the_names_of_a_service_that_are_known_may_settle_what_the_others_cannot() {
    let key = "aws:PrincipalServiceNamesList";
    let decide = |operator: &str, wanted: &str| on_queue(&condition(operator, key, &format!("\"{wanted}\"")));
    let (own, others) = ("events.amazonaws.com", "other names that the service goes by");
    is_allowed(&decide("ForAnyValue:StringEquals", own));
    is_unknown(&decide("ForAnyValue:StringEquals", "events.us-east-1.amazonaws.com"), others);
    is_unknown(&decide("ForAllValues:StringEquals", own), others);
    is_refused(&decide("ForAllValues:StringNotEquals", own), key);
    is_allowed(&decide("Null", "false"));
    is_refused(&decide("Null", "true"), key);
}

#[test]
fn a_session_of_the_role_is_neither_it_nor_not_it() {
    let home = "arn:aws:kinesis:us-east-1:111122223333:stream/s";
    let session = one(
        r#""Effect":"Allow","Principal":{"AWS":"arn:aws:sts::111122223333:assumed-role/deliver/x"},"Action":"*","Resource":"*""#,
    );
    is_unknown(&in_role(&Access::of_resource(Some(&session)), home), "sessions' names");
    // Named beside its account, too: the account hands on to the role's own policies, which allow nothing.
    let both = one(
        r#""Effect":"Allow","Principal":{"AWS":["arn:aws:iam::111122223333:root","arn:aws:sts::111122223333:assumed-role/deliver/x"]},"Action":"*","Resource":"*""#,
    );
    is_unknown(&in_role(&Access::of_resource(Some(&both)), home), "sessions' names");
}

#[test]
fn what_is_no_policy_says_what_where_and_what_to_do() {
    let cases = [
        ("", "not JSON"),
        ("{", "not JSON"),
        ("[]", "a policy is a JSON object, and this is an array, at line 1, column 1"),
        ("{}", "it has no Statement"),
        (r#"{"Statements":[]}"#, "no element \"Statements\""),
        (r#"{"Statement":["x"]}"#, "statement 1 is a string"),
        (r#"{"Statement":{"Action":"*"}}"#, "statement 1 has no Effect"),
        (r#"{"Statement":{"Effect":"allow"}}"#, "the Effect of statement 1 is `allow`, at line 1"),
        (r#"{"Statement":{"Effect":"Allow","Resources":"*"}}"#, "an element \"Resources\""),
        (
            r#"{"Statement":{"Effect":"Allow","Principal":{"Role":"x"}}}"#,
            "\"Role\" is not a kind of principal",
        ),
        (r#"{"Statement":{"Effect":"Allow","Action":[{}]}}"#, "Action has an object where it wants a text"),
        (r#"{"Statement":{"Effect":"Allow","Condition":{"Bool":true}}}"#, "wants an object"),
    ];
    for (text, words) in cases {
        let error = Policy::parse(text).expect_err(text).to_string();
        assert!(error.starts_with("The policy cannot be read: ") && error.contains(words), "{text}: {error}");
        assert!(error.ends_with('.'), "{error}");
    }
}

#[test]
fn a_request_may_say_what_follows_from_nothing() {
    let request = Request {
        caller: Caller::Identity(ROLE.into()),
        action: "s3:GetObject".into(),
        resource: "arn:aws:s3:::bucket/key".into(),
        context: RequestContext::new(),
    };
    let policy =
        one(r#""Effect":"Allow","Principal":"*","Action":"s3:GetObject","Resource":"arn:aws:s3:::bucket/*",
           "Condition":{"ArnEquals":{"aws:PrincipalArn":"arn:aws:iam::111122223333:role/deliver"}}"#);
    is_allowed(&Access::of_resource(Some(&policy)).decide(&request));
}

#[test]
fn what_a_condition_wants_is_said_as_it_is_meant() {
    let said = |condition: &str| {
        let text = format!(
            r#"{{"Version":"2012-10-17","Statement":{{"Effect":"Allow","Principal":"*","Action":"*","Resource":"*",
                "Condition":{condition}}}}}"#
        );
        let delivery = Delivery { rule: "arn:aws:events:us-east-1:1:rule/r", organization: None, now: None };
        let policy = Policy::parse(&text).unwrap();
        let request = delivery.queue("arn:aws:sqs:us-east-1:1:q");
        Access::of_resource(Some(&policy)).decide(&request).to_string()
    };
    for (condition, words) in [
        (
            r#"{"StringNotEquals":{"aws:SourceAccount":"1"}}"#,
            "wants another aws:SourceAccount than 1, and the request has 1",
        ),
        (r#"{"Null":{"aws:SourceArn":"true"}}"#, "wants no aws:SourceArn, and the request has arn"),
        (
            r#"{"Null":{"aws:SourceIp":"false"}}"#,
            "wants some aws:SourceIp, and the request has no aws:SourceIp",
        ),
        (r#"{"StringEquals":{"aws:SourceAccount":"2"}}"#, "wants aws:SourceAccount 2, and the request has 1"),
        (
            r#"{"ArnEquals":{"aws:SourceArns":"arn:aws:events:us-east-1:1:rule/r"}}"#,
            "and there is no such key: aws:SourceArn is written alike",
        ),
    ] {
        let told = said(condition);
        assert!(told.contains(words), "{condition}: {told}");
    }
    assert!(said(r#"{"StringEquals":{"aws:SomethingNew":"2"}}"#).contains("cannot be told"));
}
