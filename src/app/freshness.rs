//! Lists that keep up by themselves: what is on screen is read again after a while, so that what others
//! change is seen within half a minute. The rows stay until all of the new ones are there, and cursor, filter
//! and marks are by name.
//!
//! What failed is left to the operator, and what nobody looks at is not read.

use super::effect::{Effect, LoopEffect};
use super::model::Model;
use crate::model::Millis;

/// After so long what is on screen is read again. An answer takes some seconds at worst, so that half a
/// minute holds.
const PERIOD: Millis = 20_000;

/// Reads again what is on screen and old, and asks to be told when the next of it will be.
pub(super) fn keep(model: &mut Model, out: &mut Vec<Effect>) {
    let shared = &mut model.shared;
    if shared.connection.at().is_none() || shared.connection.is_loading() {
        return;
    }
    let reads = model.stack.last().map(|screen| screen.on_screen(shared)).unwrap_or_default();
    let mut next: Option<Millis> = None;
    for read in reads {
        let Some(since) = shared.account.read_at(&read) else { continue };
        let due = since + PERIOD;
        if due <= shared.now {
            shared.fetch(read, false, out);
        } else {
            next = Some(next.map_or(due, |next| next.min(due)));
        }
    }
    if let Some(at) = next
        && shared.look_again.is_none_or(|asked| asked <= shared.now || asked > at)
    {
        shared.look_again = Some(at);
        out.push(Effect::Loop(LoopEffect::LookAgain { at }));
    }
}
