//! Rules that are named by their ARNs, wherever a command takes a rule's name: as alarms, CloudTrail and
//! other tools name them. An ARN says bus, account and region; the account that a command reaches is compared
//! with it ([`check`]).

use super::exit::{Exit, Failure};
use crate::aws::Client;
use crate::model::{Arn, Bus, NamedBus, RuleKey};

/// The bus and the rules that a command line names.
pub(super) struct Names<'a> {
    pub(super) bus: &'a mut String,
    pub(super) rules: Vec<&'a mut String>,
}

impl<'a> Names<'a> {
    /// Of a command that names a bus and a rule, or no rule.
    pub(super) fn of(bus: &'a mut String, rule: impl IntoIterator<Item = &'a mut String>) -> Self {
        Self { bus, rules: rule.into_iter().collect() }
    }

    /// Puts bus and names in the place of ARNs, and gives one of them, where there is one.
    pub(super) fn resolve(self) -> Result<Option<Arn>, Failure> {
        let mut known: Option<(Arn, RuleKey)> = None;
        let mut by_name = None;
        for rule in self.rules {
            let arn = Arn::from(rule.as_str());
            if !arn.is_well_formed() {
                by_name = by_name.or_else(|| Some(rule.clone()));
                continue;
            }
            let Some(key) = RuleKey::of_arn(&arn) else {
                let why = "it is not the ARN of a rule, which is arn:aws:events:REGION:ACCOUNT:rule/NAME, or \
                           …:rule/BUS/NAME.";
                return Err(Failure::bad_in(&arn, why));
            };
            match &known {
                Some((other, of)) if of.bus != key.bus || !other.is_beside(&arn) => {
                    return Err(not_on_one_bus(arn.as_str(), other.as_str()));
                }
                None if *self.bus != Bus::DEFAULT && !is_bus_of(&key, &arn, self.bus) => {
                    let why = format!(
                        "{arn} is a rule of the bus {}, and the bus {} is named beside it. Leave --bus out.",
                        key.bus, self.bus
                    );
                    return Err(Failure::new(Exit::Usage, why));
                }
                Some(_) | None => {}
            }
            rule.clone_from(&key.name);
            known = Some((arn, key));
        }
        if let Some((arn, key)) = &known {
            if let Some(name) = by_name.filter(|_| !is_bus_of(key, arn, self.bus)) {
                return Err(not_on_one_bus(&name, arn.as_str()));
            }
            self.bus.clone_from(&key.bus);
        }
        Ok(known.map(|(arn, _)| arn))
    }
}

/// Whether a bus, by name or ARN, is the one of a rule that has this ARN.
fn is_bus_of(key: &RuleKey, arn: &Arn, bus: &str) -> bool {
    NamedBus::beside(arn, bus) == NamedBus::Here(&key.bus)
}

fn not_on_one_bus(one: &str, other: &str) -> Failure {
    let why = "are not all on one bus of one account and region. Run the command once for each bus.";
    Failure::new(Exit::Usage, format!("{one} and {other} {why}"))
}

/// Refuses what is in another account or region than the client's; an account that nobody can tell is not
/// compared.
pub(super) async fn check(client: &Client, arn: &Arn) -> Result<(), Failure> {
    let (region, of) = (&client.session().region, arn.region());
    if region != of {
        let why = format!(
            "it is in the region {of}, and this is {region}. Give --region {of}, or the rule's name alone to look for \
             it here."
        );
        return Err(Failure::bad_in(arn, why));
    }
    match client.account().await {
        Some(account) if account != arn.account() => {
            let why = format!(
                "it is in the account {}, and this is {account}. Choose that account with --profile, or give the \
                 rule's name alone to look for it here.",
                arn.account()
            );
            Err(Failure::bad_in(arn, why))
        }
        Some(_) | None => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::Names;

    const ORDERS: &str = "arn:aws:events:eu-west-1:111122223333:rule/orders/audit";

    fn resolved(bus: &str, rules: &[&str]) -> Result<(String, Vec<String>, bool), String> {
        let mut bus = bus.to_owned();
        let mut rules: Vec<String> = rules.iter().map(|rule| (*rule).to_owned()).collect();
        let arn = Names { bus: &mut bus, rules: rules.iter_mut().collect() }.resolve();
        arn.map(|arn| (bus, rules, arn.is_some())).map_err(|failure| failure.message)
    }

    #[test]
    fn an_arn_names_bus_and_rule() {
        let of = |bus: &str, rules: &[&str]| resolved(bus, rules).unwrap();
        assert_eq!(of("default", &["a"]), ("default".into(), vec!["a".into()], false));
        assert_eq!(of("default", &[ORDERS]), ("orders".into(), vec!["audit".into()], true));
        assert_eq!(of("orders", &[ORDERS]), ("orders".into(), vec!["audit".into()], true));
        let bus = "arn:aws:events:eu-west-1:111122223333:event-bus/orders";
        assert_eq!(of(bus, &["b", ORDERS]), ("orders".into(), vec!["b".into(), "audit".into()], true));
        assert_eq!(of("orders", &["b", ORDERS, "c"]).1, ["b", "audit", "c"]);
        let own = "arn:aws:events:eu-west-1:111122223333:rule/nightly";
        assert_eq!(of("default", &[own]), ("default".into(), vec!["nightly".into()], true));
        let partner = "arn:aws:events:eu-west-1:111122223333:rule/aws.partner/example.com/1/audit";
        assert_eq!(of("default", &[partner]).0, "aws.partner/example.com/1");
    }

    #[test]
    fn what_names_no_rule_or_rules_of_two_buses_is_told() {
        for (bus, rules, why) in [
            ("default", &["arn:aws:sqs:eu-west-1:111122223333:queue"][..], "not the ARN of a rule"),
            ("default", &["arn:aws:events:eu-west-1:111122223333:rule/"], "not the ARN of a rule"),
            ("default", &["arn:aws:events:eu-west-1:111122223333:event-bus/orders"], "not the ARN of a rule"),
            ("other", &[ORDERS], "Leave --bus out"),
            ("arn:aws:events:eu-west-1:444455556666:event-bus/orders", &[ORDERS], "Leave --bus out"),
            ("default", &[ORDERS, "b"], "not all on one bus"),
            ("default", &["b", ORDERS], "not all on one bus"),
            (
                "default",
                &[ORDERS, "arn:aws:events:eu-west-2:111122223333:rule/orders/b"],
                "not all on one bus",
            ),
            ("default", &[ORDERS, "arn:aws:events:eu-west-1:111122223333:rule/b"], "not all on one bus"),
        ] {
            let told = resolved(bus, rules).unwrap_err();
            assert!(told.contains(why), "{rules:?}: {told}");
        }
    }
}
