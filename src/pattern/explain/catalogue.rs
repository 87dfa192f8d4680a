//! Every sort of near miss: what it is, how near it is, and an example that a test runs.
//!
//! # How near
//!
//! Every failing field has one miss: the nearest that was found. Nearness is a rank that says how small a
//! change would have made the field match, and how likely such a change is what was meant:
//!
//! 1. the event is of another kind than the pattern is written for (of one field's pairs, any nearer reason
//!    goes before that);
//! 2. the value is there and only *written* differently (letter case, white space, look-alike characters,
//!    punctuation, a number in quotes, another notation), or the pattern is written for another matcher (a
//!    star in a plain string, a regular expression, a list in one string), or never filled in;
//! 3. the value is there under another *name* or level (the event in an envelope of another service, `detail`
//!    left out, the name in other letter case, the name misspelled), or the name is a word of the pattern
//!    language in the wrong place;
//! 4. the value is of the right *sort* but misses the condition (a part of it, an ARN that differs in one
//!    place, a misspelling, a prefix that breaks off, a number out of range, an address outside the block);
//! 5. the condition *forbids* what is there (`anything-but`, `exists: false`);
//! 6. nothing like it is there at all.
//!
//! A field with several items and several values has as many pairs of them, and the nearest pair is its miss.
//! Within a rank the smaller distance (characters that differ, relative distance from the bound) is nearer,
//! and of equals the first in document order: values before items. A place that has the wanted name and not
//! the wanted value counts for less than one that has the value. Which alternative of an `$or` is explained,
//! `tree::closest` chooses.
//!
//! # To add one
//!
//! Write it here, with its rank, what is so of it besides (`Also`) and an example, and offer it where it is
//! found (`Nearest::offer`). Ranks are also compared in `tree/closest.rs` (`farness`): what comes before
//! [`MissKind::Elsewhere`] is only written wrong, what comes from [`MissKind::Excluded`] on has nothing of
//! what was asked for. The rest of the list is in CONTRIBUTING.

use serde::Serialize;

/// What is so of some kinds.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Also {
    /// Two texts are one but for the way they are written.
    Written,
    /// Either text may have been meant, so that a fix must keep what the pattern matched before.
    Keeps,
}

impl MissKind {
    /// Says that two texts are one but for the way they are written.
    pub fn is_of_writing(self) -> bool {
        self.also().contains(&Also::Written)
    }

    /// Whether a fix of it leaves the pattern matching what it matched before, because that may have been
    /// meant too. The others put right what can only be a slip, or what was asked for at a wrong place.
    pub fn keeps_what_matched(self) -> bool {
        self.also().contains(&Also::Keeps)
    }
}

/// Declares each kind once.
macro_rules! catalogue {
    ($($(#[doc = $doc:literal])* $kind:ident $rank:literal [$($also:ident)*],
        $pattern:literal on $event:literal says $says:literal;)*) => {
        /// What sort of miss it is.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
        #[serde(rename_all = "kebab-case")]
        #[non_exhaustive]
        pub enum MissKind {
            $($(#[doc = $doc])* $kind,)*
        }

        impl MissKind {
            /// All kinds, in the order of the declaration.
            pub const ALL: &[Self] = &[$(Self::$kind,)*];

            /// The rank of the kind: smaller is nearer.
            pub fn rank(self) -> u32 {
                match self {
                    $(Self::$kind => $rank,)*
                }
            }

            fn also(self) -> &'static [Also] {
                match self {
                    $(Self::$kind => &[$(Also::$also),*],)*
                }
            }
        }

        /// Of each kind a pattern, an event, and words of the sentence that is said first.
        #[cfg(test)]
        const EXAMPLES: &[(MissKind, &str, &str, &str)] = &[$((MissKind::$kind, $pattern, $event, $says),)*];
    };
}

catalogue! {
    /// The event is of another kind than the one that the pattern is written for.
    OtherKind 5 [],
        r#"{"detail-type":["AWS API Call via CloudTrail"],"detail":{"eventName":["PutObject"]}}"#
        on r#"{"source":"aws.s3","detail-type":"Object Created","detail":{"reason":"PutObject"}}"#
        says "another kind";
    /// Only letter case differs.
    LetterCase 10 [Written], r#"{"detail":{"state":["STOPPED"]}}"# on r#"{"detail":{"state":"stopped"}}"# says "letter case";
    /// Only white space differs.
    WhiteSpace 11 [Written], r#"{"source":["aws.ec2 "]}"# on r#"{"source":"aws.ec2"}"# says "white space at the end";
    /// Only characters that look alike differ: dashes, quotes, blanks of other widths, invisible ones.
    LookAlike 12 [Written], r#"{"a":["b–c"]}"# on r#"{"a":"b-c"}"# says "look alike";
    /// Only punctuation differs: `:` and `/` in ARNs of two styles, a dash for an underscore.
    Separator 13 [Written], r#"{"a":["one_two"]}"# on r#"{"a":"one-two"}"# says "only the punctuation";
    /// The same text as a number, true, false or null on one side and as a string on the other.
    Type 14 [], r#"{"a":["12"]}"# on r#"{"a":12}"# says "a number never equals a string";
    /// The same in another notation: percent-encoding, another way of writing a time or number, a host name
    /// for a source.
    Notation 15 [Written], r#"{"a":["b c"]}"# on r#"{"a":"b%20c"}"# says "URL-encoded";
    /// The same number, but with too many digits to be compared.
    Precision 15 [Keeps], r#"{"a":[0.3]}"# on r#"{"a":0.30000000000000001}"# says "more than 15 digits";
    /// A text that a template should have filled in.
    Placeholder 16 [Written], r#"{"a":["${Name}"]}"# on r#"{"a":"orders"}"# says "placeholder";
    /// A plain string with a star, which would match as a wildcard.
    StarIsLiteral 17 [Written], r#"{"a":["b*"]}"# on r#"{"a":"bcd"}"# says "a star is only a star";
    /// The text is written for another matcher: a regular expression, a list or an operator in one string, a
    /// block of addresses.
    Syntax 17 [Written], r#"{"a":["x|y"]}"# on r#"{"a":"x"}"# says "written as a list";
    /// null, an empty string and absence are three different things.
    Empty 18 [], r#"{"a":[null]}"# on r#"{"a":""}"# says "null and an empty string";
    /// The same path is written twice, and only the last list counts. By itself it does no harm to the
    /// verdict.
    Overridden 19 [], r#"{"a":[1],"a":[2]}"# on r#"{"a":1}"# says "only the last list counts";
    /// What was given as the event is another service's message, or an entry for PutEvents, with the event
    /// inside it.
    Wrapped 20 [], r#"{"source":["a"]}"# on r#"{"event":{"source":"a","detail-type":"b"}}"# says "lies inside";
    /// The name is a word of the pattern language, or of another one, where a field's name should stand.
    Keyword 21 [], r#"{"a":{"prefix":["b"]}}"# on r#"{"a":"bcd"}"# says "in the field's list";
    /// The value lies below `detail`, and the pattern leaves `detail` out, or the other way round.
    Level 22 [], r#"{"state":["on"]}"# on r#"{"source":"x","detail":{"state":"on"}}"# says "\"detail\" is missing";
    /// The event has the field in other letter case.
    NameCase 23 [], r#"{"Source":["x"]}"# on r#"{"source":"x"}"# says "letter case of the name";
    /// The event has a field of a similar name.
    NameSpelling 24 [], r#"{"sourse":["x"]}"# on r#"{"source":"x"}"# says "it has \"source\"";
    /// The path leads into a string, which may hold JSON as text.
    InsideText 25 [], r#"{"a":{"b":["x"]}}"# on r#"{"a":"{\"b\":\"x\"}"}"# says "JSON as text";
    /// The value is there, at another path.
    Elsewhere 26 [], r#"{"x":{"name":["orders"]}}"# on r#"{"y":{"name":"orders"}}"# says "is at \"y.name\"";
    /// The value contains what is wanted, or the other way round.
    Part 30 [Written Keeps], r#"{"a":["web"]}"# on r#"{"a":"web server"}"# says "goes on";
    /// Two ARNs that agree in some of their six parts.
    Arn 31 [Keeps],
        r#"{"a":["arn:aws:sns:us-east-1:111122223333:t"]}"# on r#"{"a":"arn:aws:sns:eu-west-1:111122223333:t"}"#
        says "region";
    /// The value differs in a few characters.
    Spelling 32 [Written Keeps], r#"{"a":["runing"]}"# on r#"{"a":"running"}"# says "more behind";
    /// The event comes from another region or account.
    Origin 33 [Keeps], r#"{"region":["us-east-1"]}"# on r#"{"region":"us-west-1"}"# says "another region";
    /// It agrees with the prefix, suffix or wildcard up to some place.
    BreaksOff 34 [Keeps], r#"{"a":[{"prefix":"web client"}]}"# on r#"{"a":"web server 1"}"# says "\"server\" where the pattern has \"client\"";
    /// The number is out of the range.
    Range 36 [Keeps], r#"{"a":[{"numeric":[">",5]}]}"# on r#"{"a":4}"# says "1 below";
    /// The address is not in the block.
    Block 38 [Keeps], r#"{"a":[{"cidr":"10.0.0.0/16"}]}"# on r#"{"a":"10.1.0.1"}"# says "outside the block";
    /// Each field is satisfied, but by different elements of an array.
    Elements 39 [], r#"{"a":{"b":[1],"c":[2]}}"# on r#"{"a":[{"b":1},{"c":2}]}"# says "No element";
    /// `anything-but` excludes the value.
    Excluded 40 [Keeps], r#"{"a":[{"anything-but":"x"}]}"# on r#"{"a":"x"}"# says "anything but that";
    /// `exists: false`, and there is a value.
    Present 42 [], r#"{"a":[{"exists":false}]}"# on r#"{"a":"x"}"# says "wants no";
    /// At the path is an object or array with no value of its own.
    Container 44 [], r#"{"a":["x"]}"# on r#"{"a":{"b":1}}"# says "Name the field inside";
    /// The value is another one.
    Different 50 [Keeps], r#"{"a":["x"]}"# on r#"{"a":"y"}"# says "the pattern wants \"x\"";
    /// The event has no such field.
    Absent 60 [], r#"{"a":["x"]}"# on r#"{"b":1}"# says "has no \"a\"";
    /// None of the branches of an `$or` matches.
    Branches 70 [], r#"{"$or":[{"a":[1]},{"b":[2]}]}"# on r#"{"a":5}"# says "None of the 2 branches";
    /// The step budget ran out.
    Undecided 70 [], "" on "" says "";
    /// The pattern matches, and more than its writer may expect.
    Caution 90 [], r#"{"a":[{"exists":false}]}"# on r#"{"a":{"b":1}}"# says "counts as absent";
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::pattern::{Event, Pattern, explain};

    #[test]
    fn each_example_is_told_as_its_kind() {
        for &(kind, pattern, event, says) in EXAMPLES {
            // An event that is too hard to decide fills no line; `consistency` has one.
            if kind == MissKind::Undecided {
                continue;
            }
            let parsed = Pattern::parse(pattern).unwrap_or_else(|error| panic!("{pattern}: {error}"));
            let event = Event::parse(event.as_bytes()).unwrap();
            let explanation = explain(&parsed, &event);
            let told = explanation.nodes.iter().filter_map(|node| node.miss.as_ref());
            let of_kind: Vec<_> = told.clone().filter(|miss| miss.kind == kind).collect();
            assert!(
                of_kind.iter().any(|miss| miss.sentence.contains(says)),
                "{pattern}: {:?}",
                told.collect::<Vec<_>>()
            );
            let first = explanation.misses().first().map(|(_, miss)| miss.kind);
            let aside = matches!(kind, MissKind::Branches | MissKind::Caution);
            assert!(aside || first == Some(kind), "{pattern}: {first:?}");
        }
    }
}
