//! What is refused of a replay by what its archive is.

use super::ChangeFault;
use crate::model::Arn;

/// That a replay is to go to another bus than the one that its events came from, `source`.
pub fn replay_to_other_bus(bus: &Arn, source: &Arn) -> Option<ChangeFault> {
    (bus != source).then(|| {
        let ours =
            format!("the archive has events of bus {}, and they go back to that alone.", source.name());
        ChangeFault::at("Destination.Arn", ours)
            .said("Parameter Destination.Arn is not valid. Reason: Cross event bus replay is not permitted.")
    })
}
