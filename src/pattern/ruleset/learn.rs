//! Reads a gap between two values that was not met before, as strictly as [`crate::json`] does, and says
//! where it leads in the tree of wanted paths.

use super::rule_paths::RulePaths;
use super::scan::{Text, Unsure};
use super::shape::{Ahead, Enter, Move, ReadGap, Shape};

/// Buffers for reading.
#[derive(Debug, Default)]
pub(super) struct Learner {
    movement: Move,
    decoded: Vec<u8>,
}

/// What the reader expects.
enum ReaderState {
    /// What may follow a value.
    Behind,
    /// A member or an element.
    Entry,
    /// A value; the node that its name leads to.
    Value(Option<u32>),
}

impl Learner {
    /// Reads what follows the value behind the gap `before`, which ended at `at` (a string's closing quote,
    /// or behind another value); answers the gap's number.
    pub(super) fn read<const SOUND: bool>(
        &mut self,
        shape: &mut Shape,
        wanted: &RulePaths,
        before: u32,
        text: &Text<'_>,
        at: usize,
    ) -> Result<u32, Unsure> {
        let start = before == Shape::START;
        let mut place = shape.gap(before).place;
        let behind = at + usize::from(!start && shape.gap(before).ahead == Ahead::Text);
        let mut here = behind;
        self.movement.leave = 0;
        self.movement.enter.clear();
        let mut next = if start { ReaderState::Value(Some(RulePaths::ROOT)) } else { ReaderState::Behind };
        loop {
            let token = text.token(here);
            next = match next {
                ReaderState::Behind if token.byte == b',' && place != Shape::OUTSIDE => {
                    here = token.at + 1;
                    ReaderState::Entry
                }
                ReaderState::Behind => {
                    let left = *shape.place(place);
                    if place == Shape::OUTSIDE || token.byte != closing(left.object) {
                        return Err(Unsure);
                    }
                    here = token.at + 1;
                    if left.node.is_some() && self.movement.enter.pop().is_none() {
                        self.movement.leave += 1;
                    }
                    place = left.parent;
                    if place == Shape::OUTSIDE || (SOUND && shape.place(place).done) {
                        return Ok(self.found::<SOUND>(
                            shape,
                            before,
                            text,
                            at,
                            here,
                            Ahead::End,
                            place,
                            None,
                        ));
                    }
                    ReaderState::Behind
                }
                ReaderState::Entry => {
                    let around = *shape.place(place);
                    if around.object {
                        let name = text.name(token.at)?;
                        here = name.behind;
                        let child = around.node.and_then(|node| {
                            let bytes = text.bytes.get(name.start..name.end)?;
                            self.child(wanted, node, bytes, name.escapes)
                        });
                        if SOUND && child.is_some() {
                            let left = around.left.saturating_sub(1);
                            place = shape.place_in(around.parent, true, around.node, left);
                        }
                        ReaderState::Value(child)
                    } else {
                        ReaderState::Value(around.node)
                    }
                }
                ReaderState::Value(child) => {
                    let object = token.byte == b'{';
                    if start && place == Shape::OUTSIDE && !object {
                        return Err(Unsure);
                    }
                    let ahead = match token.byte {
                        b'{' | b'[' => {
                            let around = *shape.place(place);
                            if around.depth >= text.bounds.depth {
                                return Err(Unsure);
                            }
                            let node = child
                                .filter(|node| !object || wanted.steps(*node) > 0 || place == Shape::OUTSIDE);
                            let steps = node.filter(|_| SOUND && object).map_or(0, |node| wanted.steps(node));
                            // The event's own object is entered before any gap.
                            if node.is_some() && place != Shape::OUTSIDE {
                                self.movement.enter.push(Enter { array: !object, element: !around.object });
                            }
                            place = shape.place_in(place, object, node, steps);
                            here = token.at + 1;
                            let empty = text.token(here).byte == closing(object);
                            next = if empty { ReaderState::Behind } else { ReaderState::Entry };
                            continue;
                        }
                        b'"' => Ahead::Text,
                        b'-' | b'0'..=b'9' => Ahead::Number,
                        b't' | b'f' | b'n' => Ahead::Word,
                        _ => return Err(Unsure),
                    };
                    let end = token.at + usize::from(ahead == Ahead::Text);
                    let path = child.and_then(|node| wanted.ending(node));
                    return Ok(self.found::<SOUND>(shape, before, text, at, end, ahead, place, path));
                }
            };
        }
    }

    #[allow(clippy::too_many_arguments)]
    fn found<const SOUND: bool>(
        &self,
        shape: &mut Shape,
        before: u32,
        text: &Text<'_>,
        at: usize,
        end: usize,
        ahead: Ahead,
        place: u32,
        path: Option<u32>,
    ) -> u32 {
        let bytes = text.bytes.get(at..end).unwrap_or_default();
        let last = SOUND && shape.place(place).done;
        let length = bytes.len();
        shape.learn(before, bytes, &ReadGap { length, ahead, last, path, place, movement: &self.movement })
    }

    fn child(&mut self, wanted: &RulePaths, node: u32, name: &[u8], escapes: bool) -> Option<u32> {
        if !escapes {
            return wanted.child(node, name);
        }
        self.decoded.clear();
        crate::json::decode_into(name, &mut self.decoded);
        wanted.child(node, &self.decoded)
    }
}

/// What closes a container.
fn closing(object: bool) -> u8 {
    if object { b'}' } else { b']' }
}
