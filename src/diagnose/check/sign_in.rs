//! Sign-ins to the console, which are in one region or another by who signs in and where. Source: CloudTrail
//! user guide, "AWS Management Console sign-in events".

use super::often;
use crate::catalogue::SIGN_IN;
use crate::diagnose::case::Case;
use crate::diagnose::report::Report;
use crate::pattern::Asked;
use crate::text::{COMMERCIAL, partition};

/// Where the sign-ins of the root user are, and those of IAM users at the global endpoint in a browser that
/// does not know the account's alias.
const HOME: &str = "us-east-1";
/// Where the console sends the browsers that know it.
const BY_ALIAS: [&str; 3] = ["us-east-2", "eu-north-1", "ap-southeast-2"];

/// Whose sign-ins to the console a pattern asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum SignIns {
    /// The root user's alone.
    OfRoot,
    /// Those of IAM users too.
    OfUsers,
}

impl SignIns {
    /// Whose they are, where the pattern asks for nothing else; none for those of whom the guide tells no
    /// region, such as federated users, and in partitions that it does not speak of.
    pub(super) fn of(case: &Case<'_>) -> Option<Self> {
        const USER: &str = "detail.userIdentity.type";
        const HOST: &str = "detail.eventSource";
        const NAME: &str = "detail.eventName";
        let pattern = case.pattern()?;
        // The guide's table is of this partition, and of these sign-ins alone.
        let is_other = partition(case.region()) != COMMERCIAL;
        let is_login = |asked: Asked<'_>| asked.is_only(|text| text == "ConsoleLogin");
        let asks_for_others = pattern.ever_asks(NAME, |asked| !is_login(asked));
        let by_kind = pattern.always_asks("detail-type", |asked| asked.is_only(|text| text == SIGN_IN));
        let by_sender = case.only_sources(|source| source.whole && source.text == "aws.signin")
            || pattern.always_asks(HOST, |asked| asked.is_only(|host| host.starts_with("signin.")));
        let is_of_logins = by_kind || by_sender && pattern.always_asks(NAME, is_login);
        if is_other || asks_for_others || !is_of_logins {
            return None;
        }
        if pattern.always_asks(USER, |asked| asked.is_only(|user| user == "Root")) {
            return Some(Self::OfRoot);
        }
        let asks_for_users = pattern.ever_asks(USER, |asked| asked.takes("IAMUser"));
        (asks_for_users || !pattern.ever_asks(USER, |_| true)).then_some(Self::OfUsers)
    }

    /// Whether none of them are in that region.
    pub(super) fn are_never_in(self, region: &str) -> bool {
        match self {
            Self::OfRoot => !region.is_empty() && region != HOME,
            Self::OfUsers => false,
        }
    }
}

/// The part of M4 that is about sign-ins.
pub(super) fn region(case: &Case<'_>, report: &mut Report, whose: SignIns) {
    let region = case.region();
    if case.has_matched() {
        report.ok("Sign-ins that the rule waits for come in: its metrics count matches.");
        return;
    }
    if let Some(source) = case.seen_text("source").filter(|source| source == "aws.signin") {
        report
            .ok(format!("Events of {source} come in: one was seen on this bus."))
            .with_exhibit("the event's source", source);
        return;
    }
    let by_alias = crate::text::or_list(BY_ALIAS);
    let asked = || case.rule.pattern.clone().unwrap_or_default();
    match whose {
        SignIns::OfRoot if region == HOME => {
            report.ok("The rule is where the root user's sign-ins are recorded.");
        }
        SignIns::OfRoot => {
            report
                .suspect(format!(
                    "The root user's sign-ins to the console are recorded in {HOME}, and this rule is in {region}: they come \
                     here only if a rule in {HOME} forwards them, which cannot be seen from here."
                ))
                .with_exhibit("DescribeRule.EventPattern", asked())
                .fix(format!(
                    "Make a rule in {HOME} that forwards these events to this bus, or make this rule in {HOME}."
                ));
        }
        // Sound as far as is known: which endpoint people use shows nowhere.
        SignIns::OfUsers if region == HOME => {
            report
                .ok(format!(
                    "The rule is where sign-ins at the console's global endpoint are recorded; of IAM users whose browser knows \
                     the account's alias they are in {by_alias}, and at a regional endpoint in its region."
                ))
                .with_exhibit("DescribeRule.EventPattern", asked());
        }
        SignIns::OfUsers => {
            report
                .suspect(format!(
                    "Sign-ins to the console are recorded where they are made, and this rule is in {region}: the root user's in \
                     {HOME}, an IAM user's at the global endpoint in {HOME}, or where the browser knows the account's alias in \
                     {by_alias}, and at a regional endpoint in its region."
                ))
                .often(often::PARTLY_GLOBAL)
                .with_exhibit("DescribeRule.EventPattern", asked())
                .fix(format!(
                    "Make such a rule in {HOME} and in the other regions where people sign in, which may forward them to this \
                     bus."
                ));
        }
    }
}
