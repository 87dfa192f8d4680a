//! Text for people and terminals. Every other module may use this one; it uses none of them.
//!
//! Here, once for the whole program: which characters may reach a terminal ([`is_unsafe`]), how text is cut
//! to columns ([`fit()`]), how things are counted ([`counted`]), how many edits lie between two texts, how
//! times and durations are written ([`time`]), and what regions are called ([`REGIONS`]). What a sentence
//! says is decided where it is said; positions in a text, as a parser needs them, are in [`crate::json`].
//!
//! ```
//! use buslens::text;
//!
//! assert_eq!(text::safe("a\u{1b}[31mb"), "a␛[31mb");
//! assert_eq!(text::fit("a-long-name", 6), "a-lon…");
//! assert_eq!(text::counted(2_000_usize, "rule", "rules"), "2,000 rules");
//! assert_eq!(text::time::rfc3339(0), "1970-01-01T00:00:00Z");
//! ```

mod account_number;
mod arn;
mod capitalised;
mod count;
mod edits;
mod fit;
#[cfg(feature = "explorer")]
mod fnv;
mod letters;
mod partition;
#[cfg(feature = "explorer")]
mod percent;
mod region;
mod safe;
#[cfg(feature = "explorer")]
mod shell;
pub mod time;
#[cfg(feature = "explorer")]
mod xml;

pub(crate) use account_number::is_account_number;
pub(crate) use arn::arn_parts;
pub(crate) use capitalised::capitalised;
pub use count::{and_list, counted, grouped, listed, listed_of, or_list, plural, size};
pub(crate) use edits::edits;
pub use fit::{
    cluster_width, columns, cut_arn, cut_front, fit, fit_middle, fit_sentence, fold, padded, width,
};
#[cfg(feature = "explorer")]
pub(crate) use fnv::fnv;
pub(crate) use letters::letters_and_digits;
#[cfg(feature = "explorer")]
pub(crate) use partition::{COMMERCIAL, dns_suffix, global_region, partition, partitions};
#[cfg(feature = "explorer")]
pub(crate) use percent::{form_decoded, percent_decoded};
pub use region::{REGIONS, Region};
pub(crate) use region::{is_region_code, may_be_region};
pub(crate) use safe::character_name;
#[cfg(feature = "explorer")]
pub(crate) use safe::one_line_or_nothing;
pub use safe::{is_unsafe, one_line, push_json_escape, safe, safe_json, visible};
#[cfg(feature = "explorer")]
pub(crate) use shell::{outside_quotes, shell_word};
#[cfg(feature = "explorer")]
pub(crate) use xml::xml_escaped;
