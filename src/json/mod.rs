//! JSON text with positions.
//!
//! Everything that shows, judges or fixes a piece of JSON needs to know where each part of it stands in the
//! text, and needs the text as it was written: `1.0` is not `1`, a key may occur twice, and `"\ud800"` is a
//! string although no `str` can hold it. Crates that build values give these away, so this module reads for
//! itself:
//!
//! - [`Document`]: a strict reader (RFC 8259) into a flat tree of spans over the text it owns.
//!   [`Document::parse`] wants the whole text to be one value; [`Document::parse_first`] stops at the end of
//!   the first value, as EventBridge does for patterns and events.
//! - [`tokens`]: a tolerant lexer that colours text which is still being typed.
//! - [`LineIndex`]: byte offsets to lines and columns and back.
//! - [`Flaw`]: what is wrong with a text, where, what to do next, and the change that does it;
//!   [`SyntaxError`] is the one that JSON can have.
//! - [`Document::pretty`]: a printer that keeps number texts, string escapes and duplicate keys.
//!
//! ```
//! use buslens::json::{Document, Position};
//!
//! let document = Document::parse("{\"a\": 1.0,\n \"a\": [true]}")?;
//! let members: Vec<&str> = document.root().members().map(|member| member.value().raw()).collect();
//! assert_eq!(members, ["1.0", "[true]"]);
//! let last = document.root().get("a").unwrap();
//! assert_eq!((last.span(), document.position(last.span().start)), (17..23, Position { line: 2, column: 7 }));
//!
//! let error = Document::parse("{\"a\": 01}").unwrap_err();
//! assert_eq!(error.position.column, 7);
//! # Ok::<(), buslens::json::SyntaxError>(())
//! ```
//!
//! Nothing in here recurses, so a document of any depth costs heap and never stack; depth, number length,
//! name length and size are bounded by [`Limits`]. Strings are handed out as WTF-8 bytes ([`Text`]): UTF-8
//! that may also hold lone surrogates.
//!
//! What an event or a pattern means is left to `pattern`.

mod copy_edit;
mod document;
mod error;
mod fault_context;
mod flaw;
mod lexer;
mod limits;
#[cfg(feature = "explorer")]
mod many_values;
mod pairs;
mod pointer;
mod position;
mod print;
mod reader;
mod repair;
mod text;
mod value;

#[cfg(test)]
mod tests;

pub use document::{Document, Kind, NodeId, PathStep};
pub use error::{SyntaxError, SyntaxErrorKind};
pub use flaw::{Edit, Fix, Flaw};
pub(crate) use lexer::is_number;
pub use lexer::{Token, TokenKind, tokens};
pub use limits::Limits;
pub(crate) use pairs::CONDITIONS;
pub use position::{LineIndex, Position};
pub use text::{Text, quote};
pub use value::{Elements, Member, Members, Value};

// The explorer writes pointers of its own; the engine alone does not.
#[cfg(feature = "explorer")]
pub(crate) use many_values::one_by_one;
#[cfg(feature = "explorer")]
pub(crate) use pointer::pointer_part;
pub(crate) use position::utf16_len;
pub(crate) use repair::repaired;
pub(crate) use text::{cmp_utf16, decode_into, surrogate_bytes, units};
