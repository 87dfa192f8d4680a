//! Names given where the API wants an ARN (archives, buses and connections of this account): looked up and
//! replaced.

use crate::aws::Client;
use crate::model::{Held, Thing, ThingKind};

/// Which settings of a kind are the ARN of what.
fn of(kind: ThingKind) -> &'static [(&'static str, ThingKind)] {
    match kind {
        ThingKind::Archive => &[("EventSourceArn", ThingKind::Bus)],
        ThingKind::Replay => &[("EventSourceArn", ThingKind::Archive), ("Destination.Arn", ThingKind::Bus)],
        ThingKind::Destination => &[("ConnectionArn", ThingKind::Connection)],
        ThingKind::Bus
        | ThingKind::Rule
        | ThingKind::Connection
        | ThingKind::Source
        | ThingKind::Endpoint
        | ThingKind::LogPolicy => &[],
    }
}

/// Puts ARNs in the place of the names of what is there. A name that cannot be looked up stays as it was
/// written, and is then reported as not being an ARN.
pub(super) async fn in_place_of_names(client: &Client, kind: ThingKind, to: &mut Held) {
    for (path, named) in of(kind) {
        let Some(name) = to.text(path).filter(|text| !text.contains(':')).map(str::to_owned) else {
            continue;
        };
        let found = client.read_whole(&Thing::of(*named, name), &Held::default()).await;
        if let Ok(Some(found)) = found {
            to.set(path, Some(found.arn.as_str().into()));
        }
    }
}
