//! API destinations and the connections that authorize them.

use crate::diagnose::case::Case;
use crate::diagnose::evidence::Piece;
use crate::diagnose::report::Report;
use crate::model::TargetKind;

/// T17: the destination is not active, or its connection is not authorized.
pub(super) fn connection(case: &Case<'_>, report: &mut Report) {
    for target in case.targets().iter().filter(|target| target.kind() == TargetKind::ApiDestination) {
        report.about(target);
        let piece = case.evidence.destinations.get(&target.arn);
        let name = name_of(target.arn.name());
        let what = format!("The state of the API destination {name}");
        let Some(destination) = report.see(&what, "events:ListApiDestinations", piece) else { continue };
        let active = destination.state == "ACTIVE";
        let piece = case.evidence.connections.get(&destination.connection);
        if matches!(piece, Piece::Missing) {
            report
                .fault(format!("The connection of the API destination {name} does not exist."))
                .with_exhibit("ListApiDestinations.ConnectionArn", destination.connection.as_str())
                .fix("Create the connection, and name it in the destination.");
            continue;
        }
        let connection = name_of(destination.connection.name());
        let what = format!("The state of the connection {connection}");
        match report.see(&what, "events:ListConnections", piece) {
            Some(seen) if seen.state != "AUTHORIZED" => {
                let reason = seen
                    .reason
                    .as_deref()
                    .map(|why| format!(": {}", why.trim_end_matches('.')))
                    .unwrap_or_default();
                let title = format!("The connection {connection} is {}{reason}.", seen.state);
                // Some states pass by themselves.
                let passing =
                    matches!(seen.state.as_str(), "AUTHORIZING" | "CREATING" | "UPDATING" | "ACTIVE");
                let note = if passing { report.suspect(title) } else { report.fault(title) };
                note.with_exhibit("ListConnections.ConnectionState", seen.state.as_str())
                    .with_exhibit("ListConnections.StateReason", seen.reason.clone())
                    .fix("Give the connection its credentials again with update-connection; it then authorizes anew.");
                continue;
            }
            Some(_) | None => {}
        }
        if !active {
            report
                .fault(format!("The API destination {name} is {}.", destination.state))
                .with_exhibit("ListApiDestinations.ApiDestinationState", destination.state.as_str())
                .fix("It becomes active again once its connection is authorized.");
        } else if piece.seen().is_some() {
            report.ok(format!("The API destination {name} is active and its connection authorized."));
        }
    }
}

/// The name without the id that AWS puts behind it.
fn name_of(name: &str) -> &str {
    name.split('/').next().unwrap_or(name)
}
