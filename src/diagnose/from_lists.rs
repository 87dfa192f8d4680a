//! Evidence from lists of the whole account, for looks at many rules at once.

use super::{Evidence, Piece};
use crate::model::{ApiDestination, Connection, TargetKind};

impl Evidence {
    /// Where the rule's targets are API destinations, these and their connections, as far as they are listed;
    /// `is_whole` says that no connection is missing in the list.
    pub(crate) fn add_destinations(
        &mut self,
        destinations: &[ApiDestination],
        connections: &[Connection],
        is_whole: bool,
    ) {
        let targets = self.targets.seen().cloned().unwrap_or_default();
        for target in targets.iter().filter(|target| target.kind() == TargetKind::ApiDestination) {
            let Some(found) = destinations.iter().find(|one| one.arn.answers_to(&target.arn)) else {
                continue;
            };
            self.destinations.put(target.arn.clone(), Piece::Seen(found.clone()));
            if let Some(connection) = connections.iter().find(|one| one.arn.answers_to(&found.connection)) {
                self.connections.put(found.connection.clone(), Piece::Seen(connection.clone()));
            } else if is_whole {
                self.connections.put(found.connection.clone(), Piece::Missing);
            }
        }
    }
}
