//! The explanation as JSON: nested nodes `{"path", "at": {"start", "end", "line", "column"}, "matched",
//! "found": [{"pointer", "value"}], "more"?, "miss": {"kind", "sentence", "fix"?}?, "children": […]}`.
//!
//! Written by hand and without recursion: values of the event are put in as they stand there, number texts
//! and lone surrogates included, and a pattern may nest a thousand levels.

use std::fmt::Write as _;

use crate::json;
use crate::pattern::explain::{Explanation, FoundValue, Node};

impl Explanation {
    /// The tree as one line of JSON. `matched` is null where the step budget ran out.
    pub fn to_json(&self) -> String {
        let mut out = String::new();
        // The depths of the nodes that are open, outermost first.
        let mut open: Vec<usize> = Vec::new();
        let mut first = true;
        for node in &self.nodes {
            while open.last().is_some_and(|&depth| depth >= node.depth) {
                out.push_str("]}");
                open.pop();
                first = false;
            }
            if !first {
                out.push(',');
            }
            begin(&mut out, node);
            open.push(node.depth);
            first = true;
        }
        for _ in open {
            out.push_str("]}");
        }
        out
    }
}

/// Everything of a node up to its children.
fn begin(out: &mut String, node: &Node) {
    let matched = node.matched.map_or("null", |matched| if matched { "true" } else { "false" });
    // Writing to a String cannot fail.
    let _ = write!(
        out,
        "{{\"path\":{},\"at\":{{\"start\":{},\"end\":{},\"line\":{},\"column\":{}}},\"matched\":{matched},\"found\":[",
        json::quote(node.path.as_bytes()),
        node.span.start,
        node.span.end,
        node.position.line,
        node.position.column,
    );
    for (at, found) in node.found.iter().enumerate() {
        if at > 0 {
            out.push(',');
        }
        value(out, found);
    }
    out.push(']');
    if node.more > 0 {
        let _ = write!(out, ",\"more\":{}", node.more);
    }
    if let Some(miss) = &node.miss {
        // Plain strings and numbers only, which serde_json cannot fail on.
        let miss = serde_json::to_string(miss).unwrap_or_default();
        let _ = write!(out, ",\"miss\":{miss}");
    }
    out.push_str(",\"children\":[");
}

fn value(out: &mut String, found: &FoundValue) {
    let _ =
        write!(out, "{{\"pointer\":{},\"value\":{}}}", json::quote(found.pointer.as_bytes()), found.value);
}
