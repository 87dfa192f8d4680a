//! What is refused because of what an archive is: a change while it is being made, a replay to another
//! bus, or of what is still to come.

use super::ChangeFault;
use crate::model::{Arn, Held, Millis};
use crate::text::time::rfc3339;

/// That a replay is to go to another bus than the one that its events came from, `source`.
pub fn replay_to_other_bus(bus: &Arn, source: &Arn) -> Option<ChangeFault> {
    (bus != source).then(|| {
        let ours =
            format!("the archive has events of bus {}, and they go back to that alone.", source.name());
        ChangeFault::at("Destination.Arn", ours).in_words_of_service(
            "Parameter Destination.Arn is not valid. Reason: Cross event bus replay is not permitted.",
        )
    })
}

/// That the whole span of a replay is still to come at `now`, so that no event of it can have been archived.
pub fn replay_ahead(replay: &Held, now: Millis) -> Option<ChangeFault> {
    let from = replay.setting("EventStartTime")?.as_i64()?.checked_mul(1000)?;
    (from > now).then(|| {
        let ours = format!(
            "the span is still to come: it is {} now, and the archive has nothing of later. Begin it before that.",
            rfc3339(now)
        );
        ChangeFault::at("EventStartTime", ours)
    })
}

/// Whether an archive's state is one that passes by itself.
pub fn is_unsettled(state: &str) -> bool {
    matches!(state, "CREATING" | "UPDATING")
}

/// An archive that is being made or changed takes no other change before that is over.
pub(super) fn unsettled(archive: &Held) -> Option<ChangeFault> {
    let state = archive.state.as_deref().filter(|state| is_unsettled(state))?;
    Some(ChangeFault::at("State", format!("the archive is {state}. Wait until that is over.")))
}
