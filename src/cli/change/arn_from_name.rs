//! Names given where the API wants an ARN (archives, buses and connections of this account): looked up and
//! replaced.

use crate::aws::Client;
use crate::model::{ChangeFault, Held, Thing, ThingKind, no_such_archive, no_such_bus, no_such_connection};

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

/// Puts ARNs in the place of the names of what is there; answers which there is nothing of. A name that
/// cannot be looked up stays as it was written, and is then reported as not being an ARN.
pub(super) async fn in_place_of_names(client: &Client, kind: ThingKind, to: &mut Held) -> Vec<ChangeFault> {
    let mut missing = Vec::new();
    for (path, named) in of(kind) {
        let Some(name) = to.text(path).filter(|text| !text.contains(':')).map(str::to_owned) else {
            continue;
        };
        match client.read_whole(&Thing::of(*named, name.as_str()), &Held::default()).await {
            Ok(Some(found)) => to.set(path, Some(found.arn.as_str().into())),
            Ok(None) => missing.push(not_there(*named, path, &name)),
            Err(_) => {}
        }
    }
    missing
}

fn not_there(kind: ThingKind, path: &str, name: &str) -> ChangeFault {
    match kind {
        ThingKind::Archive => no_such_archive(name),
        ThingKind::Connection => no_such_connection(name),
        ThingKind::Bus
        | ThingKind::Rule
        | ThingKind::Replay
        | ThingKind::Destination
        | ThingKind::Source
        | ThingKind::Endpoint
        | ThingKind::LogPolicy => no_such_bus(path, name),
    }
}
