//! Log groups as targets: what keeps EventBridge out of a group that is not there, and how old an event may
//! be.

use super::*;
use crate::diagnose::evidence::Piece;
use crate::diagnose::question::NamedKind;
use crate::model::facts::LoggedIn;
use Status::{Fault, Ok, Suspect};

#[test]
fn a_group_that_is_not_there_is_told_with_what_keeps_eventbridge_out_of_it() {
    let group = arn("logs", "log-group:/crit/order");
    let mut case = with_target(target(group.clone()));
    case.groups.put(group.clone(), Piece::Missing);
    case.group_policies.put(group, Piece::Missing);
    // What could not be seen of the policies waits until the group is there.
    is_silent(&case, "L1");
    case.log_policies = Piece::Seen(vec![]);
    says(&case, "L1", Fault, "No resource policy");
    assert_eq!(diagnose(&case).cause().map(|cause| cause.id), Some("L7"));
    // Where another group is meant, that one's policies count.
    case.names.put(NamedKind::Groups, Piece::Seen(vec![arn("logs", "log-group:/crit/orders")]));
    says(&case, "L7", Fault, "does not exist");
    is_silent(&case, "L1");
}

#[test]
fn an_old_event_is_lost_where_it_is_to_be_sent_so_and_not_where_a_group_has_it() {
    let case = |origin: Origin, id: &str| {
        let mut case = with_target(target(arn("logs", "log-group:g")));
        case.expected = ec2("2026-11-01T11:00:00Z", "{}");
        let text = case.expected.as_ref().unwrap().event.root().raw().replace("\"e1\"", &format!("\"{id}\""));
        case.expected = event(&text, origin);
        case
    };
    // From a tail.
    says(&case(Origin::Bus, "e1"), "L6", Fault, "27 days past");
    // Its time may be that of an example.
    says(&case(Origin::Brought, "e1"), "L6", Suspect, "27 days past");
    // An entry that names its time.
    says(&case(Origin::Brought, crate::model::EventEntry::NO_ID), "L6", Fault, "27 days past");
    let mut logged = case(Origin::Bus, "e1");
    logged.met = Some(LoggedIn { rule: "r".into(), group: "/g".into(), had: true });
    says(&logged, "L6", Ok, "has taken it");
}
