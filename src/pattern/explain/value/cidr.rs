//! Why an address does not lie in a block, or a text is no address.

use crate::json::Fix;
use crate::pattern::address::{Address, Cidr};
use crate::pattern::explain::catalogue::MissKind;
use crate::pattern::explain::miss::Nearest;
use crate::pattern::explain::value::{Pair, with_type};
use crate::pattern::explain::wording::similarity::{literal, quoted};
use crate::pattern::item::Item;

impl Pair<'_> {
    /// Why `cidr` is not satisfied.
    pub(in crate::pattern::explain) fn cidr(&self, nearest: &mut Nearest) {
        let Item::Cidr(cidr) = self.item else { return };
        let wanted = || quoted(&self.nested_text());
        let Some(address) = self.scalar.address() else {
            return self.no_address(nearest, *cidr);
        };
        let (of, distance) = match (cidr.address, address) {
            (Address::V4(block), Address::V4(address)) => {
                (None, cidr.bits.saturating_sub((block ^ address).leading_zeros()))
            }
            (Address::V6(block), Address::V6(address)) => {
                (None, cidr.bits.saturating_sub((block ^ address).leading_zeros()) / 4)
            }
            (Address::V4(_), Address::V6(_)) => (Some(("IPv6", "IPv4")), 90),
            (Address::V6(_), Address::V4(_)) => (Some(("IPv4", "IPv6")), 90),
        };
        nearest.offer(MissKind::Block, distance as usize, || {
            let sentence = if let Some((met, block)) = of {
                format!(
                    "The event has {}, an {met} address, and {} is a block of {block} addresses, which \
                        holds none.",
                    self.met(),
                    wanted()
                )
            } else {
                let (first, last) = ends(*cidr);
                format!(
                    "The event has {}, which is outside the block {}: that goes from {first} to {last}.",
                    self.met(),
                    wanted()
                )
            };
            (self.and_neighbour(sentence, *cidr, address), None)
        });
    }

    /// Adds how the address could be taken in. How many of its neighbours are meant cannot be known.
    fn and_neighbour(&self, sentence: String, cidr: Cidr, address: Address) -> String {
        let same = matches!(
            (cidr.address, address),
            (Address::V4(_), Address::V4(_)) | (Address::V6(_), Address::V6(_))
        );
        if !same {
            return sentence;
        }
        // A block as large as a network of networks says nothing of the address.
        let large = if matches!(address, Address::V4(_)) { 16 } else { 32 };
        let block = if cidr.bits >= large {
            Some((format!("{}/{}", address.network(cidr.bits), cidr.bits), "for all of its block"))
        } else {
            private_block(address)
                .filter(|_| private_block(cidr.address).is_some())
                .map(|block| (block.to_owned(), "for the block of private addresses that it is in"))
        };
        let or = block.map_or_else(String::new, |(block, of)| format!(", or {{\"cidr\": \"{block}\"}} {of}"));
        format!(
            "{sentence} If it is meant as well, add {} to the list for that address alone{or}.",
            self.met()
        )
    }

    /// The value is no address: perhaps there is one inside it.
    fn no_address(&self, nearest: &mut Nearest, cidr: Cidr) {
        let wanted = || quoted(&self.nested_text());
        let Some(text) = self.met_text() else {
            return nearest.offer(MissKind::Different, 12, || {
                (format!("The event has {}, and an address is a string.", with_type(self.met)), None)
            });
        };
        let inside =
            |text: &str| Address::read(text.as_bytes()).is_some_and(|address| cidr.contains(address));
        if inside(text.trim()) {
            return nearest.offer(MissKind::WhiteSpace, 0, || {
                (
                    format!(
                        "The event has {}: with the white space around it, it is no IP address.",
                        self.met()
                    ),
                    None,
                )
            });
        }
        let is_part = |c: char| c.is_ascii_hexdigit() || matches!(c, '.' | ':');
        let found = text
            .split(|c: char| !is_part(c))
            .chain(text.split(|c: char| !c.is_ascii_digit() && c != '.'))
            .find(|part| inside(part));
        if let Some(part) = found {
            let why = match text.split_once(part) {
                Some(("", behind)) if behind.starts_with(':') => "with a port behind it",
                Some(("[", behind)) if behind.starts_with("]:") => "with a port behind it",
                Some(("", behind)) if behind.starts_with('/') => "with a mask behind it",
                Some(("", behind)) if behind.starts_with('%') => "with a zone behind it",
                _ => "with other text around it",
            };
            return nearest.offer(MissKind::Part, 1, || {
                (
                    format!(
                        "The event has {}, an IP address {why}, which EventBridge does not read as an \
                        address; so no block, not even {}, holds it.",
                        self.met(),
                        wanted()
                    ),
                    if *self.nested_text() == *text.as_bytes() {
                        self.take_over()
                    } else {
                        self.by_text(cidr, text, part)
                    },
                )
            });
        }
        nearest.offer(MissKind::Different, 12, || {
            let host = text.contains('.')
                && text.chars().any(|c| c.is_ascii_alphabetic())
                && !text.contains([' ', '/']);
            let what = if host {
                ", a name and no IP address"
            } else {
                ", which is not an IP address as EventBridge reads them"
            };
            let service = if host && text.ends_with(".amazonaws.com") {
                " An AWS service that makes the call gives its name there."
            } else {
                ""
            };
            (
                format!(
                    "The event has {}{what}, so the block {} cannot hold it.{service}",
                    self.met(),
                    wanted()
                ),
                None,
            )
        });
    }

    /// A block that ends at a full stop can be asked for by its text.
    fn by_text(&self, cidr: Cidr, text: &str, part: &str) -> Option<Fix> {
        let (Address::V4(_), 8 | 16 | 24) = (cidr.address, cidr.bits) else { return None };
        let parts: Vec<&str> = part.split('.').take(cidr.bits as usize / 8).collect();
        let beginning = format!("{}.", parts.join("."));
        let (before, _) = text.split_once(part)?;
        // An IPv4 address as IPv6 writes it.
        if before.is_empty() || before == "::ffff:" {
            let beginning = format!("{before}{beginning}");
            return self.instead(format!("{{\"prefix\": {}}}", literal(beginning.as_bytes())));
        }
        // With the mark before it no longer numbers are taken.
        let mark = before.chars().next_back().filter(|c| !c.is_alphanumeric() && !matches!(c, '*' | '\\'))?;
        self.instead(format!("{{\"wildcard\": {}}}", literal(format!("*{mark}{beginning}*").as_bytes())))
    }
}

/// The block of private addresses that an address is in (RFC 1918).
fn private_block(address: Address) -> Option<&'static str> {
    let blocks = ["10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16"];
    blocks.into_iter().find(|block| Cidr::read(block.as_bytes()).is_ok_and(|block| block.contains(address)))
}

/// The first and the last address of a block.
fn ends(cidr: Cidr) -> (Address, Address) {
    let first = cidr.address.network(cidr.bits);
    let last = match first {
        Address::V4(first) => Address::V4(first | u32::MAX.checked_shr(cidr.bits).unwrap_or(0)),
        Address::V6(first) => Address::V6(first | u128::MAX.checked_shr(cidr.bits).unwrap_or(0)),
    };
    (first, last)
}
