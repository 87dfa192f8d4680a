//! Lists that keep up by themselves: what is on screen is read again after a while, so that what others
//! change is seen within half a minute. The rows stay until all of the new ones are there, and cursor, filter
//! and marks are by name.
//!
//! What failed is left to the operator, and what nobody looks at is not read.

use super::effect::{Effect, LoopEffect};
use super::model::Model;
use super::read::Read;
use crate::model::Millis;

/// After so long what is on screen is read again. An answer takes some seconds at worst, so that half a
/// minute holds.
const PERIOD: Millis = 20_000;

/// Of what a number or a word is on screen, at most so many calls a second on the average, and so many at a
/// time: a large screen shows a hundred rows.
const SPACE: Millis = 400;
const AT_A_TIME: usize = 4;
/// Where nobody has touched anything for so long, only what is on screen in full is read again.
const ATTENDED: Millis = 10 * 60_000;

/// Reads again what is on screen and old, and asks to be told when the next of it will be.
pub(super) fn keep(model: &mut Model, out: &mut Vec<Effect>) {
    let shared = &mut model.shared;
    if shared.connection.at().is_none() || shared.connection.is_loading() {
        return;
    }
    let Some(screen) = model.stack.last() else { return };
    let in_full = screen.on_screen(shared);
    let mut in_short = screen.on_screen_in_short(shared);
    in_short.retain(|read| shared.now - shared.touched < ATTENDED && !in_full.contains(read));
    let longer = PERIOD.max(Millis::try_from(in_short.len()).unwrap_or_default() * SPACE);
    let is_in_short = |read: &Read| matches!(read, Read::Targets(_) | Read::Rules(_));
    let mut room = AT_A_TIME.saturating_sub(shared.requests.reading(is_in_short));
    let in_full = in_full.into_iter().map(|read| (read, true));
    let mut next: Option<Millis> = None;
    for (read, is_full) in in_full.chain(in_short.into_iter().map(|read| (read, false))) {
        let Some(since) = shared.account.read_at(&read) else { continue };
        let due = since + if is_full { PERIOD } else { longer };
        if due > shared.now {
            next = Some(next.map_or(due, |next| next.min(due)));
        } else if is_full {
            shared.fetch(read, false, out);
        } else if room > 0 {
            // What finds no room is looked at again when an answer has come.
            room -= 1;
            shared.fetch(read, false, out);
        }
    }
    if let Some(at) = next
        && shared.look_again.is_none_or(|asked| asked <= shared.now || asked > at)
    {
        shared.look_again = Some(at);
        out.push(Effect::Loop(LoopEffect::LookAgain { at }));
    }
}
