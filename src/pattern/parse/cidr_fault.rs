//! What can be wrong inside the text of a `cidr`, in EventBridge's words and ours.

use super::messages::{Described, for_sentence, say};

/// What is wrong inside a CIDR text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum CidrFault {
    Slash,
    BitsNotInteger,
    BitsNegative,
    Invalid(String),
    Nonstandard(String),
    TooManyBitsV4,
    TooManyBitsV6,
}

impl CidrFault {
    pub(super) fn describe(&self) -> Described {
        const FORMS: &str = "Write for instance \"10.0.0.0/8\" or \"2001:db8::/32\".";
        const ADDRESSES: &str =
            "Write four decimal numbers up to 255, or groups of hexadecimal digits with colons.";
        const SINGLE: &str =
            "For a single address put the address itself into the field's list, as a plain string.";
        match self {
            Self::Slash => say(
                "Malformed CIDR, one '/' required",
                "a block is an address, one slash, and the number of bits",
                FORMS,
            ),
            Self::BitsNotInteger => say(
                "Malformed CIDR, mask bits must be an integer",
                "what follows the slash is not a whole number",
                FORMS,
            ),
            Self::BitsNegative => {
                say("Malformed CIDR, mask bits must not be negative", "the number of bits is negative", FORMS)
            }
            Self::Invalid(address) => say(
                format!("Invalid IP address: {address}"),
                format!("{} is not a valid IP address", for_sentence(address)),
                ADDRESSES,
            ),
            Self::Nonstandard(address) => say(
                format!("Nonstandard IP address: {address}"),
                format!("{} is not an IP address", for_sentence(address)),
                ADDRESSES,
            ),
            Self::TooManyBitsV4 => say(
                "IPv4 mask bits must be < 32",
                "an IPv4 block has 0 to 31 bits; EventBridge does not take /32",
                SINGLE,
            ),
            Self::TooManyBitsV6 => say(
                "IPv6 mask bits must be < 128",
                "an IPv6 block has 0 to 127 bits; EventBridge does not take /128",
                SINGLE,
            ),
        }
    }
}
